"""The pairs of a bucket: texts with an equal key, at a cost that stays linear in large buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["pairs_in_buckets", "sorted_unique", "unique_pairs", "unpacked"]

# In a bucket of up to _LIMIT texts every pair is a candidate. In an oversized one (a line that half the corpus shares)
# each text is paired with the first _HUBS and with its next _WINDOW, so that the cost stays linear.
_LIMIT = 128
_HUBS = 4
_WINDOW = 8

_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


def unpacked(pairs: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Both sides of packed pairs.

    >>> [side.tolist() for side in unpacked(np.array([3 << 32 | 7], dtype=np.uint64))]
    [[3], [7]]
    """
    return (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)


def pairs_in_buckets(
    packed: NDArray[np.uint64], *, limit: int = _LIMIT, window: int = _WINDOW, hubs: int = _HUBS
) -> NDArray[np.uint64]:
    """The pairs of nodes with equal keys, packed as ``smaller << 32 | larger``, not yet unique.

    ``packed`` holds ``key << 32 | node``, sorted. In a bucket of more than ``limit`` nodes, all others are paired
    with the smallest ones, the hubs.
    """
    key = packed >> _HALF
    follows = key[1:] == key[:-1]
    member = np.zeros(len(key), dtype=bool)
    member[1:] |= follows
    member[:-1] |= follows
    node = packed[member] & _LOW
    key = key[member]
    if not len(key):
        return np.empty(0, dtype=np.uint64)
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    lengths = np.diff(np.append(starts, len(key)))
    start = np.repeat(starts, lengths)
    length = np.repeat(lengths, lengths)
    # With how many of those behind it each member of a bucket is paired.
    reach = start + length - 1 - np.arange(len(key))
    large = length > limit
    reach[large] = np.minimum(reach[large], window)
    found = []
    active = np.flatnonzero(reach > 0)
    for distance in range(1, int(reach.max()) + 1):
        active = active[reach[active] >= distance]
        found.append(node[active] << _HALF | node[active + distance])
    oversized = np.flatnonzero(large)
    for hub in range(hubs if len(oversized) else 0):
        others = oversized[oversized > start[oversized] + hub]
        found.append(node[start[others] + hub] << _HALF | node[others])
    return np.concatenate(found)


def sorted_unique(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The distinct values, sorted; several times faster than ``np.unique``, which hashes."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def unique_pairs(batches: Iterable[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """The union of packed pairs, sorted. Holds no more than about twice the result at a time."""
    result = np.empty(0, dtype=np.uint64)
    waiting: list[NDArray[np.uint64]] = []
    for batch in batches:
        waiting.append(batch)
        if sum(map(len, waiting)) > max(1 << 22, len(result)):
            result, waiting = sorted_unique(np.concatenate([result, *waiting])), []
    return sorted_unique(np.concatenate([result, *waiting])) if waiting else result
