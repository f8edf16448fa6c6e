"""Data frames of Polars, in memory and lazy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textnorm.adapters.frames.columns import EagerFrames, NewColumn, merge_equal, need_texts
from textnorm.errors import BadRecord

if TYPE_CHECKING:
    from textnorm.text.cleaner import Cleaner

__all__ = ["LazyPolarsFrames", "PolarsFrames", "clean_expression", "clean_series", "map_series"]


def map_series(series: Any, function: Callable[[Any], Any]) -> Any:
    """A series of texts through ``function``, which takes and returns an Arrow column or, without pyarrow, a list."""
    import polars as pl

    strings = series.cast(pl.String) if series.dtype != pl.String else series
    try:
        import pyarrow  # noqa: F401 - Polars needs it for to_arrow
    except ImportError:
        return pl.Series(series.name, function(strings.to_list()), dtype=pl.String)
    before = strings.to_arrow()
    after = function(before)
    return strings if after is before else pl.Series(series.name, after, dtype=pl.String)


def clean_series(series: Any, cleaner: Cleaner, name: Any = None) -> Any:
    """A series of texts cleaned, of its own type; an Enum has its categories cleaned.

    Raises ``BadRecord`` with the row of what is no text.
    """
    import polars as pl

    if series.dtype == pl.Object:
        return pl.Series(series.name, cleaner.many(need_texts(series.to_list(), name or series.name)), dtype=pl.Object)
    if not isinstance(series.dtype, pl.String | pl.Categorical | pl.Enum):
        need_texts(series.to_list(), name or series.name)
        return series
    cleaned = map_series(series, cleaner.many)
    return cleaned if series.dtype == pl.String else cleaned.cast(_cleaned_type(series.dtype, cleaner))


def _cleaned_type(kind: Any, cleaner: Cleaner) -> Any:
    """The type of a column of type ``kind`` once it is cleaned."""
    import polars as pl

    if not isinstance(kind, pl.Enum):
        return kind
    categories = kind.categories.to_list()
    merged, _ = merge_equal(cleaner.many(categories))
    return kind if merged == categories else pl.Enum(merged)


def clean_expression(expression: Any, cleaner: Cleaner, kind: Any = None) -> Any:
    """An expression whose texts are cleaned, a batch at a time, when the query runs. ``kind`` is its type (String)."""
    import polars as pl

    result = pl.String() if kind is None else _cleaned_type(kind, cleaner)
    return expression.map_batches(partial(clean_series, cleaner=cleaner), return_dtype=result, is_elementwise=True)


class PolarsFrames(EagerFrames):
    """Polars in memory."""

    def names(self, frame: Any) -> list[Any]:
        return list(frame.columns)

    def texts(self, frame: Any, name: Any) -> Any:
        return need_texts(frame[name].to_list(), name)

    def values(self, frame: Any, name: Any) -> list[Any]:
        return list(frame[name].to_list())

    def with_cleaned(self, frame: Any, name: Any, cleaner: Cleaner, into: Any) -> Any:
        return frame.with_columns(clean_series(frame[name], cleaner).alias(into))

    def with_columns(self, frame: Any, columns: Mapping[str, NewColumn]) -> Any:
        import polars as pl

        kinds = _types(frame.schema, columns)
        return frame.with_columns(pl.Series(name, columns[name].values, dtype=kind) for name, kind in kinds.items())

    def rows(self, frame: Any, positions: Sequence[int]) -> Any:
        return frame[list(positions)]


def _types(schema: Mapping[str, Any], columns: Mapping[str, NewColumn]) -> dict[str, Any]:
    """The types of new ``columns``."""
    import polars as pl

    kinds: dict[str, Any] = {"integer": pl.Int64, "boolean": pl.Boolean, "number": pl.Float64, "text": pl.String}
    kinds["texts"] = pl.List(pl.String)
    return {name: kinds[kind] if like is None else schema[like] for name, (kind, _, like) in columns.items()}


class LazyPolarsFrames(PolarsFrames):
    """Polars, lazy: nothing is read before the query runs."""

    def collected(self, frame: Any) -> tuple[Any, Any]:
        return frame.collect(), PolarsFrames()

    def apply(self, frame: Any, change: Callable[[Any, Any], Any], added: Mapping[str, NewColumn]) -> Any:
        schema = dict(frame.collect_schema())
        return frame.map_batches(
            lambda whole: change(whole, PolarsFrames()),
            schema=schema | _types(schema, added),
            # As since Polars 2. Before, a filter on the result ran before the search, which then missed its texts.
            predicate_pushdown=False,
            projection_pushdown=False,
            slice_pushdown=False,
        )

    def names(self, frame: Any) -> list[Any]:
        return list(frame.collect_schema().names())

    def with_cleaned(self, frame: Any, name: Any, cleaner: Cleaner, into: Any) -> Any:
        import polars as pl

        kind = frame.collect_schema()[name]
        if isinstance(kind, pl.Null):
            return frame.with_columns(pl.col(name).alias(into))
        if not isinstance(kind, pl.String | pl.Categorical | pl.Enum):
            raise BadRecord(f"column {name!r}: expected text, got {kind}")
        return frame.with_columns(clean_expression(pl.col(name), cleaner, kind).alias(into))
