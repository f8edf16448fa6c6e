"""The search for duplicate headlines in a corpus: parse, file under keys, gather candidates, classify."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textnorm.kernels.scores.headline_flags import STATISTIC
from textnorm.match.corpus.lines import Lines
from textnorm.match.corpus.rubrics import ONE_ISSUE
from textnorm.match.headlines.bulk.packed_table import PackedTable
from textnorm.match.headlines.bulk.weigh import Weigher
from textnorm.match.headlines.candidates import candidate_pairs, file_keys
from textnorm.match.headlines.classifier import (
    classify,
    largest_string_weight,
    model,
    model_for_kernels,
    near_logits,
    string_features,
    time_logits,
)
from textnorm.match.headlines.compare import MEASURE
from textnorm.match.headlines.parse import ParsedHeadline
from textnorm.match.headlines.reasons import IDENTICAL, reasons_for, reasons_for_one_key
from textnorm.match.headlines.table import HeadlineTable, Parsed, Unparsed
from textnorm.match.pairs import NEAR, FoundPairs, PairTable
from textnorm.match.times import DAY, days_apart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.corpus.corpus import Corpus, Run
    from textnorm.match.settings import MatchSettings

__all__ = [
    "Scored", "final_scores", "find_given_pairs", "find_headline_pairs", "logits_of_first", "score_candidates",
    "score_headlines",
]  # fmt: skip


_Pairs = tuple["NDArray[np.int32]", "NDArray[np.int32]"]


def find_headline_pairs(corpus: Corpus, matcher: MatchSettings, run: Run) -> FoundPairs:
    """Classify every pair of texts that has a chance, and return those at or near the threshold.

    Times are evidence: the same words four weeks later are mostly another day's item, and issues of a rubric are never
    one. ``matcher.within`` limits how far apart two headlines may be. Texts without a word are never in a pair. The
    result does not depend on threads.
    """
    lines = Lines.of(corpus, matcher.within, ONE_ISSUE)
    units = lines.units
    table = HeadlineTable.from_headlines(
        Unparsed.of([corpus.texts[place] for place in units.first.tolist()], matcher.repair)
    )
    run.report("read", len(table), len(table))
    postings = file_keys(table)
    candidates = candidate_pairs(
        postings, when=lines.units.when, window=lines.reach, split=lines.unit_split, progress=run.progress
    )
    return _judged(corpus, matcher, run, lines, table, candidates, postings.notes)


def find_given_pairs(
    corpus: Corpus,
    matcher: MatchSettings,
    run: Run,
    *,
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    parse: Callable[[list[int]], list[ParsedHeadline]],
    timed: bool = False,
) -> FoundPairs:
    """What ``find_headline_pairs`` finds among ``pairs`` of the texts of a larger corpus, by their positions.

    ``parse`` gives texts, by position, as headlines of that corpus: without its suffixes, with its series marked.
    ``timed`` says whether that corpus knows times.
    """
    lines = Lines.of(corpus, matcher.within, ONE_ISSUE, timed=timed)
    table = HeadlineTable.from_headlines(Parsed(parse(lines.units.first.tolist())), series=False)
    first, second = (lines.units.of[side].astype(np.int32) for side in pairs)
    candidates = iter([(np.minimum(first, second), np.maximum(first, second))])
    return _judged(corpus, matcher, run, lines, table, candidates, ())


def _judged(
    corpus: Corpus,
    matcher: MatchSettings,
    run: Run,
    lines: Lines,
    table: HeadlineTable,
    candidates: Iterator[_Pairs],
    notes: tuple[str, ...],
) -> FoundPairs:
    """The candidates, pairs of units, that are at or near the threshold, as pairs of texts."""
    units, real = lines.units, ~table.blank
    floor = NEAR * matcher.threshold
    scored = score_candidates(candidates, table, units.when, real, floor, run.threads or os.cpu_count() or 1)
    scored = scored.only(~lines.other_issues(scored.left, scored.right))
    rows = lines.expand(scored.left, scored.right, real)
    left, right, score = lines.near(rows, final_scores(scored, rows.row, lines.apart(rows)), floor)
    if not rows.complete:
        notes = (*notes, "Too many pairs of copies to list each: they are paired by the first copy of every line.")
    reasons = _Reasons(corpus.texts, units.of, table, lines.when, left, right)
    return FoundPairs(
        PairTable(left, right, score, score >= np.float32(matcher.threshold), MEASURE, reasons),
        None if lines.window >= 0.0 or corpus.archive_size is not None else lines.groups(real),
        notes=notes,
    )


def final_scores(scored: Scored, row: NDArray[np.int64], seconds_apart: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scores of pairs of texts by the words of their ``row`` (-1: copies of one line) and by their times."""
    days = seconds_apart / DAY
    logits = np.append(scored.logits, 0.0)[row] + time_logits(days)
    logits += near_logits(days, np.append(scored.regained, 0.0)[row])
    identical = np.append(scored.identical, True)[row] & ~(seconds_apart >= 2 * DAY)
    return np.where(identical, 1.0, 1.0 / (1.0 + np.exp(-logits)))


@dataclass(frozen=True, slots=True, eq=False)
class _Reasons:
    """The reasons of a row of the table; a value and no closure, so that the result can be pickled."""

    texts: Sequence[str]
    unit_of: NDArray[np.int64]
    table: HeadlineTable
    when: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]

    def __call__(self, row: int) -> tuple[str, ...]:
        a, b = int(self.left[row]), int(self.right[row])
        apart = days_apart(abs(self.when[a] - self.when[b]))
        if self.texts[a] == self.texts[b]:
            return (*apart, IDENTICAL)
        first, second = self.table.headline(int(self.unit_of[a])), self.table.headline(int(self.unit_of[b]))
        if first.key == second.key:
            return (*apart, *reasons_for_one_key(first, second))
        return (*apart, *reasons_for(first, second, classify(first, second)))


# Of 6,000 candidates with partners for less than this share of their words, none scored above 0.03: such pairs are not
# measured, unless the table of pairs goes down to such scores.
_FRAME, _FRAME_FROM = 0.2, 0.25
_ROUNDING = 1e-6


class Scored(NamedTuple):
    """Pairs of units, the sum of their weighted features, and whether their keys are the same.

    ``regained`` is what they weigh more if they are of one time.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    logits: NDArray[np.float64]
    regained: NDArray[np.float64]
    identical: NDArray[np.bool_]

    def only(self, some: NDArray[np.bool_]) -> Scored:
        """Some of them."""
        return Scored._make([column[some] for column in self])


def score_candidates(
    candidates: Iterator[_Pairs],
    table: HeadlineTable,
    when: NDArray[np.float64],
    real: NDArray[np.bool_],
    floor: float,
    threads: int,
) -> Scored:
    """The candidates that may score at least ``floor`` once the times of their texts are considered."""
    intercept, reach = model().intercept, largest_string_weight()
    least = float(np.log(floor / (1.0 - floor))) if floor < 1.0 else 700.0
    weigh = _weigher(table, _FRAME if floor >= _FRAME_FROM else 0.0)
    whole, folded = table.columns.whole, table.folded
    stated = _state_figures(table)
    found: list[tuple[NDArray[Any], ...]] = []
    for left, right, logits in _weighed_ahead(candidates, weigh, threads):
        # Copies may lie a day nearer than the earliest texts of their units.
        days = np.maximum(0.0, np.abs(when[left] - when[right]) / DAY - 1.0)
        regained = np.zeros(len(logits))
        places = np.flatnonzero(stated[left] & stated[right] & (near_logits(days, 1.0) > 0.0))
        if len(places):
            of_one_time = weigh.few(left[places], right[places], model_for_kernels(near=True))
            regained[places] = of_one_time - logits[places]
        logits += intercept
        bonus = time_logits(days) + near_logits(days, regained)
        same = whole[left] == whole[right]
        undecided = (same | (logits + bonus + reach >= least)) & real[left] & real[right]
        left, right, logits, regained, bonus, same = (
            column[undecided] for column in (left, right, logits, regained, bonus, same)
        )
        if not len(left):
            continue
        first, second = [folded[h] for h in left.tolist()], [folded[h] for h in right.tolist()]
        hopeful = _add_string_features(logits, first, second, np.where(same, -np.inf, least - bonus))
        left, right, logits, regained, bonus, same = (
            column[hopeful] for column in (left, right, logits, regained, bonus, same)
        )
        for place in np.flatnonzero(same).tolist():
            same[place] = table.same_key(int(left[place]), int(right[place]))
        kept = same | (logits + bonus >= least - 1e-9)
        found.append((left[kept], right[kept], logits[kept], regained[kept], same[kept]))
    if not found:
        return Scored(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool))
    lefts, rights, *others = (np.concatenate(column) for column in zip(*found, strict=True))
    return Scored(lefts.astype(np.int64), rights.astype(np.int64), *others)


def _state_figures(table: HeadlineTable) -> NDArray[np.bool_]:
    """Which headlines name a statistic: the others weigh the same at any time."""
    named = table.word_columns.flags[table.columns.ids] & STATISTIC != 0
    before = np.append(0, np.cumsum(named))[table.columns.start]
    return np.asarray(before[1:] > before[:-1])


def _add_string_features(
    logits: NDArray[np.float64], first: list[str], second: list[str], least: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Add to ``logits`` what the string features of pairs weigh, for those that may reach ``least``; which these are.

    The partial ratio takes ten times as long as the ratio, and most pairs cannot reach theirs whatever it is. No part
    of the longer text has more in common with the shorter one, of ``n`` characters, than all of it, the ``m``
    characters that the ratio counts; so at best the ratio of the shorter one and these.
    """
    from rapidfuzz.fuzz import partial_ratio, ratio

    shorter, both = _sizes(first, second)
    whole = _compared(first, second, ratio)
    common = whole * both / 2.0
    part = np.where(shorter == 0, 1.0, 2.0 * common / np.maximum(shorter + common, 1.0) + _ROUNDING)
    largest = logits.copy()
    for weight, column in zip(model().string_weights, string_features(whole, part, np.maximum), strict=True):
        largest += np.maximum(weight * column, 0.0)
    hopeful: NDArray[np.bool_] = largest >= least - _ROUNDING
    if not hopeful.any():
        return hopeful
    places = np.flatnonzero(hopeful).tolist()
    part[hopeful] = _compared([first[place] for place in places], [second[place] for place in places], partial_ratio)
    _weigh_ratios(logits, whole, part)
    return hopeful


def _weigh_ratios(logits: NDArray[np.float64], whole: NDArray[np.float64], part: NDArray[np.float64]) -> None:
    """Add to ``logits`` what the string features of pairs weigh, from their ratios."""
    for weight, column in zip(model().string_weights, string_features(whole, part, np.maximum), strict=True):
        logits += weight * column


def _sizes(first: list[str], second: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The length of the shorter text of every pair, and of both together."""
    one, other = (np.fromiter(map(len, side), dtype=np.int64, count=len(side)) for side in (first, second))
    return np.minimum(one, other), one + other


def _compared(first: list[str], second: list[str], scorer: Any) -> NDArray[np.float64]:
    """A ratio of every pair, by RapidFuzz on all cores (``workers`` -1)."""
    from rapidfuzz.process import cpdist

    found: NDArray[np.float64] = cpdist(first, second, scorer=scorer, workers=-1, dtype=np.float64) / 100.0
    return found


def _weighed_ahead(
    candidates: Iterator[_Pairs], weigh: Weigher, threads: int
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]]:
    """The candidates and what they weigh; further ones are gathered while these are weighed."""
    with ThreadPoolExecutor(threads) as pool:
        coming = pool.submit(next, candidates, None)
        while (pairs := coming.result()) is not None:
            coming = pool.submit(next, candidates, None)
            yield *pairs, weigh.shared_out(*pairs, pool)


def score_headlines(
    table: HeadlineTable, left: NDArray[np.int32], right: NDArray[np.int32], threads: int
) -> NDArray[np.float64]:
    """The score of every pair of headlines, as ``compare`` gives it."""
    if not len(left):
        return np.zeros(0)
    with ThreadPoolExecutor(threads) as pool:
        logits = _weigher(table).shared_out(left, right, pool) + model().intercept
    first, second = ([table.folded[h] for h in side.tolist()] for side in (left, right))
    _weigh_ratios(logits, *_ratios(first, second))
    scores = 1.0 / (1.0 + np.exp(-np.maximum(logits, -700.0)))
    for place in np.flatnonzero(table.columns.whole[left] == table.columns.whole[right]).tolist():
        if table.same_key(int(left[place]), int(right[place])):
            scores[place] = 1.0
    return scores


def _ratios(first: list[str], second: list[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The ratio and the partial ratio of every pair."""
    from rapidfuzz.fuzz import partial_ratio, ratio

    return _compared(first, second, ratio), _compared(first, second, partial_ratio)


def _weigher(table: HeadlineTable, least_frame: float = 0.0) -> Weigher:
    return Weigher(table.word_columns, table.columns, model_for_kernels(), least_frame)


def logits_of_first(table: PackedTable, least: float = -np.inf, *, near: bool = False) -> NDArray[np.float64]:
    """The logit of the first headline of a table with each of the others; times are not considered.

    With ``near``, they are known to be of one time. What cannot reach ``least`` gets something below it.
    """
    from rapidfuzz.fuzz import partial_ratio, ratio

    logits = table.weigh_first(model_for_kernels(near=near))
    logits += model().intercept
    open_ones = (logits + largest_string_weight() >= least).nonzero()[0].tolist()
    if open_ones:
        own, folded = table.folded[0], table.folded
        # They are few: a call for all takes longer than one for each.
        whole, part = np.array(
            [[scorer(own, folded[1 + place]) for place in open_ones] for scorer in (ratio, partial_ratio)]
        )
        some = logits[open_ones]
        _weigh_ratios(some, whole / 100.0, part / 100.0)
        logits[open_ones] = some
    return logits
