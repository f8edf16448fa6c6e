"""Typographic quotation marks to ASCII, where each mark can be judged by the bytes beside it.

``text.typography.quotes`` has the rules; this kernel writes what they write for plain prose, and leaves all else to
``written_marks``, which judges the marks of a text together, or to the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types
from textnorm.kernels.damage.prefilter import closes_one, is_clear_around
from textnorm.kernels.damage.prose_lines import begins_as_prose, is_digit
from textnorm.kernels.marks.mark_scan import COLUMNS, LEADS, MOST_MARKS, skip
from textnorm.kernels.marks.written_marks import write_marks

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["APART", "LEFT", "READ", "UNSURE", "WRITTEN", "straighten"]

#: What became of a text, as bits: written, or left to the rules; only if no mark in it turns out to be in code or
#: markup; the step of quotation marks changes nothing in what was written, although it holds marks: they have no
#: partner; only if there is no code at all, since marks that might be judged together were not.
LEFT, WRITTEN, UNSURE, READ, APART = 0, 1, 2, 4, 8

# ASCII that code, markup, addresses and data have, and prose hardly ever.
_SIGNS = np.zeros(256, np.uint8)
_SIGNS[[ord(sign) for sign in "[@<>~{}\\=_|$"]] = 1
# The bytes at which prose is looked at more closely.
_LOOKED_AT = _SIGNS.copy()
_LOOKED_AT[[ord(sign) for sign in "\"'/.\n"]] = 1
# The bytes that are not simply copied: beside signs of ASCII, those with which a mark begins.
_STOPS = _SIGNS.copy()
_STOPS[[ord(sign) for sign in "\"'`,<>"]] = 1
_STOPS[[*LEADS]] = 1
_MOST_EDITED = 1024  # marks: in a text with more, all is looked at again


@njit(forceinline=True)
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


@njit(forceinline=True)
def _single_before(data, place, start):  # type: ignore[no-untyped-def]
    """Whether a single mark ends at ``place``."""
    if place > start and data[place - 1] == 0x27:
        return True
    return place - 3 >= start and _single_at(data, place - 3, place)


@njit(forceinline=True)
def _letter(byte):  # type: ignore[no-untyped-def]
    return is_digit(byte) or 65 <= byte <= 90 or 97 <= byte <= 122


@njit(forceinline=True)
def _letter_at(data, place, end):  # type: ignore[no-untyped-def]
    """Whether a letter or digit begins at ``place``: ASCII, or à to ÿ."""
    return place < end and (data[place] == 0xC3 or _letter(data[place]))


@njit(forceinline=True)
def _latin_before(data, place, start):  # type: ignore[no-untyped-def]
    """Whether a letter from à to ÿ ends at ``place``."""
    return place - 2 >= start and data[place - 2] == 0xC3 and data[place - 1] >= 128


@njit(forceinline=True)
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


@njit(forceinline=True)
def _mark_at(data, place, end):  # type: ignore[no-untyped-def]
    """The bytes of the mark at ``place``, or 0."""
    if place >= end:
        return 0
    byte = data[place]
    if byte == 0x22 or byte == 0x27 or byte == 0x60:
        return 1
    if byte == 0xC2:
        return 2 if data[place + 1] in (0xAB, 0xB4, 0xBB) else 0
    if byte != 0xE2 or data[place + 1] != 0x80:
        return 0
    last = data[place + 2]
    return 3 if 0x98 <= last <= 0x9F or 0xB2 <= last <= 0xBA else 0


@njit(forceinline=True)
def _is_mark_before(data, place, start, end):  # type: ignore[no-untyped-def]
    if place > start and data[place - 1] < 128:
        return _mark_at(data, place - 1, end) == 1
    return (place - 2 >= start and _mark_at(data, place - 2, end) == 2) or (
        place - 3 >= start and _mark_at(data, place - 3, end) == 3
    )


@njit(forceinline=True)
def _may_be_shown(data, place, behind, start, end):  # type: ignore[no-untyped-def]
    """Whether a mark may stand alone in brackets or in a cell of a table, or in a row of three."""
    if behind >= end:
        return place > start and data[place - 1] == 9
    byte = data[behind]
    if byte == 9 or byte == 10 or byte == 0x29 or byte == 0x5D:
        return place == start or data[place - 1] in (9, 10, 0x28, 0x5B)
    size = _mark_at(data, behind, end)
    return size > 0 and (_mark_at(data, behind + size, end) > 0 or _is_mark_before(data, place, start, end))


@njit
def _mark(data, place, length, start, end):  # type: ignore[no-untyped-def]
    """The ASCII mark for the character at ``place``; 0 if the rules must decide, 1 if it stays."""
    last = data[place + length - 1]
    behind = place + length
    if _may_be_shown(data, place, behind, start, end):
        return 0
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
        if is_digit(before) and is_digit(after):
            return 1
        if (before >= 128 or is_digit(before)) and (after >= 128 or is_digit(after)):
            return 0
    return 39


@njit
def _is_prose(data, start, end, digraphs):  # type: ignore[no-untyped-def]
    """Whether ``text.evidence.code.spans`` protects nothing for sure: no sign of code, and lines begin as prose."""
    line, place = start, start - 1
    while True:
        place = skip(data, place + 1, end, _LOOKED_AT)
        while place < end and not _LOOKED_AT[data[place]]:
            place += 1
        if place >= end:
            break
        byte = data[place]
        if _SIGNS[byte]:
            return False
        before = data[place - 1] if place > start else 32
        if byte == 34:
            if before in (9, 34, 44, 59):  # tab " , ;
                return False
            if before == 40 and (digraphs or (place - 2 >= start and data[place - 2] != 32)):  # f("x")
                return False
        elif byte == 39:
            if before == 40:
                return False
        elif byte == 47:
            if before == 58:  # :/
                return False
        elif byte == 46:
            if before == 119 and place - 2 >= start and data[place - 2] == 119:  # ww.
                return False
        elif byte == 10:
            if place > line and not begins_as_prose(data, line, place):
                return False
            line = place + 1
            if line < end and (data[line] == 32 or data[line] == 9):
                return False
    return line >= end or begins_as_prose(data, line, end)


@njit(forceinline=True)
def _noted(edited, count, place):  # type: ignore[no-untyped-def]
    """Note a place that was written, if there is room, and count it."""
    if count < _MOST_EDITED:
        edited[count] = place
    return count + 1


@njit
def _has_doubts(text):  # type: ignore[no-untyped-def]
    """Whether a text has two spaces, www. or ://, as far as two bytes say: a loop that becomes vector code."""
    found = np.uint8(0)
    for place in range(len(text) - 1):
        byte, behind = text[place], text[place + 1]
        found |= np.uint8(byte == behind) & (np.uint8(byte == 32) | np.uint8(byte == 0x77))
        found |= np.uint8(byte == 0x3A) & np.uint8(behind == 0x2F)
    return found != 0


@njit
def _by_roles(data, start, end, kinds, marks, out, place_out, edited):  # type: ignore[no-untyped-def]
    """Write one text in which the marks are judged together; what became of it, where the output ends, how many places
    of it are in ``edited``, or more than fit.
    """
    source = data[start:end].copy()
    size = end - start
    digraphs, plain = False, not _has_doubts(source)
    place = 0
    while place < size:
        byte = source[place]
        if not _STOPS[byte]:
            place = skip(source, place + 1, size, _STOPS)
            continue
        twice = place + 1 < size and source[place + 1] == byte
        digraphs |= byte == 0x60 or (twice and (byte == 0x27 or byte == 0x2C or byte == 0x3C or byte == 0x3E))
        plain &= not (_SIGNS[byte] or byte == 34 or byte == 39 or byte == 0x60)
        place += 1
    written, count, left, alone = write_marks(source, 0, size, kinds, marks, digraphs, out, place_out, edited)
    if written < 0:
        return LEFT, place_out, 0
    sure = plain or _is_prose(source, 0, size, digraphs)
    sure = sure and (not left or _is_prose(out, place_out, written, True))
    result = WRITTEN if sure else WRITTEN | UNSURE | APART * alone
    return (result | READ, written, _MOST_EDITED + 1) if left else (result, written, count)


@njit
def _written(data, start, end, steps, quotes, kinds, marks, out, place_out, edited):  # type: ignore[no-untyped-def]
    """Write one text; what became of it, where the output ends, and how many places of it are in ``edited``."""
    first = place_out
    result, count, kept = WRITTEN, 0, False
    place = start
    while place < end:
        byte = data[place]
        if not _STOPS[byte]:
            out[place_out] = byte
            place_out += 1
            place += 1
            # One question for several bytes: a branch for each costs more than the look.
            while place + 4 <= end and not (
                _STOPS[data[place]] | _STOPS[data[place + 1]] | _STOPS[data[place + 2]] | _STOPS[data[place + 3]]
            ):
                for step in range(4):
                    out[place_out + step] = data[place + step]
                place_out += 4
                place += 4
            continue
        if byte < 128:
            if _SIGNS[byte] or byte == 34 or byte == 39:
                result |= UNSURE
            follows = place + 1 < end and data[place + 1] == byte
            if byte == 0x60 or (follows and (byte == 0x27 or byte == 0x2C or byte == 0x3C or byte == 0x3E)):
                return _by_roles(data, start, end, kinds, marks, out, first, edited)
            out[place_out] = byte
            place_out += 1
            place += 1
            continue
        length = 2 if byte < 224 else 3 if byte < 240 else 4
        if place + length > end:
            return LEFT, first, 0
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
                    return _by_roles(data, start, end, kinds, marks, out, first, edited)
                if mark > 1:
                    count = _noted(edited, count, place_out)
                    out[place_out] = mark
                    place_out += 1
                    place += length
                    continue
                kept = True
        for _ in range(length):
            out[place_out] = data[place]
            place_out += 1
            place += 1
    if count == 0:
        return LEFT, first, 0
    if result != WRITTEN or _has_doubts(data[start:end]):
        result = WRITTEN if _is_prose(data, start, end, False) else WRITTEN | UNSURE
    return result, place_out, _MOST_EDITED + 1 if kept else count


@njit(
    [
        types.void(
            BYTES, POSITIONS, types.uint8[::1], types.uint8[::1], types.uint8[::1], types.uint8[::1],
            types.uint8, types.uint8, types.int64, types.int64, types.uint8, types.uint8, types.uint16[::1],
            types.uint8[::1], types.int64[::1], types.uint8[::1], types.boolean[::1],
        )
    ],
    cache=True,
    nogil=True,
)  # fmt: skip
def straighten(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    steps: NDArray[np.uint8],
    rules: NDArray[np.uint8],
    rows: NDArray[np.uint8],
    classes: NDArray[np.uint8],
    blank_steps: int,
    astral_steps: int,
    emoji_start: int,
    emoji_end: int,
    quotes: int,
    asked: int,
    kinds: NDArray[np.uint16],
    out: NDArray[np.uint8],
    ends: NDArray[np.int64],
    found: NDArray[np.uint8],
    clear: NDArray[np.bool_],
) -> None:
    """Write every text with ASCII marks into ``out``, which has room for ``data``; where it ends into ``ends``.

    ``steps`` to ``emoji_end`` are ``text.prefilter.scan_tables()``, and ``quotes`` is the bit of quotation marks in
    them. ``kinds`` is ``text.typography.mark_kinds.mark_kinds()``. ``found`` says what became of each text: ``LEFT``,
    or ``WRITTEN`` and others as bits. A text
    that was left takes no room. ``clear`` says where no mark is left, and no step of ``asked`` may apply because of
    those that were written.
    """
    edited, marks = np.empty(_MOST_EDITED, np.int64), np.empty((COLUMNS, MOST_MARKS), np.int64)
    written = 0
    for text in range(len(offsets) - 1):
        became, end, count = _written(
            data, offsets[text], offsets[text + 1], steps, quotes, kinds, marks, out, written, edited
        )
        found[text] = became
        if became != LEFT:
            clear[text] = (
                count <= _MOST_EDITED
                and closes_one(out, written, end, edited[:count], classes)
                and is_clear_around(
                    out, written, end, edited[:count], steps, rules, rows, classes, astral_steps, emoji_start,
                    emoji_end, asked,
                )
            )  # fmt: skip
            written = end
        ends[text] = written
