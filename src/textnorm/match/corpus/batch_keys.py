"""The keys of many texts, by kernel: equal to ``key`` of each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, overload

from textnorm.errors import BadRecord, UnknownOption, need_many
from textnorm.match.keys import fold_tables
from textnorm.values import is_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from textnorm.buffers import TextBuffer

__all__ = ["keys"]

# Most texts become shorter; a few characters become up to eleven times as long. This room fits nearly every chunk.
_SPARE_BYTES = 1 << 12


@overload
def keys(texts: Iterable[str], *, threads: int | None = None) -> list[str]: ...
@overload
def keys(texts: Iterable[str | None], *, threads: int | None = None) -> list[str | None]: ...
def keys(texts: Any, *, threads: int | None = None) -> Any:
    """Fold many texts hard, for comparing only: ``key`` of each, by kernel and on all cores.

    A list of ``str`` and ``None`` gives a list, an Arrow column of strings gives an Arrow column of the same type. The
    order is kept, and what is missing (``None``, NaN, NA, null) stays so. ``threads`` is the number of threads
    (all cores); the result does not depend on it.
    Raises ``BadRecord`` with the position of the first value that is not text.

    >>> keys(["„Größe“ – Käse", None, "GROESSE KAESE"])
    ['groesse kaese', None, 'groesse kaese']
    """
    need_many(texts, "keys")
    if threads is not None and not (isinstance(threads, int) and threads >= 1):
        raise UnknownOption(f"threads={threads!r}: must be an integer ≥ 1, or None for all cores")
    if type(texts).__module__.partition(".")[0] == "pyarrow":
        return _keys_of_arrow(texts, threads)

    from textnorm.match.corpus.chunks import chunks_of, ordered_map

    missing: list[int] = []
    chunks = chunks_of(_present(texts, missing))
    folded: list[str | None] = [text for part in ordered_map(_keys_of_chunk, chunks, threads=threads) for text in part]
    for place in missing:
        folded[place] = None
    return folded


def _present(texts: Iterable[Any], missing: list[int]) -> Iterator[Any]:
    """``texts``, and where there is none."""
    for place, text in enumerate(texts):
        if not isinstance(text, str) and is_missing(text):
            missing.append(place)
            yield ""
        else:
            yield text


def _keys_of_chunk(texts: list[str]) -> list[str]:
    from textnorm.buffers import TextBuffer

    folded, ends = _fold(TextBuffer.from_texts(texts))
    data = folded.tobytes()
    if data.isascii():  # then every byte is a character, and one string is cut
        whole = data.decode("ascii")
        return [whole[start:end] for start, end in _spans(ends)]
    return [data[start:end].decode("utf-8", "surrogatepass") for start, end in _spans(ends)]


def _spans(ends: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    places = ends.tolist()
    return zip([0, *places[:-1]], places, strict=True)


def _fold(buffer: TextBuffer) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The keys of the texts of ``buffer`` as bytes, and where each ends."""
    import numpy as np

    from textnorm.kernels.shingles.keys import fold_texts

    ends = np.zeros(len(buffer), dtype=np.int64)
    out = np.empty(len(buffer.data) + _SPARE_BYTES, dtype=np.uint8)
    done = 0
    while (done := fold_texts(buffer.data, buffer.offsets, done, fold_tables(), out, ends)) < len(buffer):
        more = np.empty(2 * len(out), dtype=np.uint8)
        more[: len(out)] = out
        out = more
    return out[: ends[-1] if len(ends) else 0], ends


def _keys_of_arrow(column: Any, threads: int | None) -> Any:
    """The keys of an Arrow array or chunked array of strings, in the same type."""
    import pyarrow as pa

    from textnorm.match.corpus.chunks import ordered_map

    if isinstance(column, pa.ChunkedArray):
        chunks = list(ordered_map(partial(_keys_of_arrow, threads=1), column.chunks, threads=threads))
        return pa.chunked_array(chunks, type=column.type)
    if pa.types.is_null(column.type):
        return column
    if pa.types.is_dictionary(column.type):
        values = _keys_of_arrow(column.dictionary, threads)
        return (
            pa.DictionaryArray.from_arrays(column.indices, values)
            .dictionary_decode()
            .dictionary_encode()
            .cast(column.type)
        )
    if pa.types.is_string_view(column.type):
        return _keys_of_arrow(column.cast(pa.large_string()), threads).cast(column.type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        raise BadRecord(f"keys: expected an Arrow column of strings, got {column.type}; cast it first")
    import numpy as np

    from textnorm.buffers import TextBuffer

    folded, ends = _fold(TextBuffer.from_arrow(column))
    offsets = np.concatenate([[0], ends]).astype(np.int64)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(folded)]
    whole = pa.Array.from_buffers(pa.large_string(), len(column), buffers)
    if column.null_count:
        import pyarrow.compute as pc

        whole = pc.if_else(column.is_valid(), whole, pa.scalar(None, pa.large_string()))
    return whole.cast(column.type)
