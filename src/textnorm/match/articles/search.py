"""Search a corpus for pairs of articles or plain texts: index, candidates, scores, copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.articles.candidates import BandIndex, CombinedIndex, GivenPairs, Index, index_corpus
from textnorm.match.articles.chains import with_kept_copies
from textnorm.match.articles.compare import compare_articles, compare_plain
from textnorm.match.articles.hash_sets import contents_of
from textnorm.match.articles.measures import MEASURES
from textnorm.match.articles.verify import Scorer, score_articles, score_pairs, score_plain
from textnorm.match.corpus.copies import Copies, expand_copies, group_copies
from textnorm.match.keep import preference
from textnorm.match.pairs import NEAR, FoundPairs, Pair, PairTable
from textnorm.match.sketching.buckets import every_pair, unpacked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.articles.shingle_frequency import ShingleFrequency
    from textnorm.match.corpus.corpus import Corpus, Run
    from textnorm.match.settings import MatchSettings

__all__ = ["FEW", "explain_pair", "find_article_pairs", "find_given_pairs", "find_plain_pairs"]

# Up to so many exact copies are all paired with each other; see `Copies`.
_ALL_COPIES = 32
# Of so few distinct texts every pair is a candidate, so that a search of two texts says what `compare` says.
FEW = 32
# A weighted score that differs so much from the plain one is among the reasons.
_WORTH_SAYING = 0.05
_SORTED_AT_ONCE = 1 << 18
_CROWD = "Too many pairs of copies to list each: of exact copies only the first are paired with other texts."


def find_plain_pairs(corpus: Corpus, matcher: MatchSettings, run: Run) -> FoundPairs:
    """The pairs of plain texts: by bands where a threshold of the measure bounds Jaccard, else by samples."""
    measure = MEASURES[matcher.measure]
    if measure.least_jaccard is None:
        return _search(corpus, matcher, run, CombinedIndex(matcher, len(corpus)), score_plain, compare_plain)
    index = BandIndex(matcher, measure.least_jaccard(matcher.threshold), len(corpus))
    return _search(corpus, matcher, run, index, score_plain, compare_plain)


def find_article_pairs(corpus: Corpus, matcher: MatchSettings, run: Run) -> FoundPairs:
    """The pairs of articles, whose shingles are weighted by how many texts have them."""
    index = CombinedIndex(matcher, len(corpus))
    return _search(corpus, matcher, run, index, score_articles(index.frequency), compare_articles)


def find_given_pairs(
    corpus: Corpus, matcher: MatchSettings, run: Run, pairs: NDArray[np.uint64], frequency: ShingleFrequency
) -> FoundPairs:
    """The pairs among ``pairs`` of places in the order in which texts are kept, copies being one place.

    ``frequency`` says how common shingles are in the corpus that the texts come from.
    """
    index = GivenPairs(pairs)
    if matcher.kind == "article":
        return _search(corpus, matcher, run, index, score_articles(frequency), compare_articles)
    return _search(corpus, matcher, run, index, score_plain, compare_plain)


def _search(
    corpus: Corpus,
    matcher: MatchSettings,
    run: Run,
    index: Index,
    scorer: Scorer,
    compare: Callable[..., Pair],
) -> FoundPairs:
    digests, runs = index_corpus(corpus, matcher, index, run)
    copies = Copies(group_copies(digests), (digests != 0).any(axis=1), _ALL_COPIES)
    # A copy, as a view would keep the other half of the digests.
    halves = digests[:, 0].copy()
    del digests
    nodes = _nodes(corpus, copies, matcher, halves)
    pairs = every_pair(len(nodes)) if len(nodes) <= FEW and not index.given else index.pairs(nodes, run)
    run.report("candidates", len(nodes), len(nodes))
    left, right = _candidates(pairs, nodes, copies.groups, corpus)
    measure = matcher.measure
    texts = corpus.repaired() if matcher.repair else corpus.texts
    if not matcher.verify and isinstance(index, BandIndex):
        measure = f"estimated {measure}"
        score = index.estimate(left, right)
    else:

        def judge(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float32]:
            return score_pairs(texts, corpus.lengths, first, second, matcher, scorer, run, runs)

        score = judge(left, right)
        if corpus.archive_size is None:
            left, right, score = with_kept_copies(left, right, score, nodes, matcher.threshold, judge)
    near = (score >= np.float32(NEAR * matcher.threshold)) | (score < 0)
    notes = (_CROWD,) if copies.crowd(left[near], right[near]) else ()
    left, right, score = expand_copies(left[near], right[near], score[near], copies, corpus.archive_size)
    reused, score = score < 0, np.abs(score)
    same = score >= np.float32(matcher.threshold)
    reasons = _Reasons(texts, matcher, left, right, score, compare)
    table = PairTable(left.astype(np.int32), right.astype(np.int32), score, same, measure, reasons, reused)
    content = contents_of if compare is compare_articles else None
    return FoundPairs(table, copies.groups, halves, notes=notes, content=content)


def _nodes(corpus: Corpus, copies: Copies, matcher: MatchSettings, digests: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The first text of each group of copies, the ones to keep first; equals by length and digest, never by position.

    In an oversized bucket, all texts are paired with the first ones.
    """
    groups, real, _ = copies
    count = len(groups)
    best = np.full(count, np.inf)
    np.minimum.at(best, groups, preference(corpus, matcher))
    nodes = np.flatnonzero((groups == np.arange(count)) & real)
    best = best[nodes]
    sorting = np.argsort(best, kind="stable")
    nodes, best = nodes[sorting], best[sorting]
    del sorting
    longest = np.zeros(count, dtype=np.int64)
    np.maximum.at(longest, groups, corpus.lengths)
    for part in _equal_runs(best):
        some = nodes[part]
        nodes[part] = some[np.lexsort((digests[some], -longest[some], best[part]))]
    return nodes


def _equal_runs(values: NDArray[np.float64]) -> Iterator[slice]:
    """Slices of sorted ``values``, some hundred thousand at a time where that parts no equal ones."""
    edges = np.flatnonzero(values[1:] != values[:-1]) + 1
    wanted = np.searchsorted(edges, np.arange(_SORTED_AT_ONCE, len(values), _SORTED_AT_ONCE))
    cuts = np.unique(edges[wanted[wanted < len(edges)]]).tolist()
    return (slice(first, last) for first, last in pairwise([0, *cuts, len(values)]))


def _candidates(
    packed: NDArray[np.uint64], nodes: NDArray[np.int64], groups: NDArray[np.int64], corpus: Corpus
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Packed pairs of ``nodes`` as pairs of texts, sorted; with an archive, only those that cross into it."""
    first, second = unpacked(packed)
    left, right = np.minimum(nodes[first], nodes[second]), np.maximum(nodes[first], nodes[second])
    if corpus.archive_size is not None:
        old, new = np.zeros(len(groups), dtype=bool), np.zeros(len(groups), dtype=bool)
        old[groups[: corpus.archive_size]] = True
        new[groups[corpus.archive_size :]] = True
        across = (old[left] & new[right]) | (new[left] & old[right])
        left, right = left[across], right[across]
    sorting = np.lexsort((right, left))
    return left[sorting], right[sorting]


@dataclass(frozen=True, slots=True, eq=False)
class _Reasons:
    """The reasons of a row of the table; a value and no closure, so that the result can be pickled."""

    texts: Sequence[str]
    matcher: MatchSettings
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    score: NDArray[np.float32]
    compare: Callable[..., Pair]

    def __call__(self, row: int) -> tuple[str, ...]:
        score = float(self.score[row])
        pair = self.compare(self.texts[int(self.left[row])], self.texts[int(self.right[row])], matcher=self.matcher)
        if abs(pair.score - score) < _WORTH_SAYING:
            return pair.reasons
        weighted = f"shell or passage that many texts share, counts less: {score:.2f} instead of {pair.score:.2f}"
        return (*pair.reasons, weighted)


def explain_pair(one: str, other: str, score: float, matcher: MatchSettings) -> tuple[str, ...]:
    """The reasons of a pair that a search gave this ``score``, from the texts that it compared, repaired ones."""
    compare = compare_articles if matcher.kind == "article" else compare_plain
    sides = np.arange(2)
    return _Reasons((one, other), matcher, sides[:1], sides[1:], np.array([score], dtype=np.float32), compare)(0)
