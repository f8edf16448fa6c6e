"""The arrays of a buffer with many of them."""

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import njit

__all__ = ["part_of"]


# Inlined, as functions that count no references may return no array of their own.
@njit(inline="always")
def part_of(buffer, number):  # type: ignore[no-untyped-def]
    """The bytes of an array of a buffer, which begins with where each of them begins and ends."""
    spans = buffer[16 * number : 16 * number + 16].view(np.int64)
    return buffer[spans[0] : spans[1]]
