"""The step ``typography``: all rules of a language over one text, and what speaks against a change."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from textnorm.text.edits import Edit, without_overlaps
from textnorm.text.evidence.code.spans import address_spans, outside_code
from textnorm.text.typography.conventions import Convention, convention
from textnorm.text.typography.rules.alphabets import bind_alphabets
from textnorm.text.typography.rules.numbers import bind_numbers
from textnorm.text.typography.rules.periods import bind_periods
from textnorm.text.typography.rules.signs import as_read, bind_signs
from textnorm.text.typography.rules.table import Guide, guide_for
from textnorm.text.typography.rules.words import (
    bind_french,
    bind_last_word,
    bind_roman,
    bind_suffixes,
    bind_titles,
    bind_words,
)

__all__ = ["bind_typography"]

_Find = Callable[[str], Iterator[Edit]]

#: The finders, each with the rules of which one must be on.
_FINDERS: tuple[tuple[tuple[str, ...], Callable[[Guide], _Find]], ...] = (
    (("section-sign", "reference", "numbered-noun", "number-unit", "percent", "currency", "magnitude", "digit-groups",
      "digit-grouping", "degree", "unit-power", "multiplication-sign", "fraction", "minus-sign", "date", "era", "time",
      "century", "year-range", "page-range", "time-range", "number-range", "numero-sign"), bind_numbers),
    (("abbreviation", "abbreviation-gap", "initials", "title"), bind_periods),
    (("title",), bind_titles),
    (("short-last-word",), bind_last_word),
    (("short-word", "particle", "dash"), bind_words),
    (("century", "ordinal-name"), bind_roman),
    (("comparison-signs", "plus-minus", "copyright", "registered", "trademark"), bind_signs),
    (("mixed-alphabet",), bind_alphabets),
    (("ordinal-suffix",), bind_suffixes),
)  # fmt: skip
#: The rules that write a dash.
_DASHES = ("year-range", "page-range", "time-range", "number-range", "minus-sign")


def bind_typography(
    language: str,
    off: Sequence[str] = (),
    *,
    quotes: str | Convention = "ascii",
    dashes: str | Convention = "keep",
    form: str = "NFC",
) -> Callable[[str], list[Edit]]:
    """The finder of what the rules of ``language`` change, without those in ``off``.

    Rules give way to the other options of the cleaner, so that no two steps undo each other: ``dashes="ascii"``
    switches those off that write a dash, ``form="NFKC"`` those whose signs it would fold, and a French convention as
    ``quotes`` says which space stands before a punctuation mark.

    >>> from textnorm.text.edits import apply_edits
    >>> find = bind_typography("de")
    >>> text = "Nach § 5 sind 3 x 4 m2 erlaubt."
    >>> apply_edits(text, find(text)).replace("\\u00a0", "_")
    'Nach §_5 sind 3 × 4_m² erlaubt.'
    """
    guide = guide_for(language, (*off, *_DASHES) if dashes == "ascii" else tuple(off))
    finders = [bind(guide) for rules, bind in _FINDERS if any(rule in guide for rule in rules)]
    if "space-before-punctuation" in guide or "missing-space-before-punctuation" in guide:
        style = convention(quotes)
        french = style if style is not None and style.spaced else convention("fr")
        assert french is not None
        finders.append(bind_french(guide, dict(french.spaced)))

    def find(text: str) -> list[Edit]:
        edits = [edit for finder in finders for edit in finder(text)]
        if not edits:
            return edits
        if form == "NFKC":
            edits = [edit for edit in edits if unicodedata.is_normalized("NFKC", edit.after)]
        return _in_prose(text, without_overlaps(edits))

    return find


def _in_prose(text: str, edits: list[Edit]) -> list[Edit]:
    """Those of ``edits`` that lie outside code, data, logs, addresses and markup."""
    read = as_read(text)
    kept = outside_code(read, edits)
    addresses = address_spans(read)
    if not addresses:
        return kept
    spans = iter(addresses)
    low, high = next(spans, (len(text) + 1, len(text) + 1))
    prose = []
    for edit in kept:
        while high <= edit.start:
            low, high = next(spans, (len(text) + 1, len(text) + 1))
        if edit.end <= low and edit.start != low:
            prose.append(edit)
    return prose
