"""Quotation marks, apostrophes and primes: to ASCII, or to a language's convention."""

from __future__ import annotations

import re

from textnorm.text.compose import until_stable
from textnorm.text.conventions import Convention, convention
from textnorm.text.edits import Edit
from textnorm.text.marks import ASCII_OF, QUOTE_TRIGGERS
from textnorm.text.pairing import APOSTROPHE, CLOSES, OPENS, PRIME, UNPAIRED, Mark, read_marks
from textnorm.text.protected import protected_spans

__all__ = ["ASCII_DIGRAPHS", "find_quotes"]

_TYPOGRAPHIC = re.compile("[" + QUOTE_TRIGGERS + "]")
#: Pairs of ASCII characters that may be quotation marks; without them and without QUOTE_TRIGGERS, nothing changes.
ASCII_DIGRAPHS = ("``", "''", ",,", "<<", ">>")
# Anything whose meaning hangs on its partner: digraphs, backticks, and guillemets with a space inside or all around.
_NEEDS_READING = re.compile(
    "[`'‘’‚‹›′´][`'‘’‚‹›′´]|`|,,|<<|>>|[«‹][ \u00a0\u202f\u2009]|[ \u00a0\u202f\u2009][»›](?!\\w)|(?<!\\S)[«»‹›](?!\\S)"
)
_ANGLES = frozenset("«»‹›")
_SINGLE_PAIR = ("‘", "’")
_SPACES = " \u00a0\u202f\u2009"
_KEPT_LETTERS = frozenset("ʼʻ")


def find_quotes(text: str, *, quotes: str | Convention = "ascii") -> list[Edit]:
    """The edits that write the quotation marks of ``text`` as ``quotes`` asks.

    ``"ascii"`` turns every typographic mark into ``"`` or ``'``, ``"keep"`` does nothing, and a convention (``"de"``,
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
        return until_stable(text, lambda current: _restyle(current, style))
    if quotes == "keep":
        return []
    if text.isascii() and not any(digraph in text for digraph in ASCII_DIGRAPHS) and "`" not in text:
        return []
    return _straighten(text)


def _straighten(text: str) -> list[Edit]:
    """To ASCII. Mostly one character for another; only digraphs and French spaces need the marks to be read."""
    if _NEEDS_READING.search(text):
        return until_stable(text, lambda current: _restyle(current, None))
    edits = []
    spans = iter(protected_spans(text))
    low, high = next(spans, (len(text), len(text)))
    for match in _TYPOGRAPHIC.finditer(text):
        start, end = match.span()
        while high <= start:
            low, high = next(spans, (len(text), len(text) + 1))
        if start < low:
            edits.append(Edit(start, end, ASCII_OF[match.group()], "typographic mark"))
    return edits


def _restyle(text: str, style: Convention | None) -> list[Edit]:
    """One round of edits: marks read with their roles, and written as ``style`` says (None: as ASCII)."""
    edits: list[Edit] = []
    marks = read_marks(text)
    unpaired = sum(mark.role == UNPAIRED for mark in marks)
    report = f"; {unpaired} unpaired in this text" if unpaired else ""
    written = 0
    for mark in marks:
        start, end = mark.start, mark.end
        sign = text[start:end]
        if mark.role in (OPENS, CLOSES):
            start, end, after = _pair_mark(text, mark, marks, sign, style, written)
        elif style is None:
            after = _ascii_of(mark, sign, text)
        elif mark.role == APOSTROPHE:
            after = sign if sign in _KEPT_LETTERS else style.apostrophe
        elif mark.role == PRIME:
            after = style.double_prime if mark.double else style.prime
        else:
            after = sign
        if after != text[start:end]:
            edits.append(Edit(start, end, after, mark.role + report))
        written = end
    return edits


def _pair_mark(
    text: str, mark: Mark, marks: list[Mark], sign: str, style: Convention | None, written: int
) -> tuple[int, int, str]:
    """The span and the text of a mark that opens or closes; spaces inside guillemets go with the mark."""
    start, end = mark.start, mark.end
    opens = mark.role == OPENS
    if mark.partner >= 0:
        other = marks[mark.partner]
        inside = text[end : other.start] if opens else text[other.end : start]
        if not inside.strip():
            return start, end, sign
    if style is None:
        after, space = ('"' if mark.double else "'"), ""
    else:
        after, space = _styled(mark, style)
    if space or sign in _ANGLES:
        if opens:
            while end < len(text) and text[end] in _SPACES:
                end += 1
            after += space
        else:
            while start > written and text[start - 1] in _SPACES:
                start -= 1
            after = space + after
    return start, end, after


def _styled(mark: Mark, style: Convention) -> tuple[str, str]:
    """The mark and its inner space."""
    if mark.level >= 0:
        pair = style.pair(mark.level)
    else:
        level = style.single_level
        pair = _SINGLE_PAIR if level is None else style.pair(level)
    after = pair[mark.role == CLOSES]
    return after, style.inner_space if after in _ANGLES else ""


def _ascii_of(mark: Mark, sign: str, text: str) -> str:
    if mark.role == UNPAIRED:
        before = text[mark.start - 1 : mark.start]
        after = text[mark.end : mark.end + 1]
        floating = (not before or before.isspace()) and (not after or after.isspace())
        if sign.isascii() or (floating and sign in _ANGLES):
            return sign
    elif mark.role not in (APOSTROPHE, PRIME):
        return sign
    return '"' if mark.double else "'"
