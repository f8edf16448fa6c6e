"""Union-find: the connected components of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import POSITIONS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["components"]


@njit([types.void(POSITIONS, POSITIONS, types.int64[::1])], cache=True, nogil=True)
def components(left: NDArray[np.int64], right: NDArray[np.int64], root: NDArray[np.int64]) -> None:
    """Write into ``root`` the smallest member of each node's connected component, over the edges left—right."""
    for node in range(len(root)):
        root[node] = node
    for edge in range(len(left)):
        a, b = left[edge], right[edge]
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        if a < b:
            root[b] = a
        else:
            root[a] = b
    for node in range(len(root)):
        root[node] = root[root[node]]
