"""The encodings that may be chosen, by Python's names, and decoding in one that is named."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from textnorm.errors import UndecodableInput, UnknownOption
from textnorm.text.decoding.page_scores import PAGES, in_page
from textnorm.text.decoding.wide import BYTE_ORDER_MARKS, EAST_ASIAN
from textnorm.text.encoding.codepages import CODE_PAGES

__all__ = ["EVERY_ENCODING", "Allowed", "allowed_encodings", "decode_as", "encoding_name"]

_PROBES = (b"\xc3\xa4", b"\xe4\xb8\xad", b"\x81\x30\x81\x30")  # one character each in UTF-8 and GB 18030
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


class Allowed(NamedTuple):
    """The encodings that may be chosen, by kind."""

    names: tuple[str, ...]
    pages: tuple[str, ...]
    utf8: bool
    wide: tuple[str, ...]
    east_asian: tuple[str, ...]


EVERY_ENCODING = Allowed(("utf-8", *PAGES, *_WIDE, *EAST_ASIAN), PAGES, True, _WIDE, tuple(EAST_ASIAN))


@cache
def _known() -> dict[str, str]:
    """Python's own name of a codec → the name that textnorm uses."""
    names = [page.name for page in CODE_PAGES] + ["utf-8", *_WIDE, *EAST_ASIAN]
    return {codecs.lookup(name).name: name for name in names}


def encoding_name(name: str, option: str = "encoding") -> str:
    """The name that textnorm uses for the encoding that Python knows as ``name``.

    >>> encoding_name("ISO-8859-15"), encoding_name("windows-1252"), encoding_name("UTF8")
    ('iso8859-15', 'cp1252', 'utf-8')
    """
    try:
        info = codecs.lookup(name)
    except (LookupError, TypeError, ValueError):
        raise UnknownOption.among(option, name, EVERY_ENCODING.names) from None
    if not getattr(info, "_is_text_encoding", True):
        raise UnknownOption.among(option, name, EVERY_ENCODING.names)
    return _known().get(info.name, info.name)


@cache
def _is_page(name: str) -> bool:
    """Whether the encoding has one character for every byte."""
    if name in PAGES:
        return True
    try:
        codec = codecs.lookup(name)
        lengths = [len(codec.decode(data, "replace")[0]) for data in (*_PROBES, bytes(range(256)))]
    except (UnicodeError, LookupError):
        return False
    return lengths == [2, 3, 4, 256]


def allowed_encodings(names: Iterable[str] | None) -> Allowed:
    """The encodings in ``names``, sorted by kind; with None, all that textnorm tells apart."""
    if names is None:
        return EVERY_ENCODING
    if isinstance(names, str):
        names = [names]
    found = tuple(dict.fromkeys(encoding_name(name, "encodings") for name in names))
    if not found:
        raise UnknownOption("encodings=[]: name at least one encoding")
    return Allowed(
        found,
        tuple(name for name in found if name not in EAST_ASIAN and name not in {"utf-8", "ascii"} and _is_page(name)),
        "utf-8" in found or "ascii" in found or "utf-8-sig" in found,
        tuple(name for name in found if name in _WIDE),
        tuple(name for name in found if name in EAST_ASIAN),
    )


def decode_as(data: bytes, name: str, errors: str | None) -> str:
    """``data`` in the encoding ``name``, without its byte order mark.

    Without ``errors``, an undefined byte of a code page becomes the control character of the same number, and what is
    not well-formed becomes U+FFFD.
    """
    for mark, marked in BYTE_ORDER_MARKS:
        if name == marked and data.startswith(mark):
            data = data[len(mark) :]
            break
    if errors is None:
        return in_page(data, name) if _is_page(name) and name != "ascii" else data.decode(name, "replace")
    try:
        return data.decode(name, errors)
    except UnicodeDecodeError as error:
        shown = data[error.start : error.end]
        raise UndecodableInput(
            f"byte {error.start}: {shown!r} is not {name} ({error.reason}); pass errors='replace' or another encoding"
        ) from error
    except LookupError:
        raise UnknownOption.among("errors", errors, ["strict", "ignore", "replace", "backslashreplace"]) from None
