"""``fit_threshold``: from decisions to a threshold, with what it can be expected to do, and how sure that is.

The chance that a pair is the same is taken to rise with its score as a logistic curve. Every curve on a grid of
midpoints and slopes is weighed by how well it explains the decisions (Bayes' rule), so no optimiser can fail, few
decisions give wide intervals, and none at all give the threshold of the matcher. What a threshold does to all pairs is
counted on the scores of the whole search, since people look at borderline pairs first, which are not typical.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.errors import BadRecord, UnknownOption
from textnorm.match.decisions.decisions import Decisions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.decisions.decisions import Decision
    from textnorm.match.pairs import Pair
    from textnorm.match.settings import MatchSettings

__all__ = ["ThresholdFit", "fit_threshold"]

#: What the score depends on: decisions of a search with other values are scored anew.
_SCORE = ("kind", "unit", "n", "measure", "numbers", "repair", "reuse")
_CLASSES = 100
#: The share of decisions that are slips of the hand.
_SLIPS = 0.01
#: How far the midpoint may lie from the threshold of the matcher before anything is known (standard deviation).
_PRIOR_WIDTH = 0.2
#: How steep curves are before anything is known (median, and standard deviation of the logarithm).
_SLOPE, _SLOPE_WIDTH = 18.0, 0.6
#: As how many decisions it counts that scores of 1.0 are the same and scores of 0.0 are not.
_SURE = 5
#: The intervals hold the true value in nine of ten cases.
_TAIL = 0.05
_NINE_TENTHS = 1.645  # standard deviations
#: Enough is known when precision and recall are known to within this.
_MARGIN = 0.03
_LEAST, _LEAST_EACH = 20, 5

_MIDPOINTS = np.linspace(0.0, 1.0, 101)
_SLOPES = np.geomspace(4.0, 200.0, 24)
_THRESHOLDS = np.arange(1, _CLASSES + 1) / _CLASSES


@dataclass(frozen=True, slots=True)
class ThresholdFit:
    """A proposed ``threshold`` and what it is expected to do.

    ``precision`` is the share of the pairs from the threshold on that are the same; ``recall`` is the share of the same
    pairs, among those that the search kept, that reach it. Each interval holds the true value in nine of ten cases.
    ``needed`` says how many more decisions it takes to know precision and recall to within 0.03; ``same`` and
    ``different`` count the decisions that were used.
    """

    threshold: float
    interval: tuple[float, float]
    precision: float
    precision_interval: tuple[float, float]
    recall: float
    recall_interval: tuple[float, float]
    needed: int
    same: int
    different: int
    whole: bool

    def __str__(self) -> str:
        among = "pairs that the search kept" if self.whole else "pairs that were decided, which may not be typical"
        more = f"decide {self.needed} more pairs, of all scores" if self.needed else "no more decisions are needed"
        return (
            f"threshold {self.threshold:.2f} ({_span(self.interval)}), from {self.same} same and "
            f"{self.different} different\n"
            f"  precision {self.precision:.3f} ({_span(self.precision_interval, 3)}), "
            f"recall {self.recall:.3f} ({_span(self.recall_interval, 3)}) of the {among}\n"
            f"  {more}"
        )


def _span(interval: tuple[float, float], digits: int = 2) -> str:
    return f"{interval[0]:.{digits}f}–{interval[1]:.{digits}f}"


def fit_threshold(
    matcher: MatchSettings,
    decisions: Any,
    compare: Callable[[str, str, MatchSettings], Pair],
    *,
    precision: float | None = None,
) -> ThresholdFit:
    """Propose a threshold from ``decisions``; see ``Matcher.fit_threshold``."""
    if precision is not None and not (isinstance(precision, int | float) and 0 < precision <= 1):
        raise UnknownOption(f"precision={precision!r}: must be a number above 0 and at most 1")
    decisions = Decisions.of(decisions)
    known = _is_about(decisions, matcher)
    decided = [decision for decision in decisions if decision.verdict != "skip"]
    scores = np.array([_score(decision, matcher, compare, known=known) for decision in decided], dtype=np.float64)
    same = np.array([decision.verdict == "same" for decision in decided], dtype=bool)
    weights, chances = _posterior(scores, same, matcher.threshold)
    whole = known and sum(decisions.scores) > 0
    counts = np.asarray(decisions.scores, dtype=np.float64) if whole else np.zeros(_CLASSES)
    if len(counts) != _CLASSES:
        raise BadRecord(f"decisions 'scores': expected {_CLASSES} counts, got {len(counts)}")
    if not whole:
        counts += np.bincount(np.minimum((scores * _CLASSES).astype(int), _CLASSES - 1), minlength=_CLASSES)
        counts += 0.01  # something to count where nothing was decided
    start = None if decided else matcher.threshold
    sides = (int(same.sum()), int((~same).sum()))
    return _proposal(weights, chances, counts, sides, precision, start=start, whole=whole)


def _is_about(decisions: Decisions, matcher: MatchSettings) -> bool:
    """Whether the decisions are about a search that scores as ``matcher`` does."""
    return all(decisions.matcher.get(name, getattr(matcher, name)) == getattr(matcher, name) for name in _SCORE)


def _score(
    decision: Decision, matcher: MatchSettings, compare: Callable[[str, str, MatchSettings], Pair], *, known: bool
) -> float:
    if known and decision.score is not None:
        return float(decision.score)
    left, right = decision.left, decision.right
    if not (left.is_whole and right.is_whole):
        why = "has no score" if known else "was made with another matcher"
        raise BadRecord(
            f"decisions: the one on {left} and {right} {why}, and not both whole texts; "
            "export the decisions from a report of this matcher, or pass the texts themselves"
        )
    return float(compare(left.text, right.text, matcher).score)


def _posterior(
    scores: NDArray[np.float64], same: NDArray[np.bool_], threshold: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The weight of every curve, and the chance that it gives to the middle of every class of scores."""
    middle, slope = (axis.ravel() for axis in np.meshgrid(_MIDPOINTS, _SLOPES, indexing="ij"))
    log = -0.5 * ((middle - threshold) / _PRIOR_WIDTH) ** 2 - 0.5 * (np.log(slope / _SLOPE) / _SLOPE_WIDTH) ** 2
    # Texts that share everything are the same, and texts that share nothing are not, before anybody looks.
    log += _SURE * (np.log(_logistic(slope * (1 - middle))) + np.log(_logistic(slope * middle)))
    for score, is_same in zip(scores, same, strict=True):
        chance = _SLIPS + (1 - 2 * _SLIPS) * _logistic(slope * (score - middle))
        log += np.log(chance if is_same else 1 - chance)
    weights = np.exp(log - log.max())
    places = (np.arange(_CLASSES) + 0.5) / _CLASSES
    return weights / weights.sum(), _logistic(slope[:, None] * (places[None, :] - middle[:, None]))


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), dtype=np.float64)


def _proposal(
    weights: NDArray[np.float64],
    chances: NDArray[np.float64],
    counts: NDArray[np.float64],
    decided: tuple[int, int],
    precision: float | None,
    *,
    start: float | None,
    whole: bool,
) -> ThresholdFit:
    # Threshold t is the lower edge of class 100 t; 1.0 has the class below it, which holds the scores of 1.0.
    first = np.minimum((_THRESHOLDS * _CLASSES + 0.5).astype(int), _CLASSES - 1)
    true = chances * counts
    hits = true[:, ::-1].cumsum(axis=1)[:, ::-1][:, first]
    kept = counts[::-1].cumsum()[::-1][first]
    total = true.sum(axis=1)[:, None]
    precisions = hits / np.maximum(kept, 1e-12)
    recalls = hits / np.maximum(total, 1e-12)
    f1 = 2 * hits / np.maximum(kept[None, :] + total, 1e-12)
    filled = kept > 0
    if precision is None:
        best = int(np.argmax(np.where(filled, weights @ f1, -1)))
        ideal = np.argmax(np.where(filled[None, :], f1, -1), axis=1)
    else:
        enough = np.where(filled[None, :], precisions, 1.0) >= precision
        ideal = np.where(enough.any(axis=1), enough.argmax(axis=1), _CLASSES - 1)
        expected = np.where(filled, weights @ precisions, 1.0) >= precision
        best = int(expected.argmax()) if expected.any() else _CLASSES - 1
    if start is not None:  # nothing is known that speaks for another
        best = int(np.argmin(np.abs(_THRESHOLDS - start)))
    interval = _interval(_THRESHOLDS[ideal], weights)
    spans = [_interval(values[:, best], weights) for values in (precisions, recalls)]
    threshold = float(_THRESHOLDS[best])
    return ThresholdFit(
        threshold=round(threshold, 2),
        interval=(min(interval[0], threshold), max(interval[1], threshold)),
        precision=float(weights @ precisions[:, best]),
        precision_interval=spans[0],
        recall=float(weights @ recalls[:, best]),
        recall_interval=spans[1],
        needed=_needed(spans, decided, (weights @ precisions[:, best], weights @ recalls[:, best])),
        same=decided[0],
        different=decided[1],
        whole=whole,
    )


def _interval(values: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[float, float]:
    """The middle nine tenths of ``values`` by weight."""
    order = np.argsort(values, kind="stable")
    shares = np.cumsum(weights[order])
    low, high = np.searchsorted(shares, [_TAIL, 1 - _TAIL])
    last = len(values) - 1
    return float(values[order[min(low, last)]]), float(values[order[min(high, last)]])


def _needed(spans: list[tuple[float, float]], decided: tuple[int, int], shares: tuple[float, float]) -> int:
    """How many more decisions make both intervals narrow enough: their width falls with the root of the number.

    But never more than a sample of pairs of all scores needs that is judged by itself.
    """
    done = sum(decided)
    widest = max((high - low) / 2 for low, high in spans)
    by_width = ceil(max(done, _LEAST_EACH) * ((widest / _MARGIN) ** 2 - 1)) if widest > _MARGIN else 0
    by_sample = max(ceil((_NINE_TENTHS / _MARGIN) ** 2 * share * (1 - share)) for share in shares)
    by_count = max(_LEAST - done, sum(max(_LEAST_EACH - side, 0) for side in decided))
    return max(min(by_width, by_sample), by_count, 0)
