"""The pairs of a bucket: texts with an equal key, at a cost that stays linear in large buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["Buckets", "every_pair", "sorted_unique", "unique_pairs", "unpacked"]

# In a bucket of up to _LIMIT texts every pair is a candidate. In an oversized one (a line that half the corpus shares)
# each text is paired with the first _HUBS and with its next _WINDOW, so that the cost stays linear.
_LIMIT = 128
_HUBS = 4
_WINDOW = 8
_AT_ONCE = 1 << 18

_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


def unpacked(pairs: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Both sides of packed pairs.

    >>> [side.tolist() for side in unpacked(np.array([3 << 32 | 7], dtype=np.uint64))]
    [[3], [7]]
    """
    return (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)


def every_pair(count: int) -> NDArray[np.uint64]:
    """All pairs of so many nodes, packed and sorted.

    >>> [side.tolist() for side in unpacked(every_pair(3))]
    [[0, 0, 1], [1, 2, 2]]
    """
    left, right = np.triu_indices(count, 1)
    return left.astype(np.uint64) << _HALF | right.astype(np.uint64)


class Buckets:
    """Nodes with equal keys; ``packed`` holds ``key << 32 | node``, sorted. Pairs are packed, and not yet unique."""

    def __init__(self, packed: NDArray[np.uint64], limit: int = _LIMIT) -> None:
        follows = np.empty(max(len(packed) - 1, 0), dtype=bool)
        for start in range(0, len(follows), _AT_ONCE):
            key = packed[start : start + _AT_ONCE + 1] >> _HALF
            follows[start : start + _AT_ONCE] = key[1:] == key[:-1]
        member = np.zeros(len(packed), dtype=bool)
        member[1:] |= follows
        member[:-1] |= follows
        self._node = packed[member] & _LOW
        key = packed[member] >> _HALF
        starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.empty(0, np.int64)
        lengths = np.diff(np.append(starts, len(key)))
        self._start = np.repeat(starts, lengths)
        length = np.repeat(lengths, lengths)
        self._behind = self._start + length - 1 - np.arange(len(key))
        self._large = length > limit

    def crowded(self) -> NDArray[np.int64]:
        """The nodes in oversized buckets, once for each of these."""
        return self._node[self._large].astype(np.int64)

    def with_hubs(self, settled: NDArray[np.bool_], hubs: int = _HUBS) -> NDArray[np.uint64]:
        """The pairs of the first nodes of each oversized bucket with all others in it that are not ``settled``."""
        oversized = np.flatnonzero(self._large)
        oversized = oversized[~settled[self._node[oversized].astype(np.int64)]]
        found = [np.empty(0, dtype=np.uint64)]
        for hub in range(hubs if len(oversized) else 0):
            others = oversized[oversized > self._start[oversized] + hub]
            found.append(self._node[self._start[others] + hub] << _HALF | self._node[others])
        return np.concatenate(found)

    def with_neighbours(
        self, matched: NDArray[np.bool_], settled: NDArray[np.bool_], window: int = _WINDOW
    ) -> NDArray[np.uint64]:
        """All pairs in the other buckets; in an oversized one those of a node and the next few.

        Nodes that are ``matched`` need none in oversized buckets, and two that are ``settled`` need no other.
        """
        # With how many of those behind it each member of a bucket is paired.
        reach = self._behind.copy()
        reach[self._large] = np.minimum(reach[self._large], window)
        places = self._node.astype(np.int64)
        reach[self._large & matched[places]] = 0
        settled = settled[places]
        found = [np.empty(0, dtype=np.uint64)]
        active = np.flatnonzero(reach > 0)
        for distance in range(1, int(reach.max(initial=0)) + 1):
            active = active[reach[active] >= distance]
            paired = active[~(settled[active] & settled[active + distance])]
            found.append(self._node[paired] << _HALF | self._node[paired + distance])
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
