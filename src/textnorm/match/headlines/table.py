"""Many headlines as arrays: the form in which the kernels classify them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.headline_alignment import HeadlineColumns, WordColumns
from textnorm.kernels.headline_flags import KNOWN, STOP
from textnorm.match.headlines.numbers import MASKS
from textnorm.match.headlines.parse import ParsedHeadline
from textnorm.match.headlines.words import Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LARGE", "HeadlineTable"]

# A corpus of so many headlines says itself what is rare; the shipped table counts as PRIOR headlines.
LARGE = 500
PRIOR = 5000
_WORDS_PER_HEADLINE = 8


@dataclass(frozen=True, slots=True, eq=False)
class HeadlineTable:
    """Parsed headlines as columns. Headline ``h`` has the words ``words[i] for i in ids[start[h]:start[h + 1]]``."""

    parsed: Sequence[ParsedHeadline]
    words: list[Word]
    word_columns: WordColumns
    columns: HeadlineColumns

    def __len__(self) -> int:
        return len(self.parsed)

    @classmethod
    def from_headlines(cls, parsed: Sequence[ParsedHeadline]) -> HeadlineTable:
        """Lay out headlines as columns, and weigh words by how rare they are here."""
        vocabulary: dict[tuple[str, int], int] = {}
        words: list[Word] = []
        ids, joined = array("i"), array("q")
        start, number_start = array("q", [0]), array("q", [0])
        kicker_end, tail_start, marks, whole = array("q"), array("q"), array("q"), array("q")
        mask, value = array("q"), array("d")
        for headline in parsed:
            for word in headline.words:
                number = vocabulary.get((word.surface, word.flags))
                if number is None:
                    number = vocabulary[word.surface, word.flags] = len(words)
                    words.append(word)
                ids.append(number)
            joined.extend(headline.joined)
            start.append(len(ids))
            kicker_end.append(headline.kicker_end)
            tail_start.append(headline.tail_start)
            marks.append(headline.marks)
            whole.append(headline.whole)
            for kind, number_value, _ in headline.numbers:
                mask.append(MASKS[kind])
                value.append(number_value)
            number_start.append(len(mask))
        flat, starts = np.array(ids, dtype=np.int32), np.array(start, dtype=np.int64)
        if len(parsed) >= LARGE:
            words = _weigh_in_corpus(words, starts, flat)
        columns = HeadlineColumns(
            ids=flat,
            joined=np.array(joined, dtype=np.int64),
            start=starts,
            kicker_end=np.array(kicker_end, dtype=np.int64),
            tail_start=np.array(tail_start, dtype=np.int64),
            marks=np.array(marks, dtype=np.int64),
            whole=np.array(whole, dtype=np.int64),
            number_start=np.array(number_start, dtype=np.int64),
            mask=np.array(mask, dtype=np.int64),
            value=np.array(value, dtype=np.float64),
        )
        return cls(parsed, words, _word_columns(words), columns)

    def headline(self, number: int) -> ParsedHeadline:
        """A headline with its words as this corpus weighs them."""
        ids, start = self.columns.ids, self.columns.start
        words = tuple(self.words[i] for i in ids[start[number] : start[number + 1]].tolist())
        return self.parsed[number]._replace(words=words)


def _word_columns(words: list[Word]) -> WordColumns:
    keys = np.array([word[2:11] for word in words], dtype=np.int64).reshape(-1, 9).T.copy()
    letters = [word.folded.encode("ascii", "replace") for word in words]
    columns = [
        *keys,
        np.frombuffer(bytearray(b"".join(letters)), dtype=np.uint8),
        np.concatenate([[0], np.cumsum([len(letter) for letter in letters])]).astype(np.int64),
        np.array([word.weight for word in words], dtype=np.float64),
        np.array([word.contrast for word in words], dtype=np.float64),
    ]
    return WordColumns._make(columns)


def _weigh_in_corpus(words: list[Word], start: NDArray[np.int64], ids: NDArray[np.int32]) -> list[Word]:
    """Set the surprisal of every word from the headlines at hand, with the shipped table as the prior."""
    count = len(start) - 1
    stems = np.unique(np.array([word.stem for word in words], dtype=np.int64), return_inverse=True)[1]
    units = np.repeat(np.arange(count, dtype=np.int64), np.diff(start))
    width = np.int64(count)
    seen = np.bincount(np.unique(stems[ids].astype(np.int64) * width + units) // width, minlength=stems.max() + 1)
    prior = PRIOR * np.minimum(1.0, _WORDS_PER_HEADLINE * np.exp(-np.array([word.surprisal for word in words])))
    surprisal = -np.log((seen[stems] + prior) / ((count + PRIOR) * _WORDS_PER_HEADLINE))
    return [
        word if word.flags & STOP else word.with_surprisal(rare, word.flags | (KNOWN if often else 0))
        for word, rare, often in zip(words, surprisal.tolist(), (seen[stems] > 2).tolist(), strict=True)
    ]
