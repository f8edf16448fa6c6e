"""Articles and plain texts in an index: filed under bands of their sketch and samples of their shingles.

The search finds candidates by the same two (``match.articles.candidates``), and the same functions score them. How
many texts have a shingle, by which shells weigh little, is learned from the texts of the index.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.match.articles.candidates import COPIES
from textnorm.match.articles.compare import compare_articles, compare_plain
from textnorm.match.articles.hash_sets import ReadTexts
from textnorm.match.articles.measures import MEASURES
from textnorm.match.articles.samples import SAMPLED, SAMPLED_SHARE
from textnorm.match.articles.shingle_frequency import ShingleFrequency, counted_one_in
from textnorm.match.articles.verify import score_articles, score_plain
from textnorm.match.corpus.chunks import chunk_bounds
from textnorm.match.corpus.corpus import Run
from textnorm.match.corpus.repair import repair, repair_buffer
from textnorm.match.corpus.texts import lengths_of
from textnorm.match.index.filing import Candidates, Judged
from textnorm.match.index.postings import Query
from textnorm.match.index.runs import Filed
from textnorm.match.sketching.bands import band_keys, choose_bands
from textnorm.match.sketching.shingles import Recipe, Shingles, shingle
from textnorm.match.sketching.sketches import sketch_shingles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.index.postings import Postings
    from textnorm.match.settings import MatchSettings

__all__ = ["ArticleFiling", "PlainFiling"]

_JUDGED = 64
# Columns of facts: how many samples (the norm), nothing (the sign), a digest that chooses whom to count.
_COLUMNS = 3
# A rule that ranks by shared keys alone (one is enough), and one by the share of the smaller sample.
_BY_COUNT = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0)
_BY_SHARE = (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SAMPLED_SHARE, 0.0, 0.0, 0.0, 0.0)
_SPREAD = np.uint32(0x9E3779B1)
# A weighted score that differs so much from the plain one is among the reasons.
_WORTH_SAYING = 0.05


class PlainFiling:
    """See ``match.index.filing.Filing``. Plain texts; articles differ in their scores."""

    columns = _COLUMNS
    judged = _JUDGED
    version = 1

    def __init__(self, matcher: MatchSettings) -> None:
        self._matcher = matcher
        self._recipe = Recipe.of(matcher)
        self.measure = matcher.measure
        least_jaccard = MEASURES[matcher.measure].least_jaccard
        self._sampled = least_jaccard is None or matcher.kind == "article"
        threshold = (
            max(matcher.threshold, COPIES)
            if least_jaccard is None or self._sampled
            else least_jaccard(matcher.threshold)
        )
        self._bands, self._rows = choose_bands(matcher.sketch_size, threshold, matcher.recall)

    def _shingles(self, texts: Sequence[str]) -> Shingles:
        buffer = TextBuffer.from_texts(texts)
        if self._matcher.repair:
            buffer, _ = repair_buffer(buffer)
        return shingle(buffer, self._recipe)

    def file(self, texts: Sequence[str]) -> Filed:
        """The keys of every text: one for each band, then the samples."""
        parts = [self._file(texts[part]) for part in chunk_bounds(lengths_of(list(texts)))]
        if not parts:
            return self._file([])
        return Filed.joined(parts)

    def _file(self, texts: Sequence[str]) -> Filed:
        shingles = self._shingles(texts)
        real = (shingles.digests != 0).any(axis=1).tolist()
        facts = np.zeros((len(texts), _COLUMNS), dtype=np.uint32)
        facts[:, 2] = (shingles.digests[:, 1] & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        bands = band_keys(sketch_shingles(shingles, self._recipe), self._bands, self._rows).T
        bands = (bands ^ (np.arange(1, self._bands + 1, dtype=np.uint32) * _SPREAD)).astype(np.uint32)
        keys: list[NDArray[np.uint32]] = [np.zeros(0, dtype=np.uint32)]
        sizes = np.zeros(len(texts), dtype=np.int64)
        begin = 0
        for place, end in enumerate(shingles.ends.tolist()):
            if real[place]:
                keys.append(bands[place])
                sizes[place] = self._bands
                if self._sampled:
                    hashes = shingles.hashes[begin:end]
                    chosen = np.unique(
                        (hashes[hashes & np.uint64(SAMPLED - 1) == 0] >> np.uint64(32)).astype(np.uint32)
                    )
                    keys.append(chosen)
                    sizes[place] += len(chosen)
                    facts[place, :1] = np.array([len(chosen)], dtype=np.float32).view(np.uint32)
            begin = end
        return Filed(np.concatenate(keys), np.cumsum(sizes), facts)

    def queries(self, text: str, filed: Filed) -> list[Query]:
        """One query for the bands, one for the samples."""
        keys = filed.keys_of(0)
        bands, samples = keys[: self._bands], keys[self._bands :]
        found = []
        if len(bands):
            ones = np.ones(len(bands), dtype=np.float32)
            found.append(Query(bands, 0, np.array(_BY_COUNT, dtype=np.float32), ones))
        if len(samples):
            rule = np.array(_BY_SHARE, dtype=np.float32)
            rule[0] = len(samples)
            found.append(Query(samples, 0, rule, np.ones(len(samples), dtype=np.float32)))
        return found

    def judge(self, text: str, candidates: Candidates) -> list[Judged]:
        """Score the candidates exactly."""
        read = candidates.texts(candidates.rows)
        listed = [(row, read[row]) for row in candidates.rows if row in read]
        if not listed:
            return []
        texts = [text, *(other for _, other in listed)]
        if self._matcher.repair:
            texts = list(map(repair, texts))
        run = Run(threads=1)
        digests = shingle(TextBuffer.from_texts(texts), self._recipe).digests
        copies = (digests[1:] == digests[0]).all(axis=1)
        batch = ReadTexts.shingled(texts, self._recipe, run)
        first = np.zeros(len(listed), dtype=np.int64)
        second = np.arange(1, len(texts), dtype=np.int64)
        score = np.asarray(self._score(batch, first, second, run, known=bool(copies.any())), dtype=np.float32)
        score = np.where(copies, np.float32(1.0), score)
        same = score >= np.float32(self._matcher.threshold)
        found = []
        for place in np.flatnonzero(same).tolist():
            (row, other), value = listed[place], float(score[place])
            found.append(Judged(row, value, partial(self._reasons, text, other, value)))
        return found

    def _score(self, batch: ReadTexts, first: Any, second: Any, run: Run, *, known: bool) -> Any:
        return score_plain(batch, first, second, self._matcher, run)

    def _reasons(self, a: str, b: str, score: float, seconds: float | None) -> tuple[str, ...]:
        return compare_plain(a, b, matcher=self._matcher).reasons

    def learn(self, postings: Postings, texts_of: Callable[[list[int]], dict[int, str]]) -> bytes:
        """Plain texts teach nothing."""
        return b""

    def load(self, learned: bytes) -> None:
        """Nothing was learned."""


class ArticleFiling(PlainFiling):
    """See ``match.index.filing.Filing``."""

    def __init__(self, matcher: MatchSettings) -> None:
        super().__init__(matcher)
        self._frequency = ShingleFrequency(0)

    def _score(self, batch: ReadTexts, first: Any, second: Any, run: Run, *, known: bool) -> Any:
        # A copy of the text itself, in the index, says nothing of how common its passages are.
        self._frequency.compared = 2 if known else 1
        return score_articles(self._frequency)(batch, first, second, self._matcher, run)

    def _reasons(self, a: str, b: str, score: float, seconds: float | None) -> tuple[str, ...]:
        pair = compare_articles(a, b, matcher=self._matcher)
        if abs(pair.score - score) < _WORTH_SAYING:
            return pair.reasons
        weighted = f"shell or passage that many texts share, counts less: {score:.2f} instead of {pair.score:.2f}"
        return (*pair.reasons, weighted)

    def learn(self, postings: Postings, texts_of: Callable[[list[int]], dict[int, str]]) -> bytes:
        """Count in a sample of the texts how many have each shingle."""
        rows, digests = postings.rows(), postings.facts(2)
        chosen = rows[digests & np.uint32(counted_one_in(len(rows)) - 1) == 0]
        frequency = ShingleFrequency(len(rows))
        for start in range(0, len(chosen), 512):
            texts = texts_of(chosen[start : start + 512].tolist())
            frequency.add(frequency.prepare(self._shingles(list(texts.values()))))
        one_in, slots, counts = frequency.dump()
        head = np.array([one_in, len(slots)], dtype="<u4").tobytes()
        return zlib.compress(head + slots.astype("<u4").tobytes() + counts.astype("<u2").tobytes(), 1)

    def load(self, learned: bytes) -> None:
        """Take over the counts."""
        data = zlib.decompress(learned)
        one_in, many = np.frombuffer(data, dtype="<u4", count=2).tolist()
        slots = np.frombuffer(data, dtype="<u4", count=many, offset=8)
        counts = np.frombuffer(data, dtype="<u2", offset=8 + 4 * many)
        self._frequency = ShingleFrequency.restore(one_in, slots, counts)
