"""Undo TeX accents: ``\\"a``, ``{\\"a}``, ``\\"{a}``, ``\\ss{}`` and the ``"a`` of german.sty."""

from __future__ import annotations

import re
from unicodedata import normalize

from textnorm.text.edits import Edit
from textnorm.text.evidence.code.context import is_code
from textnorm.text.evidence.known_words import COMPOUND_OF_OIL, is_known, known_part
from textnorm.text.evidence.word_score import LIKELY, SURE, word_score

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
_ESCAPED = re.compile(r'\\"(?P<letter>[aouAOU])(?=[^\W\d_]|\{)')
_CLOSING_ESCAPE = re.compile(r'(?<!\{)\\"(?![\w{])')
_GERMAN = re.compile(r'"[aouAOUs](?=[a-zA-Z"])|(?<=[a-z])"s(?!\w)')
_GERMAN_OR_LINE = re.compile(r'"(?P<letter>[aouAOUs](?=[A-Za-z]|"s)|s(?!\w))?|\n')
_ACCENT = re.compile(r'\\?"([aouAOUs])')
_REACH = 60
_LINE = 400  # characters of a line in which a string literal ends
_PLACEHOLDERS = frozenset("%${<")  # what a placeholder between marks begins with
_STRING_PREFIXES = frozenset("rbufRBUF")
_IDENTIFIER = re.compile(r"[A-Za-z]{0,40}_\w")
_CLOSING_MARK = re.compile(r'[^\n"]"(?![\w"])')
_OPENING_MARK = re.compile(r'(?<![\w"])"(?=\w)')
_LEFT = re.compile(r'(?:[^\W\d_]|["\\])*\Z')
_RIGHT = re.compile(r'(?:[^\W\d_]|\\?"[aouAOUs](?=[a-z])|"s(?!\w))*')
_DIAERESIS = str.maketrans("aouAOUs", "äöüÄÖÜß")
_PLAIN = str.maketrans("äöüÄÖÜ", "aouAOU")
_DOCUMENT = re.compile(
    r"\\(?:begin|documentclass|usepackage|section|cite|newcommand|verb|item|emph|textbf|textit|footnote|La?TeXe?|it|bf"
    r"|def|edef|gdef|catcode|let)\b"
)
_REAL_UMLAUT = re.compile("[äöüÄÖÜß]")
_SECOND_NAME = re.compile(r"(?<=[a-zß])[A-Z][a-z]+\Z")  # BörsenWoche
_LONG_PART = 6  # letters of a known word that a compound begins or ends with
# Words behind a mark that are usual without the dots: the company, and den andern.
_USUAL_WITHOUT = re.compile(
    r"(?:\A|[\s(])\"Uber(?![A-Za-z])"
    r"|(?:\A|[^A-Za-z ] ?|\b(?:d(?:en|ie|er|em)|alle[nr]?|von|eine[nrm]?|mit) )\"andern(?![A-Za-z])"
)


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
        if not _is_part_of_word(text, match):
            continue
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


def _is_part_of_word(text: str, match: re.Match[str]) -> bool:
    """Whether a letter stands beside what may be an escape of another language by itself: ``\\o{}`` or ``\\u{a}``."""
    start, end = match.span()
    if match[0][0] == "{" or not (match["closed"] or match["inner"] == "u"):
        return True
    return text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()


def _find_escaped(text: str) -> list[Edit]:
    """``\\"a`` inside a word; at the start of one only where no ``\\"`` of the text can be an escaped mark."""
    closes = _CLOSING_ESCAPE.search(text) is not None
    edits = []
    for match in _ESCAPED.finditer(text):
        start, end = match.span()
        inside = text[start - 1 : start].isalpha()
        if (inside and text[end : end + 1].isalpha()) or (not closes and _starts_word(text, start, end)):
            edits.append(Edit(start, end, match["letter"].translate(_DIAERESIS), "TeX accent", 0.9))
    return [edit for edit in edits if not is_code(text, edit.start, edit.end)]


def _starts_word(text: str, start: int, end: int) -> bool:
    return not text[start - 1 : start].isalnum() and _score(text, start, end) >= LIKELY


def _score(text: str, start: int, end: int) -> int:
    """How well the word around the accent at ``text[start:end]`` reads, with all its accents read."""
    return word_score(_word(text, start, end))


def _word(text: str, start: int, end: int) -> str:
    """The word around the accent at ``text[start:end]``, with all its accents read."""
    left = _LEFT.search(text, max(0, start - _REACH), start)
    right = _RIGHT.match(text, end, end + _REACH)
    before = left.group() if left else ""
    after = right.group() if right else ""
    return _ACCENT.sub(lambda accent: accent[1].translate(_DIAERESIS), before + text[start:end] + after).lstrip('"')


def _is_known(word: str) -> bool:
    """Whether ``word`` is known, or the first part of a name of two that are written as one."""
    return is_known(word) or is_known(_SECOND_NAME.sub("", word))


def _is_compound(text: str, match: re.Match[str]) -> bool:
    """Whether the word around an accent begins or ends with a long known one."""
    word = _word(text, *match.span())
    return word[1:].islower() and len(known_part(word)) >= _LONG_PART


def _opens_string(text: str, start: int) -> bool:
    """Whether the mark opens a string literal of Python, such as ``f"unknown"``, which the same line closes."""
    if text[start - 1 : start] not in _STRING_PREFIXES or text[start - 2 : start - 1].isalnum():
        return False
    closing = _CLOSING_MARK.search(text, start + 1, start + _LINE)
    return closing is not None and not _GERMAN.search(text, start + 1, closing.start())


def _is_oil(text: str, start: int) -> bool:
    """Whether the accent at ``start`` begins a compound with Öl, which no other word looks like: ``"Olembargo``."""
    return text.startswith('"O', start) and COMPOUND_OF_OIL.match(text, start + 2) is not None


def _is_prose(text: str, start: int, end: int) -> bool:
    """Whether an accent, and no string literal, makes a known word: ``f"ur``, not ``b"use_all"`` or ``r"oder"``.

    As an accent, the mark would leave the one that closes the literal without a partner.
    """
    closing = _CLOSING_MARK.search(text, start + 1, start + _LINE)
    line = max(text.rfind("\n", 0, start) + 1, start - _LINE)
    if closing and not _OPENING_MARK.search(text, line, start) and not _OPENING_MARK.search(text, end, closing.end()):
        return False
    return _IDENTIFIER.match(text, end) is None and is_known(_word(text, start, end))


def _find_german(text: str) -> list[Edit]:
    """``"a`` in a text without umlauts, inside a word; then also at the start of one where no quotation can end.

    What might be a mark of quotation is a letter only in a known word, and never one that lacks its partner.
    """
    if not _GERMAN.search(text) or _REAL_UMLAUT.search(text) or _DOCUMENT.search(text):
        return []
    inside: list[re.Match[str]] = []
    outside: list[re.Match[str]] = []
    opened = closes = False
    for match in _GERMAN_OR_LINE.finditer(text):
        start, end = match.span()
        before, letter = text[start - 1 : start], match["letter"]
        if match.group() == "\n":
            opened = False
        elif before == "\\":
            continue
        elif _opens_string(text, start) and not (letter and _is_prose(text, start, end)):
            opened = True
        elif before == '"' and letter and _is_marked_word(text, start, end):
            inside.append(match)  # a mark, and then a letter: ""uberall"
        elif not before.isalnum():
            if letter and (_score(text, start, end) >= LIKELY or _is_oil(text, start)):
                outside.append(match)
            else:
                opened = text[end : end + 1].isalnum() or text[end : end + 1] in _PLACEHOLDERS
        elif letter and before.isalpha() and (_is_known(_word(text, start, end)) or _is_compound(text, match)):
            inside.append(match)
        elif not text[start + 1 : start + 2].isalnum() or opened:
            if not (opened or letter) and inside and _may_open(text, inside[-1], start):
                inside.pop()
            opened, closes = False, closes or not letter
        elif letter and before.isalpha() and _score(text, start, end) >= LIKELY:
            inside.append(match)
    if not inside or (len(inside) < 2 and max(_score(text, *match.span()) for match in inside) < SURE):
        found = [] if closes or opened else _without_dots(text, inside + outside)
    else:
        found = inside if closes else inside + outside
    return [
        Edit(match.start(), match.end(), match["letter"].translate(_DIAERESIS), "TeX accent", 0.85)
        for match in found
        if not is_code(text, *match.span())
    ]


def _is_marked_word(text: str, start: int, end: int) -> bool:
    """Whether the accent at ``start`` begins a word behind a mark of quotation: ``""uberall"``."""
    if text[start - 2 : start - 1] == '"':
        return False
    right = _RIGHT.match(text, end, end + _REACH)
    word = _ACCENT.sub(lambda accent: accent[1].translate(_DIAERESIS), text[start:end] + (right[0] if right else ""))
    return is_known(word) or word_score(word) >= SURE


def _may_open(text: str, match: re.Match[str], closing: int) -> bool:
    """Whether the mark, in a word that is not known, may open what the mark at ``closing`` ends: Haus"und"."""
    return "\n" not in text[match.end() : closing] and not is_known(_word(text, *match.span()))


def _without_dots(text: str, accents: list[re.Match[str]]) -> list[re.Match[str]]:
    """Of the only marks of a text, those in known words that are no words without their dots: "uber, Mittelzuflu"s."""
    if text.count('"') != len(accents):
        return []
    from textnorm.text.umlauts.options import UmlautOptions
    from textnorm.text.umlauts.stripped import stripped_letters

    letters = stripped_letters(UmlautOptions())
    usual = {place.start() + place[0].index('"') for place in _USUAL_WITHOUT.finditer(text)}
    return [
        match
        for match in accents
        if _is_oil(text, match.start())
        or (
            (_is_known(word := _word(text, *match.span())) or _is_compound(text, match))
            and letters.sites(_SECOND_NAME.sub("", word).translate(_PLAIN).replace("ß", "ss"))
            and match.start() not in usual
        )
    ]
