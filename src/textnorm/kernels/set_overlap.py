"""What sorted sets of hashes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, POSITIONS, WEIGHTS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["shared_weights"]


@njit(
    [types.void(HASHES, WEIGHTS, POSITIONS, POSITIONS, POSITIONS, types.int64[::1], types.float64[::1])],
    cache=True,
    nogil=True,
)
def shared_weights(
    hashes: NDArray[np.uint64],
    weights: NDArray[np.float32],
    starts: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    shared: NDArray[np.int64],
    weight: NDArray[np.float64],
) -> None:
    """Count and weigh what run ``left[k]`` and run ``right[k]`` share, for every ``k``.

    Run ``i`` is ``hashes[starts[i]:starts[i + 1]]``, sorted, without repetition. Without ``weights`` (an empty array)
    all weigh one.
    """
    weighted = len(weights) > 0
    for pair in range(len(left)):
        a, end_a = np.uint64(starts[left[pair]]), np.uint64(starts[left[pair] + 1])
        b, end_b = np.uint64(starts[right[pair]]), np.uint64(starts[right[pair] + 1])
        count = 0
        total = np.float64(0.0)
        while a < end_a and b < end_b:
            first, second = hashes[a], hashes[b]
            equal = first == second
            count += equal
            if weighted:
                total += weights[a] if equal else np.float32(0.0)
            a += np.uint64(first <= second)
            b += np.uint64(second <= first)
        shared[pair] = count
        weight[pair] = total if weighted else count
