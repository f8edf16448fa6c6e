"""Plain text: one text a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import IO

from textnorm.adapters.files.lines import body_of, lines_of
from textnorm.adapters.files.records import Content, Layout, Output, Progress, Record, Source, Writer

__all__ = ["TextWriter", "read_text"]

_COLUMN = "text"
_ENDS = re.compile(r"\r\n|\r|\n")


def read_text(source: Source, progress: Progress) -> Content:
    """Read one record a line, with the line as its only field; of a ``whole`` source, one record with its name."""
    mark, end, lines = lines_of(source, progress)
    if source.whole:
        raw = "".join(lines)
        layout = Layout(source.format, column=_COLUMN, mark=mark, end=end, whole=True)
        text = _ENDS.sub("\n", raw.rstrip("\r\n"))  # line ends at the end of a file are no part of the text
        return Content(layout, iter([Record(1, {"file": source.name, _COLUMN: text}, raw)] if raw else []))
    return Content(Layout(source.format, column=_COLUMN, mark=mark, end=end), _records(lines))


def _records(lines: Iterator[str]) -> Iterator[Record]:
    for number, line in enumerate(lines, start=1):
        yield Record(number, {_COLUMN: body_of(line)}, line)


class TextWriter(Writer):
    """Writes the texts alone, one a line; a line end inside a text becomes a space.

    The lines of a text file keep their ends.
    """

    def __init__(self, stream: IO[str], output: Output) -> None:
        self._stream = stream
        self._column = output.column
        self._keeps_ends = output.like is not None
        self._end = output.like.end if output.like else "\n"
        self._whole = output.like is not None and output.like.whole
        self._pending = ""

    def write(self, record: Record) -> None:
        """Write one record."""
        if self._whole and record.raw is not None:
            text, end = record.raw, ""
            if self._column in record.changed:
                text = _with_ends(str(record.changed[self._column] or ""), record.raw, self._end)
        elif self._keeps_ends and record.raw is not None:
            body = body_of(record.raw)
            end = record.raw[len(body) :]
            text = str(record.changed.get(self._column) or "") if self._column in record.changed else body
            if text != body:
                text = _one_line(text)
        else:
            text, end = _one_line(record.fields[self._column] or ""), self._end
        self._stream.write(self._pending + text + end)
        self._pending = "" if end or text.endswith(("\n", "\r")) else self._end

    def close(self) -> None:
        """Nothing is pending: the last line of a file may have no end."""


def _with_ends(text: str, raw: str, usual: str) -> str:
    """``text`` with the line ends of ``raw``, if it has as many lines, else with the ``usual`` ones.

    >>> _with_ends("Köln\\nBonn", "Koeln\\r\\nBonn\\n", "\\n")
    'Köln\\r\\nBonn\\n'
    """
    body = raw.rstrip("\r\n")
    lines, ends = text.split("\n"), _ENDS.findall(body)
    if len(lines) != len(ends) + 1:
        ends = [usual] * (len(lines) - 1)
    return "".join(chain.from_iterable(zip(lines, [*ends, raw[len(body) :]], strict=True)))


def _one_line(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
