"""The keys of a batch are the keys of its texts, whatever it is handed over as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import count_calls
from tests.match.test_keys import TRICKY
from textnorm import BadRecord, UnknownOption, key, keys

TEXTS = ["„Größe“ – Käse", None, "", "GROESSE KAESE", "北京 ﷺ"]
KEYS = ["groesse kaese", None, "", "groesse kaese", key("北京 ﷺ")]
ARROW = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]


@given(st.lists(st.none() | TRICKY, max_size=8), st.sampled_from([1, 2]))
def test_the_key_of_each_text(texts: list[str | None], threads: int) -> None:
    assert keys(texts, threads=threads) == [None if text is None else key(text) for text in texts]


@given(st.lists(st.none() | st.text(), max_size=8), st.sampled_from(ARROW), st.integers(0, 3))
def test_the_keys_of_an_arrow_column(texts: list[str | None], kind: pa.DataType, start: int) -> None:
    column = pa.array(texts, pa.string()).cast(kind)[start:]
    folded = keys(column)
    folded.validate(full=True)
    assert folded.type == kind
    assert folded.to_pylist() == [None if text is None else key(text) for text in texts[start:]]


@pytest.mark.parametrize("kind", ARROW, ids=str)
def test_the_keys_of_chunks(kind: pa.DataType) -> None:
    column = pa.chunked_array([pa.array(TEXTS).cast(kind), pa.array(TEXTS[:2]).cast(kind)])
    assert keys(column).type == kind
    assert keys(column).to_pylist() == KEYS + KEYS[:2]
    assert keys(column[:0]).to_pylist() == []


@pytest.mark.parametrize("make", [list, tuple, iter, pd.Series, pl.Series, np.array])
def test_any_batch_of_texts(make: Callable[[Any], Any]) -> None:
    assert keys(make(TEXTS)) == KEYS


def test_texts_whose_keys_are_longer_than_they_are() -> None:
    texts = ["ﷺ" * 9_000, "a", "ﷺ" * 9_000]
    assert keys(texts) == [key(text) for text in texts]
    assert keys(pa.array(texts)).to_pylist() == [key(text) for text in texts]


def test_more_texts_than_one_chunk_holds() -> None:
    texts = [f"Größe {number}" for number in range(10_000)]
    assert keys(texts, threads=2) == [f"groesse {number}" for number in range(10_000)]


def test_a_batch_costs_hardly_any_python() -> None:
    texts = ["Größe und Käse"] * 2_000
    keys(texts)
    keys(pa.array(texts))
    # One call for `decode` of a key that is not ASCII, and a few for each text of a list.
    assert count_calls(lambda: keys(texts, threads=1)) < 12 * len(texts)
    column = pa.array(texts)
    assert count_calls(lambda: keys(column, threads=1)) < len(texts) // 4


def test_what_is_no_text_is_named() -> None:
    with pytest.raises(BadRecord, match="text 1: expected str or None, got int"):
        keys(["a", 1])  # type: ignore[list-item]
    with pytest.raises(BadRecord, match="keys: expected a list of texts, got str"):
        keys("Bonn")
    with pytest.raises(BadRecord, match="expected an Arrow column of strings, got int64"):
        keys(pa.array([1]))
    with pytest.raises(UnknownOption, match="threads=0"):
        keys(["a"], threads=0)
