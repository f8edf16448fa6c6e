"""Characters that look right and are written wrong: composed letters, invisibles, ligatures, widths."""

from __future__ import annotations

import re
from unicodedata import is_normalized, normalize

from textnorm.text.edits import Edit

__all__ = ["find_characters"]

_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]{1,8}(?![\u0300-\u036f])")


def find_characters(text: str, *, form: str = "NFC") -> list[Edit]:
    """Find characters to be written in their normal form.

    >>> find_characters("empfa\\u0308ngt")
    [Edit(start=4, end=6, after='ä', evidence='composed', confidence=1.0)]
    """
    if text.isascii() or is_normalized("NFC", text):
        return []
    return [
        Edit(match.start(), match.end(), after, "composed")
        for match in _CLUSTER.finditer(text)
        if (after := normalize("NFC", match.group())) != match.group()
    ]
