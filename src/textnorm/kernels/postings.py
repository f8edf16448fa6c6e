"""Postings of an index: find the keys of a text in the parts that hold them, and add up what other texts share.

A part is a run of ``uint32``: how many keys it has, the keys, where the texts of each end, and the texts (their rows).
A key with more texts than a part holds has parts of its own, one behind another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import njit
from textnorm.kernels.compiler import types as _types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["add_up", "find_keys"]

types: Any = _types
_U = types.Array(types.uint32, 1, "C")
_I = types.Array(types.int64, 1, "C")
_F = types.Array(types.float32, 1, "C")
_n = types.int64
_Two: Any = types.Tuple((_n, _n))
_Three: Any = types.Tuple((_n, _n, _n))


@njit(_n(_U, _n, types.uint32), cache=True, nogil=True)
def _slot(table: NDArray[np.uint32], mask: int, row: Any) -> Any:
    """The slot of ``row`` in an open hash table: its own, or the free one where it belongs."""
    slot = np.int64(row * np.uint32(2654435769)) & mask
    while table[slot] != 0 and table[slot] != row:
        slot = (slot + 1) & mask
    return slot


@njit(_n(_I, _I, _n), cache=True, nogil=True)
def _texts_of(segments: NDArray[np.int64], begins: NDArray[np.int64], number: Any) -> Any:
    """How many texts the segments of a key have."""
    size = 0
    for at in range(begins[number], begins[number + 1], 3):
        size += segments[at + 2] - segments[at + 1]
    return size


@njit(_Two(_U, _U, _I, _I, _I, _U, _I, _n, _I, _I, _I, _I), cache=True, nogil=True)
def find_keys(
    keys: NDArray[np.uint32],
    firsts: NDArray[np.uint32],
    bounds: NDArray[np.int64],
    sizes: NDArray[np.int64],
    places: NDArray[np.int64],
    arena: NDArray[np.uint32],
    tail: NDArray[np.int64],
    most: int,
    counts: NDArray[np.int64],
    segments: NDArray[np.int64],
    missing: NDArray[np.int64],
    wanted: NDArray[np.int64],
) -> tuple[int, int]:
    """Find the texts of each of ``keys`` in the arena; returns how many segments there are, and how many missing parts.

    The parts of run ``r`` are those from ``bounds[r]`` on; part ``p`` begins with the key ``firsts[p]``, has
    ``sizes[p]`` texts (negative: of one key alone) and lies in the arena at ``places[p]`` (-1: it is not there, and
    goes into ``missing``; ``wanted`` marks it). The newest texts of key ``k``, in no run yet, lie in the arena from
    ``tail[k]`` to ``tail[k + 1]``. A segment is three numbers: key, start, end. Runs go from the newest to the oldest,
    and of a key only about ``most`` texts are given, the newest; ``counts`` has how many there are in all.
    """
    found = absent = 0
    for number in range(len(keys)):
        key = keys[number]
        given = min(tail[number + 1] - tail[number], most)
        counts[number] = tail[number + 1] - tail[number]
        if given and found + 3 <= len(segments):
            segments[found], segments[found + 1], segments[found + 2] = (
                number,
                tail[number + 1] - given,
                tail[number + 1],
            )
            found += 3
        for run in range(len(bounds) - 2, -1, -1):
            low, high = bounds[run], bounds[run + 1]
            first = low
            while low < high:  # the last part that begins at or before the key
                middle = (low + high) // 2
                if firsts[middle] <= key:
                    low = middle + 1
                else:
                    high = middle
            part = low - 1
            while part >= first:
                alone = sizes[part] < 0
                if alone and firsts[part] != key:
                    break
                if alone and given >= most:
                    counts[number] -= sizes[part]
                    part -= 1
                    continue
                at = places[part]
                if at < 0:
                    if not wanted[part] and absent < len(missing):
                        wanted[part] = 1
                        missing[absent] = part
                        absent += 1
                else:
                    many = np.int64(arena[at])
                    low, high = at + 1, at + 1 + many
                    while low < high:
                        middle = (low + high) // 2
                        if arena[middle] < key:
                            low = middle + 1
                        else:
                            high = middle
                    if low < at + 1 + many and arena[low] == key and found + 3 <= len(segments):
                        base = at + 1 + 2 * many
                        start = base + (np.int64(arena[low + many - 1]) if low > at + 1 else 0)
                        end = base + np.int64(arena[low + many])
                        counts[number] += end - start
                        if given < most:
                            segments[found] = number
                            segments[found + 1] = start
                            segments[found + 2] = end
                            found += 3
                            given += end - start
                if not alone or part == first or firsts[part - 1] != key:
                    break
                part -= 1
    return found, absent


@njit(
    _Three(_I, _n, _I, _U, _F, _F, _U, _n, _F, _n, _n, _n, _U, _F, _I, _I, _I, _F),
    cache=True,
    nogil=True,
)
def add_up(
    segments: NDArray[np.int64],
    found: int,
    order: NDArray[np.int64],
    arena: NDArray[np.uint32],
    weights: NDArray[np.float32],
    norms: NDArray[np.float32],
    signs: NDArray[np.uint32],
    base: int,
    rule: NDArray[np.float32],
    sign: int,
    follow: int,
    extra: int,
    rows: NDArray[np.uint32],
    totals: NDArray[np.float32],
    shared: NDArray[np.int64],
    touched: NDArray[np.int64],
    out_rows: NDArray[np.int64],
    out_scores: NDArray[np.float32],
) -> tuple[int, int, int]:
    """Rank the texts that share keys with one text; returns how many are worth it, were met, and keys were cut.

    ``order`` has the keys from the rarest on. Their texts are collected until ``follow`` of them were met; of ``extra``
    more, texts that share two neighbours in this order are collected, and the rest only adds to those. ``rule`` is: the
    norm of the text, then the intercept and the weights of a logit of the share of the lighter norm, of the heavier
    norm, of signs that clash, of one sign alone, of the logarithm of the ratio of the norms, and of shared keys; and
    the least logit. ``rows``, ``totals`` and ``shared`` are an open hash table, zero before and behind; ``touched`` is
    half as large.
    """
    mask = len(rows) - 1
    room = len(touched)
    keys = len(order)
    # Where the segments of each key begin: they come sorted by key.
    begins = np.zeros(len(weights) + 1, dtype=np.int64)
    for at in range(0, found, 3):
        begins[segments[at] + 1] = at + 3
    for number in range(1, len(weights) + 1):
        begins[number] = max(begins[number], begins[number - 1])
    used = followed = 0
    place = 0
    while place < keys:
        number = order[place]
        size = _texts_of(segments, begins, number)
        if followed and followed + size > follow:
            break
        for at in range(begins[number], begins[number + 1], 3):
            for posting in range(segments[at + 1], segments[at + 2]):
                if used >= room:
                    break
                row = arena[posting] + np.uint32(1)
                slot = _slot(rows, mask, row)
                if rows[slot] == 0:
                    rows[slot] = row
                    touched[used] = slot
                    used += 1
                totals[slot] += weights[number]
                shared[slot] += 1
        followed += size
        place += 1
    last = place
    spent = 0
    while last < keys:
        number = order[last]
        size = _texts_of(segments, begins, number)
        if spent + size > extra:
            break
        spent += size
        last += 1
    cut = keys - last
    # Two crowded keys that are neighbours by rarity, together, are as good as a rare one.
    for crowded in range(place, last - 1):
        one, two = order[crowded], order[crowded + 1]
        size = _texts_of(segments, begins, one)
        width = 1
        while width < 2 * size + 2:
            width *= 2
        marks = np.zeros(width, dtype=np.uint32)
        for at in range(begins[one], begins[one + 1], 3):
            for posting in range(segments[at + 1], segments[at + 2]):
                row = arena[posting] + np.uint32(1)
                slot = _slot(marks, width - 1, row)
                marks[slot] = row
        for at in range(begins[two], begins[two + 1], 3):
            for posting in range(segments[at + 1], segments[at + 2]):
                row = arena[posting] + np.uint32(1)
                slot = _slot(marks, width - 1, row)
                if marks[slot] == row and used < room:
                    slot = _slot(rows, mask, row)
                    if rows[slot] == 0:
                        rows[slot] = row
                        touched[used] = slot
                        used += 1
    for crowded in range(place, last):
        number = order[crowded]
        for at in range(begins[number], begins[number + 1], 3):
            for posting in range(segments[at + 1], segments[at + 2]):
                row = arena[posting] + np.uint32(1)
                slot = _slot(rows, mask, row)
                if rows[slot] == row:
                    totals[slot] += weights[number]
                    shared[slot] += 1
    count = 0
    norm, mine = rule[0], np.uint32(sign)
    for place in range(used):
        slot = touched[place]
        row = np.int64(rows[slot]) - 1
        if 0 <= row - base < len(norms) and count < len(out_rows):
            other, mark = norms[row - base], signs[row - base]
            lighter, heavier = max(min(norm, other), np.float32(1e-6)), max(norm, other, np.float32(1e-6))
            logit = rule[1] + rule[2] * min(totals[slot] / lighter, np.float32(1.0))
            logit += rule[3] * min(totals[slot] / heavier, np.float32(1.0))
            if mine != 0 and mark != 0:
                if mine & mark == 0:
                    logit += rule[4]
            elif mine != mark:
                logit += rule[5]
            logit += rule[6] * np.log(heavier / lighter) + rule[7] * min(np.float32(shared[slot]), np.float32(8.0))
            if logit >= rule[8]:
                out_rows[count] = row
                out_scores[count] = logit
                count += 1
        rows[slot] = 0
        totals[slot] = 0.0
        shared[slot] = 0
    return count, used, cut
