"""Are two spellings of a name, Müller and Mueller, those of two people, or does the text speak of the spelling?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Others", "is_contrasted", "others_at"]

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


class Others(NamedTuple):
    """What stands around a name wherever it has its letters: the capitalised words behind and before it."""

    behind: frozenset[str]
    before: frozenset[str]


def others_at(text: str, places: Sequence[int]) -> Others:
    """What stands around the name that begins at ``places``."""
    return Others(
        frozenset(_name_behind(text, place) for place in places),
        frozenset(_word_before(text, place) for place in places),
    )


def is_contrasted(text: str, start: int, end: int, others: Others) -> bool:
    """Whether the name at ``text[start:end]`` may be another one than the like one, with its letters.

    >>> text = "Bürgermeister Müller sagt ab, so Mueller"
    >>> is_contrasted(text, 33, 40, others_at(text, [14]))
    False
    >>> text = "Frau Schröder und Herr Schroeder"
    >>> is_contrasted(text, 23, 32, others_at(text, [5]))
    True
    """
    if _SPELLINGS.search(text, max(0, start - _AROUND), min(len(text), end + _AROUND)):
        return True
    if "-" in (text[start - 1 : start], text[end : end + 1]):  # a part of another name: Joerg-Cyril
        return True
    # A first name, with a surname of its own: Jörg Müller, Joerg Lehmann.
    surname = _name_behind(text, start)
    if surname and surname not in others.behind:
        return True
    mine = _word_before(text, start)
    if not mine:
        return False
    if mine in _MEN or mine in _WOMEN:
        return bool(others.before & (_WOMEN if mine in _MEN else _MEN))
    return mine not in others.before


def _name_behind(text: str, start: int) -> str:
    """The capitalised word behind the one that begins at ``start``."""
    found = _BEHIND.match(text, start)
    return found[1] if found and found[1][0].isupper() else ""


def _word_before(text: str, start: int) -> str:
    """The capitalised word before a name, unless it begins a sentence: a first name, an office, Herr, Frau."""
    found = _BEFORE.search(text, max(0, start - _LONGEST), start)
    if found is None or not found[1][0].isupper():
        return ""
    end = found.start()
    while end and text[end - 1] in " \xa0":
        end -= 1
    first = not end or text[end - 1] in _ENDS
    return "" if first and found[1] not in _MEN | _WOMEN else found[1]
