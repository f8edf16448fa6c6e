"""The hash functions of the kernels: 64 bits, the same on every platform. docs/sketch-format.md writes them down."""

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import njit

__all__ = ["BYTE_HASHES", "MIX_1", "ROLL", "ROUND", "STEP", "mix", "word_hash"]

STEP = np.uint64(0x9E3779B97F4A7C55)  # the base of the polynomial over the bytes of a word
ROLL = np.uint64(0xD6E8FEB86659FD93)  # the base of the polynomial over the words of a shingle
ROUND = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio: one step of SplitMix64
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
_MASK = (1 << 64) - 1


def _spread(value: int) -> int:
    """SplitMix64 of ``value``, in plain integers."""
    value = (value + 1) * int(ROUND) & _MASK
    value = (value ^ value >> 30) * int(MIX_1) & _MASK
    value = (value ^ value >> 27) * int(MIX_2) & _MASK
    return value ^ value >> 31


# What each byte of a key adds to the hash of its word.
BYTE_HASHES = np.array([_spread(byte) for byte in range(256)], dtype=np.uint64)


def word_hash(word: str) -> int:
    """The hash of one word of a key, as the kernels compute it.

    >>> hex(word_hash("a")), word_hash("")
    ('0xee8c2baf6343e5c3', 0)
    """
    value = 0
    for byte in word.encode("utf-8", "surrogatepass"):
        value = (value * int(STEP) + int(BYTE_HASHES[byte])) & _MASK
    return value


@njit(forceinline=True)
def mix(value):  # type: ignore[no-untyped-def]
    """Spread every bit of ``value`` over all 64 (the finaliser of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * MIX_1
    value = (value ^ (value >> np.uint64(27))) * MIX_2
    return value ^ (value >> np.uint64(31))
