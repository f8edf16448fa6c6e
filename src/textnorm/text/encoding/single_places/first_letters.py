"""Words whose first letter another page shows: ``das Ílembargo`` was written in cp1252 and read in CP850.

A word with a foreign capital may be a name. So it must be no likely word of any language as it stands, but a known one
or a compound with *Öl* as it was meant, in a German line of which this pair of pages explains everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from textnorm.patterns import lazy
from textnorm.text.edits import Edit
from textnorm.text.encoding.codepages import LABELS, MIXUPS, TABLES, mixup
from textnorm.text.encoding.pair_by_words import MAY_BE_SMALL
from textnorm.text.encoding.word_likelihood import costs_by_language, is_word_anywhere, least_cost
from textnorm.text.evidence.known_words import COMPOUND_OF_OIL, known_part, level_of
from textnorm.text.evidence.language import germanness
from textnorm.text.evidence.language_models import LANGUAGES

__all__ = ["find_first_letters"]

_UMLAUTS = frozenset("äöüßÄÖÜ")
_FIRST = lazy(r"""(?<![^\s("/-])[^\x00-\x7f\s„“”‚‘’»«‹›–—…·•](?=[a-z]{2}|l(?![^\W_]))""")
_OIL, _WELSH = "l", "ô"  # what is left of Öl, and the letter that makes a word of it
_REST = re.compile("[a-zäöüß]+")
_GERMAN = next(number for number, language in enumerate(LANGUAGES) if language.code == "de")
_USUAL_MARKS = frozenset("–—„“”‚‘’»«›‹…\xa0")  # what else the pair may make in the same line
_MOST = 4  # such places in a line; more are a habit
_SHORTEST, _SHORTEST_BEHIND_OIL = 5, 5  # letters of a word, and of what stands behind Öl
_PART = 4  # letters of a known part with which a compound begins
_LOOSE = -8.5  # the threshold of words that may be sound as they stand
_LIKELY = 5.0  # a letter, in bits, that the rest of a compound may cost
_DEARER = 8.0  # bits that a compound may cost more than what stands there
_LIKELIER = 2.0  # bits by which a known word must cost less
_MUCH_LIKELIER = 12.0  # and by which it must if what stands there may be a word
_GERMAN_LINE, _NOT_FOREIGN, _FEWEST = 3.0, -1.5, 2  # log odds of the rest of the line, for letters and signs, and words
_ASCII_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{2,}(?![^\W_])")
_REST_OF_OIL = re.compile("l[a-z]{3}")
_STARTS = re.compile(r"""(?:\A|[.!?:]["'»«“”)]*\s+|[\n„»"(]|–\s)["„»(]?\Z""")


def find_first_letters(text: str) -> list[Edit]:
    """Find first letters of words that another page shows, line by line, and say which were meant.

    >>> [edit.after for edit in find_first_letters("Die Staaten beraten das Ílembargo")]
    ['Ö']
    >>> find_first_letters("Die Stadt Ílhavo liegt am Meer"), find_first_letters("Er fährt in das Íldorf")
    ([], [])
    """
    if not _FIRST.search(text):
        return []
    edits: list[Edit] = []
    done = 0
    for line in text.split("\n"):
        edits += _in_line(text, done, done + len(line))
        done += len(line) + 1
    return edits


def _in_line(text: str, start: int, end: int) -> list[Edit]:
    places = [match.start() for match in _FIRST.finditer(text, start, end)]
    if not 0 < len(places) <= _MOST:
        return []
    others = [place for place in range(start, end) if text[place] > "\x7f" and place not in places]
    if any(text[place] in _UMLAUTS for place in others):
        return []  # a line that has sound umlauts was read rightly
    around = _ASCII_WORD.findall(text, start, end)
    signs = all(not text[place].isalpha() or _REST_OF_OIL.match(text, place + 1) for place in places)
    if len(around) < _FEWEST or germanness(" ".join(around)) < (_NOT_FOREIGN if signs else _GERMAN_LINE):
        return []
    found: dict[tuple[str, ...], int] = {}
    for number in _pairs_of(text[places[0]]):
        letters = tuple(_letter(text, place, end, number) for place in places)
        if all(letters) and _explains(text, others, number):
            found.setdefault(letters, number)
    if len(found) > 1:
        found = {letters: number for letters, number in found.items() if _has_right_case(text, places, letters)}
    if len(found) != 1:
        return []
    ((letters, number),) = found.items()
    return list(_edits(text, dict(zip(places, letters, strict=True)), others, number))


def _edits(text: str, first: dict[int, str], others: Sequence[int], number: int) -> Iterator[Edit]:
    written, read, _ = MIXUPS[number]
    table = mixup(written, read)
    meant = first | {place: table.get(ord(text[place]), text[place]) for place in others}
    for place, after in sorted(meant.items()):
        if after != text[place]:
            yield Edit(place, place + 1, after, f"{LABELS[written]} read as {LABELS[read]}", 0.9)


@cache
def _pairs_of(seen: str) -> tuple[int, ...]:
    """The numbers of the pairs of pages by which ``seen`` was an umlaut."""
    return tuple(
        number
        for number, (written, read, _) in enumerate(MIXUPS)
        if mixup(written, read).get(ord(seen), "") in _UMLAUTS - {"ß"} and seen not in _UMLAUTS
    )


def _letter(text: str, place: int, end: int, number: int) -> str:
    """The umlaut that the pair makes of the letter at ``place``, if it makes a word of what stands there; or ""."""
    written, read, _ = MIXUPS[number]
    letter = mixup(written, read).get(ord(text[place]), "")
    rest = _REST.match(text, place + 1, end)
    if letter not in _UMLAUTS or letter == "ß" or rest is None or not rest[0].isascii():
        return ""
    behind = text[rest.end() : rest.end() + 1]
    if behind and (behind.isalnum() or behind in "_@/\\="):
        return ""
    return letter if _is_first_letter(text[place], letter, rest[0]) else ""


@lru_cache(maxsize=1 << 12)
def _is_first_letter(seen: str, letter: str, rest: str) -> bool:
    """Whether ``seen`` and ``rest`` are no word, and ``letter`` and ``rest`` are one."""
    word = letter + rest
    if letter == "Ö" and (COMPOUND_OF_OIL.match(rest) or (rest == _OIL and seen not in _WELSH)):
        return True
    if len(word) < _SHORTEST:
        return False
    cost = costs_by_language(word)[_GERMAN]
    as_it_stands = least_cost(seen + rest) if seen.isalpha() else cost + _MUCH_LIKELIER
    known = level_of(word) > 0 or _begins_with_part(word)
    if seen.isalpha() and is_word_anywhere(seen + rest, _LOOSE):
        return known and cost + _MUCH_LIKELIER <= as_it_stands
    if known:
        return cost + _LIKELIER <= as_it_stands
    behind = rest[1:]
    return (
        letter == "Ö"
        and rest[0] == "l"
        and len(behind) >= _SHORTEST_BEHIND_OIL
        and costs_by_language(behind)[_GERMAN] <= _LIKELY * (len(behind) + 1)
        and cost <= as_it_stands + _DEARER
    )


def _begins_with_part(word: str) -> bool:
    part = known_part(word)
    return len(part) >= _PART and word.lower().startswith(part)


def _explains(text: str, others: Sequence[int], number: int) -> bool:
    """Whether the page shows everything else, and shows it as a mark if it changes it."""
    written, read, _ = MIXUPS[number]
    table = mixup(written, read)
    return all(
        text[place] in TABLES[read] and table.get(ord(text[place]), text[place]) in {text[place], *_USUAL_MARKS}
        for place in others
    )


def _has_right_case(text: str, places: Sequence[int], letters: Sequence[str]) -> bool:
    """Whether every word is written as German writes it: a small letter only in what is no noun, and not at a start."""
    for place, letter in zip(places, letters, strict=True):
        rest = _REST.match(text, place + 1)
        starts = _STARTS.search(text, max(0, place - 8), place) is not None
        small = not starts and MAY_BE_SMALL.match(letter.lower() + (rest[0] if rest else "")) is not None
        if letter.islower() != small:
            return False
    return True
