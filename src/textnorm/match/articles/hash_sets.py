"""Candidates to facts: exact Jaccard, containment and agreeing figures, over sets of hashes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.match.articles.score import CALENDAR
from textnorm.match.corpus.texts import lengths_of
from textnorm.match.keys import fold_tables
from textnorm.match.sketching.sketches import Chunk, Recipe, as_buffer, as_sets, cut, in_order, shingle

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = [
    "HashSets",
    "fact_sets",
    "figures_shared",
    "rounds",
    "shingle_runs",
    "shingle_sets",
    "shingles_shared",
    "words_covered",
]

# How many characters of text one round of verification holds as sets: 8 bytes of hash for about 6 characters.
_ROUND_CHARACTERS = 60_000_000
_PAIRS_AT_ONCE = 8_192


class HashSets(NamedTuple):
    """Sets of hashes: set ``i`` is ``hashes[starts[i]:starts[i + 1]]``, sorted."""

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many hashes each set has."""
        return np.diff(self.starts)

    def totals(self, weights: NDArray[np.float32]) -> NDArray[np.float64]:
        """The summed weights of each set."""
        before = np.concatenate([[0.0], np.cumsum(weights, dtype=np.float64)])
        return before[self.starts[1:]] - before[self.starts[:-1]]  # type: ignore[no-any-return]


def _shingle_sets(texts: Chunk, recipe: Recipe) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    hashes, ends, _ = shingle(texts, recipe)
    return as_sets(hashes, ends)


def _fact_sets(texts: Chunk) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    from textnorm.kernels.hashing import word_hash
    from textnorm.kernels.number_contexts import find_facts

    buffer = as_buffer(texts)
    calendar = np.sort(np.array([word_hash(word) for word in CALENDAR], dtype=np.uint64))
    ends = np.empty(len(texts), dtype=np.int64)
    room = len(buffer.data) // 2 + 2 * len(texts) + 64
    while True:
        facts = np.empty(room, dtype=np.uint64)
        used = find_facts(buffer.data, buffer.offsets, fold_tables(), calendar, facts, ends)
        if used >= 0:
            return as_sets(facts[:used], ends)
        room *= 2


def _joined(
    make: Callable[[Chunk], tuple[NDArray[np.uint64], NDArray[np.int64]]], texts: list[str], threads: int | None
) -> HashSets:
    parts = list(in_order(make, cut(texts, lengths_of(texts)), threads=threads))
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    if not parts:
        return HashSets(np.empty(0, dtype=np.uint64), starts)
    np.cumsum(np.concatenate([sizes for _, sizes in parts]), out=starts[1:])
    return HashSets(np.concatenate([hashes for hashes, _ in parts]), starts)


def shingle_sets(texts: list[str], recipe: Recipe, *, threads: int | None = None) -> HashSets:
    """The shingle sets of ``texts``."""
    return _joined(lambda chunk: _shingle_sets(chunk, recipe), texts, threads)


def shingle_runs(texts: list[str], recipe: Recipe, *, threads: int | None = None) -> HashSets:
    """The shingles of ``texts`` in their order, repeated where they repeat."""

    def run(chunk: Chunk) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        hashes, ends, _ = shingle(chunk, recipe)
        return hashes, np.diff(ends, prepend=0)

    return _joined(run, texts, threads)


def fact_sets(texts: list[str], *, threads: int | None = None) -> HashSets:
    """The figures of ``texts`` with their places; see ``judgement.figure_facts``."""
    return _joined(_fact_sets, texts, threads)


def shingles_shared(
    sets: HashSets,
    weights: NDArray[np.float32],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    *,
    threads: int | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many shingles the sets ``left[k]`` and ``right[k]`` share, and what those weigh (no weights: one each)."""
    from textnorm.kernels.set_overlap import shared_weights

    shared = np.empty(len(left), dtype=np.int64)
    weight = np.empty(len(left), dtype=np.float64)

    def work(part: slice) -> None:
        shared_weights(sets.hashes, weights, sets.starts, left[part], right[part], shared[part], weight[part])

    parts = [slice(start, start + _PAIRS_AT_ONCE) for start in range(0, len(left), _PAIRS_AT_ONCE)]
    for _ in in_order(work, parts, threads=threads):
        pass
    return shared, weight


def words_covered(
    runs: HashSets,
    weights: NDArray[np.float32],
    sets: HashSets,
    smaller: NDArray[np.int64],
    larger: NDArray[np.int64],
    n: int,
    *,
    threads: int | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The weight of the words of run ``smaller[k]`` that stand in set ``larger[k]``, and the weight of all of them."""
    from textnorm.kernels.coverage import covered_weights

    covered = np.empty(len(smaller), dtype=np.float64)
    whole = np.empty(len(smaller), dtype=np.float64)

    def work(part: slice) -> None:
        covered_weights(
            runs.hashes,
            weights,
            runs.starts,
            smaller[part],
            sets.hashes,
            sets.starts,
            larger[part],
            n,
            covered[part],
            whole[part],
        )

    parts = [slice(start, start + _PAIRS_AT_ONCE) for start in range(0, len(smaller), _PAIRS_AT_ONCE)]
    for _ in in_order(work, parts, threads=threads):
        pass
    return covered, whole


def figures_shared(
    facts: HashSets, left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many figures the texts ``left[k]`` and ``right[k]`` agree on, and on how many they disagree."""
    from textnorm.kernels.number_contexts import compare_facts

    agreeing = np.empty(len(left), dtype=np.int64)
    disagreeing = np.empty(len(left), dtype=np.int64)
    compare_facts(facts.hashes, facts.starts, left, right, agreeing, disagreeing)
    return agreeing, disagreeing


def rounds(left: NDArray[np.int64], right: NDArray[np.int64], lengths: NDArray[np.int64]) -> list[slice]:
    """Cut pairs, sorted by ``left``, into slices whose texts fit into memory together."""
    if not len(left):
        return []
    involved = np.zeros(len(lengths), dtype=bool)
    involved[left] = involved[right] = True
    if int(lengths[involved].sum()) <= _ROUND_CHARACTERS:
        return [slice(0, len(left))]
    cost = lengths[right] + np.where(np.diff(left, prepend=-1) != 0, lengths[left], 0)
    number = np.cumsum(cost) // _ROUND_CHARACTERS
    edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(cost)]
    return [slice(first, last) for first, last in pairwise(edges)]
