"""Headlines of a corpus, read as columns: what ``parse_headline`` says of each, without an object for each.

A kernel finds the words of nearly all; each distinct word is analysed once. Where words change one another (numbers,
names of two words, verbs and their particles), the functions of ``parse`` are asked; where a kernel cannot read the
parts of a text, ``parse_headline`` is.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.scores.headline_alignment import HeadlineColumns
from textnorm.match.headlines.bulk.analyse import analyse_tokens
from textnorm.match.headlines.bulk.characters import character_classes
from textnorm.match.headlines.bulk.special import special_of
from textnorm.match.headlines.bulk.weigh import longer
from textnorm.match.headlines.numbers import Figure
from textnorm.match.headlines.parse import LONGEST, parse_headline, settle_words
from textnorm.match.headlines.parts import LONGEST_KICKER, ends_in_site
from textnorm.match.headlines.words import Word
from textnorm.match.keys import fold_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Headlines", "Numbering", "ReadBlock", "Tokens", "Vocabulary", "join_folded", "read_block", "read_headlines",
    "whole_keys",
]  # fmt: skip

_BLOCK = 1 << 15  # texts read at a time


class Numbering(Protocol):
    """Gives words numbers."""

    def number(self, word: Word) -> int:
        """The number of a word."""


class Vocabulary:
    """Words under numbers, in the order in which they come."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._numbers: dict[tuple[str, int, int, int, int, int], int] = {}

    def number(self, word: Word) -> int:
        """The number of a word. A verb whose particle stands apart, and the particle, are not what they look like."""
        name = (word.surface, word.flags, word.exact, word.stem, word.group, word.polarity)
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.words)
            self.words.append(word)
        return number


class Headlines(NamedTuple):
    """Headlines as columns, their words, their folded words, and whether there is nothing in them."""

    words: list[Word]
    columns: HeadlineColumns
    folded: list[str]
    blank: NDArray[np.bool_]


class _Rows:
    """Headlines read one by one, as flat columns."""

    def __init__(self) -> None:
        self.ids = array("i")
        self.sizes, self.facts = array("q"), array("q")
        self.number_sizes, self.mask, self.owner, self.value = array("q"), array("q"), array("q"), array("d")

    def add(self, ids: list[int], facts: tuple[int, int, int], numbers: tuple[Figure, ...]) -> None:
        """Add one; ``facts`` are where its kicker ends, where its tail begins, and its marks."""
        self.ids.extend(ids)
        self.sizes.append(len(ids))
        self.facts.extend(facts)
        self.number_sizes.append(len(numbers))
        for figure in numbers:
            self.mask.append(figure.mask)
            self.value.append(figure.value)
            self.owner.append(figure.owner)


class Tokens:
    """Tokens under numbers, by the hash of a kernel: each is analysed when it is first met."""

    def __init__(self) -> None:
        self._words: list[Word] = []
        self.surfaces: list[str] = []
        self.special = np.zeros(0, dtype=np.int32)
        self.ids = np.zeros(0, dtype=np.int32)  # in the vocabulary; -1: not there yet
        self._count = 0
        self._hashes = np.zeros(0, dtype=np.uint64)
        self._slots, self._entries = np.zeros(1 << 10, dtype=np.uint64), np.zeros(1 << 10, dtype=np.int64)

    def word(self, number: int) -> Word:
        """The word that a token is."""
        return self._words[number]

    def number(
        self, data: bytes, hashes: NDArray[np.uint64], first: NDArray[np.int64], last: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The number of each token, which is ``data`` from ``first`` to ``last``."""
        from textnorm.kernels.headlines.headline_tokens import number_words, store_words

        numbers, absent = (np.empty(len(hashes), dtype=np.int64) for _ in range(2))
        missing = number_words(hashes, self._slots, self._entries, numbers, absent)
        if missing:
            new, places = np.unique(hashes[absent[:missing]], return_index=True)
            spans = absent[places]
            tokens = [
                data[begin:end].decode() for begin, end in zip(first[spans].tolist(), last[spans].tolist(), strict=True)
            ]
            self._analyse(tokens, new)
            if 2 * self._count > len(self._slots):
                size = 1 << (4 * self._count).bit_length()
                self._slots, self._entries = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.int64)
                store_words(self._hashes[: self._count], 0, self._slots, self._entries)
            else:
                store_words(new, self._count - len(new), self._slots, self._entries)
            number_words(hashes, self._slots, self._entries, numbers, absent)
        return numbers

    def _analyse(self, tokens: list[str], hashes: NDArray[np.uint64]) -> None:
        from textnorm.kernels.headlines.headline_scan import CASELESS

        caseless = (hashes & CASELESS != 0).tolist()
        words = analyse_tokens(tokens, caseless)
        self._words += words
        self.surfaces += tokens
        special = np.array([special_of(word) for word in words], dtype=np.int32)
        self.special = longer(self.special, self._count, special)
        self.ids = longer(self.ids, self._count, np.full(len(words), -1, dtype=np.int32))
        self._hashes = longer(self._hashes, self._count, hashes)
        self._count += len(words)


class ReadBlock(NamedTuple):
    """Headlines as flat columns, before the keys of neighbours are joined.

    ``sizes`` are how many words each has, ``number_sizes`` how many numbers; ``facts`` has a row for each: where its
    kicker ends, where its tail begins, and its marks.
    """

    ids: NDArray[np.int32]
    sizes: NDArray[np.int64]
    facts: NDArray[np.int64]
    whole: NDArray[np.int64]
    number_sizes: NDArray[np.int64]
    mask: NDArray[np.int64]
    value: NDArray[np.float64]
    owner: NDArray[np.int64]

    @property
    def start(self) -> NDArray[np.int64]:
        """Where the words of each headline begin, and where the last ones end."""
        return _starts(self.sizes)

    def columns(self, start: NDArray[np.int64], joined: NDArray[np.int64]) -> HeadlineColumns:
        """The columns that the kernels read."""
        kicker_end, tail_start, marks = self.facts.T.copy()
        return HeadlineColumns(
            ids=self.ids,
            joined=joined,
            start=start,
            kicker_end=kicker_end,
            tail_start=tail_start,
            marks=marks,
            whole=self.whole,
            number_start=_starts(self.number_sizes),
            mask=self.mask,
            value=self.value,
            owner=self.owner,
        )

    def blank(self, folded: Sequence[str]) -> NDArray[np.bool_]:
        """Which have neither words that are left in ``folded`` nor numbers."""
        blank: NDArray[np.bool_] = np.array([not text for text in folded], dtype=bool) & (self.number_sizes == 0)
        return blank


def read_headlines(texts: Sequence[str], suffixes: frozenset[str]) -> Headlines:
    """Read ``texts`` as ``parse_headline`` does; ``suffixes`` are the names of sites."""
    vocabulary, tokens = Vocabulary(), Tokens()
    blocks = [
        read_block(texts[first : first + _BLOCK], suffixes, vocabulary, tokens)
        for first in range(0, len(texts), _BLOCK)
    ] or [read_block([], suffixes, vocabulary, tokens)]
    read = ReadBlock._make(np.concatenate(column) for column in zip(*blocks, strict=True))
    start = read.start
    words = vocabulary.words
    exact = np.array([word.exact for word in words], dtype=np.int64)
    joined, folded = join_folded([word.folded for word in words], exact, read.ids, start)
    return Headlines(words, read.columns(start, joined), folded, read.blank(folded))


def _starts(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    start = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=start[1:])
    return start


def read_block(texts: Sequence[str], suffixes: frozenset[str], vocabulary: Numbering, tokens: Tokens) -> ReadBlock:
    """The columns of some headlines."""
    from textnorm.kernels.headlines.headline_scan import BAR, ODD, PLAIN, need_settling, scan_headlines

    buffer = TextBuffer.from_texts(texts)
    count, room = len(texts), len(buffer.data)
    kinds, facts = np.empty(count, dtype=np.uint8), np.zeros((count, 3), dtype=np.int64)
    first, last = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    hashes, ends = np.empty(room, dtype=np.uint64), np.empty(count, dtype=np.int64)
    found = scan_headlines(
        buffer.data,
        buffer.offsets,
        character_classes(),
        LONGEST,
        LONGEST_KICKER,
        kinds,
        facts,
        first,
        last,
        hashes,
        ends,
    )
    for place in np.flatnonzero(kinds == BAR).tolist():
        kinds[place] = ODD if ends_in_site(texts[place], suffixes) else PLAIN
    numbers = tokens.number(buffer.data.tobytes(), hashes[:found].copy(), first[:found], last[:found])
    del first, last, hashes
    need_settling(numbers, ends, tokens.special, kinds, facts)
    sizes = ends.copy()
    sizes[1:] -= ends[:-1]
    plain = kinds == PLAIN
    of_plain = np.repeat(plain, sizes)
    rows = _settle(_Scanned(texts, kinds, facts, numbers, ends), suffixes, of_plain, vocabulary, tokens)
    others = np.flatnonzero(~plain)
    sizes[others] = rows.sizes
    facts[others] = np.array(rows.facts, dtype=np.int64).reshape(-1, 3)
    ids = np.empty(int(sizes.sum()), dtype=np.int32)
    of_plain_now = np.repeat(plain, sizes)
    ids[of_plain_now] = tokens.ids[numbers[of_plain]]
    ids[~of_plain_now] = rows.ids
    number_sizes = np.zeros(count, dtype=np.int64)
    number_sizes[others] = rows.number_sizes
    figures = (np.array(rows.mask, dtype=np.int64), np.array(rows.value), np.array(rows.owner, dtype=np.int64))
    return ReadBlock(ids, sizes, facts, whole_keys(buffer), number_sizes, *figures)


class _Scanned(NamedTuple):
    """Texts, and what a kernel says of them: the tokens of text ``i`` are ``numbers[ends[i - 1]:ends[i]]``."""

    texts: Sequence[str]
    kinds: NDArray[np.uint8]
    facts: NDArray[np.int64]
    numbers: NDArray[np.int64]
    ends: NDArray[np.int64]


def _settle(
    scanned: _Scanned,
    suffixes: frozenset[str],
    of_plain: NDArray[np.bool_],
    vocabulary: Numbering,
    tokens: Tokens,
) -> _Rows:
    """Read the texts that are not plain; the words of the plain ones are entered where they come among them."""
    from textnorm.kernels.headlines.headline_scan import ODD, PLAIN

    texts, kinds, facts, numbers, ends = scanned
    places = np.flatnonzero(of_plain)
    fresh = places[tokens.ids[numbers[places]] < 0]
    coming: Iterator[tuple[int, int]] = iter(())
    if len(fresh):
        new, at = np.unique(numbers[fresh], return_index=True)
        order = np.argsort(at)
        coming = zip(new[order].tolist(), np.searchsorted(ends, fresh[at[order]], side="right").tolist(), strict=True)
    rows = _Rows()
    number, word, surfaces = vocabulary.number, tokens.word, tokens.surfaces
    entered = next(coming, None)
    every = numbers.tolist()
    others = np.flatnonzero(kinds != PLAIN)
    columns = (others, kinds[others], facts[others], np.append(0, ends)[others], ends[others])
    for place, kind, scanned_facts, begin, end in zip(*(column.tolist() for column in columns), strict=True):
        while entered is not None and entered[1] < place:
            tokens.ids[entered[0]] = number(word(entered[0]))
            entered = next(coming, None)
        if kind == ODD:
            headline = parse_headline(texts[place], suffixes=suffixes)
            borders = headline.kicker_end, headline.tail_start, headline.marks
            rows.add(list(map(number, headline.words)), borders, headline.numbers)
            continue
        own = every[begin:end]
        kicker_end, tail_start, marks = scanned_facts
        own_words, (kicker_end, tail_start), figures = settle_words(
            texts[place], [surfaces[n] for n in own], [word(n) for n in own], (kicker_end, tail_start)
        )
        rows.add(list(map(number, own_words)), (kicker_end, tail_start, marks), figures)
    while entered is not None:
        tokens.ids[entered[0]] = number(word(entered[0]))
        entered = next(coming, None)
    return rows


def whole_keys(buffer: TextBuffer) -> NDArray[np.int64]:
    """``key_of`` the ``key`` of each text."""
    from textnorm.kernels.headlines.headline_scan import folded_keys

    keys = np.empty(len(buffer), dtype=np.int64)
    room = np.empty(1 << 16, dtype=np.uint8)
    done = 0
    while (done := folded_keys(buffer.data, buffer.offsets, done, fold_tables(), room, keys)) < len(buffer):
        room = np.empty(2 * len(room), dtype=np.uint8)
    return keys


def join_folded(
    folded: Sequence[str], exact: NDArray[np.int64], ids: NDArray[np.int32], start: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[str]]:
    """The keys of neighbours in one, and the ``folded`` words of each headline; ``exact`` are the keys of words."""
    from textnorm.kernels.headlines.headline_scan import join_words

    letters = TextBuffer.from_texts(folded)
    sizes = np.diff(letters.offsets)
    joined = np.empty(len(ids), dtype=np.int64)
    written = np.empty(int(sizes[ids].sum()) + len(ids), dtype=np.uint8)
    ends = np.empty(len(start) - 1, dtype=np.int64)
    join_words(ids, start, exact, letters.data, letters.offsets, joined, written, ends)
    data = written.tobytes()
    spans = pairwise([0, *ends.tolist()])
    if data.isascii():
        text = data.decode("ascii")
        return joined, [text[begin:end] for begin, end in spans]
    return joined, [data[begin:end].decode("utf-8", "surrogatepass") for begin, end in spans]
