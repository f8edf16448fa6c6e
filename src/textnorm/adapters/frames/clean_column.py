"""Clean a column of a data frame: pandas, Polars, PyArrow and whatever else narwhals knows, and Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textnorm.adapters.engines.spark import clean_spark_column, is_spark_frame
from textnorm.errors import BadRecord, MissingExtra
from textnorm.text.cleaner import Cleaner
from textnorm.values import is_missing

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
        from narwhals.exceptions import DuplicateError
    except ImportError:
        raise MissingExtra.named("narwhals", "frames", "clean_column") from None

    try:
        data = nw.from_native(frame, eager_only=True)
    except DuplicateError as error:
        raise BadRecord(f"clean_column: two columns have one name: {error}".partition("\n")[0]) from None
    except TypeError:
        kind = f"{type(frame).__module__.partition('.')[0]} {type(frame).__name__}"
        raise BadRecord(f"clean_column: expected a data frame in memory, got {kind}; collect it first") from None
    if column not in data.columns:
        raise BadRecord(f"clean_column: no column {column!r}; columns: {', '.join(map(str, data.columns))}")
    values = data.get_column(column).to_list()
    cleaned = chosen.many([_text(value, column, row) for row, value in enumerate(values)])
    name = column if into is None else into
    if data.implementation.is_pandas():
        return cast("IntoDataFrameT", _with_pandas_column(frame, column, values, cleaned, name))
    series = nw.new_series(name, cleaned, nw.String, backend=data.implementation)
    return data.with_columns(series).to_native()


def _with_pandas_column(frame: Any, column: Any, values: list[Any], cleaned: list[str | None], name: Any) -> Any:
    """``frame`` with the column ``name``, in the type of ``column``: pandas has many for text."""
    before = frame[column]
    objects = [value if text is None else text for value, text in zip(values, cleaned, strict=True)]
    kind = "category" if str(before.dtype) == "category" else before.dtype
    changed = frame.copy(deep=False)
    changed[name] = type(before)(objects, index=before.index, dtype=kind)
    return changed


def _text(value: Any, column: Any, row: int) -> str | None:
    if isinstance(value, str):
        return value
    if is_missing(value):
        return None
    raise BadRecord(f"row {row} {column!r}: expected text, got {type(value).__name__} ({value!r:.60})")
