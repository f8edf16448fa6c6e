"""Undo TeX accents: ``\\"a``, ``{\\"a}``, ``\\"{a}``, ``\\ss{}`` and the ``"a`` of german.sty."""

from __future__ import annotations

import re
from unicodedata import normalize

from textnorm.text.edits import Edit
from textnorm.text.surroundings import is_code

__all__ = ["find_tex"]

_ACCENTS = {
    '"': "\N{COMBINING DIAERESIS}",
    "'": "\N{COMBINING ACUTE ACCENT}",
    "`": "\N{COMBINING GRAVE ACCENT}",
    "^": "\N{COMBINING CIRCUMFLEX ACCENT}",
    "~": "\N{COMBINING TILDE}",
    "=": "\N{COMBINING MACRON}",
    ".": "\N{COMBINING DOT ABOVE}",
    "c": "\N{COMBINING CEDILLA}",
    "v": "\N{COMBINING CARON}",
    "H": "\N{COMBINING DOUBLE ACUTE ACCENT}",
    "k": "\N{COMBINING OGONEK}",
    "r": "\N{COMBINING RING ABOVE}",
    "u": "\N{COMBINING BREVE}",
}
_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
}
_BRACED = re.compile(
    r"""\{\\(?P<outer>["'`^~=.])\{?(?P<outer_letter>\\?[A-Za-z])\}?\}"""
    r"""|\{\\(?P<spaced>[cvHkru])(?:\{(?P<spaced_letter>[A-Za-z])\}| (?P<apart>[A-Za-z]))\}"""
    r"""|\\(?P<inner>["'`^~=.cvHkru])\{(?P<inner_letter>\\?[A-Za-z])\}"""
    r"""|\{\\(?P<name>ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?:\{\})?\}"""
    r"""|\\(?P<closed>ss|ae|AE|oe|OE|aa|AA|o|O|l|L)\{\}"""
    r"""|(?<=[a-z])\\ss (?=[a-z])"""
)
_ESCAPED = re.compile(r'\\"(?P<letter>[aouAOU])')
_MAY_BE_MARK = re.compile(r'(?<!\{)\\"(?!\{)')
_GERMAN = re.compile(r'(?<=[A-Za-z])"(?P<letter>[aouAOUs])(?=[a-z]|"s)')
_MARK_OR_LINE = re.compile(r'["\n]')
_DIAERESIS = str.maketrans("aouAOUs", "äöüÄÖÜß")
_DOCUMENT = re.compile(r"\\(?:begin|documentclass|usepackage|section|cite|newcommand)\b")
_REAL_UMLAUT = re.compile("[äöüÄÖÜß]")


def find_tex(text: str) -> list[Edit]:
    """Find TeX accents in text that is no TeX source.

    >>> from textnorm.text.edits import apply_edits
    >>> damaged = 'empf{\\\\"a}ngt \\\\"Uberpr\\\\"ufung Gr"u"se'
    >>> apply_edits(damaged, find_tex(damaged))
    'empfängt Überprüfung Grüße'
    >>> find_tex('Er sagte \\\\"aber nein\\\\", 5"a')
    []
    """
    edits = []
    if "\\" in text and not _DOCUMENT.search(text):
        edits += _find_braced(text)
        edits += _find_escaped(text)
    if '"' in text:
        edits += _find_german(text)
    return sorted(edits)


def _find_braced(text: str) -> list[Edit]:
    edits = []
    for match in _BRACED.finditer(text):
        accent = match["outer"] or match["spaced"] or match["inner"]
        name = match["name"] or match["closed"]
        if accent:
            letter = match["outer_letter"] or match["spaced_letter"] or match["apart"] or match["inner_letter"]
            letter = letter.removeprefix("\\")
            after = normalize("NFC", letter + _ACCENTS[accent])
            if len(after) > 1:
                continue
        else:
            after = _LETTERS[name] if name else "ß"
        edits.append(Edit(match.start(), match.end(), after, "TeX accent", 0.95))
    return edits


def _find_escaped(text: str) -> list[Edit]:
    """``\\"a`` inside a word; at the start of one only if no ``\\"`` of the text can be an escaped quotation mark."""
    edits = []
    outside = []
    for match in _ESCAPED.finditer(text):
        start, end = match.span()
        edit = Edit(start, end, match["letter"].translate(_DIAERESIS), "TeX accent", 0.9)
        if text[start - 1 : start].isalpha() and text[end : end + 1].isalpha():
            edits.append(edit)
        elif text[end : end + 1].islower() and not text[start - 1 : start].isalnum():
            outside.append(edit)
    escaped_marks = len(_MAY_BE_MARK.findall(text))
    if outside and escaped_marks == len(edits) + len(outside) and (edits or len(outside) == 1):
        edits += outside
    return [edit for edit in edits if not is_code(text, edit.start, edit.end)]


def _find_german(text: str) -> list[Edit]:
    """``"a`` inside a word, in a text without umlauts, where no quotation that was opened before can end."""
    if not _GERMAN.search(text) or _REAL_UMLAUT.search(text):
        return []
    edits = []
    opened = False
    for match in _MARK_OR_LINE.finditer(text):
        start, end = match.span()
        if match.group() == "\n":
            opened = False
        elif not text[start - 1 : start].isalnum():
            opened = text[start - 1 : start] != "\\" and text[end : end + 1].isalnum()
        elif not text[end : end + 1].isalnum():
            opened = False
        elif not opened and (inside := _GERMAN.match(text, start)) and not is_code(text, start, inside.end()):
            edits.append(Edit(start, inside.end(), inside["letter"].translate(_DIAERESIS), "TeX accent", 0.85))
    return edits
