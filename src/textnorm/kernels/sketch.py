"""UTF-8 bytes to shingle hashes, and shingle hashes to sketches.

``shingle_texts`` folds, tokenises and hashes in one pass over a buffer, with no string per shingle. ``sketch_hashes``
is Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup: Fast Similarity Sketching, FOCS 2017): O(n + K log K) for n
shingles, and less error than MinHash where n is small. docs/sketch-format.md writes both down byte by byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit, types

from textnorm.kernels.fold import BYTES, TABLES, fold_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["shingle_texts", "sketch_hashes"]

_START = np.uint64(0xCBF29CE484222325)
_STEP = np.uint64(0x9E3779B97F4A7C55)
_ROLL = np.uint64(0xD6E8FEB86659FD93)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_ROUND = np.uint64(0x9E3779B97F4A7C15)
_DIGEST = np.uint64(0xFF51AFD7ED558CCD)
_LOW_53 = np.uint64((1 << 53) - 1)
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit(inline="always")
def _mix(value):  # type: ignore[no-untyped-def]
    """Spread every bit of ``value`` over all 64 (the finaliser of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * _MIX_1
    value = (value ^ (value >> np.uint64(27))) * _MIX_2
    return value ^ (value >> np.uint64(31))


@njit(inline="always")
def _solo(folded, place):  # type: ignore[no-untyped-def]
    """Whether the character at ``place`` belongs to a script that writes no spaces (match.keys.SOLO_SCRIPTS)."""
    lead = folded[place]
    if lead >= 240:
        point = (np.uint32(lead & 7) << 18) | (np.uint32(folded[place + 1] & 63) << 12)
        return 0x20000 <= point <= 0x3FFFF
    point = (np.uint32(lead & 15) << 12) | (np.uint32(folded[place + 1] & 63) << 6) | np.uint32(folded[place + 2] & 63)
    if point >= 0x3400:
        return point <= 0x4DBF or 0x4E00 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF
    if point >= 0x2E80:
        return point <= 0x2FDF or 0x3005 <= point <= 0x3007 or 0x3040 <= point <= 0x30FF or 0x31F0 <= point <= 0x31FF
    return 0x0E00 <= point <= 0x0EFF or 0x1000 <= point <= 0x109F or 0x1780 <= point <= 0x17FF


@njit(inline="always")
def _word_tokens(folded, length, tokens):  # type: ignore[no-untyped-def]
    """Hash each word of the key ``folded[:length]``; return how many there are."""
    count = 0
    value = _START
    place = 0
    inside = False
    while place < length:
        byte = folded[place]
        if byte >= 224 and _solo(folded, place):
            if inside:
                tokens[count] = value
                count += 1
            value = _START
            for _ in range(4 if byte >= 240 else 3):
                value = (value ^ np.uint64(folded[place])) * _STEP
                place += 1
            tokens[count] = value
            count += 1
            value = _START
            inside = False
            continue
        # Branch-free, for the end of a word is what a processor cannot foresee.
        space = byte == 32
        tokens[count] = value
        count += space & inside
        value = _START if space else (value ^ np.uint64(byte)) * _STEP
        inside = not space
        place += 1
    if inside:
        tokens[count] = value
        count += 1
    return count


@njit(inline="always")
def _character_tokens(folded, length, tokens):  # type: ignore[no-untyped-def]
    """Hash each character of the key ``folded[:length]``; return how many there are."""
    count = 0
    value = _START
    for place in range(length):
        byte = folded[place]
        if byte & 192 != 128:  # not a continuation byte: a character begins
            value = _START
            count += 1
        value = (value ^ np.uint64(byte)) * _STEP
        tokens[count - 1] = value
    return count


@njit(
    [
        types.int64(
            BYTES,
            types.Array(types.int64, 1, "C", readonly=True),
            TABLES,
            types.boolean,
            types.int64,
            types.uint64[::1],
            types.int64[::1],
            types.uint64[:, ::1],
        )
    ],
    cache=True,
    nogil=True,
)
def shingle_texts(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    tables: object,
    by_character: bool,
    n: int,
    hashes: NDArray[np.uint64],
    ends: NDArray[np.int64],
    digests: NDArray[np.uint64],
) -> int:
    """Write the shingle hashes of all texts one after another into ``hashes``.

    Text ``i`` ends at ``ends[i]``; its hashes stand in the order of the text, repeated shingles repeated.
    ``digests[i]`` are 128 bits over all its tokens, for exact duplicates; zero for a text without tokens. A text
    of fewer than ``n`` tokens has one shingle: all of it. Returns the number of hashes, or -1 when they do not fit.
    """
    longest = np.int64(0)
    for text in range(len(offsets) - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    room = 2 * longest + 128
    folded = np.empty(room, np.uint8)
    tokens = np.empty(room + 1, np.uint64)
    dropped = np.uint64(1)  # what the oldest token of a shingle is multiplied by when it leaves
    for _ in range(n):
        dropped *= _ROLL
    written = 0
    for text in range(len(offsets) - 1):
        length = fold_text(data, offsets[text], offsets[text + 1], tables, folded)
        while length < 0:
            room *= 2
            folded = np.empty(room, np.uint8)
            tokens = np.empty(room + 1, np.uint64)
            length = fold_text(data, offsets[text], offsets[text + 1], tables, folded)
        count = _character_tokens(folded, length, tokens) if by_character else _word_tokens(folded, length, tokens)
        if written + count > len(hashes):
            return -1
        rolling = np.uint64(0)
        first_half = np.uint64(0)
        second_half = np.uint64(count)
        for token in range(count):
            value = tokens[token]
            value = (value ^ (value >> np.uint64(32))) * _MIX_1
            value ^= value >> np.uint64(29)
            tokens[token] = value
            first_half = first_half * _ROLL + value
            second_half = (second_half ^ value) * _DIGEST
            second_half ^= second_half >> np.uint64(32)
            rolling = rolling * _ROLL + value
            if token >= n:
                rolling -= tokens[token - n] * dropped
            if token >= n - 1:
                hashes[written] = _mix(rolling)
                written += 1
        if 0 < count < n:
            hashes[written] = _mix(rolling)
            written += 1
        if count:
            digests[text, 0] = _mix(first_half + np.uint64(1))
            digests[text, 1] = second_half
        else:
            digests[text, 0] = 0
            digests[text, 1] = 0
        ends[text] = written
    return written


@njit(
    [
        types.void(
            types.Array(types.uint64, 1, "C", readonly=True),
            types.Array(types.int64, 1, "C", readonly=True),
            types.uint64,
            types.uint32[:, ::1],
        )
    ],
    cache=True,
    nogil=True,
)
def sketch_hashes(
    hashes: NDArray[np.uint64], ends: NDArray[np.int64], seed: np.uint64, sketches: NDArray[np.uint32]
) -> None:
    """Sketch each run of ``hashes`` (text ``i`` ends at ``ends[i]``) into a row of ``sketches``.

    A run without hashes becomes a row of ones in every bit.
    """
    size = sketches.shape[1]
    shift = np.uint64(64)
    width = size
    while width > 1:
        width >>= 1
        shift -= np.uint64(1)
    slots = np.empty(size, np.uint64)
    begin = np.int64(0)
    for text in range(len(ends)):
        end = ends[text]
        slots[:] = _EMPTY
        filled = 0
        turn = 0
        while filled < size and begin < end:
            # Rank by round first, then by 53 random bits, of which the lower 32 become the slot.
            rank = np.uint64(turn) << np.uint64(53)
            salt = seed + np.uint64(turn) * _ROUND
            for place in range(begin, end):
                value = _mix(hashes[place] + salt)
                slot = value >> shift if turn < size else np.uint64(turn - size)
                value = rank | (value & _LOW_53)
                if value < slots[slot]:
                    filled += slots[slot] == _EMPTY
                    slots[slot] = value
            turn += 1
        for slot in range(size):
            sketches[text, slot] = np.uint32(slots[slot] & np.uint64(0xFFFFFFFF))
        begin = end
