"""Decisions are honoured whatever the scores, and their file says what it is about."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textnorm import BadRecord, Decisions, Matcher, find_duplicates
from textnorm.match.decisions.honour import resolve

COPIES = ["Der Käse aus Holland ist gut", "Der Kaese aus Holland ist gut!", "Der Käse aus Holland ist sehr gut"]
OTHER = "Ein Hund bellt laut im Garten"
MATCHERS = [Matcher(), Matcher.headlines(), Matcher.articles(), Matcher(clusters="connected")]


def together(found: Any, *rows: int) -> bool:
    return len({int(found.labels[row]) for row in rows}) == 1


@pytest.mark.parametrize("matcher", MATCHERS, ids=str)
def test_same_joins_and_different_parts_whatever_the_score(matcher: Matcher) -> None:
    texts = [*COPIES, OTHER]
    plain = find_duplicates(texts, matcher)
    assert together(plain, 0, 1)
    assert not together(plain, 0, 3)
    found = find_duplicates(texts, matcher, decisions=[(0, 1, "different"), (2, 3, "same")])
    assert not together(found, 0, 1)
    assert together(found, 2, 3)
    assert found.notes == ()
    assert "Decision: same" in found.why(3).reasons or "Decision: same" in found.why(2).reasons


def test_decisions_survive_another_threshold_and_pickling() -> None:
    found = find_duplicates([*COPIES, OTHER], Matcher(), decisions=[(0, 1, "different"), (0, 3, "same")])
    for threshold in (0.35, 0.9):
        again = pickle.loads(pickle.dumps(found)).rethreshold(threshold)
        assert not together(again, 0, 1)
        assert together(again, 0, 3)


def test_a_decision_is_about_the_text_and_not_about_its_row() -> None:
    decided = [(COPIES[0], COPIES[1], "different")]
    found = find_duplicates([OTHER, COPIES[1], COPIES[0], COPIES[0]], Matcher(), decisions=decided)
    assert together(found, 2, 3)
    assert not together(found, 1, 2)


def test_texts_with_the_same_letters_are_told_apart_by_their_rows() -> None:
    texts = ["Kommentar", "Kommentar", "Kommentar"]
    found = find_duplicates(texts, Matcher(), decisions=[(0, 1, "different")])
    assert not together(found, 0, 1)
    assert len(set(found.labels.tolist())) == 2
    side = {"text": "Kommentar"}
    listed = {"left": side | {"row": 0}, "right": side | {"row": 1}, "verdict": "different"}
    assert find_duplicates(texts, Matcher(), decisions=[listed]).labels.tolist() == found.labels.tolist()


def test_contradictions_are_reported_and_different_wins() -> None:
    decided = [(0, 1, "same"), (1, 2, "same"), (0, 2, "different")]
    found = find_duplicates(COPIES, Matcher(), decisions=decided)
    assert not together(found, 0, 2)
    assert found.notes == (
        "Decisions contradict one another: row 1 and row 2 are the same, but row 0 and row 2 are different; "
        "they stay apart.",
    )
    both = find_duplicates(COPIES, Matcher(), decisions=[(0, 1, "same"), (1, 0, "different")])
    assert "row 0 and row 1 are the same, and different" in both.notes[0]


def test_decisions_about_other_texts_are_counted() -> None:
    found = find_duplicates(COPIES, Matcher(), decisions=[("Nie gesehen", COPIES[0], "same"), (0, 1, "skip")])
    assert found.notes == ("1 decision is about texts that are not among these.",)


def test_decisions_hold_against_an_archive_and_inside_the_batch() -> None:
    archive = [COPIES[0], OTHER]
    new = [COPIES[1], "Ganz anderer neuer Satz hier", "Und noch ein neuer langer Satz"]
    decided = [(COPIES[0], COPIES[1], "different"), (new[1], OTHER, "same"), (new[2], new[0], "same")]
    found = find_duplicates(new, Matcher(), against=archive, decisions=decided)
    assert found.labels.tolist() == [-1, 1, -1]
    assert found.clusters == [[1], [2, 0]]
    assert found.notes == ()
    by_row = [{"left": {"row": 1}, "right": {"row": 1, "archive": True}, "verdict": "same"}]
    assert find_duplicates(new, Matcher(), against=archive, decisions=by_row).labels.tolist() == [0, 1, -1]
    assert found.rethreshold(0.4).labels.tolist() == [-1, 1, -1]


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        ([(0, 9, "same")], "row 9 is out of range: 3 texts"),
        ([{"left": {"archive": True, "row": 1}, "right": 1, "verdict": "same"}], "archive row 1 is not in the archive"),
        ([(0, 1, "maybe")], r"decisions\[0\]: verdict='maybe': known: same, different, skip"),
        ([(0, 1)], r"decisions\[0\]: expected \(left, right, verdict\)"),
        ([(0, -1, "same")], "rows are numbered from 0"),
        ([({"row": True}, 1, "same")], "expected a row, a text or both"),
        ([{"left": 0, "right": 1, "verdict": "same", "score": 7}], "score=7: expected a number from 0 to 1"),
        ([({"row": 0, "archive": True}, 1, "same")], "not in the archive"),
        ({"format": "other"}, "'format' is not 'textnorm decisions'"),
        ({"format": "textnorm decisions", "version": 2}, "version 2, and this textnorm reads 1"),
        ({"format": "textnorm decisions", "version": 1, "decisions": 3}, "expected list, got int"),
        ({"format": "textnorm decisions", "version": 1, "scores": [-1]}, "expected counts of pairs"),
        (7, "expected a file or a list, got int"),
    ],
)
def test_a_wrong_decision_is_named_with_its_place(decisions: Any, message: str) -> None:
    with pytest.raises(BadRecord, match=message):
        find_duplicates(COPIES, Matcher(), decisions=decisions)


def test_a_file_of_decisions_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "decisions.json"
    decided = Decisions.of([(0, 1, "same"), ("Köln", "\ud800\x1b[31m" + "x" * 300, "different", 0.25), (1, 2, "skip")])
    decided = replace(decided, matcher={"kind": "text"}, scores=(0,) * 99 + (7,))
    decided.write(path)
    again = Decisions.read(path)
    assert again.to_json() == decided.to_json() == json.loads(path.read_text())
    assert again.items[1].right.digest == decided.items[1].right.digest
    assert not again.items[1].right.is_whole
    path.write_text("{")
    with pytest.raises(BadRecord, match="no JSON"):
        find_duplicates(COPIES, Matcher(), decisions=path)
    path.write_text("[]")
    with pytest.raises(BadRecord, match="expected an object, got list"):
        Decisions.read(path)


def test_the_row_that_is_named_is_the_one_that_is_the_same() -> None:
    decided = [(0, 2, "same"), (1, 2, "different")]  # rows 1 and 2 have the same letters
    found = find_duplicates(["rot", "Rot", "Rot"], Matcher(), decisions=decided)
    assert together(found, 0, 2)
    assert not together(found, 1, 2)
    assert found.notes == ()


WORDS = ["rot", "Rot", "blau", "gelb", "weiss", "schwarz"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), min_size=2, max_size=12)


@settings(max_examples=60)
@given(TEXTS, st.data(), st.sampled_from(MATCHERS))
def test_no_decision_is_broken_unless_it_is_reported(texts: list[str], data: st.DataObject, matcher: Matcher) -> None:
    row = st.integers(0, len(texts) - 1)
    pairs = data.draw(st.lists(st.tuples(row, row, st.sampled_from(["same", "different"])), max_size=8))
    decided = [(a, b, verdict) for a, b, verdict in pairs if a != b]
    found = find_duplicates(texts, matcher, decisions=decided)
    for a, b, verdict in decided:
        if verdict == "different" and texts[a] != texts[b]:
            assert not together(found, a, b)
    if not found.notes:
        for a, b, verdict in decided:
            assert together(found, a, b) or verdict == "different"
    kept = np.flatnonzero(found.labels == np.arange(len(texts)))
    assert set(found.labels.tolist()) == set(kept.tolist())
    assert len(found.kept) + len(found.dropped) == len(texts)


@settings(max_examples=40)
@given(TEXTS, st.data())
def test_decisions_change_nothing_where_the_search_agrees(texts: list[str], data: st.DataObject) -> None:
    plain = find_duplicates(texts, Matcher())
    kept_pairs = [(int(label), row, "same") for row, label in enumerate(plain.labels) if label != row]
    found = find_duplicates(texts, Matcher(), decisions=data.draw(st.permutations(kept_pairs)))
    assert [set(cluster) for cluster in found.clusters] == [set(cluster) for cluster in plain.clusters]


def test_a_crowd_of_equal_texts_costs_linear_time() -> None:
    texts = ["Der Käse ist gut"] * 3_000 + ["Der Käse ist alt"] * 3_000
    found = find_duplicates(texts, Matcher(threshold=0.3), decisions=[(texts[0], texts[-1], "different")])
    assert len(found.kept) == 2
    decided = resolve(Decisions.of([(texts[0], texts[-1], "same")]), texts)
    assert decided.same == ((0, 3_000),)
