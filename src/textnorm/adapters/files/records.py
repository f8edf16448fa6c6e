"""What readers and writers of every format exchange: records, the file they come from, the layout it has."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, NamedTuple, Protocol

from textnorm.errors import BadRecord, TextnormError

__all__ = [
    "BUFFER",
    "Content",
    "Layout",
    "Output",
    "Progress",
    "Record",
    "Rejection",
    "Source",
    "Writer",
    "identity",
    "leaves",
    "shortened",
]

Progress = Callable[[int], None]

BUFFER = 1 << 18  # bytes that are read from a file at a time
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Record(NamedTuple):
    """One record: its line (or row) number, its fields as they were read, and what has been changed since.

    ``raw`` is the record as it stands in its file, with its line end, where it stands in one.
    """

    line: int
    original: Mapping[str, Any]
    raw: str | None = None
    changed: Mapping[str, Any] = _NOTHING

    @property
    def fields(self) -> Mapping[str, Any]:
        """All fields, with their changes."""
        if not self.changed:
            return self.original
        fields = dict(self.original)
        for name, value in self.changed.items():
            if name in self.original or not _is_inside(self.original, name):
                fields[name] = value
            else:
                outer, _, inner = name.partition(".")
                fields[outer] = _with_inside(fields[outer], inner, value)
        return fields

    @property
    def shown(self) -> str:
        """The record as it stands in the file, or as JSON where the file is no text."""
        raw = self.raw if self.raw is not None else json.dumps(dict(self.fields), default=str)
        return raw.rstrip("\r\n")

    def text(self, column: str, source: str) -> str | None:
        """Return the text in ``column``; null is None. Raises ``BadRecord`` for anything else."""
        value = self.value(column, source)
        if value is None or isinstance(value, str):
            return value
        kind = type(value).__name__
        inside = next((path for path, _ in leaves(value, f"{column}.")), None) if isinstance(value, Mapping) else None
        hint = f"; name a field of it: --column {shlex.quote(inside)}" if inside else ""
        raise BadRecord(f"{source}:{self.line} {column!r}: expected text, got {kind} ({shortened(repr(value))}){hint}")

    def value(self, column: str, source: str) -> Any:
        """Return what is in ``column``; ``article.title`` is a field of an object inside.

        Raises ``BadRecord`` if there is no such column.
        """
        if column in self.changed:
            return self.changed[column]
        try:
            return self.original[column]
        except KeyError:
            if _is_inside(self.original, column):
                return _inside(self.original, column)
        names = list(map(str, self.fields))
        columns = shortened(", ".join(names) or "none", 200)
        close = get_close_matches(column, _paths(self.fields), n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise BadRecord(f"{source}:{self.line}: no column {column!r}; columns: {columns}{hint}")

    def has(self, column: str) -> bool:
        """Whether there is such a column, at the top or inside an object."""
        return column in self.original or _is_inside(self.original, column)

    def with_fields(self, /, **changes: Any) -> Record:
        """Return a copy with changed or additional fields. Everything else stays, byte for byte."""
        return Record(self.line, self.original, self.raw, {**self.changed, **changes})


def leaves(fields: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a record, those of objects inside as well, each with its path."""
    for name in fields:
        value = fields[name]
        if isinstance(value, str):
            yield f"{above}{name}", value
        elif isinstance(value, Mapping):
            yield from leaves(value, f"{above}{name}.")


def _paths(fields: Mapping[str, Any]) -> list[str]:
    """What a column may be called: the fields that are no objects, and the texts inside the others."""
    plain = [str(name) for name, value in fields.items() if not isinstance(value, Mapping)]
    return list(dict.fromkeys([*plain, *(path for path, _ in leaves(fields))]))


def _is_inside(fields: Any, path: str) -> bool:
    """Whether ``path``, such as ``article.title``, leads to a field of an object inside."""
    outer, dot, inner = path.partition(".")
    if not dot or not isinstance(fields, Mapping) or outer not in fields:
        return False
    inside = fields[outer]
    return inside is None or (isinstance(inside, Mapping) and (inner in inside or _is_inside(inside, inner)))


def _inside(fields: Mapping[str, Any], path: str) -> Any:
    outer, _, inner = path.partition(".")
    inside = fields[outer]
    if inside is None:  # an object that is null has nothing but nulls
        return None
    return inside[inner] if inner in inside else _inside(inside, inner)


def _with_inside(fields: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of ``fields`` with another value at ``path``."""
    if path in fields:
        return {**fields, path: value}
    outer, _, inner = path.partition(".")
    return {**fields, outer: _with_inside(fields[outer], inner, value)}


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that could not be used: its line, its text as it stood there, and the error."""

    line: int
    raw: str
    error: str


def identity(status: os.stat_result) -> tuple[int, int, int, int]:
    """What tells whether a file is still the same: where it is, its size and its time."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


@dataclass(frozen=True, slots=True)
class Source:
    """A file of records that can be read more than once.

    ``name`` is how messages refer to it, ``format`` a key of the table of formats, ``size`` is in bytes. Bad records
    go to ``rejected``; without it, the first one raises ``BadRecord``. ``encoding`` and ``delimiter`` are found where
    they are not given. ``known`` is the identity that the file must keep; ``spool`` holds the bytes of a pipe.
    ``reported`` is not empty once it has been said which encoding was found. ``guess`` says what the input was taken
    for, if its first bytes alone decided. ``whole`` text is one record, not one a line. ``headed`` says whether the
    first row of CSV has the names of the columns. ``refused`` has the lines of the records that an earlier pass
    refused: they are passed over, and all others are known to be good.
    """

    path: Path
    name: str
    format: str
    size: int = 0
    rejected: Callable[[Rejection], None] | None = field(default=None, compare=False)
    encoding: str | None = None
    delimiter: str | None = None
    known: tuple[int, int, int, int] | None = None
    spool: IO[bytes] | None = field(default=None, compare=False)
    opened: list[IO[bytes]] = field(default_factory=list, compare=False)
    reported: list[bool] = field(default_factory=list, compare=False)
    guess: str = ""
    whole: bool = False
    headed: bool = True
    refused: frozenset[int] | None = None

    def rejecting(self, rejected: Callable[[Rejection], None] | None) -> Source:
        """The same file, whose bad records go to ``rejected``."""
        return replace(self, rejected=rejected)

    def open(self) -> IO[bytes]:
        """Open the file, at its beginning. The first time, that is the stream by which its format was found."""
        if self.spool is not None:
            self.spool.seek(0)
            return os.fdopen(os.dup(self.spool.fileno()), "rb")
        if self.opened:
            return self.opened.pop()
        try:
            stream = self.path.open("rb", BUFFER)
        except OSError as error:
            raise BadRecord(f"{self.name}: cannot be read: {error.strerror or error}") from None
        if self.known is not None and identity(os.fstat(stream.fileno())) != self.known:
            stream.close()
            raise self._changed()
        return stream

    def closed(self) -> Source:
        """The same file without the stream by which its format was found; a file that is not a pipe opens again."""
        return replace(self, opened=[])

    def check_unchanged(self) -> None:
        """Raise ``BadRecord`` if somebody has written to the file, or replaced it, since it was opened first."""
        if self.known is None:
            return
        try:
            now = identity(self.path.stat())
        except OSError:
            raise self._changed() from None
        if now != self.known:
            raise self._changed()

    def _changed(self) -> BadRecord:
        return BadRecord(f"{self.name}: changed while it was read, nothing was written; run again on a file at rest")

    def reject(self, line: int, raw: str, error: TextnormError) -> None:
        """Hand a bad record to ``rejected``, or raise its error."""
        if self.rejected is None:
            raise error
        self.rejected(Rejection(line, raw, str(error)))


class Layout(NamedTuple):
    """What the output needs to look like its source.

    ``mark`` says whether the file begins with a byte order mark, ``end`` is its line end. ``delimiter``, ``header``
    and ``header_raw`` are those of a CSV or TSV file; without a row for the header (``headed``), the names are numbers.
    ``column`` is the only column of a plain text file; ``schema`` and ``storage`` are those of a file of Arrow columns.
    ``whole`` says that a text is one record.
    """

    format: str
    delimiter: str = ","
    header: tuple[str, ...] = ()
    column: str | None = None
    mark: bool = False
    end: str = "\n"
    header_raw: str = ""
    headed: bool = True
    schema: Any = None
    storage: Mapping[str, Any] = _NOTHING
    whole: bool = False


class Output(NamedTuple):
    """What a writer needs to know besides its stream.

    ``like`` is the layout of the source if that has the same format, ``source`` the format of the source in any case,
    ``column`` the one that holds the texts. ``added`` has the types of the columns that records get, for Arrow.
    """

    like: Layout | None = None
    source: str = ""
    column: str = "text"
    escape_formulas: bool = False
    added: Mapping[str, str] = _NOTHING


class Content(NamedTuple):
    """What a reader returns: the layout, known at once, and the records, read on demand."""

    layout: Layout
    records: Iterator[Record]


class Writer(Protocol):
    """Writes records in one format; each format has its own.

    ``close`` writes what is still pending; the stream is closed by its owner.
    """

    def write(self, record: Record) -> None:
        """Write one record."""

    def write_all(self, records: Iterable[Record]) -> None:
        """Write many records."""
        for record in records:
            self.write(record)

    def close(self) -> None:
        """Write what is still pending."""


def shortened(value: str, limit: int = 60) -> str:
    """Return ``value`` for a message, at most ``limit`` characters long.

    >>> shortened("Donaudampfschifffahrt", 8)
    'Donauda…'
    """
    return value if len(value) <= limit else f"{value[: limit - 1]}…"
