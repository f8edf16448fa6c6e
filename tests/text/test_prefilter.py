"""The prefilter never rules out a step that would find something, and the kernel agrees with the regular expression."""

from __future__ import annotations

import subprocess
import sys
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracles.prefilter import find_steps
from tests.text.test_cleaner import TEXTS
from textnorm import Cleaner
from textnorm.buffers import TextBuffer
from textnorm.text import prefilter
from textnorm.text.encoding.codepages import TABLES
from textnorm.text.encoding.mojibake import find_mojibake
from textnorm.text.evidence.languages import LANGUAGES, Language
from textnorm.text.prefilter import BITS, possible_steps
from textnorm.text.steps import STEPS as STEP_TABLE
from tools import build_triggers

#: What the code pages show for all bytes from 0x80 on.
SHOWN = sorted({char for table in TABLES.values() for char in table[0x80:]})
RUNS = st.lists(st.sampled_from([*SHOWN, *"ÂÃâ„“”–»…äöüßÄÖÜ"]), min_size=1, max_size=4).map("".join)
AROUND = st.sampled_from(["", "a", "D", "fr", "nge", " ", "  ", "5", "(", "?", ".", "\n", "Das ist ein Wort mit "])
MOJIBAKE = st.lists(st.tuples(AROUND, RUNS, AROUND).map("".join), min_size=1, max_size=3).map("".join)
#: Signs that are suspicious in codes alone, and what such codes are made of.
CODES = st.lists(
    st.sampled_from(
        [*"<>=#+;U0fcAIz 1/", "<U+00FC>", "<fc>", "=fc", "=c3=bc", "#252;", "#1234;", "+APw-", "uuml;", "zlig;"]
    ),
    max_size=8,
).map("".join)
STEPS = [(BITS[name], name, find) for _, name, find in Cleaner().pipeline.steps if name in BITS]


@settings(max_examples=400)
@given(st.one_of(TEXTS, MOJIBAKE, CODES))
def test_a_step_that_is_ruled_out_finds_nothing(text: str) -> None:
    possible = possible_steps(text)
    for bit, name, find in STEPS:
        if not possible & bit:
            assert find(text) == [], name


@pytest.mark.parametrize("between", ["", "a{}b", " {}a", "D{}D", "a{}?", "Das ist ein Wort mit {}nge", "Grün {} nie"])
def test_no_single_character_is_overlooked(between: str) -> None:
    for char in SHOWN:
        text = between.format(char)
        if not possible_steps(text) & BITS["mojibake"]:
            assert find_mojibake(text) == [], text


@pytest.mark.parametrize("between", ["a{}b", " {} "])
def test_no_pair_of_characters_is_overlooked(between: str) -> None:
    for pair in product(SHOWN, SHOWN[::7]):
        text = between.format("".join(pair))
        if not possible_steps(text) & BITS["mojibake"]:
            assert find_mojibake(text) == [], text


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("Das kostet 10Â € mehr", "Das kostet 10 € mehr"),
        ("»Ärzte sagen nein« – «Élan»", '"Ärzte sagen nein" – "Élan"'),
    ],
)
def test_the_cleaner_repairs_what_the_step_alone_repairs(text: str, repaired: str) -> None:
    assert Cleaner().clean(text) == repaired


ADD_CP852 = """
import sys, types
from pathlib import Path
import textnorm.text.encoding as package
path = Path(package.__path__[0]) / "codepages.py"
source = path.read_text(encoding="utf-8")
assert source.count("CODE_PAGES = (") == source.count("MIXUPS = (") == 1
source = source.replace("CODE_PAGES = (", 'CODE_PAGES = (CodePage("cp852", "CP852", prior=None, utf8=False),')
source = source.replace("MIXUPS = (", 'MIXUPS = (Mixup("cp1252", "cp852"),')
module = sys.modules["textnorm.text.encoding.codepages"] = types.ModuleType("textnorm.text.encoding.codepages")
exec(compile(source, str(path), "exec"), module.__dict__)
from textnorm import Cleaner
from textnorm.text.encoding.mojibake import find_mojibake
from textnorm.text.evidence.languages import LANGUAGES, Language
text = "Die Stadt fŘr alle, die schŚn ist und grŘn"
assert find_mojibake(text)
assert Cleaner().clean(text) == Cleaner().many([text])[0] != text, Cleaner().clean(text)
sys.stdout.buffer.write(Cleaner().explain("Die Stadt fŘr alle").text.encode())
"""


def test_a_page_that_is_added_to_the_tables_is_repaired_by_the_cleaner() -> None:
    done = subprocess.run([sys.executable, "-c", ADD_CP852], capture_output=True, timeout=120, check=False)
    assert done.stdout.decode() == "Die Stadt für alle", done.stderr.decode()


@pytest.mark.parametrize(
    "text",
    [
        'Die "Gäste" kommen um 9 Uhr – pünktlich, sicher & satt (100 %).',
        "Wer war's? René, Señora Muñoz; 5 € bis 10 €, § 5: 20 °C!",
        "Zeile eins\nZeile zwei [1] #thema @wer",
        "Platz #1 und #252, a=b; x+y, C+D, <b>fett</b>, <td>, 5<10;",
        "Applaus 🎉 für alle",
        "",
    ],
)
def test_no_step_applies_to_undamaged_text(text: str) -> None:
    assert possible_steps(text) == 0
    assert Cleaner().clean(text) == text


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("Er kÜnnte es wissen", True),
        ("Wer wÜhlt wen", True),
        ("„Über den Wolken“ – Öl für die Ärzte", False),
        ("ÄRZTE IN DER LÜCKE", False),
        ("iÖ", False),
    ],
)
def test_a_capital_umlaut_between_small_letters_may_be_another_letter(text: str, possible: bool) -> None:
    assert bool(possible_steps(text) & BITS["mojibake"]) == possible


def test_the_cleaner_repairs_mac_roman_that_was_read_as_cp850() -> None:
    assert Cleaner().clean("Sie kÜnnen es hÜren") == "Sie können es hören"


@given(st.lists(st.one_of(TEXTS, MOJIBAKE, CODES), max_size=6))
def test_the_kernel_agrees_with_the_regular_expression(texts: list[str]) -> None:
    from textnorm.text.prefilter import scan_buffer

    assert scan_buffer(TextBuffer.from_texts(texts)).tolist() == find_steps(texts)


def test_the_kernel_reads_no_byte_beyond_a_text_that_is_cut_off() -> None:
    from textnorm.text.prefilter import scan_buffer

    data = np.frombuffer("ä".encode()[:1] + "ⓐ".encode()[:2] + "😀".encode()[:3], dtype=np.uint8)
    assert len(scan_buffer(TextBuffer(data, np.array([0, 1, 3, 6], dtype=np.int64)))) == 3


@settings(max_examples=300)
@given(st.one_of(TEXTS, MOJIBAKE, CODES))
def test_the_first_texts_are_read_like_all_others(text: str) -> None:
    """A command line with one line of text compiles no pattern; it must come to the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prefilter, "_first_texts", iter([0]))
        patch.setattr(prefilter, "_SHORT", len(text))
        first = possible_steps(text)
        assert next(prefilter._first_texts, None) is None
    assert first == possible_steps(text) == find_by_patterns(text)


def find_by_patterns(text: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prefilter, "_SHORT", -1)
        return possible_steps(text)


def test_the_file_of_triggers_is_what_the_steps_search_for() -> None:
    assert build_triggers.TARGET.read_text(encoding="ascii") == build_triggers.text_of(*build_triggers.put_together())


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_no_text_with_a_spelled_out_letter_is_skipped(language: Language) -> None:
    skips = next(step.skips for step in STEP_TABLE if step.name == "umlauts")
    for spelled in [*language.letters.values(), "sz"]:
        for form in (spelled, spelled.capitalize(), spelled.upper()):
            assert not skips(Cleaner(), f"M{form}d")
    assert skips(Cleaner(), "Grüße")
    assert not skips(Cleaner(force=["Grüße"]), "Grüße")
    assert not skips(Cleaner(stripped=True), "Grüße")
