"""One headline read by kernel, for who compares two: ``parse_headline(text).packed`` in less time."""

from __future__ import annotations

import os
from array import array
from functools import cache
from itertools import pairwise
from threading import Lock

import numpy as np

from textnorm.kernels.scores.headline_alignment import WORD_ROW
from textnorm.kernels.scores.headline_flags import LIVE, NAME
from textnorm.match.headlines.bulk.analyse import tables_for_kernel
from textnorm.match.headlines.bulk.characters import character_classes
from textnorm.match.headlines.parse import (
    LONGEST,
    ROW,
    Packed,
    is_live,
    joined_keys,
    pack_words,
    parse_headline,
    settle_words,
)
from textnorm.match.headlines.parts import LONGEST_KICKER, ends_in_site
from textnorm.match.headlines.word_keys import name_group
from textnorm.match.headlines.words import Word, analyse_once, key_of
from textnorm.match.keys import fold_tables

__all__ = ["OneReader", "read_one_headline"]

_MOST = 1 << 16  # words, in some 250 bytes each; then all are forgotten
_LETTERS = 16  # of a word, on average at most
_ROOM = 1 << 16  # of a key: 32 times the longest text


class OneReader:
    """Reads headlines one by one, and knows the words of those before."""

    def __init__(self) -> None:
        from textnorm.kernels.headlines.headline_reading import FACTS, FULL, UNKNOWN, read_headline
        from textnorm.kernels.headlines.headline_scan import BAR, PLAIN, SETTLE

        self._lock = Lock()
        # At hand, as an import costs microseconds even where it finds the module loaded.
        self._read_headline, self._plain, self._bar, self._settle = read_headline, PLAIN, BAR, SETTLE
        self._unknown, self._full = UNKNOWN, FULL
        room = LONGEST + 1
        self._facts = np.empty(FACTS, dtype=np.int64)
        self._tokens, self._hashes = np.empty((4, room), dtype=np.int64), np.empty(room, dtype=np.uint64)
        self._rows, self._neighbours = np.empty((room, WORD_ROW), dtype=np.int64), np.empty((2, room), dtype=np.int64)
        self._letters, self._folded = np.empty(room, dtype=np.uint8), np.empty(_ROOM, dtype=np.uint8)
        self._tables = character_classes(), fold_tables(), tables_for_kernel()
        # A slice of these costs half as much as one of an array.
        self._row_bytes, self._joined_bytes, self._letter_bytes, self._folded_bytes = (
            part.data.cast("B") for part in (self._rows, self._neighbours[1], self._letters, self._folded)
        )
        self._found = self._tokens, self._hashes, self._facts, self._rows, self._neighbours, self._letters, self._folded
        self._forget()

    def _forget(self) -> None:
        # Memory is taken when it is written to.
        self._known = (
            np.zeros(2 * _MOST, dtype=np.uint64),
            np.zeros(2 * _MOST, dtype=np.int64),
            np.zeros((_MOST, WORD_ROW), dtype=np.int64),
            np.zeros(_MOST),
            np.zeros(_MOST * _LETTERS, dtype=np.uint8),
            np.zeros(_MOST, dtype=np.int64),
            np.zeros(_MOST, dtype=np.uint8),
            np.zeros(_MOST, dtype=np.uint8),
            np.zeros(_MOST * _LETTERS, dtype=np.uint8),
            np.zeros(_MOST, dtype=np.int64),
            np.zeros(_MOST, dtype=np.int64),
            np.zeros(3, dtype=np.int64),
        )
        self._known_rows, self._known_letters, self._known_tokens = (
            self._known[part].data.cast("B") for part in (2, 4, 8)
        )
        # Of words that change one another, which the functions that read one headline take.
        self._surfaces: dict[int, str] = {}
        self._words: dict[int, Word] = {}
        self._unread: set[int] = set()  # of those, the ones that the kernel leaves to others

    def read(self, text: str) -> Packed:
        """The headline of a text, which is repaired."""
        with self._lock:
            return self._read(text)

    def _read(self, text: str) -> Packed:
        encoded = text.encode("utf-8", "surrogatepass")
        if not 0 < len(encoded) <= LONGEST:
            return parse_headline(text).packed
        kind = self._kind_of(encoded, 0)
        if kind == self._bar and not ends_in_site(text, frozenset()):
            kind = self._kind_of(encoded, 1)
        if kind == self._settle:
            return self._settled(text)
        if kind != self._plain:
            return parse_headline(text).packed
        count, kicker_end, tail_start, marks, whole, size = self._facts.tolist()
        return Packed(
            bytes(self._row_bytes[: 8 * WORD_ROW * count]),
            bytes(self._letter_bytes[:size]),
            tuple(self._neighbours[0, :count].tolist()),
            bytes(self._joined_bytes[: 8 * count]),
            kicker_end,
            tail_start,
            marks,
            whole,
            (),
            str(self._folded_bytes[: size + max(count - 1, 0)], "ascii"),
        )

    def _kind_of(self, encoded: bytes, without_site: int) -> int:
        """What the kernel says of a text; words that it does not know yet are analysed."""
        data = np.frombuffer(encoded, dtype=np.uint8)
        while True:
            kind: int = self._read_headline(
                data, *self._tables, self._known, LONGEST, LONGEST_KICKER, without_site, *self._found
            )
            if kind == self._full:
                self._forget()
            elif kind == self._unknown:
                try:
                    self._ask(int(self._facts[0]))
                except BaseException:
                    self._forget()
                    raise
            else:
                return kind

    def _ask(self, begin: int) -> None:
        """Let the functions that analyse one word say what the kernel leaves to them, of the words from one on."""
        from textnorm.kernels.headlines.headline_words import ASK_RARE_NAME, DONE, UNREAD

        rows, states = self._known[2], self._known[7]
        for place in range(begin, int(self._known[11][0])):
            state, caseless = int(states[place]) & 3, states[place] > 3
            if state == UNREAD:
                self._words[place] = analyse_once(self._surface(place), caseless=caseless)
                self._unread.add(place)
            elif state != DONE:
                name = name_group(self._surface(place, bare=True), rare=state == ASK_RARE_NAME)
                if name:
                    word = self._word(place)
                    word = word._replace(group=key_of(name), flags=word.flags | NAME).with_key_bits()
                    self._words[place] = word
                    rows[place, 5], rows[place, 9], rows[place, 12] = word.group, word.flags, word.key_bits

    def _surface(self, place: int, *, bare: bool = False) -> str:
        """The token of a word, or what stands before its apostrophe."""
        token_end, cut = self._known[9:11]
        begin = token_end[place - 1] if place else 0
        return str(self._known_tokens[begin : token_end[place] - bare * cut[place]], "utf-8", "surrogatepass")

    def _word(self, place: int) -> Word:
        """A word that is known."""
        word = self._words.get(place)
        if word is None:
            surprisals, letter_end = self._known[3], self._known[5]
            *keys, weight, contrast, bits, _ = ROW.unpack_from(self._known_rows, ROW.size * place)
            folded = str(self._known_letters[letter_end[place - 1] if place else 0 : letter_end[place]], "ascii")
            word = self._words[place] = Word._make(
                [self._surface(place, bare=True), folded, *keys, surprisals[place].item(), weight, contrast, bits]
            )
        return word

    def _settled(self, text: str) -> Packed:
        """A headline whose words change one another, by the functions that read one."""
        count, kicker_end, tail_start, marks, whole, _ = self._facts.tolist()
        known = self._surfaces
        surfaces, read, unchanged = [], [], {}
        for place, number in enumerate(self._tokens[2, :count].tolist()):
            if number not in known:
                known[number] = self._surface(number)
            surfaces.append(known[number])
            word = self._word(number)
            read.append(word)
            if number not in self._unread:
                unchanged[id(word)] = place
        words, borders, figures = settle_words(text, surfaces, read.copy(), (kicker_end, tail_start))
        marks |= LIVE * is_live(words)
        places = [unchanged.get(id(word), -1) for word in words]
        rows, joined = self._rows_of(words, places), self._joined(words, places)
        folds = [word.folded for word in words]
        letters, sizes = "".join(folds).encode("ascii", "replace"), tuple(map(len, folds))
        return Packed(rows, letters, sizes, joined, *borders, marks, whole, figures, " ".join(folds))

    def _rows_of(self, words: list[Word], places: list[int]) -> bytes:
        """The rows of words; those that have a place in what was read last are there already."""
        size = ROW.size
        found = [
            self._row_bytes[size * place : size * place + size] if place >= 0 else pack_words((word,))[0]
            for word, place in zip(words, places, strict=True)
        ]
        return b"".join(found)

    def _joined(self, words: list[Word], places: list[int]) -> bytes:
        """The keys of neighbours, which are there for those that were neighbours already."""
        keys = self._neighbours[1, : max(places, default=-1) + 1].tolist()
        joined = [
            keys[place] if 0 <= place == after - 1 else joined_keys(both)[0]
            for both, (place, after) in zip(pairwise(words), pairwise(places), strict=True)
        ]
        return array("q", [*joined, 0] if words else joined).tobytes()


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
