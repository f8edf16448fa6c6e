"""THE TABLE of file formats. A new format is one row here, and one file with its reader and its writer.

The file is imported when a source or an output of its format is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from textnorm.adapters.files.compression import COMPRESSIONS, has_controls, refuse_foreign
from textnorm.adapters.files.records import Content, Output, Progress, Source, Writer
from textnorm.adapters.files.sniff import sniffed
from textnorm.errors import BadRecord, UnknownOption

__all__ = ["FORMATS", "Format", "Guess", "format_of", "format_of_head", "has_suffix"]


class Format(NamedTuple):
    """A file format.

    ``write`` takes a stream and what a writer needs to know. Where records are ``lines``, the stream takes ``str``, and
    compression and pipes are possible; else it takes bytes. ``magic`` holds the first bytes by which it is recognised.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    read: Callable[[Source, Progress], Content]
    write: Callable[[Any, Output], Writer]
    lines: bool = True
    magic: tuple[bytes, ...] = ()


def _in(module: str, name: str) -> Callable[..., Any]:
    """The function, or class, ``name`` of a module of this package, which is imported when it is called."""
    return lambda *arguments: getattr(import_module(f"textnorm.adapters.files.{module}"), name)(*arguments)


_ROWS = (
    Format(
        "jsonl",
        "JSON Lines",
        (".jsonl", ".ndjson"),
        _in("json_lines", "read_json_lines"),
        _in("json_lines", "JsonLinesWriter"),
    ),
    # A file of this suffix may hold JSON Lines as well: its first bytes decide.
    Format(
        "json", "a JSON array", (".json",), _in("json_array", "read_json_array"), _in("json_array", "JsonArrayWriter")
    ),
    Format("csv", "CSV", (".csv",), _in("delimited", "read_csv"), _in("delimited", "CsvWriter")),
    Format("tsv", "TSV", (".tsv", ".tab"), _in("delimited", "read_tsv"), _in("delimited", "TsvWriter")),
    Format("text", "text", (".txt", ".text"), _in("plain_text", "read_text"), _in("plain_text", "TextWriter")),
    Format(
        "parquet",
        "Parquet",
        (".parquet", ".pq"),
        _in("arrow", "read_parquet"),
        _in("arrow", "ParquetWriter"),
        lines=False,
        magic=(b"PAR1",),
    ),
    Format(
        "arrow",
        "Arrow IPC",
        (".arrow", ".feather", ".arrows", ".ipc"),
        _in("arrow", "read_arrow"),
        _in("arrow", "ArrowWriter"),
        lines=False,
        magic=(b"ARROW1\x00\x00", b"\xff\xff\xff\xff"),
    ),
)

FORMATS = {row.name: row for row in _ROWS}

_BY_SUFFIX = {suffix: row for row in _ROWS for suffix in row.suffixes}


def format_of(path: Path, wanted: str | None, default: str) -> Format:
    """The format of ``path``: ``wanted``, or what the suffix says, or ``default``.

    >>> format_of(Path("news.csv.gz"), None, "text").name
    'csv'
    """
    if wanted is not None:
        if wanted not in FORMATS:
            raise UnknownOption.among("format", wanted, FORMATS)
        return FORMATS[wanted]
    return _BY_SUFFIX.get(_suffix_of(path), FORMATS[default])


def has_suffix(path: Path) -> bool:
    """Whether the name of ``path`` says that it is a file of the table.

    >>> has_suffix(Path("news.csv.gz")), has_suffix(Path("README.md"))
    (True, False)
    """
    return bool(_suffix_of(path))


def _suffix_of(path: Path) -> str:
    """The suffix of a format in the name of ``path``, below that of a compression; empty if there is none."""
    packed = {row.suffix for row in COMPRESSIONS}
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in packed]
    return suffixes[-1] if suffixes and suffixes[-1] in _BY_SUFFIX else ""


class Guess(NamedTuple):
    """The format of a file, and whether it was guessed from its first bytes alone."""

    format: Format
    guessed: bool


def format_of_head(
    name: str,
    path: Path,
    head: bytes,
    wanted: str | None,
    *,
    packed: bool,
    complete: bool,
    any_bytes: bool,
    sniff: bool,
) -> Guess:
    """The format of a file that begins with ``head``, without its compression (``packed`` says if it has one).

    Its first bytes count more than its suffix, and alone if it has none that is known; ``complete`` says that they are
    all there are. Raises ``BadRecord`` for a file that holds no texts, or if they contradict ``wanted``. ``any_bytes``
    may be text in any encoding; without ``sniff``, what has no known suffix is text.
    """
    chosen = format_of(path, wanted, "text")
    found = next((row for row in FORMATS.values() if any(head.startswith(magic) for magic in row.magic)), None)
    if not has_controls(head):
        found = None  # a text may begin with the same letters
    if found is not None and packed:
        raise BadRecord(f"{name}: is {found.label} inside another compression; unpack it first")
    if found is not None and wanted is not None and found is not chosen:
        raise BadRecord(f"{name}: is {found.label}, not {chosen.label}; leave --format {wanted} out")
    if found is not None:
        return Guess(found, guessed=False)
    if chosen.lines:
        refuse_foreign(name, head, any_bytes=any_bytes)
    if wanted is None and not _suffix_of(path) and sniff:
        return Guess(FORMATS[sniffed(head, complete=complete)], guessed=True)
    if chosen.name in ("json", "jsonl"):
        # The two have the same suffixes in the wild. A line of JSON Lines may be an array, but not of objects.
        what = sniffed(head, complete=complete)
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[1:].lstrip()[:1]
        if what == "json" and (chosen.name == "json" or start == b"{"):
            return Guess(FORMATS["json"], guessed=False)
        return Guess(FORMATS["jsonl"], guessed=False)
    return Guess(chosen, guessed=False)
