"""What is reported and not changed: doubled punctuation and repeated words. Only the author knows what was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from textnorm.text.evidence.code.spans import outside_code
from textnorm.text.typography.rules.table import guide_for

__all__ = ["Report", "find_reports"]

_DOUBLED = re.compile(r"(?<=\w)(?P<sign>[,;:]) ?(?P=sign)(?=\s|\Z)|(?<=\w)\.,(?=\.)|(?<=\w\w)\.\.(?=\s|\Z)(?<!\.\.\.)")
_REPEATED = re.compile(r"(?<![\w'’-])([^\W\d_]{2,})[ \u00a0\n]\1(?![\w'’@-]|\.\w)", re.IGNORECASE)


class Report(NamedTuple):
    """A place that a rule reports: ``text[start:end]``."""

    rule: str
    start: int
    end: int
    source: str


def find_reports(text: str, language: str, off: Sequence[str] = ()) -> list[Report]:
    """The places of ``text`` that the rules of ``language`` report, in order.

    >>> [(report.rule, report.start, report.end) for report in find_reports("Er sah sah, ob,, nun", "de")]
    [('repeated-word', 3, 10), ('doubled-punctuation', 14, 16)]
    """
    guide = guide_for(language, tuple(off))
    found = []
    if "doubled-punctuation" in guide:
        source = guide.rows["doubled-punctuation"].source
        found += [Report("doubled-punctuation", *match.span(), source) for match in _DOUBLED.finditer(text)]
    if "repeated-word" in guide:
        row = guide.rows["repeated-word"]
        usual = frozenset(row.words)
        found += [
            Report("repeated-word", *match.span(), row.source)
            for match in _REPEATED.finditer(text)
            if match[1].lower() not in usual and _is_repeated(match[1], match[0][-len(match[1]) :])
        ]
    return outside_code(text, sorted(found, key=lambda report: report.start))


def _is_repeated(first: str, second: str) -> bool:
    """Whether the two are one word: a capital letter at the start of a sentence makes no difference, capitals do."""
    return not first.isupper() and second in (first, first[0].lower() + first[1:])
