"""Many texts as one UTF-8 buffer and offsets: the form in which kernels read text.

Lone surrogates travel as their three WTF-8 bytes (``surrogatepass``), so every ``str`` fits and comes back unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.errors import BadRecord, counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TextBuffer"]


@dataclass(frozen=True, slots=True, eq=False)
class TextBuffer:
    """Texts as ``data`` (uint8) and ``offsets`` (int64, one more than there are texts).

    Text ``i`` is ``data[offsets[i]:offsets[i + 1]]``.
    """

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    @classmethod
    def from_texts(cls, texts: Sequence[str]) -> TextBuffer:
        """Encode ``texts``; raises ``BadRecord`` with the position of the first value that is not text.

        >>> buffer = TextBuffer.from_texts(["Köln", ""])
        >>> len(buffer), buffer.data.nbytes, list(buffer)
        (2, 5, ['Köln', ''])
        """
        try:
            encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        except AttributeError:
            place, value = next((i, text) for i, text in enumerate(texts) if not isinstance(text, str))
            raise BadRecord(f"text {place}: expected str, got {type(value).__name__}") from None
        offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded)), out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets)

    @classmethod
    def from_arrow(cls, column: Any) -> TextBuffer:
        """Wrap an Arrow string array or chunked array; nulls become empty texts. Large-string data is not copied."""
        import pyarrow as pa
        import pyarrow.compute as pc

        array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if array.null_count:
            array = pc.fill_null(array, "")
        array = array.cast(pa.large_string())
        _, offsets_buffer, data_buffer = array.buffers()
        start, count = array.offset, len(array)
        if offsets_buffer is None or count == 0:
            return cls(np.zeros(0, dtype=np.uint8), np.zeros(count + 1, dtype=np.int64))
        offsets = np.frombuffer(offsets_buffer, dtype=np.int64)[start : start + count + 1]
        data = np.frombuffer(data_buffer, dtype=np.uint8) if data_buffer is not None else np.zeros(0, dtype=np.uint8)
        return cls(data[offsets[0] : offsets[-1]], offsets - offsets[0])

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self):
            raise IndexError(f"index {index} is out of range: {counted(len(self), 'text', 'texts')}")
        return bytes(self.data[self.offsets[index] : self.offsets[index + 1]]).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return (self[index] for index in range(len(self)))

    def only(self, places: NDArray[np.int64]) -> TextBuffer:
        """The texts at ``places``, copied as bytes.

        >>> list(TextBuffer.from_texts(["Köln", "Bonn", "Ulm"]).only(np.array([0, 2])))
        ['Köln', 'Ulm']
        """
        starts, ends = self.offsets[places], self.offsets[places + 1]
        offsets = np.zeros(len(places) + 1, np.int64)
        np.cumsum(ends - starts, out=offsets[1:])
        data = memoryview(self.data.data)
        parts = [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        return TextBuffer(np.frombuffer(b"".join(parts), np.uint8), offsets)

    def take(self, indices: Iterable[int]) -> list[str]:
        """Return the texts at ``indices`` as ``str``."""
        places = np.fromiter(indices, np.int64)
        if len(places) and not 0 <= places.min() <= places.max() < len(self):
            return [self[int(place)] for place in places]  # which says the one that is out of range
        data = memoryview(self.data.data)
        spans = zip(self.offsets[places].tolist(), self.offsets[places + 1].tolist(), strict=True)
        return [str(data[start:end], "utf-8", "surrogatepass") for start, end in spans]
