"""HTML entities: named, numeric, without semicolon, escaped twice, with numbers that were meant as cp1252.

Source: the named character references of the HTML standard (``html.entities`` in the standard library).
"""

from __future__ import annotations

import re
from functools import cache
from html.entities import html5

from textnorm.text.edits import Edit
from textnorm.text.evidence.code_context import is_address

__all__ = ["find_entities"]

# "again" is the ampersand with every escape of itself: &amp;amp;auml;
_ENTITY = re.compile(
    r"(?P<again>&(?:(?:amp|AMP|#38|#x26|#X26);)*)(?:"
    r"(?P<name>[A-Za-z][A-Za-z0-9]{1,30});"
    r"|#(?P<high>5[5-6][0-9]{3});&(?:amp;)*#(?P<low>5[6-7][0-9]{3});"
    r"|#(?P<decimal>[0-9]{1,7});"
    r"|#[xX](?P<hexadecimal>[0-9A-Fa-f]{1,6});"
    r"|#(?P<open>[0-9]{3,4})(?![0-9;=])"
    r"|(?P<bare>[AOUaou]uml|szlig|[AEIOUaeiou](?:acute|grave|circ)|[ANOano]tilde|[Cc]cedil)(?![;=])"
    r")"
)
# The first character that opens a tag, a comment or a declaration; "1 < 2" and "<3" open nothing.
_MARKUP = re.compile(r"<[A-Za-z/!?]")


@cache
def _names() -> dict[str, str]:
    """Entity names to characters. Names written in capitals count where HTML gives them no meaning of their own."""
    names = {name[:-1]: value for name, value in html5.items() if name.endswith(";")}
    for name, value in list(names.items()):
        if name.islower():
            names.setdefault(name.upper(), value.upper())
    return names


def _numbered(code: int) -> str | None:
    """The character that a number was meant to be, or None if it is no character."""
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "ignore") or chr(code)
    if code < 0x20 and code not in {0x09, 0x0A, 0x0D}:
        return None
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE:
        return None
    return chr(code)


def _meaning(match: re.Match[str]) -> str | None:
    if match["name"]:
        return _names().get(match["name"])
    if match["decimal"]:
        return _numbered(int(match["decimal"]))
    if match["hexadecimal"]:
        return _numbered(int(match["hexadecimal"], 16))
    if match["high"]:
        high, low = int(match["high"]), int(match["low"])
        if 0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF:
            return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
        return None
    if is_address(match.string, match.start(), match.end()):
        return None
    if match["open"]:
        code = int(match["open"])
        return _numbered(code) if code >= 0x80 else None
    return html5[match["bare"]]


def find_entities(text: str) -> list[Edit]:
    """Find HTML entities in text that is not HTML: from the first tag on, entities are right and stay.

    >>> [edit.after for edit in find_entities("K&ouml;ln, &#8222;M&amp;uuml;nchen&#148; und Pr&uumlm")]
    ['ö', '„', 'ü', '”', 'ü']
    >>> find_entities("<p>K&ouml;ln</p>")
    []
    """
    if "&" not in text:
        return []
    end = len(text)
    markup = _MARKUP.search(text)
    if markup:
        end = text.rfind("\n", 0, markup.start()) + 1
    edits = []
    for match in _ENTITY.finditer(text, 0, end):
        after = _meaning(match)
        if after is None:
            if len(match["again"]) > 1:  # no entity behind it, but the ampersand itself is one: &amp;foo;
                edits.append(Edit(match.start(), match.end("again"), "&", "HTML entity"))
        elif match.group().endswith(";"):
            edits.append(Edit(match.start(), match.end(), after, "HTML entity"))
        else:
            edits.append(Edit(match.start(), match.end(), after, "HTML entity without semicolon", 0.95))
    return edits
