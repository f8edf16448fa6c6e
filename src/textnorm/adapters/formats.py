"""THE TABLE of file formats. A new format is one row here, and one file with its reader and its writer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from textnorm.adapters.compression import COMPRESSIONS
from textnorm.adapters.delimited import CsvWriter, TsvWriter, read_csv, read_tsv
from textnorm.adapters.json_lines import JsonLinesWriter, read_json_lines
from textnorm.adapters.parquet import ParquetWriter, read_parquet
from textnorm.adapters.plain_text import TextWriter, read_text
from textnorm.adapters.records import Content, Layout, Progress, Source, Writer
from textnorm.errors import UnknownOption

__all__ = ["FORMATS", "Format", "format_of"]


class Format(NamedTuple):
    """A file format.

    ``write`` takes a stream, the layout of the source if that has the same format, and the column of the texts. Where
    records are ``lines``, the stream takes ``str``, and compression and pipes are possible; else it takes bytes.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    read: Callable[[Source, Progress], Content]
    write: Callable[[Any, Layout | None, str], Writer]
    lines: bool = True


_ROWS = (
    Format("jsonl", "JSON Lines", (".jsonl", ".ndjson", ".json"), read_json_lines, JsonLinesWriter),
    Format("csv", "CSV", (".csv",), read_csv, CsvWriter),
    Format("tsv", "TSV", (".tsv", ".tab"), read_tsv, TsvWriter),
    Format("text", "text", (".txt", ".text"), read_text, TextWriter),
    Format("parquet", "Parquet", (".parquet", ".pq"), read_parquet, ParquetWriter, lines=False),
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
    packed = {row.suffix for row in COMPRESSIONS}
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix not in packed]
    return _BY_SUFFIX.get(suffixes[-1], FORMATS[default]) if suffixes else FORMATS[default]
