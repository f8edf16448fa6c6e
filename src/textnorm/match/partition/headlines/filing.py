"""Headlines under the keys of their words: how many share each key, which keys are followed, and who may be a pair.

A key that very many headlines share is not followed alone; two such keys of a headline are, as one, and so are all its
words but one. A pair is only met under a key without which the lighter headline could not share enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

from textnorm.match.headlines.candidates import (
    LEAST,
    LEAST_FOLLOWED,
    SPARE,
    STEPS,
    key_weight,
    keys_of,
    pairs_of_crowded,
    spare_keys_of,
)
from textnorm.match.partition.headlines.records import as_table
from textnorm.match.partition.records import EDGES, list_column, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "FILED", "KEYS", "POSTINGS", "entries_of", "file_places", "meet_headlines", "paired_keys", "postings_of",
    "shared_keys", "spare_entries_of", "spare_keys",
]  # fmt: skip

_I64 = pyarrow.int64()
#: A headline has a key; ``size`` is how many have it.
KEYS = pyarrow.schema([("key", _I64), ("place", _I64), ("size", _I64)])
#: The keys of a headline, ascending, with their weights in steps, and the sum of the weights that count for its norm.
FILED = pyarrow.schema([
    ("place", _I64), ("keys", pyarrow.list_(pyarrow.int64())), ("weights", pyarrow.list_(pyarrow.int64())),
    ("norm", _I64),
])  # fmt: skip
#: A headline under a key; ``probe``: it may be that no heavier key of it is shared.
POSTINGS = pyarrow.schema([
    ("key", _I64), ("place", _I64), ("side", _I64), ("norm", _I64), ("probe", pyarrow.bool_())
])  # fmt: skip
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_PAIRED, _SPARE = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xA0761D6478BD642F)


def _mixed(values: NDArray[np.uint64], kind: np.uint64) -> NDArray[np.int64]:
    """Numbers that no key of a single word has, in practice."""
    mixed = (values ^ values >> np.uint64(32)) * kind
    return (mixed ^ mixed >> np.uint64(29)).view(np.int64)


def entries_of(rows: Any) -> Any:
    """``key`` and ``place`` of every key of the headlines in ``rows``."""
    units, keys = keys_of(as_table(rows))
    return _entries(rows, units, keys)


def spare_entries_of(rows: Any) -> Any:
    """``key`` and ``place`` of the spare keys of the headlines in ``rows``, which have a key that is not followed."""
    units, keys = spare_keys_of(as_table(rows))
    return _entries(rows, units, _mixed(keys.view(np.uint64), _SPARE))


def _entries(rows: Any, units: NDArray[np.int64], keys: NDArray[np.int64]) -> Any:
    both = np.unique(np.stack([units, keys], axis=1), axis=0)
    return pyarrow.table({"key": both[:, 1].copy(), "place": rows["place"].to_numpy()[both[:, 0]]})


def shared_keys(keys: NDArray[np.int64], places: NDArray[np.int64], *, most: int | None = None) -> Any:
    """``KEYS`` of the keys that two headlines have, or more, up to ``most``; all rows of a key must be there."""
    _, number, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    size = sizes[number.reshape(-1)]
    shared = (size > 1) if most is None else (size > 1) & (size <= most)
    return table(KEYS, keys[shared], places[shared], size[shared])


def spare_keys(keys: NDArray[np.int64], places: NDArray[np.int64], *, most: int | None = None) -> Any:
    """``KEYS`` of the spare keys that a few headlines share, up to ``most``, with negative sizes."""
    found = shared_keys(keys, places, most=LEAST_FOLLOWED if most is None else most)
    return table(KEYS, found["key"].to_numpy(), found["place"].to_numpy(), -found["size"].to_numpy())


def paired_keys(keys: NDArray[np.int64], places: NDArray[np.int64], sizes: NDArray[np.int64]) -> Any:
    """``key`` and ``place`` of every two crowded keys of a headline as one; all rows of a headline must be there."""
    distinct, first, number = np.unique(keys, return_index=True, return_inverse=True)
    order = np.lexsort((places, number.reshape(-1)))
    units, low, high = pairs_of_crowded(places[order], number.reshape(-1)[order], sizes[first])
    one, other = distinct[low].astype(np.uint64) * _SPREAD, distinct[high].astype(np.uint64)
    return pyarrow.table({"key": _mixed((one ^ one >> np.uint64(31)) + other, _PAIRED), "place": units})


def file_places(keys: NDArray[np.int64], places: NDArray[np.int64], sizes: NDArray[np.int64], count: int) -> Any:
    """``FILED`` headlines, of ``count``, from their ``KEYS``; all rows of a headline must be there."""
    order = np.lexsort((keys, places))
    keys, places, sizes = keys[order], places[order], sizes[order]
    distinct, start = np.unique(places, return_index=True)
    weights = np.where(sizes > 0, key_weight(count, np.abs(sizes)), SPARE)
    steps = np.rint(weights * STEPS).astype(np.int64)
    edges = np.append(start, len(places))
    norm = np.add.reduceat(np.where(sizes > 0, steps, 0), start) if len(start) else start
    return pyarrow.Table.from_arrays(
        [pyarrow.array(distinct), list_column(keys, edges), list_column(steps, edges), pyarrow.array(norm)],
        schema=FILED,
    )


def postings_of(rows: Any, sides: NDArray[np.int64]) -> Any:
    """``POSTINGS`` of ``rows`` of ``FILED``: who is met under one of a headline's probes may share enough with it."""
    keys, weights = (rows[name].combine_chunks() for name in ("keys", "weights"))
    start = keys.offsets.to_numpy().astype(np.int64)
    sizes = np.diff(start)
    flat, steps = keys.flatten().to_numpy(), weights.flatten().to_numpy()
    unit = np.repeat(np.arange(len(sizes)), sizes)
    norm = rows["norm"].to_numpy()
    # The lightest keys, as long as all of them together are not enough.
    order = np.lexsort((steps, unit))
    upto = np.cumsum(steps[order])
    upto -= np.concatenate([[0], upto])[start[:-1] - start[0]][unit]
    probe = np.empty(len(flat), dtype=bool)
    probe[order] = upto >= LEAST * norm[unit] * (1.0 - 1e-9)
    return table(POSTINGS, flat, rows["place"].to_numpy()[unit], sides[unit], norm[unit], probe)


def meet_headlines(rows: Any, *, archived: bool) -> Any:
    """``EDGES`` between headlines of ``POSTINGS`` that may share enough; all rows of a key must be there."""
    key, place, side, norm = (rows[name].to_numpy() for name in ("key", "place", "side", "norm"))
    probe = rows["probe"].to_numpy(zero_copy_only=False).astype(bool)
    order = np.lexsort((place, norm, key))
    key, place, side, probe = key[order], place[order], side[order], probe[order]
    # Behind each probe, those that are as heavy or heavier.
    end = np.searchsorted(key, key, side="right")
    first = np.flatnonzero(probe)
    found = [np.zeros((0, 2), dtype=np.int64)]
    room = 1 << 22
    many = end[first] - first - 1
    cuts = np.searchsorted(np.cumsum(many), np.arange(room, int(many.sum()), room)) + 1
    for some in np.split(np.arange(len(first)), cuts):
        one = np.repeat(first[some], many[some])
        other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(many[some]) - many[some], many[some])
        if archived:
            across = side[one] != side[other]
            one, other = one[across], other[across]
        pairs = np.minimum(place[one], place[other]), np.maximum(place[one], place[other])
        found.append(np.unique(np.stack(pairs, axis=1), axis=0))
    both = np.unique(np.concatenate(found), axis=0)
    return table(EDGES, both[:, 0].copy(), both[:, 1].copy())
