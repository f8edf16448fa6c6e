"""Which copy is kept."""

from __future__ import annotations

import pytest

from textnorm import Matcher, find_duplicates


@pytest.mark.parametrize("order", [1, -1])
def test_damage_makes_a_copy_longer_but_not_the_one_to_keep(order: int) -> None:
    sound = "Nordkorea empfängt russische Militärdelegation"
    damaged = [
        "Nordkorea empfaengt russische Militaerdelegation",
        "Nordkorea empf&auml;ngt russische Militärdelegation",
    ]
    texts = [*damaged, sound][::order]
    found = find_duplicates(texts, Matcher.headlines())
    assert [texts[place] for place in found.kept] == [sound]
    articles = [f"{text}. " * 12 + "Das meldet die Agentur aus Seoul." for text in texts]
    kept = find_duplicates(articles, Matcher.articles()).kept
    assert [articles[place] for place in kept] == [f"{sound}. " * 12 + "Das meldet die Agentur aus Seoul."]


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_that_are_equally_early_the_one_without_damage_stays(order: int) -> None:
    texts = ["Rotkreuz-Mitarbeiter in Donezk getötet", "Rotkreuz-Mitarbeiter in Donezk getoetet"][::order]
    sound = texts.index("Rotkreuz-Mitarbeiter in Donezk getötet")
    days = ["2014-10-02", "2014-10-02"]
    assert find_duplicates(texts, Matcher.headlines(keep="earliest"), times=days).kept.tolist() == [sound]
    assert find_duplicates(texts, Matcher.headlines(keep="priority"), priority=[1, 1]).kept.tolist() == [sound]
    assert find_duplicates(texts, Matcher.headlines(keep="most_frequent")).kept.tolist() == [sound]
    earlier = find_duplicates(texts, Matcher.headlines(keep="earliest"), times=["2014-10-02", "2014-10-01"])
    assert earlier.kept.tolist() == [1]
