"""How many texts share a hash, in a table of slots; and the hashes that are sampled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, POSITIONS, WEIGHTS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["count_texts", "look_up_weights", "sample_hashes"]

_SHIFT = np.uint64(20)
_UPPER_HALF = np.uint64(0xFFFFFFFF00000000)


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


@njit([types.int64(HASHES, POSITIONS, types.uint64, types.uint64[::1], types.int64[::1])], cache=True, nogil=True)
def sample_hashes(
    hashes: NDArray[np.uint64],
    ends: NDArray[np.int64],
    mask: np.uint64,
    postings: NDArray[np.uint64],
    sizes: NDArray[np.int64],
) -> int:
    """Write the upper half of each hash without a bit of ``mask`` with its run, and how many of these each run has.

    Run ``i`` ends at ``ends[i]``. Returns how many there are; ``postings`` has a place more than there are hashes.
    """
    written = np.uint64(0)
    start = np.int64(0)
    for run in range(len(ends)):
        before = written
        for place in range(start, ends[run]):
            # Written over by the next one, unless it is chosen: no branch that a processor could not foresee.
            postings[written] = hashes[place] & _UPPER_HALF | np.uint64(run)
            written += np.uint64(hashes[place] & mask == np.uint64(0))
        sizes[run] = np.int64(written - before)
        start = ends[run]
    return np.int64(written)  # type: ignore[return-value]
