from __future__ import annotations

import pickle
from dataclasses import replace

from textnorm import Matcher, compare
from textnorm.match.pairs import Pair


def test_reasons_are_found_once_and_only_when_asked_for() -> None:
    calls = []

    def find() -> tuple[str, ...]:
        calls.append(1)
        return ("shared: Brücke",)

    pair = Pair("a", "b", True, 0.9, "headline", find)
    assert not calls
    assert pair.reasons == pair.reasons == ("shared: Brücke",)
    assert len(calls) == 1
    assert pair == Pair("a", "b", True, 0.9, "headline", ("shared: Brücke",))
    assert replace(pair, score=0.8).reasons == pair.reasons


def test_a_pair_whose_reasons_nobody_asked_for_can_be_pickled() -> None:
    pair = compare("Neue Brücke in Emden", "Emden eröffnet neue Brücke", matcher=Matcher.headlines())
    copy = pickle.loads(pickle.dumps(pair))
    assert copy == pair
    assert copy.reasons
    assert Pair("a", "b", False, 0.0, "headline").reasons == ()
