"""What the kernel reads through a pair of pages is what the rules read, and what it says of the others is true."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textnorm import Cleaner
from textnorm.text.edits import apply_edits
from textnorm.text.encoding import page_mixups
from textnorm.text.encoding.codepages import TABLES
from textnorm.text.encoding.many_texts.read_pages import read_through_pages
from textnorm.text.encoding.mojibake import find_mojibake, settled_from
from textnorm.text.encoding.page_mixups import PAGE_MIXUPS, UTF8, find_page_mixups, remember_rows

SOUND = (
    "Der Bäcker erzählt, die Gäste hätten größere Straßen schön gefunden und über Öfen geredet.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl včera český básník při večeři v Brně.",
    "Zażółć gęślą jaźń, powiedział wczoraj polski poeta i poszedł do łóżka, żeby śnić.",
    "Les élèves français préfèrent l’été à l’hiver, où la fenêtre reste fermée très tôt.",
    "El niño comió una piña mañana y después bebió café con leche en la habitación.",
    "Съешь ещё этих мягких французских булок, да выпей же чаю, сказал старый учитель.",
    "Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί και φεύγει μακριά.",
    "Bugün hava çok güzel, öğrenciler bahçede oynuyor ve şarkı söylüyorlar, dedi öğretmen.",
)
ROWS = tuple(row for row in PAGE_MIXUPS if row.written != UTF8)
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
            part = misread(part, row.written, row.read)
        parts.append(part)
        parts += draw(st.lists(ODD, max_size=2))
    return draw(st.sampled_from([" ", "", "\n"])).join(parts)


@given(st.lists(damaged(), min_size=1, max_size=6))
@settings(max_examples=150)
def test_the_kernel_reads_what_the_rules_read(texts: list[str]) -> None:
    read, places = read_through_pages(texts)
    remembered = dict(page_mixups._rows_of)
    remember_rows({})
    for place, after in zip(places, read, strict=True):
        edits = find_page_mixups(texts[place])
        assert after == apply_edits(texts[place], edits)
        settled = settled_from(texts[place], after)
        assert apply_edits(texts[place], settled) == apply_edits(texts[place], find_mojibake(texts[place]))
    for text, row in remembered.items():
        found = find_page_mixups(text)
        remember_rows({text: row})
        assert find_page_mixups(text) == found
        remember_rows({})


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
    texts, places = read_through_pages(["Haus", misread(sound, written, read), ""])
    assert (list(texts), places) == ([sound], [1])


def test_sound_texts_are_left() -> None:
    assert read_through_pages(list(SOUND))[1] == []


def test_code_and_texts_about_encodings_are_left() -> None:
    seen = misread(SOUND[0], "cp850", "cp1252")
    assert read_through_pages([f"{seen} UTF-8", f'{{"a": "{seen}"}}', f"x = [1];\ny = f(x);  // {seen}"])[1] == []


def test_utf8_in_a_rare_page_is_left_to_the_rules() -> None:
    seen = "Παραγωγή ντετερμινιστικού LR συντακτικού αναλυτή με την χρήση πινάκων"
    seen = "".join(TABLES["mac_latin2"][byte] for byte in seen.encode())
    assert read_through_pages([seen])[1] == []
    assert seen not in page_mixups._rows_of


def test_many_texts_are_cleaned_as_one_by_one() -> None:
    cleaner = Cleaner()
    texts = [
        misread(f"{text} {number}", row.written, row.read) for row in ROWS[::7] for number, text in enumerate(SOUND)
    ]
    texts = list(dict.fromkeys([*texts, *SOUND])) + [f"{'Haus und Hof, ' * 40}{number}" for number in range(900)]
    assert sum(map(len, texts)) > 400_000
    assert cleaner.many(texts) == [cleaner.clean(text) for text in texts]
