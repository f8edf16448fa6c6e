"""Data that may outgrow memory: in memory while small, in an unnamed temporary file from then on."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import TYPE_CHECKING, Any, overload
from weakref import finalize

import numpy as np

from textnorm.errors import BadRecord

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Blocks", "SpilledTexts", "as_text"]

_IN_MEMORY = 128_000_000  # bytes


def as_text(text: str | None, place: int) -> str:
    """``text``, ``""`` for ``None``; raises ``BadRecord`` with the place of anything else."""
    if text is None:
        return ""
    if not isinstance(text, str):
        raise BadRecord(f"text {place}: expected str or None, got {type(text).__name__}; pass one text per row")
    return text


def _file_of(owner: object) -> SpooledTemporaryFile[bytes]:
    """A spooled file that closes, and so vanishes from the disk, with its owner."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the finalizer
    finalize(owner, file.close)
    return file


class SpilledTexts(Sequence[str]):
    """The texts of an iterable of any length, each readable by its position; they may live on disk.

    >>> texts = SpilledTexts(line for line in ["Köln", None, "Bonn"])
    >>> len(texts), texts[0], texts[1:]
    (3, 'Köln', ['', 'Bonn'])
    """

    def __init__(self, texts: Iterable[str | None]) -> None:
        self._file = _file_of(self)
        self._lock = Lock()
        self._ends = array("q", [0])
        end = 0
        for place, text in enumerate(texts):
            end += self._file.write(as_text(text, place).encode("utf-8", "surrogatepass"))
            self._ends.append(end)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[index] for index in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(f"text {place} of {len(self)}")
        place %= len(self)
        start, end = self._ends[place], self._ends[place + 1]
        with self._lock:
            self._file.seek(start)
            data = self._file.read(end - start)
        return data.decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return (self[place] for place in range(len(self)))

    def lengths(self) -> NDArray[np.int64]:
        """The length of each text in bytes."""
        ends = np.frombuffer(self._ends, dtype=np.int64)
        return ends[1:] - ends[:-1]


class Blocks:
    """Arrays of one type, appended block by block and read back row by row.

    Every block is a matrix with the same number of rows; ``row(j)`` joins row ``j`` of all blocks.
    """

    def __init__(self, dtype: Any, rows: int) -> None:
        self._file = _file_of(self)
        self._dtype = np.dtype(dtype)
        self._widths: list[list[int]] = [[] for _ in range(rows)]

    def append(self, rows: Iterable[NDArray[Any]]) -> None:
        """Append one block: an array per row, which need not be equally long."""
        self._file.seek(0, os.SEEK_END)
        for widths, row in zip(self._widths, rows, strict=True):
            self._file.write(np.ascontiguousarray(row, dtype=self._dtype).tobytes())
            widths.append(len(row))

    def row(self, number: int) -> NDArray[Any]:
        """Row ``number`` of all blocks, joined."""
        widths = np.array(self._widths, dtype=np.int64)
        result = np.empty(int(widths[number].sum()), dtype=self._dtype)
        before = np.cumsum(widths, axis=0) - widths
        block_starts = np.cumsum(widths.sum(axis=0)) - widths.sum(axis=0)
        filled = 0
        for width, start in zip(widths[number].tolist(), (block_starts + before[number]).tolist(), strict=True):
            self._file.seek(start * self._dtype.itemsize)
            result[filled : filled + width] = np.frombuffer(self._file.read(width * self._dtype.itemsize), self._dtype)
            filled += width
        return result
