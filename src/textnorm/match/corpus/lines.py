"""Copies of one line, and when they appeared."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.match.corpus.copies import pairs_of_copies
from textnorm.match.corpus.rubrics import find_rubrics, other_issues
from textnorm.match.times import DAY, seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Corpus

__all__ = ["Lines", "Rows", "Units", "expand_units", "group_lines"]

# Pairs of copies that are listed one by one; of more, only those with the first copy on one side.
_MOST_LISTED = 20_000_000
_EACH_OTHER = 32  # copies in a unit that are paired with each other


class Units(NamedTuple):
    """Equal lines of about one time, as one unit.

    ``of`` has the unit of every text; ``first`` and ``when`` have the position of the first text of a unit and the
    earliest time (NaN for none). Units are numbered by their first texts. ``rubric`` is one number for all units of a
    rubric, and -1 for others.
    """

    of: NDArray[np.int64]
    first: NDArray[np.int64]
    when: NDArray[np.float64]
    rubric: NDArray[np.int64]


def group_lines(texts: Sequence[str], when: NDArray[np.float64], span: float, split: int | None) -> Units:
    """Group equal lines whose times lie within ``span`` seconds of the earliest of them.

    The order of the texts has no influence. A million copies of one line cost a million, not its square. With
    ``split``, no unit has texts on both sides of it.
    """
    count = len(texts)
    same = line = _numbered(texts, count)
    if split is not None:
        line = _numbered(zip(texts, (np.arange(count) >= split).tolist(), strict=True), count)
    if np.isnan(when).all():
        first = np.unique(line, return_index=True)[1]
        return Units(line, first, np.full(len(first), np.nan), np.full(len(first), -1, dtype=np.int64))
    order = np.lexsort((when, line))  # NaN comes last
    unit = np.empty(count, dtype=np.int64)
    current = last = -1
    anchor = np.nan
    for place, number, time in zip(order.tolist(), line[order].tolist(), when[order].tolist(), strict=True):
        untimed = time != time
        if number != last or not (time - anchor <= span or (untimed and anchor != anchor)):
            current, last, anchor = current + 1, number, time
        unit[place] = current
    first = np.unique(unit, return_index=True)[1]
    rank = np.empty(len(first), dtype=np.int64)
    by_first = np.argsort(first)
    rank[by_first] = np.arange(len(first))
    unit = rank[unit]
    earliest = np.full(len(first), np.inf)
    np.fmin.at(earliest, unit, when)
    first = first[by_first]
    return Units(unit, first, np.where(np.isinf(earliest), np.nan, earliest), find_rubrics(same, when)[first])


def _numbered(values: Iterable[Hashable], count: int) -> NDArray[np.int64]:
    """Equal values get one number, in the order of their first ones."""
    numbers: dict[Hashable, int] = {}
    return np.fromiter((numbers.setdefault(value, len(numbers)) for value in values), dtype=np.int64, count=count)


class Rows(NamedTuple):
    """Pairs of texts with the row of the pair of units that they come from; -1 for two copies of one unit."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    row: NDArray[np.int64]
    complete: bool


def expand_units(
    left: NDArray[np.int64], right: NDArray[np.int64], units: Units, real: NDArray[np.bool_], every: bool
) -> Rows:
    """Pairs of units to pairs of texts, and every copy paired with the first text of its unit.

    With ``every``, each copy is paired as its unit is, and with all copies in its unit, if they are not many; else, or
    if these are too many, the first texts alone are, and ``complete`` says so.
    """
    first = units.first
    order = np.argsort(units.of, kind="stable")
    members = order[real[units.of[order]]]
    left_copies, right_copies = pairs_of_copies(members, first[units.of[members]], _EACH_OTHER if every else 1)
    lefts, rights, rows = [left_copies], [right_copies], [np.full(len(left_copies), -1, dtype=np.int64)]
    start = np.searchsorted(units.of[order], np.arange(len(first) + 1))
    size = np.diff(start)
    many = size[left] * size[right] if every else np.ones(len(left), dtype=np.int64)
    complete = int(many.sum()) <= _MOST_LISTED
    if not complete:
        many = np.ones(len(left), dtype=np.int64)
    row = np.repeat(np.arange(len(left)), many)
    number = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    width = size[right[row]]
    lefts.append(order[start[left[row]] + number // width])
    rights.append(order[start[right[row]] + number % width])
    rows.append(row)
    a, b = np.concatenate(lefts), np.concatenate(rights)
    return Rows(np.minimum(a, b), np.maximum(a, b), np.concatenate(rows), complete)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The texts of a corpus as units, and how far apart two of them may be: ``window`` seconds (-1: any).

    ``timed`` says whether the corpus knows a time at all.
    """

    units: Units
    when: NDArray[np.float64]
    window: float
    span: float
    split: int | None
    timed: bool

    @classmethod
    def of(cls, corpus: Corpus, within: str | float | None, span: float = DAY, *, timed: bool = False) -> Lines:
        """The texts of ``corpus``; ``within`` limits how far apart the texts of a pair may be.

        Copies within ``span`` seconds are a unit. ``timed``: it is a part of one that knows times.
        """
        window = -1.0 if within is None else seconds(within)
        span = min(window, span) if window >= 0.0 else span
        units = group_lines(corpus.texts, corpus.moments, span, corpus.archive_size)
        known = timed or not bool(np.isnan(corpus.moments).all())
        return cls(units, corpus.moments, window, span, corpus.archive_size, known)

    @property
    def reach(self) -> float:
        """How far apart two units may be (-1: any), whose texts may lie nearer than the earliest ones."""
        return self.window + self.span if self.window >= 0.0 else -1.0

    @property
    def unit_split(self) -> int:
        """The first unit behind the archive; -1 without one."""
        return -1 if self.split is None else int(np.searchsorted(self.units.first, self.split))

    def other_issues(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which pairs of units are two issues of one rubric."""
        return other_issues(self.units.rubric, self.units.when, left, right)

    def expand(self, left: NDArray[np.int64], right: NDArray[np.int64], real: NDArray[np.bool_]) -> Rows:
        """Pairs of units to pairs of texts; see ``expand_units``."""
        return expand_units(left, right, self.units, real, self.split is not None or self.timed)

    def apart(self, rows: Rows) -> NDArray[np.float64]:
        """The seconds between the texts of each of ``rows``; NaN where a time is missing."""
        apart: NDArray[np.float64] = np.abs(self.when[rows.left] - self.when[rows.right])
        return apart

    def near(
        self, rows: Rows, score: NDArray[np.float64], floor: float
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        """The pairs with a score of at least ``floor`` that are not too far apart, sorted, with their scores."""
        near = score >= floor
        if self.window >= 0.0:
            near &= ~(self.apart(rows) > self.window)
        if self.split is not None:
            near &= (rows.left < self.split) & (rows.right >= self.split)
        order = np.flatnonzero(near)
        order = order[np.lexsort((rows.right[order], rows.left[order]))]
        return (
            rows.left[order].astype(np.int32), rows.right[order].astype(np.int32), score[order].astype(np.float32)
        )  # fmt: skip

    def groups(self, real: NDArray[np.bool_]) -> NDArray[np.int64]:
        """For each text the first of its unit; a text without a word (not ``real``) is nobody's copy."""
        of = self.units.of
        return np.where(real[of], self.units.first[of], np.arange(len(of)))
