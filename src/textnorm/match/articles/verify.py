"""Candidates to scores: the plain measures, and the article score over weighted shingles and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.articles.hash_sets import (
    HashSets,
    ReadTexts,
    articles_aligned,
    memory_batches,
    numbers_shared,
    rows_of,
    shingles_shared,
)
from textnorm.match.articles.measures import MEASURES
from textnorm.match.articles.score import Alignment, Arithmetic, article_verdict, number_factor
from textnorm.match.articles.shingle_frequency import ShingleFrequency
from textnorm.match.pairs import NEAR
from textnorm.match.settings import MatchSettings
from textnorm.match.sketching.shingles import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Run

__all__ = ["ARRAYS", "Scorer", "score_articles", "score_pairs", "score_plain"]

Places = np.ndarray[tuple[int], np.dtype[np.int64]]
# Scores the pairs (first[k], second[k]) of positions in the texts that were read.
Scorer = Callable[[ReadTexts, Places, Places, MatchSettings, "Run"], Any]

# Pairs are looked at in detail if what they share weighs this part of the lighter text, or as much as a passage,
_LEAST_SHARED, _LEAST_PASSAGE = 0.1, 7.0
# or is this part of the shingles of the smaller text, however common those are.
_MOST_SHARED = 0.5
# The article score of many pairs at once.
ARRAYS = Arithmetic(np.where, np.minimum, np.maximum, np.sqrt)
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
    runs: HashSets | None = None,
) -> NDArray[np.float32]:
    """The exact score of each pair, sorted by ``left``. ``runs`` are the shingles of all texts, if memory holds them.

    Without them, each batch shingles its texts once.
    """
    recipe = Recipe.of(matcher)
    if runs is not None:
        score = scorer(ReadTexts(texts, runs, recipe.unit, run), left, right, matcher, run)
        run.report("verify", len(left), len(left))
        return np.asarray(score, dtype=np.float32)
    score = np.zeros(len(left), dtype=np.float32)
    for part in memory_batches(left, right, lengths):
        involved, where = np.unique(np.concatenate([left[part], right[part]]), return_inverse=True)
        first, second = where[: len(where) // 2], where[len(where) // 2 :]
        batch = ReadTexts.shingled([texts[place] for place in involved.tolist()], recipe, run)
        score[part] = scorer(batch, first, second, matcher, run)
        run.report("verify", part.stop, len(left))
    return score


def score_plain(batch: ReadTexts, first: Places, second: Places, matcher: MatchSettings, run: Run) -> Any:
    """The scores of pairs by the measure alone."""
    alike = np.empty(0, dtype=np.float32)
    shared, _ = shingles_shared(batch.runs, alike, first, second, run)
    sizes, _ = batch.runs.distinct(alike, rows_of(first, second), run)
    return MEASURES[matcher.measure].of(shared, sizes[first], sizes[second])


def score_articles(frequency: ShingleFrequency) -> Scorer:
    """A scorer of articles with shingles weighted by ``frequency``; reused passages have negative scores."""

    def scorer(batch: ReadTexts, first: Places, second: Places, matcher: MatchSettings, run: Run) -> Any:
        runs, rows = batch.runs, rows_of(first, second)
        weights = frequency.weights(runs.hashes, runs.starts, rows, run.threads)
        count, shared = shingles_shared(runs, weights, first, second, run)
        sizes, totals = runs.distinct(weights, rows, run)
        if MEASURES[matcher.measure].least_jaccard is not None:
            return _score_by_sets(batch, first, second, matcher, shared, totals)
        score = np.zeros(len(first), dtype=np.float32)
        enough = shared >= _LEAST_SHARED * np.minimum(totals[first], totals[second])
        mostly = count >= _MOST_SHARED * np.minimum(sizes[first], sizes[second])
        near = np.flatnonzero(enough | mostly | (shared >= _LEAST_PASSAGE))
        if len(near):
            score[near] = _score_near(batch, weights, first[near], second[near], matcher, run)
        return score

    return scorer


def _score_by_sets(
    batch: ReadTexts, first: Places, second: Places, matcher: MatchSettings, shared: Any, totals: Any
) -> Any:
    """The scores of pairs by a measure of their shingles, and by their numbers."""
    score = MEASURES[matcher.measure].of(shared, totals[first], totals[second]).astype(np.float32)
    near = np.flatnonzero(score >= NEAR * matcher.threshold)
    if matcher.numbers and len(near):
        rows, where = np.unique(np.concatenate([first[near], second[near]]), return_inverse=True)
        _, numbers = batch.words(rows, matcher.n)
        agreeing, disagreeing = numbers_shared(numbers, where[: len(near)], where[len(near) :])
        sizes = batch.runs.sizes
        words = np.minimum(sizes[first[near]], sizes[second[near]]) + matcher.n - 1
        score[near] *= number_factor(agreeing, disagreeing, words=words, by=ARRAYS)
    return score


def _score_near(
    batch: ReadTexts, weights: NDArray[np.float32], first: Places, second: Places, matcher: MatchSettings, run: Run
) -> NDArray[np.float64]:
    """The article scores of pairs that share enough; only for these are words and numbers read in order."""
    measured, agreeing, disagreeing = articles_aligned(batch, weights, first, second, matcher.n, run)
    if not matcher.numbers:
        agreeing = disagreeing = np.zeros(len(first), dtype=np.int64)
        measured[:, _NUMBERS] = 0.0
    aligned = Alignment(*np.ascontiguousarray(measured.T))
    verdict = article_verdict(aligned, agreeing, disagreeing, reused=matcher.reuse == "drop", by=ARRAYS)
    reused = verdict.passage & (verdict.score < matcher.threshold)
    found: NDArray[np.float64] = np.where(reused, -np.maximum(verdict.score, _LEAST_REUSE), verdict.score)
    return found
