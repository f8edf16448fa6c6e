"""One headline is read by kernel as in plain Python."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import load_cases
from tests.match.headlines.test_bulk import texts
from textnorm.match.headlines.bulk import one_headline
from textnorm.match.headlines.bulk.one_headline import OneReader
from textnorm.match.headlines.parse import parse_headline

CASES = [text for case in load_cases("headlines") for text in (case["a"], case["b"])]
READER = OneReader()
slugs = st.lists(
    st.sampled_from(
        [
            "a",
            "amp",
            "html",
            "gewinnt",
            "3",
            "1",
            "12",
            "um",
            "prozent",
            "deadbeef",
            "1234567",
            "formel",
            "Sieg",
            "ÜBER",
        ]
    )
).map("-".join)


@given(texts | slugs)
@example("")
@example("x " * 1_100)
@example("Krivoruchko trifft Kriworutschko und Kriworutschko | SPIEGEL")
@example("corona-test-am-flughafen-was-urlauber-erwartet")
@example("fc-gewinnt-3-1-gegen-union")
@example("Eine lange-adresse_mit_strichen")
@example("+++ Kanzler räumt Fehler ein (S+) +++ | SPIEGEL")
@example("[Video] Köln: ZUG RAMMT BUS – 25.000 EURO SCHADEN …")
@example("Hsi Chin-ping (Archiv): Von New York nach Sri Lanka")
@example("北京 " * 400 + "(Live)")
@example("(Зеленский) trifft Ŋ und ŋ")
@example("( ) : ( )")
def test_a_headline_is_read_by_kernel_as_in_python(text: str) -> None:
    assert READER.read(text) == parse_headline(text).packed


def test_known_headlines_are_read_as_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [parse_headline(text).packed for text in CASES]
    assert [READER.read(text) for text in CASES] == expected
    monkeypatch.setattr(one_headline, "_MOST", 128)  # words are forgotten, again and again
    reader = OneReader()
    assert [reader.read(text) for text in CASES] == expected
