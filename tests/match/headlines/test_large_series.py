"""A series of hundreds of items: what fills it comes again and again, and is no part of the series."""

from __future__ import annotations

from itertools import permutations

import pytest

from textnorm import Matcher, find_duplicates

TEAMS = [
    *("Kassel", "Bremen", "Rostock", "Ulm", "Erfurt", "Kiel", "Mainz", "Bonn"),
    *("Potsdam", "Halle", "Trier", "Passau", "Jena", "Cottbus", "Hagen", "Worms"),
]


@pytest.mark.parametrize(
    "frame",
    ["{} gegen {} live im TV und Stream: Hier läuft das Spiel", "{} vs {}: Prediction, kick-off time, team news"],
)
def test_one_shared_filling_of_two_is_no_duplicate(frame: str) -> None:
    titles = [frame.format(*pair) for pair in permutations(TEAMS, 2)]
    found = find_duplicates([*titles, titles[0].upper()], Matcher.headlines())
    assert [sorted(members) for members in found.clusters] == [[0, len(titles)]]
