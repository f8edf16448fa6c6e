"""Texts of candidates as sets of hashes, and what pairs of sets share: shingles, words, numbers."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.match.articles.lexicon import lexicon
from textnorm.match.articles.score import CALENDAR
from textnorm.match.corpus.chunks import chunk_bounds, ordered_map
from textnorm.match.corpus.texts import lengths_of
from textnorm.match.keys import fold_tables
from textnorm.match.sketching.shingles import Recipe, Shingles, as_sets, shingle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Run

__all__ = [
    "HashSets",
    "ReadTexts",
    "WordFeatures",
    "articles_aligned",
    "memory_batches",
    "number_sets",
    "numbers_shared",
    "shingles_shared",
    "word_features",
]

# How many characters of text one batch of verification has in memory: 8 bytes of hash for about 6 characters.
_BATCH_CHARACTERS = 60_000_000
_PAIRS_AT_ONCE = 8_192


class HashSets(NamedTuple):
    """Sets of hashes: set ``i`` is ``hashes[starts[i]:starts[i + 1]]``, sorted."""

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: list[tuple[NDArray[np.uint64], NDArray[np.int64]]]) -> HashSets:
        """Join parts, each the hashes of some sets and the sizes of those sets."""
        if not parts:
            return cls(np.empty(0, dtype=np.uint64), np.zeros(1, dtype=np.int64))
        sizes = np.concatenate([sizes for _, sizes in parts])
        return cls(np.concatenate([hashes for hashes, _ in parts]), np.concatenate([[0], np.cumsum(sizes)]))

    def take_with(self, places: NDArray[np.int64], values: NDArray[np.float32]) -> tuple[HashSets, NDArray[np.float32]]:
        """The sets at ``places``, and those of ``values``, one per hash, that belong to them."""
        if len(places) == len(self.starts) - 1:
            return self, values
        sizes = self.sizes[places]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        rows = np.repeat(self.starts[places] - starts[:-1], sizes) + np.arange(starts[-1])
        return HashSets(self.hashes[rows], starts), values[rows]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many hashes each set has."""
        return np.diff(self.starts)

    def totals(self, weights: NDArray[np.float32]) -> NDArray[np.float64]:
        """The summed weights of each set."""
        before = np.concatenate([[0.0], np.cumsum(weights, dtype=np.float64)])
        return before[self.starts[1:]] - before[self.starts[:-1]]  # type: ignore[no-any-return]


class ReadTexts:
    """Some texts of a corpus, encoded once and shingled once for verification.

    ``runs`` are their shingles in the order of the text, repeated where they repeat; ``sets`` the same as sets.
    """

    def __init__(self, texts: Sequence[str], recipe: Recipe, run: Run) -> None:
        self._run, self._unit = run, recipe.unit

        def work(part: slice) -> tuple[TextBuffer, Shingles, NDArray[np.uint64], NDArray[np.int64]]:
            buffer = TextBuffer.from_texts(texts[part])
            shingles = shingle(buffer, recipe)
            return buffer, shingles, *as_sets(shingles.hashes.copy(), shingles.ends)

        parts = list(ordered_map(work, chunk_bounds(lengths_of(texts)), threads=run.threads))
        self._buffers = [buffer for buffer, _, _, _ in parts]
        self.runs = HashSets.joined([(part.hashes, np.diff(part.ends, prepend=0)) for _, part, _, _ in parts])
        self.sets = HashSets.joined([(hashes, sizes) for _, _, hashes, sizes in parts])

    def numbers(self, places: NDArray[np.int64]) -> HashSets:
        """The numbers in context of the texts at ``places`` (sorted); see ``score.numbers_in_context``."""
        found = ordered_map(_numbers, self._parts(places), threads=self._run.threads)
        return HashSets.joined(list(found))

    def features(self, places: NDArray[np.int64], n: int) -> WordFeatures:
        """The words of the texts at ``places`` (sorted); see ``words.read_words``. Characters as units have none."""
        if self._unit == "word":
            return WordFeatures.joined(list(ordered_map(_features, self._parts(places), threads=self._run.threads)))
        counts = self.runs.sizes[places]
        counts += (n - 1) * (counts > 0)
        total = int(counts.sum())
        return WordFeatures(
            np.zeros(total, dtype=np.uint64),
            np.zeros(total, dtype=np.uint8),
            np.zeros(total, dtype=np.uint16),
            np.zeros(total, dtype=np.uint32),
            np.concatenate([[0], np.cumsum(counts)]),
        )

    def _parts(self, places: NDArray[np.int64]) -> Iterator[TextBuffer]:
        edges = np.cumsum([0, *map(len, self._buffers)])
        bounds = np.searchsorted(places, edges)
        for buffer, edge, first, last in zip(self._buffers, edges[:-1], bounds[:-1], bounds[1:], strict=True):
            if last > first:
                yield buffer if last - first == len(buffer) else buffer.only(places[first:last] - edge)


class WordFeatures(NamedTuple):
    """The words of some texts: hash, flags, pole and letters of each; text ``i`` has those from ``starts[i]`` on."""

    tokens: NDArray[np.uint64]
    flags: NDArray[np.uint8]
    poles: NDArray[np.uint16]
    letters: NDArray[np.uint32]
    starts: NDArray[np.int64]

    @property
    def features(self) -> tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint32]]:
        """All but the starts."""
        return self.tokens, self.flags, self.poles, self.letters

    @classmethod
    def joined(cls, parts: list[WordFeatures]) -> WordFeatures:
        """The words of all parts, one part after another."""
        sizes = np.concatenate([np.zeros(1, dtype=np.int64), *(np.diff(part.starts) for part in parts)])
        return cls(
            np.concatenate([part.tokens for part in parts]),
            np.concatenate([part.flags for part in parts]),
            np.concatenate([part.poles for part in parts]),
            np.concatenate([part.letters for part in parts]),
            np.cumsum(sizes),
        )


@cache
def _phrases() -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The lexicon and the calendar as a table of hashes, for ``kernels.word_features``."""
    from textnorm.kernels.hashing import word_hash
    from textnorm.kernels.word_features import as_table, phrase_hash

    meanings = {
        phrase_hash([word_hash(word) for word in phrase]): meaning.shell << 16 | meaning.pole
        for phrase, meaning in lexicon().items()
    }
    for word in CALENDAR:
        meanings[word_hash(word)] = meanings.get(word_hash(word), 0) | 1 << 31
    return as_table(meanings)


def _features(buffer: TextBuffer) -> WordFeatures:
    from textnorm.kernels.word_features import find_features

    ends = np.empty(len(buffer), dtype=np.int64)
    room = len(buffer.data) // 4 + 64
    while True:
        tokens, flags = np.empty(room, dtype=np.uint64), np.empty(room, dtype=np.uint8)
        poles, letters = np.empty(room, dtype=np.uint16), np.empty(room, dtype=np.uint32)
        used = find_features(
            buffer.data, buffer.offsets, fold_tables(), _phrases(), tokens, flags, poles, letters, ends
        )
        if used >= 0:
            return WordFeatures(tokens[:used], flags[:used], poles[:used], letters[:used], np.concatenate([[0], ends]))
        room *= 2


def word_features(texts: list[str]) -> WordFeatures:
    """The words of ``texts``; see ``words.read_words``."""
    return _features(TextBuffer.from_texts(texts))


def number_sets(texts: list[str]) -> HashSets:
    """The numbers in context of ``texts``; see ``score.numbers_in_context``."""
    return HashSets.joined([_numbers(TextBuffer.from_texts(texts))])


def _numbers(buffer: TextBuffer) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    from textnorm.kernels.hashing import word_hash
    from textnorm.kernels.number_contexts import find_numbers

    calendar = np.sort(np.array([word_hash(word) for word in CALENDAR], dtype=np.uint64))
    ends = np.empty(len(buffer), dtype=np.int64)
    room = len(buffer.data) // 2 + 2 * len(buffer) + 64
    while True:
        numbers = np.empty(room, dtype=np.uint64)
        used = find_numbers(buffer.data, buffer.offsets, fold_tables(), calendar, numbers, ends)
        if used >= 0:
            return as_sets(numbers[:used], ends)
        room *= 2


def shingles_shared(
    sets: HashSets,
    weights: NDArray[np.float32],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    run: Run,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many shingles the sets ``left[k]`` and ``right[k]`` share, and what those weigh (no weights: one each)."""
    from textnorm.kernels.set_overlap import shared_weights

    shared = np.empty(len(left), dtype=np.int64)
    weight = np.empty(len(left), dtype=np.float64)

    def work(part: slice) -> None:
        shared_weights(sets.hashes, weights, sets.starts, left[part], right[part], shared[part], weight[part])

    parts = [slice(start, start + _PAIRS_AT_ONCE) for start in range(0, len(left), _PAIRS_AT_ONCE)]
    for _ in ordered_map(work, parts, threads=run.threads):
        pass
    return shared, weight


def articles_aligned(
    batch: ReadTexts, weights: NDArray[np.float32], left: NDArray[np.int64], right: NDArray[np.int64], n: int, run: Run
) -> NDArray[np.float64]:
    """What the texts ``left[k]`` and ``right[k]`` share, a row per pair; columns as in ``alignment.Alignment``.

    ``weights`` has one per shingle of ``batch.runs``.
    """
    from textnorm.kernels.coverage import COLUMNS, align_articles, order_pairs

    texts, where = np.unique(np.concatenate([left, right]), return_inverse=True)
    words = batch.features(texts, n)
    smaller, larger = where[: len(left)].astype(np.int64), where[len(left) :].astype(np.int64)
    order_pairs(words.starts, words.letters, smaller, larger)
    # Pairs of one larger text follow one another, and share its table.
    order = np.lexsort((smaller, larger))
    smaller, larger = smaller[order], larger[order]
    runs, weights = batch.runs.take_with(texts, weights)
    measured = np.empty((len(left), COLUMNS), dtype=np.float64)

    def work(part: slice) -> None:
        align_articles(
            runs.hashes,
            weights,
            runs.starts,
            words.features,
            words.starts,
            smaller[part],
            larger[part],
            n,
            measured[part],
        )

    parts = [slice(start, start + _PAIRS_AT_ONCE) for start in range(0, len(left), _PAIRS_AT_ONCE)]
    for _ in ordered_map(work, parts, threads=run.threads):
        pass
    result = np.empty_like(measured)
    result[order] = measured
    return result


def numbers_shared(
    numbers: HashSets, left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """On how many numbers the texts ``left[k]`` and ``right[k]`` agree, and on how many they disagree."""
    from textnorm.kernels.number_contexts import compare_numbers

    agreeing = np.empty(len(left), dtype=np.int64)
    disagreeing = np.empty(len(left), dtype=np.int64)
    compare_numbers(numbers.hashes, numbers.starts, left, right, agreeing, disagreeing)
    return agreeing, disagreeing


def memory_batches(left: NDArray[np.int64], right: NDArray[np.int64], lengths: NDArray[np.int64]) -> list[slice]:
    """Cut pairs, sorted by ``left``, into slices whose texts fit into memory together."""
    if not len(left):
        return []
    involved = np.zeros(len(lengths), dtype=bool)
    involved[left] = involved[right] = True
    if int(lengths[involved].sum()) <= _BATCH_CHARACTERS:
        return [slice(0, len(left))]
    cost = lengths[right] + np.where(np.diff(left, prepend=-1) != 0, lengths[left], 0)
    number = np.cumsum(cost) // _BATCH_CHARACTERS
    edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(cost)]
    return [slice(first, last) for first, last in pairwise(edges)]
