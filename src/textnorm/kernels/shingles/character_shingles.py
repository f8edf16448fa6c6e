"""UTF-8 bytes to the hashes of character shingles, by way of the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import njit
from textnorm.kernels.fold import fold_text
from textnorm.kernels.hashing import BYTE_HASHES, STEP
from textnorm.kernels.shingles.rolling_hash import SHINGLING, roll_shingles

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["shingle_characters"]

_ZERO = np.uint64(0)


@njit
def _character_tokens(folded, length, tokens):  # type: ignore[no-untyped-def]
    """Hash each character of the key ``folded[:length]`` into ``tokens``; return how many there are."""
    count = 0
    value = _ZERO
    for place in range(length):
        byte = folded[place]
        if byte & 192 != 128:  # not a continuation byte: a character begins
            value = _ZERO
            count += 1
        value = value * STEP + BYTE_HASHES[byte]
        tokens[count - 1] = value
    return count


@njit([SHINGLING], cache=True, nogil=True)
def shingle_characters(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    tables: object,
    n: int,
    hashes: NDArray[np.uint64],
    ends: NDArray[np.int64],
    digests: NDArray[np.uint64],
) -> int:
    """Write the hashes of the shingles of ``n`` characters of all texts one after another into ``hashes``.

    Text ``i`` ends at ``ends[i]``; its hashes stand in the order of the text, repeated shingles repeated.
    ``digests[i]`` are 128 bits over the whole text, for exact copies; zero for a text without words. A text of fewer
    than ``n`` characters has one shingle: all of it. Returns the number of hashes, or -1 when they do not fit.
    """
    longest = np.int64(0)
    for text in range(len(offsets) - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    room = 2 * longest + 128
    folded = np.empty(room, np.uint8)
    tokens = np.empty(room, np.uint64)
    written = np.int64(0)
    for text in range(len(offsets) - 1):
        length = fold_text(data, offsets[text], offsets[text + 1], tables, folded)
        while length < 0:
            room *= 2
            folded = np.empty(room, np.uint8)
            tokens = np.empty(room, np.uint64)
            length = fold_text(data, offsets[text], offsets[text + 1], tables, folded)
        count = _character_tokens(folded, length, tokens)
        if written + count > len(hashes):
            return -1
        written = roll_shingles(tokens, count, n, hashes, written, digests[text])
        ends[text] = written
    return written  # type: ignore[return-value]
