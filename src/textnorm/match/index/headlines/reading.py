"""A text and its candidates read as columns, for a kernel to judge: a word that was met is not analysed again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from textnorm.kernels.scores.headline_flags import SERIES, STOP
from textnorm.match.corpus.series import LONGEST as LONGEST_PHRASE
from textnorm.match.corpus.series import SHORTEST, Phrases
from textnorm.match.headlines.bulk.one_headline import OneReader
from textnorm.match.headlines.bulk.packed_table import PackedTable, TableDesk

__all__ = ["HeadlineReader"]

# So many words are remembered, in some 250 bytes each; then all are forgotten.
_MOST = 1 << 15
_STEM, _FLAGS = 1, 9  # columns of a word


class HeadlineReader:
    """Reads some headlines, again and again. Used by one thread at a time."""

    def __init__(self) -> None:
        self._reader: OneReader | None = None  # made when it is needed: it loads kernels
        self._desk: TableDesk | None = None
        self._suffixes = frozenset[str]()
        self.know(self._suffixes, Phrases())

    def know(self, suffixes: frozenset[str], phrases: Phrases) -> None:
        """Read from now on without these names of sites, and mark the words of these series."""
        if suffixes != self._suffixes:
            self._suffixes, self._reader = suffixes, None
        self._begin, self._end = (np.array(sorted(side), dtype=np.uint64) for side in phrases)

    def read(self, texts: Sequence[str]) -> PackedTable:
        """``texts``, repaired, as columns: what ``parse_headline`` says of each, the words of series marked.

        The table holds until the next is read.
        """
        if self._reader is None:
            self._reader = OneReader(self._suffixes, _MOST)
        if self._desk is None:
            self._desk = TableDesk()
        table = self._desk.table(self._reader.read_each(texts))
        self._mark_series(table)
        return table

    def _mark_series(self, table: PackedTable) -> None:
        """Put words of a series in the place of those in its phrases, and leave them out of what is folded."""
        from textnorm.kernels.shingles.series_words import mark_words_in_phrases

        if not len(self._begin) and not len(self._end):
            return
        rows, start = table.rows, table.start
        stems, content = rows[:, _STEM].copy(), rows[:, _FLAGS] & STOP == 0
        marked = np.empty(len(rows), dtype=bool)
        if mark_words_in_phrases(stems, start, content, self._begin, self._end, SHORTEST, LONGEST_PHRASE, marked):
            rows[marked, _FLAGS] |= SERIES
            sizes = np.diff(table.letter_start)
            for number in np.unique(np.searchsorted(start, np.flatnonzero(marked), side="right") - 1).tolist():
                own = slice(start[number], start[number + 1])
                table.folded[number] = _without(table.folded[number], sizes[own].tolist(), marked[own].tolist())


def _without(folded: str, sizes: list[int], marked: list[bool]) -> str:
    """Words of these sizes, with spaces between, without those that are marked."""
    starts = accumulate((size + 1 for size in sizes), initial=0)
    spans = pairwise(starts)
    return " ".join([folded[begin : end - 1] for (begin, end), mark in zip(spans, marked, strict=True) if not mark])
