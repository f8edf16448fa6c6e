"""A text and its candidates read as columns, for a kernel to judge: a word that was met is not analysed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.scores.headline_flags import SERIES, STOP
from textnorm.match.corpus.series import LONGEST as LONGEST_PHRASE
from textnorm.match.corpus.series import SHORTEST, Phrases
from textnorm.match.headlines.bulk.analyse import analyse_tokens
from textnorm.match.headlines.bulk.read import ReadBlock, Tokens, Vocabulary, read_block
from textnorm.match.headlines.bulk.weigh import WordRows, longer
from textnorm.match.headlines.parse import LONGEST, pack_words, parse_headline
from textnorm.match.headlines.table import HeadlineTable, Unparsed
from textnorm.match.headlines.words import Word, remembered_word

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HeadlineReader"]

# So many words are remembered, in about 1 KB each; then all are forgotten. Twice as many are hardly faster.
_MOST = 1 << 14


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
        self._columns.add_new(self._vocabulary.words)
        start = read.start
        joined, folded = self._joined(read.ids, start)
        folded = self._mark_series(read.ids, start, folded)
        columns, blank, words = read.columns(start, joined), read.blank(folded), self._vocabulary.words
        self._columns.add_new(words)
        rows = self._columns.rows
        return HeadlineTable(Unparsed(texts, self._suffixes), words, rows.columns(), columns, folded, blank, rows)

    def _joined(self, ids: NDArray[np.int32], start: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[str]]:
        """The keys of neighbours in one, and the folded words of each headline."""
        from textnorm.kernels.headlines.headline_scan import join_words

        letters, starts = self._columns.spelled
        joined, ends = np.empty(len(ids), dtype=np.int64), np.empty(len(start) - 1, dtype=np.int64)
        room = np.empty(int((starts[ids + 1] - starts[ids]).sum()) + len(ids), dtype=np.uint8)
        join_words(ids, start, self._columns.exact, letters, starts, joined, room, ends)
        data = room.tobytes()
        spans = pairwise([0, *ends.tolist()])
        return joined, [data[begin:end].decode("utf-8", "surrogatepass") for begin, end in spans]

    def _mark_series(self, ids: NDArray[np.int32], start: NDArray[np.int64], folded: list[str]) -> list[str]:
        """Put words of a series in the place of those in its phrases; returns what is folded without them."""
        from textnorm.kernels.shingles.series_words import mark_words_in_phrases

        if not len(self._begin) and not len(self._end):
            return folded
        words, columns = self._vocabulary.words, self._columns.rows.columns()
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
        new = [place for place, word in enumerate(words) if word is None]
        found = analyse_tokens([tokens[place] for place in new], [caseless[place] for place in new])
        known = dict(zip(new, found, strict=True))
        return [known[place] if word is None else word for place, word in enumerate(words)]


class _Columns:
    """The columns of words that become more. ``spelled`` has their letters as UTF-8, and where those of each begin."""

    def __init__(self) -> None:
        self._count = 0
        self.rows = WordRows()
        self.exact = np.zeros(0, dtype=np.int64)
        self.spelled = np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)

    def add_new(self, words: list[Word]) -> None:
        """Add those of all ``words`` that are new; the first ones were added before."""
        if len(words) == self._count:
            return
        new = words[self._count :]
        rows, letters, sizes = pack_words(new)
        self.rows.add_packed(rows, letters, sizes)
        self.exact = longer(self.exact, self._count, np.array([word.exact for word in new], dtype=np.int64))
        folds = [word.folded.encode("utf-8", "surrogatepass") for word in new]
        spelled, starts = self.spelled
        ends = starts[self._count] + np.cumsum([len(fold) for fold in folds])
        spelled = longer(spelled, int(starts[self._count]), np.frombuffer(b"".join(folds), dtype=np.uint8))
        self.spelled = spelled, longer(starts, self._count + 1, ends)
        self._count += len(new)
