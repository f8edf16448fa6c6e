"""The texts and the pairs of a page as columns. Texts stand by cluster, the kept one first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.adapters.report.reasons import kinds_of
from textnorm.match.decisions.decisions import digest_of
from textnorm.match.decisions.honour import joined
from textnorm.values import shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.duplicates import Duplicates
    from textnorm.match.pairs import PairTable

__all__ = ["Columns", "collect"]

Report = Callable[[str, int, int], None]

#: Of more pairs, those with a kept copy and those nearest the threshold are on the page; and so for reasons.
_MOST_PAIRS, _MOST_REASONS = 3_000_000, 200_000
_MOST_CHAINED = 20_000
_REPORT_EVERY = 4_096

#: What is known of a pair, as bits. A chained pair is in no table: a copy and a kept one that it does not match.
SAME, REUSED, DECIDED_SAME, DECIDED_DIFFERENT, CHAINED = 1, 2, 4, 8, 16
ARCHIVE, REPAIRED = 1, 2


@dataclass
class Columns:
    """``rows`` are positions in ``Duplicates.texts``; the other columns have a value per row, or per pair."""

    rows: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]
    reasons: list[str]
    kinds: list[str]
    kind_counts: list[int]
    sites: list[str] = field(default_factory=list)
    pairs: int = 0
    left_out: int = 0

    def directory(self) -> list[list[Any]]:
        """Name, type and length of each column, in the order of ``buffer``."""
        return [[name, column.dtype.name, len(column)] for name, column in self._ordered()]

    def buffer(self) -> bytes:
        """All columns in little endian, the widest types first, so that each stands where its type needs it."""
        return b"".join(column.astype(column.dtype.newbyteorder("<")).tobytes() for _, column in self._ordered())

    def _ordered(self) -> list[tuple[str, NDArray[Any]]]:
        return sorted(self.columns.items(), key=lambda item: -item[1].dtype.itemsize)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of positions in ``Duplicates.texts``; ``table`` and ``row`` say where each comes from."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    score: NDArray[np.float32]
    flags: NDArray[np.uint8]
    table: NDArray[np.int8]
    row: NDArray[np.int64]

    def at(self, places: NDArray[Any]) -> _Pairs:
        return _Pairs(*(getattr(self, name)[places] for name in self.__slots__))

    def and_(self, other: _Pairs) -> _Pairs:
        return _Pairs(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in self.__slots__))

    def __len__(self) -> int:
        return len(self.left)


def collect(found: Duplicates, moments: NDArray[np.float64] | None, sites: list[str] | None, report: Report) -> Columns:
    """The columns of ``found``, with a moment and a site per text if they are known."""
    shift = found.split or 0
    pairs = _pairs_of(found.table, 0, 0, found)
    if found.batch is not None:
        pairs = pairs.and_(_pairs_of(found.batch.table, 1, shift, found.batch))
    clusters = _clusters(found)
    involved = np.unique(np.concatenate([pairs.left, pairs.right, *clusters, np.zeros(0, dtype=np.int64)]))
    first = np.concatenate([*clusters, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    rows = np.concatenate([first, np.setdiff1d(involved, first)]).astype(np.int64)
    place = np.full(len(found.texts), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    label = np.arange(len(rows))
    start = 0
    for cluster in clusters:
        label[start : start + len(cluster)] = start
        start += len(cluster)
    group, rank = _groups_and_ranks(found, rows)
    local = replace(pairs, left=place[pairs.left], right=place[pairs.right])
    local = local.and_(_chained(found, local, label, group, rows))
    count = len(local)
    chosen, reasoned = _choose(local, label, group, found.matcher.threshold)
    local = local.at(chosen)
    reasons = _reasons(found, local, rows, reasoned, report)
    names, counts, bits = kinds_of(reasons)
    columns: dict[str, NDArray[Any]] = {
        "row": np.where(rows < shift, rows, rows - shift).astype(np.int32),
        "textFlags": (rows < shift).astype(np.uint8) * ARCHIVE,
        "label": label.astype(np.int32),
        "group": group.astype(np.int32),
        "rank": rank.astype(np.int32),
        "left": local.left.astype(np.int32),
        "right": local.right.astype(np.int32),
        "score": local.score.astype(np.float32),
        "pairFlags": local.flags.astype(np.uint8),
        "kinds": bits,
        "digest": np.frombuffer(bytes.fromhex("".join(digest_of(found.texts[row]) for row in rows.tolist())), np.uint8),
    }
    if moments is not None:
        columns["time"] = moments[rows]
    listed: list[str] = []
    if sites is not None:
        listed = sorted({sites[row] for row in rows.tolist()} - {""})
        number = {site: place for place, site in enumerate(listed)}
        columns["site"] = np.array([number.get(sites[row], -1) for row in rows.tolist()], dtype=np.int32)
    spelled = ["\x1f".join(map(shown, own)) for own in reasons]
    return Columns(rows, columns, spelled, names, counts, listed, count, count - len(chosen))


def _pairs_of(table: PairTable, number: int, shift: int, found: Duplicates) -> _Pairs:
    flags = table.same.astype(np.uint8) * SAME
    if table.reused is not None:
        flags |= table.reused.astype(np.uint8) * REUSED
    if found.decided is not None:
        yes, no = found.decided.rows(table)
        flags[yes] |= DECIDED_SAME
        flags[no] |= DECIDED_DIFFERENT
    count = len(table)
    return _Pairs(
        table.left.astype(np.int64) + shift,
        table.right.astype(np.int64) + shift,
        table.score,
        flags,
        np.full(count, number, dtype=np.int8),
        np.arange(count),
    )


def _clusters(found: Duplicates) -> list[NDArray[np.int64]]:
    """The clusters as positions in ``found.texts``, the kept copy first, even if it is in the archive."""
    if found.split is None:
        return [np.asarray(run, dtype=np.int64) for run in found.clusters]
    shifted = [np.asarray(run, dtype=np.int64) + found.split for run in found.clusters]
    kept = [int(found.labels[run[0]]) for run in found.clusters]
    return [run if old < 0 else np.concatenate([[old], run]) for run, old in zip(shifted, kept, strict=True)]


def _groups_and_ranks(found: Duplicates, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each of ``rows`` the place of the first text equal to it, and its rank among the copies to keep."""
    count, shift = len(found.texts), found.split or 0
    groups, rank = np.arange(count), np.empty(count, dtype=np.int64)
    rank[found.order] = np.arange(count)
    own = found if found.split is None else found.batch
    if own is not None:
        if own.groups is not None:
            groups[shift:] = own.groups + shift
        if own.decided is not None:
            groups[shift:] = joined(groups[shift:] - shift, own.decided.same) + shift
        rank[own.order + shift] = np.arange(len(own.order))
    _, first, place = np.unique(groups[rows], return_index=True, return_inverse=True)
    return first[place], rank[rows]


def _chained(
    found: Duplicates,
    pairs: _Pairs,
    label: NDArray[np.int64],
    group: NDArray[np.int64],
    rows: NDArray[np.int64],
) -> _Pairs:
    """A pair of each copy with its kept copy, if they have none in the tables."""
    count, texts = len(rows), found.texts

    def keys(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.minimum(group[a], group[b]) * count + np.maximum(group[a], group[b])

    wanted = np.flatnonzero(group != group[label])
    own, first = np.unique(keys(wanted, label[wanted]), return_index=True)
    missing = wanted[first][~np.isin(own, keys(pairs.left, pairs.right))][:_MOST_CHAINED]
    kept = label[missing]
    judged = zip(rows[kept].tolist(), rows[missing].tolist(), strict=True)
    score = [found.judge(texts[a], texts[b], found.matcher).score for a, b in judged]
    flags = np.full(len(missing), SAME | CHAINED, dtype=np.uint8)
    table = np.full(len(missing), 2, dtype=np.int8)
    return _Pairs(kept, missing, np.array(score, dtype=np.float32), flags, table, missing)


def _choose(
    pairs: _Pairs, label: NDArray[np.int64], group: NDArray[np.int64], threshold: float
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Which pairs are on the page, and which of those have their reasons."""
    kept = (label[pairs.left] == label[pairs.right]) & (
        (group[pairs.left] == group[label[pairs.left]]) | (group[pairs.right] == group[label[pairs.right]])
    )
    first = np.lexsort((np.abs(pairs.score - np.float32(threshold)), ~kept))
    chosen = np.sort(first[:_MOST_PAIRS])
    reasoned = np.zeros(len(pairs), dtype=bool)
    reasoned[first[:_MOST_REASONS]] = True
    return chosen, reasoned[chosen]


def _reasons(
    found: Duplicates, pairs: _Pairs, rows: NDArray[np.int64], wanted: NDArray[np.bool_], report: Report
) -> list[tuple[str, ...]]:
    explain = [found.table.explain, found.batch.table.explain if found.batch is not None else found.table.explain]
    texts, reasons = found.texts, list[tuple[str, ...]]()
    for number in range(len(pairs)):
        if not wanted[number]:
            reasons.append(())
        elif pairs.table[number] < 2:
            reasons.append(tuple(explain[pairs.table[number]](int(pairs.row[number]))))
        else:
            a, b = texts[rows[pairs.left[number]]], texts[rows[pairs.right[number]]]
            reasons.append(("joined through other copies", *found.judge(a, b, found.matcher).reasons))
        if number % _REPORT_EVERY == 0:
            report("reasons", number, len(pairs))
    return reasons
