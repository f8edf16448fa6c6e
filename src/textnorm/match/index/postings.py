"""The postings of an index as one process sees them: runs, read part by part into an arena, and the newest texts."""

from __future__ import annotations

from array import array
from collections import deque
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from textnorm.match.index.runs import PART, Directory, Filed, damaged, part_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from textnorm.match.index.store import RunRow, Store

__all__ = ["Postings", "Query", "Ranked", "pack_pending", "unpack_pending"]

# Of one key, so many texts are looked at, the newest; keys are followed until so many texts were met.
MOST = 1 << 14
_FOLLOW = 32_000
# The arena has room for so many words of four bytes, of which the first are for the newest texts.
_ROOM = 8 << 20
_TAIL_ROOM = 1 << 17
_READ = 64  # parts read at a time
# Room for the keys of so many texts that are added up at a time, 64 of each, and for so many candidates.
_SHARED, _FOUND = 1 << 15, 1 << 14


class Query(NamedTuple):
    """The keys of one text, its norm and sign, and the rule by which candidates are ranked; see ``kernels.postings``.

    ``weights`` are one per key, or ``None``: by how rare the keys are. ``words`` has for each key the words of the text
    that it belongs to, as bits, and ``names`` for each word the place of the key that says how rare it is. Wanted are
    the candidates that score ``likely`` or more, and the ``fewest`` best in any case.
    """

    keys: NDArray[np.uint32]
    sign: int
    rule: NDArray[np.float32]
    weights: NDArray[np.float32] | None = None
    words: NDArray[np.uint64] | None = None
    names: NDArray[np.int64] | None = None
    likely: float = -np.inf
    fewest: int = 0


class Ranked(NamedTuple):
    """Candidates, best first, how many there were in all, and how many keys were too common to be read."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    found: int
    cut: int


def pack_pending(keys: NDArray[np.uint32], facts: NDArray[np.uint32]) -> bytes:
    """What is kept of a new text until it is in a run: a checksum, its facts, its keys."""
    body = np.concatenate([facts, keys]).astype("<u4").tobytes()
    return crc32(body).to_bytes(4, "little") + body


def unpack_pending(data: bytes, columns: int, name: str) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The keys and the facts of ``pack_pending``."""
    body = data[4:]
    if len(body) < 4 * columns or crc32(body) != int.from_bytes(data[:4], "little"):
        raise damaged(name, "what was filed for a new text")
    words = np.frombuffer(body, dtype="<u4").astype(np.uint32)
    return words[columns:], words[:columns]


class Postings:
    """Finds the texts that share keys with a text. Used by one thread at a time, inside a transaction of the store."""

    def __init__(self, store: Store, columns: int) -> None:
        self._store = store
        self._columns = columns
        self._arena: NDArray[np.uint32] | None = None
        self.load([])

    # -- runs and the newest texts ----------------------------------------------------------------------------------

    def load(self, runs: list[RunRow]) -> None:
        """Take over these runs; the newest texts are forgotten."""
        try:
            self._load_runs(runs)
        except (TypeError, ValueError, OverflowError):
            raise damaged(self._store.name, "the list of runs") from None

    def _load_runs(self, runs: list[RunRow]) -> None:
        self.runs = runs
        self.directories = [Directory.read(run.directory, self._store.name) for run in runs]
        counts = [len(directory.firsts) for directory in self.directories]
        self._bounds = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        # Of each part, the number of its run, and its own there.
        self._runs_of = np.repeat([run.number for run in runs], counts).astype(np.int64)
        self._numbers = np.arange(self._bounds[-1]) - np.repeat(self._bounds[:-1], counts)
        empty = np.zeros(0, dtype=np.int64)
        self._firsts = np.concatenate([np.zeros(0, dtype=np.uint32), *(each.firsts for each in self.directories)])
        self._sizes = np.concatenate([empty, *(each.sizes for each in self.directories)])
        self._sums = np.concatenate(
            [np.zeros(0, dtype=np.uint32), *(each.sums[: len(each.firsts)] for each in self.directories)]
        )
        self._places = np.full(len(self._firsts), -1, dtype=np.int64)
        self._wanted = np.zeros(len(self._firsts), dtype=np.int64)
        self._used = _TAIL_ROOM
        # Where parts lie in the arena that were read together, and which; those that were read first come first.
        self._loaded: deque[tuple[int, NDArray[np.int64]]] = deque()
        self.base = runs[0].first if runs else 0
        self._next = runs[-1].last + 1 if runs else 0
        room = self._next - self.base + 1024
        self._side_by_side(0)  # the old ones go first
        self._side_by_side(room)
        for number, run in enumerate(runs):
            where = slice(run.first - self.base, run.last + 1 - self.base)
            self._norms[where] = self.column(number, 0).view("<f4")
            self._signs[where] = self.column(number, 1)
        self._tail: dict[int, array[int]] = {}  # as numbers of 32 bits, which are laid into the arena as they are
        self._tail_rows: list[int] = []
        self._tail_keys: list[NDArray[np.uint32]] = []
        self._tail_facts: list[NDArray[np.uint32]] = []

    def _side_by_side(self, room: int) -> None:
        """Room for the norms and the signs of so many texts: a query that asks for one wants the other."""
        both = np.zeros((room, 2), dtype=np.uint32)
        self._norms, self._signs = both[:, 0].view(np.float32), both[:, 1]

    @property
    def next_row(self) -> int:
        """The number behind the last text that is known."""
        return self._next

    @property
    def pending(self) -> int:
        """How many texts are in no run."""
        return len(self._tail_rows)

    def part(self, number: int, part: int) -> NDArray[np.uint32]:
        """A part of the run at place ``number``, checked."""
        return self._parts([(number, part)])[0]

    def parts(self, number: int, parts: Iterable[int]) -> Iterator[NDArray[np.uint32]]:
        """Parts of the run at place ``number``, checked, some read at a time."""
        wanted = [(number, part) for part in parts]
        for start in range(0, len(wanted), _READ):
            yield from self._parts(wanted[start : start + _READ])

    def _parts(self, places: list[tuple[int, int]]) -> list[NDArray[np.uint32]]:
        """Parts, by the place of the run and the number of the part, checked."""
        read = self._store.parts([(self.runs[number].number, part) for number, part in places])
        return [
            self.directories[number].check(data, part, self._store.name)
            for (number, part), data in zip(places, read, strict=True)
        ]

    def column(self, number: int, column: int) -> NDArray[np.uint32]:
        """A column of facts of a run."""
        return self.part(number, len(self.directories[number].firsts) + column)

    def merged_columns(self, begin: int) -> Iterator[NDArray[np.uint32]]:
        """The facts of the texts in the runs from place ``begin`` on, a column at a time; 0 for numbers of no text."""
        first, last = self.runs[begin].first, self.runs[-1].last
        for column in range(self._columns):
            merged = np.zeros(last - first + 1, dtype=np.uint32)
            for number, run in enumerate(self.runs[begin:], begin):
                merged[run.first - first : run.last - first + 1] = self.column(number, column)
            yield merged

    def add(self, row: int, keys: NDArray[np.uint32], facts: NDArray[np.uint32]) -> None:
        """Take in a new text."""
        if not self.runs and not self._tail_rows:
            self.base = row
        place = row - self.base
        if place >= len(self._norms):
            room = max(2 * len(self._norms), place + 1024)
            norms, signs = self._norms, self._signs
            self._side_by_side(room)
            self._norms[: len(norms)], self._signs[: len(signs)] = norms, signs
        self._norms[place] = facts[:1].view(np.float32)[0]
        self._signs[place] = facts[1]
        tail = self._tail
        for key in keys.tolist():
            rows = tail.get(key)
            if rows is None:
                rows = tail[key] = array("I")
            rows.append(row)
        self._tail_rows.append(row)
        self._tail_keys.append(keys)
        self._tail_facts.append(facts)
        self._next = row + 1

    def tail(self) -> Filed:
        """The newest texts, those without numbers between them as texts without keys; the first has ``tail_first``."""
        if not self._tail_rows:
            return Filed(
                np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.int64), np.zeros((0, self._columns), dtype=np.uint32)
            )
        first, count = self._tail_rows[0], self._tail_rows[-1] - self._tail_rows[0] + 1
        sizes = np.zeros(count, dtype=np.int64)
        facts = np.zeros((count, self._columns), dtype=np.uint32)
        for row, keys, fact in zip(self._tail_rows, self._tail_keys, self._tail_facts, strict=True):
            sizes[row - first] = len(keys)
            facts[row - first] = fact
        return Filed(np.concatenate(self._tail_keys), np.cumsum(sizes), facts)

    @property
    def tail_first(self) -> int:
        """The number of the first text that is in no run."""
        return self._tail_rows[0] if self._tail_rows else self._next

    def key_counts(self) -> Iterator[tuple[NDArray[np.uint32], NDArray[np.int64]]]:
        """Keys and how many texts each has, some parts at a time; a key may come more than once."""
        for number, directory in enumerate(self.directories):
            for first in range(0, len(directory.firsts), _READ):
                last = min(first + _READ, len(directory.firsts))
                some = [part_entries(words)[:2] for words in self.parts(number, range(first, last))]
                keys, counts = zip(*some, strict=True)
                yield np.concatenate(keys).astype(np.uint32), np.concatenate(counts)
        if self._tail:
            yield (
                np.fromiter(self._tail, dtype=np.uint32, count=len(self._tail)),
                np.fromiter(map(len, self._tail.values()), dtype=np.int64, count=len(self._tail)),
            )

    def rows(self) -> NDArray[np.uint32]:
        """The numbers of all texts."""
        rows = [np.arange(run.first, run.last + 1, dtype=np.uint32) for run in self.runs]
        return np.concatenate([*rows, np.array(self._tail_rows, dtype=np.uint32)])

    def facts(self, column: int) -> NDArray[np.uint32]:
        """A column of facts of all texts, in the order of ``rows``."""
        parts = [self.column(number, column) for number in range(len(self.runs))]
        tail = np.array([facts[column] for facts in self._tail_facts], dtype=np.uint32)
        return np.concatenate([*parts, tail]).astype(np.uint32, copy=False)

    # -- queries ----------------------------------------------------------------------------------------------------

    def rank(self, query: Query, texts: int, most: int) -> Ranked:
        """The likeliest candidates among ``texts`` texts, ``most`` at most."""
        from textnorm.kernels.sets.postings import add_up, take_best

        keys = query.keys
        if not len(keys):
            return Ranked(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32), 0, 0)
        tail = self._place_tail(keys)
        followed = np.zeros(len(keys), dtype=bool)
        _, _, counts, given = self._segments(keys, tail, followed)
        order = counts.argsort(kind="stable")
        order = order[int((counts == 0).sum()) :]
        # The parts of keys that are too common to be followed, which most texts have, are not read.
        many = max(1, int(given[order].cumsum().searchsorted(_FOLLOW, side="right")))
        cut = max(0, len(order) - many)
        order = order[:many]
        followed[order] = True
        segments, found, _, _ = self._segments(keys, tail, followed)
        arena = self._memory()
        weights = query.weights
        rule = query.rule
        if weights is None:
            weights = np.log1p(max(texts, 1) / np.maximum(counts, 1)).astype(np.float32)
            rule = rule.copy()
            rule[0] = weights.sum()
        words, names = query.words, query.names
        if words is None or names is None:
            words, names = np.zeros(len(keys), dtype=np.uint64), np.zeros(0, dtype=np.int64)
        count = add_up(
            segments, found, order, arena, weights, words, weights[names], self._norms, self._signs, self.base, rule,
            query.sign, self._scratch, self._out_rows, self._out_scores,
        )  # fmt: skip
        rows, scores, best = self._out_rows, self._out_scores, np.empty(most, dtype=np.int64)
        best = best[: take_best(rows, scores, count, query.likely, query.fewest, most, best)]
        return Ranked(rows[best], scores[best], count, cut)

    def _memory(self) -> NDArray[np.uint32]:
        if self._arena is None:
            # Empty pages cost nothing until they are used.
            self._arena = np.empty(_ROOM, dtype=np.uint32)
            kinds = (np.uint64, np.int64, np.float32, np.float32, np.float32, np.uint32)
            self._scratch = tuple(np.zeros(_SHARED + 1, dtype=kind) for kind in kinds)
            self._out_rows, self._out_scores = np.empty(_FOUND, dtype=np.int64), np.empty(_FOUND, dtype=np.float32)
        return self._arena

    def _place_tail(self, keys: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Lay the newest texts of each key into the arena, and say where they lie."""
        if not self._tail:
            return np.zeros(len(keys) + 1, dtype=np.int64)
        tail, newest = [0], array("I")
        each = _TAIL_ROOM // len(keys)
        get = self._tail.get
        for key in keys.tolist():
            rows = get(key)
            if rows:
                newest += rows if len(rows) <= each else rows[-each:]
            tail.append(len(newest))
        self._memory()[: len(newest)] = newest
        return np.array(tail, dtype=np.int64)

    def _segments(
        self, keys: NDArray[np.uint32], tail: NDArray[np.int64], followed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], int, NDArray[np.int64], NDArray[np.int64]]:
        """Where the texts of each key that is ``followed`` lie in the arena; of all keys, how many each has and gives.

        What there is of other keys is not all there.
        """
        from textnorm.kernels.sets.postings import find_keys

        arena = self._memory()
        segments = np.empty(3 * len(keys) * (len(self.runs) + MOST // PART + 2), dtype=np.int64)
        missing = np.empty(4096, dtype=np.int64)
        counts, given = np.empty(len(keys), dtype=np.int64), np.empty(len(keys), dtype=np.int64)
        read = 0
        while True:
            found, absent = find_keys(
                keys, self._firsts, self._bounds, self._sizes, self._places, arena, tail, MOST, followed,
                counts, given, segments, missing, self._wanted,
            )  # fmt: skip
            if not absent:
                return segments, found, counts, given
            if read > len(arena) // 2:  # the parts of one text push each other out
                arena, read = self._larger_arena(), 0
            read += self._load_parts(missing[:absent].copy(), arena)

    def _larger_arena(self) -> NDArray[np.uint32]:
        """Twice the room, with the newest texts of the query in it, and no parts."""
        old = self._memory()
        self._arena = np.empty(2 * len(old), dtype=np.uint32)
        self._arena[:_TAIL_ROOM] = old[:_TAIL_ROOM]
        self._places[:] = -1
        self._loaded.clear()
        self._used = _TAIL_ROOM
        return self._arena

    def _load_parts(self, parts: NDArray[np.int64], arena: NDArray[np.uint32]) -> int:
        """Read parts into the arena, in place of the first ones if it is full; returns how many words they have."""
        self._wanted[parts] = 0
        places = list(zip(self._runs_of[parts].tolist(), self._numbers[parts].tolist(), strict=True))
        found = []
        for data, check, (_, number) in zip(self._store.parts(places), self._sums[parts].tolist(), places, strict=True):
            if data is None or crc32(data) != check:
                raise damaged(self._store.name, f"part {number} of a run")
            found.append(data)
        return self._keep_parts(parts, found, arena)

    def _keep_parts(self, parts: NDArray[np.int64], found: list[bytes], arena: NDArray[np.uint32]) -> int:
        """Lay parts that were read into the arena, one behind the other."""
        words = np.frombuffer(b"".join(found), dtype="<u4")
        if len(words) > len(arena) - _TAIL_ROOM and len(found) > 1:
            half = len(found) // 2
            kept = self._keep_parts(parts[:half], found[:half], arena)
            return kept + self._keep_parts(parts[half:], found[half:], arena)
        if self._used + len(words) > len(arena):
            self._forget_parts(self._used, len(arena))
            self._used = _TAIL_ROOM
        start, end = self._used, self._used + len(words)
        self._forget_parts(start, end)
        arena[start:end] = words
        starts = list(accumulate([len(data) >> 2 for data in found], initial=start))
        self._places[parts] = starts[:-1]
        self._loaded.append((start, parts))
        self._used = end
        return len(words)

    def _forget_parts(self, start: int, end: int) -> None:
        """Let go of the parts that were read first, as far as they lie between two places."""
        while self._loaded and start <= self._loaded[0][0] < end:
            self._places[self._loaded.popleft()[1]] = -1
