"""Write records to a file or to standard output, in every format of the table."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from textnorm.adapters.files.atomic_write import Outputs, naming_errors
from textnorm.adapters.files.compression import compression_of, foreign_suffix
from textnorm.adapters.files.formats import FORMATS, Format, format_of
from textnorm.adapters.files.records import Layout, Output, Record, Writer
from textnorm.adapters.terminal import STANDARD_OUTPUT, standard_output
from textnorm.errors import BadRecord, UnknownOption

__all__ = ["check_output", "encoding_named", "open_writer"]


def _escape_for_json(error: UnicodeError) -> tuple[str, int]:
    """What an encoding does not have, as JSON escapes it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = (units[place : place + 2].hex() for place in range(0, len(units), 2))
    return "".join(f"\\u{pair}" for pair in pairs), error.end


codecs.register_error("textnorm.json", _escape_for_json)

_BUFFER = 1 << 20  # bytes


def encoding_named(name: str | None) -> str | None:
    """The encoding that an option names. Raises ``UnknownOption`` if it is none of text."""
    if name is None:
        return None
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, UnicodeError, TypeError, ValueError):
        raise UnknownOption(f"output_encoding={name!r}: no encoding of text; write utf-8, cp1252, cp850 …") from None


def check_output(
    name: str | None, source: str, *, escape_formulas: bool = False, encoding: str | None = None
) -> Format:
    """The format in which ``name`` will be written for a source of the format ``source``.

    Raises ``UnknownOption`` where that is not possible, or if an option says nothing about that format.
    """
    to_stdout = name is None or name == "-"
    path = Path() if name is None or name == "-" else Path(name)
    chosen = format_of(path, None, source)
    if chosen.name == "json" and source == "jsonl":  # a file of JSON Lines that is called .json stays one
        chosen = FORMATS["jsonl"]
    if to_stdout and not chosen.lines:
        raise UnknownOption(
            f"{chosen.label} cannot go to standard output: name a file with --output FILE{chosen.suffixes[0]}"
        )
    if foreign := foreign_suffix(path):
        raise UnknownOption(f"{name}: textnorm does not write {foreign.name}; write {path.with_suffix('.csv').name}")
    if not chosen.lines and compression_of(path):
        raise UnknownOption(f"{name}: {chosen.label} has its own compression; write {path.with_suffix('').name}")
    if escape_formulas and chosen.name not in ("csv", "tsv"):
        raise UnknownOption(f"escape_formulas: {chosen.label} has no formulas; leave --escape-formulas out")
    if encoding is not None and not chosen.lines:
        raise UnknownOption(f"output_encoding={encoding!r}: {chosen.label} is UTF-8; leave --output-encoding out")
    encoding_named(encoding)
    return chosen


@contextmanager
def open_writer(
    name: str | None,
    *,
    like: Layout | None = None,
    column: str = "text",
    encoding: str | None = None,
    escape_formulas: bool = False,
    outputs: Outputs | None = None,
    default: str | None = None,
    added: Mapping[str, str] | None = None,
) -> Iterator[Writer]:
    """Open ``name`` for writing records; None or ``-`` is standard output.

    The suffix decides on the format; where it says nothing, it is the ``default``, or that of the layout ``like``, or
    JSON Lines. ``column`` is the one that a text file holds; ``added`` names the columns that the records get, with
    their types in the words of Arrow. The text is UTF-8, or in ``encoding``. The file appears
    under its name when all records are written, or with the other ``outputs``.
    """
    usual = default or (like.format if like else "jsonl")
    chosen = check_output(name, usual, escape_formulas=escape_formulas, encoding=encoding)
    both_columns = like is not None and like.schema is not None and not chosen.lines
    same = like if like is not None and (like.format == chosen.name or both_columns) else None
    output = Output(same, like.format if like else "", column, escape_formulas, added or {})
    if name is None or name == "-":
        standard = standard_output(encoding_named(encoding) or "utf-8")
        with naming_errors(STANDARD_OUTPUT), _writing(chosen, standard, output, encoding) as writer:
            yield writer
        return
    path = Path(name)
    compression = compression_of(path) if chosen.lines else None
    with ExitStack() as stack:
        stack.enter_context(naming_errors(name))
        files = outputs if outputs is not None else stack.enter_context(Outputs())
        stream = stack.enter_context(files.reserve(path).open("wb", _BUFFER))
        packed = stream if compression is None else stack.enter_context(compression.open(stream, "wb"))
        yield stack.enter_context(_writing(chosen, packed, output, encoding))


@contextmanager
def _writing(chosen: Format, stream: IO[bytes], output: Output, encoding: str | None) -> Iterator[Writer]:
    """Give the writer of a format; ``stream`` stays open."""
    if not chosen.lines:
        writer = chosen.write(stream, output)
        yield writer
        writer.close()
        return
    errors = "textnorm.json" if chosen.name in ("json", "jsonl") else "strict"
    text = io.TextIOWrapper(stream, encoding=encoding_named(encoding) or "utf-8", errors=errors, newline="")
    try:
        writer = chosen.write(text, output)
        if errors == "strict":  # JSON escapes what its encoding does not have
            writer = _Encodable(writer, text.encoding)
        kept = output.like is not None and output.like.mark and text.encoding in ("utf-8", "utf-16-le", "utf-16-be")
        # In a stream that cannot seek, Python does not know whether it stands at the beginning.
        if kept or (text.encoding in ("utf-16", "utf-32") and not stream.seekable()):
            writer = _Marked(writer, text)
        yield writer
        writer.close()
    finally:
        text.flush()
        text.detach()


class _Marked(Writer):
    """A writer of text after a byte order mark. Where no record can be written, the mark is not written either."""

    def __init__(self, writer: Writer, text: IO[str]) -> None:
        self._writer = writer
        self._text = text
        self._begun = False

    def write(self, record: Record) -> None:
        """Write one record."""
        self._begin()
        self._writer.write(record)

    def close(self) -> None:
        """Write what is still pending."""
        self._begin()
        self._writer.close()

    def _begin(self) -> None:
        if not self._begun:
            self._text.write("\ufeff")
        self._begun = True


class _Encodable(Writer):
    """A writer that says which text its encoding does not have."""

    def __init__(self, writer: Writer, encoding: str) -> None:
        self._writer = writer
        self._encoding = encoding

    def write(self, record: Record) -> None:
        """Write one record."""
        try:
            self._writer.write(record)
        except UnicodeEncodeError as error:
            letter = ascii(error.object[error.start])
            raise BadRecord(
                f"line {record.line}: {letter} cannot be written in {self._encoding}; "
                f"write {'.jsonl' if self._encoding == 'utf-8' else 'another --output-encoding'} instead"
            ) from None

    def close(self) -> None:
        """Write what is still pending."""
        self._writer.close()
