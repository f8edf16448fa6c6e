"""Which pairs are worth a look: bands and rows for a threshold, and the pairs that share a band.

Locality-sensitive hashing by bands (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, chapter 3): a sketch of
``bands * rows`` slots is cut into bands; two texts of Jaccard similarity s agree in a whole band with probability
s^rows, and in at least one band with 1 - (1 - s^rows)^bands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.corpus.texts import Blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = [
    "FEW_SAMPLES",
    "SAMPLED_SHARE",
    "band_keys",
    "choose_bands",
    "pairs_in_runs",
    "sampled_pairs",
    "sorted_unique",
    "unique_pairs",
]

# In a bucket of up to _WHOLE texts every pair is a candidate. In a larger one (a line that half the corpus shares)
# each text meets the _STARS first and its _WINDOW next ones, so that the cost stays linear.
_WHOLE = 128
_STARS = 4
_WINDOW = 8

# The same for sampled shingles, of which two copies share many.
_WHOLE_SAMPLED = 24
_WINDOW_SAMPLED = 2
# A pair is a candidate when it shares this part of the smaller sample, and two shingles if there are not just a few.
_COUNT_SLOTS = 1 << 24
SAMPLED_SHARE = 0.1
FEW_SAMPLES = 8

_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def choose_bands(size: int, threshold: float, recall: float) -> tuple[int, int]:
    """The bands and rows of a sketch of ``size`` slots that reach ``recall`` at ``threshold`` with the fewest guesses.

    >>> choose_bands(128, 0.5, 0.99)
    (42, 3)
    """
    for rows in range(size, 1, -1):
        bands = size // rows
        if 1 - (1 - threshold**rows) ** bands >= recall:
            return bands, rows
    return size, 1


def band_keys(sketches: NDArray[np.uint32], bands: int, rows: int) -> NDArray[np.uint32]:
    """The key of each band of each sketch, as a (bands, texts) matrix."""
    slots = sketches[:, : bands * rows].reshape(len(sketches), bands, rows)
    keys = np.zeros((len(sketches), bands), dtype=np.uint64)
    for row in range(rows):
        keys = (keys ^ slots[:, :, row]) * _SPREAD
        keys ^= keys >> np.uint64(32)
    return np.ascontiguousarray(keys.T.astype(np.uint32))


def pairs_in_runs(
    packed: NDArray[np.uint64], *, whole: int = _WHOLE, window: int = _WINDOW, stars: int = _STARS
) -> NDArray[np.uint64]:
    """The pairs of nodes with equal keys, packed as ``smaller << 32 | larger``, not yet unique.

    ``packed`` holds ``key << 32 | node``, sorted. In a bucket of more than ``whole`` nodes the smallest ones are those
    that all others meet.
    """
    key = packed >> _HALF
    follows = key[1:] == key[:-1]
    member = np.zeros(len(key), dtype=bool)
    member[1:] |= follows
    member[:-1] |= follows
    node = packed[member] & _LOW
    key = key[member]
    if not len(key):
        return np.empty(0, dtype=np.uint64)
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    lengths = np.diff(np.append(starts, len(key)))
    start = np.repeat(starts, lengths)
    length = np.repeat(lengths, lengths)
    # How many of those behind it each member of a bucket meets.
    reach = start + length - 1 - np.arange(len(key))
    large = length > whole
    reach[large] = np.minimum(reach[large], window)
    found = []
    active = np.flatnonzero(reach > 0)
    for distance in range(1, int(reach.max()) + 1):
        active = active[reach[active] >= distance]
        found.append(node[active] << _HALF | node[active + distance])
    crowd = np.flatnonzero(large)
    for star in range(stars if len(crowd) else 0):
        others = crowd[crowd > start[crowd] + star]
        found.append(node[start[others] + star] << _HALF | node[others])
    return np.concatenate(found)


def sampled_pairs(parts: Iterable[NDArray[np.uint64]], samples: NDArray[np.int32]) -> NDArray[np.uint64]:
    """The pairs that share enough of their sampled shingles for one to stand in the other in part.

    ``parts`` together hold ``shingle << 32 | node`` for every sampled shingle, each part sorted and with shingles of
    its own; ``samples`` says how many each node has. Both texts of a pair keep the same sample of what they share,
    however long they are, so that the share of a short text in a long one shows; bands of a sketch would miss it.

    Most pairs share one phrase and no more. They wait on disk while a table counts them by their hash, and only those
    come back that may have met twice.
    """
    from textnorm.kernels.coverage import count_texts

    met = Blocks(np.uint64)
    counts = np.zeros(_COUNT_SLOTS, dtype=np.uint16)
    blocks = 0
    for part in parts:
        found = pairs_in_runs(part, whole=_WHOLE_SAMPLED, window=_WINDOW_SAMPLED)
        count_texts(found * _SPREAD, counts)
        met.append([found])
        blocks += 1

    def enough(pairs: NDArray[np.uint64], times: NDArray[np.uint16] | NDArray[np.int64]) -> NDArray[np.uint64]:
        smaller = np.minimum(samples[(pairs >> _HALF).astype(np.int64)], samples[(pairs & _LOW).astype(np.int64)])
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


def sorted_unique(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The distinct values, sorted; several times faster than ``np.unique``, which hashes."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def unique_pairs(batches: Iterable[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """The union of packed pairs, sorted. Holds no more than about twice the result at a time."""
    result = np.empty(0, dtype=np.uint64)
    waiting: list[NDArray[np.uint64]] = []
    for batch in batches:
        waiting.append(batch)
        if sum(map(len, waiting)) > max(1 << 22, len(result)):
            result, waiting = sorted_unique(np.concatenate([result, *waiting])), []
    return sorted_unique(np.concatenate([result, *waiting])) if waiting else result
