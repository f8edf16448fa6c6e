"""What a text may need: the quick look never says no where a step would find something, and the kernel agrees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles.prefilter import scan_needs as slow_scan
from tests.text.test_cleaner import TEXTS
from textnorm import Cleaner
from textnorm.buffers import TextBuffer
from textnorm.text.prefilter import BITS, needs


@given(TEXTS)
def test_a_step_that_is_not_needed_finds_nothing(text: str) -> None:
    wanted = needs(text)
    for _, name, find in Cleaner().pipeline.steps:
        if name in BITS and name != "mojibake" and not wanted & BITS[name]:
            assert find(text) == [], name


@pytest.mark.parametrize(
    "text",
    [
        'Die "Gäste" kommen um 9 Uhr – pünktlich, sicher & satt (100 %).',
        "Wer war's? René, Señora Muñoz; 5 € bis 10 €, § 5: 20 °C!",
        "Zeile eins\nZeile zwei [1] #thema @wer",
        "Applaus 🎉 für alle",
        "",
    ],
)
def test_sound_text_needs_nothing(text: str) -> None:
    assert needs(text) == 0
    assert Cleaner().clean(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Er kÜnnte es wissen", True),
        ("Wer wÜhlt wen", True),
        ("„Über den Wolken“ – Öl für die Ärzte", False),
        ("ÄRZTE IN DER LÜCKE", False),
        ("iÖ", False),
    ],
)
def test_a_capital_umlaut_between_small_letters_may_be_another_letter(text: str, wanted: bool) -> None:
    assert bool(needs(text) & BITS["mojibake"]) == wanted


def test_the_cleaner_repairs_mac_roman_that_was_read_as_cp850() -> None:
    assert Cleaner().clean("Sie kÜnnen es hÜren") == "Sie können es hören"


@given(st.lists(TEXTS, max_size=6))
def test_the_kernel_agrees_with_the_regular_expression(texts: list[str]) -> None:
    from textnorm.text.prefilter import scan_buffer

    assert scan_buffer(TextBuffer.from_texts(texts)).tolist() == slow_scan(texts)


def test_the_kernel_reads_no_byte_beyond_a_text_that_is_cut_off() -> None:
    from textnorm.text.prefilter import scan_buffer

    data = np.frombuffer("ä".encode()[:1] + "ⓐ".encode()[:2] + "😀".encode()[:3], dtype=np.uint8)
    assert len(scan_buffer(TextBuffer(data, np.array([0, 1, 3, 6], dtype=np.int64)))) == 3
