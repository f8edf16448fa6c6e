"""Abbreviations, initials and titles: what ends in a full stop and belongs to what follows.

One pass finds the full stops before a further word; the word before each is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from textnorm.text.edits import Edit
from textnorm.text.typography.rules.numbers import NBSP
from textnorm.text.typography.rules.table import Guide

__all__ = ["bind_periods"]

# No word of the tables has seven letters side by side.
_STOP = re.compile(r"\.(?=[ \u00a0\u202f]?[^\W\d_])(?<![^\W\d_]{6}\.)")
_LONGEST = 12
_OPENING = "([{„“\"'»«‚‘–—/"
_SURNAME = re.compile(r"(?:(?:von|van|de|der|den|da|di|du|la|le|zu|af|of|el|ten|ter)[ \u00a0]){0,3}([^\W\d_]{2,})")
_FIRST_LETTERS = 12


def bind_periods(guide: Guide) -> Callable[[str], Iterator[Edit]]:
    """The finder of abbreviations, initials and titles."""
    return _Periods(guide).find


class _Periods:
    """The abbreviations and titles of one language, and the decisions about one full stop."""

    def __init__(self, guide: Guide) -> None:
        self.evidence = {rule: guide.evidence(rule) for rule in guide.rows}
        self.opened = frozenset(guide.words("abbreviation-gap"))
        words = {*guide.words("abbreviation"), *self.opened}
        #: For the first part of an abbreviation, its patterns, the longest first.
        self.abbreviations: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for word in sorted(words, key=lambda word: -len(word)):
            first, stop, _ = word.partition(".")
            if stop and " " not in first:
                pattern = re.compile(r"([ \u00a0\u202f]?)".join(map(re.escape, word.split(" "))) + r"(?!\w)")
                self.abbreviations.setdefault(first, []).append((word, pattern))
        self.closed = "abbreviation" in guide
        self.titles = frozenset(word.removesuffix(".") for word in guide.words("title") if word.endswith("."))
        self.initials = "initials" in guide
        # A capital letter and a full stop end a sentence before these: Vitamin C. Das ist …
        self.sentences = frozenset(guide.words("initials"))

    def find(self, text: str) -> Iterator[Edit]:
        """The edits behind every full stop of ``text``, in order."""
        done = 0
        for match in _STOP.finditer(text):
            stop = match.start()
            if stop < done:
                continue
            word = text[max(0, stop - _LONGEST) : stop]
            word = word[max(word.rfind(" "), word.rfind("\n"), word.rfind(NBSP)) + 1 :].lstrip(_OPENING)
            if word in self.abbreviations:
                found, end = self._abbreviation(text, stop - len(word), word)
                if end:
                    yield from found
                    done = end
                    continue
            if text[stop + 1] != " ":
                continue
            if word in self.titles:
                if _is_name(text, stop + 2):
                    yield Edit(stop + 1, stop + 2, NBSP, self.evidence["title"])
            elif self.initials and _is_initial(word) and self._names(text, stop - len(word), stop + 2):
                yield Edit(stop + 1, stop + 2, NBSP, self.evidence["initials"])

    def _abbreviation(self, text: str, start: int, first: str) -> tuple[list[Edit], int]:
        """The edits inside the abbreviation at ``start``, and its end; 0 if none is there."""
        for word, pattern in self.abbreviations[first]:
            match = pattern.match(text, start)
            if match is None:
                continue
            edits = []
            for number in range(1, pattern.groups + 1):
                gap = match[number]
                rule = "abbreviation" if gap else "abbreviation-gap"
                if (gap == " " and self.closed) or (not gap and word in self.opened):
                    edits.append(Edit(*match.span(number), NBSP, self.evidence[rule]))
            return edits, match.end()
        return [], 0

    def _names(self, text: str, start: int, follows: int) -> bool:
        """Whether a name stands at ``follows``, behind the initial at ``start``: a further initial or a surname."""
        if text[follows + 1 : follows + 2] == "." and text[follows].isupper():
            return True
        surname = _SURNAME.match(text, follows, follows + 40)
        return surname is not None and surname[1][0].isupper() and surname[1].lower() not in self.sentences


def _is_initial(word: str) -> bool:
    """Whether ``word``, which stands before a full stop, is an initial: J, J.R.R, J.-P, Th.

    >>> _is_initial("J"), _is_initial("J.-P"), _is_initial("USA")
    (True, True, False)
    """
    last = word[word.rfind(".") + 1 :].lstrip("-")
    return len(last) == 1 and last.isupper() and word[0].isupper() and (len(word) == 1 or word[1] == ".")


def _is_name(text: str, start: int) -> bool:
    """Whether a capitalised word, or a title in small letters before one, stands at ``start``."""
    if text[start : start + 1].isupper():
        return True
    end = text.find(" ", start, start + _FIRST_LETTERS)
    return end > start and text[end - 1] == "." and text[end + 1 : end + 2].isupper()
