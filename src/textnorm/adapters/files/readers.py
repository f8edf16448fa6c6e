"""Files of texts as streams of records with line numbers, in every format of the table.

A job that needs its input twice (once for the texts, once to write) reads it twice, so memory holds the texts, not
the records.
"""

from __future__ import annotations

import errno
import os
import re
import shlex
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import IO, Any

from textnorm.adapters.files.compression import HEAD, head_of
from textnorm.adapters.files.formats import FORMATS, format_of, format_of_head
from textnorm.adapters.files.records import BUFFER, Progress, Record, Rejection, Source, identity, leaves, shortened
from textnorm.adapters.files.sniff import TEXT_COLUMNS, usual_column
from textnorm.errors import BadRecord, UnknownOption

__all__ = ["Reading", "missing", "open_source"]

_CHUNK = 1 << 20
_LINK = re.compile(r"\s*(?:https?://|www\.|[\w.+-]+@)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_NO_NAME = re.compile(r"[#^~:!&\x1f]|\s{2,}|[|;,\t]")  # what is rarely part of the name of a column
_LONGEST_NAME = 3  # words: more of them make a sentence


@contextmanager
def open_source(
    name: str,
    *,
    format: str | None = None,
    rejected: Callable[[Rejection], None] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: bool = True,
    any_bytes: bool = False,
) -> Iterator[Source]:
    """Give the file ``name``, or standard input for ``-``, as a source of records.

    ``format`` is a key of ``FORMATS``; by default the first bytes decide, then the suffix, and a file without one is
    text. What can be read only once (standard input, a named pipe) is kept in a temporary file until the block ends.
    ``header`` says whether the first row of a CSV file has the names of its columns.
    ``any_bytes`` are text whose encoding is not known.
    """
    path = Path() if name == "-" else Path(name)
    format_of(path, format, "text")  # a wrong name is reported first
    stream = _spooled(sys.stdin.buffer) if name == "-" else _opened(path, name)
    with stream:
        shown = "<stdin>" if name == "-" else name
        status = os.fstat(stream.fileno())
        spool = stream if name == "-" or not _is_kept(stream, path) else None
        head, packed = head_of(shown, path, stream)
        complete = len(head) < HEAD
        chosen, guessed = format_of_head(
            shown,
            path,
            head,
            format,
            packed=packed is not None,
            complete=complete,
            any_bytes=any_bytes or encoding is not None,
            sniff=not any_bytes,
        )
        if (delimiter is not None or not header) and chosen.name not in ("csv", "tsv"):
            if not guessed:
                option, flag = (
                    ("header=False", "--no-header") if delimiter is None else (f"{delimiter=}", "--delimiter")
                )
                raise UnknownOption(f"{option}: {chosen.label} has none; leave {flag} out")
            chosen = FORMATS["csv"]
        if encoding is not None and not chosen.lines:
            raise UnknownOption(f"encoding={encoding!r}: {chosen.label} has its own; leave --encoding out")
        packing = f"{packed.name}, " if packed else ""
        yield Source(
            path if spool is None else Path(f"/dev/fd/{stream.fileno()}"),
            shown,
            chosen.name,
            status.st_size,
            rejected,
            encoding,
            _delimiter_named(delimiter),
            None if spool else identity(status),
            spool,
            [] if spool else [stream],
            guess=packing + chosen.label if guessed and head else "",
            headed=header,
        )


def _delimiter_named(name: str | None) -> str | None:
    if name is None:
        return None
    from textnorm.adapters.files.delimited import delimiter_named

    return delimiter_named(name)


def _is_kept(stream: IO[bytes], path: Path) -> bool:
    """Whether ``stream`` is the file at ``path`` itself, and not a copy of what a pipe gave."""
    return os.path.samestat(os.fstat(stream.fileno()), path.stat())


def _opened(path: Path, name: str) -> IO[bytes]:
    """Open a file; what can be read only once is copied first."""
    try:
        if path.is_dir():
            raise BadRecord(f"{name}: is a folder; name a file in it")
        if path.is_socket():
            raise BadRecord(f"{name}: is a socket; name a file or a pipe")
        stream = path.open("rb", BUFFER)
    except FileNotFoundError:
        hint = "if it is a text, pass it on standard input" if " " in name else "check the name and the folder"
        raise BadRecord(missing(name, hint)) from None
    except (OSError, ValueError) as error:
        raise BadRecord(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        return stream
    with stream:
        return _spooled(stream)


def missing(name: str, hint: str) -> str:
    """What to say of a file that is not there: the file of its folder that may be meant, or else ``hint``.

    >>> missing("no folder/a.csv", "check the name")
    'no folder/a.csv: no such file; check the name'
    """
    path = Path(name)
    try:
        close = get_close_matches(path.name, [each.name for each in path.parent.iterdir()], n=1, cutoff=0.85)
    except (OSError, ValueError):
        close = []
    if close:
        hint = f"did you mean {str(path.with_name(close[0]))!r}?"
    return f"{name}: no such file; {hint}"


def _spooled(stream: IO[bytes]) -> IO[bytes]:
    """Copy a stream that can be read only once into a temporary file, which has no name where that is possible."""
    file = tempfile.TemporaryFile(prefix="textnorm-")  # noqa: SIM115
    try:
        shutil.copyfileobj(stream, file, _CHUNK)
        file.flush()
    except BaseException as error:  # an interrupt, too, leaves nothing behind
        file.close()
        if isinstance(error, OSError) and error.filename is None and error.errno in (errno.ENOSPC, errno.EDQUOT):
            error.filename = tempfile.gettempdir()
        raise
    file.seek(0)
    return file


def _records_inside(fields: Mapping[str, Any]) -> str | None:
    """The field with a list of records, as feeds and answers of web services have it, if no field is a text."""
    if any(isinstance(value, str) for value in fields.values()):
        return None
    lists = (name for name, value in fields.items() if isinstance(value, list) and value and isinstance(value[0], dict))
    return next((name for name in lists if name.isidentifier()), None)


class Reading:
    """One pass over a source, which is opened once: its layout and its first record at once, the rest on demand.

    ``progress`` is called with the number of bytes read so far.
    """

    def __init__(self, source: Source, *, progress: Progress | None = None) -> None:
        self.source = source
        self.layout, records = FORMATS[source.format].read(source, progress or (lambda done: None))
        self.first = next(records, None)
        self._records = records if self.first is None else chain([self.first], records)

    def column(self, wanted: str | None) -> str:
        """Return ``wanted``, or the column that holds the texts if one has a usual name.

        Raises ``BadRecord``, with the columns that there are, if none has.
        """
        if self.layout.column is not None:
            return self.layout.column
        if wanted is not None:
            self._check_type(wanted)
            return wanted
        columns = list(self._columns())
        if self.first is None and not columns:
            return TEXT_COLUMNS[0]
        if (usual := usual_column(columns)) is not None:
            self._check_type(usual)
            return usual
        line = 1 if self.first is None else self.first.line
        if self.first is not None and (inside := _records_inside(self.first.original)):
            raise BadRecord(
                f"{self.source.name}:{line}: its records are in the list {inside!r}; take them out: "
                f"jq -c '.{inside}[]' {self.source.name} > records.jsonl"
            )
        raise BadRecord(
            f"{self.source.name}:{line}: cannot tell which column holds the text; columns: "
            f"{shortened(', '.join(columns), 200)}. {self._remedy(columns)}"
        )

    def _remedy(self, columns: list[str]) -> str:
        """What to do about texts in no column with a usual name."""
        header = self.layout.header
        if len(header) == 1 and (sign := _NO_NAME.search(header[0])):
            return f"If it has several, name what stands between them: --delimiter {shlex.quote(sign[0])}"
        named = f"Name it: --column {shlex.quote(self._likeliest(columns))}"
        if any(len(_WORD.findall(name)) > _LONGEST_NAME for name in header):
            return f"If the first line is a record, say so: --no-header. Else name it: {named.partition(': ')[2]}"
        return named

    def _likeliest(self, columns: list[str]) -> str:
        """The column, or the field of an object inside, whose first value has the most words."""
        values = dict(leaves(self.first.original)) if self.first is not None else {}
        words = {name: len(_WORD.findall(text)) for name, text in values.items() if not _LINK.match(text)}
        best = max(words, key=words.__getitem__, default=None)
        return best if best is not None and words[best] else next(iter(columns), "NAME")

    def _columns(self) -> list[str]:
        if self.layout.schema is not None:
            return list(self.layout.schema.names)
        return list(self.first.original) if self.first is not None else list(self.layout.header)

    def _check_type(self, column: str) -> None:
        """Raise ``BadRecord`` if a column of Arrow has a type that is no text: no row of it would have one."""
        schema = self.layout.schema
        if schema is None or schema.names.count(column) != 1:
            return
        kind = schema.field(column).type
        inner = getattr(kind, "value_type", kind) if str(kind).startswith("dictionary") else kind
        if str(inner) not in ("string", "large_string", "string_view", "null"):
            raise BadRecord(f"{self.source.name} {column!r}: expected text, got {kind}; name another --column")

    def records(self) -> Iterator[Record]:
        """Yield the records in order. A bad one raises ``BadRecord``, or goes to ``rejected`` of the source.

        Raises ``BadRecord`` at the end if somebody has changed the file in the meantime.
        """
        yield from self._records
        self.source.check_unchanged()
