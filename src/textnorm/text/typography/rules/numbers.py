"""Numbers and what stands beside them: units, currencies, dates, ranges, fractions, groups of digits.

One pass finds the numbers. What may stand before or behind a number is looked up in two tables of the language, so a
longer table costs no time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from textnorm.text.edits import Edit
from textnorm.text.typography.rules.table import Guide

__all__ = ["bind_numbers"]

NBSP = "\N{NO-BREAK SPACE}"
_EN = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"
_TIMES = "\N{MULTIPLICATION SIGN}"

_DIGITS = "0123456789"
_NUMBER = re.compile(r"[0-9]+(?:[.,:][0-9]+)*")
_TOKEN = re.compile(r" ([^\s()\[\]{}<>|,;!?:\"“”„‘…]+)")
# A number that is a part of something else: A4, 3/4, x=5, #7, v1.2, a_1.
_JOINED = frozenset("_/#@\\=&^*|~.:,")
_SIGNS = {"§": "section-sign", "№": "numero-sign"}
_OPENING = "([{„“\"'»«‚‘–—"
_LONGEST = 26
_DAYS = re.compile(r"\.-(\d{1,2})(?=\. )")
_GROUPS = re.compile(r"(?: \d{3})+(?![\d.,: -]?\d|\w)")
_RANGE = re.compile(r"-(\d+(?:[.,:]\d+)*)(?![\w/]|[.,:-]\d|-)")
_WITH_POINT = re.compile(r"(?<![\d.])\d{1,3}\.\d{3}(?![\d.])")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3})+")
_DECIMAL = re.compile(r"(?:0|[1-9]\d{0,8})(?:[.,]\d{1,9})?")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[:.][0-5]\d")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_BEFORE_CROSS = frozenset(" xXmcdkp")
_CROSS = re.compile(
    r"(?: ?(?:mm|cm|dm|m|km|px))?( ?)([xX])\1"
    r"(?=(?!0(?![.,]))\d+(?:[.,]\d+)*(?![\w+*^=:]|[.,]\d)|\d+(?:[.,]\d+)* ?(?:[xX] ?\d|(?:mm|cm|m|px|km)\b))"
)
_DEGREE = re.compile(r"( ?)([°º˚])( ?)([CF])(?!\w)|( ?)(℃|℉)")
_OPERATORS = "+-*/=^"
_FRACTION = re.compile(r"/(\d)(?![\w/%*^+=]|[.,:-]\w| [12]\d{3}(?!\d)|[)\]])")
_FRACTIONS = {
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖", "3/5": "⅗", "4/5": "⅘",
    "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
}  # fmt: skip
_POWERS = {f"{unit}{power}": unit + sign for unit in ("mm", "cm", "dm", "m", "km") for power, sign in ("2²", "3³")}
_AMOUNT = re.compile(r"([1-9]\d{4,14})([.,]\d{1,2})?")
_ENGLISH_SUFFIX = re.compile(r"(?:st|nd|rd|th) ")
_FRENCH_SUFFIX = re.compile(r"(?:er|e|ère|ème|re) ")
# 1990-1 is the number of a standard after these.
_STANDARDS = frozenset(("ISO", "DIN", "EN", "IEC", "IEEE", "NEN", "BS", "NF", "UNE", "UNI", "PN", "ČSN", "SS", "ГОСТ"))
_UNIT_RULES = frozenset(("number-unit", "currency", "percent", "magnitude"))

#: What may stand behind a number: for the first word, the rules with the rest that has to follow.
_Words = dict[str, list[tuple[str, str]]]


def bind_numbers(guide: Guide) -> Callable[[str], Iterator[Edit]]:
    """The finder of everything around numbers."""
    return _Numbers(guide).find


def _numbers_in(text: str) -> Iterator[tuple[int, int]]:
    """Where the numbers of ``text`` stand. Digits are rare, and ten searches are faster than one for a class."""
    places = []
    for digit in _DIGITS:
        place = text.find(digit)
        while place >= 0:
            places.append(place)
            place = text.find(digit, place + 1)
    places.sort()
    done = 0
    for place in places:
        if place >= done:
            match = _NUMBER.match(text, place)
            assert match is not None
            done = match.end()
            yield place, done


@lru_cache(maxsize=8)
def _groups_with_points(text: str) -> bool:
    """Whether the text itself groups digits with points: 1.200 Euro."""
    return _WITH_POINT.search(text) is not None


def _value(number: str) -> float | None:
    """What a number in digits is worth; None for 007, 1.2.3 and 12:30.

    >>> _value("1.500"), _value("2,5"), _value("0,5"), _value("007")
    (1500.0, 2.5, 0.5, None)
    """
    if _GROUPED.fullmatch(number):
        return float(number.replace(".", "").replace(",", ""))
    return float(number.replace(",", ".")) if _DECIMAL.fullmatch(number) else None


class _Numbers:
    """The tables of one language, and the decisions about one number."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.evidence = {rule: guide.evidence(rule) for rule in guide.rows}
        self.left = {
            word: rule
            for rule in ("numbered-noun", "reference", "numero-sign", "section-sign")
            for word in guide.words(rule)
        }
        self.left |= {word: "currency" for word in guide.words("currency") if not word[0].islower()}
        if guide.language == "en":
            self.left |= dict.fromkeys(guide.words("date"), "date")
        if guide.language in ("it", "sv"):  # alle ore 8, kl. 8
            self.left |= dict.fromkeys(guide.words("time"), "time")
        self.right = self._table(
            "century", "era", "time", "date", "magnitude", "currency", "percent", "number-unit"
        )  # fmt: skip
        #: The last letters of what may stand before a number, and the first ones of what may stand behind it.
        self.ends = frozenset(word[-1] for word in self.left)
        self.beginnings = frozenset("0123456789°º˚℃℉xXmcdkp").union(word[0] for word in self.right)
        self.groups = "digit-groups" in guide
        self.counted = frozenset(guide.words("number-range"))
        self.not_fractions = frozenset(guide.words("fraction"))
        self.gap = NBSP if "gap" in guide.words("degree") else ""
        self.separator = (guide.words("digit-grouping") or ("",))[0].replace("U+202F", "\N{NARROW NO-BREAK SPACE}")
        self.suffix = {"en": _ENGLISH_SUFFIX, "fr": _FRENCH_SUFFIX}.get(guide.language)

    def _table(self, *rules: str) -> _Words:
        table: _Words = {}
        for rule in rules:
            for word in self.guide.words(rule):
                first, _, rest = word.partition(" ")
                table.setdefault(first, []).append((rule, rest))
        return table

    def find(self, text: str) -> Iterator[Edit]:
        """The edits around every number of ``text``, in order of the numbers."""
        for start, end in _numbers_in(text):
            before = text[start - 1 : start]
            if before == " ":
                if text[start - 2 : start - 1] in self.ends and (word := self._word_before(text, start)) in self.left:
                    yield self._bind(start - 1, self.left[word])
            elif before in _SIGNS and _SIGNS[before] in self.guide:
                yield Edit(start, start, NBSP, self.evidence[_SIGNS[before]])
            elif before.isalnum() or (before in _JOINED and before):
                continue
            after = text[end : end + 1]
            if after == " ":
                if text[end + 1 : end + 2] not in self.beginnings:
                    continue
                yield from self._after_space(text, start, end, text[start:end])
            elif after == ".":
                yield from self._after_dot(text, start, end)
            elif after == "-":
                yield from self._range(text, start, end, text[start:end])
            elif after == "/":
                yield from self._fraction(text, start, end, text[start:end])
            elif after in "°º˚℃℉%" and after:
                yield from self._degree(text, start, end)
            elif self.suffix is not None and (suffix := self.suffix.match(text, end)):
                yield from self._named(text, suffix.end() - 1, ("century", "date"))
            if after in _BEFORE_CROSS and ("x" in (near := text[end : end + 5]) or "X" in near):
                yield from self._cross(text, start, end)

    def _bind(self, blank: int, rule: str) -> Edit:
        return Edit(blank, blank + 1, NBSP, self.evidence[rule])

    def _word_before(self, text: str, start: int) -> str:
        """The word before the number at ``start``, which stands behind one space."""
        left = text[max(0, start - _LONGEST) : start - 1]
        return left[max(left.rfind(" "), left.rfind("\n"), left.rfind(NBSP)) + 1 :].lstrip(_OPENING)

    def _rule_at(self, text: str, blank: int) -> str:
        """The rule of the word behind the space at ``blank``; empty if no rule knows it."""
        match = _TOKEN.match(text, blank)
        if match is None:
            return ""
        token, end = match[1], match.end()
        known = self.right.get(token)
        if known is None and token[-1] in ".'’»-–":
            token = token.rstrip(".'’»-–")
            known, end = self.right.get(token), blank + 1 + len(token)
        for rule, rest in known or ():
            if not rest or text.startswith(rest, end + 1):
                return rule
        return "number-unit" if token in _POWERS and "number-unit" in self.guide else ""

    def _named(self, text: str, blank: int, rules: tuple[str, ...]) -> Iterator[Edit]:
        rule = self._rule_at(text, blank)
        if rule in rules:
            yield self._bind(blank, rule)

    def _after_space(self, text: str, start: int, end: int, number: str) -> Iterator[Edit]:
        if text[end + 1 : end + 2].isdecimal() and len(number) <= 3 and number[0] != "0" and self.groups:
            groups = _GROUPS.match(text, end)
            before = text[max(0, start - 2) : start]
            if groups and before[-1:] != "-" and not before.strip().isdecimal():
                yield from (self._bind(end + offset, "digit-groups") for offset in range(0, len(groups[0]), 4))
                return
        if text[end + 1 : end + 2] in "°º˚℃℉" and end + 1 < len(text):
            yield from self._degree(text, start, end)
            return
        rule = self._rule_at(text, end)
        if not rule:
            return
        if rule in _UNIT_RULES:
            yield from self._grouped(text, start, end, number)
            if rule == "percent":
                yield from self._minus(text, start)
        yield self._bind(end, rule)
        power = _TOKEN.match(text, end)
        if power and "unit-power" in self.guide and (unit := power[1].rstrip(".-–")) in _POWERS:
            yield Edit(end + len(unit), end + 1 + len(unit), _POWERS[unit][-1], self.evidence["unit-power"])

    def _after_dot(self, text: str, start: int, end: int) -> Iterator[Edit]:
        """A day, an ordinal number, a range of days: 3. Mai, 19. Jahrhundert, 5.-7. Mai."""
        if end - start > 2:
            return
        days = _DAYS.match(text, end)
        if days:
            rule = self._rule_at(text, days.end() + 1)
            if rule == "date" and "number-range" in self.guide and int(text[start:end]) < int(days[1]):
                yield Edit(end + 1, end + 2, _EN, self.evidence["number-range"])
        elif text[end + 1 : end + 2] == " ":
            yield from self._named(text, end + 1, ("century", "date"))

    def _grouped(self, text: str, start: int, end: int, number: str) -> Iterator[Edit]:
        """Five digits or more in groups, as the text itself separates them or as the language does."""
        amount = _AMOUNT.fullmatch(number)
        if not amount or "digit-grouping" not in self.guide or text[start - 1 : start] in ("-", "\t"):
            return
        if text[max(0, start - 2) : start] == "  ":
            return  # a column of a table
        separator = self.separator
        if separator != "," and _groups_with_points(text):
            separator = "."
        if amount[2] and amount[2][0] == separator:
            return
        digits = amount[1]
        first = len(digits) % 3 or 3
        parts = [digits[:first], *(digits[place : place + 3] for place in range(first, len(digits), 3))]
        yield Edit(start, start + len(digits), separator.join(parts), self.evidence["digit-grouping"])

    def _degree(self, text: str, start: int, end: int) -> Iterator[Edit]:
        match = _DEGREE.match(text, end)
        if match:
            letter = match[4] or ("C" if match[6] == "℃" else "F")
            gap = self.gap or (NBSP if match[1] or match[5] else "")
            written = f"{gap}°{letter}"
            if "degree" in self.guide and written != match[0]:
                yield Edit(end, match.end(), written, self.evidence["degree"])
        if match or text[end : end + 1] == "%":
            yield from self._minus(text, start)

    def _minus(self, text: str, start: int) -> Iterator[Edit]:
        """A hyphen before a number is a minus sign, if a blank or a bracket stands before it and no number."""
        before = text[max(0, start - 3) : start]
        signed = before[-1:] == "-" and before[-2:-1] in (" ", NBSP, "(") and not before[:-2].isdecimal()
        if signed and "minus-sign" in self.guide:
            yield Edit(start - 1, start, _MINUS, self.evidence["minus-sign"])

    def _range(self, text: str, start: int, end: int, low: str) -> Iterator[Edit]:
        match = _RANGE.match(text, end)
        if match is None or text[start - 1 : start] in ("-", "+", "−", "–"):
            return
        rule = self._kind_of_range(text, start, low, match[1], match.end())
        if rule and rule in self.guide:
            yield Edit(end, end + 1, _EN, self.evidence[rule])

    def _kind_of_range(self, text: str, start: int, low: str, high: str, end: int) -> str:
        """The rule of a range; empty if the two numbers are something else: a score, a telephone number, a version."""
        if _CLOCK.fullmatch(low) and _CLOCK.fullmatch(high):
            sure = ":" in low or self._rule_at(text, end) == "time"
            return "time-range" if sure and low.replace(":", ".").zfill(5) < high.replace(":", ".").zfill(5) else ""
        lower, higher = _value(low), _value(high)
        if lower is None or higher is None:
            return ""
        before = self._word_before(text, start) if text[start - 1 : start] in (" ", NBSP) else ""
        if before in _STANDARDS:
            return ""
        if _YEAR.fullmatch(low):
            if _YEAR.fullmatch(high):
                return "year-range" if low < high else ""
            if len(high) == 2 and high.isdecimal():
                return "year-range" if int(high) > max(12, int(low[2:])) else ""  # 2010-12 may be a month
        rule = self._rule_at(text, end)
        if rule == "era":  # 384-322 v. Chr.
            return "year-range"
        if lower >= higher:
            return ""
        if self.left.get(before) in ("reference", "numbered-noun", "section-sign", "numero-sign"):
            return "page-range"
        if text[end : end + 1] in ("%", "°", "€", "‰"):
            return "number-range"
        token = _TOKEN.match(text, end)
        if token and token[1].rstrip(".") in self.counted:
            return "number-range"
        return "time-range" if rule == "time" else "number-range" if rule else ""

    def _fraction(self, text: str, start: int, end: int, number: str) -> Iterator[Edit]:
        match = _FRACTION.match(text, end)
        sign = _FRACTIONS.get(number + match[0]) if match else None
        if match is None or sign is None or "fraction" not in self.guide or text[start - 1 : start] in ("-", "+", "["):
            return
        before = self._word_before(text, start) if text[start - 1 : start] in (" ", NBSP) else ""
        if before not in self.not_fractions and before not in self.left:
            yield Edit(start, match.end(), sign, self.evidence["fraction"])

    def _cross(self, text: str, start: int, end: int) -> Iterator[Edit]:
        match = _CROSS.match(text, end)
        if match is None or "multiplication-sign" not in self.guide:
            return
        if not match[1] and (text[start:end] == "0" or (text[start - 1 : start] in _OPERATORS and start)):
            return  # 0x10, 1+2x3
        yield Edit(match.start(2), match.end(2), _TIMES, self.evidence["multiplication-sign"])
