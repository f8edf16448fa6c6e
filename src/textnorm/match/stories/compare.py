"""Compare two stories: one event, or two."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textnorm.match.pairs import Pair
from textnorm.match.stories.likeness import MEASURE, likeness
from textnorm.match.stories.read import read_story
from textnorm.match.stories.reasons import reasons_for

if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["compare_stories"]


def compare_stories(a: str, b: str, *, matcher: MatchSettings) -> Pair:
    """Judge two stories, each a title on the first line and the text behind it.

    >>> from textnorm import Matcher
    >>> pair = compare_stories(
    ...     "Deich bricht in Emden", "Sturmflut: Deich bei Emden gebrochen", matcher=Matcher.stories()
    ... )
    >>> pair.same, pair.measure
    (True, 'story')
    """
    left, right = read_story(a, matcher.repair), read_story(b, matcher.repair)
    if left.is_blank or right.is_blank:
        return Pair(a, b, False, 0.0, MEASURE, ("nothing to compare",))
    if a == b:
        return Pair(a, b, True, 1.0, MEASURE, ("identical",))
    found = likeness(left, right)
    return Pair(a, b, found.score >= matcher.threshold, found.score, MEASURE, partial(reasons_for, left, right, found))
