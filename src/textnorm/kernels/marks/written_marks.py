"""Typographic marks to ASCII by their roles, as ``text.typography.quotes`` writes them.

This is for texts in which the characters beside a mark do not decide alone: two apostrophes for a mark, marks side by
side, spaces inside guillemets.
"""

from __future__ import annotations

from textnorm.kernels.compiler import njit
from textnorm.kernels.marks.mark_roles import read_roles
from textnorm.kernels.marks.mark_scan import (
    ACUTE,
    ALNUM,
    CLASS,
    CLOSES,
    CLOSING,
    DECIMAL,
    DOUBLE,
    DOUBLED,
    DOUBT,
    END,
    LETTER,
    LITERAL,
    LOOKED_AT,
    MARK,
    OPENS,
    PRIME,
    ROLE,
    SIGN,
    SPACE,
    START,
    UNPAIRED,
    before,
    find_code,
    find_marks,
    is_angle,
    kind_at,
    kind_before,
    point_at,
    skip,
)

__all__ = ["write_marks"]


@njit
def _has_french_space(data, i, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether a guillemet may have a space on its inner side, or spaces on both."""
    left = kind_before(data, marks[START, i], start, end, kinds, marks) & CLASS
    right = kind_at(data, marks[END, i], end, kinds, marks) & CLASS
    if marks[SIGN, i] == 0xAB or marks[SIGN, i] == 0x2039:
        return right == SPACE and left != LETTER and left != CLOSING
    return left == SPACE and right != LETTER


@njit
def _is_in_a_row(data, first, behind, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether a mark touches the next one, and a third stands before or behind the two."""
    if not kind_at(data, behind, end, kinds, marks) & MARK:
        return False
    byte = data[behind]
    third = behind + (1 if byte < 128 else 2 if byte < 224 else 3)
    return (kind_at(data, third, end, kinds, marks) | kind_before(data, first, start, end, kinds, marks)) & MARK != 0


@njit
def _decides_alone(data, start, end, kinds, marks, count):  # type: ignore[no-untyped-def]
    """Whether every mark of a text without digraphs is written for itself, as in ``quotes._straighten``."""
    for i in range(count):
        sign = marks[SIGN, i]
        if sign > 127 and _is_in_a_row(data, marks[START, i], marks[END, i], start, end, kinds, marks):
            return False
        if is_angle(sign) and _has_french_space(data, i, start, end, kinds, marks):
            return False
        if sign == ACUTE:
            left = kind_before(data, marks[START, i], start, end, kinds, marks)
            right = kind_at(data, marks[END, i], end, kinds, marks)
            if not (left & ALNUM and right & ALNUM) or left & DECIMAL:
                return False
        elif sign != 0x27 and (sign >= DOUBLED or not marks[DOUBLE, i]):
            after = point_at(data, marks[END, i], end)
            touched = after == 0x27 or after == ACUTE or 0x2018 <= after <= 0x201A or after == 0x2039 or after == 0x203A
            if (
                sign >= DOUBLED
                or touched
                or (i > 0 and marks[END, i - 1] == marks[START, i] and not marks[DOUBLE, i - 1])
            ):
                return False
    return True


@njit(forceinline=True)
def _is_blank(data, place, end):  # type: ignore[no-untyped-def]
    """The length of a space that may stand inside guillemets at ``place``; 0 for none."""
    point = point_at(data, place, end)
    return 1 if point == 32 else 2 if point == 0xA0 else 3 if point == 0x202F or point == 0x2009 else 0


@njit
def _after(data, i, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """The ASCII mark for mark ``i``; 0 if it stays, 1 if it is two apostrophes."""
    role, sign = marks[ROLE, i], marks[SIGN, i]
    if role == LITERAL:
        kept = sign == 0x201A or sign & ~DOUBLED < 128 or sign == ACUTE
        return 0 if kept else 1 if sign >= DOUBLED else 34 if marks[DOUBLE, i] else 39
    if role == PRIME and sign == 0x201A:
        return 0
    if role == UNPAIRED:
        if sign & ~DOUBLED < 128:
            return 0
        if is_angle(sign):
            left = kind_before(data, marks[START, i], start, end, kinds, marks)
            right = kind_at(data, marks[END, i], end, kinds, marks)
            if left & CLASS == SPACE and right & CLASS == SPACE:
                return 0
    return 34 if marks[DOUBLE, i] else 39


@njit(forceinline=True)
def _copied(data, first, last, out, place_out):  # type: ignore[no-untyped-def]
    """Copy a part of ``data``; where the output ends."""
    for step in range(last - first):
        out[place_out + step] = data[first + step]
    return place_out + last - first


@njit
def _write(data, start, end, kinds, marks, count, alone, out, place_out, edited):  # type: ignore[no-untyped-def]
    """Write a text with its marks in ASCII; where the output ends, and how many places are in ``edited``, if they fit.

    ``alone`` says that each mark is written for itself.
    """
    copied = written = start
    noted = 0
    for i in range(count):
        first, last, sign = marks[START, i], marks[END, i], marks[SIGN, i]
        if alone:
            after = 34 if marks[DOUBLE, i] else 39
            if sign == 0x201A and kind_before(data, first, start, end, kinds, marks) & DECIMAL:
                after = 0 if kind_at(data, last, end, kinds, marks) & DECIMAL else 39
        else:
            after = _after(data, i, start, end, kinds, marks)
            if is_angle(sign) and marks[ROLE, i] == OPENS:
                while last < end and _is_blank(data, last, end):
                    last += _is_blank(data, last, end)
            elif is_angle(sign) and marks[ROLE, i] == CLOSES:
                while first > written and _is_blank(data, before(data, first, start), end):
                    first = before(data, first, start)
        if after:
            place_out = _copied(data, copied, first, out, place_out)
            if last - first > 1 or sign > 127:
                if noted < len(edited):
                    edited[noted] = place_out
                noted += 1
            out[place_out] = 39 if after == 1 else after
            place_out += 1
            if after == 1:
                out[place_out] = 39
                place_out += 1
            copied = last
        written = last
    return _copied(data, copied, end, out, place_out), noted


@njit
def _has_marks(data, start, end, kinds):  # type: ignore[no-untyped-def]
    """Whether a text has typographic marks or digraphs."""
    place = start
    while place < end:
        byte = data[place]
        if not LOOKED_AT[byte]:
            place = skip(data, place + 1, end, LOOKED_AT)
            continue
        follows = place + 1 < end and data[place + 1] == byte
        if byte == 0x60 or (follows and (byte == 0x27 or byte == 0x2C or byte == 0x3C or byte == 0x3E)):
            return True
        if 0xC2 <= byte < 0xF0 and kinds[point_at(data, place, end)] & MARK:
            return True
        place += 1
    return False


@njit
def _stays(data, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether a text is read in such a way that nothing is written."""
    spans = find_code(data, start, end, kinds, marks)
    count = find_marks(data, start, end, kinds, marks, spans) if spans >= 0 else -1
    if count < 0:
        return False
    read_roles(data, start, end, kinds, marks, count)
    for i in range(count):
        if marks[END, i] - marks[START, i] > 1 and _after(data, i, start, end, kinds, marks):
            return False
    return marks[DOUBT, 0] == 0


@njit
def write_marks(data, start, end, kinds, marks, digraphs, out, place_out, edited):  # type: ignore[no-untyped-def]
    """Write a text with its marks in ASCII, by their roles; ``digraphs`` says that it has any.

    It has no code, but for what stands between back quotes.

    Where the output ends, -1 if the rules must decide; how many places are in ``edited``, or more than fit; whether
    marks are left in it, of which the rules say that they stay; and whether each mark was written for itself.
    """
    marks[DOUBT, 0] = 0
    spans = find_code(data, start, end, kinds, marks) if digraphs else 0
    count = find_marks(data, start, end, kinds, marks, spans) if spans >= 0 else -1
    if count <= 0:
        return -1, 0, False, False
    alone = not digraphs and _decides_alone(data, start, end, kinds, marks, count)
    if not alone:
        read_roles(data, start, end, kinds, marks, count)
    first = place_out
    place_out, noted = _write(data, start, end, kinds, marks, count, alone, out, place_out, edited)
    left = _has_marks(out, first, place_out, kinds)
    if marks[DOUBT, 0] or not (left or noted) or (left and not _stays(out, first, place_out, kinds, marks)):
        return -1, 0, False, False
    return place_out, noted, left, alone
