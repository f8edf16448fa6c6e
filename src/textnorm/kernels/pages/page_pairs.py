"""Single bytes that were read in another page than they were written in: which pair of pages repairs a text.

``text.encoding.mixups`` and ``text.encoding.mixup_evidence`` have the rules and are the reference. A pair is found only
where these rules are sure to find it; what they say of any other text is not asked here.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper, njit
from textnorm.kernels.pages.german_evidence import ENOUGH, evidence_wanted, least_level, remembered
from textnorm.kernels.pages.letter_costs import LONGEST_WORD
from textnorm.kernels.pages.letter_fit import SIGNS
from textnorm.kernels.pages.pair_belief import CONTEXT, IF_EVIDENT, MOST_WORDS, READ, is_believed_pair
from textnorm.kernels.pages.pair_places import (
    IS_NONE,
    IS_ODD,
    IS_RARE,
    LIGATURE,
    LONGEST_RUN,
    MOST_TOKENS,
    PLACES,
    find_gains,
    find_runs,
    find_tokens,
    gain_of,
    is_catalan,
    is_site,
    nothing_to_find,
    undone,
)

__all__ = ["ASK_EVIDENCE", "ASK_LIGATURES", "NO_PAIR", "pair_of", "rooms_for"]

#: What is known of a text that no pair repairs: nothing, or that there is no reason to repair any place.
_UNSURE, NO_PAIR = -1, -2
_NONE_IS_BEST = -3
#: What is left to ask of a pair: whether a word is evidence by its score; whether each ligature is one.
ASK_EVIDENCE, ASK_LIGATURES = 1 << 14, 1 << 15
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
_ALPHA, _SPACE = (SIGNS[name] for name in ("alpha", "space"))
_SIGMA = 0x3A3
_TIE, _AGAINST = 2, -14  # bits
_MORE_FREQUENT = 2  # levels by which the words of a pair must be more frequent than those of another


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
        np.empty(runs, np.bool_),
        np.empty((MOST_TOKENS, 2), np.int64),
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
    best, most = -1, np.int64(-1)
    believed = np.zeros(pairs, np.bool_)
    for pair in range(pairs):
        believed[pair] = odd[pair] + (rare[pair] if for_rare else min(rare[pair], 0)) >= enough
        if believed[pair] and gains[pair] > most:
            best, most = pair, gains[pair]
    if best < 0:
        return _NONE_IS_BEST
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
            return _NONE_IS_BEST
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
def _pair_by_words(codes, count, runs, many, pages, letters, roles, german, rooms):  # type: ignore[no-untyped-def]
    """The pair among those with a gain in a run that is a site that makes known words of half of the words in question.

    ``text.encoding.pair_by_words`` has the rule. -1 if there is none, or that is not sure.
    """
    gains, sites, meant, memory, tokens = rooms[1], rooms[9], rooms[3], rooms[8], rooms[10]
    signs, small = letters[0], letters[1]
    places, meanings, _ = pages
    pairs, found = len(meanings), find_tokens(codes, count, runs, many, letters[0], tokens)
    votes, highest = np.full(pairs, -1 - found, np.int64), np.zeros(pairs, np.int64)
    for pair in range(pairs):
        for number in range(many):
            if sites[number] and gains[number, pair] > 0:
                votes[pair] = 0
                break
    for token in range(found):
        start, end = tokens[token]
        before = least_level(codes, start, end, False, roles, signs, small, german[0], memory)
        if before < 0:
            return _UNSURE
        for pair in range(pairs):
            if votes[pair] < -found:
                continue
            changed = False
            for place in range(start, end):
                meant[place] = undone(codes[place], pair, places, meanings)
                changed |= meant[place] != codes[place]
            if not changed:
                continue
            if before:
                votes[pair] -= 1
                continue
            level = least_level(meant, start, end, True, roles, signs, small, german[0], memory)
            if level < 0:
                return _UNSURE
            votes[pair] += level > 0
            highest[pair] += level
    most = votes.max()
    if most <= 0 or 2 * most < found:
        return _UNSURE
    top = np.int64(0)
    for pair in range(pairs):
        if votes[pair] == most:
            top = max(top, highest[pair])
    best = -1
    for pair in range(pairs):
        if votes[pair] != most or highest[pair] <= top - _MORE_FREQUENT:
            continue
        if best < 0:
            best = pair
            continue
        for place in range(count):
            if undone(codes[place], best, places, meanings) != undone(codes[place], pair, places, meanings):
                return _UNSURE
    return best


@helper
def _keeps_ligatures(codes, after, count, kinds):  # type: ignore[no-untyped-def]
    """Put ligatures back, which are asked one by one, and all else as it was if nothing but umlauts spoke for a pair.

    Returns whether there is a ligature.
    """
    ligature, others = False, False
    for place in range(count):
        if codes[place] == LIGATURE:
            ligature = True
            after[place] = LIGATURE
        others |= after[place] != codes[place] and not kinds[np.int64(codes[place])] & _UMLAUT
    if ligature and not others:
        for place in range(count):
            after[place] = codes[place]
    return ligature


@njit
def pair_of(codes, count, pages, letters, kinds, roles, numbers, german, models, groups, rooms):  # type: ignore[no-untyped-def]
    """The pair of pages that repairs a text, whose result is written into the fourth of the ``rooms``.

    With it, ``IF_EVIDENT`` or ``ASK_LIGATURES`` say what is left to ask. ``NO_PAIR`` says that ``find_mixups`` finds
    nothing in the text, and a lower number than 0 otherwise that it may.
    """
    runs, all_gains, all_evidence, after, buffers, sites = rooms[0], rooms[1], rooms[2], rooms[3], rooms[6], rooms[9]
    many = find_runs(codes, count, runs)
    if many <= 0:
        return _UNSURE
    evidence, capital_sigma, small_sigma, ligature = False, False, False, False
    for number in range(many):
        start, end = runs[number]
        site = False
        for place in range(start, end):
            kind = kinds[np.int64(codes[place])]
            if kind & _REFUSED:
                return _UNSURE
            small_sigma |= kind & _SMALL_SIGMA != 0
            capital_sigma |= codes[place] == _SIGMA
            ligature |= codes[place] == LIGATURE
            site = site or is_site(codes, place, count, kinds)
        sites[number] = site
        find_gains(codes, start, end, count, pages, letters, kinds, buffers, all_gains[number], all_evidence[number])
        for pair in range(len(pages[1])):
            evidence = evidence or (site and all_gains[number, pair] > 0 and all_evidence[number, pair] != IS_NONE)
    if not evidence:
        if ligature or not nothing_to_find(codes, count, runs, many, kinds, letters[0]):
            return _UNSURE
        return NO_PAIR
    if small_sigma and capital_sigma:
        return _UNSURE  # whose small letters differ by their place
    for place in range(min(count, READ)):
        if codes[place] == 0x3C:
            return _UNSURE
    pair = _best_pair(codes, count, runs, many, pages, letters, german, rooms[8], buffers, all_gains, all_evidence)
    if pair == _NONE_IS_BEST:
        pair = _pair_by_words(codes, count, runs, many, pages, letters, roles, german, rooms)
    if pair < 0 or _write_edits(codes, count, runs, many, pair, pages, letters, kinds, buffers, after) <= 0:
        return _UNSURE
    if not pages[2][pair]:
        belief = is_believed_pair(
            codes, after, count, pair, pages, letters, kinds, roles, numbers, german, models, groups, rooms
        )
        if not belief or (belief == IF_EVIDENT and ligature):
            return _UNSURE
        if belief == IF_EVIDENT:
            return pair | ASK_EVIDENCE
    if ligature and _keeps_ligatures(codes, after, count, kinds):
        return pair | ASK_LIGATURES
    return pair
