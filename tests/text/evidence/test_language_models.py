"""The letter models: every language is told from the others, case does not count, and no text is too odd."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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

SENTENCES = {
    "sq": "Shkolla e re do të hapet javën e ardhshme në qendër të qytetit",
    "ar": "افتتح الوزير المدرسة الجديدة في وسط المدينة هذا الأسبوع",
    "be": "Новая школа адчыніцца ў цэнтры горада на наступным тыдні",
    "bg": "Новото училище ще отвори врати в центъра на града следващата седмица",
    "ca": "La nova escola obrirà les portes al centre de la ciutat la setmana vinent",
    "cs": "Nová škola bude otevřena příští týden v centru města",
    "cy": "Bydd yr ysgol newydd yn agor yng nghanol y dref yr wythnos nesaf",
    "da": "Den nye skole åbner i byens centrum i næste uge, siger borgmesteren",
    "de": "Die neue Schule wird nächste Woche in der Mitte der Stadt eröffnet",
    "el": "Το νέο σχολείο θα ανοίξει στο κέντρο της πόλης την επόμενη εβδομάδα",
    "en": "The new school will open in the centre of the town next week",
    "es": "La nueva escuela abrirá sus puertas en el centro de la ciudad la próxima semana",
    "et": "Uus kool avatakse järgmisel nädalal linna keskuses",
    "eu": "Ikastola berria datorren astean irekiko dute herriaren erdian",
    "fi": "Uusi koulu avataan ensi viikolla kaupungin keskustassa",
    "fr": "La nouvelle école ouvrira ses portes la semaine prochaine au centre de la ville",
    "ga": "Osclófar an scoil nua i lár an bhaile an tseachtain seo chugainn",
    "he": "בית הספר החדש ייפתח בשבוע הבא במרכז העיר",
    "hr": "Nova škola otvorit će se sljedeći tjedan u središtu grada",
    "hu": "Az új iskola a jövő héten nyílik meg a város központjában",
    "is": "Nýi skólinn verður opnaður í miðbænum í næstu viku",
    "it": "La nuova scuola aprirà la prossima settimana nel centro della città",
    "lt": "Naujoji mokykla kitą savaitę bus atidaryta miesto centre",
    "lv": "Jaunā skola tiks atvērta nākamnedēļ pilsētas centrā",
    "mk": "Новото училиште ќе се отвори следната недела во центарот на градот",
    "nb": "Den nye skolen åpner i sentrum av byen neste uke, sier ordføreren",
    "nl": "De nieuwe school gaat volgende week open in het centrum van de stad",
    "pl": "Nowa szkoła zostanie otwarta w przyszłym tygodniu w centrum miasta",
    "pt": "A nova escola vai abrir as portas no centro da cidade na próxima semana",
    "ro": "Școala nouă se va deschide săptămâna viitoare în centrul orașului",
    "ru": "Новая школа откроется на следующей неделе в центре города",
    "sk": "Nová škola bude otvorená budúci týždeň v centre mesta",
    "sl": "Nova šola bo odprta prihodnji teden v središču mesta",
    "sr": "Нова школа ће бити отворена следеће недеље у центру града",
    "sv": "Den nya skolan öppnar i centrum av staden nästa vecka, säger kommunen",
    "tr": "Yeni okul gelecek hafta şehrin merkezinde açılacak",
    "uk": "Нова школа відкриється наступного тижня в центрі міста",
}


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
    assert score_word("Haus")["ru"] == score_word("дом")["de"] == -15.0


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
