"""Where the marks of a text are, and what stands around them: ``text.typography.mark_scanner`` and ``mark_context``.

Marks and what is known of them are columns of one array. Marks that the kernel does not know, and letters that its
table does not hold, leave the text to Python.
"""

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import njit

__all__ = [
    "ACUTE",
    "AFTER",
    "ALNUM",
    "ALPHA",
    "APOSTROPHE",
    "BEFORE",
    "BOTH",
    "CLASS",
    "CLOSES",
    "CLOSING",
    "CODE_END",
    "CODE_START",
    "COLUMNS",
    "COMMAS",
    "DECIMAL",
    "DOUBLE",
    "DOUBLED",
    "DOUBT",
    "EITHER",
    "END",
    "FLANK",
    "KNOWN",
    "LEADS",
    "LETTER",
    "LITERAL",
    "LOOKED_AT",
    "MARK",
    "MAY_CLOSE",
    "MAY_OPEN",
    "MOST_MARKS",
    "NEITHER",
    "NEXT_DOUBLE",
    "NEXT_SINGLE",
    "NUMERIC",
    "OPENING",
    "OPENS",
    "PARAGRAPH",
    "PARTNER",
    "PRIME",
    "ROLE",
    "SIGN",
    "SPACE",
    "STACK",
    "START",
    "UNPAIRED",
    "UPPER",
    "before",
    "find_code",
    "find_marks",
    "is_angle",
    "is_apostrophe",
    "is_measure",
    "is_weak_close",
    "kind_at",
    "kind_before",
    "look_around",
    "point_at",
    "skip",
]

#: Bits of the table of characters: the class, what Python says of the character, whether it is a mark, and whether
#: the table knows it at all.
CLASS, ALNUM, ALPHA, DECIMAL, NUMERIC, UPPER, MARK, KNOWN = 7, 8, 16, 32, 64, 128, 256, 512
SPACE, EITHER, OPENING, CLOSING, LETTER = range(5)

#: The columns of the marks of a text. The first row of ``DOUBT`` says that a question was left open.
START, END, SIGN, DOUBLE, BEFORE, AFTER, FLANK, NEXT_DOUBLE, NEXT_SINGLE, ROLE, PARTNER, PARAGRAPH, STACK, DOUBT = (
    range(14)
)
#: More columns: where code between doubled back quotes begins and ends.
CODE_START, CODE_END = 14, 15
COLUMNS, MOST_MARKS = 16, 512

MAY_OPEN, MAY_CLOSE, BOTH, NEITHER = range(4)
OPENS, CLOSES, APOSTROPHE, PRIME, UNPAIRED, LITERAL = range(1, 7)
_FLANKING = np.array(
    [
        [NEITHER, MAY_OPEN, MAY_OPEN, NEITHER, MAY_OPEN],
        [MAY_CLOSE, BOTH, MAY_OPEN, MAY_CLOSE, MAY_OPEN],
        [NEITHER, MAY_OPEN, MAY_OPEN, NEITHER, MAY_OPEN],
        [MAY_CLOSE, MAY_CLOSE, BOTH, MAY_CLOSE, BOTH],
        [MAY_CLOSE, MAY_CLOSE, MAY_CLOSE, MAY_CLOSE, BOTH],
    ]
)

#: A sign is a code point, and that of two is that of one and this bit.
DOUBLED = 1 << 16
COMMAS, ACUTE = DOUBLED | 0x2C, 0xB4
# The words in ASCII whose last letter is often left out, as in ``text.typography.apostrophes``.
_APOCOPE_WORDS = (
    "hab geh komm hatt sollt wollt mach seh lass bring glaub sag find lieb denk steh werd freud aug po mo be di fa va"
    " da sta ca ol an o"
)
_APOCOPE = np.array([int.from_bytes(word.encode(), "big") for word in _APOCOPE_WORDS.split()])


#: The first bytes of all marks that are not ASCII.
LEADS = (0xC2, 0xCA, 0xE2, 0xE3, 0xEF)
#: What is looked at: these, marks of ASCII, what may be doubled, and line ends.
LOOKED_AT = np.zeros(256, np.uint8)
LOOKED_AT[[*LEADS, *b"\"'`,<>[{\n"]] = 1


_LONG_TAG = 100  # bytes; a longer one is left to Python
_BACK_QUOTE = np.zeros(256, np.uint8)
_BACK_QUOTE[0x60] = 1


@njit(forceinline=True)
def skip(data, place, end, table):  # type: ignore[no-untyped-def]
    """Where the next bytes are of which ``table`` has one, at most seven before it: one question for several bytes."""
    while place + 8 <= end and not (
        table[data[place]] | table[data[place + 1]] | table[data[place + 2]] | table[data[place + 3]]
        | table[data[place + 4]] | table[data[place + 5]] | table[data[place + 6]] | table[data[place + 7]]
    ):  # fmt: skip
        place += 8
    return place


@njit(forceinline=True)
def point_at(data, place, end):  # type: ignore[no-untyped-def]
    """The code point at ``place``; -1 at the end."""
    if place >= end:
        return -1
    byte = np.int64(data[place])
    if byte < 128:
        return byte
    if byte < 224:
        return (byte & 31) << 6 | np.int64(data[place + 1] & 63)
    if byte < 240:
        return (byte & 15) << 12 | np.int64(data[place + 1] & 63) << 6 | np.int64(data[place + 2] & 63)
    return DOUBLED  # above U+FFFF


@njit(forceinline=True)
def before(data, place, start):  # type: ignore[no-untyped-def]
    """Where the character before ``place`` begins; -1 for none."""
    if place <= start:
        return -1
    place -= 1
    while place > start and data[place] & 0xC0 == 0x80:
        place -= 1
    return place


@njit
def kind_at(data, place, end, kinds, marks):  # type: ignore[no-untyped-def]
    """The bits of the character at ``place``: those of a space at the end; a doubt where the table does not know it."""
    if place >= end:
        return 0
    byte = data[place]
    if byte < 128:
        return np.int64(kinds[byte])
    point = point_at(data, place, end)
    if point >= DOUBLED or kinds[point] & KNOWN == 0:
        marks[DOUBT, 0] = 1
        return LETTER
    return np.int64(kinds[point])


@njit
def kind_before(data, place, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """The bits of the character before ``place``: those of a space at the start."""
    if place <= start:
        return 0
    return kind_at(data, before(data, place, start), end, kinds, marks)


@njit(forceinline=True)
def _is_space(kind):  # type: ignore[no-untyped-def]
    return kind & CLASS == SPACE


@njit(forceinline=True)
def _add(marks, count, start, end, sign, paragraph):  # type: ignore[no-untyped-def]
    marks[START, count] = start
    marks[END, count] = end
    marks[SIGN, count] = sign
    single = sign == 0x27 or sign == ACUTE or 0x2018 <= sign <= 0x201A or sign == 0x2039 or sign == 0x203A
    marks[DOUBLE, count] = not single
    marks[PARAGRAPH, count] = paragraph
    marks[ROLE, count] = 0
    marks[PARTNER, count] = -1
    return count + 1


@njit
def _is_known(point):  # type: ignore[no-untyped-def]
    """Whether a mark is one of " ' ` ´ “ ” „ ‘ ’ ‚ « » ‹ ›."""
    if point < 128 or point == ACUTE or point == 0xAB or point == 0xBB:
        return True
    return (0x2018 <= point <= 0x201E and point != 0x201B) or point == 0x2039 or point == 0x203A


@njit
def _is_empty(data, place, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether ``''`` at ``place`` encloses nothing, as in ``['a', '']``."""
    byte = data[place - 1] if place > start else 32
    follows = data[place + 2] if place + 2 < end else 32
    behind = _is_space(kind_at(data, place + 2, end, kinds, marks))
    ends = follows == 44 or follows == 41 or follows == 93 or follows == 125  # , ) ] }
    if byte == 44 and ends:
        return True
    free = byte == 40 or byte == 91 or byte == 123 or byte == 61  # ( [ { =
    free |= _is_space(kind_before(data, place, start, end, kinds, marks))
    return free and (ends or behind or follows == 59)


@njit
def _add_run(data, place, stop, start, end, kinds, marks, count, paragraph):  # type: ignore[no-untyped-def]
    """Add the marks of a run of neighbouring ones up to ``stop``; -1 if it is left to Python."""
    apostrophes = stop - place == 2 and data[place] == 0x27 and data[place + 1] == 0x27
    if apostrophes and _is_empty(data, place, start, end, kinds, marks):
        return count
    while place < stop:
        point = point_at(data, place, end)
        length = 1 if point < 128 else 2 if point < 0x800 else 3
        same = 1
        while place + same * length < stop and point_at(data, place + same * length, end) == point:
            same += 1
        ascii_mark = point < 128
        digraph = same == 2 and (point == 0x60 or point == 0x27 or 0x2018 <= point <= 0x201A)
        odd = point == ACUTE or point == 0x2039 or point == 0x203A or not _is_known(point)
        if odd or (same == 1 and point == 0x60) or (same > 1 and ascii_mark and not digraph):
            return -1
        if count + same >= MOST_MARKS:
            return -1
        if digraph:
            count = _add(marks, count, place, place + 2 * length, DOUBLED | point, paragraph)
        else:
            for number in range(same):
                first = place + number * length
                count = _add(marks, count, first, first + length, point, paragraph)
        place += same * length
    return count


@njit
def _starts_new_paragraph(data, place, end):  # type: ignore[no-untyped-def]
    """Whether the line break at ``place`` is followed by an empty line."""
    place += 1
    while place < end and (data[place] == 32 or data[place] == 9):
        place += 1
    return place < end and data[place] == 10


@njit
def _is_code(data, first, second, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether the doubled back quotes at ``first`` and ``second`` enclose code, as ``evidence.code.spans`` has it."""
    left = kind_before(data, first, start, end, kinds, marks)
    if left & ALNUM or kind_at(data, second + 2, end, kinds, marks) & ALNUM:
        return False
    closed = False
    for place in range(first + 2, second):
        if data[place] == 10 and _starts_new_paragraph(data, place, end):
            return False
        closed |= data[place] == 0x27 and data[place + 1] == 0x27
    marks[DOUBT, 0] |= closed and data[second - 1] >= 128
    return not (closed and (data[second - 1] == 32 or 9 <= data[second - 1] <= 13 or 28 <= data[second - 1] <= 31))


@njit
def find_code(data, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Write where code between doubled back quotes is into ``marks``; how often, or -1 if it is left to Python."""
    count = 0
    first = -1
    place = start
    while place < end:
        if data[place] != 0x60:
            place = skip(data, place + 1, end, _BACK_QUOTE)
            continue
        behind = place
        while behind < end and data[behind] == 0x60:
            behind += 1
        if behind - place != 2 or count == MOST_MARKS:
            return -1
        if first >= 0 and _is_code(data, first, place, start, end, kinds, marks):
            marks[CODE_START, count], marks[CODE_END, count] = first, behind
            count += 1
            first = -1
        else:
            first = place
        place = behind
    return count


@njit
def _is_shown(data, place, stop, start, end, byte):  # type: ignore[no-untyped-def]
    """Whether a mark may stand alone in brackets, in « " » or in a cell of a table."""
    previous = data[place - 1] if place > start else 10
    following = data[stop] if stop < end else 10
    if following == 0x29 or following == 0x5D:
        return previous == (0x28 if following == 0x29 else 0x5B)
    if following == 9 or previous == 9:
        return previous in (9, 10) and following in (9, 10)
    if byte >= 128 or following not in (32, 0xC2, 0xE2):
        return False
    if previous == 32:  # behind « or ‹
        return place - 2 >= start and data[place - 2] in (0xAB, 0xB9)
    return previous in (0xA0, 0xAF, 0x89)


@njit
def find_marks(data, start, end, kinds, marks, spans):  # type: ignore[no-untyped-def]
    """Write the marks of a text into ``marks``; how many there are, or -1 if it is left to Python.

    The text has no code but for that between the first ``spans`` pairs of back quotes.
    """
    count = paragraph = span = 0
    wiki = doubled = False
    place = broken = start
    while place < end:
        byte = data[place]
        if not LOOKED_AT[byte]:
            place = skip(data, place + 1, end, LOOKED_AT)
            continue
        if span < spans and place >= marks[CODE_START, span]:
            if place < marks[CODE_END, span]:
                place = marks[CODE_END, span]
            span += 1
            continue
        if byte < 128 and kinds[byte] & MARK == 0:
            if byte == 10 and place >= broken:
                broken = place + 1
                while broken < end and (data[broken] == 32 or data[broken] == 9 or data[broken] == 13):
                    broken += 1
                if broken < end and data[broken] == 10:
                    paragraph += 1
                    broken += 1
                else:
                    broken = place + 1
            follows = place + 1 < end and data[place + 1] == byte
            if follows and (byte == 60 or byte == 62):  # < >
                return -1
            wiki |= follows and (byte == 91 or byte == 123)
            if follows and byte == 44 and not (place > start and data[place - 1] == 44):
                behind = kind_at(data, place + 2, end, kinds, marks)
                at_end = place + 2 >= end
                if at_end or not (data[place + 2] == 44 or _is_space(behind)):
                    if count == MOST_MARKS:
                        return -1
                    count = _add(marks, count, place, place + 2, COMMAS, paragraph)
                    place += 2
                    continue
            place += 1
            continue
        point = point_at(data, place, end)
        length = 1 if byte < 128 else 2 if byte < 224 else 3 if byte < 240 else 4
        if point >= DOUBLED or kinds[point] & MARK == 0:
            place += length
            continue
        stop = place + length
        following = point_at(data, stop, end)
        if following < 0 or following >= DOUBLED or kinds[following] & MARK == 0:
            if point == 0x60 or not _is_known(point) or count == MOST_MARKS:
                return -1
            if _is_shown(data, place, stop, start, end, byte):
                return -1
            count = _add(marks, count, place, stop, point, paragraph)
            place = stop
            continue
        length = 1
        while 0 <= following < DOUBLED and kinds[following] & MARK:
            length += 1
            stop += 1 if following < 128 else 2 if following < 0x800 else 3
            following = point_at(data, stop, end)
        doubled = True
        if length > 2:  # “"”
            return -1
        count = _add_run(data, place, stop, start, end, kinds, marks, count, paragraph)
        if count < 0:
            return -1
        place = stop
    return -1 if wiki and doubled else count


@njit(forceinline=True)
def is_apostrophe(sign):  # type: ignore[no-untyped-def]
    """Whether a sign is written for an apostrophe."""
    return sign == 0x27 or sign == 0x2019 or sign == 0x2018 or sign == ACUTE or sign == 0x60


@njit(forceinline=True)
def is_angle(sign):  # type: ignore[no-untyped-def]
    """Whether a sign is a guillemet."""
    return sign == 0xAB or sign == 0xBB or sign == 0x2039 or sign == 0x203A


@njit
def _angle_flanking(data, place, flanking, left, right, sign, start):  # type: ignore[no-untyped-def]
    if sign == 0xAB or sign == 0x2039:
        return MAY_OPEN if right == SPACE and left != LETTER and left != CLOSING else flanking
    if left == SPACE and right != LETTER and right != OPENING and place > start and data[place - 1] != 10:
        return MAY_CLOSE
    return flanking


@njit(forceinline=True)
def _digits_before(data, place, start):  # type: ignore[no-untyped-def]
    count = 0
    while place - count > start and 48 <= data[place - count - 1] <= 57:
        count += 1
    return count


@njit
def _is_in_name(data, place, start, marks):  # type: ignore[no-untyped-def]
    """Whether a number at ``place`` belongs to a name: UTF-8, mdns4; not 10"x14"."""
    byte = data[place - 1] if place > start else 32
    dash = byte == 45 and place - 1 > start
    if dash:
        byte = data[place - 2]
    if byte >= 128:
        marks[DOUBT, 0] = 1
    return (97 <= byte | 32 <= 122 and (dash or byte | 32 != 120)) or (byte == 125 and not dash)


@njit
def _is_small_number(data, place, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether up to three digits end at ``place``, or two numbers of these: 14, 3.5, 1/2."""
    for _ in range(2):
        digits = _digits_before(data, place, start)
        place -= digits
        if kind_before(data, place, start, end, kinds, marks) & DECIMAL:  # not in ASCII
            marks[DOUBT, 0] = 1
        if not 1 <= digits <= 3:
            return False
        if place == start or not (data[place - 1] == 46 or data[place - 1] == 44):  # . ,
            return not _is_in_name(data, place, start, marks)
        place -= 1
    return False


@njit
def is_measure(data, place, start, end, feet, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether a number that may be a measure ends at ``place``; a doubt where feet may stand before it."""
    if place == start or not 48 <= data[place - 1] <= 57:
        if kind_before(data, place, start, end, kinds, marks) & DECIMAL:
            marks[DOUBT, 0] = 1
        point = point_at(data, before(data, place, start), end) if place > start else 0
        return 0xBC <= point <= 0xBE or point in (0x2153, 0x2154) or 0x215B <= point <= 0x215E  # ¼ ½ ¾ ⅓ ⅔ ⅛ ⅜ ⅝ ⅞
    if _is_small_number(data, place, start, end, kinds, marks):
        return True
    while feet and place > start and (48 <= data[place - 1] <= 57 or data[place - 1] in (32, 44, 46, 47)):
        place -= 1
    if feet and place > start and (data[place - 1] == 39 or data[place - 1] >= 128):  # ' ′ ’ ´
        marks[DOUBT, 0] = 1
    return False


@njit
def is_weak_close(data, place, behind, start, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether a mark from ``place`` to ``behind``, before a further word, may be an apostrophe: Hans' Auto, hab' es."""
    if place <= start or behind >= end or data[behind] != 32:
        return False
    if not kind_at(data, behind + 1, end, kinds, marks) & ALNUM:
        return False
    byte = data[place - 1]
    if byte == 0x9F and place - 2 >= start and data[place - 2] == 0xC3:  # ß
        return True
    small = byte | 32
    if byte < 128 and (small == 115 or small == 120 or small == 122):  # s x z
        return True
    word = shift = np.int64(0)
    first = place
    while first > start and place - first < 8:
        byte = data[first - 1]
        if byte >= 128 and kind_before(data, first, start, end, kinds, marks) & ALNUM:
            marks[DOUBT, 0] = 1  # könnt' ich, and other letters
            return False
        if byte >= 128 or not 97 <= byte | 32 <= 122:
            break
        word |= np.int64(byte | 32) << shift
        shift += 8
        first -= 1
    if first > start and (kind_before(data, first, start, end, kinds, marks) & ALNUM or data[first - 1] == 95):
        return False
    found = False
    for known in _APOCOPE:
        found |= word == known
    return found


@njit
def _is_edge(data, place, start, marks):  # type: ignore[no-untyped-def]
    """Whether a cell or a tag ends at ``place`` that is not quoted itself; a question is left open for long tags."""
    first = place - 1
    if first < start or (data[first] != 0x7C and data[first] != 0x3E):
        return False
    if data[first] == 0x3E:
        first -= 1
        while first >= start and data[first] != 0x3C and data[first] != 0x3E and place - first < _LONG_TAG:
            first -= 1
        if first < start or data[first] == 0x3E:
            return False
        if data[first] != 0x3C:
            marks[DOUBT, 0] = 1
        behind = data[first + 1]
        if behind != 0x2F and not 97 <= behind | 32 <= 122:
            return False
    if first > start and data[first - 1] in (0xBA, 0xBB):  # the end of » and ›, and of other letters
        marks[DOUBT, 0] = 1
    return True


@njit
def look_around(data, start, end, kinds, marks, count):  # type: ignore[no-untyped-def]
    """What stands before and after every mark, and what the next double and the next single mark may do."""
    behind = -1
    spaced = False
    for i in range(count):
        place = marks[START, i]
        touches = place == behind
        if touches:
            elision = marks[BEFORE, i - 1] == LETTER and marks[DOUBLE, i] and is_apostrophe(marks[SIGN, i - 1])
            marks[BEFORE, i] = EITHER if elision else marks[BEFORE, i - 1]
        else:
            marks[BEFORE, i] = kind_before(data, place, start, end, kinds, marks) & CLASS
        behind = marks[END, i]
        sign = marks[SIGN, i]
        if (sign == 0xAB or sign == 0x2039) and point_at(data, behind, end) in (32, 0xA0, 0x202F, 0x2009):
            opens = touches or marks[BEFORE, i] == SPACE or marks[BEFORE, i] == OPENING
            spaced |= opens or _is_edge(data, place, start, marks)
    right = coming_double = coming_single = paragraph = following = -1
    for i in range(count - 1, -1, -1):
        place, behind, sign, left = marks[START, i], marks[END, i], marks[SIGN, i], marks[BEFORE, i]
        if behind != following:
            right = kind_at(data, behind, end, kinds, marks) & CLASS
        following = place
        flanking = _FLANKING[left, right]
        if spaced and is_angle(sign):
            flanking = _angle_flanking(data, place, flanking, left, right, sign, start)
        if marks[PARAGRAPH, i] != paragraph:
            coming_double = coming_single = NEITHER
            paragraph = marks[PARAGRAPH, i]
        marks[AFTER, i] = right
        marks[FLANK, i] = flanking
        marks[NEXT_DOUBLE, i], marks[NEXT_SINGLE, i] = coming_double, coming_single
        if marks[DOUBLE, i]:
            coming_single = NEITHER
            number = (
                left == LETTER
                and flanking == MAY_CLOSE
                and kind_before(data, place, start, end, kinds, marks) & NUMERIC != 0
            )
            if not (number and is_measure(data, place, start, end, True, kinds, marks)):
                coming_double = flanking
        elif not ((left == LETTER and right == LETTER) or is_weak_close(data, place, behind, start, end, kinds, marks)):
            coming_single = flanking
