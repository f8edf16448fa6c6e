"""UTF-8 bytes to the hashes of word shingles: fold, tokenise and hash in one pass, with no string per shingle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import njit
from textnorm.kernels.fold import code_point, takes_diaeresis
from textnorm.kernels.hashing import BYTE_HASHES, STEP
from textnorm.kernels.shingles.rolling_hash import SHINGLING, roll_shingles

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_solo", "shingle_words"]

_ZERO, _ONE, _LOOK = np.uint64(0), np.uint64(1), np.uint64(2)


@njit(forceinline=True)
def is_solo(point):  # type: ignore[no-untyped-def]
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
def _steps(tables):  # type: ignore[no-untyped-def]
    """What each byte multiplies the hash of a word by, and what it adds; see ``_word_tokens``."""
    ascii_table = tables[0]
    factors = np.empty(256, np.uint64)
    addends = np.zeros(256, np.uint64)
    for byte in range(128):
        factors[byte + 128] = _LOOK
        factors[byte] = _LOOK
        folded = ascii_table[byte]
        if folded > 32:
            factors[byte] = STEP
            addends[byte] = BYTE_HASHES[folded]
        elif folded != 1:
            factors[byte] = _ZERO if folded == 32 else _ONE
    return factors, addends


@njit
def _word_tokens(data, start, end, tables, steps, tokens):  # type: ignore[no-untyped-def]
    """Hash each word of the key of ``data[start:end]`` into ``tokens``; return how many there are.

    The hash of a word is a polynomial over the hashes of its bytes, so one multiplication by a number that depends on
    the byte does it all, without a branch that a processor could not foresee: a letter multiplies by the base, a
    separator by zero, a mark that vanishes by one. Zero is no word. Only what is not ASCII takes the long way.
    """
    factors, addends = steps
    _, pages, entries, pool = tables
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
            solo = is_solo(point)
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
                parts = piece == 32 or is_solo(piece)
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


@njit([SHINGLING], cache=True, nogil=True)
def shingle_words(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    tables: object,
    n: int,
    hashes: NDArray[np.uint64],
    ends: NDArray[np.int64],
    digests: NDArray[np.uint64],
) -> int:
    """Write the hashes of the shingles of ``n`` words of all texts one after another into ``hashes``.

    Text ``i`` ends at ``ends[i]``; its hashes stand in the order of the text, repeated shingles repeated.
    ``digests[i]`` are 128 bits over the whole text, for exact copies; zero for a text without words. A text of fewer
    than ``n`` words has one shingle: all of it. Returns the number of hashes, or -1 when they do not fit.
    """
    longest = np.int64(0)
    for text in range(len(offsets) - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    steps = _steps(tables)
    tokens = np.empty(2 * longest + 128, np.uint64)  # no character makes more than 4 words of its 3 bytes
    written = np.int64(0)
    for text in range(len(offsets) - 1):
        count = _word_tokens(data, offsets[text], offsets[text + 1], tables, steps, tokens)
        if written + count > len(hashes):
            return -1
        written = roll_shingles(tokens, count, n, hashes, written, digests[text])
        ends[text] = written
    return written  # type: ignore[return-value]
