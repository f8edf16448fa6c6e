"""The words of texts with what the comparison of articles asks of each; ``match.articles.words`` is the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types
from textnorm.kernels.fold import TABLES, code_point, takes_diaeresis
from textnorm.kernels.hashing import BYTE_HASHES, MIX_1, ROLL, STEP
from textnorm.kernels.shingles.word_shingles import is_solo

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["as_table", "find_features", "phrase_hash"]

# Hashes of phrases at the slots that their upper bits choose, what they mean (shell << 16 | pole), and last words.
_PHRASES = types.Tuple(
    (
        types.Array(types.uint64, 1, "C", readonly=True),
        types.Array(types.uint32, 1, "C", readonly=True),
        types.Array(types.uint8, 1, "C", readonly=True),
    )
)  # type: ignore[no-untyped-call]
_NUMBER, _CAPITAL, _SOLO = np.uint8(1), np.uint8(2), np.uint8(4)
_CODE, _JOINED = np.uint8(8), np.uint8(64)
_SHELL_SHIFT = np.uint8(4)
_CALENDAR, _POLE = np.uint32(1 << 31), np.uint32(0xFFFF)
# The bits that say which words may end a phrase: small enough for the nearest cache.
_BYTES = 1 << 12
_MASK = (1 << 64) - 1
# Which letter a byte of a key is, as one of 26 bits; the bit above them says that it is a digit.
_LETTERS, _DIGIT, _LENGTH_SHIFT = np.uint32((1 << 26) - 1), np.uint32(1 << 26), np.uint32(26)
_LETTER_BITS = np.zeros(256, np.uint32)
_LETTER_BITS[97:123] = 1 << np.arange(26)
_LETTER_BITS[48:58] = _DIGIT
_LONGEST = np.uint64(63)
_ZERO, _ONE, _TWO = np.uint64(0), np.uint64(1), np.uint64(2)
_NOWHERE = np.uint64(_MASK)
_HUMPS = 2
# Capital ASCII letters lack this bit; small ones and digits have it.
_SMALL_BIT = np.uint8(32)


def phrase_hash(hashes: list[int]) -> int:
    """The hash of a phrase by those of its words; a single word keeps its own."""
    value = 0
    for word in hashes:
        value = (value * int(ROLL) + word) & _MASK
    return value


def as_table(
    meanings: dict[int, int], last_words: set[int]
) -> tuple[NDArray[np.uint64], NDArray[np.uint32], NDArray[np.uint8]]:
    """The meanings of phrases by their hashes, as ``find_features`` looks them up.

    ``last_words`` are the hashes of the words that phrases end with; nearly all other words are passed over by a bit.
    """
    room = 1 << (8 * len(meanings)).bit_length()
    slots, values = np.zeros(room, dtype=np.uint64), np.zeros(room, dtype=np.uint32)
    for value, meaning in meanings.items():
        place = (value * int(MIX_1) & _MASK) >> 40 & (room - 1)
        while slots[place]:
            place = (place + 1) & (room - 1)
        slots[place], values[place] = value, meaning
    bits = np.zeros(_BYTES, dtype=np.uint8)
    for value in last_words:
        bit = (value * int(MIX_1) & _MASK) >> 40 & (8 * _BYTES - 1)
        bits[bit >> 3] |= 1 << (bit & 7)
    return slots, values, bits


@njit(forceinline=True)
def _ends_phrase(phrases, value):  # type: ignore[no-untyped-def]
    """Whether a word or phrase of the table may end with this word."""
    bits = phrases[2]
    bit = ((value * MIX_1) >> np.uint64(40)) & np.uint64(8 * _BYTES - 1)
    return (bits[bit >> np.uint64(3)] >> np.uint8(bit & np.uint64(7))) & np.uint8(1) != 0


@njit
def _meaning(phrases, value):  # type: ignore[no-untyped-def]
    """What the phrase means, or 0."""
    slots, meanings, _ = phrases
    place = np.int64(((value * MIX_1) >> np.uint64(40)) & np.uint64(len(slots) - 1))
    while slots[place] != 0:
        if slots[place] == value:
            return meanings[place]
        place = (place + 1) & (len(slots) - 1)
    return np.uint32(0)


@njit
def _phrase_meaning(phrases, value, before, earlier):  # type: ignore[no-untyped-def]
    """How much the phrases that end with a word speak for a shell, their pole, and whether the word is of a calendar.

    ``before`` and ``earlier`` are the words before it, or 0.
    """
    meaning = _meaning(phrases, value)
    calendar = meaning & _CALENDAR != 0
    shell = (meaning & ~_CALENDAR) >> np.uint32(16)
    pole = meaning & _POLE
    if before != 0:
        more = _meaning(phrases, before * ROLL + value)
        shell = max(shell, (more & ~_CALENDAR) >> np.uint32(16))
        pole = more & _POLE if more & _POLE else pole
        if earlier != 0:
            more = _meaning(phrases, (earlier * ROLL + before) * ROLL + value)
            shell = max(shell, (more & ~_CALENDAR) >> np.uint32(16))
            pole = more & _POLE if more & _POLE else pole
    return shell, pole, calendar


@njit
def _ends_sentence(point):  # type: ignore[no-untyped-def]
    """Whether a capital after this character says nothing; see ``match.articles.words``."""
    if point < 128:
        return (
            point == 46 or point == 33 or point == 63 or point == 58 or point == 59
            or point == 10 or point == 13 or point == 34 or point == 124 or point == 62
        )  # fmt: skip
    return point == 0x201E or point == 0x201C or point == 0x201D or point == 0xBB or point == 0xAB


@njit
def _is_capital(point):  # type: ignore[no-untyped-def]
    return 0x41 <= point <= 0x5A or 0xC0 <= point <= 0xDE or 0x410 <= point <= 0x42F


@njit
def _close_phrase(phrases, value, flag, before, earlier):  # type: ignore[no-untyped-def]
    """The flags and the pole of a word that may end a phrase of the table."""
    shell, pole, calendar = _phrase_meaning(phrases, value, before, earlier)
    flag |= np.uint8(shell) << _SHELL_SHIFT
    return np.uint8(flag | _NUMBER) if calendar else np.uint8(flag), np.uint16(pole)


@njit(forceinline=True)
def _flag(bits, mark):  # type: ignore[no-untyped-def]
    """The flags of a word by its bytes and by what its marks say."""
    return np.uint8(bits >> _LENGTH_SHIFT) | mark


@njit(forceinline=True)
def _is_small(byte):  # type: ignore[no-untyped-def]
    return 97 <= byte <= 122


@njit
def _count_humps(data, first, stop, small, humps):  # type: ignore[no-untyped-def]
    """How many capitals follow a small letter in ``[first, stop)``, added to ``humps``; one may be enough."""
    for place in range(first + _ONE, stop):
        if 65 <= data[place] <= 90 and _is_small(data[place - _ONE]):
            humps += 1
            if small and place > first + _ONE and _is_small(data[place - _TWO]):
                humps += _HUMPS
    return humps


@njit
def _may_precede_option(byte):  # type: ignore[no-untyped-def]
    """Whether the two hyphens of an option may follow; see ``match.articles.words``."""
    return byte <= 32 or byte == 40 or byte == 91 or byte == 124 or byte == 47 or byte == 44 or byte == 61


@njit
def _read_mark(data, start, place, stop, inside, state):  # type: ignore[no-untyped-def]
    """What an ASCII mark says of identifiers; see ``match.articles.words``.

    ``state`` is where a word continues an identifier, where one is the name of an option, whether an option is being
    read and whether an address is. Returns the new one, and whether the word before the mark is code.
    """
    joins, option, in_option, address = state
    byte = data[place]
    following = data[place + _ONE] if place + _ONE < stop else np.uint8(0)
    if byte == 95:
        if (inside or place == joins) and not address:
            joins = place + _ONE
    elif byte == 58 and following == 58 and inside:
        joins = place + _TWO
    elif byte == 45 and inside and in_option:
        joins = place + _ONE
    elif (
        byte == 45
        and place > start
        and data[place - _ONE] == 45
        and (place < start + _TWO or _may_precede_option(data[place - _TWO]))
    ):
        option = place + _ONE
    address = (address and byte > 32) or byte == 64 or byte == 35 or byte == 47
    in_option = in_option and byte == 45
    return (joins, option, in_option, address), byte == 40 and following == 41 and inside


@njit
def _begin(place, capital, state, flags, count):  # type: ignore[no-untyped-def]
    """What the place where word ``count`` begins says of it, and of the word before it."""
    joins, option, in_option, address = state
    mark = np.uint8(capital) << np.uint8(1)
    if place == joins:
        flags[count - _ONE] |= _CODE
        mark |= _CODE | _JOINED
    else:
        in_option = place == option
        if in_option:
            mark |= _CODE
    return mark, (joins, option, in_option, address)


@njit(forceinline=True)
def _letters(bits, length):  # type: ignore[no-untyped-def]
    return (bits & _LETTERS) | (np.uint32(min(length, _LONGEST)) << _LENGTH_SHIFT)


@njit(
    [
        types.int64(
            BYTES,
            POSITIONS,
            TABLES,
            _PHRASES,
            types.uint64[::1],
            types.uint8[::1],
            types.uint16[::1],
            types.uint32[::1],
            types.int64[::1],
        )
    ],
    cache=True,
    nogil=True,
)
def find_features(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    tables: tuple[NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint32], NDArray[np.uint8]],
    phrases: tuple[NDArray[np.uint64], NDArray[np.uint32], NDArray[np.uint8]],
    tokens: NDArray[np.uint64],
    flags: NDArray[np.uint8],
    poles: NDArray[np.uint16],
    letters: NDArray[np.uint32],
    ends: NDArray[np.int64],
) -> int:
    """Write hash, flags, pole and letters of each word; the words of text ``i`` end at ``ends[i]``.

    Returns the number of words, or -1 if they do not fit.
    """
    ascii_table, pages, entries, pool = tables
    # What an ASCII byte becomes in its key; zero for what takes the long way.
    folds, signs, reads = np.zeros(256, np.uint8), np.zeros(256, np.bool_), np.zeros(256, np.bool_)
    for byte in range(128):
        folds[byte] = ascii_table[byte] if ascii_table[byte] != 1 else 0
        signs[byte] = _ends_sentence(byte)
        # _ : - ( @ # /
        reads[byte] = byte == 95 or byte == 58 or byte == 45 or byte == 40 or byte == 64 or byte == 35 or byte == 47
    count = _ZERO
    room = np.uint64(len(tokens))
    for text in range(len(offsets) - 1):
        place, stop = np.uint64(offsets[text]), np.uint64(offsets[text + 1])
        before = earlier = value = length = _ZERO
        starts, inside, small = True, False, False
        bits, mark, humps = np.uint32(0), np.uint8(0), 0
        state = (_NOWHERE, _NOWHERE, False, False)
        while place < stop:
            if count + np.uint64(40) > room:
                return -1
            byte = data[place]
            folded = folds[byte]
            if folded > 32:
                if not inside:
                    inside = True
                    value = length = _ZERO
                    bits, humps = np.uint32(0), 0
                    small = _is_small(byte)
                    capital = 65 <= byte <= 90 and not starts
                    mark, state = _begin(place, capital, state, flags, count)
                    starts = False
                # The letters up to the next mark or blank; nearly all text is read here.
                first_letter = place
                every = _SMALL_BIT
                while folded > 32:
                    value = value * STEP + BYTE_HASHES[folded]
                    bits |= _LETTER_BITS[folded]
                    place += _ONE
                    following = data[place] if place < stop else np.uint8(32)
                    every &= following
                    folded = folds[following]
                length += place - first_letter
                if every == 0:
                    humps = _count_humps(data, first_letter, place, small, humps)
                    if humps >= _HUMPS:
                        mark |= _CODE
                continue
            if byte < 128 and ascii_table[byte] != 1:
                if reads[byte] or (byte <= 32 and state[3]):
                    state, called = _read_mark(data, np.uint64(offsets[text]), place, stop, inside, state)
                    if called:
                        mark |= _CODE
                elif state[2]:
                    state = (state[0], state[1], False, state[3])
                if folded == 32 and inside:
                    inside = False
                    flag, pole = _flag(bits, mark), np.uint16(0)
                    if _ends_phrase(phrases, value):
                        flag, pole = _close_phrase(phrases, value, flag, before, earlier)
                    tokens[count], flags[count], poles[count] = value, flag, pole
                    letters[count] = _letters(bits, length)
                    count += _ONE
                    before, earlier = value, before
                starts |= signs[byte]
                place += _ONE
                continue
            point, width = code_point(data, np.int64(place), np.int64(stop))
            if _ends_sentence(point):
                starts = True
            # The pieces that the character becomes stand in `source[first:last]`.
            source = pool
            first = last = np.int64(0)
            own = False
            entry = entries[np.int64(pages[point >> 8]) << 8 | np.int64(point & 255)]
            if entry == 0:
                own = True
                source = data
                first, last = np.int64(place), np.int64(place) + width
            elif entry == 1:
                if inside and takes_diaeresis(data, offsets[text], np.int64(place), tables):
                    value = value * STEP + BYTE_HASHES[101]
                    bits |= _LETTER_BITS[101]
                    length += _ONE
            else:
                first = np.int64(entry - 2) >> 8
                last = first + (np.int64(entry - 2) & 255)
            while first < last:
                piece, wide = (point, np.int64(width)) if own else code_point(source, first, last)
                alone = is_solo(piece)
                parts = piece == 32 or alone
                # A word ends before this piece; a piece that is a word of its own ends with it.
                for turn in range(2):
                    if turn and piece != 32:
                        if not inside:
                            inside = True
                            value = length = _ZERO
                            bits, humps, small = np.uint32(0), 0, False
                            capital = bool(_is_capital(point) and not starts)
                            mark, state = _begin(place, capital, state, flags, count)
                            starts = False
                        for step in range(wide):
                            one = source[first + step]
                            value = value * STEP + BYTE_HASHES[one]
                            bits |= _LETTER_BITS[one]
                            length += _ONE
                    if not parts or not inside:
                        continue
                    inside = False
                    flag, pole = _flag(bits, mark), np.uint16(0)
                    if turn:
                        flag |= _SOLO
                    if _ends_phrase(phrases, value):
                        flag, pole = _close_phrase(phrases, value, flag, before, earlier)
                    tokens[count], flags[count], poles[count] = value, flag, pole
                    letters[count] = _letters(bits, length)
                    count += _ONE
                    before, earlier = value, before
                first += wide
            place += np.uint64(width)
        if inside:
            flag, pole = _flag(bits, mark), np.uint16(0)
            if _ends_phrase(phrases, value):
                flag, pole = _close_phrase(phrases, value, flag, before, earlier)
            tokens[count], flags[count], poles[count] = value, flag, pole
            letters[count] = _letters(bits, length)
            count += _ONE
        ends[text] = np.int64(count)
    return np.int64(count)  # type: ignore[return-value]
