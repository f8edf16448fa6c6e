"""The search for stories of one event in a corpus: read, file under heavy words, judge the candidates."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.corpus.lines import Lines
from textnorm.match.corpus.repair import repair_text
from textnorm.match.headlines.candidates import candidate_pairs, file_entries
from textnorm.match.headlines.search import score_headlines
from textnorm.match.headlines.table import HeadlineTable, Unparsed
from textnorm.match.pairs import NEAR, FoundPairs, PairTable
from textnorm.match.stories.events import Events
from textnorm.match.stories.likeness import MEASURE, day_logit, likeness, story_logit
from textnorm.match.stories.parts import STORY_LEAST, split_story
from textnorm.match.stories.read import Vector, read_story, read_words
from textnorm.match.stories.reasons import reasons_for
from textnorm.match.times import DAY, days_apart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Corpus, Run
    from textnorm.match.settings import MatchSettings

__all__ = ["find_story_pairs"]

_Pairs = tuple["NDArray[np.int32]", "NDArray[np.int32]"]

# A story is filed under so many of its heaviest words.
_FILED = 24
_AT_ONCE = 1 << 12  # stories whose heaviest words are picked at a time


def find_story_pairs(corpus: Corpus, matcher: MatchSettings, run: Run) -> FoundPairs:
    """Judge every pair of stories that has a chance, and return those at or near the threshold."""
    lines = Lines.of(corpus, matcher.within)
    units, split = lines.units, corpus.archive_size
    stories = _Stories()
    for done, place in enumerate(units.first.tolist()):
        text = corpus.texts[place]
        stories.add(*split_story(repair_text(text) if matcher.repair else text))
        if done % 1000 == 0:
            run.report("read", done, len(units.first))
    vectors = stories.finished()
    real = np.diff(vectors.words.start) > 0
    postings = file_entries(*vectors.filed(), len(real))
    floor = NEAR * matcher.threshold
    candidates = candidate_pairs(
        postings,
        when=units.when,
        window=lines.reach,
        split=lines.unit_split,
        progress=run.progress,
        least=STORY_LEAST,
    )
    one, two, logits = vectors.judge(candidates, units.when, floor, run.threads or os.cpu_count() or 1)
    rows = lines.expand(one, two, real)
    seconds_apart = lines.apart(rows)
    aged = np.where(np.isnan(seconds_apart), 0.0, day_logit(seconds_apart / DAY, np.minimum))
    scores = 1.0 / (1.0 + np.exp(-np.append(logits, 0.0)[rows.row] - aged))
    scores = np.where((rows.row < 0) & ~(seconds_apart >= 2 * DAY), 1.0, scores)
    left, right, score = lines.near(rows, scores, floor)
    reasons = _Reasons(corpus.texts, matcher.repair, lines.when, left, right)
    return FoundPairs(
        PairTable(left, right, score, score >= np.float32(matcher.threshold), MEASURE, reasons),
        lines.groups(real) if split is None else None,
        notes=tuple(note.replace("headlines", "stories") for note in postings.notes),
        events=Events(corpus.texts, matcher.repair, corpus.times, lines.when),
    )


class _Vectors:
    """Sparse vectors, one a story, as flat arrays; places are numbers of keys."""

    def __init__(self, numbers: dict[int, int]) -> None:
        self._numbers = numbers
        self._start, self._places, self._values = array("q", [0]), array("i"), array("f")

    def add(self, vector: Vector) -> None:
        """Add one vector behind the others."""
        numbers = self._numbers
        entries = sorted((numbers.setdefault(key, len(numbers)), value) for key, value in vector.items())
        self._places.extend([place for place, _ in entries])
        self._values.extend([value for _, value in entries])
        self._start.append(len(self._places))

    def finished(self) -> _SparseRows:
        """The vectors as arrays, which share the memory."""
        return _SparseRows(
            np.frombuffer(self._start, dtype=np.int64),
            np.frombuffer(self._places, dtype=np.int32),
            np.frombuffer(self._values, dtype=np.float32),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _SparseRows:
    start: NDArray[np.int64]
    places: NDArray[np.int32]
    values: NDArray[np.float32]

    def products(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.float64]:
        """The scalar products of vectors ``left`` and ``right``."""
        from textnorm.kernels.sets.sparse_overlap import scalar_products

        found = np.empty(len(left), dtype=np.float64)
        scalar_products(left, right, self.start, self.places, self.values, found)
        return np.minimum(found, 1.0)

    def filled(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether both vectors of each pair have anything."""
        some = np.diff(self.start) > 0
        return some[left] & some[right]

    def heaviest(self, most: int) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        """(row, place) of the ``most`` largest values of every row, some rows at a time."""
        for first in range(0, len(self.start) - 1, _AT_ONCE):
            start = self.start[first : first + _AT_ONCE + 1]
            places, values = (column[start[0] : start[-1]] for column in (self.places, self.values))
            rows = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
            order = np.lexsort((places, -values, rows))
            kept = order[np.arange(len(order)) - (start - start[0])[rows[order]] < most]
            yield rows[kept] + np.int32(first), places[kept]


class _Stories:
    """What the search keeps of the stories."""

    def __init__(self) -> None:
        numbers: dict[int, int] = {}
        self._words, self._titles = _Vectors(numbers), _Vectors(numbers)
        self._headlines: list[str] = []
        self._has_text: list[bool] = []

    def add(self, title: str, text: str) -> None:
        """Add a story behind the others."""
        of_title, words, _ = read_words(title, text)
        self._words.add(words)
        self._titles.add(of_title)
        self._headlines.append(title)
        self._has_text.append(bool(text))

    def finished(self) -> _Judged:
        """The stories as arrays."""
        table = HeadlineTable.from_headlines(Unparsed(self._headlines), series=False)
        return _Judged(table, self._words.finished(), self._titles.finished(), np.array(self._has_text, float))


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Stories as arrays: their titles as headlines, the words of title and text, those of the title."""

    headlines: HeadlineTable
    words: _SparseRows
    titles: _SparseRows
    has_text: NDArray[np.float64]

    def filed(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The keys that stories are filed under: the heaviest of all words, and of those of the title."""
        none = np.zeros(0, dtype=np.int32)
        units, keys = zip((none, none), *self.words.heaviest(_FILED), *self.titles.heaviest(_FILED), strict=True)
        return np.concatenate(units), np.concatenate(keys, dtype=np.int64)

    def judge(
        self, candidates: Iterator[_Pairs], when: NDArray[np.float64], floor: float, threads: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """The candidates that may score at least ``floor``, and the logits of their scores without the times."""
        least = float(np.log(floor / (1.0 - floor)))
        lefts, rights, every = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
        for left, right in candidates:
            titles, words = self.titles.products(left, right), self.words.products(left, right)
            both = self.has_text[left] * self.has_text[right]
            # Copies may lie a day nearer than the earliest texts of their units.
            days = np.maximum(0.0, np.abs(when[left] - when[right]) / DAY - 1.0)
            bonus = np.where(np.isnan(days), 0.0, day_logit(days, np.minimum))
            titled = self.titles.filled(left, right).astype(np.float64)
            hopeful = story_logit(titles, words, 1.0, titled, both) + bonus >= least
            left, right, titles, words, titled, both, bonus = (
                column[hopeful] for column in (left, right, titles, words, titled, both, bonus)
            )
            headline = titled * score_headlines(self.headlines, left, right, threads)
            logits = story_logit(titles, words, headline, titled, both)
            near = logits + bonus >= least - 1e-9
            lefts.append(left[near].astype(np.int64))
            rights.append(right[near].astype(np.int64))
            every.append(logits[near])
        return np.concatenate(lefts), np.concatenate(rights), np.concatenate(every)


@dataclass(frozen=True, slots=True, eq=False)
class _Reasons:
    """The reasons of a row of the table; a value, so that the result can be pickled."""

    texts: Sequence[str]
    repaired: bool
    when: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]

    def __call__(self, row: int) -> tuple[str, ...]:
        a, b = int(self.left[row]), int(self.right[row])
        apart = days_apart(abs(self.when[a] - self.when[b]))
        if self.texts[a] == self.texts[b]:
            return (*apart, "identical")
        first, second = (read_story(self.texts[place], self.repaired) for place in (a, b))
        return (*apart, *reasons_for(first, second, likeness(first, second)))
