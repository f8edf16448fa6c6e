"""Pairs that may share enough → those that do → their scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.shared_weight import shared_weight
from textnorm.match.headlines.candidates import LEAST, STEPS
from textnorm.match.headlines.search import final_scores, score_candidates
from textnorm.match.pairs import NEAR
from textnorm.match.partition.headlines.records import as_table
from textnorm.match.partition.records import SCORED, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = ["judge_pairs"]


def judge_pairs(left: NDArray[np.int64], right: NDArray[np.int64], rows: Any, matcher: MatchSettings) -> Any:
    """``SCORED`` of the pairs near the threshold; ``rows`` are the ``LINES`` of all places with what is ``FILED``."""
    rows = rows.sort_by("place")
    place = rows["place"].to_numpy()
    first, second = (np.searchsorted(place, side).astype(np.int32) for side in (left, right))
    keys, weights = (rows[name].combine_chunks() for name in ("keys", "weights"))
    start = keys.offsets.to_numpy().astype(np.int64)
    steps = np.empty(len(first), dtype=np.int64)
    shared_weight(first, second, start - start[0], keys.flatten().to_numpy(), weights.flatten().to_numpy(), steps)
    norm = rows["norm"].to_numpy() / STEPS
    enough = steps / STEPS >= LEAST * np.minimum(norm[first], norm[second])
    headlines = as_table(rows)
    untimed = np.full(len(rows), np.nan)
    floor = NEAR * matcher.threshold
    scored = score_candidates(
        iter([(first[enough], second[enough])]), headlines, untimed, ~headlines.blank, floor, threads=1
    )
    number = np.arange(len(scored.left))
    score = final_scores(scored, number, np.full(len(number), np.nan))
    near = score >= floor
    return table(SCORED, place[scored.left[near]], place[scored.right[near]], score[near].astype(np.float32))
