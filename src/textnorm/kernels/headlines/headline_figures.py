"""The numbers of a headline, where each is one word that says all, or has a scale, a unit or a hedge beside it.

``match.headlines.numbers`` is the reference; it is asked once for what a word says by itself. Numbers beside words that
may say something else of them are left to it.
"""

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper
from textnorm.kernels.scores.headline_flags import (
    AS_AGE,
    AS_MONEY,
    AS_NUMBER,
    AS_PERCENT,
    AS_RANK,
    AT_LEAST,
    AT_MOST,
    BARE,
    HEDGES,
    NOUN,
    NUMERAL,
    ROUGHLY,
    STOP,
)

__all__ = [
    "CASUALTY", "FATAL", "LEAD", "LEAST", "MEASURED", "MOST", "NOT_LAST", "NUMBER", "OF_AGE", "OF_MONEY", "OF_WHOLE",
    "ONE", "ROUGH", "SCALE", "TRAIL", "take_figures", "unit_of",
]  # fmt: skip

# Beside the bits of ``headline_scan``, which end below these.
#: Of a word: it may be a number; multiplies the one before it; is a one before a scale or before who was hurt; is who
#: was hurt; says that somebody died; says of a number behind it about, at least or at most; something else of the
#: number behind it, before it; is the unit of an age, a share of a whole or a sum.
NUMBER, SCALE, ONE, CASUALTY, FATAL = 1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12
ROUGH, LEAST, MOST, LEAD, TRAIL = 1 << 13, 1 << 14, 1 << 15, 1 << 16, 1 << 17
OF_AGE, OF_WHOLE, OF_MONEY = 1 << 18, 1 << 19, 1 << 20
#: Of a number, beside what it may be: it takes a scale and a unit; says something else in the last place.
MEASURED, NOT_LAST = 1 << 32, 1 << 33

_MASK = (1 << 32) - 1
_UNIT = OF_AGE | OF_WHOLE | OF_MONEY
_ANY_NUMBER = AS_NUMBER | AS_PERCENT | AS_MONEY | AS_AGE | AS_RANK | BARE
_GROUP, _STEM, _FLAGS = 5, 1, 9  # columns of a word
_SIZE = 7
_AGED, _PER_CENT, _PERCENT = (int.from_bytes(word, "big") for word in (b"jaehrig", b"prozent", b"percent"))


@helper
def unit_of(letters, begin, end):  # type: ignore[no-untyped-def]
    """The bit of a unit by how its fold begins: prozentig, percent, jaehrige; 0 for none."""
    if end - begin < _SIZE:
        return 0
    start = 0
    for at in range(begin, begin + _SIZE):
        start = start << 8 | letters[at]
    if start == _AGED:
        return OF_AGE
    return OF_WHOLE if start == _PER_CENT or start == _PERCENT else 0


@helper
def _counted(words, end, count, rows):  # type: ignore[no-untyped-def]
    """The key of what a number counts that ends before a place; see ``match.headlines.parse``."""
    if end >= count or rows[words[end], _FLAGS] & (STOP | NUMERAL):
        return 0
    word = words[end]
    if not rows[word, _FLAGS] & NOUN and end + 1 < count:
        flags = rows[words[end + 1], _FLAGS]
        if flags & NOUN and not flags & (STOP | NUMERAL):
            word = words[end + 1]
    return rows[word, _GROUP] if rows[word, _GROUP] else rows[word, _STEM]


@helper
def _read_figures(desk, count, special, rows, known, values):  # type: ignore[no-untyped-def]
    """The numbers among the words on a desk; how many, or -1 if they are left to the reference."""
    firsts, ends, words, masks, reals, counted = (
        desk[0], desk[1], desk[2], desk[3], desk[4].view(np.float64), desk[5]
    )  # fmt: skip
    found = place = 0
    while place < count:
        word = words[place]
        end = place + 1
        if not special[word] & NUMBER:
            place = end
            continue
        before = special[words[place - 1]] if place else 0
        behind = special[words[end]] if end < count else 0
        said = known[word]
        if not said or before & LEAD or behind & (TRAIL | NUMBER) or (end == count and said & NOT_LAST):
            return -1
        if behind & (SCALE | _UNIT) and not said & MEASURED:
            return -1
        mask, value = said & _MASK, values[word]
        if behind & SCALE:
            mask = _ANY_NUMBER
            value *= values[words[end]]
            end += 1
            behind = special[words[end]] if end < count else 0
        if behind & _UNIT:
            mask = AS_AGE if behind & OF_AGE else AS_PERCENT if behind & OF_WHOLE else AS_MONEY
            end += 1
        counts = mask == _ANY_NUMBER or mask == AS_PERCENT or mask == AS_MONEY
        if counts and before & (ROUGH | LEAST | MOST):
            mask |= ROUGHLY if before & ROUGH else AT_LEAST if before & LEAST else AT_MOST
            place -= 1
        firsts[found], ends[found] = place, end
        masks[found], reals[found] = mask, value
        counted[found] = _counted(words, end, count, rows) if counts else 0
        found += 1
        place = end
    return found


@helper
def take_figures(desk, count, special, rows, known, values, borders):  # type: ignore[no-untyped-def]
    """Set the numbers of a headline apart from its words; ``borders`` move along.

    The words are in the third row of ``desk``; ``known`` is what each says by itself. Of each number, the first two
    rows get its place, the last three what it may be, its value and the key of what it counts.

    Returns how many numbers there are, or -1 if they are left to the reference, and then the words are as they were;
    and how many words there are now.
    """
    found = _read_figures(desk, count, special, rows, known, values)
    if found < 0:
        return found, count
    firsts, ends, words, masks = desk[0], desk[1], desk[2], desk[3]
    kicker = tail = kept = number = 0
    for place in range(count):
        while number < found and ends[number] <= place:
            number += 1
        gone = number < found and firsts[number] <= place
        # Small words of a number stay, but not its hedge.
        if gone and rows[words[place], _FLAGS] & STOP:
            gone = masks[number] & HEDGES != 0 and place == firsts[number]
        if gone:
            continue
        words[kept] = words[place]
        kept += 1
        kicker += place < borders[0]
        tail += place < borders[1]
    borders[0], borders[1] = kicker, tail
    return found, kept
