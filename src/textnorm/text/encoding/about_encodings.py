"""Lines that talk about encodings, in which damage may be on show."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from textnorm.text.edits import Edit

__all__ = ["unless_about_encodings"]

_ENCODING_WORDS = (
    *("utf-8", "utf8", "latin-1", "latin1", "iso-8859", "8859-1", "cp1252", "cp850", "windows-125", "unicode"),
    *("charset", "mojibake", "codepage", "encod", "kodier", "codier", "zeichensa", "zeichensä", "umlaut"),
    *("das zeichen", "buchstab"),
)
_UNDAMAGED_UMLAUT = re.compile("[äöüßÄÖÜ](?<![^\x00-\x7f].)(?![^\x00-\x7f])")


def unless_about_encodings(text: str, edits: list[Edit]) -> list[Edit]:
    """``edits`` without those in lines that talk about encodings, where damage may be on show.

    A line that is damaged throughout is repaired all the same: several damaged places, and not one undamaged umlaut.
    """
    if not edits or (len(edits) >= 3 and "\n" not in text and not _UNDAMAGED_UMLAUT.search(text)):
        return edits
    if not _is_about_encodings(text):
        return edits
    breaks = [-1, *(place.start() for place in re.finditer("\n", text)), len(text)]
    lines = [bisect_left(breaks, edit.start + 1) - 1 for edit in edits]
    on_show = set()
    for number, count in Counter(lines).items():
        line = text[breaks[number] + 1 : breaks[number + 1]]
        if _is_about_encodings(line) and (count < 3 or _UNDAMAGED_UMLAUT.search(line)):
            on_show.add(number)
    return [edit for number, edit in zip(lines, edits, strict=True) if number not in on_show]


def _is_about_encodings(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in _ENCODING_WORDS)
