"""What gives away that a text was read in the wrong page, and what speaks against a reading of it.

``text.encoding.page_mixups`` has the rules and is the reference.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np

from textnorm.kernels.compiler import helper
from textnorm.kernels.pages.character_flags import FLAGS, is_ascii_letter

__all__ = [
    "changes_too_little",
    "gives_away",
    "has_lost_bytes",
    "is_no_result",
    "is_odd",
    "looks_like_utf8",
    "marks_may_lead",
    "mentions",
    "spoils_word",
    "stays_odd",
]

# Numba takes constants of modules, not members of dictionaries.
_WORD, _ALPHA, _SPACE, _CONTROL, _SMALL, _RAISED, _IN_LATIN, _BOX, _LATIN, _ODD = (
    FLAGS[name]
    for name in (
        "word",
        "alpha",
        "space",
        "control",
        "small",
        "raised",
        "in_latin",
        "box",
        "latin",
        "odd",
    )
)
_PLAIN, _CAPITAL, _UMLAUT, _NO_JOINT, _QUOTE, _BLANK, _BESIDE, _SIGN_LETTER, _GREEK, _ORDINAL = (
    FLAGS[name]
    for name in (
        "plain",
        "capital",
        "umlaut",
        "no_joint",
        "quote",
        "blank",
        "beside",
        "sign_letter",
        "greek",
        "ordinal",
    )
)


@helper
def has_lost_bytes(codes, count):  # type: ignore[no-untyped-def]
    """Whether a place may have lost a byte between others, so that its word is read as a whole or not at all."""
    for place in range(1, count):
        code = np.int64(codes[place - 1])
        if codes[place] == 63 and code > 0x7F and code in (0xC2, 0xC3, 0xD0, 0xD1, 0xE2):  # Â Ã Ð Ñ â
            return True
    return False


@helper
def looks_like_utf8(codes, count, leads, more):  # type: ignore[no-untyped-def]
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
def marks_may_lead(codes, count, mark_leads, more):  # type: ignore[no-untyped-def]
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
def stays_odd(codes, count, roles):  # type: ignore[no-untyped-def]
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
        if is_ascii_letter(left) and is_ascii_letter(right):
            if role & _BOX or (role & _IN_LATIN and right >= 97):
                return True
            if role & _RAISED and left >= 97 and code not in (0xC2, 0xC3, 0xC5, 0xD0, 0xCE):
                return True
    return False


@helper
def gives_away(codes, start, end, roles, both):  # type: ignore[no-untyped-def]
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
def is_odd(codes, start, end, roles):  # type: ignore[no-untyped-def]
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
def is_no_result(codes, start, end, roles):  # type: ignore[no-untyped-def]
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
def changes_too_little(codes, size, roles):  # type: ignore[no-untyped-def]
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
            if not is_ascii_letter(codes[between]):
                return False
    return True


@helper
def spoils_word(codes, count, place, after, roles):  # type: ignore[no-untyped-def]
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
def mentions(codes, count, lower, about):  # type: ignore[no-untyped-def]
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
