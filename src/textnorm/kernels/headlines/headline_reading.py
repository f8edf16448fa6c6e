"""One headline, or some, read at once: words in rows, their letters, the keys of neighbours, numbers, marks and keys.

``match.headlines.parse`` is the reference; what ``headline_scan`` and ``headline_words`` leave to it is left here, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, helper, njit
from textnorm.kernels.compiler import types as _types
from textnorm.kernels.compound_halves import crc32_on
from textnorm.kernels.headlines.buffer_parts import part_of, spans_of
from textnorm.kernels.headlines.headline_figures import NUMBER, SCALE, take_figures
from textnorm.kernels.headlines.headline_scan import (
    ANYWHERE,
    BAR,
    CASELESS,
    FIGURES,
    FIRST_OF_TWO,
    NAMED,
    ODD,
    PLAIN,
    SECOND_OF_TWO,
    SETTLE,
    folded_keys,
    need_settling,
    scan_headlines,
)
from textnorm.kernels.headlines.headline_tokens import number_words, words_between
from textnorm.kernels.headlines.headline_words import (
    DONE,
    LETTER_COLUMNS,
    MEANING_COLUMNS,
    SOUND_COLUMNS,
    UNREAD,
    analyse_words,
    is_phrase,
)
from textnorm.kernels.headlines.packed_headline import (
    COUNT,
    FACTS,
    FIGURE,
    KICKER_END,
    MARKS,
    NUMBERS,
    SIZE,
    TAIL_START,
    WHOLE,
)
from textnorm.kernels.scores.headline_alignment import WORD_ROW

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ASKED", "FULL", "KINDS", "UNKNOWN", "pack_words", "read_headlines"]

#: Beside what ``headline_scan`` says of a text: new words are known but for what is asked of others; no room for them.
UNKNOWN, FULL = 8, 9
#: More than all of these.
KINDS = 16
#: If words are unknown, the place where the first that was new is said.
ASKED = 0

types: Any = _types
_U = types.Array(types.uint8, 1, "C")
_n = types.int64


@njit(inline="always")
def _tables_in(buffer):  # type: ignore[no-untyped-def]
    """The classes of characters, ``fold.TABLES`` and ``headline_words.TABLES``."""
    spans = spans_of(buffer, 16)
    fold_tables = (
        part_of(buffer, spans, 1), part_of(buffer, spans, 2).view(np.uint16),
        part_of(buffer, spans, 3).view(np.uint32), part_of(buffer, spans, 4)
    )  # fmt: skip
    tables = (
        part_of(buffer, spans, 5), part_of(buffer, spans, 6).view(np.uint64),
        part_of(buffer, spans, 7).view(np.int32),
        part_of(buffer, spans, 8).view(np.int64).reshape((-1, MEANING_COLUMNS)),
        part_of(buffer, spans, 9).reshape((-1, LETTER_COLUMNS)), part_of(buffer, spans, 10).view(np.uint32),
        part_of(buffer, spans, 11).view(np.uint32), part_of(buffer, spans, 12).reshape((-1, SOUND_COLUMNS)),
        part_of(buffer, spans, 13).view(np.int64), part_of(buffer, spans, 14),
        part_of(buffer, spans, 15).view(np.float64),
    )  # fmt: skip
    return part_of(buffer, spans, 0), fold_tables, tables


@njit(inline="always")
def _words_in(buffer):  # type: ignore[no-untyped-def]
    """The words that are known: their hashes and numbers; their rows, surprisals and letters, where these end; what is
    special about each; what became of it, and from the third bit on whether it is caseless; its token, where that ends,
    and how much of it is behind an apostrophe; how many words there are, letters, and bytes of tokens; what number each
    may be, and its value or that of the scale."""
    spans = spans_of(buffer, 14)
    return (
        part_of(buffer, spans, 0).view(np.uint64), part_of(buffer, spans, 1).view(np.int64),
        part_of(buffer, spans, 2).view(np.int64).reshape((-1, WORD_ROW)), part_of(buffer, spans, 3).view(np.float64),
        part_of(buffer, spans, 4), part_of(buffer, spans, 5).view(np.int64), part_of(buffer, spans, 6).view(np.int32),
        part_of(buffer, spans, 7), part_of(buffer, spans, 8), part_of(buffer, spans, 9).view(np.int64),
        part_of(buffer, spans, 10).view(np.int64), part_of(buffer, spans, 11).view(np.int64),
        part_of(buffer, spans, 12).view(np.int64), part_of(buffer, spans, 13).view(np.float64),
    )  # fmt: skip


@njit(inline="always")
def _desk_in(buffer):  # type: ignore[no-untyped-def]
    """The places where each token begins and ends, its number, and scratch, at last for figures; the hashes of tokens;
    what is said of the headline; the headline as it is handed on; its words with spaces between; scratch."""
    spans = spans_of(buffer, 7)
    return (
        part_of(buffer, spans, 0).view(np.int64).reshape((6, -1)), part_of(buffer, spans, 1).view(np.uint64),
        part_of(buffer, spans, 2).view(np.int64), part_of(buffer, spans, 3), part_of(buffer, spans, 4),
        part_of(buffer, spans, 5), part_of(buffer, spans, 6).view(np.int64),
    )  # fmt: skip


@helper
def _learn(data, found, hashes, missing, caseless, tables, words):  # type: ignore[no-untyped-def]
    """Analyse new words and know them from now on; how many are left to others, or -1 if there is no room."""
    slots, entries, rows, surprisals, letters, letter_end, special, states, tokens, token_end, cut, used, _, _ = words
    first, last, absent, firsts, lasts = found[0], found[1], found[3], found[4], found[5]
    begin = used[0]
    size = 0
    for at in range(missing):
        size += last[absent[at]] - first[absent[at]]
    if begin + missing > len(states) or used[1] + size >= len(letters) or used[2] + size > len(tokens):
        return -1
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
    analyse_words(
        data, firsts[:count], lasts[:count], caseless[:count], tables, rows[begin:end], surprisals[begin:end],
        letters[used[1] :], letter_end[begin:end], special[begin:end], states[begin:end],
    )  # fmt: skip
    asked = 0
    for word in range(begin, end):
        letter_end[word] += used[1]
        cut[word] -= lasts[word - begin]
        asked += states[word] != DONE or special[word] & (NUMBER | SCALE) != 0
        if states[word] == UNREAD:  # a headline with such a word is read by the functions that know it
            special[word] = ANYWHERE
        states[word] |= caseless[word - begin] << 2
    used[0] = end
    used[1] = letter_end[end - 1]
    return asked


@helper
def _scan_parts(data, begin, middle, tail, upper, classes, tokens, hashes, ends, found):  # type: ignore[no-untyped-def]
    """Find the words of a kicker, ``data[begin:middle]``, and of what is behind it, whose tail is behind ``tail``."""
    kicker = words_between(data, begin, middle, classes, tokens[0], tokens[1], hashes, 0)
    count = words_between(data, middle, len(data), classes, tokens[0], tokens[1], hashes, kicker)
    before_tail = kicker
    for word in range(count):
        if upper or word == 0 or word == kicker:
            hashes[word] |= CASELESS
        else:
            hashes[word] &= ~CASELESS
        before_tail += word >= kicker and tokens[0, word] < tail
    found[0, 0], found[0, 1] = kicker, before_tail
    ends[0] = count
    return count


@helper
def _pack(words, numbers, count, figures, facts, packed, folded):  # type: ignore[no-untyped-def]
    """Hand on the words under these numbers: what is said of the headline, their rows, the keys of each and its
    successor in one, where the letters of each end, its numbers, and the letters; returns how many bytes that is."""
    known_rows, known_letters, letter_end = words[2], words[4], words[5]
    rows = FACTS
    joined = rows + count * WORD_ROW
    ends = joined + count
    begin_letters = 8 * (ends + count + FIGURE * facts[NUMBERS])
    fields = packed[:begin_letters].view(np.int64)
    size = written = 0
    for place in range(count):
        number = numbers[place]
        for column in range(WORD_ROW):
            fields[rows + column] = known_rows[number, column]
        rows += WORD_ROW
        if place:
            folded[written] = 32
            written += 1
        begin, end = letter_end[number - 1] if number else 0, letter_end[number]
        for at in range(begin, end):
            packed[begin_letters + size] = folded[written] = known_letters[at]
            size += 1
            written += 1
        fields[ends + place] = size
        fields[joined + place] = 0
        if place:
            before = np.uint32(known_rows[numbers[place - 1], 0])
            fields[joined + place - 1] = np.int64(crc32_on(known_letters, begin, end, before))
    at = ends + count
    for number in range(facts[NUMBERS]):
        for column in range(FIGURE):
            fields[at] = figures[column, number]
            at += 1
    facts[SIZE] = size
    for place in range(FACTS):
        fields[place] = facts[place]
    return begin_letters + size


@helper
def _has_phrase(numbers, count, words, tables, room):  # type: ignore[no-untyped-def]
    """Whether two of these words beside each other are a name that is listed."""
    letters, letter_end, special = words[4], words[5], words[6]
    for place in range(count - 1):
        one, other = numbers[place], numbers[place + 1]
        if special[one] & FIRST_OF_TWO and special[other] & SECOND_OF_TWO:
            first, second = letter_end[one - 1] if one else 0, letter_end[other - 1] if other else 0
            if letter_end[one] - first + letter_end[other] - second >= len(room):
                return True
            if is_phrase(letters, first, letter_end[one], second, letter_end[other], tables, room):
                return True
    return False


@helper
def _read(data, stop, middle, tail, marks, longest, longest_kicker, upper, table_buffer, word_buffer, desk):  # type: ignore[no-untyped-def]
    classes, fold_tables, tables = _tables_in(table_buffer)
    words = _words_in(word_buffer)
    tokens, hashes, facts, packed, folded, small, scratch = _desk_in(desk)
    kinds, found, ends, keys, offsets = small[:1], scratch[:3].reshape((1, 3)), scratch[3:4], scratch[4:5], scratch[5:7]
    offsets[0], offsets[1] = 0, stop
    if stop < len(data):
        kinds[0], found[0, 2] = PLAIN, marks
        count = _scan_parts(data, stop, middle, tail, upper, classes, tokens, hashes, ends, found)
    else:
        count = scan_headlines(
            data, offsets, classes, longest, longest_kicker, kinds, found, tokens[0], tokens[1], hashes, ends
        )
        if kinds[0] == BAR and middle:
            kinds[0] = PLAIN
        if kinds[0] != PLAIN:
            return np.int64(kinds[0])
    numbers, known = tokens[2], words[11][0]
    missing = number_words(hashes[:count], words[0], words[1], numbers, tokens[3])
    if missing:
        asked = _learn(data, tokens, hashes, missing, small[1:], tables, words)
        if asked < 0:
            return np.int64(FULL)
        if asked:
            facts[ASKED] = known
            return np.int64(UNKNOWN)
        number_words(hashes[:count], words[0], words[1], numbers, tokens[3])
    need_settling(numbers, ends, words[6], kinds, found)
    if folded_keys(data, offsets, 0, fold_tables, folded, keys) == 0:
        return np.int64(ODD)
    if kinds[0] == NAMED:
        kinds[0] = SETTLE if _has_phrase(numbers, count, words, tables, small) else FIGURES
    figures = 0
    if kinds[0] == FIGURES:
        figures, count = take_figures(tokens, count, words[6], words[2], words[12], words[13], found[0])
        kinds[0] = PLAIN if figures >= 0 else SETTLE
    facts[COUNT], facts[WHOLE], facts[NUMBERS] = count, keys[0], figures
    facts[KICKER_END], facts[TAIL_START], facts[MARKS] = found[0, 0], found[0, 1], found[0, 2]
    if kinds[0] == PLAIN:
        _pack(words, numbers, count, tokens[3:], facts, packed, folded)
    return np.int64(kinds[0])


@njit(inline="always")
def _shelf_in(buffer):  # type: ignore[no-untyped-def]
    """Headlines that were read: packed, where each begins and ends, their words with spaces between and a line end
    behind; how many bytes of the first are taken, how many headlines there are, and how many bytes of the last."""
    spans = spans_of(buffer, 4)
    return (
        part_of(buffer, spans, 0), part_of(buffer, spans, 1).view(np.int64), part_of(buffer, spans, 2),
        part_of(buffer, spans, 3).view(np.int64),
    )  # fmt: skip


@helper
def _read_some(  # type: ignore[no-untyped-def]
    data, offsets, begin, middle, tail, marks, longest, longest_kicker, upper, tables, words, desk, shelf
):
    many = len(shelf) > 0
    parts = spans_of(desk, 7)
    facts, packed, folded = part_of(desk, parts, 2).view(np.int64), part_of(desk, parts, 3), part_of(desk, parts, 4)
    room, spans, lines, used = _shelf_in(shelf if many else desk)
    text = begin
    while text < len(offsets) - 1:
        one, stop = data, offsets[1]
        if many:
            one = data[offsets[text] : offsets[text + 1]]
            stop = np.int64(len(one))
        kind = _read(one, stop, middle, tail, marks, longest, longest_kicker, upper, tables, words, desk)
        if kind != PLAIN or not many:
            return text * KINDS + kind
        count = facts[COUNT]
        size = 8 * (FACTS + (WORD_ROW + 2) * count + FIGURE * facts[NUMBERS]) + facts[SIZE]
        letters = facts[SIZE] + max(count - 1, 0)
        start, number, line = used[0], used[1], used[2]
        if start + size + 8 > len(room) or line + letters >= len(lines) or 2 * number + 2 > len(spans):
            return text * KINDS + kind
        for at in range(size):
            room[start + at] = packed[at]
        for at in range(letters):
            lines[line + at] = folded[at]
        lines[line + letters] = 10
        spans[2 * number], spans[2 * number + 1] = start, start + size
        used[0], used[1], used[2] = (start + size + 7) // 8 * 8, number + 1, line + letters + 1
        text += 1
    return text * KINDS


# One for one text and for some, as it takes seconds to compile.
@njit(_n(BYTES, POSITIONS, _n, _n, _n, _n, _n, _n, _n, _U, _U, _U, _U), cache=True, nogil=True)
def read_headlines(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    begin: int,
    middle: int,
    tail: int,
    marks: int,
    longest: int,
    longest_kicker: int,
    upper: int,
    tables: NDArray[np.uint8],
    words: NDArray[np.uint8],
    desk: NDArray[np.uint8],
    shelf: NDArray[np.uint8],
) -> int:
    """Read the texts ``data[offsets[i]:offsets[i + 1]]`` from ``begin`` on.

    Those that are ``PLAIN`` are packed and go to the shelf. Returns the first that is not, as it was left on the desk,
    times ``KINDS`` plus what it is; or the first for which the shelf has no room, which is packed; or the number of
    texts, times ``KINDS``. New words are analysed, and are known from then on. A text with a bar is left if ``middle``
    is 0.

    If the shelf is empty, there is one text, ``data[:offsets[1]]``, which stays on the desk. Its parts may be given
    behind it: the kicker up to ``middle``, then the headline, whose tail begins at ``tail`` and which may be in
    ``upper`` case; then ``marks`` are those of the text.
    """
    # What Python calls counts the references to arrays, and here that took as long as reading; so all is done below.
    return _read_some(  # type: ignore[no-any-return]
        data, offsets, begin, middle, tail, marks, longest, longest_kicker, upper, tables, words, desk, shelf
    )


@helper
def _pack_known(count, words, desk):  # type: ignore[no-untyped-def]
    tokens, _, facts, packed, folded, _, _ = _desk_in(desk)
    facts[COUNT] = count
    return np.int64(_pack(_words_in(words), tokens[2], count, tokens[3:], facts, packed, folded))


@njit(_n(_n, _U, _U), cache=True, nogil=True)
def pack_words(count: int, words: NDArray[np.uint8], desk: NDArray[np.uint8]) -> int:
    """Pack the known words whose numbers are on the desk, with its figures, as a headline of which the rest has been
    said."""
    return _pack_known(count, words, desk)  # type: ignore[no-any-return]
