"""Candidates: the pairs of headlines that share words rare enough, however the words are written.

Every headline is filed under the keys of its words (stem, phonetic key, synonym group, halves of a compound). A key
that very many headlines share is not followed alone; two such keys together are, and so are all the words of a headline
but one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textnorm.kernels.scores.headline_flags import ROOT, SERIES, STOP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.headlines.table import HeadlineTable

__all__ = [
    "LEAST",
    "LEAST_FOLLOWED",
    "SPARE",
    "STEPS",
    "Postings",
    "candidate_pairs",
    "file_entries",
    "file_keys",
    "key_weight",
    "keys_of",
    "pairs_of_crowded",
    "size_followed",
    "spare_keys_of",
]  # fmt: skip

# Meetings of two headlines under one key. Keys that would cost more are followed only two by two.
WORK = 50_000_000
LEAST_FOLLOWED = 200  # a key with so few headlines is always followed
LEAST = 0.35  # share of the weight of the lighter headline that a candidate must share
SPARE = 1e6  # the weight of a spare key: who shares one is a candidate
STEPS = 1 << 20  # of a weight: sums of such weights are exact, whatever their order
ROOM = 1 << 18  # candidates handed on at a time
_PAIRED = 8  # so many of the keys of a headline that are not followed alone are followed two by two, the rarest


class Postings(NamedTuple):
    """Headlines to keys and keys to headlines, both ways as offsets and flat arrays; ``weight`` per key."""

    key_start: NDArray[np.int64]
    keys: NDArray[np.int32]
    posting_start: NDArray[np.int64]
    postings: NDArray[np.int32]
    weight: NDArray[np.float64]
    norm: NDArray[np.float64]
    notes: tuple[str, ...] = ()


def keys_of(table: HeadlineTable, units_as: type = np.int64) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """(headline, key) for every key of every word, without repetition, sorted by key."""
    words, ids = table.word_columns, table.columns.ids
    units = np.repeat(np.arange(len(table), dtype=np.int32), np.diff(table.columns.start))
    content = words.flags[ids] & (STOP | SERIES) == 0
    ids, units = ids[content], units[content]
    columns = (words.stem, words.phonetic, words.group, words.place, words.head, words.tail)
    filed = [(column != 0)[ids] for column in columns]
    room = len(table) + sum(map(np.count_nonzero, filed))
    found_units: NDArray[Any] = np.empty(room, dtype=units_as)
    found_keys = np.empty(room, dtype=np.int64)
    end = len(table)
    found_units[:end], found_keys[:end] = np.arange(end), table.columns.whole
    for number, (column, some) in enumerate(zip(columns, filed, strict=True), 1):
        # A half of a compound meets the same word standing alone, so both are filed as stems.
        kind = 1 if number > 4 else number
        # A noun that is made of a verb meets the verb.
        keys = np.where(column >= ROOT, column - ROOT | 1 << 32, column | kind << 32)
        begin, end = end, end + int(np.count_nonzero(some))
        found_units[begin:end], found_keys[begin:end] = units[some], keys[ids[some]]
    return found_units, found_keys


def _distinct(units: NDArray[Any], keys: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The entries sorted by key and headline, each once, with the keys numbered; keys of one headline are left out."""
    from textnorm.kernels.headlines.headline_filing import count_meetings, keep_met

    units, counters = units.astype(np.int32, copy=False), _counters(len(keys))
    count_meetings(keys, counters)
    return _numbered(partial(keep_met, units, keys, counters))


def _counters(entries: int) -> NDArray[np.uint8]:
    """Counters for so many entries, a few for each, as long as they fit into the caches."""
    return np.zeros(1 << min(24, max(10, (4 * entries).bit_length())), dtype=np.uint8)


def _numbered(
    write: Callable[[NDArray[np.int32], NDArray[np.int64]], int],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """What ``write`` writes, as far as there is room, of the entries that it counts; sorted and numbered."""
    from textnorm.kernels.headlines.headline_filing import number_sorted, sort_entries

    count = write(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64))
    units, other_units = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    keys, other_keys = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    write(units, keys)
    if sort_entries(units, keys, other_units, other_keys):
        units, other_units, keys = other_units, units, other_keys
    kept = number_sorted(units, keys, other_units)
    return units[:kept].copy(), other_units[:kept].copy()


def file_keys(table: HeadlineTable) -> Postings:
    """File every headline under its keys."""
    return _filed(*_distinct(*keys_of(table, np.int32)), len(table), partial(spare_keys_of, table, np.int32))


def spare_keys_of(table: HeadlineTable, units_as: type = np.int64) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """(headline, key) for the words of every headline together, without its kicker, and without each of its words.

    Two headlines that differ in a kicker or in one word share such a key, and hardly any others do.
    """
    words, columns = table.word_columns, table.columns
    sizes = np.diff(columns.start)
    units: NDArray[Any] = np.repeat(np.arange(len(table), dtype=units_as), sizes)
    content = words.flags[columns.ids] & STOP == 0
    place = np.arange(len(units)) - columns.start[units]
    news = content & (place >= columns.kicker_end[units])
    mixed = (words.stem[columns.ids].astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(31)
    every, behind = (np.zeros(len(table), dtype=np.uint64) for _ in range(2))
    np.add.at(every, units[content], mixed[content])
    np.add.at(behind, units[news], mixed[news])
    each: NDArray[Any] = np.arange(len(table), dtype=units_as)
    keys = np.concatenate([every, behind, every[units[content]] - mixed[content]])
    return np.concatenate([each, each, units[content]]), keys.view(np.int64)


def file_entries(
    every_unit: NDArray[Any],
    every_key: NDArray[np.int64],
    count: int,
    spare: Callable[[], tuple[NDArray[np.int64], NDArray[np.int64]]] | None = None,
) -> Postings:
    """File ``count`` units under their keys; the first two arrays have one entry for every key of a unit.

    Units with a key that is not followed alone are filed under their ``spare`` keys as well.
    """
    return _filed(*_distinct(every_unit, every_key), count, spare)


def _filed(
    units: NDArray[np.int32],
    keys: NDArray[np.int32],
    count: int,
    spare: Callable[[], tuple[NDArray[Any], NDArray[np.int64]]] | None,
) -> Postings:
    """The same from distinct entries, whose keys are numbered."""
    from textnorm.kernels.headlines.headline_filing import by_unit

    sizes = np.bincount(keys)
    most = _limit(sizes)
    notes: tuple[str, ...] = ()
    ordinary = len(sizes)
    if sizes.max(initial=0) > most:
        crowded = sizes[keys] > most
        concerned = np.zeros(count, dtype=bool)
        concerned[units[crowded]] = True
        paired_units, paired_keys = _pairs_of_crowded(units, keys, sizes, most, count)
        units = np.concatenate([units[~crowded], paired_units])
        keys = np.concatenate([keys[~crowded], paired_keys + np.int32(len(sizes))])
        del paired_units, paired_keys, crowded
        sizes = np.bincount(keys)
        most = _limit(sizes)
        calm = sizes[keys] <= most
        if not calm.all():
            cut = len(np.unique(units[~calm]))
            notes = (
                f"{cut:,} headlines share words with so many others that not all of these were compared: give times, "
                "or search by part.",
            )
        followed = (sizes > 0) & (sizes <= most)
        units, keys = units[calm], _renumbered(keys[calm], followed)
        ordinary = int(followed.sum())
        if spare is not None:
            spare_units, spare_keys = _distinct(*_of_units(concerned, *spare()))
            sizes = np.bincount(spare_keys)
            followed = sizes <= LEAST_FOLLOWED
            some = followed[spare_keys]
            units = np.concatenate([units, spare_units[some]])
            keys = np.concatenate([keys, _renumbered(spare_keys[some], followed) + np.int32(ordinary)])
        sizes = np.bincount(keys)
    weight = key_weight(count, sizes)
    norm = np.bincount(units, weights=np.where(keys < ordinary, weight[keys], 0.0), minlength=count).astype(np.float64)
    weight[ordinary:] = SPARE
    posting_start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    key_start, keys_by_unit = np.empty(count + 1, dtype=np.int64), np.empty(len(keys), dtype=np.int32)
    by_unit(units, keys, key_start, keys_by_unit)
    return Postings(key_start, keys_by_unit, posting_start, units, weight, norm, notes)


def _of_units(some: NDArray[np.bool_], units: NDArray[Any], keys: NDArray[np.int64]) -> tuple[NDArray[Any], ...]:
    """The entries of some units."""
    kept = some[units]
    return units[kept], keys[kept]


def _renumbered(keys: NDArray[np.int32], followed: NDArray[np.bool_]) -> NDArray[np.int32]:
    """``keys``, all of them ``followed``, numbered without gaps."""
    numbers: NDArray[np.int32] = (np.cumsum(followed, dtype=np.int32) - np.int32(1))[keys]
    return numbers


def key_weight(count: int, sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """The weight of keys that so many of ``count`` units have: the rarer, the heavier; in whole ``STEPS``."""
    weight: NDArray[np.float64] = np.round(np.log1p(count / np.maximum(sizes, 1)) * STEPS) / STEPS
    return weight


def _limit(sizes: NDArray[np.int64]) -> int:
    return size_followed(*np.unique(sizes, return_counts=True))


def size_followed(sizes: NDArray[np.int64], keys: NDArray[np.int64]) -> int:
    """The size up to which keys are followed: the largest for which that costs no more than ``WORK`` steps.

    So many ``keys`` have each of ``sizes``, which are ascending.
    """
    squares = sizes.astype(np.float64) ** 2
    before = np.cumsum(squares * keys) - squares * keys
    cheap = before + squares <= WORK
    return max(LEAST_FOLLOWED, int(sizes[cheap][-1]) if cheap.any() else 0)


def _pairs_of_crowded(
    units: NDArray[np.int32], keys: NDArray[np.int32], sizes: NDArray[np.int64], most: int, count: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """``pairs_of_crowded`` of the keys larger than ``most``, as ``_distinct`` entries."""
    from textnorm.kernels.headlines.headline_filing import pair_rarest, rarest_of

    rarest = np.empty((count, _PAIRED), dtype=np.int32)
    rarest_of(units, keys, sizes, most, rarest)
    crowded = int(sizes[sizes > most].sum())
    counters = _counters(crowded * (_PAIRED - 1) // 2)
    pair_rarest(rarest, len(sizes), counters, True, np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64))
    return _numbered(partial(pair_rarest, rarest, len(sizes), counters, False))


def pairs_of_crowded(
    units: NDArray[np.int64], keys: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(headline, low key, high key) for every two of the up to eight rarest crowded keys of a headline."""
    from textnorm.kernels.headlines.headline_filing import rarest_of

    distinct, rows = np.unique(units, return_inverse=True)
    rarest = np.empty((len(distinct), _PAIRED), dtype=np.int32)
    rarest_of(rows.reshape(-1).astype(np.int32), keys.astype(np.int32), sizes.astype(np.int64), -1, rarest)
    one, other = np.triu_indices(_PAIRED, 1)
    row, pair = np.nonzero(rarest[:, other] >= 0)
    low, high = rarest[row, one[pair]].astype(np.int64), rarest[row, other[pair]].astype(np.int64)
    return distinct[row], np.minimum(low, high), np.maximum(low, high)


def candidate_pairs(
    postings: Postings,
    *,
    when: NDArray[np.float64],
    window: float,
    split: int,
    progress: Callable[[str, int, int], None] | None = None,
    least: float = LEAST,
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Yield arrays of candidates (left, right), left < right, each pair once.

    A candidate shares keys of at least the share ``least`` of the weight of the lighter unit.
    """
    from textnorm.kernels.scores.headline_candidates import gather_candidates

    units = len(postings.key_start) - 1
    total = np.zeros(units, dtype=np.float64)
    touched = np.empty(units, dtype=np.int32)
    weight = np.append(postings.weight, least)
    first = 0
    room = ROOM
    while first < units:
        left = np.empty(max(room, units), dtype=np.int32)
        right = np.empty(max(room, units), dtype=np.int32)
        count, first = gather_candidates(
            first, postings.key_start, postings.keys, postings.posting_start, postings.postings,
            weight, postings.norm, when, window, split, total, touched, left, right,
        )  # fmt: skip
        yield left[:count], right[:count]
        if progress:
            progress("candidates", int(first), units)
