"""Which words damaged ones may have been: known words, letters by their neighbours, known parts; many words at once.

The answers are those of ``text.evidence.known_words`` and ``text.evidence.letter_model``, to the unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types
from textnorm.kernels.damage.umlaut_prefilter import score_site
from textnorm.kernels.known_filter import digest_of, holds

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LONGEST_KEY", "OPEN", "STAYS", "read_words"]

#: What is known of a word, beside the number of its letter, from 1: nothing yet, or that it stays as it is.
OPEN, STAYS = 0, -1

#: Bytes of a word with what is written behind it for a level: one block of the hash.
LONGEST_KEY = 126
_STAR = 0x2A
_LEAD, _SHARP = 0xC3, 0x9F  # the bytes of ß; ä, ö and ü have the first one, too
_LEVEL_SIZE = 2  # bytes behind a word: " 2"


@njit
def _level(key, size, levels, filter_bits, message, v):  # type: ignore[no-untyped-def]
    """The level of the word ``key[:size]``; there is room behind it."""
    if not holds(digest_of(key, size, message, v), filter_bits):
        return 0
    for level in range(2, levels + 1):
        key[size], key[size + 1] = 32, 48 + level
        if not holds(digest_of(key, size + _LEVEL_SIZE, message, v), filter_bits):
            return level - 1
    return levels


@njit
def _longest_part(word, size, shortest, head, key, levels, filter_bits, message, v):  # type: ignore[no-untyped-def]
    """The letters of the longest known word with which ``word`` begins or ends; ``head`` may be a shorter beginning."""
    starts = np.empty(size + 1, np.int64)
    length = 0
    for place in range(size):
        if word[place] & 0xC0 != 0x80:
            starts[length] = place
            length += 1
    starts[length] = size
    longest = 0
    if size > len(head) and length >= 2 + shortest:
        same = True
        for place in range(len(head)):
            same &= word[place] == head[place]
        longest = 2 if same else 0
    for middle in range(shortest, length - shortest + 1):
        for behind in range(2):
            first, last = (starts[middle], size) if behind else (0, starts[middle])
            letters = length - middle if behind else middle
            plain = True
            for place in range(first, last):
                plain &= word[place] < 128
            if plain or letters <= longest:
                continue
            key[: last - first] = word[first:last]
            level = _level(key, last - first, levels, filter_bits, message, v)
            if level > 1 or (level and letters > shortest):
                longest = letters
    return longest


@njit
def _is_no_word(key, size):  # type: ignore[no-untyped-def]
    """Whether ``key[:size]`` has letters side by side that no word has: ä, ö, ü behind another or ß, or äßr."""
    for place in range(size - 3):
        if key[place] != _LEAD or key[place + 2] != _LEAD:
            continue
        if key[place + 3] != _SHARP or (
            key[place + 1] != _SHARP and place + 4 < size and (key[place + 4] == 114 or key[place + 4] == 122)
        ):
            return True
    return False


@njit
def _verdict(levels, scores, scale, capital, is_word, least, more_frequent):  # type: ignore[no-untyped-def]
    """The number of the letter that was lost, by the words that it makes; ``STAYS`` if there are two, else ``OPEN``."""
    best = -1
    for number in range(len(levels)):
        letter = (number + len(levels) - 1) % len(levels)  # of two that are equal, ß is the last one chosen
        if levels[letter] and (
            best < 0
            or levels[letter] > levels[best]
            or (levels[letter] == levels[best] and scores[letter] >= scores[best])
        ):
            best = letter
    if best < 0:
        return OPEN
    rivals = False
    for letter in range(len(levels)):
        if letter != best and levels[letter] and levels[best] - levels[letter] < more_frequent:
            likely = scores[letter] * scale > is_word
            if likely:
                return STAYS
            rivals |= capital
    return best + 1 if not rivals and scores[best] * scale > least else OPEN


@njit
def _restored(data, start, end, star, letters, letter, into):  # type: ignore[no-untyped-def]
    """Write a word with a letter in place of its star."""
    into[:star] = data[start : start + star]
    into[star : star + 2] = letters[2 * letter : 2 * letter + 2]
    into[star + 2 : end - start + 1] = data[start + star + 1 : end]


@njit(
    types.void(
        BYTES, POSITIONS, POSITIONS, types.boolean[::1], BYTES, BYTES, BYTES, BYTES, types.int64,
        types.int64, types.Array(types.int8, 1, "C", readonly=True), types.Array(types.uint32, 1, "C", readonly=True),
        POSITIONS, POSITIONS, types.Array(types.uint32, 1, "C", readonly=True), types.float64, types.float64,
        types.Array(types.float64, 1, "C", readonly=True), types.int64, types.int64[:, ::1], types.int64[:, ::1],
        types.int64[:, ::1], types.int64[::1],
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def read_words(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    sites: NDArray[np.int64],
    capitals: NDArray[np.bool_],
    letters: NDArray[np.uint8],
    codes: NDArray[np.uint8],
    head: NDArray[np.uint8],
    filter_bits: NDArray[np.uint8],
    levels: int,
    shortest: int,
    weights: NDArray[np.int8],
    exceptions: NDArray[np.uint32],
    shape: NDArray[np.int64],
    answers: NDArray[np.int64],
    crc_table: NDArray[np.uint32],
    scale: float,
    is_word: float,
    least: NDArray[np.float64],
    more_frequent: int,
    scores: NDArray[np.int64],
    found: NDArray[np.int64],
    parts: NDArray[np.int64],
    verdicts: NDArray[np.int64],
) -> None:
    """Read words in small letters, each with a star for one lost letter, its ``sites``-th character.

    ``letters`` has two bytes for each that may be lost, and ``codes`` how the model writes it. ``scores`` gets what the
    letter model says of each in steps of ``scale``, ``found`` the level of the word that it makes, and ``parts`` how
    many letters its longest known part has: -1 where a level is found, so that nobody asks. ``verdicts`` gets what the
    known words say: with a lead of ``more_frequent`` levels or where no other is a word, which the logit ``is_word``
    shows, and if the letter has the logit ``least``, one for each word. ``head``, ``filter_bits``,
    ``levels`` and ``shortest`` are what ``text.evidence.known_words`` has.
    """
    message, v = np.zeros(16, np.uint64), np.zeros(16, np.uint64)
    key, whole = np.zeros(LONGEST_KEY + _LEVEL_SIZE, np.uint8), np.zeros(LONGEST_KEY + _LEVEL_SIZE, np.uint8)
    masked = np.zeros(LONGEST_KEY + _LEVEL_SIZE, np.uint8)
    lefts, rights = np.zeros(16, np.uint64), np.zeros(16, np.uint64)
    for word in range(len(offsets) - 1):
        start, end = offsets[word], offsets[word + 1]
        length = star = 0
        for place in range(start, end):
            byte = data[place]
            if byte & 0xC0 == 0x80:
                continue
            if length == sites[word]:
                star = place - start
            masked[length] = byte if byte < 128 else _STAR
            length += 1
        site = sites[word]
        size = end - start + 1
        known = False
        for letter in range(len(codes)):
            masked[site] = codes[letter]
            scores[word, letter] = score_site(
                masked, length, site, 1, capitals[word], weights, exceptions, shape, answers, crc_table, lefts, rights
            )
            _restored(data, start, end, star, letters, letter, key)
            none = _is_no_word(key, size)
            found[word, letter] = 0 if none else _level(key, size, levels, filter_bits, message, v)
            known |= found[word, letter] > 0
            parts[word, letter] = -1
        verdicts[word] = _verdict(found[word], scores[word], scale, capitals[word], is_word, least[word], more_frequent)
        for letter in range(len(codes)):
            if known:
                break
            _restored(data, start, end, star, letters, letter, whole)
            parts[word, letter] = _longest_part(whole, size, shortest, head, key, levels, filter_bits, message, v)
