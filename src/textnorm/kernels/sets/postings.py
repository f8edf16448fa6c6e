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

__all__ = ["add_up", "find_keys", "take_best"]

types: Any = _types
_U = types.Array(types.uint32, 1, "C")
_I = types.Array(types.int64, 1, "C")
_F = types.Array(types.float32, 1, "C")
_B = types.Array(types.bool_, 1, "C")
_n = types.int64
_Two: Any = types.Tuple((_n, _n))
_W = types.Array(types.uint64, 1, "C")
_Scratch: Any = types.Tuple((_W, _I, _F, _F, _F, _U))
# Columns of one array.
_Norms, _Signs = types.Array(types.float32, 1, "A"), types.Array(types.uint32, 1, "A")
# Sums of the same numbers in another order may differ by so much.
_ROUNDING = np.float32(1.0001)
_BEHIND_ALL = np.int64(1) << np.int64(40)
# Choices of keys whose weight and logit are remembered: many texts share the same few.
_CHOICES = 1 << 12
# Texts that are added up at a time: what they share, a bit a key, then mostly stays in the cache nearest to the core.
_BLOCK = 1 << 13


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
def _weight_of(words, word_weights):  # type: ignore[no-untyped-def]
    """The weight of words, set as bits."""
    weight = np.float32(0.0)
    for word in range(len(word_weights)):
        if words >> np.uint64(word) & np.uint64(1) != 0:
            weight += word_weights[word]
    return weight


@njit
def _count_of(bits):  # type: ignore[no-untyped-def]
    """How many bits are set."""
    count = 0
    while bits != 0:
        bits &= bits - np.uint64(1)
        count += 1
    return count


@njit
def _logit_of_words(keys, met, followed, word_weights, all_weight, rule):  # type: ignore[no-untyped-def]
    """The part of the logit that the shared keys and the words ``met`` of those ``followed`` decide; see ``add_up``."""
    share, alone, count = np.float32(0.0), np.float32(0.0), _count_of(met)
    if followed != 0:
        share = np.float32(count) / np.float32(_count_of(followed))
        alone = _weight_of(followed & ~met, word_weights) / all_weight
    logit = rule[1] + rule[6] * min(np.float32(keys), np.float32(8.0)) + rule[7] * alone + rule[13] * share
    if 1 <= count <= 3:
        logit += rule[9 + count]
    return logit


@njit
def _logit_of_norms(total, other, mark, mine, rule):  # type: ignore[no-untyped-def]
    """The rest of the logit."""
    norm = rule[0]
    lighter, heavier = max(min(norm, other), np.float32(1e-6)), max(norm, other, np.float32(1e-6))
    logit = rule[2] * min(total / lighter, np.float32(1.0)) + rule[3] * min(total / heavier, np.float32(1.0))
    if mine != 0 and mark != 0:
        if mine & mark == 0:
            logit += rule[4]
    elif mine != mark:
        logit += rule[5]
    return logit


@njit
def _most_of_norms(total, rule):  # type: ignore[no-untyped-def]
    """The most that the rest can be, whatever the norm of the other text is."""
    share = min(total / max(rule[0], np.float32(1e-6)), np.float32(1.0))
    most = max(rule[2], np.float32(0.0)) + max(rule[3], np.float32(0.0)) * share
    return most + max(rule[4], rule[5], np.float32(0.0))


@njit
def _leading(order, weights, least):  # type: ignore[no-untyped-def]
    """How many of the keys in ``order`` lead to texts: what shares only the others weighs less than ``least``."""
    leading = len(order)
    rest = np.float32(0.0)
    while leading > 1:
        rest += weights[order[leading - 1]]
        if rest * _ROUNDING >= least:
            break
        leading -= 1
    return leading


@njit
def _total_of(bits, totals, number):  # type: ignore[no-untyped-def]
    """What the keys of a number of bits weigh."""
    total = np.float32(0.0)
    group = number * 8 * 256
    while bits != 0:
        total += totals[group + np.int64(bits & np.uint64(255))]
        bits >>= np.uint64(8)
        group += 256
    return total


@njit
def _met_of(bits, met, number):  # type: ignore[no-untyped-def]
    """The words of the keys of a number of bits."""
    words = np.uint64(0)
    group = number * 8 * 256
    while bits != 0:
        words |= met[group + np.int64(bits & np.uint64(255))]
        bits >>= np.uint64(8)
        group += 256
    return words


@njit
def _first_of(ahead, parts):  # type: ignore[no-untyped-def]
    """The first text that is left in any of the first ``parts`` segments."""
    first = _BEHIND_ALL
    for part in range(parts):
        first = min(first, ahead[part])
    return first


@njit
def _tabulate(order, weights, words, totals, met):  # type: ignore[no-untyped-def]
    """Fill in what every choice among eight keys in a row weighs, and the words they belong to."""
    for rank in range(len(order)):
        base, bit = rank // 8 * 256, 1 << rank % 8
        for lower in range(bit):
            totals[base + bit + lower] = totals[base + lower] + weights[order[rank]]
            met[base + bit + lower] = met[base + lower] | words[order[rank]]


@njit(
    _n(_I, _n, _I, _U, _F, _W, _F, _Norms, _Signs, _n, _F, _n, _Scratch, _I, _F),
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
    ``word_weights[w]``. Of the words that have a key that is followed, those that a text shares nothing of are its
    share of words alone.

    ``rule`` is: the norm of the text, then the intercept and the weights of a logit of the share of the lighter norm,
    of the heavier norm, of signs that clash, of one sign alone, of shared keys, and of the share of words alone; the
    least share of the norm and the least logit; the weights of one, two and three shared words, and of the share of
    words that are shared. ``scratch`` is for a block of texts: which keys each shares, as bits, zero before and behind;
    their places; and of those that share enough, the weight of what they share, the logit of it, norms and signs.

    Most postings are those of common keys, and most texts that have one share nothing else. So what a text shares is
    one bit a key until all is known, and the commonest keys, which are too light alone, lead to no text.
    """
    shared, touched, totals, logits, their_norms, their_signs = scratch
    wide = max(1, (len(order) + 63) // 64)  # numbers of bits for a text
    block = min(_BLOCK, (len(shared) - 1) // wide)
    least = rule[8] * rule[0]
    leading = _leading(order, weights, least) if wide == 1 else len(order)
    group_totals = np.zeros(wide * 8 * 256, dtype=np.float32)
    group_met = np.zeros(wide * 8 * 256, dtype=np.uint64)
    _tabulate(order, weights, words, group_totals, group_met)
    # Where the segments of each key begin: they come sorted by key.
    begins = np.zeros(len(weights) + 1, dtype=np.int64)
    for at in range(0, found, 3):
        begins[segments[at] + 1] = at + 3
    for number in range(1, len(weights) + 1):
        begins[number] = max(begins[number], begins[number - 1])
    parts = leading_parts = 0
    of_key = np.empty(found // 3, dtype=np.int64)
    cursor, stop = np.empty(found // 3, dtype=np.int64), np.empty(found // 3, dtype=np.int64)
    # The next text of each segment, side by side: most segments are short and have none in most blocks.
    ahead = np.empty(found // 3, dtype=np.int64)
    for rank in range(len(order)):
        for at in range(begins[order[rank]], begins[order[rank] + 1], 3):
            if segments[at + 1] == segments[at + 2]:
                continue
            of_key[parts], cursor[parts], stop[parts] = rank, segments[at + 1], segments[at + 2]
            ahead[parts] = np.int64(arena[segments[at + 1]])
            parts += 1
        if rank < leading:
            leading_parts = parts
    count = 0
    choices = np.zeros(_CHOICES, dtype=np.uint64)
    choice_totals, choice_logits = np.empty(_CHOICES, dtype=np.float32), np.empty(_CHOICES, dtype=np.float32)
    choice_totals[0] = -1.0  # a text that was touched twice is empty by now
    followed = np.uint64(0)
    for rank in range(len(order)):
        followed |= words[order[rank]]
    all_weight = np.float32(1e-6) + _weight_of(followed, word_weights)
    # All segments ascend, so the texts of one block of numbers after another are added up, in little memory.
    first = _first_of(ahead, leading_parts)
    while first < _BEHIND_ALL:
        first -= first % block
        end = first + block
        used = 0
        # Unsigned places, as of signed ones it is asked each time whether they count from the end.
        for part in range(parts):
            text = ahead[part]
            if text >= end:
                continue
            at, until, rank = cursor[part], stop[part], of_key[part]
            bit, place = np.uint64(1) << np.uint64(rank % 64), rank // 64 - first * wide
            if part < leading_parts:
                while text < end:
                    slot = text * wide + place
                    before = shared[np.uint64(slot)]
                    shared[np.uint64(slot)] = before | bit
                    touched[np.uint64(used)] = slot - rank // 64
                    used += before == 0  # in each of its numbers of bits a text may come once
                    at += 1
                    text = np.int64(arena[np.uint64(at)]) if at < until else _BEHIND_ALL
            else:
                while text < end:
                    slot = text + place
                    if slot >= 0 and shared[np.uint64(slot)] != 0:
                        shared[np.uint64(slot)] |= bit
                    at += 1
                    text = np.int64(arena[np.uint64(at)]) if at < until else _BEHIND_ALL
            cursor[part], ahead[part] = at, text
        kept = 0
        for one in range(used):
            slot = touched[one]
            if wide == 1:
                bits = shared[slot]
                shared[slot] = 0
                choice = np.int64(bits & np.uint64(_CHOICES - 1))
                if choices[choice] != bits:
                    choices[choice] = bits
                    total, logit = _total_of(bits, group_totals, 0), np.float32(0.0)
                    worth = False
                    if total >= least and total > 0.0:
                        met, keys = _met_of(bits, group_met, 0), _count_of(bits)
                        logit = _logit_of_words(keys, met, followed, word_weights, all_weight, rule)
                        worth = logit + _most_of_norms(total, rule) >= rule[9]
                    choice_totals[choice], choice_logits[choice] = total if worth else np.float32(-1.0), logit
                if choice_totals[choice] >= 0.0:
                    touched[kept], totals[kept] = first + slot - base, choice_totals[choice]
                    logits[kept] = choice_logits[choice]
                    kept += 1
                continue
            total = _total_of(shared[slot], group_totals, 0)
            for other in range(1, wide):
                total += _total_of(shared[slot + other], group_totals, other)
            if total >= least and total > 0.0:  # who was touched twice is empty by now
                met, keys = np.uint64(0), 0
                for other in range(wide):
                    met |= _met_of(shared[slot + other], group_met, other)
                    keys += _count_of(shared[slot + other])
                logit = _logit_of_words(keys, met, followed, word_weights, all_weight, rule)
                if logit + _most_of_norms(total, rule) >= rule[9]:
                    touched[kept], totals[kept], logits[kept] = first + slot // wide - base, total, logit
                    kept += 1
            shared[slot] = 0
            for other in range(1, wide):
                shared[slot + other] = 0
        # Facts lie far apart: asked for one after another with nothing in between, they come at the same time.
        for one in range(kept):
            place = touched[one]
            inside = 0 <= place < len(norms)
            their_norms[one] = norms[place] if inside else np.float32(0.0)
            their_signs[one] = signs[place] if inside else np.uint32(0)
        for one in range(kept):
            logit = logits[one]
            logit += _logit_of_norms(totals[one], their_norms[one], their_signs[one], np.uint32(sign), rule)
            if logit >= rule[9] and 0 <= touched[one] < len(norms) and count < len(out_rows):
                out_rows[count] = touched[one] + base
                out_scores[count] = logit
                count += 1
        first = _first_of(ahead, leading_parts)
    return count


@njit
def _comes_before(rows, scores, one, other):  # type: ignore[no-untyped-def]
    """Whether a candidate is better than another: by its score, then the newer one."""
    return scores[one] > scores[other] or (scores[one] == scores[other] and rows[one] > rows[other])


@njit
def _sink(rows, scores, heap, place, size):  # type: ignore[no-untyped-def]
    """Let what stands at ``place`` of a heap, whose first is the worst, sink to where it belongs."""
    moved = heap[place]
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and _comes_before(rows, scores, heap[below], heap[below + 1]):
            below += 1
        if not _comes_before(rows, scores, moved, heap[below]):
            break
        heap[place] = heap[below]
        place = below
    heap[place] = moved


@njit(_n(_I, _F, _n, types.float32, _n, _n, _I), cache=True, nogil=True)
def take_best(
    rows: NDArray[np.int64],
    scores: NDArray[np.float32],
    count: int,
    likely: float,
    fewest: int,
    most: int,
    best: NDArray[np.int64],
) -> int:
    """Write the places of the best of the first ``count`` candidates into ``best``, best first; returns how many.

    Wanted are those that score ``likely`` or more, and the ``fewest`` best in any case, but ``most`` at most. Of equal
    scores the higher row comes first.
    """
    wanted = 0
    for place in range(count):
        wanted += scores[place] >= likely
    size = min(most, max(fewest, wanted), count)
    if size <= 0:
        return 0
    for place in range(size):
        best[place] = place
    for place in range(size // 2 - 1, -1, -1):
        _sink(rows, scores, best, place, size)
    for place in range(size, count):
        if _comes_before(rows, scores, place, best[0]):
            best[0] = place
            _sink(rows, scores, best, 0, size)
    for last in range(size - 1, 0, -1):
        best[0], best[last] = best[last], best[0]
        _sink(rows, scores, best, 0, last)
    return size
