"""The same cleaning on Spark, batch by batch in its workers. No algorithm of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from textnorm.errors import BadRecord

if TYPE_CHECKING:
    from textnorm.text.cleaner import Cleaner

__all__ = ["clean_column", "clean_spark_column", "decode_column", "is_spark_frame"]


def is_spark_frame(frame: object) -> bool:
    """Whether ``frame`` is a Spark data frame; Spark is not imported for it."""
    kind = type(frame)
    return kind.__name__ == "DataFrame" and kind.__module__.startswith("pyspark.sql.")


def clean_spark_column(frame: Any, column: str, *, cleaner: Cleaner, into: str | None = None) -> Any:
    """Return the Spark data frame with the texts in ``column`` cleaned; lazy, like everything in Spark.

    The column keeps its place, its type, its metadata and whether it may be null; so do all others. Every worker runs
    ``cleaner.many`` on Arrow batches, so textnorm and pyarrow must be installed there.
    Raises ``BadRecord`` if the column is missing or does not hold text.
    """
    from pyspark.sql.types import StringType, StructField, StructType

    before = _field(frame, column, StringType, "clean_column")
    kind = before.dataType
    name = column if into is None else into
    fields = [field for field in frame.schema.fields if field.name != name]
    place = frame.columns.index(name) if name in frame.columns else len(fields)
    fields.insert(place, before if name == column else StructField(name, kind, before.nullable))

    def clean_batches(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow

        for batch in batches:
            cleaned = cleaner.many(batch.column(column))
            columns = {field: batch.column(field) for field in batch.schema.names} | {name: cleaned}
            yield pyarrow.RecordBatch.from_arrays(
                [columns[field.name] for field in fields], names=[field.name for field in fields]
            )

    return frame.mapInArrow(clean_batches, StructType(fields))


def clean_column(frame: Any, column: str, *, cleaner: Cleaner | None = None, into: str | None = None) -> Any:
    """Return the Spark data frame with the texts in ``column`` cleaned; ``into`` names a new column for them.

    The same as ``textnorm.clean_column``, which takes frames of other libraries as well.
    """
    from textnorm.text.cleaner import Cleaner

    return clean_spark_column(frame, column, cleaner=cleaner or Cleaner(), into=into)


def decode_column(frame: Any, column: str, *, into: str | None = None) -> Any:
    """Return the Spark data frame with the bytes in ``column`` decoded to text; every value is decided alone.

    Null stays null. Raises ``BadRecord`` if the column is missing or does not hold bytes.
    """
    from pyspark.sql.types import BinaryType, StringType, StructField, StructType

    _field(frame, column, BinaryType, "decode_column")
    name = column if into is None else into
    fields = [field for field in frame.schema.fields if field.name != name]
    place = frame.columns.index(name) if name in frame.columns else len(fields)
    fields.insert(place, StructField(name, StringType(), True))

    def decode_batches(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow

        from textnorm.text.decoding.decode import decode

        for batch in batches:
            values = batch.column(column).to_pylist()
            texts = pyarrow.array([None if value is None else decode(value).text for value in values], pyarrow.string())
            columns = {field: batch.column(field) for field in batch.schema.names} | {name: texts}
            yield pyarrow.RecordBatch.from_arrays(
                [columns[field.name] for field in fields], names=[field.name for field in fields]
            )

    return frame.mapInArrow(decode_batches, StructType(fields))


def _field(frame: Any, column: str, kind: type[Any], caller: str) -> Any:
    """The field of ``column``; raises ``BadRecord`` if there is none, or none of this ``kind``."""
    if column not in frame.columns:
        raise BadRecord(f"{caller}: no column {column!r}; columns: {', '.join(frame.columns)}")
    field = frame.schema[column]
    if not isinstance(field.dataType, kind):
        wanted = kind().simpleString()
        raise BadRecord(f"{caller}: column {column!r} holds {field.dataType.simpleString()}, expected {wanted}")
    return field
