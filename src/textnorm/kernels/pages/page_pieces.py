"""The pieces of a text that are read through a row of pages, the words in ASCII beside them, and what a piece costs.

``text.encoding.page_mixups`` has the rules and is the reference. A text is an array of code points.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper
from textnorm.kernels.pages.character_flags import FLAGS, is_ascii_letter, is_final_sigma
from textnorm.kernels.pages.letter_costs import LANES, LONGEST_WORD, add_group

__all__ = [
    "READ",
    "SYMBOL_COST",
    "add_ascii",
    "add_rest",
    "ascii_words",
    "find_pieces",
    "has_lone_byte",
    "spread",
    "translate",
]

#: From which bit on the flags of a character say what it costs as a symbol.
SYMBOL_COST = 32
#: The characters of a text in which words in ASCII are looked for.
READ = 4000
# Numba takes constants of modules, not members of dictionaries.
_LETTER, _UPPER, _LOWER, _JOINING = (
    FLAGS[name]
    for name in (
        "letter",
        "upper",
        "lower",
        "joining",
    )
)
_SIGMA, _SIGMA_AT_END = 0x3A3, 0x3C2
_LONGEST_ASCII = 30
_INSIDE, _SWITCH, _MOST_SWITCHES = 26, 16, 3  # steps of half a bit, but for the last


@helper
def find_pieces(codes, count, numbers_of, firsts, starts, ends):  # type: ignore[no-untyped-def]
    """Find the different pieces that are not ASCII alone: runs between blanks. How many there are."""
    mask = len(numbers_of) - 1
    found, place = 0, 0
    while place < count:
        if codes[place] <= 0x20:
            place += 1
            continue
        start, seen = place, False
        value = np.uint64(14695981039346656037)
        while place < count and codes[place] > 0x20:
            value = (value ^ np.uint64(codes[place])) * np.uint64(1099511628211)
            seen |= codes[place] > 0x7F
            place += 1
        if not seen:
            continue
        slot = np.int64((value ^ (value >> np.uint64(29))) & np.uint64(mask))
        known = False
        while numbers_of[slot] >= 0 and not known:
            other = numbers_of[slot]
            known = ends[other] - starts[other] == place - start
            step = 0
            while known and step < place - start:
                known = codes[starts[other] + step] == codes[start + step]
                step += 1
            if not known:
                slot = (slot + 1) & mask
        if not known:
            numbers_of[slot] = found
            firsts[found] = slot
            starts[found], ends[found] = start, place
            found += 1
    for number in range(found):
        numbers_of[firsts[number]] = -1  # for the next text
    return found


@helper
def _may_precede(code):  # type: ignore[no-untyped-def]
    return code <= 0x20 or code == 40 or code == 34 or code == 39  # ( " '


@helper
def _may_follow(code):  # type: ignore[no-untyped-def]
    # . , ; : ! ? ) " '
    return code <= 0x20 or code in (46, 44, 59, 58, 33, 63, 41, 34, 39)


@helper
def ascii_words(codes, count, starts, ends):  # type: ignore[no-untyped-def]
    """Find the words in ASCII that may be witnesses of the language. How many there are."""
    count = min(count, READ)
    found, place = 0, 0
    while place < count:
        if not is_ascii_letter(codes[place]):
            place += 1
            continue
        start = place
        while place < count and is_ascii_letter(codes[place]):
            place += 1
        if (
            2 <= place - start <= _LONGEST_ASCII
            and (start == 0 or _may_precede(codes[start - 1]))
            and (place == count or _may_follow(codes[place]))
        ):
            starts[found], ends[found] = start, place
            found += 1
    return found


@helper
def spread(starts, ends, count, most):  # type: ignore[no-untyped-def]
    """Keep at most ``most`` of the spans, from the whole of them; how many are left."""
    step = max(1, (count + most - 1) // most)
    kept = 0
    for number in range(0, count, step):
        starts[kept], ends[kept] = starts[number], ends[number]
        kept += 1
    return kept


@helper
def has_lone_byte(codes, start, end):  # type: ignore[no-untyped-def]
    """Whether a character outside ASCII stands alone, which is no UTF-8."""
    for place in range(start, end):
        if (
            codes[place] > 0x7F
            and (place == start or codes[place - 1] <= 0x7F)
            and (place + 1 == end or codes[place + 1] <= 0x7F)
        ):
            return True
    return False


@helper
def translate(codes, start, end, row, places, meant, out):  # type: ignore[no-untyped-def]
    """Write what ``codes[start:end]`` meant in a row; how many letters or controls changed, and whether anything."""
    changed = False
    for place in range(start, end):
        code = codes[place]
        after = code
        if code > 0x7F:
            index = places[np.int64(code)]
            if index >= 0:
                after = meant[row, index]
        out[place - start] = after
        changed |= after != code
    return changed


@helper
def add_ascii(codes, start, end, roles, numbers, triples, models, keys, kept, count, costs):  # type: ignore[no-untyped-def]
    """Add what costs the same in whatever page a piece is read: the groups of letters in ASCII alone.

    Returns whether no word can be longer than what the models read.
    """
    first, second = np.int64(0), np.int64(0)
    near, length = 0, 0  # whether one of the last three is not ASCII; letters, and what may be some, in a row
    for place in range(start, end + 1):
        code = np.int64(codes[place]) if place < end else np.int64(0x20)
        if code > 0x7F:
            near = 3
            length += 1
            first = second = np.int64(0)
        elif roles[code] & _LETTER:
            third = np.int64(numbers[code])
            if near <= 0:
                add_group(first, second, third, triples, models, keys, kept, count, costs)
            first, second = second, third
            length += 1
        else:
            if second and near <= 0:
                add_group(first, second, np.int64(0), triples, models, keys, kept, count, costs)
            first = second = np.int64(0)
            length = 0
        if length > LONGEST_WORD:
            return False
        near -= 1
    return True


@helper
def add_rest(codes, start, end, roles, numbers, triples, models, keys, kept, count, costs):  # type: ignore[no-untyped-def]
    """Add the rest of what a piece costs as it is read: other groups, symbols, capitals behind small letters."""
    first, second = np.int64(0), np.int64(0)
    flat, switches, near, last = np.int64(0), 0, 0, np.int64(0)
    behind_word, inside = False, False
    for place in range(start, end + 1):
        code = np.int64(codes[place]) if place < end else np.int64(0x20)
        if code > 0x7F:
            near = 3
        role = roles[code]
        if role & _LETTER:
            if inside:
                flat += _INSIDE
                inside = False
            third = np.int64(numbers[code])
            if code == _SIGMA:
                begin, stop = place, place + 1
                while begin > start and roles[np.int64(codes[begin - 1])] & _LETTER:
                    begin -= 1
                while stop < end and roles[np.int64(codes[stop])] & _LETTER:
                    stop += 1
                if is_final_sigma(codes, place, begin, stop, roles):
                    third = np.int64(numbers[_SIGMA_AT_END])
            if near > 0:
                add_group(first, second, third, triples, models, keys, kept, count, costs)
            switches += second != 0 and last & _LOWER != 0 and role & _UPPER != 0
            first, second = second, third
            last = role
            behind_word = True
        else:
            if second:
                if near > 0:
                    add_group(first, second, np.int64(0), triples, models, keys, kept, count, costs)
                flat += _SWITCH * min(_MOST_SWITCHES, switches)
                switches = 0
                first = second = np.int64(0)
            if code > 0x7F:
                flat += role >> SYMBOL_COST
                inside |= behind_word and role & _JOINING == 0
        near -= 1
    if flat:
        for lane in range(LANES):
            costs[lane] += flat
