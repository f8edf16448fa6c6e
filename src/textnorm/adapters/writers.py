"""Write records to a file or to standard output, in every format of the table."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from textnorm.adapters.atomic_write import atomic_write
from textnorm.adapters.compression import compression_of
from textnorm.adapters.formats import Format, format_of
from textnorm.adapters.records import Layout, Writer
from textnorm.errors import UnknownOption

__all__ = ["open_writer"]


@contextmanager
def open_writer(name: str | None, *, like: Layout | None = None, column: str = "text") -> Iterator[Writer]:
    """Open ``name`` for writing records; None or ``-`` is standard output.

    The suffix decides on the format; where it says nothing, the output looks ``like`` the source, or is JSON Lines.
    ``column`` is the one that a text file holds. The file appears under its name when all records are written.
    """
    default = like.format if like else "jsonl"
    if name is None or name == "-":
        chosen = format_of(Path(), None, default)
        if not chosen.lines:
            raise UnknownOption(
                f"{chosen.label} cannot go to standard output: name a file with --output FILE{chosen.suffixes[0]}"
            )
        with _writing(chosen, sys.stdout.buffer, like, column) as writer:
            yield writer
        return
    path = Path(name)
    chosen = format_of(path, None, default)
    compression = compression_of(path) if chosen.lines else None
    with atomic_write(path) as temporary, temporary.open("wb") as stream:
        if compression is None:
            with _writing(chosen, stream, like, column) as writer:
                yield writer
        else:
            with compression.open(stream, "wb") as packed, _writing(chosen, packed, like, column) as writer:
                yield writer


@contextmanager
def _writing(chosen: Format, stream: IO[bytes], like: Layout | None, column: str) -> Iterator[Writer]:
    """Give the writer of a format; ``stream`` stays open."""
    same = like if like is not None and like.format == chosen.name else None
    if not chosen.lines:
        writer = chosen.write(stream, same, column)
        yield writer
        writer.close()
        return
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    try:
        writer = chosen.write(text, same, column)
        yield writer
        writer.close()
    finally:
        text.flush()
        text.detach()
