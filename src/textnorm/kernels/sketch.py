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
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit(
    [
        types.void(
            types.Array(types.uint64, 1, "C", readonly=True),
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
        slots[:] = _EMPTY
        filled = 0
        turn = 0
        while filled < size and begin < end:
            # Rank by round first, then by 53 random bits, of which the lower 32 become the slot.
            rank = np.uint64(turn) << np.uint64(53)
            salt = seed + np.uint64(turn) * ROUND
            for place in range(begin, end):
                value = mix(hashes[place] + salt)
                slot = value >> shift if turn < size else np.uint64(turn - size)
                value = rank | (value & _LOW_53)
                if value < slots[slot]:
                    filled += slots[slot] == _EMPTY
                    slots[slot] = value
            turn += 1
        for slot in range(size):
            sketches[text, slot] = np.uint32(slots[slot] & np.uint64(0xFFFFFFFF))
        begin = end
