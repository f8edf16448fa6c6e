"""The keys of a home, where texts lie, and what comes of those that travel: pairs, each with what it counts.

A key is a shingle that was sampled, or a band of a sketch. Both travel together; see ``sharing``.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow

from textnorm.match.articles.samples import WEIGHED, bucket_weights, meetings_needed
from textnorm.match.partition.bucket import meet, share_bands
from textnorm.match.partition.coding import bundled, restored, squeezed, unbundled, unsorted, unsqueezed
from textnorm.match.partition.records import EDGES, MEETINGS, table
from textnorm.match.partition.sharing import parts_of
from textnorm.match.partition.sorting import numbered, sums_of, with_places
from textnorm.match.sketching.buckets import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["Home", "Met", "add_up", "band_pairs", "meet_as_tables", "meet_in_part", "node_totals"]

# Bands have a number and 32 bits, samples 32 bits; this sets them apart.
_SAMPLE = np.int64(1 << 40)
_HALF = np.uint64(32)


class Met(NamedTuple):
    """What comes of a part: rows of one ``kind``, for the part ``part`` of the next step, as bytes."""

    kind: str
    part: int
    rows: int
    data: bytes


class Home:
    """The keys of the nodes whose texts lie in one place.

    ``sampled`` counts the samples of each node with their repetitions, ``sizes`` its distinct ones, which stand in
    ``samples`` one node after the other, as the ``bands`` do, as many for each.
    """

    def __init__(
        self,
        nodes: NDArray[np.int64],
        sampled: NDArray[np.int64],
        sizes: NDArray[np.int64],
        samples: NDArray[np.int64],
        bands: NDArray[np.int64],
    ) -> None:
        self._nodes, self._sampled, self._sizes = nodes, sampled, sizes
        self._each = len(bands) // max(len(nodes), 1)
        number = np.tile(np.arange(self._each, dtype=np.int64) << 32, len(nodes))
        self.keys = np.concatenate([samples | _SAMPLE, bands | number])

    def travelling(self, index: int, parts: int, travels: NDArray[np.bool_]) -> list[bytes]:
        """For each part, which of its keys travel there, with their nodes; ``index`` numbers the home."""
        line = np.arange(len(self._nodes), dtype=np.int32)
        rows = np.concatenate([np.repeat(line, self._sizes), np.repeat(line, self._each)])[travels]
        keys = self.keys[travels]
        # What stays weighs as a bucket of one; it is added to the weights of its nodes in one of the parts.
        moved = np.bincount(rows[keys >= _SAMPLE], minlength=len(self._nodes))
        stayed = np.where(moved > 0, self._sizes - moved, 0) * bucket_weights()[1]
        found = []
        for number, some in enumerate(_by_part(keys, parts)):
            here, order = with_places(keys[some].view(np.uint64))
            owners = rows[some][order]
            sampled = numbered(owners[here >= np.uint64(_SAMPLE)].astype(np.int64))[0]
            alone = np.flatnonzero(stayed) if number == index % parts else np.zeros(0, dtype=np.int64)
            found.append(bundled(
                squeezed(here), _numbers(self._nodes[owners]),
                _numbers(self._nodes[sampled]), _numbers(self._sampled[sampled]),
                _numbers(self._nodes[alone]), _numbers(stayed[alone]),
            ))  # fmt: skip
        return found


def _by_part(keys: NDArray[np.int64], parts: int) -> list[NDArray[np.int64]]:
    """For each part, where its ``keys`` stand."""
    part, order = with_places(parts_of(keys, parts).view(np.uint64))
    edges = np.searchsorted(part, np.arange(parts + 1, dtype=np.uint64))
    return [order[start:end] for start, end in pairwise(edges.tolist())]


def _numbers(values: NDArray[np.int64]) -> bytes:
    return unsorted(values.astype(np.uint64))


def meet_in_part(pieces: Sequence[bytes], parts: int) -> Iterator[Met]:
    """What comes of the keys of one part, from all homes.

    ``pair``: meetings under samples, for the part of the left node. ``total``: what each node's samples weigh.
    ``band``: pairs that share a band. ``crowded``: nodes in oversized buckets of bands.
    """
    keys, nodes, owners, sampled, alone, stayed = _received(pieces)
    is_sample = keys >= _SAMPLE
    yield from _by_samples(keys[is_sample] & ~_SAMPLE, nodes[is_sample], (owners, sampled), (alone, stayed), parts)
    yield from _by_bands(keys[~is_sample], nodes[~is_sample])


def meet_as_tables(pieces: Sequence[bytes]) -> tuple[Any, Any]:
    """The same as ``MEETINGS`` under samples, with the totals of nodes, and ``EDGES`` under bands; see ``bucket``."""
    keys, nodes, _, _, alone, stayed = _received(pieces)
    is_sample = keys >= _SAMPLE
    met = meet(keys[is_sample] & ~_SAMPLE, nodes[is_sample])
    none = np.zeros(len(alone), dtype=np.int64)
    totals = table(MEETINGS, alone, none - 1, none, stayed)
    return pyarrow.concat_tables([met, totals]), share_bands(keys[~is_sample], nodes[~is_sample])


def _received(pieces: Sequence[bytes]) -> tuple[NDArray[np.int64], ...]:
    """The keys of one part, from all homes; their nodes; and what ``travelling`` says of nodes."""
    read = [unbundled(piece) for piece in pieces]
    columns = [[restored(piece[0]) for piece in read]]
    columns += [[unsqueezed(piece[number]) for piece in read] for number in range(1, 6)]
    return tuple(np.concatenate(column).astype(np.int64) for column in columns)


def _by_samples(
    keys: NDArray[np.int64],
    nodes: NDArray[np.int64],
    samples: tuple[NDArray[np.int64], NDArray[np.int64]],
    alone: tuple[NDArray[np.int64], NDArray[np.int64]],
    parts: int,
) -> Iterator[Met]:
    rows = meet(keys, nodes)
    left, right, times, weight = (rows[name].to_numpy() for name in rows.schema.names)
    single = right < 0
    owners, weights = np.concatenate([left[single], alone[0]]), np.concatenate([weight[single], alone[1]])
    if len(owners):
        yield Met("total", 0, len(owners), bundled(_numbers(owners), _numbers(weights)))
    left, right, times, weight = (column[~single] for column in (left, right, times, weight))
    if not len(left):
        return
    order = np.argsort(samples[0])
    known, sizes = samples[0][order], samples[1][order]
    distinct, numbers = numbered(np.concatenate([left, right]))
    sizes = sizes[np.searchsorted(known, distinct)][numbers]
    needed = meetings_needed(np.minimum(sizes[: len(left)], sizes[len(left) :]))
    packed = left.astype(np.uint64) << _HALF | right.astype(np.uint64)  # sorted, as they come from ``meet``
    for number, some in enumerate(_by_part(left, parts)):
        if len(some):
            data = bundled(squeezed(packed[some]), *(_numbers(column[some]) for column in (times, weight, needed)))
            yield Met("pair", number, len(some), data)


def _by_bands(keys: NDArray[np.int64], nodes: NDArray[np.int64]) -> Iterator[Met]:
    if not len(keys):
        return
    edges = share_bands(keys, nodes)
    left, right = edges["left"].to_numpy(), edges["right"].to_numpy()
    crowded = right < 0
    if crowded.any():
        yield Met("crowded", 0, int(crowded.sum()), _numbers(left[crowded]))
    if not crowded.all():
        packed = np.sort(left[~crowded].astype(np.uint64) << _HALF | right[~crowded].astype(np.uint64))
        yield Met("band", 0, len(packed), squeezed(packed))


def add_up(pieces: Sequence[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pairs that meet often enough, from the ``pair`` rows of one part: left, right, and the weight of their meetings.

    The weight is -1 if it is enough whatever else the nodes have.
    """
    rows = [unbundled(piece) for piece in pieces]
    packed = np.concatenate([np.zeros(0, dtype=np.uint64), *(restored(row[0]) for row in rows)])
    times, weight, needed = (
        np.concatenate([np.zeros(0, dtype=np.int64), *(unsqueezed(row[column]).astype(np.int64) for row in rows)])
        for column in (1, 2, 3)
    )
    distinct, first, sums = sums_of(packed, times, weight)
    often = sums[0] >= needed[first]
    distinct, heavy = distinct[often], sums[1][often]
    heavy[heavy >= WEIGHED[1]] = -1
    return (*unpacked(distinct), heavy)


def node_totals(pieces: Sequence[bytes]) -> Any:
    """Nodes and parts of what their samples weigh, from ``total`` rows."""
    rows = [[unsqueezed(one).astype(np.int64) for one in unbundled(piece)] for piece in pieces]
    node, total = (np.concatenate([np.zeros(0, dtype=np.int64), *column]) for column in zip(*rows, strict=True))
    return pyarrow.table({"node": node, "total": total})


def band_pairs(pieces: Sequence[bytes]) -> Any:
    """The ``EDGES`` in ``band`` rows."""
    return table(EDGES, *unpacked(np.concatenate([np.zeros(0, dtype=np.uint64), *map(restored, pieces)])))
