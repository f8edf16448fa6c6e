"""What the kernel reads through a pair of pages is what the rules read, and what it says of the others is true."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textnorm import Cleaner
from textnorm.text.edits import apply_edits
from textnorm.text.encoding.codepages import MIXUPS, TABLES
from textnorm.text.encoding.many_texts.read_pages import read_through_pages
from textnorm.text.encoding.mojibake import find_mojibake, is_settled, settled_from
from textnorm.text.encoding.page_mixups import PAGE_MIXUPS, UTF8, find_page_mixups

SOUND = (
    "Der Bäcker erzählt, die Gäste hätten größere Straßen schön gefunden und über Öfen geredet.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl včera český básník při večeři v Brně.",
    "Zażółć gęślą jaźń, powiedział wczoraj polski poeta i poszedł do łóżka, żeby śnić.",
    "Les élèves français préfèrent l’été à l’hiver, où la fenêtre reste fermée très tôt.",
    "El niño comió una piña mañana y después bebió café con leche en la habitación.",
    "Съешь ещё этих мягких французских булок, да выпей же чаю, сказал старый учитель.",
    "Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί και φεύγει μακριά.",
    "Bugün hava çok güzel, öğrenciler bahçede oynuyor ve şarkı söylüyorlar, dedi öğretmen.",
    "Große Straßen: Neue Märkte öffnen über Österreichs Grenzen, „das hässliche Ende“ der Flüchtlinge",
    "Quellen zum Artikel über den Demografiewandel – und größte Fragen",
)
ROWS = tuple(dict.fromkeys((*(row[:2] for row in PAGE_MIXUPS if row.written != UTF8), *(pair[:2] for pair in MIXUPS))))
ODD = st.sampled_from(
    [
        *(
            "„",
            "“",
            "\x84",
            "Ã¤",
            "Ð?",
            "¹",
            "│",
            "ﬂ",
            "€",
            "\xa0",
            "Σ",
            "İ",
            "→",
            "漢",
            "\U0001f600",
            "\ud800",
            "?",
            "&",
        ),
        *(
            "{",
            "utf-8",
            "cp850",
            "kodier",
            "\n",
            "Å koda",
            "für",
            "Genève",
            "ß║",
            "\ufffd",
            "a" * 50,
            "ÄÖÜÄÖÜ",
            "aÄbÖcÜ",
        ),
    ]
)


def misread(text: str, written: str, read: str) -> str:
    return "".join(TABLES[read][byte] for byte in text.encode(written, "ignore"))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    parts = []
    for text in draw(st.lists(st.sampled_from(SOUND), min_size=1, max_size=3)):
        words = text.split()
        first = draw(st.integers(0, len(words) - 1))
        part = " ".join(words[first : first + draw(st.integers(1, 14))])
        if draw(st.booleans()):
            row = draw(st.sampled_from(ROWS))
            part = misread(part, *row)
        parts.append(part)
        parts += draw(st.lists(ODD, max_size=2))
    return draw(st.sampled_from([" ", "", "\n"])).join(parts)


@given(st.lists(damaged(), min_size=1, max_size=6))
@settings(max_examples=150)
def test_the_kernel_reads_what_the_rules_read(texts: list[str]) -> None:
    read = read_through_pages(texts)
    for place, after, surely in zip(read.places, read.texts, read.surely, strict=True):
        meant = apply_edits(texts[place], find_mojibake(texts[place]))
        if surely:
            assert apply_edits(texts[place], settled_from(texts[place], after)) == meant
        elif is_settled(after):
            assert after == meant
    for place in read.sound:
        assert find_mojibake(texts[place]) == []
    for place in read.no_row:
        assert find_page_mixups(texts[place]) == []
        assert find_mojibake(texts[place], no_row=True) == find_mojibake(texts[place])


@given(st.lists(damaged(), min_size=1, max_size=6))
@settings(max_examples=40)
def test_what_was_found_leaves_nothing_to_find(texts: list[str]) -> None:
    for text in texts:
        assert not find_mojibake(apply_edits(text, find_mojibake(text)))


@pytest.mark.parametrize(
    ("number", "written", "read"),
    [
        *((0, "cp850", "cp1252"), (0, "mac_roman", "cp1252"), (0, "cp1252", "cp850"), (3, "cp850", "cp1252")),
        *((3, "cp1252", "mac_roman"), (4, "cp1252", "cp437"), (4, "cp850", "cp1252")),
    ],
)
def test_sentences_are_read(number: int, written: str, read: str) -> None:
    sound = SOUND[number].replace("’", "'")
    found = read_through_pages(["Haus", misread(sound, written, read), ""])
    assert (list(found.texts), found.places) == ([sound], [1])


@pytest.mark.parametrize(
    ("sound", "written", "read"),
    [
        ("Merkel empfängt Macron", "cp850", "cp1252"),
        ("Die Straße ist länger als gedacht", "cp850", "mac_roman"),
        ("Fußball: Gäste gewinnen in Köln", "cp1252", "cp437"),
        ("Mehr Städte fördern Bäder", "mac_roman", "cp850"),
        ("Überfall auf Händler in Nürnberg", "cp1252", "cp1251"),
        ("Sparmaßnahmen in ganz Europa Unis leiden unter Kürzungen", "cp1252", "mac_roman"),  # the ligature is asked
        ("Der Westen entdeckt Swobodas hässliches Gesicht", "mac_roman", "cp1252"),  # a word by its score
        ("Mindestens 20 Zivilisten bei Beschuss getötet", "mac_roman", "cp1252"),  # words alone speak for the pair
        ("Verlustreiche Filialen 51 Märkte werden geschlossen", "cp1252", "cp850"),  # it may be a word as it stands
        ("Das ist für die Größe der Straße schön", "cp850", "mac_roman"),  # it looks like UTF-8 and is none
    ],
)
def test_a_pair_of_pages_is_found_in_a_headline(sound: str, written: str, read: str) -> None:
    found = read_through_pages([misread(sound, written, read)])
    assert list(found.texts) == [sound]


def test_a_foreign_name_or_a_mark_is_no_mojibake() -> None:
    assert read_through_pages(["Rényi trifft Citroën", "Mehr – und weniger"]).sound == [0, 1]


def test_known_words_and_starts_are_left_to_the_rules() -> None:
    texts = ["Neue Grˆﬂe", "Das will sie ”ffnen", "Der neue Citro‰n"]
    found = read_through_pages(texts)
    assert (found.places, found.sound) == ([], [])


def test_sound_texts_are_left() -> None:
    assert read_through_pages(list(SOUND)).places == []


def test_code_and_texts_about_encodings_are_left() -> None:
    seen = misread(SOUND[0], "cp850", "cp1252")
    assert read_through_pages([f"{seen} UTF-8", f'{{"a": "{seen}"}}', f"x = [1];\ny = f(x);  // {seen}"]).places == []


def test_utf8_in_a_rare_page_is_left_to_the_rules() -> None:
    seen = "Παραγωγή ντετερμινιστικού LR συντακτικού αναλυτή με την χρήση πινάκων"
    seen = "".join(TABLES["mac_latin2"][byte] for byte in seen.encode())
    found = read_through_pages([seen])
    assert (found.places, found.no_row, found.sound) == ([], [], [])


def test_many_texts_are_cleaned_as_one_by_one() -> None:
    cleaner = Cleaner()
    texts = [misread(f"{text} {number}", *row) for row in ROWS[::7] for number, text in enumerate(SOUND)]
    texts = list(dict.fromkeys([*texts, *SOUND])) + [f"{'Haus und Hof, ' * 40}{number}" for number in range(900)]
    assert sum(map(len, texts)) > 400_000
    assert cleaner.many(texts) == [cleaner.clean(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Das enlèvement ist heute wichtig",
            "Das îlig ist heute wichtig",
            "Verkauf von Speiseîl und Mehl stark gestiegen",
        ),
        *("Die Spiele in Brèscia beginnen", "Der Weg nach Nèpal ist weit", "Die Staaten beraten das Ílembargo"),
        *("Der Preis für das ™lscheich fällt", "im ÷ffentlichen Raum", "Die Stadt Ílhavo liegt am Meer"),
    ],
)
def test_words_known_by_chance_and_first_letters_are_as_the_rules_have_them(text: str) -> None:
    read = read_through_pages([text])
    meant = apply_edits(text, find_mojibake(text))
    assert list(read.texts) in ([], [meant])
    assert not read.sound or meant == text
