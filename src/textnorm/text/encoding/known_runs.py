"""UTF-8 that was read in a page, for many texts at once: what each run means is asked once, and a kernel writes it.

What a run of odd characters means depends on the two characters on either side. So the answers of
:mod:`textnorm.text.encoding.misread_utf8` are kept in flat arrays, in which ``kernels/damage/misread_runs.py`` looks
them up. A text is written only if every run in it is certain, and all of them in one page.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.damage.misread_runs import ASKED, LARGE, SHARED, SMALL, WRITTEN, fill_slots, reread
from textnorm.text.encoding.about_encodings import ENCODING_WORDS
from textnorm.text.encoding.codepages import UTF8_PAGES
from textnorm.text.encoding.misread_utf8 import certain_meaning, certain_runs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["read_again"]

_MOST = 50_000  # entries that are kept
_MOST_ASKED = 1 << 16  # runs that are asked for at once


class _Entry(NamedTuple):
    """What a key means: its pages as bits, the meaning, and which letter that is, whose case a capital asks about."""

    pages: int
    meant: bytes
    before_capital: int


class _KnownRuns:
    """The entries by key: a run, or a run between its neighbours, with ``SHARED`` between the parts."""

    def __init__(self) -> None:
        self.entries: dict[bytes, _Entry] = {}
        self._begin()
        self.arrays = self._laid_out()

    def _begin(self) -> None:
        """Forget all but the runs that mean the same wherever they stand."""
        self.entries = {}
        for run in certain_runs():
            self.add(run.encode(), "", run, "")

    def add(self, key: bytes, left: str, run: str, right: str) -> None:
        """Ask what a run means, and keep the answer."""
        found = certain_meaning(left, run, right)
        if found is None:
            self.entries[key] = _Entry(0, b"", False)
        else:
            meant, pages = found
            bits = sum(1 << UTF8_PAGES.index(page) for page in pages)
            case = 0 if not meant.isalpha() else LARGE if meant.isupper() else SMALL
            self.entries[key] = _Entry(bits, meant.encode("utf-8", "surrogatepass"), case)

    def ask(self, data: bytes, asked: list[list[int]]) -> None:
        """Add the runs at places of ``data``, which are start and end, and those of the text."""
        if len(self.entries) > _MOST:
            self._begin()
        for start, end, first, last in asked:
            left, right = _two_before(data, start, first), _two_behind(data, end, last)
            parts = data[left:start], data[start:end], data[end:right]
            key = bytes([SHARED]).join(parts)
            if key not in self.entries:
                self.add(key, *(part.decode("utf-8", "surrogatepass") for part in parts))
        self.arrays = self._laid_out()

    def _laid_out(self) -> tuple[NDArray[np.int64] | NDArray[np.uint8] | NDArray[np.uint32], ...]:
        """The entries as the arrays of the kernel."""
        entries = self.entries.copy()  # another thread may add to them
        slots = np.full(1 << (2 * len(entries)).bit_length(), -1, np.int64)
        keys = np.frombuffer(b"".join(entries), np.uint8).copy()
        starts = _starts(map(len, entries), len(entries))
        fill_slots(starts, keys, slots)
        values = list(entries.values())
        meant = np.frombuffer(b"".join(value.meant for value in values), np.uint8).copy()
        return (
            slots,
            starts,
            keys,
            np.array([value.pages for value in values], np.uint32),
            _starts((len(value.meant) for value in values), len(values)),
            meant,
            np.array([value.before_capital for value in values], np.uint8),
        )


def _starts(lengths: Iterable[int], count: int) -> NDArray[np.int64]:
    """Where each of ``count`` parts begins that stand one behind the other, and where the last one ends."""
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.fromiter(lengths, np.int64, count), out=starts[1:])
    return starts


def _two_before(data: bytes, place: int, first: int) -> int:
    for _ in range(2):
        if place > first:
            place -= 1
            while place > first and data[place] & 0xC0 == 0x80:
                place -= 1
    return place


def _two_behind(data: bytes, place: int, last: int) -> int:
    for _ in range(2):
        if place < last:
            place += 1
            while place < last and data[place] & 0xC0 == 0x80:
                place += 1
    return place


@cache
def _known_runs() -> _KnownRuns:
    return _KnownRuns()


@cache
def _words() -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int64]]:
    """The words of texts about encodings, as far as they are ASCII: their first bytes, they, and where each ends."""
    words = [word.encode("ascii", "ignore") for word in ENCODING_WORDS]
    heads = np.zeros(256, np.uint8)
    heads[[word[0] for word in words]] = 1
    return heads, np.frombuffer(b"".join(words), np.uint8).copy(), _starts(map(len, words), len(words))[1:].copy()


def read_again(source: TextBuffer) -> tuple[TextBuffer, NDArray[np.int64]]:
    """What texts meant that are UTF-8 read in one page, and which texts of ``source`` these are.

    Nothing is said of the others: some of them may be damaged, too.

    >>> texts, places = read_again(TextBuffer.from_texts(["Haus", "Sie empfÃ¤ngt GÃ¤ste zur GrÃ¼nderwoche"]))
    >>> list(texts), places.tolist()
    (['Sie empfängt Gäste zur Gründerwoche'], [1])
    """
    written, found = _written(source)
    places = np.flatnonzero(found == WRITTEN)
    open_places = np.flatnonzero(found == ASKED)
    if not len(open_places):
        return written, places
    again, found = _written(source.only(open_places))
    ends = np.concatenate([written.offsets, again.offsets[1:] + written.offsets[-1]])
    data = np.concatenate([written.data, again.data])
    return TextBuffer(data, ends), np.concatenate([places, open_places[found == WRITTEN]])


def _written(source: TextBuffer) -> tuple[TextBuffer, NDArray[np.uint8]]:
    """The texts that the kernel writes, and what became of each text of ``source``.

    The runs that are not known are asked for, so that they are known the next time.
    """
    known = _known_runs()
    out = np.empty(len(source.data), np.uint8)
    ends, found = np.zeros(len(source), np.int64), np.zeros(len(source), np.uint8)
    asked, count = np.empty((min(_MOST_ASKED, len(source.data) // 4 + 1), 4), np.int64), np.zeros(1, np.int64)
    reread(source.data, source.offsets, *known.arrays, *_words(), out, ends, found, asked, count)
    if count[0]:
        known.ask(source.data.tobytes(), asked[: count[0]].tolist())
    offsets = np.concatenate([np.zeros(1, np.int64), ends[found == WRITTEN]])
    return TextBuffer(out[: offsets[-1]], offsets), found
