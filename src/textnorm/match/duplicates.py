"""``Duplicates``: what a search found, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.errors import BadRecord, UnknownOption
from textnorm.match.clusters import groups_of
from textnorm.match.decisions.honour import Decided, Judge, labelled
from textnorm.match.display.html import Printed
from textnorm.match.keep import why_kept
from textnorm.match.pairs import NEAR, Pair, PairTable
from textnorm.match.result_tables import Columns, to_arrow, to_pandas, to_polars
from textnorm.match.settings import MatchSettings
from textnorm.values import shown

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow
    from numpy.typing import NDArray

__all__ = ["Duplicates", "Why", "counted"]


@dataclass(frozen=True, slots=True)
class Why(Printed):
    """Why text ``text`` has its label: the copy that is kept, the score, and the reasons.

    ``kept`` is a position among the texts; if ``archived``, one in the archive; -1 for a text without a copy that was
    searched for in an archive. ``stays`` is false for the best copy where ``drop="all"`` leaves none.
    """

    text: int
    kept: int
    score: float
    measure: str
    reasons: tuple[str, ...]
    archived: bool = False
    stays: bool = True

    def __str__(self) -> str:
        if self.kept < 0:
            return f"text {self.text} is new"
        where = "archive text " if self.archived else ""
        copy = f"is a copy of {where}{self.kept} ({self.measure} {self.score:.2f})"
        copy = copy if self.stays else "has copies, and none of them stays"
        verdict = "is kept" if self.stays and self.kept == self.text and not self.archived else copy
        return f"text {self.text} {verdict}" + "".join(f"\n  - {shown(reason)}" for reason in self.reasons)


@dataclass(frozen=True, eq=False, repr=False)
class Duplicates:
    """Which texts are copies, of which, and why. Arrays inside; the properties answer the next question.

    ``labels`` (int32) holds for each text the position of its kept copy: its own when it is kept. After a search
    ``against`` an archive it is the position in the archive, or -1 for a text that the archive does not have, and
    pairs are (text, text of the archive). ``batch`` then has the copies among the texts that are new to the archive.

    >>> from textnorm import Matcher, find_duplicates
    >>> found = find_duplicates(["Der Käse ist gut", "Ein Hund bellt laut", "DER KAESE IST GUT!"], Matcher())
    >>> found.clusters, found.kept.tolist(), found.dropped.tolist()
    ([[2, 0]], [1, 2], [0])
    >>> print(found.why(0))
    text 0 is a copy of 2 (jaccard 1.00)
      - 2 shingles shared, of 2 and 2
      - Kept: row 2, the longest of 2 copies
    """

    labels: NDArray[np.int32]
    table: PairTable
    matcher: MatchSettings
    texts: Sequence[str]
    order: NDArray[np.int64]
    judge: Callable[[str, str, MatchSettings], Pair]
    groups: NDArray[np.int64] | None = None
    split: int | None = None
    notes: tuple[str, ...] = ()
    batch: Duplicates | None = None
    describe: Callable[[Sequence[int], int], Any] | None = None
    decided: Decided | None = None

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
    def reuse(self) -> NDArray[np.int32]:
        """The pairs of articles that share a passage and are no copies, in the form of ``pairs``. None is dropped."""
        reused = np.zeros(len(self.table), dtype=bool) if self.table.reused is None else self.table.reused
        reused = reused & ~self.table.same
        shift = self.split or 0
        columns = (self.table.left[reused], self.table.right[reused] - shift)
        return np.stack(columns if self.split is None else columns[::-1], axis=1)

    @property
    def events(self) -> list[Any]:
        """The event of each of ``clusters``: common words and span of time. Of stories only; else empty."""
        describe = self.describe
        if describe is None:
            return []
        return [describe(members, self.split or 0) for members in self.clusters]

    @property
    def kept(self) -> NDArray[np.int64]:
        """The positions of the texts that stay, those without a copy included."""
        return np.flatnonzero(self._stays)

    @property
    def dropped(self) -> NDArray[np.int64]:
        """The positions of the texts of which another copy is kept."""
        return np.flatnonzero(~self._stays)

    @property
    def _stays(self) -> NDArray[np.bool_]:
        positions = np.arange(len(self))
        stays: NDArray[np.bool_] = self.labels == (positions if self.split is None else -1)
        if self.split is None and self.matcher.drop == "all":
            stays &= self._sizes[self.labels] == 1
        return stays if self.batch is None else stays & self.batch._stays

    @cached_property
    def _sizes(self) -> NDArray[np.int64]:
        """How many texts have each label."""
        return np.bincount(self.labels[self.labels >= 0], minlength=len(self)).astype(np.int64)

    @cached_property
    def clusters(self) -> list[list[int]]:
        """The positions of the texts that are copies of one another, the kept one first; single texts are left out.

        After a search ``against`` an archive: the texts that have the same copy there, then the clusters of new texts.
        """
        if self.split is None:
            return [run.tolist() for run in groups_of(self.labels)]
        found = np.flatnonzero(self.labels >= 0)
        found = found[np.argsort(self.labels[found], kind="stable")]
        edges = np.flatnonzero(np.diff(self.labels[found])) + 1
        inside = [] if self.batch is None else [run for run in self.batch.clusters if self.labels[run[0]] < 0]
        return [run.tolist() for run in np.split(found, edges) if len(run)] + inside

    def with_batch(self, batch: Duplicates) -> Duplicates:
        """This result of a search against an archive, and of ``batch``, one among the same texts, what is new to it."""
        return replace(self, batch=batch.among(self.labels < 0))

    def among(self, new: NDArray[np.bool_]) -> Duplicates:
        """This result of a search among texts, with the pairs of ``new`` ones alone."""
        same = self.table.same & new[self.table.left] & new[self.table.right]
        table = replace(self.table, same=same)
        labels = labelled(table, len(self), self.matcher, order=self.order, groups=self.groups, decided=self.decided)
        return replace(self, table=table, labels=labels)

    def _text(self, position: int) -> str:
        return self.texts[position] if self.split is None else self.texts[position + self.split]

    def why(self, text: int) -> Why:
        """Why ``text`` was dropped or kept."""
        if isinstance(text, bool) or not hasattr(text, "__index__"):
            raise BadRecord(f"index {text!r}: must be an integer; there are {counted(len(self), 'text', 'texts')}")
        if not 0 <= text < len(self):
            raise BadRecord(f"index {text!r} is out of range: {counted(len(self), 'text', 'texts')}")
        kept = int(self.labels[text])
        if kept < 0:
            if self.batch is not None and self.batch._sizes[self.batch.labels[text]] > 1:
                return self.batch.why(text)
            return Why(text, kept, 0.0, self.table.measure, ())
        if self.split is not None:
            return replace(self._why_copy(text, kept, text + self.split, ()), archived=True)
        members = int(self._sizes[kept])
        if members == 1:
            return Why(text, text, 1.0, self.table.measure, ("no copy found",))
        chosen = why_kept(self.matcher, kept, members)
        if kept == text and self.matcher.drop == "all":
            return Why(text, kept, 1.0, self.table.measure, (chosen,), stays=False)
        if kept == text:
            return Why(text, kept, 1.0, self.table.measure, (chosen,))
        return self._why_copy(text, kept, text, (chosen,))

    def _why_copy(self, text: int, kept: int, place: int, more: tuple[str, ...]) -> Why:
        """Explain from the table, or compare the two if they share no row (in a chain, or among many equal texts)."""
        left, right = min(kept, place), max(kept, place)
        first, last = np.searchsorted(self.table.left, [left, left + 1])
        row = first + int(np.searchsorted(self.table.right[first:last], right))
        if row < last and self.table.right[row] == right:
            return Why(text, kept, float(self.table.score[row]), self.table.measure, self.table.explain(row) + more)
        pair = self.judge(self.texts[kept], self.texts[place], self.matcher)
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
        if not (hasattr(threshold, "__float__") and 0.0 < threshold <= 1.0):
            raise UnknownOption(f"threshold={threshold!r}: must be a number above 0 and at most 1")
        if threshold < floor:
            raise UnknownOption(
                f"threshold={threshold!r}: this search kept scores from {floor} on; search again with the new threshold"
            )
        table = replace(self.table, same=self.table.score >= np.float32(threshold))
        matcher = self.matcher.replace(threshold=float(threshold))
        if self.decided is not None:
            table = self.decided.apply(table, Judge(self.judge, self.texts, matcher))
        labels = labelled(
            table, len(self), matcher,
            order=self.order, groups=self.groups, archive_size=self.split, decided=self.decided,
        )  # fmt: skip
        found = replace(self, table=table, matcher=matcher, labels=labels, batch=None)
        return found if self.batch is None else found.with_batch(self.batch.rethreshold(threshold))

    def summary(self) -> str:
        """A few lines for people: how many texts, copies and clusters."""
        dropped = len(self.dropped)
        where = "" if self.split is None else f" against {self.split:,}"
        among = ""
        if dropped or self.clusters:
            largest = max(map(len, self.clusters), default=0)
            among = (
                f" ({100 * dropped / max(len(self), 1):.1f} %) in "
                f"{counted(len(self.clusters), 'cluster', 'clusters')}, the largest of {largest:,}"
            )
        return (
            f"{counted(len(self), 'text', 'texts')}{where}: {counted(dropped, 'copy', 'copies')}{among}; "
            f"{len(self) - dropped:,} stay.\n"
            f"{counted(int(self.table.same.sum()), 'pair', 'pairs')} verified "
            f"by {self.table.measure} at {self.matcher.threshold:.2f}." + "".join(f"\n{note}" for note in self.notes)
        )

    def plot(self, ax: Any = None) -> Any:
        """The histogram of all verified scores with the threshold, and the S-curve of a search by sketches.

        Returns the figure; draws on ``ax`` if it is given. Needs matplotlib (``pip install 'pytextnorm[plot]'``).
        """
        from textnorm.match.display.plot import plot_scores

        plan = getattr(self.matcher, "plan", None)
        chance = getattr(plan(len(self)), "chance", None) if plan else None
        floor = NEAR * self.matcher.threshold
        return plot_scores(self.table.score, self.matcher.threshold, floor, self.table.measure, chance=chance, ax=ax)

    def _repr_html_(self) -> str:
        from textnorm.match.display.html import clusters_html

        largest = sorted(self.clusters, key=lambda rows: (-len(rows), rows[0]))[:5]
        return clusters_html(self.summary(), [self._shown(rows) for rows in largest])

    def _shown(self, rows: list[int]) -> tuple[str, list[tuple[float, str, tuple[str, ...]]], int]:
        """The kept text of a cluster, three of its copies with scores and reasons, and how many more there are."""
        found = [(self.why(row), self._text(row)) for row in rows[: 4 if self.split is None else 3]]
        kept = found[0][0].kept
        text = self.texts[kept] if found[0][0].archived else self._text(kept)
        copies = [(why.score, own, why.reasons) for why, own in found if why.archived or why.kept != why.text]
        return text, copies, len(rows) - len(found)

    def __repr__(self) -> str:
        return f"<Duplicates: {self.summary().splitlines()[0]}>"

    def to_arrow(self, columns: Columns | None = None, *, pairs: bool = False) -> pyarrow.Table:
        """One row per text; with ``pairs``, one per verified pair. Needs pyarrow.

        ``columns`` are names among ``text`` (its position), ``label``, ``kept`` (these three by default),
        ``cluster_id``, ``duplicate_of``, ``score``, ``reasons``, ``measure`` and ``archived``; or columns of your own
        by name, with a value per text, beside which the evidence stands as well: ``columns={"id": ids}``. Pairs have
        ``left``, ``right``, ``score``, ``measure`` and ``reasons``, and of your own columns those of both texts
        (``left_id``, ``right_id``).
        """
        return to_arrow(self, columns, pairs=pairs)

    def to_pandas(self, columns: Columns | None = None, *, pairs: bool = False) -> pandas.DataFrame:
        """The same as ``to_arrow``, as a frame of pandas. Needs pandas."""
        return to_pandas(self, columns, pairs=pairs)

    def to_polars(self, columns: Columns | None = None, *, pairs: bool = False) -> polars.DataFrame:
        """The same as ``to_arrow``, as a frame of Polars. Needs Polars."""
        return to_polars(self, columns, pairs=pairs)  # type: ignore[no-any-return]


def counted(number: int, one: str, more: str) -> str:
    """A count for people.

    >>> counted(1, "copy", "copies"), counted(1200, "copy", "copies")
    ('1 copy', '1,200 copies')
    """
    return f"{number:,} {one if number == 1 else more}"
