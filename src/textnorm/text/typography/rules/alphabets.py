"""Letters of another alphabet that look the same: a Latin c in a Russian word, a Cyrillic е in a German one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from textnorm.text.edits import Edit
from textnorm.text.typography.rules.table import Guide

__all__ = ["bind_alphabets"]

_LATIN = "ABCEHIJKMOPSTXYaceijopsxy"
_CYRILLIC = "АВСЕНІЈКМОРЅТХУасеіјорѕху"
# What Russian does not have is no misprint of it: І, Ј, Ѕ.
_LIKE_RUSSIAN = "ABCEHKMOPTXaceopxy"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_LATIN_RUN = re.compile(r"[A-Za-z]+")
_CYRILLIC_RUN = re.compile("[\u0400-\u045f]+")
_IN_CYRILLIC = ("ru",)
_WORD = re.compile(r"[A-Za-zÀ-ɏ\u0400-\u045f]+")
_REACH = 40


def bind_alphabets(guide: Guide) -> Callable[[str], Iterator[Edit]]:
    """The finder of words with letters of two alphabets, where those of one only look like the other's."""
    evidence = guide.evidence("mixed-alphabet")
    runs = _LATIN_RUN if guide.language in _IN_CYRILLIC else _CYRILLIC_RUN  # the rarer ones

    def find(text: str) -> Iterator[Edit]:
        if not _has_cyrillic(text):
            return
        end = 0
        for match in runs.finditer(text):
            start, last = match.span()
            if start < end or not (text[start - 1 : start].isalpha() or text[last : last + 1].isalpha()):
                continue
            while start > max(end, match.start() - _REACH) and text[start - 1].isalpha():
                start -= 1
            word = _WORD.match(text, start, start + 2 * _REACH)
            if word is None or word.end() < last:
                continue
            end = word.end()
            if text[start - 1 : start].isdecimal() or text[end : end + 1].isdecimal() or text[end : end + 1] == "_":
                continue
            for place, letter in _misplaced(word[0]):
                yield Edit(start + place, start + place + 1, letter, evidence)

    return find


def _has_cyrillic(text: str) -> bool:
    """Whether a Cyrillic letter is in ``text``: in UTF-8, all of those above begin with one of two bytes."""
    if text.isascii():
        return False
    data = text.encode("utf-8", "surrogatepass")
    return b"\xd0" in data or b"\xd1" in data


def _misplaced(word: str) -> list[tuple[int, str]]:
    """The letters of ``word`` that belong to the other alphabet, with those that they look like; none if in doubt.

    >>> _misplaced("Mосква"), _misplaced("Bеrlin"), _misplaced("ВИЧinfo")
    ([(0, 'М')], [(1, 'e')], [])
    """
    cyrillic = [place for place, letter in enumerate(word) if "\u0400" <= letter <= "\u045f"]
    latin = [place for place in range(len(word)) if word[place].isascii()]
    others = len(word) - len(cyrillic)
    few, table, alike = (
        (latin, _TO_CYRILLIC, _LIKE_RUSSIAN) if len(cyrillic) > others else (cyrillic, _TO_LATIN, _CYRILLIC)
    )  # fmt: skip
    rest = len(word) - len(few)
    if len(few) >= rest or (few is latin and others > len(latin)) or not all(word[place] in alike for place in few):
        return []
    sure = any(word[place] not in _CYRILLIC + _LATIN for place in range(len(word)) if place not in few)
    return [(place, word[place].translate(table)) for place in few] if sure else []
