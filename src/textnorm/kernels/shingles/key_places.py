"""Where each key of a corpus in parts comes together with others: its part, and its slot there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import POSITIONS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["place_keys"]

_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_HALF, _PART, _FOLD = np.uint64(32), np.uint64(33), np.uint64(29)
_LOW = np.uint64(0xFFFFFFFF)


@njit([types.void(POSITIONS, types.uint64, types.uint64, types.uint64[::1])], cache=True, nogil=True)
def place_keys(keys: NDArray[np.int64], parts: np.uint64, slots: np.uint64, placed: NDArray[np.uint64]) -> None:
    """Write ``part << 32 | slot`` of each key, with so many ``parts`` and ``slots`` in each of them."""
    for at in range(len(keys)):
        mixed = np.uint64(keys[at]) * _FIRST
        mixed ^= mixed >> _HALF
        mixed *= _SECOND
        mixed ^= mixed >> _FOLD
        part = (mixed >> _PART) % parts
        placed[at] = part << _HALF | (mixed & _LOW) * slots >> _HALF
