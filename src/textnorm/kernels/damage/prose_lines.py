"""Whether a line begins as prose does: what several kernels ask before they take a text for sound."""

from __future__ import annotations

from textnorm.kernels.compiler import njit

__all__ = ["begins_as_prose", "is_digit"]


@njit(forceinline=True)
def is_digit(byte):  # type: ignore[no-untyped-def]
    """Whether a byte is a digit."""
    return 48 <= byte <= 57


@njit(forceinline=True)
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
    """Whether a line begins as ``text.evidence.code.lines`` takes for prose, if it holds no sign of code."""
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
    if place == start and is_digit(byte):  # a number, and no date
        while place < end and is_digit(data[place]):
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
        if not (letter or byte >= 128 or is_digit(byte) or byte == 34 or byte == 45 or byte == 46):
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
        return not (following == 32 or following == 58 or (length == 3 and is_digit(following)))
    return plain and (65 <= following <= 90 or 97 <= following <= 122)
