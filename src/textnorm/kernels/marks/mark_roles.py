"""Who opens, who closes, who is an apostrophe, decided mark by mark as in ``text.typography.mark_roles``.

The work is the same as in Python, with the same stack of open marks. What would have to be looked up in more of the
text is a doubt, and leaves the text to Python.
"""

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import njit
from textnorm.kernels.marks.elisions import is_elided, is_maybe_elided, is_usually_elided
from textnorm.kernels.marks.mark_scan import (
    ACUTE,
    AFTER,
    ALNUM,
    ALPHA,
    APOSTROPHE,
    BEFORE,
    BOTH,
    CLOSES,
    COMMAS,
    DECIMAL,
    DOUBLE,
    DOUBLED,
    DOUBT,
    END,
    FLANK,
    LETTER,
    LITERAL,
    MAY_CLOSE,
    MAY_OPEN,
    NEITHER,
    NEXT_DOUBLE,
    NEXT_SINGLE,
    NUMERIC,
    OPENS,
    PARAGRAPH,
    PARTNER,
    PRIME,
    ROLE,
    SIGN,
    STACK,
    START,
    UNPAIRED,
    UPPER,
    before,
    is_angle,
    is_apostrophe,
    is_measure,
    is_weak_close,
    kind_at,
    kind_before,
    look_around,
    point_at,
)

__all__ = ["read_roles"]

_DEPTH, _PARAGRAPHS_SPANNED, _FEW, _LONGEST_ELIDED = 8, 4, 32, 6
_OPENING, _CLOSING, _EITHER = range(3)


@njit
def _partner(marks, depth, i):  # type: ignore[no-untyped-def]
    """The open mark that mark ``i`` would close; -1 for none."""
    angle = is_angle(marks[SIGN, i])
    for back in range(1, min(_DEPTH, depth) + 1):
        candidate = marks[STACK, depth - back]
        if marks[DOUBLE, candidate] == marks[DOUBLE, i] and is_angle(marks[SIGN, candidate]) == angle:
            return candidate
    if depth:
        top = marks[STACK, depth - 1]
        if marks[DOUBLE, top] == marks[DOUBLE, i]:
            return top
    return -1


@njit
def _is_low(sign):  # type: ignore[no-untyped-def]
    return sign == 0x201E or sign == 0x201A or sign == COMMAS or sign == (DOUBLED | 0x201A)


@njit
def _direction(sign):  # type: ignore[no-untyped-def]
    """What the sign itself suggests."""
    one = sign & ~DOUBLED
    if one == 0x22 or one == 0x27 or one == ACUTE:
        return _EITHER
    if one == 0xBB or one == 0x201D or one == 0x2019 or one == 0x203A:
        return _CLOSING
    return _OPENING


@njit
def _starts_paragraph(data, place, start):  # type: ignore[no-untyped-def]
    while place > start and (data[place - 1] == 32 or data[place - 1] == 9):
        place -= 1
    return place == start or data[place - 1] == 10


@njit
def _inside_word(data, i, start, end, kinds, marks, depth, previous):  # type: ignore[no-untyped-def]
    """The role of a mark between two letters: an apostrophe, except in ‚so‘und and 52°31'N."""
    if marks[SIGN, i] == 0x2018:
        partner = _partner(marks, depth, i)
        if partner >= 0 and _is_low(marks[SIGN, partner]):
            return 0
    if previous & DECIMAL:
        _doubt_degrees(data, marks[START, i], start, marks)
    return APOSTROPHE


@njit
def _doubt_degrees(data, place, start, marks):  # type: ignore[no-untyped-def]
    """Leave a text to Python in which degrees may stand before ``place``: 52°31'N."""
    for back in range(1, 30):
        if place - back > start and data[place - back] == 0xB0 and data[place - back - 1] == 0xC2:
            marks[DOUBT, 0] = 1


@njit
def _at_word_start(data, i, end, kinds, marks, depth):  # type: ignore[no-untyped-def]
    sign, behind = marks[SIGN, i], marks[END, i]
    if sign == ACUTE:
        return 0
    if is_elided(data, behind, end, kinds, marks):
        return APOSTROPHE
    if not is_usually_elided(data, behind, end, kinds, marks):
        return 0
    if _partner(marks, depth, i) >= 0 or marks[NEXT_SINGLE, i] != MAY_CLOSE:
        return APOSTROPHE
    length = 0
    for place in range(behind, marks[START, i + 1]):
        length += data[place] & 0xC0 != 0x80
    return APOSTROPHE if sign == 0x2019 and length > _LONGEST_ELIDED else 0


@njit
def _at_word_end(data, i, start, end, kinds, marks, depth, previous):  # type: ignore[no-untyped-def]
    place, behind = marks[START, i], marks[END, i]
    if i and marks[END, i - 1] == place - 1 and data[place - 1] | 32 == 110 and marks[ROLE, i - 1] == APOSTROPHE:
        return APOSTROPHE  # the second mark of 'n'
    partner = _partner(marks, depth, i)
    if partner < 0:
        return 0 if marks[SIGN, i] == 0x2018 else APOSTROPHE
    if not is_weak_close(data, place, behind, start, end, kinds, marks):
        return 0
    if marks[NEXT_SINGLE, i] == MAY_CLOSE or is_maybe_elided(data, marks[END, partner], end, kinds, marks):
        return APOSTROPHE
    return 0


@njit
def _apostrophe_or_prime(data, i, count, start, end, kinds, marks, depth):  # type: ignore[no-untyped-def]
    """The role of a single mark that is no quotation mark; 0 if it may be one."""
    sign, place, behind = marks[SIGN, i], marks[START, i], marks[END, i]
    previous = kind_before(data, place, start, end, kinds, marks)
    following = kind_at(data, behind, end, kinds, marks)
    if not is_apostrophe(sign):
        return LITERAL if sign == 0x201A and previous & DECIMAL and following & DECIMAL else 0
    if previous & ALNUM and following & ALNUM and not (previous & DECIMAL and following & DECIMAL):
        return _inside_word(data, i, start, end, kinds, marks, depth, previous)
    if sign == ACUTE:
        marks[DOUBT, 0] = 1
        return 0
    if previous & DECIMAL:
        if following & DECIMAL:
            marks[DOUBT, 0] |= data[place - 1] >= 128
            digits = behind
            while digits < end and digits < behind + 4 and 48 <= data[digits] <= 57:
                digits += 1
            if digits < end and digits < behind + 4:
                marks[DOUBT, 0] |= data[digits] >= 128 and kind_at(data, digits, end, kinds, marks) & DECIMAL != 0
            return APOSTROPHE if digits - behind == 3 else PRIME
        if marks[FLANK, i] != MAY_CLOSE or sign != 0x27:
            return 0
        if _partner(marks, depth, i) >= 0 and marks[NEXT_SINGLE, i] != MAY_CLOSE:
            return 0
        return PRIME if is_measure(data, place, start, end, False, kinds, marks) else 0
    byte = data[place - 1] if place > start else 0
    if byte == 92:
        return LITERAL
    if behind < end and data[behind] == 40 and previous & ALPHA:
        earlier = kind_before(data, before(data, place, start), start, end, kinds, marks)
        if not earlier & ALNUM:
            return LITERAL  # f'(x)
    if following & ALNUM and not previous & ALNUM:
        return _at_word_start(data, i, end, kinds, marks, depth)
    if not previous & ALPHA:
        return 0
    if marks[FLANK, i] == MAY_CLOSE:
        return _at_word_end(data, i, start, end, kinds, marks, depth, previous)
    if i + 1 < count and marks[START, i + 1] == behind and marks[DOUBLE, i + 1]:
        return APOSTROPHE if _partner(marks, depth, i) < 0 else 0  # l'"État"
    return 0


@njit
def _is_inch(data, i, count, start, end, kinds, marks, depth):  # type: ignore[no-untyped-def]
    """Whether a double mark behind a number stands for inches or seconds."""
    sign, place, behind = marks[SIGN, i], marks[START, i], marks[END, i]
    if sign == 0x22 or sign == (DOUBLED | 0x27):
        _doubt_degrees(data, place, start, marks)
        if not is_measure(data, place, start, end, True, kinds, marks):
            return False
        times = behind < end and (data[behind] == 120 or point_at(data, behind, end) == 0xD7)
        if marks[FLANK, i] != MAY_CLOSE and not times:
            return False
        return _partner(marks, depth, i) < 0 or marks[NEXT_DOUBLE, i] == MAY_CLOSE
    if not (sign == 0x201C or sign == 0x201D) or count > _FEW:
        return False
    if np.sum(marks[DOUBLE, :count]) > 1 or not is_measure(data, place, start, end, False, kinds, marks):
        return False
    follows = data[behind] if behind < end else 0
    return (follows == 32 or follows == 45) and kind_at(data, behind + 1, end, kinds, marks) & UPPER != 0


@njit
def _is_literal(data, i, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether a straight mark is escaped or a Hebrew gershayim, or two apostrophes stand inside a word."""
    sign, place, behind = marks[SIGN, i], marks[START, i], marks[END, i]
    if place > start and data[place - 1] == 92:
        return True
    one = sign & ~DOUBLED
    apostrophes = sign >= DOUBLED and (one == 0x27 or one == 0x2019 or one == 0x2018)
    if apostrophes and behind < end and data[behind] == 40:
        return True
    if marks[FLANK, i] != BOTH:
        return False
    previous = kind_before(data, place, start, end, kinds, marks)
    following = kind_at(data, behind, end, kinds, marks)
    if sign >= DOUBLED:
        return previous & ALPHA != 0 and following & ALPHA != 0 and apostrophes
    left, right = point_at(data, before(data, place, start), end), point_at(data, behind, end)
    return 0x05D0 <= left <= 0x05EA and 0x05D0 <= right <= 0x05EA


@njit
def _leads_in(data, behind, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether dots and then a word follow: ”… och så”."""
    place = behind
    for _ in range(3):
        point = point_at(data, place, end)
        if point == 46:
            place += 1
        elif point == 0x2026:
            place += 3
    return place > behind and kind_at(data, place, end, kinds, marks) & ALNUM != 0


@njit
def _opens(data, i, end, kinds, marks, depth):  # type: ignore[no-untyped-def]
    """Whether a mark opens a quotation, and does not close one."""
    sign, flanking, left = marks[SIGN, i], marks[FLANK, i], marks[BEFORE, i]
    low = _is_low(sign)
    if flanking == MAY_OPEN:
        return True
    if flanking == MAY_CLOSE:
        after_closing = i > 0 and marks[ROLE, i - 1] == CLOSES and marks[END, i - 1] == marks[START, i]
        return low and after_closing and marks[AFTER, i] == LETTER
    partner = _partner(marks, depth, i)
    if low:
        return partner < 0 or marks[AFTER, i] == LETTER
    direction = _direction(sign)
    if partner >= 0:
        opener = marks[SIGN, partner]
        if is_angle(sign):
            closed = opener == 0xBB or opener == 0x203A
        else:
            closed = _is_low(opener) or opener == sign or opener & ~DOUBLED == 0x27 or opener == 0x22
        return direction == _OPENING and not closed
    if flanking == NEITHER:
        return direction != _CLOSING or (left != LETTER and _leads_in(data, marks[END, i], end, kinds, marks))
    return not (left == LETTER and direction == _CLOSING)


@njit
def _pair(data, start, end, kinds, marks, count):  # type: ignore[no-untyped-def]
    """Decide what every mark is, and which of them belong together."""
    depth = paragraph = 0
    for i in range(count):
        if marks[PARAGRAPH, i] != paragraph:
            paragraph = marks[PARAGRAPH, i]
            kept = 0
            for level in range(depth):
                opened = marks[STACK, level]
                reach = _PARAGRAPHS_SPANNED if marks[DOUBLE, opened] else 1
                near = marks[PARAGRAPH, opened] >= paragraph - reach
                if near and (marks[DOUBLE, opened] or _starts_paragraph(data, marks[START, opened], start)):
                    marks[STACK, kept] = opened
                    kept += 1
            depth = kept
        role = 0
        if not marks[DOUBLE, i]:
            role = _apostrophe_or_prime(data, i, count, start, end, kinds, marks, depth)
        elif marks[BEFORE, i] == LETTER and kind_before(data, marks[START, i], start, end, kinds, marks) & NUMERIC:
            role = PRIME if _is_inch(data, i, count, start, end, kinds, marks, depth) else 0
        sign = marks[SIGN, i]
        if role == 0 and (sign == 0x22 or sign >= DOUBLED) and _is_literal(data, i, start, end, kinds, marks):
            role = LITERAL
        if role:
            marks[ROLE, i] = role
        elif _opens(data, i, end, kinds, marks, depth):
            marks[ROLE, i] = OPENS
            marks[STACK, depth] = i
            depth += 1
        else:
            marks[ROLE, i] = CLOSES
            partner = _partner(marks, depth, i)
            if partner >= 0:
                while marks[STACK, depth - 1] != partner:
                    depth -= 1
                depth -= 1
                marks[PARTNER, i] = partner
                marks[PARTNER, partner] = i


@njit
def _settle_unpaired(data, start, marks, count):  # type: ignore[no-untyped-def]
    """Find the marks without a partner. That of a quotation which the next paragraph continues stays what it is."""
    for i in range(count):
        role, sign = marks[ROLE, i], marks[SIGN, i]
        if marks[PARTNER, i] >= 0 or (role != OPENS and role != CLOSES):
            continue
        only_in_pairs = sign == COMMAS or sign == (DOUBLED | 0x60) or sign == (DOUBLED | 0x27)
        continued = False
        if role == OPENS and marks[DOUBLE, i] and not only_in_pairs:
            following = marks[PARAGRAPH, i] + 1
            for other in range(i + 1, count):
                if marks[PARAGRAPH, other] > following:
                    break
                if marks[PARAGRAPH, other] == following and marks[ROLE, other] == OPENS and marks[DOUBLE, other]:
                    continued |= _starts_paragraph(data, marks[START, other], start)
        if not continued:
            marks[ROLE, i] = UNPAIRED


@njit
def read_roles(data, start, end, kinds, marks, count):  # type: ignore[no-untyped-def]
    """Find the roles of the marks of a text."""
    look_around(data, start, end, kinds, marks, count)
    _pair(data, start, end, kinds, marks, count)
    _settle_unpaired(data, start, marks, count)
