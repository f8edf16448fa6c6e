"""The cleaner: one code path, a fixed point, and explanations that can be replayed."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from inspect import signature
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textnorm import Cleaner, clean, explain
from textnorm.buffers import TextBuffer
from textnorm.errors import BadRecord, UnknownOption
from textnorm.text.cleaner import PRESETS, CleanerOptions
from textnorm.text.edits import Edit, apply_edits
from textnorm.text.explanation import Explanation, Layer
from textnorm.text.steps import STEPS

FRAGMENTS = [
    "&auml;",
    "&amp;",
    "&amp;amp;lt;",
    "&#132;",
    "&",
    ";",
    "amp",
    "Ã¤",
    "nÜt",
    "ÃƒÂ¤",
    "â€ž",
    "a\u0308",
    "¨",
    "\u0308",
    "\ufffd",
    "\ufeff",
    "\u200b",
    "\ufb01",
    "ＡＢ",
    "\r\n",
    "\r",
    "\\u00e4",
    "%C3%A4",
    "=E4",
    "=\n",
    '\\"a',
    '"a',
    "{",
    "}",
    "<",
    ">",
    "„",
    "“",
    "''",
    "ue",
    "fuer",
    "ss",
    "ö",
    " ",
    "  ",
    "\u00a0",
    "?",
    "\ud83d",
    "\ude00",
    "\x00",
    "\x84",
    "…",
    "--",
    "Koeln",
    "für",
    "1",
    "\u0130?",
    "\u0130\ufffd",
    "\u1e9e",
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join),
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=4)), max_size=12).map("".join),
    st.text(alphabet=st.characters(min_codepoint=0xD7F0, max_codepoint=0xE010), max_size=8),
)
CLEANERS = st.builds(
    Cleaner,
    **{step.name: st.booleans() for step in STEPS if step.name != "quotes"},
    quotes=st.sampled_from(["ascii", "keep"]),
    form=st.sampled_from(["NFC", "NFKC"]),
    single_line=st.booleans(),
)


@st.composite
def layered_texts(draw: st.DrawFn) -> Explanation:
    """A text and up to four layers of random edits."""
    original = current = draw(st.text(alphabet="abcdef", max_size=12))
    layers = []
    for number in range(draw(st.integers(0, 4))):
        places = sorted(draw(st.lists(st.integers(0, len(current)), max_size=6)))
        edits: list[Edit] = []
        for start, end in zip(places[::2], places[1::2], strict=False):
            after = draw(st.text(alphabet="xyz", max_size=3))
            overlaps = edits and (start < edits[-1].end or start == edits[-1].start)
            if not overlaps and after != current[start:end]:
                edits.append(Edit(start, end, after))
        if edits:
            layers.append(Layer(f"step {number}", current, edits))
            current = apply_edits(current, edits)
    return Explanation(original, current, tuple(layers))


@given(TEXTS)
def test_clean_is_explain_and_reaches_a_fixed_point(text: str) -> None:
    once = clean(text)
    assert explain(text).text == once
    assert clean(once) == once


@given(CLEANERS, TEXTS)
def test_any_settings_reach_a_fixed_point(cleaner: Cleaner, text: str) -> None:
    once = cleaner.clean(text)
    assert cleaner.clean(once) == once


@given(TEXTS)
def test_what_a_step_finds_is_sorted_real_and_replayable(text: str) -> None:
    explanation = explain(text)
    assert explanation.replay(text) == explanation.text
    assert apply_edits(text, explanation.edits()) == explanation.text
    for layer in explanation.layers:
        end = 0
        for edit in layer.edits:
            assert end <= edit.start <= edit.end
            assert edit.after != layer.before[edit.start : edit.end]
            assert 0.0 <= edit.confidence <= 1.0
            assert edit.evidence
            end = edit.end
    str(explanation).encode("utf-8")


@settings(max_examples=600)  # what goes wrong here needs several edits at one place
@given(layered_texts())
def test_layers_compose_into_one_list_of_edits(explanation: Explanation) -> None:
    original, text = explanation.original, explanation.text
    assert explanation.replay(original) == text
    edits = explanation.edits()
    assert apply_edits(original, edits) == text
    assert len(explanation.changes) == sum(len(layer.edits) for layer in explanation.layers)


@given(layered_texts())
def test_positions_map_both_ways(explanation: Explanation) -> None:
    original, text = explanation.original, explanation.text
    forward = [explanation.to_result(position) for position in range(len(original) + 1)]
    backward = [explanation.to_original(position) for position in range(len(text) + 1)]
    assert forward == sorted(forward)
    assert backward == sorted(backward)
    assert forward[-1] == len(text) or original == ""
    touched = [False] * (len(original) + 1)
    for edit in explanation.edits():
        touched[edit.start : edit.end] = [True] * (edit.end - edit.start)
    for change in explanation.changes:
        touched[change.start : change.end] = [True] * (change.end - change.start)
    for position, char in enumerate(original):
        if not touched[position]:
            assert text[forward[position]] == char
            assert backward[forward[position]] == position


@given(layered_texts())
def test_changes_of_the_first_layer_quote_the_original(explanation: Explanation) -> None:
    first = explanation.layers[0].step if explanation.layers else None
    for change in explanation.changes:
        if change.step == first:
            assert explanation.original[change.start : change.end] == change.before


@given(st.lists(st.one_of(st.none(), TEXTS), max_size=8))
def test_many_is_clean_of_each(texts: list[str | None]) -> None:
    assert Cleaner().many(texts) == [text if text is None else clean(text) for text in texts]


@given(st.lists(TEXTS, max_size=8))
def test_the_kernels_miss_nothing(texts: list[str]) -> None:
    """What ``jobs_in`` leaves out is what the cleaner leaves alone."""
    from textnorm.text.batch import jobs_in

    jobs = dict(jobs_in(Cleaner(), TextBuffer.from_texts(texts)))
    for position, text in enumerate(texts):
        assert clean(text) == (Cleaner().run(*jobs[position])[0] if position in jobs else text)


def test_many_takes_the_kernels_from_a_certain_size_on() -> None:
    long = "Größe " * 40
    texts = [f"Ein l&auml;ngerer Satz, Nummer {number}, f&uuml;r {long}" for number in range(1200)]
    texts += [f"Ein Satz, Nummer {number}, der so bleibt, wie er ist: „so“." for number in range(200)]
    cleaner = Cleaner(quotes="keep")
    assert cleaner.many([*texts, *texts, None]) == [*map(cleaner.clean, texts), *map(cleaner.clean, texts), None]


def test_many_with_worker_processes_gives_the_same_in_order() -> None:
    texts = [f"K&ouml;ln {number}" for number in range(1100)]
    assert Cleaner().many(texts, workers=2) == [f"Köln {number}" for number in range(1100)]


def test_many_names_the_position_of_a_value_that_is_no_text() -> None:
    with pytest.raises(BadRecord, match="text 2: expected str or None, got int"):
        Cleaner().many(["a", None, 3])
    with pytest.raises(BadRecord, match="text 0: expected str or None, got list"):
        Cleaner().many([["a"]])


def test_many_keeps_arrow_columns_as_they_are_typed() -> None:
    pa = pytest.importorskip("pyarrow")
    column = pa.array(["K&ouml;ln", None, "Bonn", "K&ouml;ln"])
    assert Cleaner().many(column).equals(pa.array(["Köln", None, "Bonn", "Köln"]))
    large = pa.chunked_array([["a&amp;b"], ["c", None]], type=pa.large_string())
    assert Cleaner().many(large).equals(pa.chunked_array([["a&b"], ["c", None]], type=pa.large_string()))
    undamaged = pa.array(["Bonn", None])
    assert Cleaner().many(undamaged) is undamaged
    assert len(Cleaner().many(pa.array([], type=pa.string()))) == 0
    with pytest.raises(BadRecord, match="expected strings, got int64"):
        Cleaner().many(pa.array([1]))


def test_a_cleaner_is_a_value() -> None:
    cleaner = Cleaner(locale="de-CH", keep=["Mueller"])  # type: ignore[arg-type]
    cleaner.clean("Köln")
    assert pickle.loads(pickle.dumps(cleaner)) == cleaner
    assert hash(cleaner) == hash(Cleaner(locale="de-CH", keep=("Mueller",)))
    assert cleaner.replace(keep=()) == Cleaner(locale="de-CH")


def test_presets_exist_and_errors_name_the_nearest() -> None:
    for name in PRESETS:
        assert Cleaner.preset(name).clean("Köln") == "Köln"
    with pytest.raises(UnknownOption, match="did you mean 'headlines'"):
        Cleaner.preset("headline")
    with pytest.raises(UnknownOption, match="form='NFD'"):
        Cleaner(form="NFD")


def test_bytes_are_refused_with_the_next_step() -> None:
    with pytest.raises(BadRecord, match=r"expected str, got bytes; read bytes with decode\(\) first"):
        clean(b"K\xf6ln")  # type: ignore[arg-type]


def test_a_text_that_reaches_no_fixed_point_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import textnorm.text.pipeline as module

    monkeypatch.setattr(module, "MAX_PASSES", 0)
    cleaner = Cleaner()
    assert cleaner.clean("K&ouml;ln") == "K&ouml;ln"
    assert cleaner.explain("K&ouml;ln").changes == ()


def test_replay_refuses_another_text() -> None:
    with pytest.raises(BadRecord, match="recorded on another text"):
        explain("K&ouml;ln").replay("Bonn")
    with pytest.raises(IndexError, match="position 5 is outside the result"):
        explain("K&ouml;ln").to_original(5)


def test_an_account_fits_on_a_screen_whatever_the_text() -> None:
    account = str(explain("&auml;" * 3_000 + "\x00" + "x" * 100_000))
    assert len(account) < 8_000
    assert account.splitlines()[-1] == "… and 2961 more"
    assert "\x00" not in account
    assert str(explain("Köln")) == "unchanged: Köln"


def test_deeply_nested_entities_are_undone_in_one_step() -> None:
    explanation = explain("&" + "amp;" * 5_000 + "auml;")
    assert explanation.text == "ä"
    assert [change.step for change in explanation.changes] == ["escapes"]


def test_several_steps_on_the_same_letters_are_one_edit() -> None:
    explanation = Cleaner().explain("D&Atilde;&frac14;ren")
    assert explanation.text == "Düren"
    assert {change.step for change in explanation.changes} == {"escapes", "mojibake"}
    assert [edit[:3] for edit in explanation.edits()] == [(1, 17, "ü")]
    assert explanation.to_original(2) == 17
    assert explanation.to_result(17) == 2


def test_options_that_do_not_exist_are_named() -> None:
    with pytest.raises(UnknownOption, match="did you mean 'umlauts'"):
        clean("Köln", umlaut=False)
    with pytest.raises(UnknownOption, match="quotes='germn'"):
        Cleaner(quotes="germn")
    with pytest.raises(UnknownOption, match="locale='dee'"):
        Cleaner(locale="dee")


def test_the_typed_options_are_the_fields_of_a_cleaner() -> None:
    assert get_type_hints(CleanerOptions) == get_type_hints(Cleaner)


@pytest.mark.parametrize("call", [clean, explain])
def test_a_type_checker_knows_the_options(call: Callable[..., object]) -> None:
    options = signature(call).parameters["options"]
    assert options.annotation == "Unpack[CleanerOptions]"


def test_presets_and_replace_refuse_options_that_do_not_exist() -> None:
    with pytest.raises(UnknownOption, match="did you mean 'umlauts'"):
        Cleaner.preset("repair", umlaut=False)  # type: ignore[call-arg]
    with pytest.raises(UnknownOption, match="did you mean 'umlauts'"):
        Cleaner().replace(umlaut=False)  # type: ignore[call-arg]


def test_a_cleaner_is_a_function_of_a_text() -> None:
    assert [*map(Cleaner(quotes="de"), ['"K&ouml;ln"'])] == ["„Köln“"]


def test_a_substitute_for_a_letter_is_read_as_a_lost_one() -> None:
    text = "Die Stra\x1ae f\x1ar alle ist \x1aber Nacht gesperrt"
    assert Cleaner().clean(text) == Cleaner().many([text])[0] == "Die Straße für alle ist über Nacht gesperrt"
