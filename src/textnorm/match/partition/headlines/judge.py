"""Pairs that share enough → those near the threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

from textnorm.kernels.scores.headline_flags import SERIES
from textnorm.match.corpus.rubrics import other_issues
from textnorm.match.headlines.candidates import ROOM
from textnorm.match.headlines.search import final_scores, score_candidates
from textnorm.match.pairs import NEAR
from textnorm.match.partition.headlines.packed import PackedLines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = ["NEAR_PAIRS", "judge_pairs"]

_MARKS = pyarrow.list_(pyarrow.int32())
#: Two headlines, left < right, and which words of either belong to a series.
NEAR_PAIRS = pyarrow.schema([
    ("left", pyarrow.int64()), ("right", pyarrow.int64()), ("left_marks", _MARKS), ("right_marks", _MARKS)
])  # fmt: skip


def judge_pairs(lines: PackedLines, first: NDArray[np.int64], second: NDArray[np.int64], matcher: MatchSettings) -> Any:
    """``NEAR_PAIRS`` among pairs of rows of ``lines``."""
    table = lines.table(judged=True)
    place, when = lines.column("place"), lines.column("when")
    ahead = place[first] < place[second]
    left, right = np.where(ahead, first, second), np.where(ahead, second, first)
    floor = NEAR * matcher.threshold
    left, right = left.astype(np.int32), right.astype(np.int32)
    some = (slice(start, start + ROOM) for start in range(0, len(left), ROOM))
    pairs = ((left[at], right[at]) for at in some)
    scored = score_candidates(pairs, table, when, ~table.blank, floor, threads=1)
    scored = scored.only(~other_issues(lines.column("rubric"), when, scored.left, scored.right))
    near = np.ones(len(scored.left), dtype=bool)
    if np.isnan(when).all():  # else it depends on the times of copies
        number = np.arange(len(scored.left))
        near = final_scores(scored, number, np.full(len(number), np.nan)) >= floor
    rows = [side[near].tolist() for side in (scored.left, scored.right)]
    marked, start = table.word_columns.flags[table.columns.ids] & SERIES, table.columns.start
    marks = {row: np.flatnonzero(marked[start[row] : start[row + 1]]).tolist() or None for row in {*rows[0], *rows[1]}}
    columns = [place[side] for side in rows] + [[marks[row] for row in side] for side in rows]
    arrays = [pyarrow.array(column, field.type) for column, field in zip(columns, NEAR_PAIRS, strict=True)]
    return pyarrow.Table.from_arrays(arrays, schema=NEAR_PAIRS)
