"""The keys that a word is filed under, in any case it may have: by kernel, and by what the kernel answers to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.scores.headline_flags import NUMERAL, ROOT, STOP
from textnorm.match.headlines.bulk.analyse import Analysed, analyse_spans
from textnorm.match.headlines.word_frequency import RARE
from textnorm.match.headlines.word_keys import name_group
from textnorm.match.headlines.words import analyse_either_way, key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["WordKeys", "keys_of_word", "keys_of_words"]

_SPREAD, _KIND, _MASK = 2_654_435_761, 0x9E37_79B1, 0xFFFF_FFFF
# Of so few words all are read both ways at once: a second call costs more than readings that nobody needs.
_FEW = 32
_GROUP = 5  # the column of ``Analysed.rows``


class WordKeys(NamedTuple):
    """Words one after the other: how many of the ``keys`` each has, its stem, the bit of its digits, if it is capital.

    A number has 0 as its stem, and what has no digits as its bit. ``flags`` are those of ``kernels.headline_tokens``.
    """

    keys: NDArray[np.uint32]
    sizes: NDArray[np.int64]
    stems: NDArray[np.uint32]
    signs: NDArray[np.uint32]
    flags: NDArray[np.uint8]


def keys_of_words(tokens: Sequence[str]) -> WordKeys:
    """``keys_of_word`` of each, by kernel."""
    from textnorm.kernels.headlines.headline_tokens import CAPITAL

    capital = np.array([token[:1].isupper() for token in tokens], dtype=bool)
    signs = np.array([0 if token.isalpha() else _sign_of(token) for token in tokens], dtype=np.uint32)
    keys, sizes, stems = _by_kernel(tokens, capital)
    return WordKeys(keys, sizes, stems, signs, capital * np.uint8(CAPITAL))


def _by_kernel(
    tokens: Sequence[str], capital: NDArray[np.bool_]
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint32]]:
    """The keys of all, how many each has, and their stems."""
    from textnorm.kernels.headlines.headline_choice import MOST_KEYS, file_analysed
    from textnorm.kernels.headlines.headline_words import UNREAD

    count = len(tokens)
    few = count <= _FEW
    every = [*tokens, *tokens] if few else tokens
    buffer = TextBuffer.from_texts(every)
    first, last = buffer.offsets[:-1], buffer.offsets[1:]
    caseless = np.zeros(len(every), dtype=np.uint8)
    caseless[count:] = 1
    read = _analysed(every, buffer, first, last, caseless)
    rows, states = read.rows[:count], read.states[:count]
    # A rare word with a capital is a noun in any place, as ``analyse_either_way`` says. Where a capital says nothing
    # else either, the second reading is the first one once more, and adds no key.
    once = capital & (read.surprisals[:count] >= RARE)
    if few:
        other_rows = read.rows[count:]
        others = np.arange(count)
        others[once] = -1
    else:
        twice = np.flatnonzero(~once)
        again = [tokens[place] for place in twice.tolist()]
        other_rows = _analysed(again, buffer, first[twice], last[twice], np.ones(len(twice), dtype=np.uint8)).rows
        others = np.full(count, -1, dtype=np.int64)
        others[twice] = np.arange(len(twice))
    keys = np.empty((count, MOST_KEYS), dtype=np.uint32)
    sizes, stems = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.uint32)
    file_analysed(rows, other_rows, others, keys, sizes, stems)
    for place in (states == UNREAD).nonzero()[0].tolist():
        own, stem, _ = keys_of_word(tokens[place])
        keys[place, : len(own)], sizes[place], stems[place] = own, len(own), stem
    return keys[np.arange(MOST_KEYS) < sizes[:, None]], sizes, stems


def _analysed(
    tokens: Sequence[str],
    buffer: TextBuffer,
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    caseless: NDArray[np.uint8],
) -> Analysed:
    """What a kernel says of words, ``caseless`` or not, with the groups of the names that it leaves to others."""
    from textnorm.kernels.headlines.headline_words import ASK_NAME, ASK_RARE_NAME

    found = analyse_spans(buffer.data, first, last, caseless)
    states, ends = found.states, found.ends
    for place in ((states == ASK_NAME) | (states == ASK_RARE_NAME)).nonzero()[0].tolist():
        token = tokens[place]
        if ends[place] != last[place]:
            token = token.partition("'")[0].partition("\N{RIGHT SINGLE QUOTATION MARK}")[0]
        name = name_group(token, rare=bool(states[place] == ASK_RARE_NAME))
        if name:
            found.rows[place, _GROUP] = key_of(name)
    return found


def keys_of_word(token: str) -> tuple[list[int], int, int]:
    """The keys of a word in any case it may have, its stem (0 for a number), and the bit of a number."""
    keys: dict[int, None] = {}
    stem = 0
    for word in analyse_either_way(token):
        stem = 0 if word.flags & NUMERAL else word.stem or stem
        if word.flags & STOP:
            continue
        columns = (word.stem, word.phonetic, word.group, word.place, word.head, word.tail)
        for number, value in enumerate(columns, 1):
            if value:
                # A half of a compound meets the same word standing alone, so both are filed as stems; so are nouns
                # and the verbs that they are made of.
                kind = 1 if number > 4 or value >= ROOT else number
                keys[(value % ROOT * _SPREAD + kind * _KIND) & _MASK] = None
    return list(keys), stem, 0 if token.isalpha() else _sign_of(token)


def _sign_of(token: str) -> int:
    """A bit chosen by the digits of a word; 0 without any."""
    digits = "".join(character for character in token if character.isdigit())
    return 1 << (crc32(digits.encode("utf-8", "surrogatepass")) & 31) if digits else 0
