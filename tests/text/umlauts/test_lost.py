from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import load_cases
from textnorm.text.edits import apply_edits
from textnorm.text.umlauts.lost import find_lost

WORDS = "empf�ngt Gr��e Wie?Was M?nchen Stra�e �ber geht�s ? ?? � die und K?ln ger??t �BER"
words = st.sampled_from(WORDS.split())
texts = st.one_of(st.text(), st.lists(words).map(" ".join), st.text(alphabet="aeus�?Äß."))


@pytest.mark.parametrize("case", load_cases("lost"), ids=lambda case: case["label"])
def test_cases(case: dict[str, Any]) -> None:
    assert apply_edits(case["original"], find_lost(case["original"])) == case["fixed"]
    assert find_lost(case["fixed"]) == []


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
