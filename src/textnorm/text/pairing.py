"""Who opens, who closes, who is an apostrophe: the role of every mark, from its partner and its neighbours.

One pass from left to right with a stack of open marks. What a mark *may* do follows from the characters around it, as
in CommonMark's rule for emphasis: after a space and before a letter it opens, after a letter and before a space it
closes. Where the neighbours say neither (``a"b``, ``a " b``), the stack decides, then the lean of the code point.
Look-ahead is one mark, prepared beforehand, so the work is linear in the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from textnorm.text.marks import DOUBLE, FIRM, LEAN
from textnorm.text.protected import protected_spans

__all__ = ["APOSTROPHE", "CLOSES", "LITERAL", "OPENS", "PRIME", "UNPAIRED", "Mark", "read_marks"]

OPENS = "opens"
CLOSES = "closes"
APOSTROPHE = "apostrophe"
PRIME = "prime"
UNPAIRED = "unpaired"
LITERAL = "literal"

_SINGLE_MARKS = re.compile("([" + re.escape("".join(LEAN)) + r"])\1*")
_WITH_DIGRAPHS = re.compile(_SINGLE_MARKS.pattern + r"|(?<!,),,(?![,\s])|(?<!<)<<(?!<)|(?<!>)>>(?!>)")
_DIGRAPH_LEAN = {
    "``": "opens",
    "''": "either",
    "´´": "either",
    ",,": "opens",
    "<<": "opens",
    ">>": "closes",
    "‹‹": "opens",
    "››": "closes",
    "‚‚": "opens",
    "‘‘": "opens",
    "’’": "closes",
    "′′": "either",
}
_ANGLES = frozenset({"«", "»", "‹", "›", "<<", ">>", "‹‹", "››"})
_APOSTROPHES = frozenset("'’‘´`ʼʻ′‛＇")
_STRAIGHT_DOUBLE = frozenset({'"', "″", "''", "′′", "＂"})
_PRIMES = frozenset({"′", "″", "′′"})
_LOW = frozenset({"„", "‚", ",,", "‚‚", "⹂", "❠", "❟"})

_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_PARAGRAPHS_SPANNED = 4

# What is left out at a word's start in German, Dutch and English: these are hardly ever quoted words.
_ELIDED = re.compile(
    r"(?:[snt]|ne[mnrs]?|tis|twas|em|cause|til|bout|\d0er[ns]?|\d0s|\d\ds)(?![\w'’])|s-[A-Z]|n['’´`] ?(?=[A-Z\s])",
    re.IGNORECASE,
)
# These are, now and then: an apostrophe only if no partner is found.
_MAYBE_ELIDED = re.compile(
    r"(?:\d\d|r[aeu]u?[nsmf]|rein|rüber|runter|nauf|nunter|naus|nein|nen|ran|n|s|ner|gen|round|neath|nother|cos|coz|kay)(?!\w)",
    re.IGNORECASE,
)
_FEET = re.compile(r"\d[′'’´] ?\d{1,2}(?:[.,]\d+)?\Z|\d[′'’´] ?\d{1,2} ?\d/\d\Z")
_SMALL_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,/]\d{1,3})?\Z|[½¼¾⅓⅔⅛⅜⅝⅞]\Z")


class Mark(NamedTuple):
    """A mark of ``text[start:end]`` and its part. ``partner`` is the index of the other mark of the pair, or -1."""

    start: int
    end: int
    role: str
    double: bool
    level: int
    partner: int


_SPACE, _EITHER, _OPENING, _CLOSING, _LETTER = range(5)
_CLOSING_PUNCTUATION = frozenset(".,;:!?…)]}%‰€°。、，．：；！？）］｝】〉》〗〙〛")
_OPENING_PUNCTUATION = frozenset("([{¿¡（［｛【〈《〖〘〚@#")
_EITHER_PUNCTUATION = frozenset("-–—‐‑‒―/\\|<>*_~=+&·•")


def _class_of(character: str) -> int:
    if character.isalnum():
        return _LETTER
    if character.isspace() or character in "\u200b\ufeff":
        return _SPACE
    if character in _CLOSING_PUNCTUATION:
        return _CLOSING
    if character in _EITHER_PUNCTUATION:
        return _EITHER
    if character in _OPENING_PUNCTUATION:
        return _OPENING
    return _LETTER


_MAY_OPEN, _MAY_CLOSE, _BOTH, _NEITHER = range(4)
#                before ↓  after →  space       either      opening    closing      letter
_FLANKS = (
    (_NEITHER, _MAY_OPEN, _MAY_OPEN, _NEITHER, _MAY_OPEN),  # space
    (_MAY_CLOSE, _BOTH, _MAY_OPEN, _MAY_CLOSE, _MAY_OPEN),  # either
    (_NEITHER, _MAY_OPEN, _MAY_OPEN, _NEITHER, _MAY_OPEN),  # opening
    (_MAY_CLOSE, _MAY_CLOSE, _BOTH, _MAY_CLOSE, _BOTH),  # closing
    (_MAY_CLOSE, _MAY_CLOSE, _MAY_CLOSE, _MAY_CLOSE, _BOTH),  # letter
)


def _is_cjk(character: str) -> bool:
    return "\u3040" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3"


def _is_word_letter(character: str) -> bool:
    return character.isalpha() and not _is_cjk(character)


class _Reader:
    """The marks of one text as parallel lists, and the stack of open ones."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.signs: list[str] = []
        self.double: list[bool] = []
        self._find_marks()
        count = len(self.starts)
        self.roles = [""] * count
        self.partners = [-1] * count
        self.stack: list[int] = []
        self.paragraphs: list[int] = []
        if count:
            self._look_around()
            self._pair()
            self._settle_unpaired()

    # Finding the marks -------------------------------------------------------------------------------------------

    def _find_marks(self) -> None:
        text = self.text
        digraphs = ",," in text or "<<" in text or ">>" in text
        spans = protected_spans(text)
        spans.append((len(text) + 1, len(text) + 1))
        k = 0
        low, high = spans[0]
        starts, ends, signs, double = self.starts, self.ends, self.signs, self.double
        for match in (_WITH_DIGRAPHS if digraphs else _SINGLE_MARKS).finditer(text):
            start, end = match.span()
            while high <= start:
                k += 1
                low, high = spans[k]
            if start >= low:
                continue
            run = match.group()
            if len(run) == 1:
                starts.append(start)
                ends.append(end)
                signs.append(run)
                double.append(run in DOUBLE)
            elif len(run) == 2 and run in _DIGRAPH_LEAN:
                starts.append(start)
                ends.append(end)
                signs.append(run)
                double.append(True)
            elif run[0] not in "'`\"":
                # „„ and the like: marks in their own right
                for i in range(start, end):
                    starts.append(i)
                    ends.append(i + 1)
                    signs.append(run[0])
                    double.append(run[0] in DOUBLE)
            elif run == '""' and self._is_nested(start, end):
                for i in (start, start + 1):
                    starts.append(i)
                    ends.append(i + 1)
                    signs.append('"')
                    double.append(True)

    def _is_nested(self, start: int, end: int) -> bool:
        """Whether ``""`` is two marks side by side, not an empty string or CSV's doubled mark."""
        before = self.text[start - 1 : start]
        after = self.text[end : end + 1]
        return (not before or not before.isalnum()) != (not after or not after.isalnum())

    def _look_around(self) -> None:
        """What stands before and after every mark, and the nearest later mark of either kind."""
        text, starts, ends = self.text, self.starts, self.ends
        count = len(starts)
        length = len(text)
        self.before = before = [_SPACE] * count
        self.after = after = [_SPACE] * count
        for i in range(count):
            start = starts[i]
            if i and ends[i - 1] == start:
                before[i] = before[i - 1]
            elif start:
                before[i] = _class_of(text[start - 1])
        for i in range(count - 1, -1, -1):
            end = ends[i]
            if i + 1 < count and starts[i + 1] == end:
                after[i] = after[i + 1]
            elif end < length:
                after[i] = _class_of(text[end])
        self.flanks = flanks = [_FLANKS[b][a] for b, a in zip(before, after, strict=True)]
        for i, sign in enumerate(self.signs):
            if sign in _ANGLES:
                flanks[i] = self._angle_flank(i, flanks[i])
        # The kind of flank of the next mark, if it is a double one; of the next single one before any double one.
        self.next_double = next_double = [_NEITHER] * count
        self.next_single = next_single = [_NEITHER] * count
        paragraph = [match.start() for match in _PARAGRAPH.finditer(text)]
        paragraphs = self.paragraphs
        paragraphs += [0] * count
        number = 0
        for i in range(count):
            while number < len(paragraph) and paragraph[number] < starts[i]:
                number += 1
            paragraphs[i] = number
        double, single = _NEITHER, _NEITHER
        for i in range(count - 1, -1, -1):
            if i + 1 < count and paragraphs[i + 1] != paragraphs[i]:
                double = single = _NEITHER
            next_double[i], next_single[i] = double, single
            if self.double[i]:
                double, single = flanks[i], _NEITHER
            elif not self._is_inside_word(i):
                single = flanks[i]

    def _angle_flank(self, i: int, flank: int) -> int:
        """French spaces stand inside guillemets: ``« Oui »`` opens and closes as if they were not there."""
        text = self.text
        opens = self.signs[i] in ("«", "‹", "<<", "‹‹")
        before, after = self.before[i], self.after[i]
        if opens and after == _SPACE and before in (_SPACE, _OPENING, _EITHER):
            return _MAY_OPEN
        if (
            not opens
            and before == _SPACE
            and after != _LETTER
            and text[self.starts[i] - 1 : self.starts[i]] not in ("", "\n")
        ):
            return _MAY_CLOSE if after != _OPENING else flank
        return flank

    def _is_inside_word(self, i: int) -> bool:
        text, start, end = self.text, self.starts[i], self.ends[i]
        return (
            start > 0
            and end < len(text)
            and self.signs[i] in _APOSTROPHES
            and text[start - 1].isalnum()
            and text[end].isalnum()
        )

    # Pairing -----------------------------------------------------------------------------------------------------

    def _pair(self) -> None:
        roles, stack, signs = self.roles, self.stack, self.signs
        before, after, flanks = self.before, self.after, self.flanks
        for i, sign in enumerate(signs):
            if not self.double[i]:
                role = self._apostrophe_or_prime(i, sign)
                if role:
                    roles[i] = role
                    continue
            elif sign in _STRAIGHT_DOUBLE and self._is_double_prime(i, sign):
                roles[i] = PRIME
                continue
            flank = flanks[i]
            adjacent = i > 0 and self.ends[i - 1] == self.starts[i]
            if sign in FIRM:
                opens = LEAN[sign] == OPENS
            elif flank == _MAY_OPEN:
                opens = True
            elif flank == _MAY_CLOSE:
                # „Ja“„Nein“: after a closing mark, a low mark opens
                opens = adjacent and roles[i - 1] == CLOSES and sign in _LOW and after[i] == _LETTER
            else:
                opens = self._opens_by_stack(i, sign, flank, before[i], after[i])
            if opens:
                roles[i] = OPENS
                stack.append(i)
            else:
                self._close(i)

    def _opens_by_stack(self, i: int, sign: str, flank: int, before: int, after: int) -> bool:
        if sign in _LOW:
            return not self._partner(i) or after == _LETTER
        partner = self._partner(i)
        lean = LEAN[sign] if sign in LEAN else _DIGRAPH_LEAN[sign]
        if partner is not None:
            if lean != OPENS:
                return False
            # “ closes after „ and after itself never opens a second time; « closes after »
            return not self._closed_by(self.signs[partner], sign)
        if flank == _NEITHER and after == _CLOSING and before == _SPACE:
            return lean != CLOSES
        if lean == CLOSES and flank == _NEITHER:
            return False
        return not (flank == _BOTH and before == _LETTER and lean == CLOSES)

    @staticmethod
    def _closed_by(opener: str, sign: str) -> bool:
        """Whether a mark that leans to open closes ``opener``: “ after „, ‘ after ‚, « after »."""
        if sign in ("“", "‘", "‟", "‛", "``", "`", "‘‘"):
            return opener in _LOW or opener == sign or opener in ('"', "'", "''")
        if sign in _ANGLES:
            return opener in ("»", "›", ">>", "››")
        return opener == sign

    def _partner(self, i: int) -> int | None:
        """The open mark that ``i`` would close."""
        double = self.double[i]
        angle = self.signs[i] in _ANGLES
        paragraph = self.paragraphs[i]
        stack = self.stack
        for depth in range(len(stack) - 1, max(-1, len(stack) - 9), -1):
            candidate = stack[depth]
            if self.double[candidate] != double or (self.signs[candidate] in _ANGLES) != angle:
                continue
            distance = paragraph - self.paragraphs[candidate]
            if distance > (_PARAGRAPHS_SPANNED if double else 0):
                return None
            return candidate
        return None

    def _close(self, i: int) -> None:
        partner = self._partner(i)
        if partner is None:
            self.roles[i] = CLOSES  # settled later
            return
        while self.stack.pop() != partner:
            pass
        self.roles[i] = CLOSES
        self.partners[i] = partner
        self.partners[partner] = i

    # Apostrophes and primes --------------------------------------------------------------------------------------

    def _apostrophe_or_prime(self, i: int, sign: str) -> str:
        if sign not in _APOSTROPHES:
            return LITERAL if sign == "‚" and self._is_decimal(i) else ""
        text, start, end = self.text, self.starts[i], self.ends[i]
        previous = text[start - 1] if start else ""
        following = text[end] if end < len(text) else ""
        if previous.isalnum() and following.isalnum():
            return self._inside_word(i, sign, previous, following)
        if previous.isdecimal():
            return self._after_digit(i, sign)
        if sign == "′":
            return "" if previous == "" or not previous.isalnum() or self._partner(i) is not None else LITERAL
        if following.isalnum() and self.before[i] != _LETTER:
            return self._at_word_start(i, sign)
        if previous.isalpha() and self.flanks[i] == _MAY_CLOSE:
            return self._at_word_end(i, sign, previous)
        return ""

    def _inside_word(self, i: int, sign: str, previous: str, following: str) -> str:
        if previous.isdecimal() and following.isdecimal():
            return self._between_digits(i)
        if _is_cjk(previous) or _is_cjk(following):
            return ""
        if sign == "‘":
            partner = self._partner(i)
            if partner is not None and self.signs[partner] in _LOW:
                return ""
        if sign == "′" and previous.isdecimal():
            return PRIME
        return APOSTROPHE

    def _between_digits(self, i: int) -> str:
        """10'000 is a Swiss thousand; 5'10 are feet and inches or minutes and seconds."""
        text, end = self.text, self.ends[i]
        digits = 0
        while digits < 4 and text[end + digits : end + digits + 1].isdecimal():
            digits += 1
        return APOSTROPHE if digits == 3 and self.signs[i] != "′" else PRIME

    def _is_decimal(self, i: int) -> bool:
        """1‚5: a low mark typed for a comma."""
        text, start, end = self.text, self.starts[i], self.ends[i]
        return text[start - 1 : start].isdecimal() and text[end : end + 1].isdecimal()

    def _after_digit(self, i: int, sign: str) -> str:
        if sign == "′":
            return PRIME
        if self.flanks[i] != _MAY_CLOSE:
            return ""
        partner = self._partner(i)
        if partner is not None and self.next_single[i] != _MAY_CLOSE:
            return ""
        return PRIME if sign == "'" and _SMALL_NUMBER.search(self._left(i)) else ""

    def _left(self, i: int) -> str:
        start = self.starts[i]
        return self.text[max(0, start - 12) : start]

    def _at_word_start(self, i: int, sign: str) -> str:
        if sign in ("`", "´", "ʻ"):
            return ""
        text, end = self.text, self.ends[i]
        match = _ELIDED.match(text, end, end + 8)
        if not match:
            return ""
        # Rock 'n' Roll: both; 's' is a quoted letter
        return APOSTROPHE

    def _at_word_end(self, i: int, sign: str, previous: str) -> str:
        partner = self._partner(i)
        text, start, end = self.text, self.starts[i], self.ends[i]
        if previous in "nN" and i and self.ends[i - 1] == start - 1 and self.roles[i - 1] == APOSTROPHE:
            return APOSTROPHE  # the second mark of 'n'
        if partner is None:
            return "" if sign == "‘" or _is_cjk(previous) else APOSTROPHE
        genitive = previous in "sSxXzZß" and text[end : end + 1] == " " and text[end + 1 : end + 2].isalnum()
        return APOSTROPHE if genitive and self.next_single[i] == _MAY_CLOSE else ""

    def _is_double_prime(self, i: int, sign: str) -> bool:
        start = self.starts[i]
        text = self.text
        previous = text[start - 1] if start else ""
        if not (previous.isdecimal() or previous in "½¼¾⅓⅔⅛⅜⅝⅞") or previous == "":
            return False
        if sign in _PRIMES:
            return True
        if self.flanks[i] not in (_MAY_CLOSE,):
            return False
        left = self._left(i)
        feet = _FEET.search(left) is not None
        if self._partner(i) is not None:
            return self.next_double[i] == _MAY_CLOSE and (feet or _SMALL_NUMBER.search(left) is not None)
        return feet or _SMALL_NUMBER.search(left) is not None

    # What has no partner -----------------------------------------------------------------------------------------

    def _settle_unpaired(self) -> None:
        roles, partners = self.roles, self.partners
        opening_paragraphs = self._paragraphs_that_open()
        for i, role in enumerate(roles):
            if role not in (OPENS, CLOSES) or partners[i] >= 0:
                continue
            sign = self.signs[i]
            if sign in ("<<", ">>", ",,", "``", "`", "''"):
                roles[i] = UNPAIRED
            elif role == OPENS and self.double[i] and self.paragraphs[i] + 1 in opening_paragraphs:
                continue  # every paragraph of a long quotation opens anew
            elif (
                role == OPENS
                and sign in _APOSTROPHES
                and _MAYBE_ELIDED.match(self.text, self.ends[i], self.ends[i] + 9)
            ) or (role == CLOSES and sign == "‘" and self.text[self.starts[i] - 1 : self.starts[i]].isalpha()):
                roles[i] = APOSTROPHE
            else:
                roles[i] = UNPAIRED

    def _paragraphs_that_open(self) -> set[int]:
        """The paragraphs whose first character is a double opening mark."""
        return {
            self.paragraphs[i]
            for i, role in enumerate(self.roles)
            if role == OPENS and self.double[i] and self._starts_paragraph(i)
        }

    def _starts_paragraph(self, i: int) -> bool:
        text, position = self.text, self.starts[i]
        while position and text[position - 1] in " \t":
            position -= 1
        return position == 0 or (position > 1 and text[position - 1] == "\n")

    # Levels ------------------------------------------------------------------------------------------------------

    def marks(self) -> list[Mark]:
        roles, partners, double, paragraphs = self.roles, self.partners, self.double, self.paragraphs
        count = len(roles)
        depth = [0] * count
        holds_pair = [False] * count
        open_pairs: list[int] = []
        for i in range(count):
            role = roles[i]
            if role == OPENS:
                while open_pairs and partners[open_pairs[-1]] < 0 and paragraphs[open_pairs[-1]] != paragraphs[i]:
                    open_pairs.pop()  # a paragraph that the next one continues
                if open_pairs:
                    holds_pair[open_pairs[-1]] = True
                depth[i] = len(open_pairs)
                open_pairs.append(i)
            elif role == CLOSES:
                while open_pairs[-1] != partners[i]:
                    open_pairs.pop()
                open_pairs.pop()
                depth[i] = depth[partners[i]]
        made = []
        for i in range(count):
            level = depth[i]
            first = i if roles[i] == OPENS else partners[i]
            if roles[i] in (OPENS, CLOSES) and level == 0 and not double[first] and not holds_pair[first]:
                level = -1  # single marks on their own
            made.append(Mark(self.starts[i], self.ends[i], roles[i], double[i], level, partners[i]))
        return made


def read_marks(text: str) -> list[Mark]:
    """Every quotation mark, apostrophe and prime of ``text`` outside code, with its role.

    ``level`` counts from 0, the outermost; -1 stands for a pair of single marks outside any quotation. A mark without a
    partner has the role ``"unpaired"``.

    >>> [(mark.role, mark.level) for mark in read_marks("„Er sagt: ‚So geht’s‘“")][:3]
    [('opens', 0), ('opens', 1), ('apostrophe', 0)]
    """
    return _Reader(text).marks()
