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

from textnorm.text.evidence.known_words import is_known, known_part, level_of
from textnorm.text.evidence.languages import LANGUAGES
from textnorm.text.evidence.letter_model import SiteModel
from textnorm.text.evidence.word_score import LIKELY, word_score

__all__ = [
    "CAPITAL_CODE",
    "CODES",
    "IN_FREQUENT",
    "IN_KNOWN",
    "IS_WORD",
    "KNOWN_LOST",
    "KNOWN_QUESTION",
    "LOST",
    "MORE_FREQUENT",
    "Answers",
    "LostWord",
    "begins_with_capital",
    "chosen_word",
    "chosen_words",
    "known_readings",
    "letter_by_part",
    "lost_dots",
    "lost_model",
    "read_word",
    "scores",
]

#: The letters that may be lost, and how the model writes each.
CODES = {"ä": "A", "ö": "O", "ü": "U", "ß": "S"}
CAPITAL_CODE = "C"
_LETTERS = tuple(CODES)
_IN_CAPITALS = tuple(letter for letter in CODES if letter != "ß")
LOST = "\N{REPLACEMENT CHARACTER}"

_UMLAUT = re.compile("[äöüßÄÖÜ]")
# A vowel of which the dots became one mark, or two for their bytes.
_DOTLESS = re.compile(f"(?P<vowel>[aouAOU])(?:{LOST}{{1,2}}|\\?{{1,2}})(?=[a-zß]|\\Z)")
_DOTTED = str.maketrans("aouAOU", "äöüÄÖÜ")
_TWICE = re.compile("[aA]ä|[oO]ö|[uU]ü")  # a vowel and its own umlaut, which no word has
# A word of which each letter has one small letter, and what is no letter of the model in it.
_USUAL, _MARK, _NO_LETTER = (re.compile(part.format(LOST)) for part in ("[A-Za-zäöüßÄÖÜ?{}]+", "[?{}]", "[^a-z]"))
# What is in no word, though a word may be found by chance.
_IS_NONE = re.compile("[äöüß][äöü]|[äöü]ß[rz]")
_SHORTEST, _SHORT = 3, ("*l",)  # letters of a word that is read, and what is shorter: Öl
_SHORTEST_PART = 4  # letters of a known part of a compound ...
_LONG_PART = 6  # letters of a part that says that dots were lost
_LONGER_PART = 2  # ... and by how many it must be longer than with any other letter
#: How a letter was found.
IN_FREQUENT, IN_KNOWN = "in a frequent word", "in a known word"
#: Logit from which on the second best letter makes a word as well: betrügt beside beträgt, Rücke beside Röcke.
#: Frequency does not decide between two words.
IS_WORD = -2.1
#: Levels by which a reading must be more frequent than any other.
MORE_FREQUENT = 2
#: Logit that every letter of a known word needs.
KNOWN_LOST, KNOWN_QUESTION = -3.0, 0.0
_IMPOSSIBLE = -4.0  # logit of a letter that is none there
_MOST = 4  # lost letters in one word
_ALL_LETTERS = 3  # lost letters up to which all combinations are asked; of more, only the two likeliest of each


class Answers(NamedTuple):
    """What a kernel found out about a word with one lost letter, for each letter of ``CODES``, as `Reading` has it.

    ``parts`` has how many letters the longest known part of the word has, where nothing else is known; else -1.
    """

    logits: tuple[float, ...]
    levels: tuple[int, ...]
    parts: tuple[int, ...]


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
    answers: Answers | None = None

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that may be lost: no ß among capitals."""
        return _IN_CAPITALS if self.in_capitals else _LETTERS


class Reading(NamedTuple):
    """One way to restore a word: its letters, how frequent the word is, and the least logit of a letter."""

    letters: tuple[str, ...]
    level: int
    logit: float


# The same words are lost again and again, and several questions are asked about each.
_REMEMBERED = 1 << 13


@lru_cache(maxsize=1)
def lost_model() -> SiteModel:
    """The model of lost letters."""
    return SiteModel((Path(__file__).parent / "data" / LANGUAGES["de"].lost).read_bytes())


@lru_cache(maxsize=_REMEMBERED)
def read_word(word: str, paired: bool) -> LostWord | None:
    """``word`` as the model reads it; with ``paired``, two marks are one letter. None if it is no damaged word."""
    if not paired and _USUAL.fullmatch(word):
        plain = _MARK.sub("*", word.lower())
        masked = _NO_LETTER.sub("*", plain)
        spans = [match.span() for match in _MARK.finditer(word)]
        return _lost_word(word, masked, plain, [place for place, _ in spans], spans)
    masked = plain = ""
    sites: list[int] = []
    spans = []
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
    return _lost_word(word, masked, plain, sites, spans)


def _lost_word(word: str, masked: str, plain: str, sites: list[int], spans: list[tuple[int, int]]) -> LostWord | None:
    """The parts as one value, unless they are no damaged word."""
    if not 1 <= len(spans) <= _MOST or (len(masked) < _SHORTEST and plain not in _SHORT):
        return None
    if not word.isupper() and any(word[end : end + 1].isupper() for _, end in spans):
        return None  # Wie?Was: a new word begins behind the mark
    in_capitals = len(word) > len(spans) + 1 and all(map(str.isupper, filter(str.isalpha, word)))
    return LostWord(masked, plain, tuple(sites), tuple(spans), word[0].isupper(), in_capitals)


def lost_dots(word: str, proven: bool = False) -> list[tuple[int, int, str]] | None:
    """Start, end and letter of each umlaut that was decomposed and lost its dots; None unless they make a known word.

    In a text where that is ``proven`` by another word, a likely one will do, and other marks behind vowels stay.

    >>> lost_dots("fu\ufffdr"), lost_dots("Fu\ufffdball"), lost_dots("Menu\ufffd", True)
    ([(1, 3, 'ü')], None, [(3, 5, 'ü')])
    """
    found = list(_DOTLESS.finditer(word))
    if not found or (not proven and found[-1].end() == len(word)):
        return None
    dotted = _DOTLESS.sub(_with_dots, word)
    if LOST in dotted or "?" in dotted:
        return None
    if proven:
        fits = is_known(dotted) or known_part(dotted) or word_score(dotted) >= LIKELY
        return [_dotted(match) for match in found] if fits else []
    lost = read_word(word, False)
    if lost and known_readings(lost):
        return None
    if not is_known(dotted):
        # Wherever a letter is lost, another part is known: Vera?nderungszeit
        others = [_DOTLESS.sub(rf"\g<vowel>{letter}", word) for letter in _LETTERS]
        most = max((len(known_part(other)) for other in others if not _TWICE.search(other)), default=0)
        if len(known_part(dotted)) < max(_LONG_PART, most + _LONGER_PART):
            return None
    return [_dotted(match) for match in found]


def _dotted(match: re.Match[str]) -> tuple[int, int, str]:
    return *match.span(), _with_dots(match)


def _with_dots(match: re.Match[str]) -> str:
    return match["vowel"].translate(_DOTTED)


def scores(word: LostWord, site: int) -> tuple[tuple[float, str], ...]:
    """The logit of each letter at a place in ``word.masked``, the least likely first."""
    if word.answers is not None:
        return tuple(sorted(zip(word.answers.logits, CODES, strict=True)))
    return _scores(word.masked, site, word.capital)


@lru_cache(maxsize=_REMEMBERED)
def _scores(masked: str, site: int, capital: bool) -> tuple[tuple[float, str], ...]:
    return tuple(sorted((_logit(masked, site, capital, letter), letter) for letter in CODES))


@lru_cache(maxsize=_REMEMBERED)
def _logit(masked: str, site: int, capital: bool, letter: str) -> float:
    return lost_model().logit(_with(masked, site, CODES[letter]).encode("ascii"), site, 1, capital)


@lru_cache(maxsize=1)
def chosen_words() -> dict[str, str]:
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
    return chosen_words().get(word.plain[:1].upper() + word.plain[1:] if word.capital else word.plain, "")


def _with(masked: str, site: int, code: str) -> str:
    return masked[:site] + code + masked[site + 1 :]


def known_readings(word: LostWord) -> tuple[Reading, ...]:
    """The readings of ``word`` that are known words, the most frequent first."""
    if word.answers is None:
        return _known_readings(word)
    found = [
        (level, logit, letter)
        for letter, logit, level in zip(CODES, word.answers.logits, word.answers.levels, strict=True)
        if level and letter in word.letters
    ]
    return tuple(Reading((letter,), level, logit) for level, logit, letter in sorted(found, reverse=True))


@lru_cache(maxsize=_REMEMBERED)
def _known_readings(word: LostWord) -> tuple[Reading, ...]:
    if len(word.sites) <= _ALL_LETTERS:
        choices = product(word.letters, repeat=len(word.sites))
        known = [(choice, level) for choice in choices if (level := _level_with(word, choice))]
        if len(known) < 2:  # as with most words: no other letter need be scored
            return tuple(Reading(choice, level, _least_logit(word, choice)) for choice, level in known)
    ranked = [
        [(letter, logit) for logit, letter in reversed(scores(word, site)) if letter in word.letters]
        for site in word.sites
    ]
    if len(ranked) > _ALL_LETTERS:
        ranked = [letters[:2] for letters in ranked]
    found = []
    for choice in product(*ranked):
        letters = tuple(letter for letter, _ in choice)
        if level := _level_with(word, letters):
            found.append(Reading(letters, level, min(logit for _, logit in choice)))
    return tuple(sorted(found, key=itemgetter(1, 2), reverse=True))


def _level_with(word: LostWord, letters: tuple[str, ...]) -> int:
    """How frequent the word is that ``word`` is with ``letters``: 0 if it is not known."""
    restored = _restored(word, letters)
    return 0 if _IS_NONE.search(restored) else level_of(restored)


def _restored(word: LostWord, letters: tuple[str, ...]) -> str:
    restored = word.plain
    for site, letter in zip(word.sites, letters, strict=True):
        restored = f"{restored[:site]}{letter}{restored[site + 1 :]}"
    return restored


def _least_logit(word: LostWord, letters: tuple[str, ...]) -> float:
    sites = zip(word.sites, letters, strict=True)
    return min(_logit(word.masked, site, word.capital, letter) for site, letter in sites)


def letter_by_part(word: LostWord, least: float) -> str:
    """The letter, with a logit of ``least`` or more, with which alone the word begins or ends with a known one, or "".

    >>> lost = [read_word(word, False) for word in ("Klimapl\ufffdne", "Heizungsk\ufffdche")]
    >>> [letter_by_part(word, -1.5) for word in lost if word]
    ['ä', '']
    """
    (site,) = word.sites
    parts = {}
    for logit, letter in scores(word, site):
        if letter in word.letters and logit > _IMPOSSIBLE and (length := _length_of_part(word, letter)):
            parts[letter] = length, logit
    if not parts:
        return ""
    letter, (length, logit) = max(parts.items(), key=itemgetter(1))
    if any(other != letter and known >= length - _LONGER_PART for other, (known, _) in parts.items()):
        return ""
    if site == 0 and letter == "ö" and length < _SHORTEST_PART:
        return "" if logit < least else letter  # Ölembargo
    likeliest = scores(word, site)[-1][1] == letter
    return letter if likeliest and length >= _SHORTEST_PART and logit >= least else ""


def _length_of_part(word: LostWord, letter: str) -> int:
    """How many letters the longest known part of ``word`` has with ``letter``."""
    if word.answers is not None:
        length = word.answers.parts[_LETTERS.index(letter)]
        if length >= 0:
            return length
    return len(known_part(_restored(word, (letter,))))


def begins_with_capital(word: LostWord) -> bool:
    """Whether the lost first letter was a capital, by the letters behind it."""
    return lost_model().logit(_with(word.masked, 0, CAPITAL_CODE).encode("ascii"), 0, 1, False) > 0
