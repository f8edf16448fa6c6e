"""Single bytes that were read in another page than they were written in: which pair of pages repairs a text.

``text.encoding.mixups`` and ``text.encoding.mixup_evidence`` have the rules and are the reference. A pair is found only
where these rules are sure to find it; what they say of any other text is not asked here.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper, njit
from textnorm.kernels.pages.german_evidence import ENOUGH, evidence_wanted, remembered
from textnorm.kernels.pages.letter_costs import LONGEST_WORD
from textnorm.kernels.pages.letter_fit import SIGNS
from textnorm.kernels.pages.pair_belief import CONTEXT, MOST_WORDS, READ, is_believed_pair
from textnorm.kernels.pages.pair_places import (
    IS_NONE,
    IS_ODD,
    IS_RARE,
    LONGEST_RUN,
    PLACES,
    find_gains,
    find_runs,
    gain_of,
    is_catalan,
    is_site,
    nothing_to_find,
    undone,
)

__all__ = ["NO_PAIR", "pair_of", "rooms_for"]

#: What is known of a text that no pair repairs: nothing, or that there is no reason to repair any place.
_UNSURE, NO_PAIR = -1, -2
_UMLAUT, _BESIDE, _BLANK_SIGN, _SIGN_LETTER, _REFUSED, _SMALL_SIGMA = (
    PLACES[name]
    for name in (
        "umlaut",
        "beside",
        "blank",
        "sign_letter",
        "refused",
        "sigma",
    )
)
_ALPHA, _SPACE = (
    SIGNS[name]
    for name in (
        "alpha",
        "space",
    )
)
_SIGMA = 0x3A3
_TIE, _AGAINST = 2, -14  # bits


@njit
def rooms_for(longest, pairs):  # type: ignore[no-untyped-def]
    """Room for texts of at most ``longest`` characters."""
    runs = longest // 2 + 1
    return (
        np.empty((runs, 2), np.int64),
        np.empty((runs, pairs), np.int64),
        np.empty((runs, pairs), np.uint8),
        np.empty(longest + 1, np.uint16),
        np.empty((MOST_WORDS, 2), np.int64),
        np.empty((CONTEXT, 2), np.int64),
        np.empty((3, LONGEST_RUN + 4), np.uint16),
        np.empty(LONGEST_WORD, np.int64),
        remembered(),
    )


@helper
def _is_repeated(codes, runs, number, count):  # type: ignore[no-untyped-def]
    """Whether the run stood before, with the same two characters on either side."""
    start, end = runs[number]
    first, last = max(0, start - 2), min(count, end + 2)
    for other in range(number):
        begin, stop = runs[other]
        if stop - begin != end - start or min(2, begin) != start - first or min(count, stop + 2) - stop != last - end:
            continue
        same = True
        for step in range(last - first):
            same = same and codes[first + step] == codes[begin - (start - first) + step]
        if same:
            return True
    return False


@helper
def _explained(codes, runs, many, count, pair, pages):  # type: ignore[no-untyped-def]
    """How many runs the pair explains, be it likely there or not: the page has their characters."""
    places, meanings, _ = pages
    explained = 0
    for number in range(many):
        changes = False
        for place in range(runs[number, 0], runs[number, 1]):
            changes = changes or undone(codes[place], pair, places, meanings) != codes[place]
        explained += changes and not _is_repeated(codes, runs, number, count)
    return explained


@helper
def _reads_alike(codes, runs, many, count, one, two, pages, letters, buffers):  # type: ignore[no-untyped-def]
    """Whether two pairs make the same of the places where each of them helps."""
    places, meanings, _ = pages
    for number in range(many):
        start, end = runs[number]
        alike = True
        for place in range(max(0, start - 2), min(count, end + 2)):
            alike &= undone(codes[place], one, places, meanings) == undone(codes[place], two, places, meanings)
        if alike:
            continue
        gain, _ = gain_of(codes, start, end, count, one, pages, letters, buffers)
        other, _ = gain_of(codes, start, end, count, two, pages, letters, buffers)
        for place in range(start, end):
            first = undone(codes[place], one, places, meanings) if gain > 0 else codes[place]
            second = undone(codes[place], two, places, meanings) if other > 0 else codes[place]
            if first != second:
                return False
    return True


@njit
def _best_pair(codes, count, runs, many, pages, letters, german, memory, buffers, all_gains, all_evidence):  # type: ignore[no-untyped-def]
    """The pair that explains a text best, if there is evidence enough and no other explains it as well."""
    pairs = len(pages[1])
    gains, odd, rare = np.zeros(pairs, np.int64), np.zeros(pairs, np.int64), np.zeros(pairs, np.int64)
    for number in range(many):
        for pair in range(pairs):
            gain, kind = all_gains[number, pair], all_evidence[number, pair]
            gains[pair] += max(gain, 0)
            if kind == IS_ODD:
                odd[pair] += gain
            elif kind == IS_RARE:
                rare[pair] += gain
    for_rare, enough = False, ENOUGH
    if rare.max() > 0:
        for_rare, enough, sure = evidence_wanted(codes, count, letters[1], german, memory)
        if not sure:
            return _UNSURE
    best, most = _UNSURE, np.int64(-1)
    believed = np.zeros(pairs, np.bool_)
    for pair in range(pairs):
        believed[pair] = odd[pair] + (rare[pair] if for_rare else min(rare[pair], 0)) >= enough
        if believed[pair] and gains[pair] > most:
            best, most = pair, gains[pair]
    if best < 0:
        return _UNSURE
    explained = -1
    for pair in range(best + 1, pairs):
        if believed[pair] and gains[pair] == most:
            if explained < 0:
                explained = _explained(codes, runs, many, count, best, pages)
            other = _explained(codes, runs, many, count, pair, pages)
            if other > explained:
                best, explained = pair, other
    for pair in range(pairs):
        if (
            pair != best
            and believed[pair]
            and gains[pair] >= gains[best] - _TIE
            and not _reads_alike(codes, runs, many, count, best, pair, pages, letters, buffers)
        ):
            return _UNSURE
    return best


@helper
def _spoils(codes, start, end, count, pair, pages, signs, kinds):  # type: ignore[no-untyped-def]
    """Whether a letter of a run would become a sign inside a word or beside one."""
    places, meanings, _ = pages
    for place in range(start, end):
        if not signs[np.int64(codes[place])] & _ALPHA:
            continue
        left = signs[np.int64(codes[place - 1])] if place else np.int64(0)
        right = signs[np.int64(codes[place + 1])] if place + 1 < count else np.int64(0)
        if not (left | right) & _ALPHA:
            continue
        after = np.int64(undone(codes[place], pair, places, meanings))
        kind = kinds[after]
        if kind & _BLANK_SIGN and place and place + 1 < count and not (left | right) & _SPACE:
            continue
        if kind & _SIGN_LETTER or (not signs[after] & _ALPHA and (kind & _BLANK_SIGN or not kind & _BESIDE)):
            return True
    return False


@helper
def _may_be_likelier(codes, start, end, pair, pages, signs, kinds):  # type: ignore[no-untyped-def]
    """Whether the words may speak for a run of which the letters say nothing."""
    places, meanings, _ = pages
    changed = False
    for place in range(start, end):
        after = np.int64(undone(codes[place], pair, places, meanings))
        changed |= after != codes[place]
        if not signs[after] & _ALPHA and not kinds[after] & _BESIDE:
            return False
    return changed


@njit
def _write_edits(codes, count, runs, many, pair, pages, letters, kinds, buffers, after):  # type: ignore[no-untyped-def]
    """Write what the pair makes of a text; how many characters change, or -1 if that is not sure."""
    signs = letters[0]
    places, meanings, _ = pages
    after[:count] = codes[:count]
    edits, number = 0, 0
    gains = np.empty(many, np.int64)
    while number < many:
        last, total, lowest_gain = number, np.int64(0), np.int64(0)
        while last < many:
            if last > number:
                breaks = False
                for place in range(runs[last - 1, 1], runs[last, 0]):
                    breaks = breaks or codes[place] == 10
                if breaks:
                    break
            gain, _ = gain_of(codes, runs[last, 0], runs[last, 1], count, pair, pages, letters, buffers)
            gains[last] = gain
            total += gain
            lowest_gain = gain if last == number else min(lowest_gain, gain)
            last += 1
        whole = lowest_gain >= _AGAINST and total > 0
        for run in range(number, last):
            start, end = runs[run]
            alone = end - start == 1
            code = np.int64(codes[start])
            first = np.int64(undone(codes[start], pair, places, meanings))
            if alone and first == 0xA0 and end < count and codes[end] == 0x20:
                return -1
            if is_catalan(codes, start, end, count):
                if not whole and _may_be_likelier(codes, start, end, pair, pages, signs, kinds):
                    return -1
                continue
            if _spoils(codes, start, end, count, pair, pages, signs, kinds):
                continue
            expected = not alone or not (signs[code] & signs[first] & _ALPHA) or kinds[first] & _UMLAUT != 0
            if gains[run] > 0 or (whole and expected):
                for place in range(start, end):
                    after[place] = undone(codes[place], pair, places, meanings)
                    edits += after[place] != codes[place]
            elif _may_be_likelier(codes, start, end, pair, pages, signs, kinds):
                return -1
        number = last
    return edits


@njit
def pair_of(codes, count, pages, letters, kinds, roles, numbers, german, models, groups, rooms):  # type: ignore[no-untyped-def]
    """The pair of pages that repairs a text, whose result is written into the fourth of the ``rooms``.

    ``NO_PAIR`` says that ``find_mixups`` finds nothing in the text, and a lower number than 0 otherwise that it may.
    """
    runs, all_gains, all_evidence, after, buffers = rooms[0], rooms[1], rooms[2], rooms[3], rooms[6]
    many = find_runs(codes, count, runs)
    if many <= 0:
        return _UNSURE
    evidence, capital_sigma, small_sigma = False, False, False
    for number in range(many):
        start, end = runs[number]
        site = False
        for place in range(start, end):
            kind = kinds[np.int64(codes[place])]
            if kind & _REFUSED:
                return _UNSURE
            small_sigma |= kind & _SMALL_SIGMA != 0
            capital_sigma |= codes[place] == _SIGMA
            site = site or is_site(codes, place, count, kinds)
        find_gains(codes, start, end, count, pages, letters, kinds, buffers, all_gains[number], all_evidence[number])
        for pair in range(len(pages[1])):
            evidence = evidence or (site and all_gains[number, pair] > 0 and all_evidence[number, pair] != IS_NONE)
    if not evidence:
        return NO_PAIR if nothing_to_find(codes, count, runs, many, kinds, letters[0]) else _UNSURE
    if small_sigma and capital_sigma:
        return _UNSURE  # whose small letters differ by their place
    for place in range(min(count, READ)):
        if codes[place] == 0x3C:
            return _UNSURE
    pair = _best_pair(codes, count, runs, many, pages, letters, german, rooms[8], buffers, all_gains, all_evidence)
    if pair < 0 or _write_edits(codes, count, runs, many, pair, pages, letters, kinds, buffers, after) <= 0:
        return _UNSURE
    if pages[2][pair] or is_believed_pair(
        codes, after, count, pair, pages, letters, kinds, roles, numbers, german, models, groups, rooms
    ):
        return pair
    return _UNSURE
