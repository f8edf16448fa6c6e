"""Which pairs are worth a look: bands and rows for a threshold, and the pairs that share a band.

Locality-sensitive hashing by bands (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, chapter 3): a sketch of
``bands * rows`` slots is cut into bands; two texts of Jaccard similarity s agree in a whole band with probability
s^rows, and in at least one band with 1 - (1 - s^rows)^bands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from textnorm.match.matcher import Matcher

__all__ = ["Plan", "band_keys", "choose_bands", "pairs_in_runs", "plan", "unique_pairs"]

# In a bucket of up to _WHOLE texts every pair is a candidate. In a larger one (a line that half the corpus shares)
# each text meets the _STARS first and its _WINDOW next ones, so that the cost stays linear.
_WHOLE = 128
_STARS = 4
_WINDOW = 8

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


def pairs_in_runs(keys: NDArray[np.uint32], nodes: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The pairs of ``nodes`` with equal keys, packed as ``smaller << 32 | larger``, not yet unique.

    In large buckets the smallest nodes are the ones that all others meet.
    """
    packed = np.sort(keys.astype(np.uint64) << np.uint64(32) | nodes.astype(np.uint64))
    key = packed >> np.uint64(32)
    follows = key[1:] == key[:-1]
    member = np.zeros(len(key), dtype=bool)
    member[1:] |= follows
    member[:-1] |= follows
    node = packed[member] & np.uint64(0xFFFFFFFF)
    key = key[member]
    if not len(key):
        return np.empty(0, dtype=np.uint64)
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    lengths = np.diff(np.append(starts, len(key)))
    start = np.repeat(starts, lengths)
    length = np.repeat(lengths, lengths)
    place = np.arange(len(key)) - start
    reach = np.where(length <= _WHOLE, length, _WINDOW + 1)
    found = []
    active = np.arange(len(key))
    for distance in range(1, int(min(lengths.max(), _WHOLE))):
        active = active[(place[active] + distance < length[active]) & (distance < reach[active])]
        if not len(active):
            break
        found.append(node[active] << np.uint64(32) | node[active + distance])
    large = np.flatnonzero(length > _WHOLE)
    for star in range(_STARS if len(large) else 0):
        others = large[place[large] > star]
        found.append(node[start[others] + star] << np.uint64(32) | node[others])
    return np.concatenate(found)


def unique_pairs(batches: Iterable[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """The union of packed pairs, sorted. Holds no more than about twice the result at a time."""
    result = np.empty(0, dtype=np.uint64)
    waiting: list[NDArray[np.uint64]] = []
    for batch in batches:
        waiting.append(batch)
        if sum(map(len, waiting)) > max(1 << 22, len(result)):
            result, waiting = np.unique(np.concatenate([result, *waiting])), []
    return np.unique(np.concatenate([result, *waiting])) if waiting else result


@dataclass(frozen=True, slots=True)
class Plan:
    """What a search will find and cost.

    ``recall`` at the threshold; ``memory`` in bytes at the peak, the texts themselves left out; ``seconds`` on two
    cores of a 2024 server, good to a factor of two.
    """

    count: int
    threshold: float
    bands: int
    rows: int
    recall: float
    memory: int
    seconds: float

    def chance(self, similarity: float) -> float:
        """The chance that a pair of this similarity becomes a candidate."""
        return float(1 - (1 - similarity**self.rows) ** self.bands)

    def curve(self, width: int = 51, height: int = 11) -> str:
        """The S-curve as text: the chance of being found over the similarity, the threshold marked by a bar."""
        marks = [self.chance(column / (width - 1)) for column in range(width)]
        bar = round(self.threshold * (width - 1))
        lines = []
        for line in range(height, -1, -1):
            cells = [
                "*" if round(mark * height) == line else "|" if column == bar else " "
                for column, mark in enumerate(marks)
            ]
            label = f"{line / height:4.1f} " if line in (0, height) else "     "
            lines.append((label + "".join(cells)).rstrip())
        return "\n".join([*lines, f"     0{'similarity':^{width - 2}}1"])

    def __str__(self) -> str:
        return (
            f"{self.bands} bands of {self.rows} rows find {100 * self.recall:.2f} % of the pairs "
            f"at {self.threshold:.2f}\n"
            f"{self.count:,} texts: about {self.memory / 1e6:,.0f} MB and {self.seconds:,.0f} s\n{self.curve()}"
        )


def plan(matcher: Matcher, count: int, characters: int) -> Plan:
    """The plan of a search by ``matcher`` over ``count`` texts of so many ``characters``."""
    bands, rows = choose_bands(matcher.sketch_size, matcher.threshold, matcher.recall)
    recall = 1 - (1 - matcher.threshold**rows) ** bands
    memory = count * (4 * bands + 64)
    return Plan(count, matcher.threshold, bands, rows, recall, memory, count * (characters / 250e6 + bands * 2e-7))
