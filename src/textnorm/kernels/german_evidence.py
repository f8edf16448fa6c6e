"""Evidence that words are German: the filter of frequent words, and the log odds of words in ASCII.

``text.evidence.known_words`` and ``text.evidence.language`` are the reference. A word is an array of code points.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper, njit
from textnorm.kernels.compound_halves import crc32_on

__all__ = ["LONGEST_KNOWN", "known_part", "level_of", "log_odds", "remembered"]

#: Letters of the longest word whose level is asked: one block of BLAKE2b holds it.
LONGEST_KNOWN = 40
_BLOCK = 128
_SLOTS, _PACKED = 1 << 13, 12  # words that are remembered, and letters of those
_BITS, _PROBES, _LEVELS = 20, 8, 3
_SHORTEST_PART = 3
_LONGEST, _HIGHEST, _SCALE, _BUCKETS = 40, 3.0, 0.1, 14

_IV = np.array(
    [
        *(0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1),
        *(0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179),
    ],
    np.uint64,
)
_SIGMA = np.array(
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ],
    np.int64,
)


@helper
def _turned(value, bits):  # type: ignore[no-untyped-def]
    return (value >> np.uint64(bits)) | (value << np.uint64(64 - bits))


@helper
def _mix(state, a, b, c, d, one, two):  # type: ignore[no-untyped-def]
    state[a] += state[b] + one
    state[d] = _turned(state[d] ^ state[a], 32)
    state[c] += state[d]
    state[b] = _turned(state[b] ^ state[c], 24)
    state[a] += state[b] + two
    state[d] = _turned(state[d] ^ state[a], 16)
    state[c] += state[d]
    state[b] = _turned(state[b] ^ state[c], 63)


@helper
def _digest(block, size, words, state):  # type: ignore[no-untyped-def]
    """The first 8 bytes of ``hashlib.blake2b(block[:size], digest_size=8)``; the rest of the block is 0."""
    for place in range(16):
        words[place] = 0
    for place in range(size):
        words[place >> 3] |= np.uint64(block[place]) << np.uint64(8 * (place & 7))
    for place in range(8):
        state[place] = state[place + 8] = _IV[place]
    first = _IV[0] ^ np.uint64(0x01010008)
    state[0] = first
    state[12] ^= np.uint64(size)
    state[14] = ~state[14]
    for turn in range(12):
        order = _SIGMA[turn % 10]
        for half in range(2):  # columns, then diagonals
            first_word = 8 * half
            for column in range(4):
                a, b, c, d = column, 4 + (column + half & 3), 8 + (column + 2 * half & 3), 12 + (column + 3 * half & 3)
                place = first_word + 2 * column
                _mix(state, a, b, c, d, words[order[place]], words[order[place + 1]])
    return first ^ state[0] ^ state[8]


@helper
def _holds(digest, bits):  # type: ignore[no-untyped-def]
    place, step = digest & np.uint64(0xFFFFFFFF), digest >> np.uint64(32) | np.uint64(1)
    for _ in range(_PROBES):
        bit = np.int64(place & np.uint64((1 << _BITS) - 1))
        if not bits[bit >> 3] >> (bit & 7) & 1:
            return False
        place += step
    return True


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
    if not _holds(_digest(block, size, words, state), bits):
        return 0
    level = 1
    while level < _LEVELS:
        block[size], block[size + 1] = 0x20, 0x31 + level
        if not _holds(_digest(block, size + 2, words, state), bits):
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
