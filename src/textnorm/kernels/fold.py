"""UTF-8 bytes to key bytes: the table of ``match/keys.py``, applied in one pass.

``fold_text`` is for the kernels that go on from there; they inline nothing of it, so that each compiles quickly.
"""

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import BYTES, njit, types

__all__ = ["TABLES", "code_point", "fold_text", "takes_diaeresis", "write_point"]

# ascii, pages, entries and pool, as match.keys.fold_tables lays them out
TABLES = types.Tuple(  # type: ignore[no-untyped-call]
    (types.uint8[::1], types.uint16[::1], types.uint32[::1], BYTES)
)

_SPACE = np.uint8(32)
_ROOM = 64  # more than the longest replacement (33 bytes) and the spaces around it


@njit
def code_point(data, place, end):  # type: ignore[no-untyped-def]
    """The character that begins at ``data[place]``: its code point and its length in bytes."""
    byte = data[place]
    if byte < 128:
        return np.uint32(byte), 1
    if byte < 224:
        length, point = 2, np.uint32(byte & 31)
    elif byte < 240:
        length, point = 3, np.uint32(byte & 15)
    else:
        length, point = 4, np.uint32(byte & 7)
    length = min(length, end - place)
    for step in range(1, length):
        point = np.uint32(point << 6 | (data[place + step] & 63))
    return point, length


@njit
def write_point(out, written, point):  # type: ignore[no-untyped-def]
    """Write a character below U+10000 as UTF-8 at ``out[written]``; where the next one goes."""
    if point < 0x80:
        out[written] = point
        return written + 1
    if point < 0x800:
        out[written] = 0xC0 | point >> 6
    else:
        out[written] = 0xE0 | point >> 12
        written += 1
        out[written] = 0x80 | (point >> 6 & 63)
    out[written + 1] = 0x80 | (point & 63)
    return written + 2


@njit
def takes_diaeresis(data, start, place, tables):  # type: ignore[no-untyped-def]
    """Whether the key of ``data[start:place]`` ends in a, o or u, so that a diaeresis at ``place`` makes an umlaut."""
    _, pages, entries, pool = tables
    while place > start:
        place -= 1
        while place > start and 128 <= data[place] < 192:
            place -= 1
        point, _ = code_point(data, place, len(data))
        entry = entries[np.int64(pages[point >> 8]) << 8 | np.int64(point & 255)]
        if entry == 1:  # a second diaeresis finds an e, or nothing that the first one could use
            return False
        last = point
        if entry != 0:
            length = np.int64(entry - 2) & 255
            if length == 0:  # vanished: look further back
                continue
            last = np.uint32(pool[(np.int64(entry - 2) >> 8) + length - 1])
        return last == 97 or last == 111 or last == 117
    return False


@njit
def fold_text(data, start, end, tables, out):  # type: ignore[no-untyped-def]
    """Fold ``data[start:end]`` into ``out``; return the number of bytes written, or -1 when ``out`` is too short."""
    ascii_table, pages, entries, pool = tables
    written = np.uint64(0)
    one = np.uint64(1)
    last = _SPACE
    place = np.uint64(start)
    edge = np.uint64(end)
    room = len(out) - _ROOM
    while place < edge:
        # An ASCII character writes one byte at most, so that the room is checked once for a run of them.
        free = room - np.int64(written) + 1
        if free <= 0:
            return np.int64(-1)
        stop = min(edge, place + np.uint64(free))
        while place < stop:
            folded = ascii_table[np.uint64(data[place])]
            if folded == 1:
                break
            out[written] = folded
            # Branch-free: a separator counts only after something else, and what vanishes leaves no trace.
            written += np.uint64((folded > 32) | ((folded == 32) & (last != 32)))
            last = folded if folded != 0 else last
            place += one
        if place == stop:
            continue
        at = np.int64(place)
        point, length = code_point(data, at, end)
        entry = entries[np.int64(pages[point >> 8]) << 8 | np.int64(point & 255)]
        if entry == 0:
            for step in range(length):
                out[written] = data[at + step]
                written += one
            last = data[at]
        elif entry == 1:
            if last == 97 or last == 111 or last == 117:  # a, o, u
                out[written] = 101
                written += one
                last = np.uint8(101)
        else:
            first = np.int64(entry - 2) >> 8
            for step in range(first, first + (np.int64(entry - 2) & 255)):
                folded = pool[step]
                if folded != 32 or last != 32:
                    out[written] = folded
                    written += one
                last = folded
        place += np.uint64(length)
    if written and last == 32:
        written -= one
    return np.int64(written)
