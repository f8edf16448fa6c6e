"""Hostile files as generators: each has a name, its bytes, and what a command is to do with it.

A fuzz harness takes the bytes; the matrix runs every command on every file.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["HostileFile", "bad_files", "good_files"]


class HostileFile(NamedTuple):
    """A file. ``message`` is a part of its error; without one, it has ``good`` and ``bad`` records."""

    name: str
    data: bytes
    message: str = ""
    good: int = 0
    bad: int = 0


_ROWS = [f"Meldung Nummer {number} aus der Stadt {number * 7919}" for number in range(200)]
_JSON = "".join(f'{{"title": "{row}", "n": {number}.10}}\n' for number, row in enumerate(_ROWS)).encode()
_CSV = ("n,title\n" + "".join(f'{number},"{row}, heute"\n' for number, row in enumerate(_ROWS))).encode()
_NOISE = bytes(number * 7919 % 251 for number in range(4_000))


def _zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return stream.getvalue()


def bad_files() -> Iterator[HostileFile]:
    """Files that are refused as a whole: none of their records can be trusted."""
    yield HostileFile("sheet.xlsx", _zipped(), "is a ZIP archive or an Office file, not text; export its sheet as CSV")
    yield HostileFile("renamed.csv", _zipped(), "is a ZIP archive")
    yield HostileFile("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + _NOISE, "is an old Office file")
    yield HostileFile("image.png", b"\x89PNG\r\n\x1a\n" + _NOISE, "is a PNG image")
    yield HostileFile("photo.txt", b"\xff\xd8\xff\xe0" + _NOISE, "is a JPEG image")
    yield HostileFile("paper.pdf", b"%PDF-1.7\n%\xe2\xe3" + _NOISE, "is a PDF file")
    yield HostileFile("rows.orc", b"ORC" + _NOISE, "is an ORC file")
    yield HostileFile("rows.db", b"SQLite format 3\x00" + _NOISE, "is an SQLite database")
    yield HostileFile("tar.txt", b"a".ljust(257, b"\x00") + b"ustar\x00" + bytes(300), "is a tar archive")
    yield HostileFile("noise.txt", _NOISE, "is a binary file, not text")
    for suffix, data in (("gz", gzip.compress(_JSON)), ("bz2", bz2.compress(_JSON)), ("xz", lzma.compress(_JSON))):
        yield HostileFile(f"cut.jsonl.{suffix}", data[: len(data) // 2], "not a complete")
        yield HostileFile(f"plain.jsonl.{suffix}", _JSON, "give it the name that fits: plain.jsonl")
        spoilt = bytearray(data)
        spoilt[len(data) // 2 : len(data) // 2 + 20] = b"\x55" * 20
        yield HostileFile(f"spoilt.jsonl.{suffix}", bytes(spoilt), "not a complete")
    yield HostileFile("plain.jsonl.zst", _JSON, "give it the name that fits: plain.jsonl")
    yield HostileFile("empty.jsonl.gz", b"", "not a complete gzip file")
    yield HostileFile("twice.csv", b"title,title\na,b\n", "two columns are called 'title'; rename one")
    yield HostileFile("open.json", b'[\n  {"title": "a"}\n', "is not closed after 1 elements")
    yield HostileFile("comma.json", b'[{"title": "a"}, ]\n', "a comma before the end of the array")
    yield HostileFile("missing.json", b'[{"title": "a"} {"title": "b"}]\n', "expected a comma")
    yield HostileFile("indented.json", b'{\n  "title": "a"\n}\n', "jq -c . indented.json > ")
    yield HostileFile("cut.parquet", b"PAR1\x15\x00" + _NOISE, "not a Parquet file")
    yield HostileFile("text.parquet", _JSON, "not a Parquet file")
    yield HostileFile("empty.parquet", b"", "not a Parquet file")
    yield HostileFile("cut.arrow", b"ARROW1\x00\x00" + _NOISE, "not an Arrow file")
    yield HostileFile(
        "header.csv", b'n,"title\n1,a\n2,b\n', "header.csv:1: not CSV: a quote is opened here and never closed"
    )
    yield HostileFile("columns.csv", b"id,line\n1,a\n", "cannot tell which column holds the text; columns: id, line")


def good_files() -> Iterator[HostileFile]:
    """Files whose records are read: the bad ones among them are set aside, and all others stay byte for byte."""
    yield HostileFile("plain.jsonl", _JSON, good=200)
    yield HostileFile("named.txt", gzip.compress(b"Bonn\nUlm\n"), good=2)
    yield HostileFile("letters.txt", b"ORC ist kein Format\nPAR1 auch nicht\nBZh9 GIF89a\n", good=3)
    yield HostileFile("numbers.jsonl", b'{"title":"a","n":1.10,"m":1e400,"n":2,"k":12345678901234567890.123}', good=1)
    yield HostileFile("digits.jsonl", b'{"title": "a", "n": ' + b"9" * 5_000 + b"}\n", good=1)
    yield HostileFile("spaces.jsonl", b' { "title"\t:  "K\\u00f6ln" , "x" : [ ] } \r\n{"title":null}\r\n', good=2)
    yield HostileFile(
        "types.jsonl", b'{"title": "a"}\n{"title": 3}\n["a"]\nnull\n{"x": 1}\n{"title": \n', good=1, bad=5
    )
    yield HostileFile("deep.jsonl", b'{"title": "a"}\n' + b"[" * 100_000 + b"\n", good=1, bad=1)
    yield HostileFile(
        "open.csv", b'n,title\n1,a\n2,"b\n' + b"".join(b"%d,x %d\n" % (n, n) for n in range(997)), good=998, bad=1
    )
    yield HostileFile("quoted.csv", b'n,title\n1,a\n2,"b\n' + _CSV.partition(b"\n")[2], good=201, bad=1)
    yield HostileFile("junk.csv", b'n,title\n1,"a"b\n2,c\n', good=1, bad=1)
    yield HostileFile("ragged.csv", b"n,title\n1,a,b\n2\n3,c\n\n4,d\n", good=2, bad=2)
    yield HostileFile("blank.csv", b"title\na\n\n\nb\n", good=4)
    yield HostileFile("return.csv", b'n,title\n1,"a\rb"\n2,c\n', good=2)
    yield HostileFile("mac.csv", b'n,title\r1,"a, b"\r2,c\r', good=2)
    yield HostileFile("excel.csv", b'\xef\xbb\xbfn;title\r\n1;"a; b"\r\n2;c\r\n', good=2)
    yield HostileFile("comma.csv", b"n, lang;title\n1;a\n2;b\n", good=2)
    yield HostileFile("sep.csv", b"sep=|\r\nn|title\r\n1|a, b; c\r\n", good=1)
    yield HostileFile("no_end.csv", b"n,title\n1,a\n2,b", good=2)
    yield HostileFile("nul.csv", b'n,title\n1,"a\x00b"\n', good=1)
    yield HostileFile(
        "wide.csv", ",".join([*map(str, range(20_000)), "title"]).encode() + b"\n" + b"1," * 20_000 + b"a\n", good=1
    )
    yield HostileFile("returns.csv", b'n,title\n1,"a"\r\r\n', good=1)
    yield HostileFile("empty.csv", b"")
    yield HostileFile("header.csv", b"n,title\r\n")
    yield HostileFile("empty.jsonl", b"")
    yield HostileFile("empty.txt", b"")
    yield HostileFile("ends.txt", b"a\r\nb\nc\rd\n\ne", good=5)
