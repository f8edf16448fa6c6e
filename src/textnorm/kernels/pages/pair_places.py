"""Characters that one single-byte page shows in place of another's: where they may be, what each pair gains there.

``text.encoding.mixups`` has the rules and is the reference, and for single places the modules of
``text.encoding.single_places``. A text is an array of code points.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper, njit
from textnorm.kernels.pages.character_flags import is_ascii_letter
from textnorm.kernels.pages.letter_fit import SIGNS, fit, plausible

__all__ = [
    "IS_NONE",
    "IS_ODD",
    "IS_RARE",
    "LIGATURE",
    "LONGEST_RUN",
    "MOST_TOKENS",
    "PLACES",
    "find_gains",
    "find_runs",
    "find_tokens",
    "gain_of",
    "is_catalan",
    "is_site",
    "may_be_lone",
    "nothing_to_find",
    "sound_umlauts",
    "undone",
]

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
#: No evidence; a letter that is rare in German; what is odd in any language.
IS_NONE, IS_RARE, IS_ODD = 0, 1, 2
LONGEST_RUN = 20
#: Different words with such characters that are asked.
MOST_TOKENS = 40
#: What ß of cp1252 is in Mac Roman, and what a PDF writes.
LIGATURE = 0xFB02
# Numba takes constants of modules, not members of dictionaries.
_SMALL_IMAGE, _CAPITAL_IMAGE, _EDGE_MARK, _WESTERN, _UMLAUT, _FOREIGN_LETTER, _QUOTE_MARK, _SMALL, _START_MARK = (
    PLACES[name]
    for name in (
        "small_image",
        "capital_image",
        "edge_mark",
        "western",
        "umlaut",
        "foreign",
        "mark",
        "small",
        "start_mark",
    )
)
_WORD_SIGN, _WORD_CAPITAL, _EDGE_SIGN, _LONE = (
    PLACES[name]
    for name in (
        "word_sign",
        "word_capital",
        "edge_sign",
        "lone",
    )
)
_ALPHA, _ALNUM, _SPACE = (
    SIGNS[name]
    for name in (
        "alpha",
        "alnum",
        "space",
    )
)
_DOT, _UPPER_UMLAUTS, _SHARP_S = 0xB7, (0xC4, 0xD6, 0xDC), 0xDF
_PLAIN_SIGNS = (0x2013, 0x2014, 0x2026, 0xB7, 0x2022)  # – — … · •, which are no letters of another page at a start
_MOST_RUNS, _LONGEST_SIDE = 4000, 40  # characters beside a place that may be of its word
_PLACE, _ODD, _UNDAMAGED, _FITTING, _SURELY_SHARP = 18, -10, 22, 6, 28  # bits


@helper
def find_runs(codes, count, runs):  # type: ignore[no-untyped-def]
    """Find the runs outside ASCII; how many there are, or -1 if one is too long."""
    found, place = 0, 0
    while place < count:
        if codes[place] < 0x80:
            place += 1
            continue
        start = place
        while place < count and codes[place] > 0x7F:
            place += 1
        if place - start > LONGEST_RUN or found >= _MOST_RUNS:
            return -1
        runs[found, 0], runs[found, 1] = start, place
        found += 1
    return found


@helper
def is_site(codes, place, count, kinds):  # type: ignore[no-untyped-def]
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
        if not kind & _EDGE_MARK and (is_ascii_letter(before) or is_ascii_letter(after)):
            return True
    if kind & _CAPITAL_IMAGE and not kind & _EDGE_MARK and not kinds[before] & _SMALL and is_ascii_letter(after):
        return True
    return (
        code in _UPPER_UMLAUTS
        and (kinds[before] & _SMALL != 0 or is_ascii_letter(before))
        and kinds[after] & _SMALL != 0
    )


@helper
def undone(code, pair, places, meanings):  # type: ignore[no-untyped-def]
    """What ``code`` means in a pair of pages."""
    if code < 0x80:
        return code
    index = np.int64(places[np.int64(code)])
    return meanings[pair, index] if index >= 0 else code


@helper
def is_catalan(codes, start, end, count):  # type: ignore[no-untyped-def]
    """Whether the run is the point between two letters l."""
    return (
        end - start == 1
        and codes[start] == _DOT
        and start > 0
        and end < count
        and codes[start - 1] | 0x20 == 0x6C
        and codes[end] | 0x20 == 0x6C
    )


@helper
def _evidence(seen, meant, start, end, size, letters, kinds):  # type: ignore[no-untyped-def]
    """What an umlaut in ``meant`` comes of: something odd, a letter that is rare in German, or nothing that tells."""
    signs, small, keys, values = letters
    found = IS_NONE
    for place in range(start, end):
        if seen[place] == meant[place] or not kinds[np.int64(meant[place])] & _UMLAUT:
            continue
        fits = fit(meant, place, size, signs, small, keys, values)
        if seen[place] == LIGATURE:
            if fits >= _SURELY_SHARP or end == size or not signs[np.int64(seen[end])] & _ALPHA:
                found = IS_RARE
            continue
        if fits < _FITTING:
            continue
        if fit(seen, place, size, signs, small, keys, values) <= _ODD:
            return IS_ODD
        if signs[np.int64(seen[place])] & _ALPHA or seen[place] == _DOT:
            found = IS_RARE
    return found


@njit
def find_gains(codes, start, end, count, pages, letters, kinds, buffers, gains, evidence):  # type: ignore[no-untyped-def]
    """Write what each pair gains or loses in a run, and what evidence that is."""
    signs, small, keys, values = letters
    places, meanings, certain = pages
    pairs = len(meanings)
    gains[:] = 0
    evidence[:] = IS_NONE
    if is_catalan(codes, start, end, count):
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
                meant[place] = undone(seen[place], pair, places, meanings)
                if begin <= place < stop:
                    between[place] = meant[place]
                    changed |= meant[place] != seen[place]
        if not changed:
            continue
        gain, kind, known = np.int64(0), np.int64(IS_NONE), False
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
            kind = np.int64(IS_ODD)
        if gain > 0:
            gains[pair] = gain
            evidence[pair] = IS_NONE if kind == IS_ODD and gain < _PLACE else kind
        elif gain < 0 and foreign:
            gains[pair] = gain
            evidence[pair] = IS_RARE


@helper
def gain_of(codes, start, end, count, pair, pages, letters, buffers):  # type: ignore[no-untyped-def]
    """The bits that one pair gains in a run, and whether it changes the run."""
    signs, small, keys, values = letters
    places, meanings, _ = pages
    if is_catalan(codes, start, end, count):
        return 0, False
    first, last = max(0, start - 2), min(count, end + 2)
    size, begin, stop = last - first, start - first, end - first
    seen, meant = buffers[0], buffers[1]
    changed = False
    for place in range(size):
        seen[place] = codes[first + place]
        meant[place] = undone(seen[place], pair, places, meanings)
        changed |= begin <= place < stop and meant[place] != seen[place]
    if not changed:
        return 0, False
    as_is = plausible(seen, begin, stop, size, signs, small, keys, values)
    return plausible(meant, begin, stop, size, signs, small, keys, values) - as_is, True


@helper
def _token_around(codes, place, count, signs):  # type: ignore[no-untyped-def]
    """What stands around ``place`` without white space or signs of ASCII: letters, and what they may have become."""
    start, end = place, place
    while start > 0 and place - start < _LONGEST_SIDE and _is_in_token(codes[start - 1], signs):
        start -= 1
    while end < count and end - place < _LONGEST_SIDE and _is_in_token(codes[end], signs):
        end += 1
    return start, max(end, place + 1)


@helper
def _is_in_token(code, signs):  # type: ignore[no-untyped-def]
    return is_ascii_letter(code) or (code > 0x7F and not signs[np.int64(code)] & _SPACE)


@helper
def sound_umlauts(codes, after, count, pair, pages, kinds, paragraphs):  # type: ignore[no-untyped-def]
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
                umlauts += undone(codes[end], pair, places, meanings) != codes[end]
            end += 1
        if changes:
            found += umlauts
        start = end + 1
    return found


@helper
def find_tokens(codes, count, runs, many, signs, tokens):  # type: ignore[no-untyped-def]
    """Find the different tokens around the runs; how many there are."""
    found, done = 0, -1
    for number in range(many):
        if runs[number, 0] < done:
            continue
        start, done = _token_around(codes, runs[number, 0], count, signs)
        known = False
        for other in range(found):
            if tokens[other, 1] - tokens[other, 0] == done - start:
                same = True
                for step in range(done - start):
                    same = same and codes[tokens[other, 0] + step] == codes[start + step]
                known = known or same
        if not known:
            tokens[found, 0], tokens[found, 1] = start, done
            found += 1
            if found == MOST_TOKENS:
                break
    return found


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
    return small and is_ascii_letter(before)


@helper
def may_be_lone(codes, count, kinds):  # type: ignore[no-untyped-def]
    """Whether a character may be a letter of one word that another page shows, as a sign or in another script."""
    for place in range(1, count - 1):
        if (
            kinds[np.int64(codes[place])] & _LONE
            and is_ascii_letter(codes[place - 1])
            and 97 <= codes[place + 1] <= 122
        ):
            return True
    return False


@helper
def nothing_to_find(codes, count, runs, many, kinds, signs):  # type: ignore[no-untyped-def]
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
