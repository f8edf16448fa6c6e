"""Which pairs of nodes share buckets, and how often; a bucket that is oversized pairs its nodes with a few only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, POSITIONS, njit, types
from textnorm.kernels.hashing import ROUND

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NODE_BITS", "WEIGHT_BITS", "collect_pairs", "count_pairs", "packed_meeting"]

_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
# A counter holds in its upper 16 bits how often a pair meets, and in its lower 16 what the meetings weigh.
_FULL, _SHIFT, _SLOT_SHIFT = np.uint32(0xFFFF), np.uint32(16), np.uint64(20)
# In a packed meeting: the bits of a node, and those of a weight less 1.
NODE_BITS, WEIGHT_BITS = 29, 6
_LEFT_SHIFT, _RIGHT_SHIFT = np.uint64(NODE_BITS + WEIGHT_BITS), np.uint64(WEIGHT_BITS)
# One in so many of the large buckets is read, and counts for all: a passage has many shingles, and so many buckets.
_THINNED = 4


@njit(forceinline=True)
def _bucket_end(postings, start):  # type: ignore[no-untyped-def]
    key = postings[start] >> _HALF
    end = start + 1
    while end < len(postings) and postings[end] >> _HALF == key:
        end += 1
    return end


@njit(forceinline=True)
def _reach(place, start, end, limit, window, hubs):  # type: ignore[no-untyped-def]
    """Up to which node behind it the one at ``place`` is paired."""
    return end if end - start <= limit or place < start + hubs else min(place + 1 + window, end)


@njit(forceinline=True)
def _stands_for(postings, start, end, limit):  # type: ignore[no-untyped-def]
    """For how many buckets this one stands: of the larger ones only some are read; for none if it is left out."""
    times = 1
    while times < _THINNED and end - start > times * limit:
        times *= 2
    return times if (postings[start] >> _HALF) & np.uint64(times - 1) == 0 else 0


@njit(forceinline=True)
def _slot(pair, mask):  # type: ignore[no-untyped-def]
    return (pair * ROUND >> _SLOT_SHIFT) & mask


@njit(forceinline=True)
def packed_meeting(left, right, weight):  # type: ignore[no-untyped-def]
    """Two nodes of fewer than ``1 << NODE_BITS`` and a weight of 1–64 as one number, in the order of the nodes."""
    return (left << _LEFT_SHIFT) | (right << _RIGHT_SHIFT) | (weight - np.uint64(1))


_LIMITS = types.UniTuple(types.int64, 3)  # type: ignore[no-untyped-call]
_LEAST = types.Tuple((types.float64, types.int64))  # type: ignore[no-untyped-call]


@njit([types.void(HASHES, POSITIONS, _LIMITS, types.uint32[::1], types.int64[::1])], cache=True, nogil=True)
def count_pairs(
    postings: NDArray[np.uint64],
    units: NDArray[np.int64],
    limits: tuple[int, int, int],
    counts: NDArray[np.uint32],
    totals: NDArray[np.int64],
) -> None:
    """Count every pair of nodes that share a key in its slot of ``counts``, whose length is a power of two.

    ``postings`` are ``key << 32 | node``, sorted. A bucket of ``size`` nodes weighs ``units[size]`` (the last one, if
    there are more); ``totals`` gets the weight of all buckets of each node. ``limits`` are limit, window and hubs: in
    a bucket of more than ``limit`` nodes, the first ``hubs`` are paired with all others, which are paired with the
    next ``window``; of larger buckets only some are read.
    """
    limit, window, hubs = limits
    mask = np.uint64(len(counts) - 1)
    start = 0
    while start < len(postings):
        end = _bucket_end(postings, start)
        unit = units[min(end - start, len(units) - 1)]
        for place in range(start, end):
            totals[postings[place] & _LOW] += unit
        each = _stands_for(postings, start, end, limit)
        for place in range(start, end if each else start):
            left = (postings[place] & _LOW) << _HALF
            for other in range(place + 1, _reach(place, start, end, limit, window, hubs)):
                slot = _slot(left | (postings[other] & _LOW), mask)
                count = counts[slot]
                times = min((count >> _SHIFT) + np.uint32(each), _FULL)
                weight = min((count & _FULL) + np.uint32(each * unit), _FULL)
                counts[slot] = (times << _SHIFT) | weight
        start = end


@njit(
    [
        types.int64(
            HASHES,
            _LIMITS,
            types.Array(types.uint32, 1, "C", readonly=True),
            POSITIONS,
            POSITIONS,
            _LEAST,
            POSITIONS,
            types.uint64[::1],
        )
    ],
    cache=True,
    nogil=True,
)
def collect_pairs(
    postings: NDArray[np.uint64],
    limits: tuple[int, int, int],
    counts: NDArray[np.uint32],
    times: NDArray[np.int64],
    totals: NDArray[np.int64],
    least: tuple[float, int],
    units: NDArray[np.int64],
    found: NDArray[np.uint64],
) -> int:
    """Write the pairs of ``count_pairs`` that may have met often enough, once a meeting: ``packed_meeting``.

    A pair of nodes must have met ``times`` of either node at least, and weigh the share ``least[0]`` of the lighter
    total, or ``least[1]``. Pairs that share a slot count together, so every meeting says what it weighs. Returns how
    many there are, or -1 if they do not fit.
    """
    limit, window, hubs = limits
    share, enough = least
    mask = np.uint64(len(counts) - 1)
    written = 0
    start = 0
    while start < len(postings):
        end = _bucket_end(postings, start)
        each = _stands_for(postings, start, end, limit)
        unit = np.uint64(units[min(end - start, len(units) - 1)])
        for place in range(start, end if each else start):
            node = postings[place] & _LOW
            for other in range(place + 1, _reach(place, start, end, limit, window, hubs)):
                second = postings[other] & _LOW
                pair = (node << _HALF) | second
                count = counts[_slot(pair, mask)]
                met, weight = np.int64(count >> _SHIFT), np.int64(count & _FULL)
                if met < np.int64(_FULL) and met < min(times[node], times[second]):
                    continue
                if weight < enough and weight < share * min(totals[node], totals[second]):
                    continue
                if written + each > len(found):
                    return -1
                found[written : written + each] = packed_meeting(node, second, unit)
                written += each
        start = end
    return written
