"""Transliteration: known names by scheme, every letter back, and no change to what is Latin already."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnorm import BadRecord, UnknownOption, transliterate
from textnorm.text.transliteration.schemes import SOURCES, targets_of
from textnorm.text.transliteration.transliterate import guess_source

KNOWN = [
    ("ru", "de", "Криворучко", "Kriworutschko"),
    ("ru", "de", "Чайковский", "Tschaikowski"),
    ("ru", "de", "Хрущёв", "Chruschtschow"),
    ("ru", "de", "Горбачёв", "Gorbatschow"),
    ("ru", "de", "Ельцин", "Jelzin"),
    ("ru", "de", "Достоевский", "Dostojewski"),
    ("ru", "de", "Ильич", "Iljitsch"),
    ("ru", "de", "Соловьёв", "Solowjow"),
    ("ru", "de", "Алексей Максимов", "Alexei Maximow"),
    ("ru", "de", "Борисов", "Borissow"),
    ("ru", "de", "Майя Плисецкая", "Maja Plissezkaja"),
    ("ru", "de", "ХРУЩЁВ", "CHRUSCHTSCHOW"),
    ("ru", "en", "Ельцин", "Yeltsin"),
    ("ru", "en", "Жириновский", "Zhirinovskiy"),
    ("ru", "bgn", "Ельцин", "Yel’tsin"),
    ("ru", "bgn", "Горбачёв", "Gorbachëv"),
    ("ru", "fr", "Путин", "Poutine"),
    ("ru", "fr", "Чайковский", "Tchaïkovski"),
    ("ru", "fr", "Хрущёв", "Khrouchtchev"),
    ("ru", "iso9", "Щербаков", "Ŝerbakov"),
    ("ru", "scientific", "Щербаков", "Ščerbakov"),
    ("uk", "en", "Криворучко", "Kryvoruchko"),
    ("uk", "en", "Згурський", "Zghurskyi"),
    ("uk", "en", "Юлія Яценюк", "Yuliia Yatseniuk"),
    ("uk", "de", "ІМ'Я", "IMJA"),
    ("uk", "de", "Зеленський", "Selenskyj"),
    ("uk", "de", "Кличко", "Klytschko"),
    ("be", "de", "Лукашэнка", "Lukaschenka"),
    ("be", "de", "Ціханоўская", "Zichanouskaja"),
    ("bg", "en", "София", "Sofia"),
    ("bg", "de", "Първанов", "Parwanow"),
    ("sr", "de", "Вучић", "Vučić"),
    ("sr", "en", "Џајић", "Džajić"),
    ("mk", "de", "Груевски", "Gruewski"),
    ("el", "de", "Μητσοτάκης", "Mitsotakis"),
    ("el", "de", "Τσίπρας", "Tsipras"),
    ("el", "en", "Παπανδρέου", "Papandreou"),
    ("el", "en", "Ευάγγελος", "Evangelos"),
    ("el", "de", "Μπακογιάννη", "Bakogianni"),
    ("ar", "de", "محمد", "Mohammed"),
    ("ar", "en", "بشار الأسد", "Bashar al-Assad"),
    ("he", "de", "בנימין נתניהו", "Benjamin Netanjahu"),
]
REVERSIBLE = [(source, scheme) for source in SOURCES for scheme in SOURCES[source].reversible]
ALPHABETS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'",
    "be": "абвгґдеёжзійклмнопрстуўфхцчшыьэюя'",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "el": "αάβγδεέζηήθιίϊΐκλμνξοόπρστυύφχψωώ",
}


@pytest.mark.parametrize(("source", "target", "name", "written"), KNOWN)
def test_known_names(source: str, target: str, name: str, written: str) -> None:
    assert transliterate(name, source, target) == written


@pytest.mark.parametrize(("source", "scheme"), REVERSIBLE)
def test_every_letter_comes_back(source: str, scheme: str) -> None:
    for letter in ALPHABETS[source]:
        for word in (f"а{letter}" if source != "el" else f"κ{letter}κ", letter):
            assert transliterate(transliterate(word, source, scheme), scheme, source) == word
            if letter.isalpha() and letter not in "ьъΐ":
                upper = word.upper()
                assert transliterate(transliterate(upper, source, scheme), scheme, source) == upper


@pytest.mark.parametrize("source", ["ru", "uk", "be", "bg", "mk"])
def test_words_come_back(source: str) -> None:
    @given(st.text(ALPHABETS[source].strip("'"), min_size=1))
    def comes_back(word: str) -> None:
        assert transliterate(transliterate(word, source, "iso9"), "iso9", source) == word
        assert transliterate(transliterate(word.title(), source, "iso9"), "iso9", source).lower() == word

    comes_back()


@pytest.mark.parametrize("source", SOURCES)
def test_any_text_is_written(source: str) -> None:
    @given(st.text())
    def written(text: str) -> None:
        for target in targets_of(source):
            assert isinstance(transliterate(text, source, target), str)
        assert isinstance(transliterate(text, "auto", "de"), str)

    written()


@given(st.text(string.ascii_letters + "äöüßéčšžłøñ ,.'’-0123456789"))
def test_latin_text_stays(text: str) -> None:
    for source in ("auto", *SOURCES):
        assert transliterate(text, source, "de") == text


@given(st.text(ALPHABETS["ru"] + " -"))
def test_what_is_written_stays(text: str) -> None:
    written = transliterate(text, "ru", "de")
    assert written.isascii()
    assert transliterate(written, "ru", "de") == written


def test_the_language_is_guessed_by_its_letters() -> None:
    guesses = {
        "Володимир Зеленський Київ": "uk",
        "Ціханоўская": "be",
        "Ђинђић": "sr",
        "Ѓорге Иванов": "mk",
        "Путин": "ru",
    }
    assert {text: guess_source(text) for text in guesses} == guesses
    assert transliterate("Путин traf Μητσοτάκης") == "Putin traf Mitsotakis"
    assert transliterate("თბილისი") == "tbilisi"


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownOption, match="source='rus': did you mean 'ru'"):
        transliterate("Путин", "rus")
    with pytest.raises(UnknownOption, match="target='din'"):
        transliterate("Путин", "ru", "din")
    with pytest.raises(UnknownOption, match="back into 'ru' from: iso9"):
        transliterate("Putin", "scientific", "ru")
    with pytest.raises(BadRecord, match="transliterate: expected str, got NoneType"):
        transliterate(None)  # type: ignore[arg-type]
