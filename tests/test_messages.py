"""What Python's users are told of a wrong argument: by the function that they called, and with the next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from textnorm import (
    Cleaner,
    Matcher,
    TextnormError,
    clean,
    compare,
    decode_many,
    explain,
    find_duplicates,
    key,
    open_index,
    sketch,
    write_report,
)

WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: clean(["a"]), "clean: expected str, got list; for many texts there is Cleaner().many(texts)"),  # type: ignore[arg-type]
    (lambda: explain(None), "explain: expected str, got NoneType"),  # type: ignore[arg-type]
    (lambda: key(["a"]), "key: expected str, got list; for many texts there is keys(texts)"),  # type: ignore[arg-type]
    (lambda: Cleaner(keep=[1]), "keep=[1]: expected words in a list, such as ['Goethe']"),  # type: ignore[list-item]
    (lambda: decode_many(b"a"), "decode_many: expected a list of bytes, got bytes; decode(value) reads a single one"),  # type: ignore[arg-type]
    (lambda: open_index(5, Matcher()), "open_index: expected the path of a file, got int"),  # type: ignore[arg-type]
    (lambda: find_duplicates(["a"]).rethreshold(2), "threshold=2: must be a number above 0 and at most 1"),
    (lambda: find_duplicates(["a"]).rethreshold(0.1), "threshold=0.1: this search kept scores from 0.3 on"),
    (
        lambda: write_report(["a"], "a.html"),  # type: ignore[arg-type]
        "write_report: expected Duplicates, got list; pass what find_duplicates(texts) returns",
    ),
    (lambda: clean("a", locale="xx"), "locale='xx': not known; known: de, "),
    (lambda: clean("a", quotes="german"), "quotes='german': "),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[message[:30] for _, message in WRONG])
def test_a_wrong_argument_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(TextnormError) as caught:
        call()
    assert str(caught.value).startswith(message)


def test_results_are_short_where_they_are_shown() -> None:
    assert repr(sketch(["Köln feiert", "Bonn"])) == "<Sketches: 2 texts, 128 slots, word 3-grams>"
    assert repr(explain("K&ouml;ln")) == "<Explanation: 1 change, 'Köln'>"


def test_identical_is_said_of_equal_texts_only() -> None:
    texts = ["Köln feiert den Frühling", "Köln feiert den Frühling", "KOELN FEIERT DEN FRUEHLING"]
    assert compare(texts[0], texts[1]).reasons == ("identical",)
    assert compare(texts[0], texts[2]).reasons[0] == "same words"
    found = find_duplicates(texts, Matcher.headlines(keep="first"))
    assert [found.why(place).reasons[0] for place in (1, 2)] == ["identical", "same words"]
