"""Arrays that may outgrow memory, appended block by block."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.corpus.texts import spooled_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DiskArrays"]


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
        self._file.write(b"".join(arrays))
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
