"""Texts that were written in one page and read in another as a whole: found, and read rightly.

``text.encoding.page_mixups`` has the rules and is the reference. A text is written only where all of them are sure to
say so; what they say of any other is not asked here.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, helper, njit, types
from textnorm.kernels.pages.letter_costs import LANES, LONGEST_WORD, kept_groups
from textnorm.kernels.pages.mixup_signs import (
    changes_too_little,
    gives_away,
    has_lost_bytes,
    looks_like_utf8,
    marks_may_lead,
    mentions,
    spoils_word,
    stays_odd,
)
from textnorm.kernels.pages.page_pairs import NO_PAIR, pair_of, rooms_for
from textnorm.kernels.pages.page_pieces import READ, add_ascii, add_rest, ascii_words, find_pieces, spread
from textnorm.kernels.pages.page_rows import DISTINCT, NONE, UNKNOWN, best_row, is_believed_row
from textnorm.kernels.pages.pair_places import may_be_lone

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ASK_UTF8", "IF_SOUND", "NONE", "NOTHING", "PAIR", "ROW_LAST", "UNKNOWN", "read_pages"]

#: What is known of a text besides ``UNKNOWN`` and ``NONE``: that nothing at all is damaged.
NOTHING = -3
#: From here on, a text was read through a pair of ``MIXUPS``: surely, or if what it meant has no odd place.
PAIR, IF_SOUND = 1000, 2000
#: ... and from here on through a row, if ``may_be_page_mixup``, since no pair explains it.
ROW_LAST = 3000
#: What is left to ask of a text that was read through a pair, besides what ``page_pairs`` says: whether it is UTF-8.
ASK_UTF8 = 1 << 16
_PAIR_FIRST = -4  # nothing gives the mix-up of a whole text away, so that a pair is asked first
_PIECES, _CONTEXT, _LONGEST = 48, 24, 48  # the most pieces and words in ASCII, and characters of a piece

_ROLES = types.Array(types.int64, 1, "C", readonly=True)
_NUMBERS = types.Array(types.uint16, 1, "C", readonly=True)
_PLACES = types.Array(types.int16, 1, "C", readonly=True)
_PAGES = types.Array(types.uint32, 1, "C", readonly=True)
_MEANT = types.Array(types.uint16, 2, "C", readonly=True)
_SHOWN = types.Array(types.uint8, 2, "C", readonly=True)
_RARE = types.Array(types.uint8, 1, "C", readonly=True)
_TABLES = types.Tuple((_ROLES, _NUMBERS, _NUMBERS, _PLACES, _PAGES, _PAGES, _MEANT, _SHOWN, _RARE, _SHOWN))
_ABOUT = types.Tuple((_SHOWN, _NUMBERS, POSITIONS))
_BITS = types.Array(types.uint32, 1, "C", readonly=True)
_LEVELS = types.Array(types.int8, 1, "C", readonly=True)
_LETTER_TABLES = types.Tuple((POSITIONS, _NUMBERS, POSITIONS, _LEVELS))
_PAIRS = types.Tuple(
    (
        types.Tuple((_PLACES, _MEANT, _RARE)),
        _LETTER_TABLES,
        _BITS,
        types.Tuple((BYTES, _LEVELS, POSITIONS)),
        types.int64,
    )
)


@helper
def _decode(data, first, last, codes):  # type: ignore[no-untyped-def]
    """Write the characters of a text; their number, or -1 if there are any beyond the first plane."""
    count, place = 0, first
    while place < last:
        byte = np.int64(data[place])
        if byte < 0x80:
            codes[count] = byte
            place += 1
        elif byte < 0xE0:
            codes[count] = (byte & 0x1F) << 6 | np.int64(data[place + 1]) & 0x3F
            place += 2
        elif byte < 0xF0:
            code = (byte & 0x0F) << 12 | (np.int64(data[place + 1]) & 0x3F) << 6 | np.int64(data[place + 2]) & 0x3F
            if 0xD800 <= code < 0xE000:
                return -1
            codes[count] = code
            place += 3
        else:
            return -1
        count += 1
    return count


@helper
def _encode(code, out, written):  # type: ignore[no-untyped-def]
    """Write a character as UTF-8; where the output ends."""
    if code < 0x80:
        out[written] = code
        return written + 1
    if code < 0x800:
        out[written] = 0xC0 | code >> 6
        out[written + 1] = 0x80 | code & 0x3F
        return written + 2
    out[written] = 0xE0 | code >> 12
    out[written + 1] = 0x80 | code >> 6 & 0x3F
    out[written + 2] = 0x80 | code & 0x3F
    return written + 3


@helper
def _asked_first(codes, size, roles):  # type: ignore[no-untyped-def]
    """Whether a row is what the rules ask for first of all, or a pair; ``UNKNOWN`` if neither."""
    if has_lost_bytes(codes, size):
        return UNKNOWN
    if gives_away(codes, 0, size, roles, True):
        return NONE
    return UNKNOWN if gives_away(codes, 0, size, roles, False) else _PAIR_FIRST


@njit
def _row_of(  # type: ignore[no-untyped-def]
    codes, size, firsts, slots, starts, ends, tables, languages, groups, room, rows, leaders, distinct
):
    """The row through which a text was read as a whole, or what is known of it."""
    if changes_too_little(codes, size, tables[0]):
        return NONE
    roles, numbers, (triples, models), (keys, groups_kept, many) = tables[0], tables[1], languages, groups
    word_starts, word_ends = np.empty(READ // 2, np.int64), np.empty(READ // 2, np.int64)
    witnesses = spread(word_starts, word_ends, ascii_words(codes, size, word_starts, word_ends), _CONTEXT)
    context = np.zeros(LANES, np.int32)
    for number in range(witnesses):
        start, end = word_starts[number], word_ends[number]
        add_ascii(codes, start, end, roles, numbers, triples, models, keys, groups_kept, many, context)
        add_rest(codes, start, end, roles, numbers, triples, models, keys, groups_kept, many, context)
    count = spread(starts, ends, find_pieces(codes, size, slots, firsts, starts, ends), _PIECES)
    base = np.zeros((_PIECES, LANES), np.int32)
    for piece in range(count):
        ends[piece] = min(ends[piece], starts[piece] + _LONGEST)
        if not add_ascii(
            codes, starts[piece], ends[piece], roles, numbers, triples, models, keys, groups_kept, many, base[piece]
        ):
            return UNKNOWN
    row, gain = best_row(
        *(codes, starts, ends, count, context, base, tables, languages, groups, room, rows, leaders, distinct, size),
    )
    if row < 0:
        return row
    if not is_believed_row(
        *(codes, starts, ends, count, row, gain, context, base, witnesses, tables, languages, groups, room),
    ):
        return NONE
    return row


@njit(
    types.void(
        *(BYTES, POSITIONS, _PAGES, _TABLES, _ABOUT, types.Tuple((BYTES, POSITIONS)), _PAIRS),
        *(types.uint8[::1], types.int64[::1], types.int64[::1]),
    ),
    cache=True,
    nogil=True,
)
def read_pages(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    mark_leads: NDArray[np.uint32],
    tables: tuple[Any, ...],
    about: tuple[Any, ...],
    languages: tuple[Any, ...],
    pairs: tuple[Any, ...],
    out: NDArray[np.uint8],
    ends: NDArray[np.int64],
    found: NDArray[np.int64],
) -> None:
    """Write every text that was read in the wrong page as it was meant into ``out``, with room for 3/2 of ``data``.

    ``found`` says through which row, or from ``PAIR`` on through which pair, and what is left to ask, a bit each; below
    0 what is known of a text that is not written. ``ends`` says where each ends; one that is not written takes no room.
    ``text.encoding.many_texts.tables`` says what the tables hold.
    """
    longest = 1
    for text in range(len(offsets) - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    codes = np.empty(longest, np.uint16)
    size = 16
    while size < longest:
        size *= 2
    slots = np.full(size, -1, np.int64)
    firsts, starts, stops = (
        np.empty(longest // 2 + 1, np.int64),
        np.empty(longest // 2 + 1, np.int64),
        np.empty(longest // 2 + 1, np.int64),
    )
    groups = kept_groups()
    room = np.empty(LONGEST_WORD, np.int64), np.empty(_LONGEST, np.uint16), np.empty(LANES, np.int32)
    rows, leaders = np.empty(len(tables[6]), np.int64), np.empty(len(tables[6]), np.int64)
    distinct = np.empty(DISTINCT, np.uint16)
    pages, letters, kinds, german_words, german = pairs
    models = languages[0], languages[1], german
    rooms = rooms_for(longest, len(pages[1]))
    roles, places, meant = tables[0], tables[3], tables[6]
    written = 0
    for text in range(len(offsets) - 1):
        found[text] = UNKNOWN
        ends[text] = written
        count = _decode(data, offsets[text], offsets[text + 1], codes)
        if count <= 0:
            continue
        may_be_utf8 = looks_like_utf8(codes, count, tables[4], tables[5])
        may_be_utf8 = may_be_utf8 or marks_may_lead(codes, count, mark_leads, tables[5])
        row = first = _asked_first(codes, count, roles)
        if first == NONE:
            row = _row_of(
                *(codes, count, firsts, slots, starts, stops, tables, languages, groups, room),
                *(rows, leaders, distinct),
            )
        doubtful = may_be_utf8 and (first == _PAIR_FIRST or not stays_odd(codes, count, roles))
        if row == _PAIR_FIRST or row == NONE:
            pair = pair_of(codes, count, pages, letters, kinds, roles, tables[1], german_words, models, groups, rooms)
            if pair >= 0:
                for place in range(count):
                    written = _encode(np.int64(rooms[3][place]), out, written)
                ends[text] = written
                found[text] = pair + (PAIR if first == NONE else IF_SOUND) + (ASK_UTF8 if may_be_utf8 else 0)
                continue
            if may_be_utf8:
                found[text] = UNKNOWN if doubtful else NONE
                continue
            if pair == NO_PAIR and first == _PAIR_FIRST:
                row = _row_of(
                    *(codes, count, firsts, slots, starts, stops, tables, languages, groups, room),
                    *(rows, leaders, distinct),
                )
            if pair == NO_PAIR and row == NONE and not may_be_lone(codes, count, kinds):
                found[text] = NOTHING
                continue
        if row < 0 or doubtful:
            found[text] = row if first == NONE and not doubtful else UNKNOWN
            continue
        found[text] = UNKNOWN
        if mentions(codes, count, tables[2], about):
            continue
        changed = False
        for place in range(count):
            code = codes[place]
            if code < 0x80:
                continue
            index = np.int64(places[np.int64(code)])
            after = meant[row, index] if index >= 0 else code
            if spoils_word(codes, count, place, np.int64(after), roles):
                row = -1
                break
            changed |= after != code
        if row < 0 or not changed:
            continue
        # All is decided; the characters become what was meant, for the last questions.
        for place in range(count):
            if codes[place] > 0x7F:
                index = np.int64(places[np.int64(codes[place])])
                if index >= 0:
                    codes[place] = meant[row, index]
        if mentions(codes, count, tables[2], about):
            continue
        end = written
        for place in range(count):
            end = _encode(np.int64(codes[place]), out, end)
        written = end
        ends[text] = written
        found[text] = row + (ROW_LAST if first == _PAIR_FIRST else 0)
