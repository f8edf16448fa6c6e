"""One pass over the texts: a digest of each for exact copies, and what the search for near ones needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.match.articles.shingle_frequency import ShingleCounts
from textnorm.match.corpus.repair import mended_in
from textnorm.match.corpus.texts import Blocks
from textnorm.match.sketching.buckets import (
    band_keys,
    choose_bands,
    pairs_in_runs,
    sampled_pairs,
    sorted_unique,
    unique_pairs,
)
from textnorm.match.sketching.sketches import (
    Chunk,
    Recipe,
    Shingles,
    as_buffer,
    cut,
    in_order,
    shingle,
    sketch_shingles,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.matcher import Matcher

__all__ = ["COPIES", "SAMPLED", "BandReading", "MixedReading", "exact_groups", "read"]

Progress = Callable[[str, int, int], None]

# One shingle in so many (a power of two) is sampled, by its hash, so that all texts sample the same ones.
SAMPLED = 4
_PARTS = 32
_PART_EDGES = np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(64 - 5)
# A pair is not looked at whose sketches agree so many standard deviations less than those of a pair at the threshold.
_DEVIATIONS = 5.0
# From this Jaccard similarity on the bands look for copies of articles.
COPIES = 0.5
_PAIRS_AT_ONCE = 1 << 18
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


class BandReading:
    """What a search by Jaccard similarity needs of each text: its band keys, and its sketch, a byte per slot."""

    def __init__(self, matcher: Matcher, threshold: float, count: int) -> None:
        self._matcher = matcher
        self._threshold = threshold
        self._bands, self._rows = choose_bands(matcher.sketch_size, threshold, matcher.recall)
        self._keys = Blocks(np.uint32)
        self._bytes = np.empty((count, matcher.sketch_size), dtype=np.uint8)

    def prepare(self, shingles: Shingles) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Work that threads share: the band keys and the short sketches of a chunk."""
        sketches = sketch_shingles(shingles, Recipe.of(self._matcher))
        return band_keys(sketches, self._bands, self._rows), sketches.astype(np.uint8)

    def add(self, part: tuple[NDArray[np.uint32], NDArray[np.uint8]], first: int) -> None:
        """Take in the chunk that begins at text ``first``."""
        self._keys.append(part[0])
        self._bytes[first : first + len(part[1])] = part[1]

    def pairs(self, nodes: NDArray[np.int64], progress: Progress | None) -> NDArray[np.uint64]:
        """The pairs of places in ``nodes`` that share a band and whose sketches agree enough."""
        short = self._bytes
        size, threshold = self._matcher.sketch_size, self._threshold
        deviation = (threshold * (1 - threshold) / size) ** 0.5
        least = size * (threshold - _DEVIATIONS * deviation)
        places = np.arange(len(nodes), dtype=np.uint64)

        def agreeing(pairs: NDArray[np.uint64]) -> NDArray[np.uint64]:
            parts = []
            for start in range(0, len(pairs), _PAIRS_AT_ONCE):
                part = pairs[start : start + _PAIRS_AT_ONCE]
                left, right = nodes[(part >> _HALF).astype(np.int64)], nodes[(part & _LOW).astype(np.int64)]
                parts.append(part[np.count_nonzero(short[left] == short[right], axis=1) >= least])
            return np.concatenate(parts) if parts else pairs

        def batches() -> Iterator[NDArray[np.uint64]]:
            for band in range(self._bands):
                packed = self._keys.row(band)[nodes].astype(np.uint64) << _HALF | places
                packed.sort()
                yield agreeing(sorted_unique(pairs_in_runs(packed)))
                if progress is not None:
                    progress("candidates", band + 1, self._bands)

        return unique_pairs(batches())

    def estimate(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float32]:
        """The Jaccard similarity of pairs as the sketches alone see it; equal bytes by chance are taken off."""
        short = self._bytes
        result = np.empty(len(left), dtype=np.float32)
        for start in range(0, len(left), _PAIRS_AT_ONCE):
            part = slice(start, start + _PAIRS_AT_ONCE)
            result[part] = (short[left[part]] == short[right[part]]).mean(axis=1)
        estimates: NDArray[np.float32] = np.clip((result - 1 / 256) / (1 - 1 / 256), 0, 1).astype(np.float32)
        return estimates


class SampleReading:
    """What a search by containment needs of each text: a sample of its shingles, the same ones in every text.

    The sample is cut into parts by the hash of the shingle, and one part is searched at a time.
    """

    def __init__(self, count: int) -> None:
        self._postings = Blocks(np.uint64)
        self._samples = np.zeros(count, dtype=np.int32)

    def prepare(self, shingles: Shingles) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Work that threads share: the sampled shingles of a chunk with the text within the chunk, and how many."""
        chosen = np.flatnonzero(shingles.hashes & np.uint64(SAMPLED - 1) == 0)
        owner = np.searchsorted(shingles.ends, chosen, side="right")
        postings = sorted_unique(shingles.hashes[chosen] & ~_LOW | owner.astype(np.uint64))
        return postings, np.bincount(owner, minlength=len(shingles.ends))

    def add(self, part: tuple[NDArray[np.uint64], NDArray[np.int64]], first: int) -> None:
        """Take in the chunk that begins at text ``first``."""
        postings, samples = part
        edges = np.searchsorted(postings, _PART_EDGES)
        self._postings.append(np.split(postings + np.uint64(first), edges))
        self._samples[first : first + len(samples)] = samples

    def pairs(self, nodes: NDArray[np.int64]) -> NDArray[np.uint64]:
        """The pairs of places in ``nodes`` that share enough of their samples."""
        places = np.full(len(self._samples), -1, dtype=np.int64)
        places[nodes] = np.arange(len(nodes))

        def parts() -> Iterator[NDArray[np.uint64]]:
            for number in range(_PARTS):
                postings = self._postings.row(number)
                place = places[(postings & _LOW).astype(np.int64)]
                yield np.sort((postings & ~_LOW | place.astype(np.uint64))[place >= 0])

        return sampled_pairs(parts(), self._samples[nodes])


class MixedReading:
    """What a search for articles needs: samples, to find a text within another, and bands, to find copies in a crowd.

    A passage that half the corpus shares says little, and the sample lets its crowd meet only the first few; two
    copies made of such passages alone still agree in their bands.
    """

    def __init__(self, matcher: Matcher, count: int) -> None:
        self._samples = SampleReading(count)
        self._bands = BandReading(matcher, max(matcher.threshold, COPIES), count)
        self.counts = ShingleCounts(count)

    def prepare(self, shingles: Shingles) -> tuple[Any, Any, Any]:
        """Work that threads share."""
        return self._samples.prepare(shingles), self._bands.prepare(shingles), self.counts.prepare(shingles)

    def add(self, part: tuple[Any, Any, Any], first: int) -> None:
        """Take in the chunk that begins at text ``first``."""
        self._samples.add(part[0], first)
        self._bands.add(part[1], first)
        self.counts.add(part[2])

    def pairs(self, nodes: NDArray[np.int64], progress: Progress | None) -> NDArray[np.uint64]:
        """The pairs of places in ``nodes`` that either search finds."""
        return sorted_unique(np.concatenate([self._samples.pairs(nodes), self._bands.pairs(nodes, progress)]))


def exact_groups(digests: NDArray[np.uint64]) -> NDArray[np.int64]:
    """For each text the first text of the same digest; a text without words (digest zero) stands alone."""
    count = len(digests)
    sorting = np.lexsort((digests[:, 1], digests[:, 0]))
    ordered = digests[sorting]
    new = np.ones(count, dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1) | ~ordered[1:].any(axis=1)
    firsts = np.flatnonzero(new)
    groups = np.empty(count, dtype=np.int64)
    groups[sorting] = np.repeat(sorting[firsts], np.diff(np.append(firsts, count)))
    return groups


def read(
    texts: Sequence[str],
    lengths: NDArray[np.int64],
    recipe: Recipe,
    reading: BandReading | MixedReading,
    *,
    threads: int | None = None,
    repair: bool = False,
    progress: Progress | None = None,
) -> tuple[NDArray[np.uint64], dict[int, str]]:
    """Shingle every text once and let ``reading`` take what it needs.

    Returns the digests of all texts, and, when damaged texts are to be repaired, the mended ones by place.
    """

    def work(chunk: Chunk) -> tuple[NDArray[np.uint64], Any, dict[int, str]]:
        buffer = as_buffer(chunk)
        mended = mended_in(buffer) if repair else {}
        if mended:
            buffer = TextBuffer.from_texts([mended.get(place, text) for place, text in enumerate(chunk)])
        shingles = shingle(buffer, recipe)
        return shingles.digests, reading.prepare(shingles), mended

    digests = np.zeros((len(texts), 2), dtype=np.uint64)
    mended: dict[int, str] = {}
    done = 0
    for part, more, changed in in_order(work, cut(texts, lengths), threads=threads):
        digests[done : done + len(part)] = part
        reading.add(more, done)
        mended.update((done + place, text) for place, text in changed.items())
        done += len(part)
        if progress is not None:
            progress("read", done, len(texts))
    return digests, mended
