"""Bytes to text, when nobody says in which encoding they are."""

from __future__ import annotations

import codecs
from typing import NamedTuple

__all__ = ["Decoded", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Decoded(NamedTuple):
    """What :func:`decode` found: the text, the encoding it was in, and how sure that is on 0.0–1.0."""

    text: str
    encoding: str
    confidence: float


def decode(data: bytes) -> Decoded:
    """Decode ``data`` in the encoding that it is most probably in.

    >>> decode("Grüße aus Köln".encode("utf-8"))
    Decoded(text='Grüße aus Köln', encoding='utf-8', confidence=1.0)
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, "replace"), encoding, 1.0)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 1.0)
    except UnicodeDecodeError:
        return Decoded(data.decode("cp1252", "replace"), "cp1252", 0.5)
