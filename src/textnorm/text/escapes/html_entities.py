"""HTML entities: named, numeric, without semicolon, escaped twice, with numbers that were meant as cp1252.

Source: the named character references of the HTML standard (``html.entities`` in the standard library).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from html.entities import html5
from unicodedata import category

from textnorm.text.edits import Edit
from textnorm.text.evidence.code.context import is_address, is_whole_literal, token_around

__all__ = ["NAMING_WORDS", "entity_names", "find_entities", "is_raised"]

# "again" is the ampersand with every escape of itself: &amp;amp;auml;
_ENTITY = re.compile(
    r"(?P<again>&(?:(?:amp|AMP|#38|#x26|#X26);)*)(?:"
    r"(?P<name>[A-Za-z][A-Za-z0-9]{1,30});"
    r"|#(?P<high>5[5-6][0-9]{3});&(?:amp;)*#(?P<low>5[6-7][0-9]{3});"
    r"|#(?P<decimal>[0-9]{1,7});"
    r"|#[xX](?P<hexadecimal>[0-9A-Fa-f]{1,6});"
    r"|#(?P<open>3[49]|[0-9]{3,4})(?![0-9;=])"
    r"|#[xX](?P<open_hexadecimal>22|27|[0-9A-Fa-f]{2,4})(?![;=])"
    r"|(?P<bare>[AOUaou]uml|szlig|[AEIOUaeiou](?:acute|grave|circ)|[ANOano]tilde|[Cc]cedil)(?![;=])"
    r")"
)
# The first character that opens a tag, a comment or a declaration; "1 < 2" and "<3" open nothing.
_MARKUP = re.compile(r"<[A-Za-z/!?]")
# Tags that occur in titles and other text that is no HTML otherwise.
_INLINE = re.compile(r"</?(?:i|b|em|strong|u|s|sub|sup|small|mark|br|wbr|q|cite|tt)\s?/?>", re.IGNORECASE)
# A tag on show: decoding it would make a tag of it.
_SHOWN_TAG = re.compile(
    r"&(?:amp;)*(?:lt|#x3c|#60);/?[^\W\d_][\w:-]*(?:\s[^<>&]{0,200})?/?(?:&(?:amp;)*(?:gt|#x3e|#62);|>)", re.IGNORECASE
)


_WITH_SLASH = re.compile(r"[(„»\"]?[A-Za-z-]{3,}(?:/[A-Za-z-]{3,})+[)“«\".,:;!?]?")
_OPENS_SHOWN = re.compile(r"(?:lt|#x3c|#60);[/!?]?[a-z-]", re.IGNORECASE)
# A comment, a declaration or an instruction on show.
_SHOWN_MARKUP = re.compile(r"&(?:amp;)*(?:lt|#x3c|#60);(?:!--|![A-Z]{3}|\?(?:xml|php))", re.IGNORECASE)
_BEGINS, _ENDS = re.compile(r"[!/?A-Za-z]"), re.compile(r"[-?/\w\"']")
# What only a text about entities has.
_SPEAKS_OF_ENTITIES = re.compile(r"(?:html|xml|character|zeichen)[- ]?entit|\bU\+[0-9A-F]{4}\b", re.IGNORECASE)
# An entity that is named as a thing: use &mdash; instead, the &eacute; entity. Not: a fee of &euro; 5, what it is made
# of &ndash; or for.
_NAMES_BEFORE = ("entity", "entities", "use", "using", "uses")
_MAY_NAME_BEFORE = ("with", "as", "of", "by", "for", "to", "into", "durch", "statt")
#: The words before an entity that may name it.
NAMING_WORDS = (*_NAMES_BEFORE, *_MAY_NAME_BEFORE)
_NAMES_ENTITY = re.compile(
    rf"\b(?:(?:{'|'.join(_NAMES_BEFORE)})\s{{1,3}}[\"'`(]?"
    rf"|(?:{'|'.join(_MAY_NAME_BEFORE)})\s{{1,3}}(?:[\"'`(]|(?!&(?:[nm]dash|hellip|nbsp);)))"
    r"&(?!amp;)#?\w{2,8};[\"'`)]?(?=[\s,.)](?!\d)|\Z)|&#?\w{2,8};[\"'`)]?\s{1,3}entit(?:y|ies)\b",
    re.IGNORECASE,
)
_BESIDE = 80  # characters
# The entities of XML in a row: valid entities are &amp; &quot; &lt; &gt; &apos;. An ampersand that ends what is said or
# quoted: write it as &amp;.
_IN_A_ROW = re.compile(
    r"&(?:amp|lt|gt);[,;]?\s{1,2}&(?:amp|quot|lt|gt|apos);[,;]?\s{1,2}(?:\w{1,4}\s)?&(?:amp|quot|lt|gt|apos);"
)
# The sign itself in brackets or marks, beside its entity: the ampersand (&) is written as &amp;.
_SIGN_ON_SHOW = re.compile(r"[(\"'«„“‘]\s?&\s?[)\"'»”“’].{0,80}&amp;|&amp;.{0,80}[(\"'«„“‘]\s?&\s?[)\"'»”“’]")
# A bare ampersand beside an escaped one, in one line: who escapes one, escapes both.
_BARE_BESIDE = re.compile(r"(?<!\S)&(?!\S)[^&\n]{1,80}(?<!\S)&amp;(?!\S)|(?<!\S)&amp;(?!\S)[^&\n]{1,80}(?<!\S)&(?!\S)")
# A table of entities: \xc0 &Agrave; or < &lt;
_TABLE = re.compile(r"\\x[0-9a-fA-F]{2}[ \t]{1,8}&\w{2,8};|(?<!\S)&[ \t]{1,8}&amp;(?!\S)|(?<!\S)<[ \t]{1,8}&lt;(?!\S)")
# Letters that are words by themselves in some language: (&agrave; la carte).
_WORDS_OF_ONE_LETTER = frozenset("àáéèêíìóòôúùýÀÁÉÈÊÍÌÓÒÔÚÙÝ") - frozenset("êôÊÔ")
_NO_LATIN = "\u0250"
_SIGNS_ON_SHOW = frozenset(["Sm", "So"])
_OPENS_ALONE, _CLOSES_ALONE = re.compile(r"[«„“‘\"'][\s\xa0]?\Z"), re.compile(r"[\s\xa0]?[»”“’\"']")
_IN_BRACKET, _END_OF_BRACKET = re.compile(r"\([^()\n]{0,60}[\s,:]\Z"), re.compile(r"\s?\)")
_BRACKET = 62  # characters before the end of what _IN_BRACKET finds
# A number that stands for any: the characters are written as &#1234;.
_ANY_NUMBER = frozenset(["1234", "12345", "123456"])
_BRACE = re.compile(r"&#12[35];")
_ENDS_WITH_IT = re.compile(r"(?<=[\s\"'«„“‘(])&amp;(?=[\"'»”“’).,;:!?]{0,3}(?:\s|\Z))(?=[\"'»”“’).,;:!?]|\Z)")


@cache
def entity_names() -> dict[str, str]:
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


def _named(match: re.Match[str]) -> str | None:
    """What the name means; in capitals that HTML does not have, it is a small letter beside small ones: f&AUML;hrt."""
    name = match["name"]
    meant = entity_names().get(name)
    if meant is None or not is_raised(name):
        return meant
    before, behind = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return html5[f"{name.lower()};"] if before.islower() and not behind.isupper() else meant


def is_raised(name: str) -> bool:
    """Whether the name of an entity is in capitals where HTML has it in small letters alone.

    >>> is_raised("AUML"), is_raised("AMP"), is_raised("auml")
    (True, False, False)
    """
    return name.isupper() and f"{name};" not in html5


def _meaning(match: re.Match[str]) -> str | None:
    if match["name"]:
        return _named(match)
    if match["decimal"]:
        return _numbered(int(match["decimal"]))
    if match["hexadecimal"]:
        return _numbered(int(match["hexadecimal"], 16))
    if match["high"]:
        high, low = int(match["high"]), int(match["low"])
        if 0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF:
            return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
        return None
    if is_address(match.string, match.start(), match.end()) and not _is_words_with_slash(match):
        return None
    if match["open"]:
        code = int(match["open"])
        return _numbered(code) if code >= 0x80 or code in _ASCII_MARKS else None
    if match["open_hexadecimal"]:
        return _numbered(int(_own_digits(match["open_hexadecimal"]), 16))
    return html5[match["bare"]]


def _is_words_with_slash(match: re.Match[str]) -> bool:
    """Whether the entity is in words that a slash joins: W&aumlhrung/Wertpapier."""
    before, behind = token_around(match.string, match.start(), match.end())
    return _WITH_SLASH.fullmatch(_ENTITY.sub("a", before + match[0] + behind)) is not None


_ASCII_MARKS = frozenset({0x22, 0x27})
_SUBROUTINE = re.compile(r"&(\w+)\(")  # of Perl


def _own_digits(digits: str) -> str:
    """The digits of a number without semicolon; a letter of the word behind it may look like one more."""
    short = int(digits[:2], 16)
    if short in _ASCII_MARKS or (short >= 0xC0 and digits[:2].lower() != "20"):
        return digits[:2]
    return digits


def _stands_alone(match: re.Match[str]) -> bool:
    """Whether no letter, digit or other entity stands beside the entity."""
    text, start, end = match.string, match.start(), match.end()
    before, behind = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or behind.isalnum() or before == ";" or behind == "&")


def _makes_markup(match: re.Match[str], after: str | None) -> bool:
    """Whether the sign would begin or end a tag or an entity, beside others of its kind that are on show."""
    text, start, end = match.string, match.start(), match.end()
    if after is None or (len(match["again"]) > 1 and not after.isalpha()):
        return True
    if after == "&":
        return text[end : end + 1] == "#" or text[end : end + 1].isalpha()
    if after == "<":
        return _BEGINS.match(text, end) is not None
    return after == ">" and _ENDS.match(text, start - 1) is not None


def _is_named_beside(match: re.Match[str], after: str) -> bool:
    """Whether the same line shows the letter that the entity means, by itself: the sign é is written &eacute;.

    A sign proves nothing: half of a text may be escaped.
    """
    if not after.isalpha():
        return False
    text, start, end = match.string, match.start(), match.end()
    left = text[max(0, start - _BESIDE) : start].rpartition("\n")[2]
    right = text[end : end + _BESIDE].partition("\n")[0]
    return any(re.search(rf"(?<![\w&]){re.escape(after)}(?![\w&])", side) for side in (left, right))


def _are_on_show(text: str) -> bool:
    """Whether ``text`` speaks of entities, so that one by itself is shown and not meant."""
    return any(
        pattern.search(text) is not None
        for pattern in (
            _SPEAKS_OF_ENTITIES,
            _NAMES_ENTITY,
            _IN_A_ROW,
            _ENDS_WITH_IT,
            _SIGN_ON_SHOW,
            _BARE_BESIDE,
            _TABLE,
        )
    )


def _is_in_bracket(match: re.Match[str], after: str) -> bool:
    """Whether the entity of a letter or a space stands in a bracket by itself: *letters (&#234; for example)*."""
    text, start, end = match.string, match.start(), match.end()
    if after in _WORDS_OF_ONE_LETTER:
        return False
    ends_bracket = after.isalpha() and after < _NO_LATIN and _END_OF_BRACKET.match(text, end)
    if ends_bracket and _IN_BRACKET.search(text, max(0, start - _BRACKET), start):
        return True  # a character reference (for example &#234;)
    if text[start - 1 : start] != "(":
        return False
    return after.isalpha() or (after == "\xa0" and text[end : end + 1] == ")")


def _is_quoted_sign(match: re.Match[str], after: str) -> bool:
    """Whether the entity of a mathematical sign stands between marks by itself: *« &map; »* in a table of symbols."""
    text, start, end = match.string, match.start(), match.end()
    if len(after) != 1 or category(after) not in _SIGNS_ON_SHOW:
        return False
    return _OPENS_ALONE.search(text, max(0, start - 2), start) is not None and bool(_CLOSES_ALONE.match(text, end))


def _is_escaped_brace(match: re.Match[str]) -> bool:
    """Whether the entity is one of two braces side by side, which nobody writes but to show a template of a wiki."""
    text, start, end = match.string, match.start(), match.end()
    return _BRACE.fullmatch(match[0]) is not None and match[0] in {text[end : end + 6], text[max(0, start - 6) : start]}


def _is_within(place: int, spans: list[tuple[int, int]]) -> bool:
    """Whether one of the sorted ``spans`` holds ``place``."""
    number = bisect_right(spans, (place, 1 << 62))
    return number > 0 and place < spans[number - 1][1]


def find_entities(text: str) -> list[Edit]:
    """Find HTML entities in text that is not HTML: from the first tag on, entities are right and stay.

    Tags such as ``<i>`` are no HTML yet: letters are decoded beside them, signs are not. A tag or a comment on show
    (``&lt;br&gt;``) stays.

    >>> [edit.after for edit in find_entities("K&ouml;ln, &#8222;M&amp;uuml;nchen&#148; und Pr&uumlm")]
    ['ö', '„', 'ü', '”', 'ü']
    >>> find_entities("<p>K&ouml;ln</p>")
    []
    """
    if "&" not in text:
        return []
    end, simple = len(text), False
    markup = _MARKUP.search(text)
    if markup:
        simple = _MARKUP.search(_INLINE.sub("", text)) is None
        # A block that ends is one that began: its entities are those of HTML.
        inside = markup[0].startswith("</") and "\n" in text
        end = end if simple else 0 if inside else text.rfind("\n", 0, markup.start()) + 1
    on_show: bool | None = None  # asked when it first matters: the patterns read the whole text
    opens = _OPENS_SHOWN.search(text) is not None
    shown = [match.span() for match in _SHOWN_TAG.finditer(text)] if opens else []
    shows = bool(shown) or (opens and _SHOWN_MARKUP.search(text) is not None)
    subroutines = set(_SUBROUTINE.findall(text)) if "(" in text else ()
    edits = []
    for match in _ENTITY.finditer(text, 0, end):
        after = _meaning(match)
        if match["name"] in subroutines or _is_escaped_brace(match):
            continue
        if (simple and after is not None and not after.isalpha()) or _is_within(match.start(), shown):
            continue
        if shows and _makes_markup(match, after):
            continue
        if after is not None and _stands_alone(match):
            if match["decimal"] in _ANY_NUMBER:
                continue
            if on_show is None:
                on_show = _are_on_show(text)
            if on_show or any(
                is_shown(match, after) for is_shown in (_is_named_beside, _is_in_bracket, _is_quoted_sign)
            ):
                continue
        if after is not None and is_whole_literal(text, match.start(), match.end()):
            continue
        if after is None:
            if len(match["again"]) > 1 and not simple:
                # No entity behind it, but the ampersand itself is one: &amp;foo;
                edits.append(Edit(match.start(), match.end("again"), "&", "HTML entity"))
        elif match.group().endswith(";"):
            edits.append(Edit(match.start(), match.end(), after, "HTML entity"))
        else:
            end_of_number = match.end()
            if digits := match["open_hexadecimal"]:
                end_of_number = match.start("open_hexadecimal") + len(_own_digits(digits))
            edits.append(Edit(match.start(), end_of_number, after, "HTML entity without semicolon", 0.95))
    return edits
