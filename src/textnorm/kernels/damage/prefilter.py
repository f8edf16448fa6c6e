"""Which repair steps may apply to which texts of a buffer, and where: by the rules of the prefilter, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["closes_one", "find_places", "find_steps", "is_clear_around"]

_BYTES = types.Array(types.uint8, 1, "C", readonly=True)
# Numbers of the classes of neighbours in ``text/evidence/triggers.py``; the edge of a text counts as a line break.
_CAPITAL, _BLANK, _BREAK, _SIGN, _LATIN_SMALL, _OTHER = 1, 3, 4, 5, 6, 7
_MARK, _HYPHEN = 34, 45  # the quotation mark of ASCII, and what may stand before an accent: Live-"Ubertragung
_ACCENTED = np.array([chr(code) in "aouAOUs" for code in range(256)])  # what may stand behind an accent
_DOUBLED, _SHAPED = 1, 2  # what else a rule holds for
_HEX = np.array([chr(code) in "0123456789abcdefABCDEF" for code in range(256)])
_BASE64 = np.array([code < 128 and (chr(code).isalnum() or chr(code) in "+/") for code in range(256)])
# The last three letters of a name that is an entity's, with the bytes in one number: uml, lig, ute, ave, irc, ...
_NAME_ENDS = np.array([int.from_bytes(name, "big") for name in b"uml lig ute ave irc lde dil ash".split()])
_AROUND = 4  # characters of a place that are read on either side


@njit(forceinline=True)
def _latin_small(byte, following):  # type: ignore[no-untyped-def]
    """Whether two bytes are one of ß to ÿ but ÷: a small letter of Latin-1."""
    return byte == 0xC3 and 0x9F <= following <= 0xBF and following != 0xB7


@njit(forceinline=True)
def _class_before(data, place, start, classes):  # type: ignore[no-untyped-def]
    if place == start:
        return _BREAK
    byte = data[place - 1]
    if byte < 128:
        return np.int64(classes[byte])
    return _LATIN_SMALL if place - 1 > start and _latin_small(data[place - 2], byte) else _OTHER


@njit(forceinline=True)
def _class_after(data, place, end, classes):  # type: ignore[no-untyped-def]
    if place == end:
        return _BREAK
    byte = data[place]
    if byte < 128:
        return np.int64(classes[byte])
    return _LATIN_SMALL if place + 1 < end and _latin_small(byte, data[place + 1]) else _OTHER


@njit
def ends_name(data, place, start):  # type: ignore[no-untyped-def]
    """Whether the letters before ``place`` may end the name of an entity: uuml."""
    if place - 3 < start:
        return False
    letters = np.int64(data[place - 3]) << 16 | np.int64(data[place - 2]) << 8 | np.int64(data[place - 1])
    found = False
    for name in _NAME_ENDS:
        found |= letters == name
    return found


@njit
def _has_shape(data, place, start, end):  # type: ignore[no-untyped-def]
    """Whether the sign at ``place`` is in a code: ``SHAPES`` of ``text/evidence/triggers.py``."""
    byte = data[place]
    if byte == 59:  # uuml;
        return ends_name(data, place, start)
    if byte == 43 and place - 2 >= start and data[place - 1] == 85 and data[place - 2] == 60:  # <U+
        return True
    if place + 2 >= end:
        return False
    first, second = data[place + 1], data[place + 2]
    if byte == 61:  # =fc
        return 97 <= first <= 102 and _HEX[second] and not 65 <= second <= 70
    if place + 3 >= end:
        return False
    third = data[place + 3]
    if byte == 60:  # <fc>
        return third == 62 and _HEX[first] and _HEX[second]
    if byte == 43:  # +APw
        return (65 <= first <= 66 or first == 73) and _BASE64[second] and _BASE64[third]
    if byte != 35 or not (48 <= first <= 57 and 48 <= second <= 57 and 48 <= third <= 57) or place + 4 >= end:
        return False
    fourth = data[place + 4]  # #252;
    return fourth == 59 or (48 <= fourth <= 57 and place + 5 < end and data[place + 5] == 59)


@njit
def _holds(data, place, following, start, end, before, after, rule, rows):  # type: ignore[no-untyped-def]
    """Whether the rule at ``rule`` of ``rows`` holds for a character, which ends at ``following``, by its neighbours,
    where it is doubled, or by its shape."""
    return (
        rows[rule + 2 + before] >> after & 1 != 0
        or (rows[rule + 1] & _DOUBLED != 0 and following < end and data[following] == data[place])
        or (rows[rule + 1] & _SHAPED != 0 and _has_shape(data, place, start, end))
    )


@njit
def _has_odd_spaces(text):  # type: ignore[no-untyped-def]
    """Whether spaces are doubled or at the edge of a line: a loop without branches, which becomes vector code."""
    if len(text) == 0:
        return False
    odd = np.uint8(text[0] == 32) | np.uint8(text[len(text) - 1] == 32)
    for place in range(len(text) - 1):
        odd |= np.uint8(text[place] == 32) & (np.uint8(text[place + 1] == 32) | np.uint8(text[place + 1] == 10))
    return odd != 0


@njit(forceinline=True)
def _length_at(data, place):  # type: ignore[no-untyped-def]
    byte = data[place]
    return 1 if byte < 128 else 2 if byte < 224 else 3 if byte < 240 else 4


@njit(forceinline=True)
def _steps_at(data, place, length, start, end, steps, rules, rows, classes, astral_steps, emoji_start, emoji_end):  # type: ignore[no-untyped-def]
    """The steps that may apply to the character of ``length`` bytes at ``place``.

    ``find_steps`` has this written out: it reads every text, and would take half as long again with a call.
    """
    byte = data[place]
    if length == 2:
        point = np.int64(byte & 31) << 6 | np.int64(data[place + 1] & 63)
    elif length == 1:
        point = np.int64(byte)
    elif length == 3:
        point = np.int64(byte & 15) << 12 | np.int64(data[place + 1] & 63) << 6 | np.int64(data[place + 2] & 63)
    else:
        point = (
            np.int64(byte & 7) << 18
            | np.int64(data[place + 1] & 63) << 12
            | np.int64(data[place + 2] & 63) << 6
            | np.int64(data[place + 3] & 63)
        )
        return np.uint8(astral_steps if point < emoji_start or point >= emoji_end else 0)
    if rules[point] == 0:
        return steps[point]
    rule = np.int64(rules[point]) * 10
    following = place + length
    before = _class_before(data, place, start, classes)
    after = _class_after(data, following, end, classes)
    holds = _holds(data, place, following, start, end, before, after, rule, rows)
    if byte == _MARK and place > start and data[place - 1] == _HYPHEN and following < end:
        return np.uint8(steps[point] | rows[rule] | rows[0])  # which the marks elsewhere in the text decide
    return np.uint8(steps[point] | rows[rule]) if holds else steps[point]


@njit
def _asks_beside(rule, rows, first, last):  # type: ignore[no-untyped-def]
    """Whether a rule asks about a character behind one of the classes from ``first`` to before ``last``."""
    if rule == 0:  # as for most characters
        return False
    found = False
    for before in range(first, last):
        found |= rows[np.int64(rule) * 10 + 2 + before] != 0
    return found


@njit(
    types.void(
        _BYTES, types.int64[::1], types.uint8[::1], types.uint8[::1], types.uint8[::1], types.uint8[::1],
        types.uint8, types.uint8, types.int64, types.int64, types.uint8[::1],
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def find_steps(
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
    found: NDArray[np.uint8],
) -> None:
    """Write into ``found`` (uint8 per text) the steps that may apply to each text.

    ``steps``, ``rules``, ``rows`` and ``classes`` are ``text.prefilter.kernel_tables()``. ``blank_steps`` may apply to
    spaces that are doubled or at the edge of a line, ``astral_steps`` to a character above U+FFFF that is no emoji.
    Row 0 is of no character: its steps may apply to a text whose ASCII marks may all be accents: "uber.
    """
    # By far the most bytes are those that no step asks about, whatever is beside them. Next come those that one asks
    # about where they are doubled, and letters of Latin-1 that one asks about beside others that are not ASCII.
    plain, single, calm = np.zeros(256, np.bool_), np.zeros(256, np.bool_), np.zeros(256, np.bool_)
    for code in range(128):
        plain[code] = rules[code] == 0 and steps[code] == 0
        shaped = rows[np.int64(rules[code]) * 10 + 1] & _SHAPED != 0
        single[code] = steps[code] == 0 and not (shaped or _asks_beside(rules[code], rows, 0, _OTHER + 1))
    for code in range(0xC0, 0x100):
        doubled = rows[np.int64(rules[code]) * 10 + 1] & _DOUBLED != 0
        calm[code - 0x40] = steps[code] == 0 and not (doubled or _asks_beside(rules[code], rows, 0, _LATIN_SMALL))
    for text in range(len(offsets) - 1):
        start, end = offsets[text], offsets[text + 1]
        possible = np.uint8(0)
        opens, closes = False, False
        if _has_odd_spaces(data[start:end]):
            possible |= blank_steps
        place = start
        while place < end:
            byte = data[place]
            if plain[byte]:
                place += 1
                # One question for several bytes: a branch for each costs more than the look.
                while place + 4 <= end and (
                    plain[data[place]] & plain[data[place + 1]] & plain[data[place + 2]] & plain[data[place + 3]]
                ):
                    place += 4
                continue
            length = 1
            if byte < 128:
                if rules[byte] == 0:
                    possible |= steps[byte]
                    place += 1
                    continue
                if single[byte] and (place + 1 == end or data[place + 1] != byte):
                    place += 1
                    continue
                point = np.int64(byte)
            elif (
                byte == 0xC3 and place + 1 < end and calm[data[place + 1]] and (place == start or data[place - 1] < 128)
            ):
                place += 2
                continue
            elif byte < 224:
                if place + 2 > end:  # cut off, which no str encodes to but a foreign buffer may hold
                    break
                length = 2
                point = np.int64(byte & 31) << 6 | np.int64(data[place + 1] & 63)
            elif byte < 240:
                if place + 3 > end:
                    break
                length = 3
                point = np.int64(byte & 15) << 12 | np.int64(data[place + 1] & 63) << 6 | np.int64(data[place + 2] & 63)
            elif place + 4 > end:
                break
            else:
                point = (
                    np.int64(byte & 7) << 18
                    | np.int64(data[place + 1] & 63) << 12
                    | np.int64(data[place + 2] & 63) << 6
                    | np.int64(data[place + 3] & 63)
                )
                if point < emoji_start or point >= emoji_end:
                    possible |= astral_steps
                place += 4
                continue
            possible |= steps[point]
            rule = np.int64(rules[point]) * 10
            if rule != 0:
                following = place + length
                before = _class_before(data, place, start, classes)
                after = _class_after(data, following, end, classes)
                if _holds(data, place, following, start, end, before, after, rule, rows):
                    possible |= rows[rule]
                mark = byte == _MARK
                joined = place > start and data[place - 1] == _HYPHEN
                accent = following < end and _ACCENTED[data[following]]
                opens |= mark and accent and (before == _BLANK or before == _BREAK or joined)
                closes |= mark and (not accent or (before == _SIGN and not joined))
            place += length
        found[text] = possible | rows[0] if opens and not closes else possible


@njit(forceinline=True)
def _lead(second):  # type: ignore[no-untyped-def]
    """Whether a character after 0xC3 is Ã, Â or â, which begin UTF-8 that was read in a page of Western Europe."""
    return second == 0x83 or second == 0x82 or second == 0xA2


@njit(forceinline=True)
def _back(data, place, start, count):  # type: ignore[no-untyped-def]
    """Where the character ``count`` before ``place`` begins, at ``start`` or behind it."""
    for _ in range(count):
        if place > start:
            place -= 1
            while place > start and data[place] & 0xC0 == 0x80:
                place -= 1
    return place


@njit(forceinline=True)
def _ahead(data, place, end, count):  # type: ignore[no-untyped-def]
    """Where the character ``count`` behind ``place`` begins, at ``end`` or before it."""
    for _ in range(count):
        if place < end:
            place += 1
            while place < end and data[place] & 0xC0 == 0x80:
                place += 1
    return place


@njit
def closes_one(data, start, end, edited, classes):  # type: ignore[no-untyped-def]
    """Whether one of the double marks that are written at ``edited`` closes, or none is double."""
    double = False
    for place in edited:
        if data[place] == _MARK:
            double = True
            if _class_after(data, place + 1, end, classes) > _CAPITAL:
                return True
    return not double


@njit
def is_clear_around(data, start, end, edited, steps, rules, rows, classes, astral_steps, emoji_start, emoji_end, asked):  # type: ignore[no-untyped-def]
    """Whether no step of ``asked`` may apply to the characters that are written at ``edited``, nor to those around.

    Those around are as many as any step reads on either side, and the run outside ASCII that they belong to. If it is
    so, the steps that may apply to ``data[start:end]`` are those that might before the edits.
    """
    for place in edited:
        left = _back(data, place, start, _AROUND + 1)
        while left > start and data[left - 1] >= 128:
            left -= 1
        right = _ahead(data, place, end, _AROUND + 2)
        while right < end and data[right] >= 128:
            right += 1
        while left < right:
            byte = data[left]
            if byte < 128 and rules[byte] == 0:  # as with most characters
                if steps[byte] & asked:
                    return False
                left += 1
                continue
            length = _length_at(data, left)
            found = _steps_at(
                data, left, length, start, end, steps, rules, rows, classes, astral_steps, emoji_start, emoji_end
            )
            if found & asked:
                return False
            left += length
    return True


@njit(
    types.void(
        _BYTES, types.int64[::1], types.uint8[::1], types.uint8[::1], types.uint8[::1], types.uint8[::1],
        types.uint8, types.uint8, types.int64, types.int64, types.uint8, types.int64[:, :, ::1], types.int64[::1],
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def find_places(
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
    asked: int,
    places: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> None:
    """Find the runs of characters outside ASCII in which a step of ``asked`` may apply to one, in every text.

    ``places`` (texts, most, 3) gets where the surroundings of each run begin, where the run itself does, and where the
    surroundings end, and ``counts`` how many runs there are; -1 if there are more than fit, if ASCII is asked about, or
    a run looks like UTF-8 read in a page.
    The other arguments are those of ``find_steps``.
    """
    for text in range(len(offsets) - 1):
        start, end = offsets[text], offsets[text + 1]
        count = 0
        place = start
        while place < end:
            byte = data[place]
            if byte < 128 and rules[byte] == 0 and steps[byte] & asked == 0:
                place += 1
                continue
            length = _length_at(data, place)
            if place + length > end:
                count = -1
                break
            found = _steps_at(
                data, place, length, start, end, steps, rules, rows, classes, astral_steps, emoji_start, emoji_end
            )
            if found & asked == 0:
                place += length
                continue
            if length == 1 or count == places.shape[1]:
                count = -1
                break
            first = place
            while first > start and data[first - 1] >= 128:
                first -= 1
            misread = False
            while place < end and data[place] >= 128:
                misread |= data[place] == 0xC3 and place + 2 < end and data[place + 2] >= 128 and _lead(data[place + 1])
                place += 1
            if misread:
                count = -1
                break
            places[text, count, 0] = _back(data, first, start, _AROUND)
            places[text, count, 1] = first
            places[text, count, 2] = _ahead(data, place, end, _AROUND)
            count += 1
        counts[text] = count
