"""Write records to files: each is written beside its target and renamed when it is whole.

No half-written file ever replaces a good one, and a file that cannot be finished leaves nothing behind.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from textnorm.adapters.readers import Record, Source, file_format, pyarrow_parquet
from textnorm.errors import BadRecord, UnknownOption

__all__ = ["Writer", "beside", "dumps", "open_writer"]

_PARQUET_ROWS = 4_096


class Writer(Protocol):
    """Takes records; the file appears under its name when all are written."""

    def write(self, record: Record) -> None:
        """Write one record."""


def dumps(fields: dict[str, Any]) -> str:
    """Return ``fields`` as one line of JSON that UTF-8 can carry."""
    line = json.dumps(fields, ensure_ascii=False, default=str)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate: JSON can carry it escaped, UTF-8 cannot
        return json.dumps(fields, default=str)
    return line


class _JsonLines:
    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, record: Record) -> None:
        raw = record.raw
        if raw is None or not raw.startswith("{"):
            raw = dumps(record.fields)
        self._stream.write(raw + "\n")


class _Delimited:
    def __init__(self, stream: IO[str], delimiter: str, like: Source | None = None) -> None:
        self._like = like
        self._writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        self._header: list[str] | None = None

    def write(self, record: Record) -> None:
        if self._header is None:
            self._header = list(record.fields)
            self._writer.writerow(self._header)
        if extra := [name for name in record.fields if name not in self._header]:
            raise BadRecord(f"line {record.line}: column {extra[0]!r} is not in the first record; write .jsonl instead")
        self._writer.writerow([_cell(record.fields.get(name)) for name in self._header])

    def close(self) -> None:
        """Without a record, the header of the source is all there is to write."""
        if self._header is None and self._like is not None and (header := self._like.header):
            self._writer.writerow(header)


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else value


class _Text:
    def __init__(self, stream: IO[str], column: str) -> None:
        self._stream = stream
        self._column = column

    def write(self, record: Record) -> None:
        text = record.fields[self._column] or ""
        self._stream.write(text.replace("\n", " ") + "\n")


class _Parquet:
    def __init__(self, path: Path) -> None:
        self._parquet = pyarrow_parquet()
        self._path = path
        self._rows: list[dict[str, Any]] = []
        self._writer: Any = None

    def write(self, record: Record) -> None:
        self._rows.append(record.fields)
        if len(self._rows) >= _PARQUET_ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow

        try:
            schema = self._writer.schema if self._writer else None
            table = pyarrow.Table.from_pylist(self._rows, schema=schema)
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError) as error:
            raise BadRecord(f"records do not share one Parquet schema ({error}); write .jsonl instead") from None
        if self._writer is None:
            self._writer = self._parquet.ParquetWriter(self._path, table.schema)
        self._writer.write_table(table)
        self._rows = []

    def close(self) -> None:
        if self._rows or self._writer is None:
            self._flush()
        self._writer.close()


@contextmanager
def open_writer(name: str | None, *, like: Source | None = None, column: str = "text") -> Iterator[Writer]:
    """Open ``name`` for writing records; None or ``-`` is standard output.

    The suffix decides on the format; where it says nothing, the output looks ``like`` the source, or is JSON Lines.
    ``column`` is the one that a text file holds.
    """
    default = like.format if like else "jsonl"
    if name is None or name == "-":
        chosen = default
        if chosen == "parquet":
            raise UnknownOption("Parquet cannot go to standard output: name a file with --output FILE.parquet")
        stream = io.TextIOWrapper(
            sys.stdout.buffer, encoding="utf-8", errors="replace", newline="", write_through=False
        )
        try:
            writer = _text_writer(stream, chosen, column, like)
            yield writer
            _close(writer)
        finally:
            stream.flush()
            stream.detach()
        return
    path = Path(name)
    chosen = file_format(path, None, default)
    with beside(path) as temporary:
        if chosen == "parquet":
            parquet = _Parquet(temporary)
            yield parquet
            parquet.close()
            return
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(temporary, "wt", encoding="utf-8", errors="replace", newline="") as stream:
            writer = _text_writer(stream, chosen, column, like)
            yield writer
            _close(writer)


def _close(writer: Writer) -> None:
    if isinstance(writer, _Delimited):
        writer.close()


def _text_writer(stream: IO[str], format: str, column: str, like: Source | None) -> Writer:
    if format == "jsonl":
        return _JsonLines(stream)
    if format == "text":
        return _Text(stream, column)
    if like is not None and like.format == format:
        return _Delimited(stream, like.delimiter, like)
    return _Delimited(stream, "\t" if format == "tsv" else ",")


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a temporary path that becomes ``path`` when the block ends well, and vanishes when it does not.

    A device or a pipe is given itself: it must never be replaced by a file. A link stays, its target changes.
    """
    if path.is_dir():
        raise BadRecord(f"{path}: is a folder; name a file in it")
    if path.exists() and not path.is_file():
        yield path
        return
    path = path.resolve()
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise BadRecord(f"{path}: cannot be written: {error.strerror or error}") from None
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
