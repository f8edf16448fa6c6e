"""CSV and TSV: a header, then one record a row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import chain
from typing import IO, Any

from textnorm.adapters.lines import lines_of
from textnorm.adapters.records import Content, Layout, Progress, Record, Source
from textnorm.errors import BadRecord

__all__ = ["CsvWriter", "TsvWriter", "read_csv", "read_tsv"]

_LONGEST_FIELD = 2**31 - 1


def read_csv(source: Source, progress: Progress) -> Content:
    """Read a CSV file; the delimiter is the comma if the header has one."""
    return _read(source, progress, ",")


def read_tsv(source: Source, progress: Progress) -> Content:
    """Read a TSV file; the delimiter is the tab if the header has one."""
    return _read(source, progress, "\t")


def _read(source: Source, progress: Progress, usual: str) -> Content:
    csv.field_size_limit(_LONGEST_FIELD)
    lines = lines_of(source, progress)
    first = next(lines, None)
    if first is None:
        return Content(Layout(source.format, usual), iter(()))
    delimiter = _delimiter_of(first, usual)
    rows = _rows(source, chain([first], lines), delimiter)
    line, header = next(rows, (1, []))
    if twice := [name for name in header if header.count(name) > 1]:
        raise BadRecord(f"{source.name}:{line}: two columns are called {twice[0]!r}; rename one")
    return Content(Layout(source.format, delimiter, tuple(header)), _records(source, rows, header, delimiter))


def _delimiter_of(header: str, usual: str) -> str:
    """The ``usual`` delimiter wherever the header has it, else the one that the header uses most."""
    return usual if usual in header else max(usual + ",\t;|", key=header.count)


def _rows(source: Source, lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every row that can be parsed, with the line on which it begins."""
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    previous = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            problem = f"{source.name}:{rows.line_num}: not {source.format}: {error}"
            source.reject(rows.line_num, "", BadRecord(problem))
            continue
        line, previous = previous + 1, rows.line_num
        yield line, row


def _records(
    source: Source, rows: Iterator[tuple[int, list[str]]], header: list[str], delimiter: str
) -> Iterator[Record]:
    for line, row in rows:
        if not row:
            continue
        if len(row) == len(header):
            yield Record(line, dict(zip(header, row, strict=True)))
        else:
            problem = f"{len(row)} fields, but the header has {len(header)}"
            source.reject(line, delimiter.join(row), BadRecord(f"{source.name}:{line}: {problem}"))


class _DelimitedWriter:
    def __init__(self, stream: IO[str], usual: str, like: Layout | None) -> None:
        self._writer = csv.writer(stream, delimiter=like.delimiter if like else usual, lineterminator="\n")
        self._source_header = like.header if like else ()
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
        if self._header is None and self._source_header:
            self._writer.writerow(self._source_header)


class CsvWriter(_DelimitedWriter):
    """Writes CSV, with the delimiter and the header of a CSV source."""

    def __init__(self, stream: IO[str], like: Layout | None, column: str) -> None:
        super().__init__(stream, ",", like)


class TsvWriter(_DelimitedWriter):
    """Writes TSV, with the delimiter and the header of a TSV source."""

    def __init__(self, stream: IO[str], like: Layout | None, column: str) -> None:
        super().__init__(stream, "\t", like)


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else value
