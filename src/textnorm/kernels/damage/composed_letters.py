"""Letters that are written as a letter and a mark, put together in plain Latin text.

``text.characters.normal_forms`` has the rules; this kernel writes what they write where one mark stands behind an ASCII
letter, and leaves a text with anything else to them: runs of marks, diaereses before their vowel, other scripts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types
from textnorm.kernels.fold import code_point, write_point

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FIRST_MARK", "LAST_MARK", "compose"]

#: The combining marks that the table of ``compose`` has.
FIRST_MARK, LAST_MARK = 0x0300, 0x036F
_DIAERESIS = 0x0308

_VOWELS = np.zeros(256, np.bool_)
_VOWELS[[ord(vowel) for vowel in "aouAOU"]] = True


@njit(forceinline=True)
def _may_be_misplaced(data, place, start, end):  # type: ignore[no-untyped-def]
    """Whether the diaeresis at ``place`` may belong to the vowel behind it: no ü stands behind a q."""
    if place + 2 >= end or not _VOWELS[data[place + 2]]:
        return False
    base = data[place - 1]
    return not _VOWELS[base] or (base | 32 == 0x75 and place - 2 >= start and data[place - 2] | 32 == 0x71)


@njit
def _composed(data, start, end, letters, others, out, written):  # type: ignore[no-untyped-def]
    """Write one text; where the output ends, or -1 if the rules must decide."""
    place = start
    while place < end:
        byte = data[place]
        if byte < 128:
            if others[byte]:
                return -1
            out[written] = byte
            written += 1
            place += 1
            continue
        if byte >= 240:
            return -1
        point, length = code_point(data, place, end)
        if not FIRST_MARK <= point <= LAST_MARK:
            if others[point]:
                return -1
            for step in range(length):
                out[written + step] = data[place + step]
            written += length
            place += length
            continue
        if place == start or data[place - 1] >= 128:
            return -1
        letter = np.int64(letters[data[place - 1], point - FIRST_MARK])
        if letter == 0 or (point == _DIAERESIS and _may_be_misplaced(data, place, start, end)):
            return -1
        written = write_point(out, written - 1, letter)
        place += length
    return written


@njit(
    [
        types.void(
            BYTES, POSITIONS, types.uint16[:, ::1], types.boolean[::1],
            types.uint8[::1], types.int64[::1], types.boolean[::1],
        )
    ],
    cache=True,
    nogil=True,
)  # fmt: skip
def compose(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    letters: NDArray[np.uint16],
    others: NDArray[np.bool_],
    out: NDArray[np.uint8],
    ends: NDArray[np.int64],
    found: NDArray[np.bool_],
) -> None:
    """Write every text in normal form C into ``out``, which has room for ``data``; where it ends into ``ends``.

    ``letters`` (128 × 112) has the letter that an ASCII letter and a mark make, or 0; ``others`` (65536) the characters
    that leave a text to the rules. ``found`` says which texts were written; the others take no room.
    """
    written = 0
    for text in range(len(offsets) - 1):
        end = _composed(data, offsets[text], offsets[text + 1], letters, others, out, written)
        found[text] = end >= 0
        if end >= 0:
            written = end
        ends[text] = written
