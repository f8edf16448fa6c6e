"""CSV and TSV: a header, then one record a row. A row that is not changed is written as it was, byte for byte.

Rows are parsed by the csv module, in its strict mode. What is ours is around it: which lines belong to a row, what a
row that cannot be parsed costs, and how one cell of a row is replaced.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO, Any

from textnorm.adapters.files.json_lines import exact_fields
from textnorm.adapters.files.lines import body_of, lines_of
from textnorm.adapters.files.records import Content, Layout, Output, Progress, Record, Source, Writer, shortened
from textnorm.errors import BadRecord, UnknownOption, counted

__all__ = ["CsvWriter", "TsvWriter", "read_csv", "read_tsv"]

_LONGEST_FIELD = 2**31 - 1
_LONGEST_ROW = 2**27  # characters: a longer one is an open quote
_SAMPLE = 40  # lines by which the delimiter is found
_READ_AGAIN = 10_000  # lines that may be read again because of quotes that are never closed, and ten times the rest
_CANDIDATES = ",\t;|"
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d.,]+%?")


def read_csv(source: Source, progress: Progress) -> Content:
    """Read a CSV file. Without a delimiter, it is the one with which the rows fit the header."""
    return _read(source, progress, ",")


def read_tsv(source: Source, progress: Progress) -> Content:
    """Read a TSV file. Without a delimiter, it is the one with which the rows fit the header."""
    return _read(source, progress, "\t")


def _read(source: Source, progress: Progress, usual: str) -> Content:
    csv.field_size_limit(_LONGEST_FIELD)
    mark, end, lines = lines_of(source, progress)
    sample = list(islice(lines, _SAMPLE))
    if not sample:
        return Content(Layout(source.format, source.delimiter or usual, mark=mark), iter(()))
    preface = ""
    if re.fullmatch(r"sep=.\r?\n?", sample[0]):  # Excel's own way of naming the delimiter
        preface = sample.pop(0)
    delimiter = source.delimiter or (preface[4:5] or _delimiter_of(sample, usual))
    rows = _Rows(source, chain(sample, lines), delimiter, 1 if preface else 0)
    line, header, raw = next(iter(rows), (1, [], ""))
    while not header and raw:  # empty lines before the header
        preface += raw
        line, header, raw = next(iter(rows), (1, [], ""))
    if not source.headed:
        names = tuple(map(str, range(1, len(header) + 1)))
        layout = Layout(source.format, delimiter, names, mark=mark, end=end, header_raw=preface, headed=False)
        return Content(layout, _records(source, chain([(line, header, raw)] if raw else [], rows), names))
    if header.count("") > 1:  # a spreadsheet writes the columns beside its table, too
        header = [name or str(place) for place, name in enumerate(header, 1)]
    if twice := [name for name, count in Counter(header).items() if count > 1]:
        raise BadRecord(f"{source.name}:{line}: two columns are called {twice[0]!r}; rename one")
    layout = Layout(source.format, delimiter, tuple(header), mark=mark, end=end, header_raw=preface + raw)
    return Content(layout, _records(source, rows, header))


def _delimiter_of(sample: Sequence[str], usual: str) -> str:
    """The delimiter with which most rows have as many fields as the header; of equals, the ``usual`` one."""

    def fit(delimiter: str) -> tuple[float, bool, int]:
        reader = csv.reader([line.replace("\r", "") for line in sample], delimiter=delimiter)
        rows = [row for row in reader if row]
        fields = len(rows[0]) if rows else 0
        if fields < 2:
            return 0.0, delimiter == usual, 0
        fitting = sum(len(row) == fields for row in rows[1:])
        return max(fitting, 0.1) / max(len(rows) - 1, 1), delimiter == usual, fields

    return max(_CANDIDATES, key=fit)


class _Rows:
    """The rows of a file, each with the line on which it begins and its text as it stands in the file.

    A row that cannot be parsed costs its first line only: the next row begins on the line after it.
    """

    def __init__(self, source: Source, lines: Iterator[str], delimiter: str, before: int) -> None:
        self._source = source
        self._lines = lines
        self._delimiter = delimiter
        self._number = before  # of lines that are done with
        self._read = before  # of lines that were read
        self._again: deque[str] = deque()  # lines that are to be read again
        self._taken: list[str] = []  # the lines of the row in work
        self._length = 0
        self._budget = _READ_AGAIN
        self._width = 0

    def __iter__(self) -> Iterator[tuple[int, list[str], str]]:
        delimiter = self._delimiter
        quoted_rows = csv.reader(self._feed(), delimiter=delimiter, strict=True)
        while True:
            line = self._next_line()
            if line is None:
                break
            if '"' not in line:
                self._number += 1
                body = body_of(line)
                row = body.split(delimiter) if body else []
                self._width = self._width or len(row)
                yield self._number, row, line
                continue
            self._again.appendleft(line)
            self._taken, self._length = [], 0
            try:
                row = next(quoted_rows)
            except csv.Error as error:
                self._reject_first_line(str(error))
                quoted_rows = csv.reader(self._feed(), delimiter=delimiter, strict=True)
                continue
            if len(self._taken) > 1 and len(row) != self._width and self._are_rows(self._taken[1:]):
                self._reject_first_line("unexpected end of data")
                continue
            start = self._number + 1
            self._number += len(self._taken)
            self._width = self._width or len(row)
            yield start, row, "".join(self._taken)
        if self._number != self._read:
            lost = self._read - self._number
            raise BadRecord(f"{self._source.name}: {lost} of {self._read} lines are in no row; please report this")

    def _next_line(self) -> str | None:
        if self._again:
            return self._again.popleft()
        line = next(self._lines, None)
        if line is not None:
            self._read += 1
        return line

    def _feed(self) -> Iterator[str]:
        """The lines for the row in work. It ends, for the csv module, where a row gets too long."""
        while True:
            if self._taken and (self._length > _LONGEST_ROW or (self._again and self._budget < 0)):
                return
            line = self._next_line()
            if line is None:
                return
            self._taken.append(line)
            self._length += len(line)
            yield line

    def _are_rows(self, lines: list[str]) -> bool:
        """Whether each line is a row of its own, so that a quote before them was opened by mistake."""
        try:
            return self._width > 1 and all(
                len(row) == self._width for row in csv.reader(lines, delimiter=self._delimiter, strict=True)
            )
        except csv.Error:
            return False

    def _reject_first_line(self, problem: str) -> None:
        first, *rest = self._taken
        self._again.extendleft(reversed(rest))
        self._budget -= len(rest)
        self._number += 1
        if "end of data" in problem:
            problem = "a quote is opened here and never closed"
        elif "expected after" in problem:
            problem = "a quote is closed in the middle of a field; a quote inside a field is written twice"
        elif "new-line" in problem:
            problem = "a carriage return outside quotes"
        place = f"{self._source.name}:{self._number}"
        error = f"{place}: not {self._source.format.upper()}: {problem}: {shortened(body_of(first))!r}"
        if not self._width:  # without its header, no row of the file means anything
            raise BadRecord(error)
        self._source.reject(self._number, body_of(first), BadRecord(error))


def _records(source: Source, rows: Iterable[tuple[int, list[str], str]], header: Sequence[str]) -> Iterator[Record]:
    width = len(header)
    for line, row, raw in rows:
        if len(row) == width:
            yield Record(line, dict(zip(header, row, strict=True)), raw)
        elif not row and width == 1:
            yield Record(line, {header[0]: ""}, raw)
        elif row:
            problem = f"{counted(len(row), 'field', 'fields')}, but the header has {width}"
            source.reject(
                line, body_of(raw), BadRecord(f"{source.name}:{line}: {problem}: {shortened(body_of(raw))!r}")
            )


class _DelimitedWriter(Writer):
    """Writes rows. With the layout of a source of the same format, only what is changed is written anew."""

    def __init__(self, stream: IO[str], output: Output, usual: str) -> None:
        self._stream = stream
        self._like = output.like
        self._delimiter = output.like.delimiter if output.like else usual
        self._end = output.like.end if output.like else "\n"
        self._escape = output.escape_formulas
        self._from_json = output.source == "jsonl"
        self._special = re.compile(f'["\r\n{re.escape(self._delimiter)}]')
        self._header: dict[str, int] | None = None
        self._pending = ""

    def write(self, record: Record) -> None:
        """Write one record."""
        if self._header is None:
            self._write_header(list(record.fields))
        assert self._header is not None
        changed = dict(record.changed)
        if self._escape:
            changed |= {
                name: value for name, cell in record.fields.items() if (value := _escaped(_cell(cell))) != _cell(cell)
            }
        if self._like is not None and record.raw is not None:
            self._put(self._edited(record.raw, changed) if changed else record.raw)
            return
        fields: Any = record.fields
        if record.raw is not None and self._from_json:
            fields = record._replace(original=exact_fields(record.raw)).fields
        if len(fields) > len(self._header) or any(name not in self._header for name in fields):
            extra = next(name for name in fields if name not in self._header)
            raise BadRecord(f"line {record.line}: column {extra!r} is not in the first record; write .jsonl instead")
        cells = [_cell(changed.get(name, fields.get(name)) if changed else fields.get(name)) for name in self._header]
        self._put(self._row(cells))

    def _write_header(self, names: list[str]) -> None:
        self._header = {name: place for place, name in enumerate(names)}
        if self._like is None:
            self._put(self._row([_escaped(name) if self._escape else name for name in names]))
            return
        raw = self._like.header_raw
        extra = names[len(self._like.header) :]
        if not self._like.headed:
            self._stream.write(raw)
            return
        if extra:
            body = body_of(raw)
            cells = (self._written(name) for name in extra)
            raw = self._delimiter.join([body, *cells]) + (raw[len(body) :] or self._end)
        self._put(raw)

    def _put(self, row: str) -> None:
        self._stream.write(self._pending + row)
        self._pending = "" if row.endswith(("\n", "\r")) else self._end

    def _row(self, cells: Sequence[str]) -> str:
        if len(cells) == 1 and not cells[0]:
            return '""' + self._end
        return self._delimiter.join([self._written(cell) for cell in cells]) + self._end

    def _written(self, cell: str, *, quoted: bool = False) -> str:
        """A cell as it stands in the file: in quotes if it was, or if it must be."""
        return '"' + cell.replace('"', '""') + '"' if quoted or self._special.search(cell) else cell

    def _edited(self, raw: str, changed: dict[str, Any]) -> str:
        """The row with the cells of ``changed`` replaced, or added at its end, and nothing else."""
        assert self._header is not None
        body = body_of(raw)
        if body.endswith('"\r'):  # two carriage returns after a quote: both are the line end
            body = body.rstrip("\r")
        width = len(self._like.header) if self._like else 0
        cells = self._cut(body)
        if "\r" in body:  # outside quotes it is a line end to many readers, beside quotes to all
            cells = [cell if cell.startswith('"') else self._written(cell) for cell in cells]
        for name, value in changed.items():
            place = self._header[name]
            written = _cell(value)
            if place < width:
                written = self._written(written, quoted=cells[place].startswith('"'))
                if width == 1 and not written and place == 0:
                    written = '""'
                cells[place] = written
            else:
                cells += [""] * (place + 1 - len(cells))
                cells[place] = self._written(written)
        return self._delimiter.join(cells) + (raw[len(body) :] or "")

    def _cut(self, body: str) -> list[str]:
        """The cells of a row as they stand in the file, with their quotes."""
        delimiter = self._delimiter
        if '"' not in body:
            return body.split(delimiter)
        cells = []
        place = 0
        while True:
            if body.startswith('"', place):
                stop = place + 1
                while True:
                    stop = body.index('"', stop) + 1
                    if not body.startswith('"', stop):
                        break
                    stop += 1
            else:
                stop = body.find(delimiter, place)
                stop = len(body) if stop < 0 else stop
            cells.append(body[place:stop])
            if stop >= len(body):
                return cells
            place = stop + 1

    def close(self) -> None:
        """Without a record, the header of the source is all there is to write."""
        if self._header is None and self._like is not None and self._like.header_raw:
            self._put(self._like.header_raw)


class CsvWriter(_DelimitedWriter):
    """Writes CSV, with the delimiter and the header of a CSV source."""

    def __init__(self, stream: IO[str], output: Output) -> None:
        super().__init__(stream, output, ",")


class TsvWriter(_DelimitedWriter):
    """Writes TSV, with the delimiter and the header of a TSV source."""

    def __init__(self, stream: IO[str], output: Output) -> None:
        super().__init__(stream, output, "\t")


def _cell(value: Any) -> str:
    """A value as the text of a cell: null is empty, and what is no text is written as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, dict | list | bool):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _escaped(cell: str) -> str:
    """``cell``, with an apostrophe before what a spreadsheet would run as a formula; numbers stay.

    >>> _escaped("=1+2"), _escaped("-5,3"), _escaped("- Bonn")
    ("'=1+2", '-5,3', "'- Bonn")
    """
    return "'" + cell if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def delimiter_named(name: str | None) -> str | None:
    """The delimiter that an option names: one character, or ``tab``.

    >>> delimiter_named("tab")
    '\\t'
    """
    if name is None or name in ("tab", "\\t"):
        return name and "\t"
    if len(name) != 1 or name in '"\r\n':
        raise UnknownOption(f"delimiter={name!r}: expected one character, or tab")
    return name
