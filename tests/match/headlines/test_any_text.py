"""No single text stops a batch: parsers take any string, and scores keep what they promise on all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import count_calls, load_cases
from textnorm import Matcher, compare, find_duplicates
from textnorm.match.headlines.numbers import read_numbers
from textnorm.match.headlines.parse import parse_headline
from textnorm.match.headlines.word_keys import fold_word

HEADLINES = Matcher.headlines()
CASES = load_cases("headlines")
#: Pieces that numbers, times and dates are made of, in every order.
PIECES = st.sampled_from(
    [
        *"019.,:;-/¹²³½٣५Ⅳ%€$£bMkh  ",
        *["40", "1234", "US$", "bn", "Mrd.", "Mio.", "Prozent", "Uhr", "am", "Mai", "XIV", "ein", "eine", "Million"],
        "9" * 309,
    ]
)
numeric = st.lists(PIECES, max_size=12).map("".join)


@given(numeric)
def test_every_number_is_finite(text: str) -> None:
    for _, value, *_ in parse_headline(text).numbers:
        assert 0.0 <= value < float("inf")


@given(st.lists(PIECES.filter(str.strip), max_size=8))
def test_numbers_stay_inside_the_tokens(tokens: list[str]) -> None:
    for number in read_numbers(tokens, [fold_word(token) for token in tokens]):
        assert 0 <= number.first < number.end <= len(tokens)


@given(numeric, numeric)
def test_any_two_numbers_can_be_compared(a: str, b: str) -> None:
    forth, back = compare(a, b, matcher=HEADLINES), compare(b, a, matcher=HEADLINES)
    assert forth.score == back.score
    assert 0.0 <= forth.score <= 1.0


@pytest.mark.parametrize(
    "text",
    [
        "Rudisha läuft 1:40,91 Minuten",
        "2,5:1",
        "3¹ Prozent",
        "5² Uhr",
        "9" * 309,
        "1:" * 50,
        "12.13.14.15",
        "0,0,0:0,0",
    ],
)
def test_odd_numbers_stop_nothing(text: str) -> None:
    found = find_duplicates([text, text, f"Bericht: {text}", "Neue Brücke am Hafen"], HEADLINES)
    assert found.labels[0] == found.labels[1]


def test_headlines_of_digits_only() -> None:
    found = find_duplicates([str(number) for number in range(1000, 1600)], HEADLINES)
    assert not len(found.dropped)


@given(st.text(min_size=1, max_size=40).filter(str.strip))
def test_a_text_is_identical_to_itself(text: str) -> None:
    pair = compare(text, text, matcher=HEADLINES)
    assert (pair.same, pair.score, pair.reasons) == (True, 1.0, ("identical",))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case_and_marks_make_no_difference(case: dict[str, str]) -> None:
    for text in (case["a"], case["b"]):
        if any(letter.isalpha() for letter in text):
            pair = compare(text, f"„{text.upper()}“", matcher=HEADLINES)
            assert pair.score == 1.0
            assert pair.reasons[0] == "same words"


def test_the_score_does_not_depend_on_the_company() -> None:
    texts = [case[side] for case in CASES for side in "ab"]
    company = [
        f"Meldung {number} aus {place}" for number in range(100) for place in ("Emden", "Leer", "Jever", "Aurich")
    ]
    found = find_duplicates(texts + company, HEADLINES)
    against = find_duplicates(texts[1::2], HEADLINES, against=texts[0::2])
    checked = 0
    for left, right, score, _ in found.table:
        if right < len(texts) and not any(r.startswith("series") for r in found.table.explain(checked)):
            assert score == pytest.approx(compare(texts[left], texts[right], matcher=HEADLINES).score, abs=1e-6)
        checked += 1
    archive = len(texts) // 2
    for left, right, score, _ in against.table:
        pair = compare(texts[2 * left], texts[2 * (right - archive) + 1], matcher=HEADLINES)
        assert score == pytest.approx(pair.score, abs=1e-6)
    assert checked > 100


def test_long_lines_take_bounded_work() -> None:
    def calls(words: int) -> int:
        one = " ".join(f"wort{number}" for number in range(words))
        other = " ".join(f"wort{number}" for number in range(words - 1, -1, -1))
        return count_calls(lambda: compare(one, other, matcher=HEADLINES))

    calls(100)  # the first one loads the tables
    assert calls(1_900) < 2 * calls(950)


def test_one_method_for_texts_of_mixed_lengths_is_said() -> None:
    articles = [f"Der Rat von Emden tagt heute zum {number}. Mal. " * 12 for number in range(40)]
    headlines = [f"Meldung {number} aus Emden" for number in range(60)]
    assert "40 of 100 are longer" in find_duplicates(headlines + articles).summary()
    assert "No matcher" not in find_duplicates(headlines).summary()
    assert "No matcher" not in find_duplicates(headlines + articles, HEADLINES).summary()
