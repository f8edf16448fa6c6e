"""Compare two articles or plain texts by their shingles, without arrays and without kernels."""

from __future__ import annotations

from typing import NamedTuple

from textnorm.match.articles.measures import MEASURES
from textnorm.match.articles.score import article_score, compare_numbers, covered_words, numbers_in_context
from textnorm.match.corpus.repair import repair
from textnorm.match.keys import key, words
from textnorm.match.pairs import Pair

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["compare_articles", "compare_plain", "shingles_of"]


def shingles_of(text: str, matcher: MatchSettings) -> list[str]:
    """The shingles of a text, in its order."""
    folded = key(text)
    tokens = words(folded) if matcher.unit == "word" else list(folded)
    parts = range(max(len(tokens) - matcher.n + 1, min(1, len(tokens))))
    glue = " " if matcher.unit == "word" else ""
    return [glue.join(tokens[part : part + matcher.n]) for part in parts]


class _Overlap(NamedTuple):
    """Two texts as shingles: those of the shorter one in order, both as sets, and how many the sets share."""

    run: list[str]
    few: frozenset[str]
    many: frozenset[str]
    shared: int

    @classmethod
    def of(cls, a: str, b: str, matcher: MatchSettings) -> _Overlap:
        smaller, larger = sorted((shingles_of(a, matcher), shingles_of(b, matcher)), key=len)
        few, many = frozenset(smaller), frozenset(larger)
        return cls(smaller, few, many, len(few & many))

    def score(self, measure: str) -> float:
        """The score by a measure; 0 if a text has no shingle."""
        return float(MEASURES[measure].of(self.shared, len(self.few), len(self.many))) if self.few else 0.0

    def __str__(self) -> str:
        return f"{self.shared} shingles shared, of {len(self.few)} and {len(self.many)}"


def _repaired(a: str, b: str, matcher: MatchSettings) -> tuple[str, str]:
    return (repair(a), repair(b)) if matcher.repair else (a, b)


def compare_plain(a: str, b: str, *, matcher: MatchSettings) -> Pair:
    """Compare two texts by the measure alone."""
    overlap = _Overlap.of(*_repaired(a, b, matcher), matcher)
    score = overlap.score(matcher.measure)
    return Pair(a, b, score >= matcher.threshold, score, matcher.measure, (str(overlap),))


def compare_articles(a: str, b: str, *, matcher: MatchSettings) -> Pair:
    """Compare two articles by their shingles and numbers. All shingles have the same weight."""
    left, right = _repaired(a, b, matcher)
    overlap = _Overlap.of(left, right, matcher)
    covered = covered_words([shingle in overlap.many for shingle in overlap.run], matcher.n)
    total = len(overlap.run) + matcher.n - 1 if overlap.run else 0
    agreeing, disagreeing = (0, 0)
    if matcher.numbers:
        agreeing, disagreeing = compare_numbers(numbers_in_context(left), numbers_in_context(right))
    if MEASURES[matcher.measure].least_jaccard is None:
        score = article_score(covered, total, overlap.score("jaccard"), agreeing, disagreeing)
    else:
        score = article_score(0, total, overlap.score(matcher.measure), agreeing, disagreeing)
    reasons = [f"{covered} of the {total} {matcher.unit}s of the shorter text are in the other", str(overlap)]
    if agreeing or disagreeing:
        reasons.append(f"{agreeing} numbers agree, {disagreeing} disagree")
    return Pair(a, b, score >= matcher.threshold, score, matcher.measure, tuple(reasons))
