from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import as_parameter, load_cases
from textnorm import Cleaner
from textnorm.text.edits import apply_edits
from textnorm.text.umlauts.lost import find_lost

WORDS = "empf�ngt Gr��e Wie?Was M?nchen Stra�e �ber geht�s ? ?? � die und K?ln ger??t �BER"
words = st.sampled_from(WORDS.split())
CASES = load_cases("lost")
texts = st.one_of(st.text(), st.lists(words).map(" ".join), st.text(alphabet="aeus�?Äß."))


@pytest.mark.parametrize("case", [as_parameter(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert Cleaner.preset("off", lost=True).clean(case["original"]) == case["fixed"]
    assert apply_edits(case["original"], find_lost(case["original"])) == case["fixed"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_the_result_of_a_case_is_left_alone(case: dict[str, Any]) -> None:
    if case["fixed"] != case["original"] or "known_failure" not in case:
        assert find_lost(case["fixed"]) == []


def test_as_many_cases_to_leave_alone_as_to_change() -> None:
    untouched = sum(case["original"] == case["fixed"] for case in CASES)
    assert len(CASES) >= 100
    assert untouched >= 0.5 * len(CASES)


@given(texts)
def test_edits_replace_marks_by_letters_and_settle(text: str) -> None:
    for _ in range(8):
        edits = find_lost(text)
        assert all(set(text[edit.start : edit.end]) <= {"?", "�"} and edit.after.isalpha() for edit in edits)
        text = apply_edits(text, edits)
    assert find_lost(text) == []


def test_long_runs_of_marks_are_linear() -> None:
    assert find_lost("�" * 200_000) == []
    assert find_lost("a?" * 200_000 + "a") == []
