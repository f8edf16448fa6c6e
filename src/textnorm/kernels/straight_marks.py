"""Typographic quotation marks to ASCII, where each mark can be judged by the bytes beside it.

``text.typography.quotes`` has the rules; this kernel writes what they write for plain prose, and leaves all else to
them: marks side by side, spaces inside guillemets, primes and accents, ASCII digraphs in hard places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types
from textnorm.kernels.prefilter import closes_one, is_clear_around

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LEFT", "READ", "UNSURE", "WRITTEN", "begins_as_prose", "straighten"]

#: What became of a text, as bits: written, or left to the rules; only if nothing in it turns out to be code or markup;
#: the step of quotation marks changes nothing in what was written, although it holds digraphs: they have no partner.
LEFT, WRITTEN, UNSURE, READ = 0, 1, 2, 4
_MOST_MARKS, _DEPTH = 256, 8

# Classes of ASCII characters beside a mark, and what a mark may do between two.
_SPACE, _EITHER, _OPENING, _CLOSING, _LETTER = range(5)
_OPENS, _CLOSES, _BOTH = range(3)
_CLASSES = np.full(256, -1, np.int64)
_CLASSES[32] = _SPACE
_CLASSES[[ord(sign) for sign in "-/"]] = _EITHER
_CLASSES[ord("(")] = _OPENING
_CLASSES[[ord(sign) for sign in ".,;:!?)"]] = _CLOSING
_CLASSES[48:58] = _CLASSES[65:91] = _CLASSES[97:123] = _LETTER

# ASCII that code, markup, addresses and data have, and prose hardly ever.
_SIGNS = np.zeros(256, np.uint8)
_SIGNS[[ord(sign) for sign in "[@<>~{}\\=_|$"]] = 1
# The bytes at which prose is looked at more closely, and those at which a double mark may begin, or a line end.
_LOOKED_AT = _SIGNS.copy()
_LOOKED_AT[[ord(sign) for sign in "\"'/.\n"]] = 1
_MAY_MARK = np.zeros(256, np.uint8)
_MAY_MARK[[ord(sign) for sign in "`'\",<>\n"]] = 1
_MAY_MARK[[0xC2, 0xE2]] = 1
# The bytes that are not simply copied.
_STOPS = _SIGNS.copy()
_STOPS[[ord(sign) for sign in "\"'`,<>"]] = 1
_STOPS[128:] = 1
_MOST_EDITED = 1024  # marks: in a text with more, all is looked at again


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


@njit(inline="always")
def _capital_at(data, place, end):  # type: ignore[no-untyped-def]
    """Whether a word begins at ``place`` that is no keyword: with a capital, and not in capitals."""
    if place >= end:
        return False
    size = 1
    if data[place] == 0xC3 and place + 1 < end:
        if not 0x80 <= data[place + 1] <= 0x9E or data[place + 1] == 0x97:
            return False
        size = 2
    elif not 65 <= data[place] <= 90:
        return False
    return place + size >= end or not 65 <= data[place + size] <= 90


@njit
def begins_as_prose(data, start, end):  # type: ignore[no-untyped-def]
    """Whether a line begins as ``text.evidence.code_lines`` takes for prose, if it holds no sign of code."""
    place = start
    marked = straight = False
    byte = data[place]
    if byte == 34 or byte == 39 or byte == 45:  # " ' -
        straight = True
        place += 1
    elif byte == 40:
        marked = True
        place += 1
    elif byte == 0x60:
        marked = True
        while place < end and data[place] == 0x60:
            place += 1
    elif byte == 0xE2 and place + 2 < end and data[place + 1] == 0x80 and 0x9C <= data[place + 2] <= 0x9E:  # “ ” „
        marked = True
        place += 3
    elif byte == 0xC2 and place + 1 < end and (data[place + 1] == 0xAB or data[place + 1] == 0xBB):  # « »
        marked = True
        place += 2
    if place == start and _digit(byte):  # a number, and no date
        while place < end and _digit(data[place]):
            place += 1
        return place + 1 < end and data[place] == 32 and data[place + 1] != 32 and data[place + 1] != 58
    if not _capital_at(data, place, end):
        return False
    if marked:
        return True
    begin = place
    plain = True
    while place < end:
        byte = data[place]
        letter = 65 <= byte <= 90 or 97 <= byte <= 122 or byte == 0xC3 or (byte >= 128 and data[place - 1] == 0xC3)
        if not (letter or byte >= 128 or _digit(byte) or byte == 34 or byte == 45 or byte == 46):
            break
        plain &= letter
        place += 1
    if place == end:
        return not straight
    length = place - begin
    if data[place] == 44:  # ,
        place += 1
    if place + 1 >= end or data[place] != 32:
        return False
    following = data[place + 1]
    if not straight:
        return not (following == 32 or following == 58 or (length == 3 and _digit(following)))
    return plain and (65 <= following <= 90 or 97 <= following <= 122)


@njit
def _is_prose(data, start, end, digraphs):  # type: ignore[no-untyped-def]
    """Whether ``text.evidence.code_spans`` protects nothing for sure: no sign of code, and lines begin as prose."""
    line = start
    for place in range(start, end):
        byte = data[place]
        if not _LOOKED_AT[byte]:
            continue
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


@njit
def _class_behind(data, place, end):  # type: ignore[no-untyped-def]
    """The class of the character at ``place`` as in ``text.typography.flanking``; -1 if it is not looked up here."""
    if place >= end:
        return _SPACE
    byte = data[place]
    if byte == 0xC3 and place + 1 < end and data[place + 1] != 0x97 and data[place + 1] != 0xB7:
        return _LETTER
    return _CLASSES[byte]


@njit
def _class_before(data, place, start):  # type: ignore[no-untyped-def]
    """The class of the character that ends at ``place``; a digit decides nothing."""
    if place == start:
        return _SPACE
    byte = data[place - 1]
    if byte >= 128:
        if _latin_before(data, place, start) and byte != 0x97 and byte != 0xB7:
            return _LETTER
        dots = place - 3 >= start and byte == 0xA6 and data[place - 2] == 0x80 and data[place - 3] == 0xE2
        return _CLOSING if dots else -1
    return -1 if _digit(byte) else _CLASSES[byte]


@njit
def _flanking(before, behind):  # type: ignore[no-untyped-def]
    """Whether a mark between characters of two classes opens, closes, or may do both; -1 if the rules must decide."""
    if before < 0 or behind < 0:
        return -1
    free = before == _SPACE or before == _OPENING
    if behind == _LETTER:
        return _OPENS if free or before == _EITHER else -1
    if before == _LETTER:
        return _CLOSES
    if before == _CLOSING and behind != _OPENING:
        return _CLOSES
    return _BOTH if free and (behind == _SPACE or behind == _CLOSING) else -1


@njit
def _double_at(data, place, end):  # type: ignore[no-untyped-def]
    """The length of the double mark at ``place``, of `` '' " “ ” „ « »; 0 for none, -1 if the rules must decide."""
    byte = data[place]
    if byte == 0x60 or byte == 0x27:
        if place + 1 < end and data[place + 1] == byte:
            return 2
        return -1 if byte == 0x60 else 0
    if byte == 0x22:
        return 1
    if byte < 128:
        doubled = (byte == 0x2C or byte == 0x3C or byte == 0x3E) and place + 1 < end and data[place + 1] == byte
        return -1 if doubled else 0
    if byte == 0xE2 and place + 2 < end and data[place + 1] == 0x80 and 0x9C <= data[place + 2] <= 0x9E:
        return 3
    return 2 if byte == 0xC2 and place + 1 < end and (data[place + 1] == 0xAB or data[place + 1] == 0xBB) else 0


@njit
def _pairs(data, start, end, places, partners):  # type: ignore[no-untyped-def]
    """Find the double marks of one line and the partner of each, -1 for none; how many, or -1: the rules decide.

    What each mark is must follow from the characters beside it, or from whether a quotation is open.
    """
    stack, angles = np.empty(_MOST_MARKS, np.int64), np.empty(_MOST_MARKS, np.uint8)
    count = depth = 0
    mixed = alone = False
    place = start
    while place < end:
        if not _MAY_MARK[data[place]]:
            place += 1
            continue
        length = _double_at(data, place, end)
        if length == 0:
            if data[place] == 10:
                return -1
            place += 1
            continue
        if length < 0 or count == _MOST_MARKS:
            return -1
        byte = data[place]
        behind = place + length
        places[count] = place
        partners[count] = -1
        angles[count] = byte == 0xC2
        mixed |= byte == 0xC2
        before, after = _class_before(data, place, start), _class_behind(data, behind, end)
        if byte == 0x27 and before != _LETTER and after != _LETTER and (before != _CLOSING or after == _CLOSING):
            return -1  # an empty string
        flanking = _flanking(before, after)
        if flanking == _BOTH and byte == 0x22:
            flanking = _CLOSES if depth else _OPENS
        if flanking == _OPENS:
            stack[depth] = count
            depth += 1
        elif flanking == _CLOSES and byte != 0x60:
            if depth:
                top = depth - 1
                while top > 0 and top > depth - _DEPTH and angles[stack[top]] != angles[count]:
                    top -= 1
                if angles[stack[top]] != angles[count]:
                    top = depth - 1
                partners[count] = stack[top]
                partners[stack[top]] = count
                depth = top
        else:
            return -1
        count += 1
        place = behind
    for mark in range(count):
        alone |= partners[mark] < 0 and (data[places[mark]] == 0x60 or data[places[mark]] == 0x27)
    return -1 if mixed and alone else count


@njit
def _apostrophe(data, place, after, start, end):  # type: ignore[no-untyped-def]
    """Whether a mark stands between two ASCII letters."""
    if not (place > start and after < end and _letter(data[place - 1]) and _letter(data[after])):
        return False
    return not (_digit(data[place - 1]) or _digit(data[after]))


@njit(inline="always")
def _noted(edited, count, place):  # type: ignore[no-untyped-def]
    """Note a place that was written, if there is room, and count it."""
    if count < _MOST_EDITED:
        edited[count] = place
    return count + 1


@njit
def _paired(data, start, end, steps, quotes, out, place_out, edited):  # type: ignore[no-untyped-def]
    """Write one line of prose in which all double marks, digraphs too, are read by what stands beside them.

    What became of it, where the output ends, and how many places are in ``edited``, or more than fit.
    """
    places, partners = np.empty(_MOST_MARKS, np.int64), np.empty(_MOST_MARKS, np.int64)
    count = _pairs(data, start, end, places, partners)
    result = WRITTEN
    mark = singles = written = 0
    place = start
    while place < end:
        byte = data[place]
        length = 1 if byte < 128 else 2 if byte < 224 else 3 if byte < 240 else 4
        if place + length > end or count < 0:
            return LEFT, place_out, 0
        if mark < count and place == places[mark]:
            written = _noted(edited, written, place_out)
            digraph = byte == 0x60 or byte == 0x27
            if digraph and partners[mark] < 0:  # it stays
                out[place_out] = byte
                place_out += 1
                result |= READ
            out[place_out] = byte if digraph and partners[mark] < 0 else 34
            place_out += 1
            place += 2 if digraph else length
            mark += 1
            continue
        apostrophe = byte == 0x27
        if 128 <= byte < 240:
            point = np.int64(byte & 31) << 6 | np.int64(data[place + 1] & 63)
            if length == 3:
                point = (np.int64(byte & 15) << 6 | np.int64(data[place + 1] & 63)) << 6 | np.int64(
                    data[place + 2] & 63
                )
            apostrophe = point == 0x2019
            if steps[point] & quotes and not apostrophe:
                return LEFT, place_out, 0
        if apostrophe:
            if not _apostrophe(data, place, place + length, start, end):
                singles += 1  # one alone has no partner, and parts none of the others
                if singles > 1:
                    return LEFT, place_out, 0
            written = _noted(edited, written, place_out)
            out[place_out] = 39
            place_out += 1
            place += length
            continue
        for _ in range(length):
            out[place_out] = data[place]
            place_out += 1
            place += 1
    return result, place_out, _MOST_EDITED + 1 if result & READ else written


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
def _written(data, start, end, steps, quotes, out, place_out, edited):  # type: ignore[no-untyped-def]
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
                if not ((byte == 0x60 or byte == 0x27) and follows):
                    return LEFT, place_out, 0
                result, place_out, count = _paired(data, start, end, steps, quotes, out, first, edited)
                if result != LEFT and not _is_prose(data, start, end, True):
                    result |= UNSURE
                return result, place_out, count
            out[place_out] = byte
            place_out += 1
            place += 1
            continue
        length = 2 if byte < 224 else 3 if byte < 240 else 4
        if place + length > end:
            return LEFT, place_out, 0
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
                    return LEFT, place_out, 0
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
        return LEFT, place_out, 0
    if result != WRITTEN or _has_doubts(data[start:end]):
        result = WRITTEN if _is_prose(data, start, end, False) else WRITTEN | UNSURE
    return result, place_out, _MOST_EDITED + 1 if kept else count


@njit(
    [
        types.void(
            BYTES, POSITIONS, types.uint8[::1], types.uint8[::1], types.uint8[::1], types.uint8[::1],
            types.uint8, types.uint8, types.int64, types.int64, types.uint8, types.uint8,
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
    out: NDArray[np.uint8],
    ends: NDArray[np.int64],
    found: NDArray[np.uint8],
    clear: NDArray[np.bool_],
) -> None:
    """Write every text with ASCII marks into ``out``, which has room for ``data``; where it ends into ``ends``.

    ``steps`` to ``emoji_end`` are ``text.prefilter.scan_tables()``, and ``quotes`` is the bit of quotation marks in
    them. ``found`` says what became of each text: ``LEFT``, or ``WRITTEN``, ``UNSURE`` and ``READ`` as bits. A text
    that was left takes no room. ``clear`` says where no mark is left, and no step of ``asked`` may apply because of
    those that were written.
    """
    edited = np.empty(_MOST_EDITED, np.int64)
    written = 0
    for text in range(len(offsets) - 1):
        became, end, count = _written(data, offsets[text], offsets[text + 1], steps, quotes, out, written, edited)
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
