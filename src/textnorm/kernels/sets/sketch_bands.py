"""Bands of sketches, and in how many slots two sketches agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import POSITIONS, njit, types
from textnorm.kernels.hashing import ROUND

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["count_agreeing", "hash_bands"]

_SKETCHES = types.Array(types.uint32, 2, "C", readonly=True)
_SHORT = types.Array(types.uint8, 2, "C", readonly=True)


@njit([types.void(_SKETCHES, types.int64, types.uint32[:, ::1])], cache=True, nogil=True)
def hash_bands(sketches: NDArray[np.uint32], rows: int, keys: NDArray[np.uint32]) -> None:
    """Write a key for each band of ``rows`` slots of each sketch: ``keys`` has a row per band, a column per sketch."""
    for text in range(len(sketches)):
        for band in range(len(keys)):
            key = np.uint64(0)
            for row in range(rows):
                key = (key ^ np.uint64(sketches[text, band * rows + row])) * ROUND
                key ^= key >> np.uint64(32)
            keys[band, text] = np.uint32(key & np.uint64(0xFFFFFFFF))


@njit([types.void(_SHORT, POSITIONS, POSITIONS, types.int64[::1])], cache=True, nogil=True)
def count_agreeing(
    short: NDArray[np.uint8], left: NDArray[np.int64], right: NDArray[np.int64], agreed: NDArray[np.int64]
) -> None:
    """Count the slots in which the rows ``left[k]`` and ``right[k]`` of ``short`` agree, for every ``k``."""
    for pair in range(len(left)):
        one, other = short[left[pair]], short[right[pair]]
        count = np.int64(0)
        for slot in range(len(one)):
            count += one[slot] == other[slot]
        agreed[pair] = count
