"""The arrays of a buffer with many of them."""

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import njit

__all__ = ["part_of", "spans_of"]


# Inlined, as functions that count no references may return no array of their own.
@njit(inline="always")
def spans_of(buffer, count):  # type: ignore[no-untyped-def]
    """Where each of the arrays of a buffer begins and ends."""
    return buffer[: 16 * count].view(np.int64)


@njit(inline="always")
def part_of(buffer, spans, number):  # type: ignore[no-untyped-def]
    """The bytes of an array of a buffer."""
    return buffer[spans[2 * number] : spans[2 * number + 1]]
