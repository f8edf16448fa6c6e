"""Escapes become letters on evidence; code, paths, addresses and data keep theirs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import count_calls, load_cases
from textnorm import Cleaner, clean
from textnorm.text.edits import apply_edits
from textnorm.text.escapes.escapes import find_escapes

ESCAPES = Cleaner.preset("off", escapes=True)
CASES = load_cases("escapes")
# Words in which every umlaut is certain, written for this test.
SENTENCES = [
    "Der Präsident empfängt Gäste aus Österreich",
    "Größere Städte kämpfen für bessere Züge",
    "Ärger über höhere Gebühren für Schüler",
    "Die Bevölkerung hört die Erklärung der Behörde",
    "Überraschung: Müller gewinnt das Schlussspiel gegen Köln",
    "Fußgänger müssen künftig länger warten",
]
PIECES = ["&", "amp;", "auml;", "#228;", "\\", "u00e4", "xe4", "%C3", "%A4", "=C3", "=A4", '"a', "{", "|", "}", "~"]
PIECES += ["[", "]", "<b>", "a", "n", "K", "ss", "{\\ss}", "ö", "/", ":", "=", " ", "\n", "=\n"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    assert ESCAPES.clean(case["original"]) == case["fixed"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_what_is_left_alone_stays_with_all_steps_on(case: dict[str, Any]) -> None:
    if case["original"] == case["fixed"]:
        assert not any(change.step == "escapes" for change in Cleaner().explain(case["original"]).changes)


def _each_umlaut(template: str) -> dict[str, str]:
    return {
        char: template.format(char=char, code=ord(char), base=base)
        for char, base in zip("äöüÄÖÜ", "aouAOU", strict=True)
    }


def _qp(text: str, encoding: str) -> str:
    return "".join(
        char if char.isascii() else "".join(f"={byte:02X}" for byte in char.encode(encoding)) for char in text
    )


DAMAGE = {
    "named entity": lambda text: _translate(text, _each_umlaut("&{base}uml;") | {"ß": "&szlig;"}),
    "numeric entity": lambda text: _translate(text, {char: f"&#{ord(char)};" for char in "äöüÄÖÜß"}),
    "entity escaped twice": lambda text: _translate(text, _each_umlaut("&amp;{base}uml;") | {"ß": "&amp;szlig;"}),
    "entity without semicolon": lambda text: _translate(text, _each_umlaut("&{base}uml") | {"ß": "&szlig"}),
    "backslash u": lambda text: _translate(text, {char: f"\\u{ord(char):04x}" for char in "äöüÄÖÜß"}),
    "backslash x": lambda text: _translate(text, {char: f"\\x{ord(char):02x}" for char in "äöüÄÖÜß"}),
    "percent": lambda text: _qp(text, "utf-8").replace("=", "%"),
    "percent, cp1252": lambda text: _qp(text, "cp1252").replace("=", "%"),
    "quoted-printable": lambda text: _qp(text, "utf-8"),
    "quoted-printable, cp1252": lambda text: _qp(text, "cp1252"),
    "TeX": lambda text: _translate(text, _each_umlaut('{{\\"{base}}}') | {"ß": "{\\ss}"}),
    "TeX without braces": lambda text: _translate(text, _each_umlaut('\\"{base}') | {"ß": "{\\ss}"}),
    "german.sty": lambda text: _translate(text, _each_umlaut('"{base}') | {"ß": '"s'}),
    "ISO 646-DE": lambda text: text.translate(str.maketrans("äöüßÄÖÜ", "{|}~[\\]")),
}


def _translate(text: str, table: dict[str, str]) -> str:
    return text.translate(str.maketrans(table))


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_kind_of_escape_is_undone(kind: str, sentence: str) -> None:
    damaged = DAMAGE[kind](sentence)
    assert damaged != sentence
    assert clean(damaged) == sentence


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_edits_are_real_sorted_and_settle(text: str) -> None:
    edits = find_escapes(text)
    assert apply_edits(text, edits) != text or not edits
    assert all(one.end <= two.start for one, two in pairwise(edits))
    once = ESCAPES.clean(text)
    assert ESCAPES.clean(once) == once


WORST = [
    "&amp;",
    "&#",
    "&" * 3,
    "\\",
    "\\u00e4",
    "%C3",
    "%",
    "=C3",
    "=\n",
    '"a',
    '"',
    "{",
    "a{",
    "a|b",
    "~",
    '\\"a',
    "a\\",
]


@pytest.mark.parametrize("piece", WORST)
def test_work_is_linear_in_the_worst_text(piece: str) -> None:
    def calls(count: int) -> int:
        return count_calls(lambda: ESCAPES.run(piece * count))

    calls(100)
    assert calls(4_000) < 15 * calls(400) + 1_000  # quadratic work would be a hundredfold
