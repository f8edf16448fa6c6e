"""Letters that became U+FFFD or ``?``: ``empf�ngt`` → ``empfängt``, while ``Wie?Was`` and ``Was ist das?`` stay.

A word is restored where one reading is a known word and no other is nearly as frequent, or where one letter clearly
fits best in every place (:mod:`textnorm.text.umlauts.lost_readings`); wholly or not at all.
"""

from __future__ import annotations

import re
from itertools import islice

from textnorm.patterns import lazy
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.code_context import is_protected
from textnorm.text.evidence.known_words import known_part
from textnorm.text.evidence.language import is_foreign
from textnorm.text.evidence.letter_model import probability
from textnorm.text.umlauts.lost_readings import (
    LOST,
    LostWord,
    begins_with_capital,
    chosen_word,
    known_readings,
    read_word,
    scores,
)

__all__ = ["find_lost"]

# A letter, its confidence, and how it was found.
_Letter = tuple[str, float, str]

_LOST = LOST
# One mark for a letter or two for its two bytes, once or twice: gr????te.
_QUESTION = lazy(
    r"(?<=[^\W\d_])(?:\?|\?\?|\?{4})(?=[^\W\d_])"
    r"|(?:^|(?<=[\s„»(]))\?{1,2}(?=[a-z]{2})"  # the first letter; nobody sets a question mark there
)
_FOLLOWED = lazy(r"[\"»«“”]?[ \t]+[\"„»«(]?\w")
_ARTICLE = lazy(r"\b(?:das|dem|des|die|der|den|ein|eine|im|am|ums|ins|zum|vom|fürs|alles|etwas|nichts|viel)[ \t]\Z")
_LETTER = lazy(r"[^\W\d_]")
_SENTENCE = lazy(r"(?:^|[.!?:\n][\"'»«„“”)\]]*\s+)[\"„»“(]?$")

_MARGIN = 2.0  # logit by which the best letter leads the second
# Logit from which on the second best letter makes a word as well: betrügt beside beträgt, Rücke beside Röcke. Frequency
# does not decide between two words.
_IS_WORD = -2.1
_SURE_LOST = 1.5  # logit required at U+FFFD, which always hides a character
_SURE_QUESTION = 3.5  # and at a question mark, which usually is one
_MAY_BE = 0.8  # logit from which on a single mark may be one letter, where two may be one as well
_LONGEST = 60  # letters: what is longer is no word
_MOST_MARKS = 8  # in one word
_MORE_FREQUENT = 2  # levels by which a reading must be more frequent than any other
_KNOWN_LOST, _KNOWN_QUESTION = -3.0, 0.0  # logit that every letter of a known word needs
_NO_ABBREVIATION = 6  # characters from which on a word in capitals is no abbreviation
_WORDS = re.compile(rf"[^\W\d_{_LOST}]{{2,}}(?:[?{_LOST}]+[^\W\d_]+)*")
_FEWEST_WORDS = 3  # from which on the language of a text shows itself
_OPEN = "="  # before a chosen word whose case is open
_KNOWN = 0.98  # the confidence of a known word


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
    damaged = _damaged_words(text)
    # Of a long text only as much is counted as must be, and once for all of its words.
    few = bool(damaged) and sum(1 for _ in islice(_WORDS.finditer(text), _FEWEST_WORDS)) < _FEWEST_WORDS
    for start, end in damaged:
        edits += _restore(text, start, end, few)
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
        while place and text[place - 1] == "?":
            place -= 1
        return bool(_QUESTION.match(text, place))
    return character == _LOST or bool(_LETTER.match(character))


def _restore(text: str, start: int, end: int, few: bool) -> list[Edit]:
    """The edits that restore the word ``text[start:end]``, or none; ``few`` if the text has few words."""
    word = text[start:end]
    if (
        sum(map(word.count, (_LOST, "?"))) > _MOST_MARKS
        or not any(map(str.isalpha, word))
        or is_protected(text, start, end)
    ):
        return []
    # Two marks may be the two bytes of one letter.
    ways = [way for paired in ((False, True) if _pairs(word) else (False,)) if (way := read_word(word, paired))]
    for way in ways:
        chosen = chosen_word(way)
        if _may_be_noun(text, start, end, way):
            return []  # das Übliche, at the end of a sentence
        if chosen.startswith(_OPEN) and not _starts_sentence(text, start):
            return []
        if chosen and way.spans[0][0] > 0:
            letters = tuple(chosen[site] for site in way.sites)
            return _edits(text, start, way, [(letter, _KNOWN, "in a frequent word") for letter in letters])
    readings = [(reading, way) for way in ways for reading in known_readings(way)]
    if readings:
        readings.sort(key=lambda pair: pair[0][1:], reverse=True)
        (best, way), *others = readings
        rivals = [other for other, _ in others if best.level - other.level < _MORE_FREQUENT]
        if any(other.logit > _IS_WORD for other in rivals):
            return []  # Größen, or Grüßen
        if len(ways) == 2 and way is ways[0] and best.level == 1 and _by_neighbours(text, start, ways[1]):
            return []  # two letters side by side in a rare word, or one
        is_abbreviation = way.in_capitals and len(word) < _NO_ABBREVIATION
        if not rivals and not is_abbreviation and best.logit > (_KNOWN_QUESTION if "?" in word else _KNOWN_LOST):
            return _edits(text, start, way, [(letter, _KNOWN, "in a known word") for letter in best.letters])
    if word[0] == "?":
        return []  # something else stands there as well: ?id=5
    candidates = [(_by_neighbours(text, start, way), way) for way in ways]
    if len(candidates) == 2 and candidates[1][0] and not candidates[0][0] and _may_be(ways[0]):
        return []  # grüßt, or Grät
    restored = [_edits(text, start, way, letters) for letters, way in candidates]
    if len(candidates) == 2:  # two letters side by side must make a known part: Schriftgröße, but not schwößrzt
        restored[0] = restored[0] if _has_known_part(text, start, end, restored[0]) else []
    if few:  # too few words to say in which language they are
        restored = [edits for edits in restored if _has_known_part(text, start, end, edits)]
    return max(restored, key=lambda edits: min((edit.confidence for edit in edits), default=0.0), default=[])


def _has_known_part(text: str, start: int, end: int, edits: list[Edit]) -> bool:
    """Whether the word begins or ends with a known one when it is restored."""
    inside = [edit._replace(start=edit.start - start, end=edit.end - start) for edit in edits]
    return known_part(apply_edits(text[start:end], inside)) != ""


def _pairs(word: str) -> bool:
    runs = re.findall(f"{_LOST}+|\\?+", word)
    return all(len(run) % 2 == 0 for run in runs)


def _may_be(word: LostWord) -> bool:
    """Whether every single mark of the word may be one letter."""
    return all(scores(word, site)[-1][0] > _MAY_BE for site in word.sites)


def _by_neighbours(text: str, start: int, word: LostWord) -> list[_Letter]:
    """The letter that clearly fits best in every place, or nothing."""
    letters: list[_Letter] = []
    for site, (at, _) in zip(word.sites, word.spans, strict=True):
        (second, _), (best, letter) = scores(word, site)[-2:]
        required = _SURE_LOST if text[start + at] == _LOST else _SURE_QUESTION
        if best < required or best - second < _MARGIN or second > _IS_WORD or letter not in word.letters:
            return []
        letters.append((letter, round(probability(best), 4), "by its neighbours"))
    return letters


def _edits(text: str, start: int, word: LostWord, letters: list[_Letter]) -> list[Edit]:
    """The edits that put ``letters`` in the places of the marks."""
    edits = []
    for (first, last), (letter, confidence, why) in zip(word.spans, letters, strict=bool(letters)):
        capital = first == 0 and letter != "ß" and _begins_with_capital(text, start, word)
        after = letter.upper() if word.in_capitals or capital else letter
        edits.append(Edit(start + first, start + last, after, f"lost letter, {after} {why}", confidence))
    return edits


def _may_be_noun(text: str, start: int, end: int, word: LostWord) -> bool:
    """Whether the word has lost its first letter and stands between an article and the end of a sentence."""
    if word.spans[0][0] > 0 or _FOLLOWED.match(text, end):
        return False
    return _ARTICLE.search(text, max(0, start - 8), start) is not None


def _begins_with_capital(text: str, at: int, word: LostWord) -> bool:
    if _starts_sentence(text, at):
        return True
    chosen = chosen_word(word)
    return chosen[0].isupper() if chosen else begins_with_capital(word)


def _starts_sentence(text: str, at: int) -> bool:
    return bool(_SENTENCE.search(text[max(0, at - 8) : at]))
