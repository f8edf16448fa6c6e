"""Undo escapes: HTML entities."""

from __future__ import annotations

import re
from html import unescape

from textnorm.text.edits import Edit

__all__ = ["find_escapes"]

_ENTITY = re.compile(r"&(?:amp;)*(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


def find_escapes(text: str) -> list[Edit]:
    """Find escaped characters that were meant to be read as characters.

    >>> find_escapes("Caf&eacute;")
    [Edit(start=3, end=11, after='é', evidence='HTML entity', confidence=1.0)]
    """
    if "&" not in text or "<" in text:
        return []
    edits = []
    for match in _ENTITY.finditer(text):
        after = before = match.group()
        while (once := unescape(after)) != after:
            after = once
        if after != before:
            edits.append(Edit(match.start(), match.end(), after, "HTML entity"))
    return edits
