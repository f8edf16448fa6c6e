"""Near-duplicate texts by their shingles: find the pairs, verify them, and compare two texts on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textnorm.match.judgement import article_score, covered_words, figure_facts, figures_between, shingle_weight
from textnorm.match.keys import key, words
from textnorm.match.pairs import Pair, PairTable
from textnorm.match.repairs import MendedTexts, mend

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from textnorm.match.matcher import Matcher
    from textnorm.match.sketches import Recipe
    from textnorm.match.verify import HashSets

    Progress = Callable[[str, int, int], None]
    Weigh = Callable[[NDArray[np.uint64]], NDArray[np.float32]]

__all__ = ["NEAR", "compare_articles", "find_article_pairs"]

# Pairs that score this share of the threshold stay in the table, for `borderline` and `rethreshold`.
NEAR = 0.6
# A pair whose shared shingles weigh less than this part of the threshold cannot reach it by covered words either.
_WORTH = 0.4
# So many texts, chosen by their digests, tell how many texts share a shingle.
_COUNTED_TEXTS = 8_192
_COUNT_SLOTS = 1 << 23


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

    from textnorm.match.reading import BandReading, MixedReading, exact_groups, read
    from textnorm.match.sketches import Recipe
    from textnorm.match.spill import lengths_of

    count = len(texts)
    lengths = lengths_of(texts)
    by_bands = matcher.measure == "jaccard"
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

    if not matcher.verify and isinstance(reading, BandReading):
        score = reading.estimate(left, right)
    else:
        counted = nodes[np.argsort(digests[nodes, 0], kind="stable")][:_COUNTED_TEXTS]
        score = _verified(texts, lengths, left, right, matcher, counted, len(nodes), threads, progress)
    near = score >= np.float32(NEAR * matcher.threshold)
    left, right, score = _expanded(left[near], right[near], score[near], groups, real, split)
    same = score >= np.float32(matcher.threshold)

    def explain(row: int) -> tuple[str, ...]:
        return compare_articles(texts[int(left[row])], texts[int(right[row])], matcher=matcher).reasons

    measure = matcher.measure if matcher.verify else f"estimated {matcher.measure}"
    return (
        PairTable(left.astype(np.int32), right.astype(np.int32), score, same, measure, explain),
        groups,
        digests[:, 0],
    )


def _verified(
    texts: Sequence[str],
    lengths: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    matcher: Matcher,
    counted: NDArray[np.int64],
    population: int,
    threads: int | None,
    progress: Progress | None,
) -> NDArray[np.float32]:
    """The exact score of each pair; ``counted`` are the texts that tell how common a shingle is."""
    import numpy as np

    from textnorm.match.sketches import Recipe
    from textnorm.match.verify import rounds, shingle_sets, shingles_shared

    recipe = Recipe.of(matcher)
    score = np.zeros(len(left), dtype=np.float32)
    if not len(left):
        return score
    judged = matcher.kind == "article"
    weigh = _weights(texts, recipe, counted, population, threads) if judged else None
    for part in rounds(left, right, lengths):
        involved, where = np.unique(np.concatenate([left[part], right[part]]), return_inverse=True)
        first, second = where[: len(where) // 2], where[len(where) // 2 :]
        sets = shingle_sets([texts[place] for place in involved.tolist()], recipe, threads=threads)
        if weigh is None:
            shared, _ = shingles_shared(sets, np.empty(0, dtype=np.float32), first, second, threads=threads)
            sizes = sets.sizes
            if matcher.measure == "containment":
                score[part] = shared / np.minimum(sizes[first], sizes[second])
            else:
                score[part] = shared / (sizes[first] + sizes[second] - shared)
        else:
            score[part] = _judged(texts, involved, sets, weigh, first, second, matcher, threads)
        if progress is not None:
            progress("verify", part.stop, len(left))
    return score


def _weights(
    texts: Sequence[str], recipe: Recipe, counted: NDArray[np.int64], population: int, threads: int | None
) -> Weigh:
    """A function that weighs shingles by how many texts have them, as the texts ``counted`` tell."""
    import numpy as np

    from textnorm.kernels.coverage import count_texts
    from textnorm.match.verify import shingle_sets

    counts = np.zeros(_COUNT_SLOTS, dtype=np.uint16)
    for start in range(0, len(counted), 1024):
        sample = [texts[place] for place in counted[start : start + 1024].tolist()]
        count_texts(shingle_sets(sample, recipe, threads=threads).hashes, counts)
    each = population / max(len(counted), 1)
    by_count = shingle_weight(np.maximum(np.arange(65_536) * each, 1.0)).astype(np.float32)
    slots = np.uint64(_COUNT_SLOTS - 1)
    return lambda hashes: by_count[counts[(hashes >> np.uint64(20)) & slots]]


def _judged(
    texts: Sequence[str],
    involved: NDArray[np.int64],
    sets: HashSets,
    weigh: Weigh,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    matcher: Matcher,
    threads: int | None,
) -> NDArray[np.float32]:
    """The article scores of pairs of places in ``involved``; figures are read only where the words agree."""
    import numpy as np

    from textnorm.match.sketches import Recipe
    from textnorm.match.verify import fact_sets, figures_shared, shingle_runs, shingles_shared, words_covered

    _, shared = shingles_shared(sets, weigh(sets.hashes), first, second, threads=threads)
    totals = sets.totals(weigh(sets.hashes))
    score = np.zeros(len(first), dtype=np.float32)
    near = np.flatnonzero(shared >= _WORTH * matcher.threshold * np.minimum(totals[first], totals[second]))
    if not len(near):
        return score
    first, second, shared = first[near], second[near], shared[near]
    swap = totals[first] > totals[second]
    smaller, larger = np.where(swap, second, first), np.where(swap, first, second)
    jaccard = shared / (totals[first] + totals[second] - shared)

    telling, where = np.unique(np.concatenate([smaller, larger]), return_inverse=True)
    chosen = [texts[place] for place in involved[telling].tolist()]
    contained, whole = np.zeros(len(near)), totals[smaller]
    if matcher.measure == "containment":
        runs = shingle_runs(chosen, Recipe.of(matcher), threads=threads)
        contained, whole = words_covered(
            runs, weigh(runs.hashes), sets, where[: len(near)], larger, matcher.n, threads=threads
        )
    agreeing = disagreeing = np.zeros(len(near), dtype=np.int64)
    if matcher.figures:
        facts = fact_sets(chosen, threads=threads)
        agreeing, disagreeing = figures_shared(facts, where[: len(near)], where[len(near) :])
    rows = zip(
        contained.tolist(), whole.tolist(), jaccard.tolist(), agreeing.tolist(), disagreeing.tolist(), strict=True
    )
    score[near] = [article_score(*row) for row in rows]
    return score


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

    from textnorm.match.candidates import pairs_in_runs, sorted_unique

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
