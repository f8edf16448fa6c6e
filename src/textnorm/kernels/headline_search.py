"""The headline judge over many pairs at once: ``headline_features`` compiled, and the search for candidates."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from textnorm.kernels import headline_features as plain
from textnorm.kernels.compiler import njit
from textnorm.kernels.compiler import types as _types

__all__ = ["gather_candidates", "score_pairs"]

types: Any = _types
Array, Tuple, void = types.Array, types.Tuple, types.void
float64, int32, int64, uint8 = types.float64, types.int32, types.int64, types.uint8
_K = Array(int64, 1, "C", readonly=True)
_I = Array(int32, 1, "C", readonly=True)
_B = Array(uint8, 1, "C", readonly=True)
_F = Array(float64, 1, "C", readonly=True)
_S = Array(int32, 1, "C")  # scratch
_O = Array(float64, 1, "C")
_n = int64


def _compiled(function: Any, signature: Any, **callees: Any) -> Any:
    """``function`` compiled to call ``callees``.

    It keeps the file it was written in, so that a change there makes every cached kernel that depends on it stale.
    """
    bound = FunctionType(function.__code__, {**function.__globals__, **callees}, function.__name__)
    return njit(signature, cache=True, nogil=True)(bound)


score_pairs = _compiled(
    plain.score_pairs,
    void(_I, _I, _K, _K, _K, _K, _K, _K, _I, *[_K] * 10, _B, _K, _F, _F, _K, _F, _F, _S, _S, _S, _O, _O),
    align=_compiled(plain.align, void(_I, *[_K] * 10, _B, _K, *[_n] * 4, _S, _S, _S)),
    measure_words=_compiled(plain.measure_words, void(_I, _K, _F, _F, *[_n] * 10, _S, _S, _S, _O)),
    measure_contrasts=_compiled(plain.measure_contrasts, void(_I, _K, _K, _K, _F, *[_n] * 4, _S, _S, _S, _O)),
    measure_order=_compiled(plain.measure_order, void(_I, _K, _n, _n, _S, _S, _O)),
    measure_figures=_compiled(plain.measure_figures, void(_K, _F, *[_n] * 4, _O)),
    combine=_compiled(plain.combine, void(_O)),
    weigh=_compiled(plain.weigh, float64(_O, _F)),
)


@njit(
    Tuple((int64, int64))(_n, _K, _I, _K, _I, _F, _F, _F, float64, _n, Array(float64, 1, "C"), _S, _S, _S),
    cache=True,
    nogil=True,
)
def gather_candidates(
    first, key_start, keys, posting_start, postings, weight, norm, when, window, split, total, touched, left, right
):
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
