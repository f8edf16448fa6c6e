"""How many texts share a hash, in a table of slots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["count_texts"]


@njit([types.void(HASHES, types.uint16[::1])], cache=True, nogil=True)
def count_texts(hashes: NDArray[np.uint64], counts: NDArray[np.uint16]) -> None:
    """Count each hash in its slot of ``counts``, whose length is a power of two; slots are full at 65,535."""
    mask = np.uint64(len(counts) - 1)
    for place in range(len(hashes)):
        slot = (hashes[place] >> np.uint64(20)) & mask
        counts[slot] += np.uint16(counts[slot] < 65535)
