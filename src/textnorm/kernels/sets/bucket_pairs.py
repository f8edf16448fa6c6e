"""The meetings of nodes under their keys, each listed with what it counts and weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, POSITIONS, njit, types
from textnorm.kernels.sets.pair_counts import _bucket_end, _reach, _stands_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["list_meetings"]

_LOW = np.uint64(0xFFFFFFFF)
_LIMITS = types.UniTuple(types.int64, 3)  # type: ignore[no-untyped-call]
_TABLE = types.Array(types.int64, 2, "C")


@njit([types.int64(HASHES, POSITIONS, _LIMITS, _TABLE, types.int64[::1])], cache=True, nogil=True)
def list_meetings(
    postings: NDArray[np.uint64],
    units: NDArray[np.int64],
    limits: tuple[int, int, int],
    found: NDArray[np.int64],
    totals: NDArray[np.int64],
) -> int:
    """Write (left, right, times, weight) for every two nodes that meet, by the rules of ``pair_counts.count_pairs``.

    ``totals`` gets the weight of all buckets of each node. Returns how many meetings there are; those that do not
    fit into ``found`` are not written.
    """
    limit, window, hubs = limits
    written = 0
    start = 0
    while start < len(postings):
        end = _bucket_end(postings, start)
        unit = units[min(end - start, len(units) - 1)]
        for place in range(start, end):
            totals[postings[place] & _LOW] += unit
        each = _stands_for(postings, start, end, limit)
        for place in range(start, end if each else start):
            for other in range(place + 1, _reach(place, start, end, limit, window, hubs)):
                if written < len(found):
                    found[written, 0] = np.int64(postings[place] & _LOW)
                    found[written, 1] = np.int64(postings[other] & _LOW)
                    found[written, 2] = each
                    found[written, 3] = each * unit
                written += 1
        start = end
    return written
