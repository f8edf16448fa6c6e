"""Arrays that may outgrow memory: appended block by block, or a matrix of rows that are read in any order."""

from __future__ import annotations

import mmap
import os
from array import array
from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.corpus.texts import spooled_file

if TYPE_CHECKING:
    from tempfile import SpooledTemporaryFile

    from numpy.typing import NDArray

__all__ = ["DiskArrays", "DiskMatrix"]

# A matrix of more bytes is on disk, and at most so many of them are in memory.
_IN_MEMORY = 64_000_000
# What one read of a mapped file brings into memory: the pages around the one that is asked for.
_AROUND = 1 << 18


class DiskArrays:
    """Arrays of one type, appended block by block and read back row by row.

    Every block has the same number of rows; ``row(j)`` joins row ``j`` of all blocks.
    """

    def __init__(self, dtype: Any) -> None:
        self._file = spooled_file(self)
        self._dtype = np.dtype(dtype)
        self._starts: list[array[int]] = []  # of each block: where its rows begin, and where the last one ends

    def append(self, rows: Iterable[NDArray[Any]]) -> None:
        """Append one block: an array per row, which need not be equally long."""
        arrays = [np.ascontiguousarray(row, dtype=self._dtype) for row in rows]
        start = self._file.seek(0, os.SEEK_END)
        # One write: each costs more than the copy of a short row.
        self._file.write(b"".join(row.data for row in arrays))
        self._starts.append(array("q", accumulate((row.nbytes for row in arrays), initial=start)))

    def row(self, number: int) -> NDArray[Any]:
        """Row ``number`` of all blocks, joined."""
        blocks = [self.block(number, block) for block in range(len(self._starts))]
        return np.concatenate(blocks) if blocks else np.empty(0, dtype=self._dtype)

    def block(self, number: int, block: int) -> NDArray[Any]:
        """Row ``number`` of one block."""
        starts = self._starts[block]
        start, end = starts[number], starts[number + 1]
        self._file.seek(start)
        return np.frombuffer(self._file.read(end - start), dtype=self._dtype)


class DiskMatrix:
    """A matrix of bytes, written by rows; a large one is a file, which is mapped and leaves memory after each use."""

    def __init__(self, count: int, width: int) -> None:
        self.width = width
        self._count = count
        self._map: mmap.mmap | None = None
        self._rows: NDArray[np.uint8] | None = None
        self._file: SpooledTemporaryFile[bytes] | None = None
        if count * width > _IN_MEMORY and hasattr(mmap, "MADV_DONTNEED"):
            self._file = spooled_file(self)
            self._file.rollover()
        else:
            self._rows = np.empty((count, width), dtype=np.uint8)

    def write(self, first: int, rows: NDArray[np.uint8]) -> None:
        """Write ``rows`` from row ``first`` on, before any is read."""
        if self._file is None:
            self.rows[first : first + len(rows)] = rows
        else:
            # Not by the map: a full disk is to raise an error, not to end the process.
            self._file.seek(first * self.width)
            self._file.write(np.ascontiguousarray(rows).data)

    @property
    def rows(self) -> NDArray[np.uint8]:
        """The whole matrix, to be read ``at_once`` rows at a time."""
        if self._rows is None:
            assert self._file is not None
            self._file.flush()
            self._map = mmap.mmap(self._file.fileno(), self._count * self.width, access=mmap.ACCESS_READ)
            self._rows = np.frombuffer(self._map, dtype=np.uint8).reshape(self._count, self.width)
        return self._rows

    @property
    def at_once(self) -> int:
        """How many rows may be read, in any order, before ``release``."""
        return self._count if self._file is None else _IN_MEMORY // _AROUND

    def release(self) -> None:
        """Let what was read leave memory; the file keeps it."""
        if self._map is not None:
            self._map.madvise(mmap.MADV_DONTNEED)
