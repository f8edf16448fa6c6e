"""A match is a value like any other, though its reasons are made when somebody asks for them."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, asdict, replace
from typing import Any

import pytest

from textnorm import Match, Matcher, SeenIndex, open_index
from textnorm.match.index.values import Item

SYLLABLES = ("Ober", "Unter", "Neu", "Alt")
WORDS = [f"{first}{last}" for first in SYLLABLES for last in ("dorf", "heim", "stadt", "au", "tal")]
TITLE, OTHER = "Kanzler reist nach Kiew", "Kanzler Scholz reist nach Kiew"


def explained(asked: list[int]) -> Match:
    def explain() -> tuple[str, ...]:
        asked.append(1)
        return ("identical",)

    return Match.explained_by(explain, Item("a", TITLE, 1.0, {"b": 2}), 0.9, "headline")


GIVEN = Match("a", 0.9, ("identical",), 1.0, {"b": 2}, TITLE, "headline")


def test_reasons_are_made_once_and_only_for_who_asks() -> None:
    asked: list[int] = []
    match = explained(asked)
    assert (match.id, match.score, match.time, match.payload, match.text) == ("a", 0.9, 1.0, {"b": 2}, TITLE)
    assert not asked
    assert match.reasons == match.reasons == ("identical",)
    assert asked == [1]


@pytest.mark.parametrize(
    "taken",
    [
        lambda match: match,
        lambda match: pickle.loads(pickle.dumps(match)),
        copy.copy,
        copy.deepcopy,
        replace,
        lambda match: Match(**asdict(match)),
    ],
)
def test_it_is_equal_to_one_whose_reasons_were_given(taken: Any) -> None:
    match = taken(explained([]))
    assert match == GIVEN
    assert repr(match) == repr(GIVEN)
    assert str(match) == str(GIVEN)
    assert str(match).endswith("\n  - identical")
    assert match != replace(GIVEN, reasons=())


def test_nothing_of_it_can_be_changed_and_nothing_is_made_up() -> None:
    match = explained([])
    with pytest.raises(FrozenInstanceError):
        match.reasons = ()  # type: ignore[misc]
    with pytest.raises(AttributeError, match="'Match' object has no attribute 'reason'"):
        match.reason  # type: ignore[attr-defined]  # noqa: B018


@pytest.fixture
def index() -> Iterator[SeenIndex]:
    with open_index(":memory:", Matcher.headlines()) as index:
        index.add(1, OTHER)
        yield index


def test_reasons_are_read_from_a_closed_index(index: SeenIndex) -> None:
    (match,) = index.check(TITLE)
    index.close()
    assert match.reasons[0] == "only in B: Scholz"


def test_reasons_are_those_of_the_time_of_the_check(index: SeenIndex) -> None:
    """Whatever the index has learned since: here, that a phrase is that of a series."""
    phrase = "Das war die Nacht im Norden:"
    index.add(0, f"{phrase} Hund findet den Kanzler")
    text = f"{phrase} Hund findet Kanzler"
    (read_now,), (read_later,) = index.check(text), index.check(text)
    before = read_now.reasons
    index.add_many((number, f"{phrase} {word} {word}") for number, word in enumerate(WORDS, 2))
    index.compact()
    (after,) = (match for match in index.check(text) if match.id == 0)
    assert after.reasons[0] == "series: Das war die Nacht im Norden"
    assert read_later.reasons == before == ("shared: Kanzler, Norden, Hund, findet",)
