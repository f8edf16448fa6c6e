"""Candidates to facts: exact Jaccard and containment over the sets of shingle hashes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.match.sketches import Recipe, chunks_of, in_order, shingle

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ShingleSets", "rounds", "shared_shingles", "shingle_sets"]


class ShingleSets(NamedTuple):
    """Sets of shingle hashes: set ``i`` is ``hashes[starts[i]:starts[i + 1]]``, sorted."""

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many shingles each set has."""
        return np.diff(self.starts)


def _sets_of_chunk(texts: list[str], recipe: Recipe) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    hashes, ends, _ = shingle(texts, recipe)
    start = 0
    for end in ends.tolist():
        hashes[start:end].sort()
        start = end
    fresh = np.ones(len(hashes), dtype=bool)
    fresh[1:] = hashes[1:] != hashes[:-1]
    firsts = np.concatenate([[0], ends[:-1]])
    fresh[firsts[firsts < ends]] = True
    counted = np.concatenate([[0], np.cumsum(fresh)])
    return hashes[fresh], counted[ends] - counted[firsts]


def shingle_sets(texts: list[str], recipe: Recipe, *, threads: int | None = None) -> ShingleSets:
    """The shingle sets of ``texts``."""
    parts = list(in_order(lambda chunk: _sets_of_chunk(chunk, recipe), chunks_of(texts), threads=threads))
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    if not parts:
        return ShingleSets(np.empty(0, dtype=np.uint64), starts)
    np.cumsum(np.concatenate([sizes for _, sizes in parts]), out=starts[1:])
    return ShingleSets(np.concatenate([hashes for hashes, _ in parts]), starts)


def shared_shingles(sets: ShingleSets, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many shingles the sets ``left[k]`` and ``right[k]`` share."""
    from textnorm.kernels.sets import shared_counts

    shared = np.empty(len(left), dtype=np.int64)
    shared_counts(sets.hashes, sets.starts, left, right, shared)
    return shared


# How many characters of text one round of verification holds as shingle sets: about 8 bytes for every 6 of them.
_ROUND_CHARACTERS = 100_000_000


def rounds(left: NDArray[np.int64], right: NDArray[np.int64], lengths: NDArray[np.int64]) -> list[slice]:
    """Cut pairs, sorted by ``left``, into slices whose texts fit into memory together."""
    cost = lengths[right] + np.where(np.diff(left, prepend=-1) != 0, lengths[left], 0)
    if not len(cost):
        return []
    number = np.cumsum(cost) // _ROUND_CHARACTERS
    edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(cost)]
    return [slice(first, last) for first, last in pairwise(edges)]
