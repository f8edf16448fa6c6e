"""Are two spellings of a name, Müller and Mueller, those of two people, or does the text speak of the spelling?"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_contrasted"]

_AROUND = 60  # characters on either side in which a text says that it speaks of spellings
_SPELLINGS = re.compile(
    r"\b(?:auch|oder|statt|bzw|beziehungsweise|geb|geborene[rn]?|eigentlich|alias|umlaute?n?|\w*schreib\w*|\w*schrieb\w*)\b"
    "|[=/(|\\[→]",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"([^\W\d_]+|[^\W\d_]{1,4}\.)[ \xa0]+\Z")  # a point behind more letters ends a sentence
_LONGEST = 40  # characters of the word before a name
_BEHIND = re.compile(r"[^\W\d_]+[ \xa0]+([^\W\d_]+)")
_MEN, _WOMEN = frozenset(("Herr", "Herrn")), frozenset(("Frau",))
_ENDS = '.!?:;\n"„“”»«'


def is_contrasted(text: str, start: int, end: int, places: Sequence[int]) -> bool:
    """Whether the name at ``text[start:end]`` may be another one than the like one, with its letters, at ``places``.

    >>> text = "Bürgermeister Müller sagt ab, so Mueller"
    >>> is_contrasted(text, 33, 40, [14])
    False
    >>> text = "Frau Schröder und Herr Schroeder"
    >>> is_contrasted(text, 23, 32, [5])
    True
    """
    if _SPELLINGS.search(text, max(0, start - _AROUND), min(len(text), end + _AROUND)):
        return True
    if "-" in (text[start - 1 : start], text[end : end + 1]):  # a part of another name: Joerg-Cyril
        return True
    # A first name, with a surname of its own: Jörg Müller, Joerg Lehmann.
    surname = _name_behind(text, start)
    if surname and all(_name_behind(text, place) != surname for place in places):
        return True
    mine = _word_before(text, start)
    if not mine:
        return False
    others = {_word_before(text, place) for place in places}
    if mine in _MEN or mine in _WOMEN:
        return bool(others & (_WOMEN if mine in _MEN else _MEN))
    return mine not in others


def _name_behind(text: str, start: int) -> str:
    """The capitalised word behind the one that begins at ``start``."""
    found = _BEHIND.match(text, start)
    return found[1] if found and found[1][0].isupper() else ""


def _word_before(text: str, start: int) -> str:
    """The capitalised word before a name, unless it begins a sentence: a first name, an office, Herr, Frau."""
    found = _BEFORE.search(text, max(0, start - _LONGEST), start)
    if found is None or not found[1][0].isupper():
        return ""
    before = text[: found.start()].rstrip(" \xa0")
    first = not before or before[-1] in _ENDS
    return "" if first and found[1] not in _MEN | _WOMEN else found[1]
