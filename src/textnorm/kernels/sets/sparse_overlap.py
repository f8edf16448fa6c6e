"""The scalar products of many pairs of sparse vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["scalar_products"]

_I = types.Array(types.int32, 1, "C", readonly=True)
_K = types.Array(types.int64, 1, "C", readonly=True)
_F = types.Array(types.float32, 1, "C", readonly=True)


@njit([types.void(_I, _I, _K, _I, _F, types.float64[::1])], cache=True, nogil=True)
def scalar_products(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    start: NDArray[np.int64],
    places: NDArray[np.int32],
    values: NDArray[np.float32],
    products: NDArray[np.float64],
) -> None:
    """Write the product of vectors ``left[k]`` and ``right[k]`` to ``products[k]``.

    Vector ``v`` has ``values[i]`` at ``places[i]``, from ``start[v]`` up to ``start[v + 1]``; its places ascend.
    """
    for k in range(len(left)):
        i, i_end = start[left[k]], start[left[k] + 1]
        j, j_end = start[right[k]], start[right[k] + 1]
        total = 0.0
        while i < i_end and j < j_end:
            if places[i] < places[j]:
                i += 1
            elif places[i] > places[j]:
                j += 1
            else:
                total += np.float64(values[i]) * np.float64(values[j])
                i += 1
                j += 1
        products[k] = total
