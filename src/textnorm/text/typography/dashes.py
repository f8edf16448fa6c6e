"""Dashes and ellipses by role: a range, a minus sign, a compound hyphen and a parenthetical dash are four things.

Manuals, catalogues and code write the same signs for other things: options (``-v``, ``--all``), sets of characters
(``[0-9]``), versions (``1.0-3``), differences (``x = a - b``), words that may be repeated (``FILE...``). What tells
them is looked for near the sign only, so that the work stays linear.
"""

from __future__ import annotations

import re
from functools import lru_cache

from textnorm.patterns import lazy
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
_ELLIPSIS = re.compile("\N{HORIZONTAL ELLIPSIS}")
_DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")


#: How far evidence is looked for in the line of a sign, to either side.
_NEAR = 120
# An option of a command: -v, --all; not the hyphen of: Haupteingang und -ausgang.
_OPTION = lazy(r"(?:^|[\s(\[{|`'\"„“”«»‘’‚])(?:-[A-Za-z](?![\w-])|--[A-Za-z])")
# Digits that are no number below zero: an option (-0, [-8]), a time zone (-0400), a suffix (-4k), a name (-2:, -1=x)
# or a fraction (-1/2).
_NO_SIGN = lazy(r"0(?![.,]\d)|\d{5}|\d+(?:[.,]\d+)*(?:[^\W\d_]|[=/\]-]|\+\d|:(?!\s)|:\Z|\)\)|[ ]\S*/\S)")
# What stands for "none" or "by default" and is typed so: set it to -1. Beside another number, it is a number itself.
_ONE = lazy(r"1(?![\d.,]*\d)")
_NUMBER_NEAR_BEFORE = lazy(r"\d[^\d\n]{1,12}\Z")
_NUMBER_NEAR_AFTER = lazy(r"1[^\d\n]{1,12}\d")
# Options or revisions: -4 or -6, -0 ... -9, fixed in -3, called with -7.
_SAME_SIGN_BEFORE = lazy(r"-\d{1,2}[ \u00a0][^\s\d,;:]{1,5}[ \u00a0]\Z")
_SAME_SIGN_AFTER = lazy(r"\d{1,2}[ \u00a0][^\s\d,;:]{1,5}[ \u00a0]-\d{1,2}(?![\d%]|[.,]\d)")
_OPTION_WORD = lazy(
    r"(?<![^\W_])(?:in|with|mit|option|options|flag|revision|version|changes as)[ \u00a0]\Z", re.IGNORECASE
)
# Comments and Lisp: // -1, (+ width -1)
_CODE_BEFORE = lazy(r"(?://|/\*|#)[ \t]*\Z|\([-+*/<>=]+ ")
# The first word of a line, or of what stands in brackets or marks, may be a command: comm -3 file, (ls -1).
_COMMAND = lazy(r"(?:^[ \t]*(?:[$#%>][ \t]*)?|[(`'\"„“«»‘‚])[a-z][a-z0-9_.]*[ \u00a0]+\Z", re.MULTILINE)
_CALL = lazy(r"[A-Za-z0-9_]\([^()\n]*\Z")
# A term: x = a - b, f(a - b), a_1 - b.
_EQUATION = lazy(r"\s(?:[-+*/]?=|==|:=|<-|<=|>=)\s")
_TERM_BEFORE = lazy(r"(?:[A-Za-z0-9_]\([^()\s]*\)?|[A-Za-z0-9]?_[A-Za-z0-9]+|\])\Z")
_TERM_AFTER = lazy(r"[A-Za-z0-9]*_[A-Za-z0-9]|[A-Za-z0-9_]+[(\[]")
_POWER_BEFORE = lazy(r"[*\u00d7\u00b7x] ?10\Z")  # 3 * 10-17 had a raised number
_KEY = lazy(r"[^\w\s]?(?:\w|[a-z]{2})")  # y - stage this hunk
_SET_END = lazy(r"[^\s\[\]]{0,20}\]")
_UNIT = lazy(r"[ \u00a0\u202f]?([^\W\d_]+|[^\w\s])")
_UNIT_RULES = frozenset(("number-unit", "currency", "percent", "magnitude"))
_OPENING = frozenset(" \t\n\r\u00a0([{<=|:")
# Words that may be repeated, and what a program fills in: [FILE]..., [FILE...], <name>..., {a ...}, f(a, ...)
_REPEATED = lazy(
    r"\{\.\.\.\}|[\]}] ?\.\.\.|[^\[{\s] ?\.\.\. ?[\]}]"
    r"|<[^<>/\n]{1,40}> ?\.\.\.(?![^\n]*</)|, ?\.\.\.[)>]|[\w>]\(\.\.\.\)|>\.\.\.<|\{ \.\.\. \}|[A-Z]=\.\.\."
    r"|(?<![\w-])-[A-Za-z] \.\.\.|\[[^\[\]\n]{1,40}\] \w+ ?\.\.\.(?!\S)"
)
# Words in capitals in a line that has others are what a program fills in, or commands: FILE ..., SELECT ... INTO.
_IN_CAPITALS = lazy(r"(?<![^\W_])[A-Z]{3,} ?\Z")
_SMALL_WORD = lazy("[a-z]{2}")


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    """The units, currencies and magnitudes of every language that has rules of typography."""
    from textnorm.text.typography.rules.table import rule_rows

    words = {word for row in rule_rows() if row.rule in _UNIT_RULES for word in row.words}
    return frozenset({"°", "Grad", *words, *(word.rstrip(".") for word in words)})


def _has_unit(text: str, end: int) -> bool:
    """Whether a unit stands behind the number that ends at ``end``."""
    unit = _UNIT.match(text, end, end + 16)
    return unit is not None and unit[1] in _units()


def _near(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind ``text[start:end]`` in its line, and not far from it."""
    before = text[max(0, start - _NEAR) : start]
    after = text[end : end + _NEAR]
    return before[before.rfind("\n") + 1 :], after.partition("\n")[0]


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def _on_show(text: str, left: int, right: int) -> bool:
    """Whether marks that stand alone hold ``text[left:right]``: the sign '–' is meant."""
    return (
        left > 0
        and text[left - 1] in DIRECTION
        and text[right : right + 1] in DIRECTION
        and (left == 1 or text[left - 2] in _OPENING)
        and not _is_word(text[right + 1 : right + 2])
    )


def _is_digit(character: str) -> bool:
    """Whether a digit of ours: languages with digits of their own have their own signs as well."""
    return character.isascii() and character.isdecimal()


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
    if dash != "-" and before in DIRECTION and _on_show(text, start, end):
        return start, end, dash, ""
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
    if _is_digit(before) and _is_digit(after) and dash in _RANGE_DASHES:
        if _is_range(text, start, end):
            return start, end, _EN, "range"
    elif dash in ("-", _EN) and _is_digit(after) and (not before or before in "([" or before.isspace()):
        if _is_minus(text, start, end):
            return start, end, _MINUS, "minus sign"
    elif dash in _LONG and style.dash and before and after and _is_word(before) and _is_word(after):
        if _is_option(text, start, end) or _on_show(text, start, end):
            return start, end, dash, ""
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
    if (dash not in ("-", _EN) and dash not in _LONG) or _stands_alone(text, left, right):
        return unchanged
    if dash[0] == "-" and _is_syntax(text, left, right, dash):
        return unchanged
    if style.dash.startswith(" ") and style.dash.endswith(" "):
        return start, end, style.dash.strip(" "), "parenthetical dash"  # a no-break space beside it may stay
    return left, right, style.dash, "parenthetical dash"


def _stands_alone(text: str, left: int, right: int) -> bool:
    """Whether the dash joins nothing: a list in a comment, an empty cell, a sign on show."""
    before, after = _near(text, left, right)
    return (
        not _has_letters(before)
        or not _has_letters(after)
        or before[-1] == "|"
        or after[0] in "|,;:!?)]"
        or (before[-1] in DIRECTION and _on_show(text, left, right))
    )


def _is_syntax(text: str, left: int, right: int, dash: str) -> bool:
    """Whether hyphens between spaces belong to a command or a term: cat - -n, git diff -- a.c, x = a - b."""
    before, after = _near(text, left, right)
    if _OPTION.search(before) or _OPTION.search(after) or after[0] == "/" or _KEY.fullmatch(before.strip()):
        return True
    return dash == "-" and bool(_EQUATION.search(before) or _TERM_BEFORE.search(before) or _TERM_AFTER.match(after))


def _is_option(text: str, start: int, end: int) -> bool:
    """Whether hyphens without spaces are an option, a part of a host or a drawing: "--all", xn--mller-kva, o---o."""
    if text[start] != "-":
        return False
    if "--" in text[max(0, start - 4) : start] or "--" in text[end : end + 4]:
        return True  # a drawing: o---o---o
    if text[start - 1] in DIRECTION:
        return start == 1 or text[start - 2] in _OPENING
    return text[start - 2 : start].lower() == "xn" and not text[max(0, start - 3) : start - 2].isalnum()


def _is_range(text: str, start: int, end: int) -> bool:
    """Whether one dash joins two growing numbers: 1990-1995, not 0711-12345, 2020-01-15 or 24-7.

    Nor a set (tty[0-9]), a version (1.0-3) or a telephone number (242-8502).
    """
    first = _NUMBER_BEFORE.search(text[max(0, start - 12) : start])
    last = _NUMBER_AFTER.match(text, end, end + 12)
    if first is None or last is None:
        return False
    if _POWER_BEFORE.search(text[max(0, start - 4) : start]):
        return False
    low, high = first.group(), last.group(1)
    if (low[0] == "0" and len(low) > 1) or (high[0] == "0" and len(high) > 1):
        return False
    if text[max(0, start - len(low) - 1) : start - len(low)] == "[" and _SET_END.match(text, last.end()):
        return False
    if ("." in low or "." in high) and not _has_unit(text, last.end()):
        return False
    first_value, last_value = float(low.replace(",", ".")), float(high.replace(",", "."))
    if len(low) >= 3 and len(high) == 4 and high[-1] != "0" and last_value > 2 * first_value:
        return False
    return first_value < last_value


def _is_minus(text: str, start: int, end: int) -> bool:
    """Whether a dash before a digit is a sign: not at the start of a line (a list), not after a number (3 -5).

    Nor where it may begin an option: behind a command, in a line that has options, in a call.
    """
    before, after = _near(text, start, end)
    stripped = before.rstrip(_SPACES + "\t")
    if not stripped or stripped[-1].isdecimal() or _NO_SIGN.match(after):
        return False
    number = _NUMBER_AFTER.match(text, end, end + 12)
    if number is not None and _has_unit(text, number.end()):
        return True
    if _ONE.match(after) and not (_NUMBER_NEAR_BEFORE.search(before) or _NUMBER_NEAR_AFTER.match(after)):
        return False
    if _SAME_SIGN_BEFORE.search(before) or _SAME_SIGN_AFTER.match(after) or _OPTION_WORD.search(before):
        return False
    syntax = _OPTION.search(before) or _OPTION.search(after) or _COMMAND.search(before) or _CALL.search(before)
    return not (syntax or _CODE_BEFORE.search(before))


def find_ellipses(text: str, ellipsis: str) -> list[Edit]:
    """The edits that write three dots as one character (``"character"``) or the other way round (``"ascii"``).

    >>> [edit.after for edit in find_ellipses("Na … ja", "ascii")]
    ['...']
    """
    sought, written = (_ELLIPSIS, "...") if ellipsis == "ascii" else (_DOTS, "\N{HORIZONTAL ELLIPSIS}")
    if not sought.search(text):
        return []
    edits = []
    spans = iter(protected_spans(text))
    low, high = next(spans, (len(text) + 1, len(text) + 1))
    for match in sought.finditer(text):
        start, end = match.span()
        while high <= start:
            low, high = next(spans, (len(text) + 1, len(text) + 1))
        if start < low and (ellipsis == "ascii" or not _is_notation(text, start, end)):
            edits.append(Edit(start, end, written, "ellipsis"))
    return edits


def _is_notation(text: str, start: int, end: int) -> bool:
    """Whether three dots say that a word may be repeated, or are a sign on show: [FILE]..., f(a, ...), '...'."""
    before, after = _near(text, start, end)
    return (
        not (_has_letters(before) or _has_letters(after))
        or _on_show(text, start, end)
        or _REPEATED.search(before + "..." + after) is not None
        or (_IN_CAPITALS.search(before) is not None and _SMALL_WORD.search(before + after) is not None)
    )
