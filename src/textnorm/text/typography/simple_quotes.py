"""The usual case, fast: quotations one after another, perhaps with single marks inside, and apostrophes inside words.

Nine texts in ten hold nothing harder. Here every role follows from the neighbours alone, so the result is read in the
same way again and one round is enough. At the first mark that needs more, ``mark_roles`` takes over; a property test
compares the two.
"""

from __future__ import annotations

import re

from textnorm.text.edits import Edit
from textnorm.text.evidence.code_spans import protected_spans
from textnorm.text.typography.apostrophes import is_elided, is_maybe_elided, is_usually_elided, is_weak_close
from textnorm.text.typography.conventions import Convention
from textnorm.text.typography.flanking import CLASSES, FLANKING, MAY_CLOSE, MAY_OPEN, OPENING, is_word_letter
from textnorm.text.typography.marks import DIRECTION, DOUBLE, FIXED_DIRECTION, LOOK_ALIKES

__all__ = ["PLAIN_APOSTROPHES", "PLAIN_MARKS", "find_plain_quotes"]

_MARK = re.compile("[" + re.escape("".join(DIRECTION)) + "]")
PLAIN_APOSTROPHES = frozenset("'’´`")
PLAIN_MARKS = frozenset(DOUBLE) - FIXED_DIRECTION - LOOK_ALIKES
_PLAIN_SINGLES = frozenset("'‘’‚")
_SPACES = frozenset(" \u00a0\u202f\u2009\t\n")


def find_plain_quotes(text: str, style: Convention) -> list[Edit] | None:
    """The edits of ``text`` if all of its quotations are plain, else None.

    >>> from textnorm.text.typography.conventions import convention
    >>> [edit.after for edit in find_plain_quotes('Er sagt: "So geht\\'s", und geht.', convention("de"))]
    ['„', '’', '“']
    >>> find_plain_quotes('Er sagt: "Sie ruft: "Nein!""', convention("de")) is None
    True
    """
    if not _is_simple(style) or ",," in text or "<<" in text or ">>" in text or protected_spans(text):
        return None
    scan = _SimpleQuotes(text, style)
    edit_of = scan.edit_of
    edits: list[Edit] = []
    last = len(text) - 1
    previous = -2
    apostrophe = style.apostrophe
    for match in _MARK.finditer(text):
        start = match.start()
        if start == previous + 1:
            return None
        previous = start
        sign = text[start]
        left = text[start - 1] if start else " "
        right = text[start + 1] if start < last else " "
        if sign in PLAIN_APOSTROPHES and is_word_letter(left) and is_word_letter(right):
            if sign != apostrophe:
                edits.append(Edit(start, start + 1, apostrophe, "apostrophe"))
            continue
        found = None if left.isnumeric() or left == "\\" else edit_of(start, sign, left, right)
        if found is None:
            return None
        after, role = found
        if sign != after:
            edits.append(Edit(start, start + 1, after, role))
    return edits if scan.is_closed else None


def _is_simple(style: Convention) -> bool:
    return PLAIN_MARKS.issuperset(style.levels[0]) and style.apostrophe in PLAIN_APOSTROPHES


class _SimpleQuotes:
    """What is open at the current mark of a text: at most one quotation, and one in single marks."""

    def __init__(self, text: str, style: Convention) -> None:
        opening, closing = style.levels[0]
        self.text = text
        self.pair = (opening + style.inner_space, style.inner_space + closing)
        singles = style.levels[1] if style.single_level == 1 else ("", "")
        self.singles = singles if _PLAIN_SINGLES.issuperset(singles) else ("", "")
        self.opened = self.single = -1  # where the open quotation, the open single one began

    @property
    def is_closed(self) -> bool:
        """Whether every quotation has ended."""
        return self.opened < 0 and self.single < 0

    def edit_of(self, start: int, sign: str, left: str, right: str) -> tuple[str, str] | None:
        """What is written for the mark at ``start``, and its role; None where the stack of open marks must decide."""
        after = CLASSES[right]
        flanking = FLANKING[CLASSES[left]][after]
        if sign in PLAIN_MARKS and self.single < 0:
            return self._double(start, flanking, left, right, after)
        if sign in _PLAIN_SINGLES and self.singles[0]:
            return self._single(start, flanking, right)
        return None

    def _double(self, start: int, flanking: int, left: str, right: str, after: int) -> tuple[str, str] | None:
        if flanking == MAY_OPEN and self.opened < 0:
            if right in _SPACES:
                return None
            self.opened = start
            return self.pair[0], "opens"
        if flanking == MAY_CLOSE and self.opened >= 0:
            if left in _SPACES or after == OPENING or self.text.find("\n", self.opened, start) >= 0:
                return None
            self.opened = -1
            return self.pair[1], "closes"
        return None

    def _single(self, start: int, flanking: int, right: str) -> tuple[str, str] | None:
        text = self.text
        if flanking == MAY_OPEN and self.single < 0:
            if not right.isalpha() or _may_be_elided(text, start + 1):
                return None
            self.single = start
            return self.singles[0], "opens"
        if flanking == MAY_CLOSE and self.single >= 0:
            if right == "(" or is_weak_close(text, start, start + 1) or text.find("\n", self.single, start) >= 0:
                return None
            self.single = -1
            return self.singles[1], "closes"
        return None


def _may_be_elided(text: str, end: int) -> bool:
    return is_elided(text, end) or is_usually_elided(text, end) or is_maybe_elided(text, end)
