"""Texts in chunks, and work over chunks on threads."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.match.corpus.texts import DiskTexts, as_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Chunk", "as_buffer", "chunk_bounds", "chunks_of", "encode", "in_parts", "ordered_map"]

# A chunk is what one kernel call works on: small enough to stay in the cache, large enough not to feel Python.
_CHUNK_CHARACTERS = 1 << 20
_CHUNK_TEXTS = 1 << 12
# Characters of a short text.
_SHORT = 400

Chunk = list[str] | TextBuffer
_Chunk = TypeVar("_Chunk")
_Result = TypeVar("_Result")


def chunks_of(texts: Iterable[str | None]) -> Iterator[list[str]]:
    """Cut ``texts`` into chunks; ``None`` becomes ``""``. Raises ``BadRecord`` with the place of what is not text."""
    chunk: list[str] = []
    characters = 0
    done = 0
    for text in texts:
        text = as_text(text, done + len(chunk))
        chunk.append(text)
        characters += len(text)
        if characters >= _CHUNK_CHARACTERS or len(chunk) == _CHUNK_TEXTS:
            yield chunk
            done += len(chunk)
            chunk, characters = [], 0
    if chunk:
        yield chunk


def chunk_bounds(lengths: NDArray[np.int64]) -> Iterator[slice]:
    """Cut texts of these ``lengths`` into chunks, without touching the texts.

    >>> list(chunk_bounds(np.array([3, 5], dtype=np.int64)))
    [slice(0, 2, None)]
    """
    number = np.maximum(np.cumsum(lengths) // _CHUNK_CHARACTERS, np.arange(len(lengths)) // _CHUNK_TEXTS)
    edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(lengths)]
    return (slice(first, last) for first, last in pairwise(edges) if last > first)


def encode(texts: Sequence[str], part: slice) -> TextBuffer:
    """A part of ``texts`` as a buffer; disk-backed texts are not even decoded."""
    if isinstance(texts, DiskTexts):
        return texts.buffer(part.start, part.stop)
    some = texts[part]
    lengths = np.fromiter(map(len, some), dtype=np.int64, count=len(some))
    if lengths.sum() > _SHORT * len(some):
        return TextBuffer.from_texts(some)
    # To encode short texts one by one takes longer than to find where they end.
    from textnorm.kernels.text_ends import find_ends

    data = np.frombuffer("".join(some).encode("utf-8", "surrogatepass"), dtype=np.uint8)
    offsets = np.zeros(len(some) + 1, dtype=np.int64)
    find_ends(data, lengths, offsets)
    return TextBuffer(data, offsets)


def as_buffer(chunk: Chunk) -> TextBuffer:
    """A chunk as a buffer."""
    return chunk if isinstance(chunk, TextBuffer) else TextBuffer.from_texts(chunk)


def ordered_map(
    work: Callable[[_Chunk], _Result], chunks: Iterable[_Chunk], *, threads: int | None = None
) -> Iterator[_Result]:
    """Map ``work`` over ``chunks`` on threads; results keep their order, and only a few chunks are held at a time."""
    threads = threads or os.cpu_count() or 1
    if threads == 1:
        yield from map(work, chunks)
        return
    waiting: deque[Future[_Result]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for chunk in chunks:
                waiting.append(pool.submit(work, chunk))
                if len(waiting) > threads + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def in_parts(work: Callable[[slice], None], count: int, *, threads: int | None, each: int = 8_192) -> None:
    """Let threads share the work on ``count`` things, ``each`` at a time."""
    parts = [slice(start, start + each) for start in range(0, count, each)]
    for _ in ordered_map(work, parts, threads=threads if len(parts) > 1 else 1):
        pass
