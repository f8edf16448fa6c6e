"""JSON Lines: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from textnorm.adapters.lines import lines_of
from textnorm.adapters.records import Content, Layout, Progress, Record, Source, shortened
from textnorm.errors import BadRecord

__all__ = ["JsonLinesWriter", "dumps", "read_json_lines"]


def read_json_lines(source: Source, progress: Progress) -> Content:
    """Read one record a line; empty lines are skipped."""
    return Content(Layout(source.format), _records(source, progress))


def _records(source: Source, progress: Progress) -> Iterator[Record]:
    for number, line in enumerate(lines_of(source, progress), start=1):
        body = line.strip()
        if not body:
            continue
        try:
            value = json.loads(body)
        except (ValueError, RecursionError) as error:
            problem, place = str(error), f"{source.name}:{number}"
            if isinstance(error, json.JSONDecodeError):
                problem, place = error.msg, f"{place}:{error.pos + 1}"
            hint = "; the file is one JSON array, not JSON Lines (one object a line)" if body[0] == "[" else ""
            source.reject(number, body, BadRecord(f"{place}: not JSON ({problem}): {shortened(body)}{hint}"))
            continue
        if not isinstance(value, dict):
            kind = {list: "array", str: "string", type(None): "null"}.get(type(value), type(value).__name__)
            problem = f"expected a JSON object, got {kind}: {shortened(body)}"
            source.reject(number, body, BadRecord(f"{source.name}:{number}: {problem}"))
            continue
        yield Record(number, value, body)


def dumps(fields: dict[str, Any]) -> str:
    """Return ``fields`` as one line of JSON that UTF-8 can carry."""
    line = json.dumps(fields, ensure_ascii=False, default=str)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate: JSON can carry it escaped, UTF-8 cannot
        return json.dumps(fields, default=str)
    return line


class JsonLinesWriter:
    """Writes one JSON object a line; an unchanged record of a JSON Lines file is written byte for byte."""

    def __init__(self, stream: IO[str], like: Layout | None, column: str) -> None:
        self._stream = stream
        self._keeps_raw = like is not None

    def write(self, record: Record) -> None:
        """Write one record."""
        raw = record.raw if self._keeps_raw else None
        self._stream.write((dumps(record.fields) if raw is None else raw) + "\n")

    def close(self) -> None:
        """Nothing is pending."""
