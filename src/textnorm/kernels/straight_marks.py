"""Typographic quotation marks to ASCII, where each mark can be judged by the bytes beside it.

``text.typography.quotes`` has the rules; this kernel writes what they write for plain prose, and leaves all else to
them: marks side by side, spaces inside guillemets, primes and accents, ASCII digraphs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LEFT", "PLAIN", "UNSURE", "straighten"]

#: What became of a text: left to the rules; written; written, if nothing in it turns out to be code or markup.
LEFT, PLAIN, UNSURE = 0, 1, 2

# ASCII that code, markup, addresses and data have, and prose with typographic marks hardly ever.
_SIGNS = np.zeros(256, np.uint8)
_SIGNS[[ord(sign) for sign in "\"'@<>~{}\\=_|$"]] = 1


@njit(inline="always")
def _digit(byte):  # type: ignore[no-untyped-def]
    return 48 <= byte <= 57


@njit(inline="always")
def _single_at(data, place, end):  # type: ignore[no-untyped-def]
    """Whether a single mark begins at ``place``."""
    if place >= end:
        return False
    if data[place] == 0x27:
        return True
    if place + 3 > end or data[place] != 0xE2 or data[place + 1] != 0x80:
        return False
    last = data[place + 2]
    return 0x98 <= last <= 0x9A or last == 0xB9 or last == 0xBA


@njit(inline="always")
def _single_before(data, place, start):  # type: ignore[no-untyped-def]
    """Whether a single mark ends at ``place``."""
    if place > start and data[place - 1] == 0x27:
        return True
    return place - 3 >= start and _single_at(data, place - 3, place)


@njit(inline="always")
def _letter(byte):  # type: ignore[no-untyped-def]
    return _digit(byte) or 65 <= byte <= 90 or 97 <= byte <= 122


@njit(inline="always")
def _letter_at(data, place, end):  # type: ignore[no-untyped-def]
    """Whether a letter or digit begins at ``place``: ASCII, or à to ÿ."""
    return place < end and (data[place] == 0xC3 or _letter(data[place]))


@njit(inline="always")
def _latin_before(data, place, start):  # type: ignore[no-untyped-def]
    """Whether a letter from à to ÿ ends at ``place``."""
    return place - 2 >= start and data[place - 2] == 0xC3 and data[place - 1] >= 128


@njit(inline="always")
def _has_space_inside(data, place, behind, start, end, opens):  # type: ignore[no-untyped-def]
    """Whether a guillemet may have a space on its inner side. What is not ASCII may be one, but for some letters."""
    if _letter_at(data, behind, end) or _latin_before(data, place, start):
        return False
    if place == start:
        return True
    before = data[place - 1]
    if opens:
        closing = before in (33, 37, 41, 44, 46, 58, 59, 63, 93, 125)  # ! % ) , . : ; ? ] }
        return not (_letter(before) or closing)
    return not 32 < before < 127


@njit
def _mark(data, place, length, start, end):  # type: ignore[no-untyped-def]
    """The ASCII mark for the character at ``place``; 0 if the rules must decide, 1 if it stays."""
    last = data[place + length - 1]
    behind = place + length
    if length == 2:  # « »
        return 0 if _has_space_inside(data, place, behind, start, end, last == 0xAB) else 34
    if 0x9C <= last <= 0x9E:  # “ ” „
        return 34
    if _single_at(data, behind, end) or _single_before(data, place, start):
        return 0
    if last == 0xB9 or last == 0xBA:  # ‹ ›
        return 0 if _has_space_inside(data, place, behind, start, end, last == 0xB9) else 39
    if last == 0x9A and place > start and behind < end:  # ‚ between digits is a comma
        before, after = data[place - 1], data[behind]
        if _digit(before) and _digit(after):
            return 1
        if (before >= 128 or _digit(before)) and (after >= 128 or _digit(after)):
            return 0
    return 39


@njit
def _written(data, start, end, steps, quotes, out, place_out):  # type: ignore[no-untyped-def]
    """Write one text; what became of it, and where the output ends."""
    result, found = PLAIN, False
    place = start
    while place < end:
        byte = data[place]
        if byte < 128:
            if _SIGNS[byte]:
                result = UNSURE
            follows = place + 1 < end and data[place + 1] == byte
            if byte == 0x60 or (follows and (byte == 0x27 or byte == 0x2C or byte == 0x3C or byte == 0x3E)):
                return LEFT, place_out
            if follows and (byte == 32 or byte == 0x77):  # two spaces, www.
                result = UNSURE
            if byte == 0x3A and place + 1 < end and data[place + 1] == 0x2F:  # ://
                result = UNSURE
            out[place_out] = byte
            place_out += 1
            place += 1
            continue
        length = 2 if byte < 224 else 3 if byte < 240 else 4
        if place + length > end:
            return LEFT, place_out
        if length < 4:
            point = np.int64(byte & 31) << 6 | np.int64(data[place + 1] & 63)
            if length == 3:
                point = (np.int64(byte & 15) << 6 | np.int64(data[place + 1] & 63)) << 6 | np.int64(
                    data[place + 2] & 63
                )
            if steps[point] & quotes:
                known = (0x201E >= point >= 0x2018 and point != 0x201B) or point in (0xAB, 0xBB, 0x2039, 0x203A)
                mark = _mark(data, place, length, start, end) if known else 0
                if mark == 0:
                    return LEFT, place_out
                if mark > 1:
                    out[place_out] = mark
                    place_out += 1
                    place += length
                    found = True
                    continue
        for _ in range(length):
            out[place_out] = data[place]
            place_out += 1
            place += 1
    return (result if found else LEFT), place_out


@njit(
    [types.void(BYTES, POSITIONS, BYTES, types.uint8, types.uint8[::1], types.int64[::1], types.uint8[::1])],
    cache=True,
    nogil=True,
)
def straighten(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    steps: NDArray[np.uint8],
    quotes: int,
    out: NDArray[np.uint8],
    ends: NDArray[np.int64],
    found: NDArray[np.uint8],
) -> None:
    """Write every text with ASCII marks into ``out``, which has room for ``data``; where it ends into ``ends``.

    ``steps`` is that of ``text.prefilter.kernel_tables()``, and ``quotes`` the bit of quotation marks in it. ``found``
    says what became of each text: ``LEFT``, ``PLAIN`` or ``UNSURE``. A text that was left takes no room.
    """
    written = 0
    for text in range(len(offsets) - 1):
        became, end = _written(data, offsets[text], offsets[text + 1], steps, quotes, out, written)
        found[text] = became
        if became != LEFT:
            written = end
        ends[text] = written
