from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import as_parameter, load_cases
from textnorm import Cleaner
from textnorm.errors import UnknownOption
from textnorm.text.edits import apply_edits
from textnorm.text.umlauts.transliteration import to_ascii
from textnorm.text.umlauts.umlauts import find_umlauts, restore_umlauts

CASES = load_cases("umlauts")

WORDS = "fuer Strasse neue Gruesse Müller the of empfaengt Baeume muss MUELLER Ueber . a@b.de für Straße"
words = st.sampled_from(WORDS.split())
texts = st.one_of(st.text(), st.lists(words).map(" ".join), st.text(alphabet="aeousAEOUSSßäÜ q.-"))


@pytest.mark.parametrize("case", [as_parameter(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    cleaner = Cleaner.preset("off", umlauts=True, **case["options"])
    assert cleaner.clean(case["original"]) == restore_umlauts(case["original"], **case["options"]) == case["fixed"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_the_result_of_a_case_is_left_alone(case: dict[str, Any]) -> None:
    if case["fixed"] != case["original"] or "known_failure" not in case:
        assert restore_umlauts(case["fixed"], **case["options"]) == case["fixed"]


def test_as_many_cases_to_leave_alone_as_to_change() -> None:
    untouched = sum(case["original"] == case["fixed"] for case in CASES)
    assert len(CASES) >= 100
    assert untouched >= 0.5 * len(CASES)


@given(texts)
def test_a_second_pass_changes_nothing(text: str) -> None:
    once = restore_umlauts(text)
    assert restore_umlauts(once) == once


@given(texts)
def test_edits_replay_and_change_something(text: str) -> None:
    edits = find_umlauts(text)
    assert apply_edits(text, edits) == restore_umlauts(text)
    assert all(text[edit.start : edit.end] != edit.after and 0.5 <= edit.confidence <= 1.0 for edit in edits)
    assert all(first.end <= second.start for first, second in pairwise(edits))


@given(texts)
def test_swiss_text_never_gets_a_sharp_s(text: str) -> None:
    assert restore_umlauts(text, locale="de-CH").count("ß") == text.count("ß")


def test_keep_and_force_come_first() -> None:
    assert restore_umlauts("Frau Mueller geht", keep=["Mueller"]) == "Frau Mueller geht"
    assert restore_umlauts("Frau Mueller geht", keep=["mueller"]) == "Frau Mueller geht"
    assert restore_umlauts("Frau Joel geht", force=["Jöl"]) == "Frau Jöl geht"
    assert restore_umlauts("Frau Joel geht", force=["Joel"]) == "Frau Jöl geht"


def test_unknown_options_are_named() -> None:
    with pytest.raises(UnknownOption, match="locale='dee'"):
        restore_umlauts("fuer", locale="dee")
    with pytest.raises(UnknownOption, match="evidence="):
        restore_umlauts("fuer", evidence="none")


@given(st.text())
def test_to_ascii_is_ascii(text: str) -> None:
    assert to_ascii(text).isascii()


def test_to_ascii_follows_the_case_of_the_neighbours() -> None:
    assert to_ascii("Ärger ÄRGER Öl STRAßE Ü") == "Aerger AERGER Oel STRASSE Ue"


def test_sz_is_sharp_s_on_request_only() -> None:
    text = "Die Strasze heiszt so, die Szene und Auszahlung nicht"
    assert restore_umlauts(text) == text
    assert restore_umlauts(text, sz=True) == "Die Straße heißt so, die Szene und Auszahlung nicht"
    assert restore_umlauts(text, sz=True, locale="de-CH") == text


@pytest.mark.parametrize(
    "text", ["ae" * 500_000, "ss" * 500_000, "ä" + "ue" * 500_000, "fuer" + "\ud800" * 9, "fuer\0Koeln"]
)
def test_odd_texts_are_read_in_linear_time(text: str) -> None:
    assert restore_umlauts(restore_umlauts(text)) == restore_umlauts(text)


def test_confidence_and_evidence_are_reported() -> None:
    (edit,) = find_umlauts("Er kommt aus Koeln")
    assert (edit.after, edit.evidence) == ("ö", "oe for ö")
    assert 0.9 < edit.confidence <= 1.0
    assert find_umlauts("Er kommt aus Koeln", min_confidence=1.0) == []


def test_the_language_can_be_ignored() -> None:
    text = "The members of the band were known to all of their fans as Gaeste"
    assert restore_umlauts(text) == text
    assert restore_umlauts(text, evidence="damaged") == text.replace("Gaeste", "Gäste")


def test_auto_requires_more_german() -> None:
    assert restore_umlauts("Die Gaeste kommen aus Koeln", locale="auto") == "Die Gäste kommen aus Köln"
    assert restore_umlauts("Les joueurs de Cologne ont perdu", locale="auto") == "Les joueurs de Cologne ont perdu"


@given(st.text(alphabet=st.sampled_from("\ud800\udfff\0aeousfrß\N{REPLACEMENT CHARACTER}? ")))
def test_lone_surrogates_break_nothing(text: str) -> None:
    assert to_ascii(text).isascii()
    assert restore_umlauts(restore_umlauts(text)) == restore_umlauts(text)


NEIGHBOURS = [
    ("da", "Børnene får også nye bøger, når skolen åbner næste år"),
    ("nb", "Ungdommene må vente på svar fra kommunen før høsten"),
    ("sv", "Flera människor väntade på tåget från Göteborg i går"),
    ("fi", "Hän päätti lähteä töihin heti kun sää lämpeni"),
    ("et", "Kõik õpilased võtavad öösel jõel aega, et lõpetada töö"),
]


@pytest.mark.parametrize(("locale", "text"), NEIGHBOURS)
def test_a_neighbour_is_restored_by_its_locale_and_by_auto(locale: str, text: str) -> None:
    spelled = to_ascii(text, locale=locale)
    assert spelled != text
    assert restore_umlauts(spelled, locale=locale) == restore_umlauts(spelled, locale="auto") == text
    assert restore_umlauts(text, locale=locale) == restore_umlauts(text, locale="auto") == text
    assert Cleaner(locale=locale).clean(spelled) == text


@pytest.mark.parametrize(("locale", "text"), NEIGHBOURS)
@pytest.mark.parametrize("other", ["da", "sv", "fi", "et"])
def test_a_neighbour_never_gets_the_letters_of_another(locale: str, text: str, other: str) -> None:
    spelled = to_ascii(text, locale=locale)
    assert restore_umlauts(spelled, locale=other) in {spelled, text}


def test_what_only_german_has_is_refused_elsewhere() -> None:
    with pytest.raises(UnknownOption, match="stripped=True: not known for locale='da'"):
        Cleaner(locale="da", stripped=True)
    with pytest.raises(UnknownOption, match="sz=True"):
        restore_umlauts("Gade", locale="sv", sz=True)


def test_a_number_behind_a_letter_makes_it_a_name() -> None:
    texts = ["Er hoert Oe3", "Kenzaburo Oe schrieb 3 Romane", "Pfad/Oe3/x"]
    assert [restore_umlauts(text) for text in texts] == ["Er hört Ö3", *texts[1:]]
    assert list(Cleaner().many(["Oe3 sendet"])) == [Cleaner().clean("Oe3 sendet")]
