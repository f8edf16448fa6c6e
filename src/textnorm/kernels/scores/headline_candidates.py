"""Pairs of headlines that share keys of enough weight: the search for candidates.

Apart from ``headline_search``, which weighs them: a small corpus is searched by this kernel, and weighed without one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textnorm.kernels.compiler import njit
from textnorm.kernels.compiler import types as _types

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["gather_candidates"]

types: Any = _types
_n = types.int64
_K = types.Array(types.int64, 1, "C", readonly=True)
_I = types.Array(types.int32, 1, "C", readonly=True)
_F = types.Array(types.float64, 1, "C", readonly=True)
_S = types.Array(types.int32, 1, "C")  # scratch


@njit(
    types.Tuple((_n, _n))(
        _n, _K, _I, _K, _I, _F, _F, _F, types.float64, _n, types.Array(types.float64, 1, "C"), _S, _S, _S
    ),
    cache=True,
    nogil=True,
)
def gather_candidates(
    first: int,
    key_start: NDArray[np.int64],
    keys: NDArray[np.int32],
    posting_start: NDArray[np.int64],
    postings: NDArray[np.int32],
    weight: NDArray[np.float64],
    norm: NDArray[np.float64],
    when: NDArray[np.float64],
    window: float,
    split: int,
    total: NDArray[np.float64],
    touched: NDArray[np.int32],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
) -> tuple[int, int]:
    """Candidates for the units from ``first`` on: pairs that share keys of enough weight.

    Unit ``u`` has the keys ``keys[key_start[u]:key_start[u + 1]]``; key ``k`` is in the units
    ``postings[posting_start[k]:posting_start[k + 1]]``, ascending. A pair counts when the weight of the shared keys
    is at least the share ``weight[-1]`` of the lighter ``norm``, the units are no more than ``window`` apart in time
    (negative: no limit), and with ``split >= 0`` one lies before and one behind it. Fills ``left`` and ``right``
    and returns how many pairs there are and the unit to go on from when they are full. ``total`` must be zero.
    """
    least = weight[len(weight) - 1]
    count = 0
    units = len(key_start) - 1
    for u in range(first, units):
        seen = 0
        for at in range(key_start[u], key_start[u + 1]):
            k = keys[at]
            low, high = posting_start[k], posting_start[k + 1]
            end = high
            while low < high:  # the first unit behind u
                middle = (low + high) // 2
                if postings[middle] <= u:
                    low = middle + 1
                else:
                    high = middle
            for position in range(low, end):
                v = postings[position]
                if total[v] == 0.0:
                    touched[seen] = v
                    seen += 1
                total[v] += weight[k]
        full = count + seen > len(left)
        for position in range(seen):
            v = touched[position]
            enough = total[v] >= least * min(norm[u], norm[v])
            total[v] = 0.0
            if full or not enough:
                continue
            if window >= 0.0 and abs(when[u] - when[v]) > window:
                continue
            if split >= 0 and (u < split) == (v < split):
                continue
            left[count] = u
            right[count] = v
            count += 1
        if full:
            return count, u
    return count, units
