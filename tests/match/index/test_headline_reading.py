"""What is judged of candidates is what ``parse_headline`` says of each of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.match.index.test_agreement import WORDS
from textnorm.kernels.shingles.series_words import mark_words_in_phrases
from textnorm.match.corpus.series import LONGEST as LONGEST_PHRASE
from textnorm.match.corpus.series import SHORTEST, Phrases, learn_phrases, words_in_phrases
from textnorm.match.headlines.bulk.packed_table import PackedTable
from textnorm.match.headlines.parse import LONGEST, parse_headline
from textnorm.match.headlines.search import logits_of_first, score_headlines
from textnorm.match.headlines.table import HeadlineTable, Parsed
from textnorm.match.index.headlines import reading
from textnorm.match.index.headlines.parsing import HeadlineParser
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
    "Donald's Plan, Müller\N{RIGHT SINGLE QUOTATION MARK}s Bagger",
    "Xaver Aigner besucht Frau Özdemir in Šibenik",
]
any_line = st.one_of(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.sampled_from(ODD), st.text())
SUFFIXES = frozenset({"spiegel"})


def read_one_by_one(texts: list[str], phrases: Phrases) -> HeadlineTable:
    parser = HeadlineParser(SUFFIXES, phrases)
    return HeadlineTable.from_headlines(Parsed(map(parser.parse, texts)), series=False)


def assert_same(read: PackedTable, expected: HeadlineTable) -> None:
    columns, words = expected.columns, expected.word_columns
    assert read.folded == expected.folded
    assert read.blank == expected.blank.tolist()
    assert read.start.tolist() == columns.start.tolist()
    assert read.joined.tolist() == columns.joined.tolist()
    names = ("start", "kicker_end", "tail_start", "marks", "whole", "number_start")
    for place, name in enumerate(names):
        column = getattr(columns, name)
        assert read.facts[: len(column), place].tolist() == column.tolist(), name
    mask, value, owner = read.figures
    for column, name in ((mask, "mask"), (value.view(np.float64), "value"), (owner, "owner")):
        assert column.tolist() == getattr(columns, name).tolist(), name
    fields = (*words[:10], words.weight, words.contrast, words.key_bits)
    for place, column in enumerate(fields):
        assert read.rows[:, place].tolist() == column.view(np.int64)[columns.ids].tolist(), words._fields[place]
    assert [read.letters[begin:end].tobytes() for begin, end in pairwise(read.letter_start.tolist())] == [
        words.letters[words.letter_start[number] : words.letter_start[number + 1]].tobytes()
        for number in columns.ids.tolist()
    ]
    every = np.arange(len(read), dtype=np.int32)
    scores = score_headlines(expected, np.zeros_like(every)[1:], every[1:], 1)
    logits = logits_of_first(read)
    same = [read.whole[0] == whole for whole in read.whole[1:]]
    expected_scores = np.where(same, scores, 1.0 / (1.0 + np.exp(-np.maximum(logits, -700.0))))
    assert scores.tolist() == expected_scores.tolist()


READER = HeadlineReader()


@given(st.lists(any_line, min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_a_reader_says_what_a_parser_says(texts: list[str]) -> None:
    """Whatever it has read before."""
    READER.know(SUFFIXES, Phrases())
    assert_same(READER.read(texts), read_one_by_one(texts, Phrases()))


def test_a_reader_makes_room_for_long_headlines() -> None:
    """Whether a kernel reads them, or is left behind by an odd one where the room ends."""
    plain = ("Hund findet Kanzler " * LONGEST)[: LONGEST // 20 * 20 - 1]
    texts = [plain, "3 Mio. Tote", "Köln lehnt ab", "Привет, Köln"] * 40
    READER.know(SUFFIXES, Phrases())
    for chosen in (texts, texts[:1] * 90, texts[1:4] * 40):
        assert_same(READER.read(chosen), read_one_by_one(chosen, Phrases()))


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
    READER.know(SUFFIXES, phrases)
    read = READER.read(texts)
    assert read.folded[0] == read.folded[2] != read.folded[3]
    assert_same(read, read_one_by_one(texts, phrases))


@given(
    st.lists(st.lists(st.integers(0, 3), max_size=20), max_size=9),
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=17), max_size=12),
    st.integers(0, 15),
)
def test_a_kernel_marks_the_words_of_series(lines: list[list[int]], known: list[list[int]], stops: int) -> None:
    hashes = []
    for phrase in known:
        value = 0
        for word in phrase:
            value = (value * 0x9E3779B97F4A7C15 + word) & (1 << 64) - 1
            value ^= value >> 29
        hashes.append(value)
    phrases = Phrases(frozenset(hashes[::2]), frozenset(hashes[1::2]))
    stems = np.array([stem for line in lines for stem in line], dtype=np.int64)
    content = np.array([not stops >> stem & 1 for stem in stems.tolist()], dtype=bool)
    start = np.cumsum([0, *map(len, lines)])
    begin, end = (np.array(sorted(side), dtype=np.uint64) for side in phrases)
    marked = np.empty(len(stems), dtype=bool)
    count = mark_words_in_phrases(stems, start, content, begin, end, SHORTEST, LONGEST_PHRASE, marked)
    expected = [
        mark for line in lines for mark in words_in_phrases(line, [not stops >> stem & 1 for stem in line], phrases)
    ]
    assert marked.tolist() == expected
    assert count == sum(expected)


def test_words_that_are_too_many_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST", 128)
    reader = HeadlineReader()
    reader.know(SUFFIXES, Phrases())
    for start in range(0, len(WORDS) - 5, 5):
        texts = [" ".join(WORDS[start : start + 5]), " ".join(WORDS[start + 2 : start + 5])]
        assert_same(reader.read(texts), read_one_by_one(texts, Phrases()))
