"""Texts of candidates as sets of hashes, and what pairs of sets share: shingles, words, numbers."""

from __future__ import annotations

from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.match.articles.alignment import SHELL_DENSITY, SHELL_LEAST, sentences_in
from textnorm.match.articles.lexicon import lexicon
from textnorm.match.articles.score import CALENDAR
from textnorm.match.articles.words import NUMBER, SHELL_BITS, SHELL_SHIFT, SOLO
from textnorm.match.corpus.chunks import chunk_bounds, encode, in_parts, ordered_map
from textnorm.match.corpus.texts import lengths_of
from textnorm.match.keys import fold_tables
from textnorm.match.sketching.shingles import Recipe, shingle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Run

__all__ = [
    "GrowingSets",
    "HashSets",
    "ReadTexts",
    "WordFeatures",
    "articles_aligned",
    "contents_of",
    "fit_into_memory",
    "memory_batches",
    "number_sets",
    "numbers_shared",
    "rows_of",
    "shingles_shared",
    "word_features",
]

# How many characters of text one batch of verification has in memory: 8 bytes of hash for about 6 characters.
_BATCH_CHARACTERS = 60_000_000
_ROWS_AT_ONCE = 1_024
# A usual text has a word in so many characters, or fewer words.
_CHARACTERS_A_HASH, _SPARE_HASHES = 3, 1 << 12
# A word of so many bytes may be longer; see `words.letters_of`.
LENGTH_SHIFT, LONGEST_WORD = 26, 63


class HashSets(NamedTuple):
    """Runs of hashes: run ``i`` is ``hashes[starts[i]:starts[i + 1]]``."""

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: list[tuple[NDArray[np.uint64], NDArray[np.int64]]]) -> HashSets:
        """Join parts, each the hashes of some runs and the sizes of those runs."""
        if not parts:
            return cls(np.empty(0, dtype=np.uint64), np.zeros(1, dtype=np.int64))
        sizes = np.concatenate([sizes for _, sizes in parts])
        return cls(np.concatenate([hashes for hashes, _ in parts]), np.concatenate([[0], np.cumsum(sizes)]))

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many hashes each run has."""
        return np.diff(self.starts)

    def distinct(
        self, weights: NDArray[np.float32], rows: NDArray[np.int64], run: Run
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """How many distinct hashes each of ``rows`` has, and what those weigh (no weights: one each); 0 elsewhere."""
        from textnorm.kernels.sets.set_overlap import distinct_weights

        sizes, totals = np.zeros(len(self.starts) - 1, dtype=np.int64), np.zeros(len(self.starts) - 1)

        def work(part: slice) -> None:
            distinct_weights(self.hashes, weights, self.starts, rows[part], sizes, totals)

        in_parts(work, len(rows), threads=run.threads, each=_ROWS_AT_ONCE)
        return sizes, totals


class GrowingSets:
    """Runs of hashes that are appended chunk by chunk to one array, so that none is copied twice.

    Its room is that of the words of usual texts; the part that nothing was written to takes no memory.
    """

    def __init__(self, characters: int, runs: int) -> None:
        self._hashes = np.empty(characters // _CHARACTERS_A_HASH + _SPARE_HASHES, dtype=np.uint64)
        self._starts = np.zeros(runs + 1, dtype=np.int64)
        self._runs = 0

    def append(self, hashes: NDArray[np.uint64], ends: NDArray[np.int64]) -> None:
        """Append runs that end at ``ends`` of ``hashes``."""
        start = int(self._starts[self._runs])
        if start + len(hashes) > len(self._hashes):
            larger = np.empty(2 * (start + len(hashes)), dtype=np.uint64)
            larger[:start] = self._hashes[:start]
            self._hashes = larger
        self._hashes[start : start + len(hashes)] = hashes
        self._starts[self._runs + 1 : self._runs + 1 + len(ends)] = ends + start
        self._runs += len(ends)

    @property
    def sets(self) -> HashSets:
        """What was appended."""
        used = int(self._starts[self._runs])
        return HashSets(self._hashes[:used], self._starts[: self._runs + 1])


class ReadTexts:
    """Some texts of a corpus and their shingles: ``runs`` are those of each text in its order."""

    def __init__(self, texts: Sequence[str], runs: HashSets, unit: str, run: Run) -> None:
        self.runs = runs
        self._texts, self._unit, self._run = texts, unit, run

    @classmethod
    def shingled(cls, texts: Sequence[str], recipe: Recipe, run: Run) -> ReadTexts:
        """Shingle ``texts``."""

        def work(part: slice) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
            shingles = shingle(encode(texts, part), recipe)
            return shingles.hashes, np.diff(shingles.ends, prepend=0)

        parts = list(ordered_map(work, chunk_bounds(lengths_of(texts)), threads=run.threads))
        return cls(texts, HashSets.joined(parts), recipe.unit, run)

    def words(self, rows: NDArray[np.int64], n: int) -> tuple[WordFeatures, HashSets]:
        """The words of the texts at ``rows``, and their numbers in context.

        See ``words.read_words`` and ``score.numbers_in_context``. Characters as units have no words.
        """
        texts = [self._texts[row] for row in rows.tolist()]
        wordless = self._unit != "word"

        def work(part: slice) -> tuple[WordFeatures, tuple[NDArray[np.uint64], NDArray[np.int64]]]:
            buffer = TextBuffer.from_texts(texts[part])
            words = _features(buffer)
            return words, _numbers(buffer, words)

        parts = list(ordered_map(work, chunk_bounds(lengths_of(texts)), threads=self._run.threads))
        words = _no_words(self.runs.sizes[rows], n) if wordless else WordFeatures.joined([part for part, _ in parts])
        return words, HashSets.joined([part for _, part in parts])


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
        if len(parts) == 1:
            return parts[0]
        return cls(
            np.concatenate([part.tokens for part in parts]),
            np.concatenate([part.flags for part in parts]),
            np.concatenate([part.poles for part in parts]),
            np.concatenate([part.letters for part in parts]),
            np.cumsum(sizes),
        )


def _no_words(shingles: NDArray[np.int64], n: int) -> WordFeatures:
    """Words of which nothing is known, in texts of so many ``shingles`` each."""
    counts = shingles + (n - 1) * (shingles > 0)
    total = int(counts.sum())
    return WordFeatures(
        np.zeros(total, dtype=np.uint64),
        np.zeros(total, dtype=np.uint8),
        np.zeros(total, dtype=np.uint16),
        np.zeros(total, dtype=np.uint32),
        np.concatenate([[0], np.cumsum(counts)]),
    )


@cache
def _phrases() -> tuple[NDArray[np.uint64], NDArray[np.uint32], NDArray[np.uint8]]:
    """The lexicon and the calendar as a table of hashes, for ``kernels.word_features``."""
    from textnorm.kernels.hashing import word_hash
    from textnorm.kernels.shingles.word_features import as_table, phrase_hash

    meanings = {
        phrase_hash([word_hash(word) for word in phrase]): meaning.shell << 16 | meaning.pole
        for phrase, meaning in lexicon().items()
    }
    for word in CALENDAR:
        meanings[word_hash(word)] = meanings.get(word_hash(word), 0) | 1 << 31
    last_words = {word_hash(word) for word in (*CALENDAR, *(phrase[-1] for phrase in lexicon()))}
    return as_table(meanings, last_words)


def _features(buffer: TextBuffer) -> WordFeatures:
    from textnorm.kernels.shingles.word_features import find_features

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


def contents_of(texts: list[str]) -> list[str]:
    """The texts without the sentences and lines that are shell; see ``alignment.content_of``."""
    parts = [sentences_in(text) for text in texts]
    every = [part for sentences in parts for part in sentences]
    words = word_features(every)
    speaks = np.concatenate([[0], np.cumsum(words.flags >> SHELL_SHIFT & SHELL_BITS, dtype=np.int64)])[words.starts]
    shell = np.diff(speaks) >= np.maximum(SHELL_LEAST, SHELL_DENSITY * np.diff(words.starts))
    kept = iter(zip(every, shell.tolist(), strict=True))
    return [" ".join(part for part, is_shell in islice(kept, len(sentences)) if not is_shell) for sentences in parts]


def number_sets(texts: list[str]) -> HashSets:
    """The numbers in context of ``texts``; see ``score.numbers_in_context``."""
    buffer = TextBuffer.from_texts(texts)
    return HashSets.joined([_numbers(buffer, _features(buffer))])


def _numbers(buffer: TextBuffer, words: WordFeatures) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The numbers in context of some texts as sets, and how many each has; read from the words where those suffice."""
    from textnorm.kernels.shingles.number_contexts import numbers_of_words

    ends = np.empty(len(buffer), dtype=np.int64)
    numbers = np.empty(len(words.tokens), dtype=np.uint64)
    used = numbers_of_words(words.tokens, words.flags, words.letters, words.starts, numbers, ends)
    longest = (words.letters >> LENGTH_SHIFT == LONGEST_WORD) & (words.flags & NUMBER != 0)
    special = np.flatnonzero(longest | (words.flags & SOLO != 0))
    owners = np.repeat(np.arange(len(buffer)), np.diff(ends, prepend=0))
    if not len(special):
        return _as_sets(numbers[:used], owners, len(buffer))
    again = np.unique(np.searchsorted(words.starts, special, side="right") - 1)
    whole, sizes = _numbers_in_bytes(buffer.only(again))
    kept = np.isin(owners, again, invert=True)
    found = np.concatenate([numbers[:used][kept], whole])
    return _as_sets(found, np.concatenate([owners[kept], np.repeat(again, sizes)]), len(buffer))


def _numbers_in_bytes(buffer: TextBuffer) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The numbers in context of any texts, in their order, and how many each has."""
    from textnorm.kernels.hashing import word_hash
    from textnorm.kernels.shingles.number_contexts import find_numbers

    calendar = np.sort(np.array([word_hash(word) for word in CALENDAR], dtype=np.uint64))
    ends = np.empty(len(buffer), dtype=np.int64)
    room = len(buffer.data) // 2 + 2 * len(buffer) + 64
    while True:
        numbers = np.empty(room, dtype=np.uint64)
        used = find_numbers(buffer.data, buffer.offsets, fold_tables(), calendar, numbers, ends)
        if used >= 0:
            return numbers[:used], np.diff(ends, prepend=0)
        room *= 2


def _as_sets(
    hashes: NDArray[np.uint64], owners: NDArray[np.int64], count: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The hashes of each of ``count`` owners as a sorted set, one after another, and how large the sets are."""
    order = np.lexsort((hashes, owners))
    hashes, owners = hashes[order], owners[order]
    fresh = np.ones(len(hashes), dtype=bool)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
    return hashes[fresh], np.bincount(owners[fresh], minlength=count)


def shingles_shared(
    runs: HashSets,
    weights: NDArray[np.float32],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    run: Run,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many distinct shingles the runs ``left[k]`` and ``right[k]`` share, and what those weigh (else one each)."""
    from textnorm.kernels.sets.set_overlap import shared_weights

    sizes = runs.sizes
    swap = sizes[left] > sizes[right]
    smaller, larger = np.where(swap, right, left), np.where(swap, left, right)
    # Pairs of one larger run follow one another, and share its table.
    order = np.lexsort((smaller, larger))
    smaller, larger = smaller[order], larger[order]
    shared, weight = np.empty(len(left), dtype=np.int64), np.empty(len(left), dtype=np.float64)

    def work(part: slice) -> None:
        shared_weights(runs.hashes, weights, runs.starts, smaller[part], larger[part], shared[part], weight[part])

    in_parts(work, len(left), threads=run.threads)
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return shared[back], weight[back]


def rows_of(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """The texts of some pairs, each once, in order.

    >>> rows_of(np.array([2, 0]), np.array([3, 2])).tolist()
    [0, 2, 3]
    """
    involved = np.zeros(max(left.max(initial=-1), right.max(initial=-1)) + 1, dtype=bool)
    involved[left] = involved[right] = True
    return np.flatnonzero(involved)


def articles_aligned(
    batch: ReadTexts, weights: NDArray[np.float32], left: NDArray[np.int64], right: NDArray[np.int64], n: int, run: Run
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """What the texts ``left[k]`` and ``right[k]`` share, a row per pair; columns as in ``score.Alignment``.

    ``weights`` has one per shingle of ``batch.runs``. Returns as well how many numbers of each pair agree and disagree.
    """
    from textnorm.kernels.sets.coverage import COLUMNS, align_articles, order_pairs

    rows = rows_of(left, right)
    words, numbers = batch.words(rows, n)
    smaller, larger = np.searchsorted(rows, left), np.searchsorted(rows, right)
    agreeing, disagreeing = numbers_shared(numbers, smaller, larger)
    order_pairs(words.starts, words.letters, smaller, larger)
    # Pairs of one larger text follow one another, and share its table.
    order = np.lexsort((smaller, larger))
    smaller, larger = smaller[order], larger[order]
    measured = np.empty((len(left), COLUMNS), dtype=np.float64)
    runs = batch.runs

    def work(part: slice) -> None:
        align_articles(
            (runs.hashes, weights, runs.starts),
            words.features,
            words.starts,
            rows,
            smaller[part],
            larger[part],
            n,
            measured[part],
        )

    in_parts(work, len(left), threads=run.threads)
    result = np.empty_like(measured)
    result[order] = measured
    return result, agreeing, disagreeing


def numbers_shared(
    numbers: HashSets, left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """On how many numbers the texts ``left[k]`` and ``right[k]`` agree, and on how many they disagree."""
    from textnorm.kernels.shingles.number_contexts import compare_numbers

    agreeing = np.empty(len(left), dtype=np.int64)
    disagreeing = np.empty(len(left), dtype=np.int64)
    compare_numbers(numbers.hashes, numbers.starts, left, right, agreeing, disagreeing)
    return agreeing, disagreeing


def fit_into_memory(lengths: NDArray[np.int64]) -> bool:
    """Whether the shingles of texts of these ``lengths`` fit into memory together."""
    return int(lengths.sum()) <= _BATCH_CHARACTERS


def memory_batches(left: NDArray[np.int64], right: NDArray[np.int64], lengths: NDArray[np.int64]) -> list[slice]:
    """Cut pairs, sorted by ``left``, into slices whose texts fit into memory together."""
    if not len(left):
        return []
    involved = np.zeros(len(lengths), dtype=bool)
    involved[left] = involved[right] = True
    if fit_into_memory(lengths[involved]):
        return [slice(0, len(left))]
    cost = lengths[right] + np.where(np.diff(left, prepend=-1) != 0, lengths[left], 0)
    number = np.cumsum(cost) // _BATCH_CHARACTERS
    edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(cost)]
    return [slice(first, last) for first, last in pairwise(edges)]
