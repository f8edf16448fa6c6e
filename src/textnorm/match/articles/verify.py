"""Candidates to scores: the plain measures, and the article score over weighted shingles and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.articles.hash_sets import (
    ReadTexts,
    articles_aligned,
    memory_batches,
    numbers_shared,
    shingles_shared,
)
from textnorm.match.articles.measures import MEASURES
from textnorm.match.articles.score import Alignment, article_verdict, number_factor
from textnorm.match.articles.shingle_frequency import ShingleFrequency
from textnorm.match.pairs import NEAR
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

# A pair whose shared shingles weigh less than this part of the smaller text is no copy; and less than this, no passage.
_LEAST_SHARED, _LEAST_PASSAGE = 0.1, 7.0
# The column of numbers that differ.
_NUMBERS = Alignment._fields.index("numbers")
# Reused passages are marked by negative scores until the table is made; none is zero.
_LEAST_REUSE = 1e-6


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
    """A scorer of articles with shingles weighted by ``frequency``; reused passages have negative scores."""

    def scorer(batch: ReadTexts, first: Places, second: Places, matcher: MatchSettings, run: Run) -> Any:
        weights = frequency.weights(batch.sets.hashes)
        _, shared = shingles_shared(batch.sets, weights, first, second, run)
        totals = batch.sets.totals(weights)
        score = np.zeros(len(first), dtype=np.float32)
        if MEASURES[matcher.measure].least_jaccard is not None:
            return _score_by_sets(batch, first, second, matcher, shared, totals)
        enough = shared >= _LEAST_SHARED * np.minimum(totals[first], totals[second])
        near = np.flatnonzero(enough | (shared >= _LEAST_PASSAGE))
        if len(near):
            score[near] = _score_near(batch, first[near], second[near], frequency, matcher, run)
        return score

    return scorer


def _score_by_sets(
    batch: ReadTexts, first: Places, second: Places, matcher: MatchSettings, shared: Any, totals: Any
) -> Any:
    """The scores of pairs by a measure of their shingles, and by their numbers."""
    score = MEASURES[matcher.measure].of(shared, totals[first], totals[second]).astype(np.float32)
    near = np.flatnonzero(score >= NEAR * matcher.threshold)
    if matcher.numbers and len(near):
        agreeing, disagreeing = _compared_numbers(batch, first[near], second[near])
        words = np.minimum(batch.runs.sizes[first[near]], batch.runs.sizes[second[near]]) + matcher.n - 1
        columns = zip(agreeing.tolist(), disagreeing.tolist(), words.tolist(), strict=True)
        score[near] *= [number_factor(agree, disagree, words=count) for agree, disagree, count in columns]
    return score


def _score_near(
    batch: ReadTexts, first: Places, second: Places, frequency: ShingleFrequency, matcher: MatchSettings, run: Run
) -> list[float]:
    """The article scores of pairs that share enough; only for these are words and numbers read in order."""
    measured = articles_aligned(batch, frequency.weights(batch.runs.hashes), first, second, matcher.n, run)
    agreeing = disagreeing = np.zeros(len(first), dtype=np.int64)
    if matcher.numbers:
        agreeing, disagreeing = _compared_numbers(batch, first, second)
    else:
        measured[:, _NUMBERS] = 0.0
    scores = []
    for row, agree, disagree in zip(measured.tolist(), agreeing.tolist(), disagreeing.tolist(), strict=True):
        verdict = article_verdict(Alignment(*row), agree, disagree, reused=matcher.reuse == "drop")
        reused = verdict.passage and verdict.score < matcher.threshold
        scores.append(-max(verdict.score, _LEAST_REUSE) if reused else verdict.score)
    return scores


def _compared_numbers(batch: ReadTexts, first: Places, second: Places) -> Any:
    texts, where = np.unique(np.concatenate([first, second]), return_inverse=True)
    return numbers_shared(batch.numbers(texts), where[: len(first)], where[len(first) :])
