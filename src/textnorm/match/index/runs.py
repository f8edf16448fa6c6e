"""Runs: the postings of many texts, sorted by key and cut into parts, with a directory that says what each part holds.

Postings in a table of a database cost 17 random writes for one headline; runs are written in order and merged a few
times. A store keeps the parts as they are, so one transaction covers items and postings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from textnorm.errors import IndexUnusable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Words = NDArray[np.uint32]
    Packed = NDArray[np.uint64]

__all__ = ["PART", "Directory", "Filed", "RunWriter", "merged_entries", "packed_entries", "part_entries"]

#: A key with more postings has parts of its own, each of so many: a part then fits into one page of a database.
PART = 1_000
# Keys of fewer share parts of about so many words: a query reads a whole part for one of them.
_SHARED_PART = 480
# Entries that a merge holds in memory at a time.
_AT_ONCE = 1 << 16
_HEADER = Struct("<IIQ")  # parts, columns, postings
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


class Filed(NamedTuple):
    """Texts under their keys: text ``i`` has ``keys[ends[i - 1]:ends[i]]``, each once, and a row of ``facts``.

    The first column of facts is the norm, a float32 in the bits of a uint32; the second is a sign of 32 bits.
    """

    keys: Words
    ends: NDArray[np.int64]
    facts: Words
    #: What is kept beside each text, so that it can be compared without being read; not kept in runs.
    words: Sequence[bytes] = ()

    def __len__(self) -> int:
        return len(self.ends)

    def keys_of(self, place: int) -> Words:
        """The keys of one text."""
        return self.keys[self.ends[place - 1] if place else 0 : self.ends[place]]

    def take(self, places: NDArray[np.int64]) -> Filed:
        """Some of the texts, at ascending places."""
        sizes = np.diff(self.ends, prepend=0)
        chosen = np.zeros(len(self), dtype=bool)
        chosen[places] = True
        words = [self.words[place] for place in places.tolist()] if self.words else ()
        ends = np.cumsum(sizes[places]).astype(np.int64)
        return Filed(self.keys[np.repeat(chosen, sizes)], ends, self.facts[places], words)

    @classmethod
    def joined(cls, parts: list[Filed]) -> Filed:
        """All texts of ``parts``, in order."""
        sizes = np.concatenate([np.diff(part.ends, prepend=0) for part in parts])
        return cls(
            np.concatenate([part.keys for part in parts]),
            np.cumsum(sizes).astype(np.int64),
            np.concatenate([part.facts for part in parts]),
            [words for part in parts for words in part.words],
        )


class Directory(NamedTuple):
    """What the parts of a run hold: the first key, how many postings (negative: of one key alone), the checksum.

    The columns of facts are the last parts of a run; only their checksums are here.
    """

    firsts: Words
    sizes: NDArray[np.int64]
    sums: Words
    columns: int
    postings: int

    @classmethod
    def read(cls, data: bytes, name: str) -> Directory:
        """Read a directory; raises ``IndexUnusable`` if it is damaged."""
        body, end = data[:-4], data[-4:]
        if len(data) < _HEADER.size + 4 or crc32(body) != int.from_bytes(end, "little"):
            raise damaged(name, "the directory of a run")
        parts, columns, postings = _HEADER.unpack_from(body)
        words = np.frombuffer(body, dtype="<u4", offset=_HEADER.size)
        return cls(
            words[:parts].astype(np.uint32),
            words[parts : 2 * parts].view("<i4").astype(np.int64),
            words[2 * parts :].astype(np.uint32),
            columns,
            postings,
        )

    def check(self, part: bytes | None, number: int, name: str) -> NDArray[np.uint32]:
        """The words of part ``number``; raises ``IndexUnusable`` if it is not what was written."""
        if part is None or crc32(part) != self.sums[number]:
            raise damaged(name, f"part {number} of a run")
        return np.frombuffer(part, dtype="<u4")


def damaged(name: str, what: str) -> IndexUnusable:
    """The error for something that is not what was written."""
    return IndexUnusable.at(
        name,
        f"is damaged: {what} is not what was written",
        "rebuild it from its texts with rebuild(), or restore a copy",
    )


class RunWriter:
    """Writes the parts of a run one after another, and its directory at the end."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._sizes: list[int] = []
        self._sums: list[int] = []
        self._columns = self._postings = 0

    def parts(self, entries: Iterator[Packed], columns: Iterator[Words]) -> Iterator[bytes]:
        """The parts of ``entries`` (``key << 32 | row``, sorted; no key in two of them), then the columns of facts."""
        for packed in entries:
            yield from self._cut(packed)
        for column in columns:
            self._columns += 1
            yield self._summed(np.ascontiguousarray(column, dtype="<u4").tobytes())

    def directory(self) -> bytes:
        """The directory, once all parts are written."""
        parts = len(self._firsts)
        words = np.array([*self._firsts, *(size & 0xFFFFFFFF for size in self._sizes), *self._sums], dtype="<u4")
        body = _HEADER.pack(parts, self._columns, self._postings) + words.tobytes()
        return body + crc32(body).to_bytes(4, "little")

    def _summed(self, part: bytes) -> bytes:
        self._sums.append(crc32(part))
        return part

    def _cut(self, packed: Packed) -> Iterator[bytes]:
        if not len(packed):
            return
        halves = packed.astype("<u8", copy=False).view("<u4")
        keys, rows = halves[1::2].copy(), halves[::2].copy()
        self._postings += len(rows)
        starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
        counts = np.diff(np.append(starts, len(keys)))
        heavy = counts > PART
        group = np.cumsum(counts + 2) // _SHARED_PART
        edges = [0, *(np.flatnonzero((group[1:] != group[:-1]) | heavy[1:] | heavy[:-1]) + 1).tolist(), len(starts)]
        distinct = keys[starts].astype("<u4")
        bounds = np.append(starts, len(keys)).tolist()
        ends = np.append(starts[1:], len(keys))
        for first, last in pairwise(edges):
            begin, end = bounds[first], bounds[last]
            if end - begin > PART and last == first + 1:
                for cut in range(begin, end, PART):
                    yield self._part(
                        distinct[first:last],
                        np.array([min(PART, end - cut)]),
                        rows[cut : min(cut + PART, end)],
                        alone=True,
                    )
            else:
                yield self._part(distinct[first:last], ends[first:last] - begin, rows[begin:end])

    def _part(self, keys: Words, ends: NDArray[np.int64], rows: Words, *, alone: bool = False) -> bytes:
        self._firsts.append(int(keys[0]))
        self._sizes.append(-len(rows) if alone else len(rows))
        head = np.array([len(keys)], dtype="<u4")
        return self._summed(np.concatenate([head, keys, ends.astype("<u4"), rows]).tobytes())


def part_entries(words: Words) -> tuple[Words, NDArray[np.int64], Words]:
    """The keys of a part, how many texts each has, and the texts."""
    many = int(words[0])
    ends = words[1 + many : 1 + 2 * many].astype(np.int64)
    return words[1 : 1 + many], np.diff(ends, prepend=0), words[1 + 2 * many :]


def packed_entries(filed: Filed, first: int) -> Packed:
    """The postings of texts that are numbered from ``first`` on, sorted."""
    packed: Packed = filed.keys.astype(np.uint64)
    packed <<= _HALF
    packed |= np.repeat(np.arange(first, first + len(filed), dtype=np.uint64), np.diff(filed.ends, prepend=0))
    packed.sort()
    return packed


def merged_entries(
    directories: list[Directory], read: Callable[[int, Iterable[int]], Iterable[Words]], dead: NDArray[np.uint64]
) -> Iterator[Packed]:
    """The postings of several runs, sorted, without dead texts, some at a time; ``read`` gives parts of a run."""
    # Ranges of keys: cut where the largest run has taken its share.
    widest = max(directories, key=lambda directory: len(directory.firsts))
    share = max(1, _AT_ONCE * max(1, len(widest.firsts)) // max(1, sum(d.postings for d in directories)))
    cuts = sorted({*widest.firsts[share::share].tolist()})
    bounds = [0, *(cut for cut in cuts if cut), 1 << 32]
    for low, high in pairwise(bounds):
        found = []
        for number, directory in enumerate(directories):
            first = max(int(np.searchsorted(directory.firsts, low, side="left")) - 1, 0)
            last = int(np.searchsorted(directory.firsts, high, side="left"))
            for words in read(number, range(first, last)):
                keys, counts, rows = part_entries(words)
                packed = np.repeat(keys.astype(np.uint64), counts) << _HALF | rows
                if int(keys[0]) < low or int(keys[-1]) >= high:
                    own = packed >> _HALF
                    packed = packed[(own >= np.uint64(low)) & (own < np.uint64(high))]
                if len(dead):
                    places = np.searchsorted(dead, packed & _LOW)
                    packed = packed[dead[np.minimum(places, len(dead) - 1)] != packed & _LOW]
                found.append(packed)
        if found:
            every = np.concatenate(found)
            every.sort()
            yield every
