"""Which keys two texts share, before any key travels with its text.

Most keys are those of one text only, and nothing can be made of them. So each place that holds texts, a home, first
announces its keys as slots: a part of a hash, sorted, about a byte each. Where all slots of a part come together, an
answer says of each whether another key has it, one bit each. Only keys with such a slot travel. Slots of different
keys may be equal: then a key travels in vain, and no pair comes of it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.partition.coding import restored, squeezed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["announced", "answered", "parts_of", "slot_count", "wanted"]

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
    mixed = _mixed(keys)
    part = (mixed >> np.uint64(33)) % np.uint64(parts)
    slot = (mixed & np.uint64(0xFFFFFFFF)) * np.uint64(slots) >> np.uint64(32)
    return np.asarray(part << np.uint64(32) | slot, dtype=np.uint64)


def _firsts(ordered: NDArray[np.uint64]) -> NDArray[np.bool_]:
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return first


def announced(keys: NDArray[np.int64], parts: int, slots: int) -> list[bytes]:
    """For each part, the slots of the ``keys`` of a home, those that two of its own keys have twice."""
    placed = np.sort(_placed(keys, parts, slots))
    first = _firsts(placed)
    second = ~first
    second[1:] &= first[:-1]
    placed = placed[first | second]
    edges = np.searchsorted(placed, np.arange(parts + 1, dtype=np.uint64) << np.uint64(32))
    low = placed & np.uint64(0xFFFFFFFF)
    return [squeezed(low[start:end]) for start, end in pairwise(edges)]


def answered(announcements: Sequence[bytes]) -> list[bytes]:
    """For each of the ``announcements`` of a part, which of its distinct slots two keys have: a bit for each."""
    slots = [restored(one) for one in announcements]
    every = np.sort(np.concatenate([np.zeros(0, dtype=np.uint64), *slots]))
    shared = every[1:][~_firsts(every)[1:]]
    shared = shared[_firsts(shared)]
    answers = []
    for own in slots:
        own = own[_firsts(own)]
        at = np.searchsorted(shared, own)
        at[at == len(shared)] = 0
        answers.append(np.packbits(shared[at] == own if len(shared) else np.zeros(len(own), dtype=bool)).tobytes())
    return answers


def wanted(keys: NDArray[np.int64], parts: int, slots: int, answers: Sequence[bytes]) -> NDArray[np.bool_]:
    """Which of the ``keys`` of a home travel, from the answers of all parts, in order."""
    placed = _placed(keys, parts, slots)
    order = np.argsort(placed)
    first = _firsts(placed[order])
    part = placed[order][first] >> np.uint64(32)
    flags = np.zeros(len(part), dtype=bool)
    edges = np.searchsorted(part, np.arange(parts + 1, dtype=np.uint64))
    for start, end, answer in zip(edges[:-1], edges[1:], answers, strict=True):
        flags[start:end] = np.unpackbits(np.frombuffer(answer, dtype=np.uint8), count=end - start)
    travels = np.empty(len(keys), dtype=bool)
    travels[order] = flags[np.cumsum(first) - 1]
    return travels
