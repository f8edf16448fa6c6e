"""Characters are written in one way; whatever carries meaning stays."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import count_calls, load_cases
from textnorm import Cleaner
from textnorm.text.characters.characters import find_characters
from textnorm.text.edits import apply_edits

CHARACTERS = Cleaner.preset("off", characters=True)
CASES = load_cases("characters")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    assert CHARACTERS.replace(**case.get("options", {})).clean(case["original"]) == case["fixed"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs"]), max_size=20))
def test_composition_is_python_s_own(text: str) -> None:
    """Where nothing but composition is at stake, the result is what ``unicodedata`` says."""
    edits = [edit for edit in find_characters(text) if edit.evidence == "decomposed letter"]
    if edits == find_characters(text):
        assert apply_edits(text, edits) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=20))
def test_the_other_normal_form_settles_as_well(text: str) -> None:
    cleaner = CHARACTERS.replace(form="NFKC")
    once = cleaner.clean(text)
    assert cleaner.clean(once) == once


def test_nfkc_is_an_option_and_never_the_default() -> None:
    assert CHARACTERS.clean("x² ½ Ⅳ ﬁ") == "x² ½ Ⅳ fi"
    assert CHARACTERS.replace(form="NFKC").clean("x² ½ Ⅳ ﬁ") == "x2 1⁄2 IV fi"


def test_a_text_with_a_monstrous_letter_is_composed_around_it() -> None:
    monster = "z" + "\u0301\u0316" * 500
    assert CHARACTERS.clean(f"ka\u0308se {monster} o\u0308l") == f"käse {monster} öl"


WORST = [
    "\u0301\u0316",
    "a\u0308",
    "\u0308",
    "¨",
    "a¨",
    "\x84",
    "\u200b",
    "\ud83d",
    "\udce4",
    "\xad",
    "\r",
    "\ufb01",
    "\u1161",
    "\x1b[",
]


@pytest.mark.parametrize("piece", WORST)
def test_work_is_linear_in_the_worst_text(piece: str) -> None:
    def calls(count: int) -> int:
        return count_calls(lambda: CHARACTERS.run(piece * count))

    calls(100)
    assert calls(4_000) < 15 * calls(400) + 1_000  # quadratic work would be a hundredfold
