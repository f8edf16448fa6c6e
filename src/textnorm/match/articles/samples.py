"""Samples of shingles: the pairs of texts that share enough of theirs, however unequal the texts are in length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.articles.score import shingle_weight
from textnorm.match.corpus.blocks import DiskArrays
from textnorm.match.sketching.buckets import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = [
    "FEW_SAMPLES", "LIMITS", "SAMPLED", "SAMPLED_SHARE", "WEIGHED", "bucket_weights", "counters_for",
    "meetings_needed", "sampled_pairs",
]  # fmt: skip

# One shingle in so many (a power of two) is sampled, by its hash, so that all texts sample the same ones.
SAMPLED = 4
# A pair is a candidate if it shares this part of the smaller sample, and two shingles unless the sample has only a few.
SAMPLED_SHARE = 0.1
FEW_SAMPLES = 8
# What it shares must also weigh this part of the lighter sample, or as much as so many shingles that no third text has.
_WEIGHED_SHARE, _WEIGHED_ENOUGH = 0.05, 1.0

# The limits of a bucket (see `kernels.pair_counts`); lower than for bands, as two copies share many samples.
LIMITS = (24, 2, 4)
# Weights are counted in parts of this size; a bucket of more nodes weighs as one of so many.
_UNITS, _LARGEST = 64, 1 << 10
# The share, and the weight in such parts.
WEIGHED = _WEIGHED_SHARE, round(_UNITS * _WEIGHED_ENOUGH)
_FEWEST_COUNTERS, _MOST_COUNTERS = 1 << 16, 1 << 27
_ROOM = 1 << 16


def bucket_weights() -> NDArray[np.int64]:
    """What a bucket of each size weighs; the last one stands for all larger ones."""
    sizes = np.arange(_LARGEST, dtype=np.float64)
    weights = np.maximum(np.round(_UNITS * shingle_weight(np.maximum(sizes - 2, 0))), 1)
    return np.asarray(weights, dtype=np.int64)


def counters_for(sampled: int) -> int:
    """How many counters of four bytes count the meetings of so many ``sampled`` shingles; too few let pairs through."""
    slots = min(max(4 * sampled, _FEWEST_COUNTERS), _MOST_COUNTERS)
    return 1 << (slots - 1).bit_length()


def meetings_needed(samples: NDArray[np.int32] | NDArray[np.int64]) -> NDArray[np.int64]:
    """How often texts with so many samples must meet another to be compared with it."""
    needed = np.maximum(np.ceil(SAMPLED_SHARE * samples), np.where(samples < FEW_SAMPLES, 1, 2))
    return np.asarray(needed, dtype=np.int64)


def sampled_pairs(parts: Iterable[NDArray[np.uint64]], samples: NDArray[np.int32]) -> NDArray[np.uint64]:
    """The pairs that share enough of their sampled shingles for one to stand in the other in part.

    ``parts`` together hold ``shingle << 32 | node`` for every sampled shingle, each part sorted and with shingles of
    its own; ``samples`` says how many each node has. Both texts of a pair keep the same sample of what they share,
    however long they are, so that the share of a short text in a long one shows; bands of a sketch would miss it.

    Most pairs share one phrase and no more. A table counts all by their hash, and only those are listed that may have
    met often enough.
    """
    from textnorm.kernels.sets.pair_counts import collect_pairs, count_pairs

    kept = DiskArrays(np.uint64)
    total = blocks = 0
    for part in parts:
        kept.append([part])
        total += len(part)
        blocks += 1
    counts = np.zeros(counters_for(total), dtype=np.uint32)
    weights = np.zeros(len(samples), dtype=np.int64)
    units = bucket_weights()
    for block in range(blocks):
        count_pairs(kept.block(0, block), units, LIMITS, counts, weights)

    needed = meetings_needed(samples)
    likely = [np.empty(0, dtype=np.uint64)]
    room = _ROOM
    for block in range(blocks):
        while True:
            found = np.empty(room, dtype=np.uint64)
            used = collect_pairs(kept.block(0, block), LIMITS, counts, needed, weights, WEIGHED, units, found)
            if used >= 0:
                break
            room *= 4
        likely.append(found[:used].copy())
    del counts
    return _met(np.concatenate(likely), needed, weights)


def _met(meetings: NDArray[np.uint64], needed: NDArray[np.int64], totals: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The distinct pairs that meet as often as they need to, and whose meetings weigh enough.

    Both are counted again: pairs that share a slot of the table seem to meet more often than they do.
    """
    from textnorm.kernels.sets.pair_counts import NODE_BITS, WEIGHT_BITS

    every = np.sort(meetings)
    if not len(every):
        return every
    pairs = every >> np.uint64(WEIGHT_BITS)
    firsts = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]]))
    distinct = pairs[firsts]
    distinct = distinct >> np.uint64(NODE_BITS) << np.uint64(32) | distinct & np.uint64((1 << NODE_BITS) - 1)
    left, right = unpacked(distinct)
    times = np.diff(np.append(firsts, len(every)))
    # A weight is stored less 1.
    weight = np.add.reduceat((every & np.uint64((1 << WEIGHT_BITS) - 1)).astype(np.int64), firsts) + times
    share, enough = WEIGHED
    met = times >= np.minimum(needed[left], needed[right])
    heavy = (weight >= enough) | (weight >= share * np.minimum(totals[left], totals[right]))
    return distinct[met & heavy]
