"""A JSON array of objects or of texts, read element by element: memory holds one of them, not the array."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from textnorm.adapters.files.compression import HEAD, unpacked
from textnorm.adapters.files.json_lines import dumps, edited
from textnorm.adapters.files.records import Content, Layout, Output, Progress, Record, Source, Writer, shortened
from textnorm.errors import BadRecord, UnknownOption
from textnorm.text.decoding.wide import BYTE_ORDER_MARKS, without_mark

__all__ = ["JsonArrayWriter", "read_json_array"]

_SPACE = re.compile(r"[ \t\n\r]*")
_CHUNK = 1 << 16
_TEXT = "text"
_DECODER, _LENIENT = json.JSONDecoder(), json.JSONDecoder(parse_int=str)
_LONGEST_TOKEN = 16  # characters that an element may lack at the end of what is in memory, so that it looks wrong


def read_json_array(source: Source, progress: Progress) -> Content:
    """Read one record an element. An element that is a text is a record with the one column ``text``."""
    pieces = _pieces(source, progress)
    mark = next(pieces) == "marked"
    text = _Text(pieces)
    opening = text.space()
    end = "\n"
    if text.peek() != "[":
        if text.peek() == "":
            return Content(Layout(source.format, mark=mark, end=end, storage={"frame": _Frame()}), iter(()))
        raise BadRecord(f"{source.name}:1: not a JSON array: {shortened(text.rest(60))}")
    text.skip(1)
    frame = _Frame(f"{opening}[{text.space()}")
    column = _TEXT if text.peek() == '"' else None
    layout = Layout(source.format, column=column, mark=mark, end=end, storage={"frame": frame})
    return Content(layout, _records(source, text, frame, column))


class _Frame:
    """What stands around the elements; the end is known when all are read."""

    def __init__(self, opening: str = "[") -> None:
        self.opening = opening
        self.between = ""
        self.closing = "]\n"


def _pieces(source: Source, progress: Progress) -> Iterator[str]:
    """Say first whether a byte order mark is there; then give the text in pieces, as one line may be all of it."""
    with unpacked(source) as stream:
        head = stream.read(_CHUNK)
        mark, encoding = next(((mark, name) for mark, name in BYTE_ORDER_MARKS if head.startswith(mark)), (b"", None))
        yield "marked" if mark else "plain"
        name = source.encoding or encoding or without_mark(head[:HEAD]) or "utf-8"
        try:
            decoder = codecs.getincrementaldecoder(name)("strict")
        except LookupError:
            raise UnknownOption(
                f"encoding={name!r}: Python has no such encoding; write utf-8, cp1252, cp850 …"
            ) from None
        data, done = head[len(mark) :], 0
        try:
            while data:
                yield decoder.decode(data)
                done += len(data)
                progress(done)
                data = stream.read(_CHUNK)
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise BadRecord(
                f"{source.name}: byte {done + error.start + 1:,} is not {name}; name its --encoding"
            ) from None


class _Text:
    """The text of a file, of which a part is in memory."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._buffer = ""
        self._place = 0
        self._ended = False
        self.line = 1

    def _more(self, least: int) -> None:
        """Read at least so many more characters, as far as there are any; what is done with is dropped."""
        parts, count = [self._buffer[self._place :]], 0
        while count < least and not self._ended:
            piece = next(self._pieces, None)
            if piece is None:
                self._ended = True
            else:
                parts.append(piece)
                count += len(piece)
        self._buffer, self._place = "".join(parts), 0

    def peek(self) -> str:
        if self._place >= len(self._buffer):
            self._more(1)
        return self._buffer[self._place : self._place + 1]

    def rest(self, limit: int) -> str:
        return self._buffer[self._place : self._place + limit].replace("\n", " ")

    def skip(self, count: int) -> None:
        self._place += count

    def space(self) -> str:
        """Take the white space that comes next."""
        taken = []
        while True:
            match = _SPACE.match(self._buffer, self._place)
            if match and match.end() > self._place:
                taken.append(match[0])
                self._place = match.end()
            if self._place < len(self._buffer) or self._ended:
                break
            self._more(1)
        space = "".join(taken)
        self.line += space.count("\n")
        return space

    def element(self) -> tuple[Any, str]:
        """Take the element that comes next: its value, and the text of it. Raises ``ValueError`` if there is none."""
        least = _CHUNK
        decoder = _DECODER
        while True:
            try:
                value, stop = decoder.raw_decode(self._buffer, self._place)
                if stop < len(self._buffer) or self._ended:  # a number could go on
                    break
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos > len(self._buffer) - _LONGEST_TOKEN
                if self._ended or not cut:
                    raise
            except ValueError:  # a whole number of more digits than Python reads
                if decoder is _LENIENT:
                    raise
                decoder = _LENIENT
                continue
            self._more(least)
            least = 2 * max(least, len(self._buffer))
        raw = self._buffer[self._place : stop]
        self._place = stop
        self.line += raw.count("\n")
        return value, raw


def _records(source: Source, text: _Text, frame: _Frame, column: str | None) -> Iterator[Record]:
    number = 0
    frame.closing = ""
    while text.peek() != "]":
        if text.peek() == "":
            raise BadRecord(f"{source.name}:{text.line}: the JSON array is not closed after {number:,} elements")
        line = text.line
        try:
            value, raw = text.element()
        except (ValueError, RecursionError) as error:
            problem = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            raise BadRecord(f"{source.name}:{line}: not JSON ({problem}): {shortened(text.rest(60))}") from None
        number += 1
        separator = text.space()
        if text.peek() == ",":
            text.skip(1)
            separator += f",{text.space()}"
            frame.between = frame.between or separator
            if text.peek() == "]":
                raise BadRecord(f"{source.name}:{text.line}: not JSON: a comma before the end of the array")
        elif text.peek() == "]":
            frame.closing = separator
        elif text.peek():
            raise BadRecord(f"{source.name}:{text.line}: not JSON (expected a comma): {shortened(text.rest(60))}")
        if column is not None and (isinstance(value, str) or value is None):
            yield Record(line, {column: value}, raw)
        elif column is None and isinstance(value, dict):
            yield Record(line, value, raw)
        else:
            kind = {list: "array", str: "text", dict: "object", type(None): "null"}.get(
                type(value), type(value).__name__
            )
            expected = "a JSON object" if column is None else "a text, as before"
            problem = f"expected {expected}, got {kind}: {shortened(raw)}"
            source.reject(line, raw, BadRecord(f"{source.name}:{line}: {problem}"))
    text.skip(1)
    frame.closing += f"]{text.space()}"
    if text.peek():
        raise BadRecord(f"{source.name}:{text.line}: not JSON: text after the array: {shortened(text.rest(60))}")


class JsonArrayWriter(Writer):
    """Writes one JSON array; of the elements of an array that was read, all that is not changed stays as it was."""

    def __init__(self, stream: IO[str], output: Output) -> None:
        self._stream = stream
        like = output.like
        self._keeps_raw = like is not None
        self._frame = like.storage.get("frame") if like is not None else None
        self._column = like.column if like is not None else None
        self._end = like.end if like is not None else "\n"
        self._count = 0

    def write(self, record: Record) -> None:
        """Write one record."""
        if self._keeps_raw and record.raw is not None:
            if self._column is not None and set(record.fields) == {self._column}:
                text = dumps_value(record.changed[self._column]) if record.changed else record.raw
            elif self._column is not None:
                text = dumps(record.fields)
            else:
                text = edited(record.raw, record.changed) if record.changed else record.raw
        else:
            text = dumps(record.fields)
        self._stream.write((self._between() if self._count else self._opening()) + text)
        self._count += 1

    def _opening(self) -> str:
        return self._frame.opening if self._frame is not None else "[" + self._end

    def _between(self) -> str:
        return (self._frame.between if self._frame is not None else "") or "," + self._end

    def close(self) -> None:
        """Write the end of the array."""
        if not self._count:
            self._stream.write(self._opening())
        self._stream.write(self._frame.closing if self._frame is not None else f"{self._end}]{self._end}")


def dumps_value(value: Any) -> str:
    """A value as JSON that UTF-8 can carry."""
    return dumps({"": value})[5:-1]
