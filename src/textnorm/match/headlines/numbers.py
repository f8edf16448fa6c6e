"""Numbers by value: 25.000 = 25 000 = 25 Tsd., 2,5 Mrd., fünfzehn, 2:1, 14.30 Uhr, 8. Mai, Freitag.

A number is a value and a kind. Two numbers are compared when their kinds can mean the same thing: a bare number
may be anything, a weekday is only ever a weekday.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from textnorm.kernels.scores import headline_numbers
from textnorm.kernels.scores.headline_flags import (
    AS_AGE,
    AS_DATE,
    AS_LAST,
    AS_MONEY,
    AS_MONTH,
    AS_NUMBER,
    AS_PERCENT,
    AS_RANK,
    AS_REGNAL,
    AS_SCORE,
    AS_TIME,
    AS_WEEKDAY,
    AS_YEAR,
    AT_LEAST,
    AT_MOST,
    BARE,
    ROUGHLY,
)
from textnorm.match.headlines.word_keys import fold_word, strip_umlauts

__all__ = [
    "AGE", "BESIDE_NUMBERS", "COUNTED", "DAY", "KINDS", "LAST_AGE", "MASKS", "MONEY", "MONTH", "PERCENT", "REGNAL",
    "ROMAN_NUMBERS", "SCALE_WORDS", "SCORE", "WORDS_WITH_KINDS", "Figure", "Number", "may_have_numbers", "number_alone",
    "number_word", "read_numbers", "scale_of", "unit_of",
]  # fmt: skip

# Untyped: the same functions take lists here and arrays when compiled.
_kernel: Any = headline_numbers
NUMBER, PERCENT, MONEY, YEAR, DAY, TIME, SCORE, AGE, RANK, WEEKDAY, MONTH, REGNAL, LAST_AGE = range(13)
KINDS = (
    "numbers", "percentages", "sums", "year", "date", "time", "score", "age", "rank", "weekday", "month",
    "regnal number", "age",
)  # fmt: skip
# Numbers whose masks share a bit can mean the same thing: a bare number may be a percentage, a sum, an age or a rank.
MASKS = (
    AS_NUMBER | AS_PERCENT | AS_MONEY | AS_AGE | AS_RANK | BARE,
    AS_PERCENT,
    AS_MONEY,
    AS_YEAR | BARE,
    AS_DATE,
    AS_TIME,
    AS_SCORE,
    AS_AGE,
    AS_RANK,
    AS_WEEKDAY,
    AS_MONTH,
    AS_REGNAL,
    AS_AGE | AS_LAST,
)


class Number(NamedTuple):
    """The number written by tokens ``first`` up to ``end``; ``hedge`` is the bit of the words before: mehr als, rund.

    Equal kind and value are the same number.
    """

    first: int
    end: int
    kind: int
    value: float
    hedge: int = 0
    hedge_words: int = 0


class Figure(NamedTuple):
    """A number of a headline, as it is compared and as it was ``written``; ``owner`` is the key of what it counts."""

    kind: int
    value: float
    written: str
    hedge: int = 0
    owner: int = 0

    @property
    def mask(self) -> int:
        """What the number may be, and how exact it is."""
        return MASKS[self.kind] | self.hedge

    def agrees(self, other: Figure) -> bool:
        """Whether the two numbers say the same, with their hedges."""
        return bool(_kernel.is_same_number((self.mask, other.mask), (self.value, other.value), 0, 1))


def _numbered(lines: Sequence[str], start: int) -> dict[str, int]:
    """Each name of a line under its number, with umlauts spelled out and, for damaged text, without its dots."""
    folds = [(fold_word(name), number) for number, line in enumerate(lines, start) for name in line.split()]
    return {strip_umlauts(name): number for name, number in folds} | dict(folds)


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
_WORDS: dict[str, float] = {
    **_UNITS,
    **_TENS,
    "hundert": 100,
    "hundred": 100,
    "tausend": 1000,
    "thousand": 1000,
    "dutzend": 12,
}
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
_WORDS |= {f"{one}einhalb": value + 0.5 for one, value in _UNITS.items() if value < 10}
_WORDS |= {"anderthalb": 1.5, "eineinhalb": 1.5}
# French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, but for what is a word elsewhere: once, sept, dos, Sète.
_WORDS |= {
    name: number
    for number, names in (
        (2, "deux twee dois duas två dwa dwie"),
        (3, "trois tres tre drie trzy"),
        (4, "quatre cuatro quatro fyra cztery"),
        (5, "cinq cinco cinque vijf pięć"),
        (6, "seis zes sześć"),
        (7, "siete sette zeven siedem"),
        (8, "huit ocho oito osiem"),
        (9, "nueve nove negen dziewięć"),
        (10, "dieci tien dziesięć"),
        (11, "onze undici"),
        (12, "douze dodici twaalf"),
        (13, "treize tredici dertien"),
        (20, "vingt veinte vinte twintig"),
        (30, "trente treinta trenta dertig"),
        (40, "quarante cuarenta quaranta veertig"),
        (50, "cinquante cincuenta cinquanta vijftig"),
    )
    for name in map(fold_word, names.split())
}
_AGES = {
    f"{word}{suffix}": value
    for word, value in [*_WORDS.items(), ("ein", 1)]
    for ending in ("", "e", "er", "en", "es", "em")
    for suffix in (f"jaehrig{ending}", f"jahrig{ending}")
    if 1 <= value <= 100
}
_SCALES = {
    **dict.fromkeys(["tsd", "tausend", "thousand", "k"], 1e3),
    **dict.fromkeys(["mio", "million", "millionen", "millions", "mn", "m"], 1e6),
    **dict.fromkeys(
        ["mrd", "milliarde", "milliarden", "bn", "b", "billion", "billions"], 1e9
    ),  # English; German says Billionen
    **dict.fromkeys(["billionen", "trillion", "trillions", "tn"], 1e12),
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
#: Parts of a whole, in hundredths, and the whole numbers that come nearest: two thirds are about 67 per cent.
_PARTS_OF_WHOLE = {
    spelled: parts
    for parts, name in enumerate(("hälfte", "drittel", "viertel", "fünftel", "sechstel", "siebtel", "achtel"), 2)
    for spelled in (fold_word(name), strip_umlauts(fold_word(name)))
} | {"zehntel": 10}
_EACH = frozenset({"jeder", "jede", "jedes", "jedem", "jeden"})
_MOST_PARTS = 10
# What comes round is no part of a whole: jeden zweiten Tag, jedes dritte Mal.
_COME_ROUND = re.compile("(?:minute|stunde|(?:spiel)?tag|nacht|abend|woche|wochenende|monat|quartal|jahr|mal)e?n?$")
# Behind ein Viertel, which is a part of a town as well, and before it.
_OF_WHOLE = frozenset({
    *("der", "des", "aller", "von", "vom", "unter", "mehr", "weniger", "seiner", "seines", "ihrer", "ihres", "dieser"),
    *("dieses", "unserer", "unseres"),
})  # fmt: skip
_BEFORE_PART = frozenset({"um", "auf", "zu"})
_HEDGES = {
    form: bit
    for bit, forms in (
        (ROUGHLY, "rund etwa circa zirka ca ungefähr about around roughly approximately some"),
        (AT_LEAST, "über mehr_als mindestens wenigstens gut more_than over at_least above"),
        (AT_MOST, "fast knapp nahezu beinahe bis_zu höchstens maximal weniger_als unter nearly almost up_to close_to "
                  "less_than fewer_than under below"),
    )
    for name in forms.split()
    for form in (fold_word(name), strip_umlauts(fold_word(name)))
}  # fmt: skip
#: Kinds of numbers that say how much there is of something.
COUNTED = (NUMBER, PERCENT, MONEY)
_ONE = {"ein", "eine", "einen", "einem", "einer"}
_ONE_OF_SCALE = "ein", "eine", "einer", "a", "one"
_HALF = "halbe", "halben"
_HEDGING = frozenset(word for hedge in _HEDGES for word in hedge.split("_")) | {"die", "der", "nur"}
_CASUALTIES = {
    fold_word(form)
    for form in [
        *("Toter", "Tote", "Toten", "Verletzter", "Verletzte", "Verletzten", "Schwerverletzter", "Schwerverletzte"),
        *("Leichtverletzter", "Leichtverletzte", "Vermisster", "Vermisste", "Vermissten", "Festnahme"),
    ]
}
ROMAN_NUMBERS = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
# Of one letter they are numbers behind a word that has parts, or, as I, at the end: Part V, Theory of Operators I.
_ROMAN_LETTERS = {"I": 1, "V": 5}
ROMAN_NUMBERS |= _ROMAN_LETTERS
_HAVE_PARTS = {
    *("part", "teil", "volume", "vol", "band", "book", "buch", "chapter", "kapitel", "phase", "type", "typ", "class"),
    *("klasse", "stage", "section", "abschnitt", "act", "akt", "episode", "folge", "season", "staffel", "division"),
}
_BEFORE_PRONOUN = {"and", "or", "than", "as", "but", "am", "do", "did", "should", "can", "may", "must", "und"}
ROMAN_NUMBERS |= {"XI": 11, "XII": 12, "XIII": 13, "XIV": 14, "XV": 15, "XVI": 16}
_MAY = 5  # in English: with a small letter, or without a day, it is a verb
# What stands before an English date, and before a month only.
_BEFORE_DATES = frozenset({"on", "for", "by", "until", "till", "since", "from", "through"})
_IN = frozenset({"in", "im"})
_PERCENT = re.compile("%|prozent|percent")
_MONEY_WORDS = [
    *("euro", "euros", "eur", "dollar", "dollars", "franken", "pfund", "pound", "pounds", "rubel", "rouble", "roubles"),
    *("cent", "cents", "yen", "yuan", "zloty", "kronen", "rupee", "rupees"),
]
_MONEY = re.compile(f"[€$£]|(?:{'|'.join(_MONEY_WORDS)})$")
_SIGNS = frozenset("€$£")
# What is counted in millions where it stands behind an m: 2.3m cars.
_IN_MILLIONS = frozenset({
    "people", "vehicles", "cars", "homes", "jobs", "users", "customers", "passengers", "households", "children",
    "workers", "voters", "pupils", "patients", "doses", "barrels", "records", "tonnes", "students", "residents",
    "followers", "subscribers", "accounts", "women", "men", "adults", "viewers", "visitors", "tourists", "refugees",
    "trees", "homeowners", "pensioners", "drivers", "families", "copies",
})  # fmt: skip
# What is counted in millions wherever it stands, where there are decimals: waiting list hits 7.6m.
_COUNTED_IN_MILLIONS = frozenset({
    "waiting", "unemployed", "unemployment", "jobless", "audience", "population", "customers", "users", "subscribers",
    "followers", "passengers", "vehicles", "cars", "households", "viewers", "downloads", "deliveries",
})  # fmt: skip
_AGE = re.compile("jaehrig|year$")
_CLOCK_WORDS = "uhr", "pm", "am"
_CLOCK = re.compile(f"(?:{'|'.join(_CLOCK_WORDS)})$")
_UNITS_BEHIND = ((AGE, _AGE), (PERCENT, _PERCENT), (MONEY, _MONEY))
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?")
_YEAR = re.compile(r"(?:19|20)\d\d\.?")
_GERMAN = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


WORDS_WITH_KINDS: dict[str, tuple[int, float]] = {
    name: (kind, float(value))
    for kind, names in (
        (RANK, _RANKS),
        (NUMBER, _WORDS),
        (AGE, _AGES),
        (MONTH, _MONTHS),
        (WEEKDAY, _WEEKDAYS),
        (PERCENT, {name: 100.0 / parts for name, parts in _PARTS_OF_WHOLE.items()}),
    )
    for name, value in names.items()
}

# What a number begins with, if not with a digit; a Roman one is upper case, and its token says so.
_STARTS = WORDS_WITH_KINDS.keys() | _SCALES.keys()
#: Words that are no numbers by themselves, and may end one without a digit: eine Million.
SCALE_WORDS = frozenset(_SCALES)
_ROMAN_DIGITS = frozenset(name[0] for name in ROMAN_NUMBERS)

_SINGLE_HEDGES = {name: bit for name, bit in _HEDGES.items() if "_" not in name}
#: Words, by their folds, that say something of a number beside them, or are read as one beside another; what nobody has
#: to ask for who knows that none of them is there. ``leads`` stand before a number, ``trails`` behind one.
BESIDE_NUMBERS: dict[str, frozenset[str]] = {
    "scales": SCALE_WORDS,
    "ones": frozenset([*_ONE, *_ONE_OF_SCALE, *_HALF, "an"]),
    "casualties": frozenset(_CASUALTIES),
    "roughly": frozenset(name for name, bit in _SINGLE_HEDGES.items() if bit == ROUGHLY),
    "at least": frozenset(name for name, bit in _SINGLE_HEDGES.items() if bit == AT_LEAST),
    "at most": frozenset(name for name, bit in _SINGLE_HEDGES.items() if bit == AT_MOST),
    "leads": frozenset([
        *(name.partition("_")[2] for name in _HEDGES.keys() - _SINGLE_HEDGES.keys()), *_EACH, *map(fold_word, _SIGNS),
        "may", "zum",
    ]),
    "trails": frozenset([
        *_CLOCK_WORDS, *_MONTHS, *_PARTS_OF_WHOLE, *(name for name in _SCALES if len(name) == 1), "may",
    ]),
    "money": frozenset(filter(_MONEY.match, [*_MONEY_WORDS, *map(fold_word, _SIGNS)])),
}  # fmt: skip

# Of larger ones the first digits count, so that no product of them is infinite.
_LARGEST = 1e200


def number_word(surface: str, folded: str) -> tuple[int, float] | None:
    """Kind and value of a word that is a number by itself, or None.

    >>> number_word("fünfzehn", "fuenfzehn"), number_word("Freitagabend", "freitagabend"), number_word("XIV", "xiv")
    ((0, 15.0), (9, 4.0), (0, 14.0))
    """
    found = WORDS_WITH_KINDS.get(folded)
    if found is None and surface in ROMAN_NUMBERS:
        return NUMBER, float(ROMAN_NUMBERS[surface])
    return found


def _value(digits: str) -> float:
    """The value of German or English notation: 25.000 is 25000, 2.5 and 2,5 are 2.5."""
    digits = digits.rstrip(".")
    if digits.isdecimal():
        pass
    elif _GERMAN.fullmatch(digits):
        digits = digits.replace(".", "")
    elif _ENGLISH.fullmatch(digits):
        digits = digits.replace(",", "")
    try:
        value = float(digits.replace(",", "."))
        return value if value < _LARGEST else float(digits[:15].replace(",", "")) * _LARGEST
    except ValueError:
        return _version(digits)


# Of a version every part counts, and none is near another: 1.26.0 is neither 12.6.0 nor about 1.26.1.
_VERSIONS, _PARTS, _PER_PART = headline_numbers.VERSIONS, 5, int(headline_numbers.PER_PART)


def _version(digits: str) -> float:
    """A number for a version; above what may be rounded or be meant by a hedge."""
    found = 0
    for part in re.findall(r"\d+", digits)[:_PARTS]:
        found = found * _PER_PART + int(part[-9:]) % _PER_PART
    return _VERSIONS + found


def _in_digits(token: str) -> bool:
    """Whether a token is digits only: ``int`` reads it, other than 3¹."""
    return token.isascii() and token.isdigit()


def _follows(folded: Sequence[str], index: int, pattern: re.Pattern[str]) -> bool:
    return index < len(folded) and pattern.match(folded[index]) is not None


def number_alone(token: str, folded: str) -> tuple[Number, bool, bool] | None:
    """What a token says that has no word of ``BESIDE_NUMBERS`` beside it, whether it takes a scale and a unit, and
    whether it says something else in the last place; None if that depends on other words.

    >>> number_alone("3.", "3."), number_alone("V", "v")
    ((Number(first=1, end=2, kind=8, value=3.0, hedge=0, hedge_words=0), False, True), None)
    """
    found = read_numbers(["x", token, "x"], ["x", folded, "x"])
    if len(found) != 1 or token.isupper() or found[0][:2] != (1, 2):  # upper: a Roman one may belong to a name
        return None
    if read_numbers(["Xy", token, "Xy"], ["xy", folded, "xy"]) != found:  # march, among words with capitals
        return None
    (number,) = found
    percentage = [Number(1, 3, PERCENT, number.value)]
    takes_unit = read_numbers(["x", token, "Prozent"], ["x", folded, "prozent"]) == percentage
    scaled = [Number(1, 3, NUMBER, number.value * _SCALES["mio"])]
    takes_scale = read_numbers(["x", token, "Mio", "x"], ["x", folded, "mio", "x"]) == scaled
    return number, takes_unit and takes_scale, read_numbers(["x", token], ["x", folded]) != found


def scale_of(folded: str) -> float:
    """What a word of ``SCALE_WORDS`` multiplies a number by."""
    return _SCALES[folded]


def unit_of(folded: str) -> int | None:
    """The kind of numbers whose unit a word is."""
    return next((kind for kind, pattern in _UNITS_BEHIND if pattern.match(folded)), None)


def may_have_numbers(folded: Iterable[str]) -> bool:
    """Whether there may be numbers among words without a digit that are no numbers by themselves: eine Million."""
    return not SCALE_WORDS.isdisjoint(folded)


def read_numbers(tokens: Sequence[str], folded: Sequence[str]) -> list[Number]:
    """Every number in a list of tokens, from left to right. A URL says 2-5-prozent
    for 2,5 and 25-000 for 25.000.

    >>> tokens = "25 Tsd Fälle 2,5 Mrd Euro am Freitag 2:1 und am 8. Mai".split()
    >>> [(KINDS[found.kind], found.value) for found in read_numbers(tokens, [fold_word(token) for token in tokens])]
    [('numbers', 25000.0), ('sums', 2500000000.0), ('weekday', 4.0), ('score', 2001.0), ('date', 508.0)]
    """
    numbers: list[Number] = []
    ones: list[int] = []
    index = 0
    while index < len(tokens):
        first = tokens[index][0]
        begins = folded[index] in _STARTS or first.isdigit() or first in _ROMAN_DIGITS
        found = _numbers_at(tokens, folded, index) if begins else None
        if found is None:
            if folded[index] in _ONE and index + 1 < len(tokens) and folded[index + 1] in _CASUALTIES:
                ones.append(index)
            index += 1
        else:
            numbers.extend(_hedged(number, tokens, folded) for number in found)
            index = max(found[-1].end, index + 1)
    # Vier Tote und ein Verletzter is 4 Tote, 1 Verletzter; alone, ein Verletzter is Verletzter.
    if ones and any(number.kind == NUMBER for number in numbers):
        numbers += [Number(index, index + 1, NUMBER, 1.0) for index in ones]
        numbers.sort()
    return numbers


def _hedged(number: Number, tokens: Sequence[str], folded: Sequence[str]) -> Number:
    """The number with the words before it that say how exact it is: mehr als 400, rund $5."""
    if number.kind not in COUNTED:
        return number
    end = number.first - (number.first > 0 and tokens[number.first - 1] in _SIGNS)
    if end >= 2 and (hedge := _HEDGES.get(f"{folded[end - 2]}_{folded[end - 1]}")):
        return number._replace(first=end - 2, hedge=hedge, hedge_words=number.hedge_words + 2)
    if end >= 1 and (hedge := _HEDGES.get(folded[end - 1])):
        return number._replace(first=end - 1, hedge=hedge, hedge_words=number.hedge_words + 1)
    return number


def _numbers_at(tokens: Sequence[str], folded: Sequence[str], index: int) -> list[Number] | None:
    """The number that begins at ``index``, and with a full date its year; the first role that fits is taken."""
    if not tokens[index][0].isdigit() or not tokens[index][0].isascii():
        return _spelled_out(tokens, folded, index)
    for role in (_with_colon, _date_in_digits, _day_and_month, _day_of_may):
        found = role(tokens, folded, index)
        if found is not None:
            return found
    grouped = _grouped(tokens, index)
    value, after = _quantity(tokens, folded, index, grouped)
    return _time_of_day(tokens, folded, index, grouped, value, after) or [
        _with_unit(tokens, folded, index, after, value)
    ]


def _with_colon(tokens: Sequence[str], folded: Sequence[str], index: int) -> list[Number] | None:
    """A time (14:30 Uhr) or a score (2:1)."""
    token = tokens[index]
    if ":" not in token:
        return None
    left, right = (int(part[:9]) for part in re.findall(r"\d+", token)[:2])
    if _follows(folded, index + 1, _CLOCK):
        return [Number(index, index + 2, TIME, 60.0 * left + right)]
    return [Number(index, index + 1, SCORE, 1000.0 * left + right)]


def _date_in_digits(tokens: Sequence[str], folded: Sequence[str], index: int) -> list[Number] | None:
    """A day and a month in digits (08.05.), with its year if there is one."""
    date = _DATE.fullmatch(tokens[index]) if "." in tokens[index] else None
    if date is None:
        return None
    day, month, year = date.groups()
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):  # 1.42.12 is a version
        return None
    found = [Number(index, index + 1, DAY, 100.0 * int(month) + int(day))]
    if year:
        found.append(Number(index, index + 1, YEAR, float(year) + (2000 if len(year) == 2 else 0)))
    return found


def _day_and_month(tokens: Sequence[str], folded: Sequence[str], index: int) -> list[Number] | None:
    """A day before the name of a month (8. Mai, 8 May)."""
    day = tokens[index].rstrip(".")
    if len(day) > 2 or index + 1 >= len(folded):
        return None
    month = _MONTHS.get(folded[index + 1], _MAY if tokens[index + 1] == "May" else 0)
    return [Number(index, index + 2, DAY, 100.0 * month + int(day))] if month else None


def _day_of_may(tokens: Sequence[str], folded: Sequence[str], index: int) -> list[Number] | None:
    """A day behind May (May 8)."""
    if index == 0 or tokens[index - 1] != "May" or not _is_day(tokens, folded, index - 1):
        return None
    return [Number(index - 1, index + 1, DAY, 100.0 * _MAY + int(tokens[index]))]


def _is_day(tokens: Sequence[str], folded: Sequence[str], month: int) -> bool:
    """Whether the day of an English date follows the name of a month: on March 12, March 12, 2024, and at the end.

    In March 12 people and im August 15 Tote are no dates.
    """
    if month + 1 == len(tokens):
        return False
    day = tokens[month + 1]
    if not _in_digits(day) or len(day) > 2 or not 1 <= int(day) <= 31:
        return False
    behind = month + 2
    if behind == len(tokens) or _YEAR.fullmatch(tokens[behind]):
        return month == 0 or folded[month - 1] not in _IN
    return month > 0 and folded[month - 1] in _BEFORE_DATES


def _time_of_day(
    tokens: Sequence[str], folded: Sequence[str], index: int, grouped: tuple[float, int], value: float, after: int
) -> list[Number] | None:
    """A time before Uhr: 14.30 Uhr, 14 30 uhr in a URL; ``grouped`` and ``value``, ``after`` are what is read there."""
    hours, minutes = grouped
    if _splits_decimals(tokens, index, minutes) and minutes + 1 < len(folded) and folded[minutes + 1] == "uhr":
        return [Number(index, minutes + 2, TIME, hours * 60 + int(tokens[minutes]))]
    if value <= 24 and _follows(folded, after, _CLOCK):
        hour = int(value)
        return [Number(index, after + 1, TIME, 60.0 * hour + round(100 * (value - hour)))]
    return None


def _quantity(
    tokens: Sequence[str], folded: Sequence[str], index: int, grouped: tuple[float, int]
) -> tuple[float, int]:
    """The value of a number in digits, and the token behind it. In a URL, 2 5 prozent is 2,5 Prozent."""
    value, after = grouped
    if _splits_decimals(tokens, index, after):
        unit = folded[after + 1]
        if unit in _SCALES or _PERCENT.match(unit) or _MONEY.match(unit):
            return float(f"{value:.0f}.{tokens[after]}"), after + 1
    return value, after


def _grouped(tokens: Sequence[str], index: int) -> tuple[float, int]:
    """The value of a number and of the groups of three digits behind it (25 000), and the token behind them."""
    token, after = tokens[index], index + 1
    value = _value(token)
    if len(token) <= 3 and _in_digits(token):
        while after < len(tokens) and len(tokens[after]) == 3 and _in_digits(tokens[after]) and value < 1e9:
            value = value * 1000 + int(tokens[after])
            after += 1
    return value, after


def _splits_decimals(tokens: Sequence[str], index: int, after: int) -> bool:
    """Whether one or two digits and another token follow a number."""
    return (
        after + 1 < len(tokens) and _in_digits(tokens[index]) and _in_digits(tokens[after]) and len(tokens[after]) <= 2
    )


def _with_unit(tokens: Sequence[str], folded: Sequence[str], index: int, after: int, value: float) -> Number:
    """Read the scale and the unit behind a number."""
    scaled = after < len(folded) and folded[after] in _SCALES and _is_scale(tokens, index, after)
    if scaled:
        value *= _SCALES[folded[after]]
        after += 1
    unit = folded[after] if after < len(folded) else ""
    kind = unit_of(unit)
    if kind is not None:
        return Number(index, after + 1, kind, value)
    if index and tokens[index - 1] in _SIGNS:
        return Number(index - 1, after, MONEY, value)
    if not scaled and unit in _PARTS_OF_WHOLE and value < _PARTS_OF_WHOLE[unit]:
        return _share(index, after + 1, value, _PARTS_OF_WHOLE[unit])
    if not scaled and _YEAR.fullmatch(tokens[index]):
        return Number(index, after, YEAR, value)
    if tokens[index][-1] == "." and after < len(tokens):
        if 2 <= value <= _MOST_PARTS and _is_each(folded, index):
            return _share(index - 1, after, 1.0, int(value), small_words=1)
        return Number(index, after, RANK, value)
    if not scaled and value in range(2, _MOST_PARTS + 1) and _is_each(folded, index):  # in a URL: jeder-6-neue-job
        return _share(index - 1, after, 1.0, int(value), small_words=1)
    return Number(index, after, NUMBER, value)


def _is_scale(tokens: Sequence[str], index: int, after: int) -> bool:
    """Whether a scale of one letter is one: 5M, 10k, $38b, 2.3m cars, waiting list hits 7.6m; 100 m are metres, and 5b
    is a class."""
    letter = tokens[after]
    if len(letter) > 1 or letter in "kKMB" or (index > 0 and tokens[index - 1] in _SIGNS):
        return True
    if letter != "m":
        return False
    if after + 1 < len(tokens) and tokens[after + 1] in _IN_MILLIONS:
        return True
    return "." in tokens[index][:-1] and not _COUNTED_IN_MILLIONS.isdisjoint(tokens)


def _is_letter(tokens: Sequence[str], folded: Sequence[str], index: int) -> bool:
    """Whether I or V is no number where it stands."""
    if index == 0:
        return True
    if folded[index - 1] in _HAVE_PARTS:
        return False
    return tokens[index] != "I" or index + 1 < len(tokens) or folded[index - 1] in _BEFORE_PRONOUN


def _spelled_out(tokens: Sequence[str], folded: Sequence[str], index: int) -> list[Number] | None:
    if tokens[index] in _ROMAN_LETTERS and _is_letter(tokens, folded, index):
        return None
    word = number_word(tokens[index], folded[index])
    if word is None:
        scale = _SCALES.get(folded[index])
        if scale and index and (first := _half_before(folded, index)) < index:
            return [_with_unit(tokens, folded, index, index + 1, 0.5 * scale)._replace(first=first)]
        if scale and index and folded[index - 1] in _ONE_OF_SCALE:
            return [_with_unit(tokens, folded, index, index + 1, scale)]
        return None
    kind, value = word
    if kind == PERCENT:
        return _part_of_whole(folded, index)
    if kind == RANK and value <= _MOST_PARTS and _is_each(folded, index):
        return [_share(index - 1, index + 1, 1.0, int(value), small_words=1)]
    if kind == NUMBER:
        return [_with_unit(tokens, folded, index, index + 1, value)]
    if kind == MONTH and _is_protest(tokens, index):
        return None
    if kind == MONTH and _is_day(tokens, folded, index):
        return [Number(index, index + 2, DAY, 100.0 * value + int(tokens[index + 1]))]
    return [Number(index, index + 1, kind, value)]


def _is_protest(tokens: Sequence[str], index: int) -> bool:
    """Whether march is no month: with a small letter, no number beside it, where others have a capital."""
    if tokens[index] != "march" or any(token[0].isdigit() for token in tokens[max(0, index - 1) : index + 2]):
        return False
    return any(token[0].isupper() for token in tokens)


def _share(first: int, end: int, count: float, parts: int, *, small_words: int = 0) -> Number:
    """So many parts of a whole as a percentage; one that is no whole number is about the nearest: zwei Drittel, 67."""
    value = 100.0 * count / parts
    return Number(first, end, PERCENT, float(round(value)), 0 if value == round(value) else ROUGHLY, small_words)


def _is_each(folded: Sequence[str], index: int) -> bool:
    """Whether a rank says how many of a whole: jeder vierte Deutsche is a quarter of them; jeden vierten Tag is not."""
    if index == 0 or folded[index - 1] not in _EACH:
        return False
    return index + 1 == len(folded) or _COME_ROUND.match(folded[index + 1]) is None


def _part_of_whole(folded: Sequence[str], index: int) -> list[Number] | None:
    """The part of a whole at ``index``, if it is one: die Hälfte der Schüler, um ein Viertel; not ein neues Viertel."""
    parts = _PARTS_OF_WHOLE[folded[index]]
    before = folded[index - 1] if index else ""
    of_whole = index + 1 < len(folded) and folded[index + 1] in _OF_WHOLE
    article = before in _ONE if parts > 2 else before in ("die", "der")
    if not (of_whole or (index > 1 and folded[index - 2] in _BEFORE_PART)):
        return None
    if article or (parts == 2 and (index == 0 or before in _HEDGING)):
        return [_share(index - article, index + 1, 1.0, parts, small_words=int(article))]
    return None


def _half_before(folded: Sequence[str], index: int) -> int:
    """Where a half begins that stands before a scale, or the place of the scale: eine halbe Million, half a million."""
    if folded[index - 1] in _HALF:
        return index - 1
    return index - 2 if index > 1 and folded[index - 2] == "half" and folded[index - 1] in ("a", "an") else index
