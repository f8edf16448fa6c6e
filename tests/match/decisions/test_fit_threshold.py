"""A fitted threshold keeps its word: intervals hold nine times in ten, and few decisions are said to be few."""

from __future__ import annotations

import numpy as np
import pytest

from textnorm import BadRecord, Decisions, Matcher, UnknownOption
from textnorm.match.decisions.decisions import Decision, Side


def decided(scores: np.ndarray, same: np.ndarray, population: np.ndarray) -> Decisions:
    verdicts = zip(scores.tolist(), same.tolist(), strict=True)
    items = tuple(Decision(Side(0), Side(1), "same" if yes else "different", score) for score, yes in verdicts)
    counts = np.bincount(np.minimum((population * 100).astype(int), 99), minlength=100)
    return Decisions(items, {}, tuple(counts.tolist()))


def world(seed: int) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    """Scores and truth of a search: no logistic curve, but two crowds with a few of the other kind in each."""
    rng = np.random.default_rng(seed)
    scores = np.concatenate([rng.beta(8, 2, 2_000), 0.9 * rng.beta(4, 5, 1_000)])
    same = np.concatenate([rng.random(2_000) < 0.99, rng.random(1_000) < 0.1])
    seen = scores >= 0.3
    return scores[seen], same[seen], rng


@pytest.mark.parametrize("many", [20, 60, 150])
def test_the_intervals_hold_about_nine_times_in_ten(many: int) -> None:
    precise = recalled = close = 0
    for seed in range(20):
        scores, same, rng = world(seed)
        looked_at = rng.choice(len(scores), many, replace=False)
        fit = Matcher().fit_threshold(decided(scores[looked_at], same[looked_at], scores))
        taken = scores >= fit.threshold
        precise += fit.precision_interval[0] <= same[taken].mean() <= fit.precision_interval[1]
        recalled += fit.recall_interval[0] <= same[taken].sum() / same.sum() <= fit.recall_interval[1]
        f1 = [2 * same[scores >= t].sum() / ((scores >= t).sum() + same.sum()) for t in np.arange(1, 100) / 100]
        close += max(f1) - 2 * same[taken].sum() / (taken.sum() + same.sum()) < 0.03
    assert min(precise, recalled) >= 15
    assert close >= 17


def test_borderline_decisions_alone_do_not_mislead() -> None:
    scores, same, _ = world(3)
    nearest = np.argsort(np.abs(scores - 0.5))[:60]
    fit = Matcher().fit_threshold(decided(scores[nearest], same[nearest], scores))
    assert fit.precision_interval[0] <= same[scores >= fit.threshold].mean() <= fit.precision_interval[1]
    assert fit.needed > 100


def test_more_decisions_need_fewer_more_and_narrow_the_intervals() -> None:
    scores, same, rng = world(5)
    order = rng.permutation(len(scores))
    fits = [Matcher().fit_threshold(decided(scores[order[:n]], same[order[:n]], scores)) for n in (10, 40, 600)]
    assert min(fits[0].needed, fits[1].needed) > 0 == fits[-1].needed
    widths = [fit.precision_interval[1] - fit.precision_interval[0] for fit in fits]
    assert widths == sorted(widths, reverse=True)
    assert "no more decisions are needed" in str(fits[-1])


def test_no_decision_keeps_about_the_threshold_and_asks_for_some() -> None:
    fit = Matcher(threshold=0.7).fit_threshold([])
    assert fit.same == fit.different == 0
    assert fit.needed >= 20
    assert fit.threshold == 0.7
    assert fit.interval[0] < 0.6 < 0.8 < fit.interval[1]


def test_a_precision_can_be_asked_for() -> None:
    scores, same, rng = world(8)
    some = rng.choice(len(scores), 200, replace=False)
    decisions = decided(scores[some], same[some], scores)
    plain, strict = Matcher().fit_threshold(decisions), Matcher().fit_threshold(decisions, precision=0.97)
    assert strict.precision >= 0.97
    assert strict.threshold > plain.threshold
    assert strict.recall < plain.recall


def test_skipped_pairs_do_not_count() -> None:
    pairs = [("Der Käse ist gut", "Der Kaese ist gut", "same"), ("Dax", "Hund", "skip")]
    fit = Matcher().fit_threshold(pairs)
    assert (fit.same, fit.different) == (1, 0)
    assert not fit.whole


def test_decisions_of_another_matcher_are_scored_anew_or_refused() -> None:
    whole = {"text": "Der Käse ist gut"}
    item = {"left": whole, "right": {"text": "Der Kaese ist gut"}, "verdict": "same", "score": 0.1}
    file = {"format": "textnorm decisions", "version": 1, "matcher": {"kind": "headline"}, "decisions": [item]}
    assert Matcher().fit_threshold(file).same == 1
    item["left"] = whole | {"digest": "0" * 16}
    with pytest.raises(BadRecord, match="was made with another matcher"):
        Matcher().fit_threshold(file)
    with pytest.raises(BadRecord, match="has no score"):
        Matcher().fit_threshold([(0, 1, "same")])


def test_a_precision_outside_0_to_1_is_refused() -> None:
    with pytest.raises(UnknownOption, match="precision=2"):
        Matcher().fit_threshold([], precision=2)


def test_a_wrong_count_of_classes_is_refused() -> None:
    with pytest.raises(BadRecord, match="expected 100 counts, got 3"):
        Matcher().fit_threshold(Decisions((), {}, (1, 2, 3)))
