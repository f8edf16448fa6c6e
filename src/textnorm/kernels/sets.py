"""Sets of hashes, and sets of texts: intersections of sorted runs, union-find, and the greedy choice of kept copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["components", "count_texts", "covered_weights", "kept_copies", "shared_weights"]

_HASHES = types.Array(types.uint64, 1, "C", readonly=True)
_WEIGHTS = types.Array(types.float32, 1, "C", readonly=True)
_PLACES = types.Array(types.int64, 1, "C", readonly=True)


@njit(
    [types.void(_HASHES, _WEIGHTS, _PLACES, _PLACES, _PLACES, types.int64[::1], types.float64[::1])],
    cache=True,
    nogil=True,
)
def shared_weights(
    hashes: NDArray[np.uint64],
    weights: NDArray[np.float32],
    starts: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    shared: NDArray[np.int64],
    weight: NDArray[np.float64],
) -> None:
    """Count and weigh what run ``left[k]`` and run ``right[k]`` share, for every ``k``.

    Run ``i`` is ``hashes[starts[i]:starts[i + 1]]``, sorted, without repetition. Without ``weights`` (an empty array)
    all weigh one.
    """
    weighted = len(weights) > 0
    for pair in range(len(left)):
        a, end_a = np.uint64(starts[left[pair]]), np.uint64(starts[left[pair] + 1])
        b, end_b = np.uint64(starts[right[pair]]), np.uint64(starts[right[pair] + 1])
        count = 0
        total = np.float64(0.0)
        while a < end_a and b < end_b:
            first, second = hashes[a], hashes[b]
            equal = first == second
            count += equal
            if weighted:
                total += weights[a] if equal else np.float32(0.0)
            a += np.uint64(first <= second)
            b += np.uint64(second <= first)
        shared[pair] = count
        weight[pair] = total if weighted else count


@njit(
    [
        types.void(
            _HASHES,
            _WEIGHTS,
            _PLACES,
            _PLACES,
            _HASHES,
            _PLACES,
            _PLACES,
            types.int64,
            types.float64[::1],
            types.float64[::1],
        )
    ],
    cache=True,
    nogil=True,
)
def covered_weights(
    runs: NDArray[np.uint64],
    weights: NDArray[np.float32],
    run_starts: NDArray[np.int64],
    smaller: NDArray[np.int64],
    sets: NDArray[np.uint64],
    set_starts: NDArray[np.int64],
    larger: NDArray[np.int64],
    n: int,
    covered: NDArray[np.float64],
    whole: NDArray[np.float64],
) -> None:
    """Weigh the words of run ``smaller[k]`` that set ``larger[k]`` covers (match.judgement.covered_words), and all.

    Runs hold shingles of ``n`` words in the order of the text; a word weighs what the shingle weighs that begins with
    it, the last ones what the last shingle weighs.
    """
    for pair in range(len(smaller)):
        first, last = run_starts[smaller[pair]], run_starts[smaller[pair] + 1]
        begin, end = set_starts[larger[pair]], set_starts[larger[pair] + 1]
        inside = np.float64(0.0)
        total = np.float64(0.0)
        until = first
        before = False
        for place in range(first, last):
            total += weights[place]
            value = runs[place]
            low, high = begin, end
            while low < high:
                middle = (low + high) >> 1
                if sets[middle] < value:
                    low = middle + 1
                else:
                    high = middle
            match = low < end and sets[low] == value
            if match and before:
                for word in range(max(until, place), place + n):
                    inside += weights[min(word, last - 1)]
                until = place + n
            elif match and until <= place:
                inside += weights[place]
                until = place + 1
            before = match
        if last > first:
            total += weights[last - 1] * (n - 1)
        covered[pair] = inside
        whole[pair] = total


@njit([types.void(_HASHES, types.uint16[::1])], cache=True, nogil=True)
def count_texts(hashes: NDArray[np.uint64], counts: NDArray[np.uint16]) -> None:
    """Count each hash in its slot of ``counts``, whose length is a power of two; slots are full at 65,535."""
    mask = np.uint64(len(counts) - 1)
    for place in range(len(hashes)):
        slot = (hashes[place] >> np.uint64(20)) & mask
        counts[slot] += np.uint16(counts[slot] < 65535)


@njit([types.void(_PLACES, _PLACES, types.int64[::1])], cache=True, nogil=True)
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


@njit(
    [
        types.void(
            _PLACES,
            _PLACES,
            _WEIGHTS,
            _PLACES,
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
