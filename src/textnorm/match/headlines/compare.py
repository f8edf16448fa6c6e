"""Near-duplicate headlines: the same news item however it is written, and not its look-alike.

``compare_headlines`` judges one pair in plain Python; ``find_headline_pairs`` judges a corpus with the same functions
compiled. What counts as the same item is written down in ``docs/headlines.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from textnorm.match.corpus.repair import repair as mend
from textnorm.match.headlines.classifier import judge
from textnorm.match.headlines.parse import Reading, read_headline
from textnorm.match.headlines.reasons import reasons_for
from textnorm.match.pairs import Pair
from textnorm.text.prefilter import BITS, needs

if TYPE_CHECKING:
    from textnorm.match.pairs import PairTable
    from textnorm.match.settings import MatchSettings

__all__ = ["compare_headlines", "find_headline_pairs"]

MEASURE = "headline"
_FLOOR = 0.6  # pairs that score this share of the threshold stay in the table as borderline cases

_REPAIRS = BITS["escapes"] | BITS["mojibake"] | BITS["characters"] | BITS["lost"]


def repair(text: str) -> str:
    """What the headline was before a machine damaged it; sound headlines come back unread."""
    return _mended(text) if needs(text) & _REPAIRS else text


_mended = lru_cache(maxsize=4096)(mend)


@lru_cache(maxsize=8192)
def _read(text: str, repaired: bool) -> Reading:
    return read_headline(repair(text) if repaired else text)


def compare_headlines(a: str, b: str, *, matcher: MatchSettings) -> Pair:
    """Judge two headlines. The score is the probability that they are the same item; at ``threshold`` they count as it.

    >>> from textnorm import Matcher
    >>> pair = compare_headlines(
    ...     "RKI meldet 25.000 Neuinfektionen", "RKI meldet 12.000 Neuinfektionen", matcher=Matcher.headlines()
    ... )
    >>> pair.same, pair.reasons[0]
    (False, 'figures differ: 25.000 / 12.000')
    """
    left, right = _read(a, matcher.repair), _read(b, matcher.repair)
    if (not left.folded and not left.figures) or (not right.folded and not right.figures):
        return Pair(a, b, False, 0.0, MEASURE, ("nothing to compare",))
    judgement = judge(left, right)
    return Pair(
        a, b, judgement.score >= matcher.threshold, judgement.score, MEASURE, reasons_for(left, right, judgement)
    )


def find_headline_pairs(
    texts: Sequence[str],
    *,
    matcher: MatchSettings,
    times: Sequence[Any] | None = None,
    split: int | None = None,
    threads: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> PairTable:
    """Judge every pair of ``texts`` that has a chance, and return those at or near the threshold.

    ``times`` (numbers in seconds, dates, ISO strings) and ``matcher.within`` limit how far apart two headlines may be.
    With ``split``, pairs have one text before and one behind that position. Texts without a word are never in a pair.
    ``threads`` is their number (all cores); the result does not depend on it.
    """
    from textnorm.match.headlines.search import search_headlines

    return search_headlines(
        texts,
        repair=repair if matcher.repair else None,
        threshold=matcher.threshold,
        floor=_FLOOR * matcher.threshold,
        within=matcher.within,
        times=times,
        split=split,
        threads=threads,
        progress=progress,
        measure=MEASURE,
    )
