"""UTF-8 that was read in a single-byte page, where every run of odd characters is known: what was meant, written.

``text.encoding.misread_utf8`` has the rules. What they say of a run between its neighbours is looked up here; a text
in which there is anything else is left to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ASKED", "LARGE", "LEFT", "SHARED", "SMALL", "WRITTEN", "fill_slots", "reread", "slot_of"]

#: What became of a text: left to the rules; written; not yet, as a run is not known.
LEFT, WRITTEN, ASKED = 0, 1, 2
#: What a run means, if that is letters.
SMALL, LARGE = 1, 2
#: Stands between the parts of a key. No text has this byte.
SHARED = 0xFF

_LONGEST = 40  # bytes of a run
_FEW = 3  # places: a text with fewer, or with undamaged umlauts, may be about encodings


@njit(forceinline=True)
def _starts_character(byte):  # type: ignore[no-untyped-def]
    return byte & 0xC0 != 0x80


@njit(forceinline=True)
def _capital(byte):  # type: ignore[no-untyped-def]
    return 65 <= byte <= 90


@njit
def slot_of(key, length, slots, starts, keys):  # type: ignore[no-untyped-def]
    """The slot in which the entry of ``key[:length]`` is, or the free one in which it would be."""
    mask = len(slots) - 1
    value = np.uint64(14695981039346656037)
    for place in range(length):
        value = (value ^ np.uint64(key[place])) * np.uint64(1099511628211)
    slot = np.int64((value ^ (value >> np.uint64(29))) & np.uint64(mask))
    while slots[slot] >= 0:
        entry = slots[slot]
        start = starts[entry]
        if starts[entry + 1] - start == length:
            same = True
            for place in range(length):
                if keys[start + place] != key[place]:
                    same = False
                    break
            if same:
                return slot
        slot = (slot + 1) & mask
    return slot


@njit(types.void(POSITIONS, BYTES, types.int64[::1]), cache=True, nogil=True)
def fill_slots(starts: NDArray[np.int64], keys: NDArray[np.uint8], slots: NDArray[np.int64]) -> None:
    """Write the number of every entry into its place in the hash table ``slots``, whose length is a power of two.

    ``starts`` (int64, one more than there are entries) says where in ``keys`` each key begins. All slots are -1 before.
    """
    for entry in range(len(starts) - 1):
        key = keys[starts[entry] : starts[entry + 1]]
        slots[slot_of(key, len(key), slots, starts, keys)] = entry


@njit
def _key(data, first, start, end, last, key):  # type: ignore[no-untyped-def]
    """Write what stands at ``start:end``, between up to two characters on either side, as a key; its length."""
    left = start
    for _ in range(2):
        if left > first:
            left -= 1
            while left > first and not _starts_character(data[left]):
                left -= 1
    right = end
    for _ in range(2):
        if right < last:
            right += 1
            while right < last and not _starts_character(data[right]):
                right += 1
    length = 0
    for place in range(left, right):
        if place == start or place == end:
            key[length] = SHARED
            length += 1
        key[length] = data[place]
        length += 1
    if end == right:
        key[length] = SHARED
        length += 1
    return length


@njit
def _alone(data, start, end):  # type: ignore[no-untyped-def]
    """0 if the rules may read one character that is not ASCII in another way, else 1, and 2 for an umlaut."""
    first, second = data[start], data[start + 1]
    if end - start == 2:
        if first == 0xC3:
            if second in (0x82, 0x83, 0x85, 0x90, 0x8E, 0xA3):  # Â Ã Å Ð Î ã
                return 0
            return 2 if second in (0xA4, 0xB6, 0xBC, 0x9F, 0x84, 0x96, 0x9C) else 1
        return 1 if 0xC4 <= first <= 0xC8 or (first == 0xC2 and second >= 0xA0) else 0
    if end - start == 3 and first == 0xE2:
        third = data[start + 2]
        return 1 if (second == 0x80 and 0x90 <= third <= 0xA7) or (second == 0x82 and third == 0xAC) else 0
    return 0


@njit
def _is_about(data, first, last, heads, words, ends):  # type: ignore[no-untyped-def]
    """Whether one of ``words`` is in a text, in small letters or capitals."""
    for place in range(first, last):
        byte = data[place]
        if 65 <= byte <= 90:
            byte += 32
        if not heads[byte]:
            continue
        start = 0
        for end in ends:
            size = end - start
            if words[start] == byte and place + size <= last:
                same = True
                for step in range(1, size):
                    other = data[place + step]
                    if 65 <= other <= 90:
                        other += 32
                    if other != words[start + step]:
                        same = False
                        break
                if same:
                    return True
            start = end
    return False


@njit
def _asks(data, place, end, first, last, case):  # type: ignore[no-untyped-def]
    """Whether what stands behind letters asks about their case: a capital, but for two behind a capital; or what may
    have been one, behind small letters that follow none."""
    if _capital(data[end]):
        return case == SMALL or end + 1 >= last or not _capital(data[end + 1])
    return case == SMALL and data[end] >= 128 and not (place > first and 97 <= data[place - 1] <= 122)


@njit
def _written(  # type: ignore[no-untyped-def]
    data, first, last, slots, starts, keys, pages, meant_starts, meant, before_capital, out, written, asked, count, key
):
    """Write one text; what became of it, where the output ends, how many runs are asked for, and how many edits."""
    shared = np.uint32(0xFFFFFFFF)
    edits = 0
    umlaut = lines = False
    result = WRITTEN
    place = first
    while place < last:
        byte = data[place]
        if byte < 128:
            lines |= byte == 10
            out[written] = byte
            written += 1
            place += 1
            continue
        end = place + 1
        characters = 1
        while end < last and data[end] >= 128:
            characters += _starts_character(data[end])
            end += 1
        if end - place > _LONGEST or not _starts_character(byte):
            return LEFT, written, count, False
        if characters == 1:
            kind = _alone(data, place, end)
            if kind == 0:
                return LEFT, written, count, False
            umlaut |= kind == 2
            for step in range(place, end):
                out[written] = data[step]
                written += 1
            place = end
            continue
        length = end - place
        for step in range(length):
            key[step] = data[place + step]
        entry = slots[slot_of(key, length, slots, starts, keys)]
        if entry < 0:
            length = _key(data, first, place, end, last, key)
            entry = slots[slot_of(key, length, slots, starts, keys)]
        if entry < 0:
            if count < len(asked):
                asked[count, 0] = place
                asked[count, 1] = end
                asked[count, 2] = first
                asked[count, 3] = last
                count += 1
            result = ASKED
        elif result == WRITTEN:
            shared &= pages[entry]
            if shared == 0:
                return LEFT, written, count, False
            if before_capital[entry] and end < last and _asks(data, place, end, first, last, before_capital[entry]):
                return LEFT, written, count, False
            for step in range(meant_starts[entry], meant_starts[entry + 1]):
                out[written] = meant[step]
                written += 1
        edits += 1
        place = end
    if edits == 0:
        return LEFT, written, count, False
    return result, written, count, edits < _FEW or umlaut or lines


@njit(
    [
        types.void(
            BYTES, POSITIONS,
            types.int64[::1], types.int64[::1], types.uint8[::1], types.uint32[::1], types.int64[::1],
            types.uint8[::1], types.uint8[::1],
            types.uint8[::1], types.uint8[::1], types.int64[::1],
            types.uint8[::1], types.int64[::1], types.uint8[::1], types.int64[:, ::1], types.int64[::1],
        )
    ],
    cache=True,
    nogil=True,
)  # fmt: skip
def reread(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    slots: NDArray[np.int64],
    starts: NDArray[np.int64],
    keys: NDArray[np.uint8],
    pages: NDArray[np.uint32],
    meant_starts: NDArray[np.int64],
    meant: NDArray[np.uint8],
    before_capital: NDArray[np.uint8],
    heads: NDArray[np.uint8],
    words: NDArray[np.uint8],
    word_ends: NDArray[np.int64],
    out: NDArray[np.uint8],
    ends: NDArray[np.int64],
    found: NDArray[np.uint8],
    asked: NDArray[np.int64],
    count: NDArray[np.int64],
) -> None:
    """Write what every text meant into ``out``, which has room for ``data``; where it ends into ``ends``.

    ``slots`` to ``before_capital`` are the arrays of ``text.encoding.known_runs``: an open hash table of entries, the
    keys and the meanings of these, the pages in which each means that, and whether it is a ``SMALL`` letter or a
    ``LARGE`` one, so that a capital behind it asks about its case.
    ``heads``, ``words`` and ``word_ends`` are words in small letters that keep a text from being written, and the bytes
    that they begin with. ``found`` says what became of each text. For the first runs that are not known, ``asked`` gets
    start and end, and those of their texts; ``count[0]`` is how many there are. A text that is not written takes no
    room.
    """
    key = np.empty(2 * _LONGEST, np.uint8)
    written = asking = 0
    for text in range(len(offsets) - 1):
        first, last = offsets[text], offsets[text + 1]
        became, end, asking, doubtful = _written(
            data,
            first,
            last,
            slots,
            starts,
            keys,
            pages,
            meant_starts,
            meant,
            before_capital,
            out,
            written,
            asked,
            asking,
            key,
        )
        if became == WRITTEN and doubtful and _is_about(data, first, last, heads, words, word_ends):
            became = LEFT
        found[text] = became
        if became == WRITTEN:
            written = end
        ends[text] = written
    count[0] = asking
