"""Candidates to scores: the plain measures, and the article score over weighted shingles and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textnorm.match.articles.hash_sets import (
    ReadTexts,
    memory_batches,
    numbers_shared,
    shingles_shared,
    words_covered,
)
from textnorm.match.articles.measures import JACCARD, MEASURES
from textnorm.match.articles.score import article_score
from textnorm.match.articles.shingle_frequency import ShingleFrequency
from textnorm.match.settings import MatchSettings
from textnorm.match.sketching.shingles import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Run

__all__ = ["Scorer", "score_articles", "score_pairs", "score_plain"]

Places = np.ndarray[tuple[int], np.dtype[np.int64]]
# Scores the pairs (first[k], second[k]) of positions in the texts that were read.
Scorer = Callable[[ReadTexts, Places, Places, MatchSettings, "Run"], Any]

# A pair whose shared shingles weigh less than this part of the threshold cannot reach it by covered words either.
_LEAST_SHARED = 0.4


def score_pairs(
    texts: Sequence[str],
    lengths: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    matcher: MatchSettings,
    scorer: Scorer,
    run: Run,
) -> NDArray[np.float32]:
    """The exact score of each pair, sorted by ``left``. Each batch encodes and shingles its texts once."""
    score = np.zeros(len(left), dtype=np.float32)
    for part in memory_batches(left, right, lengths):
        involved, where = np.unique(np.concatenate([left[part], right[part]]), return_inverse=True)
        first, second = where[: len(where) // 2], where[len(where) // 2 :]
        batch = ReadTexts([texts[place] for place in involved.tolist()], Recipe.of(matcher), run)
        score[part] = scorer(batch, first, second, matcher, run)
        run.report("verify", part.stop, len(left))
    return score


def score_plain(batch: ReadTexts, first: Places, second: Places, matcher: MatchSettings, run: Run) -> Any:
    """The scores of pairs by the measure alone."""
    shared, _ = shingles_shared(batch.sets, np.empty(0, dtype=np.float32), first, second, run)
    sizes = batch.sets.sizes
    return MEASURES[matcher.measure].of(shared, sizes[first], sizes[second])


def score_articles(frequency: ShingleFrequency) -> Scorer:
    """A scorer of articles with shingles weighted by ``frequency``."""

    def scorer(batch: ReadTexts, first: Places, second: Places, matcher: MatchSettings, run: Run) -> Any:
        weights = frequency.weights(batch.sets.hashes)
        _, shared = shingles_shared(batch.sets, weights, first, second, run)
        totals = batch.sets.totals(weights)
        score = np.zeros(len(first), dtype=np.float32)
        near = np.flatnonzero(shared >= _LEAST_SHARED * matcher.threshold * np.minimum(totals[first], totals[second]))
        if len(near):
            pairs = _NearPairs.of(first[near], second[near], shared[near], totals)
            score[near] = _score_near(batch, pairs, frequency, matcher, run)
        return score

    return scorer


class _NearPairs(NamedTuple):
    """Pairs of articles that may be the same, with the weights that they share and that each has."""

    smaller: Places
    larger: Places
    shared: NDArray[np.float64]
    weight_smaller: NDArray[np.float64]
    weight_larger: NDArray[np.float64]

    @classmethod
    def of(cls, first: Places, second: Places, shared: NDArray[np.float64], totals: NDArray[np.float64]) -> _NearPairs:
        swap = totals[first] > totals[second]
        smaller, larger = np.where(swap, second, first), np.where(swap, first, second)
        return cls(smaller, larger, shared, totals[smaller], totals[larger])


def _score_near(
    batch: ReadTexts, pairs: _NearPairs, frequency: ShingleFrequency, matcher: MatchSettings, run: Run
) -> list[float]:
    """The article scores of pairs whose words agree; only for these are the words and numbers in order looked up."""
    texts, where = np.unique(np.concatenate([pairs.smaller, pairs.larger]), return_inverse=True)
    smaller, larger = where[: len(where) // 2], where[len(where) // 2 :]
    measure = MEASURES[matcher.measure]
    contained, whole = np.zeros(len(smaller)), pairs.weight_smaller
    if measure.least_jaccard is None:
        measure = JACCARD
        runs = batch.runs.take(texts)
        contained, whole = words_covered(
            runs, frequency.weights(runs.hashes), batch.sets, smaller, pairs.larger, matcher.n, run
        )
    jaccard = measure.of(pairs.shared, pairs.weight_smaller, pairs.weight_larger)
    agreeing = disagreeing = np.zeros(len(smaller), dtype=np.int64)
    if matcher.numbers:
        agreeing, disagreeing = numbers_shared(batch.numbers(texts), smaller, larger)
    columns = (contained, whole, jaccard, agreeing, disagreeing)
    return [article_score(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
