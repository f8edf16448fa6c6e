"""Near-duplicate texts by their shingles: find the pairs, verify them, and compare two texts on their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textnorm.match.articles.score import article_score, covered_words, figure_facts, figures_between
from textnorm.match.corpus.repair import MendedTexts, mend
from textnorm.match.keys import key, words
from textnorm.match.pairs import Pair, PairTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from textnorm.match.matcher import Matcher

    Progress = Callable[[str, int, int], None]

__all__ = ["NEAR", "compare_articles", "find_article_pairs"]

# Pairs that score this share of the threshold stay in the table, for `borderline` and `rethreshold`.
NEAR = 0.6
# A weighted score that differs so much from the plain one is told among the reasons.
_TELLING = 0.05


def _shingles(text: str, matcher: Matcher) -> list[str]:
    """The shingles of a text, in its order."""
    folded = key(text)
    tokens = words(folded) if matcher.unit == "word" else list(folded)
    parts = range(max(len(tokens) - matcher.n + 1, min(1, len(tokens))))
    glue = " " if matcher.unit == "word" else ""
    return [glue.join(tokens[part : part + matcher.n]) for part in parts]


def compare_articles(a: str, b: str, *, matcher: Matcher) -> Pair:
    """Judge two texts by their shingles, without arrays and without kernels. All shingles weigh the same."""
    left, right = (mend(a), mend(b)) if matcher.repair else (a, b)
    smaller, larger = sorted((_shingles(left, matcher), _shingles(right, matcher)), key=len)
    few, many = frozenset(smaller), frozenset(larger)
    shared = len(few & many)
    jaccard = shared / max(len(few | many), 1)
    reasons = [f"{shared} shingles shared, of {len(few)} and {len(many)}"]
    if matcher.kind == "article":
        contained = covered_words([shingle in many for shingle in smaller], matcher.n)
        total = len(smaller) + matcher.n - 1 if smaller else 0
        agreeing, disagreeing = figures_between(figure_facts(left), figure_facts(right)) if matcher.figures else (0, 0)
        if matcher.measure == "jaccard":
            contained = 0
        score = article_score(contained, total, jaccard, agreeing, disagreeing)
        reasons = [f"{contained} of the {total} {matcher.unit}s of the shorter text stand in the other", *reasons]
        if agreeing or disagreeing:
            reasons.append(f"{agreeing} figures agree, {disagreeing} disagree")
    elif matcher.measure == "containment":
        score = shared / max(len(few), 1)
    else:
        score = jaccard
    return Pair(a, b, score >= matcher.threshold, score, matcher.measure, tuple(reasons))


def find_article_pairs(
    texts: Sequence[str],
    *,
    matcher: Matcher,
    preference: NDArray[np.float64],
    split: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[PairTable, NDArray[np.int64], NDArray[np.uint64]]:
    """The verified pairs of ``texts``, for each text the first one that is exactly equal to it, and its digest.

    ``preference`` is smallest for the texts to keep first: in a crowd, all meet the first. With ``split``, only
    pairs of a text before and a text from ``split`` on count.
    """
    import numpy as np

    from textnorm.match.articles.candidates import BandReading, MixedReading, exact_groups, read
    from textnorm.match.articles.verify import score_pairs
    from textnorm.match.corpus.texts import lengths_of
    from textnorm.match.sketching.sketches import Recipe

    count = len(texts)
    lengths = lengths_of(texts)
    by_bands = matcher.kind == "text" and matcher.measure == "jaccard"
    reading = BandReading(matcher, matcher.threshold, count) if by_bands else MixedReading(matcher, count)
    digests, mended = read(
        texts, lengths, Recipe.of(matcher), reading, threads=threads, repair=matcher.repair, progress=progress
    )
    if mended:
        texts = MendedTexts(texts, mended)
    groups = exact_groups(digests)
    real: NDArray[np.bool_] = (digests != 0).any(axis=1)

    # The texts that remain, the ones to keep first; equals by length and digest, never by position.
    liked, longest = np.full(count, np.inf), np.zeros(count, dtype=np.int64)
    np.minimum.at(liked, groups, preference)
    np.maximum.at(longest, groups, lengths)
    nodes = np.flatnonzero((groups == np.arange(count)) & real)
    nodes = nodes[np.lexsort((digests[nodes, 0], -longest[nodes], liked[nodes]))]
    packed = reading.pairs(nodes, progress)
    left = nodes[(packed >> np.uint64(32)).astype(np.int64)]
    right = nodes[(packed & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    left, right = np.minimum(left, right), np.maximum(left, right)
    if split is not None:
        old, new = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        old[groups[:split]] = True
        new[groups[split:]] = True
        across = (old[left] & new[right]) | (new[left] & old[right])
        left, right = left[across], right[across]
    sorting = np.lexsort((right, left))
    left, right = left[sorting], right[sorting]

    measure = matcher.measure
    if not matcher.verify and isinstance(reading, BandReading):
        measure = f"estimated {measure}"
        score = reading.estimate(left, right)
    else:
        counts = reading.counts if isinstance(reading, MixedReading) and matcher.kind == "article" else None
        score = score_pairs(texts, lengths, left, right, matcher, counts, threads=threads, progress=progress)
    near = score >= np.float32(NEAR * matcher.threshold)
    left, right, score = _expanded(left[near], right[near], score[near], groups, real, split)
    same = score >= np.float32(matcher.threshold)

    reasons = _Reasons(texts, matcher, left, right, score)
    return (
        PairTable(left.astype(np.int32), right.astype(np.int32), score, same, measure, reasons),
        groups,
        digests[:, 0],
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Reasons:
    """The reasons of a row of the table; a value and no closure, so that the result can be pickled."""

    texts: Sequence[str]
    matcher: Matcher
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    score: NDArray[np.float32]

    def __call__(self, row: int) -> tuple[str, ...]:
        score = float(self.score[row])
        pair = compare_articles(self.texts[int(self.left[row])], self.texts[int(self.right[row])], matcher=self.matcher)
        if abs(pair.score - score) < _TELLING:
            return pair.reasons
        weighed = f"passages that many texts share count less: {score:.2f} instead of {pair.score:.2f}"
        return (*pair.reasons, weighed)


# Of exact copies so many are paired with each other, and of two sets of copies so many pairs are told; from a larger
# crowd the first stands for all.
_ALL_COPIES = 32


def _expanded(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    score: NDArray[np.float32],
    groups: NDArray[np.int64],
    real: NDArray[np.bool_],
    split: int | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Pairs of first copies to pairs of texts: exact copies share what their first copy has, and pair up themselves."""
    import numpy as np

    from textnorm.match.sketching.buckets import pairs_in_runs, sorted_unique

    low = np.uint64(0xFFFFFFFF)
    members = np.flatnonzero(real)
    packed = np.sort(groups[members].astype(np.uint64) << np.uint64(32) | members.astype(np.uint64))
    exact = sorted_unique(pairs_in_runs(packed, whole=_ALL_COPIES, window=0, stars=1))
    ordered = (packed & low).astype(np.int64)
    copies = np.bincount(groups[members], minlength=len(groups))
    starts = np.concatenate([[0], np.cumsum(copies)])

    crowded = (copies[left] > 1) | (copies[right] > 1)
    more: list[tuple[int, int, float]] = []
    for a, b, value in zip(left[crowded].tolist(), right[crowded].tolist(), score[crowded].tolist(), strict=True):
        many_a, many_b = ordered[starts[a] : starts[a + 1]].tolist(), ordered[starts[b] : starts[b + 1]].tolist()
        if len(many_a) * len(many_b) > _ALL_COPIES**2:
            more += [(a, y, value) for y in many_b] + [(x, b, value) for x in many_a if x != a]
        else:
            more += [(x, y, value) for x in many_a for y in many_b]
    extra = np.array(more, dtype=np.float64).reshape(-1, 3)
    first = np.concatenate([left[~crowded], extra[:, 0].astype(np.int64), (exact >> np.uint64(32)).astype(np.int64)])
    second = np.concatenate([right[~crowded], extra[:, 1].astype(np.int64), (exact & low).astype(np.int64)])
    value = np.concatenate([score[~crowded], extra[:, 2].astype(np.float32), np.ones(len(exact), dtype=np.float32)])
    first, second = np.minimum(first, second), np.maximum(first, second)
    if split is not None:
        across = (first < split) & (second >= split)
        first, second, value = first[across], second[across], value[across]
    sorting = np.lexsort((second, first))
    return first[sorting], second[sorting], value[sorting].astype(np.float32)
