"""The same cleaning on Spark, batch by batch in its workers. No algorithm of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from textnorm.errors import BadRecord

if TYPE_CHECKING:
    from textnorm.text.cleaner import Cleaner

__all__ = ["clean_spark_column", "is_spark_frame"]


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

    if column not in frame.columns:
        raise BadRecord(f"clean_column: no column {column!r}; columns: {', '.join(frame.columns)}")
    before = frame.schema[column]
    kind = before.dataType
    if not isinstance(kind, StringType):
        raise BadRecord(f"clean_column: column {column!r} holds {kind.simpleString()}, expected string")
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
