"""What a run of bytes costs when it is read in a code page, in every language: the evidence that decoding weighs.

Bytes are cut at white space. A piece is read in every page; its letters cost what the language models say, its
symbols what is rare about them and about the place where they stand, its case what is odd about it. Costs are in steps
of half a bit. Costs of all languages lie side by side in one integer (see ``evidence.language_models``).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from textnorm.text.encoding.codepages import CODE_PAGES, TABLES, table_of
from textnorm.text.evidence.language_models import LANGUAGES, spread, unpack, word_costs

__all__ = [
    "ASKED_AFTER",
    "ASKED_BEFORE",
    "LONGEST",
    "PAGES",
    "PRIORS",
    "SEQUENCE",
    "UTF8",
    "Reading",
    "ascii_cost",
    "commonest",
    "in_page",
    "is_european",
    "is_plausible",
    "is_utf8",
    "is_well_formed",
    "is_word_letter",
    "language_priors",
    "least",
    "least_in",
    "patched",
    "read",
    "reading_cost",
    "symbol_cost",
    "symbol_kind",
    "table",
    "uniform",
]

#: The pages that are tried, and what counts against each before the text is seen.
PAGES = tuple(page.name for page in CODE_PAGES if page.prior is not None)
PRIORS = {page.name: 2 * page.prior for page in CODE_PAGES if page.prior is not None}

UTF8 = "utf-8"
LONGEST = 64  # bytes of a piece that are weighed

_WORD = re.compile(r"[^\W\d_ªºµƒ¹²³¼½¾]+")
_EAST_ASIAN = re.compile(
    "[\x00-\x7f]*[\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef]{2,}[\x00-\x7f\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef]*"
)
SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

# Languages that texts are in most often, and what the others cost, in steps.
_FREQUENT = {"de": 0, "en": 2, "fr": 7, "es": 7, "it": 7, "nl": 7, "pl": 7, "ru": 7}
_RARE = 14

# Steps that a symbol costs, by itself.
_SYMBOLS = {
    **dict.fromkeys("„“”‘’«»–—\xa0", 15),
    **dict.fromkeys("€£", 14),
    **dict.fromkeys("·•§°…", 20),
    **dict.fromkeys("´‚‹›²³½¼¾×±µ®©™¿¡ªº№‰\xad", 22),
    **dict.fromkeys("،؛؟־׳״₪\u200e\u200f΄", 18),
    **dict.fromkeys("†‡¢¥`¨¸ˆ˜÷¹¶¬¦ƒ″′‗", 26),
}
_OTHER_SYMBOL = 30
_CONTROL = 46
_BOX, _BOX_AGAIN = 18, 4
_SOUND_LETTER, _SOUND = 9, 14  # steps: a sound piece costs no more for each letter, and once
_INSIDE = 18  # a symbol between two letters
_OUT_OF_PLACE, _CANNOT_OPEN = 12, 30
_CASE_SWITCH = 20
_CAPITAL = 5

_CLOSING = frozenset("”™®²³")
_OPENING = frozenset("„‚¿¡")
_AFTER_DIGIT = frozenset("°²³‰ªº")
_BEFORE_LETTER_OR_DIGIT = frozenset("§£№†")
_AFTER_OPENING = frozenset("\"'([…‚„«")
_MAY_STAND_INSIDE = frozenset("’\xad־׳״´\u200e\u200f")


class Reading(NamedTuple):
    """A piece read in a page: the text, and its cost in its cheapest language."""

    text: str
    least: int


def in_page(data: bytes, page: str) -> str:
    """``data`` read in ``page``; an undefined byte becomes the control character of the same number."""
    return codecs.charmap_decode(data, "strict", table(page))[0]


def commonest(page: str, used: Iterable[int], pages: Iterable[str]) -> str:
    """The most frequent of ``pages`` that reads the bytes ``used`` as ``page`` does."""
    return _commonest(page, bytes(sorted(byte for byte in set(used) if byte >= 0x80)), tuple(pages))


@lru_cache(maxsize=1 << 12)
def _commonest(page: str, used: bytes, pages: tuple[str, ...]) -> str:
    wanted = in_page(used, page)
    alike = [other for other in pages if in_page(used, other) == wanted]
    return min(alike, key=lambda other: PRIORS.get(other, 99), default=page)


@cache
def table(page: str) -> str:
    """Byte → character in ``page``; an undefined byte is the control character of the same number."""
    return TABLES.get(page) or table_of(page)


@cache
def language_priors() -> tuple[int, ...]:
    """What counts against each language before the text is seen."""
    return tuple(_FREQUENT.get(language.code, _RARE) for language in LANGUAGES)


@lru_cache(maxsize=4096)
def uniform(cost: int) -> int:
    """The same cost in every language, in one integer."""
    return spread([cost] * len(LANGUAGES))


@lru_cache(maxsize=1 << 15)
def reading_cost(text: str) -> int:
    """What ``text`` costs by language, in one integer."""
    costs = flat = 0
    position = 0
    for match in _WORD.finditer(text):
        if position != match.start():
            flat += _symbols_cost(text, position, match.start())
        word = match.group()
        costs += word_costs(word)
        if not word.islower():
            flat += _case_cost(word)
        position = match.end()
    if position != len(text):
        flat += _symbols_cost(text, position, len(text))
    return costs + uniform(flat) if flat else costs


def is_word_letter(character: str) -> bool:
    """Whether a character is part of words, and no symbol."""
    return _WORD.match(character) is not None


def _case_cost(word: str) -> int:
    """Title case and capitals are nearly free; a capital after a small letter is not."""
    if word.istitle() or word.isupper():
        return _CAPITAL
    cost = 0
    letters = [letter for letter in word if letter != "ß" and letter.lower() != letter.upper()]
    for place in range(1, len(letters)):
        if letters[place].isupper() != letters[place - 1].isupper() and (place > 1 or letters[place].isupper()):
            cost += _CASE_SWITCH if letters[place].isupper() or place > 1 else 0
    return cost


def _symbols_cost(text: str, start: int, end: int) -> int:
    cost = 0
    before = text[start - 1] if start else " "
    for place in range(start, end):
        symbol = text[place]
        after = text[place + 1] if place + 1 < len(text) else " "
        if symbol >= "\x80":
            cost += symbol_cost(before, symbol, after)
        elif symbol < " ":
            cost += ascii_cost(symbol)
        before = symbol
    return cost


def ascii_cost(symbol: str) -> int:
    """What an ASCII character costs that is no letter: nothing, or much if it is a control character."""
    return _CONTROL if symbol < " " and symbol not in "\t\r\n\f" else 0


@lru_cache(maxsize=1 << 14)
def symbol_cost(before: str, symbol: str, after: str) -> int:
    """What a symbol outside ASCII costs between its neighbours, in steps."""
    code = ord(symbol)
    if _is_box(symbol):  # they come in rows
        return _BOX_AGAIN if before == symbol else _BOX if _is_box(before) else _OTHER_SYMBOL
    if code < 0xA0:
        return _CONTROL
    if 0x0591 <= code <= 0x05C7:  # Hebrew points
        return 6 if "\u0590" <= before <= "\u05ff" else _OTHER_SYMBOL
    if 0x064B <= code <= 0x0652 or code == 0x0640:  # Arabic vowels
        return 6 if "\u0600" <= before <= "\u06ff" else _OTHER_SYMBOL
    cost = _SYMBOLS.get(symbol, _OTHER_SYMBOL)
    if before.isalpha() and after.isalpha():
        inside = before.lower() == after.lower() == "l" if symbol == "·" else symbol in _MAY_STAND_INSIDE
        return cost if inside else cost + _INSIDE
    if symbol in _CLOSING and after.isalpha():
        return cost + _CANNOT_OPEN
    return cost + _OUT_OF_PLACE if _is_out_of_place(before, symbol, after) else cost


def _is_out_of_place(before: str, symbol: str, after: str) -> bool:
    """Whether the neighbours are not those that the symbol goes with."""
    if symbol in _OPENING:
        return before.isalnum() or not (after.isalnum() or after in _AFTER_OPENING)
    if symbol in _AFTER_DIGIT:
        stands_alone = (symbol == "°" and after in "CFK") or (symbol in "²³" and before.isalpha())
        return not (before.isdigit() or stands_alone)
    if symbol in "½¼¾":
        return before.isalpha()
    if symbol in _BEFORE_LETTER_OR_DIGIT and before.isalnum():
        return True
    if symbol in "†‡€…":
        return after.isalpha()
    return symbol == "\xa0" and (before.isspace() or after.isspace())


def _is_box(character: str) -> bool:
    return 0x2500 <= ord(character) <= 0x259F


#: What :func:`symbol_cost` asks of the character before a symbol, and of the one after it.
ASKED_BEFORE: tuple[Callable[[str], bool], ...] = (
    str.isalpha,
    str.isalnum,
    str.isdigit,
    str.isspace,
    lambda character: character.lower() == "l",
    _is_box,
    lambda character: "\u0590" <= character <= "\u05ff",
    lambda character: "\u0600" <= character <= "\u06ff",
)
ASKED_AFTER: tuple[Callable[[str], bool], ...] = (
    str.isalpha,
    str.isalnum,
    str.isspace,
    lambda character: character.lower() == "l",
    _AFTER_OPENING.__contains__,
    frozenset("CFK").__contains__,
)
_ALIKE = (
    *("²³", "½¼¾", "†‡€…"),
    *(_MAY_STAND_INSIDE, _CLOSING, _OPENING, _AFTER_DIGIT, _BEFORE_LETTER_OR_DIGIT),
)


def symbol_kind(symbol: str) -> tuple[object, ...]:
    """Symbols of one kind cost the same between neighbours of which all that is asked has the same answer."""
    code = ord(symbol)
    if code < 0x80:
        return "ASCII", ascii_cost(symbol)
    if _is_box(symbol):
        return ("box",)
    if code < 0xA0:
        return ("control",)
    ranges = 0x0591 <= code <= 0x05C7, 0x064B <= code <= 0x0652 or code == 0x0640
    own = symbol if symbol in "·°\xa0" else ""
    return own, _SYMBOLS.get(symbol, _OTHER_SYMBOL), *ranges, *(symbol in group for group in _ALIKE)


@lru_cache(maxsize=1 << 12)
def patched(piece: bytes, page: str) -> Reading:
    """``piece`` in ``page``, with the UTF-8 sequences in it read as UTF-8."""
    parts, position = [], 0
    for match in SEQUENCE.finditer(piece):
        meant = match.group().decode("utf-8", "replace")
        if not is_european(meant) or _is_foreign(meant, in_page(piece[position : match.start()], page)):
            continue
        parts += [in_page(piece[position : match.start()], page), meant]
        position = match.end()
    text = "".join([*parts, in_page(piece[position:], page)])
    return Reading(text, least(reading_cost(text)))


def _is_foreign(letter: str, before: str) -> bool:
    """Whether a Latin letter follows one of another script: in Arabic, an alef and a comma are a letter of UTF-8."""
    return letter.isalpha() and letter < "\u0370" and "\u0370" <= before[-1:] < "\u1e00"


@lru_cache(maxsize=1 << 16)
def read(piece: bytes, page: str) -> Reading:
    """``piece`` read in ``page``, or as UTF-8 where it is."""
    text = in_page(piece, page) if page != UTF8 else piece.decode("utf-8", "replace")
    return Reading(text, least(reading_cost(text)))


def is_plausible(reading: Reading) -> bool:
    """Whether a reading looks like text of a language that has a model."""
    return reading.least <= _SOUND_LETTER * sum(map(str.isalnum, reading.text)) + _SOUND


def is_well_formed(piece: bytes) -> bool:
    """Whether a piece can be decoded as UTF-8."""
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=1 << 15)
def is_utf8(piece: bytes) -> bool:
    """Whether a piece is well-formed UTF-8, and text: two bytes of a page are well-formed by chance, too."""
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return False
    if _EAST_ASIAN.fullmatch(text):
        return True
    return is_plausible(read(piece[:LONGEST], UTF8)) if len(piece) <= LONGEST else True


@lru_cache(maxsize=1 << 15)
def least(costs: int) -> int:
    """The cost in the cheapest language."""
    return min(unpack(costs))


def least_in(piece: bytes, pages: Iterable[str]) -> list[Reading]:
    """``piece`` read in each of ``pages``; pages that read it alike cost one look."""
    texts = [in_page(piece, page) for page in pages]
    found = {text: Reading(text, least(reading_cost(text))) for text in set(texts)}
    return [found[text] for text in texts]


def is_european(text: str) -> bool:
    """Whether every character is ASCII, a letter of a language that has a model, or a mark of European typography.

    >>> is_european("größer – „ja“"), is_european("中文")
    (True, False)
    """
    letters = _letters()
    return all(
        character < "\u0250" or character in letters or "\u2000" <= character < "\u2200" or character == "\ufeff"
        for character in text.lower()
    )


@cache
def _letters() -> frozenset[str]:
    return frozenset("".join(language.letters for language in LANGUAGES))
