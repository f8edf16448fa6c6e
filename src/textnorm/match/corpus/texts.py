"""The texts of a search: as a list, or disk-backed if they may outgrow memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import TYPE_CHECKING, Any, overload
from weakref import finalize

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.errors import BadRecord, need_many
from textnorm.values import is_missing

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DiskTexts", "as_sequence", "as_text", "lengths_of", "spooled_file"]

_IN_MEMORY = 64_000_000  # bytes
_WRITTEN_AT_ONCE = 1 << 18  # bytes


def as_text(text: Any, place: int) -> str:
    """``text``, ``""`` for what is missing. Raises ``BadRecord`` with the place of anything else."""
    if not isinstance(text, str):
        if is_missing(text):
            return ""
        raise BadRecord(f"text {place}: expected str or None, got {type(text).__name__}; pass one text per row")
    return text


def spooled_file(owner: object) -> SpooledTemporaryFile[bytes]:
    """An unnamed file, in memory while small. It closes, and so vanishes from the disk, with its owner."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the finalizer
    finalize(owner, file.close)
    return file


class DiskTexts(Sequence[str]):
    """The texts of an iterable of any length, each readable by its position; they may live on disk.

    >>> texts = DiskTexts(line for line in ["Köln", None, "Bonn"])
    >>> len(texts), texts[0], texts[1:]
    (3, 'Köln', ['', 'Bonn'])
    """

    def __init__(self, texts: Iterable[str | None]) -> None:
        self._file = spooled_file(self)
        self._lock = Lock()
        self._ends = array("q", [0])
        self._lengths = array("q")
        end = written = 0
        waiting: list[bytes] = []
        for place, text in enumerate(texts):
            text = as_text(text, place)
            waiting.append(text.encode("utf-8", "surrogatepass"))
            end += len(waiting[-1])
            if end - written >= _WRITTEN_AT_ONCE:
                self._file.write(b"".join(waiting))
                waiting, written = [], end
            self._ends.append(end)
            self._lengths.append(len(text))
        self._file.write(b"".join(waiting))

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

    def __reduce__(self) -> tuple[type[DiskTexts], tuple[list[str]]]:
        return DiskTexts, (list(self),)

    def buffer(self, first: int, last: int) -> TextBuffer:
        """The texts from ``first`` up to ``last``, read in one go and not decoded."""
        offsets = np.array(self._ends[first : last + 1], dtype=np.int64)
        with self._lock:
            self._file.seek(self._ends[first])
            data = self._file.read(self._ends[last] - self._ends[first])
        return TextBuffer(np.frombuffer(data, dtype=np.uint8), offsets - offsets[0])

    def lengths(self) -> NDArray[np.int64]:
        """The length of each text in characters."""
        return np.frombuffer(self._lengths, dtype=np.int64)


def as_sequence(texts: Iterable[str | None]) -> Sequence[str]:
    """``texts`` as a sequence: a list if their number is known, else disk-backed, as they may outgrow memory."""
    need_many(texts, "find_duplicates")
    if isinstance(texts, DiskTexts):
        return texts
    if hasattr(texts, "to_pylist"):  # a column of Arrow
        texts = texts.to_pylist()
    if hasattr(texts, "__len__"):
        if set(map(type, texts)) <= {str}:
            return texts if isinstance(texts, list) else list(texts)  # type: ignore[arg-type]
        return [as_text(text, place) for place, text in enumerate(texts)]
    return DiskTexts(texts)


def lengths_of(texts: Sequence[str]) -> NDArray[np.int64]:
    """The length of each text in characters."""
    if isinstance(texts, DiskTexts):
        return texts.lengths()
    return np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
