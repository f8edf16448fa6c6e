"""Clusters that honour decisions: what a person called the same is one, and what is different never shares a cluster.

``Decided`` is what the decisions mean for the texts of one search. A must-link makes two texts one node, so that what
matches one of them matches both. A cannot-link takes a pair out of the table, and out of every cluster in which
the two would meet through others. Where decisions contradict one another, "different" wins: a merge loses a text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from textnorm.errors import BadRecord, counted
from textnorm.match.clusters import labels_of
from textnorm.match.decisions.decisions import Decision, Decisions, Side, digest_of
from textnorm.match.decisions.separate import Separation
from textnorm.match.pairs import PairTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.pairs import Pair
    from textnorm.match.settings import MatchSettings

__all__ = ["Decided", "Judge", "joined", "labelled", "resolve"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Judge:
    """Scores two of ``texts`` by their rows; picklable, as a result keeps it for its reasons."""

    compare: Callable[[str, str, MatchSettings], Pair]
    texts: Sequence[str]
    matcher: MatchSettings

    def __call__(self, left: int, right: int) -> Pair:
        """The verdict on two rows."""
        return self.compare(self.texts[left], self.texts[right], self.matcher)


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions about the texts of one search, as rows of ``Duplicates.texts``.

    ``same`` holds pairs of rows that are one text; ``different`` pairs of classes that must not meet, and ``classes``
    the rows of each class (all texts with the same letters). ``contradictions`` and ``missing`` say what could not be
    honoured: in words, and how many decisions are about other texts.
    """

    same: tuple[tuple[int, int], ...] = ()
    different: tuple[tuple[int, int], ...] = ()
    classes: tuple[tuple[int, ...], ...] = ()
    contradictions: tuple[str, ...] = ()
    missing: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be honoured, in sentences."""
        found = [f"Decisions contradict one another: {text}." for text in self.contradictions[:_SHOWN]]
        if len(self.contradictions) > _SHOWN:
            found.append(f"… and {counted(len(self.contradictions) - _SHOWN, 'contradiction', 'contradictions')} more.")
        if self.missing:
            are = "decision is" if self.missing == 1 else "decisions are"
            found.append(f"{self.missing:,} {are} about texts that are not among these.")
        return tuple(found)

    def rows(self, table: PairTable) -> tuple[list[int], list[int]]:
        """The rows of ``table`` that are decided to be the same, and those that are decided to be different."""
        same = [row for here, there in self.same for row in _rows_between(table, (here,), (there,))]
        classes = ((self.classes[here], self.classes[there]) for here, there in self.different)
        return same, [row for here, there in classes for row in _rows_between(table, here, there)]

    def apply(self, table: PairTable, judge: Judge) -> PairTable:
        """``table`` with the decided pairs as decided; ``judge`` scores those that it does not have."""
        same, verdicts = table.same.copy(), dict[int, str]()
        for here, there in self.different:
            for row in _rows_between(table, self.classes[here], self.classes[there]):
                same[row], verdicts[row] = False, "Decision: different"
        added: list[tuple[int, int, float]] = []
        for here, there in self.same:
            rows = _rows_between(table, (here,), (there,))
            for row in rows:
                same[row], verdicts[row] = True, "Decision: same"
            if not rows:
                added.append((min(here, there), max(here, there), judge(here, there).score))
        return _with_rows(replace(table, same=same), sorted(set(added)), verdicts, judge)

    def labels(
        self,
        table: PairTable,
        count: int,
        matcher: MatchSettings,
        *,
        order: NDArray[np.int64],
        groups: NDArray[np.int64] | None,
        archive_size: int | None,
    ) -> NDArray[np.int32]:
        """The label of each of ``count`` texts, as ``labels_of`` gives them, and as decided."""
        if archive_size is not None:
            labels = labels_of(table, count, matcher, order=order, groups=groups, archive_size=archive_size)
            for here, there in self.same:
                old, new = min(here, there), max(here, there)
                if old < archive_size <= new:
                    labels[new - archive_size] = old
            return labels
        separation = Separation(self.classes, self.different, order)
        groups = np.arange(count, dtype=np.int64) if groups is None else groups
        linked = {row for pair in self.same for row in pair}
        groups, extra = separation.split_groups(groups, joined(groups, self.same), linked, table)
        groups = joined(groups, self.same)
        wider = _with_edges(table, extra)
        labels = labels_of(wider, count, matcher, order=order, groups=groups)
        return separation.split_clusters(labels, wider, groups, chains=matcher.clusters == "connected")


def labelled(
    table: PairTable,
    count: int,
    matcher: MatchSettings,
    *,
    order: NDArray[np.int64],
    groups: NDArray[np.int64] | None = None,
    archive_size: int | None = None,
    decided: Decided | None = None,
) -> NDArray[np.int32]:
    """The label of each of ``count`` texts: as ``labels_of``, and as ``decided``."""
    if decided is None:
        return labels_of(table, count, matcher, order=order, groups=groups, archive_size=archive_size)
    return decided.labels(table, count, matcher, order=order, groups=groups, archive_size=archive_size)


def resolve(decisions: Decisions, texts: Sequence[str], archive_size: int | None = None) -> Decided:
    """What ``decisions`` mean for ``texts`` (with an archive: those of the archive first).

    Raises ``BadRecord`` for a row that does not exist.
    """
    finder = _Finder(decisions, texts, archive_size)
    classes: dict[tuple[int, ...], int] = {}
    same: list[tuple[Decision, tuple[int, int]]] = []
    different: list[tuple[Decision, tuple[int, int]]] = []
    missing = 0
    for decision in decisions:
        if decision.verdict == "skip":
            continue
        left, right = finder.rows(decision)
        if not left or not right:
            missing += 1
        elif decision.verdict == "same":
            # All texts of the same letters follow the one that is named, or the first; they are one already, unless a
            # decision says otherwise.
            same.append((decision, (finder.named(decision.left, left), finder.named(decision.right, right))))
        else:
            numbers = [classes.setdefault(rows, len(classes)) for rows in (left, right)]
            different.append((decision, (numbers[0], numbers[1])))
    links, contradictions = _consistent(same, different, list(classes))
    if archive_size is not None:  # the new texts among themselves are another search
        links = [pair for pair in links if min(pair) < archive_size <= max(pair)]
    pairs = tuple(dict.fromkeys(pair for _, pair in different if pair[0] != pair[1]))
    return Decided(tuple(dict.fromkeys(links)), pairs, tuple(classes), tuple(contradictions), missing)


class _Finder:
    """The rows of the texts that decisions name."""

    def __init__(self, decisions: Decisions, texts: Sequence[str], archive_size: int | None) -> None:
        self._texts, self._split = texts, archive_size
        wanted = {self._digest(side) for decision in decisions for side in decision[:2]}
        self._rows: dict[str, list[int]] = {digest: [] for digest in wanted}
        if wanted:
            for row, text in enumerate(texts):
                if (found := self._rows.get(digest_of(text))) is not None:
                    found.append(row)

    def rows(self, decision: Decision) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The rows of both sides. Two texts with the same letters can only be told apart by their rows."""
        left, right = decision.left, decision.right
        digest = self._digest(left)
        if digest == self._digest(right):
            a, b, known = self._place(left), self._place(right), self._rows[digest]
            return ((a,), (b,)) if a != b and a in known and b in known else ((), ())
        return tuple(self._rows[digest]), tuple(self._rows[self._digest(right)])

    def named(self, side: Side, rows: tuple[int, ...]) -> int:
        """The one of ``rows`` that a side names, or the first."""
        place = self._place(side)
        return place if place in rows else rows[0]

    def _place(self, side: Side) -> int:
        shift = 0 if side.archive or self._split is None else self._split
        return side.row + shift if side.row >= 0 else -1

    def _digest(self, side: Side) -> str:
        """What identifies the text of a side. A row stands for its text."""
        if side.digest:
            return side.digest
        place = self._place(side)
        if side.archive and (self._split is None or place >= self._split):
            raise BadRecord(f"decisions: {side} is not in the archive; pass the archive as against=")
        if place >= len(self._texts):
            count = len(self._texts) - (self._split or 0)
            raise BadRecord(f"decisions: {side} is out of range: {counted(count, 'text', 'texts')}")
        return digest_of(self._texts[place])


def _consistent(
    same: list[tuple[Decision, tuple[int, int]]],
    different: list[tuple[Decision, tuple[int, int]]],
    classes: list[tuple[int, ...]],
) -> tuple[list[tuple[int, int]], list[str]]:
    """The links that no "different" forbids, and the contradictions in words."""
    root: dict[int, int] = {}
    inside: dict[int, set[int]] = {}
    apart: dict[int, dict[int, Decision]] = {}
    for number, rows in enumerate(classes):
        for row in rows:
            inside.setdefault(row, set()).add(number)
    for decision, (here, there) in different:
        apart.setdefault(here, {})[there] = decision
        apart.setdefault(there, {})[here] = decision

    def find(row: int) -> int:
        while (up := root.setdefault(row, row)) != row:
            root[row] = row = root.setdefault(up, up)
        return row

    links, contradictions = [], []
    for decision, pair in same:
        a, b = find(pair[0]), find(pair[1])
        if a == b:
            links.append(pair)
            continue
        near, far = inside.get(a, set()), inside.get(b, set())
        clash = next((apart[one][two] for one in near for two in apart.get(one, {}) if two in far), None)
        if clash is None:
            links.append(pair)
            root[b] = a
            inside[a] = near | far
            continue
        told = f"{decision.left} and {decision.right} are the same"
        direct = {clash.left, clash.right} == {decision.left, decision.right}
        other = "and different" if direct else f"but {clash.left} and {clash.right} are different"
        contradictions.append(f"{told}, {other}; they stay apart")
    return links, contradictions


def _rows_between(table: PairTable, here: Sequence[int], there: Sequence[int]) -> list[int]:
    """The rows of ``table`` with one text of ``here`` and one of ``there``."""
    found = []
    for near, far in ((here, there), (there, here)):
        wanted = np.asarray(far)
        for left in near:
            first, last = np.searchsorted(table.left, [left, left + 1])
            found += (first + np.flatnonzero(np.isin(table.right[first:last], wanted))).tolist()
    return found


def _with_rows(
    table: PairTable, added: list[tuple[int, int, float]], verdicts: dict[int, str], judge: Judge
) -> PairTable:
    """``table`` with more pairs that are the same, in order; the reasons name the decisions."""
    old = len(table)
    left = np.concatenate([table.left, np.array([pair[0] for pair in added], dtype=np.int32)])
    right = np.concatenate([table.right, np.array([pair[1] for pair in added], dtype=np.int32)])
    score = np.concatenate([table.score, np.array([pair[2] for pair in added], dtype=np.float32)])
    same = np.concatenate([table.same, np.ones(len(added), dtype=bool)])
    reused = None if table.reused is None else np.concatenate([table.reused, np.zeros(len(added), dtype=bool)])
    order = np.lexsort((right, left))
    reasons = _Reasons(table.explain, order, old, verdicts, added, judge)
    reused = None if reused is None else reused[order]
    return PairTable(left[order], right[order], score[order], same[order], table.measure, reasons, reused)


@dataclass(frozen=True, slots=True)
class _Reasons:
    """The reasons of a table with decisions: those of the search, and the decision."""

    explain: Callable[[int], tuple[str, ...]]
    order: NDArray[np.int64]
    old: int
    verdicts: dict[int, str]
    added: list[tuple[int, int, float]]
    judge: Judge

    def __call__(self, row: int) -> tuple[str, ...]:
        before = int(self.order[row])
        if before >= self.old:
            left, right, _ = self.added[before - self.old]
            return ("Decision: same", *self.judge(left, right).reasons)
        decided = (self.verdicts[before],) if before in self.verdicts else ()
        return tuple(dict.fromkeys(decided + self.explain(before)))


def joined(groups: NDArray[np.int64], links: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """``groups`` with linked ones as one; each is named by its smallest row."""
    root: dict[int, int] = {}

    def find(group: int) -> int:
        while (up := root.get(group, group)) != group:
            group = up
        return group

    for here, there in links:
        a, b = sorted((find(int(groups[here])), find(int(groups[there]))))
        if a != b:
            root[b] = a
    if not root:
        return groups
    renamed = np.arange(len(groups), dtype=np.int64)
    for group in root:
        renamed[group] = find(group)
    joined: NDArray[np.int64] = renamed[groups]
    return joined


def _with_edges(table: PairTable, extra: list[tuple[int, int, float]]) -> PairTable:
    if not extra:
        return table
    left, right, score = zip(*extra, strict=True)
    return replace(
        table,
        left=np.concatenate([table.left, np.array(left, dtype=np.int32)]),
        right=np.concatenate([table.right, np.array(right, dtype=np.int32)]),
        score=np.concatenate([table.score, np.array(score, dtype=np.float32)]),
        same=np.concatenate([table.same, np.ones(len(extra), dtype=bool)]),
    )
