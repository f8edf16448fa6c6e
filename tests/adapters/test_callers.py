"""Wrong arguments give plain errors; results can be pickled."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

import textnorm
from textnorm.errors import BadRecord, UnknownOption
from textnorm.match.matcher import Matcher, compare, find_duplicates
from textnorm.match.times import moment, seconds

TEXTS = [
    "Bürgermeisterin eröffnet neue Brücke über die Mündung",
    "Züge fallen aus, Bahn entschuldigt sich für Verspätungen",
    "Buergermeisterin eroeffnet neue Bruecke ueber die Muendung",
]

TAKERS: list[Callable[[object], object]] = [
    textnorm.clean,
    textnorm.explain,
    textnorm.key,
    textnorm.restore_umlauts,
    textnorm.to_ascii,
    lambda text: compare(text, "Bonn"),  # type: ignore[arg-type]
    lambda text: compare("Bonn", text),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("take", TAKERS)
@pytest.mark.parametrize("value", [b"Bonn", None, 3, ["Bonn"], float("nan")])
def test_a_value_that_is_no_text_is_reported(take: Callable[[object], object], value: object) -> None:
    with pytest.raises(BadRecord, match=rf"expected (str|a text or \(title, text\)), got {type(value).__name__}"):
        take(value)


@pytest.mark.parametrize("value", ["Bonn", 3, None, [66]])
def test_decode_takes_bytes_only(value: object) -> None:
    with pytest.raises(BadRecord, match="expected bytes"):
        textnorm.decode(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["Bonn", b"Bonn", None, 3])
@pytest.mark.parametrize("take", [textnorm.Cleaner().many, find_duplicates, textnorm.sketch])
def test_one_text_is_no_list_of_texts(take: Callable[[object], object], value: object) -> None:
    with pytest.raises(BadRecord, match="expected a list of texts"):
        take(value)


@pytest.mark.parametrize("make", [Matcher.articles, Matcher.headlines])
def test_an_unknown_setting_of_a_matcher_is_named(make: Callable[..., Matcher]) -> None:
    with pytest.raises(UnknownOption, match="did you mean 'threshold'"):
        make(treshold=0.5)


def test_a_matcher_is_no_name() -> None:
    with pytest.raises(UnknownOption, match=r"Matcher\.headlines\(\)"):
        find_duplicates(TEXTS, "headlines")  # type: ignore[arg-type]
    with pytest.raises(UnknownOption, match=r"Matcher\.headlines\(\)"):
        compare("a", "b", matcher="headlines")  # type: ignore[arg-type]


@pytest.mark.parametrize("threads", [0, -1, "two"])
def test_threads_are_a_number(threads: object) -> None:
    with pytest.raises(UnknownOption, match="threads="):
        find_duplicates(TEXTS, threads=threads)  # type: ignore[arg-type]
    with pytest.raises(UnknownOption, match="workers="):
        textnorm.Cleaner().many(TEXTS, workers=threads)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [-1, 1.5, "many"])
def test_a_plan_is_for_a_number_of_texts(count: object) -> None:
    with pytest.raises(UnknownOption, match="count="):
        Matcher().plan(count)  # type: ignore[arg-type]


def test_numbers_of_numpy_are_numbers() -> None:
    found = find_duplicates(TEXTS, Matcher.headlines())
    assert found.rethreshold(np.float32(0.9)).dropped.tolist() == [2]  # type: ignore[arg-type]
    assert found.why(np.int64(2)).kept == 0  # type: ignore[arg-type]
    assert textnorm.restore_umlauts("Loesung", min_confidence=np.float32(0.5)) == "Lösung"  # type: ignore[arg-type]


def test_a_window_of_time_is_never_ignored() -> None:
    with pytest.raises(UnknownOption, match="needs times"):
        find_duplicates(TEXTS, Matcher.headlines(within="3d"))
    with pytest.raises(UnknownOption, match="articles have no option 'within'"):
        find_duplicates(TEXTS, Matcher.articles(within="3d"), times=[0, 0, 0])
    with pytest.raises(UnknownOption, match="0 seconds or more"):
        seconds(-1)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (np.int64(60), 60.0),
        (np.datetime64("1970-01-02"), 86400.0),
        (np.datetime64("1970-01-01T00:00:01.5", "ns"), 1.5),
        ("1970-01-01T01:00:00+01:00", 0.0),
        (datetime(1970, 1, 1, 0, 1, tzinfo=UTC), 60.0),
    ],
)
def test_times_of_every_kind(time: object, expected: float) -> None:
    assert moment(time, 0) == expected


def test_no_time_is_none() -> None:
    assert np.isnan([moment(time, 0) for time in (None, "", np.datetime64("NaT", "s"), float("nan"))]).all()


def test_the_earliest_has_a_time() -> None:
    found = find_duplicates(TEXTS, Matcher.headlines(keep="earliest"), times=["", "2024-01-01", "2024-05-01"])
    assert found.dropped.tolist() == [0]


@pytest.mark.parametrize("matcher", [Matcher(unit="char"), Matcher.articles(threshold=0.1), Matcher.headlines()])
@pytest.mark.parametrize("texts", [list, iter])
def test_a_result_can_be_pickled(matcher: Matcher, texts: Callable[[list[str]], list[str]]) -> None:
    found = find_duplicates(texts(TEXTS), matcher)
    again = pickle.loads(pickle.dumps(found))
    assert again.labels.tolist() == found.labels.tolist()
    assert [str(again.why(place)) for place in range(3)] == [str(found.why(place)) for place in range(3)]


def test_one_is_not_many() -> None:
    assert repr(find_duplicates(TEXTS, Matcher.headlines())) == (
        "<Duplicates: 3 texts: 1 copy (33.3 %) in 1 cluster, the largest of 2; 2 stay.>"
    )
    assert "1 shingle shared, of 1 and 1" in find_duplicates(["Bonn", "bonn"], Matcher()).why(1).reasons
    assert repr(textnorm.find_passages(["Bonn"])) == "<Passages: 0 in 1 text>"


def test_what_is_not_there_is_not_counted() -> None:
    assert repr(find_duplicates(["Bonn", "Dax"], Matcher())) == "<Duplicates: 2 texts: 0 copies; 2 stay.>"
    assert find_duplicates([]).notes == ()


@pytest.mark.parametrize("text", [2, -1, 1.5, "a", True])
def test_why_of_a_text_that_is_not_there(text: object) -> None:
    with pytest.raises(BadRecord, match="2 texts"):
        find_duplicates(TEXTS[:2]).why(text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "option",
    [{"quotes": [1]}, {"dashes": []}, {"keep": None}, {"umlauts": "yes"}, {"locale": 3}, {"single_line": 1}],
    ids=lambda option: next(iter(option)),
)
def test_a_cleaner_names_the_option_that_has_a_wrong_type(option: dict[str, Any]) -> None:
    with pytest.raises(UnknownOption, match=f"^{next(iter(option))}="):
        textnorm.Cleaner(**option)
