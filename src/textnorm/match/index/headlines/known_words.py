"""Words under numbers, in the rows that a kernel weighs: analysed once, by kernel, and seldom made into objects."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.scores.headline_flags import NAME
from textnorm.match.headlines.bulk.analyse import Analysed, analyse_spans
from textnorm.match.headlines.bulk.read import Tokens, special_of
from textnorm.match.headlines.bulk.weigh import WordRows, longer
from textnorm.match.headlines.parse import pack_words
from textnorm.match.headlines.word_keys import name_group
from textnorm.match.headlines.words import Word, analyse_once, key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KnownTokens", "KnownWords"]

_GROUP, _FLAGS, _WEIGHT, _KEY_BITS = 5, 9, 10, 12  # columns of a row


class KnownWords(Sequence[Word]):
    """Words under numbers, as a ``Vocabulary`` gives them; an object is made of those alone that are asked for.

    ``exact`` has their keys as they are written; ``spelled`` their letters as UTF-8, and where those of each begin.
    """

    def __init__(self) -> None:
        self.rows = WordRows()
        self.exact = np.zeros(0, dtype=np.int64)
        self.spelled = np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)
        self._surfaces: list[str] = []
        self._surprisals = np.zeros(0)
        self._objects: dict[int, Word] = {}
        self._by_object: dict[int, int] = {}  # by the identity of those
        self._by_name: dict[tuple[str, int, int, int, int, int], int] = {}

    def __len__(self) -> int:
        return len(self._surfaces)

    def __getitem__(self, number: int) -> Word:  # type: ignore[override]
        word = self._objects.get(number)
        if word is None:
            row = self.rows.for_kernel()[0][number]
            fields, reals = row.tolist(), row[_WEIGHT:_KEY_BITS].view(np.float64).tolist()
            surprisal = self._surprisals[number].item()
            word = Word._make(
                [self._surfaces[number], self.folded(number), *fields[:_WEIGHT], surprisal, *reals, fields[_KEY_BITS]]
            )
            self._remember(word, number)
        return word

    def _remember(self, word: Word, number: int) -> None:
        self._objects[number] = word
        self._by_object[id(word)] = number

    def folded(self, number: int) -> str:
        """The letters of a word."""
        data, starts = self.spelled
        return data[starts[number] : starts[number + 1]].tobytes().decode("utf-8", "surrogatepass")

    def number(self, word: Word) -> int:
        """The number of a word."""
        known = self._by_object.get(id(word))
        if known is not None:
            return known
        name = (word.surface, word.flags, word.exact, word.stem, word.group, word.polarity)  # as in ``Vocabulary``
        known = self._by_name.get(name)
        if known is None:
            known = self._by_name[name] = len(self)
            rows, letters, sizes = pack_words((word,))
            spelled = word.folded.encode("utf-8", "surrogatepass")
            row = np.frombuffer(rows, dtype=np.int64).reshape(1, -1)
            self._enter(row, letters, sizes, spelled, [len(spelled)], np.array([word.surprisal]), [word.surface])
            self._remember(word, known)
        return known

    def add(self, found: Analysed, surfaces: list[str]) -> None:
        """Number what a kernel has analysed on."""
        letters = found.letters[: found.letter_end[-1]].tobytes()
        ends = found.letter_end.tolist()
        sizes = [end - begin for begin, end in pairwise([0, *ends])]
        self._enter(found.rows, letters, sizes, letters, sizes, found.surprisals, surfaces)

    def _enter(
        self,
        rows: NDArray[np.int64],
        letters: bytes,
        sizes: Sequence[int],
        spelled: bytes,
        spelled_sizes: Sequence[int],
        surprisals: NDArray[np.float64],
        surfaces: list[str],
    ) -> None:
        count = len(self)
        self.rows.add_packed(rows.tobytes(), letters, sizes)
        self.exact = longer(self.exact, count, rows[:, 0])
        data, starts = self.spelled
        used = int(starts[count])
        self.spelled = (
            longer(data, used, np.frombuffer(spelled, dtype=np.uint8)),
            longer(starts, count + 1, used + np.cumsum(spelled_sizes)),
        )
        self._surprisals = longer(self._surprisals, count, surprisals)
        self._surfaces += surfaces


class KnownTokens(Tokens):
    """Tokens whose words are known by number."""

    def __init__(self, known: KnownWords) -> None:
        super().__init__()
        self._known = known
        self._met: dict[int, Word] = {}

    def word(self, number: int) -> Word:
        """The word that a token is."""
        word = self._met.get(number)
        if word is None:
            word = self._met[number] = self._known[int(self.ids[number])]
        return word

    def _analyse(self, tokens: list[str], hashes: NDArray[np.uint64]) -> None:
        from textnorm.kernels.headlines.headline_scan import CASELESS
        from textnorm.kernels.headlines.headline_words import DONE, UNREAD

        caseless = hashes & CASELESS != 0
        buffer = TextBuffer.from_texts(tokens)
        last = buffer.offsets[1:].copy()
        found = analyse_spans(buffer.data, buffer.offsets[:-1].copy(), last, caseless.view(np.uint8))
        surfaces = tokens.copy()
        for place in np.flatnonzero(found.ends != last).tolist():
            surfaces[place] = tokens[place].partition("'")[0].partition("\N{RIGHT SINGLE QUOTATION MARK}")[0]
        begin = len(self._known)
        ids = np.arange(begin, begin + len(tokens), dtype=np.int32)
        asked = np.flatnonzero(found.states != DONE).tolist()
        self._known.add(_named(found, [place for place in asked if found.states[place] != UNREAD], surfaces), surfaces)
        for place in asked:
            if found.states[place] == UNREAD:
                word = analyse_once(tokens[place], caseless=bool(caseless[place]))
                found.special[place], ids[place] = special_of(word), self._known.number(word)
        self.surfaces += tokens
        self.special = longer(self.special, self._count, found.special)
        self.ids = longer(self.ids, self._count, ids)
        self._hashes = longer(self._hashes, self._count, hashes)
        self._count += len(tokens)


def _named(found: Analysed, asked: list[int], surfaces: list[str]) -> Analysed:
    """What is known of words when those that are ``asked`` for are names, or are not."""
    from textnorm.kernels.headlines.headline_words import ASK_RARE_NAME

    for place in asked:
        name = name_group(surfaces[place], rare=bool(found.states[place] == ASK_RARE_NAME))
        if name:
            row = found.rows[place]
            row[_GROUP] = key_of(name)
            row[_FLAGS] |= NAME
            word = Word._make(["", "", *row[:_WEIGHT].tolist(), 0.0, 0.0, 0.0, 0])
            row[_KEY_BITS] = word.with_key_bits().key_bits
    return found
