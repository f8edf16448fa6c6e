"""Letters that became U+FFFD or ``?``: ``empf�ngt`` → ``empfängt``, while ``Wie?Was`` and ``Was ist das?`` stay.

A model of the same kind as :mod:`textnorm.text.evidence.letter_model` scores ä, ö, ü and ß for every lost letter by its
neighbours. A word is restored only where one letter clearly fits best in every place, and wholly or not at all.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.code_context import is_protected
from textnorm.text.evidence.language import is_foreign
from textnorm.text.evidence.languages import LANGUAGES
from textnorm.text.evidence.letter_model import SiteModel, probability

__all__ = ["CAPITAL_CODE", "CODES", "find_lost"]

#: The letters that may be lost, and how the model writes each.
CODES = {"ä": "A", "ö": "O", "ü": "U", "ß": "S"}
CAPITAL_CODE = "C"

_LOST = "\N{REPLACEMENT CHARACTER}"
_QUESTION = re.compile(r"(?<=[^\W\d_])\?\??(?=[^\W\d_])")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"(?:^|[.!?:\n][\"'»«„“”)\]]*\s+|[\"„»“(]\s*)$")

_MARGIN = 2.0  # logit by which the best letter leads the second
# Logit from which on the second best letter makes a word as well: betrügt beside beträgt, Rücke beside Röcke. Frequency
# does not decide between two words.
_IS_WORD = -2.1
_SURE_LOST = 1.5  # logit required at U+FFFD, which always hides a character
_SURE_QUESTION = 3.5  # and at a question mark, which usually is one
_MAY_BE = 0.8  # logit from which on a single mark may be one letter, where two may be one as well
_LONGEST = 60  # letters: what is longer is no word
_MOST = 4  # lost letters in one word


@lru_cache(maxsize=1)
def _model() -> SiteModel:
    return SiteModel((Path(__file__).parent / "data" / LANGUAGES["de"].lost).read_bytes())


def find_lost(text: str) -> list[Edit]:
    """Find letters that became U+FFFD or a question mark inside a word.

    >>> [edit.after for edit in find_lost("Der Kanzler empf\\ufffdngt G\\ufffdste aus K?ln. Wie?Was?")]
    ['ä', 'ä', 'ö']
    >>> [edit.after for edit in find_lost("\\ufffdber die Stra\\ufffde")]
    ['Ü', 'ß']
    """
    if _LOST not in text and not ("?" in text and _QUESTION.search(text)):
        return []
    edits: list[Edit] = []
    for start, end in _damaged_words(text):
        edits += _restore(text, start, end)
    if edits and is_foreign(apply_edits(text, edits), 9.0):
        return []
    return edits


def _damaged_words(text: str) -> list[tuple[int, int]]:
    """Start and end of the words that have a lost letter."""
    places = [match.start() for match in _QUESTION.finditer(text)] if "?" in text else []
    place = text.find(_LOST)
    while place >= 0:
        places.append(place)
        place = text.find(_LOST, place + 1)
    found: list[tuple[int, int]] = []
    done = 0
    for place in sorted(places):
        if place < done:
            continue
        start = place
        while start > done and place - start <= _LONGEST and _in_word(text, start - 1):
            start -= 1
        done = place + 1
        while done < len(text) and done - place <= _LONGEST and _in_word(text, done):
            done += 1
        if done - start <= _LONGEST:
            found.append((start, done))
    return found


def _in_word(text: str, place: int) -> bool:
    character = text[place]
    if character == "?":
        return bool(
            _QUESTION.match(text, place) or (text[place - 1 : place] == "?" and _QUESTION.match(text, place - 1))
        )
    return character == _LOST or bool(_LETTER.match(character))


def _restore(text: str, start: int, end: int) -> list[Edit]:
    """The edits that restore the word ``text[start:end]``, or none."""
    word = text[start:end]
    if (
        sum(map(word.count, (_LOST, "?"))) > 2 * _MOST
        or not any(map(str.isalpha, word))
        or is_protected(text, start, end)
    ):
        return []
    # Two marks may be the two bytes of one letter.
    ways = (False, True) if _pairs(word) else (False,)
    candidates = [_letters(text, start, end, paired) for paired in ways]
    if len(ways) == 2 and candidates[1] and not candidates[0] and _may_be(text, start, end):
        return []  # grüßt, or Grät
    return max(candidates, key=lambda edits: min((edit.confidence for edit in edits), default=0.0))


def _pairs(word: str) -> bool:
    runs = re.findall(f"{_LOST}+|\\?+", word)
    return all(len(run) % 2 == 0 for run in runs)


def _may_be(text: str, start: int, end: int) -> bool:
    """Whether every single mark of the word may be one letter."""
    masked = "".join(letter.lower() if "a" <= letter.lower() <= "z" else "*" for letter in text[start:end])
    capital = text[start].isupper()
    return all(
        max(
            _model().logit((masked[:place] + code + masked[place + 1 :]).encode("ascii"), place, 1, capital)
            for code in CODES.values()
        )
        > _MAY_BE
        for place, character in enumerate(masked)
        if character == "*"
    )


def _letters(text: str, start: int, end: int, paired: bool) -> list[Edit]:
    word = text[start:end]
    masked = ""
    spans: list[tuple[int, int, int]] = []  # place in the masked word, place and width in the text
    place = 0
    while place < len(word):
        character = word[place].lower()
        if character in (_LOST, "?"):
            width = 2 if paired else 1
            spans.append((len(masked), start + place, width))
            masked += "*"
            place += width
        else:
            masked += character if character.isascii() and character.isalpha() else "*"  # İ is two characters here
            place += 1
    if not 1 <= len(spans) <= _MOST or len(masked) < 3:
        return []
    if any(
        word[at - start + width : at - start + width + 1].isupper() and not word.isupper() for _, at, width in spans
    ):
        return []  # Wie?Was: a new word begins behind the mark
    model = _model()
    capital = word[0].isupper()
    upper = len(word) > len(spans) + 1 and all(map(str.isupper, filter(str.isalpha, word)))
    edits = []
    for site, at, width in spans:
        scored = sorted(
            (model.logit((masked[:site] + code + masked[site + 1 :]).encode("ascii"), site, 1, capital), letter)
            for letter, code in CODES.items()
        )
        (second, _), (best, letter) = scored[-2:]
        required = _SURE_LOST if text[at] == _LOST else _SURE_QUESTION
        if best < required or best - second < _MARGIN or second > _IS_WORD or (upper and letter == "ß"):
            return []
        if upper or (site == 0 and letter != "ß" and _begins_with_capital(text, at, masked)):
            letter = letter.upper()
        edits.append(
            Edit(at, at + width, letter, f"lost letter, {letter} by its neighbours", round(probability(best), 4))
        )
    return edits


def _begins_with_capital(text: str, at: int, masked: str) -> bool:
    if _SENTENCE.search(text[max(0, at - 8) : at]):
        return True
    return _model().logit((CAPITAL_CODE + masked[1:]).encode("ascii"), 0, 1, False) > 0
