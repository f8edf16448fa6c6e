"""Many headlines as arrays: the form in which the kernels classify them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.scores.headline_alignment import HeadlineColumns, WordColumns
from textnorm.kernels.scores.headline_flags import SERIES, STOP
from textnorm.kernels.waiting import is_worth_it
from textnorm.match.corpus.repair import DAMAGE, repair_text
from textnorm.match.corpus.series import LEAST_MEMBERS, find_series
from textnorm.match.headlines.bulk.read import Headlines, Vocabulary, read_headlines
from textnorm.match.headlines.parse import ParsedHeadline, parse_headline
from textnorm.match.headlines.parts import learn_suffixes
from textnorm.match.headlines.words import Word
from textnorm.match.keys import key
from textnorm.text.prefilter import scan_buffer

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LARGE", "HeadlineSource", "HeadlineTable", "Parsed", "Unparsed", "repaired_texts", "word_columns_of"]

# A corpus of so many headlines says itself what a site writes behind all its titles.
LARGE = 500


class HeadlineSource(Protocol):
    """Headlines in order, parsed when they are asked for."""

    def __iter__(self) -> Iterator[ParsedHeadline]: ...
    def __getitem__(self, number: int, /) -> ParsedHeadline: ...

    def key(self, number: int) -> str:
        """The ``key`` of the text of a headline."""


@dataclass(frozen=True, slots=True, eq=False)
class Unparsed:
    """Texts, repaired, as headlines: each is parsed when it is asked for. ``suffixes`` are the names of sites."""

    texts: Sequence[str]
    suffixes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Sequence[str], repair: bool) -> Unparsed:
        """The headlines of a corpus, which says itself what a site writes behind all its titles."""
        if repair:
            texts = repaired_texts(texts)
        return cls(texts, learn_suffixes(texts) if len(texts) >= LARGE else frozenset())

    def __iter__(self) -> Iterator[ParsedHeadline]:
        for text in self.texts:
            yield parse_headline(text, suffixes=self.suffixes)

    def __getitem__(self, number: int) -> ParsedHeadline:
        return parse_headline(self.texts[number], suffixes=self.suffixes)

    def key(self, number: int) -> str:
        """The ``key`` of the text of a headline."""
        return key(self.texts[number])


_BLOCK = 1 << 15  # texts looked at at a time


def repaired_texts(texts: Sequence[str]) -> list[str]:
    """``repair_text`` of each; a kernel passes over those that are sound."""
    found = list(texts)
    for first in range(0, len(found), _BLOCK):
        steps = scan_buffer(TextBuffer.from_texts(found[first : first + _BLOCK]))
        for place in (first + np.flatnonzero(steps & DAMAGE)).tolist():
            found[place] = repair_text(found[place])
    return found


class Parsed(list[ParsedHeadline]):
    """Headlines that are parsed already."""

    def key(self, number: int) -> str:
        """The ``key`` of the text of a headline."""
        return self[number].key


@dataclass(frozen=True, slots=True, eq=False)
class HeadlineTable:
    """Parsed headlines as columns. Headline ``h`` has the words ``words[i] for i in ids[start[h]:start[h + 1]]``."""

    source: HeadlineSource
    words: Sequence[Word]
    word_columns: WordColumns
    columns: HeadlineColumns
    folded: list[str]
    blank: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.folded)

    @classmethod
    def from_headlines(cls, source: HeadlineSource, *, series: bool = True) -> HeadlineTable:
        """Lay out headlines as columns, and with ``series`` mark the words of series.

        The headlines are read from ``source`` one after the other and not kept, which takes a fifth of the memory of
        all of them; the few that are asked for later are read again.
        """
        words, columns, folded, blank = _read(source) if isinstance(source, Unparsed) else _gather(source)
        if series and len(folded) >= LEAST_MEMBERS:
            _mark_series(words, columns.ids, columns.start, columns.whole, folded)
        return cls(source, words, word_columns_of(words), columns, folded, blank)

    def headline(self, number: int) -> ParsedHeadline:
        """A headline with the words of series marked."""
        ids, start = self.columns.ids, self.columns.start
        words = tuple(self.words[i] for i in ids[start[number] : start[number + 1]].tolist())
        return self.source[number]._replace(words=words, folded=self.folded[number])

    def same_key(self, one: int, other: int) -> bool:
        """Whether two headlines are identical but for case, marks and spelling."""
        return self.columns.whole[one] == self.columns.whole[other] and self.source.key(one) == self.source.key(other)


# Texts that Python reads before the kernels are compiled, each in a fifth of a millisecond; these take nine seconds.
_WORTH_KERNELS = 30_000


def _read(source: Unparsed) -> Headlines:
    """Headlines as columns, read by kernels where these are kept or worth their compilation."""
    if is_worth_it("headlines.headline_words", len(source.texts), _WORTH_KERNELS):
        return read_headlines(source.texts, source.suffixes)
    return _gather(source)


def _gather(source: Iterable[ParsedHeadline]) -> Headlines:
    """Headlines that are parsed already, as columns."""
    vocabulary = Vocabulary()
    ids, joined, start, number_start = array("i"), array("q"), array("q", [0]), array("q", [0])
    kicker_end, tail_start, marks, whole = array("q"), array("q"), array("q"), array("q")
    mask, value, owner = array("q"), array("d"), array("q")
    folded: list[str] = []
    blank: list[bool] = []
    for headline in source:
        folded.append(headline.folded)
        blank.append(headline.is_blank)
        ids.extend(map(vocabulary.number, headline.words))
        joined.extend(headline.joined)
        start.append(len(ids))
        kicker_end.append(headline.kicker_end)
        tail_start.append(headline.tail_start)
        marks.append(headline.marks)
        whole.append(headline.whole)
        for figure in headline.numbers:
            mask.append(figure.mask)
            value.append(figure.value)
            owner.append(figure.owner)
        number_start.append(len(mask))
    columns = HeadlineColumns(
        ids=np.array(ids, dtype=np.int32),
        joined=np.array(joined, dtype=np.int64),
        start=np.array(start, dtype=np.int64),
        kicker_end=np.array(kicker_end, dtype=np.int64),
        tail_start=np.array(tail_start, dtype=np.int64),
        marks=np.array(marks, dtype=np.int64),
        whole=np.array(whole, dtype=np.int64),
        number_start=np.array(number_start, dtype=np.int64),
        mask=np.array(mask, dtype=np.int64),
        value=np.array(value, dtype=np.float64),
        owner=np.array(owner, dtype=np.int64),
    )
    return Headlines(vocabulary.words, columns, folded, np.array(blank, dtype=bool))


def word_columns_of(words: list[Word]) -> WordColumns:
    """Words as columns."""
    keys = np.array([word[2:12] for word in words], dtype=np.int64).reshape(-1, 10).T.copy()
    letters = [word.folded.encode("ascii", "replace") for word in words]
    columns = [
        *keys,
        np.frombuffer(bytearray(b"".join(letters)), dtype=np.uint8),
        np.concatenate([[0], np.cumsum([len(letter) for letter in letters])]).astype(np.int64),
        np.array([word.weight for word in words], dtype=np.float64),
        np.array([word.contrast for word in words], dtype=np.float64),
        np.array([word.key_bits for word in words], dtype=np.int64),
    ]
    return WordColumns._make([*columns, None])


def _mark_series(
    words: list[Word], ids: NDArray[np.int32], start: NDArray[np.int64], whole: NDArray[np.int64], folded: list[str]
) -> None:
    """Replace words in phrases of a series by copies with the flag, and leave them out of ``folded``."""
    stems = np.array([word.stem for word in words], dtype=np.int64)
    content = np.array([not word.flags & STOP for word in words], dtype=bool)
    marked = find_series(stems[ids], start, whole, content[ids])
    places = np.flatnonzero(marked)
    if not len(places):
        return
    plain, copies = np.unique(ids[places], return_inverse=True)
    ids[places] = len(words) + copies.astype(np.int32)
    words.extend(words[i]._replace(flags=words[i].flags | SERIES) for i in plain.tolist())
    for headline in np.unique(np.searchsorted(start, places, side="right") - 1).tolist():
        kept = ids[start[headline] : start[headline + 1]].tolist()
        folded[headline] = " ".join(words[i].folded for i in kept if not words[i].flags & SERIES)
