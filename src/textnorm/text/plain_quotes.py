"""The usual case, fast: quotations that follow one another, none inside another, and apostrophes inside words.

Nine texts in ten hold nothing harder. Here every role follows from the neighbours alone, so what is written reads the
same way again and no second look is needed. At the first mark that needs more, ``pairing`` takes over; a property test
holds the two to the same answers.
"""

from __future__ import annotations

import re

from textnorm.text.conventions import Convention
from textnorm.text.edits import Edit
from textnorm.text.marks import DOUBLE, FIRM, LEAN
from textnorm.text.neighbours import CLASSES, FLANKS, MAY_CLOSE, MAY_OPEN, OPENING, is_word_letter
from textnorm.text.protected import protected_spans

__all__ = ["PLAIN_APOSTROPHES", "PLAIN_MARKS", "find_plain_quotes"]

_MARK = re.compile("[" + re.escape("".join(LEAN)) + "]")
PLAIN_APOSTROPHES = frozenset("'’´`")
_PRIMES = frozenset("″‶")
PLAIN_MARKS = frozenset(DOUBLE) - FIRM - _PRIMES
_SPACES = frozenset(" \u00a0\u202f\u2009\t\n")


def find_plain_quotes(text: str, style: Convention) -> list[Edit] | None:
    """The edits of ``text`` if all of its quotations are plain, else None.

    >>> from textnorm.text.conventions import convention
    >>> [edit.after for edit in find_plain_quotes('Er sagt: "So geht\\'s", und geht.', convention("de"))]
    ['„', '’', '“']
    >>> find_plain_quotes('Er sagt: "Sie ruft: \\'Nein!\\'"', convention("de")) is None
    True
    """
    opening, closing = style.levels[0]
    if opening not in PLAIN_MARKS or closing not in PLAIN_MARKS or ",," in text or "<<" in text or ">>" in text:
        return None
    if style.apostrophe not in PLAIN_APOSTROPHES or protected_spans(text):
        return None
    apostrophe = style.apostrophe
    opening_space = opening + style.inner_space
    closing_space = style.inner_space + closing
    edits: list[Edit] = []
    last = len(text) - 1
    opened = -1  # where the open quotation began
    previous = -2
    for match in _MARK.finditer(text):
        start = match.start()
        if start == previous + 1:
            return None
        previous = start
        sign = match.group()
        left = text[start - 1] if start else " "
        right = text[start + 1] if start < last else " "
        if sign in PLAIN_APOSTROPHES:
            if not (is_word_letter(left) and is_word_letter(right)):
                return None
            if sign != apostrophe:
                edits.append(Edit(start, start + 1, apostrophe, "apostrophe"))
            continue
        if sign not in PLAIN_MARKS or left.isnumeric() or left == "\\":
            return None
        after = CLASSES[right]
        flank = FLANKS[CLASSES[left]][after]
        if flank == MAY_OPEN and opened < 0:
            if right in _SPACES:
                return None
            opened = start
            if sign != opening_space:
                edits.append(Edit(start, start + 1, opening_space, "opens"))
        elif flank == MAY_CLOSE and opened >= 0:
            if left in _SPACES or after == OPENING or text.find("\n", opened, start) >= 0:
                return None
            opened = -1
            if sign != closing_space:
                edits.append(Edit(start, start + 1, closing_space, "closes"))
        else:
            return None
    return edits if opened < 0 else None
