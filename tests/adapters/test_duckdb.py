"""The functions of textnorm in SQL."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

import textnorm
from tests.conftest import count_calls
from textnorm import Cleaner, Matcher, UnknownOption, clean, compare, key, to_ascii

TITLES = ["K&ouml;ln „feiert“", None, "Größe – KAESE", "北京 ﷺ", ""]


@pytest.fixture
def connection() -> Any:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE news (n INTEGER, title VARCHAR)")
        connection.executemany("INSERT INTO news VALUES (?, ?)", list(enumerate(TITLES)))
        yield textnorm.duckdb.register(connection)


@pytest.mark.parametrize("name", ["clean", "key", "to_ascii"])
def test_a_column_through_a_function(connection: Any, name: str) -> None:
    function = {"clean": clean, "key": key, "to_ascii": to_ascii}[name]
    rows = connection.execute(f"SELECT textnorm_{name}(title) FROM news ORDER BY n").fetchall()
    assert [row[0] for row in rows] == [None if title is None else function(title) for title in TITLES]
    assert connection.execute(f"SELECT textnorm_{name}(title) FROM news WHERE n > 9").fetchall() == []


def test_pairs(connection: Any) -> None:
    a, b = "Kanzler empfängt Präsidenten in Berlin", "Ukraine-Krieg: Kanzler empfaengt Praesidenten in Berlin"
    query = "SELECT textnorm_score(?, ?), textnorm_same(?, ?), textnorm_same(?, NULL)"
    assert connection.execute(query, [a, b, a, b, a]).fetchall() == [(compare(a, b).score, True, None)]
    plain = textnorm.duckdb.register(connection, matcher=Matcher(threshold=1.0))
    assert plain.execute("SELECT textnorm_same(?, ?)", [a, b]).fetchall() == [(False,)]


def test_copies_by_key_in_more_rows_than_a_batch(connection: Any) -> None:
    connection.execute("CREATE TABLE many AS SELECT 'Größe ' || (i % 500) AS title FROM range(10000) t(i)")
    assert connection.execute("SELECT count(DISTINCT textnorm_key(title)) FROM many").fetchall() == [(500,)]
    found = connection.execute("SELECT sum((textnorm_clean(title) = title)::INT) FROM many").fetchall()
    assert found == [(10_000,)]


def test_settings_prefix_and_a_second_call(connection: Any) -> None:
    again = textnorm.duckdb.register(connection, cleaner=Cleaner(quotes="keep"), prefix="tn_")
    row = again.execute("SELECT tn_clean(title), textnorm_clean(title) FROM news WHERE n = 0").fetchall()
    assert row == [("Köln „feiert“", 'Köln "feiert"')]
    textnorm.duckdb.register(connection, cleaner=Cleaner.preset("off"))
    assert connection.execute("SELECT textnorm_clean('&ouml;')").fetchall() == [("&ouml;",)]
    with pytest.raises(UnknownOption, match="prefix='text-'"):
        textnorm.duckdb.register(connection, prefix="text-")
    cursor = connection.cursor()
    assert cursor.execute("SELECT textnorm_clean('&ouml;')").fetchall() == [("&ouml;",)]
    with pytest.raises(UnknownOption, match="the database has textnorm_clean from another connection"):
        textnorm.duckdb.register(cursor)
    with pytest.raises(UnknownOption, match=r"connection='news.db': expected a connection"):
        textnorm.duckdb.register("news.db")


def test_no_python_runs_for_a_text_that_stays(connection: Any) -> None:
    connection.execute("CREATE TABLE sound AS SELECT 'Köln feiert Nummer ' || i AS title FROM range(8192) t(i)")

    def calls(rows: int) -> int:
        query = f"SELECT max(textnorm_clean(title)), max(textnorm_key(title)) FROM sound LIMIT {rows}"
        return count_calls(lambda: connection.execute(query).fetchall())

    calls(8192)
    assert calls(8192) < 8192
