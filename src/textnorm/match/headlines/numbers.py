"""Figures by value: 25.000 = 25 000 = 25 Tsd., 2,5 Mrd., fünfzehn, 2:1, 14.30 Uhr, 8. Mai, Freitag.

Every figure is a value and a kind. Two figures are compared when their kinds can mean the same thing: a bare number
may be anything, a weekday is only ever a weekday.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from textnorm.match.headlines.word_keys import fold_word, loosen

__all__ = ["KINDS", "Figure", "figure_word", "read_figures"]

NUMBER, PERCENT, MONEY, YEAR, DAY, TIME, SCORE, AGE, RANK, WEEKDAY, MONTH = range(11)
KINDS = ("figures", "percentages", "sums", "year", "date", "time", "score", "age", "rank", "weekday", "month")
# Figures whose masks share a bit can mean the same thing: a bare number may be a percentage, a sum, an age or a rank.
MASKS = (
    0b11111 | 1 << 13,
    0b00010,
    0b00100,
    1 << 8 | 1 << 13,
    1 << 9,
    1 << 10,
    1 << 5,
    0b01000,
    0b10000,
    1 << 11,
    1 << 12,
)


class Figure(NamedTuple):
    """The figure written by tokens ``first`` up to ``end``. Equal kind and value are the same figure."""

    first: int
    end: int
    kind: int
    value: float


def _numbered(lines: Sequence[str], start: int) -> dict[str, int]:
    """Each name of a line under its number, with umlauts spelled out and, for damaged text, without its dots."""
    folds = [(fold_word(name), number) for number, line in enumerate(lines, start) for name in line.split()]
    return {loosen(name): number for name, number in folds} | dict(folds)


_UNITS = _numbered(
    [
        "eins one",
        "zwei zwo two",
        "drei three",
        "vier four",
        "fünf five",
        "sechs six",
        "sieben seven",
        "acht eight",
        "neun nine",
        "zehn ten",
        "elf eleven",
        "zwölf twelve",
        "dreizehn thirteen",
        "vierzehn fourteen",
        "fünfzehn fifteen",
        "sechzehn sixteen",
        "siebzehn seventeen",
        "achtzehn eighteen",
        "neunzehn nineteen",
    ],
    1,
)
_TENS = {
    name: 10 * ten
    for name, ten in _numbered(
        [
            "zwanzig twenty",
            "dreißig thirty",
            "vierzig forty",
            "fünfzig fifty",
            "sechzig sixty",
            "siebzig seventy",
            "achtzig eighty",
            "neunzig ninety",
        ],
        2,
    ).items()
}
_WORDS = {**_UNITS, **_TENS, "hundert": 100, "hundred": 100, "tausend": 1000, "thousand": 1000, "dutzend": 12}
_WORDS |= {
    f"{one}und{ten}": value + tens
    for one, value in [*_UNITS.items(), ("ein", 1)]
    for ten, tens in _TENS.items()
    if value < 10 and ten.endswith("ig")
}
_WORDS |= {
    f"{one}{name}": value * size
    for one, value in [*_UNITS.items(), ("ein", 1)]
    for name, size in (("hundert", 100), ("tausend", 1000))
    if value < 20
}
_SCALES = {
    **dict.fromkeys(["tsd", "tausend", "thousand"], 1e3),
    **dict.fromkeys(["mio", "million", "millionen", "millions", "mn"], 1e6),
    **dict.fromkeys(["mrd", "milliarde", "milliarden", "bn", "billion"], 1e9),  # English; German says Billionen
    "billionen": 1e12,
    **dict.fromkeys(["hundert", "hundred"], 1e2),
}
_WEEKDAYS = _numbered(
    [
        "montag monday",
        "dienstag tuesday",
        "mittwoch wednesday",
        "donnerstag thursday",
        "freitag friday",
        "samstag sonnabend saturday",
        "sonntag sunday",
    ],
    0,
)
_PARTS_OF_DAY = ("s", "abend", "nacht", "morgen", "mittag", "nachmittag", "vormittag", "frueh")
_WEEKDAYS |= {
    f"{day}{part}": number for day, number in _WEEKDAYS.items() if not day.endswith("day") for part in _PARTS_OF_DAY
}
_MONTHS = _numbered(
    [
        "januar jänner january",
        "februar feber february",
        "märz march",
        "april",
        "mai",
        "juni june",
        "juli july",
        "august",
        "september",
        "oktober october",
        "november",
        "dezember december",
    ],
    1,
)
_RANKS = _numbered(
    [
        "zweite zweiter zweiten zweites",
        "dritte dritter dritten drittes third",
        "vierte vierter vierten viertes fourth",
        "fünfte fünfter fünften fünftes fifth",
        "sechste sechster sechsten sechstes sixth",
        "siebte siebter siebten siebtes seventh",
        "achte achter achten achtes eighth",
        "neunte neunter neunten neuntes ninth",
        "zehnte zehnter zehnten zehntes tenth",
        "elfte elfter elften",
        "zwölfte zwölfter zwölften",
    ],
    2,
)
_ROMAN = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
_ROMAN |= {"XI": 11, "XII": 12, "XIII": 13, "XIV": 14, "XV": 15, "XVI": 16}
_PERCENT = re.compile("%|prozent|percent")
_MONEY = re.compile("[€$£]|(?:euro|eur|dollars?|franken|pfund|pounds?|rubel|cents?)$")
_AGE = re.compile("jaehrig|year$")
_CLOCK = {"uhr", "pm", "am"}
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?")
_YEAR = re.compile(r"(?:19|20)\d\d\.?")
_GERMAN = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def figure_word(surface: str, folded: str) -> tuple[int, float] | None:
    """Kind and value of a word that is a figure by itself, or None.

    >>> figure_word("fünfzehn", "fuenfzehn"), figure_word("Freitagabend", "freitagabend"), figure_word("XIV", "xiv")
    ((0, 15.0), (9, 4.0), (0, 14.0))
    """
    if folded in _WEEKDAYS:
        return WEEKDAY, float(_WEEKDAYS[folded])
    if folded in _MONTHS:
        return MONTH, float(_MONTHS[folded])
    if folded in _WORDS:
        return NUMBER, float(_WORDS[folded])
    if folded in _RANKS:
        return RANK, float(_RANKS[folded])
    if surface in _ROMAN:
        return NUMBER, float(_ROMAN[surface])
    return None


def _number(digits: str) -> float:
    """The value of German or English notation: 25.000 is 25000, 2.5 and 2,5 are 2.5."""
    digits = digits.rstrip(".")
    if _GERMAN.fullmatch(digits):
        digits = digits.replace(".", "")
    elif _ENGLISH.fullmatch(digits):
        digits = digits.replace(",", "")
    try:
        return float(digits.replace(",", "."))
    except ValueError:  # 1.2.3: a version, not a number; its digits still tell it from 1.2.4
        return float(re.sub(r"\D", "", digits)[:15] or 0)


def _follows(folded: Sequence[str], index: int, pattern: re.Pattern[str]) -> bool:
    return index < len(folded) and pattern.match(folded[index]) is not None


def read_figures(tokens: Sequence[str], folded: Sequence[str], *, slug: bool = False) -> list[Figure]:
    """Every figure in a list of tokens, from left to right. In a URL slug, 2-5-prozent is 2,5 and 25-000 is 25.000.

    >>> tokens = "25 Tsd Fälle 2,5 Mrd Euro am Freitag 2:1 und am 8. Mai".split()
    >>> [(KINDS[found.kind], found.value) for found in read_figures(tokens, [fold_word(token) for token in tokens])]
    [('figures', 25000.0), ('sums', 2500000000.0), ('weekday', 4.0), ('score', 2001.0), ('date', 508.0)]
    """
    figures: list[Figure] = []
    index = 0
    while index < len(tokens):
        found = _figure_at(tokens, folded, index, slug)
        if found is None:
            index += 1
        else:
            figures.extend(found)
            index = max(found[-1].end, index + 1)
    return figures


def _figure_at(tokens: Sequence[str], folded: Sequence[str], index: int, slug: bool) -> list[Figure] | None:
    token = tokens[index]
    if not token[0].isdigit() or not token[0].isascii():
        return _spelled_out(tokens, folded, index)
    if ":" in token:
        left, right = (int(part[:9]) for part in token.rstrip(".").replace(".", ":").split(":")[:2])
        clock = index + 1 < len(folded) and folded[index + 1] in _CLOCK
        kind, value = (TIME, 60.0 * left + right) if clock else (SCORE, 1000.0 * left + right)
        return [Figure(index, index + 1 + clock, kind, value)]
    date = _DATE.fullmatch(token)
    if date:
        day, month, year = date.groups()
        found = [Figure(index, index + 1, DAY, 100.0 * int(month) + int(day))]
        if year:
            found.append(Figure(index, index + 1, YEAR, float(year) + (2000 if len(year) == 2 else 0)))
        return found
    after = index + 1
    if after < len(folded) and folded[after] in _MONTHS and len(token.rstrip(".")) <= 2:
        return [Figure(index, after + 1, DAY, 100.0 * _MONTHS[folded[after]] + int(token.rstrip(".")))]
    value = _number(token)
    while (
        after < len(tokens) and len(tokens[after]) == 3 and tokens[after].isdigit() and token.isdigit() and value < 1e9
    ):
        if len(token) > 3:
            break
        value = value * 1000 + int(tokens[after])  # 25 000
        after += 1
    if after + 1 < len(tokens) and token.isdigit() and tokens[after].isdigit() and len(tokens[after]) <= 2:
        unit = folded[after + 1]
        if unit in _SCALES or unit == "uhr" or _PERCENT.match(unit) or _MONEY.match(unit):
            value = value * 60 + int(tokens[after]) if unit == "uhr" else float(f"{value:.0f}.{tokens[after]}")
            if unit == "uhr":
                return [Figure(index, after + 2, TIME, value)]
            after += 1
    if after < len(folded) and folded[after] in _CLOCK and value <= 24:
        hours = int(value)
        return [Figure(index, after + 1, TIME, 60.0 * hours + round(100 * (value - hours)))]
    return [_with_unit(tokens, folded, index, after, value)]


def _with_unit(tokens: Sequence[str], folded: Sequence[str], index: int, after: int, value: float) -> Figure:
    """Read the scale and the unit behind a number."""
    scaled = after < len(folded) and folded[after] in _SCALES
    if scaled:
        value *= _SCALES[folded[after]]
        after += 1
    if _follows(folded, after, _AGE):
        return Figure(index, after + 1, AGE, value)
    if _follows(folded, after, _PERCENT):
        return Figure(index, after + 1, PERCENT, value)
    if _follows(folded, after, _MONEY):
        return Figure(index, after + 1, MONEY, value)
    if index and tokens[index - 1] in "€$£":
        return Figure(index, after, MONEY, value)
    if not scaled and _YEAR.fullmatch(tokens[index]):
        return Figure(index, after, YEAR, value)
    if tokens[index][-1] == "." and after < len(tokens):
        return Figure(index, after, RANK, value)
    return Figure(index, after, NUMBER, value)


def _spelled_out(tokens: Sequence[str], folded: Sequence[str], index: int) -> list[Figure] | None:
    word = figure_word(tokens[index], folded[index])
    if word is None:
        scale = _SCALES.get(folded[index])
        if scale and index and folded[index - 1] in ("ein", "eine", "einer", "a", "one"):
            return [_with_unit(tokens, folded, index, index + 1, scale)]
        return None
    kind, value = word
    if kind == NUMBER:
        return [_with_unit(tokens, folded, index, index + 1, value)]
    return [Figure(index, index + 1, kind, value)]
