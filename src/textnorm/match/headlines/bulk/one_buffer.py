"""Many arrays in one buffer, for kernels that need many.

Numba takes a tenth of a microsecond for every array that Python hands over. What reads one headline needs three dozen,
so that handing them over took longer than reading: they lie in a few buffers, and ``kernels.headlines.buffer_parts``
finds them there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Shapes", "arrays_in", "in_one_buffer", "one_buffer"]

#: Types and shapes of arrays.
Shapes = list[tuple[Any, tuple[int, ...]]]
_ALIGNED = 64


def one_buffer(shapes: Shapes) -> NDArray[np.uint8]:
    """A buffer of zeros for arrays of these types and shapes; it begins with where each of them begins and ends."""
    place = _up(16 * len(shapes))
    spans = []
    for kind, shape in shapes:
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        spans.append((place, place + size))
        place += _up(size)
    buffer = np.zeros(place, dtype=np.uint8)
    buffer[: 16 * len(spans)].view(np.int64)[:] = np.array(spans).reshape(-1)
    return buffer


def _up(size: int) -> int:
    return _ALIGNED * -(-size // _ALIGNED)


def arrays_in(buffer: NDArray[np.uint8], shapes: Shapes) -> list[NDArray[Any]]:
    """The arrays of a buffer that was made for these.

    >>> shapes = [(np.uint8, (3,)), (np.float64, (2, 2))]
    >>> [(part.dtype.name, part.shape) for part in arrays_in(one_buffer(shapes), shapes)]
    [('uint8', (3,)), ('float64', (2, 2))]
    """
    spans = buffer[: 16 * len(shapes)].view(np.int64).reshape(-1, 2).tolist()
    return [
        buffer[begin:end].view(kind).reshape(shape) for (begin, end), (kind, shape) in zip(spans, shapes, strict=True)
    ]


def in_one_buffer(arrays: Sequence[NDArray[Any]]) -> NDArray[np.uint8]:
    """A buffer with copies of these arrays."""
    shapes: Shapes = [(array.dtype, array.shape) for array in arrays]
    buffer = one_buffer(shapes)
    for place, array in zip(arrays_in(buffer, shapes), arrays, strict=True):
        place[...] = array
    return buffer
