"""Which pieces of much text may not be sound in its code page: three bytes are looked at at a time.

In the right page almost every letter outside ASCII is likely between its two neighbours, in the language of the text.
Where one is not, or where bytes may be UTF-8, the piece is doubtful, and ``file_decoder`` looks at it as a whole. The
same three bytes come again and again: a language has a few thousand different ones, and each is judged once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from textnorm.text.decoding.page_scores import SEQUENCE, is_european, symbol_cost, table
from textnorm.text.evidence.language_models import score_next

if TYPE_CHECKING:
    import numpy as np

    Bytes = np.ndarray[Any, np.dtype[np.uint8]]
    Places = np.ndarray[Any, np.dtype[np.intp]]

__all__ = ["Screen", "screen"]

_LIKELY = -9.0  # bits: of a letter between its neighbours
_MOST_SYMBOL = 22  # steps: of a symbol where it belongs
_AT_ONCE = 1 << 22  # bytes: the arrays that are held take some twenty times as much
_MANY = 1 << 16  # places: more are counted in a table, fewer are sorted
_SMALL, _LARGE = 1 << 14, 1 << 20  # bytes that are worth arrays where numpy is loaded, and that are worth loading it
_MOST_KNOWN = 200_000
_SPACES = b" \t\n\r\x0b\x0c"


@lru_cache(maxsize=64)
def screen(page: str, language: str, *, utf8: bool) -> Screen:
    """The one screen of a page and a language, with what it found before."""
    return Screen(page, language, utf8=utf8)


class Screen:
    """Judges three bytes, the middle one outside ASCII, in one page and one language; remembers what it found."""

    def __init__(self, page: str, language: str, *, utf8: bool) -> None:
        self._table = table(page)
        self._language = language
        self._utf8 = utf8
        self._sound: dict[int, bool] = {}
        self._sound_pieces: dict[bytes, bool] = {}

    def doubtful_pieces(self, data: bytes) -> list[tuple[int, int]]:
        """Start and end of each piece of ``data`` in which a place is not certainly sound, in order."""
        found: list[tuple[int, int]] = []
        with_arrays = len(data) >= (_SMALL if "numpy" in sys.modules else _LARGE)
        start = 0
        while start < len(data):
            end = min(start + _AT_ONCE, len(data))
            while end < len(data) and data[end] not in _SPACES:
                end += 1
            part = data[start:end]
            doubtful = self._in_arrays(part) if with_arrays else self._in_lines(part)
            found += [(start + first, start + last) for first, last in doubtful]
            start = end
        return found

    def _in_lines(self, data: bytes) -> Iterator[tuple[int, int]]:
        start = 0
        for line in data.splitlines(keepends=True):
            end = start
            for piece in () if line.isascii() else line.split():
                if not (piece.isascii() or self.is_sound(piece)):
                    end = data.index(piece, end) + len(piece)
                    yield end - len(piece), end
            start += len(line)

    def _in_arrays(self, data: bytes) -> Iterator[tuple[int, int]]:
        import numpy as np

        edged = np.frombuffer(b"\n%b\n" % data, np.uint8)
        places, keys = _windows(edged)
        different = _different(keys)
        doubtful = [key for key in different.tolist() if key & 0x8000 and not self._is_sound_window(key)]
        if not doubtful:
            return iter(())
        if len(keys) > _MANY:
            marks = np.zeros(1 << 24, np.bool_)
            marks[doubtful] = True
            hits = np.flatnonzero(marks[keys])
        else:
            hits = np.flatnonzero(np.isin(keys, doubtful))
        hits = hits + 1 if places is None else places[hits]
        is_space = np.zeros(256, np.bool_)
        is_space[list(_SPACES)] = True
        spaces = np.flatnonzero(is_space[edged])
        after = np.unique(np.searchsorted(spaces, hits))
        return zip(spaces[after - 1].tolist(), (spaces[after] - 1).tolist(), strict=True)

    def is_sound(self, piece: bytes) -> bool:
        """Whether every place outside ASCII in a piece is certainly sound."""
        sound = self._sound_pieces.get(piece)
        if sound is None:
            if len(self._sound_pieces) > _MOST_KNOWN:
                self._sound_pieces.clear()
            sound = self._sound_pieces[piece] = self._is_sound(piece)
        return sound

    def _is_sound(self, piece: bytes) -> bool:
        edged = b"\n%b\n" % piece
        for place in range(1, len(edged) - 1):
            if edged[place] >= 0x80:
                key = edged[place - 1] << 16 | edged[place] << 8 | edged[place + 1]
                if not self._is_sound_window(key):
                    return False
        return True

    def _is_sound_window(self, key: int) -> bool:
        """Whether the middle one of three bytes is certainly sound between the others."""
        sound = self._sound.get(key)
        if sound is None:
            if len(self._sound) > _MOST_KNOWN:
                self._sound.clear()
            sound = self._sound[key] = self._judged(key.to_bytes(3, "big"))
        return sound

    def _judged(self, window: bytes) -> bool:
        if self._utf8 and _may_be_utf8(window):
            return False
        before, letter, after = (self._table[byte] for byte in window)
        if not letter.isalpha() or letter in "ªºµƒ":
            return symbol_cost(before, letter, after) <= _MOST_SYMBOL
        first, second, third = (other if other.isalpha() else " " for other in (before, letter, after))
        if (second.isupper() and first.islower()) or (third.isupper() and second.islower()):
            return False
        first, second, third = first.lower()[0], second.lower()[0], third.lower()[0]
        start = score_next("  " if first == " " else first, second, self._language)
        return start >= _LIKELY and (third == " " or score_next(first + second, third, self._language) >= _LIKELY)


def _different(keys: Places) -> Places:
    """The keys without repetitions."""
    import numpy as np

    if len(keys) <= _MANY:
        return np.unique(keys)
    marks = np.zeros(1 << 24, np.bool_)
    marks[keys] = True
    return np.flatnonzero(marks)


def _windows(data: Bytes) -> tuple[Places | None, Places]:
    """Each place outside ASCII with the bytes before and after it as a number; no places where all were looked at."""
    import numpy as np

    places = np.flatnonzero(data >= 0x80)
    if 4 * len(places) > len(data):
        keys = data[:-2].astype(np.intp) << 16
        keys |= data[1:-1].astype(np.intp) << 8
        keys |= data[2:]
        return None, keys
    keys = data[places - 1].astype(np.intp) << 16
    keys |= data[places].astype(np.intp) << 8
    keys |= data[places + 1]
    return places, keys


def _may_be_utf8(window: bytes) -> bool:
    """Whether two of the bytes, or all three, are a letter of a language that has a model, or a mark, in UTF-8.

    Text of other scripts in UTF-8 looks wild in a page, and is doubtful without this.
    """
    return any(
        SEQUENCE.fullmatch(window, start, end) and is_european(window[start:end].decode("utf-8", "replace"))
        for start, end in ((0, 2), (1, 3), (0, 3))
    )
