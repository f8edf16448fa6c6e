"""The words of many headlines under numbers, and the keys that an index files them under.

``match.headlines.parse.tokens_of`` is the reference for what a word is. A word that was met before is found by 64 bits
of its bytes in an open hash table; only new words are analysed, outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit
from textnorm.kernels.compiler import types as _types
from textnorm.kernels.fold import code_point

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "CAPITAL",
    "LETTER",
    "LIMIT",
    "MONEY",
    "NUMERIC",
    "file_words",
    "find_words",
    "hash_of",
    "number_words",
    "store_words",
    "words_between",
]

#: Classes of characters; code points from ``LIMIT`` on have none.
LETTER, NUMERIC, MONEY = 1, 2, 3
LIMIT = 0x40000
#: The bit of a word that begins with a capital; see ``file_words``.
CAPITAL = 1

types: Any = _types
_U = types.Array(types.uint32, 1, "C")
_I = types.Array(types.int64, 1, "C")
_H = types.Array(types.uint64, 1, "C")
_B = types.Array(types.uint8, 1, "C")
_n = types.int64

_PRIME = np.uint64(0x100000001B3)
_BASIS = np.uint64(0xCBF29CE484222325)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_PHRASE, _WORD = np.uint64(2_654_435_761), np.uint64(0xFFFF_FFFF)
_PART = 3  # words of a phrase


@njit
def _class_at(data, place, stop, classes):  # type: ignore[no-untyped-def]
    """The class of the character at ``place``, and its length in bytes."""
    if place >= stop:
        return np.int64(0), np.int64(0)
    point, width = code_point(data, place, stop)
    return (np.int64(classes[point]) if point < len(classes) else np.int64(0)), np.int64(width)


@njit
def _run_of(data, place, stop, classes, kind, most):  # type: ignore[no-untyped-def]
    """Where the characters of a class that begin at ``place`` end, and how many they are, ``most`` at most."""
    count = 0
    while count < most and place < stop:
        byte = data[place]
        if byte < 128:
            if classes[byte] != kind:
                break
            place += 1
        else:
            found, width = _class_at(data, place, stop, classes)
            if found != kind:
                break
            place += width
        count += 1
    return place, count


@njit
def _end_of_text(data, start, stop, longest):  # type: ignore[no-untyped-def]
    """The end of the first ``longest`` characters."""
    if stop - start <= longest:
        return stop
    count = 0
    for place in range(start, stop):
        if data[place] & 0xC0 != 0x80:
            if count == longest:
                return place
            count += 1
    return stop


@njit
def _token_end(data, place, stop, classes):  # type: ignore[no-untyped-def]
    """The end of the word or number at ``place``; minus the next place if there is none."""
    if data[place] < 128:
        kind, width = np.int64(classes[data[place]]), np.int64(1)
    else:
        kind, width = _class_at(data, place, stop, classes)
    end = place + width
    if kind == 0:
        return -end
    if kind == LETTER:
        end, _ = _run_of(data, end, stop, classes, LETTER, stop)
        point, wide = code_point(data, end, stop) if end < stop else (np.uint32(0), 1)
        if point == 39 or point == 0x2019:
            behind, many = _run_of(data, end + wide, stop, classes, LETTER, 3)
            if 1 <= many <= 2:
                end = behind
    elif kind == NUMERIC:
        end, _ = _run_of(data, end, stop, classes, NUMERIC, stop)
        while end < stop and (data[end] == 44 or data[end] == 46 or data[end] == 58):
            behind, many = _run_of(data, end + 1, stop, classes, NUMERIC, stop)
            if not many:
                break
            end = behind
        if end < stop and data[end] == 46:
            end += 1
    return end


@njit
def hash_of(data, first, last):  # type: ignore[no-untyped-def]
    """64 bits of ``data[first:last]``, never 0."""
    value = _BASIS
    for at in range(first, last):
        value = (value ^ np.uint64(data[at])) * _PRIME
    value ^= value >> np.uint64(32)
    value *= _SPREAD
    value ^= value >> np.uint64(29)
    return value | np.uint64(1)


@njit
def words_between(data, place, stop, classes, first, last, hashes, count):  # type: ignore[no-untyped-def]
    """Write the words and numbers of ``data[place:stop]`` behind ``count`` others; returns how many there are then."""
    while place < stop:
        end = _token_end(data, place, stop, classes)
        if end < 0:
            place = -end
            continue
        first[count], last[count] = place, end
        hashes[count] = hash_of(data, place, end)
        count += 1
        place = end
    return count


@njit(_n(BYTES, POSITIONS, _B, _n, _I, _I, _H, _I), cache=True, nogil=True)
def find_words(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    classes: NDArray[np.uint8],
    longest: int,
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    ends: NDArray[np.int64],
) -> int:
    """Find the words and numbers in the first ``longest`` characters of each text.

    Word ``w`` is ``data[first[w]:last[w]]`` with 64 bits ``hashes[w]``, never 0; the words of text ``i`` end at
    ``ends[i]``. There are no more words than bytes. Returns how many there are.
    """
    count = 0
    for text in range(len(offsets) - 1):
        start = offsets[text]
        stop = _end_of_text(data, start, offsets[text + 1], longest)
        count = words_between(data, start, stop, classes, first, last, hashes, count)
        ends[text] = count
    return count


@njit
def _slot_of(slots, value):  # type: ignore[no-untyped-def]
    mask = len(slots) - 1
    slot = np.int64(value >> np.uint64(20)) & mask
    while slots[slot] != 0 and slots[slot] != value:
        slot = (slot + 1) & mask
    return slot


@njit(_n(_H, _H, _I, _I, _I), cache=True, nogil=True)
def number_words(
    hashes: NDArray[np.uint64],
    slots: NDArray[np.uint64],
    entries: NDArray[np.int64],
    numbers: NDArray[np.int64],
    absent: NDArray[np.int64],
) -> int:
    """Write the number of each word, or -1 and its place into ``absent``; returns how many are absent."""
    missing = 0
    for place in range(len(hashes)):
        slot = _slot_of(slots, hashes[place])
        if slots[slot] == 0:
            numbers[place] = -1
            absent[missing] = place
            missing += 1
        else:
            numbers[place] = entries[slot]
    return missing


@njit(types.void(_H, _n, _H, _I), cache=True, nogil=True)
def store_words(hashes: NDArray[np.uint64], number: int, slots: NDArray[np.uint64], entries: NDArray[np.int64]) -> None:
    """Enter words under the numbers from ``number`` on."""
    for place in range(len(hashes)):
        slot = _slot_of(slots, hashes[place])
        slots[slot] = hashes[place]
        entries[slot] = number + place


@njit(_n(_I, _I, _U, _I, _U, _U, _U, _U, _I, types.Array(types.uint32, 2, "C")), cache=True, nogil=True)
def file_words(
    numbers: NDArray[np.int64],
    ends: NDArray[np.int64],
    wholes: NDArray[np.uint32],
    starts: NDArray[np.int64],
    pool: NDArray[np.uint32],
    stems: NDArray[np.uint32],
    signs: NDArray[np.uint32],
    keys: NDArray[np.uint32],
    key_ends: NDArray[np.int64],
    facts: NDArray[np.uint32],
) -> int:
    """Write the keys of each text, each once; returns how many there are.

    Word ``n`` has the keys ``pool[starts[n]:starts[n + 1]]``, a stem (0: a number) and the sign of its digits.
    ``wholes`` is a key for each text as a whole; where it is 0 the text has nothing, and no keys. Columns of ``facts``
    are filled: 1 with the sign of all numbers, 3 and 4 with a number for the first and for the last three words.
    ``keys`` has room for all keys of all words and one more a text.
    """
    count = 0
    begin = 0
    for text in range(len(ends)):
        base = count
        sign = np.uint32(0)
        if wholes[text] != 0:
            keys[count] = wholes[text]
            count += 1
            words = 0
            for place in range(begin, ends[text]):
                number = numbers[place]
                words += stems[number] != 0
                sign |= signs[number]
                for at in range(starts[number], starts[number + 1]):
                    key = pool[at]
                    known = False
                    for other in range(base, count):
                        if keys[other] == key:
                            known = True
                            break
                    if not known:
                        keys[count] = key
                        count += 1
            if words > _PART:
                for side in range(2):
                    value = np.uint64(0)
                    left = _PART
                    skipped = 0 if side == 0 else words - _PART
                    for place in range(begin, ends[text]):
                        stem = stems[numbers[place]]
                        if stem == 0:
                            continue
                        if skipped:
                            skipped -= 1
                            continue
                        value = (value * _PHRASE + np.uint64(stem)) % _WORD
                        left -= 1
                        if not left:
                            break
                    facts[text, 3 + side] = np.uint32(value + np.uint64(1))
        facts[text, 1] = sign
        key_ends[text] = count
        begin = ends[text]
    return count
