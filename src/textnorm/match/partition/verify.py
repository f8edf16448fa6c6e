"""Proposed pairs with their texts → scored pairs, and the frequency of shingles that weighs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.articles.hash_sets import ReadTexts
from textnorm.match.articles.shingle_frequency import ShingleFrequency, counted_one_in
from textnorm.match.articles.verify import score_articles, score_plain
from textnorm.match.corpus.corpus import Corpus, Run
from textnorm.match.pairs import NEAR
from textnorm.match.partition.bucket import sketches_agree
from textnorm.match.partition.coding import bundled, restored, squeezed, unsorted, unsqueezed
from textnorm.match.partition.records import SCORED, table
from textnorm.match.partition.sketch import short_sketches
from textnorm.match.sketching.shingles import Recipe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = ["Frequency", "add_slots", "agreed", "counted_slots", "frequency_of", "verify"]

#: What ``ShingleFrequency.restore`` takes.
Frequency = tuple[int, "NDArray[np.uint32]", "NDArray[np.uint16]"]

_FULL = 65_535


def counted_slots(rows: Sequence[bytes]) -> bytes:
    """How often each slot comes in ``rows`` of four bytes a slot, as bytes that ``add_slots`` adds up."""
    slots, counts = np.unique(np.frombuffer(b"".join(rows), dtype="<u4"), return_counts=True)
    return bundled(squeezed(slots.astype(np.uint64)), unsorted(counts.astype(np.uint64)))


def add_slots(pieces: Iterable[Sequence[bytes]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All slots with their counts, from what ``counted_slots`` made of the parts of a corpus."""
    counts = np.zeros(ShingleFrequency.SLOTS, dtype=np.int64)
    for slots, times in pieces:
        counts[restored(slots).astype(np.int64)] += unsqueezed(times).astype(np.int64)
    found = np.flatnonzero(counts)
    return found, counts[found]


def frequency_of(slots: NDArray[np.int64], counts: NDArray[np.int64], total: int) -> Frequency:
    """The frequency of shingles in ``total`` texts from the counts of slots; those of one text say nothing."""
    said = counts > 1
    return (
        counted_one_in(total), slots[said].astype(np.uint32), np.minimum(counts[said], _FULL).astype(np.uint16)
    )  # fmt: skip


def agreed(rows: Any, texts: dict[int, str], matcher: MatchSettings) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs of ``CANDIDATES`` that are sure, or whose sketches agree."""
    left, right = rows["left"].to_numpy(), rows["right"].to_numpy()
    kept = rows["sure"].to_numpy(zero_copy_only=False).astype(bool)
    unsure = np.flatnonzero(~kept)
    if len(unsure):
        nodes = np.unique(np.concatenate([left[unsure], right[unsure]]))
        short = short_sketches([texts[node] for node in nodes.tolist()], matcher)
        sides = [short[np.searchsorted(nodes, side[unsure])] for side in (left, right)]
        kept[unsure] = sketches_agree(sides[0], sides[1], matcher)
    return left[kept], right[kept]


def verify(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    texts: dict[int, str],
    matcher: MatchSettings,
    frequency: ShingleFrequency,
) -> Any:
    """The pairs of ``left`` and ``right`` that are near the threshold, or share a passage, as ``SCORED``."""
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    nodes, where = np.unique(np.concatenate([left, right]), return_inverse=True)
    corpus = Corpus([texts[node] for node in nodes.tolist()])
    read = corpus.repaired() if matcher.repair else corpus.texts
    batch = ReadTexts.shingled(list(read), Recipe.of(matcher), Run(threads=1))
    scorer = score_articles(frequency) if matcher.kind == "article" else score_plain
    first, second = where.reshape(2, -1)
    score = np.asarray(scorer(batch, first, second, matcher, Run(threads=1)), dtype=np.float32)
    near = (score >= np.float32(NEAR * matcher.threshold)) | (score < 0)
    return table(SCORED, left[near], right[near], score[near])
