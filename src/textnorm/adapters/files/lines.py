"""The lines of a file, whatever its compression, its encoding and its line ends."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from itertools import chain
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from textnorm.adapters.files.compression import HEAD, unpacked
from textnorm.adapters.files.records import Progress, Source
from textnorm.errors import BadRecord, UnknownOption, counted
from textnorm.text.decoding.wide import BYTE_ORDER_MARKS, without_mark
from textnorm.values import shown

if TYPE_CHECKING:
    from textnorm.text.decoding.file_decoder import FileDecoder

__all__ = ["Lines", "body_of", "lines_of"]

_LINES_BETWEEN_REPORTS = 256
_CHUNK = 1 << 16


class Lines(NamedTuple):
    """The lines of a file with their ends, the end of the first one, and whether a byte order mark came before."""

    mark: bool
    end: str
    lines: Iterator[str]


class _Start(NamedTuple):
    """How a file begins: its byte order mark, its encoding if that is not to be found line by line, its line end."""

    mark: bytes
    encoding: str | None
    end: str


def lines_of(source: Source, progress: Progress) -> Lines:
    """Open ``source`` and return its lines. What is not UTF-8 is decoded by one decision for the whole file.

    A line departs from the decision only if it proves another encoding. What was decided is logged at the end.

    With ``encoding``, all lines are in that one; bytes that it does not define raise ``BadRecord``.
    """
    both = _start_and_lines(source, progress)
    start = next(both)
    assert isinstance(start, _Start)
    lines: Iterator[str] = both  # type: ignore[assignment]
    first = next(lines, None)
    if first is None:
        return Lines(bool(start.mark), "\n", iter(()))
    body = body_of(first)
    return Lines(bool(start.mark), first[len(body) :] or start.end, chain([first], lines))


def body_of(line: str) -> str:
    """A line without its end.

    >>> body_of("Köln\\r\\n")
    'Köln'
    """
    if line.endswith("\n"):
        return line[:-2] if line.endswith("\r\n") else line[:-1]
    return line[:-1] if line.endswith("\r") else line


def _start_and_lines(source: Source, progress: Progress) -> Iterator[_Start | str]:
    with unpacked(source) as stream:
        head = stream.read(_CHUNK)
        start = _start_of(head, source.encoding)
        if stream.seekable():
            stream.seek(len(start.mark))
        else:
            stream = io.BufferedReader(_Joined(head[len(start.mark) :], stream), _CHUNK)
        yield start
        if start.encoding is not None and _is_wide(start.encoding):
            yield from _wide_lines(source, stream, start, progress)
            return
        decode = _Decoder(source, stream, head) if start.encoding is None else _strictly(source, start.encoding)
        done = 0
        for number, data in enumerate(stream if start.end == "\n" else _cut_at_returns(stream)):
            yield decode(number, data)
            done += len(data)
            if number % _LINES_BETWEEN_REPORTS == 0:
                progress(done)
        progress(done)
        if isinstance(decode, _Decoder):
            decode.report()


class _Joined(io.RawIOBase):
    """Bytes that were read already, and the stream that they came from."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def _start_of(head: bytes, wanted: str | None) -> _Start:
    mark, encoding = next(((mark, name) for mark, name in BYTE_ORDER_MARKS if head.startswith(mark)), (b"", None))
    if wanted is not None:
        try:
            name = codecs.lookup(wanted).name
        except LookupError:
            raise UnknownOption(
                f"encoding={wanted!r}: Python has no such encoding; write utf-8, cp1252, cp850 …"
            ) from None
        if encoding is None or not encoding.startswith(name.removesuffix("-sig")):
            mark = b""
        encoding = encoding if mark else name.removesuffix("-sig")
    elif mark == codecs.BOM_UTF8:
        encoding = None
    elif encoding is None:
        encoding = without_mark(head[: HEAD & ~3]) or None
    try:
        text = head.decode(encoding or "latin-1", "ignore")
    except (LookupError, UnicodeError, TypeError):
        raise UnknownOption(f"encoding={wanted!r}: is no encoding of text; write utf-8, cp1252, cp850 …") from None
    return _Start(mark, encoding, "\r" if "\r" in text and "\n" not in text else "\n")


def _is_wide(encoding: str) -> bool:
    """Whether a line end in this encoding is not the one byte that it is in ASCII."""
    return "\n".encode(encoding) != b"\n"


def _wide_lines(source: Source, stream: IO[bytes], start: _Start, progress: Progress) -> Iterator[str]:
    errors = "strict" if source.encoding else "replace"
    text = io.TextIOWrapper(stream, encoding=start.encoding, errors=errors, newline=start.end)
    number = 0
    try:
        for line in text:
            number += 1
            yield line
    except UnicodeDecodeError as error:
        raise BadRecord(
            f"{source.name}:{number + 1}: not {start.encoding} ({error.reason}); name another --encoding"
        ) from None
    finally:
        text.detach()
    progress(source.size)


def _cut_at_returns(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines that end in a lone carriage return, as old Macs wrote them."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *lines, rest = (rest + chunk).split(b"\r")
        for line in lines:
            yield line + b"\r"
    if rest:
        yield rest


class _Decoder:
    """Decodes lines as UTF-8; from the first one that is not, in the encoding that the file as a whole is in."""

    def __init__(self, source: Source, stream: IO[bytes], head: bytes) -> None:
        self._source = source
        self._stream = stream
        self._head = head
        self._file: FileDecoder | None = None

    def __call__(self, number: int, data: bytes) -> str:
        if self._file is None:
            try:
                return data.decode("utf-8")
            except UnicodeDecodeError:
                self._file = self._decided()
        return self._file.decode_line(data)

    def _decided(self) -> FileDecoder:
        from textnorm.text.decoding.file_decoder import FileDecoder, decide, sample_of

        sample = sample_of(self._stream) if self._stream.seekable() else self._head  # type: ignore[arg-type]
        return FileDecoder(decide(sample.removeprefix(codecs.BOM_UTF8)))

    def report(self) -> None:
        """Say once for the file which encoding was found, and how many lines are in another."""
        if self._file is None or self._source.reported:
            return
        self._source.reported.append(True)
        decision = self._file.decision
        total = sum(self._file.lines.values())
        others = ", ".join(f"{count:,} in {name}" for name, count in sorted(self._file.exceptions.items()))
        among = f"; of {counted(total, 'line', 'lines')} outside ASCII {others}" if others else ""
        import logging

        logging.getLogger("textnorm").warning(
            "textnorm: %s: read as %s, confidence %.2f%s; --encoding names another",
            shown(self._source.name),
            decision.encoding,
            decision.confidence,
            among,
        )


def _strictly(source: Source, encoding: str) -> Callable[[int, bytes], str]:
    def decode(number: int, data: bytes) -> str:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            byte = data[error.start]
            place = f"{source.name}:{number + 1}:{error.start + 1}"
            raise BadRecord(f"{place}: byte 0x{byte:02X} is not {encoding}; name another --encoding, or none") from None

    return decode
