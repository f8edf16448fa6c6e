"""Where texts that were encoded together end, in bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["find_ends"]


@njit([types.void(BYTES, POSITIONS, types.int64[::1])], cache=True, nogil=True)
def find_ends(data: NDArray[np.uint8], lengths: NDArray[np.int64], offsets: NDArray[np.int64]) -> None:
    """Write the offsets of texts that follow one another in ``data`` as UTF-8, of so many characters each."""
    place = np.uint64(0)
    offsets[0] = 0
    for text in range(len(lengths)):
        # A character has a byte at least. Those that continue one make room for as many bytes more.
        missing = np.uint64(lengths[text])
        while missing:
            end = place + missing
            missing = np.uint64(0)
            while place < end:
                missing += np.uint64((data[place] & np.uint8(192)) == np.uint8(128))
                place += np.uint64(1)
        while place < np.uint64(len(data)) and (data[place] & np.uint8(192)) == np.uint8(128):
            place += np.uint64(1)
        offsets[text + 1] = np.int64(place)
