"""Which candidates for a headline are worth judging, from the keys of their words alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import njit
from textnorm.kernels.compiler import types as _types
from textnorm.kernels.headlines.headline_tokens import CAPITAL
from textnorm.kernels.scores.headline_flags import NUMERAL, ROOT, STOP

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FEATURES", "MOST_KEYS", "file_analysed", "mark_words", "measure_choice", "pack_words", "weigh_choice"]

#: What ``measure_choice`` writes of each candidate, in this order.
FEATURES = (
    "one", "postings", "alone_mine", "alone_theirs", "alone_less", "alone_more", "words_alone_less", "words_alone_more",
    "capitals_alone", "shared", "shared_of_shorter", "shared_of_longer", "same_first", "numbers_clash",
    "numbers_differ", "numbers_on_one_side", "same_order",
)  # fmt: skip

types: Any = _types
_U = types.Array(types.uint32, 1, "C")
_I = types.Array(types.int64, 1, "C")
_B = types.Array(types.uint8, 1, "C")
_F = types.Array(types.float32, 1, "C")
_W = types.Array(types.uint64, 1, "C")
_W2 = types.Array(types.int64, 2, "C")
_F2 = types.Array(types.float32, 2, "C")
_n = types.int64
# The head of a word in a packed text: how many keys it has, whether it has a capital, or that it is a number.
_KEYS, _CAPITAL, _NUMBER = np.uint32(0xFF), np.uint32(0x100), np.uint32(0x200)
#: The most keys that a word has: six for each of two readings.
MOST_KEYS = 12
# What a word is filed under: columns of kernels.headline_words, and the kind that tells their keys apart.
_FILED = ((1, 1), (2, 2), (5, 3), (6, 4), (3, 1), (4, 1))
_FLAGS = 9
_KEY_SPREAD, _KIND = np.uint64(2_654_435_761), np.uint64(0x9E37_79B1)
_SLOTS = 1 << 11  # for the keys of one headline; those that do not fit are passed over


@njit
def _slot_of(table, key):  # type: ignore[no-untyped-def]
    mask = len(table) - 1
    slot = np.int64(key) & mask
    while table[slot] != 0 and table[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit
def _weight_of(packed, place, rarity, unseen):  # type: ignore[no-untyped-def]
    """How rare the word at ``place`` is: as rare as its first key, the one that is not seen by chance."""
    level = rarity[np.int64(packed[place + 1]) & (len(rarity) - 1)]
    return np.float32(level) / np.float32(16.0) if level else unseen


@njit
def _file_reading(row, keys, count):  # type: ignore[no-untyped-def]
    """Add the keys of one reading of a word that are not among the first ``count``; returns how many there are now."""
    for column, kind in _FILED:
        value = row[column]
        if value == 0:
            continue
        # Nouns and the verbs that they are made of meet as stems.
        told = np.uint64(1 if value >= ROOT else kind)
        key = np.uint32((np.uint64(value % ROOT) * _KEY_SPREAD + told * _KIND) & np.uint64(0xFFFF_FFFF))
        known = False
        for at in range(count):
            known |= keys[at] == key
        if not known:
            keys[count] = key
            count += 1
    return count


@njit(types.void(_W2, _W2, _I, types.Array(types.uint32, 2, "C"), _I, _U), cache=True, nogil=True)
def file_analysed(
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
    other_of: NDArray[np.int64],
    keys: NDArray[np.uint32],
    sizes: NDArray[np.int64],
    stems: NDArray[np.uint32],
) -> None:
    """Write the keys that each word is filed under, how many they are, and its stem (0 for a number).

    A word has a row of ``kernels.headline_words.analyse_words``, and another of ``others`` where it may be read in
    another way (-1: it may not). ``match.index.headlines.word_keys.keys_of_word`` is the reference.
    """
    for word in range(len(rows)):
        row = rows[word]
        count = 0
        stem = np.int64(0) if row[_FLAGS] & NUMERAL else row[1]
        if not row[_FLAGS] & STOP:
            count = _file_reading(row, keys[word], count)
        if other_of[word] >= 0:
            row = others[other_of[word]]
            if row[_FLAGS] & NUMERAL:
                stem = np.int64(0)
            elif row[1]:
                stem = row[1]
            if not row[_FLAGS] & STOP:
                count = _file_reading(row, keys[word], count)
        sizes[word] = count
        stems[word] = stem


@njit(types.int64(_I, _I, _I, _U, _U, _B, _U, _I), cache=True, nogil=True)
def pack_words(
    numbers: NDArray[np.int64],
    ends: NDArray[np.int64],
    starts: NDArray[np.int64],
    pool: NDArray[np.uint32],
    signs: NDArray[np.uint32],
    flags: NDArray[np.uint8],
    packed: NDArray[np.uint32],
    packed_ends: NDArray[np.int64],
) -> int:
    """Write what is known of the words of each text, one after the other; returns how many entries there are.

    The words of text ``t`` are ``numbers[ends[t - 1]:ends[t]]``; word ``n`` has the keys
    ``pool[starts[n]:starts[n + 1]]`` (none: it says nothing, and is left out), the sign of its digits (0: no number)
    and ``flags``. A word is its number of keys, with ``_CAPITAL`` and the keys behind it; a number is ``_NUMBER`` and
    its sign. ``packed`` has room for all keys and two more a word.
    """
    count = begin = 0
    for text in range(len(ends)):
        for place in range(begin, ends[text]):
            number = numbers[place]
            many = starts[number + 1] - starts[number]
            if signs[number] != 0:
                packed[count] = _NUMBER
                packed[count + 1] = signs[number]
                count += 2
            elif many:
                packed[count] = np.uint32(many) | (_CAPITAL if flags[number] & CAPITAL else np.uint32(0))
                count += 1
                for at in range(starts[number], starts[number + 1]):
                    packed[count] = pool[at]
                    count += 1
        packed_ends[text] = count
        begin = ends[text]
    return count


@njit(
    types.void(_U, _I, _B, types.float32, _F, _F2),
    cache=True,
    nogil=True,
)
def measure_choice(
    packed: NDArray[np.uint32],
    ends: NDArray[np.int64],
    rarity: NDArray[np.uint8],
    unseen: float,
    scores: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Compare the first text with each of the others; row ``t`` of ``out`` gets the ``FEATURES`` of text ``t + 1``.

    The words of text ``t`` are ``packed[ends[t - 1]:ends[t]]`` as ``pack_words`` writes them; ``scores`` are those of
    the postings.
    """
    table = np.zeros(_SLOTS, dtype=np.uint32)
    place_of = np.zeros(_SLOTS, dtype=np.int64)  # the first of my words with the key
    stamp = np.zeros(_SLOTS, dtype=np.int64)
    mine = np.empty(max(1, ends[0]), dtype=np.int64)
    my_count = 0
    my_weight = np.float32(0.0)
    my_sign = np.uint32(0)
    used = 0
    place = np.int64(0)
    while place < ends[0]:
        head = packed[place]
        if head & _NUMBER:
            my_sign |= packed[place + 1]
            place += 2
            continue
        many = np.int64(head & _KEYS)
        if used + many < _SLOTS // 2:
            for at in range(place + 1, place + 1 + many):
                slot = _slot_of(table, packed[at])
                if table[slot] == 0:
                    table[slot] = packed[at]
                    place_of[slot] = my_count
                    used += 1
            mine[my_count] = place
            my_count += 1
            my_weight += _weight_of(packed, place, rarity, unseen)
        place += 1 + many
    for text in range(1, len(ends)):
        met = their_count = 0
        capitals = 0
        their_weight = alone_weight = np.float32(0.0)
        sign = np.uint32(0)
        first = np.int64(-1)
        before = np.int64(-1)
        ordered = 0
        place = ends[text - 1]
        while place < ends[text]:
            head = packed[place]
            if head & _NUMBER:
                sign |= packed[place + 1]
                place += 2
                continue
            many = np.int64(head & _KEYS)
            partner = np.int64(-1)
            for at in range(place + 1, place + 1 + many):
                slot = _slot_of(table, packed[at])
                if table[slot] != 0:
                    stamp[slot] = text
                    if partner < 0:
                        partner = place_of[slot]
            weight = _weight_of(packed, place, rarity, unseen)
            their_weight += weight
            if partner < 0:
                alone_weight += weight
                capitals += head & _CAPITAL != 0
            else:
                met += 1
                ordered += partner == before + 1
                before = partner
                if their_count == 0:
                    first = partner
            their_count += 1
            place += 1 + many
        my_met = my_capitals = 0
        my_alone = np.float32(0.0)
        first_met = False
        for number in range(my_count):
            place = mine[number]
            known = False
            for at in range(place + 1, place + 1 + np.int64(packed[place] & _KEYS)):
                if stamp[_slot_of(table, packed[at])] == text:
                    known = True
                    break
            if known:
                my_met += 1
                first_met |= number == 0
            else:
                my_alone += _weight_of(packed, place, rarity, unseen)
                my_capitals += packed[place] & _CAPITAL != 0
        row = out[text - 1]
        shared = min(met, my_met)
        alone, my_lonely = their_count - met, my_count - my_met
        row[0] = 1.0
        row[1] = scores[text - 1]
        row[2] = my_alone / max(my_weight, np.float32(1e-6))
        row[3] = alone_weight / max(their_weight, np.float32(1e-6))
        row[4] = min(min(my_alone, alone_weight), np.float32(30.0))
        row[5] = min(max(my_alone, alone_weight), np.float32(40.0))
        row[6] = min(alone, my_lonely, 6)
        row[7] = min(max(alone, my_lonely), 8)
        row[8] = min(capitals, my_capitals, 4)
        row[9] = min(shared, 8)
        row[10] = shared / max(1, min(my_count, their_count))
        row[11] = shared / max(1, my_count, their_count)
        row[12] = first == 0 and first_met
        row[13] = my_sign != 0 and sign != 0 and my_sign & sign == 0
        row[14] = my_sign & ~sign != 0 and sign & ~my_sign != 0
        row[15] = (my_sign == 0) != (sign == 0)
        row[16] = ordered / max(1, shared)


@njit(types.int64(_U, _U, _W, _I), cache=True, nogil=True)
def mark_words(
    packed: NDArray[np.uint32], keys: NDArray[np.uint32], words: NDArray[np.uint64], names: NDArray[np.int64]
) -> int:
    """Write into ``words`` which words of one text each of its ``keys`` belongs to; returns how many words there are.

    ``names`` gets for each word, as many as a ``uint64`` has bits, the place of its first key. Numbers are no words.
    """
    count = 0
    place = np.int64(0)
    while place < len(packed) and count < len(names):
        head = packed[place]
        if head & _NUMBER:
            place += 2
            continue
        many = np.int64(head & _KEYS)
        names[count] = -1
        for at in range(place + 1, place + 1 + many):
            for key in range(len(keys)):
                if keys[key] == packed[at]:
                    words[key] |= np.uint64(1) << np.uint64(count)
                    if names[count] < 0:
                        names[count] = key
        count += names[count] >= 0
        place += 1 + many
    return count


@njit(_n(_F2, _I, _F, _F, types.float32, _F, _I), cache=True, nogil=True)
def weigh_choice(
    measured: NDArray[np.float32],
    columns: NDArray[np.int64],
    least: NDArray[np.float32],
    weights: NDArray[np.float32],
    least_logit: float,
    logits: NDArray[np.float32],
    chosen: NDArray[np.int64],
) -> int:
    """Choose the texts of ``measure_choice`` that are likely by a rule; returns how many, the likeliest first.

    A logit is the sum of what lies above ``least`` in ``columns``, by its weight; of equal ones the first comes first.
    """
    count = 0
    for text in range(len(measured)):
        logit = np.float32(0.0)
        for term in range(len(columns)):
            logit += max(measured[text, columns[term]] - least[term], np.float32(0.0)) * weights[term]
        if not logit >= least_logit:
            continue
        place = count
        while place and logits[place - 1] < logit:
            logits[place], chosen[place] = logits[place - 1], chosen[place - 1]
            place -= 1
        logits[place], chosen[place] = logit, text
        count += 1
    return count
