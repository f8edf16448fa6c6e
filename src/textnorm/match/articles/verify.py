"""Candidates to scores: the textbook measures, and the judgement of articles over weighted shingles and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.articles.hash_sets import (
    HashSets,
    fact_sets,
    figures_shared,
    rounds,
    shingle_runs,
    shingle_sets,
    shingles_shared,
    words_covered,
)
from textnorm.match.articles.score import article_score
from textnorm.match.articles.shingle_frequency import ShingleCounts
from textnorm.match.sketching.sketches import Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from textnorm.match.matcher import Matcher

    Progress = Callable[[str, int, int], None]

__all__ = ["score_pairs"]

# A pair whose shared shingles weigh less than this part of the threshold cannot reach it by covered words either.
_WORTH = 0.4


def score_pairs(
    texts: Sequence[str],
    lengths: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    matcher: Matcher,
    counts: ShingleCounts | None,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> NDArray[np.float32]:
    """The exact score of each pair, sorted by ``left``; with ``counts``, as articles are judged."""
    recipe = Recipe.of(matcher)
    score = np.zeros(len(left), dtype=np.float32)
    for part in rounds(left, right, lengths):
        involved, where = np.unique(np.concatenate([left[part], right[part]]), return_inverse=True)
        first, second = where[: len(where) // 2], where[len(where) // 2 :]
        sets = shingle_sets([texts[place] for place in involved.tolist()], recipe, threads=threads)
        if counts is None:
            shared, _ = shingles_shared(sets, np.empty(0, dtype=np.float32), first, second, threads=threads)
            sizes = sets.sizes
            if matcher.measure == "containment":
                score[part] = shared / np.minimum(sizes[first], sizes[second])
            else:
                score[part] = shared / (sizes[first] + sizes[second] - shared)
        else:
            score[part] = _judged(texts, involved, sets, counts, first, second, matcher, threads)
        if progress is not None:
            progress("verify", part.stop, len(left))
    return score


def _judged(
    texts: Sequence[str],
    involved: NDArray[np.int64],
    sets: HashSets,
    counts: ShingleCounts,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    matcher: Matcher,
    threads: int | None,
) -> NDArray[np.float32]:
    """The article scores of pairs of places in ``involved``; figures are read only where the words agree."""
    weights = counts.weigh(sets.hashes)
    _, shared = shingles_shared(sets, weights, first, second, threads=threads)
    totals = sets.totals(weights)
    score = np.zeros(len(first), dtype=np.float32)
    near = np.flatnonzero(shared >= _WORTH * matcher.threshold * np.minimum(totals[first], totals[second]))
    if not len(near):
        return score
    first, second, shared = first[near], second[near], shared[near]
    swap = totals[first] > totals[second]
    smaller, larger = np.where(swap, second, first), np.where(swap, first, second)
    jaccard = shared / (totals[first] + totals[second] - shared)

    telling, where = np.unique(np.concatenate([smaller, larger]), return_inverse=True)
    chosen = [texts[place] for place in involved[telling].tolist()]
    contained, whole = np.zeros(len(near)), totals[smaller]
    if matcher.measure == "containment":
        runs = shingle_runs(chosen, Recipe.of(matcher), threads=threads)
        contained, whole = words_covered(
            runs, counts.weigh(runs.hashes), sets, where[: len(near)], larger, matcher.n, threads=threads
        )
    agreeing = disagreeing = np.zeros(len(near), dtype=np.int64)
    if matcher.figures:
        facts = fact_sets(chosen, threads=threads)
        agreeing, disagreeing = figures_shared(facts, where[: len(near)], where[len(near) :])
    rows = zip(
        contained.tolist(), whole.tolist(), jaccard.tolist(), agreeing.tolist(), disagreeing.tolist(), strict=True
    )
    score[near] = [article_score(*row) for row in rows]
    return score
