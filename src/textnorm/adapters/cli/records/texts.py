"""Arguments that are a text, or name a file of texts, or standard input."""

from __future__ import annotations

from pathlib import Path

from textnorm.adapters.files.formats import has_suffix

__all__ = ["names_a_file"]

_LONGEST_NAME = 4_096


def names_a_file(argument: str) -> bool:
    """Whether an argument is standard input (``-``) or a file that exists and has a suffix of a file of texts.

    >>> names_a_file("-"), names_a_file("Kanzler empfängt Präsidenten")
    (True, False)
    """
    if argument == "-":
        return True
    if len(argument) > _LONGEST_NAME or not argument.isprintable():
        return False
    path = Path(argument)
    try:
        return has_suffix(path) and path.is_file()
    except (OSError, ValueError):
        return False
