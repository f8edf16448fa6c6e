"""Quotation marks, apostrophes and primes: to ASCII, or to a language's convention."""

from __future__ import annotations

import re
from functools import lru_cache

from textnorm.text.edits import Edit, until_stable
from textnorm.text.evidence.code.spans import protected_spans
from textnorm.text.typography.apostrophes import is_inside_word, is_letter_apostrophe
from textnorm.text.typography.conventions import Convention, convention
from textnorm.text.typography.flanking import ANGLES, CLASSES, CLOSING, LETTER, SPACE
from textnorm.text.typography.mark_context import APOSTROPHE, CLOSES, LITERAL, OPENS, PRIME, UNPAIRED
from textnorm.text.typography.mark_roles import MarkRoles
from textnorm.text.typography.mark_scanner import is_shown
from textnorm.text.typography.marks import ASCII_OF, DIRECTION, LOOK_ALIKES, QUOTE_TRIGGERS, SINGLE
from textnorm.text.typography.simple_quotes import PLAIN_APOSTROPHES, PLAIN_MARKS, find_plain_quotes

__all__ = ["ASCII_DIGRAPHS", "find_quotes", "restyle"]

_MARK = re.compile("[\"'`" + QUOTE_TRIGGERS + "]")
#: What stands behind a mark that may show itself, as in (’) and ‘"’.
_BEHIND_SHOWN = frozenset([*DIRECTION, ")", "]", "\t", "\n", ""])
_TYPOGRAPHIC = re.compile("[" + QUOTE_TRIGGERS + "]")
#: Pairs of ASCII characters that may be quotation marks; without them and without QUOTE_TRIGGERS, nothing changes.
ASCII_DIGRAPHS = ("``", "''", ",,", "<<", ">>")
_SINGLE_PAIR = ("‘", "’")
_SPACES = " \u00a0\u202f\u2009"
_KEPT_LETTERS = frozenset("ʼʻ")


def find_quotes(text: str, *, quotes: str | Convention = "ascii") -> list[Edit]:
    """The edits that write the quotation marks of ``text`` as ``quotes`` asks.

    ``"ascii"`` turns every typographic mark into ``"`` or ``'``; primes after a number and letters such as ʻ stay.
    ``"keep"`` does nothing, and a convention (``"de"``,
    ``"fr"``, ``"de-CH"`` …, or a ``Convention``) writes pairs by their level and leaves what has no partner. Code,
    URLs, e-mail addresses, HTML tags and CSV records are left alone. Raises ``UnknownOption`` for an unknown name.

    >>> from textnorm.text.edits import apply_edits
    >>> text = "„Nein“, sagt sie, ‚so geht’s nicht‘"
    >>> apply_edits(text, find_quotes(text))
    '"Nein", sagt sie, \\'so geht\\'s nicht\\''
    >>> text = 'Sie sagt: "Er rief: \\'Nein!\\'"'
    >>> apply_edits(text, find_quotes(text, quotes="de"))
    'Sie sagt: „Er rief: ‚Nein!‘“'
    """
    style = convention(quotes)
    if style is not None:
        if not _MARK.search(text) and not _has_ascii_digraph(text):
            return []
        plain = find_plain_quotes(text, style)
        return plain if plain is not None else _restyle_until_stable(text, style)
    if quotes == "keep":
        return []
    digraphs = "`" in text or _has_ascii_digraph(text)
    if not digraphs:
        if text.isascii() or not _TYPOGRAPHIC.search(text):
            return []
        if not protected_spans(text) and (edits := _straighten(text)) is not None:
            return edits
    return until_stable(text, _read_to_ascii)


def _read_to_ascii(text: str) -> list[Edit]:
    """One round of edits to ASCII with every mark read. Single ASCII marks stay what they are, whatever they do."""
    if not (_TYPOGRAPHIC.search(text) or "`" in text or _has_ascii_digraph(text)):
        return []
    return restyle(MarkRoles(text), None)


def _has_ascii_digraph(text: str) -> bool:
    return "``" in text or "''" in text or ",," in text or "<<" in text or ">>" in text


def _straighten(text: str) -> list[Edit] | None:
    """To ASCII, one character for another; None where a partner decides: single marks side by side, three marks in a
    row, a French space.

    What is written needs no second look: no mark stands beside another, so no digraph comes into being.
    """
    edits = []
    for match in _TYPOGRAPHIC.finditer(text):
        start = match.start()
        sign = text[start]
        after = ASCII_OF[sign]
        right = text[start + 1 : start + 2]
        if right in _BEHIND_SHOWN:
            if right in DIRECTION:
                if text[start - 1 : start] in DIRECTION or text[start + 2 : start + 3] in DIRECTION:
                    return None
            elif is_shown(text, start, start + 1):
                continue
        if sign in LOOK_ALIKES:
            if _is_apostrophe(text, start, sign):
                pass
            elif sign in "′″" and text[start - 1 : start].isdecimal():
                continue  # minutes, feet
            else:
                return None
        elif after == "'":
            left = text[start - 1 : start]
            if left in SINGLE or right in SINGLE:
                return None
            if sign == "‚" and left.isdecimal() and right.isdecimal():
                continue  # a comma
        if sign in ANGLES and _has_french_space(text, start, sign):
            return None
        edits.append(Edit(start, start + 1, after, "typographic mark"))
    return edits


def _is_apostrophe(text: str, start: int, sign: str) -> bool:
    """Whether the look-alike is an apostrophe inside a word, beyond doubt."""
    if sign not in "´′ʼ":
        return False
    if not is_inside_word(text[start - 1 : start], text[start + 1 : start + 2]) or text[start - 1].isdecimal():
        return False
    return sign != "ʼ" or is_letter_apostrophe(text, start)


def _has_french_space(text: str, start: int, sign: str) -> bool:
    """Whether a guillemet may have a space on its inner side, or spaces on both."""
    before = CLASSES[text[start - 1]] if start else SPACE
    after = CLASSES[text[start + 1]] if start + 1 < len(text) else SPACE
    if sign in "«‹":
        return after == SPACE and before not in (LETTER, CLOSING)
    return before == SPACE and after != LETTER


def _restyle_until_stable(text: str, style: Convention) -> list[Edit]:
    """Rounds of edits until what is written is read in the same way; one round where that is certain."""
    mark_roles = MarkRoles(text, literals=True)
    edits = restyle(mark_roles, style)
    if not edits or (mark_roles.certain and _is_plain(style) and _stays_unprotected(mark_roles)):
        return edits
    return until_stable(
        text, lambda current: edits if current is text else restyle(MarkRoles(current, literals=True), style)
    )


def _is_plain(style: Convention) -> bool:
    """Whether the outermost marks and the apostrophe are read by their neighbours alone."""
    return (
        not style.inner_space
        and all(mark in PLAIN_MARKS for mark in style.levels[0])
        and style.apostrophe in PLAIN_APOSTROPHES
    )


def _stays_unprotected(mark_roles: MarkRoles) -> bool:
    """Whether the straight marks that remain cannot make the text look like data."""
    if mark_roles.text.lstrip()[:1] in ("{", "["):
        return False
    signs = zip(mark_roles.signs, mark_roles.roles, strict=True)
    return sum(role == UNPAIRED and sign[0] in "\"'`" for sign, role in signs) < 2


@lru_cache(maxsize=64)
def _marks_of(style: Convention) -> dict[tuple[str, int], tuple[str, str]]:
    """The mark and its inner space by role and level; level -1 stands for single marks on their own."""
    single = style.single_level
    alone = _SINGLE_PAIR if single is None else style.levels[single]
    made = {}
    for level, pair in enumerate((alone, *style.levels), start=-1):
        for role, mark in zip((OPENS, CLOSES), pair, strict=True):
            made[role, level] = (mark, style.inner_space if mark in ANGLES else "")
    return made


_WITH_UNPAIRED = 0.95  # the confidence of a mark in a text in which another has no partner

_ASCII_MARKS = {(role, double): ('"' if double else "'", "") for role in (OPENS, CLOSES) for double in (True, False)}


def restyle(mark_roles: MarkRoles, style: Convention | None) -> list[Edit]:
    """One round of edits: every mark written by its role, as ``style`` says (None: as ASCII)."""
    edits: list[Edit] = []
    text, starts, ends, signs, double = (
        mark_roles.text,
        mark_roles.starts,
        mark_roles.ends,
        mark_roles.signs,
        mark_roles.double,
    )
    levels, partners = mark_roles.levels, mark_roles.partners
    unpaired = mark_roles.roles.count(UNPAIRED)
    report = f"; {unpaired} unpaired in this text" if unpaired else ""
    confidence = _WITH_UNPAIRED if unpaired and style else 1.0  # the same for both marks of a pair
    marks = _marks_of(style) if style else {}
    depth = len(style.levels) if style else 1
    written = 0
    for i, role in enumerate(mark_roles.roles):
        start, end, sign = starts[i], ends[i], signs[i]
        if role in (OPENS, CLOSES):
            if style is None:
                after, space = _ASCII_MARKS[role, double[i]]
            else:
                level = levels[i]
                after, space = marks[role, level if level < depth else level % depth]
                partner = partners[i]
                if partner >= 0 and -1 <= partner - i <= 1 and _encloses_nothing(text, ends, starts, i, partner):
                    continue
            if space or sign in ANGLES:
                if role == OPENS:
                    while end < len(text) and text[end] in _SPACES:
                        end += 1
                    after += space
                else:
                    while start > written and text[start - 1] in _SPACES:
                        start -= 1
                    after = space + after
        elif style is None:
            after = _ascii_of(mark_roles, i, role, sign)
        elif role == APOSTROPHE:
            after = sign if sign in _KEPT_LETTERS else style.apostrophe
        elif role == PRIME:
            after = style.double_prime if double[i] else style.prime
        else:
            continue
        if after != text[start:end]:
            edits.append(Edit(start, end, after, role + report, confidence))
        written = end
    return edits


def _encloses_nothing(text: str, ends: list[int], starts: list[int], i: int, partner: int) -> bool:
    """Whether nothing but white space stands between two neighbouring marks."""
    first, second = (i, partner) if i < partner else (partner, i)
    end = ends[first]
    return end == starts[second] or (text[end].isspace() and not text[end : starts[second]].strip())


def _ascii_of(mark_roles: MarkRoles, i: int, role: str, sign: str) -> str:
    if role == LITERAL and sign != "‚" and sign[0] not in LOOK_ALIKES:
        return "".join(ASCII_OF.get(character, character) for character in sign)  # f’(x), s’’a
    if role in (LITERAL, PRIME) and (sign == "‚" or sign[0] in LOOK_ALIKES):
        return sign  # a comma, a letter, minutes and seconds
    if role == UNPAIRED:
        if sign[0] in LOOK_ALIKES:
            return sign
        text, start, end = mark_roles.text, mark_roles.starts[i], mark_roles.ends[i]
        before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
        if sign.isascii() or (sign in ANGLES and before.isspace() and after.isspace()):
            return sign  # Start » Politik
    return '"' if mark_roles.double[i] else "'"
