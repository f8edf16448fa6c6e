"""Near-duplicate texts by their shingles: find the pairs, verify them, and compare two texts on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textnorm.match.keys import key, words
from textnorm.match.pairs import Pair, PairTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from textnorm.match.matcher import Matcher

__all__ = ["compare_articles", "find_article_pairs"]


def _shingles(text: str, matcher: Matcher) -> frozenset[str]:
    folded = key(text)
    tokens = words(folded) if matcher.unit == "word" else list(folded)
    parts = range(max(len(tokens) - matcher.n + 1, min(1, len(tokens))))
    glue = " " if matcher.unit == "word" else ""
    return frozenset(glue.join(tokens[part : part + matcher.n]) for part in parts)


def compare_articles(a: str, b: str, *, matcher: Matcher) -> Pair:
    """Judge two texts by their shingles, without arrays and without kernels."""
    left, right = _shingles(a, matcher), _shingles(b, matcher)
    shared = len(left & right)
    if matcher.measure == "containment":
        score = shared / max(min(len(left), len(right)), 1)
    else:
        score = shared / max(len(left | right), 1)
    reasons = (f"{shared} shingles shared, of {len(left)} and {len(right)}",)
    return Pair(a, b, score >= matcher.threshold, score, matcher.measure, reasons)


def find_article_pairs(
    texts: Sequence[str],
    *,
    matcher: Matcher,
    preference: NDArray[np.float64],
    split: int | None = None,
    threads: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[PairTable, NDArray[np.int64]]:
    """The verified pairs of ``texts``, and for each text the first text that is exactly equal to it.

    ``preference`` is smallest for the texts to keep first: in a crowd, all meet the first. With ``split``, only
    pairs of a text before and a text from ``split`` on count.
    """
    import numpy as np

    from textnorm.match.candidates import band_keys, choose_bands, pairs_in_runs, unique_pairs
    from textnorm.match.sketches import Recipe, chunks_of, in_order, shingle, sketch_shingles
    from textnorm.match.verify import rounds, shared_shingles, shingle_sets

    recipe = Recipe.of(matcher)
    count = len(texts)
    bands, rows = choose_bands(matcher.sketch_size, matcher.threshold, matcher.recall)

    def read(chunk: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
        shingles = shingle(chunk, recipe)
        return shingles.digests, band_keys(sketch_shingles(shingles, recipe), bands, rows)

    digests = np.zeros((count, 2), dtype=np.uint64)
    keys = np.empty((bands, count), dtype=np.uint32)
    done = 0
    for part_digests, part_keys in in_order(read, chunks_of(texts), threads=threads):
        digests[done : done + len(part_digests)] = part_digests
        keys[:, done : done + len(part_digests)] = part_keys
        done += len(part_digests)
        if progress is not None:
            progress("read", done, count)

    groups = exact_groups(digests)
    nodes = np.flatnonzero((groups == np.arange(count)) & (digests != 0).any(axis=1))
    liked = np.full(count, np.inf)
    np.minimum.at(liked, groups, preference)
    nodes = nodes[np.lexsort((digests[nodes, 1], digests[nodes, 0], liked[nodes]))]

    def batches() -> Iterator[NDArray[np.uint64]]:
        places = np.arange(len(nodes))
        for band in range(bands):
            yield pairs_in_runs(keys[band][nodes], places)
            if progress is not None:
                progress("candidates", band + 1, bands)

    packed = unique_pairs(batches())
    left = nodes[(packed >> np.uint64(32)).astype(np.int64)]
    right = nodes[(packed & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    left, right = np.minimum(left, right), np.maximum(left, right)
    if split is not None:
        across = (left < split) & (right >= split)
        left, right = left[across], right[across]
    sorting = np.lexsort((right, left))
    left, right = left[sorting], right[sorting]

    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=count)
    score = np.empty(len(left), dtype=np.float32)
    for part in rounds(left, right, lengths):
        involved, where = np.unique(np.concatenate([left[part], right[part]]), return_inverse=True)
        sets = shingle_sets([texts[i] for i in involved.tolist()], recipe, threads=threads)
        half = len(where) // 2
        shared = shared_shingles(sets, where[:half], where[half:])
        size_left, size_right = sets.sizes[where[:half]], sets.sizes[where[half:]]
        if matcher.measure == "containment":
            score[part] = shared / np.minimum(size_left, size_right)
        else:
            score[part] = shared / (size_left + size_right - shared)
        if progress is not None:
            progress("verify", part.stop, len(left))

    same = score >= np.float32(matcher.threshold)
    near = same | (score >= np.float32(0.6 * matcher.threshold))
    left, right, score, same = left[near], right[near], score[near], same[near]

    copies = np.flatnonzero((groups != np.arange(count)) & (digests != 0).any(axis=1))
    if split is not None:
        copies = copies[(groups[copies] < split) & (copies >= split)]
    left = np.concatenate([left, groups[copies]])
    right = np.concatenate([right, copies])
    score = np.concatenate([score, np.ones(len(copies), dtype=np.float32)])
    same = np.concatenate([same, np.ones(len(copies), dtype=bool)])
    sorting = np.lexsort((right, left))
    left, right, score, same = left[sorting], right[sorting], score[sorting], same[sorting]

    def explain(row: int) -> tuple[str, ...]:
        return compare_articles(texts[int(left[row])], texts[int(right[row])], matcher=matcher).reasons

    table = PairTable(left.astype(np.int32), right.astype(np.int32), score, same, matcher.measure, explain)
    return table, groups


def exact_groups(digests: NDArray[np.uint64]) -> NDArray[np.int64]:
    """For each text the first text of the same digest; a text without words stands alone."""
    import numpy as np

    count = len(digests)
    sorting = np.lexsort((digests[:, 1], digests[:, 0]))
    ordered = digests[sorting]
    new = np.ones(count, dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1) | ~ordered[1:].any(axis=1)
    firsts = np.flatnonzero(new)
    groups = np.empty(count, dtype=np.int64)
    groups[sorting] = np.repeat(sorting[firsts], np.diff(np.append(firsts, count)))
    return groups
