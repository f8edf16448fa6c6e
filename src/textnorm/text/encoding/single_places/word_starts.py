"""Marks in front of a word that were its first letter: ``will es ”ffnen`` was written in CP850 and read in cp1252.

A mark in front of a word is what marks are for. So all has to speak for the letter: the mark has no partner, what
stands behind it is no word, with the letter it is a known one, and the rest of the text is German.
"""

from __future__ import annotations

import re
from functools import cache

from textnorm.patterns import lazy
from textnorm.text.edits import Edit
from textnorm.text.encoding.codepages import LABELS, MIXUPS, TABLES, mixup
from textnorm.text.encoding.word_likelihood import costs_by_language
from textnorm.text.evidence.known_words import COMPOUND_OF_OIL, known_part, level_of
from textnorm.text.evidence.language import germanness
from textnorm.text.evidence.language_models import LANGUAGES

__all__ = ["START_MARKS", "find_word_starts", "has_start_mark"]

#: Marks before a word that a page shows for an umlaut; not „, which too many sound texts have there.
START_MARKS = "”…‹€"
_PLACE = lazy(f"(?<![^\\s(/-])[{START_MARKS}](?=[a-z])")
_WORD = re.compile(r"[^\W\d_]+")
_PARTNERS = {"„": '“”"»«‟', "”": "”„“", "‹": "›", "…": "", "€": ""}
_GERMAN = next(number for number, language in enumerate(LANGUAGES) if language.code == "de")
_NO_WORD = 18.0  # bits from which on what stands behind the mark is no word
_NO_WORDS = frozenset(["ber", "l"])  # short ones that are none
_EVERYDAY = 3  # the level of words that these must become
_DEARER = 7.0  # bits that the whole word may cost more
_FREQUENT = 2  # the same for what stands behind a sign that is no mark of quotation
_LONG_PART = 4  # letters of a known word with which a compound begins
_GERMAN_WORDS = 1.5  # log odds of the rest of the line, from which on it is German
_USUAL_MARKS = "–—„“”‚‘’»«›‹…"  # what else the pair may make in the same line
_MOST = 6  # such places in a text; more are a habit


def has_start_mark(text: str) -> bool:
    """Whether a mark stands in ``text`` where it may be the first letter of a word."""
    return _PLACE.search(text) is not None


def find_word_starts(text: str) -> list[Edit]:
    """Find marks that stand for the first letter of a word.

    >>> find_word_starts("Das will sie ”ffnen")
    [Edit(start=13, end=14, after='ö', evidence='CP850 read as cp1252', confidence=0.9)]
    >>> find_word_starts("Das will sie ”andern” sagen"), find_word_starts("Ist das …anders?")
    ([], [])
    """
    places = list(_PLACE.finditer(text))
    if not 0 < len(places) <= _MOST:
        return []
    found: dict[int, set[str]] = {}
    for place in places:
        start, mark = place.start(), place[0]
        if text.count(mark) != sum(other[0] == mark for other in places):
            return []  # a mark elsewhere, where none was a letter
        if any(partner in text for partner in _PARTNERS[mark] if partner != mark):
            return []
        found[start] = _letters_before(mark, _WORD.match(text, start + 1))
        if not found[start]:
            return []
    first = text.rfind("\n", 0, places[0].start()) + 1
    last = text.find("\n", places[-1].start())
    line = text[first : last if last >= 0 else len(text)]
    said = all(COMPOUND_OF_OIL.match(text, start + 1) for start in found)
    if not said and germanness(_PLACE.sub("", line)) < _GERMAN_WORDS:
        return []
    return _through_one_pair(text, found, range(first, first + len(line)))


def _through_one_pair(text: str, found: dict[int, set[str]], lines: range) -> list[Edit]:
    """The edits by the first pair of pages that explains all places, and whatever else is not ASCII in the lines."""
    others = [place for place in lines if text[place] > "\x7f" and place not in found]
    if any(text[place] in "äöüßÄÖÜ" for place in others):
        return []  # a line that has sound umlauts was read rightly
    for written, read, _ in MIXUPS:
        table = mixup(written, read)
        if not all(table.get(ord(text[place])) in letters for place, letters in found.items()):
            continue
        if not all(text[place] in TABLES[read] for place in others):
            continue
        meant = {place: table.get(ord(text[place]), text[place]) for place in (*found, *others)}
        if all(meant[place] == text[place] or meant[place] in _USUAL_MARKS for place in others):
            why = f"{LABELS[written]} read as {LABELS[read]}"
            return [
                Edit(place, place + 1, after, why, 0.9)
                for place, after in sorted(meant.items())
                if after != text[place]
            ]
    return []


def _letters_before(mark: str, rest: re.Match[str] | None) -> set[str]:
    """The letters that ``mark`` may stand for, and that make a known word of ``rest``."""
    if rest is None:
        return set()
    cost = costs_by_language(rest[0])[_GERMAN]
    return {letter for letter in _letters(mark) if _is_start(mark, letter, rest[0], cost)}


def _is_start(mark: str, letter: str, rest: str, cost: float) -> bool:
    """Whether ``rest``, which costs ``cost`` bits, is no word, and becomes a known one by ``letter``."""
    word = letter + rest
    level = level_of(word)
    if letter == "Ö" and COMPOUND_OF_OIL.match(rest):
        return True
    if mark == "€" and level >= _FREQUENT:
        return True  # nobody writes the sign right before a word
    if rest in _NO_WORDS:
        return level >= _EVERYDAY
    part = known_part(word)
    known = level or (len(part) >= _LONG_PART and word.lower().startswith(part))
    return bool(known) and cost >= _NO_WORD and costs_by_language(word)[_GERMAN] <= cost + _DEARER


@cache
def _letters(mark: str) -> frozenset[str]:
    """The umlauts that ``mark`` may stand for."""
    meant = (mixup(written, read).get(ord(mark), "") for written, read, _ in MIXUPS)
    return frozenset(letter for letter in meant if letter and letter in "äöüÄÖÜ")
