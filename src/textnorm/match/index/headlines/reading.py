"""A text and its candidates read as columns, for a kernel to judge: a word that was met is not analysed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.scores.headline_flags import SERIES, STOP
from textnorm.match.corpus.series import LONGEST as LONGEST_PHRASE
from textnorm.match.corpus.series import SHORTEST, Phrases
from textnorm.match.headlines.bulk.read import ReadBlock, read_block
from textnorm.match.headlines.parse import LONGEST, parse_headline
from textnorm.match.headlines.table import HeadlineTable, Unparsed
from textnorm.match.headlines.words import Word
from textnorm.match.index.headlines.known_words import KnownTokens, KnownWords

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HeadlineReader"]

# So many words are remembered, in some 300 bytes each; then all are forgotten.
_MOST = 1 << 15
_STEM, _FLAGS = 1, 9  # columns of a word


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
        self._words = KnownWords()
        self._tokens = KnownTokens(self._words)

    def read(self, texts: Sequence[str]) -> HeadlineTable:
        """``texts``, repaired, as columns: what ``parse_headline`` says of each, the words of series marked."""
        words = self._words
        if len(words) > _MOST:
            self._forget()
            words = self._words
        if max(map(len, texts)) > LONGEST:  # all of it would be read
            read = _parsed(texts, self._suffixes, words.number)
        else:
            read = read_block(texts, self._suffixes, words, self._tokens)
        start = read.start
        joined, folded = self._joined(read.ids, start)
        folded = self._mark_series(read.ids, start, folded)
        columns, blank = read.columns(start, joined), read.blank(folded)
        rows = words.rows
        return HeadlineTable(Unparsed(texts, self._suffixes), words, rows.columns(), columns, folded, blank, rows)

    def _joined(self, ids: NDArray[np.int32], start: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[str]]:
        """The keys of neighbours in one, and the folded words of each headline."""
        from textnorm.kernels.headlines.headline_scan import join_words

        letters, starts = self._words.spelled
        joined, ends = np.empty(len(ids), dtype=np.int64), np.empty(len(start) - 1, dtype=np.int64)
        room = np.empty(int((starts[ids + 1] - starts[ids]).sum()) + len(ids), dtype=np.uint8)
        join_words(ids, start, self._words.exact, letters, starts, joined, room, ends)
        data = room.tobytes()
        spans = pairwise([0, *ends.tolist()])
        return joined, [data[begin:end].decode("utf-8", "surrogatepass") for begin, end in spans]

    def _mark_series(self, ids: NDArray[np.int32], start: NDArray[np.int64], folded: list[str]) -> list[str]:
        """Put words of a series in the place of those in its phrases; returns what is folded without them."""
        from textnorm.kernels.shingles.series_words import mark_words_in_phrases

        if not len(self._begin) and not len(self._end):
            return folded
        words = self._words
        rows = words.rows.for_kernel()[0]
        stems, flags = rows[ids, _STEM], rows[ids, _FLAGS]
        marked = np.empty(len(ids), dtype=bool)
        if mark_words_in_phrases(
            stems, start, flags & STOP == 0, self._begin, self._end, SHORTEST, LONGEST_PHRASE, marked
        ):
            places = np.flatnonzero(marked)
            for place in places.tolist():
                word = words[int(ids[place])]
                ids[place] = words.number(word._replace(flags=word.flags | SERIES))
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
