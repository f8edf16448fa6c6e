"""German in UTF-8, read in cp1252, with letters that lost the second of two bytes: ``fÃr``, ``Ã-sterreich``.

Where controls are dropped, ä, ö and ü survive and Ä, Ö, Ü and ß are a lone ``Ã``; where all that is odd is dropped,
each of them is. A straightened mark stands in the place of the quotation mark or dash that was a byte. The word
decides: one letter must make a known one of it, and a capital never stands behind small letters. What another language
lost is not guessed.
"""

from __future__ import annotations

import re
from itertools import product

from textnorm.patterns import lazy
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.known_words import known_part, level_of
from textnorm.text.evidence.language import is_foreign, sum_and_count
from textnorm.text.evidence.word_score import LIKELY, word_score

__all__ = ["find_lost_second_bytes"]

_EVIDENCE, _CONFIDENCE, _BY_PART = "UTF-8 read as cp1252, a byte lost", 0.97, 0.9
#: What stands in the place of the second byte, and which letter that leaves.
_CHANGED = {'"': "Ä", "-": "Ö", "1/4": "ü", "1\N{FRACTION SLASH}4": "ü"}
_LETTER = "[A-Za-zäöüßÄÖÜ]"
_SITE = lazy('Ã(1[/\N{FRACTION SLASH}]4|["-](?=[a-z])| |)')
_WORD = lazy(
    f'(?<![^\\W_]){_LETTER}*(?:Ã(?:1[/\N{FRACTION SLASH}]4|["-](?=[a-z])|){_LETTER}*)+(?![^\\W_]|[^\x00-\x7f]|\\?)'
)
# The same where every control became a space: einschlieÃ lich.
_SPACED = lazy(f"(?<![^\\W_]){_LETTER}*Ã {_LETTER}+(?![^\\W_]|[^\x00-\x7f]|\\?)")
#: Letters of which the second byte survives where only controls are lost.
_SURVIVOR = lazy("Ã[¤¶¼]")
_DAMAGED_WORD = lazy("[^\\s]*[^\x00-\x7f]\\S*")
_MOST_SITES = 3
_FOREIGN = 3.0  # log odds from which on the rest of the text is in another language, which has such letters as well
_SHORTEST = 3  # letters of a known word
_LONG_PART = 5  # letters of a known part of a longer one
_CLEAR = 1.5  # log odds from which on the words beside it are German: Swedish has för, far and får
_LONG_WORD = 6  # letters of a word that is believed by itself
_CLEARLY = 2  # levels of frequency by which one word leads the others


def find_lost_second_bytes(text: str) -> list[Edit]:
    """Find the words that are known with one letter in the place of what is left of it.

    >>> [edit.after for edit in find_lost_second_bytes("Wir sind fÃr Ã-sterreichs StraÃen, mÃ1/4de")]
    ['ü', 'Ö', 'ß', 'ü']
    >>> find_lost_second_bytes("fÃr alla")
    []
    >>> find_lost_second_bytes("rÃseau, irmÃs, fÃllt")
    []
    """
    if "Ã" not in text:
        return []
    small = "ß" if _SURVIVOR.search(text) else "äöüß"
    edits = [edit for word in _SPACED.finditer(text) for edit in _read(word[0], word.start(), small)]
    ends = {edit.end for edit in edits}
    for word in _WORD.finditer(text):
        if not any(word.start() < end <= word.end() + 1 for end in ends):
            edits += _read(word[0], word.start(), small)
    edits.sort()
    if not edits or is_foreign(apply_edits(text, edits), _FOREIGN):
        return []
    # A sign in its place says what the byte was; without one, another language may have lost another letter.
    lone = any(edit.end - edit.start == 1 for edit in edits)
    return [] if lone and not _is_german_beside(text, edits) else edits


def _is_german_beside(text: str, edits: list[Edit]) -> bool:
    """Whether the words that lost nothing are German; where there are none, a long word speaks for itself."""
    total, count = sum_and_count(_DAMAGED_WORD.sub(" ", text), "de")
    if count:
        return total >= _CLEAR
    return any(len(word[0]) >= _LONG_WORD for word in _DAMAGED_WORD.finditer(apply_edits(text, edits)))


def _read(word: str, offset: int, small: str) -> list[Edit]:
    """The edits that restore all letters of a word, or none."""
    sites = list(_SITE.finditer(word))
    if len(sites) > _MOST_SITES or len(word) > 60:
        return []
    plain = _SITE.sub("*", word)
    if not plain.islower() and not plain[1:].islower():
        return []  # in capitals, Ã may be a letter
    choices = [_letters(site, word, small) for site in sites]
    if not all(choices):
        return []
    readings = [(_with(plain, letters), letters) for letters in product(*choices)]
    found = _by_level(readings) or _by_part(readings)
    if found is None:
        return []
    letters, confidence = found
    return [
        Edit(offset + site.start(), offset + site.end(), letter, _EVIDENCE, confidence)
        for site, letter in zip(sites, letters, strict=True)
    ]


def _letters(site: re.Match[str], word: str, small: str) -> str:
    """The letters that may have stood at ``site``."""
    meant = _CHANGED.get(site[1])
    if site.start() == 0:
        return "ÄÖÜ" if meant is None else meant
    if meant is None:
        return "ß" if site[1] == " " or site.end() == len(word) else small
    return meant if meant.islower() else ""


def _with(plain: str, letters: tuple[str, ...]) -> str:
    for letter in letters:
        plain = plain.replace("*", letter, 1)
    return plain


def _by_level(readings: list[tuple[str, tuple[str, ...]]]) -> tuple[tuple[str, ...], float] | None:
    """The letters of the reading that is a known word, and much more frequent than any other."""
    levels = sorted(((level_of(word), letters, word) for word, letters in readings), reverse=True)
    best, letters, word = levels[0]
    if not best or len(word) < _SHORTEST or (best == 1 and word_score(word) < LIKELY):
        return None
    return (letters, _CONFIDENCE) if len(levels) == 1 or best - levels[1][0] >= min(_CLEARLY, best) else None


def _by_part(readings: list[tuple[str, tuple[str, ...]]]) -> tuple[tuple[str, ...], float] | None:
    """The letters of the only reading that begins or ends with a known word."""
    if any(level_of(word) for word, _ in readings):
        return None
    found = [
        letters
        for word, letters in readings
        if len(known_part(word)) >= _LONG_PART and word_score(word) >= LIKELY and _covers(word, letters)
    ]
    return (found[0], _BY_PART) if len(found) == 1 else None


def _covers(word: str, letters: tuple[str, ...]) -> bool:
    """Whether the known part of ``word`` holds all letters that were put into it."""
    part = known_part(word)
    return all(part.count(letter.lower()) >= letters.count(letter) for letter in letters)
