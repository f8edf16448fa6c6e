"""THE TABLE of methods: what each kind of text reads, how two texts are compared, and how pairs are found.

Nothing here loads numpy or Numba until a corpus is searched, or so many pairs are compared that it pays.
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from textnorm.match.corpus.corpus import Corpus, Run
    from textnorm.match.pairs import FoundPairs, Pair
    from textnorm.match.plans import Plan
    from textnorm.match.settings import MatchSettings

__all__ = ["METHODS", "Method"]


class Method(NamedTuple):
    """How texts of one kind are matched.

    ``texts`` names them in messages. ``options`` are the settings that the method reads; any other is refused.
    ``compare`` judges two texts in plain Python; it is picklable, and a result keeps it to explain its pairs.
    ``find_pairs`` searches a corpus by kernels; ``plan`` says what that will find and cost.
    """

    texts: str
    options: frozenset[str]
    compare: Callable[[str, str, MatchSettings], Pair]
    find_pairs: Callable[[Corpus, MatchSettings, Run], FoundPairs]
    plan: Callable[[MatchSettings, int, int], Plan]


def _compare_articles(a: str, b: str, matcher: MatchSettings) -> Pair:
    from textnorm.match.articles.compare import compare_articles

    return compare_articles(a, b, matcher=matcher)


def _compare_plain(a: str, b: str, matcher: MatchSettings) -> Pair:
    from textnorm.match.articles.compare import compare_plain

    return compare_plain(a, b, matcher=matcher)


def _compare_headlines(a: str, b: str, matcher: MatchSettings) -> Pair:
    from textnorm.match.headlines.compare import compare_headlines

    return compare_headlines(a, b, matcher=matcher)


def _find_plain_pairs(corpus: Corpus, matcher: MatchSettings, run: Run) -> FoundPairs:
    from textnorm.match.articles.search import find_plain_pairs

    return find_plain_pairs(corpus, matcher, run)


def _find_article_pairs(corpus: Corpus, matcher: MatchSettings, run: Run) -> FoundPairs:
    from textnorm.match.articles.search import find_article_pairs

    return find_article_pairs(corpus, matcher, run)


def _find_headline_pairs(corpus: Corpus, matcher: MatchSettings, run: Run) -> FoundPairs:
    from textnorm.match.headlines.search import find_headline_pairs

    return find_headline_pairs(corpus, matcher, run)


def _compare_names(a: str, b: str, matcher: MatchSettings) -> Pair:
    from textnorm.match.names.compare import compare_names

    return compare_names(a, b, matcher=matcher)


def _find_name_pairs(corpus: Corpus, matcher: MatchSettings, run: Run) -> FoundPairs:
    from textnorm.match.names.search import find_name_pairs

    return find_name_pairs(corpus, matcher, run)


def _plan_names(matcher: MatchSettings, count: int, characters: int) -> Plan:
    from textnorm.match.plans import plan_names

    return plan_names(matcher, count, characters)


def _compare_stories(a: str, b: str, matcher: MatchSettings) -> Pair:
    from textnorm.match.stories.compare import compare_stories

    return compare_stories(a, b, matcher=matcher)


def _find_story_pairs(corpus: Corpus, matcher: MatchSettings, run: Run) -> FoundPairs:
    from textnorm.match.stories.search import find_story_pairs

    return find_story_pairs(corpus, matcher, run)


def _plan_stories(matcher: MatchSettings, count: int, characters: int) -> Plan:
    from textnorm.match.plans import plan_stories

    return plan_stories(matcher, count, characters)


def _plan_plain(matcher: MatchSettings, count: int, characters: int) -> Plan:
    from textnorm.match.plans import plan_plain

    return plan_plain(matcher, count, characters)


def _plan_articles(matcher: MatchSettings, count: int, characters: int) -> Plan:
    from textnorm.match.plans import plan_articles

    return plan_articles(matcher, count, characters)


def _plan_headlines(matcher: MatchSettings, count: int, characters: int) -> Plan:
    from textnorm.match.plans import plan_headlines

    return plan_headlines(matcher, count, characters)


_EVERY = frozenset({"clusters", "drop", "keep", "repair", "threshold"})
_SHINGLES = frozenset({"measure", "n", "recall", "seed", "sketch_size", "unit"})

METHODS = {
    "text": Method("plain texts", _EVERY | _SHINGLES | {"verify"}, _compare_plain, _find_plain_pairs, _plan_plain),
    "article": Method(
        "articles", _EVERY | _SHINGLES | {"numbers", "reuse"}, _compare_articles, _find_article_pairs, _plan_articles
    ),
    "headline": Method("headlines", _EVERY | {"within"}, _compare_headlines, _find_headline_pairs, _plan_headlines),
    "name": Method("names", _EVERY - {"repair"}, _compare_names, _find_name_pairs, _plan_names),
    "story": Method("stories", _EVERY | {"within"}, _compare_stories, _find_story_pairs, _plan_stories),
}
