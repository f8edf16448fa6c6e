from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm import Matcher, compare, find_duplicates
from textnorm.errors import BadRecord, TextnormError, UnknownOption
from textnorm.kernels.sets.sparse_overlap import scalar_products
from textnorm.match.clusters import average_linkage
from textnorm.match.pairs import PairTable

STORIES = [
    (
        "Deich bricht bei Emden",
        "Nach der Sturmflut ist bei Emden ein Deich gebrochen. 200 Menschen wurden in Sicherheit gebracht.",
    ),
    (
        "Sturmflut: Hunderte müssen ihre Häuser verlassen",
        "Rund 200 Menschen mussten in der Nacht ihre Häuser verlassen, nachdem bei Emden ein Deich gebrochen war.",
    ),
    (
        "Emden nach dem Deichbruch",
        "Am Deich bei Emden arbeiten Helfer. Die Sturmflut hatte ihn brechen lassen, 200 Menschen waren geflohen.",
    ),
    ("Bayern gewinnt in Dortmund", "Der FC Bayern hat das Spitzenspiel in Dortmund mit 3:1 gewonnen."),
    ("3:1 im Spitzenspiel", "Mit 3:1 hat der FC Bayern das Spitzenspiel in Dortmund gewonnen."),
    ("Neue Leiterin für das Stadtarchiv in Kassel", "Das Archiv hat eine neue Leiterin. Sie kommt aus Marburg."),
]
TITLES, TEXTS = ([story[part] for story in STORIES] for part in (0, 1))
TIMES = ["2024-01-01", "2024-01-02", "2024-01-02", "2024-01-06", "2024-01-06", "2024-01-07"]
FRAME = {"head": TITLES, "body": TEXTS, "day": TIMES}


def clusters(found: Any) -> set[frozenset[int]]:
    return {frozenset(members) for members in found.clusters}


def test_reports_of_one_event_are_one_story_and_others_are_not() -> None:
    found = find_duplicates(STORIES, Matcher.stories())
    assert clusters(found) == {frozenset({0, 1, 2}), frozenset({3, 4})}


def test_title_and_text_of_a_table_are_judged_together() -> None:
    records = [dict(zip(FRAME, row, strict=True)) for row in zip(*FRAME.values(), strict=True)]
    pandas = pytest.importorskip("pandas")
    arrow = pytest.importorskip("pyarrow")
    columns = {"title": "head", "text": "body"}
    expected = find_duplicates(STORIES)
    assert expected.matcher == Matcher.stories()
    for frame in (FRAME, records, pandas.DataFrame(FRAME), arrow.table(FRAME)):
        found = find_duplicates(frame, columns=columns)
        assert found.labels.tolist() == expected.labels.tolist()
    assert find_duplicates(FRAME, Matcher.headlines(), columns={"title": "head"}).texts == TITLES


def test_an_event_has_its_common_words_and_its_span_of_time() -> None:
    found = find_duplicates(FRAME, columns={"title": "head", "text": "body", "time": "day"})
    deich, spiel = sorted(found.events, key=lambda event: min(event.stories))
    assert {"Emden", "Deich"} <= set(deich.words)
    assert (deich.first, deich.last) == ("2024-01-01", "2024-01-02")
    assert set(spiel.stories) == {3, 4}
    assert str(spiel).startswith("2 stories, 2024-01-06 to 2024-01-06: ")
    assert pickle.loads(pickle.dumps(found)).events == found.events
    assert find_duplicates(TITLES, Matcher.headlines()).events == []


def test_pair_and_corpus_give_one_score() -> None:
    found = find_duplicates([*STORIES, ("Deich bricht bei Emden", None), (None, TEXTS[0])], Matcher.stories())
    assert len(found.table) >= 4
    for row, (left, right, score, same) in enumerate(found.table):
        pair = compare(found.texts[left], found.texts[right], matcher=Matcher.stories())
        assert score == pytest.approx(pair.score, abs=1e-6)
        assert same is pair.same
        assert found.table.explain(row) == pair.reasons


def test_the_score_does_not_depend_on_the_order_of_the_pair() -> None:
    for a in STORIES:
        for b in STORIES:
            forth, back = compare(a, b), compare(b, a)
            assert forth.score == pytest.approx(back.score, abs=1e-12)
            assert (forth.measure, forth.same) == ("story", back.same)


def test_reasons_name_what_joins_and_what_separates() -> None:
    reasons = compare(STORIES[0], STORIES[1]).reasons
    assert any(reason.startswith("shared: ") and "Emden" in reason for reason in reasons)
    assert any(reason.startswith("only in A: ") for reason in reasons)
    assert any(reason.startswith("titles and texts: ") for reason in reasons)


def test_days_between_two_stories_count_against_one_event() -> None:
    def score(*times: str) -> float:
        found = find_duplicates(STORIES[3:5], Matcher.stories(threshold=0.01), times=times)
        return float(found.table.score[0]) if len(found.table) else 0.0

    scores = [score("2024-01-01", day) for day in ("2024-01-01", "2024-01-08", "2024-02-20")]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3
    within = find_duplicates(STORIES[3:5], Matcher.stories(within="2d"), times=["2024-01-01", "2024-01-08"])
    assert len(within.table) == 0


def test_an_archive_of_stories_is_searched() -> None:
    found = find_duplicates(STORIES[1:2] + STORIES[5:], Matcher.stories(), against=[STORIES[3], STORIES[0]])
    assert found.labels.tolist() == [1, -1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"texts": FRAME, "columns": {"titel": "head"}}, "did you mean 'title'"),
        ({"texts": FRAME, "columns": {"title": "kopf"}}, "no column 'kopf'; there are head, body, day"),
        ({"texts": FRAME, "columns": {"time": "day"}}, "name the column of the title"),
        ({"texts": FRAME, "columns": {}}, "name a column by its role"),
        ({"texts": 5, "columns": {"title": "head"}}, "got int"),
        ({"texts": [{"head": "a"}, {}], "columns": {"title": "head"}}, "record 1: there is no column 'head'"),
        (
            {"texts": FRAME, "columns": {"title": "head", "text": "body"}, "matcher": Matcher.headlines()},
            "single texts",
        ),
        ({"texts": [("a", "b", "c")]}, r"text 0: expected a text or \(title, text\), got tuple of 3"),
        ({"texts": [("a", "b"), ("a", 5)]}, "text 1, text: expected str or None, got int"),
    ],
)
def test_what_is_no_story_is_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises((BadRecord, UnknownOption), match=message) as caught:
        find_duplicates(**arguments)
    assert isinstance(caught.value, TextnormError)


def test_what_is_no_story_is_kept_on_request() -> None:
    found = find_duplicates([*STORIES, ("a", 5)], errors="keep")
    assert clusters(found) == {frozenset({0, 1, 2}), frozenset({3, 4})}
    assert len(found) == 7


def test_copies_of_one_story_make_a_linear_number_of_pairs() -> None:
    found = find_duplicates([STORIES[0]] * 3_000 + STORIES[5:], Matcher.stories())
    assert len(found.clusters) == 1
    assert len(found.clusters[0]) == 3_000
    assert len(found.table) < 3 * 3_000


def test_blank_stories_are_nobodys_copies() -> None:
    found = find_duplicates([("", ""), (None, None), ("!!", "…"), ("", "")], Matcher.stories())
    assert found.labels.tolist() == [0, 1, 2, 3]
    assert compare(("", ""), ("", "")).score == 0.0


@given(st.tuples(st.text(max_size=40), st.text(max_size=80)), st.tuples(st.text(max_size=40), st.text(max_size=80)))
def test_no_story_crashes(a: tuple[str, str], b: tuple[str, str]) -> None:
    assert 0.0 <= compare(a, b).score <= 1.0
    find_duplicates([a, b, a], Matcher.stories())


weights = st.integers(0, 1 << 20).map(lambda grains: grains / (1 << 20))
vectors = st.lists(st.dictionaries(st.integers(0, 9), weights, max_size=6), min_size=2, max_size=5)


@given(vectors)
def test_scalar_products_are_those_of_dictionaries(rows: list[dict[int, float]]) -> None:
    start = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    places = np.array([place for row in rows for place in sorted(row)], dtype=np.int32)
    values = np.array([row[place] for row in rows for place in sorted(row)], dtype=np.float32)
    left, right = (side.astype(np.int32) for side in np.triu_indices(len(rows)))
    found = np.empty(len(left))
    scalar_products(left, right, start, places, values, found)
    expected = [
        sum(rows[a][place] * rows[b][place] for place in sorted(rows[a].keys() & rows[b].keys()))
        for a, b in zip(left.tolist(), right.tolist(), strict=True)
    ]
    assert found.tolist() == expected  # in whatever order they are summed up


def linked(scores: dict[tuple[int, int], float], count: int, threshold: float = 0.5) -> list[int]:
    ends = np.array(sorted(scores), dtype=np.int32).reshape(-1, 2)
    score = np.array([scores[a, b] for a, b in ends.tolist()], dtype=np.float32)
    table = PairTable(ends[:, 0], ends[:, 1], score, score >= threshold, "story", lambda row: ())
    return average_linkage(table, count, order=np.arange(count), threshold=threshold).tolist()


def test_a_chain_does_not_join_strangers() -> None:
    assert linked({(0, 1): 0.9, (1, 2): 0.9}, 3) == [0, 0, 2]
    assert linked({(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.3}, 3) == [0, 0, 0]


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda ends: ends[0] < ends[1]),
        st.integers(1, 8).map(lambda eighths: eighths / 8),
        max_size=21,
    )
)
def test_average_linkage_is_the_textbook_one(scores: dict[tuple[int, int], float]) -> None:
    groups = [{place} for place in range(7)]

    def average(one: set[int], two: set[int]) -> float:
        return sum(scores.get((min(a, b), max(a, b)), 0.0) for a in one for b in two) / (len(one) * len(two))

    labels = linked(scores, 7)
    found: dict[int, set[int]] = {}
    for place, label in enumerate(labels):
        found.setdefault(label, set()).add(place)
    # Ties may be broken either way, so the clusters are checked by what they promise: none of them can grow.
    groups = list(found.values())
    assert all(average(a, b) < 0.5 + 1e-9 for a in groups for b in groups if a is not b)
    assert all(label == min(members) for label, members in found.items())
