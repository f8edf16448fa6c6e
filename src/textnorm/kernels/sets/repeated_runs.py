"""Runs of words that occur more than once: which shingles repeat, and how far every repetition reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import HASHES, POSITIONS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["count_hashes", "extend_runs", "group_members", "number_classes", "seen_twice", "succeeding_classes"]

_COUNTERS = types.Array(types.uint8, 1, "C", readonly=True)
_CLASSES = types.Array(types.int32, 1, "C", readonly=True)


@njit([types.void(HASHES, types.uint8[::1])], cache=True, nogil=True)
def count_hashes(hashes: NDArray[np.uint64], slots: NDArray[np.uint8]) -> None:
    """Count every hash in a table of counters of two bits, four to a byte, that stop at 2."""
    mask = np.uint64(4 * len(slots) - 1)
    for number in range(len(hashes)):
        slot = hashes[number] & mask
        shift = np.uint8((slot & np.uint64(3)) << np.uint64(1))
        byte = slots[slot >> np.uint64(2)]
        if (byte >> shift) & np.uint8(3) < 2:
            slots[slot >> np.uint64(2)] = byte + (np.uint8(1) << shift)


@njit([types.void(HASHES, _COUNTERS, types.boolean[::1])], cache=True, nogil=True)
def seen_twice(hashes: NDArray[np.uint64], slots: NDArray[np.uint8], twice: NDArray[np.bool_]) -> None:
    """Whether ``count_hashes`` saw each hash twice, or another one that shares its counter."""
    mask = np.uint64(4 * len(slots) - 1)
    for number in range(len(hashes)):
        slot = hashes[number] & mask
        shift = np.uint8((slot & np.uint64(3)) << np.uint64(1))
        twice[number] = (slots[slot >> np.uint64(2)] >> shift) & np.uint8(3) >= 2


@njit([types.int64(HASHES, types.int32[::1])], cache=True, nogil=True)
def number_classes(hashes: NDArray[np.uint64], classes: NDArray[np.int32]) -> int:
    """Number equal hashes alike, in the order in which they occur first; return how many numbers there are."""
    room = np.int64(16)
    while room < 2 * len(hashes):
        room *= 2
    mask = np.uint64(room - 1)
    slots = np.empty(room, np.uint64)
    numbers = np.full(room, -1, np.int32)
    count = np.int32(0)
    for row in range(len(hashes)):
        value = hashes[row]
        slot = value & mask
        while numbers[slot] >= 0 and slots[slot] != value:
            slot = (slot + np.uint64(1)) & mask
        if numbers[slot] < 0:
            numbers[slot] = count
            slots[slot] = value
            count += np.int32(1)
        classes[row] = numbers[slot]
    return np.int64(count)  # type: ignore[return-value]


@njit([types.void(_CLASSES, types.int64[::1], types.int64[::1])], cache=True, nogil=True)
def group_members(classes: NDArray[np.int32], starts: NDArray[np.int64], members: NDArray[np.int64]) -> None:
    """Write the rows of class ``k``, in order, to ``members[starts[k]:starts[k + 1]]``; ``starts`` is zero before."""
    for row in range(len(classes)):
        starts[classes[row] + 1] += 1
    for number in range(len(starts) - 1):
        starts[number + 1] += starts[number]
    free = starts.copy()
    for row in range(len(classes)):
        members[free[classes[row]]] = row
        free[classes[row]] += 1


@njit([types.void(POSITIONS, _CLASSES, POSITIONS, POSITIONS, types.int32[::1])], cache=True, nogil=True)
def succeeding_classes(
    places: NDArray[np.int64],
    classes: NDArray[np.int32],
    starts: NDArray[np.int64],
    members: NDArray[np.int64],
    chained: NDArray[np.int32],
) -> None:
    """For each class of equal shingles the class that always follows it and never follows another, or -1.

    ``members[starts[k]:starts[k + 1]]`` are the rows of class ``k``; ``places`` and ``classes`` go by row.
    """
    for number in range(len(starts) - 1):
        chained[number] = -1
        follower = np.int32(-1)
        for member in range(starts[number], starts[number + 1]):
            row = members[member]
            if row + 1 == len(places) or places[row + 1] != places[row] + 1:
                follower = np.int32(-1)
                break
            if member > starts[number] and classes[row + 1] != follower:
                follower = np.int32(-1)
                break
            follower = classes[row + 1]
        if follower >= 0 and starts[follower + 1] - starts[follower] == starts[number + 1] - starts[number]:
            chained[number] = follower


@njit
def _shared_class(places, classes, starts, members, number, distance):  # type: ignore[no-untyped-def]
    """The class that stands ``distance`` shingles after every member of class ``number``, or -1."""
    found = np.int32(-1)
    for member in range(starts[number], starts[number + 1]):
        row = members[member]
        other = row + distance
        if other < 0 or other >= len(places) or places[other] != places[row] + distance:
            return np.int32(-1)
        if member == starts[number]:
            found = classes[other]
        elif classes[other] != found:
            return np.int32(-1)
    return found


@njit(
    [types.int64(POSITIONS, _CLASSES, POSITIONS, POSITIONS, _CLASSES, types.int64[:, ::1])],
    cache=True,
    nogil=True,
)  # fmt: skip
def extend_runs(
    places: NDArray[np.int64],
    classes: NDArray[np.int32],
    starts: NDArray[np.int64],
    members: NDArray[np.int64],
    chained: NDArray[np.int32],
    runs: NDArray[np.int64],
) -> int:
    """The longest run around every class of shingles that all its occurrences share; each run once.

    Writes a row (class, shingles before it, shingles from it on) per run into ``runs``; returns how many there are.
    Classes that always follow one another are one link of a chain; a run is extended link by link.
    """
    count = len(starts) - 1
    link = np.full(count, -1, np.int32)  # the first class of the link that a class lies in
    rank = np.zeros(count, np.int32)
    length = np.zeros(count, np.int32)  # of the link, kept at its first class
    last = np.zeros(count, np.int32)
    follows = np.zeros(count, np.uint8)
    for number in range(count):
        if chained[number] >= 0:
            follows[chained[number]] = 1
    for number in range(count):
        if follows[number]:
            continue
        current = np.int32(number)
        steps = np.int32(0)
        while True:
            link[current] = number
            rank[current] = steps
            steps += 1
            if chained[current] < 0:
                break
            current = chained[current]
        length[number] = steps
        last[number] = current

    done = np.zeros(count, np.uint8)
    written = np.int64(0)
    for number in range(count):
        if follows[number] or done[number]:
            continue
        size = starts[number + 1] - starts[number]
        after = np.int64(length[number])
        while True:
            follower = _shared_class(places, classes, starts, members, number, after)
            if follower < 0:
                break
            head = link[follower]
            if starts[head + 1] - starts[head] == size:
                done[head] = 1
            after += length[head] - rank[follower]
        before = np.int64(0)
        while True:
            leader = _shared_class(places, classes, starts, members, number, -before - 1)
            if leader < 0:
                break
            head = link[leader]
            if starts[head + 1] - starts[head] == size:
                done[head] = 1
            before += rank[leader] + 1
        runs[written, 0] = number
        runs[written, 1] = before
        runs[written, 2] = after
        written += 1
    return written  # type: ignore[return-value]
