"""Whether the words of a text become so much likelier that a pair of pages is believed.

``text.encoding.mixup_evidence`` has the rules and is the reference.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper, njit
from textnorm.kernels.pages.character_flags import fold, is_ascii_letter
from textnorm.kernels.pages.german_evidence import LONGEST_KNOWN, german_odds, is_french_word, known_part, level_of
from textnorm.kernels.pages.letter_costs import LANES, LIKELY_PAIR, LONGEST_WORD, add_word, least, lowest, unlikely_in
from textnorm.kernels.pages.letter_fit import SIGNS
from textnorm.kernels.pages.pair_places import PLACES, sound_umlauts

__all__ = ["CONTEXT", "IF_EVIDENT", "MOST_WORDS", "READ", "is_believed_pair"]

#: Words in ASCII that show the language, words that change, characters that are read.
CONTEXT, MOST_WORDS, READ = 24, 400, 1200
#: A pair is believed if a word is evidence by its score, which no kernel knows.
IF_EVIDENT = 2
_NO, _YES = 0, 1
# Numba takes constants of modules, not members of dictionaries.
_JOINS, _BESIDE, _QUOTE_MARK, _DOUBLE, _SINGLE, _OTHER_SCRIPT = (
    PLACES[name]
    for name in (
        "joins",
        "beside",
        "mark",
        "double",
        "single",
        "other_script",
    )
)
_ALPHA, _UPPER, _LOWER, _ALNUM = (
    SIGNS[name]
    for name in (
        "alpha",
        "upper",
        "lower",
        "alnum",
    )
)
_SHARP_S = 0xDF
# The numbers of the rules, in steps of half a bit where they are bits.
_SHORTEST, _SHORT, _SHORTEST_OF_LABEL, _FREQUENT, _LOOSE = 2, 3, 4, 2, 34
_LONGEST, _LIKELIEST, _HOPELESS = 40, 8, 16
_PRIOR, _PRIOR_OF_WORDS, _LABEL, _ENOUGH_WORDS = 14.0, 27.0, 12.0, 3
_GERMAN_WORDS, _CLEARLY_GERMAN, _FEWEST_WORDS, _CLEARLY_FOREIGN = 1.0, 3.0, 2, -6.0
_LONG_PART, _MUCH_LIKELIER, _OTHER_LANGUAGE, _FOREIGN = 4, 20.0, 16, 10
_MARK, _ODD_SIGN, _CONTROL, _SOUND, _MOST, _MIXED_CASE = 16, 32, 120, 28.0, 60, 24
_KNOWN, _BONUS, _NEAR_GERMAN = 40, 14, 12


@helper
def _words(codes, after, count, signs, kinds, words):  # type: ignore[no-untyped-def]
    """Find the words that change; how many there are, or -1 if a symbol would come inside one, or they are too many."""
    found, done = 0, -1
    for place in range(count):
        if after[place] == codes[place] or place < done:
            continue
        meant = np.int64(after[place])
        if not signs[meant] & _ALPHA:
            done = place + 1
            left = place > 0 and signs[np.int64(codes[place - 1])] & _ALPHA != 0
            right = done < count and signs[np.int64(codes[done])] & _ALPHA != 0
            if left and right and not kinds[meant] & _JOINS:
                stays_left = after[place - 1] == codes[place - 1] or signs[np.int64(after[place - 1])] & _ALPHA
                stays_right = after[done] == codes[done] or signs[np.int64(after[done])] & _ALPHA
                if stays_left and stays_right:
                    return -1
            elif (left or right) and signs[np.int64(codes[place])] & _ALPHA and not kinds[meant] & _BESIDE:
                return -1
            continue
        start, done = place, place + 1
        while start > 0 and place - start < _LONGEST and signs[np.int64(after[start - 1])] & _ALPHA:
            start -= 1
        while done < count and done - place < _LONGEST and signs[np.int64(after[done])] & _ALPHA:
            done += 1
        if found == MOST_WORDS or done - start > LONGEST_KNOWN:
            return -1
        words[found, 0], words[found, 1] = start, done
        found += 1
    return found


@helper
def _around(codes, count, signs, around):  # type: ignore[no-untyped-def]
    """Find the first words in ASCII, which show the language; how many there are."""
    size, found, place = min(count, READ), 0, 0
    while place < size and found < CONTEXT:
        if not is_ascii_letter(codes[place]):
            place += 1
            continue
        start = place
        while place < size and is_ascii_letter(codes[place]):
            place += 1
        if (
            place - start > 1
            and (start == 0 or not signs[np.int64(codes[start - 1])] & _ALNUM)
            and (place == size or not signs[np.int64(codes[place])] & _ALNUM)
        ):
            around[found, 0], around[found, 1] = start, place
            found += 1
    return found


@helper
def _add_costs(codes, start, end, roles, numbers, models, groups, room, costs):  # type: ignore[no-untyped-def]
    """Add what ``codes[start:end]`` costs as a word, in steps."""
    length = fold(codes, start, end, roles, numbers, room)
    add_word(room, length, models[0], models[1], groups[0], groups[1], groups[2], costs)


@njit
def _is_word(codes, start, end, roles, numbers, models, groups, room, signs, most):  # type: ignore[no-untyped-def]
    """Whether it looks like a word of some language: no two letters in a row cost more than ``most``."""
    for place in range(start, end):
        if not signs[np.int64(codes[place])] & _ALPHA:
            return False
    costs = np.zeros(LANES, np.int32)
    _add_costs(codes, start, end, roles, numbers, models, groups, room, costs)
    if least(costs) > _HOPELESS * (end - start + 1):
        return False
    length = min(end - start, LONGEST_WORD)  # as it was folded
    for _ in range(_LIKELIEST):
        language = lowest(costs)
        if not unlikely_in(room, length, language, models[0], models[1], most):
            return True
        costs[language] = 1 << 30
    return False


@helper
def _mixed_case(codes, start, end, signs):  # type: ignore[no-untyped-def]
    """How many letters outside ASCII have another case than those around."""
    found = 0
    for place in range(start + 1, end):
        code = np.int64(codes[place])
        if code < 0x80:
            continue
        role, before = signs[code], signs[np.int64(codes[place - 1])]
        after = signs[np.int64(codes[place + 1])] if place + 1 < end else np.int64(0)
        if role & _UPPER:
            found += before & _LOWER != 0 or (before & _UPPER != 0 and after & _LOWER != 0)
        elif role & _LOWER and code != _SHARP_S:
            found += before & after & _UPPER != 0
    return found


@helper
def _is_all(codes, start, end, signs, sign):  # type: ignore[no-untyped-def]
    """Whether all characters of a word have ``sign``."""
    same = True
    for place in range(start, end):
        same = same and signs[np.int64(codes[place])] & sign != 0
    return same


@helper
def _same_word(codes, one, two, small):  # type: ignore[no-untyped-def]
    if one[1] - one[0] != two[1] - two[0]:
        return False
    for step in range(one[1] - one[0]):
        if small[np.int64(codes[one[0] + step])] != small[np.int64(codes[two[0] + step])]:
            return False
    return True


@njit
def _as_it_stands(codes, start, end, marks, language, tables):  # type: ignore[no-untyped-def]
    """The least that a word costs: in the language of the text, in another, or as the words between its symbols."""
    signs, kinds, roles, numbers, models, groups, room, _ = tables
    total, place = np.int64(0), start
    while place < end:
        begin = place
        is_word = signs[np.int64(codes[place])] & _ALPHA
        while place < end and (signs[np.int64(codes[place])] & _ALPHA) == is_word:
            place += 1
        kind = kinds[np.int64(codes[begin])]
        if is_word:
            costs = np.zeros(LANES, np.int32)
            _add_costs(codes, begin, place, roles, numbers, models, groups, room, costs)
            total += min(np.int64(costs[language]), least(costs) + _FOREIGN)
            total += _MIXED_CASE * _mixed_case(codes, begin, place, signs)
        elif place - begin == 1 and kind & _QUOTE_MARK:
            double = kind & _DOUBLE != 0
            others = marks[0] if double else marks[1]
            for other in range(start, end):
                others -= kinds[np.int64(codes[other])] & (_DOUBLE if double else _SINGLE) != 0
            total += _MARK if others else _ODD_SIGN
        else:
            total += _CONTROL if codes[begin] < 0xA0 else _ODD_SIGN
    return total


@njit
def _language(context, words, many, after, small, tables, all_costs):  # type: ignore[no-untyped-def]
    """The language of a text once it is repaired; -1 if it is not German and the words are none of it."""
    _, _, roles, numbers, models, groups, room, _ = tables
    totals = context.copy()
    for number in range(many):
        all_costs[number, :] = 0
        _add_costs(after, words[number, 0], words[number, 1], roles, numbers, models, groups, room, all_costs[number])
        for lane in range(LANES):
            totals[lane] += all_costs[number, lane]
    best, german = lowest(totals), models[2]
    if totals[german] <= totals[best] + _NEAR_GERMAN:
        return german
    for number in range(many):
        length = fold(after, words[number, 0], words[number, 1], roles, numbers, room)
        if unlikely_in(room, length, best, models[0], models[1], LIKELY_PAIR):
            return -1
    return best


@njit
def _has_evidence(codes, after, words, many, language, shortest, levels, german, small, tables):  # type: ignore[no-untyped-def]
    """Whether the mix-up makes a word of ``language`` for sure."""
    signs, _, roles, numbers, models, groups, room, memory = tables
    for number in range(many):
        start, end = words[number]
        size = end - start
        if size < shortest:
            # Letters, of which none is a capital.
            small_word = _is_all(after, start, end, signs, _LOWER)
            if not small_word or levels[number] < _FREQUENT:
                continue
        if language != models[2]:
            if _is_word(after, start, end, roles, numbers, models, groups, room, signs, LIKELY_PAIR):
                return True
        elif size <= _SHORT:
            if levels[number] >= _FREQUENT:
                return True
        else:
            all_letters = _is_all(codes, start, end, signs, _ALPHA)  # a known word may be one by chance: Bräscia
            if levels[number] >= (_FREQUENT if all_letters else 1):
                return True
            part = known_part(after, start, end, small, german[0], memory)
            if (levels[number] and part) or part >= _LONG_PART + (not all_letters):
                return True
    return False


@njit
def _speaks_german(codes, after, words, many, around, context, levels, may_be, german, small, tables, all_costs):  # type: ignore[no-untyped-def]
    """Whether a text in which letters alone change is German, by its words or by those that the mix-up makes."""
    signs, _, roles, numbers, models, groups, room, memory = tables
    odds = german_odds(codes, around, context, small, german[1], memory)
    if odds >= _GERMAN_WORDS:
        return True
    known = 0
    for number in range(many):
        if levels[number]:
            seen = False
            for other in range(number):
                if levels[other] and words[other, 1] - words[other, 0] == words[number, 1] - words[number, 0]:
                    same = True
                    for step in range(words[number, 1] - words[number, 0]):
                        same = same and after[words[other, 0] + step] == after[words[number, 0] + step]
                    seen = seen or same
            known += not seen
    if known > 1:
        return True
    if context < _FEWEST_WORDS or odds <= _CLEARLY_FOREIGN:
        return False
    costs = np.empty(LANES, np.int32)
    for number in range(many):
        start, end = words[number]
        if end - start <= _SHORTEST or may_be[number]:
            return False
        if not levels[number] and known_part(after, start, end, small, german[0], memory) < _LONG_PART:
            return False
        costs[:] = 0
        _add_costs(codes, start, end, roles, numbers, models, groups, room, costs)
        gain = least(costs) + _MIXED_CASE * _mixed_case(codes, start, end, signs) - least(all_costs[number])
        if gain < _MUCH_LIKELIER:
            return False
    return True


@njit
def _gain_of_words(codes, after, words, many, count, language, levels, may_be, small, context, tables, all_costs):  # type: ignore[no-untyped-def]
    """The steps by which the words become likelier, less those by which the text is of another language."""
    signs, kinds, roles, numbers, models, groups, room, _ = tables
    marks = np.zeros(2, np.int64)
    for place in range(count):
        kind = kinds[np.int64(codes[place])]
        marks[0] += kind & _DOUBLE != 0
        marks[1] += kind & _SINGLE != 0
    gain = 0.0
    stands = context.astype(np.int64)
    costs = np.empty(LANES, np.int32)
    for number in range(many):
        start, end = words[number]
        if may_be[number]:  # a sound word is as sound when it is said again
            seen = False
            for other in range(number):
                seen = seen or _same_word(codes, words[other], words[number], small)
            if seen:
                continue
        most, letters_only = _MOST, True
        for place in range(start, end):
            if 0x7F < codes[place] < 0xA0:
                most = _CONTROL
            letters_only &= signs[np.int64(codes[place])] & _ALPHA != 0
        cost = min(np.int64(all_costs[number, language]), least(all_costs[number]) + _FOREIGN)
        if language == models[2] and levels[number]:
            cost = min(cost, _KNOWN) - _BONUS
        as_is = _as_it_stands(codes, start, end, marks, language, tables)
        odd = 2 * _mixed_case(after, start, end, signs)
        odd += signs[np.int64(after[start])] & _UPPER != 0 and signs[np.int64(codes[start])] & _LOWER != 0
        gain += max(-_MOST, min(most, as_is - cost - _MIXED_CASE // 2 * odd))
        if letters_only:
            costs[:] = 0
            _add_costs(codes, start, end, roles, numbers, models, groups, room, costs)
            dearest = least(costs) + _FOREIGN
            for lane in range(LANES):
                stands[lane] += min(dearest, np.int64(costs[lane]))
    return gain - (stands[language] - stands.min())


@helper
def _may_be_none(codes, after, words, many, around, context, language, levels, german, small, memory, models):  # type: ignore[no-untyped-def]
    """Whether words that may be some as they stand may be none for all that: they become known ones in a German text.

    False also if one is known by chance, or by more: that is for the rules to say (enlèvement, enlävement).
    """
    if language != models[2]:
        return False
    known, alike = False, many > 1
    for number in range(many):
        part = known_part(after, words[number, 0], words[number, 1], small, german[0], memory)
        if levels[number] and levels[number] < _FREQUENT and not part:
            return False
        known = known or levels[number] > 0 or part >= _LONG_PART
        alike = alike and _same_word(codes, words[0], words[number], small)
    if not known or alike:
        return False
    return many > 1 or german_odds(codes, around, context, small, german[1], memory) >= _CLEARLY_GERMAN


@njit
def is_believed_pair(codes, after, count, pair, pages, letters, kinds, roles, numbers, german, models, groups, rooms):  # type: ignore[no-untyped-def]
    """Whether the words of a text become so much likelier that a mix-up of pages is the better story.

    0 if that is not sure, and ``IF_EVIDENT`` if it is so once one of the words is evidence by its score.
    """
    signs, small = letters[0], letters[1]
    words, around, room, memory = rooms[4], rooms[5], rooms[7], rooms[8]
    tables = signs, kinds, roles, numbers, models, groups, room, memory
    many = _words(codes, after, count, signs, kinds, words)
    if many <= 0:
        return _NO
    for number in range(many):
        start, end = words[number]
        if is_french_word(codes, start, end, small):
            return _NO
        for place in range(start, end):
            if kinds[np.int64(after[place])] & _OTHER_SCRIPT:
                return _NO
    witnesses = _around(codes, count, signs, around)
    context = np.zeros(LANES, np.int32)
    for number in range(witnesses):
        _add_costs(codes, around[number, 0], around[number, 1], roles, numbers, models, groups, room, context)
    all_costs = np.empty((many, LANES), np.int32)
    language = _language(context, words, many, after, small, tables, all_costs)
    if language < 0:
        return _NO
    levels, may_be = np.empty(many, np.int64), np.empty(many, np.bool_)
    may_be_sound, only_letters = True, language == models[2]
    for number in range(many):
        start, end = words[number]
        levels[number] = level_of(after, start, end, small, german[0], memory)
        may_be[number] = not _mixed_case(codes, start, end, signs) and _is_word(
            codes, start, end, roles, numbers, models, groups, room, signs, _LOOSE
        )
        may_be_sound &= may_be[number]
        only_letters &= _is_all(codes, start, end, signs, _ALPHA)
    if may_be_sound and not _may_be_none(
        *(codes, after, words, many, around, witnesses, language, levels, german, small, memory, models)
    ):
        return _NO
    shortest = _SHORTEST if witnesses >= _ENOUGH_WORDS else _SHORTEST_OF_LABEL
    evidence = _has_evidence(codes, after, words, many, language, shortest, levels, german, small, tables)
    if not evidence and language != models[2]:
        return _NO
    if only_letters and not _speaks_german(
        *(codes, after, words, many, around, witnesses, levels, may_be, german, small, tables, all_costs)
    ):
        return _NO
    if language != models[2] and many == 1 and context[language] > least(context) + _OTHER_LANGUAGE:
        return _NO
    gain = -(_PRIOR_OF_WORDS if may_be_sound else _PRIOR)
    if witnesses < _ENOUGH_WORDS:
        gain -= _LABEL
    gain += _gain_of_words(
        codes, after, words, many, count, language, levels, may_be, small, context, tables, all_costs
    )
    gain -= _SOUND * min(3, sound_umlauts(codes, after, count, pair, pages, kinds, only_letters))
    if gain <= 0:
        return _NO
    return _YES if evidence else IF_EVIDENT
