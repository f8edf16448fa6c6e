"""Where the words of a text stand: the first and last character of each word that ``word_shingles`` hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, njit, types
from textnorm.kernels.fold import TABLES, code_point, takes_diaeresis
from textnorm.kernels.word_shingles import is_solo

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["locate_words"]


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
    total = np.int64(0)
    for text in range(len(offsets) - 1):
        place, stop = offsets[text], offsets[text + 1]
        before = total
        inside = False
        character = np.int64(0)
        while place < stop:
            if total + 40 > len(starts):  # more than the words that one character makes
                return -1
            byte = data[place]
            length = np.int64(1)
            if byte < 128 and ascii_table[byte] != 1:
                folded = ascii_table[byte]
                if folded > 32:
                    if not inside:
                        starts[total] = character
                        inside = True
                    ends[total] = character + 1
                elif folded == 32 and inside:
                    total += 1
                    inside = False
            else:
                point, length = code_point(data, place, stop)
                entry = entries[np.int64(pages[point >> 8]) << 8 | np.int64(point & 255)]
                if entry == 0:
                    alone = is_solo(point)
                    if alone and inside:
                        total += 1
                        inside = False
                    if not inside:
                        starts[total] = character
                        inside = True
                    ends[total] = character + 1
                    if alone:
                        total += 1
                        inside = False
                elif entry == 1:
                    if inside and takes_diaeresis(data, offsets[text], place, tables):
                        ends[total] = character + 1
                else:
                    first = np.int64(entry - 2) >> 8
                    last = first + (np.int64(entry - 2) & 255)
                    while first < last:
                        piece, width = code_point(pool, first, last)
                        alone = is_solo(piece)
                        if (piece == 32 or alone) and inside:
                            total += 1
                            inside = False
                        if piece != 32:
                            if not inside:
                                starts[total] = character
                                inside = True
                            ends[total] = character + 1
                            if alone:
                                total += 1
                                inside = False
                        first += width
            place += length
            character += 1
        if inside:
            total += 1
        counts[text] = total - before
    return total  # type: ignore[return-value]
