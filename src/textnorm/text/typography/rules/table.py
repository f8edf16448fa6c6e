"""The table of the rules: what each does, and in ``data/rules.tsv`` the words and the source of each in a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from textnorm.errors import UnknownOption

__all__ = ["LANGUAGES", "REPORTS", "RULES", "Guide", "RuleRow", "guide_for", "language_of", "need_rules", "rule_rows"]

_ROWS = Path(__file__).parent.parent / "data" / "rules.tsv"

#: The languages that ``typography`` takes.
LANGUAGES = ("de", "en", "fr", "it", "es", "nl", "pl", "cs", "sv", "ru")

#: Every rule by name, with what it does. ``_`` in an example stands for a no-break space.
RULES = {
    "section-sign": "a no-break space after § and §§: § 5 → §_5, §5 → §_5",
    "numero-sign": "a no-break space after №, n° and Nº: № 5 → №_5",
    "reference": "a no-break space between an abbreviation and its number: S. 12 → S._12",
    "numbered-noun": "a no-break space between a noun and its number: Seite 12 → Seite_12",
    "number-unit": "a no-break space between number and unit: 10 kg → 10_kg",
    "percent": "a no-break space before % and ‰, where there is a space: 5 % → 5_%",
    "currency": "a no-break space between an amount and its currency: 5 € → 5_€, EUR 5 → EUR_5",
    "magnitude": "a no-break space in 3 Millionen → 3_Millionen, 3 Mio. → 3_Mio.",
    "digit-groups": "a no-break space between groups of digits: 10 000 → 10_000",
    "digit-grouping": "five digits or more before a unit, a currency or a magnitude are grouped: 15000 km → 15_000_km",
    "degree": "°C in one way: 20° C → 20_°C",
    "unit-power": "powers of units as signs: 50 m2 → 50_m²",
    "multiplication-sign": "× between numbers: 3 x 4 → 3 × 4",
    "fraction": "a fraction as a sign: 1/2 → ½",
    "comparison-signs": "≤ and ≥ for <= and >= beside a number",
    "plus-minus": "± for +- and +/- before a number",
    "minus-sign": "a minus sign before degrees and percent: -5 °C → −5_°C",
    "copyright": "© for (c) before a year",
    "registered": "® for (R) after a name",
    "trademark": "™ for (TM) after a name",
    "abbreviation": "a no-break space inside an abbreviation of several words: z. B. → z._B.",
    "abbreviation-gap": "the missing space inside an abbreviation: z.B. → z._B.",
    "initials": "a no-break space between initials and a name: M. Mann → M._Mann",
    "title": "a no-break space between a title and a name: Dr. Mann → Dr._Mann",
    "ordinal-name": "a no-break space before the numeral of a ruler: Ludwig XIV. → Ludwig_XIV.",
    "date": "a no-break space between day and month: 3. Mai → 3._Mai",
    "era": "a no-break space between year and era: 44 v. Chr. → 44_v. Chr.",
    "century": "a no-break space between the number and the century: 19. Jahrhundert → 19._Jahrhundert",
    "time": "a no-break space between the time and its word: 8 Uhr → 8_Uhr",
    "short-last-word": "a no-break space before the last word of a paragraph, if it has three letters or fewer",
    "year-range": "an en dash between years: 1990-1995 → 1990–1995",
    "page-range": "an en dash between pages: S. 5-7 → S._5–7",
    "time-range": "an en dash between times: 9:00-17:00 → 9:00–17:00",
    "number-range": "an en dash between two numbers before a unit, a month and the like: 5-10 kg → 5–10_kg",
    "doubled-punctuation": "reported: a comma, a colon or a semicolon that stands twice",
    "repeated-word": "reported: a word that stands twice",
    "mixed-alphabet": "a letter of another alphabet that looks the same: Latin letters in Cyrillic words, and Cyrillic "
    "ones in Latin words",
    "short-word": "a no-break space after a word of one letter: w domu → w_domu",
    "particle": "a no-break space before a particle: он бы → он_бы",
    "dash": "a no-break space before a dash, which does not begin a line",
    "space-before-punctuation": "the space before ; : ! ? and inside « » is a no-break space",
    "missing-space-before-punctuation": "the missing space before ; : ! ?",
    "ordinal-suffix": "ordinal numbers: 2ème → 2e, 1ère → 1re",
}
#: The rules that report and change nothing.
REPORTS = ("doubled-punctuation", "repeated-word")


class RuleRow(NamedTuple):
    """A rule of a language: its words (``_`` is a space) and the source that asks for it.

    The words are what the rule looks for; those of ``fraction``, ``initials`` and ``repeated-word`` are exceptions,
    those of ``degree`` and ``digit-grouping`` say how it writes.
    """

    rule: str
    language: str
    words: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Guide:
    """The rules of one language that are on."""

    language: str
    rows: dict[str, RuleRow]

    def __contains__(self, rule: str) -> bool:
        return rule in self.rows

    def words(self, rule: str) -> tuple[str, ...]:
        """The words of ``rule``; none if it is off."""
        return tuple(word.replace("_", " ") for word in self.rows[rule].words) if rule in self.rows else ()

    def evidence(self, rule: str) -> str:
        """What an edit of ``rule`` says: its name and its source.

        >>> guide_for("de").evidence("percent")
        'percent: DIN 5008:2020'
        """
        return f"{rule}: {self.rows[rule].source}"


@lru_cache(maxsize=1)
def rule_rows() -> tuple[RuleRow, ...]:
    """Every rule of every language, in the order of the table."""
    _, _, *lines = _ROWS.read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines)
    return tuple(RuleRow(rule, language, tuple(words.split()), source) for rule, language, words, source in cells)


@lru_cache(maxsize=64)
def guide_for(language: str, off: Sequence[str] = ()) -> Guide:
    """The rules of ``language`` without those in ``off``.

    >>> len(guide_for("de").rows) - len(guide_for("de", ("fraction",)).rows)
    1
    """
    rows = {row.rule: row for row in rule_rows() if row.language == language and row.rule not in off}
    return Guide(language, rows)


def language_of(typography: str | bool, locale: str) -> str:
    """The language of the rules, or ``"keep"``; True stands for the language of ``locale``, German where it has none.

    Raises ``UnknownOption`` for a language that has no rules.

    >>> language_of("fr", "de"), language_of(True, "de-CH"), language_of(False, "de")
    ('fr', 'de', 'keep')
    """
    if isinstance(typography, bool):
        language = locale.partition("-")[0]
        return (language if language in LANGUAGES else "de") if typography else "keep"
    if typography != "keep" and typography not in LANGUAGES:
        raise UnknownOption.among("typography", typography, ["keep", *LANGUAGES])
    return typography


def need_rules(names: Sequence[str]) -> None:
    """Raise ``UnknownOption`` for the first of ``names`` that is no rule."""
    for name in names:
        if name not in RULES:
            raise UnknownOption.among("typography_off", name, list(RULES))
