"""A column is cleaned in its own type: type, index, order of columns and categories stay, in every library."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from textnorm import BadRecord, Cleaner, MissingExtra, clean_column, drop_duplicates

DIRTY = "Bruecken gr&uuml;&szlig;en"
CLEAN = "Brücken grüßen"

PANDAS = ["object", "str", "string", "string[python]", "string[pyarrow]"]
PANDAS += [pd.ArrowDtype(kind) for kind in (pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string()))]


@pytest.mark.parametrize("kind", PANDAS, ids=str)
@pytest.mark.parametrize("texts", [[DIRTY, None, "Bonn"], ["Ulm", None, "Bonn"], [None, None], []], ids=len)
def test_pandas_keeps_type_index_and_what_stands_for_nothing(kind: Any, texts: list[Any]) -> None:
    frame = pd.DataFrame({"n": range(len(texts)), "title": pd.Series(texts, dtype=kind), "z": 0})
    frame.index = pd.Index(["x", "y", "x"][: len(texts)], name="key")
    frame.attrs["source"] = "agency"
    cleaned = clean_column(frame, "title")
    expected = frame.copy()
    expected["title"] = pd.Series([CLEAN if text == DIRTY else text for text in texts], dtype=kind, index=frame.index)
    pd.testing.assert_frame_equal(cleaned, expected)
    assert cleaned.attrs == frame.attrs
    for before, after in zip(frame["title"], cleaned["title"], strict=True):
        assert isinstance(before, str) or before is after or type(before) is type(after)
    pd.testing.assert_series_equal(
        clean_column(frame, "title", into="title2")["title2"], expected["title"], check_names=False
    )


def test_a_subclass_of_a_pandas_frame_stays_one() -> None:
    class Articles(pd.DataFrame):
        @property
        def _constructor(self) -> type[pd.DataFrame]:
            return Articles

    assert type(clean_column(Articles({"title": [DIRTY]}), "title")) is Articles


def test_pandas_cleans_categories_in_their_order() -> None:
    kind = pd.CategoricalDtype(["z", DIRTY, "unused", CLEAN], ordered=True)
    frame = pd.DataFrame({"title": pd.Series([CLEAN, "z", DIRTY, None], dtype=kind)})
    cleaned = clean_column(frame, "title")["title"]
    assert cleaned.tolist()[:3] == [CLEAN, "z", CLEAN]
    assert cleaned.isna().tolist() == [False, False, False, True]
    assert cleaned.cat.categories.tolist() == ["z", CLEAN, "unused"]
    assert cleaned.cat.categories.dtype == kind.categories.dtype
    assert cleaned.cat.ordered
    same = pd.DataFrame({"title": pd.Series(["b", "a"], dtype=pd.CategoricalDtype(["b", "c", "a"], ordered=True))})
    assert clean_column(same, "title")["title"].dtype == same["title"].dtype


def test_pandas_categories_that_are_no_texts() -> None:
    kind = pd.CategoricalDtype([DIRTY, 5])
    cleaned = clean_column(pd.DataFrame({"title": pd.Series([DIRTY], dtype=kind)}), "title")["title"]
    assert cleaned.cat.categories.tolist() == [CLEAN, 5]
    with pytest.raises(BadRecord, match="row 1 'title': expected text, got int"):
        clean_column(pd.DataFrame({"title": pd.Series([DIRTY, 5], dtype=kind)}), "title")


ARROW = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string(), ordered=True)]


@pytest.mark.parametrize("kind", ARROW, ids=str)
@pytest.mark.parametrize("rows", [3, 0])
def test_arrow_keeps_schema_metadata_and_chunks(kind: pa.DataType, rows: int) -> None:
    chunk = pa.array(["z", None, DIRTY], pa.string())[:rows]
    chunk = chunk.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else chunk.cast(kind)
    schema = pa.schema(
        [
            pa.field("id", pa.uint16(), nullable=False),
            pa.field("title", kind, metadata={"lang": "de"}),
            ("n", pa.int8()),
        ],
        metadata={"source": "agency"},
    )
    whole = pa.chunked_array([chunk, chunk], type=kind)
    ids = pa.chunked_array([range(2 * rows)], type=pa.uint16())
    table = pa.Table.from_arrays([ids, whole, ids.cast(pa.int8())], schema=schema)
    cleaned = clean_column(table, "title")
    assert cleaned.schema.equals(schema, check_metadata=True)
    assert cleaned.column("title").num_chunks == 2
    assert cleaned.column("title").to_pylist() == ["z", None, CLEAN][:rows] * 2
    assert cleaned.select(["id", "n"]).equals(table.select(["id", "n"]))
    both = clean_column(table, "title", into="clean")
    assert both.schema.names == ["id", "title", "n", "clean"]
    assert both.schema.field("clean").type == kind
    batch = table.to_batches()[0] if rows else pa.RecordBatch.from_pylist([], schema=schema)
    assert clean_column(batch, "title").schema.equals(schema, check_metadata=True)
    assert clean_column(batch, "title").column("title").to_pylist() == ["z", None, CLEAN][:rows]


def test_arrow_runs_are_dropped_and_not_passed_over_by_cleaning() -> None:
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array([DIRTY, "Bonn feiert"]))
    table = pa.table({"title": runs, "id": [1, 2, 3]})
    with pytest.raises(BadRecord, match=r"column 'title': expected strings, got run_end_encoded.*; make it a column"):
        clean_column(table, "title")
    unique = drop_duplicates(table, column="title")
    assert unique["id"].to_pylist() == [1, 3]
    assert unique.schema.equals(table.schema)


def test_an_arrow_dictionary_keeps_its_order_and_what_no_row_has() -> None:
    entries = pa.DictionaryArray.from_arrays(pa.array([3, 1, None], pa.int8()), pa.array(["z", DIRTY, "unused", CLEAN]))
    cleaned = clean_column(pa.table({"title": entries}), "title").column("title").chunk(0)
    assert cleaned.to_pylist() == [CLEAN, CLEAN, None]
    assert cleaned.dictionary.to_pylist() == ["z", CLEAN, "unused"]


POLARS = [pl.String(), pl.Categorical(), pl.Enum([CLEAN, "z", DIRTY, "unused"]), pl.Null()]


@pytest.mark.parametrize("kind", POLARS, ids=str)
@pytest.mark.parametrize("lazy", [False, True])
def test_polars_keeps_types_lazy_or_not(kind: Any, lazy: bool) -> None:
    texts = [None] * 3 if kind == pl.Null else ["z", None, DIRTY]
    frame: Any = pl.DataFrame(
        {"id": [3, 1, 2], "title": pl.Series(texts, dtype=kind), "n": pl.Series([1, 2, 3], dtype=pl.UInt8)}
    )
    cleaned = clean_column(frame.lazy() if lazy else frame, "title")
    assert isinstance(cleaned, pl.LazyFrame if lazy else pl.DataFrame)
    schema = cleaned.collect_schema()
    cleaned = cleaned.lazy().collect()
    assert schema == cleaned.schema
    expected = pl.Enum([CLEAN, "z", "unused"]) if isinstance(kind, pl.Enum) else kind
    assert cleaned.schema == {**frame.schema, "title": expected}
    assert cleaned["title"].to_list() == [CLEAN if text == DIRTY else text for text in texts]
    assert cleaned.drop("title").equals(frame.drop("title"))


def test_a_lazy_frame_is_cleaned_when_the_query_runs() -> None:
    seen = []

    def read(part: pl.DataFrame) -> pl.DataFrame:
        seen.append(part.height)
        return part

    frame = pl.LazyFrame({"id": [1, 2], "title": [DIRTY, "x"]}).map_batches(read, predicate_pushdown=False)
    cleaned = clean_column(frame, "title", cleaner=Cleaner(umlauts=False), into="clean")
    assert not seen
    assert cleaned.filter(pl.col("id") == 1).collect()["clean"].to_list() == ["Bruecken grüßen"]
    assert seen == [2]
    with pytest.raises(BadRecord, match="column 'id': expected text, got Int64"):
        clean_column(frame, "id")
    with pytest.raises(BadRecord, match="no column 'titel'; columns: id, title"):
        clean_column(frame, "titel")


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_every_engine_of_polars_cleans(engine: Any) -> None:
    frame = pl.LazyFrame({"id": range(5_000), "title": [DIRTY, "x"] * 2_500})
    cleaned = clean_column(frame, "title").collect(engine=engine)
    assert cleaned["title"].to_list() == [CLEAN, "x"] * 2_500


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame({"title": [1, None]}), pl.DataFrame({"title": [1, None]}), pa.table({"title": [1, None]})],
    ids=lambda frame: type(frame).__module__.partition(".")[0],
)
def test_a_column_of_numbers_is_refused(frame: Any) -> None:
    with pytest.raises(BadRecord, match="row 0 'title': expected text, got"):
        clean_column(frame, "title")


def test_two_columns_of_one_name_are_refused() -> None:
    frame = pd.DataFrame([["a", "b"]], columns=["title", "title"])
    with pytest.raises(BadRecord, match="2 columns have one name, 'title'"):
        clean_column(frame, "title")
    table = pa.table([["a"], ["b"]], names=["title", "title"])
    with pytest.raises(BadRecord, match="2 columns have one name"):
        clean_column(table, "title")


def test_a_frame_of_narwhals_stays_one() -> None:
    frame = nw.from_native(pl.DataFrame({"id": [1, 2], "title": [DIRTY, None]}), eager_only=True)
    cleaned = clean_column(frame, "title")
    assert isinstance(cleaned, nw.DataFrame)
    assert cleaned.columns == ["id", "title"]
    assert cleaned["title"].to_list() == [CLEAN, None]


def test_pandas_polars_and_arrow_need_no_narwhals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "narwhals", None)  # as if it were not installed
    for frame in (pd.DataFrame({"title": [DIRTY]}), pl.DataFrame({"title": [DIRTY]}), pa.table({"title": [DIRTY]})):
        assert clean_column(frame, "title")["title"][0] in (CLEAN, pa.scalar(CLEAN))
    with pytest.raises(MissingExtra, match=r"clean_column needs the package 'narwhals': .*\[frames\]"):
        clean_column(SimpleNamespace(columns=["title"]), "title")
    with pytest.raises(BadRecord, match=r"a data frame in memory, got object; Cleaner\(\)\.many\(texts\) takes"):
        clean_column(object(), "title")


@pytest.mark.parametrize("texts", [[DIRTY, None, "x"], []])
def test_polars_without_pyarrow(monkeypatch: pytest.MonkeyPatch, texts: list[Any]) -> None:
    frame = pl.DataFrame({"title": texts}, schema={"title": pl.String})
    expected = clean_column(frame, "title")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    cleaned = clean_column(frame, "title")
    assert cleaned.equals(expected)
    assert cleaned.schema == frame.schema
