"""Evidence that words are German: the filter of frequent words, and the log odds of words in ASCII.

``text.evidence.known_words`` and ``text.evidence.language`` are the reference. A word is an array of code points.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper, njit
from textnorm.kernels.compound_halves import crc32_on
from textnorm.kernels.known_filter import digest_of, holds

__all__ = ["LONGEST_KNOWN", "known_part", "level_of", "log_odds", "remembered"]

#: Letters of the longest word whose level is asked: one block of BLAKE2b holds it.
LONGEST_KNOWN = 40
_BLOCK = 128
_SLOTS, _PACKED = 1 << 13, 12  # words that are remembered, and letters of those
_LEVELS, _SHORTEST_PART = 3, 3
_LONGEST, _HIGHEST, _SCALE, _BUCKETS = 40, 3.0, 0.1, 14


@njit
def remembered():  # type: ignore[no-untyped-def]
    """Room for what is known of words: the letters of those with a level, and it; of those in ASCII, and their odds.

    And room to work these out.
    """
    return (
        np.full(_SLOTS, -1, np.int64),
        np.empty(_SLOTS, np.int64),
        np.full(_SLOTS, -1, np.int64),
        np.empty(_SLOTS, np.float64),
        np.empty(_BLOCK, np.uint8),
        np.empty(16, np.uint64),
        np.empty(16, np.uint64),
    )


@helper
def _packed(word, first, last, small):  # type: ignore[no-untyped-def]
    """The letters of a word in one number, -1 if they do not fit."""
    if last - first > _PACKED:
        return np.int64(-1)
    packed = np.int64(0)
    for place in range(first, last):
        code = np.int64(small[np.int64(word[place])])
        if 97 <= code <= 122:
            packed = packed << 5 | code - 96
        elif code == 0xE4:
            packed = packed << 5 | 27
        elif code == 0xF6:
            packed = packed << 5 | 28
        elif code == 0xFC:
            packed = packed << 5 | 29
        elif code == 0xDF:
            packed = packed << 5 | 30
        else:
            return np.int64(-1)
    return packed


@helper
def _slot_of(packed):  # type: ignore[no-untyped-def]
    return np.int64((np.uint64(packed) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(51))


@helper
def level_of(word, first, last, small, bits, memory):  # type: ignore[no-untyped-def]
    """How frequent ``word[first:last]`` is, at most ``LONGEST_KNOWN`` letters."""
    packed = _packed(word, first, last, small)
    if packed < 0:
        return _level(word, first, last, small, bits, memory)
    slot = _slot_of(packed)
    keys, levels, _, _, _, _, _ = memory
    if keys[slot] != packed:
        keys[slot], levels[slot] = packed, _level(word, first, last, small, bits, memory)
    return levels[slot]


@helper
def _level(word, first, last, small, bits, memory):  # type: ignore[no-untyped-def]
    _, _, _, _, block, words, state = memory
    size = 0
    for place in range(first, last):
        code = np.int64(small[np.int64(word[place])])
        if code < 0x80:
            block[size] = code
            size += 1
        elif code < 0x800:
            block[size], block[size + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
            size += 2
        else:
            block[size], block[size + 1] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F
            block[size + 2] = 0x80 | code & 0x3F
            size += 3
    if not holds(digest_of(block, size, words, state), bits):
        return 0
    level = 1
    while level < _LEVELS:
        block[size], block[size + 1] = 0x20, 0x31 + level
        if not holds(digest_of(block, size + 2, words, state), bits):
            break
        level += 1
    return level


@helper
def known_part(word, first, last, small, bits, memory):  # type: ignore[no-untyped-def]
    """The length of the longest known word with which ``word[first:last]`` begins or ends."""
    longest = 0
    size = last - first
    if size >= 2 + _SHORTEST_PART and small[np.int64(word[first])] == 0xF6 and small[np.int64(word[first + 1])] == 0x6C:
        longest = 2  # öl
    head, tail = size, 0  # how many letters are ASCII in front, and where the last that is not ends
    for place in range(size):
        if small[np.int64(word[first + place])] > 0x7F:
            head = min(head, place)
            tail = place + 1
    for middle in range(_SHORTEST_PART, size - _SHORTEST_PART + 1):
        for end in range(2):
            length = size - middle if end else middle
            if length <= longest or (tail <= middle if end else head >= middle):
                continue
            start = first + middle if end else first
            level = level_of(word, start, start + length, small, bits, memory)
            if level > 1 or (level and length > _SHORTEST_PART):
                longest = length
    return longest


@helper
def log_odds(word, first, last, small, weights, memory):  # type: ignore[no-untyped-def]
    """The log odds that a word of letters in ASCII is German."""
    packed = _packed(word, first, last, small)
    _, _, keys, odds, block, _, _ = memory
    if packed < 0:
        return _log_odds(word, first, last, weights, block)
    slot = _slot_of(packed)
    if keys[slot] != packed:
        keys[slot], odds[slot] = packed, _log_odds(word, first, last, weights, block)
    return odds[slot]


@helper
def _log_odds(word, first, last, weights, edged):  # type: ignore[no-untyped-def]
    size = min(last - first, _LONGEST) + 2
    edged[0], edged[size - 1] = 0x5E, 0x24
    for place in range(size - 2):
        edged[place + 1] = word[first + place] | 0x20
    shift = np.uint32(32 - _BUCKETS)
    total = np.int64(weights[np.int64(crc32_on(edged, 0, size, np.uint32(0)) >> shift)])
    for length in range(2, 6):
        for start in range(size - length + 1):
            total += weights[np.int64(crc32_on(edged, start, start + length, np.uint32(length)) >> shift)]
    return max(-_HIGHEST, min(_HIGHEST, total * _SCALE))
