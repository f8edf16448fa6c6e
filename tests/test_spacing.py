"""White space, dashes and ellipses are tidied without changing what is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm.errors import UnknownOption
from textnorm.text.conventions import conventions
from textnorm.text.edits import apply_edits
from textnorm.text.spacing import find_spacing

PIECES = st.sampled_from([*" \t\n\r", "\u00a0", "\u202f", "\u200b", "\u00ad", "\ufeff", "\u2029", *"-–—−.…a9;:!?«»"])
NOISE = st.lists(PIECES | st.characters(), max_size=30).map("".join)


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
