"""One pass over a corpus: a digest of each text for exact copies, and an index that finds candidates for near ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.articles.hash_sets import GrowingSets, HashSets, fit_into_memory
from textnorm.match.articles.samples import SAMPLED, sampled_pairs
from textnorm.match.articles.shingle_frequency import ShingleFrequency
from textnorm.match.corpus.blocks import DiskArrays, DiskMatrix
from textnorm.match.corpus.chunks import ordered_map
from textnorm.match.sketching.bands import band_keys, choose_bands
from textnorm.match.sketching.buckets import Buckets, sorted_unique, unique_pairs, unpacked
from textnorm.match.sketching.shingles import Recipe, Shingles, shingle
from textnorm.match.sketching.sketches import sketch_shingles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Corpus, Run
    from textnorm.match.settings import MatchSettings

__all__ = ["COPIES", "BandIndex", "CombinedIndex", "GivenPairs", "Index", "SampleIndex", "index_corpus"]

_PARTS = 32
_PART_EDGES = np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(64 - 5)
# A pair is not verified if its sketches agree so many standard deviations less than those of a pair at the threshold.
_DEVIATIONS = 5.0
# And surely matches if they agree so many more.
_SURE = 2.0
# So many sure matches with the first nodes of oversized buckets are enough; see `BandIndex.pairs`.
_MATCHES = 24
# From this Jaccard similarity on, bands search for copies of articles.
COPIES = 0.5
_PACKED_AT_ONCE = 1 << 18
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


class BandIndex:
    """What a search by Jaccard similarity needs of each text: its band keys, and its sketch, a byte per slot."""

    given = False

    def __init__(self, matcher: MatchSettings, threshold: float, count: int) -> None:
        self._matcher = matcher
        self._threshold = threshold
        self._bands, self._rows = choose_bands(matcher.sketch_size, threshold, matcher.recall)
        self._keys = DiskArrays(np.uint32)
        self._bytes = DiskMatrix(count, matcher.sketch_size)

    @property
    def least(self) -> float:
        """In how many slots the sketches of two texts must agree, at least, for the pair to be verified."""
        return self._level(-_DEVIATIONS)

    def _level(self, deviations: float) -> float:
        size, threshold = self._matcher.sketch_size, self._threshold
        deviation: float = size * (threshold * (1 - threshold) / size) ** 0.5
        return size * threshold + deviations * deviation

    def prepare(self, shingles: Shingles) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """What threads do: the band keys and the short sketches of a chunk."""
        sketches = sketch_shingles(shingles, Recipe.of(self._matcher))
        return band_keys(sketches, self._bands, self._rows), sketches.astype(np.uint8)

    def add(self, part: tuple[NDArray[np.uint32], NDArray[np.uint8]], first: int) -> None:
        """Add the chunk that begins at text ``first``."""
        self._keys.append(part[0])
        self._bytes.write(first, part[1])

    def pairs(self, nodes: NDArray[np.int64], run: Run) -> NDArray[np.uint64]:
        """The pairs of places in ``nodes`` that share a band and whose sketches agree enough.

        In an oversized bucket, a node that surely matches one of the first is not paired with its neighbours; nodes
        that have matched enough of them are not paired with each other anywhere.
        """
        least, sure = self.least, self._level(_SURE)
        matched = np.zeros(len(nodes), dtype=np.int32)

        def batches() -> Iterator[NDArray[np.uint64]]:
            for band in range(self._bands):
                buckets = Buckets(_sorted_keys(self._keys.row(band), nodes))
                pairs = sorted_unique(buckets.with_hubs(matched >= _MATCHES))
                agreed = self._agreeing(pairs, nodes)
                np.add.at(matched, unpacked(pairs[agreed >= sure])[1], 1)
                yield pairs[agreed >= least]
                pairs = sorted_unique(buckets.with_neighbours(matched > 0, matched >= _MATCHES))
                yield pairs[self._agreeing(pairs, nodes) >= least]
                run.report("candidates", band + 1, self._bands)

        return unique_pairs(batches())

    def _agreeing(self, pairs: NDArray[np.uint64], nodes: NDArray[np.int64]) -> NDArray[np.int64]:
        """In how many slots the sketches of each pair agree."""
        left, right = unpacked(pairs)
        return self._agreeing_texts(nodes[left], nodes[right])

    def _agreeing_texts(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        from textnorm.kernels.sets.sketch_bands import count_agreeing

        agreed = np.empty(len(left), dtype=np.int64)
        step = max(self._bytes.at_once // 2, 1)
        for start in range(0, len(left), step):
            part = slice(start, start + step)
            count_agreeing(self._bytes.rows, left[part], right[part], agreed[part])
            self._bytes.release()
        return agreed

    def estimate(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float32]:
        """The Jaccard similarity of pairs, estimated from the sketches; bytes that agree by chance are subtracted."""
        share = (self._agreeing_texts(left, right) / self._bytes.width).astype(np.float32)
        estimates: NDArray[np.float32] = np.clip((share - 1 / 256) / (1 - 1 / 256), 0, 1).astype(np.float32)
        return estimates


def _sorted_keys(keys: NDArray[np.uint32], nodes: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The key of each of ``nodes`` with its place, ``key << 32 | place``, sorted; no other array is as large."""
    packed = np.empty(len(nodes), dtype=np.uint64)
    for start in range(0, len(nodes), _PACKED_AT_ONCE):
        stop = min(start + _PACKED_AT_ONCE, len(nodes))
        packed[start:stop] = keys[nodes[start:stop]]
        packed[start:stop] <<= _HALF
        packed[start:stop] |= np.arange(start, stop, dtype=np.uint64)
    packed.sort()
    return packed


class SampleIndex:
    """What a search by containment needs of each text: a sample of its shingles, the same ones in every text.

    The sample is cut into parts by the hash of the shingle, and one part is searched at a time.
    """

    def __init__(self, count: int) -> None:
        self._postings = DiskArrays(np.uint64)
        self._samples = np.zeros(count, dtype=np.int32)

    def prepare(self, shingles: Shingles) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """What threads do: the sampled shingles of a chunk with the text within the chunk, and how many."""
        from textnorm.kernels.sets.counting import sample_hashes

        postings = np.empty(len(shingles.hashes) + 1, dtype=np.uint64)
        sizes = np.empty(len(shingles.ends), dtype=np.int64)
        used = sample_hashes(shingles.hashes, shingles.ends, np.uint64(SAMPLED - 1), postings, sizes)
        return sorted_unique(postings[:used]), sizes

    def add(self, part: tuple[NDArray[np.uint64], NDArray[np.int64]], first: int) -> None:
        """Add the chunk that begins at text ``first``."""
        postings, samples = part
        edges = np.searchsorted(postings, _PART_EDGES)
        self._postings.append(np.split(postings + np.uint64(first), edges))
        self._samples[first : first + len(samples)] = samples

    def pairs(self, nodes: NDArray[np.int64]) -> NDArray[np.uint64]:
        """The pairs of places in ``nodes`` that share enough of their samples."""
        places = np.full(len(self._samples), -1, dtype=np.int32)
        places[nodes] = np.arange(len(nodes), dtype=np.int32)

        def parts() -> Iterator[NDArray[np.uint64]]:
            for number in range(_PARTS):
                postings = self._postings.row(number)
                place = places[(postings & _LOW).astype(np.int64)]
                yield np.sort((postings & ~_LOW | place.astype(np.uint64))[place >= 0])

        return sampled_pairs(parts(), self._samples[nodes])


class CombinedIndex:
    """What a search for articles needs: samples, which find a text inside another, and bands, which find whole copies.

    A passage that half the corpus shares has an oversized bucket, in which a sample pairs texts with a few others only;
    two copies that consist of such passages still agree in their bands.
    """

    given = False

    def __init__(self, matcher: MatchSettings, count: int) -> None:
        self._samples = SampleIndex(count)
        self._bands = BandIndex(matcher, max(matcher.threshold, COPIES), count)
        self.frequency = ShingleFrequency(count)

    def prepare(self, shingles: Shingles) -> tuple[Any, Any, Any]:
        """What threads do: the work of both."""
        return self._samples.prepare(shingles), self._bands.prepare(shingles), self.frequency.prepare(shingles)

    def add(self, part: tuple[Any, Any, Any], first: int) -> None:
        """Add the chunk that begins at text ``first``."""
        self._samples.add(part[0], first)
        self._bands.add(part[1], first)
        self.frequency.add(part[2])

    def pairs(self, nodes: NDArray[np.int64], run: Run) -> NDArray[np.uint64]:
        """The pairs of places in ``nodes`` that either search finds."""
        return sorted_unique(np.concatenate([self._samples.pairs(nodes), self._bands.pairs(nodes, run)]))


class GivenPairs:
    """Pairs that are known already, in place of an index."""

    given = True

    def __init__(self, pairs: NDArray[np.uint64]) -> None:
        self._pairs = pairs

    def prepare(self, shingles: Shingles) -> None:
        """Nothing is needed of a chunk."""

    def add(self, part: None, first: int) -> None:
        """Nothing is kept of a chunk."""

    def pairs(self, nodes: NDArray[np.int64], run: Run) -> NDArray[np.uint64]:
        """The pairs, whatever the ``nodes`` are."""
        return self._pairs


Index = BandIndex | CombinedIndex | GivenPairs


def index_corpus(
    corpus: Corpus, matcher: MatchSettings, index: Index, run: Run
) -> tuple[NDArray[np.uint64], HashSets | None]:
    """Shingle every text once, and let ``index`` take what it needs.

    Returns the digests of all texts and their shingles, ``None`` if those would fill the memory.
    """
    recipe = Recipe.of(matcher)
    keep = fit_into_memory(corpus.lengths)

    def work(chunk: slice) -> tuple[Shingles, Any]:
        shingles = shingle(corpus.buffer(chunk, repair=matcher.repair), recipe)
        return shingles, index.prepare(shingles)

    digests = np.zeros((len(corpus), 2), dtype=np.uint64)
    kept = GrowingSets(int(corpus.lengths.sum()), len(corpus)) if keep else None
    done = 0
    for part, more in ordered_map(work, corpus.chunks(), threads=run.threads):
        count = len(part.digests)
        digests[done : done + count] = part.digests
        index.add(more, done)
        if kept is not None:
            kept.append(part.hashes, part.ends)
        done += count
        run.report("read", done, len(corpus))
    return digests, kept.sets if kept is not None else None
