"""Read ISO 646-DE, the German seven-bit code in which ``{ | } ~ [ \\ ]`` are ä ö ü ß Ä Ö Ü.

Source: DIN 66003 (ISO-IR 21).
"""

from __future__ import annotations

import re

from textnorm.text.edits import Edit
from textnorm.text.surroundings import is_code, is_data, token_around

__all__ = ["find_iso646"]

_MEANING = str.maketrans("{|}~[\\]", "äöüßÄÖÜ")
_SITE = re.compile(r"(?<=[A-Za-z])[{|}~]+(?=[a-z])|(?<![^\s\"'(])[\[\\\]](?=[a-z])|(?<=[a-z])[~](?![^\s.,;:!?\"')])")
_REAL_UMLAUT = re.compile("[äöüÄÖÜß]")
_WORD = re.compile(r"[\"'(]?[A-Za-z{|}~\[\\\]]+(?:-[A-Za-z{|}~\[\\\]]+)*[\"')]?[.,;:!?]*")


def find_iso646(text: str) -> list[Edit]:
    """Find the letters of ISO 646-DE in a text without umlauts and without code.

    >>> from textnorm.text.edits import apply_edits
    >>> damaged = "Der Pr{sident empf{ngt G{ste f}r die Er|ffnung"
    >>> apply_edits(damaged, find_iso646(damaged))
    'Der Präsident empfängt Gäste für die Eröffnung'
    >>> find_iso646("der|die|das {name} if(x){return}")
    []
    """
    if _REAL_UMLAUT.search(text) or is_data(text):
        return []
    edits = []
    inside = 0
    for match in _SITE.finditer(text):
        start, end = match.span()
        before, after = token_around(text, start, end)
        word = before + match.group() + after
        if not _WORD.fullmatch(word) or _looks_like_markup(word) or is_code(text, start, end):
            continue
        inside += bool(before and before[-1].isalpha() and after)
        edits.append(Edit(start, end, match.group().translate(_MEANING), "ISO 646-DE", 0.85))
    return edits if inside else []


def _looks_like_markup(word: str) -> bool:
    """Whether brackets pair up or bars separate words: ``{name}``, ``der|die|das``, ``[1]``."""
    return bool(re.search(r"\{[^{}]*\}|\[[^\[\]]*\]|\w{3,}\|\w{3,}|\|.*\||~.*~", word))
