"""What the kernel reads again is what the rules read, or it leaves the text to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm.buffers import TextBuffer
from textnorm.text.edits import apply_edits
from textnorm.text.encoding.codepages import TABLES, UTF8_PAGES
from textnorm.text.encoding.known_runs import read_again
from textnorm.text.encoding.mojibake import find_mojibake
from textnorm.text.prefilter import BITS, scan_buffer

WORDS = st.sampled_from(
    [
        *("empfängt", "Straße", "„Nein“", "MÄRZ", "Łódź", "Genève", "„Über", "– so", "ß", "Привет", "20 °C", "für"),
        *("Haus", "Zeichensatz", "utf-8", "\n", "Der Umlaut", "Å koda", "à la", "\xa0", "ã", "É"),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    words = []
    for word in draw(st.lists(WORDS, min_size=1, max_size=7)):
        for page in draw(st.lists(st.sampled_from(UTF8_PAGES[:7]), max_size=2)):
            word = "".join(TABLES[page][byte] for byte in word.encode())
        words.append(word)
    return draw(st.sampled_from([" ", "", "-"])).join(words)


@given(st.lists(damaged(), max_size=6))
def test_the_kernel_reads_what_the_rules_read(texts: list[str]) -> None:
    written, places = read_again(TextBuffer.from_texts(texts))
    odd = scan_buffer(written) & np.uint8(BITS["mojibake"])
    for place, after, is_odd in zip(places.tolist(), written, odd.tolist(), strict=True):
        assert is_odd or after == apply_edits(texts[place], find_mojibake(texts[place]))


@pytest.mark.parametrize("page", ["cp1252", "mac_roman", "cp850", "cp1250"])
def test_most_texts_are_read(page: str) -> None:
    sound = ["Die Königin empfängt Gäste", "Straße und Größe für Müller", "„Über Ärzte“ – so heißt es"]
    texts = ["".join(TABLES[page][byte] for byte in text.encode()) for text in sound]
    written, places = read_again(TextBuffer.from_texts(texts))
    found = dict(zip(places.tolist(), written, strict=True))
    assert [found.get(place) for place in range(3)] == sound


def test_a_text_in_two_pages_is_left() -> None:
    assert read_again(TextBuffer.from_texts(["Ã¤hnlich, f√ºr"]))[1].tolist() == []


def test_a_run_that_is_another_letter_in_another_page_is_left() -> None:
    assert read_again(TextBuffer.from_texts(["Austin Ã€uÃ\x9fert sich", "Er zÃ€hlt"]))[1].tolist() == []


def test_no_text() -> None:
    assert len(read_again(TextBuffer.from_texts([]))[0]) == 0
