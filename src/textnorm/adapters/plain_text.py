"""Plain text: one text a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from textnorm.adapters.lines import lines_of
from textnorm.adapters.records import Content, Layout, Progress, Record, Source

__all__ = ["TextWriter", "read_text"]

_COLUMN = "text"


def read_text(source: Source, progress: Progress) -> Content:
    """Read one record a line, with the line as its only field."""
    return Content(Layout(source.format, column=_COLUMN), _records(source, progress))


def _records(source: Source, progress: Progress) -> Iterator[Record]:
    for number, line in enumerate(lines_of(source, progress), start=1):
        body = line.removesuffix("\n").removesuffix("\r")
        yield Record(number, {_COLUMN: body}, body)


class TextWriter:
    """Writes the texts alone, one a line; a line end inside a text becomes a space."""

    def __init__(self, stream: IO[str], like: Layout | None, column: str) -> None:
        self._stream = stream
        self._column = column

    def write(self, record: Record) -> None:
        """Write one record."""
        text = record.fields[self._column] or ""
        self._stream.write(text.replace("\n", " ") + "\n")

    def close(self) -> None:
        """Nothing is pending."""
