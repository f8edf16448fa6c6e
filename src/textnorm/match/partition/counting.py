"""How many texts of a whole corpus have each key, told to every home that has it.

A home lists its distinct keys with how often it has each, so that a word that half of all texts have travels once from
every home. Where all of a key come together the counts are added up, and each home is answered in the order of its
list.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.partition.coding import bundled, restored, squeezed, unbundled, unsorted, unsqueezed
from textnorm.match.partition.sharing import parts_of
from textnorm.match.partition.sorting import firsts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["KeyList", "earliest", "key_sizes", "summed"]


class KeyList:
    """The distinct keys of a home by the part where all of a key come together."""

    def __init__(self, keys: NDArray[np.int64], parts: int) -> None:
        distinct, entry, counts = _distinct(keys.view(np.uint64))
        part = parts_of(distinct.view(np.int64), parts)
        # Short numbers are sorted by their digits.
        order = np.argsort(part.astype(np.uint16) if parts < 1 << 16 else part, kind="stable")
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        #: Of each key that was given, its place in the list.
        self.entry = place[entry]
        self.distinct, self.counts = distinct[order], counts[order]
        self.edges = np.searchsorted(part[order], np.arange(parts + 1)).tolist()

    def pieces(self, values: NDArray[np.int64] | None = None) -> list[bytes]:
        """For each part, its keys with their counts, or with one of ``values`` for each key of the list."""
        told = self.counts if values is None else values
        return [
            bundled(squeezed(self.distinct[start:end]), unsorted(told[start:end].astype(np.uint64)))
            for start, end in pairwise(self.edges)
        ]

    def sizes(self, answers: Sequence[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many texts have each key of the list, and a number for each that two have; -1 for others."""
        parts = len(answers)
        read = [unbundled(answer) for answer in answers]
        sizes = np.concatenate([unsqueezed(one[0]).astype(np.int64) for one in read])
        numbers = np.full(len(sizes), -1, dtype=np.int64)
        given = [restored(one[1]).astype(np.int64) * parts + part for part, one in enumerate(read)]
        numbers[sizes > 1] = np.concatenate(given)
        return sizes, numbers


def _distinct(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """The distinct keys in their order, which of these each is, and how often each is there."""
    if (keys[1:] < keys[:-1]).any():
        distinct, entry, counts = np.unique(keys, return_inverse=True, return_counts=True)
        return distinct, entry.reshape(-1), counts
    first = firsts_of(keys)
    starts = np.flatnonzero(first)
    return keys[starts], np.cumsum(first) - 1, np.diff(starts, append=len(keys))


def summed(pieces: Sequence[bytes]) -> list[bytes]:
    """The answers to the ``pieces`` of one part: how many texts have each key, and numbers for those of two or more."""
    keys, counts, ends = _read(pieces)
    distinct, where = np.unique(keys, return_inverse=True)
    sizes = np.bincount(where.reshape(-1), counts, len(distinct)).astype(np.int64)
    number = np.cumsum(sizes > 1) - 1
    answers = []
    for own in np.split(where.reshape(-1), ends[:-1]):
        size = sizes[own]
        answers.append(bundled(unsorted(size.astype(np.uint64)), squeezed(number[own][size > 1].astype(np.uint64))))
    return answers


def key_sizes(pieces: Sequence[bytes]) -> NDArray[np.int64]:
    """How many entries have keys of each size of two or more, as rows of both, from the ``pieces`` of one part.

    >>> homes = [KeyList(np.array(keys), parts=1).pieces() for keys in ([1, 1, 7], [1, 7, 9])]
    >>> key_sizes([pieces[0] for pieces in homes]).tolist()
    [[2, 2], [3, 3]]
    """
    keys, counts, _ = _read(pieces)
    distinct, where = np.unique(keys, return_inverse=True)
    sizes = np.bincount(where.reshape(-1), counts, len(distinct)).astype(np.int64)
    found, times = np.unique(sizes[sizes > 1], return_counts=True)
    return np.stack([found, found * times], axis=1)


def earliest(pieces: Sequence[bytes]) -> list[bytes]:
    """The answers to ``pieces`` with a place for each key: the smallest of all homes."""
    keys, places, ends = _read(pieces)
    distinct, where = np.unique(keys, return_inverse=True)
    least = np.full(len(distinct), np.iinfo(np.int64).max)
    np.minimum.at(least, where.reshape(-1), places)
    return [unsorted(least[own].astype(np.uint64)) for own in np.split(where.reshape(-1), ends[:-1])]


def _read(pieces: Sequence[bytes]) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    read = [unbundled(piece) for piece in pieces]
    keys = [restored(one[0]) for one in read]
    values = np.concatenate([unsqueezed(one[1]).astype(np.int64) for one in read])
    return np.concatenate(keys), values, np.cumsum([len(one) for one in keys])
