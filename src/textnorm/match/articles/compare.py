"""Compare two articles or plain texts by their shingles, without arrays and without kernels."""

from __future__ import annotations

from typing import NamedTuple

from textnorm.errors import counted
from textnorm.match.articles.alignment import Segment, align, differences
from textnorm.match.articles.measures import MEASURES
from textnorm.match.articles.score import (
    Alignment,
    Verdict,
    article_verdict,
    compare_numbers,
    number_factor,
    numbers_in_context,
)
from textnorm.match.articles.words import ArticleWords, read_words
from textnorm.match.corpus.repair import repair
from textnorm.match.keys import key, words
from textnorm.match.pairs import Pair

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["compare_articles", "compare_plain", "shingles_of"]


# Words of a passage that a reason quotes.
_SHOWN = 8


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
        return f"{counted(self.shared, 'shingle', 'shingles')} shared, of {len(self.few):,} and {len(self.many):,}"


def _repaired(a: str, b: str, matcher: MatchSettings) -> tuple[str, str]:
    return (repair(a), repair(b)) if matcher.repair else (a, b)


def compare_plain(a: str, b: str, *, matcher: MatchSettings) -> Pair:
    """Compare two texts by the measure alone."""
    overlap = _Overlap.of(*_repaired(a, b, matcher), matcher)
    score = overlap.score(matcher.measure)
    return Pair(a, b, score >= matcher.threshold, score, matcher.measure, (str(overlap),))


def compare_articles(a: str, b: str, *, matcher: MatchSettings) -> Pair:
    """Compare two articles: what they share, what differs, and which of it is shell. All words have the same weight."""
    left, right = _repaired(a, b, matcher)
    if MEASURES[matcher.measure].least_jaccard is not None:
        overlap = _Overlap.of(left, right, matcher)
        counts = _numbers(left, right, matcher)
        score = overlap.score(matcher.measure) * number_factor(*counts, words=len(overlap.run) + matcher.n - 1)
        reasons = [str(overlap), *_about_numbers(*counts)]
        return Pair(a, b, score >= matcher.threshold, score, matcher.measure, tuple(reasons))
    small, large, aligned, segments = _aligned(_Side.of(left, matcher), _Side.of(right, matcher), matcher.n)
    counts = _numbers(left, right, matcher)
    if not matcher.numbers:
        aligned = aligned._replace(numbers=0.0)
    verdict = article_verdict(aligned, *counts, reused=matcher.reuse == "drop")
    same = verdict.score >= matcher.threshold
    reasons = _reasons(small, large, aligned, segments, verdict, matcher, same=same)
    return Pair(a, b, same, verdict.score, matcher.measure, (*reasons, *_about_numbers(*counts)))


class _Side(NamedTuple):
    """One of two articles: its words, and its shingles in order."""

    words: ArticleWords
    shingles: list[str]

    @classmethod
    def of(cls, text: str, matcher: MatchSettings) -> _Side:
        shingles = shingles_of(text, matcher)
        if matcher.unit == "word":
            return cls(read_words(text), shingles)
        count = len(shingles) + matcher.n - 1 if shingles else 0
        return cls(ArticleWords([""] * count, [0] * count, [0] * count, [0] * count), shingles)

    def size(self) -> tuple[int, list[int]]:
        """Orders the two sides: by words, then by letters."""
        return len(self.words.words), self.words.letters


def _aligned(left: _Side, right: _Side, n: int) -> tuple[_Side, _Side, Alignment, list[Segment]]:
    """The smaller and the larger side, and their alignment; if neither is smaller, the way that measures more."""
    sides = sorted((left, right), key=lambda side: (*side.size(), side.shingles))
    ways = [sides, sides[::-1]] if sides[0].size() == sides[1].size() else [sides]
    found = [
        (small, large, *align(small.words, large.words, (small.shingles, large.shingles), n)) for small, large in ways
    ]
    return max(found, key=lambda way: way[2])


def _numbers(left: str, right: str, matcher: MatchSettings) -> tuple[int, int]:
    if not matcher.numbers:
        return 0, 0
    return compare_numbers(numbers_in_context(left), numbers_in_context(right))


def _about_numbers(agreeing: int, disagreeing: int) -> list[str]:
    return [f"{agreeing} numbers agree, {disagreeing} disagree"] if agreeing or disagreeing else []


def _reasons(
    small: _Side,
    large: _Side,
    aligned: Alignment,
    segments: list[Segment],
    verdict: Verdict,
    matcher: MatchSettings,
    *,
    same: bool,
) -> list[str]:
    total = int(aligned.shared_words + aligned.edited + aligned.own_words)
    shared = f"{int(aligned.shared_words)} of the {total} {matcher.unit}s of the shorter text are in the other"
    if aligned.edited:
        shared += f", {int(aligned.edited)} are edited"
    reasons = [shared]
    for segment in segments:
        if segment.kind == "shell":
            text = _excerpt(small.words.words[segment.start : segment.end])
            reasons.append(f"shell, not counted: {segment.end - segment.start} words: {text}")
    if verdict.passage and not same:
        longest = max((part for part in segments if part.kind == "shared"), key=lambda part: part.end - part.start)
        text = _excerpt(small.words.words[longest.start : longest.end])
        reasons.append(f"reuse: a passage of {longest.end - longest.start} words: {text}")
    if not same or min(verdict.template, verdict.renamed, verdict.opposed) < 1:
        reasons += differences(small.words, large.words, segments)
    return reasons


def _excerpt(words: list[str]) -> str:
    shown = " ".join(words[:_SHOWN])
    return f"{shown} …" if len(words) > _SHOWN else shown
