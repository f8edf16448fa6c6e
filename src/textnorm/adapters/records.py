"""What readers and writers of every format exchange: records, the file they come from, the layout it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from textnorm.errors import BadRecord

__all__ = ["Content", "Layout", "Progress", "Record", "Rejection", "Source", "Writer", "shortened"]

Progress = Callable[[int], None]


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
        raise BadRecord(f"{source}:{self.line} {column!r}: expected text, got {kind} ({shortened(repr(value))})")

    def value(self, column: str, source: str) -> Any:
        """Return what is in ``column``. Raises ``BadRecord`` if there is no such column."""
        try:
            return self.fields[column]
        except KeyError:
            columns = ", ".join(map(str, self.fields)) or "none"
            raise BadRecord(f"{source}:{self.line}: no column {column!r}; columns: {columns}") from None

    def with_fields(self, /, **changes: Any) -> Record:
        """Return a copy with changed or additional fields; its line as it stood is dropped."""
        return replace(self, fields={**self.fields, **changes}, raw=None)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that could not be used: its line, its text as it stood there, and the error."""

    line: int
    raw: str
    error: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file of records that can be read more than once.

    ``name`` is how messages refer to it, ``format`` a key of the table of formats, ``size`` is in bytes. Bad records
    go to ``rejected``; without it, the first one raises ``BadRecord``.
    """

    path: Path
    name: str
    format: str
    size: int = 0
    rejected: Callable[[Rejection], None] | None = field(default=None, compare=False)

    def open(self) -> IO[bytes]:
        """Open the file. This is the only place that does."""
        try:
            return self.path.open("rb")
        except OSError as error:
            raise BadRecord(f"{self.name}: cannot be read: {error.strerror or error}") from None

    def reject(self, line: int, raw: str, error: BadRecord) -> None:
        """Hand a bad record to ``rejected``, or raise its error."""
        if self.rejected is None:
            raise error
        self.rejected(Rejection(line, raw, str(error)))


class Layout(NamedTuple):
    """What the output needs to look like its source.

    ``delimiter`` and ``header`` are those of a CSV or TSV file; ``column`` is the only column of a plain text file.
    """

    format: str
    delimiter: str = ","
    header: tuple[str, ...] = ()
    column: str | None = None


class Content(NamedTuple):
    """What a reader returns: the layout, known at once, and the records, read on demand."""

    layout: Layout
    records: Iterator[Record]


class Writer(Protocol):
    """Writes records in one format. ``close`` writes what is still pending; the stream is closed by its owner."""

    def write(self, record: Record) -> None:
        """Write one record."""

    def close(self) -> None:
        """Write what is still pending."""


def shortened(value: str, limit: int = 60) -> str:
    """Return ``value`` for a message, at most ``limit`` characters long.

    >>> shortened("Donaudampfschifffahrt", 8)
    'Donauda…'
    """
    return value if len(value) <= limit else f"{value[: limit - 1]}…"
