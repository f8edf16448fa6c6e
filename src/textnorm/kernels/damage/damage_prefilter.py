"""Which texts of a buffer look damaged enough to spoil their shingles: mojibake, entities, escapes, lost letters.

A coarse sieve for matching, made to pass sound text of any language at the speed of memory; what it lets through the
cleaner then judges. A text with one damaged word matches anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["look_damaged"]

# The bytes that any sign of damage begins with: & % = backslash, and the lead bytes of the signs below.
_FIRST = np.zeros(256, np.uint8)
_FIRST[[0x25, 0x26, 0x3D, 0x5C, 0xC2, 0xC3, 0xE2, 0xEF]] = 1

# One damaged word does not keep a text of this many bytes from matching; so many do.
_SHORT, _SIGNS = 600, 3


@njit(forceinline=True)
def _letter(byte):  # type: ignore[no-untyped-def]
    return 65 <= byte <= 90 or 97 <= byte <= 122


@njit(forceinline=True)
def _high_hex(byte):  # type: ignore[no-untyped-def]
    """Whether the byte writes a hexadecimal digit from C on, as a lead byte or a Latin-1 umlaut begins."""
    return 67 <= byte <= 70


@njit
def _damaged(data, place, start, end):  # type: ignore[no-untyped-def]
    """Whether a sign of damage begins at ``place``; at least three bytes follow it."""
    byte, second, third, fourth = data[place], data[place + 1], data[place + 2], data[place + 3]
    if byte == 0xC3:  # Ã or Â before another character beyond ASCII, â before €
        return ((second == 0x83 or second == 0x82) and third >= 128) or (second == 0xA2 and third == 0xE2)
    if byte == 0xC2:  # a C1 control
        return second < 0xA0
    if byte == 0xE2:
        if second == 0x80:  # „ inside a word: ä of CP850 read as cp1252
            return third == 0x9E and place > start and _letter(data[place - 1]) and _letter(fourth)
        return fourth >= 128 and ((second == 0x88 and third == 0x9A) or (second == 0x94 and (third in (0x9C, 0xAC))))
    if byte == 0xEF:  # U+FFFD
        return second == 0xBF and third == 0xBD
    if byte == 0x26:  # & and a semicolon soon after
        if second == 35 or _letter(second):
            for ahead in range(place + 2, min(place + 10, end)):
                if data[ahead] == 59:
                    return True
        return False
    if byte == 0x5C:
        return second == 117 and third == 48 and fourth == 48
    return _high_hex(second) and (48 <= third <= 57 or 65 <= third <= 70)


@njit([types.void(BYTES, types.Array(types.int64, 1, "C", readonly=True), types.boolean[::1])], cache=True, nogil=True)
def look_damaged(data: NDArray[np.uint8], offsets: NDArray[np.int64], found: NDArray[np.bool_]) -> None:
    """Write into ``found`` which texts have a sign of damage, longer ones several."""
    for text in range(len(offsets) - 1):
        start, end = offsets[text], offsets[text + 1]
        signs = 0
        enough = 1 if end - start < _SHORT else _SIGNS
        for place in range(start, end - 3):
            if _FIRST[data[place]] and _damaged(data, place, start, end):
                signs += 1
                if signs == enough:
                    break
        found[text] = signs == enough
