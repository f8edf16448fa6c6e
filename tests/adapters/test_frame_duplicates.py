"""Duplicates among the rows of a frame: the same answer as for a list, in the frame's own type."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import textnorm
from textnorm import BadRecord, Duplicates, Matcher, UnknownOption, drop_duplicates, find_duplicates
from textnorm.adapters.frames.duplicates import SearchOptions
from textnorm.match import matcher as search

ROWS = {
    "id": ["a", "b", "c", "d", "e"],
    "title": [
        "Bürgermeisterin eröffnet neue Brücke über die Mündung",
        None,
        "Züge fallen aus, Bahn entschuldigt sich für Verspätungen",
        "Buergermeisterin eroeffnet neue Bruecke ueber die Muendung",
        "Kölner Dom bekommt neue Fenster",
    ],
    "n": [10, 20, 30, 40, 50],
}
NEW = ["cluster_id", "kept", "duplicate_of", "score", "reasons"]
FRAMES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "lazy": pl.LazyFrame,
    "arrow": pa.table,
    "batch": pa.RecordBatch.from_pydict,
    "narwhals": lambda rows: nw.from_native(pl.DataFrame(rows), eager_only=True),
}


def values(frame: Any, name: str) -> list[Any]:
    """A column as a list with ``None`` for what is missing."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pd.DataFrame):
        return [value if isinstance(value, list) or not pd.isna(value) else None for value in frame[name].tolist()]
    column = frame.column(name) if isinstance(frame, pa.Table | pa.RecordBatch) else frame[name]
    return column.to_pylist() if hasattr(column, "to_pylist") else column.to_list()


def names(frame: Any) -> list[str]:
    if isinstance(frame, pl.LazyFrame):
        return frame.collect_schema().names()
    return frame.schema.names if isinstance(frame, pa.Table | pa.RecordBatch) else list(frame.columns)


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_a_frame_is_marked_in_its_own_type(make: Callable[[dict[str, Any]], Any]) -> None:
    frame = make(ROWS)
    marked = find_duplicates(frame, Matcher.headlines(), column="title")
    assert type(marked) is type(frame)
    assert names(marked) == ["id", "title", "n", *NEW]
    assert names(frame) == ["id", "title", "n"]
    for name, column in ROWS.items():
        assert values(marked, name) == column
    found = find_duplicates(ROWS["title"], Matcher.headlines())
    assert found.dropped.tolist() == [3]
    assert values(marked, "cluster_id") == [0, 1, 2, 0, 3]
    assert values(marked, "kept") == [True, True, True, False, True]
    assert values(marked, "duplicate_of") == [None, None, None, 0, None]
    assert values(marked, "score") == [None, None, None, round(found.why(3).score, 4), None]
    assert values(marked, "reasons") == [None, None, None, list(found.why(3).reasons), None]
    with_ids = find_duplicates(frame, Matcher.headlines(), column="title", id_column="id", prefix="copy_")
    assert names(with_ids)[3:] == [f"copy_{name}" for name in NEW]
    assert values(with_ids, "copy_duplicate_of") == [None, None, None, "a", None]
    numbers = find_duplicates(frame, Matcher.headlines(), column="title", id_column="n")
    assert values(numbers, "duplicate_of") == [None, None, None, 10, None]


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_copies_are_dropped_and_the_other_rows_stay(make: Callable[[dict[str, Any]], Any]) -> None:
    frame = make(ROWS)
    kept = drop_duplicates(frame, Matcher.headlines(), column="title")
    assert type(kept) is type(frame)
    assert {name: values(kept, name) for name in names(kept)} == {
        name: [column[0], column[1], column[2], column[4]] for name, column in ROWS.items()
    }
    empty = make({"title": ["Ulm"]})
    assert values(drop_duplicates(empty, column="title"), "title") == ["Ulm"]


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_a_frame_against_an_archive(make: Callable[[dict[str, Any]], Any]) -> None:
    archive = make({"id": ["x", "y"], "title": ["Dax steigt", ROWS["title"][2]], "n": [1, 2]})
    marked = find_duplicates(make(ROWS), Matcher.headlines(), column="title", id_column="id", against=archive)
    assert values(marked, "kept") == [True, True, False, False, True]
    assert values(marked, "duplicate_of") == [None, None, "y", "a", None]
    assert values(marked, "cluster_id") == [0, 1, 2, 0, 3]
    with_list = drop_duplicates(make(ROWS), Matcher.headlines(), column="title", against=[ROWS["title"][2]])
    assert values(with_list, "id") == ["a", "b", "e"]


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_times_and_priorities_are_columns(make: Callable[[dict[str, Any]], Any]) -> None:
    frame = make({**ROWS, "rank": [1.0, 2.0, 3.0, 4.0, 5.0]})
    latest = drop_duplicates(frame, Matcher.headlines(keep="priority"), column="title", priority="rank")
    assert values(latest, "id") == ["b", "c", "d", "e"]
    days = make({**ROWS, "day": ["2024-05-09", None, "2024-05-01", "2024-05-08", "2024-05-01"]})
    earliest = drop_duplicates(days, Matcher.headlines(keep="earliest", within="3d"), column="title", times="day")
    assert values(earliest, "id") == ["b", "c", "d", "e"]
    with pytest.raises(BadRecord, match="times: no column 'date'; columns: id, title, n, day"):
        values(drop_duplicates(days, Matcher.headlines(), column="title", times="date"), "id")


def test_pandas_keeps_types_and_index() -> None:
    frame = pd.DataFrame(ROWS).astype({"id": "category", "n": "int8"})
    frame.index = pd.Index([5, 5, 7, 8, 9], name="key")
    marked = find_duplicates(frame, Matcher.headlines(), column="title", id_column="n")
    assert marked.index.equals(frame.index)
    assert marked.index.name == "key"
    assert marked.dtypes.astype(str).to_dict() | {"title": ""} == {
        "id": "category", "title": "", "n": "int8", "cluster_id": "int64", "kept": "bool", "duplicate_of": "Int8",
        "score": "float64", "reasons": "object",
    }  # fmt: skip
    kept = drop_duplicates(frame, Matcher.headlines(), column="title")
    assert kept.index.tolist() == [5, 5, 7, 9]
    assert kept.dtypes.equals(frame.dtypes)
    one = find_duplicates(pd.DataFrame({"title": ["Ulm", "Bonn"]}), column="title")
    assert one["duplicate_of"].isna().all()


def test_arrow_keeps_schema_and_chunks() -> None:
    part = pa.table(ROWS).replace_schema_metadata({"source": "agency"})
    table = pa.concat_tables([part, part.slice(4)])
    kept = drop_duplicates(table, Matcher.headlines(), column="title")
    assert kept.schema.equals(table.schema, check_metadata=True)
    assert kept.column("n").to_pylist() == [10, 20, 30, 50]
    marked = find_duplicates(table, Matcher.headlines(), column="title", id_column="n")
    assert marked.schema.metadata == table.schema.metadata
    assert marked.schema.field("duplicate_of").type == pa.int64()


def test_a_lazy_frame_stays_lazy_until_the_query_runs() -> None:
    seen = []

    def read(part: pl.DataFrame) -> pl.DataFrame:
        seen.append(part.height)
        return part

    frame = pl.LazyFrame({**ROWS, "title": pl.Series(ROWS["title"], dtype=pl.Categorical)}).map_batches(read)
    marked = find_duplicates(frame, Matcher.headlines(), column="title", id_column="n")
    assert not seen
    schema = marked.collect_schema()
    assert not seen
    # A filter on the result must not run before the search.
    copies = marked.filter(~pl.col("kept")).select("id", "duplicate_of").collect()
    assert copies.rows() == [("d", 10)]
    assert marked.collect().schema == schema
    kept = drop_duplicates(frame, Matcher.headlines(), column="title").filter(pl.col("id") == "d")
    assert kept.collect().height == 0


def test_texts_give_duplicates_as_before() -> None:
    found = find_duplicates(ROWS["title"], Matcher.headlines())
    assert isinstance(found, Duplicates)
    assert found.dropped.tolist() == [3]
    assert find_duplicates(pl.Series(ROWS["title"]), Matcher.headlines()).dropped.tolist() == [3]
    assert find_duplicates(pa.array(ROWS["title"]), Matcher.headlines()).dropped.tolist() == [3]


def test_what_does_not_fit_is_named() -> None:
    frame = pl.DataFrame(ROWS)
    with pytest.raises(BadRecord, match="find_duplicates: no column 'titel'; columns: id, title, n"):
        find_duplicates(frame, column="titel")
    with pytest.raises(BadRecord, match="drop_duplicates: no column 'titel'"):
        drop_duplicates(frame.lazy(), column="titel")
    with pytest.raises(BadRecord, match="find_duplicates: no column 'key'"):
        find_duplicates(frame, column="title", id_column="key")
    with pytest.raises(BadRecord, match="row 0 'n': expected text, got int"):
        find_duplicates(frame, column="n")
    with pytest.raises(BadRecord, match="the frame has a column 'kept' already; pass prefix='duplicates_'"):
        find_duplicates(frame.with_columns(kept=True), column="title")
    with pytest.raises(BadRecord, match="against: no column 'title'; columns: text"):
        find_duplicates(frame, column="title", against=pl.DataFrame({"text": ["a"]}))
    with pytest.raises(BadRecord, match="id_column= and prefix= are for data frames"):
        find_duplicates(["a"], id_column="id")  # type: ignore[call-overload]
    with pytest.raises(BadRecord, match="expected a list of texts, got DataFrame; pass column='title'"):
        find_duplicates(frame)
    with pytest.raises(BadRecord, match="find_duplicates: expected a data frame in memory, got list; find_duplicates"):
        find_duplicates(["a"], column="title")
    with pytest.raises(UnknownOption, match="threads=0"):
        drop_duplicates(frame, column="title", threads=0)
    with pytest.raises(UnknownOption, match=r"Matcher\.headlines\(\)"):
        drop_duplicates(frame, "title", column="title")  # type: ignore[arg-type]


def test_a_frame_has_the_options_of_the_search() -> None:
    parameters = inspect.signature(search.find_duplicates).parameters.values()
    options = {parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY}
    assert set(SearchOptions.__annotations__) == options
    assert textnorm.find_duplicates is find_duplicates
