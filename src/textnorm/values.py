"""What a value is to every part of textnorm: missing or not, in which normal form, and how a terminal may see it.

One rule for each, used by batches, searches, data frames and messages.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["Form", "is_missing", "json_line", "shown"]

#: The Unicode normal forms of a cleaned text.
Form = Literal["NFC", "NFKC"]

_NULLS = frozenset({"NAType", "NaTType"})  # pandas.NA, pandas.NaT
_MAY_BE_NAN = frozenset(
    {"float", "float16", "float32", "float64", "longdouble", "Decimal", "datetime64", "timedelta64"}
)


def is_missing(value: object) -> bool:
    """Whether ``value`` stands for nothing: ``None``, NaN, and the NA and NaT of pandas and numpy.

    >>> [is_missing(value) for value in (None, float("nan"), "", 0)]
    [True, True, False, False]
    """
    if value is None:
        return True
    name = type(value).__name__
    if name in _NULLS:
        return True
    return name in _MAY_BE_NAN and bool(value != value)


# Controls, marks that change the direction or the line, characters without width but joiners, lone surrogates.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def _symbol(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    return char.encode("unicode_escape").decode("ascii")


def shown(text: str, limit: int | None = None, *, blanks: bool = False) -> str:
    """``text`` for a person to read: on one line, controls as symbols, at most ``limit`` characters of it.

    With ``blanks``, unusual spaces and all else that cannot be seen is spelled out as well.

    A terminal obeys control characters, whoever wrote them; so none of a text, a file or a column name reaches it.

    >>> shown("rot \\x1b[31m\\nheute \\x9b2J"), shown("Donaudampfschiff", limit=6)
    ('rot ␛[31m␊heute \\\\x9b2J', 'Donau…')
    """
    if limit is not None and len(text) > limit:
        text = f"{text[: limit - 1]}…"
    if text.isprintable():
        return text
    if blanks:
        return "".join(_symbol(char) if _HIDDEN.match(char) or not char.isprintable() else char for char in text)
    return _HIDDEN.sub(lambda match: _symbol(match[0]), text)


def json_line(value: object) -> str:
    """``value`` as JSON on one line, in its own letters; what a terminal would obey is escaped.

    >>> print(json_line({"text": "Köln \\x9b2J"}))
    {"text": "Köln \\u009b2J"}
    """
    import json

    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
