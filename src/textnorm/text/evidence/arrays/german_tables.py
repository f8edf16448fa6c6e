"""What is known of German words and of letter sequences as arrays, for kernels.

``plausibility``, ``known_words`` and ``language`` are the reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.pages.letter_fit import SIGNS, fill_sequences
from textnorm.text.evidence.known_words import filter_bits
from textnorm.text.evidence.language import word_weights
from textnorm.text.evidence.plausibility import CHARACTERS, letter_levels, pair_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["german_tables", "letter_sequences", "signs_of"]

_LETTERS = " abcdefghijklmnopqrstuvwxyz"


def signs_of(characters: Iterable[str]) -> NDArray[np.int64]:
    """What each of ``characters`` is to ``plausibility``, as the bits of ``SIGNS``, by code point."""
    signs = np.zeros(0x10000, np.int64)
    for char in characters:
        signs[ord(char)] = sum(bit for name, bit in SIGNS.items() if CHARACTERS[name](char))
    return signs


@cache
def letter_sequences() -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """The levels of sequences of two or three letters, in slots: code points in a number, -1 if empty; the level."""
    levels = letter_levels()
    found = [sum(ord(char) << 16 * place for place, char in enumerate(reversed(sequence))) for sequence in levels]
    size = 1 << (4 * len(found)).bit_length()
    keys, values = np.full(size, -1, np.int64), np.zeros(size, np.int8)
    fill_sequences(np.array(found), np.array(list(levels.values()), np.int8), keys, values)
    return keys, values


@cache
def german_tables() -> tuple[NDArray[np.uint8], NDArray[np.int8], NDArray[np.int64]]:
    """The filter of known words; the weights of words; those of pairs of letters (27 × 27, the first is a blank)."""
    pairs = np.zeros(27 * 27, np.int64)
    for pair, weight in pair_weights().items():
        pairs[27 * _LETTERS.index(pair[0]) + _LETTERS.index(pair[1])] = weight
    return np.frombuffer(filter_bits(), np.uint8), np.array(word_weights("de"), np.int8), pairs
