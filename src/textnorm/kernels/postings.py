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
_B = types.Array(types.bool_, 1, "C")
_n = types.int64
_Two: Any = types.Tuple((_n, _n))
_W = types.Array(types.uint64, 1, "C")
_Scratch: Any = types.Tuple((_F, types.Array(types.int32, 1, "C"), _W, _I))


@njit(_Two(_U, _U, _I, _I, _I, _U, _I, _n, _B, _I, _I, _I, _I, _I), cache=True, nogil=True)
def find_keys(
    keys: NDArray[np.uint32],
    firsts: NDArray[np.uint32],
    bounds: NDArray[np.int64],
    sizes: NDArray[np.int64],
    places: NDArray[np.int64],
    arena: NDArray[np.uint32],
    tail: NDArray[np.int64],
    most: int,
    followed: NDArray[np.bool_],
    counts: NDArray[np.int64],
    given: NDArray[np.int64],
    segments: NDArray[np.int64],
    missing: NDArray[np.int64],
    wanted: NDArray[np.int64],
) -> tuple[int, int]:
    """Find the texts of each of ``keys`` in the arena; returns how many segments there are, and how many missing parts.

    The parts of run ``r`` are those from ``bounds[r]`` on; part ``p`` begins with the key ``firsts[p]``, has
    ``sizes[p]`` texts (negative: of one key alone) and lies in the arena at ``places[p]`` (-1: it is not there, and
    goes into ``missing``; ``wanted`` marks it). The newest texts of key ``k``, in no run yet, lie in the arena from
    ``tail[k]`` to ``tail[k + 1]``. A segment is three numbers: key, start, end. Runs go from the newest to the oldest,
    and of a key only about ``most`` texts are given, the newest: ``given`` has how many, ``counts`` how many there are
    in all. Both are known of a key with parts of its own before these are read, and only if it is ``followed`` are
    they, and have segments.
    """
    found = absent = 0
    for number in range(len(keys)):
        key = keys[number]
        told = min(tail[number + 1] - tail[number], most)
        counts[number] = tail[number + 1] - tail[number]
        if told and found + 3 <= len(segments):
            segments[found], segments[found + 1], segments[found + 2] = (
                number,
                tail[number + 1] - told,
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
                if alone and (told >= most or not followed[number]):
                    counts[number] -= sizes[part]
                    if told < most:
                        told -= sizes[part]
                    if part == first or firsts[part - 1] != key:
                        break
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
                        if told < most:
                            segments[found] = number
                            segments[found + 1] = start
                            segments[found + 2] = end
                            found += 3
                            told += end - start
                if not alone or part == first or firsts[part - 1] != key:
                    break
                part -= 1
        given[number] = told
    return found, absent


@njit
def _weight_alone(met, word_weights):  # type: ignore[no-untyped-def]
    """The weight of the words that are not ``met``."""
    alone = np.float32(0.0)
    for word in range(len(word_weights)):
        if met >> np.uint64(word) & np.uint64(1) == 0:
            alone += word_weights[word]
    return alone


@njit
def _logit_of(total, shared, other, mark, mine, alone, rule):  # type: ignore[no-untyped-def]
    """The logit of one text, of whose words the share ``alone`` has no partner; see ``add_up``."""
    norm = rule[0]
    lighter, heavier = max(min(norm, other), np.float32(1e-6)), max(norm, other, np.float32(1e-6))
    logit = rule[1] + rule[2] * min(total / lighter, np.float32(1.0)) + rule[3] * min(total / heavier, np.float32(1.0))
    if mine != 0 and mark != 0:
        if mine & mark == 0:
            logit += rule[4]
    elif mine != mark:
        logit += rule[5]
    number, lonely = rule[7] * min(np.float32(shared), np.float32(8.0)), rule[8] * alone
    if rule[6] <= 0.0 and logit + number + lonely < rule[10] - np.float32(0.01):
        return logit + number + lonely  # too little, and a logarithm takes it further down
    return logit + (rule[6] * np.log(heavier / lighter) + number) + lonely


@njit(
    _n(_I, _n, _I, _U, _F, _W, _F, _F, _U, _n, _F, _n, _Scratch, _I, _F),
    cache=True,
    nogil=True,
)
def add_up(
    segments: NDArray[np.int64],
    found: int,
    order: NDArray[np.int64],
    arena: NDArray[np.uint32],
    weights: NDArray[np.float32],
    words: NDArray[np.uint64],
    word_weights: NDArray[np.float32],
    norms: NDArray[np.float32],
    signs: NDArray[np.uint32],
    base: int,
    rule: NDArray[np.float32],
    sign: int,
    scratch: Any,
    out_rows: NDArray[np.int64],
    out_scores: NDArray[np.float32],
) -> int:
    """Rank the texts that share keys with one text; returns how many are worth it.

    ``order`` has the keys that are followed, from the rarest on; their ``segments`` are in the arena. Key ``k``
    weighs ``weights[k]`` and belongs to the words of the text that are set in ``words[k]``; word ``w`` weighs
    ``word_weights[w]``, and the words that a text shares none of are its share of words alone.

    ``rule`` is: the norm of the text, then the intercept and the weights of a logit of the share of the lighter norm,
    of the heavier norm, of signs that clash, of one sign alone, of the logarithm of the ratio of the norms, of shared
    keys, and of the share of words alone; the least share of the norm and the least logit. ``scratch`` is for a
    block of texts: totals, shared keys and shared words, zero before and behind, and their places.
    """
    totals, shared, met, touched = scratch
    block = len(touched)
    # Where the segments of each key begin: they come sorted by key.
    begins = np.zeros(len(weights) + 1, dtype=np.int64)
    for at in range(0, found, 3):
        begins[segments[at] + 1] = at + 3
    for number in range(1, len(weights) + 1):
        begins[number] = max(begins[number], begins[number - 1])
    parts = 0
    of_key = np.empty(found // 3, dtype=np.int64)
    cursor, stop = np.empty(found // 3, dtype=np.int64), np.empty(found // 3, dtype=np.int64)
    for number in order:
        for at in range(begins[number], begins[number + 1], 3):
            if segments[at + 1] < segments[at + 2]:
                of_key[parts], cursor[parts], stop[parts] = number, segments[at + 1], segments[at + 2]
                parts += 1
    count = 0
    all_words = np.float32(1e-6)
    for word in range(len(word_weights)):
        all_words += word_weights[word]
    while parts:
        # All segments ascend, so the texts of one block of numbers after another are added up, in little memory.
        first = np.int64(arena[cursor[0]])
        for part in range(1, parts):
            first = min(first, np.int64(arena[cursor[part]]))
        first -= first % block
        end = first + block
        used = part = 0
        while part < parts:
            number, at = of_key[part], cursor[part]
            weight, word = weights[number], words[number]
            while at < stop[part] and np.int64(arena[at]) < end:
                slot = np.int64(arena[at]) - first
                if shared[slot] == 0:
                    touched[used] = slot
                    used += 1
                totals[slot] += weight
                shared[slot] += 1
                met[slot] |= word
                at += 1
            if at == stop[part]:
                parts -= 1
                of_key[part], cursor[part], stop[part] = of_key[parts], cursor[parts], stop[parts]
            else:
                cursor[part] = at
                part += 1
        for one in range(used):
            slot = touched[one]
            place = first + slot - base
            if totals[slot] >= rule[9] * rule[0] and 0 <= place < len(norms) and count < len(out_rows):
                alone = _weight_alone(met[slot], word_weights) / all_words
                logit = _logit_of(totals[slot], shared[slot], norms[place], signs[place], np.uint32(sign), alone, rule)
                if logit >= rule[10]:
                    out_rows[count] = first + slot
                    out_scores[count] = logit
                    count += 1
            totals[slot] = 0.0
            shared[slot] = 0
            met[slot] = np.uint64(0)
    return count
