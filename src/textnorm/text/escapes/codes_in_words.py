"""Codes of single characters inside words, as programs show what they cannot print: ``f<U+00FC>r``, ``f\\374r``.

Each notation is an entry of a table. A code by itself may be on show, so a notation is read only where its codes make
words: one that is known or certain in German, or likely ones of the language that the text is in then. It stays where
one of its letters stands alone, or where the text has the same word without codes as well.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from typing import NamedTuple

from textnorm.text.edits import Edit
from textnorm.text.escapes.html_entities import entity_names
from textnorm.text.evidence.code.context import is_address, is_code, is_data, token_around
from textnorm.text.evidence.known_words import is_known
from textnorm.text.evidence.word_score import LIKELY, SURE, word_score

__all__ = ["find_codes_in_words"]

_GERMAN = frozenset("äöüßÄÖÜ")
_MARKS = frozenset("„“”‚‘’»«›‹–—…€§°•·©®™\xa0\xad")
# Letters that are words by themselves in some language, so that they may stand alone and are not on show.
_WORDS_OF_ONE_LETTER = frozenset("àáéèêíìóòôúùýÀÁÉÈÊÍÌÓÒÔÚÙÝиоаяуівкс")
_LONGEST = 40  # letters of a word
_AGREEING = 2  # words that codes make likely, where none is certain
_SHORTEST_KNOWN = 3  # letters of a word that is known ...
_SHORTEST = 4  # ... of one that is likely by its letters ...
_LONG = 6  # ... and of one that proves by its letters alone that codes are read
_NO_PROSE = re.compile(r"\{\\rtf1|^msg(?:id|str)\b|\\(?:begin|documentclass|usepackage)\b", re.MULTILINE)
_ENTITY_NAME = r"[A-Za-z](?:uml|acute|grave|circ|tilde|cedil)|[Oo]slash|szlig"  # not sharing;
_NAME_ENDS = ("uml", "acute", "grave", "circ", "tilde", "cedil", "slash", "zlig")
# The end of such a name that no & begins, looked at from behind.
_ENTITY_END = "(?:" + "|".join(f"(?<={end};)(?<!&[A-Za-z]{end};)" for end in _NAME_ENDS) + ")"
# Währung/Wertpapier, Groß-/Kleinschreibung
_WITH_SLASH = re.compile(r"[(„»\"]?[^\W\d_-]{3,}-?(?:/-?[^\W\d_-]{3,}-?)+[)“«\".,:;!?]?")


class _Notation(NamedTuple):
    """How codes are written: what each has, what a run of them looks like, and what it means ("" for nothing).

    ``hint`` is in every text with such codes; it begins with a literal, so that the engine looks for it quickly.
    ``certain`` is a notation that hardly means anything else, for which one likely word is enough.
    """

    name: str
    sign: str
    hint: re.Pattern[str]
    run: re.Pattern[str]
    read: Callable[[str], str]
    certain: bool


def _points(run: str) -> str:
    return "".join(_character(int(code, 16)) for code in re.findall(r"\+([0-9A-F]+)", run))


def _bytes(pattern: str, base: int = 16) -> Callable[[str], str]:
    """Reads the numbers that ``pattern`` finds as bytes of UTF-8 if they are, else of cp1252."""
    numbers = re.compile(pattern)

    def read(run: str) -> str:
        codes = [int(code, base) for code in numbers.findall(run)]
        raw = bytes(code & 0xFF for code in codes)
        for encoding in ("utf-8", "cp1252"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        return ""

    return read


def _character(code: int) -> str:
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def _rich_text(run: str) -> str:
    """RTF: a number and what to show in its place, or a byte of cp1252."""
    codes = re.findall(r"\\u(-?\d+)(?:\\'[0-9a-f]{2}|\?)|\\'([0-9a-fA-F]{2})", run)
    return "".join(
        _character(int(number) & 0xFFFF) if number else bytes([int(byte, 16)]).decode("cp1252", "ignore")
        for number, byte in codes
    )


def _name(run: str) -> str:
    return entity_names().get(run.removeprefix("amp;").strip("& ;"), "")


def _number(run: str) -> str:
    return _character(int(run[1:-1]))


def _soft_printable(run: str) -> str:
    return _PRINTABLE_BYTES(re.sub(r"=\r?\n", "", run)) if re.search("=[0-9a-f]", run) else ""


_PRINTABLE_BYTES = _bytes("=([0-9a-f]{2})")


def _utf7(run: str) -> str:
    """What base64 of UTF-16 means; the bits that remain have to be 0."""
    data = run[1:].rstrip("-")
    if not data:
        return "+"
    size = len(data) * 6 // 16 * 2
    if not 0 <= len(data) * 6 - size * 8 < 6:
        return ""
    raw = b64decode(data + "A" * (-len(data) % 4))
    if any(raw[size:]):
        return ""
    try:
        after = raw[:size].decode("utf-16-be")
    except UnicodeDecodeError:
        return ""
    return after if after and not any(map(str.isalnum, filter(str.isascii, after))) else ""


_NOTATIONS = (
    _Notation("code point", "<U+", re.compile(r"<U\+"), re.compile(r"(?:<U\+[0-9A-F]{4,6}>)+"), _points, certain=True),
    _Notation(
        "byte in brackets",
        "<",
        re.compile("<[0-9A-Fa-f]{2}>"),
        re.compile(r"(?:<(?:[0-9a-f]{2}|[0-9A-F]{2})>)+"),
        _bytes("<(..)>"),
        certain=False,
    ),
    _Notation(
        "RTF",
        "\\",
        re.compile(r"\\(?:u\d{3}|'[0-9A-Fa-f])"),
        re.compile(r"(?:\\u\d{3,5}(?:\?|\\'[0-9a-f]{2})|\\'[0-9a-fA-F]{2})+"),
        _rich_text,
        certain=False,
    ),
    _Notation(
        "octal escape",
        "\\",
        re.compile(r"\\[23][0-7]{2}"),
        re.compile(r"(?:(?<!\\)\\[23][0-7]{2})+"),
        _bytes(r"\\(...)", 8),
        certain=False,
    ),
    _Notation(
        "UTF-7",
        "+",
        re.compile(r"\+[ABI][A-Za-z0-9/+]{2}"),
        re.compile(r"\+(?:[A-Za-z0-9/+]{3,60}-?|-)"),
        _utf7,
        certain=True,
    ),
    _Notation(
        "entity without its sign",
        ";",
        re.compile(";" + _ENTITY_END),
        re.compile(rf"(?:(?<![&;])amp;|(?<!&)& |(?<!&)(?<!amp;))(?:{_ENTITY_NAME});"),
        _name,
        certain=True,
    ),
    _Notation(
        "number of an entity",
        "#",
        re.compile("#[0-9]{3,4};"),
        re.compile(r"(?<![&\d_])#[0-9]{3,4};"),
        _number,
        certain=False,
    ),
    _Notation(
        "percent escape, escaped again",
        "%25",
        re.compile("%25[0-9A-Fa-f]"),
        re.compile(r"(?:%25[0-9A-Fa-f]{2})+"),
        _bytes("%25(..)"),
        certain=True,
    ),
    _Notation(
        "quoted-printable in small letters",
        "=",
        re.compile("=[a-f][0-9a-f]"),
        re.compile(r"(?:=[0-9a-f]{2}(?:=\r?\n)?)+|=\r?\n"),
        _soft_printable,
        certain=False,
    ),
)


_HINTS = [(notation.sign, notation.hint.search, notation) for notation in _NOTATIONS]


class _Code(NamedTuple):
    """A run of codes, what it means, and the word around it with all codes read.

    ``proves`` says that it may prove the notation: it ends no word, or its bytes are UTF-8.
    """

    start: int
    end: int
    after: str
    word: str
    proves: bool


def find_codes_in_words(text: str) -> list[Edit]:
    """Find codes of characters where they make words.

    >>> [edit.after for edit in find_codes_in_words("f<U+00FC>r Gr\\\\374\\\\337e, M+APw-nchen")]
    ['ü', 'üß', 'ü']
    >>> find_codes_in_words("The letter <U+00FC>, the byte <fc>, and \\\\374")
    []
    """
    edits: list[Edit] = []
    for sign, hinted, notation in _HINTS:
        if sign in text and hinted(text):
            edits += _found(text, notation)
    return sorted(edits) if edits else edits


def _found(text: str, notation: _Notation) -> list[Edit]:
    codes = _codes(text, notation)
    letters = [code for code in codes if any(map(str.isalpha, code.after))]
    if not letters or _NO_PROSE.search(text) or is_data(text):
        return []
    # The signs of the codes are no code of a program.
    masked = notation.run.sub(lambda match: "a" * len(match[0]), text)
    open_codes = [
        code
        for code in codes
        if not is_code(masked, code.start, code.end) and not _is_address(masked, code.start, code.end)
    ]
    words = {code.word for code in open_codes if any(map(str.isalpha, code.after)) and _has_shape(code.word)}
    if not _are_words(words & {code.word for code in letters if code.proves}, codes, text, notation):
        return []
    return [
        Edit(code.start, code.end, code.after, notation.name, 0.95)
        for code in open_codes
        if code.word in words or code.word in _WORDS_OF_ONE_LETTER or not any(map(str.isalpha, code.after))
    ]


def _may_be_meant(character: str) -> bool:
    """Whether a code may stand for ``character``: a letter or digit of ASCII is written as itself."""
    return (character.isprintable() or character in _MARKS) and not (character.isascii() and character.isalnum())


def _is_address(masked: str, start: int, end: int) -> bool:
    """Whether the place is in an address or a path, and not in words that a slash joins."""
    if not is_address(masked, start, end):
        return False
    before, behind = token_around(masked, start, end)
    return not _WITH_SLASH.fullmatch(before + masked[start:end] + behind)


def _codes(text: str, notation: _Notation) -> list[_Code]:
    """All codes of ``text`` that mean characters; empty if one is of a letter that stands by itself, on show."""
    read: list[str] = []
    spans = []
    done = length = 0
    for match in notation.run.finditer(text):
        after = notation.read(match[0])
        is_break = not after and "\n" in match[0]
        if not is_break and not (after and all(map(_may_be_meant, after))):
            continue
        read += [text[done : match.start()], after]
        length += match.start() - done
        spans.append((*match.span(), after, length))
        length += len(after)
        done = match.end()
    meant = "".join((*read, text[done:]))
    codes = []
    for start, end, after, place in spans:
        word = _word_around(meant, place, place + len(after))
        if len(word) == 1 and word == after and word not in _WORDS_OF_ONE_LETTER:
            return []
        proves = text[end : end + 1].isalpha() or notation.certain or _is_utf8(text[start:end], after, notation)
        codes.append(_Code(start, end, after, word, proves))
    return codes


def _is_utf8(run: str, after: str, notation: _Notation) -> bool:
    """Whether several codes are one character, which they hardly are by chance."""
    return run.count(notation.sign) > len(after)


def _word_around(text: str, start: int, end: int) -> str:
    """The letters around ``text[start:end]``, with those in it."""
    first, last = start, end
    while first > max(0, start - _LONGEST) and text[first - 1].isalpha():
        first -= 1
    while last < min(len(text), end + _LONGEST) and text[last].isalpha():
        last += 1
    inside = text[first:last]
    return max(re.findall(r"[^\W\d_]+", inside), key=len, default="")


def _has_shape(word: str) -> bool:
    """Whether capitals stand at the start of the word alone, or everywhere."""
    return len(word) > 1 and (word[1:].islower() or word.isupper() or (word[1:].replace("ß", "").isupper()))


def _are_words(words: set[str], codes: list[_Code], text: str, notation: _Notation) -> bool:
    """Whether codes make words, of which none stands in ``text`` without codes."""
    german = [word for word in words if not _GERMAN.isdisjoint(word)]
    proven = [word for word in german if (is_known(word) and len(word) >= _SHORTEST_KNOWN) or _is_sure(word)]
    if not proven:
        proven = [word for word in german if len(word) >= _SHORTEST and word_score(word) >= LIKELY]
        if len(proven) < _AGREEING:
            proven = _likely(words, codes, text)
            certain = notation.certain or any(
                code.word in proven and _is_utf8(text[code.start : code.end], code.after, notation) for code in codes
            )
            if len(proven) < (1 if certain else _AGREEING):
                return False
    return not any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in proven)


def _is_sure(word: str) -> bool:
    return len(word) >= _LONG and word_score(word) >= SURE


def _likely(words: set[str], codes: list[_Code], text: str) -> list[str]:
    """The words that are likely in the language that ``text`` is in when it is read."""
    from textnorm.text.evidence.language_models import is_likely_word, likeliest

    meant = "".join(_pieces(text, codes))
    languages = [language for language, share in likeliest(meant, 2) if share > 0.2]
    long = [word for word in words if len(word) >= _SHORTEST and not word.isascii()]
    return [word for word in long if any(is_likely_word(word, language) for language in languages)]


def _pieces(text: str, codes: list[_Code]) -> Iterator[str]:
    done = 0
    for code in codes:
        yield text[done : code.start]
        yield code.after
        done = code.end
    yield text[done:]
