"""Rubrics: equal lines on other days are other items once they have come again, and only then."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm import Matcher, find_duplicates, open_index
from textnorm.match.corpus.rubrics import comes_again
from textnorm.match.times import DAY

HEADLINES = Matcher.headlines()
RUBRIC = "Das Wochenende kompakt: die Übersicht für Eilige"
NEWS = "Stadtrat beschließt Neubau der Grundschule am Deich"


def items_left(times: list[float | None], line: str = RUBRIC, **options: object) -> int:
    return len(find_duplicates([line] * len(times), HEADLINES.replace(**options), times=times).kept)


@pytest.mark.parametrize("every", [1, 2, 3, 7])
def test_issues_of_a_rubric_are_items_of_their_own(every: int) -> None:
    assert items_left([every * number * DAY for number in range(8)]) == 8


def test_copies_of_one_issue_are_one_item() -> None:
    assert items_left([number * DAY + hour * 3600 for number in range(0, 21, 3) for hour in (0, 1, 9)]) == 7


def test_an_issue_that_comes_a_little_early_is_another_one() -> None:
    assert items_left([number * 0.9 * DAY for number in range(12)]) == 12


@pytest.mark.parametrize("days", [[0, 1], [0, 2], [0, 2, 4], [0, 0, 0, 1, 1, 3]])
def test_a_line_that_does_not_come_again_is_news(days: list[int]) -> None:
    assert items_left([day * DAY for day in days]) == 1


def test_news_that_many_print_at_first_is_no_rubric() -> None:
    assert items_left([*[0.0] * 9, DAY, 2.5 * DAY, 5 * DAY, 8 * DAY], NEWS) == 1


def test_of_many_equal_headlines_of_one_day_one_is_kept() -> None:
    assert items_left(list(range(500, 0, -1)), NEWS) == 1


def test_a_copy_without_a_time_is_judged_by_its_words() -> None:
    found = find_duplicates([RUBRIC] * 4, HEADLINES, times=[0, 7 * DAY, 14 * DAY, None])
    assert {tuple(pair) for pair in found.pairs.tolist()} == {(0, 3), (1, 3), (2, 3)}


@pytest.mark.parametrize("options", [{}, {"within": "3d"}, {"clusters": "average"}, {"keep": "earliest"}])
@pytest.mark.parametrize("times", [[1, 0, 0], [3, 2, 1, 0], [DAY, 0, DAY / 2, 0, 60], list(range(30, 0, -1))])
def test_of_equal_headlines_of_one_day_one_is_kept(times: list[float], options: dict[str, str]) -> None:
    assert items_left(list(times), NEWS, **options) == 1


def test_without_times_there_are_no_rubrics() -> None:
    assert len(find_duplicates([RUBRIC] * 9, HEADLINES).kept) == 1


def test_issues_are_told_apart_across_an_archive() -> None:
    times = [0, 7 * DAY, 14 * DAY, 14 * DAY, 21 * DAY]
    found = find_duplicates([RUBRIC] * 2, HEADLINES, against=[RUBRIC] * 3, times=times)
    assert found.dropped.tolist() == [0]


@given(st.lists(st.floats(0, 30 * DAY), max_size=12), st.randoms())
def test_a_rubric_does_not_depend_on_order(times: list[float], draw: random.Random) -> None:
    shuffled = draw.sample(times, len(times))
    assert comes_again(times) == comes_again(shuffled)
    assert items_left(list(times)) == items_left(list(shuffled))


def test_others_change_nothing() -> None:
    """Parts of a corpus find what the whole finds."""
    draw = random.Random(4)
    lines = [f"{name} im Überblick" for name in ("Wetter", "Börse", "Verkehr", "Kultur", "Sport")]
    texts = [draw.choice(lines) for _ in range(120)]
    times = [draw.randrange(40) * DAY for _ in texts]
    found = find_duplicates(texts, HEADLINES, times=times)
    for line in lines:
        own = [place for place, text in enumerate(texts) if text == line]
        alone = find_duplicates([line] * len(own), HEADLINES, times=[times[place] for place in own])
        assert np.isin(own, found.kept).tolist() == np.isin(range(len(own)), alone.kept).tolist()


def test_an_index_finds_the_pairs_of_the_search() -> None:
    draw = random.Random(7)
    texts = [draw.choice([RUBRIC, NEWS, "Wetter am Abend"]) for _ in range(40)]
    times = [draw.randrange(30) * DAY + draw.randrange(3) * 3600 for _ in texts]
    found = find_duplicates(texts, HEADLINES, times=times)
    pairs = {tuple(pair) for pair in found.pairs.tolist()}
    with open_index(":memory:", HEADLINES) as index:
        index.add_many(zip(range(len(texts)), texts, times, strict=True))
        seen = {
            (min(number, match.id), max(number, match.id))
            for number, (text, time) in enumerate(zip(texts, times, strict=True))
            for match in index.check(text, at=time, limit=100)
            if match.id != number
        }
    assert seen == pairs
