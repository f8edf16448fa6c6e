"""What stands around every mark of a text, and which marks are open: what the roles are decided by.

A *flanking* says what a mark may do by its neighbours, as in CommonMark's rule for emphasis: after a space and before a
letter it opens, after a letter and before a space it closes.
"""

from __future__ import annotations

import re

from textnorm.text.typography.apostrophes import APOSTROPHES, is_measure, is_weak_close
from textnorm.text.typography.flanking import (
    ANGLES,
    CLASSES,
    CLOSING,
    EITHER,
    FLANKING,
    LETTER,
    MAY_CLOSE,
    MAY_OPEN,
    NEITHER,
    OPENING,
    SPACE,
)
from textnorm.text.typography.mark_scanner import find_marks
from textnorm.text.typography.marks import DOUBLE

__all__ = ["APOSTROPHE", "CLOSES", "LITERAL", "OPENS", "PRIME", "UNPAIRED", "MarkContext"]

OPENS = "opens"
CLOSES = "closes"
APOSTROPHE = "apostrophe"
PRIME = "prime"
UNPAIRED = "unpaired"
LITERAL = "literal"

_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_TYPED_ANGLES = frozenset({"<<", ">>"})
_OPENING_ANGLES = frozenset({"«", "‹", "<<", "‹‹"})
# Behind a tag or at the edge of a cell a quotation begins, if these are not what is quoted: »<b>« oder »|«.
_EDGE = re.compile(r"(?<![»›])(?:\||<[/A-Za-z][^<>]{0,120}>)\Z")
_LONGEST_EDGE = 128
_INNER_SPACES = frozenset(" \u00a0\u202f\u2009")
_DEPTH = 8  # how many open marks are considered as partners


class MarkContext:
    """The marks of one text as parallel lists, in the order of the text, and the stack of open marks.

    ``certain`` says that every role follows from the neighbours alone: no stack, no direction, no look-ahead was asked.
    """

    def __init__(self, text: str, *, literals: bool = False) -> None:
        self.text = text
        self.starts, self.ends, self.signs, self.certain = find_marks(text, literals=literals)
        self.double = [len(sign) == 2 or sign in DOUBLE for sign in self.signs]
        count = len(self.starts)
        self.roles = [""] * count
        self.partners = [-1] * count
        self.paragraphs = [0] * count
        self._stack: list[int] = []
        if count:
            self._look_around()

    def _look_around(self) -> None:
        """What stands before and after every mark, and what the next double and the next single mark may do.

        Marks that may be inches or an apostrophe are passed over.
        """
        text, starts, ends, signs, double = self.text, self.starts, self.ends, self.signs, self.double
        count, length = len(starts), len(text)
        if "\n" in text:
            self._number_paragraphs()
        paragraphs = self.paragraphs
        before = [SPACE] * count
        spaced = False
        end = -1
        for i, start in enumerate(starts):
            touches = start == end
            if touches:
                elision = before[i - 1] == LETTER and double[i] and signs[i - 1] in APOSTROPHES
                before[i] = EITHER if elision else before[i - 1]  # l'"État"
            elif start:
                before[i] = CLASSES[text[start - 1]]
            end = ends[i]
            if signs[i] in _OPENING_ANGLES and text[end : end + 1] in _INNER_SPACES:
                spaced |= (
                    touches
                    or before[i] in (SPACE, OPENING)
                    or _EDGE.search(text, max(0, start - _LONGEST_EDGE), start) is not None
                )
        after = [SPACE] * count
        flankings = [NEITHER] * count
        next_double = [NEITHER] * count
        next_single = [NEITHER] * count
        right = SPACE
        coming_double = coming_single = NEITHER
        following, paragraph = length + 1, -1
        for i in range(count - 1, -1, -1):
            end = ends[i]
            if end != following:
                right = CLASSES[text[end]] if end < length else SPACE
            after[i] = right
            following = starts[i]
            flanking = FLANKING[before[i]][right]
            if spaced and signs[i] in ANGLES:
                angle_flanking = self._angle_flanking(i, flanking, before[i], right)
                self.certain &= angle_flanking == flanking
                flanking = angle_flanking
            flankings[i] = flanking
            if paragraphs[i] != paragraph:
                coming_double = coming_single = NEITHER
                paragraph = paragraphs[i]
            next_double[i], next_single[i] = coming_double, coming_single
            if double[i]:
                coming_single = NEITHER
                number = before[i] == LETTER and flanking == MAY_CLOSE and text[starts[i] - 1].isnumeric()
                if not (number and is_measure(text, starts[i])):
                    coming_double = flanking
            elif not (before[i] == LETTER == right or is_weak_close(text, starts[i], end)):
                coming_single = flanking
        self._before, self._after, self._flanking = before, after, flankings
        self._next_double, self._next_single = next_double, next_single

    def _number_paragraphs(self) -> None:
        breaks = [match.start() for match in _PARAGRAPH.finditer(self.text)]
        paragraphs = self.paragraphs
        number = 0
        for i, start in enumerate(self.starts):
            while number < len(breaks) and breaks[number] < start:
                number += 1
            paragraphs[i] = number

    def _angle_flanking(self, i: int, flanking: int, before: int, after: int) -> int:
        """French spaces stand inside guillemets: ``« Oui »`` opens and closes as if they were not there.

        That is asked only where one opens so: in »+« oder »-« the spaces are around the quotations.
        """
        if self.signs[i] in _OPENING_ANGLES:
            return MAY_OPEN if after == SPACE and before not in (LETTER, CLOSING) else flanking
        start = self.starts[i]
        if before == SPACE and after not in (LETTER, OPENING) and start and self.text[start - 1] != "\n":
            return MAY_CLOSE
        return flanking

    def _partner(self, i: int) -> int | None:
        """The open mark that mark ``i`` would close: of the same kind, guillemets for guillemets if there are any."""
        double, signs = self.double, self.signs
        angle = signs[i] in ANGLES
        stack = self._stack
        if not stack:
            return None
        for candidate in stack[: -_DEPTH - 1 : -1]:
            if double[candidate] == double[i] and (signs[candidate] in ANGLES) == angle:
                return candidate
        if double[stack[-1]] == double[i] and signs[i] not in _TYPED_ANGLES:
            return stack[-1] if signs[stack[-1]] not in _TYPED_ANGLES else None  # »Ja“
        return None

    def _starts_paragraph(self, i: int) -> bool:
        text, position = self.text, self.starts[i]
        while position and text[position - 1] in " \t":
            position -= 1
        return position == 0 or text[position - 1] == "\n"
