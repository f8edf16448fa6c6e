"""JSON Lines: one JSON object a line. What is not changed stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import IO, Any

from textnorm.adapters.files.lines import body_of, lines_of
from textnorm.adapters.files.records import Content, Layout, Output, Progress, Record, Source, shortened
from textnorm.errors import BadRecord

__all__ = ["JsonLinesWriter", "dumps", "exact_fields", "read_json_lines"]

_SPACE = re.compile(r"[ \t\n\r]*")
_DIGITS = "Exceeds the limit"


def read_json_lines(source: Source, progress: Progress) -> Content:
    """Read one record a line; empty lines are skipped."""
    mark, end, lines = lines_of(source, progress)
    return Content(Layout(source.format, mark=mark, end=end), _records(source, lines))


def _records(source: Source, lines: Iterator[str]) -> Iterator[Record]:
    seen = False
    for number, line in enumerate(lines, start=1):
        body = line.strip()
        if not body:
            continue
        first, seen = not seen, True
        try:
            value = _loads(body)
        except (ValueError, RecursionError) as error:
            if first:
                _refuse_one_document(source, number, body)
            problem, place = str(error), f"{source.name}:{number}"
            if isinstance(error, json.JSONDecodeError):
                problem, place = error.msg, f"{place}:{error.pos + 1}"
            source.reject(number, body_of(line), BadRecord(f"{place}: not JSON ({problem}): {shortened(body)}"))
            continue
        if not isinstance(value, dict):
            if first and isinstance(value, list) and value and isinstance(value[0], dict):
                _refuse_one_document(source, number, body)
            kind = {list: "array", str: "string", type(None): "null"}.get(type(value), type(value).__name__)
            problem = f"expected a JSON object, got {kind}: {shortened(body)}"
            source.reject(number, body_of(line), BadRecord(f"{source.name}:{number}: {problem}"))
            continue
        yield Record(number, value, line)


def _loads(body: str) -> Any:
    try:
        return json.loads(body)
    except json.JSONDecodeError:
        raise
    except ValueError as error:  # a whole number of more digits than Python reads
        if _DIGITS in str(error):
            return json.loads(body, parse_int=str)
        raise


def _refuse_one_document(source: Source, number: int, body: str) -> None:
    """Raise ``BadRecord`` if the file begins like one JSON document over many lines: no line of it is a record."""
    if body[0] == "[" and (body == "[" or body[1:].lstrip()[:1] == "{"):
        what, command = "is one JSON array, not JSON Lines (one object a line)", "jq -c '.[]'"
    elif body == "{":
        what, command = "is JSON over several lines, not JSON Lines (one object a line)", "jq -c ."
    else:
        return
    raise BadRecord(f"{source.name}:{number}: {what}; split it: {command} {source.name} > lines.jsonl")


def dumps(fields: Mapping[str, Any]) -> str:
    """Return ``fields`` as one line of JSON that UTF-8 can carry."""
    return _encoded(fields if isinstance(fields, dict) else dict(fields))


def _encoded(value: Any, *, ascii_only: bool = False) -> str:
    text = json.dumps(value, ensure_ascii=ascii_only, default=str)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate: JSON can carry it escaped, UTF-8 cannot
        return json.dumps(value, default=str)
    return text


def exact_fields(raw: str) -> dict[str, Any]:
    """The fields of a JSON object with its numbers as they are written.

    >>> exact_fields('{"price": 1.10}')
    {'price': '1.10'}
    """
    fields: dict[str, Any] = json.loads(raw, parse_int=str, parse_float=str, parse_constant=str)
    return fields


def _edited(raw: str, changes: Mapping[str, Any]) -> str:
    """``raw``, a line with a JSON object, with the values of ``changes`` replaced or added, and nothing else.

    Of keys that are there twice, the last counts, as everywhere.
    """
    spans, last = _value_spans(raw)
    ascii_only = raw.isascii() and "\\u" in raw  # the file escapes its umlauts: the new value does so, too
    known = sorted((spans[name], value) for name, value in changes.items() if name in spans)
    parts, place = [], 0
    for (start, stop), value in known:
        parts += [raw[place:start], _encoded(value, ascii_only=ascii_only)]
        place = stop
    added = ", ".join(
        f"{_encoded(name, ascii_only=ascii_only)}: {_encoded(value, ascii_only=ascii_only)}"
        for name, value in changes.items()
        if name not in spans
    )
    if added:
        parts += [raw[place:last], ", " if spans else "", added]
        place = last
    return "".join([*parts, raw[place:]])


def _value_spans(raw: str) -> tuple[dict[str, tuple[int, int]], int]:
    """Where the value of each key stands in ``raw``, and where the last value (or the opening brace) ends."""
    spans: dict[str, tuple[int, int]] = {}
    place = raw.index("{") + 1
    last = place
    place = _after_space(raw, place)
    while raw[place] != "}":
        name, place = scanstring(raw, place + 1, True)
        start = _after_space(raw, _after_space(raw, place) + 1)
        if raw[start] == '"':
            _, last = scanstring(raw, start + 1, True)
        else:
            last = _end_of_value(raw, start)
        spans[name] = start, last
        place = _after_space(raw, last)
        if raw[place] == ",":
            place = _after_space(raw, place + 1)
    return spans, last


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


def _end_of_value(raw: str, start: int) -> int:
    return _DECODER.raw_decode(raw, start)[1]


def _after_space(raw: str, place: int) -> int:
    found = _SPACE.match(raw, place)
    return found.end() if found else place


class JsonLinesWriter:
    """Writes one JSON object a line; of a record of a JSON Lines file, all that is not changed stays byte for byte."""

    def __init__(self, stream: IO[str], output: Output) -> None:
        self._stream = stream
        self._keeps_raw = output.like is not None
        self._end = output.like.end if output.like else "\n"
        self._pending = ""

    def write(self, record: Record) -> None:
        """Write one record."""
        if self._keeps_raw and record.raw is not None:
            line = _edited(record.raw, record.changed) if record.changed else record.raw
        else:
            line = dumps(record.fields) + self._end
        self._stream.write(self._pending + line)
        self._pending = "" if line.endswith(("\n", "\r")) else self._end

    def close(self) -> None:
        """Nothing is pending: the last line of a file may have no end."""
