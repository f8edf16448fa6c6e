"""Token hashes to shingle hashes: a polynomial that rolls over the tokens."""

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import BYTES, njit, types
from textnorm.kernels.fold import TABLES
from textnorm.kernels.hashing import MIX_1, ROLL, mix

__all__ = ["SHINGLING", "roll_shingles"]

# data, offsets, tables, n, hashes, ends, digests
SHINGLING = types.int64(
    BYTES,
    types.Array(types.int64, 1, "C", readonly=True),
    TABLES,
    types.int64,
    types.uint64[::1],
    types.int64[::1],
    types.uint64[:, ::1],
)
_DIGEST = np.uint64(0xFF51AFD7ED558CCD)


@njit
def roll_shingles(tokens, count, n, hashes, written, digest):  # type: ignore[no-untyped-def]
    """Append the hashes of the ``n``-token shingles of one text to ``hashes``; return the new number of hashes.

    Fewer than ``n`` tokens make one shingle. ``digest`` becomes 128 bits over all tokens, or zero when there are none.
    """
    dropped = np.uint64(1)  # what the oldest token of a shingle is multiplied by when it leaves
    for _ in range(n):
        dropped *= ROLL
    rolling = np.uint64(0)
    first_half = np.uint64(0)
    second_half = np.uint64(count)
    for token in range(count):
        value = tokens[token]
        value = (value ^ (value >> np.uint64(32))) * MIX_1
        value ^= value >> np.uint64(29)
        tokens[token] = value
        first_half = first_half * ROLL + value
        second_half = (second_half ^ value) * _DIGEST
        second_half ^= second_half >> np.uint64(32)
        rolling = rolling * ROLL + value
        if token >= n:
            rolling -= tokens[token - n] * dropped
        if token >= n - 1:
            hashes[written] = mix(rolling)
            written += 1
    if 0 < count < n:
        hashes[written] = mix(rolling)
        written += 1
    digest[0] = mix(first_half + np.uint64(1)) if count else np.uint64(0)
    digest[1] = second_half if count else np.uint64(0)
    return written
