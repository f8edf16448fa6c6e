"""The search for duplicate headlines in a corpus: parse, file under keys, gather candidates, classify."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.headline_alignment import Alignment
from textnorm.match.corpus.repair import repair_text
from textnorm.match.headlines.candidates import candidate_pairs, file_keys
from textnorm.match.headlines.classifier import LARGEST_STRING_FEATURES, classify, model, string_features
from textnorm.match.headlines.compare import MEASURE
from textnorm.match.headlines.parse import ParsedHeadline, parse_headline
from textnorm.match.headlines.parts import learn_suffixes
from textnorm.match.headlines.reasons import reasons_for
from textnorm.match.headlines.table import LARGE, HeadlineTable
from textnorm.match.pairs import NEAR, PairTable
from textnorm.match.times import moment, seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = ["find_headline_pairs"]


def find_headline_pairs(
    texts: Sequence[str],
    *,
    matcher: MatchSettings,
    times: Sequence[Any] | None = None,
    split: int | None = None,
    threads: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> PairTable:
    """Classify every pair of ``texts`` that has a chance, and return those at or near the threshold.

    ``times`` (numbers in seconds, dates, ISO strings) and ``matcher.within`` limit how far apart two headlines may be.
    With ``split``, pairs have one text before and one behind that position. Texts without a word are never in a pair.
    ``threads`` is their number (all cores); the result does not depend on it.
    """
    window = -1.0 if matcher.within is None else seconds(matcher.within)
    when = np.full(len(texts), np.nan)
    if times is not None and window >= 0.0:
        when = np.array([moment(time, place) for place, time in enumerate(times)], dtype=np.float64)

    unit_of, places = _group_copies(texts, when, window, split)
    parsed = _parse_all([texts[place] for place in places.tolist()], matcher.repair)
    if progress:
        progress("read", len(parsed), len(parsed))
    table = HeadlineTable.from_headlines(parsed)
    blank = np.array([headline.is_blank for headline in parsed], dtype=bool)
    split_unit = -1 if split is None else int(np.searchsorted(places, split))
    candidates = candidate_pairs(
        file_keys(table), when=when[places], window=window, split=split_unit, progress=progress
    )  # fmt: skip
    scored = _score_candidates(candidates, table, blank, NEAR * matcher.threshold, threads or os.cpu_count() or 1)
    left, right, score = _expand(*scored, unit_of, places, blank, split)
    same = score >= np.float32(matcher.threshold)
    return PairTable(left, right, score, same, MEASURE, _Reasons(texts, unit_of, table, left, right))


def _group_copies(
    texts: Sequence[str], when: NDArray[np.float64], window: float, split: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The unit of every text and the first place of every unit.

    Copies of one line are one unit: a million of them cost a million, not its square.
    """
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
    return unit_of, np.array(representative, dtype=np.int64)


def _parse_all(lines: list[str], repair: bool) -> list[ParsedHeadline]:
    if repair:
        lines = [repair_text(line) for line in lines]
    suffixes = learn_suffixes(lines) if len(lines) >= LARGE else frozenset()
    return [parse_headline(line, suffixes=suffixes) for line in lines]


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
        first, second = self.table.headline(int(self.unit_of[a])), self.table.headline(int(self.unit_of[b]))
        return reasons_for(first, second, classify(first, second))


_Pairs = tuple["NDArray[np.int32]", "NDArray[np.int32]"]
_ScoredPairs = tuple["NDArray[np.int32]", "NDArray[np.int32]", "NDArray[np.float64]"]


def _score_candidates(
    candidates: Iterator[_Pairs], table: HeadlineTable, blank: NDArray[np.bool_], floor: float, threads: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The candidates that score at least ``floor``, and their scores."""
    weights, string_weights, intercept = model()
    least = float(np.log(floor / (1.0 - floor))) if floor < 1.0 else 700.0
    reach = sum(
        max(0.0, weight * largest) for weight, largest in zip(string_weights, LARGEST_STRING_FEATURES, strict=True)
    )
    folded = [headline.folded for headline in table.parsed]
    weigh = _Weigher(table, np.array(weights, dtype=np.float64))
    found: list[_ScoredPairs] = []
    for left, right in candidates:
        with ThreadPoolExecutor(threads) as pool:
            logits = np.concatenate(
                list(pool.map(weigh, np.array_split(left, threads), np.array_split(right, threads)))
            )  # fmt: skip
        undecided = (logits + intercept + reach >= least) & ~blank[left] & ~blank[right]
        left, right, logits = left[undecided], right[undecided], logits[undecided]
        if not len(left):
            continue
        first, second = [folded[h] for h in left.tolist()], [folded[h] for h in right.tolist()]
        for weight, column in zip(string_weights, _string_features(first, second), strict=True):
            logits = logits + weight * column
        score = 1.0 / (1.0 + np.exp(-(logits + intercept)))
        kept = score >= floor
        found.append((left[kept], right[kept], score[kept]))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    lefts, rights, scores = (np.concatenate(column) for column in zip(*found, strict=True))
    return lefts.astype(np.int64), rights.astype(np.int64), scores


def _string_features(first: list[str], second: list[str]) -> list[NDArray[np.float64]]:
    """The string features of many pairs, by RapidFuzz on all cores."""
    from rapidfuzz.fuzz import partial_ratio, ratio
    from rapidfuzz.process import cpdist

    whole, part = (
        cpdist(first, second, scorer=scorer, workers=-1, dtype=np.float64) / 100.0 for scorer in (ratio, partial_ratio)
    )
    return string_features(whole, part, np.maximum)


class _Weigher:
    """Weighs the features of pairs by kernel; safe to call from several threads."""

    def __init__(self, table: HeadlineTable, weights: NDArray[np.float64]) -> None:
        self._table = table
        self._weights = weights
        self._longest = int(np.diff(table.columns.start).max(initial=1))

    def __call__(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.float64]:
        from textnorm.kernels.headline_search import score_pairs

        alignment = Alignment(*(np.empty(self._longest, dtype=np.int32) for _ in Alignment._fields))
        logits = np.empty(len(left), dtype=np.float64)
        score_pairs(
            left, right, self._table.word_columns, self._table.columns, self._weights, alignment,
            np.zeros(len(self._weights)), logits,
        )  # fmt: skip
        return logits


_MOST_EXPANDED = 20_000_000


def _expand(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    score: NDArray[np.float64],
    unit_of: NDArray[np.int64],
    places: NDArray[np.int64],
    blank: NDArray[np.bool_],
    split: int | None,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """From units to texts: every copy is paired with the first one of its line, and with what that one matches."""
    copies = np.flatnonzero(places[unit_of] != np.arange(len(unit_of)))
    copies = copies[~blank[unit_of[copies]]]
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
