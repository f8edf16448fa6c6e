"""The usual case, fast: quotations one after another, perhaps with single marks inside, and apostrophes inside words.

Nine texts in ten hold nothing harder. Here every role follows from the neighbours alone, so the result is read in the
same way again and one round is enough. At the first mark that needs more, ``mark_roles`` takes over; a property test
compares the two.
"""

from __future__ import annotations

import re

from textnorm.text.edits import Edit
from textnorm.text.evidence.code.spans import protected_spans
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
_ROLES = ("opens", "closes")


def find_plain_quotes(text: str, style: Convention) -> list[Edit] | None:
    """The edits of ``text`` if all of its quotations are plain, else None.

    >>> from textnorm.text.typography.conventions import convention
    >>> [edit.after for edit in find_plain_quotes('Er sagt: "So geht\\'s", und geht.', convention("de"))]
    ['„', '’', '“']
    >>> find_plain_quotes('Er sagt: "Sie ruft: "Nein!""', convention("de")) is None
    True
    """
    if not _is_simple(style) or ",," in text or "<<" in text or ">>" in text or protected_spans(text, literals=True):
        return None
    marks, inner_marks = _written_marks(style)
    apostrophe = style.apostrophe
    edits: list[Edit] = []
    last = len(text) - 1
    opened = single = -1  # where the open quotation, the open single one began
    previous = -2
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
        if left.isnumeric() or left == "\\":
            return None
        flanking = FLANKING[CLASSES[left]][CLASSES[right]]
        # The roles are decided in this loop: a call for each mark makes the step a quarter slower.
        if sign in PLAIN_MARKS and single < 0:
            if flanking == MAY_OPEN and opened < 0 and right not in _SPACES:
                opened, role = start, 0
            elif flanking == MAY_CLOSE and opened >= 0 and _may_end(text, opened, start, left, right):
                opened, role = -1, 1
            else:
                return None
            after = marks[role]
        elif sign in _PLAIN_SINGLES and inner_marks[0]:
            if flanking == MAY_OPEN and single < 0 and right.isalpha() and not _may_be_elided(text, start + 1):
                single, role = start, 0
            elif flanking == MAY_CLOSE and single >= 0 and _may_end_single(text, single, start, right):
                single, role = -1, 1
            else:
                return None
            after = inner_marks[role]
        else:
            return None
        if sign != after:
            edits.append(Edit(start, start + 1, after, _ROLES[role]))
    return edits if opened < 0 and single < 0 else None


def _is_simple(style: Convention) -> bool:
    return PLAIN_MARKS.issuperset(style.levels[0]) and style.apostrophe in PLAIN_APOSTROPHES


def _written_marks(style: Convention) -> tuple[tuple[str, str], tuple[str, str]]:
    """The marks of a quotation and of one in single marks inside; empty if those are not plain."""
    opening, closing = style.levels[0]
    singles = style.levels[1] if style.single_level == 1 else ("", "")
    inner = singles if _PLAIN_SINGLES.issuperset(singles) else ("", "")
    return (opening + style.inner_space, style.inner_space + closing), inner


def _may_end(text: str, opened: int, start: int, left: str, right: str) -> bool:
    return left not in _SPACES and CLASSES[right] != OPENING and text.find("\n", opened, start) < 0


def _may_end_single(text: str, opened: int, start: int, right: str) -> bool:
    return right != "(" and not is_weak_close(text, start, start + 1) and text.find("\n", opened, start) < 0


def _may_be_elided(text: str, end: int) -> bool:
    return is_elided(text, end) or is_usually_elided(text, end) or is_maybe_elided(text, end)
