"""What a word with lost letters may have been: by the letters around each, and by the words that are known.

A model of the same kind as :mod:`textnorm.text.evidence.letter_model` scores ä, ö, ü and ß for every lost letter by its
neighbours; :mod:`textnorm.text.evidence.known_words` says which of the words that they make exist, and how frequent
they are. A few words are remembered whole, since one reading of what is left of them is far more frequent than others
that are words, too, or since the model is wrong about their case (``tools/build_lost_choices.py``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from textnorm.text.evidence.known_words import known_part, level_of
from textnorm.text.evidence.languages import LANGUAGES
from textnorm.text.evidence.letter_model import SiteModel

__all__ = [
    "CAPITAL_CODE",
    "CODES",
    "LOST",
    "LostWord",
    "begins_with_capital",
    "chosen_word",
    "known_readings",
    "letter_by_part",
    "read_word",
    "scores",
]

#: The letters that may be lost, and how the model writes each.
CODES = {"ä": "A", "ö": "O", "ü": "U", "ß": "S"}
CAPITAL_CODE = "C"
LOST = "\N{REPLACEMENT CHARACTER}"

_UMLAUT = re.compile("[äöüßÄÖÜ]")
# What is in no word, though a word may be found by chance.
_IS_NONE = re.compile("[äöüß][äöü]|[äöü]ß[rz]")
_SHORTEST, _SHORT = 3, ("*l",)  # letters of a word that is read, and what is shorter: Öl
_SHORTEST_PART = 4  # letters of a known part of a compound ...
_LONGER_PART = 2  # ... and by how many it must be longer than with any other letter
_IMPOSSIBLE = -4.0  # logit of a letter that is none there
_MOST = 4  # lost letters in one word
_ALL_LETTERS = 3  # lost letters up to which all combinations are asked; of more, only the two likeliest of each


class LostWord(NamedTuple):
    """A word with lost letters: ``masked`` has a star for each and for what is not a–z, ``plain`` is in small letters.

    ``sites`` are the places of the lost letters in ``masked``, ``spans`` those of their marks in the word.
    """

    masked: str
    plain: str
    sites: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    capital: bool
    in_capitals: bool

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that may be lost: no ß among capitals."""
        return tuple(letter for letter in CODES if letter != "ß" or not self.in_capitals)


class Reading(NamedTuple):
    """One way to restore a word: its letters, how frequent the word is, and the least logit of a letter."""

    letters: tuple[str, ...]
    level: int
    logit: float


# The same words are lost again and again, and several questions are asked about each.
_REMEMBERED = 1 << 13


@lru_cache(maxsize=1)
def _model() -> SiteModel:
    return SiteModel((Path(__file__).parent / "data" / LANGUAGES["de"].lost).read_bytes())


@lru_cache(maxsize=_REMEMBERED)
def read_word(word: str, paired: bool) -> LostWord | None:
    """``word`` as the model reads it; with ``paired``, two marks are one letter. None if it is no damaged word."""
    masked = plain = ""
    sites: list[int] = []
    spans: list[tuple[int, int]] = []
    place = 0
    while place < len(word):
        character = word[place].lower()[:1]
        width = 1
        if character in (LOST, "?"):
            width = 2 if paired else 1
            sites.append(len(masked))
            spans.append((place, place + width))
            character = "*"
        masked += character if character.isascii() and character.isalpha() else "*"
        plain += character
        place += width
    if not 1 <= len(spans) <= _MOST or (len(masked) < _SHORTEST and plain not in _SHORT):
        return None
    if not word.isupper() and any(word[end : end + 1].isupper() for _, end in spans):
        return None  # Wie?Was: a new word begins behind the mark
    in_capitals = len(word) > len(spans) + 1 and all(map(str.isupper, filter(str.isalpha, word)))
    return LostWord(masked, plain, tuple(sites), tuple(spans), word[0].isupper(), in_capitals)


def scores(word: LostWord, site: int) -> tuple[tuple[float, str], ...]:
    """The logit of each letter at a place in ``word.masked``, the least likely first."""
    return _scores(word.masked, site, word.capital)


@lru_cache(maxsize=_REMEMBERED)
def _scores(masked: str, site: int, capital: bool) -> tuple[tuple[float, str], ...]:
    model = _model()
    logits = [
        (model.logit(_with(masked, site, code).encode("ascii"), site, 1, capital), letter)
        for letter, code in CODES.items()
    ]
    return tuple(sorted(logits))


@lru_cache(maxsize=1)
def _choices() -> dict[str, str]:
    """What is left of a word, a star for each lost letter → the word; with ``=`` in front if its case is open."""
    words = (Path(__file__).parent / "data" / "lost_choices_de.txt").read_text(encoding="utf-8").split()
    return {_UMLAUT.sub("*", word.lstrip("=")): word for word in words}


def chosen_word(word: LostWord) -> str:
    """The word that ``word`` was by far most often, if that is remembered; ``=`` in front if its case is open.

    >>> lost = [read_word(f"{first}\ufffdchte", False) for first in "mM"]
    >>> [chosen_word(word) for word in lost if word]
    ['möchte', '']
    """
    if word.in_capitals:
        return ""
    return _choices().get(word.plain[:1].upper() + word.plain[1:] if word.capital else word.plain, "")


def _with(masked: str, site: int, code: str) -> str:
    return masked[:site] + code + masked[site + 1 :]


@lru_cache(maxsize=_REMEMBERED)
def known_readings(word: LostWord) -> tuple[Reading, ...]:
    """The readings of ``word`` that are known words, the most frequent first."""
    ranked = [
        [(letter, logit) for logit, letter in reversed(scores(word, site)) if letter in word.letters]
        for site in word.sites
    ]
    if len(ranked) > _ALL_LETTERS:
        ranked = [letters[:2] for letters in ranked]
    found = []
    for choice in product(*ranked):
        restored = list(word.plain)
        for site, (letter, _) in zip(word.sites, choice, strict=True):
            restored[site] = letter
        if _IS_NONE.search("".join(restored)):
            continue
        if level := level_of("".join(restored)):
            found.append(Reading(tuple(letter for letter, _ in choice), level, min(logit for _, logit in choice)))
    return tuple(sorted(found, key=itemgetter(1, 2), reverse=True))


def letter_by_part(word: LostWord, least: float) -> str:
    """The letter, with a logit of ``least`` or more, with which alone the word begins or ends with a known one, or "".

    >>> lost = [read_word(word, False) for word in ("Klimapl\ufffdne", "Heizungsk\ufffdche")]
    >>> [letter_by_part(word, -1.5) for word in lost if word]
    ['ä', '']
    """
    (site,) = word.sites
    parts = {}
    for logit, letter in scores(word, site):
        may_be = letter in word.letters and logit > _IMPOSSIBLE
        part = known_part(word.plain[:site] + letter + word.plain[site + 1 :]) if may_be else ""
        if part:
            parts[letter] = len(part), logit
    if not parts:
        return ""
    letter, (length, logit) = max(parts.items(), key=itemgetter(1))
    if any(other != letter and known >= length - _LONGER_PART for other, (known, _) in parts.items()):
        return ""
    if site == 0 and letter == "ö" and length < _SHORTEST_PART:
        return "" if logit < least else letter  # Ölembargo
    likeliest = scores(word, site)[-1][1] == letter
    return letter if likeliest and length >= _SHORTEST_PART and logit >= least else ""


def begins_with_capital(word: LostWord) -> bool:
    """Whether the lost first letter was a capital, by the letters behind it."""
    return _model().logit(_with(word.masked, 0, CAPITAL_CODE).encode("ascii"), 0, 1, False) > 0
