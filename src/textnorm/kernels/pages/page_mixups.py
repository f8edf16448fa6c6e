"""Texts that were written in one page and read in another as a whole: found, and read rightly.

``text.encoding.page_mixups`` has the rules and is the reference. A text is written only where all of them are sure to
say so; what they say of any other is not asked here.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, helper, njit, types
from textnorm.kernels.pages.character_flags import FLAGS, fold, is_final_sigma
from textnorm.kernels.pages.letter_costs import (
    LANES,
    LIKELY_PAIR,
    LONGEST_WORD,
    add_group,
    add_word,
    kept_groups,
    least,
    lowest,
    unlikely_in,
)
from textnorm.kernels.pages.page_pairs import NO_PAIR, may_be_lone, pair_of, rooms_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BEYOND", "IF_SOUND", "NONE", "NOTHING", "PAIR", "ROW_LAST", "SYMBOL_COST", "UNKNOWN", "read_pages"]

#: From which bit on the flags of a character say what it costs as a symbol.
SYMBOL_COST = 32
#: From here on, only the characters of code pages are known.
BEYOND = 0x2600
#: What is known of a text that was read through no row: nothing; that there is none; that nothing at all is damaged.
UNKNOWN, NONE, NOTHING = -1, -2, -3
#: From here on, a text was read through a pair of ``MIXUPS``: surely, or if what it meant has no odd place.
PAIR, IF_SOUND = 1000, 2000
#: ... and from here on through a row, if ``may_be_page_mixup``, since no pair explains it.
ROW_LAST = 3000
_PAIR_FIRST = -4  # nothing gives the mix-up of a whole text away, so that a pair is asked first
# Numba takes constants of modules, not members of dictionaries.
_LETTER, _WORD, _ALPHA, _UPPER, _LOWER, _NEEDED, _SPACE = (
    FLAGS[name] for name in ("letter", "word", "alpha", "upper", "lower", "needed", "space")
)
_CONTROL, _SMALL, _RAISED, _IN_LATIN, _BOX, _LATIN, _ODD, _PLAIN, _OTHER_SCRIPT = (
    FLAGS[name] for name in ("control", "small", "raised", "in_latin", "box", "latin", "odd", "plain", "other_script")
)
(
    _CAPITAL,
    _UMLAUT,
    _NO_JOINT,
    _JOINING,
    _QUOTE,
    _FRIULIAN,
    _CIRCUMFLEX,
    _BLANK,
    _BESIDE,
    _SIGN_LETTER,
    _GREEK,
    _ORDINAL,
) = (
    FLAGS[name]
    for name in (
        *("capital", "umlaut", "no_joint", "joining", "quote", "friulian", "circumflex", "blank", "beside"),
        *("sign_letter", "greek", "ordinal"),
    )
)

_SIGMA, _SIGMA_AT_END = 0x3A3, 0x3C2

# The numbers of the rules, in steps of half a bit where they are bits.
_FIRST, _PIECES, _CONTEXT, _LONGEST, _READ = 10, 48, 24, 48, 4000
_LONGEST_ASCII, _TOP = 30, 4
_INSIDE, _SWITCH, _MOST_SWITCHES = 26, 16, 3
_RARELY, _APART = 16, 10
_SOUND, _LIKELY = 9.2, 5.4
_ENOUGH, _ENOUGH_OF_FEW, _PER_LETTER = 20.0, 28.0, 1.6
_WORSE, _SURE, _SURE_OF_ONE = 16, 8.0, 48.0
_LETTERS, _FEW, _LONE, _SEVERAL = 2, 4, 6, 3
_SHORTEST, _WITNESSES, _MANY, _AT_HOME, _DOUBTFUL = 3, 2, 4, 4, 0.2
_SLOTS = 512  # more than twice the rows
_DISTINCT = 160  # characters outside ASCII; a text with more of them was in no such page

_ROLES = types.Array(types.int64, 1, "C", readonly=True)
_NUMBERS = types.Array(types.uint16, 1, "C", readonly=True)
_PLACES = types.Array(types.int16, 1, "C", readonly=True)
_PAGES = types.Array(types.uint32, 1, "C", readonly=True)
_MEANT = types.Array(types.uint16, 2, "C", readonly=True)
_SHOWN = types.Array(types.uint8, 2, "C", readonly=True)
_RARE = types.Array(types.uint8, 1, "C", readonly=True)
_TABLES = types.Tuple((_ROLES, _NUMBERS, _NUMBERS, _PLACES, _PAGES, _PAGES, _MEANT, _SHOWN, _RARE, _SHOWN))
_ABOUT = types.Tuple((_SHOWN, _NUMBERS, POSITIONS))
_BITS = types.Array(types.uint32, 1, "C", readonly=True)
_LEVELS = types.Array(types.int8, 1, "C", readonly=True)
_LETTER_TABLES = types.Tuple((POSITIONS, _NUMBERS, POSITIONS, _LEVELS))
_PAIRS = types.Tuple(
    (
        types.Tuple((_PLACES, _MEANT, _RARE)),
        _LETTER_TABLES,
        _BITS,
        types.Tuple((BYTES, _LEVELS, POSITIONS)),
        types.int64,
    )
)


@helper
def _decode(data, first, last, codes):  # type: ignore[no-untyped-def]
    """Write the characters of a text; their number, or -1 if there are any beyond the first plane."""
    count, place = 0, first
    while place < last:
        byte = np.int64(data[place])
        if byte < 0x80:
            codes[count] = byte
            place += 1
        elif byte < 0xE0:
            codes[count] = (byte & 0x1F) << 6 | np.int64(data[place + 1]) & 0x3F
            place += 2
        elif byte < 0xF0:
            code = (byte & 0x0F) << 12 | (np.int64(data[place + 1]) & 0x3F) << 6 | np.int64(data[place + 2]) & 0x3F
            if 0xD800 <= code < 0xE000:
                return -1
            codes[count] = code
            place += 3
        else:
            return -1
        count += 1
    return count


@helper
def _encode(code, out, written):  # type: ignore[no-untyped-def]
    """Write a character as UTF-8; where the output ends."""
    if code < 0x80:
        out[written] = code
        return written + 1
    if code < 0x800:
        out[written] = 0xC0 | code >> 6
        out[written + 1] = 0x80 | code & 0x3F
        return written + 2
    out[written] = 0xE0 | code >> 12
    out[written + 1] = 0x80 | code >> 6 & 0x3F
    out[written + 2] = 0x80 | code & 0x3F
    return written + 3


@helper
def _is_plain(code):  # type: ignore[no-untyped-def]
    return 65 <= code <= 90 or 97 <= code <= 122


@helper
def _has_lost_bytes(codes, count):  # type: ignore[no-untyped-def]
    """Whether a place may have lost a byte between others, so that its word is read as a whole or not at all."""
    for place in range(1, count):
        code = np.int64(codes[place - 1])
        if codes[place] == 63 and code > 0x7F and code in (0xC2, 0xC3, 0xD0, 0xD1, 0xE2):  # Â Ã Ð Ñ â
            return True
    return False


@helper
def _may_be_utf8(codes, count, leads, more):  # type: ignore[no-untyped-def]
    """Whether a place looks like UTF-8 that was read in a page."""
    for place in range(count - 1):
        code = np.int64(codes[place])
        if code < 0x80:
            continue
        after = np.int64(codes[place + 1])
        if leads[code] & more[after]:
            return True
        if code == 0xC2 or code == 0xC3:  # Â Ã
            if after == 32 or after == 63 or (code == 0xC3 and 97 <= after <= 122):
                return True
        elif after == 32 and (code == 0xC5 or code == 0xD0 or code == 0xCE or code == 0x413):  # Å Ð Î Г
            return True
        if after == 0xFFFD:
            return True
        if code == 0xDF and (after == 0x2551 or after == 0x2557):
            return True
    return False


@helper
def _stays_odd(codes, count, roles):  # type: ignore[no-untyped-def]
    """Whether a place gives a mix-up away between characters of ASCII, so that no reading as UTF-8 changes it."""
    for place in range(count):
        code = np.int64(codes[place])
        role = roles[code]
        if code < 0x80 or not role & (_CONTROL | _RAISED | _IN_LATIN | _BOX):
            continue
        left = np.int64(codes[place - 1]) if place else np.int64(0x20)
        right = np.int64(codes[place + 1]) if place + 1 < count else np.int64(0x20)
        if left > 0x7F or right > 0x7F:
            continue
        if role & _CONTROL:
            return True
        if _is_plain(left) and _is_plain(right):
            if role & _BOX or (role & _IN_LATIN and right >= 97):
                return True
            if role & _RAISED and left >= 97 and code not in (0xC2, 0xC3, 0xC5, 0xD0, 0xCE):
                return True
    return False


@helper
def _marks_may_lead(codes, count, mark_leads, more):  # type: ignore[no-untyped-def]
    """The same where the first byte shows as a mark that people write before words: it takes a third character."""
    for place in range(count - 1):
        code = np.int64(codes[place])
        pages = mark_leads[code] & more[np.int64(codes[place + 1])]
        if pages and (
            (place > 0 and codes[place - 1] > 0x7F) or (place + 2 < count and pages & more[np.int64(codes[place + 2])])
        ):
            return True
    return False


@helper
def _gives_away(codes, start, end, roles, both):  # type: ignore[no-untyped-def]
    """Whether there is what no sound word has; with ``both``, only what gives the mix-up of a whole text away, too."""
    before, last = np.int64(0), np.int64(0)  # what is to know of the two characters before
    for place in range(start, end):
        role = roles[np.int64(codes[place])]
        if role & _CONTROL or (role & _RAISED and last & _SMALL):
            return True
        if last & (_IN_LATIN | _BOX):
            word = role & _WORD
            if last & _BOX and word and (not both or role & _LATIN):
                return True
            if word and before & _WORD and (not both or (before & _LATIN and role & _SMALL)):
                return True
        before, last = last, role
    return False


@helper
def _is_odd(codes, start, end, roles):  # type: ignore[no-untyped-def]
    """Whether there is what no word has in any language of the West."""
    while start < end and roles[np.int64(codes[start])] & _QUOTE:
        start += 1
    while start < end and roles[np.int64(codes[end - 1])] & _QUOTE:
        end -= 1
    last = np.int64(0)
    for place in range(start, end):
        role = roles[np.int64(codes[place])]
        if (
            role & _ODD
            or (role & _RAISED and last & _SMALL)
            or (role & _IN_LATIN and last & _WORD)
            or (role & _WORD and last & _IN_LATIN)
            or (role & _GREEK and last & _PLAIN)
            or (role & _PLAIN and last & _GREEK)
        ):
            return True
        last = role
    return False


@helper
def _is_no_result(codes, start, end, roles):  # type: ignore[no-untyped-def]
    """Whether there is a capital inside a word, or a symbol that joins no words."""
    before, last = np.int64(0), np.int64(0)
    for place in range(start, end):
        role = roles[np.int64(codes[place])]
        if role & _UMLAUT and last & _SMALL:
            return True
        if before & _WORD and ((last & _CAPITAL and role & _SMALL) or (last & _NO_JOINT and role & _WORD)):
            return True
        before, last = last, role
    return False


@helper
def _add_ascii(codes, start, end, roles, numbers, triples, models, keys, kept, count, costs):  # type: ignore[no-untyped-def]
    """Add what costs the same in whatever page a piece is read: the groups of letters in ASCII alone.

    Returns whether no word can be longer than what the models read.
    """
    first, second = np.int64(0), np.int64(0)
    near, length = 0, 0  # whether one of the last three is not ASCII; letters, and what may be some, in a row
    for place in range(start, end + 1):
        code = np.int64(codes[place]) if place < end else np.int64(0x20)
        if code > 0x7F:
            near = 3
            length += 1
            first = second = np.int64(0)
        elif roles[code] & _LETTER:
            third = np.int64(numbers[code])
            if near <= 0:
                add_group(first, second, third, triples, models, keys, kept, count, costs)
            first, second = second, third
            length += 1
        else:
            if second and near <= 0:
                add_group(first, second, np.int64(0), triples, models, keys, kept, count, costs)
            first = second = np.int64(0)
            length = 0
        if length > LONGEST_WORD:
            return False
        near -= 1
    return True


@helper
def _add_rest(codes, start, end, roles, numbers, triples, models, keys, kept, count, costs):  # type: ignore[no-untyped-def]
    """Add the rest of what a piece costs as it is read: other groups, symbols, capitals behind small letters."""
    first, second = np.int64(0), np.int64(0)
    flat, switches, near, last = np.int64(0), 0, 0, np.int64(0)
    behind_word, inside = False, False
    for place in range(start, end + 1):
        code = np.int64(codes[place]) if place < end else np.int64(0x20)
        if code > 0x7F:
            near = 3
        role = roles[code]
        if role & _LETTER:
            if inside:
                flat += _INSIDE
                inside = False
            third = np.int64(numbers[code])
            if code == _SIGMA:
                begin, stop = place, place + 1
                while begin > start and roles[np.int64(codes[begin - 1])] & _LETTER:
                    begin -= 1
                while stop < end and roles[np.int64(codes[stop])] & _LETTER:
                    stop += 1
                if is_final_sigma(codes, place, begin, stop, roles):
                    third = np.int64(numbers[_SIGMA_AT_END])
            if near > 0:
                add_group(first, second, third, triples, models, keys, kept, count, costs)
            switches += second != 0 and last & _LOWER != 0 and role & _UPPER != 0
            first, second = second, third
            last = role
            behind_word = True
        else:
            if second:
                if near > 0:
                    add_group(first, second, np.int64(0), triples, models, keys, kept, count, costs)
                flat += _SWITCH * min(_MOST_SWITCHES, switches)
                switches = 0
                first = second = np.int64(0)
            if code > 0x7F:
                flat += role >> SYMBOL_COST
                inside |= behind_word and role & _JOINING == 0
        near -= 1
    if flat:
        for lane in range(LANES):
            costs[lane] += flat


@helper
def _translate(codes, start, end, row, places, meant, out):  # type: ignore[no-untyped-def]
    """Write what ``codes[start:end]`` meant in a row; how many letters or controls changed, and whether anything."""
    changed = False
    for place in range(start, end):
        code = codes[place]
        after = code
        if code > 0x7F:
            index = places[np.int64(code)]
            if index >= 0:
                after = meant[row, index]
        out[place - start] = after
        changed |= after != code
    return changed


@helper
def _pieces(codes, count, numbers_of, firsts, starts, ends):  # type: ignore[no-untyped-def]
    """Find the different pieces that are not ASCII alone: runs between blanks. How many there are."""
    mask = len(numbers_of) - 1
    found, place = 0, 0
    while place < count:
        if codes[place] <= 0x20:
            place += 1
            continue
        start, seen = place, False
        value = np.uint64(14695981039346656037)
        while place < count and codes[place] > 0x20:
            value = (value ^ np.uint64(codes[place])) * np.uint64(1099511628211)
            seen |= codes[place] > 0x7F
            place += 1
        if not seen:
            continue
        slot = np.int64((value ^ (value >> np.uint64(29))) & np.uint64(mask))
        known = False
        while numbers_of[slot] >= 0 and not known:
            other = numbers_of[slot]
            known = ends[other] - starts[other] == place - start
            step = 0
            while known and step < place - start:
                known = codes[starts[other] + step] == codes[start + step]
                step += 1
            if not known:
                slot = (slot + 1) & mask
        if not known:
            numbers_of[slot] = found
            firsts[found] = slot
            starts[found], ends[found] = start, place
            found += 1
    for number in range(found):
        numbers_of[firsts[number]] = -1  # for the next text
    return found


@helper
def _may_precede(code):  # type: ignore[no-untyped-def]
    return code <= 0x20 or code == 40 or code == 34 or code == 39  # ( " '


@helper
def _may_follow(code):  # type: ignore[no-untyped-def]
    # . , ; : ! ? ) " '
    return code <= 0x20 or code in (46, 44, 59, 58, 33, 63, 41, 34, 39)


@helper
def _ascii_words(codes, count, starts, ends):  # type: ignore[no-untyped-def]
    """Find the words in ASCII that may be witnesses of the language. How many there are."""
    count = min(count, _READ)
    found, place = 0, 0
    while place < count:
        if not _is_plain(codes[place]):
            place += 1
            continue
        start = place
        while place < count and _is_plain(codes[place]):
            place += 1
        if (
            2 <= place - start <= _LONGEST_ASCII
            and (start == 0 or _may_precede(codes[start - 1]))
            and (place == count or _may_follow(codes[place]))
        ):
            starts[found], ends[found] = start, place
            found += 1
    return found


@helper
def _spread(starts, ends, count, most):  # type: ignore[no-untyped-def]
    """Keep at most ``most`` of the spans, from the whole of them; how many are left."""
    step = max(1, (count + most - 1) // most)
    kept = 0
    for number in range(0, count, step):
        starts[kept], ends[kept] = starts[number], ends[number]
        kept += 1
    return kept


@helper
def _has_lone_byte(codes, start, end):  # type: ignore[no-untyped-def]
    """Whether a character outside ASCII stands alone, which is no UTF-8."""
    for place in range(start, end):
        if (
            codes[place] > 0x7F
            and (place == start or codes[place - 1] <= 0x7F)
            and (place + 1 == end or codes[place + 1] <= 0x7F)
        ):
            return True
    return False


@njit
def _is_sound(codes, starts, ends, count, step, costs, tables, languages, groups, letters):  # type: ignore[no-untyped-def]
    """Whether every word is likely as it stands, in the language in which all are likeliest by ``costs``."""
    roles, numbers, (triples, models), (keys, groups_kept, many) = tables[0], tables[1], languages, groups
    for piece in range(0, count, step):
        if _gives_away(codes, starts[piece], ends[piece], roles, False):
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
            if different == _DISTINCT:
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
        _translate(codes, starts[piece], ends[piece], row, places, meant, word)
        _add_rest(word, 0, ends[piece] - starts[piece], roles, numbers, triples, models, keys, groups_kept, many, costs)
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
def _best(codes, starts, ends, count, context, base, tables, languages, groups, room, rows, leaders, distinct, size):  # type: ignore[no-untyped-def]
    """The row that explains the pieces best, and the steps they gain; -1 if there is none or another is as good."""
    roles, numbers, (triples, models), (keys, groups_kept, many) = tables[0], tables[1], languages, groups
    step = max(1, count // _FIRST)
    found, may_be_utf8 = _rows_for(codes, size, tables, rows, leaders, distinct)
    if found <= 0:
        return (UNKNOWN if found < 0 or may_be_utf8 else NONE), np.int64(0)
    if may_be_utf8:
        lone = False
        for piece in range(0, count, step):
            lone = lone or _has_lone_byte(codes, starts[piece], ends[piece])
        if not lone:
            return UNKNOWN, np.int64(0)
    few = context.copy()
    for piece in range(0, count, step):
        for lane in range(LANES):
            few[lane] += base[piece, lane]
    letters, _, _ = room
    costs = few.copy()
    for piece in range(0, count, step):
        _add_rest(codes, starts[piece], ends[piece], roles, numbers, triples, models, keys, groups_kept, many, costs)
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
            _add_rest(
                codes, starts[piece], ends[piece], roles, numbers, triples, models, keys, groups_kept, many, costs
            )
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
def _is_believed(codes, starts, ends, count, row, gained, context, base, witnesses, tables, languages, groups, room):  # type: ignore[no-untyped-def]
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
        differs[piece] = _translate(codes, start, end, row, places, meant, word)
        _add_rest(codes, start, end, roles, numbers, triples, models, keys, groups_kept, many, before[piece])
        _add_rest(word, 0, size, roles, numbers, triples, models, keys, groups_kept, many, after[piece])
        for lane in range(LANES):
            as_is[lane] += before[piece, lane]
            totals[lane] += after[piece, lane]
        if not differs[piece]:
            for lane in range(LANES):
                same[lane] += before[piece, lane]
            continue
        changed += 1
        if _gives_away(word, 0, size, roles, False) or _is_no_result(word, 0, size, roles):
            return False
        odd = odd or _is_odd(codes, start, end, roles)
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
        _translate(codes, start, ends[piece], row, places, meant, word)
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


@helper
def _spoils_word(codes, count, place, after, roles):  # type: ignore[no-untyped-def]
    """Whether a letter would become a sign inside a word or beside one."""
    if not roles[np.int64(codes[place])] & _ALPHA:
        return False
    left = roles[np.int64(codes[place - 1])] if place else np.int64(0)
    right = roles[np.int64(codes[place + 1])] if place + 1 < count else np.int64(0)
    if not (left | right) & _ALPHA:
        return False
    role = roles[after]
    if role & _BLANK and place and place + 1 < count and not (left | right) & _SPACE:
        return False
    return (not role & _ALPHA and not (role & _BESIDE and not role & _BLANK)) or role & _SIGN_LETTER != 0


@helper
def _mentions(codes, count, lower, about):  # type: ignore[no-untyped-def]
    """Whether a text may be about encodings: whether one of the words is in it."""
    heads, words, ends = about
    for place in range(count - 1):
        first, second = lower[np.int64(codes[place])], lower[np.int64(codes[place + 1])]
        if not heads[np.int64(first) & 0xFF, np.int64(second) & 0xFF]:
            continue
        start = 0
        for word in range(len(ends)):
            end = ends[word]
            size = end - start
            if words[start] == first and words[start + 1] == second and place + size <= count:
                same = True
                for step in range(2, size):
                    if lower[np.int64(codes[place + step])] != words[start + step]:
                        same = False
                        break
                if same:
                    return True
            start = end
    return False


@helper
def _changes_too_little(codes, size, roles):  # type: ignore[no-untyped-def]
    """Whether fewer letters may change than ``_is_believed`` wants: one, or two in one word that stays one."""
    found, first = 0, 0
    for place in range(size):
        if codes[place] < 0x80:
            continue
        found += 1
        if found == 1:
            first = place
            continue
        if found > 2 or (roles[np.int64(codes[first])] | roles[np.int64(codes[place])]) & (_CONTROL | _ORDINAL):
            return False
        for between in range(first + 1, place):
            if not _is_plain(codes[between]):
                return False
    return True


@helper
def _asked_first(codes, size, may_be_utf8, roles):  # type: ignore[no-untyped-def]
    """Whether a row is what the rules ask for first of all, or a pair; ``UNKNOWN`` if neither."""
    if _has_lost_bytes(codes, size):
        return UNKNOWN
    if not _gives_away(codes, 0, size, roles, True):
        return UNKNOWN if may_be_utf8 or _gives_away(codes, 0, size, roles, False) else _PAIR_FIRST
    return UNKNOWN if may_be_utf8 and not _stays_odd(codes, size, roles) else NONE


@njit
def _row_of(  # type: ignore[no-untyped-def]
    codes, size, firsts, slots, starts, ends, tables, languages, groups, room, rows, leaders, distinct
):
    """The row through which a text was read as a whole, or what is known of it."""
    if _changes_too_little(codes, size, tables[0]):
        return NONE
    roles, numbers, (triples, models), (keys, groups_kept, many) = tables[0], tables[1], languages, groups
    word_starts, word_ends = np.empty(_READ // 2, np.int64), np.empty(_READ // 2, np.int64)
    witnesses = _spread(word_starts, word_ends, _ascii_words(codes, size, word_starts, word_ends), _CONTEXT)
    context = np.zeros(LANES, np.int32)
    for number in range(witnesses):
        start, end = word_starts[number], word_ends[number]
        _add_ascii(codes, start, end, roles, numbers, triples, models, keys, groups_kept, many, context)
        _add_rest(codes, start, end, roles, numbers, triples, models, keys, groups_kept, many, context)
    count = _spread(starts, ends, _pieces(codes, size, slots, firsts, starts, ends), _PIECES)
    base = np.zeros((_PIECES, LANES), np.int32)
    for piece in range(count):
        ends[piece] = min(ends[piece], starts[piece] + _LONGEST)
        if not _add_ascii(
            codes, starts[piece], ends[piece], roles, numbers, triples, models, keys, groups_kept, many, base[piece]
        ):
            return UNKNOWN
    row, gain = _best(
        *(codes, starts, ends, count, context, base, tables, languages, groups, room, rows, leaders, distinct, size),
    )
    if row < 0:
        return row
    if not _is_believed(
        *(codes, starts, ends, count, row, gain, context, base, witnesses, tables, languages, groups, room),
    ):
        return NONE
    return row


@njit(
    types.void(
        *(BYTES, POSITIONS, _PAGES, _TABLES, _ABOUT, types.Tuple((BYTES, POSITIONS)), _PAIRS),
        *(types.uint8[::1], types.int64[::1], types.int64[::1]),
    ),
    cache=True,
    nogil=True,
)
def read_pages(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    mark_leads: NDArray[np.uint32],
    tables: tuple[Any, ...],
    about: tuple[Any, ...],
    languages: tuple[Any, ...],
    pairs: tuple[Any, ...],
    out: NDArray[np.uint8],
    ends: NDArray[np.int64],
    found: NDArray[np.int64],
) -> None:
    """Write every text that was read in the wrong page as it was meant into ``out``, with room for 3/2 of ``data``.

    ``found`` says through which row, or from ``PAIR`` on through which pair; below 0 what is known of a text that is
    not written. ``ends`` says where each ends; one that is not written takes no room.
    ``text.encoding.many_texts.tables`` says what the tables hold.
    """
    longest = 1
    for text in range(len(offsets) - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    codes = np.empty(longest, np.uint16)
    size = 16
    while size < longest:
        size *= 2
    slots = np.full(size, -1, np.int64)
    firsts, starts, stops = (
        np.empty(longest // 2 + 1, np.int64),
        np.empty(longest // 2 + 1, np.int64),
        np.empty(longest // 2 + 1, np.int64),
    )
    groups = kept_groups()
    room = np.empty(LONGEST_WORD, np.int64), np.empty(_LONGEST, np.uint16), np.empty(LANES, np.int32)
    rows, leaders = np.empty(len(tables[6]), np.int64), np.empty(len(tables[6]), np.int64)
    distinct = np.empty(_DISTINCT, np.uint16)
    pages, letters, kinds, german_words, german = pairs
    models = languages[0], languages[1], german
    rooms = rooms_for(longest, len(pages[1]))
    roles, places, meant = tables[0], tables[3], tables[6]
    written = 0
    for text in range(len(offsets) - 1):
        found[text] = UNKNOWN
        ends[text] = written
        count = _decode(data, offsets[text], offsets[text + 1], codes)
        if count <= 0:
            continue
        may_be_utf8 = _may_be_utf8(codes, count, tables[4], tables[5])
        may_be_utf8 = may_be_utf8 or _marks_may_lead(codes, count, mark_leads, tables[5])
        row = first = _asked_first(codes, count, may_be_utf8, roles)
        if first == NONE:
            row = _row_of(
                *(codes, count, firsts, slots, starts, stops, tables, languages, groups, room),
                *(rows, leaders, distinct),
            )
        if row == _PAIR_FIRST or (row == NONE and not may_be_utf8):
            pair = pair_of(codes, count, pages, letters, kinds, roles, tables[1], german_words, models, groups, rooms)
            if pair >= 0:
                for place in range(count):
                    written = _encode(np.int64(rooms[3][place]), out, written)
                ends[text] = written
                found[text] = pair + (PAIR if first == NONE else IF_SOUND)
                continue
            if pair == NO_PAIR and first == _PAIR_FIRST:
                row = _row_of(
                    *(codes, count, firsts, slots, starts, stops, tables, languages, groups, room),
                    *(rows, leaders, distinct),
                )
            if pair == NO_PAIR and row == NONE and not may_be_lone(codes, count, kinds):
                found[text] = NOTHING
                continue
        if row < 0:
            found[text] = row if first == NONE else UNKNOWN
            continue
        found[text] = UNKNOWN
        if _mentions(codes, count, tables[2], about):
            continue
        changed = False
        for place in range(count):
            code = codes[place]
            if code < 0x80:
                continue
            index = np.int64(places[np.int64(code)])
            after = meant[row, index] if index >= 0 else code
            if _spoils_word(codes, count, place, np.int64(after), roles):
                row = -1
                break
            changed |= after != code
        if row < 0 or not changed:
            continue
        # All is decided; the characters become what was meant, for the last questions.
        for place in range(count):
            if codes[place] > 0x7F:
                index = np.int64(places[np.int64(codes[place])])
                if index >= 0:
                    codes[place] = meant[row, index]
        if _mentions(codes, count, tables[2], about):
            continue
        end = written
        for place in range(count):
            end = _encode(np.int64(codes[place]), out, end)
        written = end
        ends[text] = written
        found[text] = row + (ROW_LAST if first == _PAIR_FIRST else 0)
