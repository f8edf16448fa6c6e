"""Files of texts as streams of records that know their line numbers: JSON Lines, CSV, TSV, plain text, Parquet.

Input is read twice where a job needs it (once for the texts, once to write), so memory holds the
texts, not the records.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, cast

from textnorm.errors import BadRecord, MissingExtra, UnknownOption

__all__ = ["FORMATS", "Record", "Rejection", "Source", "file_format", "open_source", "pyarrow_parquet"]

FORMATS = ("jsonl", "csv", "tsv", "text", "parquet")

_SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".txt": "text",
    ".text": "text",
    ".parquet": "parquet",
    ".pq": "parquet",
}

_TEXT_COLUMNS = ("title", "headline", "text", "body")

_UTF_16_AND_32 = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_PARQUET_ROWS = 4_096


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its line (or row) number, its fields, and its line as it stood in the file where there is one."""

    line: int
    fields: dict[str, Any]
    raw: str | None = None

    def text(self, column: str, source: str) -> str | None:
        """Return the text in ``column``; null is None. Raises ``BadRecord`` for anything else."""
        value = self.value(column, source)
        if value is None or isinstance(value, str):
            return value
        kind = type(value).__name__
        raise BadRecord(f"{source}:{self.line} {column!r}: expected text, got {kind} ({_shortened(repr(value))})")

    def value(self, column: str, source: str) -> Any:
        """Return what is in ``column``. Raises ``BadRecord`` if there is no such column."""
        try:
            return self.fields[column]
        except KeyError:
            columns = ", ".join(map(str, self.fields)) or "none"
            raise BadRecord(f"{source}:{self.line}: no column {column!r}; there are: {columns}") from None

    def with_fields(self, /, **changes: Any) -> Record:
        """Return a copy with other or more fields; its line as it stood is forgotten."""
        return replace(self, fields={**self.fields, **changes}, raw=None)


@dataclass(frozen=True, slots=True)
class Source:
    """A file of records that can be read more than once.

    ``name`` is what messages call it, ``columns`` are those of the first record, ``size`` is in bytes.
    """

    path: Path
    name: str
    format: str
    temporary: bool = False
    size: int = 0
    rejected: Callable[[Rejection], None] | None = field(default=None, compare=False)

    def records(self, *, progress: Callable[[int], None] | None = None) -> Iterator[Record]:
        """Yield the records in order; ``progress`` is told the bytes read so far.

        A bad record raises ``BadRecord``, or goes to ``rejected`` where that is set.
        """
        return _READERS[self.format](self, progress or _no_progress)

    @property
    def delimiter(self) -> str:
        """What stands between the fields of a CSV or TSV file, so that the output can look like the input."""
        return _delimiter_of(next(_lines(self, _no_progress), ""), self.format)

    @property
    def header(self) -> list[str]:
        """The names of the columns of a CSV or TSV file."""
        return next(csv.reader(_lines(self, _no_progress), delimiter=self.delimiter), [])

    def column(self, wanted: str | None) -> str:
        """Return ``wanted``, or the column that holds the texts when there is an obvious one."""
        if self.format == "text":
            return "text"
        first = next(self.records(), None)
        if wanted is not None:
            return wanted
        if first is None:
            return _TEXT_COLUMNS[0]
        for candidate in _TEXT_COLUMNS:
            if candidate in first.fields:
                return candidate
        raise BadRecord(
            f"{self.name}:{first.line}: which column holds the text? There are: {', '.join(first.fields)}. "
            f"Say so with --column {next(iter(first.fields), 'NAME')}"
        )

    def texts(
        self, column: str, *, progress: Callable[[int], None] | None = None
    ) -> Iterator[tuple[Record, str | None]]:
        """Yield every record with its text in ``column``; one whose text is no text is bad like any other."""
        for record in self.records(progress=progress):
            try:
                text = record.text(column, self.name)
            except BadRecord as error:
                self.reject(
                    record.line, record.raw if record.raw is not None else json.dumps(record.fields, default=str), error
                )
            else:
                yield record, text

    def reject(self, line: int, raw: str, error: BadRecord) -> None:
        """Hand a bad record to ``rejected``, or raise its error."""
        if self.rejected is None:
            raise error
        self.rejected(Rejection(line, raw, str(error)))


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that could not be used: where it stood, what stood there, and what was wrong."""

    line: int
    raw: str
    error: str


def _no_progress(_: int) -> None:
    pass


def _shortened(value: str, limit: int = 60) -> str:
    return value if len(value) <= limit else f"{value[: limit - 1]}…"


def file_format(path: Path, wanted: str | None, default: str) -> str:
    """Return the format of ``path``: ``wanted``, or what the suffix says, or ``default``."""
    if wanted is not None:
        if wanted not in FORMATS:
            raise UnknownOption.among("format", wanted, FORMATS)
        return wanted
    suffixes = [suffix for suffix in path.suffixes if suffix != ".gz"]
    return _SUFFIXES.get(suffixes[-1].lower(), default) if suffixes else default


def open_source(name: str, *, format: str | None = None, rejected: Callable[[Rejection], None] | None = None) -> Source:
    """Open the file ``name``, or standard input for ``-``, as a source of records.

    ``format`` is one of ``FORMATS``; by default the suffix decides, and text (one text a line) is the rest.
    """
    if name == "-":
        path = Path(_spooled(sys.stdin.buffer))
        return Source(path, "<stdin>", file_format(Path(), format, "text"), True, path.stat().st_size, rejected)
    path = Path(name)
    if path.is_dir():
        raise BadRecord(f"{name}: is a folder; name a file in it")
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        raise BadRecord(f"{name}: cannot be read: {error.strerror or error}") from None
    return Source(path, name, file_format(path, format, "text"), False, size, rejected)


def _spooled(stream: IO[bytes]) -> str:
    """Copy a stream that can be read only once into a temporary file."""
    descriptor, name = tempfile.mkstemp(prefix="textnorm-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(stream, file)
    except BaseException:  # an interrupt, too, leaves nothing behind
        Path(name).unlink()
        raise
    return name


@contextmanager
def _binary(source: Source) -> Iterator[IO[bytes]]:
    if source.path.suffix == ".gz":
        try:
            with gzip.open(source.path, "rb") as unpacked:
                yield cast("IO[bytes]", unpacked)
        except (gzip.BadGzipFile, EOFError) as error:
            raise BadRecord(f"{source.name}: not a whole gzip file: {error}") from None
    else:
        with source.path.open("rb") as stream:
            yield stream


def _lines(source: Source, progress: Callable[[int], None]) -> Iterator[str]:
    """Yield the lines with their ends. Each line is UTF-8, or is decoded by itself where it is not."""
    with _binary(source) as stream:
        start = stream.read(4)
        wide = next((encoding for mark, encoding in _UTF_16_AND_32 if start.startswith(mark)), None)
        stream.seek(0)
        if wide is not None:
            with io.TextIOWrapper(stream, encoding=wide, errors="replace", newline="") as lines:
                yield from lines
            return
        if start.startswith(codecs.BOM_UTF8):
            stream.seek(len(codecs.BOM_UTF8))
        done = 0
        for number, data in enumerate(stream):
            try:
                line = data.decode("utf-8")
            except UnicodeDecodeError:
                line = _decoded(data)
            yield line
            done += len(data)
            if number % 256 == 0:
                progress(done)
        progress(done)


def _delimiter_of(header: str, format: str) -> str:
    """The delimiter of the format's name wherever the header has it, else the one that the header uses most."""
    named = "\t" if format == "tsv" else ","
    return named if named in header else max(named + ",\t;|", key=header.count)


def _decoded(data: bytes) -> str:
    from textnorm.text.encoding.decode import decode

    return decode(data).text


def _read_text(source: Source, progress: Callable[[int], None]) -> Iterator[Record]:
    for number, line in enumerate(_lines(source, progress), start=1):
        body = line.removesuffix("\n").removesuffix("\r")
        yield Record(number, {"text": body}, body)


def _read_jsonl(source: Source, progress: Callable[[int], None]) -> Iterator[Record]:
    for number, line in enumerate(_lines(source, progress), start=1):
        body = line.strip()
        if not body:
            continue
        try:
            value = json.loads(body)
        except (ValueError, RecursionError) as error:
            problem = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            place = f"{source.name}:{number}"
            if isinstance(error, json.JSONDecodeError):
                place += f":{error.pos + 1}"
            hint = " The file is one JSON array, not JSON Lines (one object a line)." if body[0] == "[" else ""
            bad = BadRecord(f"{place}: not JSON ({problem}): {_shortened(body)}{hint}")
            source.reject(number, body, bad)
            continue
        if not isinstance(value, dict):
            kind = {list: "array", str: "string", type(None): "null"}.get(type(value), type(value).__name__)
            bad = BadRecord(f"{source.name}:{number}: expected a JSON object, got {kind}: {_shortened(body)}")
            source.reject(number, body, bad)
            continue
        yield Record(number, value, body)


def _read_delimited(source: Source, progress: Callable[[int], None]) -> Iterator[Record]:
    csv.field_size_limit(2**31 - 1)
    lines = _lines(source, progress)
    header_line = next(lines, None)
    if header_line is None:
        return
    delimiter = _delimiter_of(header_line, source.format)
    rows = csv.reader(_chained(header_line, lines), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    previous = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            source.reject(rows.line_num, "", BadRecord(f"{source.name}:{rows.line_num}: not {source.format}: {error}"))
            continue
        line, previous = previous + 1, rows.line_num
        if header is None:
            header = row
            if len(set(header)) < len(header):
                twice = next(name for name in header if header.count(name) > 1)
                raise BadRecord(f"{source.name}:1: two columns are called {twice!r}; rename one")
        elif not row:
            continue
        elif len(row) != len(header):
            problem = f"{len(row)} fields, but the header has {len(header)}"
            source.reject(line, delimiter.join(row), BadRecord(f"{source.name}:{line}: {problem}"))
        else:
            yield Record(line, dict(zip(header, row, strict=True)))


def _chained(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def pyarrow_parquet() -> Any:
    """Return ``pyarrow.parquet``, or raise the error that says how to get it."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra.named("pyarrow", "parquet", "Reading and writing Parquet files") from None
    return pyarrow.parquet


def _read_parquet(source: Source, progress: Callable[[int], None]) -> Iterator[Record]:
    parquet = pyarrow_parquet()
    import pyarrow

    try:
        file = parquet.ParquetFile(source.path)
    except (pyarrow.ArrowInvalid, OSError) as error:
        raise BadRecord(f"{source.name}: not a Parquet file: {error}") from None
    with file:
        number = 0
        total = max(file.metadata.num_rows, 1)
        for batch in file.iter_batches(batch_size=_PARQUET_ROWS):
            for fields in batch.to_pylist():
                number += 1
                yield Record(number, fields)
            progress(source.size * number // total)


_READERS: dict[str, Callable[[Source, Callable[[int], None]], Iterator[Record]]] = {
    "jsonl": _read_jsonl,
    "csv": _read_delimited,
    "tsv": _read_delimited,
    "text": _read_text,
    "parquet": _read_parquet,
}
