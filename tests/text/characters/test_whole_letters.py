"""The kernel that composes letters writes what the step of characters writes, or leaves the text to it."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm import Cleaner
from textnorm.buffers import TextBuffer
from textnorm.text.characters.characters import find_characters
from textnorm.text.characters.whole_letters import composed
from textnorm.text.edits import apply_edits

_LETTERS = "aouAOUeEnsqQkcyYg=< .„“5ßäöéḧẅ\n"
_MARKS = "\u0308\u0301\u030a\u0327\u0323\u0338\u0340\u0344\u036f"
TEXTS = st.one_of(
    st.text(st.sampled_from(_LETTERS + _MARKS + "\u0308" * 9), max_size=14),
    st.text(
        st.one_of(st.sampled_from(_MARKS + "aouU中Жא\u200b\xad\u1161\U0001f600\ud800"), st.characters()), max_size=12
    ),
    st.text(st.sampled_from("äöüÄÖÜßéñç abqo")).map(lambda text: normalize("NFD", text)),
)


def _by_kernel(texts: list[str]) -> dict[int, str]:
    whole, places = composed(TextBuffer.from_texts(texts))
    return dict(zip(places.tolist(), whole, strict=True))


@given(st.lists(TEXTS, max_size=6))
def test_the_kernel_writes_what_the_step_writes(texts: list[str]) -> None:
    for place, written in _by_kernel(texts).items():
        assert written == apply_edits(texts[place], find_characters(texts[place]))


def test_plain_text_is_written() -> None:
    text = "Die Gäste aus Köln grüßen „Zoë“ – für 5 €, Ångström und Señor Šimić"
    assert _by_kernel([normalize("NFD", text), "Haus", ""]) == {0: text, 1: "Haus", 2: ""}


@pytest.mark.parametrize(
    "text",
    [
        "\u0308a",
        "empf\u0308angt",
        "Tierqu\u0308alerei",
        "o\u0323\u0308",
        "ä\u0301",
        "b\u0308",
        "a\u0308 中",
        "a\u0308\u200b",
        "a\u0308\x1f",
        "a\u0308 \U0001f600",
    ],
)
def test_what_needs_judgement_is_left_to_the_step(text: str) -> None:
    assert _by_kernel([text]) == {}


def test_many_texts_are_composed_as_each_is() -> None:
    cleaner = Cleaner()
    sound = [
        f"Die Gäste Nummer {number} aus Köln grüßen „Zoë“ und {name} übers Jahr"
        for number, name in enumerate(["Goethe", "Müller", "Mueller und Müller", "C&A", "“Å”", "Ã¤"] * 40)
    ]
    texts = [normalize("NFD", text) for text in sound]
    assert cleaner.many(texts * 30) == [cleaner.run(text)[0] for text in texts] * 30
