"""Expressions and series of Polars with the namespace ``textnorm``."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import polars as pl
import pytest

import textnorm.polars
from tests.conftest import count_calls
from textnorm import BadRecord, Cleaner, UnknownOption

TITLES = ["K&ouml;ln „feiert“", None, "Größe – KAESE", "K&ouml;ln „feiert“"]
CLEAN = ['Köln "feiert"', None, "Größe – KAESE", 'Köln "feiert"']
KEYS = ["k ouml ln feiert", None, "groesse kaese", "k ouml ln feiert"]


def titles() -> Any:
    return pl.col("title").textnorm  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [pl.String(), pl.Categorical(), pl.Enum(sorted({*TITLES} - {None}))], ids=str)  # type: ignore[type-var]
@pytest.mark.parametrize("lazy", [False, True])
def test_texts_are_cleaned_and_folded_in_expressions(kind: Any, lazy: bool) -> None:
    frame: Any = pl.DataFrame({"title": pl.Series(TITLES, dtype=kind), "n": [1, 2, 3, 4]})
    frame = frame.lazy() if lazy else frame
    result = frame.with_columns(titles().clean(), keep=titles().clean(quotes="keep"), key=titles().key())
    schema = result.collect_schema()
    result = result.lazy().collect()
    assert result.schema == schema
    assert result["title"].to_list() == CLEAN
    assert result["keep"].to_list() == [text and text.replace('"feiert"', "„feiert“") for text in CLEAN]
    assert result["key"].to_list() == KEYS


def test_in_groups_filters_and_windows() -> None:
    frame = pl.DataFrame({"g": [1, 1, 2, 2], "title": TITLES})
    groups = frame.group_by("g", maintain_order=True).agg(titles().clean())
    assert groups["title"].to_list() == [CLEAN[:2], CLEAN[2:]]
    assert frame.filter(titles().key() == KEYS[2]).height == 1
    assert frame.group_by(titles().key()).len().height == 3
    assert frame.with_columns(titles().clean().over("g"))["title"].to_list() == CLEAN
    assert frame.lazy().select(titles().clean()).collect(engine="streaming")["title"].to_list() == CLEAN


def test_a_series_and_nothing() -> None:
    series: Any = pl.Series("title", TITLES)
    assert series.textnorm.clean(Cleaner()).to_list() == CLEAN
    assert series.textnorm.key().name == "title"
    assert series.textnorm.key().to_list() == KEYS
    nothing: Any = pl.Series("title", [None, None])
    assert nothing.textnorm.clean().to_list() == [None, None]
    assert pl.DataFrame({"title": pl.Series([], dtype=pl.String)}).select(titles().clean()).height == 0


def test_no_python_runs_for_a_text_that_stays() -> None:
    def calls(count: int) -> int:
        frame = pl.DataFrame({"title": ["Köln feiert den Frühling"] * count})
        frame.select(titles().clean(), key=titles().key())
        return count_calls(lambda: frame.select(titles().clean(), key=titles().key()))

    assert calls(20_000) < 1.5 * calls(2_000) + 200


def test_what_does_not_fit_is_named() -> None:
    with pytest.raises(BadRecord, match="column 'n': expected text, got Int64"):
        pl.Series("n", [1]).textnorm.clean()  # type: ignore[attr-defined]
    with pytest.raises((BadRecord, pl.exceptions.ComputeError), match="column 'n': expected text, got Int64"):
        pl.DataFrame({"n": [1]}).select(pl.col("n").textnorm.key())  # type: ignore[attr-defined]
    with pytest.raises(UnknownOption, match="did you mean 'quotes'"):
        titles().clean(quote="de")
    with pytest.raises(UnknownOption, match="pass a cleaner or its options, not both"):
        titles().clean(Cleaner(), quotes="de")


def test_polars_costs_nothing_before_it_is_asked_for() -> None:
    code = """
import sys, textnorm
textnorm.clean("a"); textnorm.clean_column; textnorm.find_duplicates
assert "polars" not in sys.modules
import polars as pl
assert not hasattr(pl.Expr, "textnorm")
textnorm.polars
assert pl.select(pl.lit("K&ouml;ln").textnorm.clean()).item() == "Köln"
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_module_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    code = """
import sys
sys.modules["polars"] = None
import textnorm
try:
    textnorm.polars
except textnorm.MissingExtra as error:
    assert "pip install 'pytextnorm[polars]'" in str(error)
else:
    raise SystemExit("no error")
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert textnorm.polars.TextnormExpressions.__doc__
