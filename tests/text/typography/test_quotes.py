"""Quotation marks, apostrophes and primes: to ASCII or to a convention, and back."""

from __future__ import annotations

import pickle
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import as_parameter, count_calls, load_cases
from textnorm.errors import UnknownOption
from textnorm.text.edits import Edit, apply_edits, compose_edits
from textnorm.text.evidence.code.spans import protected_spans
from textnorm.text.typography.conventions import Convention, convention, conventions
from textnorm.text.typography.mark_roles import MarkRoles, read_marks
from textnorm.text.typography.marks import DIRECTION, QUOTE_TRIGGERS
from textnorm.text.typography.quotes import ASCII_DIGRAPHS, find_quotes, restyle
from textnorm.text.typography.simple_quotes import find_plain_quotes

CASES = load_cases("quotes")
PIECES = st.sampled_from(
    [
        *DIRECTION,
        *"\"'\"'\"'",
        "``",
        "''",
        ",,",
        "<<",
        ">>",
        *" \u00a0\u202f\n",
        "\n\n",
        *"a.9s-,(=",
        "日",
        "<b>",
        "Ja",
        "`",
    ]
)
NOISE = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=20)
WORDS = st.sampled_from(
    [
        "Ja",
        "geht's",
        "»so«",
        '"so"',
        "„so“",
        "'so",
        "so'",
        "‚so‘",
        "'Hans'",
        "Hans'",
        "\"'Ja'",
        "nein!'\"",
        "14",
        "–",
        "(nein)",
        "Ende.",
        '"so',
        "so“",
        "d’Or",
        "'n",
        "'90er",
        "5'",
        "\n",
        "«\u00a0so\u00a0»",
    ]
)
PROSE = st.lists(WORDS, max_size=12).map(" ".join)


def write(text: str, quotes: str | Convention = "ascii") -> str:
    return apply_edits(text, find_quotes(text, quotes=quotes))


def case_id(case: dict[str, Any]) -> str:
    return f"{case['options']['quotes']}-{case['label']}"


@pytest.mark.parametrize("case", [as_parameter(case, label=case_id(case)) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert write(case["original"], **case["options"]) == case["fixed"]


def test_as_many_cases_to_leave_alone_as_to_change() -> None:
    untouched = sum(case["original"] == case["fixed"] for case in CASES)
    assert len(CASES) >= 300
    assert untouched >= 0.5 * len(CASES)


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_the_result_of_a_case_is_left_alone(case: dict[str, Any]) -> None:
    assert write(case["fixed"], **case["options"]) == case["fixed"]


@given(NOISE | PROSE, st.sampled_from(["ascii", "keep", *conventions()]))
@settings(max_examples=600)
def test_a_second_time_changes_nothing(text: str, quotes: str) -> None:
    once = write(text, quotes)
    assert write(once, quotes) == once


@given(NOISE | PROSE, st.sampled_from(["ascii", *conventions()]))
def test_edits_are_sorted_disjoint_and_real(text: str, quotes: str) -> None:
    end = 0
    for edit in find_quotes(text, quotes=quotes):
        assert end <= edit.start <= edit.end
        assert text[edit.start : edit.end] != edit.after
        end = edit.end


@given(PROSE | NOISE, st.sampled_from(["de", "de-guillemets", "en", "sv", "ru", "fr", "ja"]))
@settings(max_examples=500)
def test_the_fast_pass_agrees_with_the_full_reading(text: str, name: str) -> None:
    style = conventions()[name]
    fast = find_plain_quotes(text, style)
    if fast is not None:
        assert apply_edits(text, fast) == apply_edits(text, restyle(MarkRoles(text), style))


@given(NOISE | PROSE)
def test_texts_without_triggers_need_nothing(text: str) -> None:
    if not any(mark in text for mark in [*QUOTE_TRIGGERS, *ASCII_DIGRAPHS, "`"]):
        assert find_quotes(text) == []


@given(NOISE)
def test_marks_pair_up(text: str) -> None:
    marks = read_marks(text)
    for i, mark in enumerate(marks):
        if mark.partner >= 0:
            assert marks[mark.partner].partner == i
            assert {mark.role, marks[mark.partner].role} == {"opens", "closes"}


SENTENCES = [
    "{o}Das ist neu{c}, sagte Jens{a} Bruder, {o}und es geht{a}s ihm gut.{c}",
    "Die {o}große Lösung{c} ({o}Plan B{c}) kommt: {o}Warum nicht?{c}, fragt sie.",
    "{o}Er rief {i}Halt!{j} und lief{c}, heißt es in {o}Rock {a}n{a} Roll{c}.",
    "Der {o}Spiegel{c}-Titel {o}Ende der {a}90er{c} – {o}ein {i}großes{j} Wort{c}.",
    "{o}{i}Ja{j}, sagte sie{c}, schreibt er.\n\nEin Absatz ohne alles.\n\n{o}Noch einer.{c}",
    "{o}Erster Absatz.\n\nZweiter Absatz{c}, las er vor.",
    "Sie hat 14″-Felgen, 5′10″ und {o}Apollo 13{c} gesehen; {o}um 90 Euro{c}.",
    "{o}… und dann …{c} – {o}Nein!{c} / {o}Doch!{c}",
]
INNER_IS_NEVER_ALONE = [name for name in conventions() if name != "latex"]


@pytest.mark.parametrize("name", INNER_IS_NEVER_ALONE)
def test_round_trip_over_ascii(name: str) -> None:
    style = conventions()[name]
    (o, c), (i, j) = style.levels[:2]
    if style.inner_space:
        o, c = o + style.inner_space, style.inner_space + c
        if i in "«‹":
            i, j = i + style.inner_space, style.inner_space + j
    wrong = []
    for sentence in SENTENCES:
        text = sentence.format(o=o, c=c, i=i, j=j, a=style.apostrophe)
        assert write(text, name) == text
        if write(write(text), name) != text:
            wrong.append((text, write(write(text), name)))
    assert not wrong


@pytest.mark.parametrize("name", INNER_IS_NEVER_ALONE)
def test_any_convention_becomes_any_other(name: str) -> None:
    german, other = conventions()["de"], conventions()[name]
    text = "„Das ist neu“, sagte sie, „und er rief: ‚Nein!‘“"
    there = write(text, other)
    assert write(there, german) == text


def test_unpaired_marks_are_reported() -> None:
    opening, _ = find_quotes('"Ja" und nein"', quotes="de")
    assert opening.evidence == "opens; 1 unpaired in this text"
    assert [mark.role for mark in read_marks('"Ja" und nein"')] == ["opens", "closes", "unpaired"]


def test_a_convention_of_ones_own() -> None:
    own = Convention(levels=(("⟦", "⟧"), ("⟨", "⟩")), apostrophe="ʼ")
    assert write("\"Er rief: 'So geht's!'\"", own) == "⟦Er rief: ⟨So gehtʼs!⟩⟧"
    assert pickle.loads(pickle.dumps(own)) == own
    assert hash(own) == hash(pickle.loads(pickle.dumps(own)))


def test_a_convention_without_levels_is_refused() -> None:
    with pytest.raises(UnknownOption, match="expected one \\(opening, closing\\) pair"):
        Convention(levels=())


def test_an_unknown_convention_is_answered_with_a_suggestion() -> None:
    with pytest.raises(UnknownOption, match=r"quotes='de-CG': did you mean 'de-CH'"):
        find_quotes("x", quotes="de-CG")


def test_every_convention_that_was_promised_exists() -> None:
    promised = (
        "de de-guillemets de-CH de-AT en en-GB fr fr-CH it es pt nl pl cs sk hu ro ru uk bg hr sr sl sv fi da nb et lv "
        "lt el tr ja zh-Hans zh-Hant"
    )
    assert set(promised.split()) <= set(conventions())
    assert all(style.source and style.language for style in conventions().values())
    assert convention("ascii") is None


@given(NOISE)
def test_protected_spans_are_sorted_and_disjoint(text: str) -> None:
    end = -1
    for start, stop in protected_spans(text):
        assert end < start < stop <= len(text)
        end = stop


EDITS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.text("xyz", max_size=3)), max_size=5)


def as_edits(drawn: list[tuple[int, int, str]], text: str) -> list[Edit]:
    edits: list[Edit] = []
    for start, length, after in sorted(drawn):
        end = min(start + length, len(text))
        if start < end and (not edits or start > edits[-1].end) and text[start:end] != after:
            edits.append(Edit(start, end, after))
    return edits


@given(st.text("abc", max_size=14), EDITS, EDITS)
def test_two_rounds_of_edits_are_one(
    text: str, drawn: list[tuple[int, int, str]], again: list[tuple[int, int, str]]
) -> None:
    first = as_edits(drawn, text)
    middle = apply_edits(text, first)
    second = as_edits(again, middle)
    composed = compose_edits(text, first, second)
    assert apply_edits(text, composed) == apply_edits(middle, second)
    assert all(left.end <= right.start for left, right in pairwise(composed))


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "'",
        "„",
        "“",
        "„a ",
        '"a ',
        "'a ",
        "a' ",
        "`",
        "``a ",
        "<a",
        "<!--",
        "<code>",
        '="',
        "](",
        "@",
        "« ",
        ",,a",
        '\n\n"a',
        "  ",
        '""a',
        '[a](b "',
        "http://",
        "{",
        "5'",
        '5"',
        "~~~\n",
        "```\n",
        "    =\n",
    ],
)
def test_work_is_linear(piece: str) -> None:
    def calls(count: int) -> int:
        return count_calls(lambda: [find_quotes(piece * count, quotes=quotes) for quotes in ("ascii", "de")])

    calls(100)
    assert calls(4_000) < 15 * calls(400) + 1_000  # quadratic work would be a hundredfold


def test_the_documentation_shows_the_data() -> None:
    from tools.docs_quotes import PAGE, page

    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run python -m tools.docs_quotes"
