"""Shingle hashes to sketches: Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017).

O(n + K log K) for n shingles and K slots, and less error than MinHash where n is small. docs/sketch-format.md writes
it down bit by bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import njit, types
from textnorm.kernels.hashing import ROUND, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["sketch_hashes"]

_LOW_53 = np.uint64((1 << 53) - 1)
_PATIENCE = 3  # rounds
# A round is an early one if more than one slot in so many is free.
_EARLY = 16
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit
def _distinct(hashes, begin, end, limit):  # type: ignore[no-untyped-def]
    """The distinct values of ``hashes[begin:end]``, or all of them when there are more than ``limit``."""
    table = np.empty(4 * limit, np.int64)
    table[:] = -1
    found = np.empty(limit, np.uint64)
    count = 0
    for place in range(begin, end):
        value = hashes[place]
        slot = np.int64(value % np.uint64(len(table)))
        while table[slot] >= 0 and found[table[slot]] != value:
            slot = (slot + 1) % len(table)
        if table[slot] < 0:
            if count == limit:
                return hashes[begin:end]
            found[count] = value
            table[slot] = count
            count += 1
    return found[:count]


@njit
def _early_round(hashes, begin, end, salt, rank, shift, slots):  # type: ignore[no-untyped-def]
    """A round over ``hashes[begin:end]`` while many slots are free; return how many it fills.

    Which slots change, a processor cannot foresee; so each is written every time.
    """
    filled = 0
    place = np.uint64(begin)
    while place < np.uint64(end):
        value = mix(hashes[place] + salt)
        slot = value >> shift
        before = slots[slot]
        slots[slot] = min(before, rank | (value & _LOW_53))
        filled += before == _EMPTY
        place += np.uint64(1)
    return filled


@njit(
    [
        types.void(
            types.uint64[::1],
            types.Array(types.int64, 1, "C", readonly=True),
            types.uint64,
            types.uint32[:, ::1],
        )
    ],
    cache=True,
    nogil=True,
)
def sketch_hashes(
    hashes: NDArray[np.uint64], ends: NDArray[np.int64], seed: np.uint64, sketches: NDArray[np.uint32]
) -> None:
    """Sketch each run of ``hashes`` (text ``i`` ends at ``ends[i]``) into a row of ``sketches``.

    A run without hashes becomes a row of ones in every bit.
    """
    size = sketches.shape[1]
    shift = np.uint64(64)
    width = size
    while width > 1:
        width >>= 1
        shift -= np.uint64(1)
    slots = np.empty(size, np.uint64)
    begin = np.int64(0)
    for text in range(len(ends)):
        end = ends[text]
        values, first, last = hashes, begin, end
        slots[:] = _EMPTY
        filled = 0
        turn = 0
        while filled < size and begin < end:
            if turn == _PATIENCE and end - begin > 8 * size:
                # So many shingles would have filled all slots by now, were they not the same few again and again.
                values = _distinct(hashes, begin, end, 8 * size)
                first, last = np.int64(0), np.int64(len(values))
            # Rank by round first, then by 53 random bits, of which the lower 32 become the slot.
            rank = np.uint64(turn) << np.uint64(53)
            salt = seed + np.uint64(turn) * ROUND
            if turn < size and _EARLY * (size - filled) > size:
                filled += _early_round(values, first, last, salt, rank, shift, slots)
            else:
                for place in range(first, last):
                    value = mix(values[place] + salt)
                    slot = value >> shift if turn < size else np.uint64(turn - size)
                    value = rank | (value & _LOW_53)
                    if value < slots[slot]:
                        filled += slots[slot] == _EMPTY
                        slots[slot] = value
            turn += 1
        for slot in range(size):
            sketches[text, slot] = np.uint32(slots[slot] & np.uint64(0xFFFFFFFF))
        begin = end
