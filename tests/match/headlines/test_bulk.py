"""A corpus is read as each of its headlines is by itself."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import load_cases
from textnorm.match.headlines import table
from textnorm.match.headlines.bulk import read
from textnorm.match.headlines.bulk.characters import character_classes
from textnorm.match.headlines.bulk.read import Headlines, read_headlines
from textnorm.match.headlines.bulk.weigh import Weigher
from textnorm.match.headlines.classifier import model_for_kernels
from textnorm.match.headlines.parse import parse_headline

CASES = [text for case in load_cases("headlines") for text in (case["a"], case["b"])]
#: What decides how a headline is taken apart, with words between.
PIECES = st.sampled_from([
    *"    :|–—-+?!.,'’\"„“»«(*[]…/", " - ", ": ", " | ", " + ", "...", "++", " · ", ":„", " :: ",
    *["Rente", "Köln", "köln", "KÖLN", "räumt", "ein", "Sri", "Lanka", "plant", "the", "to", "haben", "soll", "Live"],
    *["live", "Ticker", "Hsi", "Chin-ping", "25.000", "zwei", "Million", "eine", "illi", "3:1", "8.", "Mai", "50"],
    *["Prozent", "Landesminister", "It's", "Foo\N{RIGHT SINGLE QUOTATION MARK}s", "und", "SPIEGEL", "S+", "an", "aus"],
    *["Ünal", "ärger", "\u00a0", "\u0301", "\u0416", "\u4e2d", "\ufb01", "ª", "²", "\u0663", "\ud800", "\t", "\n"],
    *["€", "Mrd", "Mio.", "Real", "Euro-Krise", "corona-test-am-flughafen-was"],
])  # fmt: skip
texts = st.lists(PIECES, max_size=14).map(" ".join) | st.lists(PIECES, max_size=14).map("".join)


def assert_same(found: Headlines, expected: Headlines) -> None:
    assert found.folded == expected.folded
    assert found.blank.tolist() == expected.blank.tolist()
    for name, column, other in zip(found.columns._fields, found.columns, expected.columns, strict=True):
        assert column.dtype == other.dtype, name
        assert column.tolist() == other.tolist(), name
    assert found.words == expected.words


def one_by_one(lines: list[str], suffixes: frozenset[str]) -> Headlines:
    return table._gather(parse_headline(line, suffixes=suffixes) for line in lines)


@given(st.lists(texts, max_size=5))
@example(["Berlin ist groß - Kreisbote", "Kreisbote: Berlin, Köln – so war es", " Rand am Text", "Rand am Text "])
@example(["Bericht: Er soll dort gewesen sein", "NRW: BERLIN IST GROSS", "1: 2 Tore und mehr", "x " * 1_100])
@example(["Real kauft für eine Mrd Euro", "New York: die Real gibt eine halbe Mio. aus"])
@example(
    ["Parteichef Hsi Chin-ping reist", "Hsi Chin-ping reist", "Der Start-up-Chef", "die schwarz-rote Achse", "a b-c d"]
)
@example(
    [
        "Um 10\u00a0Uhr in\u00a0Köln",
        "\u00a0am Rand a",
        "am Rand a\u00a0",
        "Berlin:\u00a0Wer da ist",
        "a \u00a0b -\u00a0c d",
    ]
)
@example(["Minister räumt Fehler ein – Kritik hält an", "a, b – c d", "eins zwei drei vier fünf sechs: so ist das"])
def test_many_headlines_are_read_as_one_is(lines: list[str]) -> None:
    suffixes = frozenset({"kreisbote"})
    assert_same(read_headlines(lines, suffixes), one_by_one(lines, suffixes))


def test_blocks_have_no_influence(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = one_by_one(CASES, frozenset())
    assert_same(read_headlines(CASES, frozenset()), expected)
    monkeypatch.setattr(read, "_BLOCK", 7)
    assert_same(read_headlines(CASES, frozenset()), expected)


def test_most_headlines_are_read_by_kernel() -> None:
    from textnorm.buffers import TextBuffer
    from textnorm.kernels.headlines.headline_scan import ODD, scan_headlines

    buffer = TextBuffer.from_texts(CASES)
    count, room = len(CASES), len(buffer.data)
    kinds, facts = np.empty(count, dtype=np.uint8), np.zeros((count, 3), dtype=np.int64)
    first, last, ends = (np.empty(size, dtype=np.int64) for size in (room, room, count))
    scan_headlines(
        buffer.data, buffer.offsets, character_classes(), 2_000, 48, kinds, facts, first, last,
        np.empty(room, dtype=np.uint64), ends,
    )  # fmt: skip
    assert (kinds == ODD).mean() < 0.2


@pytest.mark.parametrize("least_frame", [0.0, 0.2])
def test_pairs_are_weighed_by_kernel_as_in_python(least_frame: float) -> None:
    lines = table.HeadlineTable.from_headlines(table.Unparsed.of(CASES, repair=False))
    first = np.arange(len(CASES), dtype=np.int32)
    left, right = np.tile(first, 3), np.concatenate([np.roll(first, -step) for step in (1, 2, 7)])
    weigh = Weigher(lines.word_columns, lines.columns, model_for_kernels(), least_frame)
    assert weigh(left, right).tolist() == weigh.in_python(left, right).tolist()


def test_a_few_headlines_wait_for_no_slow_kernel() -> None:
    code = """
import sys
from textnorm import Matcher, find_duplicates
from textnorm.kernels import waiting

SLOW = "scores.headline_search", "headlines.headline_words"
waiting.is_kept = lambda module: False
titles = ["Kanzler empfängt Gäste in Berlin", "Gäste bei Kanzler in Berlin empfangen", "Dax steigt um 2 Prozent"] * 2

def found():
    pairs = find_duplicates(titles, Matcher.headlines(threshold=0.1)).table
    return pairs.left.tolist(), pairs.right.tolist(), pairs.score.tolist()

before = found()
assert before[0]
assert not any(f"textnorm.kernels.{module}" in sys.modules for module in SLOW)
waiting._waiting |= dict.fromkeys(SLOW, 1_000_000)
assert found() == before
assert all(f"textnorm.kernels.{module}" in sys.modules for module in SLOW)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
