"""Whether the filter of known words holds a word: BLAKE2b (RFC 7693) of one block, and the bits that it sets.

``text.evidence.known_words`` is the reference.
"""

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper

__all__ = ["digest_of", "holds"]

_BITS, _PROBES = 20, 8  # of the filter, and those that a word sets

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
def digest_of(block, size, words, state):  # type: ignore[no-untyped-def]
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
def holds(digest, bits):  # type: ignore[no-untyped-def]
    """Whether the filter of known words holds what has the digest."""
    place, step = digest & np.uint64(0xFFFFFFFF), digest >> np.uint64(32) | np.uint64(1)
    for _ in range(_PROBES):
        bit = np.int64(place & np.uint64((1 << _BITS) - 1))
        if not bits[bit >> 3] >> (bit & 7) & 1:
            return False
        place += step
    return True
