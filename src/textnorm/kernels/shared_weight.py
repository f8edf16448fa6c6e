"""How much two lists of weighted keys share."""

from __future__ import annotations

from typing import Any

from textnorm.kernels.compiler import POSITIONS, njit
from textnorm.kernels.compiler import types as _types

__all__ = ["shared_weight"]

types: Any = _types
_I = types.Array(types.int32, 1, "C", readonly=True)


@njit(types.void(_I, _I, POSITIONS, POSITIONS, POSITIONS, types.Array(types.int64, 1, "C")), cache=True, nogil=True)
def shared_weight(left, right, start, keys, weights, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` with the weight of the keys that ``left[i]`` and ``right[i]`` share, as the left one has it.

    Unit ``u`` has the keys ``keys[start[u]:start[u + 1]]``, ascending.
    """
    for pair in range(len(left)):
        a, end_a = start[left[pair]], start[left[pair] + 1]
        b, end_b = start[right[pair]], start[right[pair] + 1]
        total = 0
        while a < end_a and b < end_b:
            if keys[a] < keys[b]:
                a += 1
            elif keys[a] > keys[b]:
                b += 1
            else:
                total += weights[a]
                a += 1
                b += 1
        out[pair] = total
