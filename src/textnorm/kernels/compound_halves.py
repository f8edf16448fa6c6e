"""The halves of many compounds; ``match.headlines.words`` is the reference, and takes them one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["answer_of", "crc32_on", "halves_at", "stem_end"]


def _crc_table() -> NDArray[np.uint32]:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ np.uint32(0xEDB88320), table >> 1)
    return table.astype(np.uint32)


_CRC = _crc_table()
# The letters between halves: "", s, es, n, en, er. How many, the first, the second.
_LINKS = np.array([[0, 0, 0], [1, 115, 0], [2, 101, 115], [1, 110, 0], [2, 101, 110], [2, 101, 114]], dtype=np.int64)


@njit
def crc32_on(data, first, last, value):  # type: ignore[no-untyped-def]
    """``zlib.crc32`` of ``data[first:last]``, which goes on from ``value``."""
    value ^= np.uint32(0xFFFFFFFF)
    for place in range(first, last):
        value = _CRC[(value ^ np.uint32(data[place])) & np.uint32(255)] ^ (value >> np.uint32(8))
    return value ^ np.uint32(0xFFFFFFFF)


@njit
def stem_end(data, first, last):  # type: ignore[no-untyped-def]
    """Where the stem of ``data[first:last]`` ends; see ``match.headlines.word_keys.stem``."""
    end = last
    if (
        end - first > 8 and data[end - 1] == 110 and data[end - 2] == 101 and data[end - 3] == 110
        and data[end - 4] == 110 and data[end - 5] == 105
    ):  # fmt: skip
        end -= 5  # innen
    while end - first > 4:
        one, two = data[end - 2], data[end - 1]
        if end - first > 5 and ((one == 101 and (two == 109 or two == 114)) or (one == 110 and two == 100)):
            end -= 2  # em, er, nd
        elif two == 116 or two == 101 or two == 115 or two == 110:
            end -= 1  # t, e, s, n
        else:
            break
    return end


@njit
def answer_of(slots, probes, value):  # type: ignore[no-untyped-def]
    """What the table says of a stem by its CRC, or -1 if it does not know it."""
    fingerprint = max(np.int64(value >> np.uint32(24)), np.int64(1))
    many = len(slots) // 2
    slot = np.int64(value) % many
    for _ in range(probes):
        found = np.int64(slots[2 * slot])
        if found == fingerprint:
            return np.int64(slots[2 * slot + 1])
        if found == 0:
            break
        slot = (slot + 1) % many
    return np.int64(-1)


@njit
def _surprisal(slots, probes, lowest, step, value):  # type: ignore[no-untyped-def]
    """The surprisal of a stem by its CRC, or -1 if the table does not know it."""
    answer = answer_of(slots, probes, value)
    return lowest + (answer >> 1) * step if answer >= 0 else -1.0


@njit
def _is_among(values, value):  # type: ignore[no-untyped-def]
    for each in values:  # noqa: SIM110 -- compiled
        if each == value:
            return True
    return False


@njit
def halves_at(data, start, stop, slots, probes, lowest, step, endings, prefixes):  # type: ignore[no-untyped-def]
    """Where the halves of ``data[start:stop]`` lie: end of the first, begin and end of the second; -1 without them."""
    best = 26.0
    first_end, second, second_end = np.int64(-1), np.int64(-1), np.int64(-1)
    for middle in range(start + 2, stop - 3):
        end = stem_end(data, middle, stop)
        if end - middle < 4:
            continue
        value = crc32_on(data, middle, end, np.uint32(0))
        right = _surprisal(slots, probes, lowest, step, value)
        if right < 0.0 or right > 13.5 or _is_among(endings, value):
            continue
        for link in range(len(_LINKS)):
            many = _LINKS[link, 0]
            edge = middle - many
            left_size = edge - start
            if left_size < 2 or (left_size == 2 and not (data[start] == 111 and data[start + 1] == 108)):  # ol
                continue
            if (many >= 1 and data[edge] != _LINKS[link, 1]) or (many == 2 and data[edge + 1] != _LINKS[link, 2]):
                continue
            if _is_among(prefixes, crc32_on(data, start, edge, np.uint32(0))):
                continue
            left_end = stem_end(data, start, edge)
            left = _surprisal(slots, probes, lowest, step, crc32_on(data, start, left_end, np.uint32(0)))
            if left < 0.0 or left > 13.0:
                if many or left_size < 5:
                    continue
                left = 14.0
            cost = left + right + 0.5 * many
            if cost < best:
                best = cost
                first_end, second, second_end = np.int64(left_end), np.int64(middle), np.int64(end)
    return first_end, second, second_end
