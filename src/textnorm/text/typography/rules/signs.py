"""Signs that were typed with the letters of a keyboard: ©, ®, ™, ≤, ≥, ±."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from textnorm.text.edits import Edit
from textnorm.text.typography.rules.table import Guide

__all__ = ["as_read", "bind_signs"]

_COMPARISON = re.compile(r"(?<![<>=!|&+*/-])(?:<=|>=)(?![=><])")
_PLUS_MINUS = re.compile(r"(?:(?<=[\s(=~])|\A)(?:\+/-|\+-)(?= ?\d)")
_COPYRIGHT = re.compile(r"(?<!\w)\([cC]\)(?=[ \u00a0](?:by |19\d\d|20\d\d))")
_REGISTERED = re.compile(r"(?<=[^\W\d_]{2})\(R\)(?!\w)")
_TRADEMARK = re.compile(r"(?<=[^\W_]{2})\((?:TM|tm)\)(?!\w)")
#: rule, the letters in brackets that it looks for, what it looks for, what is written.
_BRACKETED = (
    ("copyright", "cC", _COPYRIGHT, "\N{COPYRIGHT SIGN}"),
    ("registered", "R", _REGISTERED, "\N{REGISTERED SIGN}"),
    ("trademark", "Tt", _TRADEMARK, "\N{TRADE MARK SIGN}"),
)
_BRACKET = re.compile(r"\((?:[cCR]|TM|tm)\)")
# The version of a package: 1.2.3, 1:0.18, 2.4-1, 9~rc1; and what a package needs: libc6 (>= 2.14), exim (>= 2) | mta
_VERSION = re.compile(r" ?(?:\d+(?:\.\d+){2}|\d+:\d|\d[\d.]*(?:[+~]|-\d))")
_NEED = re.compile(r" ?\d[\d.]*\)")
_WRITTEN = {"<=": "\N{LESS-THAN OR EQUAL TO}", ">=": "\N{GREATER-THAN OR EQUAL TO}"}


def bind_signs(guide: Guide) -> Callable[[str], Iterator[Edit]]:
    """The finder of signs that stand for another one."""
    bracketed = [(*row[1:], guide.evidence(row[0])) for row in _BRACKETED if row[0] in guide]
    plus_minus = guide.evidence("plus-minus") if "plus-minus" in guide else ""
    comparison = guide.evidence("comparison-signs") if "comparison-signs" in guide else ""

    def find(text: str) -> Iterator[Edit]:
        for bracket in _BRACKET.finditer(text) if "(" in text else ():
            for letters, pattern, written, evidence in bracketed:
                if bracket[0][1] in letters and pattern.match(text, bracket.start()):
                    yield Edit(*bracket.span(), written, evidence)
        if plus_minus and "+" in text:
            for match in _PLUS_MINUS.finditer(text):
                yield Edit(*match.span(), "\N{PLUS-MINUS SIGN}", plus_minus)
        if comparison and "=" in text and ("<=" in text or ">=" in text):
            for match in _COMPARISON.finditer(text):
                if _is_comparison(text, *match.span()):
                    yield Edit(*match.span(), _WRITTEN[match[0]], comparison)

    return find


def _is_comparison(text: str, start: int, end: int) -> bool:
    """Whether the sign stands before a number, and no name touches it: numpy>=1.2 is a requirement.

    So are libc6 (>= 2.14) and debhelper >= 9.2.1.
    """
    if _VERSION.match(text, end) or (text[start - 1 : start] == "(" and _NEED.match(text, end)):
        return False
    spaced = start == 0 or text[start - 1] in " (\n\t" or text[start - 1].isdecimal() or text[start - 1] in ")%"
    after = text[end : end + 2].lstrip(" ").lstrip("-−")
    return spaced and (after[:1].isdecimal() or text[end : end + 3].strip(" -").isdecimal())


def as_read(text: str) -> str:
    """``text`` with its comparison signs in place, in as many characters: ``<=`` alone does not make a line code."""
    return text.replace("<=", "≤ ").replace(">=", "≥ ") if "=" in text else text
