"""The same cleaning and decoding on Spark, batch by batch in its workers. No algorithm of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from textnorm.errors import BadRecord

if TYPE_CHECKING:
    from textnorm.text.cleaner import Cleaner

__all__ = ["clean_column", "decode_column", "is_spark_frame"]


def is_spark_frame(frame: object) -> bool:
    """Whether ``frame`` is a Spark data frame; Spark is not imported for it."""
    kind = type(frame)
    return kind.__name__ == "DataFrame" and kind.__module__.startswith("pyspark.sql.")


def clean_column(frame: Any, column: str, *, cleaner: Cleaner | None = None, into: str | None = None) -> Any:
    """Return the Spark data frame with the texts in ``column`` cleaned; lazy, like everything in Spark.

    The column keeps its place, its type, its metadata and whether it may be null; so do all others. ``into`` names a
    new column for the clean texts. Every worker runs ``cleaner.many`` on Arrow batches, so textnorm and pyarrow must be
    installed there. Raises ``BadRecord`` if the column is missing or does not hold text.
    """
    from pyspark.sql.types import StringType, StructField

    from textnorm.text.cleaner import Cleaner

    before = _field(frame, column, StringType, "clean_column")
    name = column if into is None else into
    field = before if name == column else StructField(name, before.dataType, before.nullable)
    return _with_column(frame, column, field, (cleaner or Cleaner()).many)


def decode_column(frame: Any, column: str, *, into: str | None = None) -> Any:
    """Return the Spark data frame with the bytes in ``column`` decoded to text; every value is decided alone.

    Null stays null. Raises ``BadRecord`` if the column is missing or does not hold bytes.
    """
    from pyspark.sql.types import BinaryType, StringType, StructField

    _field(frame, column, BinaryType, "decode_column")
    return _with_column(frame, column, StructField(column if into is None else into, StringType(), True), _decoded)


def _decoded(column: Any) -> Any:
    import pyarrow

    from textnorm.text.decoding.decode import decode

    texts = [None if value is None else decode(value).text for value in column.to_pylist()]
    return pyarrow.array(texts, pyarrow.string())


def _with_column(frame: Any, column: str, field: Any, by: Callable[[Any], Any]) -> Any:
    """``frame`` with ``field``, in the place of its name if there is one: what ``by`` makes of ``column``."""
    from pyspark.sql.types import StructType

    fields = [one for one in frame.schema.fields if one.name != field.name]
    fields.insert(frame.columns.index(field.name) if field.name in frame.columns else len(fields), field)
    names = [one.name for one in fields]

    def batches_with(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow

        for batch in batches:
            columns = {name: batch.column(name) for name in batch.schema.names} | {field.name: by(batch.column(column))}
            yield pyarrow.RecordBatch.from_arrays([columns[name] for name in names], names=names)

    return frame.mapInArrow(batches_with, StructType(fields))


def _field(frame: Any, column: str, kind: type[Any], caller: str) -> Any:
    """The field of ``column``; raises ``BadRecord`` if there is none, or none of this ``kind``."""
    if column not in frame.columns:
        raise BadRecord(f"{caller}: no column {column!r}; columns: {', '.join(frame.columns)}")
    field = frame.schema[column]
    if not isinstance(field.dataType, kind):
        wanted = kind().simpleString()
        raise BadRecord(f"{caller}: column {column!r} holds {field.dataType.simpleString()}, expected {wanted}")
    return field
