"""Headlines under their keys: entries (unit, key) sorted, numbered and turned round, in little more than their memory.

Nearly all keys of a corpus belong to one headline alone and lead nowhere. A small table of counters finds most of them
before anything is sorted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import njit
from textnorm.kernels.compiler import types as _types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["by_unit", "count_meetings", "keep_met", "number_sorted", "pair_rarest", "rarest_of", "sort_entries"]

types: Any = _types
_U = types.Array(types.int32, 1, "C")
_K = types.Array(types.int64, 1, "C")
_C = types.Array(types.uint8, 1, "C")
_R = types.Array(types.int32, 2, "C")
_n = types.int64

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_DIGIT = 11  # bits that one pass of the sort looks at
_SIGN = np.int64(-0x8000000000000000)


@njit
def _counter_of(key, counters):  # type: ignore[no-untyped-def]
    mixed = np.uint64(key) * _SPREAD
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _SPREAD
    return np.int64(mixed >> np.uint64(20)) & (len(counters) - 1)


@njit
def _count(key, counters):  # type: ignore[no-untyped-def]
    at = _counter_of(key, counters)
    if counters[at] < 2:
        counters[at] += np.uint8(1)


@njit(types.void(_K, _C), cache=True, nogil=True)
def count_meetings(keys: NDArray[np.int64], counters: NDArray[np.uint8]) -> None:
    """Count the entries of each key, up to two; keys may share one of the ``counters``, a power of two of them."""
    for place in range(len(keys)):
        _count(keys[place], counters)


@njit(_n(_U, _K, _C, _U, _K), cache=True, nogil=True)
def keep_met(
    units: NDArray[np.int32],
    keys: NDArray[np.int64],
    counters: NDArray[np.uint8],
    kept_units: NDArray[np.int32],
    kept_keys: NDArray[np.int64],
) -> int:
    """Write the entries whose counter has met a second one, as far as there is room; returns how many they are."""
    count = 0
    for place in range(len(keys)):
        if counters[_counter_of(keys[place], counters)] < 2:
            continue
        if count < len(kept_keys):
            kept_units[count] = units[place]
            kept_keys[count] = keys[place]
        count += 1
    return count


@njit
def _pass(by_key, shift, units, keys, to_units, to_keys, places):  # type: ignore[no-untyped-def]
    """Distribute entries by one digit, keeping the order of equal ones; false if all have the same digit."""
    mask = len(places) - 1
    places[:] = 0
    for at in range(len(keys)):
        value = keys[at] ^ _SIGN if by_key else np.int64(units[at])
        places[(value >> shift) & mask] += 1
    total = 0
    for digit in range(len(places)):
        size = places[digit]
        if size == len(keys):
            return False
        places[digit] = total
        total += size
    for at in range(len(keys)):
        value = keys[at] ^ _SIGN if by_key else np.int64(units[at])
        digit = (value >> shift) & mask
        to = places[digit]
        places[digit] = to + 1
        to_units[to] = units[at]
        to_keys[to] = keys[at]
    return True


@njit(types.boolean(_U, _K, _U, _K), cache=True, nogil=True)
def sort_entries(
    units: NDArray[np.int32], keys: NDArray[np.int64], other_units: NDArray[np.int32], other_keys: NDArray[np.int64]
) -> bool:
    """Sort entries by key, those of one key by unit; true if the result is in the ``other`` arrays, of the same size.

    Every digit is looked at, the last one first; units are not negative.
    """
    places = np.empty(1 << _DIGIT, dtype=np.int64)
    turned = False
    for step in range(9):
        by_key = step >= 3
        shift = _DIGIT * (step - 3 if by_key else step)
        if turned:
            moved = _pass(by_key, shift, other_units, other_keys, units, keys, places)
        else:
            moved = _pass(by_key, shift, units, keys, other_units, other_keys, places)
        turned = turned != moved
    return turned


@njit(_n(_U, _K, _U), cache=True, nogil=True)
def number_sorted(units: NDArray[np.int32], keys: NDArray[np.int64], numbers: NDArray[np.int32]) -> int:
    """Number the keys of sorted entries, in place: each entry once, and keys of one unit left out.

    ``units`` and ``numbers`` get those that stay; returns how many.
    """
    count = begin = number = place = 0
    while place < len(keys):
        key = keys[place]
        begin = count
        while place < len(keys) and keys[place] == key:
            if count == begin or units[count - 1] != units[place]:
                units[count] = units[place]
                numbers[count] = number
                count += 1
            place += 1
        if count - begin == 1:
            count = begin
        else:
            number += 1
    return count


@njit(types.void(_U, _U, _K, _U), cache=True, nogil=True)
def by_unit(
    units: NDArray[np.int32], keys: NDArray[np.int32], start: NDArray[np.int64], out: NDArray[np.int32]
) -> None:
    """Turn entries round: the keys of unit ``u`` are ``out[start[u]:start[u + 1]]``, in the order of the entries."""
    start[:] = 0
    for place in range(len(units)):
        start[units[place] + 1] += 1
    for unit in range(1, len(start)):
        start[unit] += start[unit - 1]
    for place in range(len(units)):
        unit = units[place]
        out[start[unit]] = keys[place]
        start[unit] += 1
    for unit in range(len(start) - 1, 0, -1):  # each has moved to where the next one began
        start[unit] = start[unit - 1]
    start[0] = 0


@njit(types.void(_U, _U, _K, _n, _R), cache=True, nogil=True)
def rarest_of(
    units: NDArray[np.int32], keys: NDArray[np.int32], sizes: NDArray[np.int64], most: int, rarest: NDArray[np.int32]
) -> None:
    """Write into the row of each unit its rarest keys larger than ``most``, as many as fit, the rarest first; then -1.

    Of equally rare keys, the first entry comes first.
    """
    rarest[:] = -1
    width = rarest.shape[1]
    for place in range(len(units)):
        key = keys[place]
        size = sizes[key]
        if size <= most:
            continue
        row = rarest[units[place]]
        at = width
        while at > 0 and (row[at - 1] < 0 or sizes[row[at - 1]] > size):
            at -= 1
        for behind in range(width - 1, at, -1):
            row[behind] = row[behind - 1]
        if at < width:
            row[at] = key


@njit(_n(_R, _n, _C, types.boolean, _U, _K), cache=True, nogil=True)
def pair_rarest(
    rarest: NDArray[np.int32],
    many: int,
    counters: NDArray[np.uint8],
    counting: bool,
    units: NDArray[np.int32],
    keys: NDArray[np.int64],
) -> int:
    """Write every two keys of a row of ``rarest`` as one, ``low * many + high``, if its counter has met a second one.

    As ``keep_met`` does, as far as there is room; while ``counting``, as ``count_meetings`` does.
    """
    count = 0
    for unit in range(len(rarest)):
        row = rarest[unit]
        for one in range(len(row)):
            for other in range(one + 1, len(row)):
                if row[other] < 0:
                    break
                key = np.int64(min(row[one], row[other])) * many + np.int64(max(row[one], row[other]))
                if counting:
                    _count(key, counters)
                elif counters[_counter_of(key, counters)] >= 2:
                    if count < len(keys):
                        units[count] = unit
                        keys[count] = key
                    count += 1
    return count
