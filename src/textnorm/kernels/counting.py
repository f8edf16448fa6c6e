"""How many texts share a hash, in a table of slots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, POSITIONS, WEIGHTS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["count_texts", "look_up_weights"]

_SHIFT = np.uint64(20)


@njit([types.void(HASHES, types.uint16[::1])], cache=True, nogil=True)
def count_texts(hashes: NDArray[np.uint64], counts: NDArray[np.uint16]) -> None:
    """Count each hash in its slot of ``counts``, whose length is a power of two; slots are full at 65,535."""
    mask = np.uint64(len(counts) - 1)
    for place in range(len(hashes)):
        slot = (hashes[place] >> _SHIFT) & mask
        counts[slot] += np.uint16(counts[slot] < 65535)


@njit(
    [
        types.void(
            HASHES, POSITIONS, POSITIONS, types.Array(types.uint16, 1, "C", readonly=True), WEIGHTS, types.float32[::1]
        )
    ],
    cache=True,
    nogil=True,
)
def look_up_weights(
    hashes: NDArray[np.uint64],
    starts: NDArray[np.int64],
    rows: NDArray[np.int64],
    counts: NDArray[np.uint16],
    by_count: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> None:
    """Write the weight of each hash of ``rows``: what ``by_count`` has for its slot of ``counts``.

    Row ``i`` is ``hashes[starts[i]:starts[i + 1]]``; the weights of other rows stay as they are.
    """
    mask = np.uint64(len(counts) - 1)
    for row in rows:
        for place in range(starts[row], starts[row + 1]):
            weights[place] = by_count[counts[(hashes[place] >> _SHIFT) & mask]]
