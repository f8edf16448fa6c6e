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

__all__ = ["JsonLinesWriter", "dumps", "edited", "exact_fields", "read_json_lines"]

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
            kind = {list: "array", str: "string", type(None): "null"}.get(type(value), type(value).__name__)
            problem = f"expected a JSON object, got {kind}: {shortened(body)}"
            source.reject(number, body_of(line), BadRecord(f"{source.name}:{number}: {problem}"))
            continue
        yield Record(number, value, line)


def _loads(body: str) -> Any:
    """The value of a JSON text; a number of more digits than Python reads stays text."""
    try:
        return json.loads(body)
    except json.JSONDecodeError:
        raise
    except ValueError as error:  # a whole number of more digits than Python reads
        if _DIGITS in str(error):
            return json.loads(body, parse_int=str)
        raise


def _refuse_one_document(source: Source, number: int, body: str) -> None:
    """Raise ``BadRecord`` if the file begins like one JSON object over many lines: no line of it is a record."""
    if body == "{":
        what, command = "is JSON over several lines, not JSON Lines (one object a line)", "jq -c ."
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


def edited(raw: str, changes: Mapping[str, Any]) -> str:
    """``raw``, a text with a JSON object, with the values of ``changes`` replaced or added, and nothing else.

    Of keys that are there twice, the last counts, as everywhere. A name such as ``article.title`` that is no key is the
    place of a value in an object inside.
    """
    return _edited(raw, changes, raw.isascii() and "\\u" in raw)


def _edited(raw: str, changes: Mapping[str, Any], ascii_only: bool) -> str:
    """The same; with ``ascii_only``, as the file escapes its umlauts, the new values do so, too."""
    spans, last = _value_spans(raw)
    known: list[tuple[tuple[int, int], str]] = []
    added: dict[str, Any] = {}
    inside: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        outer, _, inner = name.partition(".")
        if name in spans:
            known.append((spans[name], _encoded(value, ascii_only=ascii_only)))
        elif inner and outer in spans and raw[spans[outer][0]] == "{":
            inside.setdefault(outer, {})[inner] = value
        else:
            added[name] = value
    for outer, inner_changes in inside.items():
        start, stop = spans[outer]
        known.append(((start, stop), _edited(raw[start:stop], inner_changes, ascii_only)))
    parts, place = [], 0
    for (start, stop), text in sorted(known):
        parts += [raw[place:start], text]
        place = stop
    more = ", ".join(
        f"{_encoded(name, ascii_only=ascii_only)}: {_encoded(value, ascii_only=ascii_only)}"
        for name, value in added.items()
    )
    if more:
        parts += [raw[place:last], ", " if spans else "", more]
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
            line = edited(record.raw, record.changed) if record.changed else record.raw
        else:
            line = dumps(record.fields) + self._end
        self._stream.write(self._pending + line)
        self._pending = "" if line.endswith(("\n", "\r")) else self._end

    def close(self) -> None:
        """Nothing is pending: the last line of a file may have no end."""
