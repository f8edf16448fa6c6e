"""Parquet, by pyarrow: read and written in batches of rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from textnorm.adapters.records import Content, Layout, Progress, Record, Source
from textnorm.errors import BadRecord, MissingExtra

__all__ = ["ParquetWriter", "read_parquet"]

_ROWS = 4_096


def _pyarrow_parquet() -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra.named("pyarrow", "parquet", "Reading and writing Parquet files") from None
    return pyarrow.parquet


def read_parquet(source: Source, progress: Progress) -> Content:
    """Read one record a row. Raises ``MissingExtra`` without pyarrow."""
    return Content(Layout(source.format), _records(source, progress, _pyarrow_parquet()))


def _records(source: Source, progress: Progress, parquet: Any) -> Iterator[Record]:
    import pyarrow

    with source.open() as stream:
        try:
            file = parquet.ParquetFile(stream)
        except (pyarrow.ArrowInvalid, OSError) as error:
            raise BadRecord(f"{source.name}: not a Parquet file: {error}") from None
        number = 0
        total = max(file.metadata.num_rows, 1)
        for batch in file.iter_batches(batch_size=_ROWS):
            for fields in batch.to_pylist():
                number += 1
                yield Record(number, fields)
            progress(source.size * number // total)


class ParquetWriter:
    """Writes a Parquet file with the schema of the first rows."""

    def __init__(self, stream: IO[bytes], like: Layout | None, column: str) -> None:
        self._parquet = _pyarrow_parquet()
        self._stream = stream
        self._rows: list[dict[str, Any]] = []
        self._writer: Any = None

    def write(self, record: Record) -> None:
        """Write one record."""
        self._rows.append(record.fields)
        if len(self._rows) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow

        try:
            schema = self._writer.schema if self._writer else None
            table = pyarrow.Table.from_pylist(self._rows, schema=schema)
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError) as error:
            raise BadRecord(f"records do not share one Parquet schema ({error}); write .jsonl instead") from None
        if self._writer is None:
            self._writer = self._parquet.ParquetWriter(self._stream, table.schema)
        self._writer.write_table(table)
        self._rows = []

    def close(self) -> None:
        """Write the last rows and the footer."""
        if self._rows or self._writer is None:
            self._flush()
        self._writer.close()
