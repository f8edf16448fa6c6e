"""Connected components in rounds that spread over machines: large-star and small-star.

Kiveris, Lattanzi, Mirrokni, Rastogi, Vassilvitskii: Connected Components in MapReduce and Beyond (2014). A round is
``large_star`` and then ``small_star``; the edges are those of the components, each node to the smallest of its
component, when a round changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.sets.connected_components import components
from textnorm.match.partition.records import EDGES, ROOTED, table
from textnorm.match.sketching.buckets import unpacked

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["contract", "large_star", "rooted", "small_star"]


def large_star(node: NDArray[np.int64], neighbour: NDArray[np.int64]) -> Any:
    """Every larger neighbour of a node is joined with the smallest of node and neighbours.

    All neighbours of a node must be there, smaller and larger ones.
    """
    nodes, group = np.unique(node, return_inverse=True)
    smallest = nodes.copy()
    np.minimum.at(smallest, group.reshape(-1), neighbour)
    larger = neighbour > node
    return _edges(smallest[group.reshape(-1)][larger], neighbour[larger])


def small_star(node: NDArray[np.int64], smaller: NDArray[np.int64]) -> Any:
    """A node and all its smaller neighbours are joined with the smallest of these; all of them must be there."""
    nodes, group = np.unique(node, return_inverse=True)
    smallest = nodes.copy()
    np.minimum.at(smallest, group.reshape(-1), smaller)
    target = smallest[group.reshape(-1)]
    return _edges(np.concatenate([target, smallest]), np.concatenate([smaller, nodes]))


def _edges(left: NDArray[np.int64], right: NDArray[np.int64]) -> Any:
    across = left != right
    both = np.unique(np.stack([left[across], right[across]], axis=1), axis=0)
    return table(EDGES, both[:, 0], both[:, 1])


def contract(left: NDArray[np.int64], right: NDArray[np.int64]) -> Any:
    """One round for all edges at once, as on one machine.

    >>> contract(np.array([1, 2, 3]), np.array([2, 3, 4])).to_pydict()
    {'left': [1, 1, 2], 'right': [2, 3, 4]}
    """
    star = large_star(np.concatenate([left, right]), np.concatenate([right, left]))
    return small_star(star["right"].to_numpy(), star["left"].to_numpy())


def rooted(rows: Any) -> Any:
    """``ROOTED`` of all ``CANDIDATES`` of a corpus at once, each pair once: sure if one of its rows is."""
    packed = rows["left"].to_numpy().astype(np.uint64) << np.uint64(32) | rows["right"].to_numpy().astype(np.uint64)
    distinct, group = np.unique(packed, return_inverse=True)
    sure = np.zeros(len(distinct), dtype=bool)
    np.logical_or.at(sure, group.reshape(-1), rows["sure"].to_numpy(zero_copy_only=False).astype(bool))
    left, right = unpacked(distinct)
    nodes, where = np.unique(np.concatenate([left, right]), return_inverse=True)
    root = np.empty(len(nodes), dtype=np.int64)
    first, second = np.ascontiguousarray(where.reshape(2, -1).astype(np.int64))
    components(first, second, root)
    return table(ROOTED, left, right, sure, nodes[root[first]])
