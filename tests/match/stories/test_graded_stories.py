"""Reports, follow-ups and other events, graded by a reader before anything was run.

``tests/cases/stories.json`` has four stories a family: two reports of one event (grade 4), a follow-up (3 with both),
and another event of the same topic (2 with all three). Every second family was looked at while the constants were
chosen.
"""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from textnorm import Matcher, compare, find_duplicates

CASES = json.loads((Path(__file__).parents[2] / "cases" / "stories.json").read_text(encoding="utf-8"))
GRADES = (
    ("report", "other report", 4), ("report", "follow-up", 3), ("other report", "follow-up", 3),
    ("report", "other event", 2), ("other report", "other event", 2), ("follow-up", "other event", 2),
)  # fmt: skip


def story(family: dict[str, Any], part: str) -> tuple[str, str]:
    title, text = family[part]
    return title, text


def graded(families: list[dict[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
    """The grades and the scores of all pairs; the report of the next family is another story (1)."""
    grades, scores = [], []
    for number, family in enumerate(families):
        stranger = story(families[(number + 1) % len(families)], "report")
        pairs = [(story(family, one), story(family, other), grade) for one, other, grade in GRADES]
        pairs += [(story(family, part), stranger, 1) for part in ("report", "other report")]
        for one, other, grade in pairs:
            grades.append(grade)
            scores.append(compare(one, other, matcher=Matcher.stories()).score)
    return np.array(grades), np.array(scores)


def area(good: np.ndarray, bad: np.ndarray) -> float:
    """The share of pairs of a good and a bad score in which the good one is higher."""
    return float(np.mean([(one > other) + 0.5 * (one == other) for one, other in product(good, bad)]))


@pytest.mark.parametrize(("half", "correlation", "events"), [(0, 0.63, 0.81), (1, 0.72, 0.90)], ids=["read", "held"])
def test_scores_follow_the_grades_of_a_reader(half: int, correlation: float, events: float) -> None:
    grades, scores = graded(CASES[half::2])
    assert np.corrcoef(grades, scores)[0, 1] >= correlation
    assert area(scores[grades == 4], scores[grades <= 2]) >= events


def test_no_cluster_joins_two_families() -> None:
    parts = ("report", "other report", "follow-up", "other event")
    found = find_duplicates([story(family, part) for family in CASES for part in parts], Matcher.stories())
    assert len(found.clusters) >= len(CASES) // 2
    assert all(len({member // len(parts) for member in members}) == 1 for members in found.clusters)


def test_a_name_is_one_in_the_genitive_and_where_a_sentence_begins() -> None:
    one = ("Neuer Vertrag", "Der Verein plant mit Brunkhorst. Er soll bis 2031 bleiben.")
    for other in ("Brunkhorsts Vertrag läuft aus.", "Brunkhorst verlängert.", "Nun unterschreibt auch Brunkhorst."):
        pair = compare(one, ("", other), matcher=Matcher.stories())
        assert any("shared:" in reason and "Brunkhorst" in reason for reason in pair.reasons), other
