"""Letters that became U+FFFD or ``?``: ``empf�ngt`` → ``empfängt``, while ``Wie?Was`` and ``Was ist das?`` stay.

A word is restored where one reading is a known word and no other is nearly as frequent, or where one letter clearly
fits best in every place (:mod:`textnorm.text.umlauts.lost_readings`); wholly or not at all. Of decomposed letters, the
dots alone are lost: ``fu�r``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from string import ascii_letters

from textnorm.patterns import lazy
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.evidence.code.context import is_protected
from textnorm.text.evidence.known_words import is_known, known_part, level_of
from textnorm.text.evidence.language import is_foreign
from textnorm.text.evidence.letter_model import probability
from textnorm.text.umlauts.lost_readings import (
    IN_FREQUENT,
    IN_KNOWN,
    IS_WORD,
    KNOWN_LOST,
    KNOWN_QUESTION,
    LOST,
    MORE_FREQUENT,
    LostWord,
    Reading,
    begins_with_capital,
    chosen_word,
    known_readings,
    letter_by_part,
    lost_dots,
    read_word,
    scores,
)
from textnorm.text.umlauts.lost_words import Together, are_worth_a_kernel, read_together

__all__ = ["find_lost"]

# A letter, its confidence, and how it was found.
_Letter = tuple[str, float, str]

_LOST, _TWO_LOST = LOST, LOST * 2
# One mark for a letter or two for its two bytes, once or twice: gr????te.
_QUESTION = lazy(
    r"\?(?:(?<=[^\W\d_]\?)(?:\?|\?{3})?(?=[^\W\d_])"
    r"|(?:(?<=^\?)|(?<=[\s„»(]\?))\??(?=[a-z]{2}))"  # the first letter; nobody sets a question mark there
)
# More of them in a text that has lost letters: at a word's start, and as the ß at its end where no question ends.
_FIRST_QUESTION = lazy(r"(?:^|(?<=[\s„»(\"'`-]))\?{1,2}(?=[a-z])")
_LAST_QUESTION = lazy(r"(?<=[^\W\d_]{2})\?{1,2}(?=[,;:.)]|[ \t]+[a-zäöü„(])")
_WORD_BEFORE, _WORD_BEHIND = re.compile(r"[^\W\d_]+\Z"), re.compile(r"[^\W\d_]+")
_MARKS, _WILD = frozenset("\"'`„“”»«"), frozenset("*/\\|^$")
_RUN = re.compile(rf"(?<=[^\W\d_])\?+(?=[^\W\d_])|{LOST}+")
_PARAGRAPH = re.compile("(\n[ \t\r]*\n)")
_LONG = 6  # letters of a word that is German wherever it stands
_SOUND = re.compile("[äöüÄÖÜ]")
_SHORTEST_END = 3  # letters of a known end with ß
_FOLLOWED = lazy(r"[\"»«“”]?[ \t]+[\"„»«(]?\w")
_ARTICLE = lazy(r"\b(?:das|dem|des|die|der|den|ein|eine|im|am|ums|ins|zum|vom|fürs|alles|etwas|nichts|viel)[ \t]\Z")
# Behind these, a verb is a noun, unless it stands before what it describes: zum Ändern der, zum üblichen Preis.
_BEFORE_NOUN = lazy(r"\b(?:zum|beim|vom|das|dem|des|ein|fürs|ins)[ \t]\Z", re.IGNORECASE)
# Behind the first part of a noun: Holocaust-Überlebende.
_CHAINED = lazy(r"\b[A-ZÄÖÜ][^\W\d_]*-\Z")
# Endings of verbs and adjectives.
_SMALL_END = lazy(r"(?:e[nm]|er[nt]?|el[nt]|te[rsmn]?|(?:ig|lich|isch|bar|end|los|sam)(?:e[rsmn]?)?|[bgmnpzß]t)\Z")
_AND = lazy(r"(?:\bund|\boder|,)[ \t]\Z")
_CLOSING = '"“”«»)]'
_VERB_END = ("en", "ern", "eln")
_OWNER = lazy(r"[ \t]+(?:des|der|eines|einer|dieses|dieser|deines|deiner|Ihres|Ihrer|ihres|ihrer|von|vom)\b")
_LETTER = lazy(r"[^\W\d_]")
_PLAIN = {"ä": "a", "ö": "o", "ü": "u", "Ä": "a", "Ö": "o", "Ü": "u"}
# What ends a sentence, but for the period of an abbreviation: z. B., bzw.
_ENDED = r"(?:(?<![\W\d_][^\W\d_])(?<!bzw)(?<!etc)(?<!usw)(?<!vgl)(?<!inkl)(?<!evtl)(?<! ca)(?<! Nr)\.|[!:\n{}])"
_SENTENCE, _SENTENCE_OR_LOST = (
    lazy(rf"(?:^|{_ENDED.replace('{}', ender)}[\"'»«„“”)\]]*\s+)(?:[\"„»“(]|``)?$") for ender in ("?", "")
)
_OPENED = lazy(r"[^\s.!?:][ \t][\"„»“(\[]\Z")

_MARGIN = 2.0  # logit by which the best letter leads the second
_SURE_LOST = 1.5  # logit required at U+FFFD, which always hides a character
_SURE_QUESTION = 3.5  # and at a question mark, which usually is one
_MAY_BE = 0.8  # logit from which on a single mark may be one letter, where two may be one as well
_USUAL = frozenset(f"{ascii_letters}äöüßÄÖÜ{LOST}")  # what is in most words
_LONGEST = 60  # letters: what is longer is no word
_MOST_MARKS = 8  # in one word
_NO_ABBREVIATION = 6  # characters from which on a word in capitals is no abbreviation
_WORDS = re.compile(rf"[^\W\d_{_LOST}]{{2,}}(?:[?{_LOST}]+[^\W\d_]+)*")
_FEWEST_WORDS = 3  # from which on the language of a text shows itself
_ALONE = Together({}, {})
_OPEN = "="  # before a chosen word whose case is open
_MOST_OPEN = 1  # words that may stay as they are beside the only one that is read, by a part of it
_KNOWN = 0.98  # the confidence of a known word ...
_BY_PART = 0.95  # ... and of a compound of one
_PART_LOST, _PART_QUESTION = -1.5, 0.0  # logit that a letter in a known part needs


def find_lost(text: str) -> list[Edit]:
    """Find letters that became U+FFFD or a question mark inside a word.

    >>> [edit.after for edit in find_lost("Der Kanzler empf\\ufffdngt G\\ufffdste aus K?ln. Wie?Was?")]
    ['ä', 'ä', 'ö']
    >>> [edit.after for edit in find_lost("\\ufffdber die Stra\\ufffde")]
    ['Ü', 'ß']
    """
    if _LOST not in text and not ("?" in text and _QUESTION.search(text)):
        return []
    edits = _found(text)
    if len(edits) == 1 and edits[0].confidence == _BY_PART and len(_damaged_words(text)) > _MOST_OPEN + 1:
        return []  # a part of one word makes no German of the others
    if edits and "?" in text:
        edits = _unless_sound(text, edits)
    if edits and (proven := _with_proven_marks(text, edits)) != text:
        text = proven
        edits = _found(text)
    if edits and _has_pairs_alone(text, edits):
        edits = _found(text, pairs=True)
    if edits and is_foreign(apply_edits(text, edits), 9.0):
        return list(_unmistakable(text, edits))
    return edits


def _unless_sound(text: str, edits: list[Edit]) -> list[Edit]:
    """``edits`` without that of a single ? in a text that has sound umlauts, which would be lost, too: *search T?r*.

    In a long word that is known, and that is not quoted, it is one all the same: *Universit?t*.
    """
    asked = [edit for edit in edits if text[edit.start] == "?"]
    if len(asked) == 1 and _SOUND.search(text) and not _is_long_and_known(text, asked[0]):
        edits.remove(asked[0])
    return edits


def _is_long_and_known(text: str, edit: Edit) -> bool:
    left = _WORD_BEFORE.search(text, max(0, edit.start - _LONGEST), edit.start)
    right = _WORD_BEHIND.match(text, edit.end)
    start, end = left.start() if left else edit.start, right.end() if right else edit.end
    before, behind = text[start - 1 : start], text[end : end + 1]
    is_pattern = before in _WILD or behind in _WILD or (before in _MARKS and behind in _MARKS)
    return edit.confidence >= _KNOWN and end - start >= _LONG and not is_pattern


def _with_proven_marks(text: str, edits: list[Edit]) -> str:
    """``text`` with U+FFFD for each ? that is a lost letter as well: in a paragraph where one is, in a known word."""
    known = [edit.start for edit in edits if text[edit.start] == "?" and edit.confidence >= _KNOWN]
    if not known:
        return text
    paragraphs = _PARAGRAPH.split(text)
    start = 0
    for number, paragraph in enumerate(paragraphs):
        end = start + len(paragraph)
        if number % 2 == 0 and bisect_left(known, end) > bisect_left(known, start):
            paragraph = _QUESTION.sub(_marks, paragraph)
            paragraph = _FIRST_QUESTION.sub(_marks, paragraph)
            paragraphs[number] = _LAST_QUESTION.sub(_marks_of_sharp_s, paragraph)
        start = end
    proven = "".join(paragraphs)
    read = sum(edit.end - edit.start for edit in edits if text[edit.start] == "?")
    return proven if proven.count(LOST) > text.count(LOST) + read else text  # all are read already


def _marks(match: re.Match[str]) -> str:
    return LOST * len(match[0])


def _marks_of_sharp_s(match: re.Match[str]) -> str:
    """What a word with its last letter lost is, if that makes a known word with ß, or a compound of one."""
    left = _WORD_BEFORE.search(match.string, max(0, match.start() - _LONGEST), match.start())
    word = f"{left[0] if left else ''}ß"
    ends = (word[place:] for place in range(len(word) - _SHORTEST_END + 1))
    if is_known(word) or any(level_of(end) > 1 for end in ends):
        return _marks(match)
    return match[0]


def _has_pairs_alone(text: str, edits: list[Edit]) -> bool:
    """Whether all marks stand in pairs, of which one is the two bytes of a letter in a known word: so all are."""
    proven = any(edit.end - edit.start == len(_TWO_LOST) and edit.confidence >= _KNOWN for edit in edits)
    return proven and all(len(run) % 2 == 0 for run in _RUN.findall(text))


def _found(text: str, *, pairs: bool = False) -> list[Edit]:
    """The edits of all words of ``text``; with ``pairs``, two marks are one letter."""
    edits: list[Edit] = []
    damaged = _damaged_words(text)
    # Of a long text only as much is counted as must be, and once for all of its words.
    few = bool(damaged) and sum(1 for _ in islice(_WORDS.finditer(text), _FEWEST_WORDS)) < _FEWEST_WORDS
    words = {text[start:end] for start, end in damaged}
    together = read_together(words) if are_worth_a_kernel(len(words)) else _ALONE
    dotless = any(lost_dots(word) for word in words)
    for start, end in damaged:
        restored = _restore(text, start, end, few, together, pairs=pairs, dotless=dotless)
        if not any(_repeats_vowel(text, edit) for edit in restored):
            edits += restored
    return edits


def _repeats_vowel(text: str, edit: Edit) -> bool:
    """Whether a vowel and its own umlaut would stand side by side, as in no word: the dots alone are lost there."""
    return edit.start > 0 and _PLAIN.get(edit.after) == text[edit.start - 1].lower()


def _unmistakable(text: str, edits: list[Edit]) -> Iterator[Edit]:
    """Those of ``edits`` in long and usual German words in small letters: empfängt, among foreign names."""
    starts = [edit.start for edit in edits]
    for start, end in _damaged_words(text):
        inside = edits[bisect_left(starts, start) : bisect_left(starts, end)]
        word = apply_edits(
            text[start:end], [one._replace(start=one.start - start, end=one.end - start) for one in inside]
        )
        if inside and len(word) >= _LONG and word.islower() and level_of(word) > 1:
            yield from inside


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
        while start > done and place - start <= _LONGEST and (text[start - 1] in _USUAL or _in_word(text, start - 1)):
            start -= 1
        done = place + 1
        while done < len(text) and done - place <= _LONGEST and (text[done] in _USUAL or _in_word(text, done)):
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


def _restore(
    text: str, start: int, end: int, few: bool, together: Together, *, pairs: bool, dotless: bool
) -> list[Edit]:
    """The edits that restore the word ``text[start:end]``, or none; ``few`` if the text has few words.

    ``together`` has words that were read by a kernel, in which no two marks are one letter. With ``pairs``, they are.
    With ``dotless``, a mark behind a vowel is its dots.
    """
    word = text[start:end]
    if text[start - 1 : start] == "%":
        return []  # a placeholder and marks of quotation that are lost: ��%s��
    dots = lost_dots(word, dotless)
    if dots is not None:
        why = f"diaeresis lost, {IN_KNOWN}"
        return [
            Edit(start + first, start + last, after, why, _BY_PART if dotless else _KNOWN)
            for first, last, after in ([] if is_protected(text, start, end) else dots)
        ]
    if word in together.settled:
        settled = together.settled[word]
        if settled is None or is_protected(text, start, end):
            return []
        place, letter, why = settled
        return [Edit(start + place, start + place + 1, letter, f"lost letter, {letter} {why}", _KNOWN)]
    if (
        sum(map(word.count, (_LOST, "?"))) > _MOST_MARKS
        or not any(map(str.isalpha, word))
        or is_protected(text, start, end)
    ):
        return []
    ways = _ways(word, together, pairs=pairs)
    if all(_is_case_open(text, start, end, way) for way in ways):
        return []
    return _restore_letters(text, start, end, few, ways)


def _restore_letters(text: str, start: int, end: int, few: bool, ways: list[LostWord]) -> list[Edit]:
    """The edits that put letters in the places of the marks, in one of the ``ways`` to read the word."""
    word = text[start:end]
    for way in ways:
        chosen = chosen_word(way)
        if chosen and way.spans[0][0] > 0:
            letters = tuple(chosen[site] for site in way.sites)
            return _edits(text, start, way, [(letter, _KNOWN, IN_FREQUENT) for letter in letters])
    readings = [(reading, way) for way in ways for reading in known_readings(way)]
    if readings:
        readings.sort(key=lambda pair: pair[0][1:], reverse=True)
        (best, way), *others = readings
        # What hardly looks like a word is one all the same if it may be a name.
        rivals = [
            other
            for other, _ in others
            if best.level - other.level < MORE_FREQUENT and (way.capital or other.logit > IS_WORD)
        ]
        if any(other.logit > IS_WORD for other in rivals):
            return []  # Größen, or Grüßen
        if len(ways) == 2 and way is ways[0] and best.level == 1 and _by_neighbours(text, start, ways[1]):
            return []  # two letters side by side in a rare word, or one
        is_abbreviation = way.in_capitals and len(word) < _NO_ABBREVIATION
        if not rivals and not is_abbreviation and best.logit > (KNOWN_QUESTION if "?" in word else KNOWN_LOST):
            return _edits(text, start, way, [(letter, _KNOWN, IN_KNOWN) for letter in best.letters])
    if word[0] == "?":
        return []  # something else stands there as well: ?id=5
    candidates = [(_by_neighbours(text, start, way), way) for way in ways]
    if any(letters and _contradicts(readings, way, letters) for letters, way in candidates):
        return []  # Ölker, where Ülker is known
    if len(candidates) == 2 and candidates[1][0] and not candidates[0][0] and _may_be(ways[0]):
        return []  # grüßt, or Grät
    restored = [_edits(text, start, way, letters) for letters, way in candidates]
    if len(candidates) == 2 or few:
        # Two letters side by side must make a known part: Schriftgröße, but not schwößrzt. So must all that is restored
        # among words that are too few to say in which language they are.
        restored = [
            edits if (number and not few) or _has_known_part(text, start, end, edits) else []
            for number, edits in enumerate(restored)
        ]
    likeliest = max(restored, key=lambda edits: min((edit.confidence for edit in edits), default=0.0), default=[])
    if len(ways) == 1 and len(ways[0].sites) == 1:
        letter = letter_by_part(ways[0], _PART_QUESTION if word[0] == "?" or "?" in word else _PART_LOST)
        if likeliest and letter not in ("", likeliest[0].after.lower()):
            return []  # a known part says something else: Schafhürde, not Schafhörde
        if not likeliest and letter and (ways[0].spans[0][0] > 0 or begins_with_capital(ways[0]) or letter == "ö"):
            return _edits(text, start, ways[0], [(letter, _BY_PART, "in a known part")])
    return likeliest


def _ways(word: str, together: Together, *, pairs: bool) -> list[LostWord]:
    """How ``word`` may be read: two marks may be the two bytes of one letter; with ``pairs``, they are."""
    if word in together.read:
        return [together.read[word]]
    choices = ((True,) if pairs else (False, True)) if _pairs(word) else (False,)
    return [way for paired in choices if (way := read_word(word, paired))]


def _contradicts(readings: list[tuple[Reading, LostWord]], way: LostWord, letters: list[_Letter]) -> bool:
    """Whether known words are among the readings in this ``way``, and not the one with these letters."""
    known = [reading.letters for reading, one in readings if one is way]
    return bool(known) and tuple(letter for letter, *_ in letters) not in known


def _has_known_part(text: str, start: int, end: int, edits: list[Edit]) -> bool:
    """Whether the word begins or ends with a known one when it is restored."""
    inside = [edit._replace(start=edit.start - start, end=edit.end - start) for edit in edits]
    return known_part(apply_edits(text[start:end], inside)) != ""


def _pairs(word: str) -> bool:
    if not ("??" in word or _TWO_LOST in word):
        return False
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
        if best < required or best - second < _MARGIN or second > IS_WORD or letter not in word.letters:
            return []
        letters.append((letter, round(probability(best), 4), "by its neighbours"))
    return letters


def _edits(text: str, start: int, word: LostWord, letters: list[_Letter]) -> list[Edit]:
    """The edits that put ``letters`` in the places of the marks."""
    edits = []
    for (first, last), (letter, confidence, why) in zip(word.spans, letters, strict=bool(letters)):
        # By a part, a first letter is that of a noun: Ölhandel.
        capital = first == 0 and letter != "ß" and (confidence == _BY_PART or _begins_with_capital(text, start, word))
        after = letter.upper() if word.in_capitals or capital else letter
        edits.append(Edit(start + first, start + last, after, f"lost letter, {after} {why}", confidence))
    return edits


def _is_case_open(text: str, start: int, end: int, word: LostWord) -> bool:
    """Whether the word has lost its first letter, and nothing says whether that was a capital.

    It may be a noun between an article and the end of a sentence (*das Übliche*), or a title behind an opening mark.
    """
    if word.spans[0][0] > 0 or word.in_capitals or _starts_sentence(text, start):
        return False
    chosen = chosen_word(word)
    if chosen.startswith(_OPEN):
        return not _is_verb_as_noun(text, start, end, word)
    if chosen[:1].isupper() or (not chosen and begins_with_capital(word)):
        return False
    quoted = text[end : end + 1] in _CLOSING and text[end : end + 1] != ""  # „üblichen“
    if (not quoted and _OPENED.search(text, max(0, start - 3), start)) or _CHAINED.search(
        text, max(0, start - _LONGEST), start
    ):
        return True
    if not (chosen or known_readings(word) or _SMALL_END.search(word.plain) or word.plain[1:2] == "l"):
        return True  # an unknown word, which may be a noun: Übervorsicht; one with Öl is
    if word.plain.endswith(_VERB_END) and _AND.search(text, max(0, start - 6), start) and _OWNER.match(text, end):
        return True  # zum Lesen und Ändern von
    if not _FOLLOWED.match(text, end):
        return _ARTICLE.search(text, max(0, start - 8), start) is not None
    return False


def _is_verb_as_noun(text: str, start: int, end: int, word: LostWord) -> bool:
    """Whether the word is a verb that is written as a noun: *zum Ändern der*, *das Überprüfen des*."""
    return (
        word.plain.endswith(_VERB_END)
        and _BEFORE_NOUN.search(text, max(0, start - 6), start) is not None
        and _OWNER.match(text, end) is not None
    )


def _begins_with_capital(text: str, at: int, word: LostWord) -> bool:
    if _starts_sentence(text, at):
        return True
    length = len(word.plain) + sum(last - first - 1 for first, last in word.spans)
    if _is_verb_as_noun(text, at, at + length, word):
        return True
    chosen = chosen_word(word)
    return chosen[0].isupper() if chosen else begins_with_capital(word)


def _starts_sentence(text: str, at: int) -> bool:
    # Where a question mark is a lost letter, another one may be none that ends a sentence: Men? ?ffnen.
    sentence = _SENTENCE_OR_LOST if text[at : at + 1] == "?" else _SENTENCE
    return bool(sentence.search(text[max(0, at - 8) : at]))
