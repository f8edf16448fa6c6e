"""What is judged of candidates is what ``parse_headline`` says of each of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.match.index.test_agreement import WORDS
from textnorm import Matcher
from textnorm.match.corpus.series import Phrases, learn_phrases
from textnorm.match.headlines.parse import LONGEST, parse_headline
from textnorm.match.headlines.search import logits_of_first
from textnorm.match.headlines.table import HeadlineTable, Parsed
from textnorm.match.index.headlines import reading
from textnorm.match.index.headlines.filing import HeadlineFiling
from textnorm.match.index.headlines.reading import HeadlineReader

ODD = [
    "",
    "\ud800 Köln",
    "—",
    "Köln " * LONGEST,
    "3 Mio. Tote",
    "Sri Lanka räumt 12 Lager ein",
    "Привет, Köln",
    "A: B: C",
]
any_line = st.one_of(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.sampled_from(ODD), st.text())
SUFFIXES = frozenset({"spiegel"})


def read_one_by_one(texts: list[str], phrases: Phrases) -> HeadlineTable:
    filing = HeadlineFiling(Matcher.headlines())
    filing._phrases, filing._suffixes = phrases, SUFFIXES
    return HeadlineTable.from_headlines(Parsed(map(filing._parse, texts)), series=False)


def assert_same(read: HeadlineTable, expected: HeadlineTable) -> None:
    assert read.folded == expected.folded
    assert read.blank.tolist() == expected.blank.tolist()
    for name, column, other in zip(expected.columns._fields, read.columns, expected.columns, strict=True):
        if name != "ids":
            assert column.tolist() == other.tolist(), name
    words, others = ([table.words[place] for place in table.columns.ids.tolist()] for table in (read, expected))
    assert words == others
    for name, column, other in zip(
        expected.word_columns._fields, read.word_columns, expected.word_columns, strict=True
    ):
        if name not in ("letters", "letter_start"):
            assert column[read.columns.ids].tolist() == other[expected.columns.ids].tolist(), name
    assert logits_of_first(read).tolist() == logits_of_first(expected).tolist()


READER = HeadlineReader()


@given(st.lists(any_line, min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_a_reader_says_what_a_parser_says(texts: list[str]) -> None:
    """Whatever it has read before."""
    assert_same(READER.read(texts, SUFFIXES, Phrases()), read_one_by_one(texts, Phrases()))


def phrases_of(lines: list[str]) -> Phrases:
    stems = [[word.stem for word in parse_headline(line).words] for line in lines]
    start = np.cumsum([0, *map(len, stems)])
    return learn_phrases(np.concatenate(stems).astype(np.int64), start, np.arange(len(lines)))


def test_words_of_series_are_marked() -> None:
    phrases = phrases_of([f"Das war die Nacht im Norden: {word} {word}" for word in WORDS[:20]])
    texts = [
        "Das war die Nacht im Norden: Hund findet Kanzler",
        "Das war die Nacht im Norden",
        "Hund findet Kanzler",
        "Das war die Nacht im Norden: Hund verbietet Züge",
    ]
    read = READER.read(texts, SUFFIXES, phrases)
    assert read.folded[0] == read.folded[2] != read.folded[3]
    assert_same(read, read_one_by_one(texts, phrases))


def test_words_that_are_too_many_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST", 10)
    reader = HeadlineReader()
    for start in range(0, len(WORDS) - 5, 5):
        texts = [" ".join(WORDS[start : start + 5]), " ".join(WORDS[start + 2 : start + 5])]
        assert_same(reader.read(texts, SUFFIXES, Phrases()), read_one_by_one(texts, Phrases()))
    assert len(reader._vocabulary.words) <= 20
