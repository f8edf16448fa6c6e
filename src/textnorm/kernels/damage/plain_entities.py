"""HTML entities decoded in plain prose, where nothing but entities may be an escape.

``text.escapes`` has the rules; this kernel writes what they write where every ampersand begins a whole entity that is
no sign of markup, and leaves all else to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types
from textnorm.kernels.damage.misread_runs import slot_of
from textnorm.kernels.damage.prefilter import ends_name
from textnorm.kernels.damage.prose_lines import begins_as_prose
from textnorm.kernels.fold import write_point

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ACCENTS", "LEFT", "LINES", "MARKDOWN", "WRITTEN", "decode_entities"]

#: What became of a text, as bits: left to the rules, or written; only if no mark in it is an accent of german.sty; only
#: if it has no code of Markdown; only if none of its lines is code.
LEFT, WRITTEN, ACCENTS, MARKDOWN, LINES = 0, 1, 2, 4, 8

_LONGEST = 32  # bytes of a name
_MOST_SIDE_BY_SIDE = 8  # entities
_FIRST = 0xA0  # characters below are signs of markup, or controls that have rules of their own; but for two marks

# What is looked at more closely, and what keeps a text from being written wherever it stands.
_LOOKED_AT, _NEVER = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
_NEVER[[ord(sign) for sign in "\\{}~[]|<>"]] = True
_LOOKED_AT[_NEVER] = True
_LOOKED_AT[[ord(sign) for sign in '&%"`+)0=_$\n#;']] = True
_ACCENTED = np.zeros(256, np.bool_)
_ACCENTED[[ord(letter) for letter in "aouAOUs"]] = True
_HEX = np.full(256, -1, np.int64)
for _digit in "0123456789abcdefABCDEF":
    _HEX[ord(_digit)] = int(_digit, 16)
# What may stand before a word, and behind it, when it is one of a command. What is not ASCII may be a space or a mark.
_BEFORE, _BEHIND = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
_BEHIND[[9, 10, 11, 12, 13, 28, 29, 30, 31, 32]] = True
_BEHIND[128:] = True
_BEFORE[_BEHIND] = True
_BEFORE[[ord(mark) for mark in "\"'(`"]] = True


@njit(forceinline=True)
def _letter_or_digit(byte):  # type: ignore[no-untyped-def]
    return 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122


@njit(forceinline=True)
def _may_be_printable(behind):  # type: ignore[no-untyped-def]
    """Whether the byte behind ``=`` may go on as quoted-printable or as an encoded word of mail."""
    return _HEX[behind] >= 0 or behind == 10 or behind == 13 or behind == 63


@njit
def _is_plain(data, place, end):  # type: ignore[no-untyped-def]
    """Whether the ampersand at ``place`` is no escape: a space behind it, or so few letters that they are no name."""
    place += 1
    first = place
    while place < end and _letter_or_digit(data[place]):
        place += 1
    behind = data[place] if place < end else 32
    if place == first:
        return behind == 32
    return place - first < 3 and (behind == 32 or behind == 45 or behind == 46)


@njit
def _may_be_address(data, place, start):  # type: ignore[no-untyped-def]
    """Whether the bracket at ``place`` may end a spelled-out *at*, in brackets: juergen (at) mueller."""
    if place - 2 < start or data[place - 1] | 32 != 0x74:
        return False
    if data[place - 2] >= 128:
        return True
    return data[place - 2] | 32 == 0x61 and place - 3 >= start and (data[place - 3] == 40 or data[place - 3] <= 32)


@njit
def _entity(data, place, end, slots, starts, keys, codes):  # type: ignore[no-untyped-def]
    """The character of the entity at ``place`` and where it ends; -1 if the rules must decide."""
    place += 1
    if place < end and data[place] == 35:
        place += 1
        base = 10
        if place < end and data[place] | 32 == 0x78:
            base = 16
            place += 1
        first, code = place, 0
        while place < end and place - first < 6 and 0 <= _HEX[data[place]] < base:
            code = code * base + _HEX[data[place]]
            place += 1
        if place == first or place == end or data[place] != 59:
            return -1, place
        if not (_FIRST <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code == 34 or code == 39):
            return -1, place
        return code, place + 1
    first = place
    while place < end and place - first < _LONGEST and _letter_or_digit(data[place]):
        place += 1
    if place == first or place == end or data[place] != 59:
        return -1, place
    entry = slots[slot_of(data[first:place], place - first, slots, starts, keys)]
    return (-1, place) if entry < 0 else (codes[entry], place + 1)


@njit
def _is_literal(data, place, start, end):  # type: ignore[no-untyped-def]
    """Whether the entities from ``place`` on may be all that stands between two marks, or are too many to say."""
    if place == start or not (data[place - 1] == 34 or data[place - 1] == 39 or data[place - 1] == 96):
        return False
    mark = 34 if data[place - 1] == 34 else 39
    for _ in range(_MOST_SIDE_BY_SIDE):
        if place == end or data[place] != 38:
            return place < end and data[place] == mark
        while place < end and data[place] != 59:
            place += 1
        place += place < end
    return True


@njit
def _is_word(data, place, end, words, word_ends):  # type: ignore[no-untyped-def]
    """Whether one of ``words`` ends at ``end``, and begins at ``place``, in small letters or capitals."""
    first = 0
    for last in word_ends:
        if last - first == end - place:
            same = True
            for step in range(last - first):
                if data[place + step] | 32 != words[first + step]:
                    same = False
                    break
            if same:
                return True
        first = last
    return False


@njit
def _is_named(data, place, start, words, word_ends):  # type: ignore[no-untyped-def]
    """Whether a word before the entity at ``place`` may say that the entity is meant, and not its character."""
    if place > start and data[place - 1] in (34, 39, 40, 96):
        place -= 1
    if place > start and data[place - 1] >= 128:
        return True
    end = place
    while end > start and data[end - 1] <= 32:
        end -= 1
    if end > start and data[end - 1] >= 128:
        return True
    first = end
    while first > start and _letter_or_digit(data[first - 1]):
        first -= 1
    return end < place and first < end and _is_word(data, first, end, words, word_ends)


@njit
def _speaks_of_entities(data, start, end):  # type: ignore[no-untyped-def]
    """Whether *entit* is in a text, in small letters or capitals."""
    for place in range(start, end - 4):
        if (
            data[place] | 32 == 0x65
            and data[place + 1] | 32 == 0x6E
            and data[place + 2] | 32 == 0x74
            and data[place + 3] | 32 == 0x69
            and data[place + 4] | 32 == 0x74
        ):
            return True
    return False


@njit(forceinline=True)
def _may_be_tool(data, place, lengths):  # type: ignore[no-untyped-def]
    """Whether a word begins at ``place``, behind another character, as the name of a command does."""
    return _BEFORE[data[place - 1]] & (lengths[data[place], data[place + 1]] != 0)


@njit
def _is_tool(data, place, end, tools, tool_ends, lengths):  # type: ignore[no-untyped-def]
    """Whether the word that begins at ``place`` is the name of a command."""
    behind = place + 2
    while behind < end and behind - place < _LONGEST - 1 and not _BEHIND[data[behind]]:
        behind += 1
    may_be = lengths[data[place], data[place + 1]] >> (behind - place) & 1
    return may_be != 0 and _is_word(data, place, behind, tools, tool_ends)


@njit
def _has_tool(data, start, end, tools, tool_ends, lengths):  # type: ignore[no-untyped-def]
    """Whether the name of a command stands in a text as a word."""
    if end - start >= 2 and _is_tool(data, start, end, tools, tool_ends, lengths):
        return True
    place = start + 1
    while place < end - 1:
        # One question for several bytes: a branch for each costs more than the look.
        if place + 5 <= end and not (
            _may_be_tool(data, place, lengths)
            | _may_be_tool(data, place + 1, lengths)
            | _may_be_tool(data, place + 2, lengths)
            | _may_be_tool(data, place + 3, lengths)
        ):
            place += 4
            continue
        if _may_be_tool(data, place, lengths) and _is_tool(data, place, end, tools, tool_ends, lengths):
            return True
        place += 1
    return False


@njit
def _decoded(  # type: ignore[no-untyped-def]
    data, start, end, slots, starts, keys, codes, letters, naming, naming_ends, out, written
):
    """Write one text; what became of it, where the output ends, and whether an entity stands by itself."""
    result = LEFT
    accents = alone = markdown = lines = False
    marks = accented = 0
    place = run_end = start
    while place < end:
        byte = data[place]
        if not _LOOKED_AT[byte]:
            out[written] = byte
            written += 1
            place += 1
            # One question for several bytes: a branch for each costs more than the look.
            while place + 4 <= end and not (
                _LOOKED_AT[data[place]]
                | _LOOKED_AT[data[place + 1]]
                | _LOOKED_AT[data[place + 2]]
                | _LOOKED_AT[data[place + 3]]
            ):
                for step in range(4):
                    out[written + step] = data[place + step]
                written += 4
                place += 4
            continue
        before = data[place - 1] if place > start else 0
        behind = data[place + 1] if place + 1 < end else 0
        if (
            _NEVER[byte]
            or (byte == 37 and (_HEX[behind] >= 0 or behind == 0x75))
            or (byte == 61 and _may_be_printable(behind))
            or (byte == 43 and (before | 32 == 0x75 or 65 <= behind <= 90))
            or (byte == 35 and 48 <= behind <= 57)
            or (byte == 59 and ends_name(data, place, start))
            or (byte == 41 and _may_be_address(data, place, start))
            or (byte == 48 and before == 48 and place - 2 >= start and data[place - 2] == 0x75)
        ):
            return LEFT, written, alone
        if byte != 38 or _is_plain(data, place, end):
            markdown |= byte == 96
            lines |= byte == 95 or byte == 36 or byte == 10 or byte == 61
            if byte == 34:
                marks += 1
                if _ACCENTED[behind]:
                    accented += 1
                    accents |= _letter_or_digit(before) or before == 34 or before >= 128
            out[written] = byte
            written += 1
            place += 1
            continue
        if (place > run_end or place == start) and _is_literal(data, place, start, end):
            return LEFT, written, alone
        code, run_end = _entity(data, place, end, slots, starts, keys, codes)
        if code < 0:
            return LEFT, written, alone
        behind = data[run_end] if run_end < end else 0
        if not (_letter_or_digit(before) or before == 59 or _letter_or_digit(behind) or behind == 38):
            alone = True
            if (
                before == 40
                or letters[code]  # it may be on show
                or _is_named(data, place, start, naming, naming_ends)
            ):
                return LEFT, written, alone
        written = write_point(out, written, code)
        place = run_end
        result = WRITTEN
    # Where one mark at least is no accent, those that open a word by themselves are none.
    accents |= 0 < marks == accented
    if result:
        lines |= not begins_as_prose(data, start, end)
        result |= ACCENTS * accents | MARKDOWN * markdown | LINES * lines
    return result, written, alone


@njit(
    [
        types.void(
            BYTES, POSITIONS,
            types.int64[::1], types.int64[::1], types.uint8[::1], types.int64[::1], types.boolean[::1],
            types.uint8[::1], types.int64[::1], types.uint8[::1], types.int64[::1], types.int64[:, ::1],
            types.uint8[::1], types.int64[::1], types.uint8[::1],
        )
    ],
    cache=True,
    nogil=True,
)  # fmt: skip
def decode_entities(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    slots: NDArray[np.int64],
    starts: NDArray[np.int64],
    keys: NDArray[np.uint8],
    codes: NDArray[np.int64],
    letters: NDArray[np.bool_],
    naming: NDArray[np.uint8],
    naming_ends: NDArray[np.int64],
    tools: NDArray[np.uint8],
    tool_ends: NDArray[np.int64],
    lengths: NDArray[np.int64],
    out: NDArray[np.uint8],
    ends: NDArray[np.int64],
    found: NDArray[np.uint8],
) -> None:
    """Write every text with decoded entities into ``out``, which has room for ``data``; where it ends into ``ends``.

    ``slots``, ``starts``, ``keys`` and ``codes`` are the names of entities as a hash table (``fill_slots``), and what
    each means; ``letters`` (65536) says which characters are letters. ``naming`` are the words before an entity that
    name it, ``tools`` those of commands, ``lengths`` (256 × 256) has by their first two letters how long
    they are, as bits. ``found`` says what became of each text. One that was left takes no room.
    """
    written = 0
    for text in range(len(offsets) - 1):
        start, end = offsets[text], offsets[text + 1]
        became, last, alone = _decoded(
            data, start, end, slots, starts, keys, codes, letters, naming, naming_ends, out, written
        )
        if became != LEFT and (
            (alone and _speaks_of_entities(data, start, end)) or _has_tool(data, start, end, tools, tool_ends, lengths)
        ):
            became = LEFT
        found[text] = became
        if became != LEFT:
            written = last
        ends[text] = written
