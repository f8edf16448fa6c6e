"""What words cost in every language, by the letter models: each group of three letters is worked out once and kept.

``text.evidence.language_models`` is the reference, and ``flat_models`` in ``text.evidence.arrays.language_tables``
says what the arrays ``triples`` and ``models`` hold. Costs are in steps of half a bit. The groups are kept for one call
of a kernel, in arrays of a fixed size: ``keys``, ``kept`` and ``count``. All arrays are passed one by one, since a
tuple of them would cost more than the work of a function that is called for every group.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper, njit

__all__ = [
    "LANES",
    "LIKELY_PAIR",
    "LONGEST_WORD",
    "add_group",
    "add_word",
    "kept_groups",
    "least",
    "lowest",
    "unlikely_in",
]

#: The languages, and some more lanes that are never the cheapest, so that the loops over them are whole vectors.
LANES = 40
LONGEST_WORD = 40  # letters of a word that the models read
_UNLISTED = 44
_SLOTS = 1 << 15
_MOST = 3 * _SLOTS // 4
LIKELY_PAIR = 30  #: Steps of two letters in a row, up to which they may be in a word.

# Where what is known of the models is in the second of their arrays: ``evidence.arrays.flat_models`` writes it.
_HEAD = 3


@njit
def kept_groups():  # type: ignore[no-untyped-def]
    """Room for groups: their keys, their costs by language, and how many there are."""
    return np.full(_SLOTS, -1, np.int64), np.empty((_SLOTS, LANES), np.uint8), np.zeros(1, np.int64)


@helper
def _work_out(first, second, third, triples, models, costs):  # type: ignore[no-untyped-def]
    """Write what the third letter costs after the other two, in every language."""
    languages, letters, scripts = models[0], models[1], models[2]
    sizes = _HEAD + languages
    order = sizes + languages
    spans = order + languages
    script_of = spans + 3 * scripts
    script = models[script_of + third] if second == 0 else models[script_of + second]
    alike = (first == 0 or models[script_of + first] == script) and (third == 0 or models[script_of + third] == script)
    if script == scripts or not alike:
        for lane in range(LANES):
            costs[lane] = _UNLISTED
        return
    span = spans + 3 * script
    for lane in range(LANES):
        costs[lane] = models[span + 2] if lane < languages else _UNLISTED
    for number in range(models[span], models[span + 1]):
        language = models[order + number]
        places, size = script_of + (language + 1) * letters, models[sizes + language]
        before = models[places + first] * size + models[places + second]
        costs[language] = triples[models[_HEAD + language] + before * size + models[places + third]]


@helper
def _new_slot(slot, key, triples, models, keys, kept, count):  # type: ignore[no-untyped-def]
    """Put a group that is not kept in ``slot`` or behind it; where it is."""
    if count[0] >= _MOST:
        for place in range(_SLOTS):
            keys[place] = -1
        count[0] = 0
    mask = _SLOTS - 1
    while keys[slot] != key:
        if keys[slot] < 0:
            keys[slot] = key
            count[0] += 1
            _work_out(key >> 40, key >> 20 & 0xFFFFF, key & 0xFFFFF, triples, models, kept[slot])
        else:
            slot = (slot + 1) & mask
    return slot


@helper
def add_group(first, second, third, triples, models, keys, kept, count, costs):  # type: ignore[no-untyped-def]
    """Add to ``costs`` (int32, lanes) what the third letter costs after the other two in every language."""
    key = first << 40 | second << 20 | third
    slot = np.int64((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(49))
    if keys[slot] != key:
        slot = _new_slot(slot, key, triples, models, keys, kept, count)
    for lane in range(LANES):
        costs[lane] += np.int32(kept[slot, lane])


@helper
def add_word(letters, length, triples, models, keys, kept, count, costs):  # type: ignore[no-untyped-def]
    """Add to ``costs`` (int32, lanes) what a word of ``length`` letters, by their numbers, costs in every language."""
    first, second = np.int64(0), np.int64(0)
    for place in range(length + 1):
        third = letters[place] if place < length else np.int64(0)
        add_group(first, second, third, triples, models, keys, kept, count, costs)
        first, second = second, third


@helper
def unlikely_in(letters, length, language, triples, models, most):  # type: ignore[no-untyped-def]
    """Whether two letters in a row cost more than ``most`` in ``language``: the opposite of ``is_likely_word``."""
    start, size = models[_HEAD + language], models[_HEAD + models[0] + language]
    places = _HEAD + 3 * models[0] + 3 * models[2] + (language + 1) * models[1]
    one, two, last = np.int64(0), np.int64(0), np.int64(0)
    for place in range(length + 1):
        three = models[places + letters[place]] if place < length else np.int64(0)
        cost = np.int64(triples[start + (one * size + two) * size + three])
        if place and last + cost > most:
            return True
        last = cost
        one, two = two, three
    return False


@helper
def least(costs):  # type: ignore[no-untyped-def]
    """The lowest of ``costs``."""
    found = costs[0]
    for lane in range(1, LANES):
        found = min(found, costs[lane])
    return np.int64(found)


@helper
def lowest(costs):  # type: ignore[no-untyped-def]
    """The first language in which ``costs`` are lowest."""
    best = 0
    for lane in range(1, LANES):
        if costs[lane] < costs[best]:
            best = lane
    return best
