"""The row of pages through which a text was read as a whole: which explains it best, and whether that is believed.

``text.encoding.page_mixups`` has the rules and is the reference.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper, njit
from textnorm.kernels.pages.character_flags import FLAGS, fold
from textnorm.kernels.pages.letter_costs import LANES, LIKELY_PAIR, add_word, least, lowest, unlikely_in
from textnorm.kernels.pages.mixup_signs import gives_away, is_no_result, is_odd
from textnorm.kernels.pages.page_pieces import add_rest, has_lone_byte, translate

__all__ = ["BEYOND", "DISTINCT", "NONE", "UNKNOWN", "best_row", "is_believed_row"]

#: From here on, only the characters of code pages are known.
BEYOND = 0x2600
#: Characters outside ASCII; a text with more of them was in no such page.
DISTINCT = 160
#: What is known of a text that was read through no row: nothing; that there is none.
UNKNOWN, NONE = -1, -2
# Numba takes constants of modules, not members of dictionaries.
_LETTER, _ALPHA, _NEEDED, _CONTROL, _OTHER_SCRIPT, _FRIULIAN, _CIRCUMFLEX = (
    FLAGS[name]
    for name in (
        "letter",
        "alpha",
        "needed",
        "control",
        "other_script",
        "friulian",
        "circumflex",
    )
)

# The numbers of the rules, in steps of half a bit where they are bits.
_FIRST, _TOP = 10, 4
_RARELY, _APART = 16, 10
_SOUND, _LIKELY = 9.2, 5.4
_ENOUGH, _ENOUGH_OF_FEW, _PER_LETTER = 20.0, 28.0, 1.6
_WORSE, _SURE, _SURE_OF_ONE = 16, 8.0, 48.0
_LETTERS, _FEW, _LONE, _SEVERAL = 2, 4, 6, 3
_SHORTEST, _WITNESSES, _MANY, _AT_HOME, _DOUBTFUL = 3, 2, 4, 4, 0.2
_SLOTS = 512  # more than twice the rows


@njit
def _is_sound(codes, starts, ends, count, step, costs, tables, languages, groups, letters):  # type: ignore[no-untyped-def]
    """Whether every word is likely as it stands, in the language in which all are likeliest by ``costs``."""
    roles, numbers, (triples, models), (keys, groups_kept, many) = tables[0], tables[1], languages, groups
    for piece in range(0, count, step):
        if gives_away(codes, starts[piece], ends[piece], roles, False):
            return False
    language = lowest(costs)
    words, length, cost = 0, 0, np.int64(0)
    word_costs = np.empty(LANES, np.int32)
    for piece in range(0, count, step):
        place = starts[piece]
        while place < ends[piece]:
            start, ascii_only = place, True
            while place < ends[piece] and roles[np.int64(codes[place])] & _LETTER:
                ascii_only &= codes[place] < 0x80
                place += 1
            if place == start:
                place += 1
            elif not ascii_only:
                size = fold(codes, start, place, roles, numbers, letters)
                if unlikely_in(letters, size, language, triples, models, LIKELY_PAIR):
                    return False
                word_costs[:] = 0
                add_word(letters, size, triples, models, keys, groups_kept, many, word_costs)
                cost += word_costs[language]
                length += place - start + 1
                words += 1
    return words > 0 and cost <= _SOUND * length


@njit
def _rows_for(codes, count, tables, rows, leaders, distinct):  # type: ignore[no-untyped-def]
    """Find the rows that may explain a text, and for each the first that reads all of it alike; -1 if it may be none.

    Returns how many rows there are, or -1 for a text that was in no such page, and whether UTF-8 in one of the pages
    might be another explanation.
    """
    roles, places, meant, shown, utf8 = tables[0], tables[3], tables[6], tables[7], tables[9]
    different = 0
    seen = np.zeros(shown.shape[1], np.bool_)
    unknown = False  # a symbol that is in no page
    for place in range(count):
        code = np.int64(codes[place])
        if code < 0x80:
            continue
        index = np.int64(places[code])
        if index < 0:
            if code >= BEYOND or roles[code] & _NEEDED:
                return -1, False
            unknown = True
        elif not seen[index]:
            if different == DISTINCT:
                return -1, False
            seen[index] = True
            distinct[different] = code
            different += 1
    indexes, needed = np.empty(different, np.int64), np.empty(different, np.bool_)
    for number in range(different):
        code = np.int64(distinct[number])
        indexes[number], needed[number] = places[code], roles[code] & _NEEDED != 0
    found = 0
    slots = np.full(_SLOTS, -1, np.int64)
    for row in range(len(meant)):
        fits, value = True, np.uint64(14695981039346656037)
        for number in range(different):
            if needed[number] and not shown[row, indexes[number]]:
                fits = False
                break
            value = (value ^ np.uint64(meant[row, indexes[number]])) * np.uint64(1099511628211)
        if not fits:
            continue
        slot = np.int64((value ^ value >> np.uint64(29)) & np.uint64(_SLOTS - 1))
        while slots[slot] >= 0:
            other, alike = slots[slot], True
            for number in range(different):
                alike = alike and meant[row, indexes[number]] == meant[rows[other], indexes[number]]
            if alike:
                break
            slot = (slot + 1) & (_SLOTS - 1)
        if slots[slot] < 0:
            slots[slot] = found
        rows[found], leaders[found] = row, slots[slot]
        found += 1
    may_be_utf8 = False
    if not unknown:
        for page in range(len(utf8)):
            whole = True
            for number in range(different):
                whole = whole and utf8[page, np.int64(places[np.int64(distinct[number])])] != 0
            may_be_utf8 = may_be_utf8 or whole
    return found, may_be_utf8


@helper
def _gain(codes, starts, ends, count, step, row, enough, as_is, base, tables, languages, groups, room):  # type: ignore[no-untyped-def]
    """The steps by which the pieces become likelier in a row; something below ``enough`` if it is less than that."""
    roles, numbers, (triples, models), (keys, groups_kept, many) = tables[0], tables[1], languages, groups
    places, meant = tables[3], tables[6]
    _, word, costs = room
    for lane in range(LANES):
        costs[lane] = base[lane]
    for piece in range(0, count, step):
        translate(codes, starts[piece], ends[piece], row, places, meant, word)
        add_rest(word, 0, ends[piece] - starts[piece], roles, numbers, triples, models, keys, groups_kept, many, costs)
        if as_is - least(costs) < enough:
            break
    return as_is - least(costs)


@njit
def _best_rows(  # type: ignore[no-untyped-def]
    codes, starts, ends, count, step, found, rows, leaders, as_is, base, tables, languages, groups, room, best
):
    """Write the rows with the highest gains into ``best`` (gain, row); how many there are."""
    rare = tables[8]
    kept = 0
    gains = np.zeros(found, np.int64)
    for number in range(found):
        row = rows[number]
        if leaders[number] == number:
            enough = best[_TOP - 1, 0] if kept == _TOP else np.int64(1)
            gains[number] = _gain(
                codes, starts, ends, count, step, row, enough, as_is, base, tables, languages, groups, room
            )
        gain = gains[leaders[number]]
        own = gain - _RARELY * np.int64(rare[row])
        if own <= 0 or (kept == _TOP and own <= best[_TOP - 1, 0]):
            continue
        at = min(kept, _TOP - 1)
        while at > 0 and best[at - 1, 0] < own:
            best[at, 0], best[at, 1] = best[at - 1, 0], best[at - 1, 1]
            at -= 1
        best[at, 0], best[at, 1] = own, row
        kept = min(kept + 1, _TOP)
    return kept


@helper
def _weigh_again(codes, starts, ends, count, kept, as_is, base, tables, languages, groups, room, best):  # type: ignore[no-untyped-def]
    """Put the best rows in order by all pieces; the gain of one that is far behind is only something as low."""
    for number in range(kept):
        row = best[number, 1]
        rare = _RARELY * np.int64(tables[8][row])
        enough = max(np.int64(1), best[0, 0] - _APART if number else np.int64(1)) + rare
        gain = _gain(codes, starts, ends, count, 1, row, enough, as_is, base, tables, languages, groups, room)
        gain = max(np.int64(0), gain - rare)
        at = number
        while at > 0 and best[at - 1, 0] < gain:
            best[at, 0], best[at, 1] = best[at - 1, 0], best[at - 1, 1]
            at -= 1
        best[at, 0], best[at, 1] = gain, row


@helper
def _says_else(codes, starts, ends, count, one, other, tables):  # type: ignore[no-untyped-def]
    """Whether two rows read the pieces otherwise."""
    places, meant = tables[3], tables[6]
    for piece in range(count):
        for place in range(starts[piece], ends[piece]):
            index = np.int64(places[np.int64(codes[place])]) if codes[place] > 0x7F else -1
            if index >= 0 and meant[one, index] != meant[other, index]:
                return True
    return False


@njit
def best_row(codes, starts, ends, count, context, base, tables, languages, groups, room, rows, leaders, distinct, size):  # type: ignore[no-untyped-def]
    """The row that explains the pieces best, and the steps they gain; -1 if there is none or another is as good."""
    roles, numbers, (triples, models), (keys, groups_kept, many) = tables[0], tables[1], languages, groups
    step = max(1, count // _FIRST)
    found, may_be_utf8 = _rows_for(codes, size, tables, rows, leaders, distinct)
    if found <= 0:
        return (UNKNOWN if found < 0 or may_be_utf8 else NONE), np.int64(0)
    if may_be_utf8:
        lone = False
        for piece in range(0, count, step):
            lone = lone or has_lone_byte(codes, starts[piece], ends[piece])
        if not lone:
            return UNKNOWN, np.int64(0)
    few = context.copy()
    for piece in range(0, count, step):
        for lane in range(LANES):
            few[lane] += base[piece, lane]
    letters, _, _ = room
    costs = few.copy()
    for piece in range(0, count, step):
        add_rest(codes, starts[piece], ends[piece], roles, numbers, triples, models, keys, groups_kept, many, costs)
    if _is_sound(codes, starts, ends, count, step, costs, tables, languages, groups, letters):
        return NONE, np.int64(0)
    best = np.zeros((_TOP, 2), np.int64)
    kept = _best_rows(
        *(codes, starts, ends, count, step, found, rows, leaders, least(costs), few),
        *(tables, languages, groups, room, best),
    )
    if kept == 0:
        return NONE, np.int64(0)
    if step > 1:
        every = context.copy()
        for piece in range(count):
            for lane in range(LANES):
                every[lane] += base[piece, lane]
        costs[:] = every
        for piece in range(count):
            add_rest(codes, starts[piece], ends[piece], roles, numbers, triples, models, keys, groups_kept, many, costs)
        _weigh_again(codes, starts, ends, count, kept, least(costs), every, tables, languages, groups, room, best)
    for other in range(1, kept):
        if best[other, 0] > best[0, 0] - _APART and _says_else(
            codes, starts, ends, count, best[0, 1], best[other, 1], tables
        ):
            return NONE, np.int64(0)
    return best[0, 1], best[0, 0]


@helper
def _is_word_of(codes, start, end, word, size, roles):  # type: ignore[no-untyped-def]
    """Whether ``word[:size]`` is one of the words of a piece."""
    place = start
    while place < end:
        begin = place
        while place < end and roles[np.int64(codes[place])] & _LETTER:
            place += 1
        if place == begin:
            place += 1
        elif place - begin == size:
            same = True
            for step in range(size):
                if codes[begin + step] != word[step]:
                    same = False
                    break
            if same:
                return True
    return False


@njit
def is_believed_row(codes, starts, ends, count, row, gained, context, base, witnesses, tables, languages, groups, room):  # type: ignore[no-untyped-def]
    """Whether the words that change are words of one language, and enough of them."""
    roles, numbers, (triples, models), (keys, groups_kept, many) = tables[0], tables[1], languages, groups
    places, meant = tables[3], tables[6]
    letters, word, _ = room
    before, after = base[:count].copy(), base[:count].copy()
    differs = np.zeros(count, np.bool_)
    as_is, totals, same = context.copy(), context.copy(), context.copy()
    gain = gained / 2.0
    changed, changed_letters, words, own, own_length, longest = 0, 0, 0, 0, 0, 0
    own_costs = np.zeros(LANES, np.int32)
    controls, odd, all_friulian, circumflex, all_other = False, False, True, False, True
    for piece in range(count):
        start, end = starts[piece], ends[piece]
        size = end - start
        differs[piece] = translate(codes, start, end, row, places, meant, word)
        add_rest(codes, start, end, roles, numbers, triples, models, keys, groups_kept, many, before[piece])
        add_rest(word, 0, size, roles, numbers, triples, models, keys, groups_kept, many, after[piece])
        for lane in range(LANES):
            as_is[lane] += before[piece, lane]
            totals[lane] += after[piece, lane]
        if not differs[piece]:
            for lane in range(LANES):
                same[lane] += before[piece, lane]
            continue
        changed += 1
        if gives_away(word, 0, size, roles, False) or is_no_result(word, 0, size, roles):
            return False
        odd = odd or is_odd(codes, start, end, roles)
        for place in range(start, end):
            code, other = np.int64(codes[place]), np.int64(word[place - start])
            role = roles[code]
            controls |= role & _CONTROL != 0
            if code != other:
                changed_letters += role & _CONTROL != 0 or roles[other] & _ALPHA != 0
                all_friulian &= role & _FRIULIAN != 0
                circumflex |= role & _CIRCUMFLEX != 0
        place = 0
        while place < size:
            begin, ascii_only, script = place, True, False
            while place < size and roles[np.int64(word[place])] & _LETTER:
                ascii_only &= word[place] < 0x80
                script |= roles[np.int64(word[place])] & _OTHER_SCRIPT != 0
                place += 1
            if place == begin:
                place += 1
                continue
            if _is_word_of(codes, start, end, word[begin:place], place - begin, roles):
                continue
            words += 1
            if not ascii_only:
                own += 1
                own_length += place - begin + 1
                longest = max(longest, place - begin)
                all_other &= script
                length = fold(word, begin, place, roles, numbers, letters)
                add_word(letters, length, triples, models, keys, groups_kept, many, own_costs)
    if changed_letters < (
        _LETTERS
        if words > 1 or (words and controls)
        else _FEW
        if gain >= _SURE_OF_ONE and witnesses >= _SEVERAL
        else _LONE
    ):
        return False
    if gain < max(_ENOUGH if changed_letters > _LETTERS else _ENOUGH_OF_FEW, _PER_LETTER * changed_letters):
        return False
    if longest < _SHORTEST:
        return False
    language, stands = lowest(totals), lowest(as_is)
    if not (odd or all_other):
        if all_friulian and circumflex:
            return False
        unchanged = count - changed + witnesses
        if unchanged < (1 if changed >= _MANY else _WITNESSES) or same[language] - least(same) > _AT_HOME:
            return False
    if own_costs[language] / 2.0 > _LIKELY * own_length:
        return False
    doubtful, worse = np.int64(0), np.int64(0)
    for piece in range(count):
        if not differs[piece]:
            continue
        start, size = starts[piece], ends[piece] - starts[piece]
        worse += np.int64(after[piece, language]) - np.int64(before[piece, stands]) > _WORSE
        translate(codes, start, ends[piece], row, places, meant, word)
        place = 0
        while place < size:
            begin, ascii_only = place, True
            while place < size and roles[np.int64(word[place])] & _LETTER:
                ascii_only &= word[place] < 0x80
                place += 1
            if place == begin:
                place += 1
            elif not ascii_only and not _is_word_of(codes, start, ends[piece], word[begin:place], place - begin, roles):
                length = fold(word, begin, place, roles, numbers, letters)
                doubtful += unlikely_in(letters, length, language, triples, models, LIKELY_PAIR)
    most = max(_DOUBTFUL * own, 1.0 if own >= _SEVERAL and gain > _SURE * changed_letters else 0.0)
    return doubtful <= most and worse <= 0.05 * changed
