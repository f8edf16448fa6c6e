"""The words of many plain headlines, with their kickers, tails and marks.

``match.headlines.parts`` and ``match.headlines.parse`` are the reference. What they do to brackets, rows of signs,
URLs, capitals throughout, or characters beyond Latin letters and the usual marks is not done here: such texts are left
to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.compiler import BYTES, POSITIONS, njit
from textnorm.kernels.compiler import types as _types
from textnorm.kernels.compound_halves import crc32_on
from textnorm.kernels.fold import TABLES, code_point, fold_text
from textnorm.kernels.headlines.headline_figures import CASUALTY, FATAL, NUMBER, ONE, SCALE
from textnorm.kernels.headlines.headline_tokens import LETTER, NUMERIC, words_between
from textnorm.kernels.scores.headline_flags import COLON, QUESTION, SLUG, TRUNCATED

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "ANYWHERE", "AT_END", "BAR", "BORDER", "CASELESS", "FIGURES", "FIRST_OF_TWO", "NAMED", "ODD", "PLAIN", "PLANNED",
    "SECOND_OF_TWO", "SETTLE", "VERB", "folded_keys", "join_words", "need_settling", "scan_headlines",
]  # fmt: skip

#: Of a text: read here; perhaps with the name of a site behind a bar; its words change one another; not read here; all
#: that changes are its numbers; and perhaps two words that are one name.
PLAIN, BAR, SETTLE, ODD, FIGURES, NAMED = 0, 1, 2, 3, 4, 5
#: Of a word: changes others, or itself, anywhere; in the last place before a border; at the end; may be the first, or
#: the second, of two words that are one name; joins two; may be changed by one before a border, or by one at the end.
ANYWHERE, BEFORE_BORDER, AT_END, FIRST_OF_TWO, SECOND_OF_TWO, BORDER, VERB, PLANNED = 1, 2, 4, 8, 16, 32, 64, 128
#: The bit of the hash of a word that is set where a capital says nothing.
CASELESS = np.uint64(2)

types: Any = _types
_I = types.Array(types.int64, 1, "C")
_U = types.Array(types.int32, 1, "C")
_H = types.Array(types.uint64, 1, "C")
_B = types.Array(types.uint8, 1, "C")
_S = types.Array(types.int32, 1, "C")
_C = types.Array(types.int64, 2, "C")
_n = types.int64

_SPACE, _COLON, _COMMA, _HYPHEN, _BAR_SIGN, _PLUS, _DOT, _UNDERSCORE = 32, 58, 44, 45, 124, 43, 46, 95
_EN_DASH, _EM_DASH = 0x2013, 0x2014
_LAST_LATIN = 0x24F
_NO_BREAK = 0xA0
_MOST_LETTERS = 6  # small ones of a syllable in Wade-Giles; see ``match.headlines.word_keys``
_MOST_SPACES = 5  # in a kicker, fewer
_CUT_SLUG = 76  # a slug as long as that may be cut; see ``match.headlines.parts``


@njit
def _is_opening(point):  # type: ignore[no-untyped-def]
    """Whether a quotation mark may follow the colon of a kicker at once."""
    return point == 34 or point == 0x201E or point == 0xBB or point == 0x201C or point == 0x201A or point == 0x2018


@njit
def _is_mark(point):  # type: ignore[no-untyped-def]
    """Whether a character beyond ASCII is a mark without a meaning for the parts of a headline."""
    return (
        (0x2018 <= point <= 0x201A) or (0x201C <= point <= 0x201E) or point == _EN_DASH or point == _EM_DASH
        or point == 0xAB or point == 0xBB or point == 0x2039 or point == 0x203A or point == 0x20AC or point == 0xA3
    )  # fmt: skip


@njit
def _is_dash(point):  # type: ignore[no-untyped-def]
    return point == _HYPHEN or point == _EN_DASH or point == _EM_DASH


@njit
def _is_in_word(point, classes):  # type: ignore[no-untyped-def]
    """Whether a character is a letter or a digit, so that a no-break space beside it is no more than a space."""
    return point <= _LAST_LATIN and (classes[point] == LETTER or classes[point] == NUMERIC)


@njit
def _is_lower(point):  # type: ignore[no-untyped-def]
    """Whether a character may stand in the last part of a Chinese name in Wade-Giles."""
    return 97 <= point <= 122 or point == 39 or point == 0x2019


@njit
def _may_be_chinese(points, count):  # type: ignore[no-untyped-def]
    """Whether two short words with capitals are all that stands before the hyphen at the end: Hsi Chin-"""
    at = count - 2
    for word in range(2):
        letters = 0
        while at >= 0 and _is_lower(points[at]):
            at -= 1
            letters += 1
        if not 1 <= letters <= _MOST_LETTERS or at < 0 or not 65 <= points[at] <= 90:
            return False
        at -= 1
        if word == 0:
            if at < 0 or points[at] != _SPACE:
                return False
            at -= 1
    return True


@njit
def _points_of(data, start, stop, classes, points, places):  # type: ignore[no-untyped-def]
    """The characters of a text and where each begins; -1 if one of them is not read here."""
    count = 0
    place = start
    spaces = 0
    while place < stop:
        point, width = code_point(data, place, stop)
        if point < 128:
            # Control characters, brackets, stars.
            if point < 32 or point == 127 or point == 40 or point == 91 or point == 42:
                return -1
            spaces += point == _SPACE
            if count >= 1 and point == _PLUS and points[count - 1] == _PLUS:
                return -1
            if count >= 2 and point == _DOT and points[count - 1] == _DOT and points[count - 2] == _DOT:
                return -1
        elif point == _NO_BREAK:
            if not count or not _is_in_word(points[count - 1], classes):
                return -1
        elif not ((point <= _LAST_LATIN and classes[point] == LETTER) or _is_mark(point)):
            return -1
        if count and points[count - 1] == _NO_BREAK and not _is_in_word(point, classes):
            return -1
        if count and points[count - 1] == _HYPHEN and _is_lower(point) and _may_be_chinese(points, count):
            return -1
        points[count] = point
        places[count] = place
        count += 1
        place += width
    if not spaces:
        return -1
    for edge in (points[0], points[count - 1]):
        if edge == _SPACE or edge == _NO_BREAK or edge == _BAR_SIGN or edge == _COLON or _is_dash(edge):
            return -1
    places[count] = stop
    return count


@njit
def _is_slug(data, start, stop):  # type: ignore[no-untyped-def]
    """Whether a text is a slug of a URL whose words are all there is to it: no number of an article, no result.

    Its pieces have letters and digits of ASCII, as ``match.headlines.parts`` has it.
    """
    pieces = 0
    begin = start
    lower = figure = False
    for place in range(start, stop + 1):
        byte = data[place] if place < stop else np.uint8(_HYPHEN)
        if 97 <= byte <= 122:
            lower = True
            continue
        if 48 <= byte <= 57 or 65 <= byte <= 90:
            continue
        if (byte != _HYPHEN and byte != _UNDERSCORE) or place == begin:
            return False
        pieces += 1
        # Two figures may be a result.
        figure_before, figure = figure, 48 <= data[begin] <= 57
        if figure and figure_before:
            return False
        if place == stop:
            # What may be no word, but the end of an address: a, amp, html, php, aspx, digits, hexadecimal ones.
            hexadecimal = True
            for at in range(begin, stop):
                letter = data[at] | 32
                hexadecimal &= 97 <= letter <= 102 or 48 <= data[at] <= 57
            size, letter = stop - begin, data[begin] | 32
            short = size <= 4 and (letter == 97 or letter == 104 or letter == 112)
            if hexadecimal or short:
                return False
        begin = place + 1
    return lower and pieces >= 3


@njit
def _has_bar(points, count):  # type: ignore[no-untyped-def]
    """Whether a bar, a dash, a double colon or a double slash stands between spaces."""
    for at in range(1, count - 1):
        if points[at - 1] != _SPACE:
            continue
        point = points[at]
        if points[at + 1] == _SPACE:
            if point == _BAR_SIGN or _is_dash(point):
                return True
        elif at + 2 < count and points[at + 2] == _SPACE and point == points[at + 1] and (point == 58 or point == 47):
            return True
    return False


@njit
def _kicker_of(points, count, longest):  # type: ignore[no-untyped-def]
    """Where the headline begins behind its kicker (0: it has none), and whether a colon is between them."""
    limit = min(count, longest)
    for at in range(1, limit):
        point = points[at]
        end = 0
        colon = dash = False
        if point == _COLON:
            follows = points[at + 1] if at + 1 < limit else np.uint32(0)
            digit = 48 <= points[at - 1] <= 57
            if follows == _SPACE and not digit and at + 2 < limit and points[at + 2] != _SPACE:
                end = at + 2
            elif _is_opening(follows):
                end = at + 1
            colon = True
        elif point == _SPACE and at + 2 < limit and points[at + 2] == _SPACE:
            sign = points[at + 1]
            dash = _is_dash(sign)
            if dash or sign == _BAR_SIGN or sign == _PLUS:
                end = at + 3
        if not end:
            continue
        spaces = 0
        for before in range(at):
            spaces += points[before] == _SPACE
            if (dash or colon) and points[before] == _COMMA:
                return 0, False
        while end < count and points[end] == _SPACE:
            end += 1
        if spaces < _MOST_SPACES:
            for behind in range(end, count):
                if points[behind] == _SPACE:
                    return end, colon
        return 0, False
    return 0, False


@njit
def _dash_from(points, first, count):  # type: ignore[no-untyped-def]
    """Where the first dash or bar between spaces is, from ``first`` on; ``count`` without one."""
    for at in range(first, count - 2):
        if points[at] == _SPACE and points[at + 2] == _SPACE:
            sign = points[at + 1]
            if sign == _BAR_SIGN or _is_dash(sign):
                return at
    return count


@njit(_n(BYTES, POSITIONS, _B, _n, _n, _B, _C, _I, _I, _H, _I), cache=True, nogil=True)
def scan_headlines(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    classes: NDArray[np.uint8],
    longest: int,
    longest_kicker: int,
    kinds: NDArray[np.uint8],
    facts: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    ends: NDArray[np.int64],
) -> int:
    """Find the words of each text of at most ``longest`` bytes, unless it is ``ODD``; as ``find_words`` does.

    ``kinds`` gets ``PLAIN``, ``BAR`` or ``ODD``; a row of ``facts`` how many words are in the kicker, how many stand
    before the tail, and the marks. ``hashes`` have ``CASELESS`` in them for the first words.
    """
    count = 0
    points, places = np.empty(longest + 1, dtype=np.uint32), np.empty(longest + 1, dtype=np.int64)
    for text in range(len(offsets) - 1):
        start, stop = offsets[text], offsets[text + 1]
        kinds[text] = ODD
        ends[text] = count
        if not start < stop <= start + longest:
            continue
        size = _points_of(data, start, stop, classes, points, places)
        border, tail = start, stop
        if size >= 0:
            main, colon = _kicker_of(points, size, longest_kicker)
            lower = question = False
            for at in range(main, size):
                lower |= 97 <= points[at] <= 122
            if not lower:
                continue
            kinds[text] = BAR if _has_bar(points, size) else PLAIN
            border, tail = places[main], places[_dash_from(points, main, size)]
            for at in range(max(0, size - 3), size):
                question |= points[at] == 63
            facts[text, 2] = QUESTION * question | COLON * colon
        elif _is_slug(data, start, stop):
            kinds[text] = PLAIN
            facts[text, 2] = SLUG | TRUNCATED * (stop - start >= _CUT_SLUG)
        else:
            continue
        base = count
        count = words_between(data, start, stop, classes, first, last, hashes, base)
        before_main = before_tail = 0
        for word in range(base, count):
            hashes[word] &= ~CASELESS
            before_main += first[word] < border
            before_tail += first[word] < tail
        if count > base:
            hashes[base] |= CASELESS
            if before_main and base + before_main < count:
                hashes[base + before_main] |= CASELESS
        facts[text, 0], facts[text, 1] = before_main, before_tail
        ends[text] = count
    return count


@njit(types.void(_I, _I, _S, _B, _C), cache=True, nogil=True)
def need_settling(
    numbers: NDArray[np.int64],
    ends: NDArray[np.int64],
    special: NDArray[np.int32],
    kinds: NDArray[np.uint8],
    facts: NDArray[np.int64],
) -> None:
    """Say ``SETTLE``, ``FIGURES`` or ``NAMED`` of texts, by what is ``special`` about each word.

    The words of text ``i`` are ``numbers[ends[i - 1]:ends[i]]``; ``facts`` are those of ``scan_headlines``.
    """
    begin = 0
    for text in range(len(ends)):
        end = ends[text]
        if kinds[text] == PLAIN and end > begin:
            every = before = np.int64(0)
            named = bordered = scaled = hurt = False
            for place in range(begin, end):
                kind = np.int64(special[numbers[place]])
                named |= before & FIRST_OF_TWO != 0 and kind & SECOND_OF_TWO != 0
                bordered |= before & BEFORE_BORDER != 0 and kind & BORDER != 0
                scaled |= before & ONE != 0 and kind & SCALE != 0
                hurt |= before & ONE != 0 and kind & CASUALTY != 0
                every |= kind
                before = kind
            kicker, tail = begin + facts[text, 0], begin + facts[text, 1]
            bordered |= before & BEFORE_BORDER != 0
            for border in (kicker, tail):
                if border > begin and special[numbers[border - 1]] & BEFORE_BORDER:
                    bordered = True
            changes = scaled or every & ANYWHERE != 0
            changes |= before & AT_END != 0 and every & PLANNED != 0
            changes |= bordered and every & VERB != 0
            if every & NUMBER:
                changes |= hurt or every & FATAL != 0
                kinds[text] = FIGURES
            if named:
                kinds[text] = NAMED
            if changes:
                kinds[text] = SETTLE
        begin = end


@njit(_n(BYTES, POSITIONS, _n, TABLES, _B, _I), cache=True, nogil=True)
def folded_keys(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    first: int,
    tables: Any,
    room: NDArray[np.uint8],
    keys: NDArray[np.int64],
) -> int:
    """The CRC of the key of each text from ``first`` on; returns the first whose key does not fit into ``room``."""
    for text in range(first, len(offsets) - 1):
        size = fold_text(data, offsets[text], offsets[text + 1], tables, room)
        if size < 0:
            return text
        keys[text] = np.int64(crc32_on(room, 0, size, np.uint32(0)))
    return len(offsets) - 1


@njit(types.void(_U, _I, _I, BYTES, POSITIONS, _I, _B, _I), cache=True, nogil=True)
def join_words(
    ids: NDArray[np.int32],
    start: NDArray[np.int64],
    exact: NDArray[np.int64],
    letters: NDArray[np.uint8],
    letter_start: NDArray[np.int64],
    joined: NDArray[np.int64],
    folded: NDArray[np.uint8],
    folded_end: NDArray[np.int64],
) -> None:
    """The key of every word and its successor in one, and the words of every headline with spaces between them."""
    written = 0
    for headline in range(len(start) - 1):
        for place in range(start[headline], start[headline + 1]):
            word = ids[place]
            if place > start[headline]:
                folded[written] = _SPACE
                written += 1
            for at in range(letter_start[word], letter_start[word + 1]):
                folded[written] = letters[at]
                written += 1
            joined[place] = 0
            if place + 1 < start[headline + 1]:
                other = ids[place + 1]
                value = crc32_on(letters, letter_start[other], letter_start[other + 1], np.uint32(exact[word]))
                joined[place] = np.int64(value)
        folded_end[headline] = written
