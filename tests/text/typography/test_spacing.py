"""White space, dashes and ellipses are tidied without changing what is meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import count_calls, load_cases
from textnorm import Cleaner
from textnorm.errors import UnknownOption
from textnorm.text.edits import apply_edits
from textnorm.text.typography.conventions import conventions
from textnorm.text.typography.spacing import find_spacing

PIECES = st.sampled_from([*" \t\n\r", "\u00a0", "\u202f", "\u200b", "\u00ad", "\ufeff", "\u2029", *"-–—−.…a9;:!?«»"])
HIDDEN = "\u00ad\u200b\u2060\ufeff"
NOISE = st.lists(PIECES | st.characters(), max_size=30).map("".join)


CASES = load_cases("spacing")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    assert tidy(case["original"], **case["options"]) == case["fixed"]
    cleaner = Cleaner.preset("off", spacing=True, **case["options"])
    assert cleaner.clean(case["original"]) == case["fixed"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_the_result_of_a_case_is_left_alone(case: dict[str, Any]) -> None:
    assert tidy(case["fixed"], **case["options"]) == case["fixed"]


def tidy(text: str, **options: object) -> str:
    return apply_edits(text, find_spacing(text, **options))  # type: ignore[arg-type]


@given(
    NOISE,
    st.sampled_from(["ascii", "keep", *conventions()]),
    st.sampled_from(["ascii", "keep", "de", "en", "fr"]),
    st.sampled_from(["ascii", "keep", "character"]),
    st.booleans(),
)
def test_a_second_time_changes_nothing(text: str, quotes: str, dashes: str, ellipsis: str, single_line: bool) -> None:
    options = {"quotes": quotes, "dashes": dashes, "ellipsis": ellipsis, "single_line": single_line}
    once = tidy(text, **options)
    assert tidy(once, **options) == once


@given(NOISE)
def test_a_single_line_has_no_line_breaks(text: str) -> None:
    assert "\n" not in tidy(text, single_line=True)


def test_unknown_values_are_answered_with_a_suggestion() -> None:
    with pytest.raises(UnknownOption, match="did you mean 'ascii'"):
        find_spacing("x", ellipsis="asci")
    with pytest.raises(UnknownOption, match="dashes='germn'"):
        find_spacing("x", dashes="germn")


@given(NOISE)
def test_only_blanks_and_dashes_change(text: str) -> None:
    def ink(text: str) -> str:
        return "".join(character for character in text if not character.isspace() and character not in HIDDEN)

    assert ink(tidy(text)) == ink(text)


@given(st.lists(st.sampled_from(["Er kam", "im U-Boot", "und ging", "von 1990-1995 an"]), min_size=1, max_size=5))
def test_dashes_come_back_from_ascii(parts: list[str]) -> None:
    for name, dash in {"de": " \N{EN DASH} ", "en": "\N{EM DASH}", "ru": " \N{EM DASH} "}.items():
        text = dash.join(parts).replace("1990-1995", "1990\N{EN DASH}1995")
        assert tidy(tidy(text, dashes="ascii"), dashes=name, quotes=name) == text


@pytest.mark.parametrize(
    "piece", [" ", "\t", " \t", "\u00a0", " \u00a0", "a  ", "  \n", "\r", "-", " - ", "1-", "—a", ".", " !", "\u00ad"]
)
def test_work_is_linear(piece: str) -> None:
    def calls(count: int) -> int:
        text = piece * count
        return count_calls(
            lambda: (
                find_spacing(text, quotes="fr", dashes="de", ellipsis="character"),
                find_spacing(text, single_line=True, dashes="ascii"),
            )
        )

    calls(100)
    assert calls(4_000) < 15 * calls(400) + 1_000  # quadratic work would be a hundredfold
