"""What pieces of bytes cost when they are read in a code page, in every language.

``text.decoding.page_scores`` has the rules and is the reference. Here they are tables: ``page_tables`` and
``language_tables`` say what the arrays hold. Costs are in steps of half a bit.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit, types

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Numbers = NDArray[np.int64]
    Tables = tuple[Any, ...]

__all__ = [
    "AFTER",
    "ALPHA",
    "BEFORE",
    "CASED",
    "FINAL_SIGMA",
    "IGNORED",
    "KIND",
    "LOWER",
    "PART",
    "SWITCHES",
    "UPPER",
    "piece_costs",
    "screen_pieces",
    "weigh_pages",
]

#: The role of a byte in a page: the number of the letter in the lowest bits; whether it is one, and a part of words;
#: what there is to know of its case; and from the last three on, in eight bits each, the kind of a symbol, and what the
#: byte is before and after one.
_LETTER = 0x3FF
ALPHA, PART = 1 << 10, 1 << 11
UPPER, LOWER, SWITCHES, FINAL_SIGMA, CASED, IGNORED = (1 << bit for bit in range(12, 18))
KIND, BEFORE, AFTER = 24, 32, 40

_WORD, _SMALL, _LARGE = ALPHA | PART, ALPHA | LOWER, ALPHA | UPPER

_LONGEST_WORD = 40  # letters of a word that the models read
_LONGEST = 64  # bytes of a piece that are weighed
_UNLISTED = 44
_CAPITAL, _CASE_SWITCH = 5, 20
_BOUND = 48  # steps: the most that one piece of a long text says against a page
_CATCH_UP = 100  # steps: a page that is further behind is not read to the end
_FIRST_PIECES = 40  # pieces that are read even if all pages read them alike
_LIKELY, _MOST_SYMBOL = 18, 22  # steps: of a letter between its neighbours, of a symbol where it belongs
_ODD_LETTER, _ODD = 8, 24  # steps above which a piece is odd: for each letter, and once

_FLAT8 = types.Array(types.uint8, 1, "C", readonly=True)
_ROWS8 = types.Array(types.uint8, 2, "C", readonly=True)
_ROWS = types.Array(types.int64, 2, "C", readonly=True)
_CHARACTERS = types.Array(types.uint16, 2, "C", readonly=True)
_CUBE = types.Array(types.int64, 3, "C", readonly=True)
_PAGES = (_CHARACTERS, _ROWS, _CUBE, types.int64)
_LANGUAGES = (_FLAT8, _FLAT8, _ROWS, _ROWS8, _FLAT8, POSITIONS, _ROWS)


@njit
def _word_costs(letters, count, triples, alphabets, places, scripts, order, spans, costs):  # type: ignore[no-untyped-def]
    """Add what a word of ``count`` letters costs to the costs of every language."""
    script = scripts[letters[0]]
    alike = script < len(spans)
    for number in range(1, count):
        alike = alike and scripts[letters[number]] == script
    if alike:
        flat = spans[script, 2] * (count + 1)
        for language in range(len(costs)):
            costs[language] += flat
        for number in range(spans[script, 0], spans[script, 1]):
            language = order[number]
            start, size = alphabets[language, 0], alphabets[language, 2]
            total, one, two = np.int64(0), np.int64(0), np.int64(0)
            for place in range(count):
                three = np.int64(places[language, letters[place]])
                total += triples[start + (one * size + two) * size + three]
                one, two = two, three
            costs[language] += total + triples[start + (one * size + two) * size] - flat
        return
    for place in range(count + 1):
        first = letters[place - 2] if place > 1 else 0
        second = letters[place - 1] if place > 0 else 0
        third = letters[place] if place < count else 0
        script = scripts[third] if second == 0 else scripts[second]
        alike = (first == 0 or scripts[first] == script) and (third == 0 or scripts[third] == script)
        if script == len(spans) or not alike:
            for language in range(len(costs)):
                costs[language] += _UNLISTED
            continue
        flat = spans[script, 2]
        for language in range(len(costs)):
            costs[language] += flat
        for number in range(spans[script, 0], spans[script, 1]):
            language = order[number]
            size = alphabets[language, 2]
            before = np.int64(places[language, first]) * size + np.int64(places[language, second])
            group = alphabets[language, 0] + before * size + np.int64(places[language, third])
            costs[language] += triples[group] - flat


@njit
def _case_cost(data, start, end, page, roles):  # type: ignore[no-untyped-def]
    """What the case of the letters in ``data[start:end]`` costs."""
    upper, lower, title, within = False, False, True, False
    for place in range(start, end):
        role = roles[page, data[place]]
        if role & UPPER:
            title = title and not within
            upper = within = True
        elif role & LOWER:
            title = title and within
            lower = within = True
        else:
            within = False
    if not upper:
        return 0
    if title or not lower:
        return _CAPITAL
    cost, seen, last = 0, 0, False
    for place in range(start, end):
        role = roles[page, data[place]]
        if role & SWITCHES:
            now = role & UPPER != 0
            if seen and now != last and (seen > 1 or now):
                cost += _CASE_SWITCH
            seen += 1
            last = now
    return cost


@njit
def _ends_word(data, place, start, end, page, roles):  # type: ignore[no-untyped-def]
    """Whether a capital sigma at ``place`` is, in small letters, the one that ends words."""
    before = place - 1
    while before >= start and roles[page, data[before]] & IGNORED:
        before -= 1
    if before < start or not roles[page, data[before]] & CASED:
        return False
    after = place + 1
    while after < end and roles[page, data[after]] & IGNORED:
        after += 1
    return after == end or not roles[page, data[after]] & CASED


@njit(forceinline=True)
def _symbol_cost(before, byte, after, page, roles, symbols):  # type: ignore[no-untyped-def]
    """What a symbol costs between its neighbours."""
    kind = roles[page, byte] >> KIND & 0xFF
    again = symbols[kind, symbols.shape[1] - 1, 0]
    if again >= 0 and before == byte:
        return again
    return symbols[kind, roles[page, before] >> BEFORE & 0xFF, roles[page, after] >> AFTER & 0xFF]


@njit
def _piece_costs(  # type: ignore[no-untyped-def]
    data, start, end, page, roles, symbols, sigma, triples, alphabets, places, scripts, order, spans, letters, costs
):
    """Write what ``data[start:end]`` costs in a page into ``costs``, one for each language; ``letters`` is room."""
    costs[:] = 0
    flat = np.int64(0)
    place = start
    while place < end:
        byte = data[place]
        if not roles[page, byte] & PART:
            before = data[place - 1] if place > start else np.uint8(32)
            after = data[place + 1] if place + 1 < end else np.uint8(32)
            flat += _symbol_cost(before, byte, after, page, roles, symbols)
            place += 1
            continue
        stop = place + 1
        while stop < end and roles[page, data[stop]] & PART:
            stop += 1
        count = min(stop - place, _LONGEST_WORD)
        for number in range(count):
            role = roles[page, data[place + number]]
            letters[number] = role & _LETTER
            if role & FINAL_SIGMA and _ends_word(data, place + number, place, place + count, page, roles):
                letters[number] = sigma
        _word_costs(letters, count, triples, alphabets, places, scripts, order, spans, costs)
        flat += _case_cost(data, place, stop, page, roles)
        place = stop
    for language in range(len(costs)):
        costs[language] += flat


@njit(
    types.void(BYTES, POSITIONS, types.int64, types.Tuple(_PAGES), types.Tuple(_LANGUAGES), types.int64[:, ::1]),
    cache=True,
    nogil=True,
)
def piece_costs(
    data: Bytes, offsets: Numbers, page: int, pages: Tables, languages: Tables, costs: NDArray[np.int64]
) -> None:
    """Write what each piece of ``data``, between ``offsets``, costs in a page by language (pieces × 37)."""
    _, roles, symbols, sigma = pages
    triples, _, alphabets, places, scripts, order, spans = languages
    letters = np.empty(_LONGEST_WORD, np.int64)
    for piece in range(len(offsets) - 1):
        _piece_costs(
            *(data, offsets[piece], offsets[piece + 1], page, roles, symbols, sigma),
            *(triples, alphabets, places, scripts, order, spans, letters, costs[piece]),
        )


@njit
def _read_alike(data, start, end, one, other, characters):  # type: ignore[no-untyped-def]
    """Whether two pages read ``data[start:end]`` alike."""
    for place in range(start, end):
        byte = data[place]
        if characters[one, byte] != characters[other, byte]:
            return False
    return True


@njit(
    types.void(
        *(BYTES, POSITIONS, POSITIONS, POSITIONS, POSITIONS, POSITIONS, types.boolean),
        *(types.Tuple(_PAGES), types.Tuple(_LANGUAGES), types.int64[:, ::1], types.boolean[::1]),
    ),
    cache=True,
    nogil=True,
)
def weigh_pages(
    data: Bytes,
    offsets: Numbers,
    weights: Numbers,
    rows: Numbers,
    priors: Numbers,
    around: Numbers,
    bounded: bool,
    pages: Tables,
    languages: Tables,
    totals: NDArray[np.int64],
    left: NDArray[np.bool_],
) -> None:
    """Read the pieces of ``data`` in every page, one piece after the other, until few pages are ``left``.

    ``rows`` and ``priors`` are those of the pages, ``around`` (37) is what the text around says against each language.
    ``totals`` (pages × 37) becomes what the pieces cost, and ``left`` (pages), which is True before, which pages
    are not out. ``page_choice`` has the rules.
    """
    characters, roles, symbols, sigma = pages
    triples, _, alphabets, places, scripts, order, spans = languages
    letters = np.empty(_LONGEST_WORD, np.int64)
    count, many = len(rows), totals.shape[1]
    leasts = priors.copy()
    costs = np.zeros((count, many), np.int64)
    least = np.zeros(count, np.int64)
    like = np.zeros(count, np.int64)  # the first page that reads the piece as this one does
    for piece in range(len(offsets) - 1):
        start, end = offsets[piece], offsets[piece + 1]
        remaining, different = 0, 0
        for page in range(count):
            if not left[page]:
                continue
            remaining += 1
            like[page] = page
            for other in range(page):
                if (
                    left[other]
                    and like[other] == other
                    and _read_alike(data, start, end, rows[page], rows[other], characters)
                ):
                    like[page] = other
                    break
            different += like[page] == page
        if piece >= _FIRST_PIECES and different == 1:
            continue
        bound = np.int64(1) << 40
        for page in range(count):
            if left[page] and like[page] == page:
                _piece_costs(
                    *(data, start, end, rows[page], roles, symbols, sigma),
                    *(triples, alphabets, places, scripts, order, spans, letters, costs[page]),
                )
                least[page] = costs[page].min()
                bound = min(bound, least[page] + _BOUND)
        if not bounded:
            bound = np.int64(1) << 40
        weight = weights[piece]
        leader = -1
        for page in range(count):
            if not left[page]:
                continue
            first = like[page]
            for language in range(many):
                totals[page, language] += min(costs[first, language], bound) * weight
            leasts[page] += min(least[first], bound) * weight
            if leader < 0 or leasts[page] < leasts[leader]:
                leader = page
        if remaining > 1:
            limit = around[0] + totals[leader, 0]
            for language in range(many):
                limit = min(limit, around[language] + totals[leader, language])
            limit += priors[leader] + _CATCH_UP
            for page in range(count):
                left[page] = left[page] and leasts[page] <= limit


@njit(forceinline=True)
def _is_space(byte):  # type: ignore[no-untyped-def]
    return byte == 32 or 9 <= byte <= 13


@njit(forceinline=True)
def _continues(byte):  # type: ignore[no-untyped-def]
    return 0x80 <= byte <= 0xBF


@njit
def _european_pair(first, second, european):  # type: ignore[no-untyped-def]
    code = (first & 0x1F) << 6 | second & 0x3F
    return 0xC2 <= first <= 0xDF and _continues(second) and european[code]


@njit
def _may_be_utf8(before, byte, after, european):  # type: ignore[no-untyped-def]
    """Whether two of the bytes, or all three, are a letter of a known language, or a mark, in UTF-8."""
    if _european_pair(np.int64(before), np.int64(byte), european) or _european_pair(
        np.int64(byte), np.int64(after), european
    ):
        return True
    if 0xE0 <= before <= 0xEF and _continues(byte) and _continues(after):
        code = (np.int64(before) & 0x0F) << 12 | (np.int64(byte) & 0x3F) << 6 | np.int64(after) & 0x3F
        return code >= 0x800 and european[code]
    return False


@njit
def _has_sequence(data, start, end):  # type: ignore[no-untyped-def]
    """Whether there is a character of several bytes in ``data[start:end]``, read as UTF-8."""
    for place in range(start, end - 1):
        byte = data[place]
        more = 1 if 0xC2 <= byte <= 0xDF else 2 if 0xE0 <= byte <= 0xEF else 3 if 0xF0 <= byte <= 0xF4 else end
        if place + more < end:
            complete = True
            for at in range(place + 1, place + more + 1):
                complete = complete and _continues(data[at])
            if complete:
                return True
    return False


@njit(
    types.int64(
        *(BYTES, types.int64, types.int64, types.boolean, types.Array(types.boolean, 1, "C", readonly=True)),
        *(types.Tuple(_PAGES), types.Tuple(_LANGUAGES), types.int64[:, ::1]),
    ),
    cache=True,
    nogil=True,
)
def screen_pieces(
    data: Bytes,
    page: int,
    language: int,
    utf8: bool,
    european: NDArray[np.bool_],
    pages: Tables,
    languages: Tables,
    found: NDArray[np.int64],
) -> int:
    """Write start and end of each piece that may not be sound in a page and a language; say how many there are.

    A piece is what stands between white space. One is sound if every byte outside ASCII is, between its neighbours, or
    if the piece cannot be UTF-8 and costs little. If ``found`` (pieces × 2) is too small, the rest is counted only.
    """
    _, roles, symbols, sigma = pages
    triples, pairs, alphabets, places, scripts, order, spans = languages
    first_triple, first_pair, size = alphabets[language]
    letters = np.empty(_LONGEST_WORD, np.int64)
    costs = np.zeros(len(order), np.int64)
    own = np.empty(256, np.int64)  # the place of a letter in the alphabet, 0 for what is none
    for byte in range(256):
        role = roles[page, byte]
        own[byte] = places[language, role & _LETTER] if role & ALPHA else 0
    count, place, length = 0, 0, len(data)
    while place < length:
        if data[place] < 0x80:
            place += 1
            continue
        start, end = place, place + 1
        while start > 0 and not _is_space(data[start - 1]):
            start -= 1
        while end < length and not _is_space(data[end]):
            end += 1
        sound, at = True, place
        before = data[at - 1] if at > 0 else np.uint8(10)
        left, role = roles[page, before], roles[page, data[at]]
        while at < end:
            byte = data[at]
            after = data[at + 1] if at + 1 < length else np.uint8(10)
            right = roles[page, after]
            if byte < 0x80:
                sound = True
            elif utf8 and (_continues(byte) or _continues(after)) and _may_be_utf8(before, byte, after, european):
                sound = False
            elif role & _WORD != _WORD:
                sound = _symbol_cost(before, byte, after, page, roles, symbols) <= _MOST_SYMBOL
            elif (role & UPPER and left & _SMALL == _SMALL) or (role & LOWER and right & _LARGE == _LARGE):
                sound = False
            else:
                one, two, three = own[before], own[byte], own[after]
                cost = pairs[first_pair + one * size + two] if one else triples[first_triple + two]
                sound = cost <= _LIKELY and (
                    three == 0 or triples[first_triple + (one * size + two) * size + three] <= _LIKELY
                )
            if not sound:
                break
            at += 1
            before, left, role = byte, role, right
        if not (sound or (utf8 and _has_sequence(data, start, end))):
            short = min(end, start + _LONGEST)
            _piece_costs(
                *(data, start, short, page, roles, symbols, sigma),
                *(triples, alphabets, places, scripts, order, spans, letters, costs),
            )
            sound = costs.min() <= _ODD_LETTER * (short - start) + _ODD
        if not sound:
            if count < len(found):
                found[count, 0] = start
                found[count, 1] = end
            count += 1
        place = end
    return count
