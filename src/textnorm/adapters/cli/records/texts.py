"""Arguments that are a text, or name a file of texts, or standard input."""

from __future__ import annotations

from pathlib import Path

from textnorm.adapters.files.formats import has_suffix
from textnorm.adapters.files.readers import missing
from textnorm.errors import BadRecord

__all__ = ["names_a_file"]

_LONGEST_NAME = 4_096


def names_a_file(argument: str) -> bool:
    """Whether an argument is standard input (``-``) or a file that exists and has a suffix of a file of texts.

    One word with such a suffix and no such file is a slip of the pen, not a text: ``BadRecord`` says so.

    >>> names_a_file("-"), names_a_file("Kanzler empfängt Präsidenten")
    (True, False)
    >>> names_a_file("hedlines.csv")
    Traceback (most recent call last):
    ...
    textnorm.errors.BadRecord: hedlines.csv: no such file; if it is a text, pass it on standard input
    """
    if argument == "-":
        return True
    if len(argument) > _LONGEST_NAME or not argument.isprintable():
        return False
    path = Path(argument)
    try:
        if not has_suffix(path) or "://" in argument:
            return False
        if path.is_file():
            return True
    except (OSError, ValueError):
        return False
    if " " in argument:
        return False
    raise BadRecord(missing(argument, "if it is a text, pass it on standard input"))
