"""What an index does is the same on every store."""

from __future__ import annotations

import math
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest

import textnorm
from textnorm import BadRecord, IndexUnusable, Matcher, RecipeMismatch, UnknownOption, open_index

DAY = 86_400.0
HEADLINES = [
    "Kanzler empfängt Präsidenten in Berlin",
    "Hund beißt Briefträger in Bremen",
    "Bahn streicht Züge zwischen Köln und Bonn",
    "Gericht verbietet Verkauf von Heizpilzen",
]
TEMPLATE = "Meldung {} aus Werk {}: Leitung plant Umbau der Halle {}"


def lines(count: int) -> list[str]:
    """Headlines of which no two say the same."""
    syllables = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "wu", "fen", "dor", "gal", "hir", "jus", "pel"]
    mixed = [number * 40_503 & 0xFFFF for number in range(4 * count)]  # each number once
    names = ["".join(syllables[value >> shift & 15] for shift in (12, 8, 4, 0)).capitalize() for value in mixed]
    return [f"{a} {b} in {c} gegen {d}" for a, b, c, d in zip(*(names[part::4] for part in range(4)), strict=True)]


def test_a_text_is_found_with_its_score_reasons_id_time_and_payload(place: str) -> None:
    with open_index(place, Matcher.headlines()) as index:
        index.add("a", HEADLINES[0], at="2024-05-01", source="dpa")
        (match,) = index.check("KANZLER EMPFAENGT PRAESIDENTEN IN BERLIN", at="2024-05-01")
        assert (match.id, match.score, match.payload) == ("a", 1.0, {"source": "dpa"})
        assert match.time == datetime(2024, 5, 1, tzinfo=UTC).timestamp()
        assert match.reasons[0] == "same words"
        assert match.text == HEADLINES[0]
        assert not index.check(HEADLINES[1])


def test_matches_come_best_first(place: str) -> None:
    with open_index(place, Matcher.headlines()) as index:
        index.add(1, "Kanzler empfängt Präsidenten am Abend in Berlin")
        index.add(2, HEADLINES[0])
        scores = [match.score for match in index.check(HEADLINES[0])]
        assert index.check(HEADLINES[0])[0].id == 2
        assert scores == sorted(scores, reverse=True)


def test_check_or_add_adds_only_what_is_new(place: str) -> None:
    with open_index(place, Matcher.headlines()) as index:
        assert index.check_or_add("a", HEADLINES[0]).added
        again = index.check_or_add("b", HEADLINES[0])
        assert not again.added
        assert [match.id for match in again] == ["a"]
        assert len(index) == 1
        found = index.check_or_add_many([("c", HEADLINES[1]), ("d", HEADLINES[1]), ("e", HEADLINES[2])])
        assert [matches.added for matches in found] == [True, False, True]


def test_batch_forms_take_tuples_and_mappings(place: str) -> None:
    with open_index(place, Matcher.headlines()) as index:
        added = index.add_many(
            [
                ("a", HEADLINES[0]),
                ("b", HEADLINES[1], 5.0),
                ("c", HEADLINES[2], None, {"x": 1}),
                {"id": 4, "text": "Ulm", "y": 2},
            ]
        )
        assert added == 4
        assert [item.payload for item in index] == [{}, {}, {"x": 1}, {"y": 2}]
        assert [bool(found) for found in index.check_many([*HEADLINES[:2], "Neues"])] == [True, True, False]
        with pytest.raises(BadRecord, match=r"item 1: .*id, text"):
            index.add_many([("a", "b"), "c"])


@pytest.mark.parametrize("id", ["a", "ä\ud800'; DROP TABLE items; --", 0, 1.5, True, None, [1, "b"], {"k": [None]}])
def test_an_id_is_anything_that_json_holds(place: str, id: Any) -> None:
    with open_index(place, Matcher.headlines()) as index:
        index.add(id, HEADLINES[0], note=id)
        item = index.get(id)
        assert item is not None
        assert (item.id, item.payload) == (id, {"note": id})
        assert id in index
        assert index.remove(id)
        assert not index.remove(id)
        assert index.get(id) is None
        assert not index.check(HEADLINES[0])


def test_an_id_that_json_cannot_hold_is_refused(place: str) -> None:
    with open_index(place, Matcher.headlines()) as index:
        for bad in (b"a", {1, 2}, math.nan):
            with pytest.raises(BadRecord, match="id="):
                index.add(bad, "x")
        with pytest.raises(BadRecord, match="expected str"):
            index.add(1, None)  # type: ignore[arg-type]


def test_the_same_id_again_replaces_the_item(place: str) -> None:
    with open_index(place, Matcher.headlines()) as index:
        index.add("a", HEADLINES[0])
        index.add("a", HEADLINES[1])
        assert len(index) == 1
        assert not index.check(HEADLINES[0])
        assert index.check(HEADLINES[1])[0].id == "a"
        assert index.verify() == []


def test_the_same_id_twice_in_a_batch_is_the_last_as_it_is_one_by_one(place: str) -> None:
    items = [(1, HEADLINES[0]), (2, HEADLINES[1]), (1, HEADLINES[2]), (3, HEADLINES[1]), (1, HEADLINES[3])]
    with open_index(place, Matcher.headlines()) as index, open_index(":memory:", Matcher.headlines()) as single:
        assert index.add_many(items) == 5
        for name, text in items:
            single.add(name, text)
        assert list(index) == list(single)
        assert index.verify() == []
        assert index.stats().texts == 2
        for text in HEADLINES:
            assert [match.id for match in index.check(text)] == [match.id for match in single.check(text)]


def test_items_expire_by_their_time(place: str) -> None:
    with open_index(place, Matcher.headlines()) as index:
        for number, text in enumerate(HEADLINES):
            index.add(number, text, at=number * DAY)
        index.add("timeless", "Zoo zeigt Nashorn")
        assert index.expire(before=2 * DAY) == 2
        assert [item.id for item in index] == [2, 3, "timeless"]
        assert index.stats().untimed == 1
        assert index.verify() == []


def test_within_is_a_window_around_the_time_of_the_text(place: str) -> None:
    with open_index(place, Matcher.headlines()) as index:
        index.add("old", HEADLINES[0], at="2024-05-01")
        index.add("new", HEADLINES[0], at="2024-05-08")
        assert [match.id for match in index.check(HEADLINES[0], at="2024-05-09", within="3d")] == ["new"]
        assert not index.check(HEADLINES[0], within="3d")  # counted from now
        assert {match.id for match in index.check(HEADLINES[0])} == {"old", "new"}


def test_times_are_evidence_for_headlines(place: str) -> None:
    texts = [HEADLINES[0], "Kanzler empfängt den Präsidenten in Berlin"]
    times = ["2024-05-01", "2024-05-04"]
    pair = textnorm.find_duplicates(texts, Matcher.headlines(threshold=0.01), times=times)
    with open_index(place, Matcher.headlines(threshold=0.01)) as index:
        index.add(0, texts[0], at=times[0])
        (match,) = index.check(texts[1], at=times[1])
        assert match.score == pytest.approx(pair.scores[0], abs=1e-4)
        assert "3 days apart" in match.reasons


def test_an_index_is_the_same_when_it_is_opened_again(place: str) -> None:
    if place == ":memory:":
        pytest.skip("an index in memory ends with its process")
    with open_index(place, Matcher.headlines()) as index:
        index.add_many(enumerate(lines(200)))
    with open_index(place) as index:
        assert index.matcher == Matcher.headlines()
        assert [match.id for match in index.check(lines(200)[7])] == [7]
        copy = pickle.loads(pickle.dumps(index))
        assert [match.id for match in copy.check(lines(200)[7])] == [7]
        copy.add("more", HEADLINES[0])
        assert index.check(HEADLINES[0])[0].id == "more"
        copy.close()


def test_another_recipe_is_named_and_rebuilt_on_request(place: str) -> None:
    if place == ":memory:":
        pytest.skip("an index in memory is not opened twice")
    with open_index(place, Matcher.headlines()) as index:
        index.add("a", HEADLINES[0], at=5, x=1)
        index.remove("a")
        index.add("b", HEADLINES[1], at=6, x=2)
    with pytest.raises(RecipeMismatch, match=r"threshold=0\.5 in the index, threshold=0\.9 here"):
        open_index(place, Matcher.headlines(threshold=0.9))
    with open_index(place, Matcher(unit="char"), rebuild=True) as index:
        assert index.matcher == Matcher(unit="char")
        (match,) = index.check("Hund beißt Briefträger in Bremen!")
        assert (match.id, match.time, match.payload, match.measure) == ("b", 6.0, {"x": 2}, "jaccard")
        assert index.verify() == []


def test_a_new_index_has_to_be_told_its_matcher(place: str) -> None:
    with pytest.raises(BadRecord, match=r"Matcher\.headlines\(\)"):
        open_index(place)
    with pytest.raises(UnknownOption, match="name"):
        open_index(place, Matcher.names())


def test_runs_are_written_merged_and_compacted(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textnorm.match.index.seen_index.PENDING", 40)
    texts = lines(900)
    with open_index(place, Matcher.headlines()) as index:
        for number, text in enumerate(texts[:450]):
            index.add(number, text)
        index.add_many(enumerate(texts[450:], 450))
        stats = index.stats()
        assert stats.items == stats.texts == 900
        assert 1 <= stats.runs < 12
        for number in range(0, 900, 3):
            index.remove(number)
        assert index.stats().dead
        assert index.verify() == []
        index.compact()
        assert (index.stats().runs, index.stats().dead, index.stats().pending) == (1, 0, 0)
        assert index.verify() == []
        found = [[match.id for match in matches] for matches in index.check_many(texts)]
        assert found == [[number] if number % 3 else [] for number in range(900)]
        assert len(index) == 600


def test_a_failure_inside_a_call_leaves_nothing_half_done(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_index(place, Matcher.headlines()) as index:
        index.add("a", HEADLINES[0])
        with monkeypatch.context() as patched:
            patched.setattr(type(index), "_file", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                index.add("b", HEADLINES[1])
        assert index.get("b") is None
        assert not index.check(HEADLINES[1])
        index.add("c", HEADLINES[1])
        assert index.check(HEADLINES[1])[0].id == "c"
        assert index.verify() == []


def test_a_closed_index_says_so(place: str) -> None:
    index = open_index(place, Matcher.headlines())
    index.close()
    with pytest.raises(IndexUnusable, match="is closed; open it again"):
        index.check("x")
