"""Clean a column of a data frame: pandas, Polars, PyArrow and whatever else narwhals knows, and Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textnorm.adapters.spark import clean_spark_column, is_spark_frame
from textnorm.errors import BadRecord, MissingExtra
from textnorm.text.cleaner import Cleaner

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrameT

__all__ = ["clean_column"]


def clean_column(
    frame: IntoDataFrameT, column: str, *, cleaner: Cleaner | None = None, into: str | None = None
) -> IntoDataFrameT:
    """Return ``frame`` with the texts in ``column`` cleaned by ``cleaner``; its type, rows, index and order stay.

    The cleaned texts replace the column, or go to the column ``into``. Nulls stay null. A Spark frame
    is cleaned in its workers, when Spark runs; collect any other lazy frame first.

    Raises ``BadRecord`` if the column is missing or does not hold text, ``MissingExtra`` without narwhals.

    >>> import polars
    >>> frame = polars.DataFrame({"id": [1, 2], "title": ["Bruecken gr&uuml;&szlig;en", None]})
    >>> clean_column(frame, "title").to_dict(as_series=False)
    {'id': [1, 2], 'title': ['Brücken grüßen', None]}
    """
    chosen = cleaner or Cleaner()
    if is_spark_frame(frame):
        return cast("IntoDataFrameT", clean_spark_column(frame, column, cleaner=chosen, into=into))
    try:
        import narwhals as nw
    except ImportError:
        raise MissingExtra.named("narwhals", "frames", "clean_column") from None

    try:
        data = nw.from_native(frame, eager_only=True)
    except TypeError:
        kind = f"{type(frame).__module__.partition('.')[0]} {type(frame).__name__}"
        raise BadRecord(f"clean_column: expected a data frame in memory, got {kind}; collect it first") from None
    if column not in data.columns:
        raise BadRecord(f"clean_column: no column {column!r}; columns: {', '.join(data.columns)}")
    texts = [_text(value, column, row) for row, value in enumerate(data[column].to_list())]
    cleaned = chosen.many(texts)
    name = column if into is None else into
    series = nw.new_series(name, cleaned, nw.String, backend=data.implementation)
    return data.with_columns(series).to_native()


def _text(value: Any, column: str, row: int) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if value != value:  # NaN, pandas' older null
        return None
    raise BadRecord(f"row {row} {column!r}: expected text, got {type(value).__name__} ({value!r:.60})")
