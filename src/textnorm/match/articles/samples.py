"""Samples of shingles: the pairs of texts that share enough of theirs, however unequal the texts are in length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.corpus.blocks import DiskArrays
from textnorm.match.sketching.buckets import pairs_in_buckets, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["FEW_SAMPLES", "SAMPLED", "SAMPLED_SHARE", "sampled_pairs"]

# One shingle in so many (a power of two) is sampled, by its hash, so that all texts sample the same ones.
SAMPLED = 4
# A pair is a candidate if it shares this part of the smaller sample, and two shingles unless the sample has only a few.
SAMPLED_SHARE = 0.1
FEW_SAMPLES = 8

# The limits of a bucket; lower than for bands, as two copies share many samples.
_LIMIT = 24
_WINDOW = 2
_COUNT_SLOTS = 1 << 24

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def sampled_pairs(parts: Iterable[NDArray[np.uint64]], samples: NDArray[np.int32]) -> NDArray[np.uint64]:
    """The pairs that share enough of their sampled shingles for one to stand in the other in part.

    ``parts`` together hold ``shingle << 32 | node`` for every sampled shingle, each part sorted and with shingles of
    its own; ``samples`` says how many each node has. Both texts of a pair keep the same sample of what they share,
    however long they are, so that the share of a short text in a long one shows; bands of a sketch would miss it.

    Most pairs share one phrase and no more. They wait on disk while a table counts them by their hash, and only those
    come back that may have met twice.
    """
    from textnorm.kernels.counting import count_texts

    met = DiskArrays(np.uint64)
    counts = np.zeros(_COUNT_SLOTS, dtype=np.uint16)
    blocks = 0
    for part in parts:
        found = pairs_in_buckets(part, limit=_LIMIT, window=_WINDOW)
        count_texts(found * _SPREAD, counts)
        met.append([found])
        blocks += 1

    def enough(pairs: NDArray[np.uint64], times: NDArray[np.uint16] | NDArray[np.int64]) -> NDArray[np.uint64]:
        left, right = unpacked(pairs)
        smaller = np.minimum(samples[left], samples[right])
        return pairs[(times >= SAMPLED_SHARE * smaller) & (times >= np.where(smaller < FEW_SAMPLES, 1, 2))]

    slots = np.uint64(_COUNT_SLOTS - 1)
    likely = [np.empty(0, dtype=np.uint64)]
    for block in range(blocks):
        found = met.block(0, block)
        likely.append(enough(found, counts[(found * _SPREAD >> np.uint64(20)) & slots]))
    every = np.sort(np.concatenate(likely))
    if not len(every):
        return every
    firsts = np.flatnonzero(np.concatenate([[True], every[1:] != every[:-1]]))
    return enough(every[firsts], np.diff(np.append(firsts, len(every))))
