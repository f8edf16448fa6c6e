"""The search from texts to ``Duplicates``, and what can be asked of the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.errors import BadRecord, MissingExtra, UnknownOption
from textnorm.match.articles.search import NEAR
from textnorm.match.clusters import cluster, groups_of
from textnorm.match.corpus.texts import held, lengths_of
from textnorm.match.matcher import Matcher, compare, need_matcher
from textnorm.match.pairs import PairTable
from textnorm.match.times import moment

if TYPE_CHECKING:
    import pandas
    import pyarrow
    from numpy.typing import NDArray

__all__ = ["Duplicates", "Why", "search"]

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Why:
    """Why text ``text`` has the label it has: the copy that is kept, how well it matches, and what speaks for it."""

    text: int
    kept: int
    score: float
    measure: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        if self.kept < 0:
            return f"text {self.text} is new"
        verdict = "is kept" if self.kept == self.text else f"is a copy of {self.kept} ({self.measure} {self.score:.2f})"
        return f"text {self.text} {verdict}" + "".join(f"\n  - {reason}" for reason in self.reasons)


@dataclass(frozen=True, eq=False, repr=False)
class Duplicates:
    """Which texts are copies, of which, and why. Arrays inside; the properties answer the next question.

    ``labels`` (int32) holds for each text the position of its kept copy: its own when it is kept. After a search
    ``against`` an archive it is the position in the archive, or -1 for a text that the archive does not have, and
    pairs are (text, text of the archive).

    >>> from textnorm import Matcher, find_duplicates
    >>> found = find_duplicates(["Der Käse ist gut", "Ein Hund bellt laut", "DER KAESE IST GUT!"], Matcher())
    >>> found.clusters, found.kept.tolist(), found.dropped.tolist()
    ([[2, 0]], [1, 2], [0])
    >>> print(found.why(0))
    text 0 is a copy of 2 (jaccard 1.00)
      - 2 shingles shared, of 2 and 2
      - 2 is kept: the longest of 2
    """

    labels: NDArray[np.int32]
    table: PairTable
    matcher: Matcher
    texts: Sequence[str]
    order: NDArray[np.int64]
    groups: NDArray[np.int64] | None = None
    split: int | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def pairs(self) -> NDArray[np.int32]:
        """The verified pairs as an (n, 2) matrix of positions, smaller first."""
        same = self.table.same
        if self.split is not None:
            return np.stack([self.table.right[same] - self.split, self.table.left[same]], axis=1)
        return np.stack([self.table.left[same], self.table.right[same]], axis=1)

    @property
    def scores(self) -> NDArray[np.float32]:
        """The score of each of ``pairs``."""
        return self.table.score[self.table.same]

    @property
    def kept(self) -> NDArray[np.int64]:
        """The positions of the texts that stay, those without a copy included."""
        return np.flatnonzero(self.labels == (np.arange(len(self)) if self.split is None else -1))

    @property
    def dropped(self) -> NDArray[np.int64]:
        """The positions of the texts of which another copy is kept."""
        return np.flatnonzero(self.labels != (np.arange(len(self)) if self.split is None else -1))

    @cached_property
    def clusters(self) -> list[list[int]]:
        """The positions of the texts that are copies of one another, the kept one first; single texts are left out.

        After a search ``against`` an archive: the texts that have the same copy there.
        """
        if self.split is None:
            return [run.tolist() for run in groups_of(self.labels)]
        found = self.dropped
        found = found[np.argsort(self.labels[found], kind="stable")]
        edges = np.flatnonzero(np.diff(self.labels[found])) + 1
        return [run.tolist() for run in np.split(found, edges) if len(run)]

    def _text(self, position: int) -> str:
        return self.texts[position] if self.split is None else self.texts[position + self.split]

    def why(self, text: int) -> Why:
        """Why ``text`` was dropped or kept."""
        if isinstance(text, bool) or not (hasattr(text, "__index__") and 0 <= text < len(self)):
            raise BadRecord(f"text {text!r}: there are {len(self)} texts, 0 to {len(self) - 1}")
        kept = int(self.labels[text])
        if kept < 0:
            return Why(text, kept, 0.0, self.table.measure, ())
        if self.split is not None:
            return self._why_copy(text, kept, text + self.split, ())
        members = int((self.labels == kept).sum())
        if members == 1:
            return Why(text, text, 1.0, self.table.measure, ("no copy found",))
        aside = ", damage aside," if self.matcher.keep == "longest" and self.matcher.repair else ""
        chosen = f"{kept} is kept: {_KEPT_BECAUSE[self.matcher.keep]}{aside} of {members}"
        if kept == text:
            return Why(text, kept, 1.0, self.table.measure, (chosen,))
        return self._why_copy(text, kept, text, (chosen,))

    def _why_copy(self, text: int, kept: int, place: int, more: tuple[str, ...]) -> Why:
        """Explain from the table, or, where the two share no row (a chain, a crowd of equals), compare them anew."""
        left, right = min(kept, place), max(kept, place)
        first, last = np.searchsorted(self.table.left, [left, left + 1])
        row = first + int(np.searchsorted(self.table.right[first:last], right))
        if row < last and self.table.right[row] == right:
            return Why(text, kept, float(self.table.score[row]), self.table.measure, self.table.explain(row) + more)
        pair = compare(self.texts[kept], self.texts[place], matcher=self.matcher)
        chained = () if pair.same else ("joined through other copies",)
        return Why(text, kept, pair.score, pair.measure, pair.reasons + chained + more)

    def borderline(self, n: int = 10) -> list[tuple[int, int, float, bool]]:
        """The ``n`` pairs closest to the threshold, on either side: (left, right, score, same)."""
        nearest = np.argsort(np.abs(self.table.score - np.float32(self.matcher.threshold)), kind="stable")[:n]
        shift = self.split or 0
        return [
            (
                int(self.table.left[k]),
                int(self.table.right[k]) - shift,
                float(self.table.score[k]),
                bool(self.table.same[k]),
            )
            for k in nearest
        ]

    def rethreshold(self, threshold: float) -> Duplicates:
        """The result at another ``threshold``, from the pairs already verified.

        Raises ``UnknownOption`` for a threshold below the lowest score that the search kept.
        """
        floor = round(NEAR * self.matcher.threshold, 3)
        if not (hasattr(threshold, "__float__") and floor <= threshold <= 1.0):
            raise UnknownOption(
                f"threshold={threshold!r}: this search kept scores from {floor} on; search again with the new threshold"
            )
        table = replace(self.table, same=self.table.score >= np.float32(threshold))
        matcher = self.matcher.replace(threshold=float(threshold))
        return replace(
            self,
            table=table,
            matcher=matcher,
            labels=_labels(table, len(self), matcher, self.order, self.groups, self.split),
        )

    def summary(self) -> str:
        """A few lines for people: how many texts, copies and clusters."""
        dropped = len(self.dropped)
        share = 100 * dropped / max(len(self), 1)
        largest = max(map(len, self.clusters), default=0)
        where = "" if self.split is None else f" against {self.split:,}"
        return (
            f"{counted(len(self), 'text', 'texts')}{where}: {counted(dropped, 'copy', 'copies')} ({share:.1f} %) in "
            f"{counted(len(self.clusters), 'cluster', 'clusters')}, the largest of {largest:,}; "
            f"{len(self) - dropped:,} stay.\n"
            f"{counted(int(self.table.same.sum()), 'pair', 'pairs')} verified "
            f"by {self.table.measure} at {self.matcher.threshold:.2f}."
        )

    def __repr__(self) -> str:
        return f"<Duplicates: {self.summary().splitlines()[0]}>"

    def to_arrow(self) -> pyarrow.Table:
        """One row per text: ``text``, ``label``, ``kept``. Needs pyarrow."""
        try:
            import pyarrow as pa
        except ImportError:
            raise MissingExtra.named("pyarrow", "parquet", "Duplicates.to_arrow") from None
        return pa.table(self._columns())

    def to_pandas(self) -> pandas.DataFrame:
        """One row per text: ``text``, ``label``, ``kept``. Needs pandas."""
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtra.named("pandas", "frames", "Duplicates.to_pandas") from None
        return pd.DataFrame(self._columns())

    def _columns(self) -> dict[str, Any]:
        kept = np.zeros(len(self), dtype=bool)
        kept[self.kept] = True
        return {"text": np.arange(len(self), dtype=np.int32), "label": self.labels, "kept": kept}


_BATCH = 4_096


def counted(number: int, one: str, more: str) -> str:
    """A count for people.

    >>> counted(1, "copy", "copies"), counted(1200, "copy", "copies")
    ('1 copy', '1,200 copies')
    """
    return f"{number:,} {one if number == 1 else more}"


_KEPT_BECAUSE = {
    "longest": "the longest",
    "first": "the first",
    "earliest": "the earliest",
    "cleanest": "the one with the fewest repairs",
    "priority": "the one of the highest priority",
}


def search(
    texts: Iterable[str | None],
    matcher: Matcher | None,
    *,
    against: Iterable[str | None] | None,
    times: Iterable[Any] | None,
    priority: Iterable[float] | None,
    threads: int | None,
    progress: Progress | None,
) -> Duplicates:
    """``find_duplicates``; see there."""
    need_matcher(matcher)
    if threads is not None and not (isinstance(threads, int) and threads >= 1):
        raise UnknownOption(f"threads={threads!r}: give a whole number from 1 on, or None for all cores")
    every = held(texts)
    split = None
    if against is not None:
        archive = held(against)
        split = len(archive)
        every = held(
            [*archive, *every] if isinstance(archive, list) and isinstance(every, list) else chain(archive, every)
        )
    matcher = matcher or Matcher.fitting(lengths_of(every).tolist())
    if matcher.within is not None:
        if matcher.kind != "headline":
            raise UnknownOption(
                f"within={matcher.within!r}: only headlines are judged by time; see Matcher.headlines()"
            )
        if times is None:
            raise UnknownOption(f"within={matcher.within!r} needs times: pass times= (--time-column), one per text")
    times = None if times is None else _column("times", times, len(every), split)
    priority = None if priority is None else _column("priority", priority, len(every), split)
    preference = _preference(every, matcher, times, priority)

    groups = digests = None
    if matcher.kind == "headline":
        from textnorm.match.headlines.search import find_headline_pairs

        table = find_headline_pairs(
            every, matcher=matcher, times=times, split=split, threads=threads, progress=progress
        )
    else:
        from textnorm.match.articles.search import find_article_pairs

        table, groups, digests = find_article_pairs(
            every, matcher=matcher, preference=preference, split=split, threads=threads, progress=progress
        )
    order = _order(every, table, matcher, preference, digests)
    count = len(every) - (split or 0)
    labels = _labels(table, count, matcher, order, groups, split)
    return Duplicates(labels, table, matcher, every, order, groups, split)


def _column(name: str, values: Iterable[Any], count: int, split: int | None) -> list[Any]:
    """``values`` as one per text; a search against an archive needs them for the texts alone."""
    column = list(values)
    if split is not None and len(column) == count - split:
        column = [None] * split + column
    if len(column) != count:
        raise BadRecord(f"{name}: {len(column)} values for {count - (split or 0)} texts; pass one per text")
    return column


def _preference(
    texts: Sequence[str], matcher: Matcher, times: list[Any] | None, priority: list[Any] | None
) -> NDArray[np.float64]:
    """A number per text, the smallest to be kept first."""
    count = len(texts)
    if matcher.keep == "first":
        return np.arange(count, dtype=np.float64)
    if matcher.keep == "earliest":
        if times is None:
            raise UnknownOption("keep='earliest' needs times: pass times= (--time-column), one per text")
        moments = np.array([moment(time, place) for place, time in enumerate(times)], dtype=np.float64)
        return np.where(np.isnan(moments), np.inf, moments)
    if matcher.keep == "priority":
        if priority is None:
            raise UnknownOption("keep='priority' needs priorities: pass priority=, one number per text")
        return np.array([np.inf if value is None else -value for value in priority], dtype=np.float64)
    return -lengths_of(texts).astype(np.float64)


def _order(
    texts: Sequence[str],
    table: PairTable,
    matcher: Matcher,
    preference: NDArray[np.float64],
    digests: NDArray[np.uint64] | None,
) -> NDArray[np.int64]:
    """All texts, the ones to keep first; equals by soundness, length, digest and letters, never by position."""
    lengths = lengths_of(texts)
    involved = np.unique(np.concatenate([table.left, table.right])).astype(np.int64)
    if matcher.keep == "cleanest":
        from textnorm.text.cleaner import explain

        preference = np.zeros(len(texts))
        preference[involved] = [len(explain(texts[place]).changes) for place in involved.tolist()]
    damaged = np.zeros(len(texts), dtype=bool)
    if matcher.keep == "longest" and matcher.repair:
        preference, damaged = _lengths_repaired(texts, involved)
    ties = np.zeros(len(texts), dtype=np.uint64) if digests is None else digests
    columns = (preference, damaged, -lengths, ties)
    order = involved[np.lexsort((involved, *(column[involved] for column in reversed(columns))))]
    tied = np.ones(max(len(order) - 1, 0), dtype=bool)
    for column in columns:
        tied &= column[order[1:]] == column[order[:-1]]
    edges = [0, *(np.flatnonzero(~tied) + 1).tolist(), len(order)]
    for first, last in pairwise(edges):
        if last - first > 1:
            order[first:last] = sorted(order[first:last].tolist(), key=lambda place: texts[place])
    alone = np.ones(len(texts), dtype=bool)
    alone[involved] = False
    return np.concatenate([order, np.flatnonzero(alone)])


def _lengths_repaired(
    texts: Sequence[str], involved: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The length of each text that is ``involved``, once repaired and negative, and whether repair changes it.

    Damage makes a text longer (``empfaengt``, ``empf&auml;ngt``); it must not make it the copy to keep.
    """
    from textnorm.text.cleaner import Cleaner

    cleaner = Cleaner.preset("repair")
    lengths, damaged = np.zeros(len(texts)), np.zeros(len(texts), dtype=bool)
    for start in range(0, len(involved), _BATCH):
        places = involved[start : start + _BATCH].tolist()
        before = [texts[place] for place in places]
        for place, was, now in zip(places, before, cleaner.many(before), strict=True):
            lengths[place] = -len(now or "")
            damaged[place] = now != was
    return lengths, damaged


def _labels(
    table: PairTable,
    count: int,
    matcher: Matcher,
    order: NDArray[np.int64],
    groups: NDArray[np.int64] | None,
    split: int | None,
) -> NDArray[np.int32]:
    if split is None:
        return cluster(table, count, order=order, mode=matcher.clusters, groups=groups)
    # The best copy in the archive; of equally good ones the one to keep first.
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    left, right, score = table.left[table.same], table.right[table.same], table.score[table.same]
    labels = np.full(count, -1, dtype=np.int32)
    worst_first = np.lexsort((-rank[left], score))
    labels[right[worst_first] - split] = left[worst_first]
    return labels
