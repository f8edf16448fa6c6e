"""UTF-8 bytes to shingle hashes, and shingle hashes to sketches.

``shingle_texts`` folds, tokenises and hashes in one pass over a buffer, with no string per shingle. ``sketch_hashes``
is Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup: Fast Similarity Sketching, FOCS 2017): O(n + K log K) for n
shingles, and less error than MinHash where n is small. docs/sketch-format.md writes both down byte by byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit, types

from textnorm.kernels.fold import BYTES, TABLES, code_point, fold_text, takes_diaeresis
from textnorm.kernels.hashing import BYTE_HASHES, MIX_1, ROLL, ROUND, STEP, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["shingle_texts", "sketch_hashes"]

_DIGEST = np.uint64(0xFF51AFD7ED558CCD)
_LOW_53 = np.uint64((1 << 53) - 1)
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_ZERO, _ONE, _LOOK = np.uint64(0), np.uint64(1), np.uint64(2)


@njit(inline="always")
def _solo(point):  # type: ignore[no-untyped-def]
    """Whether the code point belongs to a script that writes no spaces (match.keys.SOLO_SCRIPTS)."""
    if point < 0x0E00:
        return False
    if point < 0x2E80:
        return point <= 0x0EFF or 0x1000 <= point <= 0x109F or 0x1780 <= point <= 0x17FF
    if point < 0x3400:
        return point <= 0x2FDF or 0x3005 <= point <= 0x3007 or 0x3040 <= point <= 0x30FF or 0x31F0 <= point <= 0x31FF
    if point < 0x20000:
        return point <= 0x4DBF or 0x4E00 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF
    return point <= 0x3FFFF


@njit
def _word_tokens(data, start, end, tables, tokens):  # type: ignore[no-untyped-def]
    """Hash each word of the key of ``data[start:end]`` into ``tokens``; return how many there are.

    The hash of a word is a polynomial over the hashes of its bytes, so one multiplication by a number that depends on
    the byte does it all, without a branch that a processor could not foresee: a letter multiplies by the base, a
    separator by zero, a mark that vanishes by one. Zero is no word. Only what is not ASCII takes the long way.
    """
    ascii_table, pages, entries, pool = tables
    factors = np.full(256, _LOOK)
    addends = np.zeros(256, np.uint64)
    for byte in range(128):
        folded = ascii_table[byte]
        if folded > 32:
            factors[byte] = STEP
            addends[byte] = BYTE_HASHES[folded]
        elif folded != 1:
            factors[byte] = _ZERO if folded == 32 else _ONE
    count = np.uint64(0)
    value = _ZERO
    place = np.uint64(start)
    stop = np.uint64(end)
    while place < stop:
        byte = data[place]
        factor = factors[byte]
        if factor != _LOOK:
            tokens[count] = value
            count += np.uint64((factor == _ZERO) & (value != _ZERO))
            value = value * factor + addends[byte]
            place += _ONE
            continue
        point, length = code_point(data, np.int64(place), end)
        entry = entries[np.int64(pages[point >> 8]) << 8 | np.int64(point & 255)]
        if entry == 0:
            solo = _solo(point)
            if solo and value != _ZERO:
                tokens[count] = value
                count += _ONE
                value = _ZERO
            for step in range(length):
                value = value * STEP + BYTE_HASHES[data[np.int64(place) + step]]
            if solo:
                tokens[count] = value
                count += _ONE
                value = _ZERO
        elif entry == 1:
            if takes_diaeresis(data, start, np.int64(place), tables):
                value = value * STEP + BYTE_HASHES[101]
        else:
            first = np.int64(entry - 2) >> 8
            last = first + (np.int64(entry - 2) & 255)
            while first < last:
                piece, width = code_point(pool, first, last)
                parts = piece == 32 or _solo(piece)
                if parts and value != _ZERO:
                    tokens[count] = value
                    count += _ONE
                    value = _ZERO
                if piece != 32:
                    for step in range(width):
                        value = value * STEP + BYTE_HASHES[pool[first + step]]
                    if parts:
                        tokens[count] = value
                        count += _ONE
                        value = _ZERO
                first += width
        place += np.uint64(length)
    if value != _ZERO:
        tokens[count] = value
        count += _ONE
    return np.int64(count)


@njit
def _character_tokens(folded, length, tokens):  # type: ignore[no-untyped-def]
    """Hash each character of the key ``folded[:length]`` into ``tokens``; return how many there are."""
    count = 0
    value = _ZERO
    for place in range(length):
        byte = folded[place]
        if byte & 192 != 128:  # not a continuation byte: a character begins
            value = _ZERO
            count += 1
        value = value * STEP + BYTE_HASHES[byte]
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
    folded = np.empty(room if by_character else 0, np.uint8)
    tokens = np.empty(room, np.uint64)  # no character makes more than 4 words of its 3 bytes
    dropped = np.uint64(1)  # what the oldest token of a shingle is multiplied by when it leaves
    for _ in range(n):
        dropped *= ROLL
    written = 0
    for text in range(len(offsets) - 1):
        start, end = offsets[text], offsets[text + 1]
        if by_character:
            length = fold_text(data, start, end, tables, folded)
            while length < 0:
                room *= 2
                folded = np.empty(room, np.uint8)
                tokens = np.empty(room, np.uint64)
                length = fold_text(data, start, end, tables, folded)
            count = _character_tokens(folded, length, tokens)
        else:
            count = _word_tokens(data, start, end, tables, tokens)
        if written + count > len(hashes):
            return -1
        rolling = np.uint64(0)
        first_half = np.uint64(0)
        second_half = np.uint64(count)
        for token in range(count):
            value = tokens[token]
            value = (value ^ (value >> np.uint64(32))) * MIX_1
            value ^= value >> np.uint64(29)
            tokens[token] = value
            first_half = first_half * ROLL + value
            second_half = (second_half ^ value) * _DIGEST
            second_half ^= second_half >> np.uint64(32)
            rolling = rolling * ROLL + value
            if token >= n:
                rolling -= tokens[token - n] * dropped
            if token >= n - 1:
                hashes[written] = mix(rolling)
                written += 1
        if 0 < count < n:
            hashes[written] = mix(rolling)
            written += 1
        if count:
            digests[text, 0] = mix(first_half + np.uint64(1))
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
            salt = seed + np.uint64(turn) * ROUND
            for place in range(begin, end):
                value = mix(hashes[place] + salt)
                slot = value >> shift if turn < size else np.uint64(turn - size)
                value = rank | (value & _LOW_53)
                if value < slots[slot]:
                    filled += slots[slot] == _EMPTY
                    slots[slot] = value
            turn += 1
        for slot in range(size):
            sketches[text, slot] = np.uint32(slots[slot] & np.uint64(0xFFFFFFFF))
        begin = end
