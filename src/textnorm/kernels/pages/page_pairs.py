"""Single bytes that were read in another page than they were written in: which pair of pages repairs a text.

``text.encoding.mixups`` and ``text.encoding.mixup_evidence`` have the rules and are the reference. A pair is found only
where these rules are sure to find it; what they say of any other text is not asked here.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper, njit
from textnorm.kernels.pages.character_flags import fold
from textnorm.kernels.pages.german_evidence import LONGEST_KNOWN, known_part, level_of, log_odds, remembered
from textnorm.kernels.pages.letter_costs import LANES, LIKELY_PAIR, LONGEST_WORD, add_word, least, lowest, unlikely_in
from textnorm.kernels.pages.letter_fit import SIGNS, fit, plausible

__all__ = ["NO_PAIR", "PLACES", "may_be_lone", "pair_of", "rooms_for"]

#: What there is to know of a character as a place that may be damaged, a bit each.
PLACES = {
    name: 1 << bit
    for bit, name in enumerate(
        (
            *("small_image", "capital_image", "edge_mark", "western", "umlaut", "foreign", "joins", "beside", "blank"),
            *("sign_letter", "mark", "double", "single", "small", "other_script", "refused", "sigma", "start_mark"),
            *("word_sign", "word_capital", "edge_sign", "lone"),
        )
    )
}
#: What is known of a text that no pair repairs: nothing, or that there is no reason to repair any place.
_UNSURE, NO_PAIR = -1, -2
_SMALL_IMAGE, _CAPITAL_IMAGE, _EDGE_MARK, _WESTERN, _UMLAUT, _FOREIGN_LETTER, _JOINS, _BESIDE, _BLANK_SIGN = (
    PLACES[name]
    for name in (
        *("small_image", "capital_image", "edge_mark", "western", "umlaut", "foreign", "joins", "beside"),
        "blank",
    )
)
_SIGN_LETTER, _QUOTE_MARK, _DOUBLE, _SINGLE, _SMALL, _OTHER_SCRIPT, _REFUSED, _SMALL_SIGMA = (
    PLACES[name] for name in ("sign_letter", "mark", "double", "single", "small", "other_script", "refused", "sigma")
)
_START_MARK, _WORD_SIGN, _WORD_CAPITAL, _EDGE_SIGN, _LONE = (
    PLACES[name] for name in ("start_mark", "word_sign", "word_capital", "edge_sign", "lone")
)
_ALPHA, _UPPER, _LOWER, _ALNUM, _SPACE = (SIGNS[name] for name in ("alpha", "upper", "lower", "alnum", "space"))
_DOT, _UPPER_UMLAUTS, _SHARP_S, _SIGMA = 0xB7, (0xC4, 0xD6, 0xDC), 0xDF, 0x3A3

_PLAIN_SIGNS = (0x2013, 0x2014, 0x2026, 0xB7, 0x2022)  # – — … · •, which are no letters of another page at a start

# The numbers of the rules: those of ``mixups`` in bits, those of ``mixup_evidence`` in steps of half a bit.
_IS_NONE, _IS_RARE, _IS_ODD = 0, 1, 2
_LONGEST_RUN, _MOST_RUNS, _SAMPLE, _READ = 20, 4000, 400, 1200
_ENOUGH, _PLACE, _TIE, _ODD, _UNDAMAGED, _FITTING, _AGAINST = 20, 18, 2, -10, 22, 6, -14
_GERMAN_LETTERS, _WORDS_READ, _DECIDED = 0.15, 60, 12.0
_SHORTEST, _SHORT, _SHORTEST_OF_LABEL, _FREQUENT, _LOOSE = 2, 3, 4, 2, 34
_CONTEXT, _LONGEST, _LIKELIEST, _HOPELESS = 24, 40, 8, 16
_PRIOR, _LABEL, _ENOUGH_WORDS = 14.0, 12.0, 3
_GERMAN_WORDS, _FEWEST_WORDS, _CLEARLY_FOREIGN = 1.0, 2, -6.0
_LONG_PART, _MUCH_LIKELIER, _OTHER_LANGUAGE, _FOREIGN = 4, 20.0, 16, 10
_MARK, _ODD_SIGN, _CONTROL, _SOUND, _MOST, _MIXED_CASE = 16, 32, 120, 28.0, 60, 24
_KNOWN, _BONUS, _NEAR_GERMAN = 40, 14, 12
_MOST_WORDS = 400
# French words that are frequent German ones in another page.
_FRENCH = np.array(
    [[ord(letter) for letter in word.ljust(7)] for word in ("flèche", "flèches", "brèche", "tète", "lèse", "diète")]
)


@njit
def rooms_for(longest, pairs):  # type: ignore[no-untyped-def]
    """Room for texts of at most ``longest`` characters."""
    runs = longest // 2 + 1
    return (
        np.empty((runs, 2), np.int64),
        np.empty((runs, pairs), np.int64),
        np.empty((runs, pairs), np.uint8),
        np.empty(longest + 1, np.uint16),
        np.empty((_MOST_WORDS, 2), np.int64),
        np.empty((_CONTEXT, 2), np.int64),
        np.empty((3, _LONGEST_RUN + 4), np.uint16),
        np.empty(LONGEST_WORD, np.int64),
        remembered(),
    )


@helper
def _runs(codes, count, runs):  # type: ignore[no-untyped-def]
    """Find the runs outside ASCII; how many there are, or -1 if one is too long."""
    found, place = 0, 0
    while place < count:
        if codes[place] < 0x80:
            place += 1
            continue
        start = place
        while place < count and codes[place] > 0x7F:
            place += 1
        if place - start > _LONGEST_RUN or found >= _MOST_RUNS:
            return -1
        runs[found, 0], runs[found, 1] = start, place
        found += 1
    return found


@helper
def _is_ascii_letter(code):  # type: ignore[no-untyped-def]
    return 65 <= code <= 90 or 97 <= code <= 122


@helper
def _is_site(codes, place, count, kinds):  # type: ignore[no-untyped-def]
    """Whether the character at ``place`` may be damage, by what stands beside it."""
    code = np.int64(codes[place])
    if 0x80 <= code < 0xA0:
        return True
    before = np.int64(codes[place - 1]) if place else np.int64(0)
    after = np.int64(codes[place + 1]) if place + 1 < count else np.int64(0)
    kind = kinds[code]
    if kind & _SMALL_IMAGE:
        if kinds[before] & _WESTERN and kinds[after] & _WESTERN:
            return True
        if not kind & _EDGE_MARK and (_is_ascii_letter(before) or _is_ascii_letter(after)):
            return True
    if kind & _CAPITAL_IMAGE and not kind & _EDGE_MARK and not kinds[before] & _SMALL and _is_ascii_letter(after):
        return True
    return (
        code in _UPPER_UMLAUTS
        and (kinds[before] & _SMALL != 0 or _is_ascii_letter(before))
        and kinds[after] & _SMALL != 0
    )


@helper
def _evidence(seen, meant, start, end, size, letters, kinds):  # type: ignore[no-untyped-def]
    """What an umlaut in ``meant`` comes of: something odd, a letter that is rare in German, or nothing that tells."""
    signs, small, keys, values = letters
    found = _IS_NONE
    for place in range(start, end):
        if seen[place] == meant[place] or not kinds[np.int64(meant[place])] & _UMLAUT:
            continue
        if fit(meant, place, size, signs, small, keys, values) < _FITTING:
            continue
        if fit(seen, place, size, signs, small, keys, values) <= _ODD:
            return _IS_ODD
        if signs[np.int64(seen[place])] & _ALPHA or seen[place] == _DOT:
            found = _IS_RARE
    return found


@helper
def _undone(code, pair, places, meanings):  # type: ignore[no-untyped-def]
    """What ``code`` means in a pair of pages."""
    if code < 0x80:
        return code
    index = np.int64(places[np.int64(code)])
    return meanings[pair, index] if index >= 0 else code


@helper
def _is_catalan(codes, start, end, count):  # type: ignore[no-untyped-def]
    """Whether the run is the point between two letters l."""
    return (
        end - start == 1
        and codes[start] == _DOT
        and start > 0
        and end < count
        and codes[start - 1] | 0x20 == 0x6C
        and codes[end] | 0x20 == 0x6C
    )


@njit
def _gains(codes, start, end, count, pages, letters, kinds, buffers, gains, evidence):  # type: ignore[no-untyped-def]
    """Write what each pair gains or loses in a run, and what evidence that is."""
    signs, small, keys, values = letters
    places, meanings, certain = pages
    pairs = len(meanings)
    gains[:] = 0
    evidence[:] = _IS_NONE
    if _is_catalan(codes, start, end, count):
        return
    first, last = max(0, start - 2), min(count, end + 2)
    size, begin, stop = last - first, start - first, end - first
    seen, meant, between = buffers[0], buffers[1], buffers[2]
    foreign, alone = False, stop - begin == 1
    for place in range(size):
        seen[place] = meant[place] = between[place] = codes[first + place]
        if begin <= place < stop:
            foreign = foreign or kinds[np.int64(seen[place])] & _FOREIGN_LETTER != 0
        else:
            alone &= seen[place] < 0x80
    as_is = plausible(seen, begin, stop, size, signs, small, keys, values)
    if not foreign and as_is >= _UNDAMAGED * (stop - begin):
        return
    meanings_found = np.empty(pairs, np.uint16)  # of a run of one character
    in_word = (begin > 0 and 65 <= seen[begin - 1] <= 122) or (stop < size and 65 <= seen[stop] <= 122)
    for pair in range(pairs):
        changed = False
        meanings_found[pair] = 0
        for place in range(size):
            if seen[place] > 0x7F:
                meant[place] = _undone(seen[place], pair, places, meanings)
                if begin <= place < stop:
                    between[place] = meant[place]
                    changed |= meant[place] != seen[place]
        if not changed:
            continue
        gain, kind, known = np.int64(0), np.int64(_IS_NONE), False
        meanings_found[pair] = meant[begin]
        if alone:
            for other in range(pair):  # many pairs read a character alike
                if meanings_found[other] == meant[begin] and not certain[other]:
                    gain, kind, known = np.int64(gains[other]), np.int64(evidence[other]), True
                    break
        if not known:
            gain = np.int64(plausible(meant, begin, stop, size, signs, small, keys, values) - as_is)
            if gain > 0 and in_word:
                kind = np.int64(_evidence(seen, between, begin, stop, size, letters, kinds))
        if certain[pair]:
            kind = np.int64(_IS_ODD)
        if gain > 0:
            gains[pair] = gain
            evidence[pair] = _IS_NONE if kind == _IS_ODD and gain < _PLACE else kind
        elif gain < 0 and foreign:
            gains[pair] = gain
            evidence[pair] = _IS_RARE


@helper
def _gain(codes, start, end, count, pair, pages, letters, buffers):  # type: ignore[no-untyped-def]
    """The bits that one pair gains in a run, and whether it changes the run."""
    signs, small, keys, values = letters
    places, meanings, _ = pages
    if _is_catalan(codes, start, end, count):
        return 0, False
    first, last = max(0, start - 2), min(count, end + 2)
    size, begin, stop = last - first, start - first, end - first
    seen, meant = buffers[0], buffers[1]
    changed = False
    for place in range(size):
        seen[place] = codes[first + place]
        meant[place] = _undone(seen[place], pair, places, meanings)
        changed |= begin <= place < stop and meant[place] != seen[place]
    if not changed:
        return 0, False
    as_is = plausible(seen, begin, stop, size, signs, small, keys, values)
    return plausible(meant, begin, stop, size, signs, small, keys, values) - as_is, True


@helper
def _is_no_word(codes, place, count):  # type: ignore[no-untyped-def]
    """Whether a tag, an entity, a directive or an identifier may begin at ``place``, or be there."""
    code = np.int64(codes[place])
    after = np.int64(codes[place + 1]) if place + 1 < count else np.int64(0x20)
    if code == 0x3C or code == 0x7E or code == 0x5F:  # < ~ _
        return True
    if code == 0x26 or code == 0x23:  # & #
        return after == 0x23 or after > 0x7F or _is_ascii_letter(after) or 48 <= after <= 57
    if code == 0x25:  # %
        return _is_ascii_letter(after) or after in (0x2D, 0x2B, 0x23, 0x24, 0x2E, 0x2A, 0x28) or 48 <= after <= 57
    return code == 48 and after == 0x78


@helper
def _german_words(codes, count, small, weights, memory):  # type: ignore[no-untyped-def]
    """The log odds that the words in ASCII are German, and whether the rules may read other words."""
    total, words, place = 0.0, 0, 0
    while place < count:
        start, ascii_only = place, True
        while place < count and (
            codes[place] > 0x7F or _is_ascii_letter(codes[place]) or 48 <= codes[place] <= 57 or codes[place] == 0x5F
        ):
            ascii_only &= codes[place] < 0x80
            if _is_no_word(codes, place, count):
                return 0.0, False
            place += 1
        if place == start:
            if _is_no_word(codes, place, count):
                return 0.0, False
            place += 1
            continue
        while ascii_only and start < place:
            begin = start
            while start < place and _is_ascii_letter(codes[start]):
                start += 1
            if start == begin:
                start += 1
                continue
            if words < _WORDS_READ and -_DECIDED < total < _DECIDED:
                total += log_odds(codes, begin, start, small, weights, memory)
                words += 1
    return total, True


@helper
def _letter_pairs(codes, count, small, pair_weights):  # type: ignore[no-untyped-def]
    """How much more the pairs of letters look like German than like other languages, with blanks around the text."""
    total, last = np.int64(0), 0
    for place in range(count + 1):
        letter = -1
        if place == count or codes[place] == 0x20:
            letter = 0
        elif codes[place] < 0x80:
            small_letter = int(small[np.int64(codes[place])])
            letter = small_letter - 96 if 97 <= small_letter <= 122 else -1
        if letter >= 0 and last >= 0:
            total += pair_weights[27 * last + letter]
        last = letter
    return total


@helper
def _threshold(codes, count, small, german, memory):  # type: ignore[no-untyped-def]
    """Whether letters that are rare in German count as evidence, how many bits are enough, and whether that is sure."""
    _, weights, pair_weights = german
    size = min(count, _SAMPLE)
    words, sure = _german_words(codes, size, small, weights, memory)
    if not sure:
        return False, _ENOUGH, False
    odds = words + _GERMAN_LETTERS * (_letter_pairs(codes, size, small, pair_weights) / 8)
    return odds >= 3, 6 if odds >= 9 else 9 if odds >= 5 else _ENOUGH, True


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
            changes = changes or _undone(codes[place], pair, places, meanings) != codes[place]
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
            alike &= _undone(codes[place], one, places, meanings) == _undone(codes[place], two, places, meanings)
        if alike:
            continue
        gain, _ = _gain(codes, start, end, count, one, pages, letters, buffers)
        other, _ = _gain(codes, start, end, count, two, pages, letters, buffers)
        for place in range(start, end):
            first = _undone(codes[place], one, places, meanings) if gain > 0 else codes[place]
            second = _undone(codes[place], two, places, meanings) if other > 0 else codes[place]
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
            if kind == _IS_ODD:
                odd[pair] += gain
            elif kind == _IS_RARE:
                rare[pair] += gain
    for_rare, enough = False, _ENOUGH
    if rare.max() > 0:
        for_rare, enough, sure = _threshold(codes, count, letters[1], german, memory)
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
        after = np.int64(_undone(codes[place], pair, places, meanings))
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
        after = np.int64(_undone(codes[place], pair, places, meanings))
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
            gain, _ = _gain(codes, runs[last, 0], runs[last, 1], count, pair, pages, letters, buffers)
            gains[last] = gain
            total += gain
            lowest_gain = gain if last == number else min(lowest_gain, gain)
            last += 1
        whole = lowest_gain >= _AGAINST and total > 0
        for run in range(number, last):
            start, end = runs[run]
            alone = end - start == 1
            code = np.int64(codes[start])
            first = np.int64(_undone(codes[start], pair, places, meanings))
            if alone and first == 0xA0 and end < count and codes[end] == 0x20:
                return -1
            if _is_catalan(codes, start, end, count):
                if not whole and _may_be_likelier(codes, start, end, pair, pages, signs, kinds):
                    return -1
                continue
            if _spoils(codes, start, end, count, pair, pages, signs, kinds):
                continue
            expected = not alone or not (signs[code] & signs[first] & _ALPHA) or kinds[first] & _UMLAUT != 0
            if gains[run] > 0 or (whole and expected):
                for place in range(start, end):
                    after[place] = _undone(codes[place], pair, places, meanings)
                    edits += after[place] != codes[place]
            elif _may_be_likelier(codes, start, end, pair, pages, signs, kinds):
                return -1
        number = last
    return edits


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
        if found == _MOST_WORDS or done - start > LONGEST_KNOWN:
            return -1
        words[found, 0], words[found, 1] = start, done
        found += 1
    return found


@helper
def _around(codes, count, signs, around):  # type: ignore[no-untyped-def]
    """Find the first words in ASCII, which show the language; how many there are."""
    size, found, place = min(count, _READ), 0, 0
    while place < size and found < _CONTEXT:
        if not _is_ascii_letter(codes[place]):
            place += 1
            continue
        start = place
        while place < size and _is_ascii_letter(codes[place]):
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
def _is_french(codes, start, end, small):  # type: ignore[no-untyped-def]
    """Whether it is a French word that is a frequent German one in another page."""
    size = end - start
    if size > _FRENCH.shape[1]:
        return False
    for word in range(len(_FRENCH)):
        same = True
        for step in range(_FRENCH.shape[1]):
            letter = np.int64(small[np.int64(codes[start + step])]) if step < size else 0x20
            same = same and letter == _FRENCH[word, step]
        if same:
            return True
    return False


@helper
def _same_word(codes, one, two, small):  # type: ignore[no-untyped-def]
    if one[1] - one[0] != two[1] - two[0]:
        return False
    for step in range(one[1] - one[0]):
        if small[np.int64(codes[one[0] + step])] != small[np.int64(codes[two[0] + step])]:
            return False
    return True


@helper
def _german_odds(codes, around, many, small, weights, memory):  # type: ignore[no-untyped-def]
    total = 0.0
    for number in range(many):
        total += log_odds(codes, around[number, 0], around[number, 1], small, weights, memory)
        if total >= _DECIDED or total <= -_DECIDED:
            break
    return total


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


@helper
def _sound_umlauts(codes, after, count, pair, pages, kinds, paragraphs):  # type: ignore[no-untyped-def]
    """How many umlauts stand in the lines that change which the mix-up would have turned into something else.

    With ``paragraphs``, those in the paragraphs that change.
    """
    places, meanings, _ = pages
    found, start = 0, 0
    while start < count:
        end, changes, umlauts = start, False, 0
        while end < count and (codes[end] != 10 or (paragraphs and (end + 1 == count or codes[end + 1] != 10))):
            if after[end] != codes[end]:
                changes = True
            elif kinds[np.int64(codes[end])] & _UMLAUT:
                umlauts += _undone(codes[end], pair, places, meanings) != codes[end]
            end += 1
        if changes:
            found += umlauts
        start = end + 1
    return found


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
            part = known_part(after, start, end, small, german[0], memory)
            if _is_all(codes, start, end, signs, _ALPHA):  # a known word may be one by chance: Brèscia, Bräscia
                if levels[number] >= _FREQUENT or (levels[number] and part) or part >= _LONG_PART:
                    return True
            elif levels[number] or part > _LONG_PART:
                return True
    return False


@njit
def _speaks_german(codes, after, words, many, around, context, levels, may_be, german, small, tables, all_costs):  # type: ignore[no-untyped-def]
    """Whether a text in which letters alone change is German, by its words or by those that the mix-up makes."""
    signs, _, roles, numbers, models, groups, room, memory = tables
    odds = _german_odds(codes, around, context, small, german[1], memory)
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
def _is_believed(codes, after, count, pair, pages, letters, kinds, roles, numbers, german, models, groups, rooms):  # type: ignore[no-untyped-def]
    """Whether the words of a text become so much likelier that a mix-up of pages is the better story."""
    signs, small = letters[0], letters[1]
    words, around, room, memory = rooms[4], rooms[5], rooms[7], rooms[8]
    tables = signs, kinds, roles, numbers, models, groups, room, memory
    many = _words(codes, after, count, signs, kinds, words)
    if many <= 0:
        return False
    for number in range(many):
        start, end = words[number]
        if _is_french(codes, start, end, small):
            return False
        for place in range(start, end):
            if kinds[np.int64(after[place])] & _OTHER_SCRIPT:
                return False
    witnesses = _around(codes, count, signs, around)
    context = np.zeros(LANES, np.int32)
    for number in range(witnesses):
        _add_costs(codes, around[number, 0], around[number, 1], roles, numbers, models, groups, room, context)
    all_costs = np.empty((many, LANES), np.int32)
    language = _language(context, words, many, after, small, tables, all_costs)
    if language < 0:
        return False
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
    if may_be_sound:
        return False  # which words are known by more than chance is for the rules to say: enlèvement, enlävement
    shortest = _SHORTEST if witnesses >= _ENOUGH_WORDS else _SHORTEST_OF_LABEL
    if not _has_evidence(codes, after, words, many, language, shortest, levels, german, small, tables):
        return False
    if only_letters and not _speaks_german(
        *(codes, after, words, many, around, witnesses, levels, may_be, german, small, tables, all_costs)
    ):
        return False
    if language != models[2] and many == 1 and context[language] > least(context) + _OTHER_LANGUAGE:
        return False
    gain = -_PRIOR
    if witnesses < _ENOUGH_WORDS:
        gain -= _LABEL
    gain += _gain_of_words(
        codes, after, words, many, count, language, levels, may_be, small, context, tables, all_costs
    )
    gain -= _SOUND * min(3, _sound_umlauts(codes, after, count, pair, pages, kinds, only_letters))
    return gain > 0


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
def _may_start_word(codes, place, count, kinds, signs):  # type: ignore[no-untyped-def]
    """Whether the character at ``place`` may be a mark that was the first letter of a word."""
    if not kinds[np.int64(codes[place])] & _START_MARK or place + 1 == count or not 97 <= codes[place + 1] <= 122:
        return False
    before = np.int64(codes[place - 1]) if place else np.int64(0x20)
    return before in (0x28, 0x2F, 0x2D) or signs[before] & _SPACE != 0  # ( / -


@helper
def _may_be_first_letter(codes, place, count, kinds, signs):  # type: ignore[no-untyped-def]
    """Whether the character at ``place`` may be the first letter of a word, as another page shows it."""
    code = np.int64(codes[place])
    if kinds[code] & (_UMLAUT | _QUOTE_MARK) or signs[code] & _SPACE or code in _PLAIN_SIGNS:
        return False
    if place + 1 == count or not 97 <= codes[place + 1] <= 122:
        return False
    before = np.int64(codes[place - 1]) if place else np.int64(0x20)
    return before in (0x28, 0x22, 0x2F, 0x2D) or signs[before] & _SPACE != 0  # ( " / -


@helper
def _may_be_known(codes, place, count, kinds, signs):  # type: ignore[no-untyped-def]
    """Whether the character at ``place`` may be one of a known word, as a sign or a capital inside it."""
    kind = kinds[np.int64(codes[place])]
    if not kind & (_WORD_SIGN | _WORD_CAPITAL):
        return False
    before = np.int64(codes[place - 1]) if place else np.int64(0x20)
    after = np.int64(codes[place + 1]) if place + 1 < count else np.int64(0x20)
    small = 97 <= after <= 122
    if kind & _WORD_SIGN:
        if small or (kind & _EDGE_SIGN and 97 <= before <= 122):
            return True
        return signs[before] & _ALNUM != 0 and kinds[after] & (_SMALL | _WORD_SIGN) != 0
    return small and _is_ascii_letter(before)


@helper
def may_be_lone(codes, count, kinds):  # type: ignore[no-untyped-def]
    """Whether a character may be a letter of one word that another page shows, as a sign or in another script."""
    for place in range(1, count - 1):
        if (
            kinds[np.int64(codes[place])] & _LONE
            and _is_ascii_letter(codes[place - 1])
            and 97 <= codes[place + 1] <= 122
        ):
            return True
    return False


@helper
def _nothing_to_find(codes, count, runs, many, kinds, signs):  # type: ignore[no-untyped-def]
    """Whether no single place may be damage by itself, in a text in which no pair of pages has evidence."""
    umlauts, known = False, False
    for number in range(many):
        for place in range(runs[number, 0], runs[number, 1]):
            if _may_start_word(codes, place, count, kinds, signs):
                return False
            if _may_be_first_letter(codes, place, count, kinds, signs):
                return False
            umlauts |= kinds[np.int64(codes[place])] & _UMLAUT != 0 and codes[place] != _SHARP_S
            known = known or _may_be_known(codes, place, count, kinds, signs)
    return umlauts or not known


@njit
def pair_of(codes, count, pages, letters, kinds, roles, numbers, german, models, groups, rooms):  # type: ignore[no-untyped-def]
    """The pair of pages that repairs a text, whose result is written into the fourth of the ``rooms``.

    ``NO_PAIR`` says that ``find_mixups`` finds nothing in the text, and a lower number than 0 otherwise that it may.
    """
    runs, all_gains, all_evidence, after, buffers = rooms[0], rooms[1], rooms[2], rooms[3], rooms[6]
    many = _runs(codes, count, runs)
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
            site = site or _is_site(codes, place, count, kinds)
        _gains(codes, start, end, count, pages, letters, kinds, buffers, all_gains[number], all_evidence[number])
        for pair in range(len(pages[1])):
            evidence = evidence or (site and all_gains[number, pair] > 0 and all_evidence[number, pair] != _IS_NONE)
    if not evidence:
        return NO_PAIR if _nothing_to_find(codes, count, runs, many, kinds, letters[0]) else _UNSURE
    if small_sigma and capital_sigma:
        return _UNSURE  # whose small letters differ by their place
    for place in range(min(count, _READ)):
        if codes[place] == 0x3C:
            return _UNSURE
    pair = _best_pair(codes, count, runs, many, pages, letters, german, rooms[8], buffers, all_gains, all_evidence)
    if pair < 0 or _write_edits(codes, count, runs, many, pair, pages, letters, kinds, buffers, after) <= 0:
        return _UNSURE
    if pages[2][pair] or _is_believed(
        codes, after, count, pair, pages, letters, kinds, roles, numbers, german, models, groups, rooms
    ):
        return pair
    return _UNSURE
