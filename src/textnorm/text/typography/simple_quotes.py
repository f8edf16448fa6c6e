"""The usual case, fast: quotations one after another, perhaps with single marks inside, and apostrophes inside words.

Nine texts in ten hold nothing harder. Here every role follows from the neighbours alone, so what is written reads the
same way again and no second look is needed. At the first mark that needs more, ``pairing`` takes over; a property test
holds the two to the same answers.
"""

from __future__ import annotations

import re

from textnorm.text.edits import Edit
from textnorm.text.evidence.code_spans import protected_spans
from textnorm.text.typography.apostrophes import is_elided, is_maybe_elided, is_usually_elided, is_weak_close
from textnorm.text.typography.conventions import Convention
from textnorm.text.typography.flanking import CLASSES, FLANKS, MAY_CLOSE, MAY_OPEN, OPENING, is_word_letter
from textnorm.text.typography.marks import DOUBLE, FIRM, LEAN, LOOK_ALIKES

__all__ = ["PLAIN_APOSTROPHES", "PLAIN_MARKS", "find_plain_quotes"]

_MARK = re.compile("[" + re.escape("".join(LEAN)) + "]")
PLAIN_APOSTROPHES = frozenset("'’´`")
PLAIN_MARKS = frozenset(DOUBLE) - FIRM - LOOK_ALIKES
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
    opening, closing = style.levels[0]
    apostrophe = style.apostrophe
    if opening not in PLAIN_MARKS or closing not in PLAIN_MARKS or apostrophe not in PLAIN_APOSTROPHES:
        return None
    if ",," in text or "<<" in text or ">>" in text or protected_spans(text):
        return None
    singles = style.levels[1] if style.single_level == 1 else ("", "")
    if not _PLAIN_SINGLES.issuperset(singles):
        singles = ("", "")
    opening_space = opening + style.inner_space
    closing_space = style.inner_space + closing
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
        after = CLASSES[right]
        flank = FLANKS[CLASSES[left]][after]
        if sign in PLAIN_MARKS and single < 0:
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
        elif sign in _PLAIN_SINGLES and singles[0]:
            if flank == MAY_OPEN and single < 0:
                if not right.isalpha() or _may_be_elided(text, start + 1):
                    return None
                single = start
                after_mark = singles[0]
            elif flank == MAY_CLOSE and single >= 0:
                if right == "(" or is_weak_close(text, start, start + 1) or text.find("\n", single, start) >= 0:
                    return None
                single = -1
                after_mark = singles[1]
            else:
                return None
            if sign != after_mark:
                edits.append(Edit(start, start + 1, after_mark, "opens" if single >= 0 else "closes"))
        else:
            return None
    return edits if opened < 0 and single < 0 else None


def _may_be_elided(text: str, end: int) -> bool:
    return is_elided(text, end) or is_usually_elided(text, end) or is_maybe_elided(text, end)
