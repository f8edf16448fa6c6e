"""Edits of one text: two rounds become one, and repeated rounds end."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from textnorm.text.edits import Edit, apply_edits, compose_edits, until_stable


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[Edit]:
    """Some edits of ``text``, sorted, which do not overlap."""
    positions = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits: list[Edit] = []
    for start, end in zip(positions[::2], positions[1::2], strict=False):
        if not edits or (start >= edits[-1].end and start > edits[-1].start):
            confidence = draw(st.sampled_from([0.5, 0.9, 1.0]))
            edits.append(Edit(start, end, draw(st.text("xyz", max_size=3)), "why", confidence))
    return edits


@settings(max_examples=500)
@given(st.data(), st.text("abc", max_size=12))
def test_two_rounds_of_edits_are_one(data: st.DataObject, text: str) -> None:
    first = data.draw(edits_of(text))
    middle = apply_edits(text, first)
    second = data.draw(edits_of(middle))
    composed = compose_edits(text, first, second)
    assert apply_edits(text, composed) == apply_edits(middle, second)
    assert all(left.end <= right.start for left, right in pairwise(composed))
    confidences = [edit.confidence for edit in first + second]
    assert all(edit.confidence >= min(confidences) for edit in composed)


def test_a_composed_edit_has_the_evidence_of_both_and_the_lower_confidence() -> None:
    composed = compose_edits("fÃƒÂ¼r", [Edit(1, 5, "Ã¼", "one", 0.9)], [Edit(1, 3, "ü", "two", 0.95)])
    assert composed == [Edit(1, 5, "ü", "one, two", 0.9)]


def test_rounds_are_repeated_until_one_finds_nothing() -> None:
    def shorten(text: str) -> list[Edit]:
        return [Edit(0, 1, "", "too long")] if len(text) > 2 else []

    assert apply_edits("abcd", until_stable("abcd", shorten)) == "cd"


def test_a_text_that_is_still_changing_after_the_last_round_stays() -> None:
    assert until_stable("a", lambda text: [Edit(0, 0, "a", "more")]) == []
