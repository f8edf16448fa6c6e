"""How much of one text stands in another, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, POSITIONS, WEIGHTS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["covered_weights"]


@njit(
    [
        types.void(
            HASHES,
            WEIGHTS,
            POSITIONS,
            POSITIONS,
            HASHES,
            POSITIONS,
            POSITIONS,
            types.int64,
            types.float64[::1],
            types.float64[::1],
        )
    ],
    cache=True,
    nogil=True,
)
def covered_weights(
    runs: NDArray[np.uint64],
    weights: NDArray[np.float32],
    run_starts: NDArray[np.int64],
    smaller: NDArray[np.int64],
    sets: NDArray[np.uint64],
    set_starts: NDArray[np.int64],
    larger: NDArray[np.int64],
    n: int,
    covered: NDArray[np.float64],
    whole: NDArray[np.float64],
) -> None:
    """Weigh the words of run ``smaller[k]`` that set ``larger[k]`` covers, and all; see ``covered_words``.

    Runs hold shingles of ``n`` words in the order of the text; a word weighs what the shingle weighs that begins with
    it, the last ones what the last shingle weighs.
    """
    for pair in range(len(smaller)):
        first, last = run_starts[smaller[pair]], run_starts[smaller[pair] + 1]
        begin, end = set_starts[larger[pair]], set_starts[larger[pair] + 1]
        inside = np.float64(0.0)
        total = np.float64(0.0)
        until = first
        before = False
        for place in range(first, last):
            total += weights[place]
            value = runs[place]
            low, high = begin, end
            while low < high:
                middle = (low + high) >> 1
                if sets[middle] < value:
                    low = middle + 1
                else:
                    high = middle
            match = low < end and sets[low] == value
            if match and before:
                for word in range(max(until, place), place + n):
                    inside += weights[min(word, last - 1)]
                until = place + n
            elif match and until <= place:
                inside += weights[place]
                until = place + 1
            before = match
        if last > first:
            total += weights[last - 1] * (n - 1)
        covered[pair] = inside
        whole[pair] = total
