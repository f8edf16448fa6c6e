"""Document frequency: how many texts have a shingle. It is counted in a sample of the texts while all are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.articles.score import shingle_weight
from textnorm.match.corpus.chunks import in_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.sketching.shingles import Shingles

__all__ = ["ShingleFrequency", "counted_one_in"]

# About so many texts are counted. Which, their digests decide, so the order of the texts does not matter.
_COUNTED_TEXTS = 8_192
_ROWS_AT_ONCE = 1_024


def counted_one_in(texts: int) -> int:
    """One of how many texts is counted, of so many in all."""
    return 1 << max((texts // _COUNTED_TEXTS).bit_length() - 1, 0)


class ShingleFrequency:
    """Counts by the hash of a shingle, each distinct text once.

    ``compared`` is how many texts of a pair are among those that were counted.
    """

    compared = 2
    SLOTS = 1 << 23

    def __init__(self, texts: int) -> None:
        self._one_in = counted_one_in(texts)
        self._counts = np.zeros(self.SLOTS, dtype=np.uint16)
        self._seen: set[int] = set()

    def prepare(self, shingles: Shingles) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.int64]]:
        """Work that threads share: the digests of the chosen texts of a chunk, their shingles, and how many of each."""
        from textnorm.kernels.sets.set_overlap import distinct_hashes

        chosen = np.flatnonzero(shingles.digests[:, 1] & np.uint64(self._one_in - 1) == 0)
        starts = np.concatenate([[0], shingles.ends])
        distinct, sizes = np.empty(len(shingles.hashes), dtype=np.uint64), np.empty(len(chosen), dtype=np.int64)
        used = distinct_hashes(shingles.hashes, starts, chosen, distinct, sizes)
        return shingles.digests[chosen, 0], distinct[:used].copy(), sizes

    def add(self, part: tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.int64]]) -> None:
        """Count the chosen texts of a chunk that are not counted yet."""
        from textnorm.kernels.sets.counting import count_texts

        digests, hashes, sizes = part
        before = digests.tolist()
        new = set(before) - self._seen
        self._seen |= new
        if len(new) < len(before):
            # Each that is new, where it stands first.
            fresh = np.zeros(len(before), dtype=bool)
            first = dict(zip(reversed(before), range(len(before) - 1, -1, -1), strict=True))
            fresh[[first[digest] for digest in new]] = True
            hashes = hashes[np.repeat(fresh, sizes)]
        count_texts(hashes, self._counts)

    def weights(
        self,
        hashes: NDArray[np.uint64],
        starts: NDArray[np.int64],
        rows: NDArray[np.int64],
        threads: int | None = None,
    ) -> NDArray[np.float32]:
        """The weight of each shingle of ``rows`` (see ``score.shingle_weight``), among zeros for those of other rows.

        Row ``i`` is ``hashes[starts[i]:starts[i + 1]]``.
        """
        from textnorm.kernels.sets.counting import look_up_weights

        # Two texts that are compared say nothing of how common their passage is; all others do.
        others = np.maximum(np.arange(65_536) - self.compared, 0) * self._one_in
        by_count: NDArray[np.float32] = shingle_weight(others).astype(np.float32)
        found = np.zeros(len(hashes), dtype=np.float32)

        def work(part: slice) -> None:
            look_up_weights(hashes, starts, rows[part], self._counts, by_count, found)

        in_parts(work, len(rows), threads=threads, each=_ROWS_AT_ONCE)
        return found

    def dump(self) -> tuple[int, NDArray[np.uint32], NDArray[np.uint16]]:
        """What ``restore`` takes: one text in how many was counted, and the slots and counts that say something."""
        slots = np.flatnonzero(self._counts > 1)
        return self._one_in, slots.astype(np.uint32), self._counts[slots]

    @classmethod
    def restore(cls, one_in: int, slots: NDArray[np.uint32], counts: NDArray[np.uint16]) -> ShingleFrequency:
        """The counts of a ``dump``, to be asked only."""
        frequency = cls(0)
        frequency._one_in = one_in
        frequency._counts[slots] = counts
        return frequency
