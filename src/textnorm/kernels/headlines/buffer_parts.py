"""The arrays of a buffer with many of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from textnorm.kernels.compiler import njit

__all__ = ["inner", "part_of", "spans_of"]


def inner(function: Any) -> Any:
    """The decorator of a function that only kernels call, with many arrays: it counts no references to them, and needs
    nothing of what makes it callable from Python, which takes longer to compile than the function."""
    options: dict[str, Any] = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return njit(**options)(function)


# Inlined, as functions that count no references may return no array of their own.
@njit(inline="always")
def spans_of(buffer, count):  # type: ignore[no-untyped-def]
    """Where each of the arrays of a buffer begins and ends."""
    return buffer[: 16 * count].view(np.int64)


@njit(inline="always")
def part_of(buffer, spans, number):  # type: ignore[no-untyped-def]
    """The bytes of an array of a buffer."""
    return buffer[spans[2 * number] : spans[2 * number + 1]]
