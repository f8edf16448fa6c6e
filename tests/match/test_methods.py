"""Methods and measures are tables: what they read, what they refuse, what they add up to."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from textnorm import Matcher, compare, find_duplicates, sketch
from textnorm.errors import UnknownOption
from textnorm.match.articles import measures
from textnorm.match.articles.measures import MEASURES, Measure
from textnorm.match.keep import KEEP
from textnorm.match.methods import METHODS
from textnorm.match.plans import PostingsPlan, SketchPlan
from textnorm.match.settings import PRESETS, MatchSettings

TEXTS = ["Die Stadt baut eine neue Brücke am Hafen", "DIE STADT BAUT EINE NEUE BRUECKE AM HAFEN", "Ein Hund bellt laut"]
PRESET_MATCHERS = {
    "text": Matcher(),
    "article": Matcher.articles(),
    "headline": Matcher.headlines(),
    "name": Matcher.names(),
    "story": Matcher.stories(),
}

OTHER: dict[str, Any] = {
    "unit": "word",
    "n": 4,
    "measure": "containment",
    "sketch_size": 64,
    "recall": 0.9,
    "seed": 2,
    "verify": False,
    "numbers": False,
    "reuse": "drop",
    "within": "3d",
}


@pytest.mark.parametrize("option", sorted(set(OTHER) - {"within"}))
def test_headlines_refuse_the_options_of_sketches(option: str) -> None:
    with pytest.raises(UnknownOption) as caught:
        Matcher.headlines(**{option: OTHER[option]})
    assert str(caught.value) == (
        f"{option}={OTHER[option]!r}: headlines have no option {option!r}; "
        "they have clusters, drop, keep, repair, threshold, within"
    )
    with pytest.raises(UnknownOption, match="headlines have no option"):
        Matcher.headlines().replace(**{option: OTHER[option]})


@pytest.mark.parametrize("kind", METHODS)
@pytest.mark.parametrize("option", OTHER)
def test_a_method_refuses_what_it_does_not_read_and_takes_the_rest(kind: str, option: str) -> None:
    matcher, value = PRESET_MATCHERS[kind], OTHER[option]
    if option in METHODS[kind].options or getattr(matcher, option) == value:
        assert getattr(matcher.replace(**{option: value}), option) == value
    else:
        with pytest.raises(UnknownOption, match=f"have no option '{option}'"):
            matcher.replace(**{option: value})


def test_the_constructor_refuses_too() -> None:
    with pytest.raises(UnknownOption, match="articles have no option 'verify'"):
        Matcher(kind="article", verify=False)
    assert Matcher(kind="headline").replace(repair=True).repair


def test_containment_cannot_be_estimated() -> None:
    with pytest.raises(UnknownOption, match="cannot estimate 'containment'"):
        Matcher(measure="containment", verify=False)


@pytest.mark.parametrize("make", [Matcher, Matcher.articles, Matcher.headlines, Matcher().replace])
def test_figures_are_numbers_now(make: Any) -> None:
    with pytest.raises(UnknownOption, match="option 'figures' is now called 'numbers'"):
        make(figures=True)


def test_every_option_belongs_to_a_method() -> None:
    options = set(MatchSettings.__slots__) - {"kind"}
    assert options == set().union(*(method.options for method in METHODS.values()))
    assert set(PRESETS) <= set(METHODS)
    assert set(OTHER) | {"clusters", "drop", "keep", "repair", "threshold"} == options


@pytest.mark.parametrize("keep", KEEP)
def test_every_rule_of_what_to_keep_is_an_option(keep: str) -> None:
    found = find_duplicates(TEXTS, Matcher(keep=keep), times=[1, 2, 3], priority=[1, 2, 3])
    assert KEEP[keep].because in str(found.why(0))


@pytest.mark.parametrize("kind", METHODS)
def test_a_matcher_is_used_as_the_functions_are(kind: str) -> None:
    matcher = PRESET_MATCHERS[kind]
    assert matcher.compare(*TEXTS[:2]) == compare(*TEXTS[:2], matcher=matcher)
    assert (matcher.find_duplicates(TEXTS).labels == find_duplicates(TEXTS, matcher).labels).all()
    assert (matcher.sketch(TEXTS).matrix == sketch(TEXTS, matcher).matrix).all()
    assert pickle.loads(pickle.dumps(matcher)) == matcher
    assert hash(matcher) == hash(matcher.replace())
    assert isinstance(find_duplicates(TEXTS).matcher, Matcher)


def test_a_plan_speaks_of_the_search_that_runs() -> None:
    assert isinstance(Matcher().plan(), SketchPlan)
    plan = Matcher.headlines().plan(1000)
    assert isinstance(plan, PostingsPlan)
    assert "postings" in str(plan)
    assert "bands" not in str(plan)
    assert "samples" in str(Matcher.articles(measure="jaccard").plan())


def test_measures_of_numbers_are_those_of_arrays() -> None:
    shared, left, right = np.array([2, 3]), np.array([4, 3]), np.array([5, 9])
    for measure in MEASURES.values():
        one = [measure.of(*row) for row in zip(shared.tolist(), left.tolist(), right.tolist(), strict=True)]
        assert measure.of(shared, left, right).tolist() == one
    assert MEASURES["containment"].of(2, 4, 5) == 0.5


def test_a_measure_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = Measure(lambda shared, a, b: 2 * shared / (a + b), lambda threshold: threshold / (2 - threshold))
    monkeypatch.setitem(measures.MEASURES, "dice", dice)
    matcher = Matcher(measure="dice", threshold=0.6)
    texts = ["a b c d e f", "a b c d e g", "h i j k l m"]
    assert matcher.compare(*texts[:2]).score == 0.75
    found = matcher.find_duplicates(texts)
    assert found.scores.tolist() == [0.75]
    assert "dice" in str(matcher.plan())
