"""The figures of texts with the places they stand in: the twin of ``match.judgement.figure_facts``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import njit, types
from textnorm.kernels.fold import BYTES, TABLES, fold_text
from textnorm.kernels.hashing import BYTE_HASHES, ROLL, STEP, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["compare_facts", "find_facts"]

_HASHES = types.Array(types.uint64, 1, "C", readonly=True)
_PLACES = types.Array(types.int64, 1, "C", readonly=True)
_FIGURE = np.uint64(0x23)
_HIGH = np.uint64(0xFFFFFFFF00000000)
_HALF = np.uint64(32)


@njit
def _stands_in(ordered, value):  # type: ignore[no-untyped-def]
    """Whether the sorted array ``ordered`` holds ``value``."""
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low < len(ordered) and ordered[low] == value


@njit(
    [types.int64(BYTES, _PLACES, TABLES, _HASHES, types.uint64[::1], types.int64[::1])],
    cache=True,
    nogil=True,
)
def find_facts(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    tables: object,
    calendar: NDArray[np.uint64],
    facts: NDArray[np.uint64],
    ends: NDArray[np.int64],
) -> int:
    """Write the facts of each text: the place in the upper 32 bits, the figure in the lower.

    Text ``i`` ends at ``ends[i]``. ``calendar`` holds the sorted hashes of the days and months. Returns the number of
    facts, or -1 when they do not fit.
    """
    room = np.int64(256)
    folded = np.empty(room, np.uint8)
    written = 0
    for text in range(len(offsets) - 1):
        length = fold_text(data, offsets[text], offsets[text + 1], tables, folded)
        while length < 0:
            room = max(2 * room, 2 * (offsets[text + 1] - offsets[text]))
            folded = np.empty(room, np.uint8)
            length = fold_text(data, offsets[text], offsets[text + 1], tables, folded)
        if written + length // 2 + 2 > len(facts):
            return -1
        before = np.uint64(0)  # the last two items that are complete
        earlier = np.uint64(0)
        figure = np.uint64(0)  # the figure that is being read, and the two items before it
        place_of_figure = np.uint64(0)
        value = np.uint64(0)
        power = np.uint64(1)
        digit = False
        place = 0
        while place <= length:
            byte = folded[place] if place < length else np.uint8(32)
            place += 1
            if byte != 32:
                value = value * STEP + BYTE_HASHES[byte]
                power *= STEP
                digit = bool(digit or 48 <= byte <= 57)
                continue
            if value != 0 and (digit or _stands_in(calendar, value)):
                if figure == 0:
                    place_of_figure = earlier * ROLL + before
                    earlier, before = before, _FIGURE
                figure = figure * power + value
            elif value != 0:
                if figure != 0:
                    facts[written] = (mix(place_of_figure * ROLL + value) & _HIGH) | (mix(figure) >> _HALF)
                    written += 1
                    figure = np.uint64(0)
                earlier, before = before, value
            value = np.uint64(0)
            power = np.uint64(1)
            digit = False
        if figure != 0:
            facts[written] = (mix(place_of_figure * ROLL) & _HIGH) | (mix(figure) >> _HALF)
            written += 1
        ends[text] = written
    return written


@njit([types.void(_HASHES, _PLACES, _PLACES, _PLACES, types.int64[::1], types.int64[::1])], cache=True, nogil=True)
def compare_facts(
    facts: NDArray[np.uint64],
    starts: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    agreeing: NDArray[np.int64],
    disagreeing: NDArray[np.int64],
) -> None:
    """Count the figures that agree, and those that disagree in places that both texts have.

    Run ``i`` is ``facts[starts[i]:starts[i + 1]]``, sorted, without repetition.
    """
    for pair in range(len(left)):
        a, end_a = starts[left[pair]], starts[left[pair] + 1]
        b, end_b = starts[right[pair]], starts[right[pair] + 1]
        same = 0
        only_a = 0
        only_b = 0
        while a < end_a and b < end_b:
            place_a, place_b = facts[a] >> _HALF, facts[b] >> _HALF
            if place_a < place_b:
                a += 1
                continue
            if place_b < place_a:
                b += 1
                continue
            # One place in both texts: walk its figures on either side.
            while a < end_a and b < end_b and facts[a] >> _HALF == place_a and facts[b] >> _HALF == place_a:
                if facts[a] == facts[b]:
                    same += 1
                    a += 1
                    b += 1
                elif facts[a] < facts[b]:
                    only_a += 1
                    a += 1
                else:
                    only_b += 1
                    b += 1
            while a < end_a and facts[a] >> _HALF == place_a:
                only_a += 1
                a += 1
            while b < end_b and facts[b] >> _HALF == place_a:
                only_b += 1
                b += 1
        agreeing[pair] = same
        disagreeing[pair] = min(only_a, only_b)
