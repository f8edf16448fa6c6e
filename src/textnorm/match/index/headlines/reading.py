"""A text and its candidates read as columns, for a kernel to judge: a word that was met is not analysed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.headline_alignment import WordColumns
from textnorm.kernels.headline_flags import SERIES, STOP
from textnorm.match.corpus.series import LONGEST as LONGEST_PHRASE
from textnorm.match.corpus.series import SHORTEST, Phrases
from textnorm.match.headlines.bulk.halves import known_halves
from textnorm.match.headlines.bulk.read import ReadBlock, Tokens, Vocabulary, read_block
from textnorm.match.headlines.parse import LONGEST, parse_headline
from textnorm.match.headlines.table import HeadlineTable, Unparsed, word_columns_of
from textnorm.match.headlines.words import Word, analyse_once, remembered_word

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HeadlineReader"]

# So many words are remembered, in about 1 KB each; then all are forgotten.
_MOST = 1 << 15
# From so many new words on, a kernel finds the halves of compounds.
_MANY = 2


class HeadlineReader:
    """Reads some headlines, again and again. Used by one thread at a time."""

    def __init__(self) -> None:
        self.know(frozenset(), Phrases())
        self._forget()

    def know(self, suffixes: frozenset[str], phrases: Phrases) -> None:
        """Read from now on without these names of sites, and mark the words of these series."""
        self._suffixes = suffixes
        self._begin, self._end = (np.array(sorted(side), dtype=np.uint64) for side in phrases)

    def _forget(self) -> None:
        self._tokens, self._vocabulary, self._columns = _KnownTokens(), Vocabulary(), _Columns()

    def read(self, texts: Sequence[str]) -> HeadlineTable:
        """``texts``, repaired, as columns: what ``parse_headline`` says of each, the words of series marked."""
        if len(self._vocabulary.words) > _MOST:
            self._forget()
        if max(map(len, texts)) > LONGEST:  # all of it would be read
            read = _parsed(texts, self._suffixes, self._vocabulary.number)
        else:
            read = read_block(texts, self._suffixes, self._vocabulary, self._tokens)
        start = read.start
        joined, folded = self._joined(read.ids, start)
        folded = self._mark_series(read.ids, start, folded)
        columns, blank, words = read.columns(start, joined), read.blank(folded), self._vocabulary.words
        return HeadlineTable(Unparsed(texts, self._suffixes), words, self._columns.of(words), columns, folded, blank)

    def _joined(self, ids: NDArray[np.int32], start: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[str]]:
        """The keys of neighbours in one, and the folded words of each headline."""
        from textnorm.kernels.headline_scan import join_words

        exact = self._columns.of(self._vocabulary.words).exact
        letters, starts = self._columns.spelled
        joined, ends = np.empty(len(ids), dtype=np.int64), np.empty(len(start) - 1, dtype=np.int64)
        room = np.empty(int((starts[ids + 1] - starts[ids]).sum()) + len(ids), dtype=np.uint8)
        join_words(ids, start, exact, letters, starts, joined, room, ends)
        data = room.tobytes()
        spans = pairwise([0, *ends.tolist()])
        return joined, [data[begin:end].decode("utf-8", "surrogatepass") for begin, end in spans]

    def _mark_series(self, ids: NDArray[np.int32], start: NDArray[np.int64], folded: list[str]) -> list[str]:
        """Put words of a series in the place of those in its phrases; returns what is folded without them."""
        from textnorm.kernels.series_words import mark_words_in_phrases

        if not len(self._begin) and not len(self._end):
            return folded
        words, columns = self._vocabulary.words, self._columns.of(self._vocabulary.words)
        marked = np.empty(len(ids), dtype=bool)
        content = columns.flags[ids] & STOP == 0
        if mark_words_in_phrases(
            columns.stem[ids], start, content, self._begin, self._end, SHORTEST, LONGEST_PHRASE, marked
        ):
            places = np.flatnonzero(marked)
            for place in places.tolist():
                word = words[ids[place]]
                ids[place] = self._vocabulary.number(word._replace(flags=word.flags | SERIES))
            for number in np.unique(np.searchsorted(start, places, side="right") - 1).tolist():
                own = [words[each] for each in ids[start[number] : start[number + 1]].tolist()]
                folded[number] = " ".join(word.folded for word in own if not word.flags & SERIES)
        return folded


def _parsed(texts: Sequence[str], suffixes: frozenset[str], number: Callable[[Word], int]) -> ReadBlock:
    """What ``read_block`` gives, of texts read one by one."""
    read = [parse_headline(text, suffixes=suffixes) for text in texts]
    figures = [figure for headline in read for figure in headline.numbers]
    return ReadBlock(
        np.array([number(word) for headline in read for word in headline.words], dtype=np.int32),
        np.array([len(headline.words) for headline in read], dtype=np.int64),
        np.array([(headline.kicker_end, headline.tail_start, headline.marks) for headline in read], dtype=np.int64),
        np.array([headline.whole for headline in read], dtype=np.int64),
        np.array([len(headline.numbers) for headline in read], dtype=np.int64),
        np.array([figure.mask for figure in figures], dtype=np.int64),
        np.array([figure.value for figure in figures], dtype=np.float64),
        np.array([figure.owner for figure in figures], dtype=np.int64),
    )


class _KnownTokens(Tokens):
    """Tokens of which some are words that the search for keys has analysed a moment ago."""

    def analyse(self, tokens: list[str], caseless: list[bool]) -> list[Word]:
        """The words that tokens are."""
        words = [remembered_word(token, caseless=each) for token, each in zip(tokens, caseless, strict=True)]
        new = [token for token, word in zip(tokens, words, strict=True) if word is None]
        halves = known_halves(new) if len(new) >= _MANY else None
        return [
            analyse_once(token, caseless=each, halves=halves).with_key_bits() if word is None else word
            for token, each, word in zip(tokens, caseless, words, strict=True)
        ]


class _Columns:
    """The columns of words that become more. ``spelled`` has their letters as UTF-8, and where those of each begin."""

    def __init__(self) -> None:
        self._count = self._letters = 0
        self._given = word_columns_of([])
        self._room = list(self._given[:-1])  # the last one, of spellings, is filled in before pairs are weighed
        self.spelled = np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)

    def of(self, words: list[Word]) -> WordColumns:
        """The columns of all ``words``, of which the first ones were given before."""
        if len(words) > self._count:
            self._add(words[self._count :])
            self._given = WordColumns._make(
                [*(room[:end] for room, end in zip(self._room, self._ends(), strict=True)), None]
            )
        return self._given

    def _ends(self) -> list[int]:
        ends = [self._count] * len(self._room)
        ends[_LETTERS], ends[_LETTER_START] = self._letters, self._count + 1
        return ends

    def _add(self, words: list[Word]) -> None:
        new = word_columns_of(words)
        new = new._replace(letter_start=new.letter_start[1:] + self._letters)
        for place, (column, start) in enumerate(zip(new[:-1], self._ends(), strict=True)):
            self._room[place] = _longer(self._room[place], start, column)
        self._count += len(words)
        self._letters += len(new.letters)
        own = TextBuffer.from_texts([word.folded for word in words])
        letters, starts = self.spelled
        end = int(starts[-1])
        self.spelled = np.concatenate([letters, own.data]), np.concatenate([starts, own.offsets[1:] + end])


def _longer(room: NDArray[Any], end: int, more: NDArray[Any]) -> NDArray[Any]:
    """What is in ``room`` up to ``end``, ``more`` behind it, and room for as much again if there was none."""
    if end + len(more) > len(room):
        old, room = room, np.zeros(2 * (end + len(more)), dtype=room.dtype)
        room[:end] = old[:end]
    room[end : end + len(more)] = more
    return room


_LETTERS, _LETTER_START = (WordColumns._fields.index(name) for name in ("letters", "letter_start"))
