"""Headlines under the keys of their words: which keys are followed, from how many headlines have each.

A key that very many headlines share is not followed alone; two such keys of a headline are, as one, and so are all its
words but one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.match.headlines.candidates import (
    LEAST_FOLLOWED,
    SPARE,
    key_weight,
    keys_of,
    pairs_of_crowded,
    size_followed,
    spare_keys_of,
)
from textnorm.match.partition.sorting import by_key, with_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from textnorm.match.headlines.table import HeadlineTable
    from textnorm.match.partition.headlines.packed import PackedLines

__all__ = [
    "Entries", "Filed", "entries_of", "file_lines", "followed", "limit_of", "paired_entries", "spare_entries",
]  # fmt: skip

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_PAIRED, _SPARE = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xA0761D6478BD642F)


class Entries(NamedTuple):
    """Rows of a home and the keys that they have, each once for a row; in the order of the keys."""

    rows: NDArray[np.int64]
    keys: NDArray[np.int64]


class Filed(NamedTuple):
    """The keys of headlines that are followed: ``rows`` ascending, a number and a weight for each key of a row.

    ``norm`` is, for each row of the home, the weight of its keys that counts.
    """

    rows: NDArray[np.int64]
    numbers: NDArray[np.int64]
    weights: NDArray[np.float64]
    norm: NDArray[np.float64]


def _mixed(values: NDArray[np.uint64], kind: np.uint64) -> NDArray[np.int64]:
    """Numbers that no key of a single word has, in practice."""
    mixed = (values ^ values >> np.uint64(32)) * kind
    return (mixed ^ mixed >> np.uint64(29)).view(np.int64)


def _once(rows: NDArray[np.int64], keys: NDArray[np.int64]) -> Entries:
    rows, keys = by_key(rows, keys)
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (keys[1:] != keys[:-1])
    return Entries(rows[first], keys[first])


def entries_of(table: HeadlineTable) -> Entries:
    """The keys of the words of all headlines of a home."""
    return _once(*keys_of(table))


def paired_entries(entries: Entries, sizes: NDArray[np.int64]) -> Entries:
    """Every two crowded keys of a headline as one, from those ``entries`` whose keys are crowded."""
    distinct, first, number = np.unique(entries.keys, return_index=True, return_inverse=True)
    order = np.lexsort((entries.rows, number.reshape(-1)))
    rows, low, high = pairs_of_crowded(entries.rows[order], number.reshape(-1)[order], sizes[first])
    one, other = distinct[low].astype(np.uint64) * _SPREAD, distinct[high].astype(np.uint64)
    return _once(rows, _mixed((one ^ one >> np.uint64(31)) + other, _PAIRED))


def spare_entries(lines: PackedLines, rows: NDArray[np.int64]) -> Entries:
    """The spare keys of some of the headlines, which have a key that is not followed."""
    units, keys = spare_keys_of(lines.take(rows).table())
    return _once(rows[units], _mixed(keys.view(np.uint64), _SPARE))


def limit_of(counts: Iterable[NDArray[np.int64]]) -> tuple[int, bool]:
    """The size up to which keys are followed, from the ``key_sizes`` of all parts; whether some are larger."""
    every = np.concatenate([np.zeros((0, 2), dtype=np.int64), *counts])
    sizes, where = np.unique(every[:, 0], return_inverse=True)
    times = np.bincount(where.reshape(-1), every[:, 1], len(sizes)).astype(np.int64)
    limit = size_followed(sizes, times // np.maximum(sizes, 1))
    return limit, bool(len(sizes) and sizes[-1] > limit)


def file_lines(
    rows: NDArray[np.int64], numbers: NDArray[np.int64], sizes: NDArray[np.int64], count: int, own: int
) -> Filed:
    """The headlines of a home under the keys that are followed; the sizes of spare keys are negative.

    The corpus has ``count`` headlines, the home ``own`` of them.
    """
    _, order = with_places(rows.view(np.uint64) << np.uint64(40) | numbers.view(np.uint64))
    rows, numbers, sizes = rows[order], numbers[order], sizes[order]
    weights = np.where(sizes > 0, key_weight(count, np.abs(sizes)), SPARE)
    norm = np.bincount(rows, np.where(sizes > 0, weights, 0.0), own).astype(np.float64)
    return Filed(rows, numbers, weights, norm)


def followed(sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which spare keys are followed: those that a few headlines share."""
    return np.asarray((sizes > 1) & (sizes <= LEAST_FOLLOWED))
