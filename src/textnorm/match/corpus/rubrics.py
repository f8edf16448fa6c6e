"""Rubrics: lines that come again from time to time, such as ``Das Wetter`` or ``Die Woche in Bildern``.

The words are those of the rubric, and the news is another each time. A line is one by its own copies alone, wherever
the rest of the corpus lies, so that parts of a corpus find what the whole finds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.times import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ONE_ISSUE", "comes_again", "find_rubrics", "other_issues"]

#: Copies of a rubric that lie further apart, in seconds, are two issues: the next day's comes a little early.
ONE_ISSUE = DAY / 2
# Of 20,000 headlines, 4 lines came on three occasions or more, more than a day apart: all were rubrics, over five weeks
# and more. What is one item was published again within six days.
_OCCASIONS, _SPAN = 3, 7 * DAY
_NONE = -1


def comes_again(times: Iterable[float]) -> bool:
    """Whether copies of a line at these times are issues of a rubric.

    They come on three occasions or more, over a week or longer. News that many print on one day, and some days later,
    has most of its copies on the first, and is none.

    >>> comes_again([0, 7 * DAY, 14 * DAY]), comes_again([0, 7 * DAY]), comes_again([0, 0, 0, 0, 4 * DAY, 8 * DAY])
    (True, False, False)
    """
    copies: list[int] = []
    first, ordered = 0.0, sorted(times)
    for time in ordered:
        if not copies or time - first > DAY:
            first = time
            copies.append(0)
        copies[-1] += 1
    return len(copies) >= _OCCASIONS and ordered[-1] - ordered[0] >= _SPAN and 2 * max(copies) <= len(ordered)


def find_rubrics(line: NDArray[np.int64], when: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each text its ``line`` if that is a rubric, and -1 for others. Equal texts have one ``line``.

    >>> find_rubrics(np.array([0, 1, 0, 0]), np.array([0, 0, 7, 14]) * DAY).tolist()
    [0, -1, 0, 0]
    """
    found = np.zeros(int(line.max(initial=_NONE)) + 1, dtype=bool)
    timed = np.flatnonzero(~np.isnan(when))
    many = np.bincount(line[timed], minlength=len(found)) >= _OCCASIONS
    timed = timed[many[line[timed]]]
    timed = timed[np.argsort(line[timed], kind="stable")]
    for copies in np.split(timed, np.flatnonzero(np.diff(line[timed])) + 1):
        if len(copies):
            found[line[copies[0]]] = comes_again(when[copies].tolist())
    return np.where(found[line], line, _NONE)


def other_issues(
    rubric: NDArray[np.int64], when: NDArray[np.float64], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which pairs are two issues of one rubric; -1 in ``rubric`` is none. Without a time nothing is known."""
    same = (rubric[left] == rubric[right]) & (rubric[left] != _NONE)
    other: NDArray[np.bool_] = same & (np.abs(when[left] - when[right]) > ONE_ISSUE)
    return other
