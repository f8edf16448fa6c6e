"""Evidence for and against one pair of pages: how likely the words are as they stand, and how likely they become.

A word that is likely as it stands, in any language, is not damaged; a mark inside a word may stand between two words;
sound umlauts in the same line say that the line was read rightly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby
from operator import add

from textnorm.text.edits import Edit
from textnorm.text.encoding.word_likelihood import costs_by_language, is_word_anywhere, least_cost
from textnorm.text.evidence.known_words import is_known, known_part, level_of
from textnorm.text.evidence.language import germanness
from textnorm.text.evidence.language_models import LANGUAGES, STEPS_PER_BIT, is_likely_word, unpack, word_costs
from textnorm.text.evidence.word_score import LIKELY, SURE, word_score

__all__ = [
    "BESIDE_WORDS",
    "BLANK",
    "EVIDENCE_CHARACTERS",
    "SIGN_LETTERS",
    "believed",
    "is_evident",
    "is_likelier",
    "sharp_ligatures",
    "spoils_word",
]

_GERMAN = next(number for number, language in enumerate(LANGUAGES) if language.code == "de")
_LIGATURE = "\N{LATIN SMALL LIGATURE FL}"
_ASCII_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{2,}(?![^\W_])")
_UMLAUT = re.compile("[äöüßÄÖÜ]")
_PIECES = re.compile(r"[^\W\d_]+|[\W\d_]+")
_LONGEST = 40  # characters on either side of a change that may belong to its word
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff]")
_SHORTEST, _SHORT = 2, 3  # letters of a word that is evidence, and up to which it must be a known one
_SHORTEST_OF_LABEL = 4  # the same in a text of few words, but for ...
_FREQUENT = 2  # ... words of this level in small letters
_LOOSE = -8.5  # the threshold of words that may be sound as they stand
_CONTEXT = 24  # words that show the language
# French words that are frequent German ones in another page, and that German texts write.
_FRENCH = frozenset(("flèche", "flèches", "brèche", "tète", "lèse", "diète"))

# All in bits.
_PRIOR = 7.0  # against any mix-up ...
_PRIOR_OF_WORDS = 13.5  # ... and where every word may be one as it stands
_LABEL, _ENOUGH_WORDS = 6.0, 3  # ... and more in a text of fewer words, which says little of its language
_GERMAN_WORDS = 1.0  # log odds of the words around, from which they are German
_FEWEST_WORDS = 2  # that must stand around words which are German only as they were meant ...
_CLEARLY_GERMAN = 3.0  # and from which they show that a word is none as it stands
_CLEARLY_FOREIGN = -6.0  # ... and the log odds from which down they are clearly of another language
_LONG_PART = 4  # letters of a known part of a word that is evidence
_MUCH_LIKELIER = 10.0  # bits that a word must gain to be German only as it was meant
_OTHER_LANGUAGE = 8.0  # that the words around may cost more in the language of a single word that changes
_FOREIGN = 5.0  # a word of another language than the rest
_MARK = 8.0  # a mark inside a word that closes or opens what stands elsewhere in the text ...
_ODD = 16.0  # ... and any other symbol there
_CONTROL = 60.0  # a control character, which nobody writes
_SOUND = 14.0  # an umlaut that the mix-up would have changed, and did not
_MOST = 30.0  # what one word counts for, at most
_MIXED_CASE = 12.0  # a capital inside a word of small letters
_SURE_LETTERS = 23  # an umlaut, of those of a word that is no frequent one ...
_CLEARLY_LIKELIER = 12.0  # and the bits that such a word must gain: not Brèscia
_KNOWN = 20.0  # what a frequent German word costs at most ...
_BONUS = 7.0  # ... less this, since hardly any foreign word becomes one by chance
_CLEARLY = 10.0  # by which a doubtful word must gain in a text of which the page is known
_SIGN = 3.0  # a sign beside a word
# By which ß must be likelier than fl: in a known word, in one with a known part, and in any other (Zweiﬂer, Zweifler).
_SHARP_KNOWN, _SHARP, _SHARP_UNKNOWN = -3.5, 1.5, 12.0
_ABBREVIATED = frozenset(["Aufl", "Abfl", "Zufl"])  # what ends in fl all the same
_PAIRED = str.maketrans("„“”‚‘’‹›«»", "\"\"\"''''" + "''\"")
_IN_WORDS = "’-–‐\xad\xa0"
_MARKS = frozenset("„“”‚‘’‹›«»")
_SOUND_BESIDE = re.compile("[äöüÄÖÜ]")
_TAG = re.compile(r"<[^<>]{1,200}>")  # whose words are of no language
BLANK = frozenset("\xa0\xad")
SIGN_LETTERS = frozenset("µªº")  # letters to Unicode, which stand in no word
BESIDE_WORDS = _MARKS | frozenset("–—…’\xa0\xad™®©")

#: What a character is to these rules, by the names that the kernel has for it.
EVIDENCE_CHARACTERS: dict[str, Callable[[str], object]] = {
    "joins": _IN_WORDS.__contains__,
    "beside": BESIDE_WORDS.__contains__,
    "blank": BLANK.__contains__,
    "sign_letter": SIGN_LETTERS.__contains__,
    "mark": _MARKS.__contains__,
    "double": lambda char: char.translate(_PAIRED) == '"',
    "single": lambda char: char.translate(_PAIRED) == "'",
    "other_script": _OTHER_SCRIPT.match,
}


def believed(text: str, edits: Sequence[Edit], table: dict[int, str]) -> bool:
    """Whether the words of ``text`` become so much likelier by ``edits`` that a mix-up of pages is the better story.

    ``table`` is the mix-up: code point that is seen → character that was meant.
    """
    changed = {edit.start: edit.after for edit in edits}
    words = _changed_words(text, edits, changed)
    if words is None or any(_OTHER_SCRIPT.search(after) or before.lower() in _FRENCH for before, after in words):
        return False
    around = _words_around(text)
    # What the words that are sound for sure cost, in each language.
    context = [cost / STEPS_PER_BIT for cost in unpack(sum(map(word_costs, around)))]
    language = _language(context, words)
    shortest = _SHORTEST if len(around) >= _ENOUGH_WORDS else _SHORTEST_OF_LABEL
    if language is None or not any(_is_evidence(before, after, language, shortest) for before, after in words):
        return False
    only_letters = language == _GERMAN and all(before.isalpha() for before, _ in words)
    if only_letters and not (_speaks_german(around, words) or _only_german(around, words)):
        return False
    if language != _GERMAN and len(words) == 1 and context[language] > min(context) + _OTHER_LANGUAGE:
        return False  # one word says nothing against all others
    marks = Counter([char for char in text.translate(_PAIRED) if char in "\"'"])
    may_be_sound = all(_may_be_a_word(before) for before, _ in words)
    if _stand_as_meant(words, around, language, may_be_sound=may_be_sound):
        return False
    gain = -_PRIOR_OF_WORDS if may_be_sound else -_PRIOR
    if len(around) < _ENOUGH_WORDS:
        gain -= _LABEL
    stands = context  # what the text costs as it stands, in each language
    for before, after in _told_apart(words):
        most = _CONTROL if any("\x7f" < char < "\xa0" for char in before) else _MOST
        cost = min(costs_by_language(after)[language], least_cost(after) + _FOREIGN)
        if language == _GERMAN and (_is_surely_known(before, after) if may_be_sound else is_known(after)):
            cost = min(cost, _KNOWN) - _BONUS
        as_is = _as_it_stands(marks, before, language)
        odd = _mixed_case(after) + (after[:1].isupper() and before[:1].islower()) / 2
        gain += max(-_MOST, min(most, as_is - cost - _MIXED_CASE * odd))
        if before.isalpha():
            least = least_cost(before) + _FOREIGN
            stands = [total + min(least, cost) for total, cost in zip(stands, costs_by_language(before), strict=True)]
    gain -= stands[language] - min(stands)  # the text is in another language, and says what it means
    spans = [(edit.start, edit.end) for edit in edits]
    gain -= _SOUND * min(3, _sound_umlauts(text, spans, table, "\n\n" if only_letters else "\n"))
    return gain > 0


def is_evident(text: str, after: str) -> bool:
    """Whether a word of ``after``, which is German and of as many characters as ``text``, is evidence of a mix-up.

    >>> is_evident("Das hŠssliche Gesicht der Stadt", "Das hässliche Gesicht der Stadt")
    True
    """
    changed = {place: new for place, (old, new) in enumerate(zip(text, after, strict=True)) if old != new}
    words = _changed_words(text, [Edit(place, place + 1, new) for place, new in changed.items()], changed)
    shortest = _SHORTEST if len(_words_around(text)) >= _ENOUGH_WORDS else _SHORTEST_OF_LABEL
    return any(_is_evidence(*word, _GERMAN, shortest) for word in words or [])


def _words_around(text: str) -> list[str]:
    return _ASCII_WORD.findall(_TAG.sub(" ", text[:1200]))[:_CONTEXT]


def _told_apart(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """``words`` with those that may be words as they stand once: a sound word is as sound when it is said again."""
    seen: set[str] = set()
    kept = []
    for before, after in words:
        small = before.lower()
        if small not in seen or not _may_be_a_word(before):
            kept.append((before, after))
        seen.add(small)
    return kept


def is_likelier(text: str, start: int, end: int, table: dict[int, str]) -> bool:
    """Whether the words around ``text[start:end]`` are clearly likelier if ``table`` is undone there.

    >>> is_likelier("Żergebnisoffen", 0, 1, {ord("Ż"): "»"}), is_likelier("Żeromski", 0, 1, {ord("Ż"): "»"})
    (True, False)
    """
    left, _ = _word_around(text, start, {})
    _, right = _word_around(text, end - 1, {})
    before, meant = text[left:right], text[start:end].translate(table)
    if meant == text[start:end] or not all(sign.isalpha() or sign in BESIDE_WORDS for sign in meant):
        return False
    after = text[left:start] + meant + text[end:right]
    return _cost_of_pieces(before) - _cost_of_pieces(after) > _CLEARLY


def spoils_word(text: str, start: int, end: int, meant: str) -> bool:
    """Whether a letter of ``text[start:end]`` would become a sign inside a word or beside one.

    No page shows letters for signs that people write there, but for quotation marks and dashes.

    >>> spoils_word("Emiş", 3, 4, "║"), spoils_word("wasÓ", 3, 4, "”")
    (True, False)
    """
    for place, after in enumerate(meant, start):
        before, left, right = text[place], text[place - 1 : place] if place else "", text[place + 1 : place + 2]
        if not before.isalpha() or not (left.isalpha() or right.isalpha()):
            continue
        if after in BLANK and left.strip() and right.strip():
            continue
        if (not after.isalpha() and (after in BLANK or after not in BESIDE_WORDS)) or after in SIGN_LETTERS:
            return True
    return False


@lru_cache(maxsize=1 << 13)
def _cost_of_pieces(text: str) -> float:
    """What the words in ``text`` cost, in the language in which each is likeliest, and the signs between them."""
    return sum(
        least_cost(piece) + _MIXED_CASE * _mixed_case(piece) if piece[0].isalpha() else _SIGN * len(piece)
        for piece in _PIECES.findall(text)
    )


def _changed_words(text: str, edits: Sequence[Edit], changed: dict[int, str]) -> list[tuple[str, str]] | None:
    """The words that change, as they stand and as they were meant; None if a symbol would come inside a word."""
    words: list[tuple[str, str]] = []
    done = -1
    for edit in edits:
        if edit.start < done:
            continue
        if not edit.after.isalpha():
            place, done = edit.start, edit.end
            left, right = text[place - 1 : place].isalpha(), text[done : done + 1].isalpha()
            if left and right and edit.after not in _IN_WORDS:
                if changed.get(place - 1, "a").isalpha() and changed.get(done, "a").isalpha():
                    return None
            elif (left or right) and text[place].isalpha() and edit.after not in BESIDE_WORDS:
                return None  # a letter that would become a sign beside a word
            continue
        start, done = _word_around(text, edit.start, changed)
        words.append((text[start:done], "".join([changed.get(place, text[place]) for place in range(start, done)])))
    return words


def _speaks_german(around: list[str], words: list[tuple[str, str]]) -> bool:
    """Whether a text is German by the words that do not change, or by two frequent words that the mix-up makes.

    Words that are all letters as they stand may be of a language that no model knows: Kurdish *lîste*.
    """
    return germanness(" ".join(around)) >= _GERMAN_WORDS or len({after for _, after in words if is_known(after)}) >= 2


def _only_german(around: list[str], words: list[tuple[str, str]]) -> bool:
    """Whether every word that changes is impossible as it stands, and a known German one or a compound of one after.

    The words around need not be clearly German, as they are not in *Moore retten fŸr das Klima*, but not clearly of
    another language.
    """
    if len(around) < _FEWEST_WORDS or germanness(" ".join(around)) <= _CLEARLY_FOREIGN:
        return False
    return all(
        len(after) > _SHORTEST
        and not _may_be_a_word(before)
        and (is_known(after) or len(known_part(after)) >= _LONG_PART)
        and least_cost(before) + _MIXED_CASE * _mixed_case(before) - least_cost(after) >= _MUCH_LIKELIER
        for before, after in words
    )


def _may_be_a_word(word: str) -> bool:
    return is_word_anywhere(word, _LOOSE) and not _mixed_case(word)


def _stand_as_meant(words: list[tuple[str, str]], around: list[str], language: int, *, may_be_sound: bool) -> bool:
    """Whether ``words``, before and after, are those of some language as they stand, whatever they would become."""
    if may_be_sound and language == _GERMAN and not any(_is_known_in_part(*word) for word in words):
        return True  # enlèvement, Brescia: what may be a word becomes none that is known
    if may_be_sound and len(words) > 1 and len({before.lower() for before, _ in words}) == 1:
        return True  # nobody errs in one word alone, and in it twice: Flèche, flèche
    if may_be_sound and len(words) == 1 and germanness(" ".join(around)) < _CLEARLY_GERMAN:
        return True  # kontrèr, atmosphère
    return not around and len(words) == 1 and _is_open_label(*words[0], language)  # Gaelic tèirmineal


def _is_open_label(before: str, after: str, language: int) -> bool:
    """Whether a label is one word of small letters alone, which may be of any language, and becomes no known one."""
    if not before.isalpha() or not after.islower():
        return False
    return language != _GERMAN or (level_of(after) == 0 and word_score(after) < LIKELY)


@lru_cache(maxsize=1 << 12)
def _is_surely_known(before: str, after: str) -> bool:
    """Whether a known word is none by chance, as two in a thousand are: *enlävement*."""
    level = level_of(after)
    if level >= _FREQUENT or (level > 0 and known_part(after) != ""):
        return True
    return level > 0 and word_score(after) >= LIKELY and least_cost(before) > costs_by_language(after)[_GERMAN]


def _is_known_in_part(before: str, after: str) -> bool:
    return _is_surely_known(before, after) or len(known_part(after)) >= _LONG_PART


def _is_evidence(before: str, after: str, language: int, shortest: int) -> bool:
    """Whether a mix-up makes a word of ``language``. What is all letters as it stands must become a better one."""
    if len(after) < shortest and not (after.islower() and level_of(after) >= _FREQUENT):
        return False
    if language != _GERMAN:
        return is_word_anywhere(after)
    if len(after) <= _SHORT:
        return level_of(after) >= _FREQUENT
    if before.isalpha():
        unknown = word_score(after) >= _SURE_LETTERS
        gain = least_cost(before) - costs_by_language(after)[_GERMAN] if unknown else 0.0
        return gain >= _CLEARLY_LIKELIER or _is_known_in_part(before, after)
    return is_known(after) or len(known_part(after)) > _LONG_PART or word_score(after) >= SURE


def _language(context: list[float], words: list[tuple[str, str]]) -> int | None:
    """The language of a text once it is repaired; None if it is not German and the words are none of it."""
    totals = context
    for _, after in words:
        totals = list(map(add, totals, costs_by_language(after)))
    best = min(range(len(totals)), key=totals.__getitem__)
    if totals[_GERMAN] <= totals[best] + 6:
        return _GERMAN
    # No German letters for a text in another language.
    return best if all(is_likely_word(after, LANGUAGES[best].code) for _, after in words) else None


def _word_around(text: str, place: int, changed: dict[int, str]) -> tuple[int, int]:
    """The word around ``place``: letters, and what becomes a letter."""
    start = place
    while start > 0 and place - start < _LONGEST and changed.get(start - 1, text[start - 1]).isalpha():
        start -= 1
    end = place + 1
    while end < len(text) and end - place < _LONGEST and changed.get(end, text[end]).isalpha():
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


@lru_cache(maxsize=1 << 13)
def _mixed_case(word: str) -> int:
    """How many letters that are not ASCII have another case than those around: a capital behind a small letter, or
    between a capital and a small letter; a small letter between capitals.
    """
    return sum(
        (letter > "\x7f" and letter.isupper() and (before.islower() or (before.isupper() and after.islower())))
        or (letter > "\x7f" and letter.islower() and letter != "ß" and before.isupper() and after.isupper())
        for before, letter, after in zip(word, word[1:], word[2:] + " ", strict=False)
    )


def _sound_umlauts(text: str, spans: Sequence[tuple[int, int]], table: dict[int, str], ends: str) -> int:
    """How many umlauts stand in the lines of ``spans`` that the mix-up would have turned into something else.

    ``ends`` is what ends a line; where a word may be foreign, its paragraph is asked: Heine's *Calèche*.
    """
    count = 0
    done = -1
    places = {start for start, _ in spans}
    for start, _ in spans:
        if start < done:
            continue
        line = text.rfind(ends, 0, start) + 1
        done = text.find(ends, start)
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
        if (
            text[place - 1] == "f"
            or split in _ABBREVIATED
            or (_SOUND_BESIDE.search(word) and not (is_known(sharp) or known_part(sharp)))
        ):
            inside = 0  # Schäﬄer: who reads ß as a ligature reads ä as something else
        ends = end == place + 1 and is_known(sharp) and not is_known(split)  # hardly any word ends in fl
        margin = _SHARP_KNOWN if is_known(sharp) else _SHARP if known_part(sharp) else _SHARP_UNKNOWN
        if inside and (ends or costs_by_language(sharp)[_GERMAN] + margin < least_cost(split)):
            edits.append(Edit(place, place + 1, "ß", "cp1252 read as Mac Roman", 0.95))
        place = text.find(_LIGATURE, place + 1)
    return edits
