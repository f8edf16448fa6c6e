"""The tables of single-byte code pages and of their mix-ups.

There are no other lists of pages: what `decode` tries, what the mojibake step undoes and what its prefilter searches
for is derived from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

__all__ = [
    "CODE_PAGES",
    "LABELS",
    "MIXUPS",
    "TABLES",
    "UTF8_PAGES",
    "CodePage",
    "Mixup",
    "bytes_in",
    "mixup",
    "shown_in",
    "table_of",
]


class CodePage(NamedTuple):
    """A single-byte code page in which text is found, or is found read.

    ``name`` is Python's and ``label`` the one that a user reads. ``prior`` is what counts against the page in `decode`,
    in bits, before the text is seen; with None, `decode` does not try it. ``utf8`` says that UTF-8 gets read in it.
    """

    name: str
    label: str
    prior: int | None
    utf8: bool


class Mixup(NamedTuple):
    """Text that was written in the page ``written`` and read in the page ``read``.

    A ``certain`` mix-up needs no umlaut as evidence.
    """

    written: str
    read: str
    certain: bool = False


#: The most frequent first: of two pages that explain a text equally well, the first is taken.
CODE_PAGES = (
    CodePage("cp1252", "cp1252", prior=0, utf8=True),
    CodePage("iso8859-15", "ISO 8859-15", prior=7, utf8=True),
    CodePage("cp1250", "cp1250", prior=4, utf8=True),
    CodePage("mac_roman", "Mac Roman", prior=5, utf8=True),
    CodePage("cp850", "CP850", prior=5, utf8=True),
    CodePage("cp437", "CP437", prior=7, utf8=True),
    CodePage("cp1251", "cp1251", prior=4, utf8=True),
    CodePage("cp1254", "cp1254", prior=5, utf8=True),
    CodePage("cp1257", "cp1257", prior=6, utf8=True),
    CodePage("iso8859-2", "ISO 8859-2", prior=5, utf8=True),
    CodePage("latin-1", "ISO 8859-1", prior=None, utf8=False),
    CodePage("cp858", "CP858", prior=8, utf8=False),
    CodePage("cp852", "CP852", prior=5, utf8=False),
    CodePage("mac_latin2", "Mac Latin 2", prior=7, utf8=False),
    CodePage("koi8-r", "KOI8-R", prior=6, utf8=False),
    CodePage("koi8-u", "KOI8-U", prior=6, utf8=False),
    CodePage("cp866", "CP866", prior=7, utf8=False),
    CodePage("iso8859-5", "ISO 8859-5", prior=8, utf8=False),
    CodePage("mac_cyrillic", "Mac Cyrillic", prior=6, utf8=False),
    CodePage("cp1253", "cp1253", prior=5, utf8=False),
    CodePage("iso8859-7", "ISO 8859-7", prior=6, utf8=False),
    CodePage("cp737", "CP737", prior=7, utf8=False),
    CodePage("iso8859-9", "ISO 8859-9", prior=6, utf8=False),
    CodePage("cp857", "CP857", prior=7, utf8=False),
    CodePage("iso8859-13", "ISO 8859-13", prior=6, utf8=False),
    CodePage("cp775", "CP775", prior=7, utf8=False),
    CodePage("cp1255", "cp1255", prior=6, utf8=False),
    CodePage("iso8859-8", "ISO 8859-8", prior=8, utf8=False),
    CodePage("cp1256", "cp1256", prior=6, utf8=False),
    # Rare ones: a text in them must not be taken for one in a neighbour.
    CodePage("cp865", "CP865", prior=9, utf8=False),
    CodePage("cp861", "CP861", prior=10, utf8=False),
    CodePage("cp860", "CP860", prior=10, utf8=False),
    CodePage("mac_turkish", "Mac Turkish", prior=10, utf8=False),
    CodePage("mac_iceland", "Mac Icelandic", prior=10, utf8=False),
    CodePage("iso8859-4", "ISO 8859-4", prior=10, utf8=False),
    CodePage("iso8859-16", "ISO 8859-16", prior=10, utf8=False),
)

#: The most frequent first, here as well.
MIXUPS = (
    Mixup("cp850", "cp1252"),
    Mixup("mac_roman", "cp1252"),
    Mixup("cp1252", "cp850"),
    Mixup("cp1252", "mac_roman"),
    Mixup("cp850", "mac_roman"),
    Mixup("mac_roman", "cp850"),
    Mixup("cp1252", "cp437"),
    Mixup("mac_roman", "cp437"),
    Mixup("cp437", "cp1252"),
    Mixup("cp437", "mac_roman"),
    Mixup("cp850", "cp1250"),
    Mixup("mac_roman", "cp1250"),
    Mixup("cp1252", "cp1251"),
    Mixup("cp850", "cp1251"),
    Mixup("mac_roman", "cp1251"),
    Mixup("cp1250", "cp850"),
    Mixup("cp1250", "mac_roman"),
    Mixup("cp1250", "cp437"),
    Mixup("cp437", "cp1250"),
    Mixup("cp437", "cp1251"),
    Mixup("cp1250", "cp1251"),
    # Nobody writes the control characters that stand where cp1252 has its quotation marks.
    Mixup("cp1252", "latin-1", certain=True),
)


@cache
def table_of(page: str) -> str:
    """Byte → character; a byte that the page leaves undefined becomes the control character of the same number."""
    read = bytes(range(256)).decode(page, "replace")
    return "".join(
        chr(byte) if character == "\N{REPLACEMENT CHARACTER}" else character for byte, character in enumerate(read)
    )


class _Tables(Mapping[str, str]):
    """The tables by page, each made when it is first asked for."""

    def __getitem__(self, page: str) -> str:
        if page not in LABELS:
            raise KeyError(page)
        return table_of(page)

    def __iter__(self) -> Iterator[str]:
        return iter(LABELS)

    def __len__(self) -> int:
        return len(LABELS)


#: Byte → character, for every page.
TABLES = _Tables()
#: The pages in which UTF-8 gets read.
UTF8_PAGES = tuple(page.name for page in CODE_PAGES if page.utf8)
LABELS = {page.name: page.label for page in CODE_PAGES}


@cache
def _bytes_of(page: str) -> dict[int, int]:
    """Code point → byte. Controls stand for their own number, too: that is how ISO 8859-1 differs from cp1252."""
    codes = {number: number for number in range(0xA0)}
    codes |= {ord(character): byte for byte, character in enumerate(TABLES[page])}
    return codes


@cache
def shown_in(page: str) -> frozenset[str]:
    """The characters that :func:`bytes_in` finds in ``page``."""
    return frozenset(map(chr, _bytes_of(page)))


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
    seen, meant = TABLES[read], TABLES[written]
    table = {ord(seen[byte]): meant[byte] for byte in range(0x80, 0x100) if seen[byte] != meant[byte]}
    if read == "cp1252":
        table |= {byte: meant[byte] for byte in range(0x80, 0xA0) if byte not in table}
    return table
