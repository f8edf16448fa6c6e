"""Floors for what the umlaut step gets right, on text written for these tests."""

from __future__ import annotations

import pytest

from tests import german
from textnorm.text.umlauts.transliteration import to_ascii
from textnorm.text.umlauts.umlauts import restore_umlauts

SENTENCES = german.SENTENCES.strip().splitlines()
FOREIGN = {
    "English": german.ENGLISH,
    "Dutch": german.DUTCH,
    "French": german.FRENCH,
    "Spanish": german.SPANISH,
    "Danish": german.DANISH,
}


def test_damaged_sentences_come_back() -> None:
    wrong = [sentence for sentence in SENTENCES if restore_umlauts(to_ascii(sentence)) != sentence]
    assert wrong == []


def test_sound_sentences_stay() -> None:
    changed = [sentence for sentence in SENTENCES if restore_umlauts(sentence) != sentence]
    assert changed == []


def test_a_sound_article_stays_and_a_damaged_one_comes_back() -> None:
    article = " ".join(SENTENCES)
    assert restore_umlauts(article) == article
    assert restore_umlauts(to_ascii(article)) == article


def test_a_half_damaged_article_is_repaired() -> None:
    half = " ".join(to_ascii(sentence) if place % 2 else sentence for place, sentence in enumerate(SENTENCES))
    wrong = set(" ".join(SENTENCES).split()) - set(restore_umlauts(half).split())
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize("word", german.COMPOUNDS.split())
def test_compounds_that_no_list_holds(word: str) -> None:
    assert restore_umlauts(to_ascii(word)) == word


@pytest.mark.parametrize("word", german.SOUND_COMPOUNDS.split())
def test_letters_that_meet_at_a_seam_stay(word: str) -> None:
    assert restore_umlauts(to_ascii(word)) == word
    assert restore_umlauts(word) == word


@pytest.mark.parametrize("language", FOREIGN)
def test_other_languages_stay(language: str) -> None:
    for line in FOREIGN[language].strip().splitlines():
        assert restore_umlauts(line) == line
