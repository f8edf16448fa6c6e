"""Many texts to their keys: the fold of ``kernels/fold.py`` over a whole buffer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types
from textnorm.kernels.fold import TABLES, fold_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["fold_texts"]


@njit([types.int64(BYTES, POSITIONS, types.int64, TABLES, types.uint8[::1], types.int64[::1])], cache=True, nogil=True)
def fold_texts(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    first: int,
    tables: Any,
    out: NDArray[np.uint8],
    ends: NDArray[np.int64],
) -> int:
    """Write the keys of the texts from ``first`` on into ``out``, and where each ends into ``ends``.

    ``ends[i]`` is the end of text ``i`` and ``ends`` has one value per text; the key of ``first`` begins at
    ``ends[first - 1]``. Returns the number of the first text for which ``out`` is too short, or the number of texts.
    """
    count = len(offsets) - 1
    place = ends[first - 1] if first else 0
    for text in range(first, count):
        written = fold_text(data, offsets[text], offsets[text + 1], tables, out[place:])
        if written < 0:
            return text
        place += written
        ends[text] = place
    return count
