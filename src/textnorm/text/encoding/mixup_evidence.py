"""Evidence for and against one pair of pages: how likely the words are as they stand, and how likely they become.

A word that is likely as it stands, in any language, is not damaged; a mark inside a word may stand between two words;
sound umlauts in the same line say that the line was read rightly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from textnorm.text.edits import Edit
from textnorm.text.encoding.word_likelihood import costs_by_language, is_word_anywhere, least_cost
from textnorm.text.evidence.language_models import LANGUAGES, is_likely_word

__all__ = ["believed", "sharp_ligatures"]

_GERMAN = next(number for number, language in enumerate(LANGUAGES) if language.code == "de")
_LIGATURE = "\N{LATIN SMALL LIGATURE FL}"
_ASCII_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{2,}(?![^\W_])")
_UMLAUT = re.compile("[äöüßÄÖÜ]")
_LONGEST = 40  # characters on either side of a change that may belong to its word
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff]")
_SHORTEST = 3  # letters of a word that is evidence
_LOOSE = -8.5  # the threshold of words that may be sound as they stand
_CONTEXT = 24  # words that show the language

# All in bits.
_PRIOR = 7.0  # against any mix-up ...
_PRIOR_OF_WORDS = 13.5  # ... and where every word may be one as it stands
_FOREIGN = 5.0  # a word of another language than the rest
_MARK = 8.0  # a mark inside a word that closes or opens what stands elsewhere in the text ...
_ODD = 16.0  # ... and any other symbol there
_CONTROL = 60.0  # a control character, which nobody writes
_SOUND = 14.0  # an umlaut that the mix-up would have changed, and did not
_MOST = 30.0  # what one word counts for, at most
_MIXED_CASE = 12.0  # a capital inside a word of small letters
_SHARP = 1.5  # by which ß must be likelier than fl
_PAIRED = str.maketrans("„“”‚‘’‹›«»", "\"\"\"''''" + "''\"")
_IN_WORDS = "’-–‐\xad"
_MARKS = frozenset("„“”‚‘’‹›«»")


def believed(text: str, edits: Sequence[Edit], table: dict[int, str]) -> bool:
    """Whether the words of ``text`` become so much likelier by ``edits`` that a mix-up of pages is the better story.

    ``table`` is the mix-up: code point that is seen → character that was meant.
    """
    changed = {edit.start: edit.after for edit in edits}
    words: list[tuple[str, str]] = []
    done = -1
    for edit in edits:
        if edit.start < done:
            continue
        start, end = _word_around(text, edit.start, changed)
        done = end
        before = text[start:end]
        after = "".join([changed.get(place, text[place]) for place in range(start, end)])
        if not after.isalpha():
            if text[start - 1 : start].isalpha() and text[end : end + 1].isalpha() and after not in _IN_WORDS:
                return False  # a symbol inside a word is no repair
            continue
        words.append((before, after))
    if not any(len(after) >= _SHORTEST and is_word_anywhere(after) for _, after in words):
        return False
    if any(_OTHER_SCRIPT.search(after) for _, after in words):
        return False
    context = _ASCII_WORD.findall(text[:1200])[:_CONTEXT]
    totals = [0.0] * len(LANGUAGES)
    for word in [after for _, after in words] + context:
        for number, cost in enumerate(costs_by_language(word)):
            totals[number] += cost
    best = min(range(len(totals)), key=totals.__getitem__)
    if totals[_GERMAN] <= totals[best] + 6:
        best = _GERMAN
    elif not all(is_likely_word(after, LANGUAGES[best].code) for _, after in words):
        return False  # no German letters for a text in another language
    marks = Counter([char for char in text.translate(_PAIRED) if char in "\"'"])
    gain = -_PRIOR_OF_WORDS if all(is_word_anywhere(before, _LOOSE) for before, _ in words) else -_PRIOR
    for before, after in words:
        as_is = _as_it_stands(marks, before, best)
        repaired = min(costs_by_language(after)[best], least_cost(after) + _FOREIGN)
        most = _CONTROL if any("\x7f" < char < "\xa0" for char in before) else _MOST
        gain += max(-_MOST, min(most, as_is - repaired - _MIXED_CASE * _mixed_case(after)))
    spans = [(edit.start, edit.end) for edit in edits]
    gain -= _SOUND * min(3, _sound_umlauts(text, spans, table))
    return gain > 0


def _word_around(text: str, place: int, changed: dict[int, str]) -> tuple[int, int]:
    """The word around ``place``: letters, and what becomes a letter."""

    def belongs(at: int) -> bool:
        return changed.get(at, text[at]).isalpha()

    start = place
    while start > 0 and place - start < _LONGEST and belongs(start - 1):
        start -= 1
    end = place + 1
    while end < len(text) and end - place < _LONGEST and belongs(end):
        end += 1
    return start, end


def _as_it_stands(marks: Counter[str], word: str, language: int) -> float:
    """The least that ``word`` costs: in the language of the text, in another, or as the words between its symbols."""
    cost = 0.0
    for is_word, letters in groupby(word, str.isalpha):
        piece = "".join(letters)
        if is_word:
            costs = costs_by_language(piece)
            cost += min(costs[language], min(costs) + _FOREIGN)
            cost += _MIXED_CASE * _mixed_case(piece)
        elif piece in _MARKS:
            mark = piece.translate(_PAIRED)
            others = marks[mark] - word.translate(_PAIRED).count(mark)
            cost += _MARK if others else _ODD
        else:
            cost += _CONTROL if piece[0] < "\xa0" else _ODD
    return cost


def _mixed_case(word: str) -> int:
    """How many capitals that are not ASCII stand behind a small letter, or between a capital and a small letter."""
    triples = zip(word, word[1:], word[2:] + " ", strict=False)
    return sum(
        letter > "\x7f" and letter.isupper() and (before.islower() or (before.isupper() and after.islower()))
        for before, letter, after in triples
    )


def _sound_umlauts(text: str, spans: Sequence[tuple[int, int]], table: dict[int, str]) -> int:
    """How many umlauts stand in the lines of ``spans`` that the mix-up would have turned into something else."""
    count = 0
    done = -1
    places = {start for start, _ in spans}
    for start, _ in spans:
        if start < done:
            continue
        line = text.rfind("\n", 0, start) + 1
        done = text.find("\n", start)
        done = len(text) if done < 0 else done
        count += sum(
            match.start() not in places and table.get(ord(match[0]), match[0]) != match[0]
            for match in _UMLAUT.finditer(text, line, done)
        )
    return count


def sharp_ligatures(text: str) -> list[Edit]:
    """The ligature fl where ß was meant, as cp1252 read as Mac Roman shows it: ``Straﬂe``, but not ``Konﬂikt``.

    >>> [edit.start for edit in sharp_ligatures("Straﬂe, Konﬂikt")]
    [4]
    """
    edits = []
    place = text.find(_LIGATURE)
    while place >= 0:
        start, end = _word_around(text, place, {})
        word = text[start:end]
        inside = place - start
        sharp = f"{word[:inside]}ß{word[inside + 1 :]}".replace(_LIGATURE, "fl")
        split = word.replace(_LIGATURE, "fl")
        if inside and costs_by_language(sharp)[_GERMAN] + _SHARP < least_cost(split):
            edits.append(Edit(place, place + 1, "ß", "cp1252 read as Mac Roman", 0.95))
        place = text.find(_LIGATURE, place + 1)
    return edits
