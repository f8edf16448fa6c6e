"""A text and its candidates read as columns, for a kernel to judge: a word that was met is not analysed again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from textnorm.kernels.headline_alignment import HeadlineColumns, WordColumns
from textnorm.kernels.headline_flags import SERIES, STOP
from textnorm.match.corpus.series import words_in_phrases
from textnorm.match.headlines.bulk.halves import known_halves
from textnorm.match.headlines.bulk.read import Tokens, Vocabulary, read_block
from textnorm.match.headlines.parse import LONGEST, parse_headline
from textnorm.match.headlines.table import HeadlineTable, Unparsed, word_columns_of
from textnorm.match.headlines.words import Word, analyse_once, remembered_word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.corpus.series import Phrases

__all__ = ["HeadlineReader"]

# So many words are remembered, in about 1 KB each; then all are forgotten.
_MOST = 1 << 15
# From so many new words on, a kernel finds the halves of compounds.
_MANY = 2


class HeadlineReader:
    """Reads some headlines, again and again. Used by one thread at a time."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._tokens, self._vocabulary, self._columns = _KnownTokens(), Vocabulary(), _Columns()

    def read(self, texts: Sequence[str], suffixes: frozenset[str], phrases: Phrases) -> HeadlineTable:
        """``texts``, repaired, as columns: what ``parse_headline`` says of each, the words of series marked."""
        if len(self._vocabulary.words) > _MOST:
            self._forget()
        number = self._vocabulary.number
        if max(map(len, texts)) > LONGEST:  # all of it would be read
            return self._marked(_parsed(texts, suffixes, number), texts, suffixes, phrases)
        return self._marked(read_block(texts, suffixes, self._vocabulary, self._tokens), texts, suffixes, phrases)

    def _marked(
        self, read: tuple[NDArray[Any], ...], texts: Sequence[str], suffixes: frozenset[str], phrases: Phrases
    ) -> HeadlineTable:
        """The table of what was read."""
        ids, sizes, facts, whole, number_sizes, mask, value, owner = read
        words, number = self._vocabulary.words, self._vocabulary.number
        every, ends = ids.tolist(), np.cumsum(sizes).tolist()
        marking = bool(phrases.begin or phrases.end)
        joined: list[int] = []
        folded, begin = [], 0
        for end in ends:
            own = [words[place] for place in every[begin:end]]
            folds = [word.folded for word in own]
            # The key of a word and its successor in one: CRC-32 goes on from where it stopped.
            joined += [
                crc32(fold.encode("utf-8", "surrogatepass"), word.exact)
                for word, fold in zip(own, folds[1:], strict=False)
            ]
            if own:
                joined.append(0)
            if marking:
                content = [not word.flags & STOP for word in own]
                marked = words_in_phrases([word.stem for word in own], content, phrases)
                if any(marked):
                    for place, (word, mark) in enumerate(zip(own, marked, strict=True), begin):
                        if mark:
                            ids[place] = number(word._replace(flags=word.flags | SERIES))
                    folds = [word.folded for word, mark in zip(own, marked, strict=True) if not mark]
            folded.append(" ".join(folds))
            begin = end
        columns = HeadlineColumns(
            ids=ids,
            joined=np.array(joined, dtype=np.int64),
            start=np.array([0, *ends], dtype=np.int64),
            kicker_end=facts[:, 0].copy(),
            tail_start=facts[:, 1].copy(),
            marks=facts[:, 2].copy(),
            whole=whole,
            number_start=np.concatenate([[0], np.cumsum(number_sizes)]),
            mask=mask,
            value=value,
            owner=owner,
        )
        blank = np.array([not text for text in folded], dtype=bool) & (number_sizes == 0)
        return HeadlineTable(Unparsed(texts, suffixes), words, self._columns.of(words), columns, folded, blank)


def _parsed(texts: Sequence[str], suffixes: frozenset[str], number: Any) -> tuple[NDArray[Any], ...]:
    """What ``read_block`` gives, of texts read one by one."""
    read = [parse_headline(text, suffixes=suffixes) for text in texts]
    figures = [figure for headline in read for figure in headline.numbers]
    return (
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
    """The columns of words that become more."""

    def __init__(self) -> None:
        self._count = self._letters = 0
        self._room = list(word_columns_of([]))
        self._room[_LETTER_START] = np.zeros(1, dtype=np.int64)

    def of(self, words: list[Word]) -> WordColumns:
        """The columns of all ``words``, of which the first ones were given before."""
        if len(words) > self._count:
            self._add(words[self._count :])
        ends = [self._count] * len(self._room)
        ends[_LETTERS], ends[_LETTER_START] = self._letters, self._count + 1
        return WordColumns._make([column[:end] for column, end in zip(self._room, ends, strict=True)])

    def _add(self, words: list[Word]) -> None:
        new = word_columns_of(words)
        starts = [self._count] * len(self._room)
        starts[_LETTERS], starts[_LETTER_START] = self._letters, self._count + 1
        new = new._replace(letter_start=new.letter_start[1:] + self._letters)
        for place, (column, start) in enumerate(zip(new, starts, strict=True)):
            room, end = self._room[place], start + len(column)
            if end > len(room):
                self._room[place] = np.zeros(2 * end, dtype=room.dtype)
                self._room[place][:start] = room[:start]
            self._room[place][start:end] = column
        self._count += len(words)
        self._letters += len(new.letters)


_LETTERS, _LETTER_START = (WordColumns._fields.index(name) for name in ("letters", "letter_start"))
