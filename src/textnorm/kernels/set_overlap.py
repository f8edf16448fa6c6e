"""What runs of hashes share, taken as sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, POSITIONS, WEIGHTS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["distinct_hashes", "distinct_weights", "may_have", "seen_bits", "shared_weights"]

# The bits of a hash that choose its bit begin here; the slots of a table are chosen by the lowest ones.
_UPPER, _THREE, _SEVEN = np.uint64(32), np.uint64(3), np.uint64(7)


@njit
def _tabulate(hashes, weights, start, end, slots, stamps):  # type: ignore[no-untyped-def]
    """A table of ``hashes[start:end]``, in the arrays of the last one if they fit; free slots have the stamp -1.

    Returns it with the number of distinct hashes and their weight.
    """
    room = np.int64(16)
    while room < 2 * (end - start):
        room *= 2
    if len(slots) != room:
        slots = np.empty(room, np.uint64)
        stamps = np.empty(room, np.int64)
    stamps[:] = -1
    count = np.int64(0)
    total = np.float64(0.0)
    for place in range(start, end):
        value = hashes[place]
        slot = np.int64(value & np.uint64(room - 1))
        while stamps[slot] >= 0 and slots[slot] != value:
            slot = (slot + 1) & (room - 1)
        if stamps[slot] < 0:
            slots[slot] = value
            stamps[slot] = 0
            count += 1
            total += weights[place] if len(weights) else np.float32(1.0)
    return slots, stamps, count, total


@njit
def seen_bits(hashes, start, end, bits):  # type: ignore[no-untyped-def]
    """A bit for each of ``hashes[start:end]``, in the array of the last run if it fits.

    Most hashes of two texts are not shared, and a bit says so at once; eight bits a hash let one in eight through.
    """
    room = np.int64(64)
    while room < end - start:
        room *= 2
    if len(bits) != room:
        bits = np.empty(room, np.uint8)
    bits[:] = 0
    for place in range(start, end):
        bit = hashes[place] >> _UPPER
        bits[(bit >> _THREE) & np.uint64(room - 1)] |= np.uint8(1) << np.uint8(bit & _SEVEN)
    return bits


@njit(inline="always")
def may_have(bits, value):  # type: ignore[no-untyped-def]
    """Whether the run of these ``seen_bits`` may have the hash."""
    bit = value >> _UPPER
    return (bits[(bit >> _THREE) & np.uint64(len(bits) - 1)] >> np.uint8(bit & _SEVEN)) & np.uint8(1) != 0


@njit(
    [types.void(HASHES, WEIGHTS, POSITIONS, POSITIONS, POSITIONS, types.int64[::1], types.float64[::1])],
    cache=True,
    nogil=True,
)
def shared_weights(
    hashes: NDArray[np.uint64],
    weights: NDArray[np.float32],
    starts: NDArray[np.int64],
    smaller: NDArray[np.int64],
    larger: NDArray[np.int64],
    shared: NDArray[np.int64],
    weight: NDArray[np.float64],
) -> None:
    """Count and weigh the distinct hashes that runs ``smaller[k]`` and ``larger[k]`` share, for every ``k``.

    Run ``i`` is ``hashes[starts[i]:starts[i + 1]]``, in any order. Without ``weights`` (an empty array) all weigh one.
    Pairs of one larger run share its table if they follow one another.
    """
    weighted = len(weights) > 0
    slots = np.zeros(1, np.uint64)
    stamps = np.full(1, -1, np.int64)
    bits = np.zeros(1, np.uint8)
    indexed = np.int64(-1)
    for pair in range(len(smaller)):
        if larger[pair] != indexed:
            indexed = larger[pair]
            bits = seen_bits(hashes, starts[indexed], starts[indexed + 1], bits)
            slots, stamps, _, _ = _tabulate(hashes, weights, starts[indexed], starts[indexed + 1], slots, stamps)
        mask = np.uint64(len(slots) - 1)
        count = np.int64(0)
        total = np.float64(0.0)
        for place in range(starts[smaller[pair]], starts[smaller[pair] + 1]):
            value = hashes[place]
            if not may_have(bits, value):
                continue
            slot = value & mask
            while stamps[slot] >= 0 and slots[slot] != value:
                slot = (slot + np.uint64(1)) & mask
            # A stamp says which pair has counted the hash already.
            if stamps[slot] >= 0 and stamps[slot] != pair + 1:
                stamps[slot] = pair + 1
                count += 1
                if weighted:
                    total += weights[place]
        shared[pair] = count
        weight[pair] = total if weighted else count


@njit(
    [types.void(HASHES, WEIGHTS, POSITIONS, POSITIONS, types.int64[::1], types.float64[::1])],
    cache=True,
    nogil=True,
)
def distinct_weights(
    hashes: NDArray[np.uint64],
    weights: NDArray[np.float32],
    starts: NDArray[np.int64],
    rows: NDArray[np.int64],
    sizes: NDArray[np.int64],
    totals: NDArray[np.float64],
) -> None:
    """Count and weigh the distinct hashes of each of ``rows``, in ``sizes`` and ``totals`` at the place of the run."""
    slots = np.zeros(1, np.uint64)
    stamps = np.full(1, -1, np.int64)
    for row in rows:
        slots, stamps, count, total = _tabulate(hashes, weights, starts[row], starts[row + 1], slots, stamps)
        sizes[row] = count
        totals[row] = total


@njit(
    [types.int64(HASHES, POSITIONS, POSITIONS, types.uint64[::1], types.int64[::1])],
    cache=True,
    nogil=True,
)
def distinct_hashes(
    hashes: NDArray[np.uint64],
    starts: NDArray[np.int64],
    rows: NDArray[np.int64],
    distinct: NDArray[np.uint64],
    sizes: NDArray[np.int64],
) -> int:
    """Write the distinct hashes of each of ``rows`` one after another, and how many each has; return the number."""
    slots = np.zeros(1, np.uint64)
    stamps = np.full(1, -1, np.int64)
    written = np.int64(0)
    for number in range(len(rows)):
        start, end = starts[rows[number]], starts[rows[number] + 1]
        slots, stamps, _, _ = _tabulate(hashes, np.empty(0, np.float32), start, end, slots, stamps)
        before = written
        for slot in range(len(slots)):
            if stamps[slot] >= 0:
                distinct[written] = slots[slot]
                written += 1
        sizes[number] = written - before
    return written  # type: ignore[return-value]
