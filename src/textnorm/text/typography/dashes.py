"""Dashes and ellipses by role: a range, a minus sign, a compound hyphen and a parenthetical dash are four things."""

from __future__ import annotations

import re

from textnorm.text.edits import Edit
from textnorm.text.evidence.code.spans import protected_spans
from textnorm.text.typography.conventions import Convention
from textnorm.text.typography.marks import DIRECTION

__all__ = ["DASHES", "find_dashes", "find_ellipses"]

_EN = "\N{EN DASH}"
_EM = "\N{EM DASH}"
_BAR = "\N{HORIZONTAL BAR}"
_MINUS = "\N{MINUS SIGN}"
#: Every dash but the ASCII hyphen.
DASHES = (
    "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}"
    "\N{TWO-EM DASH}\N{THREE-EM DASH}\N{SMALL EM DASH}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}"
)
_RUN = re.compile(f"[-{DASHES}]+")
_TYPOGRAPHIC = re.compile(f"[{DASHES}]")
_RANGE_DASHES = frozenset({"-", "\N{FIGURE DASH}", _MINUS, "--"})
_LONG = frozenset({_EM, _BAR, "--", "---", _EN + _EN})
_SPACES = " \u00a0\u202f\u2009"
_NUMBER_BEFORE = re.compile(r"(?<![\w.,:/+-])(?:\d{1,4}|\d{1,3}(?:[.,]\d+)?)\Z")
_NUMBER_AFTER = re.compile(r"(\d{1,4}|\d{1,3}[.,]\d+)(?![\w/]|[.,:-]\d)")
_YEARS = re.compile(r"\D?([12]\d{3})([12]\d{3})\D?")
#: Of what is read from the numbers beside a dash: 5-7 may be a score, -3 an item.
_CONFIDENCE = {"range": 0.9, "minus sign": 0.95}
_DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")


def _is_word(character: str) -> bool:
    return character.isalnum() or character in DIRECTION


def find_dashes(text: str, style: Convention | None) -> list[Edit]:
    """The edits that write every dash as ``style`` does; None stands for ASCII.

    >>> from textnorm.text.typography.conventions import convention
    >>> from textnorm.text.edits import apply_edits
    >>> text = "S. 5-7 - bei -3 Grad - im U-Boot"
    >>> apply_edits(text, find_dashes(text, convention("de")))
    'S. 5–7 – bei −3 Grad – im U-Boot'
    """
    pattern = _TYPOGRAPHIC if style is None else _RUN
    if not pattern.search(text):
        return []
    edits: list[Edit] = []
    spans = iter(protected_spans(text))
    low, high = next(spans, (len(text) + 1, len(text) + 1))
    for match in (_RUN if style is not None else _TYPOGRAPHIC).finditer(text):
        while high <= match.start():
            low, high = next(spans, (len(text) + 1, len(text) + 1))
        if match.start() >= low:
            continue
        start, end, after, role = _ascii(text, match) if style is None else _styled(text, match, style)
        if text[start:end] != after and not (edits and start < edits[-1].end):
            edits.append(Edit(start, end, after, role, _CONFIDENCE.get(role, 1.0)))
    return edits


def _ascii(text: str, match: re.Match[str]) -> _Written:
    start, end = match.span()
    dash = match.group()
    before, after = text[start - 1 : start], text[end : end + 1]
    words = before and after and _is_word(before) and _is_word(after)
    if dash in (_EM, _BAR) and words and not (before.isdecimal() and after.isdecimal()):
        return start, end, " - ", "parenthetical dash"
    return start, end, "-", "dash"


_Written = tuple[int, int, str, str]  # start, end, what is written there, and the role


def _styled(text: str, match: re.Match[str], style: Convention) -> _Written:
    """The dash as ``style`` writes it, by the first role that it has."""
    start, end = match.span()
    dash = match.group()
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and after and before in _SPACES and after in _SPACES:
        return _spaced(text, start, end, dash, style)
    if before.isdecimal() and after.isdecimal() and dash in _RANGE_DASHES:
        if _is_range(text, start, end):
            return start, end, _EN, "range"
    elif dash in ("-", _EN) and after.isdecimal() and (not before or before in "([{" or before.isspace()):
        if _is_minus(text, start):
            return start, end, _MINUS, "minus sign"
    elif dash in _LONG and style.dash and before and after and _is_word(before) and _is_word(after):
        return start, end, style.dash, "parenthetical dash"
    return start, end, dash, ""


def _spaced(text: str, start: int, end: int, dash: str, style: Convention) -> _Written:
    """A dash between spaces: parenthetical, or a range of years; not a list item or a line of dialogue."""
    unchanged = (start, end, dash, "")
    left, right = start, end
    while left > 0 and text[left - 1] in _SPACES:
        left -= 1
    while right < len(text) and text[right] in _SPACES:
        right += 1
    if not left or text[left - 1] in "\n\r" or right == len(text) or text[right] in "\n\r" or not style.dash:
        return unchanged
    if text[left - 1].isdecimal() and text[right].isdecimal() and dash in ("-", _EN, _MINUS):
        # 3 - 5 may be a difference or a range; 1990 - 1995 are years
        years = _YEARS.fullmatch(text[max(0, left - 5) : left] + text[right : right + 5])
        return (start, end, _EN, "range") if years and years[1] < years[2] else unchanged
    if dash not in ("-", _EN) and dash not in _LONG:
        return unchanged
    if style.dash.startswith(" ") and style.dash.endswith(" "):
        return start, end, style.dash.strip(" "), "parenthetical dash"  # a no-break space beside it may stay
    return left, right, style.dash, "parenthetical dash"


def _is_range(text: str, start: int, end: int) -> bool:
    """Whether one dash joins two growing numbers: 1990-1995, not 0711-12345, 2020-01-15 or 24-7."""
    first = _NUMBER_BEFORE.search(text[max(0, start - 12) : start])
    last = _NUMBER_AFTER.match(text, end, end + 12)
    if first is None or last is None:
        return False
    low, high = first.group(), last.group(1)
    if (low[0] == "0" and len(low) > 1) or (high[0] == "0" and len(high) > 1):
        return False
    return float(low.replace(",", ".")) < float(high.replace(",", "."))


def _is_minus(text: str, start: int) -> bool:
    """Whether a dash before a digit is a sign: not at the start of a line (a list), not after a number (3 -5)."""
    before = text[max(0, start - 8) : start].rstrip(_SPACES)
    return bool(before) and not before[-1].isdecimal() and before[-1] not in "\n\r" if start else False


def find_ellipses(text: str, ellipsis: str) -> list[Edit]:
    """The edits that write three dots as one character (``"character"``) or the other way round (``"ascii"``).

    >>> [edit.after for edit in find_ellipses("Na … ja", "ascii")]
    ['...']
    """
    if ellipsis == "ascii":
        return [
            Edit(i, i + 1, "...", "ellipsis")
            for i in (match.start() for match in re.finditer("\N{HORIZONTAL ELLIPSIS}", text))
        ]
    return [Edit(match.start(), match.end(), "\N{HORIZONTAL ELLIPSIS}", "ellipsis") for match in _DOTS.finditer(text)]
