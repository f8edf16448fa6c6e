"""Who opens, who closes, who is an apostrophe: the role of every mark, from its partner and its neighbours.

One pass from left to right with a stack of open marks. What a mark *may* do follows from the characters around it, as
in CommonMark's rule for emphasis: after a space and before a letter it opens, after a letter and before a space it
closes. Where the neighbours say neither (``a"b``, ``a " b``), the stack decides, then the lean of the code point.
Look-ahead is one mark, prepared beforehand, so the work is linear in the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from textnorm.text.typography.apostrophes import (
    APOSTROPHES,
    is_degrees,
    is_elided,
    is_inside_word,
    is_letter_apostrophe,
    is_maybe_elided,
    is_measure,
    is_thousands,
    is_usually_elided,
    is_weak_close,
)
from textnorm.text.typography.flanking import (
    ANGLES,
    BOTH,
    CLASSES,
    CLOSING,
    EITHER,
    FLANKS,
    LETTER,
    MAY_CLOSE,
    MAY_OPEN,
    NEITHER,
    OPENING,
    SPACE,
    is_cjk,
)
from textnorm.text.typography.mark_scanner import find_marks
from textnorm.text.typography.marks import DIGRAPHS, DOUBLE, FIRM, LEAN, LOW

__all__ = ["APOSTROPHE", "CLOSES", "LITERAL", "OPENS", "PRIME", "UNPAIRED", "Mark", "Reading", "read_marks"]

OPENS = "opens"
CLOSES = "closes"
APOSTROPHE = "apostrophe"
PRIME = "prime"
UNPAIRED = "unpaired"
LITERAL = "literal"

_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_STRAIGHT_DOUBLE = frozenset({'"', "″", "''", "′′", "＂"})
_PRIMES = frozenset({"″", "′′"})
_ONLY_IN_PAIRS = frozenset({"<<", ">>", ",,", "``", "`", "''"})
_TYPED_ANGLES = frozenset({"<<", ">>"})
_OPENING_ANGLES = frozenset({"«", "‹", "<<", "‹‹"})
# How far a quotation may span paragraphs, and how many open marks are looked at for a partner.
_PARAGRAPHS_SPANNED = 4
_DEPTH = 8
_LONGEST_ELIDED = 6


class Mark(NamedTuple):
    """The mark ``text[start:end]`` and its part. ``partner`` is the index of the other mark of the pair, or -1."""

    start: int
    end: int
    role: str
    double: bool
    level: int
    partner: int


class Reading:
    """The marks of one text as parallel lists, in the order of the text.

    ``certain`` says that every role follows from the neighbours alone: no stack, no lean, no look-ahead had a say.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts, self.ends, self.signs, self.certain = find_marks(text)
        self.double = [len(sign) == 2 or sign in DOUBLE for sign in self.signs]
        count = len(self.starts)
        self.roles = [""] * count
        self.partners = [-1] * count
        self.levels = [0] * count
        self.paragraphs = [0] * count
        self._stack: list[int] = []
        if count:
            self._look_around()
            self._pair()
            self._settle_unpaired()
            self._find_levels()

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
        end = -1
        for i, start in enumerate(starts):
            if start == end:
                elision = before[i - 1] == LETTER and double[i] and signs[i - 1] in APOSTROPHES
                before[i] = EITHER if elision else before[i - 1]  # l'"État"
            elif start:
                before[i] = CLASSES[text[start - 1]]
            end = ends[i]
        after = [SPACE] * count
        flanks = [NEITHER] * count
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
            flank = FLANKS[before[i]][right]
            if signs[i] in ANGLES:
                angle_flank = self._angle_flank(i, flank, before[i], right)
                self.certain &= angle_flank == flank
                flank = angle_flank
            flanks[i] = flank
            if paragraphs[i] != paragraph:
                coming_double = coming_single = NEITHER
                paragraph = paragraphs[i]
            next_double[i], next_single[i] = coming_double, coming_single
            if double[i]:
                coming_single = NEITHER
                number = before[i] == LETTER and flank == MAY_CLOSE and text[starts[i] - 1].isnumeric()
                if not (number and is_measure(text, starts[i])):
                    coming_double = flank
            elif not (before[i] == LETTER == right or is_weak_close(text, starts[i], end)):
                coming_single = flank
        self._before, self._after, self._flanks = before, after, flanks
        self._next_double, self._next_single = next_double, next_single

    def _number_paragraphs(self) -> None:
        breaks = [match.start() for match in _PARAGRAPH.finditer(self.text)]
        paragraphs = self.paragraphs
        number = 0
        for i, start in enumerate(self.starts):
            while number < len(breaks) and breaks[number] < start:
                number += 1
            paragraphs[i] = number

    def _angle_flank(self, i: int, flank: int, before: int, after: int) -> int:
        """French spaces stand inside guillemets: ``« Oui »`` opens and closes as if they were not there."""
        if self.signs[i] in _OPENING_ANGLES:
            return MAY_OPEN if after == SPACE and before not in (LETTER, CLOSING) else flank
        start = self.starts[i]
        if before == SPACE and after not in (LETTER, OPENING) and start and self.text[start - 1] != "\n":
            return MAY_CLOSE
        return flank

    # Pairing

    def _pair(self) -> None:
        roles, stack, signs, double, flanks = self.roles, self._stack, self.signs, self.double, self._flanks
        partners = self.partners
        text, before, paragraphs = self.text, self._before, self.paragraphs
        paragraph = 0
        for i, sign in enumerate(signs):
            if paragraphs[i] != paragraph:
                paragraph = paragraphs[i]
                self._leave_paragraphs(paragraph)
            if not double[i]:
                role = self._apostrophe_or_prime(i, sign)
                if role:
                    roles[i] = role
                    continue
                self.certain = False
            elif before[i] == LETTER and text[self.starts[i] - 1].isnumeric():
                self.certain = False
                if sign in _STRAIGHT_DOUBLE and self._is_double_prime(i, sign):
                    roles[i] = PRIME
                    continue
            flank = flanks[i]
            if (sign == '"' or len(sign) == 2) and self._is_literal(i, flank):
                self.certain = False
                roles[i] = LITERAL
                continue
            if sign in FIRM:
                self.certain = False
                opens = LEAN[sign] == OPENS
            elif flank == MAY_OPEN:
                opens = True
            elif flank == MAY_CLOSE:
                # „Ja“„Nein“: right after a closing mark, a low mark opens
                opens = sign in LOW and i > 0 and roles[i - 1] == CLOSES and self.ends[i - 1] == self.starts[i]
                opens = opens and self._after[i] == LETTER
            else:
                self.certain = False
                opens = self._opens_by_stack(i, sign, flank)
            if opens:
                roles[i] = OPENS
                stack.append(i)
                continue
            roles[i] = CLOSES
            partner = self._partner(i)
            if partner is not None:  # else it is settled at the end
                while stack.pop() != partner:
                    pass
                partners[i] = partner
                partners[partner] = i

    def _leave_paragraphs(self, paragraph: int) -> None:
        """Double marks reach a few paragraphs further, single ones into the next, if they started theirs."""
        first = paragraph - _PARAGRAPHS_SPANNED
        paragraphs = self.paragraphs
        self._stack[:] = [
            i
            for i in self._stack
            if paragraphs[i] >= (first if self.double[i] else paragraph - 1)
            and (self.double[i] or self._starts_paragraph(i))
        ]

    def _is_literal(self, i: int, flank: int) -> bool:
        """Whether a straight mark is escaped or a Hebrew gershayim, or two apostrophes stand inside a word."""
        text, start, end = self.text, self.starts[i], self.ends[i]
        if start and text[start - 1] == "\\":
            return True
        if end - start == 2 and text[start] in "'’‘´" and text[end : end + 1] == "(":
            return True  # f''(x)
        if flank != BOTH:
            return False
        previous, following = text[start - 1], text[end]
        if end - start == 2:
            return previous.isalpha() and following.isalpha() and text[start] in "'’‘´"
        return "\u05d0" <= previous <= "\u05ea" and "\u05d0" <= following <= "\u05ea"

    def _opens_by_stack(self, i: int, sign: str, flank: int) -> bool:
        before, after = self._before[i], self._after[i]
        partner = self._partner(i)
        if sign in LOW:
            return partner is None or after == LETTER
        lean = LEAN.get(sign) or DIGRAPHS[sign]
        if partner is not None:
            return lean == OPENS and not self._is_closed_by(self.signs[partner], sign)
        if flank == NEITHER:
            return lean != CLOSES or (before != LETTER and self._leads_in(i))
        return not (before == LETTER and lean == CLOSES)

    def _leads_in(self, i: int) -> bool:
        """Whether dots and then a word follow: ”… och så”."""
        text, end = self.text, self.ends[i]
        while end < len(text) and end < self.ends[i] + 3 and text[end] in "….":
            end += 1
        return end > self.ends[i] and text[end : end + 1].isalnum()

    @staticmethod
    def _is_closed_by(opener: str, sign: str) -> bool:
        """Whether ``sign``, which leans to open, closes ``opener``: “ after „, ‘ after ‚, « after »."""
        if sign in ANGLES:
            return opener in ("»", "›", ">>", "››")
        return opener in LOW or opener == sign or opener in ('"', "'", "''")

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

    # Apostrophes and primes

    def _apostrophe_or_prime(self, i: int, sign: str) -> str:
        text, start, end = self.text, self.starts[i], self.ends[i]
        previous = text[start - 1] if start else ""
        following = text[end] if end < len(text) else ""
        if sign not in APOSTROPHES:
            # 1‚5: a low mark typed for a comma
            return LITERAL if sign == "‚" and previous.isdecimal() and following.isdecimal() else ""
        if sign in "ʻʼ":
            return self._modifier_letter(i, sign, previous, following)
        if is_inside_word(previous, following):
            if sign in "‘′" or previous.isdecimal():
                self.certain = False
                if sign == "‘" and self._closes_low_mark(i):
                    return ""
                if previous.isdecimal() and (sign == "′" or is_degrees(text, start)):
                    return PRIME
            return APOSTROPHE
        self.certain = False
        if previous.isdecimal():
            if following.isdecimal():
                return APOSTROPHE if sign != "′" and is_thousands(text, end) else PRIME
            return self._after_digit(i, sign)
        if sign == "′":
            return LITERAL if previous.isalnum() and self._partner(i) is None else ""
        if sign in "`´" and self._flanks[i] == NEITHER:
            return LITERAL
        derivative = following == "(" and previous.isalpha() and not text[max(0, start - 2) : start - 1].isalnum()
        if previous == "\\" or derivative:
            return LITERAL  # an escaped mark, f'(x)
        if following.isalnum() and not previous.isalnum():
            return self._at_word_start(i, sign)
        if previous.isalpha():
            if self._flanks[i] == MAY_CLOSE:
                return self._at_word_end(i, sign, previous)
            if i + 1 < len(self.starts) and self.starts[i + 1] == end and self.double[i + 1]:
                return APOSTROPHE if self._partner(i) is None else ""  # l'"État"
        return ""

    def _modifier_letter(self, i: int, sign: str, previous: str, following: str) -> str:
        """ʻ and ʼ are letters in Hawaiian, Uzbek, Ukrainian …; here and there they are typed for ‘ and ’."""
        self.certain = False
        if previous.isalpha() and following.isalpha():
            return APOSTROPHE if is_letter_apostrophe(self.text, self.starts[i]) else LITERAL
        partner = self._partner(i)
        if sign == "ʻ":
            return LITERAL if previous.isalnum() else ""
        return "" if partner is not None and self.signs[partner] in "ʻ‘" else LITERAL

    def _at_word_start(self, i: int, sign: str) -> str:
        if sign in "`´":
            return ""
        text, end = self.text, self.ends[i]
        if is_elided(text, end):
            return APOSTROPHE
        if not is_usually_elided(text, end):
            return ""
        if self._partner(i) is not None or self._next_single[i] != MAY_CLOSE:
            return APOSTROPHE
        # A closing mark comes later: '90er' is quoted, but ’ before a longer text is no opening mark.
        return APOSTROPHE if sign == "’" and self.starts[i + 1] - end > _LONGEST_ELIDED else ""

    def _closes_low_mark(self, i: int) -> bool:
        partner = self._partner(i)
        return partner is not None and self.signs[partner] in LOW

    def _after_digit(self, i: int, sign: str) -> str:
        if sign == "′":
            return PRIME
        if self._flanks[i] != MAY_CLOSE or sign != "'":
            return ""
        if self._partner(i) is not None and self._next_single[i] != MAY_CLOSE:
            return ""
        return PRIME if is_measure(self.text, self.starts[i], feet=False) else ""

    def _at_word_end(self, i: int, sign: str, previous: str) -> str:
        start, end = self.starts[i], self.ends[i]
        if i and self.ends[i - 1] == start - 1 and previous in "nN" and self.roles[i - 1] == APOSTROPHE:
            return APOSTROPHE  # the second mark of 'n'
        partner = self._partner(i)
        if partner is None:
            if sign == "`" or (sign == "´" and not is_weak_close(self.text, start, end)):
                return LITERAL  # the key Alt+`
            return "" if sign == "‘" or is_cjk(previous) else APOSTROPHE
        if not is_weak_close(self.text, start, end):
            return ""
        # Another mark closes later ('Hans' Auto ist kaputt'), or what opened is no quotation ('69 in Hans' Auto).
        apostrophe = self._next_single[i] == MAY_CLOSE or is_maybe_elided(self.text, self.ends[partner])
        return APOSTROPHE if apostrophe else ""

    def _is_double_prime(self, i: int, sign: str) -> bool:
        """Inches or seconds: a measure before the mark, and no quotation that needs the mark to close it."""
        text, start = self.text, self.starts[i]
        if sign in _PRIMES or is_degrees(text, start):
            return True
        if not is_measure(text, start):
            return False
        if self._flanks[i] != MAY_CLOSE and text[self.ends[i] : self.ends[i] + 1] not in ("x", "×"):
            return False
        return self._partner(i) is None or self._next_double[i] == MAY_CLOSE

    # What has no partner

    def _settle_unpaired(self) -> None:
        roles, partners, text = self.roles, self.partners, self.text
        opening_paragraphs: set[int] | None = None
        for i, role in enumerate(roles):
            if partners[i] >= 0 or (role != OPENS and role != CLOSES):
                continue
            sign = self.signs[i]
            start, end = self.starts[i], self.ends[i]
            if opening_paragraphs is None:
                opening_paragraphs = self._paragraphs_that_open()
            if role == OPENS and self.double[i] and self.paragraphs[i] + 1 in opening_paragraphs:
                self.certain = False  # every paragraph of a long quotation opens anew
                if sign not in _ONLY_IN_PAIRS:
                    continue
            roles[i] = UNPAIRED
            if sign in APOSTROPHES and sign not in _ONLY_IN_PAIRS:
                elided = role == OPENS and is_maybe_elided(text, end)
                omitted = role == CLOSES and sign == "‘" and start > 0 and text[start - 1].isalpha()
                if elided or omitted:
                    roles[i] = APOSTROPHE
        if UNPAIRED in roles:
            self.certain &= ANGLES.isdisjoint(self.signs)

    def _paragraphs_that_open(self) -> set[int]:
        """The paragraphs whose first character is a double opening mark."""
        if self.paragraphs[-1] == 0:
            return set()
        return {
            self.paragraphs[i]
            for i, role in enumerate(self.roles)
            if role == OPENS and self.double[i] and self._starts_paragraph(i)
        }

    def _starts_paragraph(self, i: int) -> bool:
        text, position = self.text, self.starts[i]
        while position and text[position - 1] in " \t":
            position -= 1
        return position == 0 or text[position - 1] == "\n"

    # Levels

    def _find_levels(self) -> None:
        """Count the quotations around every pair.

        Single marks on their own, around no other quotation, get level -1: most languages write them for a meaning or
        a term. Where single marks do enclose double ones and no double ones are outermost, they are the outer marks.
        """
        roles, partners, levels, paragraphs = self.roles, self.partners, self.levels, self.paragraphs
        around: list[int] = []
        alone: list[int] = []
        single_is_outer = double_is_outer = False
        for i, role in enumerate(roles):
            if role == OPENS:
                while around and partners[around[-1]] < 0 and paragraphs[around[-1]] != paragraphs[i]:
                    around.pop()  # a paragraph that the next one continues
                level = len(around)
                if level:
                    self.certain = False
                    if levels[around[-1]] < 0:
                        levels[around[-1]] = 0
                        single_is_outer = True
                elif self.double[i]:
                    double_is_outer = True
                else:
                    level = -1
                    alone.append(i)
                levels[i] = level
                around.append(i)
            elif role == CLOSES:
                while around[-1] != partners[i]:
                    around.pop()
                levels[i] = levels[around.pop()]
        if single_is_outer and not double_is_outer:
            for i in alone:
                levels[i] = levels[partners[i]] = 0

    def marks(self) -> list[Mark]:
        """The marks one by one."""
        columns = zip(self.starts, self.ends, self.roles, self.double, self.levels, self.partners, strict=True)
        return [Mark(*row) for row in columns]


def read_marks(text: str) -> list[Mark]:
    """Every quotation mark, apostrophe and prime of ``text`` outside code, with its role.

    ``level`` counts from 0, the outermost; -1 stands for a pair of single marks outside any quotation. A mark without a
    partner has the role ``"unpaired"``.

    >>> [(mark.role, mark.level) for mark in read_marks("„Er sagt: ‚So geht’s‘“")]
    [('opens', 0), ('opens', 1), ('apostrophe', 0), ('closes', 1), ('closes', 0)]
    """
    return Reading(text).marks()
