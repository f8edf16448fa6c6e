"""Read ISO 646-DE, the German seven-bit code in which ``{ | } ~ [ \\ ]`` are ä ö ü ß Ä Ö Ü.

Source: DIN 66003 (ISO-IR 21).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.code.context import is_address, is_code, is_data
from textnorm.text.evidence.known_words import COMPOUND_OF_OIL, is_known, known_part, level_of
from textnorm.text.evidence.language import is_foreign
from textnorm.text.evidence.language_models import LANGUAGES, STEPS_PER_BIT, unpack, word_costs
from textnorm.text.evidence.word_score import LIKELY, SURE, word_score

__all__ = ["find_iso646"]

_MEANING = str.maketrans("{|}~[\\]", "äöüßÄÖÜ")
_SITE = re.compile(r"[{|}~\[\\\]]")
# A word of the seven-bit code: it starts with no small umlaut but ä, ö and ü, and has no two signs at its edges.
_WORD = re.compile(
    r"(?<![\w{|}~\[\\\]/@#$%&=<>:*+])(?=[A-Za-z]*[{|}~\[\\\]])[A-Za-z{|}\[\\\]][A-Za-z{|}~]{0,60}(?![\w\[\\\]/@#$%&=<>*+(])"
)
_REAL_UMLAUT = re.compile("[äöüÄÖÜß]")
_MARKUP = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]|\|.*\||~.*~")
# Sport|Politik, der|die
_ALTERNATIVES = re.compile(r"[A-Za-z]+\|(?:[A-Z]|[a-z]{2,})")
# The key of an entry in a menu, behind its name: Titel|t
_KEY = re.compile(r"\|([A-Za-z])$")
_VOWEL = re.compile("[AEIOUYaeiouy{|}\\[\\\\\\]]")
_VERY_SURE = 25
_COMPOUND, _COMPOUND_PART = 10, 6  # letters of a compound, and of the known word that it begins or ends with
_SECOND_NAME = re.compile(r"(?<=[a-z{|}~])[A-Z][a-z]+\Z")  # B|rsenWoche
_SHORTEST, _SHORT = 3, "\\l"  # letters of a word, and the one that is shorter: Öl
_FREQUENT = 2  # the level of a word that is no chance
_WHOLE = 6  # letters from which on a frequent word is no pair of alternatives
_PART = 4  # letters of a known part that shows an ß
_FEW_WORDS = 3  # and more are no label
_CHEAPER = 12.0  # bits that a word costs less without its tilde if that marks a key
_GERMAN = next(number for number, language in enumerate(LANGUAGES) if language.code == "de")
_OTHER_SIGNS = re.compile(r"[{|}\[\\\]]")
_LETTERS = 0.6  # share of the signs that are letters
_CERTAINTY, _KNOWN_CERTAINTY = 6.0, 9.0  # what its umlauts count for German, as the logit of one; in frequent words
_LONG = 5  # letters from which on a frequent word proves the code alone
_BETWEEN = re.compile(r"[A-Za-z][{}~][A-Za-z]")
_PARTNERS = {"{": "}", "[": "]", "\\": "\\"}


class _Word(NamedTuple):
    start: int
    text: str
    score: int
    doubtful: bool
    level: int


def find_iso646(text: str) -> list[Edit]:
    """Find the letters of ISO 646-DE in a text without umlauts and without code.

    >>> from textnorm.text.edits import apply_edits
    >>> damaged = "Der Pr{sident empf{ngt G{ste f}r die Er|ffnung"
    >>> apply_edits(damaged, find_iso646(damaged))
    'Der Präsident empfängt Gäste für die Eröffnung'
    >>> find_iso646("der|die|das {name} if(x){return} Sport|Politik")
    []
    """
    if not _SITE.search(text) or _REAL_UMLAUT.search(text) or is_data(text):
        return []
    words = [word for match in _WORD.finditer(text) if (word := _classified(match)) is not None]
    sure = [word for word in words if word.score >= SURE and (not word.doubtful or _has_no_partner(text, word))]
    if not sure and len({word.text for word in words if not word.doubtful}) < 2:
        return []
    # In a text of the seven-bit code, nearly every sign is a letter, and the language is German.
    letters = sum(len(_SITE.findall(word.text)) for word in words)
    if letters < _LETTERS * len(_SITE.findall(text)):
        return []
    edits = [
        Edit(word.start + place, word.start + place + 1, sign.translate(_MEANING), "ISO 646-DE", 0.9 if sure else 0.8)
        for word in words
        for place, sign in enumerate(word.text)
        if not sign.isalpha()
    ]
    if len({word.text for word in sure if _proves(word)}) > (0 if any(map(_proves_alone, sure)) else 1):
        return edits
    known = any(word.level >= _FREQUENT and len(word.text) >= _LONG for word in sure)
    return [] if is_foreign(apply_edits(text, edits), _KNOWN_CERTAINTY if known else _CERTAINTY) else edits


def _proves(word: _Word) -> bool:
    """Whether a frequent word or a compound has its sign between letters, and it is none of a list: ``f}r``."""
    known = word.level >= _FREQUENT or (word.score >= _VERY_SURE and _is_known(word.text.translate(_MEANING)))
    return known and _BETWEEN.search(word.text) is not None and "|" not in word.text


def _proves_alone(word: _Word) -> bool:
    """Whether such a word is long."""
    return _proves(word) and len(word.text) >= _WHOLE


def _has_no_partner(text: str, word: _Word) -> bool:
    """Whether a frequent word begins with a bracket that nothing closes, or with the only backslash of the text."""
    first = word.text[0]
    if first not in _PARTNERS or len(word.text) < _LONG or "|" in word.text:
        return False
    if word.level < _FREQUENT and not _is_known(word.text.translate(_MEANING)):
        return False
    return text.count(first) == 1 and (first == "\\" or _PARTNERS[first] not in text)


def _classified(match: re.Match[str]) -> _Word | None:
    """The word if it is one with its signs read as letters. A doubtful one needs other words in the text."""
    word = match.group()
    if (len(word) < _SHORTEST and word != _SHORT) or word.isalpha() or not _SITE.search(word):
        return None
    meant = _SECOND_NAME.sub("", word).translate(_MEANING)
    if _MARKUP.search(word) and not _is_known(meant):
        return None
    frequent = level_of(meant) >= _FREQUENT
    key = _KEY.search(word)
    is_key = key is not None and key[1].lower() in word[:-2].lower()
    if (key and not frequent) or _is_key_in_menu(match, meant):
        return None
    score = word_score(meant)
    place = match.string, match.start(), match.end()
    if score < LIKELY or is_code(*place) or is_address(*place):
        return None
    # What has no vowel is no word of its own: zw|lf.
    alternatives = _ALTERNATIVES.search(word) if all(map(_VOWEL.search, word.split("|"))) else None
    doubtful = (
        word[0] in "{["
        or "\\" in word
        or (word[-1] == "~" and len(word) <= _SHORTEST)  # Ich bin da~
        or is_key
        or bool(
            alternatives
            and not (frequent and len(word) >= _WHOLE)
            and not _is_known(meant)
            and (score < _VERY_SURE or alternatives.group()[-1].isupper() or not _is_german(word))
        )
    )
    return _Word(match.start(), word, score, doubtful, level_of(meant))


def _is_key_in_menu(match: re.Match[str], meant: str) -> bool:
    """Whether a tilde marks the key of an entry, as in LibreOffice, and no known word has an ß there: Glie~derung.

    A label of a word or two says nothing else of its language: Pa~ges.
    """
    word = match[0]
    if not 0 < word.find("~") < len(word) - 1 or _OTHER_SIGNS.search(word):
        return False
    if is_known(meant) or len(known_part(meant)) >= _PART:
        return False
    if len(match.string.split(None, _FEW_WORDS)) < _FEW_WORDS:
        return True
    return _cost(meant) - _cost(word.replace("~", "")) > _CHEAPER * STEPS_PER_BIT


def _cost(word: str) -> int:
    """What a German word costs, in steps of the letter model."""
    return unpack(word_costs(word))[_GERMAN]


def _is_known(meant: str) -> bool:
    """Whether a long word is known as a whole, begins or ends with a long known one, or is a compound with Öl."""
    if not meant[1:].islower() or len(meant) < _LONG:
        return False
    if meant[0] == "Ö" and COMPOUND_OF_OIL.match(meant, 1):
        return True
    known = level_of(meant) > 0 and len(meant) >= _WHOLE
    return known or (len(meant) >= _COMPOUND and len(known_part(meant)) >= _COMPOUND_PART)


def _is_german(word: str) -> bool:
    """Whether the word, or a part of it, is known with its signs read as letters."""
    meant = word.translate(_MEANING)
    return is_known(meant) or known_part(meant) != ""
