from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import german
from tests.conftest import as_parameter, load_cases
from textnorm import Cleaner
from textnorm.errors import UnknownOption
from textnorm.text.edits import apply_edits
from textnorm.text.umlauts.options import UmlautOptions
from textnorm.text.umlauts.stripped import stripped_letters
from textnorm.text.umlauts.umlauts import find_umlauts, restore_umlauts

CASES = load_cases("stripped")
SENTENCES = german.SENTENCES.strip().splitlines()
FOREIGN = [german.ENGLISH, german.DUTCH, german.FRENCH, german.SPANISH, german.DANISH]
TAKE_OFF = str.maketrans({**dict(zip("äöüÄÖÜ", "aouAOU", strict=True)), "ß": "ss"})
MARKS_OFF = str.maketrans(dict(zip("äöüÄÖÜ", "aouAOU", strict=True)))

WORDS = "fur uber empfangt Gaste Koln schon the of Müller grossten Baecker MUNCHEN Straße . a@b.de"
words = st.sampled_from(WORDS.split())
texts = st.one_of(st.text(), st.lists(words).map(" ".join), st.text(alphabet="aousAOUSßäÜ q.-"))
evidence = st.sampled_from(["auto", "damaged"])


@pytest.mark.parametrize("case", [as_parameter(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    cleaner = Cleaner.preset("off", umlauts=True, stripped=True, **case["options"])
    restored = restore_umlauts(case["original"], stripped=True, **case["options"])
    assert cleaner.clean(case["original"]) == cleaner.many([case["original"]])[0] == restored == case["fixed"]
    assert restore_umlauts(restored, stripped=True, **case["options"]) == restored


def test_it_is_off_unless_asked_for() -> None:
    assert restore_umlauts("uber Gaste fur Koln") == Cleaner().clean("uber Gaste fur Koln") == "uber Gaste fur Koln"


@pytest.mark.parametrize("table", [TAKE_OFF, MARKS_OFF], ids=["marks and ß", "marks alone"])
def test_most_words_of_stripped_sentences_come_back_and_none_is_made_up(table: dict[int, str]) -> None:
    right = wrong = total = 0
    for sentence in SENTENCES:
        restored = restore_umlauts(sentence.translate(table), stripped=True).split()
        for word, was, now in zip(sentence.split(), sentence.translate(table).split(), restored, strict=True):
            total += 1
            right += now == word
            wrong += now not in {word, was}
    assert right / total >= 0.97
    assert wrong / total <= 0.004  # Größe and Große are both words; a model of a sentence would tell them apart


@pytest.mark.parametrize(
    "text", [*SENTENCES, german.ENGLISH, german.DUTCH, german.FRENCH, german.SPANISH, german.DANISH]
)
def test_sound_text_stays(text: str) -> None:
    assert restore_umlauts(text, stripped=True) == restore_umlauts(text)


@given(texts, evidence)
def test_a_second_pass_changes_nothing(text: str, evidence: str) -> None:
    once = restore_umlauts(text, stripped=True, evidence=evidence)
    assert restore_umlauts(once, stripped=True, evidence=evidence) == once


@given(texts, evidence)
def test_edits_replay_and_change_something(text: str, evidence: str) -> None:
    edits = find_umlauts(text, stripped=True, evidence=evidence)
    assert apply_edits(text, edits) == restore_umlauts(text, stripped=True, evidence=evidence)
    assert all(text[edit.start : edit.end] != edit.after and 0.5 <= edit.confidence <= 1.0 for edit in edits)
    assert all(first.end <= second.start for first, second in pairwise(edits))


@given(texts)
def test_swiss_text_never_gets_a_sharp_s(text: str) -> None:
    assert restore_umlauts(text, locale="de-CH", stripped=True).count("ß") == text.count("ß")


def test_a_confidence_is_the_least_that_is_restored() -> None:
    sure = stripped_letters(UmlautOptions(stripped=True, min_confidence=0.99))
    assert [edit.after for edit in sure.edits("fur Kroger und Gaste")] == ["ü", "ä"]


@pytest.mark.parametrize("name", ["de", "DE", "de-DE", "de_DE.UTF-8", "de_DE", "deu", "de-LU"])
def test_names_of_the_german_locale(name: str) -> None:
    assert Cleaner(locale=name).clean("Strasse fuer alle") == "Straße für alle"


@pytest.mark.parametrize("name", ["de-CH", "ch", "CH", "de_CH.UTF-8@euro", "de-LI", "li"])
def test_names_of_the_swiss_locale(name: str) -> None:
    assert restore_umlauts("Strasse fuer alle", locale=name) == "Strasse für alle"


@pytest.mark.parametrize("name", ["at", "AT", "de_AT"])
def test_names_of_the_austrian_locale(name: str) -> None:
    assert restore_umlauts("Gruesse von der Strasse", locale=name) == "Grüße von der Straße"


@pytest.mark.parametrize("name", ["xx", "fr-FR", "", "german!"])
def test_other_locales_are_refused(name: str) -> None:
    with pytest.raises(UnknownOption, match="locale"):
        restore_umlauts("x", locale=name)


def test_a_cleaner_decides_every_word_alone_for_text_known_to_be_damaged() -> None:
    text = "Schöne Grüsse von der Strasse"
    assert Cleaner().clean(text) == text
    assert Cleaner(evidence="damaged").clean(text) == "Schöne Grüße von der Straße"
    assert Cleaner(evidence="damaged", locale="de-CH").clean(text) == text
    with pytest.raises(UnknownOption, match="evidence"):
        Cleaner(evidence="none")


def test_a_cleaner_restores_a_written_sz() -> None:
    assert Cleaner(sz=True).clean("Die Strasze ist lang") == "Die Straße ist lang"
