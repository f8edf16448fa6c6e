"""Words that must not stand alone at the end or the start of a line, and the spaces of French punctuation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from textnorm.text.edits import Edit
from textnorm.text.typography.rules.numbers import NBSP
from textnorm.text.typography.rules.table import Guide

__all__ = ["bind_french", "bind_last_word", "bind_roman", "bind_suffixes", "bind_titles", "bind_words"]

_LAST_WORD = re.compile(r"(?<=[^\W\d_][^\W_]|[^\W_][,;:]) [^\W\d_]{1,3}(?=[.!?…]{0,3}[\"'»«“”’)\]]{0,2}\s*\Z)")
_REACH = 10
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})(?:er|ère|ème|e)?(?![\w'’-])")
_NAME = re.compile(r"[^\W\d_]{3,}\Z")
_MARKS = re.compile(r"[;:!?»]+(?=[\s»)\"”]|\Z)")
_DASH = re.compile(r" (?=[–—] \S)")
_LONGEST_ENTITY = 12
_NO_WORD = re.compile(r"(?:&#?\w{1,10}|[_/\\=@]\w{0,11}|(?:\s|\A)[A-Z])\Z")
_AFTER_GUILLEMET = re.compile(r"« (?=\S)")


def bind_last_word(guide: Guide) -> Callable[[str], Iterator[Edit]]:
    """The finder of a short word at the end of a paragraph."""
    evidence = guide.evidence("short-last-word")

    def find(text: str) -> Iterator[Edit]:
        start = 0
        while start < len(text):
            end = text.find("\n\n", start)
            end = len(text) if end < 0 else end
            blank = text.rfind(" ", max(start, end - _REACH), end)
            if blank > start and _LAST_WORD.match(text, blank, end) and text.find(" ", start, blank) >= 0:
                yield Edit(blank, blank + 1, NBSP, evidence)
            start = end + 2

    return find


def bind_words(guide: Guide) -> Callable[[str], Iterator[Edit]]:
    """The finder of words of one letter, of particles and of dashes, which cling to a neighbour."""
    letters = "".join(guide.words("short-word"))
    particles = "|".join(guide.words("particle"))
    dashes = "dash" in guide
    short = re.compile(rf"(?:\A|[\s(„«\"\u00a0])[{letters}] (?=\w)") if letters else None
    clinging = re.compile(rf" (?=(?:{particles})(?![\w-]))") if particles else None

    def find(text: str) -> Iterator[Edit]:
        if short is not None:
            evidence = guide.evidence("short-word")
            match = short.search(text)
            while match:
                yield Edit(match.end() - 1, match.end(), NBSP, evidence)
                match = short.search(text, match.end() - 1)  # the next word may be short as well
        if clinging is not None:
            for match in clinging.finditer(text):
                if text[match.start() - 1 : match.start()].isalpha():
                    yield Edit(*match.span(), NBSP, guide.evidence("particle"))
        if dashes:
            for match in _DASH.finditer(text):
                if text[match.start() - 1 : match.start()].strip():
                    yield Edit(*match.span(), NBSP, guide.evidence("dash"))

    return find


def bind_titles(guide: Guide) -> Callable[[str], Iterator[Edit]]:
    """The finder of titles without a full stop before a name: Mme Dupont, Mr Smith."""
    titles = [title for title in guide.words("title") if title[0].isupper() and title[-1].isalpha()]
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, titles))}) (?=[^\W\d_])") if titles else None

    def find(text: str) -> Iterator[Edit]:
        for match in pattern.finditer(text) if pattern is not None else ():
            start, end = match.span()
            if text[end].isupper() and not (text[start - 1 : start].isalnum() or (start and text[start - 1] in "-'’")):
                yield Edit(end - 1, end, NBSP, guide.evidence("title"))

    return find


def _roman_numerals(text: str) -> Iterator[tuple[int, int]]:
    """Where Roman numerals up to 39 stand. Three searches for a letter are faster than one for a class."""
    places = []
    for letter in "IVX":
        place = text.find(letter)
        while place >= 0:
            if place == 0 or text[place - 1] in " \n(\u00a0":
                places.append(place)
            place = text.find(letter, place + 1)
    for place in sorted(places):
        match = _ROMAN.match(text, place)
        if match:
            yield match.span()


def bind_roman(guide: Guide) -> Callable[[str], Iterator[Edit]]:
    """The finder of rulers and centuries with Roman numerals: Ludwig XIV., le XIXe siècle, siglo XX."""
    centuries = guide.words("century")
    century = re.compile(rf" (?=(?:{'|'.join(map(re.escape, centuries))})(?!\w))") if centuries else None
    before = frozenset(centuries)
    rulers = "ordinal-name" in guide
    dotted = guide.language in ("de", "cs")

    def find(text: str) -> Iterator[Edit]:
        for start, end in _roman_numerals(text):
            if century is not None and century.match(text, end):
                yield Edit(end, end + 1, NBSP, guide.evidence("century"))
            if text[start - 1 : start] != " ":
                continue
            left = text[max(0, start - 20) : start - 1]
            word = left[max(left.rfind(" "), left.rfind("\n"), left.rfind(NBSP)) + 1 :]
            if word in before:
                yield Edit(start - 1, start, NBSP, guide.evidence("century"))
            elif rulers and _is_ruler(text, start, end, word, dotted):
                yield Edit(start - 1, start, NBSP, guide.evidence("ordinal-name"))

    return find


def _is_ruler(text: str, start: int, end: int, word: str, dotted: bool) -> bool:
    """Whether ``word`` is a name and the numeral behind it a number: not the axis X, the pronoun I or an initial."""
    if not _NAME.match(word) or not word[0].isupper() or word.isupper() or text[start:end] in ("I", "X"):
        return False
    if dotted:
        return text[end : end + 1] == "."
    return not (end - start == 1 and text[end : end + 2] == ". ")


def bind_french(guide: Guide, spaces: dict[str, str]) -> Callable[[str], Iterator[Edit]]:
    """The finder of the spaces before ``; : ! ?`` and inside guillemets; ``spaces`` has the one before each mark."""
    own, missing = "space-before-punctuation", "missing-space-before-punctuation"

    def find(text: str) -> Iterator[Edit]:
        elsewhere: bool | None = None
        for match in _MARKS.finditer(text):
            start, run = match.start(), match[0]
            space = NBSP if run[0] == "»" else spaces.get(run[0], "")
            previous = text[start - 1 : start]
            if not space:
                continue
            if previous == " ":
                if own in guide and text[start - 2 : start - 1].strip() and not (run[0] in ":;" and len(run) > 1):
                    yield Edit(start - 1, start, space, guide.evidence(own))
            elif missing in guide and run[0] != "»" and _may_be_spaced(previous, run) and _is_word(text, start):
                if elsewhere is None:
                    elsewhere = _is_of_another_language(text, guide.language)
                if not elsewhere:
                    yield Edit(start, start, space, guide.evidence(missing))
        if own in guide and "« " in text:
            for match in _AFTER_GUILLEMET.finditer(text):
                yield Edit(match.end() - 1, match.end(), NBSP, guide.evidence(own))

    return find


def _is_of_another_language(text: str, language: str) -> bool:
    """Whether the first words of ``text`` are surely of a language that writes no space there: a quotation, a label."""
    from textnorm.text.evidence.language_models import likeliest

    best = likeliest(text[:_READ], 1)
    return bool(best) and best[0][0] != language and best[0][1] >= _SURE


_READ, _SURE = 400, 0.95


def _may_be_spaced(previous: str, run: str) -> bool:
    """Whether a space is missing between the two: not in ``::`` or in the smiley ``;)``."""
    return (previous.isalpha() or previous in ")%»…" or (previous.isdecimal() and run[0] in "!?")) and run[:2] not in (
        "::", ";;",
    )  # fmt: skip


def _is_word(text: str, end: int) -> bool:
    """Whether a word or a number ends at ``end``: not an entity, an identifier or a drive such as ``C:``."""
    return _NO_WORD.search(text, max(0, end - _LONGEST_ENTITY), end) is None


def bind_suffixes(guide: Guide) -> Callable[[str], Iterator[Edit]]:
    """The finder of ordinal numbers with a suffix that is too long: 2ème."""
    evidence = guide.evidence("ordinal-suffix")
    pattern = re.compile(r"(?<![\w.,-])(\d{1,3})(ème|ère|ième|ier)(s?)(?!\w)")
    short = {"ème": "e", "ième": "e", "ère": "re", "ier": "er"}

    def find(text: str) -> Iterator[Edit]:
        for match in pattern.finditer(text) if "è" in text or "ier" in text else ():
            if (match[2] in ("ère", "ier")) == (match[1] == "1"):
                yield Edit(match.start(2), match.end(), short[match[2]] + match[3], evidence)

    return find
