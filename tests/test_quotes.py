"""Quotation marks, apostrophes and primes, to ASCII or to a convention, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm.errors import UnknownOption
from textnorm.text.conventions import Convention, conventions
from textnorm.text.edits import apply_edits
from textnorm.text.marks import LEAN
from textnorm.text.quotes import find_quotes

PIECES = st.sampled_from(
    [*LEAN, *"\"'\"'", "``", "''", ",,", "<<", ">>", *" \u00a0\u202f\n", "\n\n", *"a.9s-,(", "日", "<b>"]
)
NOISE = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=20)


def write(text: str, quotes: str | Convention = "ascii") -> str:
    return apply_edits(text, find_quotes(text, quotes=quotes))


@given(NOISE, st.sampled_from(["ascii", "keep", *conventions()]))
def test_a_second_time_changes_nothing(text: str, quotes: str) -> None:
    once = write(text, quotes)
    assert write(once, quotes) == once


@given(NOISE, st.sampled_from(["ascii", *conventions()]))
def test_edits_are_sorted_disjoint_and_real(text: str, quotes: str) -> None:
    end = 0
    for edit in find_quotes(text, quotes=quotes):
        assert end <= edit.start <= edit.end
        assert text[edit.start : edit.end] != edit.after
        end = edit.end


def test_an_unknown_convention_is_answered_with_a_suggestion() -> None:
    with pytest.raises(UnknownOption, match=r"quotes='de-CG': did you mean 'de-CH'"):
        find_quotes("x", quotes="de-CG")
