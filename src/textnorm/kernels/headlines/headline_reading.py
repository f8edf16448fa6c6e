"""One headline read at once: its words in rows, their letters, the keys of neighbours, its marks and its key.

``match.headlines.parse`` is the reference; what ``headline_scan`` and ``headline_words`` leave to it is left here, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels import fold
from textnorm.kernels.compiler import BYTES, njit
from textnorm.kernels.compiler import types as _types
from textnorm.kernels.compound_halves import crc32_on
from textnorm.kernels.headlines import headline_words
from textnorm.kernels.headlines.headline_scan import (
    ANYWHERE,
    BAR,
    CASELESS,
    ODD,
    PLAIN,
    folded_keys,
    need_settling,
    scan_headlines,
)
from textnorm.kernels.headlines.headline_tokens import number_words
from textnorm.kernels.headlines.headline_words import DONE, UNREAD, analyse_words
from textnorm.kernels.scores.headline_alignment import WORD_ROW

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "ASKED", "COUNT", "FACTS", "FULL", "KICKER_END", "MARKS", "SIZE", "TAIL_START", "UNKNOWN", "WHOLE", "WORDS",
    "read_headline",
]  # fmt: skip

#: Beside what ``headline_scan`` says of a text: new words are known but for what is asked of others; no room for them.
UNKNOWN, FULL = 8, 9
#: What is said of a headline: how many words it has, where its kicker ends and its tail begins, its marks, its key, how
#: many letters its words have. If words are unknown, the first that was new.
COUNT, KICKER_END, TAIL_START, MARKS, WHOLE, SIZE = 0, 1, 2, 3, 4, 5
ASKED = 0
FACTS = 6

types: Any = _types
_B = types.Array(types.uint8, 1, "C")
_I = types.Array(types.int64, 1, "C")
_H = types.Array(types.uint64, 1, "C")
_W = types.Array(types.int64, 2, "C")
_F = types.Array(types.float64, 1, "C")
_n = types.int64
#: The words that are known: their hashes and numbers; their rows, surprisals and letters, where these end; what is
#: special about each; what became of it, and from the third bit on whether it is caseless; its token, where that ends,
#: and how much of it is behind an apostrophe; how many words there are, letters, and bytes of tokens.
WORDS = types.Tuple((_H, _I, _W, _F, _B, _I, _B, _B, _B, _I, _I, _I))


@njit
def _learn(data, first, last, hashes, absent, missing, tables, words):  # type: ignore[no-untyped-def]
    """Analyse new words and know them from now on; how many are left to others, or -1 if there is no room."""
    slots, entries, rows, surprisals, letters, letter_end, special, states, tokens, token_end, cut, used = words
    begin = used[0]
    size = 0
    for at in range(missing):
        size += last[absent[at]] - first[absent[at]]
    if begin + missing > len(states) or used[1] + size >= len(letters) or used[2] + size > len(tokens):
        return -1
    firsts, lasts = np.empty(missing, dtype=np.int64), np.empty(missing, dtype=np.int64)
    caseless = np.empty(missing, dtype=np.uint8)
    mask = len(slots) - 1
    count = 0
    for at in range(missing):
        place = absent[at]
        value = hashes[place]
        slot = np.int64(value >> np.uint64(20)) & mask
        while slots[slot] != 0 and slots[slot] != value:
            slot = (slot + 1) & mask
        if slots[slot] == value:  # twice in this headline
            continue
        slots[slot], entries[slot] = value, begin + count
        firsts[count], lasts[count] = first[place], last[place]
        caseless[count] = value & CASELESS != 0
        for byte in range(first[place], last[place]):
            tokens[used[2]] = data[byte]
            used[2] += 1
        token_end[begin + count], cut[begin + count] = used[2], last[place]
        count += 1
    end = begin + count
    # Numba keys its cache by this file alone: whoever changes analyse_words changes something here (contractions).
    analyse_words(
        data, firsts[:count], lasts[:count], caseless[:count], tables, rows[begin:end], surprisals[begin:end],
        letters[used[1] :], letter_end[begin:end], special[begin:end], states[begin:end],
    )  # fmt: skip
    asked = 0
    for word in range(begin, end):
        letter_end[word] += used[1]
        cut[word] -= lasts[word - begin]
        asked += states[word] != DONE
        if states[word] == UNREAD:  # a headline with such a word is read by the functions that know it
            special[word] = ANYWHERE
        states[word] |= caseless[word - begin] << 2
    used[0] = end
    used[1] = letter_end[end - 1]
    return asked


@njit(
    _n(BYTES, _B, fold.TABLES, headline_words.TABLES, WORDS, _n, _n, _n, _W, _H, _I, _W, _W, _B, _B),
    cache=True,
    nogil=True,
)
def read_headline(
    data: NDArray[np.uint8],
    classes: NDArray[np.uint8],
    fold_tables: Any,
    tables: Any,
    words: Any,
    longest: int,
    longest_kicker: int,
    without_site: int,
    tokens: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    facts: NDArray[np.int64],
    rows: NDArray[np.int64],
    neighbours: NDArray[np.int64],
    letters: NDArray[np.uint8],
    folded: NDArray[np.uint8],
) -> int:
    """Read one text; returns what it is, and what else is found if it is ``PLAIN``, or ``SETTLE``.

    ``words`` are those that are known; new ones are analysed by ``tables``. ``tokens`` are the places where each token
    begins and ends, its number, and scratch. A text with a bar is read as one ``without_site``, or left. ``rows`` are
    the words; ``neighbours`` how many letters each has, and the keys of each and its successor in one; ``letters`` are
    those of all, ``folded`` the same with spaces between.
    """
    offsets = np.zeros(2, dtype=np.int64)
    offsets[1] = len(data)
    kinds, found, ends = np.empty(1, dtype=np.uint8), np.empty((1, 3), dtype=np.int64), np.empty(1, dtype=np.int64)
    count = scan_headlines(
        data, offsets, classes, longest, longest_kicker, kinds, found, tokens[0], tokens[1], hashes, ends
    )  # fmt: skip
    if kinds[0] == BAR and without_site:
        kinds[0] = PLAIN
    if kinds[0] != PLAIN:
        return np.int64(kinds[0])  # type: ignore[return-value]
    numbers, known = tokens[2], words[11][0]
    missing = number_words(hashes[:count], words[0], words[1], numbers, tokens[3])
    if missing:
        asked = _learn(data, tokens[0], tokens[1], hashes, tokens[3], missing, tables, words)
        if asked < 0:
            return FULL
        if asked:
            facts[ASKED] = known
            return UNKNOWN
        number_words(hashes[:count], words[0], words[1], numbers, tokens[3])
    need_settling(numbers, ends, words[6], kinds, found)
    keys = np.empty(1, dtype=np.int64)
    if folded_keys(data, offsets, 0, fold_tables, folded, keys) == 0:
        return ODD
    facts[COUNT], facts[WHOLE] = count, keys[0]
    facts[KICKER_END], facts[TAIL_START], facts[MARKS] = found[0, 0], found[0, 1], found[0, 2]
    known_rows, known_letters, letter_end = words[2], words[4], words[5]
    size = written = 0
    for place in range(count):
        number = numbers[place]
        for column in range(WORD_ROW):
            rows[place, column] = known_rows[number, column]
        if place:
            folded[written] = 32
            written += 1
        begin, end = letter_end[number - 1] if number else 0, letter_end[number]
        for at in range(begin, end):
            letters[size] = folded[written] = known_letters[at]
            size += 1
            written += 1
        neighbours[0, place] = end - begin
        neighbours[1, place] = 0
        if place:
            before = np.uint32(known_rows[numbers[place - 1], 0])
            neighbours[1, place - 1] = np.int64(crc32_on(known_letters, begin, end, before))
    facts[SIZE] = size
    return np.int64(kinds[0])  # type: ignore[return-value]
