"""Whether a line is code is decided in time that grows with the line."""

from __future__ import annotations

import pytest

from tests.conftest import count_calls
from tests.hostile.test_linear import processor_limit
from textnorm.text.cleaner import Cleaner
from textnorm.text.evidence.code.lines import code_lines
from textnorm.text.umlauts.lost import find_lost


# Found by the fuzzer: a long word with an odd end among signs of code took minutes, as it could be cut into parts in
# a hundred million ways.
@pytest.mark.parametrize("length", [60, 390])
def test_a_long_word_with_an_odd_end(length: int) -> None:
    with processor_limit(5):
        code_lines("a" * length + "\\x%")
        Cleaner().clean("\u0112" * length + "\\xe4" * 9 + " 50%")


@pytest.mark.parametrize("word", ["Nord-Ost-Passage,", "(Haus)", "a-b-c-d-e-f-", "Straße", "\u201eJa!\u201c"])
def test_words_with_hyphens_are_prose(word: str) -> None:
    assert code_lines(f"{word} {word} {word} {word} x == y") == ()


# Found by the same patterns in compare, which joins two damaged texts: each lost letter counted all words again.
def test_many_lost_letters_cost_no_more_than_so_many_times_one() -> None:
    def calls(count: int) -> int:
        return count_calls(lambda: find_lost("M?ller gr??t ell?M " * count))

    calls(10)
    assert calls(800) < 5 * calls(200)
    with processor_limit(20):
        find_lost("M?ller ell?M t??rg " * 8_000)
