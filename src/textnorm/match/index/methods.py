"""THE TABLE of what an index can hold: for each kind of matcher, how its texts are filed and judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textnorm.errors import UnknownOption

if TYPE_CHECKING:
    from textnorm.match.index.filing import Filing
    from textnorm.match.settings import MatchSettings

__all__ = ["FILINGS", "filing_of"]


def _headlines(matcher: MatchSettings) -> Filing:
    from textnorm.match.index.headlines.filing import HeadlineFiling

    return HeadlineFiling(matcher)


def _articles(matcher: MatchSettings) -> Filing:
    from textnorm.match.index.articles import ArticleFiling

    return ArticleFiling(matcher)


def _plain(matcher: MatchSettings) -> Filing:
    from textnorm.match.index.articles import PlainFiling

    return PlainFiling(matcher)


FILINGS: dict[str, Callable[[MatchSettings], Filing]] = {
    "text": _plain,
    "article": _articles,
    "headline": _headlines,
}


def filing_of(matcher: MatchSettings) -> Filing:
    """How the texts of a matcher are filed; raises ``UnknownOption`` for a kind that no index holds."""
    if matcher.kind not in FILINGS:
        raise UnknownOption.among("kind", matcher.kind, FILINGS)
    return FILINGS[matcher.kind](matcher)
