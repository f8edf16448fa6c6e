"""Where the words of a text stand: the first and last character of each word that ``word_shingles`` hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, njit, types
from textnorm.kernels.fold import TABLES, code_point, takes_diaeresis
from textnorm.kernels.shingles.word_shingles import is_solo

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["locate_words"]

# What an ASCII character does; only what is not ASCII takes the long way.
_NOTHING, _LETTER, _SEPARATOR, _LOOK = np.uint8(0), np.uint8(1), np.uint8(2), np.uint8(3)


@njit(
    [
        types.int64(
            BYTES,
            types.Array(types.int64, 1, "C", readonly=True),
            TABLES,
            types.int64[::1],
            types.int64[::1],
            types.int64[::1],
        )
    ],
    cache=True,
    nogil=True,
)
def locate_words(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    tables: tuple[NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint32], NDArray[np.uint8]],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> int:
    """Write where each word of each text starts and ends, in characters of its text.

    The words of all texts stand one after another; ``counts[i]`` is how many text ``i`` has. A character that becomes
    several words (``½``) is the place of each of them. Returns the number of words, or -1 when they do not fit.
    """
    ascii_table, pages, entries, pool = tables
    kinds = np.full(256, _LOOK, np.uint8)
    for byte in range(128):
        folded = ascii_table[byte]
        if folded != 1:
            kinds[byte] = _LETTER if folded > 32 else _SEPARATOR if folded == 32 else _NOTHING
    one = np.uint64(1)
    total = np.uint64(0)
    room = np.int64(len(starts) - 40)  # one character makes fewer words
    for text in range(len(offsets) - 1):
        place, stop = np.uint64(offsets[text]), np.uint64(offsets[text + 1])
        before = total
        inside = False
        character = begin = end = np.int64(0)
        while place < stop:
            if np.int64(total) > room:
                return -1
            kind = kinds[data[place]]
            if kind != _LOOK:
                # Branch-free: both ends of a word are written with every character.
                begin = begin if inside else character
                starts[total] = begin
                character += 1
                letter = kind == _LETTER
                end = character if letter else end
                ends[total] = end
                kept = inside & (kind == _NOTHING)
                total += np.uint64(inside & (kind == _SEPARATOR))
                inside = letter | kept
                place += one
                continue
            point, length = code_point(data, np.int64(place), np.int64(stop))
            entry = entries[np.int64(pages[point >> 8]) << 8 | np.int64(point & 255)]
            if entry == 0:
                alone = is_solo(point)
                if alone and inside:
                    total += one
                    inside = False
                if not inside:
                    starts[total] = character
                    inside = True
                ends[total] = character + 1
                if alone:
                    total += one
                    inside = False
            elif entry == 1:
                if inside and takes_diaeresis(data, offsets[text], np.int64(place), tables):
                    ends[total] = character + 1
            else:
                first = np.int64(entry - 2) >> 8
                last = first + (np.int64(entry - 2) & 255)
                while first < last:
                    piece, width = code_point(pool, first, last)
                    alone = is_solo(piece)
                    if (piece == 32 or alone) and inside:
                        total += one
                        inside = False
                    if piece != 32:
                        if not inside:
                            starts[total] = character
                            inside = True
                        ends[total] = character + 1
                        if alone:
                            total += one
                            inside = False
                    first += width
            if inside:
                begin, end = starts[total], ends[total]
            place += np.uint64(length)
            character += 1
        total += np.uint64(inside)
        counts[text] = np.int64(total - before)
    return np.int64(total)  # type: ignore[return-value]
