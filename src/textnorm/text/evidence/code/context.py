"""Whether a place or a word is in code: an address, a path, an identifier, source code, a regular expression, JSON.

What looks like damage is right in all of these. Every search is bounded, so that a text costs linear time.
:mod:`textnorm.text.evidence.code.spans` gives the spans of a whole text.
"""

from __future__ import annotations

import re

from textnorm.patterns import lazy

__all__ = ["is_address", "is_code", "is_data", "is_path", "is_protected", "is_whole_literal", "token_around"]

_REACH = 160
_SHORTEST_COUNTED = 6  # letters of a word that may follow a number without a space: 67jaehrige
_WORD_REACH = 120  # the same around a word
_BLANK = frozenset(("", " ", "\n"))  # the neighbours of most words
_ADDRESS_LEFT = lazy(r"://|^www\.|[/=@]|\?\w")
_ADDRESS_RIGHT = lazy(
    r"[/=@]|\w\.(?:html?|php|aspx?|jsp|jpe?g|png|gif|svg|pdf|xml|json|csv|txt|de|com|org|net|at|ch)\b"
)
_PATH_ROOT = lazy(r"^[\"'(<]*(?:[A-Za-z]:\\|\\\\\w|\.{1,2}[/\\]|/|~/)")
_PATH_LEFT = lazy(r"\\\w*$")
_ESCAPE = lazy(r"\\+(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})")
_PATH_RIGHT = lazy(r"^\w*\\\w")

# A string literal that was opened on this line after an operator, a call, a bracket or a JSON key.
_LITERAL = lazy(r"""(?:\w\(|[=\[{+]|["']\s{0,4}[:,])\s{0,4}[rbufRBUF]{0,2}(?:"[^"]*|'[^']*)$""")
_CLASS_LEFT = lazy(r"\[[^\]\s]*$")
_CLASS_RIGHT = lazy(r"[^\[\s]*\]")
_PATTERN = lazy(r"\\[dDsSwWbB](?![a-z]{2})|\\[.()\[\]*+?|^$]|\(\?[:=!<]|\.[*+][^.]")
_STATEMENT = lazy(
    r"^\s*(?:import|from \w+ import|def|class|var|let|const|return|printf?|echo|static|public|private)\b"
    r"|^\s*#(?:include|define)\b|[;{}]\s*$|^\s*(?://|/\*|#!)|=>|==|!=|&&|\|\||\+=|->"
)
# What makes a token an address, a path or code.
_TECHNICAL = lazy(
    r"://|www\.|[@_\\={}$~^|]|(?<!`)`(?!`)|\(\)|::|->"
    r"|[^\W_]\.[a-z0-9]"  # koeln.de, strasse.txt, objekt.groesse
    r"|^\W*\.{0,2}/|/\S*/"  # /pfad, ./pfad, a/b/c
    r"|^[\"'(\[]*--[a-z]"  # an option of a command: --loesche-alles
    r"|^\W*#[^\W\dA-ZÄÖÜ]"  # #anker, but not the hashtag #Gruene
    r"|^\W*[a-z]{2,}:[^\W\d_]"  # a label: sec:ueberblick
    r"|l·l"  # a letter of Catalan
    r"|&[A-Za-z]{2}"  # an entity, or the mark of a key in a menu: &Tuer
    r"|%\w+%|%\(\w+\)[sdif]"
)
# Berlin/Muelheim/Ruhr and Schueler_innen are words, and so is 67jaehrige.
_NAMES = lazy(r"\W*[A-ZÄÖÜ][^\W\d_]*(?:/[A-ZÄÖÜ][^\W\d_]*)+\W*")
_GENDER_GAP = lazy(r"_in(?:nen)?(?![^\W_])")
# <span weight="bold">Groesse</span>: a tag of HTML, or of what looks like it, with attributes.
_TEXT_TAGS = "a|abbr|b|big|button|div|dt|dd|em|font|h[1-6]|i|label|legend|li|p|small|span|strong|td|th|title|u"
_TEXT_TAG = lazy(
    rf"<(?:{_TEXT_TAGS})(?:\s{{1,4}}[\w:-]{{1,30}}\s?=\s?(?:\"[^\"<>]{{0,90}}\"|'[^'<>]{{0,90}}')){{1,6}}\s?>"
    r"([(\"'»„“‚]{0,3})\Z"
)
_TEXT_TAG_CLOSED = lazy(r"^[^\s<>&]{0,40}</\w|^[.!?:;,)\]}\"'»«“”‘’„‚…]*$")
_TAG_ENDS = tuple(f">{mark}" for mark in ("", "(", '"', "'", "»", "„", "“", "‚"))
_NUMBER = lazy(r"[(\"'»„“‚-]*\d{1,6}(?:[.,]\d{1,3})?")
# What names a page of a manual, a package or an option: tar(1), python3-magic, magic-utils, --magic.
_MANUAL_PAGE = lazy(r"\(\d[a-z]{0,2}\)")
_PACKAGE = lazy(
    r"[a-z]{2,}\d+(?:\.\d+)*-[a-z][a-z0-9.+-]*"
    r"|[a-z][a-z0-9.+-]*-(?:utils|tools|dev|doc|dbg|common|libs?|plugins?|daemon)"
)
_OPTION = lazy(r"[\"'`„“»(\[]?--[a-z][\w-]*(?:=\S*)?")
_ENTITY_BESIDE = lazy(r"(?:&#?\w{2,8};){1,8}")
_ENTITY_BEFORE = lazy(r"(?:&#?\w{2,8};){1,8}\Z")
_MAY_OPEN_LITERAL = frozenset("\"'`;")  # the last one ends an entity
_SENTENCE_END = lazy(r"[.!?:;,)\]}\"'»«“”‘’„‚…]+$")


def token_around(text: str, start: int, end: int, reach: int = _REACH) -> tuple[str, str]:
    """What stands without white space before and behind ``text[start:end]``, at most ``reach`` characters to each side.

    >>> token_around("siehe http://k%C3%B6ln.de dort", 14, 20)
    ('http://k', 'ln.de')
    """
    left, right = text[max(0, start - reach) : start], text[end : end + reach]
    before = "" if not left or left[-1].isspace() else left.rsplit(maxsplit=1)[-1]
    after = "" if not right or right[0].isspace() else right.split(maxsplit=1)[0]
    return before, after


def is_address(text: str, start: int, end: int) -> bool:
    """Whether the place is inside a URL, an e-mail address, a query or a file name."""
    before, after = token_around(text, start, end)
    return bool(_ADDRESS_LEFT.search(before) or _ADDRESS_RIGHT.search(after))


def is_path(text: str, start: int, end: int) -> bool:
    """Whether the place is inside a file path such as ``C:\\users\\new``."""
    before, after = token_around(text, start, end)
    if _PATH_ROOT.match(before + text[start : start + 1]):
        return True
    return bool(_PATH_LEFT.search(_ESCAPE.sub("", before)) or _PATH_RIGHT.search(_ESCAPE.sub("", after)))


def is_code(text: str, start: int, end: int) -> bool:
    """Whether the place is in a string literal, a statement, a regular expression or between backticks."""
    left = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    right = text[end : end + _REACH].partition("\n")[0]
    return bool(
        left.count("`") % 2
        or _LITERAL.search(left)
        or (_CLASS_LEFT.search(left) and _CLASS_RIGHT.match(right))
        or _PATTERN.search(left)
        or _PATTERN.search(right)
        or _STATEMENT.search(left)
        or _STATEMENT.search(right)
    )


def is_whole_literal(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is all that stands between two equal quotation marks: ``38: '&uarr;'``.

    >>> is_whole_literal("a = '&uarr;'", 5, 11), is_whole_literal("'K&ouml;ln'", 2, 8)
    (True, False)
    """
    if text[start - 1 : start] not in _MAY_OPEN_LITERAL:
        return False
    entity = _ENTITY_BESIDE.match(text, end)  # more of them between the marks: '&#x3E;&#x3E;'
    end = entity.end() if entity else end
    before = _ENTITY_BEFORE.search(text, max(0, start - _REACH), start)
    start = before.start() if before else start
    mark = text[start - 1 : start]
    return mark in ("'", '"', "`") and text[end : end + 1] == mark.replace("`", "'")


def is_data(text: str) -> bool:
    """Whether the whole text looks like JSON: an object or array with a quoted first member."""
    head, tail = text[:40].lstrip(), text[-40:].rstrip()
    return bool(re.match(r"""[\[{][\[{\s]*["'\]}]""", head)) and tail.endswith(("}", "]"))


def _between_tags(text: str, start: int, left: str, right: str) -> tuple[str, str]:
    """``left`` and ``right`` without the tags of HTML that they hold: what stands between them is text."""
    opened = _TEXT_TAG.search(text, max(0, start - _WORD_REACH), start)
    if opened is None or not _TEXT_TAG_CLOSED.search(right):
        return left, right
    return opened[1], right.partition("</")[0]


def is_protected(text: str, start: int, end: int) -> bool:
    """Whether the word ``text[start:end]`` belongs to an address, a path, an identifier or code.

    >>> line = "Mehr auf www.strassen.de ueber Strassen"
    >>> is_protected(line, 13, 21), is_protected(line, 31, 39)
    (True, False)
    """
    if text[start - 1 : start] in _BLANK:
        following = text[end : end + 2]
        if following[:1] in _BLANK or (following[:1] in ".,;:!?" and following[1:] in _BLANK):
            return False
    left, right = token_around(text, start, end, _WORD_REACH)
    if left.endswith(_TAG_ENDS) or "</" in right:
        left, right = _between_tags(text, start, left, right)
    word = text[start:end]
    if right[:1].isdecimal():
        return True
    if left[-1:].isdecimal():
        if not (len(word) >= _SHORTEST_COUNTED and word.islower() and _NUMBER.fullmatch(left)):
            return True
        left = ""
    if not left and not right:
        return False
    if "](" in left or _MANUAL_PAGE.match(right):
        return True
    token = left + word + _GENDER_GAP.sub("", right)
    # The slug of a headline has more hyphens: mh17-abschuss-ueber-ukraine
    if "-" in token and ((token.count("-") <= 2 and _PACKAGE.fullmatch(token)) or _OPTION.match(token)):
        return True
    if "/" in token and _NAMES.fullmatch(token):
        return False
    if _TECHNICAL.search(_SENTENCE_END.sub("", token) if right else token):
        return True
    before = text[max(0, start - _WORD_REACH) : end]
    # Inside an HTML tag: the last angle bracket before the word opens a tag.
    opened = before.rfind("<")
    return opened > before.rfind(">") and before[opened + 1 : opened + 3].lstrip("/")[:1].isalpha()
