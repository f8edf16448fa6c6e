"""Evidence that words are German: the filter of frequent words, and the log odds of words in ASCII, and of a text.

``text.evidence.known_words`` and ``text.evidence.language`` are the reference, and ``text.encoding.mixups`` for a text.
A word is an array of code points.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper, njit
from textnorm.kernels.compound_halves import crc32_on
from textnorm.kernels.known_filter import digest_of, holds
from textnorm.kernels.pages.character_flags import FLAGS, is_ascii_letter
from textnorm.kernels.pages.letter_fit import SIGNS

__all__ = [
    "ENOUGH",
    "LONGEST_KNOWN",
    "evidence_wanted",
    "german_odds",
    "is_french_word",
    "known_part",
    "least_level",
    "level_of",
    "log_odds",
    "remembered",
]

#: Letters of the longest word whose level is asked: one block of BLAKE2b holds it.
LONGEST_KNOWN = 40
#: Bits that a pair of pages must gain in a text that need not be German.
ENOUGH = 20
_BLOCK = 128
_SLOTS, _PACKED = 1 << 13, 12  # words that are remembered, and letters of those
_LEVELS, _SHORTEST_PART = 3, 3
# Letters of a word that is known or becomes so, the level of one of fewer, and letters of a part.
_SHORTEST, _SHORTEST_MEANT, _EVERYDAY, _LONG_PART_OF_TOKEN = 3, 2, 3, 5
_WORD, _UPPER, _LOWER, _SIGMA = FLAGS["word"], SIGNS["upper"], SIGNS["lower"], 0x3A3
_LONGEST, _HIGHEST, _SCALE, _BUCKETS = 40, 3.0, 0.1, 14
_SAMPLE, _GERMAN_LETTERS, _WORDS_READ, _DECIDED = 400, 0.15, 60, 12.0
# French words that are frequent German ones in another page.
_FRENCH = np.array(
    [[ord(letter) for letter in word.ljust(7)] for word in ("flèche", "flèches", "brèche", "tète", "lèse", "diète")]
)


@njit
def remembered():  # type: ignore[no-untyped-def]
    """Room for what is known of words: the letters of those with a level, and it; of those in ASCII, and their odds.

    And room to work these out.
    """
    return (
        np.full(_SLOTS, -1, np.int64),
        np.empty(_SLOTS, np.int64),
        np.full(_SLOTS, -1, np.int64),
        np.empty(_SLOTS, np.float64),
        np.empty(_BLOCK, np.uint8),
        np.empty(16, np.uint64),
        np.empty(16, np.uint64),
    )


@helper
def _packed(word, first, last, small):  # type: ignore[no-untyped-def]
    """The letters of a word in one number, -1 if they do not fit."""
    if last - first > _PACKED:
        return np.int64(-1)
    packed = np.int64(0)
    for place in range(first, last):
        code = np.int64(small[np.int64(word[place])])
        if 97 <= code <= 122:
            packed = packed << 5 | code - 96
        elif code == 0xE4:
            packed = packed << 5 | 27
        elif code == 0xF6:
            packed = packed << 5 | 28
        elif code == 0xFC:
            packed = packed << 5 | 29
        elif code == 0xDF:
            packed = packed << 5 | 30
        else:
            return np.int64(-1)
    return packed


@helper
def _slot_of(packed):  # type: ignore[no-untyped-def]
    return np.int64((np.uint64(packed) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(51))


@helper
def level_of(word, first, last, small, bits, memory):  # type: ignore[no-untyped-def]
    """How frequent ``word[first:last]`` is, at most ``LONGEST_KNOWN`` letters."""
    packed = _packed(word, first, last, small)
    if packed < 0:
        return _level(word, first, last, small, bits, memory)
    slot = _slot_of(packed)
    keys, levels, _, _, _, _, _ = memory
    if keys[slot] != packed:
        keys[slot], levels[slot] = packed, _level(word, first, last, small, bits, memory)
    return levels[slot]


@helper
def _level(word, first, last, small, bits, memory):  # type: ignore[no-untyped-def]
    _, _, _, _, block, words, state = memory
    size = 0
    for place in range(first, last):
        code = np.int64(small[np.int64(word[place])])
        if code < 0x80:
            block[size] = code
            size += 1
        elif code < 0x800:
            block[size], block[size + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
            size += 2
        else:
            block[size], block[size + 1] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F
            block[size + 2] = 0x80 | code & 0x3F
            size += 3
    if not holds(digest_of(block, size, words, state), bits):
        return 0
    level = 1
    while level < _LEVELS:
        block[size], block[size + 1] = 0x20, 0x31 + level
        if not holds(digest_of(block, size + 2, words, state), bits):
            break
        level += 1
    return level


@helper
def known_part(word, first, last, small, bits, memory):  # type: ignore[no-untyped-def]
    """The length of the longest known word with which ``word[first:last]`` begins or ends."""
    longest = 0
    size = last - first
    if size >= 2 + _SHORTEST_PART and small[np.int64(word[first])] == 0xF6 and small[np.int64(word[first + 1])] == 0x6C:
        longest = 2  # öl
    head, tail = size, 0  # how many letters are ASCII in front, and where the last that is not ends
    for place in range(size):
        if small[np.int64(word[first + place])] > 0x7F:
            head = min(head, place)
            tail = place + 1
    for middle in range(_SHORTEST_PART, size - _SHORTEST_PART + 1):
        for end in range(2):
            length = size - middle if end else middle
            if length <= longest or (tail <= middle if end else head >= middle):
                continue
            start = first + middle if end else first
            level = level_of(word, start, start + length, small, bits, memory)
            if level > 1 or (level and length > _SHORTEST_PART):
                longest = length
    return longest


@helper
def least_level(codes, start, end, meant, roles, signs, small, bits, memory):  # type: ignore[no-untyped-def]
    """The least level of words that are not ASCII, 0 if there are none; -1 if that is not sure.

    Of words that were ``meant``, a compound of a known one counts as a rare one, and one with a capital behind a small
    letter is none. Of others, the level of the first that is known.
    """
    shortest = _SHORTEST_MEANT if meant else _SHORTEST
    least, place = -1, start
    while place < end:
        begin, odd, mixed, sigma = place, False, False, False
        while place < end and roles[np.int64(codes[place])] & _WORD:
            odd |= codes[place] > 0x7F
            sigma |= codes[place] == _SIGMA
            if place > begin:
                mixed |= signs[np.int64(codes[place - 1])] & _LOWER != 0 and signs[np.int64(codes[place])] & _UPPER != 0
            place += 1
        size = place - begin
        if size == 0:
            place += 1
        if not odd or size < shortest:
            continue
        if sigma or size > LONGEST_KNOWN:
            return -1
        level = level_of(codes, begin, place, small, bits, memory)
        if meant:
            if mixed or (size < _SHORTEST and level < _EVERYDAY):
                level = 0
            elif size >= _SHORTEST and not level:
                level = np.int64(known_part(codes, begin, place, small, bits, memory) >= _LONG_PART_OF_TOKEN)
        elif level:
            return level  # one is enough
        least = level if least < 0 else min(least, level)
    return max(least, 0)


@helper
def log_odds(word, first, last, small, weights, memory):  # type: ignore[no-untyped-def]
    """The log odds that a word of letters in ASCII is German."""
    packed = _packed(word, first, last, small)
    _, _, keys, odds, block, _, _ = memory
    if packed < 0:
        return _log_odds(word, first, last, weights, block)
    slot = _slot_of(packed)
    if keys[slot] != packed:
        keys[slot], odds[slot] = packed, _log_odds(word, first, last, weights, block)
    return odds[slot]


@helper
def _log_odds(word, first, last, weights, edged):  # type: ignore[no-untyped-def]
    size = min(last - first, _LONGEST) + 2
    edged[0], edged[size - 1] = 0x5E, 0x24
    for place in range(size - 2):
        edged[place + 1] = word[first + place] | 0x20
    shift = np.uint32(32 - _BUCKETS)
    total = np.int64(weights[np.int64(crc32_on(edged, 0, size, np.uint32(0)) >> shift)])
    for length in range(2, 6):
        for start in range(size - length + 1):
            total += weights[np.int64(crc32_on(edged, start, start + length, np.uint32(length)) >> shift)]
    return max(-_HIGHEST, min(_HIGHEST, total * _SCALE))


@helper
def is_french_word(codes, start, end, small):  # type: ignore[no-untyped-def]
    """Whether it is a French word that is a frequent German one in another page."""
    size = end - start
    if size > _FRENCH.shape[1]:
        return False
    for word in range(len(_FRENCH)):
        same = True
        for step in range(_FRENCH.shape[1]):
            letter = np.int64(small[np.int64(codes[start + step])]) if step < size else 0x20
            same = same and letter == _FRENCH[word, step]
        if same:
            return True
    return False


@helper
def german_odds(codes, around, many, small, weights, memory):  # type: ignore[no-untyped-def]
    """The log odds that the first ``many`` words at the places ``around`` are German."""
    total = 0.0
    for number in range(many):
        total += log_odds(codes, around[number, 0], around[number, 1], small, weights, memory)
        if total >= _DECIDED or total <= -_DECIDED:
            break
    return total


@helper
def _is_no_word(codes, place, count):  # type: ignore[no-untyped-def]
    """Whether a tag, an entity, a directive or an identifier may begin at ``place``, or be there."""
    code = np.int64(codes[place])
    after = np.int64(codes[place + 1]) if place + 1 < count else np.int64(0x20)
    if code == 0x3C or code == 0x7E or code == 0x5F:  # < ~ _
        return True
    if code == 0x26 or code == 0x23:  # & #
        return after == 0x23 or after > 0x7F or is_ascii_letter(after) or 48 <= after <= 57
    if code == 0x25:  # %
        return is_ascii_letter(after) or after in (0x2D, 0x2B, 0x23, 0x24, 0x2E, 0x2A, 0x28) or 48 <= after <= 57
    return code == 48 and after == 0x78


@helper
def _german_words(codes, count, small, weights, memory):  # type: ignore[no-untyped-def]
    """The log odds that the words in ASCII are German, and whether the rules may read other words."""
    total, words, place = 0.0, 0, 0
    while place < count:
        start, ascii_only = place, True
        while place < count and (
            codes[place] > 0x7F or is_ascii_letter(codes[place]) or 48 <= codes[place] <= 57 or codes[place] == 0x5F
        ):
            ascii_only &= codes[place] < 0x80
            if _is_no_word(codes, place, count):
                return 0.0, False
            place += 1
        if place == start:
            if _is_no_word(codes, place, count):
                return 0.0, False
            place += 1
            continue
        while ascii_only and start < place:
            begin = start
            while start < place and is_ascii_letter(codes[start]):
                start += 1
            if start == begin:
                start += 1
                continue
            if words < _WORDS_READ and -_DECIDED < total < _DECIDED:
                total += log_odds(codes, begin, start, small, weights, memory)
                words += 1
    return total, True


@helper
def _letter_pairs(codes, count, small, pair_weights):  # type: ignore[no-untyped-def]
    """How much more the pairs of letters look like German than like other languages, with blanks around the text."""
    total, last = np.int64(0), 0
    for place in range(count + 1):
        letter = -1
        if place == count or codes[place] == 0x20:
            letter = 0
        elif codes[place] < 0x80:
            small_letter = int(small[np.int64(codes[place])])
            letter = small_letter - 96 if 97 <= small_letter <= 122 else -1
        if letter >= 0 and last >= 0:
            total += pair_weights[27 * last + letter]
        last = letter
    return total


@helper
def evidence_wanted(codes, count, small, german, memory):  # type: ignore[no-untyped-def]
    """Whether letters that are rare in German count as evidence, how many bits are enough, and whether that is sure."""
    _, weights, pair_weights = german
    size = min(count, _SAMPLE)
    words, sure = _german_words(codes, size, small, weights, memory)
    if not sure:
        return False, ENOUGH, False
    odds = words + _GERMAN_LETTERS * (_letter_pairs(codes, size, small, pair_weights) / 8)
    return odds >= 3, 6 if odds >= 9 else 9 if odds >= 5 else ENOUGH, True
