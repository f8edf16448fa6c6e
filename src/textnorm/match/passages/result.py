"""``Passages``: what occurs more than once, where, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.errors import BadRecord, UnknownOption, counted
from textnorm.match.corpus.batch_keys import keys
from textnorm.match.corpus.chunks import ordered_map
from textnorm.match.display.html import Printed
from textnorm.match.keys import key
from textnorm.match.passages.words import word_spans
from textnorm.values import shown as visible

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Occurrence", "Passage", "Passages", "Repeats", "SharedRun"]

_BATCH = 4_096
# Texts whose words a thread locates at a time, and characters of passages that are compared at a time.
_LOCATED, _COMPARED = 512, 8_000_000
_SHOWN, _EXCERPT = 5, 80
# A shell stands in three texts or more, and nearly always at the rim of them.
_SHELL_TEXTS, _SHELL_RIM, _SHELL_SHARE = 3, 0.15, 0.8


class Repeats(NamedTuple):
    """All shingles of ``n`` words that occur more than once, one row per occurrence, in the order of the texts.

    ``places`` number the shingles of all texts; text ``i`` has those from ``bases[i]`` on. Equal shingles are of one
    class; ``members[starts[k]:starts[k + 1]]`` are the rows of class ``k``.
    """

    places: NDArray[np.int64]
    classes: NDArray[np.int32]
    starts: NDArray[np.int64]
    members: NDArray[np.int64]
    bases: NDArray[np.int64]
    n: int

    def rows_of(self, text: int) -> tuple[int, int]:
        """The first row of ``text``, and the first one after it."""
        first, last = np.searchsorted(self.places, [self.bases[text], self.bases[text + 1]])
        return int(first), int(last)


class Occurrence(NamedTuple):
    """One place of a passage: the position of its text, and its first and last character (exclusive) there."""

    text: int
    start: int
    end: int


class SharedRun(NamedTuple):
    """A run of words that two texts share: where it starts and ends in each, in characters."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of ``words`` words that occurs at all of ``occurrences``; ``text`` is the first of them."""

    words: int
    occurrences: tuple[Occurrence, ...]
    text: str

    @property
    def texts(self) -> tuple[int, ...]:
        """The positions of the texts that have it."""
        return tuple(dict.fromkeys(occurrence.text for occurrence in self.occurrences))

    def __str__(self) -> str:
        times, texts = len(self.occurrences), len(self.texts)
        shown = self.text if len(self.text) <= _EXCERPT else self.text[: _EXCERPT - 1] + "…"
        where = f"in {texts} texts" if texts > 1 else "in 1 text"
        return f"{self.words} words, {times} times {where}: {visible(' '.join(shown.split()))}"


@dataclass(frozen=True, eq=False, repr=False)
class Passages(Printed):
    """Every run of words that occurs twice or more, the one with the most repeated words first.

    Iterate over it for ``Passage`` values; ``strip`` removes the repetitions, ``shells`` picks what looks like the
    shell of a page, ``between`` says what two texts share.

    ``table`` (int64) has a row per occurrence: passage, text, first and last character (exclusive).
    """

    texts: Sequence[str]
    repeats: Repeats
    words: NDArray[np.int64]
    table: NDArray[np.int64]

    @classmethod
    def of(
        cls, texts: Sequence[str], repeats: Repeats, runs: NDArray[np.int64], threads: int | None = None
    ) -> Passages:
        """Locate the ``runs`` in the texts and compare their words."""
        passage, place, words = _occurrences(repeats, runs)
        text = np.searchsorted(repeats.bases, place, side="right") - 1
        spans = _characters(texts, text, place - repeats.bases[text], words[passage], threads)
        table = np.column_stack([passage, text, spans])
        table = table[_verified(texts, table, threads)]
        # Most repeated words first; equals in the order of the texts.
        counts = np.bincount(table[:, 0], minlength=len(words)) if len(table) else np.zeros(len(words), dtype=np.int64)
        rank = np.lexsort((np.arange(len(words)), -(counts - 1) * words))
        rank = rank[counts[rank] > 1]
        number = np.full(len(words), -1, dtype=np.int64)
        number[rank] = np.arange(len(rank))
        table[:, 0] = number[table[:, 0]]
        table = table[table[:, 0] >= 0]
        table = table[np.lexsort((table[:, 2], table[:, 1], table[:, 0]))]
        return cls(texts, repeats, words[rank], table)

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, number: int) -> Passage:
        if not -len(self) <= number < len(self):
            raise IndexError(f"index {number} is out of range: {len(self)} passages")
        first, last = self._edges[number % len(self)], self._edges[number % len(self) + 1]
        places = tuple(Occurrence(*row) for row in self.table[first:last, 1:].tolist())
        return Passage(int(self.words[number]), places, self.texts[places[0].text][places[0].start : places[0].end])

    def __iter__(self) -> Iterator[Passage]:
        return (self[number] for number in range(len(self)))

    @cached_property
    def _edges(self) -> list[int]:
        edges: list[int] = np.searchsorted(self.table[:, 0], np.arange(len(self) + 1)).tolist()
        return edges

    def strip(self, keep: str = "first") -> list[str]:
        """The texts without what is repeated, the spaces and marks after it included.

        ``keep="first"`` leaves each run of words where it occurs first; ``keep="none"`` leaves it nowhere.
        """
        if keep not in {"first", "none"}:
            raise UnknownOption.among("keep", keep, ["first", "none"])
        return [self._stripped(text, spans) for text, spans in enumerate(self._spans(keep))]

    def _stripped(self, text: int, spans: list[tuple[int, int]]) -> str:
        whole = self.texts[text]
        if not spans:
            return whole
        edges = [0, *(edge for span in spans for edge in span), len(whole)]
        return "".join(whole[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))

    def _spans(self, keep: str) -> Iterator[list[tuple[int, int]]]:
        """For each text the spans of characters to remove."""
        places, bases, n = self.repeats.places, self.repeats.bases, self.repeats.n
        if keep == "first":
            first = places[self.repeats.members[self.repeats.starts[:-1]]][self.repeats.classes]
            # In "ha ha ha …" every shingle repeats the first one; what overlaps it is no repetition yet.
            places = places[places - first >= n]
        edges = np.searchsorted(places, bases)
        for start in range(0, len(self.texts), _BATCH):
            stop = min(start + _BATCH, len(self.texts))
            touched = [text for text in range(start, stop) if edges[text + 1] > edges[text]]
            spans = word_spans([self.texts[text] for text in touched])
            words = dict(zip(touched, pairwise([0, *spans.ends.tolist()]), strict=True))
            for text in range(start, stop):
                if text not in words:
                    yield []
                    continue
                lead, end = words[text]
                yield [
                    (
                        int(spans.first[lead + a]),
                        int(spans.first[lead + b]) if lead + b < end else len(self.texts[text]),
                    )
                    for a, b in _covered((places[edges[text] : edges[text + 1]] - bases[text]).tolist(), n)
                ]

    def shells(self) -> list[Passage]:
        """The passages that look like the shell of a page: in three texts or more, nearly always at their rim.

        A cookie banner, a footer, a note about subscriptions. Four in five of the occurrences begin within the first
        15 % of their text, or end within the last 15 %.
        """
        found = []
        for number in range(len(self)):
            rows = self.table[self._edges[number] : self._edges[number + 1]]
            if len(np.unique(rows[:, 1])) < _SHELL_TEXTS:
                continue
            at_rim = 0
            for _, text, start, end in rows.tolist():
                length = max(len(self.texts[text]), 1)
                at_rim += start <= _SHELL_RIM * length or end >= (1 - _SHELL_RIM) * length
            if at_rim >= _SHELL_SHARE * len(rows):
                found.append(self[number])
        return found

    def between(self, text: int, other: int) -> list[SharedRun]:
        """The runs of words that ``text`` and ``other`` share, as long as they go, in the order of ``text``.

        Raises ``BadRecord`` for a position that is out of range, or the same twice.
        """
        for position in (text, other):
            if not (hasattr(position, "__index__") and 0 <= position < len(self.texts)):
                raise BadRecord(f"index {position!r} is out of range: {len(self.texts)} texts")
        if text == other:
            raise BadRecord(f"index {text} is given twice: pass two different texts")
        starts, n = self._shared_runs(text, other), self.repeats.n
        spans = word_spans([self.texts[text], self.texts[other]])
        lead = int(spans.ends[0])
        found = [
            SharedRun(
                int(spans.first[a]),
                int(spans.last[a + size + n - 2]),
                int(spans.first[lead + b]),
                int(spans.last[lead + b + size + n - 2]),
            )
            for a, b, size in starts
        ]
        here, there = self.texts[text], self.texts[other]
        return [run for run in found if key(here[run.start : run.end]) == key(there[run.other_start : run.other_end])]

    def _shared_runs(self, text: int, other: int) -> list[tuple[int, int, int]]:
        """Runs of shared shingles: the first in ``text``, the first in ``other``, how many."""
        first, last = self.repeats.rows_of(text)
        start, stop = self.repeats.rows_of(other)
        there: dict[int, list[int]] = {}
        for row in range(start, stop):
            there.setdefault(int(self.repeats.classes[row]), []).append(int(self.repeats.places[row]))
        base, other_base = int(self.repeats.bases[text]), int(self.repeats.bases[other])
        runs: list[tuple[int, int, int]] = []
        going: dict[int, tuple[int, int, int]] = {}  # by how far the two places lie apart
        for row in range(first, last):
            place = int(self.repeats.places[row]) - base
            for match in there.get(int(self.repeats.classes[row]), ()):
                shift = match - other_base - place
                begun = going.get(shift)
                if begun is not None and begun[0] + begun[2] == place:
                    going[shift] = (begun[0], begun[1], begun[2] + 1)
                else:
                    if begun is not None:
                        runs.append(begun)
                    going[shift] = (place, place + shift, 1)
        return sorted([*runs, *going.values()])

    def __str__(self) -> str:
        if not len(self):
            return f"no passage in {len(self.texts):,} {'text' if len(self.texts) == 1 else 'texts'}"
        texts = len(np.unique(self.table[:, 1]))
        total = sum(map(len, self.texts))
        removed = sum(end - start for spans in self._spans("first") for start, end in spans)
        lines = [
            f"{len(self):,} {'passage' if len(self) == 1 else 'passages'} in {texts:,} of {len(self.texts):,} texts; "
            f"the repetitions are {removed:,} of {total:,} characters"
        ]
        lines += [f"  {self[number]}" for number in range(min(len(self), _SHOWN))]
        if len(self) > _SHOWN:
            lines.append(f"  … and {len(self) - _SHOWN:,} more")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Passages: {len(self):,} in {counted(len(self.texts), 'text', 'texts')}>"


def _covered(shingles: list[int], n: int) -> list[tuple[int, int]]:
    """The runs of words (first, last exclusive) that some shingles of ``n`` words cover."""
    runs: list[tuple[int, int]] = []
    for first in shingles:
        if runs and first <= runs[-1][1]:
            runs[-1] = (runs[-1][0], first + n)
        else:
            runs.append((first, first + n))
    return runs


def _occurrences(
    repeats: Repeats, runs: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The run and the place of every occurrence, and the words of every run; of overlapping ones the first counts."""
    sizes = np.diff(repeats.starts)[runs[:, 0]]
    passage = np.repeat(np.arange(len(runs)), sizes)
    offsets = np.arange(len(passage)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows = repeats.members[np.repeat(repeats.starts[runs[:, 0]], sizes) + offsets]
    place = repeats.places[rows] - np.repeat(runs[:, 1], sizes)
    words = runs[:, 1] + runs[:, 2] + repeats.n - 1
    gaps = np.diff(place, prepend=0)
    close = np.flatnonzero((gaps < words[passage]) & (offsets > 0))
    if len(close):
        keep = np.ones(len(place), dtype=bool)
        for crowd in np.unique(passage[close]).tolist():
            first, last = np.searchsorted(passage, [crowd, crowd + 1])
            free = -1
            for row, where in enumerate(place[first:last].tolist(), first):
                keep[row] = where >= free
                free = where + int(words[crowd]) if where >= free else free
        passage, place = passage[keep], place[keep]
    return passage, place, words


def _characters(
    texts: Sequence[str],
    text: NDArray[np.int64],
    word: NDArray[np.int64],
    words: NDArray[np.int64],
    threads: int | None,
) -> NDArray[np.int64]:
    """First and last character (exclusive) of the runs of ``words`` words that begin with word ``word`` of ``text``."""
    spans = np.zeros((len(text), 2), dtype=np.int64)
    order = np.argsort(text, kind="stable")
    present, firsts = np.unique(text[order], return_index=True)
    edges = [*firsts.tolist(), len(order)]

    def locate(start: int) -> None:
        part = present[start : start + _LOCATED]
        found = word_spans([texts[position] for position in part.tolist()])
        rows = order[edges[start] : edges[start + len(part)]]
        leads = np.concatenate([[0], found.ends[:-1]])[np.searchsorted(part, text[rows])]
        spans[rows, 0] = found.first[leads + word[rows]]
        spans[rows, 1] = found.last[leads + word[rows] + words[rows] - 1]

    for _ in ordered_map(locate, range(0, len(present), _LOCATED), threads=threads):
        pass
    return spans


def _verified(texts: Sequence[str], table: NDArray[np.int64], threads: int | None) -> NDArray[np.bool_]:
    """Whether the words of each occurrence are those of the first occurrence of its passage."""
    same = np.ones(len(table), dtype=bool)
    edges = [*np.flatnonzero(np.diff(table[:, 0], prepend=-1)).tolist(), len(table)]
    # Passages whose occurrences are not the same to the letter: the first one, and the rows of each other spelling.
    asked: list[tuple[str, dict[str, list[int]]]] = []
    characters = 0
    for first, last in pairwise(edges):
        (_, text, start, end), *rest = table[first:last].tolist()
        passage = texts[text][start:end]
        others: dict[str, list[int]] = {}
        for row, (_, text, start, end) in enumerate(rest, first + 1):
            whole = texts[text]
            if end - start != len(passage) or not whole.startswith(passage, start):
                others.setdefault(whole[start:end], []).append(row)
        if others:
            asked.append((passage, others))
            characters += len(passage) * (len(others) + 1)
        if characters > _COMPARED:
            _compare_keys(asked, same, threads)
            asked, characters = [], 0
    _compare_keys(asked, same, threads)
    return same


def _compare_keys(asked: list[tuple[str, dict[str, list[int]]]], same: NDArray[np.bool_], threads: int | None) -> None:
    """Write for each row whether the key of its spelling is that of the first one."""
    folded = iter(keys([text for first, others in asked for text in (first, *others)], threads=threads))
    for _, others in asked:
        known = next(folded)
        for rows in others.values():
            same[rows] = next(folded) == known
