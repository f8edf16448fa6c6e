"""What the records of an input without a telling name are, by its first bytes."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterable

__all__ = ["TEXT_COLUMNS", "is_json_array", "sniffed", "usual_column"]

#: Names of columns that hold a text, the likelier ones first; upper and lower case are one.
TEXT_COLUMNS = (
    "title",
    "headline",
    "titel",
    "überschrift",
    "ueberschrift",
    "schlagzeile",
    "text",
    "body",
    "content",
    "inhalt",
    "artikel",
    "article",
    "description",
    "beschreibung",
    "sentence",
    "satz",
    "name",
)
_OTHER_COLUMNS = frozenset(
    {
        *("id", "guid", "uid", "url", "link", "href", "count", "score", "label", "tags"),
        *("date", "datum", "time", "zeit", "timestamp", "published", "created", "updated"),
        *("lang", "language", "sprache", "author", "autor", "source", "quelle", "category", "kategorie"),
        *("ressort", "section", "teaser", "lead", "summary", "vorspann"),
    }
)
_HEADER_CELL = re.compile(r"[^\W\d][\w .:/#-]{0,39}")
_DELIMITERS = "\t;|,"
_LEAST_ROWS = 3
_ARRAY = re.compile(r'\s*\[\s*(?:[{"\]]|$)')


def sniffed(head: bytes, *, complete: bool) -> str:
    """The format of text that begins with ``head``: ``jsonl``, ``json``, ``csv``, ``tsv`` or ``text``.

    ``complete`` says that ``head`` is all there is. In doubt it is text.

    >>> sniffed(b'{"title": "Bonn"}', complete=True), sniffed(b"id;title", complete=True)
    ('jsonl', 'csv')
    >>> sniffed(b"Bonn, Ulm", complete=True)
    'text'
    """
    text = _decoded(head)
    start = text.lstrip("\ufeff \t\r\n")
    if is_json_array(start):
        return "json"
    lines = text.lstrip("\ufeff").splitlines()
    if not complete and len(lines) > 1:
        lines.pop()  # it may be cut
    lines = [line for line in lines if line.strip()]
    if lines and start.startswith("{") and _is_json_line(lines[0], whole=complete or len(lines) > 1):
        return "jsonl"
    delimiter = _delimiter(lines)
    if delimiter is None:
        return "text"
    return "tsv" if delimiter == "\t" else "csv"


def usual_column(names: Iterable[str]) -> str | None:
    """Which of the columns with these ``names`` holds the texts, if one has a usual name.

    >>> usual_column(["id", "Titel"]), usual_column(["id"])
    ('Titel', None)
    """
    known = {unicodedata.normalize("NFC", str(name)).casefold().strip(): name for name in reversed([*names])}
    return next((known[candidate] for candidate in TEXT_COLUMNS if candidate in known), None)


def is_json_array(text: str) -> bool:
    """Whether a text begins like a JSON array of objects or texts."""
    if not _ARRAY.match(text):
        return False
    inner = text.lstrip()[1:].lstrip()
    if not inner.startswith('"'):
        return True
    # A line such as ["Bonn", sagt er] is no JSON: the first text must be followed by a comma or the end.
    try:
        _, stop = json.JSONDecoder().raw_decode(inner)
    except ValueError:
        return False
    return inner[stop:].lstrip()[:1] in (",", "]", "")


def _decoded(head: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return head.decode(encoding, "ignore")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError:
        return head.decode("utf-8", "replace")


def _is_json_line(line: str, *, whole: bool) -> bool:
    if not whole:  # one long line, which is cut
        return re.match(r'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:', line) is not None
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        # A damaged first record is reported as such if it looks like one.
        return re.match(r'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:', line) is not None


def _delimiter(lines: list[str]) -> str | None:
    """The delimiter if the lines are a table with a header, else ``None``."""
    if not lines:
        return None
    for delimiter in _DELIMITERS:
        if delimiter not in lines[0]:
            continue
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        header = [cell.strip() for cell in rows[0]]
        named = [cell.casefold() for cell in header]
        if len(header) < 2 or len(set(named)) < len(named) or not all(map(_HEADER_CELL.fullmatch, header)):
            continue
        fitting = sum(len(row) == len(header) for row in rows[1:])
        if fitting < 0.8 * (len(rows) - 1):
            continue
        if _OTHER_COLUMNS.intersection(named) or set(TEXT_COLUMNS).intersection(named):
            return delimiter
        plain = all(" " not in cell for cell in header)
        if plain and len(rows) > _LEAST_ROWS and (delimiter != "," or len(header) > 2):
            return delimiter
    return None
