"""The reasons of a pair of headlines, found when they are read: what that needs beside the two texts, as one string."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from textnorm.match.headlines.classifier import classify
from textnorm.match.headlines.reasons import reasons_for, reasons_for_one_key
from textnorm.match.partition.headlines.packed import parsed_again
from textnorm.match.times import days_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textnorm.match.settings import MatchSettings

__all__ = ["context_of", "explain_headlines"]


def context_of(apart: float, marks: tuple[Sequence[int] | None, Sequence[int] | None]) -> str:
    """What is known of two headlines in their corpus: seconds between them, and their words that belong to a series.

    >>> context_of(float("nan"), (None, [0, 1]))
    '[null, null, [0, 1]]'
    """
    return json.dumps([None if apart != apart else apart, *marks])


def explain_headlines(
    one: str, other: str, context: str, suffixes: frozenset[str], matcher: MatchSettings
) -> list[str]:
    """The reasons that the search on one machine gives for two texts that differ."""
    apart, *marks = json.loads(context)
    first, second = parsed_again([one, other], marks, suffixes, matcher)
    said = days_apart(float("nan") if apart is None else apart)
    if first.key == second.key:
        return [*said, *reasons_for_one_key(first, second)]
    return [*said, *reasons_for(first, second, classify(first, second))]
