"""The numbers of texts with the words around them; ``match.articles.score`` has the reference implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import BYTES, HASHES, POSITIONS, njit, types
from textnorm.kernels.fold import TABLES, fold_text
from textnorm.kernels.hashing import BYTE_HASHES, ROLL, STEP, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["compare_numbers", "find_numbers", "numbers_of_words"]

_NUMBER = np.uint64(0x23)
_HIGH = np.uint64(0xFFFFFFFF00000000)
_HALF = np.uint64(32)
_IS_NUMBER, _LENGTH = np.uint8(1), np.uint32(26)
_LONGEST = 63  # bytes of a word; of longer ones the length is not known


def _powers() -> NDArray[np.uint64]:
    powers = [1]
    for _ in range(_LONGEST):
        powers.append(powers[-1] * int(STEP) & 0xFFFFFFFFFFFFFFFF)
    return np.array(powers, dtype=np.uint64)


# What the words before are multiplied by when a word of so many bytes follows.
_POWERS = _powers()


@njit
def _contains(ordered, value):  # type: ignore[no-untyped-def]
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
    [types.int64(BYTES, POSITIONS, TABLES, HASHES, types.uint64[::1], types.int64[::1])],
    cache=True,
    nogil=True,
)
def find_numbers(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    tables: object,
    calendar: NDArray[np.uint64],
    numbers: NDArray[np.uint64],
    ends: NDArray[np.int64],
) -> int:
    """Write the numbers in context of each text: the context in the upper 32 bits, the number in the lower.

    Text ``i`` ends at ``ends[i]``. ``calendar`` holds the sorted hashes of the days and months. Returns the number of
    numbers, or -1 if they do not fit.
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
        if written + length // 2 + 2 > len(numbers):
            return -1
        before = np.uint64(0)  # the last two items that are complete
        earlier = np.uint64(0)
        number = np.uint64(0)  # the number that is being read, and the two items before it
        context = np.uint64(0)
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
            if value != 0 and (digit or _contains(calendar, value)):
                if number == 0:
                    context = earlier * ROLL + before
                    earlier, before = before, _NUMBER
                number = number * power + value
            elif value != 0:
                if number != 0:
                    numbers[written] = (mix(context * ROLL + value) & _HIGH) | (mix(number) >> _HALF)
                    written += 1
                    number = np.uint64(0)
                earlier, before = before, value
            value = np.uint64(0)
            power = np.uint64(1)
            digit = False
        if number != 0:
            numbers[written] = (mix(context * ROLL) & _HIGH) | (mix(number) >> _HALF)
            written += 1
        ends[text] = written
    return written


@njit(
    [
        types.int64(
            HASHES,
            BYTES,
            types.Array(types.uint32, 1, "C", readonly=True),
            POSITIONS,
            types.uint64[::1],
            types.int64[::1],
        )
    ],
    cache=True,
    nogil=True,
)
def numbers_of_words(
    tokens: NDArray[np.uint64],
    flags: NDArray[np.uint8],
    letters: NDArray[np.uint32],
    starts: NDArray[np.int64],
    numbers: NDArray[np.uint64],
    ends: NDArray[np.int64],
) -> int:
    """What ``find_numbers`` writes, from the words of ``word_features``; returns the number of numbers.

    Text ``i`` has the words ``starts[i]`` to ``starts[i + 1]``. None may have a character that is a word of its own,
    nor a number of more than 62 bytes. ``numbers`` has room for one number a word.
    """
    written = np.int64(0)
    for text in range(len(starts) - 1):
        before = np.uint64(0)
        earlier = np.uint64(0)
        number = np.uint64(0)
        context = np.uint64(0)
        for word in range(starts[text], starts[text + 1]):
            value = tokens[word]
            if flags[word] & _IS_NUMBER:
                if number == 0:
                    context = earlier * ROLL + before
                    earlier, before = before, _NUMBER
                number = number * _POWERS[letters[word] >> _LENGTH] + value
                continue
            if number != 0:
                numbers[written] = (mix(context * ROLL + value) & _HIGH) | (mix(number) >> _HALF)
                written += 1
                number = np.uint64(0)
            earlier, before = before, value
        if number != 0:
            numbers[written] = (mix(context * ROLL) & _HIGH) | (mix(number) >> _HALF)
            written += 1
        ends[text] = written
    return written  # type: ignore[return-value]


@njit([types.void(HASHES, POSITIONS, POSITIONS, POSITIONS, types.int64[::1], types.int64[::1])], cache=True, nogil=True)
def compare_numbers(
    numbers: NDArray[np.uint64],
    starts: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    agreeing: NDArray[np.int64],
    disagreeing: NDArray[np.int64],
) -> None:
    """Count the numbers that agree, and those that disagree in contexts that both texts have.

    Run ``i`` is ``numbers[starts[i]:starts[i + 1]]``, sorted, without repetition.
    """
    for pair in range(len(left)):
        a, end_a = starts[left[pair]], starts[left[pair] + 1]
        b, end_b = starts[right[pair]], starts[right[pair] + 1]
        same = 0
        only_a = 0
        only_b = 0
        while a < end_a and b < end_b:
            context_a, context_b = numbers[a] >> _HALF, numbers[b] >> _HALF
            if context_a < context_b:
                a += 1
                continue
            if context_b < context_a:
                b += 1
                continue
            # One context in both texts: go through its numbers on either side.
            while a < end_a and b < end_b and numbers[a] >> _HALF == context_a and numbers[b] >> _HALF == context_a:
                if numbers[a] == numbers[b]:
                    same += 1
                    a += 1
                    b += 1
                elif numbers[a] < numbers[b]:
                    only_a += 1
                    a += 1
                else:
                    only_b += 1
                    b += 1
            while a < end_a and numbers[a] >> _HALF == context_a:
                only_a += 1
                a += 1
            while b < end_b and numbers[b] >> _HALF == context_a:
                only_b += 1
                b += 1
        agreeing[pair] = same
        disagreeing[pair] = min(only_a, only_b)
