"""Who opens, who closes, who is an apostrophe: the role of every mark, from its partner and its neighbours.

One pass from left to right with a stack of open marks. What a mark *may* do follows from the characters around it
(:mod:`textnorm.text.typography.mark_context`). Where the neighbours do not decide (``a"b``, ``a " b``), the stack does,
then the direction of the code point. Look-ahead is one mark, prepared beforehand, so the work is linear in the text.
"""

from __future__ import annotations

from typing import NamedTuple

from textnorm.text.typography.apostrophe_roles import ApostropheRoles
from textnorm.text.typography.apostrophes import APOSTROPHES, is_maybe_elided
from textnorm.text.typography.flanking import ANGLES, BOTH, LETTER, MAY_CLOSE, MAY_OPEN, NEITHER
from textnorm.text.typography.mark_context import APOSTROPHE, CLOSES, LITERAL, OPENS, PRIME, UNPAIRED
from textnorm.text.typography.marks import DIGRAPHS, DIRECTION, FIXED_DIRECTION, LOW

__all__ = ["Mark", "MarkRoles", "read_marks"]

_STRAIGHT_DOUBLE = frozenset({'"', "″", "''", "′′", "＂"})
_ONLY_IN_PAIRS = frozenset({"<<", ">>", ",,", "``", "`", "''"})
_PARAGRAPHS_SPANNED = 4  # how far a quotation may reach


class Mark(NamedTuple):
    """The mark ``text[start:end]`` and its part. ``partner`` is the index of the other mark of the pair, or -1."""

    start: int
    end: int
    role: str
    double: bool
    level: int
    partner: int


class MarkRoles(ApostropheRoles):
    """The marks of one text with their roles, partners and levels.

    ``literals`` leaves the straight marks of strings in lines of code out of it.
    """

    def __init__(self, text: str, *, literals: bool = False) -> None:
        super().__init__(text, literals=literals)
        self.levels = [0] * len(self.starts)
        if self.starts:
            self._pair()
            self._settle_unpaired()
            self._find_levels()

    # Pairing

    def _pair(self) -> None:
        roles, stack, signs, double, flankings = self.roles, self._stack, self.signs, self.double, self._flanking
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
                is_inch = self._is_double_prime(i, sign) if sign in _STRAIGHT_DOUBLE else self._is_curled_inch(i, sign)
                if is_inch:
                    roles[i] = PRIME
                    continue
            flanking = flankings[i]
            if (sign == '"' or len(sign) == 2) and self._is_literal(i, flanking):
                self.certain = False
                roles[i] = LITERAL
                continue
            if self._opens(i, sign, flanking):
                roles[i] = OPENS
                stack.append(i)
                continue
            roles[i] = CLOSES
            partner = self._partner(i)
            if sign == "`" and partner is not None and signs[partner] not in "`´":
                continue  # 'HUP`: nobody writes so
            if partner is not None:  # else it is settled at the end
                while stack.pop() != partner:
                    pass
                partners[i] = partner
                partners[partner] = i

    def _opens(self, i: int, sign: str, flanking: int) -> bool:
        if sign in FIXED_DIRECTION:
            self.certain = False
            return DIRECTION[sign] == OPENS
        if flanking == MAY_OPEN:
            return True
        if flanking == MAY_CLOSE:
            # „Ja“„Nein“: right after a closing mark, a low mark opens
            after_closing = i > 0 and self.roles[i - 1] == CLOSES and self.ends[i - 1] == self.starts[i]
            return sign in LOW and after_closing and self._after[i] == LETTER
        self.certain = False
        return self._opens_by_stack(i, sign, flanking)

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

    def _is_literal(self, i: int, flanking: int) -> bool:
        """Whether a straight mark is escaped or a Hebrew gershayim, or two apostrophes stand inside a word."""
        text, start, end = self.text, self.starts[i], self.ends[i]
        if start and text[start - 1] == "\\":
            return True
        if end - start == 2 and text[start] in "'’‘´" and text[end : end + 1] == "(":
            return True  # f''(x)
        if flanking != BOTH:
            return False
        previous, following = text[start - 1], text[end]
        if end - start == 2:
            return previous.isalpha() and following.isalpha() and text[start] in "'’‘´"
        return "\u05d0" <= previous <= "\u05ea" and "\u05d0" <= following <= "\u05ea"

    def _opens_by_stack(self, i: int, sign: str, flanking: int) -> bool:
        before, after = self._before[i], self._after[i]
        partner = self._partner(i)
        if sign in LOW:
            return partner is None or after == LETTER
        direction = DIRECTION.get(sign) or DIGRAPHS[sign]
        if partner is not None:
            return direction == OPENS and not self._is_closed_by(self.signs[partner], sign)
        if flanking == NEITHER:
            return direction != CLOSES or (before != LETTER and self._leads_in(i))
        return not (before == LETTER and direction == CLOSES)

    def _leads_in(self, i: int) -> bool:
        """Whether dots and then a word follow: ”… och så”."""
        text, end = self.text, self.ends[i]
        while end < len(text) and end < self.ends[i] + 3 and text[end] in "….":
            end += 1
        return end > self.ends[i] and text[end : end + 1].isalnum()

    @staticmethod
    def _is_closed_by(opener: str, sign: str) -> bool:
        """Whether ``sign``, which suggests opening, closes ``opener``: “ after „, ‘ after ‚, « after »."""
        if sign in ANGLES:
            return opener in ("»", "›", ">>", "››")
        return opener in LOW or opener == sign or opener in ('"', "'", "''")

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
    return MarkRoles(text).marks()
