"""Pairs to clusters: which texts are copies of one another, and which copy is kept.

By default clusters do not chain: every dropped text matches the kept copy itself. A–B and B–C never make A and C one
cluster unless the kept copy matches both. Plain connected components are there by option.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.pairs import PairTable
    from textnorm.match.settings import MatchSettings

__all__ = ["average_linkage", "cluster", "groups_of", "labels_of"]

_AT_ONCE = 1 << 18


def cluster(
    pairs: PairTable,
    count: int,
    *,
    order: NDArray[np.int64],
    mode: str = "kept",
    groups: NDArray[np.int64] | None = None,
) -> NDArray[np.int32]:
    """Give each of ``count`` texts the position of its kept copy (its own if it is kept or has no copy).

    ``order`` lists all texts, the ones to keep first; it decides alone, so the result depends neither on the order of
    the pairs nor on threads. ``mode`` is ``"kept"`` (every member matches the kept copy) or ``"connected"``
    (connected components). ``groups`` gives each text the smallest position of the texts exactly equal to it: such
    texts are one node, so that what matches one of them matches them all.
    """
    groups = np.arange(count, dtype=np.int64) if groups is None else groups
    same = pairs.same
    left = groups[pairs.left[same].astype(np.int64)]
    right = groups[pairs.right[same].astype(np.int64)]
    score = pairs.score[same]
    across = left != right
    left, right, score = left[across], right[across], score[across]

    # The first text of each group in `order` represents the group, at its rank there.
    first, rank = _firsts(groups, order)
    # Most groups have no pair; those that have are numbered for the kernels.
    nodes, ends = np.unique(np.concatenate([left, right]), return_inverse=True)
    left, right = ends[: len(left)], ends[len(left) :]
    node_order = np.argsort(rank[nodes], kind="stable").astype(np.int64)
    kept = np.empty(len(nodes), dtype=np.int64)
    if mode == "connected":
        from textnorm.kernels.sets.connected_components import components

        root = np.empty(len(nodes), dtype=np.int64)
        components(left, right, root)
        best = np.empty(len(nodes), dtype=np.int64)
        best[root[node_order[::-1]]] = node_order[::-1]
        kept = best[root]
    else:
        from textnorm.kernels.sets.greedy_clusters import kept_copies

        sources, targets = np.concatenate([left, right]), np.concatenate([right, left])
        weights = np.concatenate([score, score])
        sorting = np.lexsort((targets, sources))
        starts = np.searchsorted(sources[sorting], np.arange(len(nodes) + 1)).astype(np.int64)
        kept_copies(starts, targets[sorting], weights[sorting].astype(np.float32), node_order, kept)
    first[nodes] = first[nodes][kept]
    return first[groups]


def _firsts(groups: NDArray[np.int64], order: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Of each group the member that is first in ``order``, and its rank there; arrays with a place per text."""
    first, rank = np.full(len(groups), -1, dtype=np.int32), np.zeros(len(groups), dtype=np.int32)
    for stop in range(len(order), 0, -_AT_ONCE):
        start = max(stop - _AT_ONCE, 0)
        part = order[start:stop][::-1]
        # The last that is written stays.
        first[groups[part]] = part
        rank[groups[part]] = np.arange(stop - 1, start - 1, -1)
    return first, rank


def average_linkage(
    pairs: PairTable,
    count: int,
    *,
    order: NDArray[np.int64],
    threshold: float,
    groups: NDArray[np.int64] | None = None,
) -> NDArray[np.int32]:
    """Labels of clusters whose members match one another on average: no chain joins strangers.

    The two clusters whose members score highest on average become one, as long as that average is at least
    ``threshold``. A pair that is not in the table counts as 0; pairs that came close have a say. Texts of one group, as
    in ``cluster``, are one member.
    """
    sums: dict[int, dict[int, float]] = {}
    groups = np.arange(count, dtype=np.int64) if groups is None else groups
    ends = zip(groups[pairs.left].tolist(), groups[pairs.right].tolist(), pairs.score.tolist(), strict=True)
    for left, right, score in ends:
        if left != right:
            score = max(score, sums.get(left, {}).get(right, 0.0))
            sums.setdefault(left, {})[right] = score
            sums.setdefault(right, {})[left] = score
    size = dict.fromkeys(sums, 1)
    heap = [(-score, left, right) for left, near in sums.items() for right, score in near.items() if left < right]
    heapify(heap)
    parent = np.arange(count, dtype=np.int64)
    while heap:
        average, left, right = heappop(heap)
        if -average < np.float32(threshold):
            break
        if left not in sums or right not in sums or -average != sums[left].get(right, 0.0) / (size[left] * size[right]):
            continue  # one of them has become part of another cluster
        kept, gone = (left, right) if len(sums[left]) >= len(sums[right]) else (right, left)
        parent[gone] = kept
        size[kept] += size.pop(gone)
        for other, total in sums.pop(gone).items():
            del sums[other][gone]
            if other != kept:
                sums[kept][other] = sums[other][kept] = sums[kept].get(other, 0.0) + total
        for other, total in sums[kept].items():
            first, second = min(kept, other), max(kept, other)
            heappush(heap, (-total / (size[kept] * size[other]), first, second))
    root = _roots(parent)[groups]
    best = np.full(count, -1, dtype=np.int64)
    best[root[order[::-1]]] = order[::-1]
    return best[root].astype(np.int32)


def _roots(parent: NDArray[np.int64]) -> NDArray[np.int64]:
    """The end of the way from every node along its parents."""
    while True:
        further = parent[parent]
        if np.array_equal(further, parent):
            return parent
        parent = further


def groups_of(labels: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """The clusters of two or more texts as arrays of positions, the kept copy first, clusters by their kept copy."""
    positions = np.arange(len(labels))
    # The kept copy first, then the others by position.
    sorting = np.lexsort((positions, labels != positions, labels))
    edges = np.flatnonzero(np.diff(labels[sorting])) + 1
    return [run for run in np.split(sorting, edges) if len(run) > 1]


def labels_of(
    table: PairTable,
    count: int,
    matcher: MatchSettings,
    *,
    order: NDArray[np.int64],
    groups: NDArray[np.int64] | None = None,
    archive_size: int | None = None,
) -> NDArray[np.int32]:
    """The label of each of ``count`` texts: its kept copy, or, with an archive, its best copy there or -1."""
    if archive_size is None and matcher.clusters == "average":
        return average_linkage(table, count, order=order, threshold=matcher.threshold, groups=groups)
    if archive_size is None:
        return cluster(table, count, order=order, mode=matcher.clusters, groups=groups)
    # The best copy in the archive; of equally good ones the one to keep first.
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    left, right, score = table.left[table.same], table.right[table.same], table.score[table.same]
    labels = np.full(count, -1, dtype=np.int32)
    if groups is None:
        worst_first = np.lexsort((-rank[left], score))
        labels[right[worst_first] - archive_size] = left[worst_first]
        return labels
    # What matches a text matches its exact copies; not all pairs of those are listed.
    archived, new = order[order < archive_size], np.arange(archive_size, archive_size + count)
    kept = np.full(len(groups), -1, dtype=np.int64)
    kept[groups[archived[::-1]]] = archived[::-1]
    best = np.full(len(groups), -1, dtype=np.int64)
    source = kept[groups[left]]
    worst_first = np.lexsort((-rank[source], score))
    best[groups[right[worst_first]]] = source[worst_first]
    labels[:] = best[groups[new]]
    return labels
