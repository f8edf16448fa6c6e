"""Pages mixed up in other languages than German: labelled cases, and promises on damaged, sound and mixed text."""

from __future__ import annotations

import codecs
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import count_calls, load_cases
from textnorm import Cleaner
from textnorm.text.edits import apply_edits
from textnorm.text.encoding.codepages import LABELS, TABLES, UTF8_PAGES, Mixup
from textnorm.text.encoding.mojibake import find_mojibake
from textnorm.text.encoding.page_mixups import PAGE_MIXUP_TRIGGERS, PAGE_MIXUPS, UTF8, find_page_mixups
from textnorm.text.prefilter import BITS, possible_steps

CASES = load_cases("page_mixups")
SOUND = [case["fixed"] for case in CASES if not case["label"].startswith("leave alone")]


def repaired(text: str) -> str:
    return apply_edits(text, find_mojibake(text))


def read(text: str, row: Mixup) -> str:
    """``text`` in the page that it is written in, as it looks in the other; as it is if the page lacks a character."""
    try:
        return codecs.charmap_decode(text.encode(row.written), "strict", TABLES[row.read])[0]
    except UnicodeEncodeError:
        return text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    assert repaired(case["original"]) == case["fixed"]
    assert Cleaner.preset("off", mojibake=True).many([case["original"]]) == [case["fixed"]]


def test_there_are_as_many_cases_to_leave_alone_as_to_repair() -> None:
    alone = [case for case in CASES if case["original"] == case["fixed"]]
    assert len(CASES) >= 50
    assert 0.45 <= len(alone) / len(CASES) <= 0.6


def test_every_row_is_of_two_known_pages_and_stands_once() -> None:
    assert len(set(PAGE_MIXUPS)) == len(PAGE_MIXUPS)
    assert {page for row in PAGE_MIXUPS for page in row[:2]} <= {*LABELS, UTF8}
    assert all(row.read not in UTF8_PAGES for row in PAGE_MIXUPS if row.written == UTF8)
    assert all(trigger.characters for trigger in PAGE_MIXUP_TRIGGERS)


@settings(max_examples=150)
@given(st.sampled_from(SOUND), st.sampled_from(PAGE_MIXUPS))
def test_what_is_damaged_comes_back_or_stays(text: str, row: Mixup) -> None:
    damaged = read(text, row)
    found = apply_edits(damaged, find_page_mixups(damaged))
    assert found in (damaged, text)
    assert find_page_mixups(found) == [] or found == damaged
    assert repaired(repaired(damaged)) == repaired(damaged)


@settings(max_examples=150)
@given(st.lists(st.sampled_from([word for text in SOUND for word in text.split()]), min_size=1, max_size=30))
def test_sound_words_in_any_order_stay(words: list[str]) -> None:
    assert find_page_mixups(" ".join(words)) == []


@given(st.text() | st.text(alphabet="aeiorsz ïðèâåòÐÞýþðøõ³¹¿œ‚ĄŁсдОИ№╧ё■\x8a\x9c\xa0", max_size=60))
def test_nothing_is_found_that_the_prefilter_rules_out(text: str) -> None:
    edits = find_page_mixups(text)
    assert not edits or possible_steps(text) & BITS["mojibake"]
    assert repaired(repaired(text)) == repaired(text)


@pytest.mark.parametrize("sound", SOUND[::5])
def test_a_text_that_is_sound_in_part_stays(sound: str) -> None:
    damaged = read(SOUND[0], Mixup("cp1251", "cp1252"))
    assert find_page_mixups(f"{damaged}\n{sound}") == [] or sound.isascii()


@pytest.mark.parametrize("unit", ["Ïðèâåò ", "ïðèâåò", "Cz³owiek œpi\n", "Bjørn ", "слово ", "яПХБЕР "])
def test_work_is_linear_in_length(unit: str) -> None:
    def calls(count: int) -> int:
        return count_calls(lambda: find_page_mixups(unit * count))

    calls(1_000)
    assert calls(20_000) < 15 * calls(2_000) + 1_000
