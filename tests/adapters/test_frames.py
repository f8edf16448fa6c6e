"""One test body, every kind of frame."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tests.conftest import needed, skip_on_a_users_machine
from textnorm import Cleaner, clean_column
from textnorm.errors import BadRecord

FRAMES: list[Callable[[dict[str, list[Any]]], Any]] = [pd.DataFrame, pl.DataFrame, pa.table]


def column(frame: Any, name: str) -> list[Any]:
    values = frame[name].to_pylist() if isinstance(frame, pa.Table) else frame[name].to_list()
    return [value if isinstance(value, str) else None for value in values]


@pytest.mark.parametrize("make", FRAMES)
def test_a_column_is_cleaned_and_the_rest_stays(make: Callable[[dict[str, list[Any]]], Any]) -> None:
    frame = make({"id": [3, 1, 2], "title": ["Bruecken gr&uuml;&szlig;en", None, "„Ja“"]})
    cleaned = clean_column(frame, "title")
    assert type(cleaned) is type(frame)
    assert column(cleaned, "title") == ["Brücken grüßen", None, '"Ja"']
    assert column(frame, "title")[0] == "Bruecken gr&uuml;&szlig;en"
    kept = clean_column(frame, "title", cleaner=Cleaner(quotes="keep"), into="clean")
    assert column(kept, "title") == column(frame, "title")
    assert column(kept, "clean") == ["Brücken grüßen", None, "„Ja“"]


def test_a_pandas_index_stays_even_with_repeats() -> None:
    frame = pd.DataFrame({"title": ["gr&uuml;n", "b", "c"]}, index=[7, 7, 2])
    cleaned = clean_column(frame, "title")
    assert list(cleaned.index) == [7, 7, 2]
    assert list(cleaned["title"]) == ["grün", "b", "c"]


@pytest.mark.parametrize("make", FRAMES)
def test_a_value_that_is_no_text_is_named(make: Callable[[dict[str, list[Any]]], Any]) -> None:
    with pytest.raises(BadRecord, match="no column 'titel'; columns: title"):
        clean_column(make({"title": ["a"]}), "titel")
    with pytest.raises(BadRecord, match="row 0 'title': expected text, got int"):
        clean_column(make({"title": [1]}), "title")


@pytest.mark.parametrize("frame", [{"title": ["a"]}, ["a"], "a", None], ids=lambda frame: type(frame).__name__)
def test_what_is_no_frame_is_named(frame: object) -> None:
    with pytest.raises(BadRecord, match=r"clean_column: expected a data frame in memory, got \w+; Cleaner"):
        clean_column(frame, "title")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    # The workers have to be the Python that runs the tests, whatever the PATH says.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    sql = needed("pyspark.sql")
    if shutil.which("java") is None:
        skip_on_a_users_machine("Spark needs Java, and there is none")
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    local = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = local.getOrCreate()
        yield session
        session.stop()


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_spark_cleans_in_its_workers(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    types = needed("pyspark.sql.types")
    frame = spark.createDataFrame([(3, "Bruecken gr&uuml;&szlig;en"), (1, None), (2, "„Ja“")], "id int, title string")
    assert [tuple(row) for row in clean_column(frame, "title").collect()] == [
        (3, "Brücken grüßen"),
        (1, None),
        (2, '"Ja"'),
    ]
    both = clean_column(frame, "title", cleaner=Cleaner(quotes="keep"), into="clean")
    assert both.columns == ["id", "title", "clean"]
    assert [row.clean for row in both.collect()] == ["Brücken grüßen", None, "„Ja“"]
    fields = [types.StructField("id", types.IntegerType(), False)]
    fields.append(types.StructField("title", types.StringType(), False, {"lang": "de"}))
    strict = spark.createDataFrame([(1, "gr&uuml;n")], types.StructType(fields))
    assert clean_column(strict, "title").schema == strict.schema
    assert clean_column(strict, "title").schema["title"].metadata == {"lang": "de"}
    with pytest.raises(BadRecord, match="column 'id' holds int, expected string"):
        clean_column(frame, "id")
    with pytest.raises(BadRecord, match="no column 'titel'"):
        clean_column(frame, "titel")
