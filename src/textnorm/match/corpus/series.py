"""Series: phrases that many headlines of a corpus begin or end with, whatever else they say.

``Der Morgen kompakt: …``, ``… – das war die Woche``, ``Dow, S&P 500, Nasdaq …``: two issues of a series share the
phrase and no news. Its words then carry no weight, and what fills the rest decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "LEAST_MEMBERS", "LONGEST", "SHORTEST", "Phrases", "find_series", "learn_phrases", "mark_phrases", "phrase_lengths",
    "words_in_phrases",
]  # fmt: skip

#: So many different headlines must share a phrase.
LEAST_MEMBERS = 8
SHORTEST, LONGEST = 3, 16  # words of a phrase
# The share of the members that may go on with the same word: variants of one headline are no series.
_MOST_ALIKE = 0.34
# A longer phrase has at least this share of the members of the shorter one; else it is the phrase with one of its many
# fillings, which would leave nothing to tell its members by: "… gegen Kassel: Hier läuft das Spiel".
_LEAST_OF_SHORTER = 0.1
_SPREAD, _MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1


def find_series(
    words: NDArray[np.int64], start: NDArray[np.int64], whole: NDArray[np.int64], content: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which words stand in a phrase of a series.

    ``words`` are the stems of all headlines; headline ``h`` has those from ``start[h]`` up to ``start[h + 1]``.
    ``whole`` is a key per headline, ``content`` says which words are no function words. A headline of which one word of
    content or none would be left is a kicker before news that many report, and keeps its words, unless the phrase is
    short.
    """
    once = _once(whole)
    before, behind = (phrase_lengths(words, start, once, step)[0] for step in (1, -1))
    return mark_phrases(start, before, behind, content)


def mark_phrases(
    start: NDArray[np.int64], before: NDArray[np.int64], behind: NDArray[np.int64], content: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which words ``find_series`` marks where so many words ``before`` and ``behind`` belong to a series."""
    sizes = np.diff(start)
    place = np.arange(len(content)) - np.repeat(start[:-1], sizes)
    marked = (place < np.repeat(before, sizes)) | (place >= np.repeat(sizes - behind, sizes))
    if not marked.any():
        return marked
    headline = np.repeat(np.arange(len(sizes)), sizes)
    left = np.bincount(headline, weights=content & ~marked, minlength=len(sizes))
    taken = np.bincount(headline, weights=content & marked, minlength=len(sizes))
    return marked & np.repeat((left >= 2) | ((left > 0) & (taken <= 2)), sizes)


class Phrases(NamedTuple):
    """The phrases of series as hashes: those that headlines begin with, and those that they end with."""

    begin: frozenset[int] = frozenset()
    end: frozenset[int] = frozenset()


def learn_phrases(words: NDArray[np.int64], start: NDArray[np.int64], whole: NDArray[np.int64]) -> Phrases:
    """The phrases of the series among some headlines, to find them in others; arguments as in ``find_series``."""
    once = _once(whole)
    return Phrases(*(frozenset(phrase_lengths(words, start, once, step)[1]) for step in (1, -1)))


def words_in_phrases(stems: Sequence[int], content: Sequence[bool], phrases: Phrases) -> list[bool]:
    """Which words of one headline stand in a phrase of a series, as ``find_series`` would mark them.

    >>> words_in_phrases([1, 2, 3, 4, 5], [True] * 5, Phrases())
    [False, False, False, False, False]
    """
    size = len(stems)
    before, behind = _in_phrase(stems, phrases.begin), _in_phrase(stems[::-1], phrases.end)
    marked = [place < before or place >= size - behind for place in range(size)]
    left = sum(word and not mark for word, mark in zip(content, marked, strict=True))
    taken = sum(word and mark for word, mark in zip(content, marked, strict=True))
    return marked if left >= 2 or (left > 0 and taken <= 2) else [False] * size


def _in_phrase(stems: Sequence[int], phrases: frozenset[int]) -> int:
    """How many words from the beginning on are the longest of ``phrases``."""
    if not phrases:
        return 0
    found = phrase = 0
    for length, word in enumerate(stems[: min(len(stems) - 1, LONGEST)], 1):
        phrase = (phrase * _SPREAD + word) & _MASK
        phrase ^= phrase >> 29
        if length >= SHORTEST and phrase in phrases:
            found = length
    return found


def _once(whole: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Marks one headline of those that are equal."""
    once = np.zeros(len(whole), dtype=bool)
    once[np.unique(whole, return_index=True)[1]] = True
    return once


def phrase_lengths(
    words: NDArray[np.int64], start: NDArray[np.int64], once: NDArray[np.bool_], step: int
) -> tuple[NDArray[np.int64], list[int]]:
    """How many words of each headline, from its beginning or (``step`` -1) from its end, belong to a series.

    Also the hashes of all phrases of series.
    """
    sizes = np.diff(start)
    phrases: list[int] = []
    found = np.zeros(len(sizes), dtype=np.int64)
    rows = np.flatnonzero(sizes > SHORTEST)
    phrase = np.zeros(len(rows), dtype=np.uint64)
    shorter = np.zeros(len(sizes))  # the members of the phrase found so far
    for length in range(1, LONGEST + 1):
        longer = sizes[rows] > length
        rows, phrase = rows[longer], phrase[longer]
        if len(rows) < LEAST_MEMBERS:
            break
        first = start[rows] if step > 0 else start[rows + 1] - 1
        phrase = phrase * np.uint64(_SPREAD) + words[first + step * (length - 1)].astype(np.uint64)
        phrase ^= phrase >> np.uint64(29)
        if length < SHORTEST:
            continue
        numbers = np.unique(phrase, return_inverse=True)[1]
        members = np.bincount(numbers, weights=once[rows])
        many = members >= LEAST_MEMBERS
        inside = np.flatnonzero(many[numbers])
        if not len(inside):
            break  # no longer phrase has as many
        # The commonest next word of every phrase.
        next_words, following = np.unique(words[first[inside] + step * length], return_inverse=True)
        nexts, times = np.unique(numbers[inside] * len(next_words) + following.reshape(-1), return_counts=True)
        most = np.zeros(len(members))
        np.maximum.at(most, nexts // len(next_words), times)
        total = np.bincount(numbers[inside], minlength=len(members))
        varied = many & (most <= np.maximum(1.0, _MOST_ALIKE * total))
        # All members of a phrase have the same shorter one.
        frame = varied[numbers] & (members[numbers] >= _LEAST_OF_SHORTER * shorter[rows])
        found[rows[frame]] = length
        shorter[rows[frame]] = members[numbers[frame]]
        phrases += np.unique(phrase[frame]).tolist()
        rows, phrase = rows[inside], phrase[inside]
    return found, phrases
