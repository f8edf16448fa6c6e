"""Single-byte code pages as tables, and how text looks that was written in one and read in another."""

from __future__ import annotations

from functools import cache, lru_cache

__all__ = ["TABLES", "UTF8_PAGES", "bytes_in", "mixup"]


def _table(page: str) -> str:
    """Byte → character; a byte that the page leaves undefined becomes the control character of the same number."""
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in range(256))


# Every page that a German text was found in, or was found read in.
TABLES = {
    page: _table(page)
    for page in (
        "cp1252",
        "iso8859-15",
        "mac_roman",
        "cp850",
        "cp437",
        "cp1250",
        "cp1251",
        "cp1254",
        "cp1257",
        "iso8859-2",
    )
}

# The pages in which UTF-8 gets read, the frequent ones first.
UTF8_PAGES = tuple(TABLES)


@cache
def _bytes_of(page: str) -> dict[int, int]:
    """Code point → byte. Controls stand for their own number, too: that is how ISO 8859-1 differs from cp1252."""
    codes = {number: number for number in range(0xA0)}
    codes |= {ord(character): byte for byte, character in enumerate(TABLES[page])}
    return codes


def bytes_in(text: str, page: str) -> bytes | None:
    """The bytes that look like ``text`` when read in ``page``; None when the page cannot show it.

    >>> bytes_in("Ã¤", "cp1252")
    b'\\xc3\\xa4'
    """
    codes = _bytes_of(page)
    try:
        return bytes([codes[ord(character)] for character in text])
    except KeyError:
        return None


@lru_cache(maxsize=64)
def mixup(written: str, read: str) -> dict[int, str]:
    """Code point that is seen → character that was meant, for text written in one page and read in another.

    >>> mixup("cp850", "cp1252")[ord("„")]
    'ä'
    """
    if read == "latin-1":
        return {byte: TABLES[written][byte] for byte in range(0x80, 0xA0)}
    seen, meant = TABLES[read], TABLES[written]
    table = {ord(seen[byte]): meant[byte] for byte in range(0x80, 0x100) if seen[byte] != meant[byte]}
    if read == "cp1252":
        table |= {byte: meant[byte] for byte in range(0x80, 0xA0) if byte not in table}
    return table
