"""The search for duplicate headlines in a corpus: read, file, gather, judge."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.headlines.candidates import candidate_pairs, file_keys
from textnorm.match.headlines.classifier import STRING_FEATURES, judge, model
from textnorm.match.headlines.parse import read_headline
from textnorm.match.headlines.parts import learn_suffixes
from textnorm.match.headlines.reasons import reasons_for
from textnorm.match.headlines.table import LARGE, HeadlineTable
from textnorm.match.pairs import PairTable
from textnorm.match.times import moment, seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["search_headlines"]


def search_headlines(
    texts: Sequence[str],
    *,
    repair: Callable[[str], str] | None,
    threshold: float,
    floor: float,
    within: str | float | None,
    times: Sequence[Any] | None,
    split: int | None,
    threads: int | None,
    progress: Callable[[str, int, int], None] | None,
    measure: str,
) -> PairTable:
    """``find_headline_pairs``; see there."""
    window = -1.0 if within is None else seconds(within)
    when = np.full(len(texts), np.nan)
    if times is not None and window >= 0.0:
        when = np.array([moment(time, place) for place, time in enumerate(times)], dtype=np.float64)

    # Copies of one line are one unit: a million of them cost a million, not its square.
    units: dict[tuple[str, bool], int] = {}
    representative: list[int] = []
    unit_of = np.empty(len(texts), dtype=np.int64)
    for place, text in enumerate(texts):
        behind = split is not None and place >= split
        unit = units.setdefault((text, behind), len(units))
        if unit == len(representative) or (window >= 0.0 and abs(when[representative[unit]] - when[place]) > window):
            unit = units[text, behind] = len(representative)
            representative.append(place)
        unit_of[place] = unit
    places = np.array(representative, dtype=np.int64)
    lines = [texts[place] for place in representative]
    sound = [repair(line) for line in lines] if repair else lines
    suffixes = learn_suffixes(sound) if len(sound) >= LARGE else frozenset()
    readings = [read_headline(line, suffixes=suffixes) for line in sound]
    if progress:
        progress("read", len(readings), len(readings))
    table = HeadlineTable.from_readings(readings)
    split_unit = -1 if split is None else int(np.searchsorted(places, split))
    judged = _judge_all(table, when[places], window, split_unit, floor, threads, progress)
    left, right, score = _expand(*judged, unit_of, places, readings, split)
    same = score >= np.float32(threshold)

    return PairTable(left, right, score, same, measure, _Reasons(texts, unit_of, table, left, right))


@dataclass(frozen=True, slots=True, eq=False)
class _Reasons:
    """The reasons of a row of the table; a value and no closure, so that the result can be pickled."""

    texts: Sequence[str]
    unit_of: NDArray[np.int64]
    table: HeadlineTable
    left: NDArray[np.int32]
    right: NDArray[np.int32]

    def __call__(self, row: int) -> tuple[str, ...]:
        a, b = int(self.left[row]), int(self.right[row])
        if self.texts[a] == self.texts[b]:
            return ("the same text",)
        first, second = self.table.reading(int(self.unit_of[a])), self.table.reading(int(self.unit_of[b]))
        return reasons_for(first, second, judge(first, second))


def _judge_all(
    table: HeadlineTable,
    when: NDArray[np.float64],
    window: float,
    split: int,
    floor: float,
    threads: int | None,
    progress: Callable[[str, int, int], None] | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of units that score at least ``floor``."""
    from rapidfuzz.fuzz import partial_ratio, ratio
    from rapidfuzz.process import cpdist

    from textnorm.kernels.headline_search import score_pairs

    judge_model = model()
    features = len(judge_model.weights) - len(STRING_FEATURES)
    weights = np.array(judge_model.weights[:features], dtype=np.float64)
    string_weights = judge_model.weights[features:]
    bar = float(np.log(floor / (1.0 - floor))) if floor < 1.0 else 700.0
    most = sum(
        max(0.0, weight * (0.2 if name.endswith("above_8") else 0.1 if name.endswith("above_9") else 1.0))
        for name, weight in zip(STRING_FEATURES, string_weights, strict=True)
    )
    folded = [reading.folded for reading in table.readings]
    worded = np.array([bool(reading.folded or reading.figures) for reading in table.readings], dtype=bool)
    longest = int(np.diff(table.start).max(initial=1))

    threads = threads or os.cpu_count() or 1

    def weigh(left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.float64]:
        scratch = [*(np.empty(longest, dtype=np.int32) for _ in range(3)), np.zeros(features)]
        logits = np.empty(len(left), dtype=np.float64)
        score_pairs(
            left, right, table.start, table.kicker, table.tails, table.marks, table.whole, table.figure_start,
            table.ids, table.joined, table.exact, table.stem, table.sound, table.head, table.tail,
            table.group, table.place, table.pole, table.flags, table.letters, table.letter_start,
            table.worth, table.sting, table.mask, table.value, weights, *scratch, logits,
        )  # fmt: skip
        return logits

    found: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]] = []
    for left, right in candidate_pairs(file_keys(table), when=when, window=window, split=split, progress=progress):
        with ThreadPoolExecutor(threads) as pool:
            logits = np.concatenate(
                list(pool.map(weigh, np.array_split(left, threads), np.array_split(right, threads)))
            )
        open_ = (logits + judge_model.intercept + most >= bar) & worded[left] & worded[right]
        left, right, logits = left[open_], right[open_], logits[open_]
        if not len(left):
            continue
        first, second = [folded[h] for h in left.tolist()], [folded[h] for h in right.tolist()]
        whole = cpdist(first, second, scorer=ratio, workers=-1, dtype=np.float64) / 100.0
        part = cpdist(first, second, scorer=partial_ratio, workers=-1, dtype=np.float64) / 100.0
        for weight, column in zip(
            string_weights, (whole, np.maximum(0.0, whole - 0.8), part, np.maximum(0.0, part - 0.9)), strict=True
        ):
            logits = logits + weight * column
        score = 1.0 / (1.0 + np.exp(-(logits + judge_model.intercept)))
        kept = score >= floor
        found.append((left[kept], right[kept], score[kept]))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    lefts, rights, scores = (np.concatenate(column) for column in zip(*found, strict=True))
    return lefts.astype(np.int64), rights.astype(np.int64), scores


_MOST_EXPANDED = 20_000_000


def _expand(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    score: NDArray[np.float64],
    unit_of: NDArray[np.int64],
    places: NDArray[np.int64],
    readings: Sequence[Any],
    split: int | None,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """From units to texts: every copy is paired with the first one of its line, and with what that one matches."""
    copies = np.flatnonzero(places[unit_of] != np.arange(len(unit_of)))
    worded = np.array([bool(reading.folded or reading.figures) for reading in readings], dtype=bool)
    copies = copies[worded[unit_of[copies]]]
    lefts, rights, scores = [places[left]], [places[right]], [score]
    if split is None:
        lefts.append(places[unit_of[copies]])
        rights.append(copies)
        scores.append(np.ones(len(copies)))
    order = np.argsort(unit_of[copies], kind="stable")
    copies = copies[order]
    first = np.searchsorted(unit_of[copies], np.arange(len(places) + 1))
    size = np.diff(first)
    for near, far in ((left, right), (right, left)):
        repeat = size[near]
        if 0 < repeat.sum() <= _MOST_EXPANDED:
            within = np.arange(repeat.sum()) - np.repeat(np.cumsum(repeat) - repeat, repeat)
            lefts.append(copies[np.repeat(first[near], repeat) + within])
            rights.append(np.repeat(places[far], repeat))
            scores.append(np.repeat(score, repeat))
    a, b = np.concatenate(lefts), np.concatenate(rights)
    every = np.concatenate(scores)
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((high, low))
    return low[order].astype(np.int32), high[order].astype(np.int32), every[order].astype(np.float32)
