"""The pieces of bytes between white space: how often each one comes, and which ones tell the most of a code page.

``text.decoding.page_choice`` has the rules and is the reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Numbers = NDArray[np.int64]

__all__ = ["count_pieces", "frequent_pieces", "telling_pieces"]

_LONGEST = 64  # bytes of a piece that are weighed
_FIRST_PIECES = 40
_SEEN_OFTEN = 3


@njit(forceinline=True)
def _is_space(byte):  # type: ignore[no-untyped-def]
    return byte == 32 or 9 <= byte <= 13


@njit
def _slot_of(data, start, end, slots, found):  # type: ignore[no-untyped-def]
    """The slot in which the piece ``data[start:end]`` is, or the free one in which it would be."""
    mask = len(slots) - 1
    value = np.uint64(14695981039346656037)
    for place in range(start, end):
        value = (value ^ np.uint64(data[place])) * np.uint64(1099511628211)
    slot = np.int64((value ^ (value >> np.uint64(29))) & np.uint64(mask))
    while slots[slot] >= 0:
        other = found[slots[slot], 0]
        if found[slots[slot], 1] - other == end - start:
            same = True
            for place in range(end - start):
                if data[other + place] != data[start + place]:
                    same = False
                    break
            if same:
                return slot
        slot = (slot + 1) & mask
    return slot


@njit(types.int64(BYTES, types.boolean, types.int64[:, ::1], types.int64[::1]), cache=True, nogil=True)
def count_pieces(data: Bytes, marked: bool, found: NDArray[np.int64], slots: Numbers) -> int:
    """Write start, end and count of each different piece into ``found``, in the order of the text; say how many.

    With ``marked``, these are the pieces that are not ASCII, else those that are. ``slots``, all -1, is a power of two
    and longer than ``found``; if ``found`` is too short, the answer is -1.
    """
    count, place, length = 0, 0, len(data)
    while place < length:
        if _is_space(data[place]):
            place += 1
            continue
        start, high = place, np.uint8(0)
        while place < length and not _is_space(data[place]):
            high |= data[place]
            place += 1
        if (high >= 0x80) != marked:
            continue
        slot = _slot_of(data, start, place, slots, found)
        if slots[slot] < 0:
            if count == len(found):
                return -1
            slots[slot] = count
            found[count, 0] = start
            found[count, 1] = place
            found[count, 2] = 0
            count += 1
        found[slots[slot], 2] += 1
    return count


@njit
def _keys(data, found):  # type: ignore[no-untyped-def]
    """Smaller for a piece that comes earlier: its count, as far as 16 bits hold it, before its first six bytes."""
    keys = np.empty(len(found), np.uint64)
    for number in range(len(found)):
        start, end = found[number, 0], found[number, 1]
        key = np.uint64(0xFFFF - min(found[number, 2], 0xFFFF))
        for place in range(start, start + 6):
            key = key << np.uint64(8) | (np.uint64(data[place]) if place < end else np.uint64(0))
        keys[number] = key
    return keys


@njit
def _settles_tie(data, one, other, found):  # type: ignore[no-untyped-def]
    """Whether a piece is more frequent than another, or as frequent and smaller."""
    if found[one, 2] != found[other, 2]:
        return found[one, 2] > found[other, 2]
    first, second = found[one, 0], found[other, 0]
    length, others = found[one, 1] - first, found[other, 1] - second
    for place in range(min(length, others)):
        if data[first + place] != data[second + place]:
            return data[first + place] < data[second + place]
    return length < others


@njit
def _sort_ties(data, found, order):  # type: ignore[no-untyped-def]
    """Sort pieces that their keys do not tell apart, by merging runs of one, two, four …"""
    count = len(order)
    merged = np.empty(count, np.int64)
    width = 1
    while width < count:
        for start in range(0, count, 2 * width):
            middle, end = min(start + width, count), min(start + 2 * width, count)
            left, right = start, middle
            for place in range(start, end):
                if right == end or (left < middle and not _settles_tie(data, order[right], order[left], found)):
                    merged[place] = order[left]
                    left += 1
                else:
                    merged[place] = order[right]
                    right += 1
        order[:] = merged
        width *= 2


@njit
def _in_order(data, found):  # type: ignore[no-untyped-def]
    """The numbers of the pieces, the most frequent ones first, and equally frequent ones by their bytes."""
    keys = _keys(data, found)
    order = np.argsort(keys)
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or keys[order[end]] != keys[order[start]]:
            if end - start > 1:
                _sort_ties(data, found, order[start:end])
            start = end
    return order


@njit(types.int64(BYTES, types.Array(types.int64, 2, "C", readonly=True), types.int64[::1]), cache=True, nogil=True)
def frequent_pieces(data: Bytes, found: NDArray[np.int64], some: Numbers) -> int:
    """Fill ``some`` with the numbers of the most frequent pieces, equally frequent ones by their bytes; say how many.

    ``found`` (int64, pieces × 3) has start, end and count of each piece.
    """
    order = _in_order(data, found)
    count = min(len(order), len(some))
    some[:count] = order[:count]
    return count


@njit
def _see(bits, seen):  # type: ignore[no-untyped-def]
    """Count the bytes of a piece, and return those that were not seen often before and are now."""
    often = np.uint64(0)
    for bit in range(64):
        if bits >> np.uint64(bit) & np.uint64(1):
            seen[bit] += 1
            if seen[bit] == _SEEN_OFTEN:
                often |= np.uint64(1) << np.uint64(bit)
    return often


@njit(types.int64(BYTES, types.Array(types.int64, 2, "C", readonly=True), types.int64[::1]), cache=True, nogil=True)
def telling_pieces(data: Bytes, found: NDArray[np.int64], told: Numbers) -> int:
    """Fill ``told`` with the numbers of the pieces that are read; say how many.

    They are the most frequent ones, and some for every byte that is not ASCII, in the order of
    :func:`frequent_pieces`.
    """
    rare_low, rare_high = ~np.uint64(0), ~np.uint64(0)  # the bytes from 0x80 and from 0xC0 on that were not seen often
    seen = np.zeros((2, 64), np.int64)
    count = 0
    for number in _in_order(data, found):
        low, high = np.uint64(0), np.uint64(0)
        for place in range(found[number, 0], min(found[number, 1], found[number, 0] + _LONGEST)):
            byte = data[place]
            if byte >= 0xC0:
                high |= np.uint64(1) << np.uint64(byte - 0xC0)
            elif byte >= 0x80:
                low |= np.uint64(1) << np.uint64(byte - 0x80)
        low &= rare_low
        high &= rare_high
        if count >= _FIRST_PIECES and not (low | high):
            continue
        rare_low &= ~_see(low, seen[0])
        rare_high &= ~_see(high, seen[1])
        told[count] = number
        count += 1
        if count == len(told):
            break
    return count
