"""Two packed headlines, or some, as the table that ``headline_search.score_pairs`` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, helper, njit
from textnorm.kernels.compiler import types as _types
from textnorm.kernels.headlines.buffer_parts import part_of, spans_of
from textnorm.kernels.headlines.packed_headline import (
    COUNT,
    FACTS,
    KICKER_END,
    MARKS,
    NUMBERS,
    SIZE,
    TAIL_START,
    WHOLE,
)
from textnorm.kernels.scores.headline_alignment import HEADLINE_ROW, WORD_ROW

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["lay_out_headlines", "lay_out_pair"]

types: Any = _types
_P = types.Bytes(types.uint8, 1, "C")
_U = types.Array(types.uint8, 1, "C")
_Three: Any = types.UniTuple(types.int64, 3)


@helper
def _add(data, row, words, letters, numbers, columns):  # type: ignore[no-untyped-def]
    """Enter a headline behind so many words, letters and numbers; how many of each there are then."""
    rows, room, starts, facts, joined, mask, value, owner = columns
    said = data[: 8 * FACTS].view(np.int64)
    count, size, figures = said[COUNT], said[SIZE], said[NUMBERS]
    fields = data[: len(data) - size].view(np.int64)
    at = FACTS
    for place in range(words * WORD_ROW, (words + count) * WORD_ROW):
        rows[place] = fields[at]
        at += 1
    for place in range(words, words + count):
        joined[place] = fields[at]
        starts[place + 1] = letters + fields[at + count]
        at += 1
    at += count
    for place in range(numbers, numbers + figures):
        mask[place], value[place], owner[place] = fields[at], fields[at + 1], fields[at + 2]
        at += 3
    for place in range(size):
        room[letters + place] = data[8 * at + place]
    base = row * HEADLINE_ROW
    facts[base], facts[base + 5] = words, numbers
    facts[base + 1], facts[base + 2] = said[KICKER_END], said[TAIL_START]
    facts[base + 3], facts[base + 4] = said[MARKS], said[WHOLE]
    facts[base + HEADLINE_ROW], facts[base + HEADLINE_ROW + 5] = words + count, numbers + figures
    return words + count, letters + size, numbers + figures


# Inlined, as functions that count no references may return no array of their own.
@njit(inline="always")
def _columns_in(buffer):  # type: ignore[no-untyped-def]
    spans = spans_of(buffer, 8)
    return (
        part_of(buffer, spans, 0).view(np.int64), part_of(buffer, spans, 1), part_of(buffer, spans, 2).view(np.int64),
        part_of(buffer, spans, 3).view(np.int64), part_of(buffer, spans, 4).view(np.int64),
        part_of(buffer, spans, 5).view(np.int64), part_of(buffer, spans, 6).view(np.int64),
        part_of(buffer, spans, 7).view(np.int64),
    )  # fmt: skip


@helper
def _lay_out(a, b, buffer):  # type: ignore[no-untyped-def]
    columns = _columns_in(buffer)
    columns[2][0] = 0
    words, letters, numbers = _add(a, 0, 0, 0, 0, columns)
    _add(b, 1, words, letters, numbers, columns)


@helper
def _lay_out_all(data, spans, buffer):  # type: ignore[no-untyped-def]
    columns = _columns_in(buffer)
    columns[2][0] = 0
    words = letters = numbers = np.int64(0)
    for row in range(len(spans) // 2):
        one = data[spans[2 * row] : spans[2 * row + 1]]
        words, letters, numbers = _add(one, row, words, letters, numbers, columns)
    return words, letters, numbers


@njit(types.void(_P, _P, _U), cache=True, nogil=True)
def lay_out_pair(a: bytes, b: bytes, buffer: NDArray[np.uint8]) -> None:
    """Enter two headlines into the arrays of a buffer: the rows of words, their letters, where those of each begin, the
    rows of headlines, the keys of neighbours; of numbers what they may be, their values, and what they count."""
    _lay_out(np.frombuffer(a, np.uint8), np.frombuffer(b, np.uint8), buffer)


@njit(_Three(BYTES, POSITIONS, _U), cache=True, nogil=True)
def lay_out_headlines(
    data: NDArray[np.uint8], spans: NDArray[np.int64], buffer: NDArray[np.uint8]
) -> tuple[int, int, int]:
    """Enter headlines, ``data[spans[2 * i]:spans[2 * i + 1]]``, as ``lay_out_pair`` does; returns how many words,
    letters and numbers they have. Each begins at a multiple of eight bytes."""
    return _lay_out_all(data, spans, buffer)  # type: ignore[no-any-return]
