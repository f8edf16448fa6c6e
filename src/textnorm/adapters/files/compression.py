"""THE TABLE of compressions. One row reads and writes a compression under every format whose records are lines.

Beside it, the table of files that hold no texts of ours: what they are, and what to do about it.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from textnorm.adapters.files.records import Source
from textnorm.errors import BadRecord, MissingExtra
from textnorm.text.decoding.wide import without_mark

__all__ = [
    "COMPRESSIONS",
    "FOREIGN",
    "Compression",
    "Foreign",
    "compression_of",
    "damage_named",
    "foreign_suffix",
    "has_controls",
    "head_of",
    "refuse_foreign",
    "unpacked",
]

HEAD = 4_096
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")


class Compression(NamedTuple):
    """A compression: its name and suffix, its first bytes, how to open a stream in it, what damage raises."""

    name: str
    suffix: str
    magic: bytes
    open: Callable[[IO[bytes], str], Any]  # stream, "rb" or "wb"
    damaged: tuple[type[Exception], ...]


class Foreign(NamedTuple):
    """A kind of file that is no text: its suffixes, its first bytes, and what to do."""

    name: str
    suffixes: tuple[str, ...]
    magic: bytes
    hint: str


def _gzip(stream: IO[bytes], mode: str) -> Any:
    return gzip.GzipFile("", mode, fileobj=stream, mtime=0)  # neither a name nor a time: the same bytes every time


def _bzip2(stream: IO[bytes], mode: str) -> Any:
    return bz2.BZ2File(stream, "wb" if mode == "wb" else "rb")


def _xz(stream: IO[bytes], mode: str) -> Any:
    return lzma.LZMAFile(stream, mode)


class _KeptOpen(io.RawIOBase):
    """A stream for pyarrow, which would close the one that it is given."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size)

    def write(self, data: Any) -> int:
        return self._stream.write(data)

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True


def _zstd(stream: IO[bytes], mode: str) -> Any:
    try:
        import pyarrow
    except ImportError:
        raise MissingExtra.named("pyarrow", "parquet", "Reading and writing .zst files") from None
    if mode == "wb":
        return pyarrow.CompressedOutputStream(pyarrow.PythonFile(_KeptOpen(stream), "w"), "zstd")
    return io.BufferedReader(pyarrow.CompressedInputStream(pyarrow.PythonFile(_KeptOpen(stream), "r"), "zstd"))


COMPRESSIONS = (
    Compression("gzip", ".gz", b"\x1f\x8b\x08", _gzip, (gzip.BadGzipFile, EOFError, zlib.error)),
    Compression("bzip2", ".bz2", b"BZh", _bzip2, (OSError, EOFError, ValueError)),
    Compression("xz", ".xz", b"\xfd7zXZ\x00", _xz, (lzma.LZMAError, EOFError)),
    Compression("Zstandard", ".zst", b"\x28\xb5\x2f\xfd", _zstd, (OSError,)),
)

_EXPORT = "export its sheet as CSV"
_UNPACK = "unpack it and name a file in it"
_NO_TEXT = "take the text out of it first"

FOREIGN = (
    Foreign("a ZIP archive or an Office file", (".xlsx", ".ods", ".docx", ".odt", ".zip"), b"PK\x03\x04", _EXPORT),
    Foreign("an old Office file", (".xls", ".doc"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _EXPORT),
    Foreign("a 7z archive", (".7z",), b"7z\xbc\xaf\x27\x1c", _UNPACK),
    Foreign("a RAR archive", (".rar",), b"Rar!\x1a\x07", _UNPACK),
    Foreign("an lz4 file", (".lz4",), b"\x04\x22\x4d\x18", _UNPACK),
    Foreign("a Snappy file", (".snappy", ".sz"), b"\xff\x06\x00\x00sNaPpY", _UNPACK),
    Foreign("a tar archive", (".tar", ".tgz"), b"", _UNPACK),
    Foreign("a PDF file", (".pdf",), b"%PDF-", _NO_TEXT),
    Foreign("a PNG image", (".png",), b"\x89PNG\r\n\x1a\n", _NO_TEXT),
    Foreign("a JPEG image", (".jpg", ".jpeg"), b"\xff\xd8\xff", _NO_TEXT),
    Foreign("a GIF image", (".gif",), b"GIF8", _NO_TEXT),
    Foreign("an SQLite database", (".sqlite", ".sqlite3", ".db"), b"SQLite format 3\x00", "export the table as CSV"),
    Foreign("an ORC file", (".orc",), b"ORC", "convert it to Parquet"),
    Foreign("an Avro file", (".avro",), b"Obj\x01", "convert it to Parquet"),
    Foreign("a program", (".exe", ".so"), b"\x7fELF", "name a file of text"),
)


def compression_of(path: Path, head: bytes = b"") -> Compression | None:
    """The compression that the first bytes tell, or else the last suffix of ``path``, if any."""
    for row in COMPRESSIONS:
        if head.startswith(row.magic) and (row.name != "bzip2" or head[4:7] in (b"1AY", b"\x17rE")):
            return row
    return next((row for row in COMPRESSIONS if path.suffix.lower() == row.suffix), None)


def foreign_suffix(path: Path) -> Foreign | None:
    """What the suffix of ``path`` says it is, if no format of ours."""
    return next((row for row in FOREIGN if path.suffix.lower() in row.suffixes), None)


@contextmanager
def unpacked(source: Source) -> Iterator[IO[bytes]]:
    """Open ``source`` and give its bytes without their compression."""
    with source.open() as stream:
        compression = compression_of(source.path, stream.read(16))
        stream.seek(0)
        if compression is None:
            yield stream
            return
        with damage_named(source.name, compression), compression.open(stream, "rb") as inner:
            yield inner


@contextmanager
def damage_named(name: str, compression: Compression) -> Iterator[None]:
    """Turn what damaged data raises into ``BadRecord``."""
    try:
        yield
    except BadRecord:
        raise
    except compression.damaged as error:
        raise BadRecord(f"{name}: not a complete {compression.name} file: {error}; fetch it again") from None


def head_of(name: str, path: Path, stream: IO[bytes]) -> tuple[bytes, Compression | None]:
    """The first bytes of a stream without its compression, and that compression. The stream is wound back."""
    head = stream.read(HEAD)
    stream.seek(0)
    compression = compression_of(path, head)
    if compression is None:
        return head, None
    if not head:
        raise BadRecord(f"{name}: not a complete {compression.name} file: it is empty; fetch it again")
    if not head.startswith(compression.magic) and _is_text(head):
        plain = path.with_suffix("").name
        raise BadRecord(f"{name}: is not {compression.name}, but text; give it the name that fits: {plain}")
    with damage_named(name, compression), compression.open(stream, "rb") as inner:
        head = inner.read(HEAD)
    stream.seek(0)
    return head, compression


def refuse_foreign(name: str, head: bytes, *, any_bytes: bool = False) -> None:
    """Raise ``BadRecord`` if a file with these first bytes holds no text; ``any_bytes`` may be in any encoding."""
    found = next((row for row in FOREIGN if row.magic and head.startswith(row.magic)), None)
    if found is not None and found.magic.isalnum() and not has_controls(head):  # a text may begin with these letters
        found = None
    if found is None and head[257:262] == b"ustar":
        found = next(row for row in FOREIGN if ".tar" in row.suffixes)
    if found is not None:
        raise BadRecord(f"{name}: is {found.name}, not text; {found.hint}")
    if not any_bytes and has_controls(head, len(head) // 12) and not _is_text(head):
        raise BadRecord(f"{name}: is a binary file, not text; if it is text, name its --encoding")


def has_controls(head: bytes, more_than: int = 0) -> bool:
    """Whether more than so many bytes are control characters that are rare in text.

    >>> has_controls(b"ORC"), has_controls(bytes([79, 82, 67, 0]))
    (False, True)
    """
    return len(head) - len(head.translate(None, _CONTROLS)) > more_than


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4] == b"\x00\x00\xfe\xff" or without_mark(head):
        return True
    with suppress(UnicodeDecodeError):
        head[: len(head) - 3].decode("utf-8")
        return b"\x00" not in head
    return False
