"""The words of headlines under numbers, with the keys that each is filed under: analysed once, kept in flat arrays."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.match.corpus.repair import DAMAGE, repair_text
from textnorm.match.headlines.bulk.characters import character_classes
from textnorm.match.headlines.parse import LONGEST
from textnorm.match.headlines.words import forget_words
from textnorm.match.index.headlines.word_keys import keys_of_words
from textnorm.text.prefilter import scan_buffer

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NumberedWords", "WordTable", "repaired_lines", "shared_words"]

# So many words are remembered, in some 40 bytes each; then all are forgotten.
_MOST = 1 << 19
_SMALLEST = 1 << 14
# From so many texts on, a kernel reads them.
_MANY = 16
# Of so few hashes, a dictionary finds those that are different.
_FEW = 32
# So many words of one call are seldom asked for again, one by one.
_MANY_AT_ONCE = 1_000


class NumberedWords(NamedTuple):
    """Texts as numbers of words: those of text ``i`` end at ``ends[i]``."""

    numbers: NDArray[np.int64]
    ends: NDArray[np.int64]


class WordTable:
    """Gives every word a number. Word ``n`` has the keys ``pool[starts[n]:starts[n + 1]]``, none if it says nothing.

    ``stems`` are 0 for numbers, ``signs`` have a bit chosen by the digits of a word, and ``flags`` tell a capital. Who
    uses it holds the ``lock``; numbers hold until the next call of ``read``.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._forget()

    def _forget(self) -> None:
        self._count = self._pooled = 0
        self._last: tuple[str, NumberedWords] | None = None  # a check asks twice
        self._slots, self._entries = np.zeros(2 * _SMALLEST, dtype=np.uint64), np.zeros(2 * _SMALLEST, dtype=np.int64)
        self._hashes = np.zeros(_SMALLEST, dtype=np.uint64)
        self.starts = np.zeros(_SMALLEST + 1, dtype=np.int64)
        self.stems, self.signs = np.zeros(_SMALLEST, dtype=np.uint32), np.zeros(_SMALLEST, dtype=np.uint32)
        self.flags = np.zeros(_SMALLEST, dtype=np.uint8)
        self.pool = np.zeros(8 * _SMALLEST, dtype=np.uint32)

    def read(self, texts: Sequence[str], buffer: TextBuffer | None = None) -> NumberedWords:
        """The words of texts, which ``buffer`` may have as well; those that are new are analysed."""
        from textnorm.kernels.headlines.headline_tokens import find_words, number_words

        if self._last is not None and len(texts) == 1 and texts[0] == self._last[0]:
            return self._last[1]
        buffer = buffer or TextBuffer.from_texts(texts)
        room = len(buffer.data)
        first, last, numbers, absent = (np.empty(room, dtype=np.int64) for _ in range(4))
        hashes, ends = np.empty(room, dtype=np.uint64), np.zeros(len(buffer), dtype=np.int64)
        count = find_words(buffer.data, buffer.offsets, character_classes(), LONGEST, first, last, hashes, ends)
        hashes, numbers = hashes[:count], numbers[:count]
        missing = number_words(hashes, self._slots, self._entries, numbers, absent)
        if missing:
            new, spans = _distinct(hashes, absent[:missing])
            if self._count + len(new) > _MOST and self._count:
                self._forget()
                missing = number_words(hashes, self._slots, self._entries, numbers, absent)
                new, spans = _distinct(hashes, absent[:missing])
            data = buffer.data.tobytes()
            words = zip(first[spans].tolist(), last[spans].tolist(), strict=True)
            self._add(new, [data[start:end].decode("utf-8", "surrogatepass") for start, end in words])
            number_words(hashes, self._slots, self._entries, numbers, absent)
        found = NumberedWords(numbers, ends)
        if len(texts) == 1:
            self._last = texts[0], found
        return found

    def _add(self, hashes: NDArray[np.uint64], words: list[str]) -> None:
        """Analyse new words and enter them."""
        from textnorm.kernels.headlines.headline_tokens import store_words

        found = keys_of_words(words)
        begin, count, pooled = self._count, self._count + len(words), self._pooled + len(found.keys)
        self._reserve(count, pooled)
        self.pool[self._pooled : pooled] = found.keys
        self.starts[begin + 1 : count + 1] = self._pooled + np.cumsum(found.sizes)
        self.stems[begin:count], self.signs[begin:count], self.flags[begin:count] = found[2:]
        self._hashes[begin:count] = hashes
        store_words(hashes, begin, self._slots, self._entries)
        self._count, self._pooled = count, pooled
        if len(words) >= _MANY_AT_ONCE:
            forget_words()  # all that is needed of them is here

    def _reserve(self, words: int, keys: int) -> None:
        from textnorm.kernels.headlines.headline_tokens import store_words

        if keys > len(self.pool):
            self.pool = _longer(self.pool, max(keys, 3 * len(self.pool) // 2))
        if words > len(self.stems):
            room = max(words, 3 * len(self.stems) // 2)
            self.starts = _longer(self.starts, room + 1)
            self.stems, self.signs, self.flags, self._hashes = (
                _longer(each, room) for each in (self.stems, self.signs, self.flags, self._hashes)
            )
        if 2 * words > len(self._slots):
            size = len(self._slots)
            while size < 2 * words:
                size *= 2
            self._slots, self._entries = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.int64)
            store_words(self._hashes[: self._count], 0, self._slots, self._entries)


@cache
def shared_words() -> WordTable:
    """The words of all indexes of this process."""
    return WordTable()


# A lock that another thread held at the fork is held for ever.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=shared_words.cache_clear)


def _distinct(hashes: NDArray[np.uint64], places: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The different ones of the hashes at these places, and the first place of each."""
    some = hashes[places]
    if len(places) <= _FEW:  # mostly one text, whose new words sorting would take longer than reading it
        first: dict[int, int] = {}
        for value, place in zip(some.tolist(), places.tolist(), strict=True):
            first.setdefault(value, place)
        if len(first) == len(places):
            return some, places
        return np.array(list(first), dtype=np.uint64), np.array(list(first.values()), dtype=np.int64)
    new, found = np.unique(some, return_index=True)
    return new, places[found]


def _longer(array: NDArray[Any], size: int) -> NDArray[Any]:
    longer = np.zeros(size, dtype=array.dtype)
    longer[: len(array)] = array
    return longer


def repaired_lines(texts: Sequence[str]) -> tuple[Sequence[str], TextBuffer | None]:
    """``repair_text`` of each, and their buffer if it was made: of many, a kernel passes over those that are sound."""
    if len(texts) < _MANY:
        return [repair_text(text) for text in texts], None
    buffer = TextBuffer.from_texts(texts)
    damaged = np.flatnonzero(scan_buffer(buffer) & DAMAGE).tolist()
    if not damaged:
        return texts, buffer
    found = list(texts)
    for place in damaged:
        found[place] = repair_text(texts[place])
    return found, None
