"""JSON Lines: one JSON object a line. What is not changed stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import IO, Any

from textnorm.adapters.files.lines import body_of, lines_of
from textnorm.adapters.files.records import Content, Layout, Output, Progress, Record, Source, Writer, shortened
from textnorm.errors import BadRecord
from textnorm.patterns import lazy

__all__ = ["JsonLinesWriter", "dumps", "edited", "exact_fields", "read_json_lines"]

_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPED_ASCII = lazy(r"\\u00[2-7]")
# Made once: the functions of the module make a decoder or an encoder for each value.
_decode = json.JSONDecoder().raw_decode
_in_ascii = json.JSONEncoder(default=str).encode
_in_unicode = json.JSONEncoder(ensure_ascii=False, default=str).encode
_DIGITS = "Exceeds the limit"


def read_json_lines(source: Source, progress: Progress) -> Content:
    """Read one record a line; empty lines are skipped. In a second pass, a line is parsed when a field is asked for."""
    mark, end, lines = lines_of(source, progress)
    records = _records(source, lines) if source.refused is None else _known(source.refused, lines)
    return Content(Layout(source.format, mark=mark, end=end), records)


class _Unparsed(Mapping[str, Any]):
    """The fields of a line that is known to be a JSON object."""

    __slots__ = ("_fields", "_line")

    def __init__(self, line: str) -> None:
        self._line = line
        self._fields: dict[str, Any] | None = None

    def _parsed(self) -> dict[str, Any]:
        if self._fields is None:
            self._fields = _loads(self._line.strip())
        return self._fields

    def __getitem__(self, name: str) -> Any:
        return self._parsed()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parsed())

    def __len__(self) -> int:
        return len(self._parsed())


def _known(refused: frozenset[int], lines: Iterator[str]) -> Iterator[Record]:
    """The records of the lines that an earlier pass has read and not refused."""
    for number, line in enumerate(lines, start=1):
        if not line.isspace() and number not in refused:
            yield Record(number, _Unparsed(line), line)


def _records(source: Source, lines: Iterator[str]) -> Iterator[Record]:
    seen = False
    for number, line in enumerate(lines, start=1):
        if (fields := _object(line)) is not None:  # as almost always
            seen = True
            yield Record(number, fields, line)
            continue
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


def _object(line: str) -> dict[str, Any] | None:
    """The fields of a line that is a JSON object from its first character; None for what needs a closer look."""
    try:
        value, end = _decode(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and not line[end:].strip() else None


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
    if ascii_only:
        return _in_ascii(value)
    text = _in_unicode(value)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate: JSON can carry it escaped, UTF-8 cannot
        return _in_ascii(value)
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
    spans, last = _plain_spans(raw, changes) or _value_spans(raw)
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


def _plain_spans(raw: str, names: Iterable[str]) -> tuple[dict[str, tuple[int, int]], int] | None:
    """What ``_value_spans`` finds of ``names``, if all are texts that can be found without reading the others.

    In an object without objects, an identifier in quotes that occurs once, before a colon, is the key itself: in a
    text, its quotes would be escaped. None where that cannot be told, or where a key may be written with escapes.
    """
    if raw.count("{") != 1 or ("\\" in raw and _ESCAPED_ASCII.search(raw)):
        return None
    spans: dict[str, tuple[int, int]] = {}
    for name in names:
        quoted = f'"{name}"'
        if not (name.isascii() and name.isidentifier() and raw.count(quoted) == 1):
            return None
        colon = _after_space(raw, raw.index(quoted) + len(quoted))
        start = _after_space(raw, colon + 1) if raw[colon] == ":" else colon
        if raw[start] != '"':
            return None
        spans[name] = start, scanstring(raw, start + 1, True)[1]
    return spans, 0


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


class JsonLinesWriter(Writer):
    """Writes one JSON object a line; of a record of a JSON Lines file, all that is not changed stays byte for byte."""

    def __init__(self, stream: IO[str], output: Output) -> None:
        self._stream = stream
        self._keeps_raw = output.like is not None
        self._end = output.like.end if output.like else "\n"
        self._pending = ""

    def write(self, record: Record) -> None:
        """Write one record."""
        self.write_all([record])

    def write_all(self, records: Iterable[Record]) -> None:
        """Write many records."""
        parts = [self._pending]
        for record in records:
            if self._keeps_raw and record.raw is not None:
                line = edited(record.raw, record.changed) if record.changed else record.raw
            else:
                line = dumps(record.fields) + self._end
            parts += [line, "" if line.endswith(("\n", "\r")) else self._end]
        self._pending = parts.pop()
        self._stream.write("".join(parts))

    def close(self) -> None:
        """Nothing is pending: the last line of a file may have no end."""
