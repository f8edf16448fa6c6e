"""Files of texts as streams of records with line numbers, in every format of the table.

A job that needs its input twice (once for the texts, once to write) reads it twice, so memory holds the texts, not
the records.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO

from textnorm.adapters.formats import FORMATS, format_of
from textnorm.adapters.records import Progress, Record, Rejection, Source
from textnorm.errors import BadRecord

__all__ = ["Reading", "open_source"]

_TEXT_COLUMNS = ("title", "headline", "text", "body")


@contextmanager
def open_source(
    name: str, *, format: str | None = None, rejected: Callable[[Rejection], None] | None = None
) -> Iterator[Source]:
    """Give the file ``name``, or standard input for ``-``, as a source of records.

    ``format`` is a key of ``FORMATS``; by default the suffix decides, and a file without one is text. Standard input
    is kept in a temporary file until the block ends.
    """
    if name != "-":
        yield _file(Path(name), name, format, rejected)
        return
    chosen = format_of(Path(), format, "text").name
    path = Path(_spooled(sys.stdin.buffer))
    try:
        yield Source(path, "<stdin>", chosen, path.stat().st_size, rejected)
    finally:
        path.unlink(missing_ok=True)


def _file(path: Path, name: str, format: str | None, rejected: Callable[[Rejection], None] | None) -> Source:
    if path.is_dir():
        raise BadRecord(f"{name}: is a folder; name a file in it")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise BadRecord(f"{name}: cannot be read: {error.strerror or error}") from None
    return Source(path, name, format_of(path, format, "text").name, size, rejected)


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


class Reading:
    """One pass over a source, which is opened once: its layout and its first record at once, the rest on demand.

    ``progress`` is called with the number of bytes read so far.
    """

    def __init__(self, source: Source, *, progress: Progress | None = None) -> None:
        self.source = source
        self.layout, records = FORMATS[source.format].read(source, progress or (lambda done: None))
        self.first = next(records, None)
        self._records = records if self.first is None else chain([self.first], records)

    def column(self, wanted: str | None) -> str:
        """Return ``wanted``, or the column that holds the texts if one has a usual name.

        Raises ``BadRecord``, with the columns that there are, if none has.
        """
        if self.layout.column is not None:
            return self.layout.column
        if wanted is not None:
            return wanted
        if self.first is None:
            return _TEXT_COLUMNS[0]
        columns = self.first.fields
        for candidate in _TEXT_COLUMNS:
            if candidate in columns:
                return candidate
        raise BadRecord(
            f"{self.source.name}:{self.first.line}: cannot tell which column holds the text; columns: "
            f"{', '.join(columns)}. Name it: --column {next(iter(columns), 'NAME')}"
        )

    def records(self) -> Iterator[Record]:
        """Yield the records in order. A bad one raises ``BadRecord``, or goes to ``rejected`` of the source."""
        return self._records

    def texts(self, column: str) -> Iterator[tuple[Record, str | None]]:
        """Yield every record with its text in ``column``; a record without a text there is a bad one."""
        for record in self._records:
            try:
                text = record.text(column, self.source.name)
            except BadRecord as error:
                raw = record.raw if record.raw is not None else json.dumps(record.fields, default=str)
                self.source.reject(record.line, raw, error)
            else:
                yield record, text
