"""Every error that textnorm raises on purpose.

TextnormError
├── UndecodableInput   bytes that cannot be read in any of the given encodings
├── BadRecord          a record, row or value that is not what it should be
├── UnknownOption      an option, locale, convention or preset that does not exist
├── RecipeMismatch     two sketches, or an index and a matcher, of different recipes
├── IndexUnusable      an index that cannot be read or written
└── MissingExtra       an optional package is needed (also an ImportError)

A message names the value, the place and the next step, in one line.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "BadRecord",
    "IndexUnusable",
    "MissingExtra",
    "RecipeMismatch",
    "TextnormError",
    "UndecodableInput",
    "UnknownOption",
    "counted",
    "need_many",
    "need_text",
]


class TextnormError(Exception):
    """The base of every error that textnorm raises on purpose."""


class UndecodableInput(TextnormError, ValueError):
    """Bytes that cannot be read in any of the given encodings."""


class BadRecord(TextnormError, ValueError):
    """A record, row or value is not what it should be; the message names its place."""


class UnknownOption(TextnormError, ValueError):
    """An option has a value that does not exist; the message names the nearest ones that do."""

    @classmethod
    def among(cls, option: str, value: object, choices: Iterable[str]) -> UnknownOption:
        """Build the error for ``option=value`` when only ``choices`` exist.

        >>> print(UnknownOption.among("quotes", "germn", ["ascii", "german", "keep"]))
        quotes='germn': did you mean 'german'? Known: ascii, german, keep
        """
        known = list(choices)
        close = get_close_matches(str(value), known, n=1)
        hint = f"did you mean {close[0]!r}? Known" if close else "not known; known"
        return cls(f"{option}={value!r}: {hint}: {', '.join(known)}")


class RecipeMismatch(TextnormError, ValueError):
    """Two sketches, or an index and a matcher, have different recipes; the message names the field that differs."""


class IndexUnusable(TextnormError, OSError):
    """An index cannot be used: damaged, locked, read-only, of a later format; the message says what to do."""

    @classmethod
    def at(cls, name: str, what: str, remedy: str) -> IndexUnusable:
        """Build the error for the index ``name``.

        >>> print(IndexUnusable.at("seen.db", "is not an index of textnorm", "name another file"))
        seen.db: is not an index of textnorm; name another file
        """
        return cls(f"{name}: {what}; {remedy}")


class MissingExtra(TextnormError, ImportError):
    """An optional package is needed; the message says how to install it."""

    @classmethod
    def named(cls, package: str, extra: str, purpose: str) -> MissingExtra:
        """Build the error for a missing ``package`` that ``textnorm[extra]`` would bring.

        >>> print(MissingExtra.named("pyarrow", "parquet", "reading Parquet files"))
        reading Parquet files needs the package 'pyarrow': pip install 'pytextnorm[parquet]'
        """
        return cls(f"{purpose} needs the package {package!r}: pip install 'pytextnorm[{extra}]'")


def counted(number: int, one: str, more: str) -> str:
    """A count for a message.

    >>> counted(1, "copy", "copies"), counted(1200, "copy", "copies")
    ('1 copy', '1,200 copies')
    """
    return f"{number:,} {one if number == 1 else more}"


#: What takes many texts, by what takes one.
_MANY = {
    "clean": "Cleaner().many(texts)",
    "explain": "[explain(text) for text in texts]",
    "key": "keys(texts)",
    "compare": "find_duplicates(texts)",
}


def need_text(value: object, taker: str) -> None:
    """Raise ``BadRecord`` if ``value``, an argument of ``taker``, is not a ``str``.

    >>> need_text(b"K", "key")
    Traceback (most recent call last):
    ...
    textnorm.errors.BadRecord: key: expected str, got bytes; read bytes with decode() first
    """
    if not isinstance(value, str):
        hint = ""
        if isinstance(value, bytes | bytearray | memoryview):
            hint = "; read bytes with decode() first"
        elif hasattr(value, "__iter__") and taker in _MANY:
            hint = f"; for many texts there is {_MANY[taker]}"
        raise BadRecord(f"{taker}: expected str, got {type(value).__name__}{hint}")


def need_many(texts: object, taker: str) -> None:
    """Raise ``BadRecord`` if ``texts``, an argument of ``taker``, is a single text or not iterable.

    >>> need_many("Köln", "find_duplicates")
    Traceback (most recent call last):
    ...
    textnorm.errors.BadRecord: find_duplicates: expected a list of texts, got str; put one text into a list: [text]
    """
    if isinstance(texts, str | bytes | bytearray):
        hint = "put one text into a list: [text]"
    elif hasattr(type(texts), "columns") or hasattr(type(texts), "column_names"):
        hint = "pass one column of it: frame['title']"
    elif hasattr(texts, "keys") and hasattr(texts, "values") and not hasattr(texts, "dtype"):
        hint = "pass its values: list(texts.values())"
    elif not hasattr(texts, "__iter__"):
        hint = "pass a list or another iterable of str"
    else:
        return
    raise BadRecord(f"{taker}: expected a list of texts, got {type(texts).__name__}; {hint}")
