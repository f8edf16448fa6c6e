"""Bytes to text, when nobody says in which encoding they are.

UTF-8 is tried first: what decodes as UTF-8 is UTF-8. Otherwise every run of non-ASCII bytes is read, with its
neighbours, in each single-byte code page, and the page whose readings are the most plausible wins, line by line where
the lines disagree.

No byte is lost silently: a byte that a page does not define becomes the control character of the same number, and
what is neither UTF-8 nor plausible in any page, in a text that is UTF-8 elsewhere, becomes U+FFFD and lowers the
confidence.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from textnorm.text.plausible import plausibility

__all__ = ["Decoded", "decode"]


class Decoded(NamedTuple):
    """What :func:`decode` found: the text, the encoding it was in, and how sure that is on 0.0–1.0."""

    text: str
    encoding: str
    confidence: float


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Each page with what counts against it, in bits, before the text is seen.
_PAGES = {
    "cp1252": 0,
    "cp1250": 5,
    "mac_roman": 5,
    "cp850": 5,
    "cp1251": 8,
    "iso8859-15": 9,
    "cp437": 9,
}
_NAMES = tuple(_PAGES)


def _table(page: str) -> str:
    """Byte → character; a byte that the page leaves undefined becomes the control character of the same number."""
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in range(256))


_TABLES = {page: _table(page) for page in _PAGES}

# Non-ASCII bytes, a few bytes of ASCII between them allowed, with two bytes of ASCII on either side.
_RUN = re.compile(
    rb"([\x00-\x7f]{0,2})((?:[\x80-\xff]{1,20}[\x00-\x7f]{1,2}(?=[\x80-\xff])){0,9}[\x80-\xff]{1,20})(?=([\x00-\x7f]{0,2}))"
)
_SAMPLE = 3000  # different runs that are read in every page; the rest of a file is only decoded
_SWITCH = 14  # bits that count against a line's page differing from the page of the line before


def decode(data: bytes) -> Decoded:
    """Decode ``data`` in the encoding that it is most probably in.

    >>> decode("Grüße aus Köln".encode("utf-8"))
    Decoded(text='Grüße aus Köln', encoding='utf-8', confidence=1.0)
    >>> decode("Grüße aus Köln".encode("cp850")).text
    'Grüße aus Köln'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _wide(data[len(mark) :], encoding)
    if b"\x00" in data and (encoding := _wide_encoding(data)):
        return _wide(data, encoding)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 1.0)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            text, encoding, _ = decode(data[: error.start])
            return Decoded(text + "\N{REPLACEMENT CHARACTER}", encoding, 0.95)
    return _single_byte(data)


def _wide(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, 1.0 if "\N{REPLACEMENT CHARACTER}" not in text else 0.8)


def _wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, by where the NULs are; else nothing."""
    sample = data[: 1 << 16]
    units = len(sample) // 4
    if not units:
        return ""
    nuls = [sample[place::4].count(0) / units for place in range(4)]
    if len(data) % 4 == 0 and nuls[2] > 0.9 and nuls[3] > 0.9 and nuls[0] < 0.5:
        return "utf-32-le"
    if len(data) % 4 == 0 and nuls[0] > 0.9 and nuls[1] > 0.9 and nuls[3] < 0.5:
        return "utf-32-be"
    even, odd = nuls[0] + nuls[2], nuls[1] + nuls[3]
    if odd > 0.6 and odd > 8 * even:
        return "utf-16-le"
    if even > 0.6 and even > 8 * odd:
        return "utf-16-be"
    return ""


@lru_cache(maxsize=65536)
def _scores(left: bytes, run: bytes, right: bytes) -> tuple[int, ...]:
    """How plausible the run is in each page."""
    whole = left + run + right
    start, end = len(left), len(left) + len(run)
    return tuple(
        plausibility(codecs.charmap_decode(whole, "strict", table)[0], start, end) for table in _TABLES.values()
    )


def _totals(runs: Iterable[tuple[bytes, bytes, bytes]]) -> list[int]:
    counts = Counter(runs).most_common(_SAMPLE)
    totals = [-against for against in _PAGES.values()]
    for run, count in counts:
        for number, score in enumerate(_scores(*run)):
            totals[number] += score * count
    return totals


def _single_byte(data: bytes) -> Decoded:
    runs = _RUN.findall(data)
    totals = _totals(runs)
    best = max(range(len(totals)), key=totals.__getitem__)
    page = _NAMES[best]
    text = codecs.charmap_decode(data, "strict", _TABLES[page])[0]
    others = [totals[n] for n in range(len(totals)) if n != best]
    margin = totals[best] - max(others)
    return Decoded(text, page, round(1 / (1 + 2 ** (-margin / 8)), 3))
