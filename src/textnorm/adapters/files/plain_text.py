"""Plain text: one text a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from textnorm.adapters.files.lines import body_of, lines_of
from textnorm.adapters.files.records import Content, Layout, Output, Progress, Record, Source

__all__ = ["TextWriter", "read_text"]

_COLUMN = "text"


def read_text(source: Source, progress: Progress) -> Content:
    """Read one record a line, with the line as its only field."""
    mark, end, lines = lines_of(source, progress)
    return Content(Layout(source.format, column=_COLUMN, mark=mark, end=end), _records(lines))


def _records(lines: Iterator[str]) -> Iterator[Record]:
    for number, line in enumerate(lines, start=1):
        yield Record(number, {_COLUMN: body_of(line)}, line)


class TextWriter:
    """Writes the texts alone, one a line; a line end inside a text becomes a space.

    The lines of a text file keep their ends.
    """

    def __init__(self, stream: IO[str], output: Output) -> None:
        self._stream = stream
        self._column = output.column
        self._keeps_ends = output.like is not None
        self._end = output.like.end if output.like else "\n"
        self._pending = ""

    def write(self, record: Record) -> None:
        """Write one record."""
        if self._keeps_ends and record.raw is not None:
            body = body_of(record.raw)
            end = record.raw[len(body) :]
            text = str(record.changed.get(self._column) or "") if self._column in record.changed else body
            if text != body:
                text = _one_line(text)
        else:
            text, end = _one_line(record.fields[self._column] or ""), self._end
        self._stream.write(self._pending + text + end)
        self._pending = "" if end else self._end

    def close(self) -> None:
        """Nothing is pending: the last line of a file may have no end."""


def _one_line(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
