"""The words of many headlines that stand in phrases of a series, as ``match.corpus.series`` marks those of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import njit
from textnorm.kernels.compiler import types as _types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["mark_words_in_phrases"]

types: Any = _types
_I = types.Array(types.int64, 1, "C")
_W = types.Array(types.uint64, 1, "C")
_B = types.Array(types.bool_, 1, "C")
_n = types.int64
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@njit
def _in_phrase(stems, first, step, most, shortest, phrases):  # type: ignore[no-untyped-def]
    """How many words from ``first`` on, up to ``most``, are the longest of ``phrases``, which are sorted."""
    found = 0
    phrase = np.uint64(0)
    for length in range(1, most + 1):
        phrase = phrase * _SPREAD + np.uint64(stems[first + step * (length - 1)])
        phrase ^= phrase >> np.uint64(29)
        if length >= shortest:
            place = np.searchsorted(phrases, phrase)
            if place < len(phrases) and phrases[place] == phrase:
                found = length
    return found


@njit(_n(_I, _I, _B, _W, _W, _n, _n, _B), cache=True, nogil=True)
def mark_words_in_phrases(
    stems: NDArray[np.int64],
    start: NDArray[np.int64],
    content: NDArray[np.bool_],
    begin: NDArray[np.uint64],
    end: NDArray[np.uint64],
    shortest: int,
    longest: int,
    marked: NDArray[np.bool_],
) -> int:
    """Mark the words that stand in a phrase of a series; returns how many they are.

    Headline ``h`` has the words from ``start[h]`` up to ``start[h + 1]``; ``content`` says which are no function words.
    ``begin`` and ``end`` are the hashes, sorted, of phrases that headlines begin and end with, of ``shortest`` to
    ``longest`` words.
    """
    count = 0
    marked[:] = False
    for headline in range(len(start) - 1):
        first, last = start[headline], start[headline + 1]
        most = min(last - first - 1, longest)
        before = _in_phrase(stems, first, 1, most, shortest, begin)
        behind = _in_phrase(stems, last - 1, -1, most, shortest, end)
        if not before and not behind:
            continue
        left = taken = words = 0
        for place in range(first, last):
            inside = place < first + before or place >= last - behind
            words += inside
            taken += inside and content[place]
            left += not inside and content[place]
        if left >= 2 or (left > 0 and taken <= 2):
            for place in range(first, last):
                marked[place] = place < first + before or place >= last - behind
            count += words
    return count
