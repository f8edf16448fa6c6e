"""Clean a column of a data frame: pandas, Polars, PyArrow and whatever else narwhals knows, and Spark."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from textnorm.adapters.engines import spark
from textnorm.adapters.frames.backends import backend_of, need_column
from textnorm.text.cleaner import Cleaner

__all__ = ["clean_column"]

FrameT = TypeVar("FrameT")


def clean_column(frame: FrameT, column: Any, *, cleaner: Cleaner | None = None, into: Any = None) -> FrameT:
    """Return ``frame`` with the texts in ``column`` cleaned by ``cleaner``; its type, rows, index and order stay.

    The cleaned texts replace the column, or go to the column ``into``; they have the type of ``column``. Nulls stay
    null, and categories keep their order. A lazy Polars frame stays lazy and is cleaned in batches when the query
    runs; a Spark frame is cleaned in its workers.

    Raises ``BadRecord`` if the column is missing or does not hold text, ``MissingExtra`` without narwhals for a frame
    that is neither of pandas, Polars, PyArrow nor Spark.

    >>> import polars
    >>> frame = polars.DataFrame({"id": [1, 2], "title": ["Bruecken gr&uuml;&szlig;en", None]})
    >>> clean_column(frame, "title").to_dict(as_series=False)
    {'id': [1, 2], 'title': ['Brücken grüßen', None]}
    """
    chosen = cleaner or Cleaner()
    if spark.is_spark_frame(frame):
        return cast("FrameT", spark.clean_column(frame, column, cleaner=chosen, into=into))
    backend = backend_of(frame, "clean_column")
    need_column(backend, frame, column, "clean_column")
    return cast("FrameT", backend.with_cleaned(frame, column, chosen, column if into is None else into))
