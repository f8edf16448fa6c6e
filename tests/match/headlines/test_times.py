from __future__ import annotations

import random
from itertools import pairwise

import pytest

from textnorm import Matcher, compare, find_duplicates, open_index
from textnorm.match.times import DAY

HEADLINES = Matcher.headlines()
NEWS = "Stadtrat beschließt Neubau der Grundschule am Deich"
LONG = "Landgericht verurteilt früheren Bürgermeister von Emden wegen Untreue zu drei Jahren Haft ohne Bewährung"
VARIANT = f"Prozess: {LONG}"
SAME = "Stadtrat beschließt: Neubau der Grundschule am Deich"


@pytest.mark.parametrize(("gap", "same"), [(0, True), (1, True), (30, False)])
def test_the_same_words_weeks_later_are_another_item(gap: int, same: bool) -> None:
    line = "Heizölpreise steigen weiter"
    found = find_duplicates([line, line], HEADLINES, times=["2024-05-01", f"2024-05-{1 + gap:02}"])
    assert bool(len(found.dropped)) is same


@pytest.mark.parametrize("days", [0.1, 1, 2, 3, 4, 6])
def test_long_equal_headlines_a_few_days_apart_are_one_item(days: float) -> None:
    assert bool(len(find_duplicates([LONG, LONG], HEADLINES, times=[0, days * DAY]).dropped))


@pytest.mark.parametrize(("days", "most"), [(11, 0.5), (30, 0.5), (31, 0.15), (365, 0.15), (3650, 0.15)])
def test_weeks_apart_even_long_equal_headlines_are_two_items(days: int, most: float) -> None:
    found = find_duplicates([LONG, LONG], HEADLINES.replace(threshold=0.01), times=[0, days * DAY])
    (score,) = found.scores.tolist()
    assert score < most


def test_the_longer_two_headlines_are_apart_the_less_they_score() -> None:
    matcher = HEADLINES.replace(threshold=0.001)
    scores = [
        find_duplicates([LONG, VARIANT], matcher, times=[0, days * DAY]).scores.tolist()
        for days in (0, 1, 2, 4, 7, 11, 31)
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(map(tuple, scores))) == len(scores)


STATISTICS = [
    "Inflation im Euro-Raum steigt auf Rekordniveau",
    "Inflation im Euroraum steigt auf 7,5 Prozent",
    "Gesundheitsämter melden leicht rückläufige Inzidenz",
    "Corona-Zahlen: Inzidenz geht leicht zurück, melden die Gesundheitsämter",
    "Arbeitslosenquote sinkt",
    "Arbeitslosenquote sinkt auf 2,4 Prozent",
]


@pytest.mark.parametrize(("hours", "joined"), [(None, []), (5, [(0, 1), (2, 3)]), (24, []), (700, [])])
def test_a_statistic_of_one_day_is_one_item_if_more_is_shared_than_its_course(
    hours: int | None, joined: list[tuple[int, int]]
) -> None:
    times = None if hours is None else [0, hours * DAY / 24] * 3
    assert [tuple(pair) for pair in find_duplicates(STATISTICS, HEADLINES, times=times).pairs.tolist()] == joined


@pytest.mark.parametrize("hours", [0, 5, 17, 19, 24, 60])
def test_an_index_scores_statistics_as_the_search_does(hours: int) -> None:
    times = [1e9, 1e9 + hours * 3600.0] * 3
    matcher = HEADLINES.replace(threshold=0.2)
    found = find_duplicates(STATISTICS, matcher, times=times)
    expected = {(left, right): score for left, right, score, same in found.table if same}
    with open_index(":memory:", matcher) as index:
        index.add_many(zip(range(6), STATISTICS, times, strict=True))
        seen = {
            (number, match.id): match.score
            for number, (text, time) in enumerate(zip(STATISTICS, times, strict=True))
            for match in index.check(text, at=time)
            if match.id > number
        }
    assert seen.keys() == expected.keys()
    assert list(map(seen.get, expected)) == pytest.approx(list(expected.values()), abs=1e-6)


def test_reasons_name_the_days_between() -> None:
    found = find_duplicates([NEWS, SAME], HEADLINES, times=["2024-05-01", "2024-05-05"])
    rows = [found.table.explain(row) for row in range(len(found.table))]
    assert any("4 days apart" in reasons for reasons in rows)


@pytest.mark.parametrize("seed", range(6))
def test_within_does_not_depend_on_the_order_of_the_texts(seed: int) -> None:
    days = [1, 3, 5]
    random.Random(seed).shuffle(days)
    times = [f"2024-05-{day:02}" for day in days]
    found = find_duplicates([NEWS] * 3, HEADLINES.replace(within="3d"), times=times)
    assert sorted(days[place] for place in found.kept.tolist()) == [1, 5]


def test_no_pair_lies_further_apart_than_within() -> None:
    times = [f"2024-05-{day:02}" for day in range(1, 29)]
    texts = [NEWS if day % 2 else SAME for day in range(28)]
    found = find_duplicates(texts, HEADLINES.replace(within="3d"), times=times)
    assert len(found.table)
    assert max(right - left for left, right, _, _ in found.table) <= 3


def test_texts_without_a_time_are_judged_by_their_words() -> None:
    found = find_duplicates([NEWS, SAME], HEADLINES, times=[None, "2024-05-05"])
    assert found.scores.tolist() == pytest.approx([compare(NEWS, SAME, matcher=HEADLINES).score])


TOPICS = ["Rente", "Maut", "Diesel", "Schule", "Streik", "Brexit", "Fasching", "Ernte", "Miete", "Kirche", "Hochwasser"]
TOPICS += ["Tarif", "Wolf", "Bahn", "Pflege"]


def test_a_phrase_with_many_fillings_is_a_series() -> None:
    texts = [f"{one} und {two}: das bewegt Emden heute" for one, two in pairwise(TOPICS)]
    found = find_duplicates(texts, HEADLINES)
    assert not len(found.dropped)


def test_a_subject_that_many_headlines_begin_with_is_still_one() -> None:
    news = [
        "reist nach Kiew",
        "lobt Bauern",
        "besucht Oslo",
        "warnt vor Frost",
        "dankt Helfern",
        "will Quote",
        "spricht in Rom",
    ]
    texts = [f"Von der Leyen {what}" for what in [*news, "eröffnet Messe", "trifft Minister"]]
    found = find_duplicates([*texts, "Baerbock reist nach Kiew"], HEADLINES)
    assert not len(found.dropped)


def test_variants_of_one_headline_are_no_series() -> None:
    line = "Stadtrat von Emden beschließt den Bau der neuen Brücke am alten Hafen"
    texts = [line, line.upper(), line + " | SPIEGEL", f"Verkehr: {line}", line.replace("ü", "ue"), line + " (Update)"]
    texts += [f"{line} – {mark}" for mark in ("live", "Video", "Kommentar", "Update")]
    assert len(find_duplicates(texts, HEADLINES).kept) == 1


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from textnorm.match.headlines import candidates

    monkeypatch.setattr(candidates, "WORK", 10)
    monkeypatch.setattr(candidates, "LEAST_FOLLOWED", 2)
    draw = random.Random(1)
    texts = [" ".join(draw.sample(TOPICS, 6)) for _ in range(60)]
    assert "not all of these were compared" in find_duplicates(texts, HEADLINES).summary()


def test_a_crowd_of_copies_of_variants_is_one_cluster() -> None:
    variants = [f"{kicker}: {NEWS}" for kicker in TOPICS] + [NEWS]
    found = find_duplicates([variant for variant in variants for _ in range(2_000)], HEADLINES)
    assert len(found.kept) == 1
