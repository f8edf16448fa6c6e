"""One headline read by kernel, for who compares two: ``parse_headline(text).packed`` in less time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.headlines.packed_headline import FACTS, FIGURE, KICKER_END, MARKS, NUMBERS, TAIL_START
from textnorm.kernels.scores.headline_alignment import WORD_ROW
from textnorm.kernels.scores.headline_flags import NAME
from textnorm.match.headlines.bulk.analyse import tables_for_kernel
from textnorm.match.headlines.bulk.characters import character_classes
from textnorm.match.headlines.bulk.one_buffer import Shapes, arrays_in, in_one_buffer, one_buffer
from textnorm.match.headlines.bulk.shelf import Shelf
from textnorm.match.headlines.bulk.special import figure_alone, special_of
from textnorm.match.headlines.parse import (
    HEAD,
    LONGEST,
    ROW,
    Packed,
    dash_in,
    marks_of,
    pack_word_into,
    parse_headline,
    settle_words,
)
from textnorm.match.headlines.parts import LONGEST_KICKER, ends_in_site, split_parts
from textnorm.match.headlines.word_keys import name_group, pinyin_names
from textnorm.match.headlines.words import Word, analyse_once, key_of
from textnorm.match.keys import fold_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OneReader", "read_one_headline"]

_MOST = 1 << 16  # words, in some 250 bytes each; then all are forgotten
_LETTERS = 16  # of a word, on average at most
_ROOM = LONGEST + 1
#: Places, hashes and numbers of tokens, what is said of a headline, the headline packed, its key or its words; scratch.
_DESK: Shapes = [
    (np.int64, (6, _ROOM)), (np.uint64, (_ROOM,)), (np.int64, (FACTS,)),
    (np.uint8, (8 * (FACTS + (WORD_ROW + 2 + FIGURE) * _ROOM + 2 * LONGEST),)), (np.uint8, (32 * LONGEST,)),
    (np.uint8, (1 + _ROOM,)), (np.int64, (8,)),
]  # fmt: skip


def _known_words(most: int) -> Shapes:
    """The arrays for so many words that are known, as ``kernels.headlines.headline_reading`` reads them."""
    letters = most * _LETTERS
    return [
        (np.uint64, (2 * most,)), (np.int64, (2 * most,)), (np.int64, (most, WORD_ROW)), (np.float64, (most,)),
        (np.uint8, (letters,)), (np.int64, (most,)), (np.int32, (most,)), (np.uint8, (most,)), (np.uint8, (letters,)),
        (np.int64, (most,)), (np.int64, (most,)), (np.int64, (3,)), (np.int64, (most,)), (np.float64, (most,)),
    ]  # fmt: skip


@cache
def _tables() -> NDArray[np.uint8]:
    """The tables that the kernel reads, in one buffer for all readers."""
    return in_one_buffer([character_classes(), *fold_tables(), *tables_for_kernel()])


class OneReader:
    """Reads headlines one by one, and knows the words of those before, ``most`` at most.

    ``suffixes`` are names of sites, learned from a corpus.
    """

    def __init__(self, suffixes: frozenset[str] = frozenset(), most: int | None = None) -> None:
        from textnorm.kernels.headlines.headline_reading import FULL, KINDS, UNKNOWN, pack_words, read_headlines
        from textnorm.kernels.headlines.headline_scan import BAR, PLAIN, SETTLE

        self._lock = Lock()
        # At hand, as an import costs microseconds even where it finds the module loaded.
        self._read_headlines, self._plain, self._bar, self._settle = read_headlines, PLAIN, BAR, SETTLE
        self._pack_words, self._unknown, self._full, self._kinds = pack_words, UNKNOWN, FULL, KINDS
        self._shelf: Shelf | None = None  # made when several are read
        self._no_shelf = np.empty(0, dtype=np.uint8)
        self._ends = np.zeros(2, dtype=np.int64)
        self._suffixes, self._most = suffixes, most or _MOST
        self._tables = _tables()
        self._desk = one_buffer(_DESK)
        tokens, _, self._facts, packed, folded, _, _ = arrays_in(self._desk, _DESK)
        self._numbers, self._said = tokens[2], self._facts.data
        self._masks, self._values, self._counted = tokens[3], tokens[4].view(np.float64), tokens[5]
        # A slice of these costs half as much as one of an array.
        self._packed, self._folded = packed.data, folded.data
        self._forget()

    def _forget(self) -> None:
        # Memory is taken when it is written to.
        shapes = _known_words(self._most)
        self._known = one_buffer(shapes)
        parts = arrays_in(self._known, shapes)
        self._entries = parts[1]
        self._rows, self._row_bytes = parts[2], parts[2].data.cast("B")
        # What is read one by one comes sooner from these than from arrays.
        self._surprisals, self._letters, self._letter_end = (part.data for part in parts[3:6])
        self._special, self._states, self._tokens, self._token_end = (part.data for part in parts[6:10])
        self._cut, self._used = parts[10].data, parts[11].data
        self._known_figures, self._known_values = parts[12:]
        # Of words that change one another, which the functions that read one headline take.
        self._surfaces: dict[int, str] = {}
        self._words: dict[int, Word] = {}
        # The numbers of these, by their identity, and of the words that they become beside each other.
        self._number_of: dict[int, int] = {}
        self._changed: dict[Word, int] = {}

    def read(self, text: str) -> Packed:
        """The headline of a text, which is repaired."""
        with self._lock:
            return self._read(text) or parse_headline(text, suffixes=self._suffixes).packed

    def read_each(self, texts: Sequence[str]) -> Shelf:
        """``read`` of each, on a shelf that holds them until it is called again."""
        with self._lock:
            if self._shelf is None:
                self._shelf = Shelf()
            shelf = self._shelf
            shelf.clear()
            encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
            offsets = np.array(list(accumulate(map(len, encoded), initial=0)))
            data = np.frombuffer(b"".join(encoded), dtype=np.uint8)
            begin, count = 0, len(texts)
            while begin < count:
                found = self._read_headlines(
                    data, offsets, begin, 0, 0, 0, LONGEST, LONGEST_KICKER, False, self._tables, self._known,
                    self._desk, shelf.buffer,
                )  # fmt: skip
                begin, kind = divmod(found, self._kinds)
                if begin < count and not self._is_to_be_read_again(kind):
                    text = texts[begin]
                    packed = self._read_on(text, encoded[begin], kind)
                    shelf.put(packed or parse_headline(text, suffixes=self._suffixes).packed)
                    begin += 1
            return shelf

    def _read(self, text: str) -> Packed | None:
        encoded = text.encode("utf-8", "surrogatepass")
        if not 0 < len(encoded) <= LONGEST:
            return None
        return self._read_on(text, encoded, self._kind_of(encoded, len(encoded)))

    def _read_on(self, text: str, encoded: bytes, kind: int) -> Packed | None:
        """The headline of a text of which the kernel says that it is of a kind."""
        if not 0 < len(encoded) <= LONGEST:
            return None
        if kind == self._bar and not ends_in_site(text, self._suffixes):
            kind = self._kind_of(encoded, len(encoded), 1)
        if kind == self._plain:
            return self._taken()
        if kind != self._settle:
            kind = self._kind_of_parts(text, encoded)
            if kind == self._plain:
                return self._taken()
        return self._settled(text) if kind == self._settle else None

    def _taken(self) -> Packed:
        """The headline that the kernel has packed."""
        count, _, _, _, whole, numbers, size, _ = HEAD.unpack_from(self._packed)
        end = HEAD.size + 8 * ((WORD_ROW + 2) * count + FIGURE * numbers) + size
        return Packed(
            bytes(self._packed[:end]), str(self._folded[: size + max(count - 1, 0)], "ascii"), count, whole, numbers
        )

    def _kind_of_parts(self, text: str, encoded: bytes) -> int:
        """What the kernel says of a text whose parts it does not find."""
        parts = split_parts(pinyin_names(text), suffixes=self._suffixes)
        kicker, main = parts.kicker.encode("utf-8", "surrogatepass"), parts.main.encode("utf-8", "surrogatepass")
        if not main:
            return -1
        dash = dash_in(parts.main)
        middle = len(encoded) + len(kicker)
        tail = middle + (len(parts.main[:dash].encode("utf-8", "surrogatepass")) if dash >= 0 else len(main))
        data = b"".join((encoded, kicker, main))
        return self._kind_of(data, len(encoded), middle, tail, marks_of(text, parts), parts.main.isupper())

    def _kind_of(
        self, encoded: bytes, stop: int, middle: int = 0, tail: int = 0, marks: int = 0, upper: bool = False
    ) -> int:
        """What the kernel says of a text; words that it does not know yet are analysed."""
        data = np.frombuffer(encoded, dtype=np.uint8)
        self._ends[1] = stop
        while True:
            kind: int = self._read_headlines(
                data, self._ends, 0, middle, tail, marks, LONGEST, LONGEST_KICKER, upper, self._tables, self._known,
                self._desk, self._no_shelf,
            )  # fmt: skip
            if not self._is_to_be_read_again(kind):
                return kind

    def _is_to_be_read_again(self, kind: int) -> bool:
        """Whether the kernel has to read a text again, now that there is room for its words, or they are known."""
        if kind == self._full:
            self._forget()
        elif kind == self._unknown:
            try:
                self._ask(int(self._facts[0]))
            except BaseException:
                self._forget()
                raise
        else:
            return False
        return True

    def _ask(self, begin: int) -> None:
        """Let the functions that analyse one word say what the kernel leaves to them, of the words from one on."""
        from textnorm.kernels.headlines.headline_figures import NUMBER, SCALE
        from textnorm.kernels.headlines.headline_words import ASK_RARE_NAME, DONE, UNREAD

        rows, states, special, numeric = self._rows, self._states, self._special, NUMBER | SCALE
        for place in range(begin, self._used[0]):
            state, caseless = states[place] & 3, states[place] > 3
            if special[place] & numeric:
                figure = figure_alone(self._surface(place), self._fold(place))
                self._known_figures[place], self._known_values[place] = figure
            if state == UNREAD:
                surface = self._surface(place)
                word = self._words[place] = analyse_once(surface, caseless=caseless)
                number = self._enter(word)
                if number >= 0:  # and the kernel knows it from now on
                    self._surfaces[number], self._words[number] = surface, word
                    self._number_of[id(word)] = number
                    special[number] = special_of(word)
                    if special[number] & numeric:
                        self._known_figures[number], self._known_values[number] = figure_alone(surface, word.folded)
                    self._entries[self._entries == place] = number
            elif state != DONE:
                name = name_group(self._surface(place, bare=True), rare=state == ASK_RARE_NAME)
                if name:
                    plain = self._word(place)
                    del self._number_of[id(plain)]
                    word = plain._replace(group=key_of(name), flags=plain.flags | NAME).with_key_bits()
                    self._words[place] = word
                    self._number_of[id(word)] = place
                    rows[place, 5], rows[place, 9], rows[place, 12] = word.group, word.flags, word.key_bits

    def _surface(self, place: int, *, bare: bool = False) -> str:
        """The token of a word, or what stands before its apostrophe."""
        end = self._token_end
        begin = end[place - 1] if place else 0
        return str(self._tokens[begin : end[place] - bare * self._cut[place]], "utf-8", "surrogatepass")

    def _fold(self, place: int) -> str:
        end = self._letter_end
        return str(self._letters[end[place - 1] if place else 0 : end[place]], "ascii")

    def _word(self, place: int) -> Word:
        """A word that is known."""
        word = self._words.get(place)
        if word is None:
            *keys, weight, contrast, bits, _ = ROW.unpack_from(self._row_bytes, ROW.size * place)
            surface, folded = self._surface(place, bare=True), self._fold(place)
            word = self._words[place] = Word._make(
                [surface, folded, *keys, self._surprisals[place], weight, contrast, bits]
            )
            self._number_of[id(word)] = place
        return word

    def _settled(self, text: str) -> Packed | None:
        """A headline whose words change one another, by the functions that read one."""
        count, kicker_end, tail_start, marks, *_ = HEAD.unpack_from(self._said)
        numbers = self._numbers[:count].tolist()
        try:
            surfaces, read = [self._surfaces[number] for number in numbers], [self._words[number] for number in numbers]
        except KeyError:
            surfaces, read = map(list, zip(*map(self._known_word, numbers), strict=True))
        words, borders, figures = settle_words(text, surfaces, read, (kicker_end, tail_start))
        number_of = self._number_of
        try:
            numbers = [number_of[id(word)] for word in words]
        except KeyError:
            numbers = [number_of[id(word)] if id(word) in number_of else self._number(word) for word in words]
            if -1 in numbers:
                return None
        self._numbers[: len(numbers)] = numbers
        said = self._said
        said[KICKER_END], said[TAIL_START] = borders
        said[MARKS], said[NUMBERS] = marks, len(figures)
        for place, figure in enumerate(figures):
            self._masks[place], self._values[place], self._counted[place] = figure.mask, figure.value, figure.owner
        self._pack_words(len(numbers), self._known, self._desk)
        return self._taken()

    def _known_word(self, number: int) -> tuple[str, Word]:
        """The token of a word that is known, and the word."""
        surface = self._surfaces.get(number)
        if surface is None:
            surface = self._surfaces[number] = self._surface(number)
        return surface, self._word(number)

    def _number(self, word: Word) -> int:
        """The number of a word that others have changed, or that the kernel does not read; -1 if it can have none."""
        number = self._changed.get(word)
        if number is None:
            number = self._enter(word)
            if number >= 0:
                self._changed[word] = number
        return number

    def _enter(self, word: Word) -> int:
        """The new number of a word; -1 if it can have none."""
        number, begin, tokens = self._used
        end = begin + len(word.folded)
        if not word.folded.isascii() or number >= len(self._states) or end > len(self._letters):
            return -1
        pack_word_into(self._row_bytes, number, word)
        self._letters[begin:end] = word.folded.encode()
        self._letter_end[number], self._token_end[number] = end, tokens
        self._used[0], self._used[1] = number + 1, end
        return number


@cache
def _shared_reader() -> OneReader:
    return OneReader()


def read_one_headline(text: str) -> Packed:
    """A headline, by the reader of this process.

    >>> read_one_headline("Kanzler in Kiew") == parse_headline("Kanzler in Kiew").packed
    True
    """
    return _shared_reader().read(text)


# A lock that another thread held at the fork is held for ever.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_shared_reader.cache_clear)
