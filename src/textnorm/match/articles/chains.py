"""Chains of candidates: what matches a copy is compared with the text that is kept for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.clusters import cluster
from textnorm.match.pairs import PairTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["with_kept_copies"]

_ROUNDS, _EACH = 4, 8
_HALF = np.uint64(32)

_Pairs = tuple["NDArray[np.int64]", "NDArray[np.int64]", "NDArray[np.float32]"]


def with_kept_copies(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    score: NDArray[np.float32],
    nodes: NDArray[np.int64],
    threshold: float,
    judge: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]],
) -> _Pairs:
    """The scored pairs, sorted, and those of texts that stay with the kept copies of texts that they match.

    In an oversized bucket a text is paired with a few others. If those all go, as copies of a text that it was not
    paired with, it would stay for no other reason. ``nodes`` are the distinct texts, the ones to keep first.
    """
    # Only what is in a pair; all pairs that are added are of these. Their places among them, the ones to keep first.
    involved = np.unique(np.concatenate([left, right]))
    order = np.searchsorted(involved, nodes[np.isin(nodes, involved)])
    left, right = np.searchsorted(involved, left), np.searchsorted(involved, right)
    for _ in range(_ROUNDS):
        first, second = _untried(left, right, score >= np.float32(threshold), score, order)
        if not len(first):
            break
        every = [(left, right, score), (first, second, judge(involved[first], involved[second]))]
        left, right, score = (np.concatenate(column) for column in zip(*every, strict=True))
        sorting = np.lexsort((right, left))
        left, right, score = left[sorting], right[sorting], score[sorting]
    return involved[left], involved[right], score


def _untried(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    same: NDArray[np.bool_],
    score: NDArray[np.float32],
    order: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Kept texts, and the kept copies of what they match, as far as the two are no pair yet."""
    tried = _packed(left, right)
    left, right, score = left[same], right[same], score[same]
    table = PairTable(left.astype(np.int32), right.astype(np.int32), score, same[same], "", lambda _: ())
    stays = cluster(table, len(order), order=order) == np.arange(len(order))
    here, there = np.concatenate([left, right]), np.concatenate([right, left])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    # Of each text that goes, the first kept copy that it matches.
    kept = np.full(len(order), len(order), dtype=np.int64)
    matched = stays[there] & ~stays[here]
    np.minimum.at(kept, here[matched], rank[there[matched]])
    chained = stays[here] & ~stays[there]
    chained[chained] = kept[there[chained]] != rank[here[chained]]
    packed = np.unique(here[chained].astype(np.uint64) << _HALF | kept[there[chained]].astype(np.uint64))
    # Of each text that stays, only the first few are tried.
    first = (packed >> _HALF).astype(np.int64)
    starts = np.searchsorted(first, first, side="left")
    few = np.arange(len(first)) - starts < _EACH
    first, second = first[few], order[(packed[few] & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    pairs = np.unique(_packed(np.minimum(first, second), np.maximum(first, second)))
    pairs = pairs[np.isin(pairs, tried, invert=True)]
    return (pairs >> _HALF).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _packed(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.uint64]:
    return left.astype(np.uint64) << _HALF | right.astype(np.uint64)
