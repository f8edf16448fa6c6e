"""CRC-32 of many short pieces of bytes in one call: a call for each takes longer than the sum itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import POSITIONS, njit
from textnorm.kernels.compiler import types as _types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["first_damaged"]

types: Any = _types
_POLYNOMIAL = 0xEDB88320  # of zlib.crc32, its bits turned round
_STEP = 8  # bytes at a time


def _tables() -> NDArray[np.uint32]:
    """What a byte adds to the sum when 0 to seven bytes follow it, a row of 256 for each."""
    rows = np.zeros((_STEP, 256), dtype=np.uint32)
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        rows[0, byte] = value
    for row in range(1, _STEP):
        rows[row] = rows[row - 1] >> 8 ^ rows[0][rows[row - 1] & 0xFF]
    return rows


_TABLES = _tables()
_ALL = np.uint32(0xFFFF_FFFF)
_BYTE = np.uint32(0xFF)


@njit(types.int64(types.Bytes(types.uint8, 1, "C"), POSITIONS), cache=True, nogil=True)
def first_damaged(data: bytes, ends: NDArray[np.int64]) -> int:
    """The first of some pieces that is not what its checksum says, or -1.

    Piece ``i`` is ``data[ends[i - 1]:ends[i]]``: four bytes with the ``zlib.crc32`` of the others, the lowest first,
    and the others. A piece that is shorter is damaged.
    """
    every = np.frombuffer(data, np.uint8)
    begin = np.int64(0)
    for piece in range(len(ends)):
        end = ends[piece]
        if end - begin < 4:
            return piece
        at = begin + 4
        total = _ALL
        while at + _STEP <= end:
            total ^= (
                np.uint32(every[at])
                | np.uint32(every[at + 1]) << np.uint32(8)
                | np.uint32(every[at + 2]) << np.uint32(16)
                | np.uint32(every[at + 3]) << np.uint32(24)
            )
            total = (
                _TABLES[7, total & _BYTE]
                ^ _TABLES[6, total >> np.uint32(8) & _BYTE]
                ^ _TABLES[5, total >> np.uint32(16) & _BYTE]
                ^ _TABLES[4, total >> np.uint32(24)]
                ^ _TABLES[3, every[at + 4]]
                ^ _TABLES[2, every[at + 5]]
                ^ _TABLES[1, every[at + 6]]
                ^ _TABLES[0, every[at + 7]]
            )
            at += _STEP
        while at < end:
            total = _TABLES[0, (total ^ np.uint32(every[at])) & _BYTE] ^ total >> np.uint32(8)
            at += 1
        said = (
            np.uint32(every[begin])
            | np.uint32(every[begin + 1]) << np.uint32(8)
            | np.uint32(every[begin + 2]) << np.uint32(16)
            | np.uint32(every[begin + 3]) << np.uint32(24)
        )
        if total ^ _ALL != said:
            return piece
        begin = end
    return -1
