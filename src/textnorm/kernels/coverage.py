"""How much of one text stands in another, word by word; and how many texts share a shingle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["count_texts", "covered_weights"]

_HASHES = types.Array(types.uint64, 1, "C", readonly=True)
_WEIGHTS = types.Array(types.float32, 1, "C", readonly=True)
_PLACES = types.Array(types.int64, 1, "C", readonly=True)


@njit(
    [
        types.void(
            _HASHES,
            _WEIGHTS,
            _PLACES,
            _PLACES,
            _HASHES,
            _PLACES,
            _PLACES,
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
    """Weigh the words of run ``smaller[k]`` that set ``larger[k]`` covers (match.judgement.covered_words), and all.

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


@njit([types.void(_HASHES, types.uint16[::1])], cache=True, nogil=True)
def count_texts(hashes: NDArray[np.uint64], counts: NDArray[np.uint16]) -> None:
    """Count each hash in its slot of ``counts``, whose length is a power of two; slots are full at 65,535."""
    mask = np.uint64(len(counts) - 1)
    for place in range(len(hashes)):
        slot = (hashes[place] >> np.uint64(20)) & mask
        counts[slot] += np.uint16(counts[slot] < 65535)
