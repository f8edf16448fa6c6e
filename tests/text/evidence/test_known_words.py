"""The frequent German words: what is in the filter is found, and hardly anything else."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from textnorm.text.evidence.known_words import BITS, PROBES, is_known, places_of

WORDS = ("über", "für", "Männer", "Straße", "größer", "Käse", "Flüsse", "süß", "Öl", "Äpfel", "müßte", "Übergänge")
letters = st.text(alphabet="abcdefghiklmnoprstuwzäöüß", min_size=3, max_size=14)


def test_frequent_words_are_known_in_any_case() -> None:
    assert all(is_known(word) and is_known(word.upper().replace("SS", "ß")) for word in WORDS)


def test_a_word_with_another_umlaut_is_not() -> None:
    assert not any(map(is_known, ["öber", "Münnör", "größär", "Käße", "Flässe", "Kälö", "Genäve", "Jögär"]))


def test_hardly_any_other_string_is_found() -> None:
    draw = random.Random(3)
    strings = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyzäöü", k=9)) + "ö" for _ in range(20_000)]
    assert sum(map(is_known, strings)) / len(strings) < 0.004


@given(letters | st.text())
def test_every_word_has_its_bits(word: str) -> None:
    places = places_of(word)
    assert len(places) == PROBES
    assert all(0 <= place < 1 << BITS for place in places)
    assert places_of(word.lower()) == places
