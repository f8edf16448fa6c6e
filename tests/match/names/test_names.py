"""Names: one person under many spellings, and never two persons as one."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import as_parameter, load_cases
from textnorm import BadRecord, Matcher, UnknownOption, find_duplicates, find_name_variants, name_key, normalise_names
from textnorm.text.names.chinese import chinese_readings
from textnorm.text.names.likeness import full_likeness, likeness
from textnorm.text.names.parse import parse_name
from textnorm.text.names.sounds import sounds_of

NAMES = Matcher.names()
SPELLINGS = {
    "Nikita Chruschtschow": "Nikita Khrushchev, Nikita Chruščëv, Nikita Hruŝëv, Nikita Khrouchtchev, "
    "Nikita Chruszczow, Никита Хрущёв, Никита Хрущев, Микита Хрущов, Nikita Chroesjtsjov",
    "Boris Jelzin": "Boris Yeltsin, Boris Elʹcin, Boris Eltsine, Boris Jelcyn, "
    "Борис Ельцин, Boris Jeltsin, B. N. Yeltsin",
    "Alexei Kriworutschko": "Alexey Krivoruchko, Aleksej Krivoručko, Alexei Kriworuchko, "
    "Oleksii Kryvoruchko, Алексей Криворучко, "
    "Олексій Криворучко, Alexeï Krivoroutchko",
    "Muhammad Ali": "Mohammed Ali, Mohamed Aly, Muhammed Ali, محمد علي, Mohamad Ali",
}  # fmt: skip


@pytest.mark.parametrize("case", [as_parameter(case) for case in load_cases("name_pairs")])
def test_case(case: dict[str, Any]) -> None:
    pair = NAMES.compare(case["a"], case["b"])
    assert pair.same is case["same"], str(pair)
    assert NAMES.compare(case["b"], case["a"]).same is case["same"]
    if "reason" in case:
        assert any(reason.startswith(case["reason"]) for reason in pair.reasons)


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_spellings_of_a_name_are_found(name: str) -> None:
    spellings = SPELLINGS[name].split(", ")
    assert [spelling for spelling in spellings if not NAMES.compare(name, spelling)] == []


def test_the_reasons_say_how_the_spellings_belong_together() -> None:
    assert NAMES.compare("Wladimir Putin", "Путин Владимир Владимирович").reasons == (
        "Wladimir = Владимир: Russian, German transcription",
        "Putin = Путин: Russian, German transcription",
        "patronymic Владимирович only in B",
        "order differs",
    )


def test_what_stands_around_a_name_is_no_part_of_it() -> None:
    parsed = parse_name("Putin, Dr. Wladimir W., Jr. (Präsident)")
    assert [word.text for word in parsed.words] == ["Wladimir", "W", "Putin"]
    assert (parsed.titles, parsed.generation, parsed.family_first) == (("dr",), "jr", True)


# Letters, marks that names have, and signs that are no letters, or have no sound.
ODD = st.text("aänK A.k-,'’\u00ad\u0301Ж毛1(\"„/_ßıİﬁال ", max_size=12)

PARTS = ["Anna", "geb", "A", "Dr", "von", "Åse", "Ольга", "jun", "Wei", "née", "Ivanovna", "Łę"]


@given(st.text() | ODD, st.text() | ODD)
def test_any_two_texts_are_compared(a: str, b: str) -> None:
    pair = NAMES.compare(a, b)
    assert 0.0 <= pair.score <= 1.0
    assert pair.score == pytest.approx(NAMES.compare(b, a).score, abs=0.15)
    assert isinstance(name_key(a), str)


@given(st.text("aäNKЖßıİﬁال \u00ad\u0301", max_size=12) | st.lists(st.sampled_from(PARTS)).map(" ".join))
def test_plain_names_are_parsed_like_others(name: str) -> None:
    # The full stop is stripped, but sends the name past the quick path for letters and spaces.
    assert parse_name(name) == parse_name(f". {name}")


@pytest.mark.parametrize("name", ["Angela Merkel", "Путин Владимир", "Μητσοτάκης Κυριάκος", "Xi Jinping", "بشار الأسد"])
def test_a_name_is_itself(name: str) -> None:
    assert NAMES.compare(name, name).score >= 0.97


def test_a_key_is_one_for_many_spellings() -> None:
    spellings = "Alexei Kriworutschko, Aleksej Krivoručko, Alexey Krivoruchko, Алексей Криворучко, Alexeï Krivoroutchko"
    assert len({name_key(name) for name in spellings.split(", ")}) == 1
    assert name_key("Mohammed") == name_key("Muhammad") == name_key("Mohamed") == name_key("محمد")
    assert name_key("Müller") == name_key("Mueller") == name_key("Muller")
    assert name_key("Xi Jinping") == name_key("Hsi Chin-p'ing")
    assert name_key("Putin") != name_key("Medwedew")
    assert name_key("") == name_key("...") == ""


def test_letters_of_two_sounds_have_two_readings() -> None:
    assert sounds_of("Krivoruchko").full == ("krivoruhko", "krivoruSko")
    assert set(sounds_of("Joukov").full) & set(sounds_of("Schukow").full)


def test_wade_giles_is_read_where_it_shows() -> None:
    assert ("zhou", "enlai") in chinese_readings(("chou", "en-lai"))
    assert chinese_readings(("chen", "wei")) == {("chen", "wei")}
    assert chinese_readings(("thomas", "mann")) == frozenset()


def test_a_corpus_of_names_is_searched() -> None:
    names = [
        "Wladimir Putin",
        "Angela Merkel",
        None,
        "",
        "Путин, Владимир",
        "V. V. Putin",
        "Merkel, Angela",
        "Olaf Scholz",
    ]
    found = find_duplicates(names, NAMES)
    assert sorted(map(sorted, found.clusters)) == [[0, 4, 5], [1, 6]]
    assert "Putin = Путин" in str(found.why(0)) + str(found.why(4))
    assert pickle.loads(pickle.dumps(found)).labels.tolist() == found.labels.tolist()
    for left, right, score, same in found.table:
        pair = NAMES.compare(names[left] or "", names[right] or "")
        assert (pytest.approx(pair.score, abs=1e-4), pair.same) == (score, same)


def test_names_are_looked_up_in_an_archive() -> None:
    found = find_duplicates(["Boris Yeltsin", "Olaf Scholz"], NAMES, against=["Борис Ельцин", "Angela Merkel"])
    assert found.labels.tolist() == [0, -1]


def test_names_have_no_shingles() -> None:
    with pytest.raises(UnknownOption, match="names have no option 'n'; they have clusters, drop, keep, threshold"):
        Matcher.names(n=5)
    assert "names of one sound" in str(NAMES.plan(1000))


def test_names_of_a_text_are_written_as_a_list_has_them() -> None:
    names = ["Wladimir Putin", "Alexei Kriworutschko"]
    text = "Vladimir Putin und Alexey Krivoruchko trafen Ljudmila Putina. Wladimir Putin schwieg."
    fixed = "Wladimir Putin und Alexei Kriworutschko trafen Ljudmila Putina. Wladimir Putin schwieg."
    assert normalise_names(text, names) == fixed
    assert normalise_names(fixed, names) == fixed
    with pytest.raises(BadRecord, match="normalise_names: expected a list of texts"):
        normalise_names(text, "Wladimir Putin")


def test_variants_of_a_corpus_are_proposed() -> None:
    texts = ["Es sprach Wladimir Putin.", "Laut Vladimir Putin nicht.", "So Wladimir Putin.", "Laut Angela Merkel."]
    (variants,) = find_name_variants(texts)
    assert variants.spellings == (("Wladimir Putin", 2), ("Vladimir Putin", 1))
    assert variants.proposal == "Wladimir Putin"


WORDS = st.text(st.sampled_from("abcdehiklmnorstuvwzöüščжшщвковин"), min_size=1, max_size=9)


@given(st.tuples(WORDS, WORDS))
def test_words_that_are_passed_over_are_not_alike(pair: tuple[str, str]) -> None:
    first, second = (parse_name(f"{text} Muster").words[0] for text in pair)
    assert likeness(first, second).value == full_likeness(first, second).value


def test_texts_of_too_many_words_are_compared_as_wholes() -> None:
    long = "Anna Berta " * 100
    assert NAMES.compare(long, long.lower()).score == 1.0
    other = NAMES.compare(long, f"{long} Clara")
    assert other.score == 0.0
    assert other.reasons == ("too many words for names: compared as wholes",)
