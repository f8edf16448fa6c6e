"""``min_confidence`` holds for every step: only what is at least so certain changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.test_cleaner import TEXTS
from textnorm import Cleaner
from textnorm.errors import UnknownOption
from textnorm.text.cleaner import CleanerOptions
from textnorm.text.steps import STEPS

#: For each step a text in which it changes something of which it is not entirely certain.
UNCERTAIN: list[tuple[str, str, CleanerOptions]] = [
    ("escapes", "Die K\\u00f6nigin reist ab", {}),
    ("escapes", "Der Pr{sident empf{ngt G{ste", {}),
    ("mojibake", "Der Kanzler empfÃ¤ngt Gäste", {}),
    ("mojibake", "Der Pr„sident empf„ngt G„ste", {}),
    ("mojibake", "Ïîãîäà íà âûõîäíûå", {}),
    ("characters", "Der Pra¨sident empfa¨ngt Ga¨ste", {}),
    ("characters", "Die Donau-\ndampfschifffahrt ruht", {"dehyphenate": True}),
    ("lost", "Der Kanzler empf\N{REPLACEMENT CHARACTER}ngt", {}),
    ("umlauts", "Die Gaeste aus Koeln", {}),
    ("quotes", 'Er sagt: "Nein", und ›das war es', {"quotes": "de"}),
    ("spacing", "Geöffnet 5-7 Uhr", {"dashes": "de"}),
]


def _only(step: str, options: CleanerOptions) -> Cleaner:
    switched_on: CleanerOptions = {} if step in options or step == "quotes" else {step: True}  # type: ignore[misc]
    return Cleaner.preset("off", **{**switched_on, **options})


def test_every_step_has_an_example() -> None:
    by_order = {"names", "typography"}  # somebody asks for these by name, and their rules are certain
    assert {step for step, *_ in UNCERTAIN} == {step.name for step in STEPS} - by_order


@pytest.mark.parametrize(("step", "text", "options"), UNCERTAIN, ids=lambda value: str(value)[:30])
def test_a_step_changes_only_what_is_certain_enough(step: str, text: str, options: CleanerOptions) -> None:
    cleaner = _only(step, options)
    changes = cleaner.explain(text).changes
    assert changes
    assert {change.step for change in changes} == {step}
    most = max(change.confidence for change in changes)
    least = min(change.confidence for change in changes)
    assert 0.0 < least <= most < 1.0
    assert cleaner.replace(min_confidence=least).clean(text) == cleaner.clean(text)
    strict = cleaner.replace(min_confidence=(most + 1) / 2)
    assert strict.clean(text) == text
    assert strict.many([text]) == [text]
    assert not strict.explain(text).changed


@given(
    st.one_of(TEXTS, st.lists(st.sampled_from([text for _, text, _ in UNCERTAIN]), max_size=4).map(" ".join)),
    st.sampled_from([0.6, 0.9, 0.96, 0.995, 1.0]),
)
def test_no_change_is_less_certain_than_required(text: str, least: float) -> None:
    cleaner = Cleaner(min_confidence=least, quotes="de", dashes="de")
    explanation = cleaner.explain(text)
    assert all(change.confidence >= least for change in explanation.changes)
    assert cleaner.many([text]) == [explanation.text]
    assert cleaner.clean(explanation.text) == explanation.text


def test_many_texts_are_as_certain_as_one() -> None:
    texts = [f"{text} {number}" for number, (_, text, _) in enumerate(UNCERTAIN * 10)]
    texts += [f"Der Bericht Nummer {number} liegt seit gestern Abend vor." for number in range(8_000)]
    strict = Cleaner(min_confidence=0.985)
    assert strict.many(texts) == list(map(strict.clean, texts))


@pytest.mark.parametrize("wrong", [-0.1, 1.5, "high", float("nan")])
def test_a_confidence_is_between_0_and_1(wrong: float) -> None:
    with pytest.raises(UnknownOption, match="min_confidence="):
        Cleaner(umlauts=False, min_confidence=wrong)
