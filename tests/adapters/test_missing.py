"""One rule for what is missing, in batches, searches and data frames; one text that fails stops nothing."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from textnorm import Cleaner, Matcher, clean_column, find_duplicates
from textnorm.errors import BadRecord, UnknownOption
from textnorm.match import methods
from textnorm.match.headlines import compare as headline_compare
from textnorm.values import is_missing

NULLS = [
    None,
    float("nan"),
    np.float32("nan"),
    np.float64("nan"),
    Decimal("nan"),
    pd.NA,
    pd.NaT,
    np.datetime64("NaT", "s"),
]
TEXTS = ["Bruecken gr&uuml;&szlig;en", "Bruecken gr&uuml;&szlig;en"]
CLEAN = "Brücken grüßen"


@pytest.mark.parametrize("null", NULLS, ids=lambda null: type(null).__name__)
def test_what_is_missing_is_missing_everywhere(null: Any) -> None:
    assert is_missing(null)
    assert Cleaner().many([null, *TEXTS]) == [None, CLEAN, CLEAN]
    found = find_duplicates([null, *TEXTS, null], Matcher.headlines())
    assert found.dropped.tolist() == [2]
    frame = pd.DataFrame({"title": pd.Series([null, TEXTS[0]], dtype=object)})
    assert clean_column(frame, "title")["title"].tolist()[1] == CLEAN
    assert find_duplicates(TEXTS, Matcher.headlines(keep="earliest"), times=[null, 5]).dropped.tolist() == [0]


@pytest.mark.parametrize("value", ["", "nan", "None", 0, False, 1.5, Decimal(0), np.float32(1)])
def test_what_is_there_is_not_missing(value: Any) -> None:
    assert not is_missing(value)


KINDS = [
    "object",
    "string",
    "string[pyarrow]",
    "category",
    pd.ArrowDtype(pa.string()),
    pd.ArrowDtype(pa.large_string()),
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_type_of_text_in_pandas_stays_what_it_is(kind: Any) -> None:
    frame = pd.DataFrame({"title": pd.Series([TEXTS[0], None, "Bonn"], dtype=kind), "id": [1, 2, 3]})
    frame.index = pd.Index([5, 5, 7])
    cleaned = clean_column(frame, "title")
    assert cleaned["title"].iloc[0] == CLEAN
    assert cleaned["title"].isna().tolist() == [False, True, False]
    assert list(cleaned.index) == [5, 5, 7]
    if kind != "category":
        assert cleaned["title"].dtype == frame["title"].dtype
    assert frame["title"].iloc[0] == TEXTS[0]
    assert Cleaner().many(frame["title"]) == [CLEAN, None, "Bonn"]


def test_columns_that_pandas_has_converted_and_numbered() -> None:
    frame = pd.DataFrame([[TEXTS[0], 1.0], [None, None]]).convert_dtypes()
    cleaned = clean_column(frame, 0)  # type: ignore[call-overload]
    assert cleaned[0].tolist() == [CLEAN, pd.NA]
    assert cleaned[0].dtype == frame[0].dtype
    both = clean_column(frame, 0, into=7)  # type: ignore[call-overload]
    assert list(both.columns) == [0, 1, 7]
    with pytest.raises(BadRecord, match="no column 'title'; columns: 0, 1"):
        clean_column(frame, "title")


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame({"a": ["x"]}), pl.DataFrame({"a": ["x"]}), pa.table({"a": ["x"]}), {"a": "x"}],
    ids=lambda frame: type(frame).__module__,
)
def test_a_frame_is_no_list_of_texts(frame: Any) -> None:
    for take in (find_duplicates, Cleaner().many):
        with pytest.raises(BadRecord, match="expected a list of texts, got"):
            take(frame)


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
)
def test_arrow_columns_keep_their_type(kind: Any) -> None:
    column = pa.array([TEXTS[0], None, TEXTS[0], "Bonn"]).cast(kind)
    for each in (column, pa.chunked_array([column, column])):
        cleaned = Cleaner().many(each)
        assert cleaned.type == kind
        assert cleaned.to_pylist()[:4] == [CLEAN, None, CLEAN, "Bonn"]
    assert Cleaner().many(pa.nulls(3)).null_count == 3


class Unlucky:
    """A cleaner that fails at one text."""

    def __init__(self, cleaner: Cleaner) -> None:
        self.cleaner = cleaner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cleaner, name)

    def run(self, text: str, *found: Any) -> Any:
        if "Pech" in text:
            raise RecursionError("too deep")
        return self.cleaner.run(text, *found)


@pytest.mark.parametrize("times", [1, 30_000])
def test_one_text_that_fails_stops_no_batch(times: int, caplog: pytest.LogCaptureFixture) -> None:
    from textnorm.text.batch import clean_column, clean_texts

    unlucky: Any = Unlucky(Cleaner())
    texts = [TEXTS[0], "Pech &amp; Schwefel", None] * times
    with pytest.raises(BadRecord, match="text 1: cannot be cleaned: RecursionError: too deep"):
        clean_texts(unlucky, texts)
    with caplog.at_level(logging.WARNING, "textnorm"):
        assert clean_texts(unlucky, texts, errors="keep") == [CLEAN, texts[1], None] * times
    assert "text 1" in caplog.text
    failed: list[int] = []
    clean_texts(unlucky, texts, errors=lambda position, error: failed.append(position))
    assert failed == list(range(1, 3 * times, 3))
    failed.clear()
    column = pa.chunked_array([pa.array(texts), pa.array(texts)])
    after = clean_column(unlucky, column, errors=lambda position, error: failed.append(position))
    assert after.to_pylist() == [CLEAN, texts[1], None] * 2 * times
    assert failed == list(range(1, 6 * times, 3))


def test_a_value_that_is_no_text_stays_on_request() -> None:
    assert Cleaner().many([TEXTS[0], 5, b"x"], errors="keep") == [CLEAN, 5, b"x"]
    with pytest.raises(UnknownOption, match="errors='ignore': not known; known: raise, keep"):
        Cleaner().many(TEXTS, errors="ignore")
    with pytest.raises(UnknownOption, match="errors='ignore': not known; known: raise, keep"):
        find_duplicates(TEXTS, errors="ignore")
    found = find_duplicates([TEXTS[0], 5, None, TEXTS[0], b"x"], errors="keep")  # type: ignore[list-item]
    assert found.dropped.tolist() == [3]
    assert found.notes == ("2 texts set aside, the first at position 1: expected str or None, got int",)
    assert found.notes[0] in found.summary()


def test_one_text_that_fails_stops_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    row = methods.METHODS["headline"]

    def find_pairs(corpus: Any, matcher: Any, run: Any) -> Any:
        for text in corpus.texts:
            check(text)
        return row.find_pairs(corpus, matcher, run)

    def check(text: str) -> None:
        if "Pech" in text:
            raise ValueError("no number")

    def compare(a: str, b: str, matcher: Any) -> Any:
        check(a)
        return headline_compare.compare_headlines(a, b, matcher=matcher)

    monkeypatch.setitem(methods.METHODS, "headline", row._replace(find_pairs=find_pairs, compare=compare))
    texts = ["Kanzler reist nach Paris", "Pech im Spiel", "Kanzler reist nach Paris", "Pech in der Liebe"]
    with pytest.raises(BadRecord, match="text 1: cannot be matched: ValueError: no number"):
        find_duplicates(texts, Matcher.headlines())
    with pytest.raises(BadRecord, match="text 1 of the archive: cannot be matched"):
        find_duplicates(texts[:1], Matcher.headlines(), against=texts)
    found = find_duplicates(texts, Matcher.headlines(), errors="keep")
    assert found.dropped.tolist() == [2]
    assert found.notes == ("2 texts set aside, the first at position 1: ValueError: no number",)
    assert found.summary().endswith(found.notes[0])
