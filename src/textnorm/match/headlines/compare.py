"""Compare two headlines: the same news item however it is written, or a look-alike.

``compare_headlines`` classifies one pair, the first ones in plain Python; ``search.find_headline_pairs`` classifies a
corpus with the same functions compiled. ``docs/headlines.md`` says what counts as the same item.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from textnorm.match.corpus.repair import repair_text
from textnorm.match.headlines.bulk.one_pair import kernels_loaded
from textnorm.match.headlines.classifier import classify, score_by_kernel
from textnorm.match.headlines.parse import Packed, ParsedHeadline, parse_headline
from textnorm.match.headlines.reasons import IDENTICAL, reasons_for, reasons_for_one_key
from textnorm.match.keys import key
from textnorm.match.pairs import Pair

if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["MEASURE", "compare_headlines"]

MEASURE = "headline"


@lru_cache(maxsize=8192)
def _parse(text: str, repaired: bool) -> ParsedHeadline:
    return parse_headline(repair_text(text) if repaired else text)


@lru_cache(maxsize=8192)
def _read(text: str, repaired: bool) -> Packed:
    return _reader()(repair_text(text) if repaired else text)


@cache
def _reader() -> Callable[[str], Packed]:
    from textnorm.match.headlines.bulk.one_headline import read_one_headline

    return read_one_headline


def compare_headlines(a: str, b: str, *, matcher: MatchSettings) -> Pair:
    """Classify two headlines. The score is the probability that they are the same item; from ``threshold`` on they are.

    >>> from textnorm import Matcher
    >>> pair = compare_headlines(
    ...     "RKI meldet 25.000 Neuinfektionen", "RKI meldet 12.000 Neuinfektionen", matcher=Matcher.headlines()
    ... )
    >>> pair.same, pair.reasons[0]
    (False, 'numbers differ: 25.000 / 12.000')
    """
    if a == b and a.strip():
        return Pair(a, b, True, 1.0, MEASURE, (IDENTICAL,))
    if kernels_loaded():
        return _compare_by_kernel(a, b, matcher)
    return _compare_parsed(a, b, matcher)


def _compare_by_kernel(a: str, b: str, matcher: MatchSettings) -> Pair:
    left, right = _read(a, matcher.repair), _read(b, matcher.repair)
    if left.whole == right.whole:
        folded = _key(a, matcher.repair)
        if folded and folded == _key(b, matcher.repair):
            return Pair(a, b, True, 1.0, MEASURE, partial(_explain_one_key, a, b, matcher.repair))
    if left.is_blank or right.is_blank:
        return Pair(a, b, False, 0.0, MEASURE, ("nothing to compare",))
    score = score_by_kernel(left, right)
    return Pair(a, b, score >= matcher.threshold, score, MEASURE, partial(_explain, a, b, matcher.repair))


def _compare_parsed(a: str, b: str, matcher: MatchSettings) -> Pair:
    left, right = _parse(a, matcher.repair), _parse(b, matcher.repair)
    if left.key and left.key == right.key:
        return Pair(a, b, True, 1.0, MEASURE, reasons_for_one_key(left, right))
    if left.is_blank or right.is_blank:
        return Pair(a, b, False, 0.0, MEASURE, ("nothing to compare",))
    verdict = classify(left, right)
    reasons = partial(reasons_for, left, right, verdict)
    return Pair(a, b, verdict.score >= matcher.threshold, verdict.score, MEASURE, reasons)


def _key(text: str, repaired: bool) -> str:
    return key(repair_text(text) if repaired else text)


def _explain_one_key(a: str, b: str, repaired: bool) -> tuple[str, ...]:
    return reasons_for_one_key(_parse(a, repaired), _parse(b, repaired))


def _explain(a: str, b: str, repaired: bool) -> tuple[str, ...]:
    """The reasons, from what the kernel measures once more: sooner done than kept for the few that are read."""
    left, right = _parse(a, repaired), _parse(b, repaired)
    return reasons_for(left, right, classify(left, right))
