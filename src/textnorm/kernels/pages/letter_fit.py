"""How plausible characters are where they stand: letter sequences of Europe, habits of symbols.

``text.evidence.plausibility`` is the reference, and ``text.evidence.arrays.letter_fit_tables`` says what the arrays
hold. A text is an array of code points.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper

__all__ = ["SIGNS", "fill_sequences", "fit", "plausible"]

#: What there is to know of a character, a bit each.
SIGNS = {
    name: 1 << bit
    for bit, name in enumerate(
        (
            *("alpha", "upper", "lower", "alnum", "digit", "space", "symbol", "control", "dash", "never"),
            *("rare", "after_word", "opening", "closing", "money", "before_number", "after_number", "bullet"),
            *("opener", "ender", "no_opening"),
        )
    )
}
# Numba takes constants of modules, not members of dictionaries.
_ALPHA, _UPPER, _LOWER, _ALNUM, _DIGIT, _SPACE, _SYMBOL, _CONTROL, _DASH, _NEVER = (
    SIGNS[name] for name in ("alpha", "upper", "lower", "alnum", "digit", "space", "symbol", "control", "dash", "never")
)
_RARE, _AFTER_WORD, _OPENING, _CLOSING, _MONEY, _BEFORE_NUMBER, _AFTER_NUMBER, _BULLET, _OPENER, _ENDER, _NO_OPENING = (
    SIGNS[name]
    for name in (
        *("rare", "after_word", "opening", "closing", "money", "before_number", "after_number", "bullet", "opener"),
        *("ender", "no_opening"),
    )
)
_NO_BREAK_SPACE, _SOFT_HYPHEN, _SHARP_S, _APOSTROPHE, _ELLIPSIS = 0xA0, 0xAD, 0xDF, 0x2019, 0x2026
_BLANK = 0x20
# The numbers of the rules.
_ASCII_PAIR, _BACKOFF = 14, 10
_MIXED_CASE, _CAPITALS, _OUT_OF_PLACE, _HARDLY, _NEVER_THERE, _BAD = -24, -12, -12, -8, -24, -40


@helper
def _slot(key, mask):  # type: ignore[no-untyped-def]
    return np.int64((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)) & mask


@helper
def fill_sequences(found, levels, keys, values):  # type: ignore[no-untyped-def]
    """Lay out the ``levels`` of the sequences ``found`` in ``keys``, all -1, and ``values``."""
    mask = len(keys) - 1
    for number in range(len(found)):
        slot = _slot(found[number], mask)
        while keys[slot] >= 0:
            slot = (slot + 1) & mask
        keys[slot], values[slot] = found[number], levels[number]


@helper
def _level(key, keys, values):  # type: ignore[no-untyped-def]
    """The level of a sequence; -1 if it is not in the table."""
    mask = len(keys) - 1
    slot = _slot(key, mask)
    while keys[slot] != key:
        if keys[slot] < 0:
            return -1
        slot = (slot + 1) & mask
    return np.int64(values[slot])


@helper
def _pair_level(one, two, keys, values):  # type: ignore[no-untyped-def]
    if one < 0x80 and two < 0x80:
        return _ASCII_PAIR
    return max(0, _level(one << 16 | two, keys, values))


@helper
def _sequence_level(one, two, three, keys, values):  # type: ignore[no-untyped-def]
    if two == _BLANK and (one == _BLANK or three == _BLANK):
        return 0
    level = _level(one << 32 | two << 16 | three, keys, values)
    if level < 0:
        pairs = _pair_level(one, two, keys, values) + _pair_level(two, three, keys, values)
        level = max(0, pairs // 2 - _BACKOFF)
    return level


@helper
def _case_fit(role, code, left, before, after, right):  # type: ignore[no-untyped-def]
    """Less than nothing for a capital inside a small word, or a small letter inside capitals."""
    if role & _UPPER:
        if not before & _ALPHA and after & _UPPER and right & _LOWER:
            return _CAPITALS
        if before & _LOWER or (before & _UPPER and after & _LOWER):
            return _MIXED_CASE
        return 1 if not before & _ALPHA and after & _LOWER else 0
    if code != _SHARP_S and before & _UPPER and (left & _UPPER or after & _UPPER):
        return _CAPITALS
    return 0


@helper
def _habit_of_some(code, inside, left, right):  # type: ignore[no-untyped-def]
    """What the rule of one symbol says of it, and whether there is such a rule that decides."""
    if code == _NO_BREAK_SPACE:
        return (4 if (left & _LOWER and right & _LOWER) or (left & _SPACE and right & _SPACE) else 10), True
    if code == _SOFT_HYPHEN:
        return (4 if right & _ALNUM else 0), True
    if code == _APOSTROPHE and inside:
        return 18, True
    if code == _ELLIPSIS:
        return (0 if right & _ALNUM else 12 if left & _SPACE else 16), True
    return 0, False


@helper
def _symbol_fit(before, code, after, signs):  # type: ignore[no-untyped-def]
    """How well a symbol fits: there are no sequences worth counting, but habits."""
    role, left, right = signs[code], signs[before], signs[after]
    if role & _CONTROL:
        return _BAD
    inside = left & _ALPHA != 0 and right & _ALPHA != 0 and before < 0x590 and after < 0x590
    bits, decides = _habit_of_some(code, inside, left, right)
    if decides:
        return bits
    if role & _DASH:
        if left & _SPACE and right & _SPACE:
            return 20
        return 16 if left & _DIGIT and right & _DIGIT else 4
    if role & _NEVER and (left | right) & _ALPHA:
        return _NEVER_THERE if inside else _OUT_OF_PLACE
    if inside:
        return _HARDLY if role & _RARE else _OUT_OF_PLACE
    if role & _AFTER_WORD and not left & _ALNUM and right & _ALPHA:
        return _OUT_OF_PLACE
    if role & _OPENING and left & (_SPACE | _OPENER) and not right & (_SPACE | _NO_OPENING):
        return 12 if right & _LOWER else 16
    if role & _CLOSING and left & (_ALNUM | _ENDER) and not right & _ALNUM:
        return 16
    if role & _MONEY and not (left | right) & _ALPHA:
        return 14
    if role & _BEFORE_NUMBER and not left & _ALNUM and (right & (_DIGIT | _SPACE) or after == code):
        return 12
    if role & _AFTER_NUMBER and (left & _DIGIT or before == _BLANK or before == 0x2E) and not right & _LOWER:
        return 4 if left & _SPACE else 12
    if role & _AFTER_WORD and left & _ALNUM and not right & _ALNUM:
        return 10
    return 10 if role & _BULLET and right & _SPACE else 0


@helper
def fit(text, place, size, signs, small, keys, values):  # type: ignore[no-untyped-def]
    """The level of ``text[place]`` between up to two characters on either side, of ``size`` in all."""
    code = np.int64(text[place])
    before = np.int64(text[place - 1]) if place else _BLANK
    after = np.int64(text[place + 1]) if place + 1 < size else _BLANK
    role = signs[code]
    if not role & _ALPHA or role & _SYMBOL:
        return _symbol_fit(before, code, after, signs)
    if code >= 0x370 and (65 <= before <= 122 or 65 <= after <= 122):
        return _OUT_OF_PLACE
    left = np.int64(text[place - 2]) if place > 1 else _BLANK
    right = np.int64(text[place + 2]) if place + 2 < size else _BLANK
    score = _case_fit(role, code, signs[left], signs[before], signs[after], signs[right])
    one = np.int64(small[left]) if signs[left] & _ALPHA else _BLANK
    two = np.int64(small[before]) if signs[before] & _ALPHA else _BLANK
    three = np.int64(small[code])
    four = np.int64(small[after]) if signs[after] & _ALPHA else _BLANK
    five = np.int64(small[right]) if signs[right] & _ALPHA else _BLANK
    score += _sequence_level(one, two, three, keys, values)
    score += _sequence_level(two, three, four, keys, values)
    score += _sequence_level(three, four, five, keys, values)
    if code >= 0x400 and not (signs[before] | signs[after]) & _ALPHA:
        return score // 3
    return score


@helper
def plausible(text, start, end, size, signs, small, keys, values):  # type: ignore[no-untyped-def]
    """How well the characters outside ASCII in ``text[start:end]`` fit where they stand, in bits."""
    total = 0
    for place in range(start, end):
        if text[place] > 0x7F:
            total += fit(text, place, size, signs, small, keys, values)
    return total
