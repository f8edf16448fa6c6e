"""Which keys two texts share, before any key travels with its text.

Most keys are those of one text only, and nothing can be made of them. So each place that holds texts, a home, first
announces its keys as slots: a part of a hash, sorted, about a byte each. Where all slots of a part come together, an
answer says of each whether another key has it, one bit each. Only keys with such a slot travel. Slots of different
keys may be equal: then a key travels in vain, and no pair comes of it.

Where a corpus is small enough for all homes to be told the same, the answer is a list of the slots that two keys have.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.partition.coding import restored, squeezed
from textnorm.match.partition.sorting import firsts_of, with_places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["announced", "answered", "parts_of", "shared_slots", "slot_count", "wanted", "wanted_by_all"]

# So many slots for each key: one key in so many travels in vain.
_ROOM = 16


def _mixed(keys: NDArray[np.int64]) -> NDArray[np.uint64]:
    mixed = keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    return np.asarray(mixed ^ mixed >> np.uint64(29), dtype=np.uint64)


def slot_count(keys: int, parts: int) -> int:
    """How many slots a part has, with so many keys in all."""
    return min(max(_ROOM * keys // parts, 1), 1 << 32)


def parts_of(keys: NDArray[np.int64], parts: int) -> NDArray[np.int64]:
    """The part where all of a key come together."""
    return (_mixed(keys) >> np.uint64(33)).astype(np.int64) % parts


def _placed(keys: NDArray[np.int64], parts: int, slots: int) -> NDArray[np.uint64]:
    """Part and slot of each key, as one number."""
    from textnorm.kernels.shingles.key_places import place_keys

    placed = np.empty(len(keys), dtype=np.uint64)
    place_keys(keys, parts, slots, placed)
    return placed


def announced(keys: NDArray[np.int64], parts: int, slots: int) -> list[bytes]:
    """For each part, the slots of the ``keys`` of a home, those that two of its own keys have twice."""
    placed = np.sort(_placed(keys, parts, slots))
    first = firsts_of(placed)
    second = ~first
    second[1:] &= first[:-1]
    placed = placed[first | second]
    edges = _edges(placed, parts)
    low = placed & np.uint64(0xFFFFFFFF)
    return [squeezed(low[start:end]) for start, end in pairwise(edges)]


def _shared(slots: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """The slots that are there twice."""
    every = np.sort(np.concatenate([np.zeros(0, dtype=np.uint64), *slots]))
    shared = every[1:][~firsts_of(every)[1:]]
    return shared[firsts_of(shared)]


def answered(announcements: Sequence[bytes]) -> list[bytes]:
    """For each of the ``announcements`` of a part, which of its distinct slots two keys have: a bit for each."""
    slots = [restored(one) for one in announcements]
    shared = _shared(slots)
    answers = []
    for own in slots:
        own = own[firsts_of(own)]
        answers.append(np.packbits(_among(own, shared)).tobytes())
    return answers


def _among(own: NDArray[np.uint64], shared: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if not len(shared):
        return np.zeros(len(own), dtype=bool)
    return np.asarray(shared[np.minimum(np.searchsorted(shared, own), len(shared) - 1)] == own)


def shared_slots(announcements: Sequence[bytes]) -> bytes:
    """The answer to all ``announcements`` of a part: the slots that two keys have."""
    return squeezed(_shared([restored(one) for one in announcements]))


def wanted(keys: NDArray[np.int64], parts: int, slots: int, answers: Sequence[bytes]) -> NDArray[np.bool_]:
    """Which of the ``keys`` of a home travel, from the answers that it got from all parts, in order."""

    def told(part: int, own: NDArray[np.uint64]) -> NDArray[np.bool_]:
        answer = np.frombuffer(answers[part], dtype=np.uint8)
        return np.unpackbits(answer, count=len(own)).view(bool)

    return _wanted(keys, parts, slots, told)


def wanted_by_all(keys: NDArray[np.int64], parts: int, slots: int, shared: Sequence[bytes]) -> NDArray[np.bool_]:
    """The same from the slots of all parts that two keys have, in order."""
    return _wanted(keys, parts, slots, lambda part, own: _among(own, restored(shared[part])))


def _wanted(
    keys: NDArray[np.int64],
    parts: int,
    slots: int,
    told: Callable[[int, NDArray[np.uint64]], NDArray[np.bool_]],
) -> NDArray[np.bool_]:
    """Which ``keys`` travel; ``told`` says of a part and the distinct slots of the keys there which two keys have."""
    placed, order = with_places(_placed(keys, parts, slots))
    first = firsts_of(placed)
    distinct = placed[first]
    flags = np.zeros(len(distinct), dtype=bool)
    for part, (start, end) in enumerate(pairwise(_edges(distinct, parts))):
        flags[start:end] = told(part, distinct[start:end] & np.uint64(0xFFFFFFFF))
    travels = np.empty(len(keys), dtype=bool)
    travels[order] = flags[np.cumsum(first) - 1]
    return travels


def _edges(placed: NDArray[np.uint64], parts: int) -> list[int]:
    """Where each part begins among sorted places, and where the last one ends."""
    edges: list[int] = np.searchsorted(placed, np.arange(parts + 1, dtype=np.uint64) << np.uint64(32)).tolist()
    return edges
