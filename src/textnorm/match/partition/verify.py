"""Proposed pairs with their texts → scored pairs, and the frequency of shingles that weighs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.articles.hash_sets import ReadTexts
from textnorm.match.articles.shingle_frequency import ShingleFrequency, counted_one_in
from textnorm.match.articles.verify import score_articles, score_plain
from textnorm.match.corpus.corpus import Corpus, Run
from textnorm.match.pairs import NEAR
from textnorm.match.partition.records import SCORED, table
from textnorm.match.sketching.shingles import Recipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = ["Frequency", "frequency_of", "slots_of", "verify"]

#: What ``ShingleFrequency.restore`` takes.
Frequency = tuple[int, "NDArray[np.uint32]", "NDArray[np.uint16]"]

_FULL = 65_535


def slots_of(hashes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The slot in which each shingle is counted; how often each slot comes is an aggregate that merges in any order."""
    return ((hashes.view(np.uint64) >> np.uint64(20)) & np.uint64(ShingleFrequency.SLOTS - 1)).astype(np.int64)


def frequency_of(slots: NDArray[np.int64], counts: NDArray[np.int64], total: int) -> Frequency:
    """The frequency of shingles in ``total`` texts from the counts of slots; those of one text say nothing."""
    said = counts > 1
    return (
        counted_one_in(total), slots[said].astype(np.uint32), np.minimum(counts[said], _FULL).astype(np.uint16)
    )  # fmt: skip


def verify(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    texts: dict[int, str],
    matcher: MatchSettings,
    frequency: ShingleFrequency,
) -> Any:
    """The pairs of ``left`` and ``right`` that are near the threshold, or share a passage, as ``SCORED``."""
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    nodes, where = np.unique(np.concatenate([left, right]), return_inverse=True)
    corpus = Corpus([texts[node] for node in nodes.tolist()])
    read = corpus.repaired() if matcher.repair else corpus.texts
    batch = ReadTexts.shingled(list(read), Recipe.of(matcher), Run(threads=1))
    scorer = score_articles(frequency) if matcher.kind == "article" else score_plain
    first, second = where.reshape(2, -1)
    score = np.asarray(scorer(batch, first, second, matcher, Run(threads=1)), dtype=np.float32)
    near = (score >= np.float32(NEAR * matcher.threshold)) | (score < 0)
    return table(SCORED, left[near], right[near], score[near])
