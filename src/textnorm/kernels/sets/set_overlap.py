"""What runs of hashes share, taken as sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, POSITIONS, WEIGHTS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["distinct_hashes", "distinct_weights", "find_hash", "index_hashes", "shared_weights"]

# A table has so many slots a hash, at least: of the hashes that it does not have, few meet a slot that is taken.
_SLOTS_A_HASH = 8
_ONE = np.uint64(1)


@njit
def index_hashes(hashes, start, end, table):  # type: ignore[no-untyped-def]
    """A table of ``hashes[start:end]``, in the array of the last one if it fits.

    The upper bits of a hash choose its slot; a slot has the first place of a hash, from ``start`` on, or is -1.
    Returns the table, how far a hash is shifted to choose a slot, and how many distinct hashes there are.
    """
    room, shift = np.int64(64), np.uint64(58)
    while room < _SLOTS_A_HASH * (end - start):
        room *= 2
        shift -= _ONE
    if len(table) != room:
        table = np.empty(room, np.int32)
    table[:] = -1
    count = np.int64(0)
    for place in range(end - start):
        value = hashes[start + place]
        slot = value >> shift
        while table[slot] >= 0 and hashes[start + table[slot]] != value:
            slot = (slot + _ONE) & np.uint64(room - 1)
        if table[slot] < 0:
            table[slot] = place
            count += 1
    return table, shift, count


@njit(forceinline=True)
def find_hash(hashes, start, table, shift, value):  # type: ignore[no-untyped-def]
    """The first place of a hash in the run that begins at ``start`` and has this table; -1 if it has none."""
    slot = value >> shift
    place = np.int64(table[slot])
    while place >= 0 and hashes[start + place] != value:
        slot = (slot + _ONE) & np.uint64(len(table) - 1)
        place = np.int64(table[slot])
    return place


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
    table, shift = np.empty(1, np.int32), np.uint64(0)
    # Which pair has counted a hash of the larger run already, and the places of the smaller one to look at.
    stamps, likely = np.zeros(1, np.int64), np.zeros(1, np.int64)
    indexed = base = np.int64(-1)
    for pair in range(len(smaller)):
        if larger[pair] != indexed:
            indexed = larger[pair]
            base = starts[indexed]
            table, shift, _ = index_hashes(hashes, base, starts[indexed + 1], table)
            if len(stamps) < starts[indexed + 1] - base:
                stamps = np.zeros(2 * (starts[indexed + 1] - base), np.int64)
        first, last = starts[smaller[pair]], starts[smaller[pair] + 1]
        if len(likely) <= last - first:
            likely = np.zeros(2 * (last - first) + 1, np.int64)
        # Most hashes of two texts are not shared; those of taken slots are listed without a branch to foresee.
        many = np.uint64(0)
        for place in range(first, last):
            likely[many] = place
            many += np.uint64(table[hashes[place] >> shift] >= 0)
        count = np.int64(0)
        total = np.float64(0.0)
        for number in range(many):
            found = find_hash(hashes, base, table, shift, hashes[likely[number]])
            if found >= 0 and stamps[found] != pair + 1:
                stamps[found] = pair + 1
                count += 1
                if weighted:
                    total += weights[likely[number]]
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
    table = np.empty(1, np.int32)
    for row in rows:
        start = starts[row]
        table, shift, count = index_hashes(hashes, start, starts[row + 1], table)
        sizes[row] = totals[row] = count
        if len(weights):
            total = np.float64(0.0)
            for place in range(starts[row + 1] - start):
                if find_hash(hashes, start, table, shift, hashes[start + place]) == place:
                    total += weights[start + place]
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
    table = np.empty(1, np.int32)
    written = np.int64(0)
    for number in range(len(rows)):
        start, end = starts[rows[number]], starts[rows[number] + 1]
        table, shift, count = index_hashes(hashes, start, end, table)
        if count == end - start:
            distinct[written : written + count] = hashes[start:end]
        else:
            fresh = written
            for place in range(end - start):
                if find_hash(hashes, start, table, shift, hashes[start + place]) == place:
                    distinct[fresh] = hashes[start + place]
                    fresh += 1
        written += count
        sizes[number] = count
    return written  # type: ignore[return-value]
