"""Whole numbers as few bytes: sorted ones by their gaps, all by planes of bytes, which Zstandard then makes short."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = [
    "bundled", "join_tables", "kept", "restored", "restored_from", "squeezed", "table_bytes", "unbundled", "unsorted",
    "unsqueezed",
]  # fmt: skip

# Gaps of random numbers are nearly random themselves: higher levels take more time and find nothing more.
_LEVEL = 1


def squeezed(values: NDArray[np.uint64]) -> bytes:
    """Sorted numbers as bytes; random ones take little more than the logarithm of the mean gap.

    >>> restored(squeezed(np.array([3, 3, 90_000], dtype=np.uint64))).tolist()
    [3, 3, 90000]
    """
    return unsorted(np.diff(values, prepend=np.zeros(1, dtype=np.uint64)))


def restored(data: bytes) -> NDArray[np.uint64]:
    """The numbers of ``squeezed``."""
    return np.cumsum(unsqueezed(data), dtype=np.uint64)


def unsorted(values: NDArray[np.uint64]) -> bytes:
    """Numbers in any order as bytes: for those that are small, or of which many are equal."""
    width = max(1, (int(values.max(initial=0)).bit_length() + 7) // 8)
    planes = values.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].T
    head = np.array([width, len(values)], dtype="<u4").tobytes()
    short: bytes = _codec().compress(np.ascontiguousarray(planes), asbytes=True) if len(values) else b""
    return head + short


def unsqueezed(data: bytes) -> NDArray[np.uint64]:
    """The numbers of ``unsorted``."""
    width, count = np.frombuffer(data[:8], dtype="<u4").tolist()
    values = np.zeros((count, 8), dtype=np.uint8)
    if count:
        planes = _codec().decompress(data[8:], width * count, asbytes=True)
        values[:, :width] = np.frombuffer(planes, dtype=np.uint8).reshape(width, count).T
    return values.view("<u8").reshape(-1).astype(np.uint64)


def _codec() -> Any:
    return pyarrow.Codec("zstd", compression_level=_LEVEL)


def bundled(*data: bytes) -> bytes:
    """Several strings of bytes as one.

    >>> unbundled(bundled(b"one", b"", b"two"))
    [b'one', b'', b'two']
    """
    return np.array([len(data), *map(len, data)], dtype="<u4").tobytes() + b"".join(data)


def unbundled(data: bytes) -> list[bytes]:
    """The strings of ``bundled``."""
    count = int(np.frombuffer(data[:4], dtype="<u4")[0])
    lengths = np.frombuffer(data[4 : 4 + 4 * count], dtype="<u4").astype(np.int64)
    ends = 4 + 4 * count + np.cumsum(lengths)
    return [data[end - length : end] for length, end in zip(lengths.tolist(), ends.tolist(), strict=True)]


def kept(value: Any) -> bytes:
    """Any value as bytes, compressed: what one task keeps for another.

    >>> restored_from(kept((1, "two")))
    (1, 'two')
    """
    data = pickle.dumps(value, protocol=5)
    short: bytes = _codec().compress(data, asbytes=True)
    return len(data).to_bytes(8, "little") + short


def restored_from(data: bytes) -> Any:
    """The value of ``kept``."""
    return pickle.loads(_codec().decompress(memoryview(data)[8:], int.from_bytes(data[:8], "little")))


def table_bytes(table: Any) -> bytes:
    """A table as bytes, compressed."""
    sink = pyarrow.BufferOutputStream()
    options = pyarrow.ipc.IpcWriteOptions(compression=pyarrow.Codec("zstd", compression_level=3))
    with pyarrow.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def join_tables(data: Sequence[bytes]) -> Any:
    """The tables of ``table_bytes`` as one."""
    return pyarrow.concat_tables([pyarrow.ipc.open_stream(one).read_all() for one in data])
