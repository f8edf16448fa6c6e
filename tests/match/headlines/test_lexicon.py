"""Words that share a stem and nothing else."""

from __future__ import annotations

import pytest

from textnorm.match.headlines.words import analyse_word


@pytest.mark.parametrize(
    "pair",
    [
        ("Krieg", "bekommt"),
        ("Flugzeug", "Besuch"),
        ("Preise", "lobt"),
        ("Wetter", "Kritik"),
        ("verlangt", "verlängert"),
        ("Förderung", "Forderung"),
        ("fördert", "fordert"),
        ("sorgt", "warnt"),
        ("Klaus", "gestohlen"),
        ("Leiche", "geringfügig"),
        ("ausweitet", "ausweist"),
        ("Gründer", "gründet"),
        ("stellt", "Stellen"),
        ("fehlt", "Fehler"),
        ("bremst", "Bremen"),
        ("prägt", "Prag"),
        ("manche", "Manchester"),
        ("klärt", "klar"),
        ("erschießt", "erscheint"),
        ("Premiere", "Premier"),
        ("Verdi", "verdient"),
        ("Besucher", "Besuch"),
        ("fand", "Fans"),
        ("Wettbewerb", "Wettbewerber"),
        ("Rentner", "Rentnerin"),
        ("entscheidet", "wichtig"),
        ("Konzert", "Konzern"),
        ("Prozent", "Prozess"),
        ("Schulter", "Schule"),
        ("Star", "Start"),
    ],
)
def test_words_of_one_stem_mean_nothing_in_common(pair: tuple[str, str]) -> None:
    word, other = (analyse_word(each) for each in pair)
    assert not word.group or word.group != other.group
    assert not word.place or word.place != other.place
    assert not word.polarity or word.polarity != other.polarity


@pytest.mark.parametrize(
    "pair",
    [
        ("Flieger", "Flugzeug"),
        ("kriegt", "bekommt"),
        ("verlängert", "Verlängerung"),
        ("leicht", "geringfügig"),
        ("rechnet", "erwartet"),
        ("erschossen", "erschießt"),
        ("fand", "entdeckt"),
        ("abgerissen", "abreißt"),
    ],
)
def test_words_listed_letter_by_letter_keep_their_group(pair: tuple[str, str]) -> None:
    word, other = (analyse_word(each) for each in pair)
    assert word.group == other.group != 0


def test_a_word_keeps_the_umlaut_that_makes_it_another() -> None:
    assert analyse_word("fördert").stem != analyse_word("fordert").stem
    assert analyse_word("fördert").stem == analyse_word("gefördert").stem
    assert analyse_word("fördert").group == analyse_word("Förderung").group
    assert analyse_word("Förderung").phonetic != analyse_word("Forderung").phonetic


@pytest.mark.parametrize(
    "pair", [("colour", "color"), ("organize", "organise"), ("queries", "query"), ("Fibre", "fiber")]
)
def test_two_spellings_are_one_word(pair: tuple[str, str]) -> None:
    word, other = (analyse_word(each) for each in pair)
    assert word.exact == other.exact


@pytest.mark.parametrize(
    "pair",
    [("integrating", "integration"), ("classifies", "classification"), ("managed", "management"), ("fix", "fixes")],
)
def test_forms_of_an_english_root_mean_one_thing(pair: tuple[str, str]) -> None:
    word, other = (analyse_word(each) for each in pair)
    assert word.group == other.group != 0


@pytest.mark.parametrize(
    "pair", [("stellt", "announces"), ("Labor", "labour"), ("relation", "rates"), ("elects", "lects")]
)
def test_english_words_that_look_alike_have_nothing_in_common(pair: tuple[str, str]) -> None:
    word, other = (analyse_word(each) for each in pair)
    assert word.exact != other.exact
    assert not word.group or word.group != other.group
