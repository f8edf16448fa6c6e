"""The greedy choice of kept copies: clusters that do not chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import POSITIONS, WEIGHTS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["kept_copies"]


@njit(
    [
        types.void(
            POSITIONS,
            POSITIONS,
            WEIGHTS,
            POSITIONS,
            types.int64[::1],
        )
    ],
    cache=True,
    nogil=True,
)
def kept_copies(
    starts: NDArray[np.int64],
    neighbours: NDArray[np.int64],
    scores: NDArray[np.float32],
    order: NDArray[np.int64],
    kept: NDArray[np.int64],
) -> None:
    """Write into ``kept`` the kept copy of each node; every node is a neighbour of its kept copy, or is one.

    Node ``i`` has ``neighbours[starts[i]:starts[i + 1]]`` with their ``scores``. Nodes are offered the part of a kept
    copy in ``order``, best first; a node that no kept copy matches takes it. Every other node then goes to the kept
    copy that it matches best, the earlier in ``order`` when two are equal.
    """
    rank = np.empty(len(order), np.int64)
    for place in range(len(order)):
        rank[order[place]] = place
        kept[order[place]] = -1
    for place in range(len(order)):
        node = order[place]
        if kept[node] < 0:
            kept[node] = node
            for edge in range(starts[node], starts[node + 1]):
                if kept[neighbours[edge]] < 0:
                    kept[neighbours[edge]] = node
    for node in range(len(order)):
        if kept[node] == node:
            continue
        best = np.float32(-1.0)
        for edge in range(starts[node], starts[node + 1]):
            other = neighbours[edge]
            if kept[other] != other:
                continue
            if scores[edge] > best or (scores[edge] == best and rank[other] < rank[kept[node]]):
                best = scores[edge]
                kept[node] = other
