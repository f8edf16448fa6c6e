"""Which texts of a buffer need which repair step: one look at every byte, by the tables of ``text/prefilter.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["scan_needs"]

_BYTES = types.Array(types.uint8, 1, "C", readonly=True)
_BEYOND = np.uint8(64)
_RIM = np.uint8(128)


@njit(
    types.void(
        _BYTES, types.int64[::1], types.uint8[::1], types.uint8[::1], types.uint8[::1], types.uint8[::1],
        types.uint8, types.uint8, types.int64, types.int64, types.uint8[::1],
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def scan_needs(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    steps: NDArray[np.uint8],
    rules: NDArray[np.uint8],
    rows: NDArray[np.uint8],
    classes: NDArray[np.uint8],
    blank_steps: int,
    astral_steps: int,
    pictures_start: int,
    pictures_end: int,
    found: NDArray[np.uint8],
) -> None:
    """Write into ``found`` (uint8 per text) the steps that each text may need.

    ``steps``, ``rules``, ``rows`` and ``classes`` are ``text.needs.kernel_tables()``. A space asks for ``blank_steps``
    where it is doubled or at a rim; a character beyond the BMP that is no picture asks for ``astral_steps``.
    """
    for text in range(len(offsets) - 1):
        start, end = offsets[text], offsets[text + 1]
        need = np.uint8(0)
        place = start
        while place < end:
            byte = data[place]
            length = 1
            if byte < 128:
                if byte == 32:
                    if place == start or place + 1 == end or data[place + 1] == 32 or data[place + 1] == 10:
                        need |= blank_steps
                    place += 1
                    continue
                if rules[byte] == 0:
                    need |= steps[byte]
                    place += 1
                    continue
                point = np.int64(byte)
            elif byte < 224:
                if place + 2 > end:  # cut off, which no str encodes to but a foreign buffer may hold
                    break
                length = 2
                point = np.int64(byte & 31) << 6 | np.int64(data[place + 1] & 63)
            elif byte < 240:
                if place + 3 > end:
                    break
                length = 3
                point = np.int64(byte & 15) << 12 | np.int64(data[place + 1] & 63) << 6 | np.int64(data[place + 2] & 63)
            elif place + 4 > end:
                break
            else:
                point = (
                    np.int64(byte & 7) << 18
                    | np.int64(data[place + 1] & 63) << 12
                    | np.int64(data[place + 2] & 63) << 6
                    | np.int64(data[place + 3] & 63)
                )
                if point < pictures_start or point >= pictures_end:
                    need |= astral_steps
                place += 4
                continue
            need |= steps[point]
            rule = np.int64(rules[point]) * 6
            if rule != 0:
                following = place + length
                doubled = rows[rule + 3] != 0 and following < end and data[following] == byte
                before = _RIM if place == start else _BEYOND if data[place - 1] >= 128 else classes[data[place - 1]]
                after = _RIM if following == end else _BEYOND if data[following] >= 128 else classes[data[following]]
                fits = before & rows[rule + 1] and after & rows[rule + 2]
                if doubled or fits or (before & rows[rule + 4] and after & rows[rule + 5]):
                    need |= rows[rule]
            place += length
        found[text] = need
