"""Rows that share a key → the pairs to be compared, at a cost that stays linear in a key that a million rows share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.articles.candidates import BandIndex
from textnorm.match.articles.samples import LIMITS, WEIGHED, bucket_weights, meetings_needed
from textnorm.match.corpus.corpus import Run
from textnorm.match.partition.records import EDGES, MEETINGS, table
from textnorm.match.partition.sketch import band_threshold
from textnorm.match.partition.sorting import numbered, sums_of
from textnorm.match.sketching.buckets import Buckets, sorted_unique, unpacked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = ["agreeing", "crowd", "enough", "meet", "share_bands", "sketches_agree"]

_HALF = np.uint64(32)


def _packed(keys: NDArray[np.int64], nodes: NDArray[np.int64], *, number: bool) -> tuple[Any, NDArray[np.int64]]:
    """``key << 32 | node`` sorted, with the nodes numbered by their order; and the nodes."""
    distinct, places = numbered(nodes)
    if number:
        keys = numbered(keys)[1]
    packed = keys.astype(np.uint64) << _HALF | places.astype(np.uint64)
    return sorted_unique(packed), distinct


def meet(keys: NDArray[np.int64], nodes: NDArray[np.int64]) -> Any:
    """``MEETINGS`` of nodes under their sampled shingles; all rows of a key must be there. Sums merge in any order."""
    from textnorm.kernels.sets.bucket_pairs import list_meetings

    packed, distinct = _packed(keys, nodes, number=False)
    units = bucket_weights()
    room = 1 << 14
    while True:
        found, totals = np.empty((room, 4), dtype=np.int64), np.zeros(len(distinct), dtype=np.int64)
        used = list_meetings(packed, units, LIMITS, found, totals)
        if used <= room:
            break
        room = used
    left, right, times, weight = (np.ascontiguousarray(column) for column in found[:used].T)
    # Pairs meet under many keys: what one batch can add up, the engine need not move.
    width = np.uint64(len(distinct).bit_length())
    sums = sums_of(left.astype(np.uint64) << width | right.astype(np.uint64), times, weight)
    left = (sums[0] >> width).astype(np.int64)
    right = (sums[0] & ((np.uint64(1) << width) - np.uint64(1))).astype(np.int64)
    alone = np.full(len(distinct), -1, dtype=np.int64)
    none = np.zeros(len(distinct), dtype=np.int64)
    return table(
        MEETINGS,
        np.concatenate([distinct[left], distinct]),
        np.concatenate([distinct[right], alone]),
        np.concatenate([sums[2][0], none]),
        np.concatenate([sums[2][1], totals]),
    )


def enough(
    times: NDArray[np.int64], weight: NDArray[np.int64], samples: NDArray[np.int64], totals: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which pairs met often enough to be compared; ``samples`` and ``totals`` are (2, pairs), of both sides."""
    share, least = WEIGHED
    needed = meetings_needed(samples).min(axis=0)
    heavy = (weight >= least) | (weight >= share * totals.min(axis=0))
    return np.asarray((times >= needed) & heavy)


def share_bands(keys: NDArray[np.int64], nodes: NDArray[np.int64]) -> Any:
    """``EDGES`` between nodes that share a band; a node in an oversized bucket has an edge to -1 instead."""
    packed, distinct = _packed(keys, nodes, number=True)
    buckets = Buckets(packed)
    every = np.ones(len(distinct), dtype=bool)
    left, right = unpacked(sorted_unique(buckets.with_neighbours(every, ~every)))
    crowded = np.unique(buckets.crowded())
    return table(
        EDGES,
        np.concatenate([distinct[left], distinct[crowded]]),
        np.concatenate([distinct[right], np.full(len(crowded), -1, dtype=np.int64)]),
    )


def agreeing(
    left: NDArray[np.int64], right: NDArray[np.int64], short: tuple[list[bytes], list[bytes]], matcher: MatchSettings
) -> Any:
    """The ``EDGES`` whose sketches agree enough to be at the threshold."""
    if not len(left):
        return EDGES.empty_table()
    first, second = (np.frombuffer(b"".join(side), dtype=np.uint8).reshape(len(left), -1) for side in short)
    near = sketches_agree(first, second, matcher)
    return table(EDGES, left[near], right[near])


def sketches_agree(first: NDArray[np.uint8], second: NDArray[np.uint8], matcher: MatchSettings) -> NDArray[np.bool_]:
    """Which pairs of sketches, row by row, agree enough to be at the threshold."""
    least = BandIndex(matcher, band_threshold(matcher), 0).least
    return np.asarray(np.count_nonzero(first == second, axis=1) >= least)


def crowd(nodes: NDArray[np.int64], bands: NDArray[np.int64], short: list[bytes], matcher: MatchSettings) -> Any:
    """The ``EDGES`` among all nodes that are in oversized buckets, in which a few pairs stand for all."""
    order = np.argsort(nodes)
    index = BandIndex(matcher, band_threshold(matcher), len(nodes))
    sketches = np.frombuffer(b"".join(short), dtype=np.uint8).reshape(len(nodes), -1)
    keys = (bands.reshape(len(nodes), -1) & 0xFFFFFFFF).astype(np.uint32)
    index.add((np.ascontiguousarray(keys[order].T), sketches[order]), 0)
    left, right = unpacked(index.pairs(np.arange(len(nodes)), Run()))
    return table(EDGES, nodes[order][left], nodes[order][right])
