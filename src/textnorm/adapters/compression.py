"""THE TABLE of compressions. One row reads and writes a compression under every format whose records are lines."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from textnorm.adapters.records import Source
from textnorm.errors import BadRecord

__all__ = ["COMPRESSIONS", "Compression", "compression_of", "unpacked"]


class Compression(NamedTuple):
    """A compression: its name and suffix, how to open a binary stream in it, and what damaged data raises."""

    name: str
    suffix: str
    open: Callable[[IO[bytes], str], Any]  # stream, "rb" or "wb"
    damaged: tuple[type[Exception], ...]


def _gzip(stream: IO[bytes], mode: str) -> Any:
    return gzip.GzipFile("", mode, fileobj=stream, mtime=0)  # neither a name nor a time: the same bytes every time


COMPRESSIONS = (Compression("gzip", ".gz", _gzip, (gzip.BadGzipFile, EOFError)),)


def compression_of(path: Path) -> Compression | None:
    """The compression that the last suffix of ``path`` names, if any."""
    return next((row for row in COMPRESSIONS if path.suffix == row.suffix), None)


@contextmanager
def unpacked(source: Source) -> Iterator[IO[bytes]]:
    """Open ``source`` and give its bytes without their compression."""
    compression = compression_of(source.path)
    with source.open() as stream:
        if compression is None:
            yield stream
            return
        try:
            with compression.open(stream, "rb") as inner:
                yield inner
        except compression.damaged as error:
            raise BadRecord(f"{source.name}: not a complete {compression.name} file: {error}") from None
