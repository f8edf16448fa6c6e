"""One headline is read by kernel as in plain Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import load_cases
from tests.match.headlines.test_bulk import texts
from textnorm.match.headlines import numbers, parse
from textnorm.match.headlines.bulk import one_headline
from textnorm.match.headlines.bulk.one_headline import OneReader
from textnorm.match.headlines.bulk.special import special_folds
from textnorm.match.headlines.parse import parse_headline

CASES = [text for case in load_cases("headlines") for text in (case["a"], case["b"])]
READER = OneReader()


def _words_in(value: object) -> Iterator[str]:
    """The words of a table, however it is built; the alternatives of a pattern without its marks."""
    if isinstance(value, re.Pattern):
        yield from re.findall(r"[a-z]{2,}|[%€$£]", value.pattern)
    elif isinstance(value, str):
        yield from value.split("_")
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(_words_in, chain(value, value.values())))
    elif isinstance(value, (tuple, list, set, frozenset)):
        yield from chain.from_iterable(map(_words_in, value))


#: Every word that a table or a pattern of numbers has, so that a new one is tried as well, and what kernels ask for.
NUMBER_WORDS = sorted(
    {word for module in (numbers, parse) for name, value in vars(module).items() if name.isupper() or name[:1] == "_"
     if not name.startswith("__") for word in _words_in(value)} | special_folds().keys()
)  # fmt: skip
FORMS = (str, str.capitalize, str.upper)
figures = st.sampled_from([
    *["1", "3", "3.", "14", "250", "1.000", "25 000", "2,5", "2.5", "2024", "1999.", "2:1", "14:30", "14.30", "08.05."],
    *["1.2.2024", "1.2.3", "0", "007", "99999999999999999999", "3²", "zwei", "dritte", "Hälfte", "eine", "XIV", "V"],
    *["I", "Freitag", "Mai", "May", "zwölfjährige", "anderthalb", "zwei's", "20-jährige", "\u0663", "€", "$"],
    *["£", "%", "£2.5"],
])  # fmt: skip
around = st.builds(
    lambda word, form: form(word), st.sampled_from(NUMBER_WORDS), st.sampled_from(FORMS)
) | st.sampled_from(
    ["Tote", "in", "Leo", "soll", "Sri", "Lanka", "räumt", "ein", "haben", "prozentual", "Prozentpunkte", "m", "–", ":"]
)
numeric = st.lists(figures | around, min_size=1, max_size=7).map(" ".join)
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


@given(numeric)
@settings(max_examples=1_000)
@example("Papst Leo XIV. trifft 3 Millionen Euro")
@example("Über 400 Tote, fast 50 Prozent, rund 2,5 Mrd. Dollar")
@example("Ein Toter und 3 Verletzte")
@example("Sie soll zwei Tage da gewesen sein")
@example("zum 3 Mai gibt es halbe Million")
@example("Google fined €4.3bn, bank £2.5 million, $ 3 m")
@example("Nurses march in London")
@example("march of nurses, waiting list hits 7.6m")
def test_numbers_are_read_by_kernel_as_in_python(text: str) -> None:
    assert READER.read(text) == parse_headline(text).packed


def test_common_numbers_need_no_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """And neither do words that change nothing where they are."""
    reader = OneReader()
    plain = [
        "25.000 Flüchtlinge erreichen Köln", "Köln: 3 Tote bei Unfall", "Bahn fährt am Freitag wieder", "Gipfel im Mai",
        "Über 400 Tote in Kiew", "Dax steigt um 2,5 Prozent", "Bund zahlt 3 Milliarden Euro", "Bayern siegt 2:1",
        "Chinas Milliarden für die Bahn", "Kinder, die gute Ferien haben", "Er zahlt in Köln",
    ]  # fmt: skip
    expected = [parse_headline(text).packed for text in plain]
    for text in plain:
        reader.read(text)
    monkeypatch.setattr(reader, "_settled", None)
    assert [reader.read(text) for text in plain] == expected


def test_known_headlines_are_read_as_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [parse_headline(text).packed for text in CASES]
    assert [READER.read(text) for text in CASES] == expected
    monkeypatch.setattr(one_headline, "_MOST", 128)  # words are forgotten, again and again
    reader = OneReader()
    assert [reader.read(text) for text in CASES] == expected
