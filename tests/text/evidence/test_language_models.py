"""The letter models: every language is told from the others, case does not count, and no text is too odd."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sentences import SENTENCES
from textnorm.text.evidence import language_models as languages
from textnorm.text.evidence.language_models import (
    LANGUAGES,
    is_likely_word,
    likeliest,
    score_letters,
    score_word,
    unpack,
    word_costs,
    words_of,
)


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_a_sentence_is_in_its_language(language: str) -> None:
    assert likeliest(SENTENCES[language], 1)[0][0] == language


@pytest.mark.parametrize(
    ("sound", "changed", "language"),
    [
        ("Genève", "Genäve", "fr"),
        ("Größe", "Grñße", "de"),
        ("naïve", "naåve", "fr"),
        ("příští", "pøíští", "cs"),
        ("göteborgare", "gšteborgare", "sv"),
        ("następny", "nastøpny", "pl"),
    ],
)
def test_a_letter_from_elsewhere_makes_a_word_unlikely(sound: str, changed: str, language: str) -> None:
    assert is_likely_word(sound, language)
    assert not is_likely_word(changed, language)
    assert score_word(sound)[language] > score_word(changed)[language] + 1


def test_letters_say_where_a_word_is_odd() -> None:
    letters = score_letters("Straøe", "de")
    assert min(range(len(letters)), key=letters.__getitem__) in {4, 5}
    assert sum(score_letters("Straße", "de")) / 6 == pytest.approx(score_word("Straße")["de"])


def test_a_word_in_another_script_is_no_word_of_the_language() -> None:
    assert score_word("Haus")["ru"] == score_word("дом")["de"] == -22.0


def test_the_models_are_small() -> None:
    data = Path(languages.__file__).parent / "data" / "languages.bin"
    assert data.stat().st_size <= 1_000_000
    assert (data.read_bytes())[: len(languages.MAGIC)] == languages.MAGIC


def test_no_letters_no_language() -> None:
    assert likeliest("") == likeliest("12:30, …") == []


@given(st.text())
def test_any_text_has_probabilities(text: str) -> None:
    found = likeliest(text, len(LANGUAGES))
    assert sum(probability for _, probability in found) == pytest.approx(1.0 if words_of(text) else 0.0)
    assert [probability for _, probability in found] == sorted((p for _, p in found), reverse=True)


@given(st.text(st.characters(categories=["L"]), min_size=1))
def test_any_word_has_a_finite_score_that_ignores_case(word: str) -> None:
    scores = score_word(word)
    assert len(scores) == len(LANGUAGES)
    assert all(math.isfinite(score) and score <= 0 for score in scores.values())
    if word.upper().lower() == word.lower() and len(word.upper()) == len(word):
        assert score_word(word.upper()) == scores


@given(st.lists(st.text(st.characters(categories=["Ll"]), min_size=1), min_size=1))
def test_costs_add_up(words: list[str]) -> None:
    total = unpack(sum(map(word_costs, words)))
    assert total == [sum(costs) for costs in zip(*(unpack(word_costs(word)) for word in words), strict=True)]
