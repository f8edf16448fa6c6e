"""Text that was decoded with the wrong code page: ``empfÃ¤ngt`` was UTF-8 read as cp1252, and meant ``empfängt``.

Two kinds of accident are undone. UTF-8 that was read in a single-byte page shows as runs of two and more odd
characters, which are turned back into bytes and read as UTF-8, layer by layer. Pages that were mixed up with each
other (:mod:`textnorm.text.encoding.mixups`) show as single odd characters. In both, an interpretation is taken only if
it is clearly more plausible than what stands there. What looks like UTF-8 in a script that the plausibility table does
not know is left to ftfy.
"""

from __future__ import annotations

import re

from textnorm.text.edits import Edit, apply_edits, compose_edits
from textnorm.text.encoding.about_encodings import unless_about_encodings
from textnorm.text.encoding.ftfy_fallback import find_with_ftfy
from textnorm.text.encoding.misread_utf8 import BEHIND_LEAD, LEADS, UTF8_TRIGGERS, find_misread_utf8, may_be_utf8
from textnorm.text.encoding.mixups import IMAGES, MIXUP_TRIGGERS, SUSPICIOUS_PLACE, find_mixups
from textnorm.text.evidence.language import germanness
from textnorm.text.evidence.plausibility import known

__all__ = ["MOJIBAKE_TRIGGERS", "find_mojibake"]

#: For the prefilter. They follow from the tables of code pages and mix-ups.
MOJIBAKE_TRIGGERS = (*UTF8_TRIGGERS, *MIXUP_TRIGGERS)

_ROUNDS = 6  # how often the repaired text is searched again
_CHARACTERS = "".join(sorted({*LEADS, *IMAGES, *map(chr, range(0x80, 0xA0))}))
# Undamaged text is passed by this one search.
_ANYTHING = re.compile(f"[{re.escape(_CHARACTERS)}](?:{BEHIND_LEAD}|{SUSPICIOUS_PLACE})")


def find_mojibake(text: str) -> list[Edit]:
    """Find text that was decoded with the wrong code page, and say what it meant.

    >>> find_mojibake("Merkel empfÃ¤ngt Macron")
    [Edit(start=11, end=13, after='ä', evidence='UTF-8 read as cp1252', confidence=0.99)]
    >>> find_mojibake("Merkel empf„ngt Macron")
    [Edit(start=11, end=12, after='ä', evidence='CP850 read as cp1252', confidence=0.95)]
    >>> find_mojibake("Merkel empfängt „Macron“")
    []
    """
    if text.isascii() or not _ANYTHING.search(text):
        return []
    edits: list[Edit] = []
    current = text
    for _ in range(_ROUNDS):
        suspect = may_be_utf8(current)
        more = find_misread_utf8(current) if suspect else []
        if not more:
            other = _with_ftfy(current) if suspect else []
            # Of letters that the table does not know, ftfy is the judge; of others, it is asked last.
            if all(known(edit.after) for edit in other):
                more = find_mixups(current)
            more = more or other
        if not more:
            break
        edits = compose_edits(text, edits, more) if edits else more
        current = apply_edits(text, edits)
        if not _ANYTHING.search(current):
            break
    return edits


def _with_ftfy(text: str) -> list[Edit]:
    edits = find_with_ftfy(text)
    if any(edit.after.strip() == "à" for edit in edits) and germanness(text[:2000]) > 4:
        # ftfy knows French: no German word ends in à, and Ã before a space is a quotation mark of Mac Roman.
        edits = [edit for edit in edits if edit.after.strip() != "à" or not text[edit.start - 1 : edit.start].isalpha()]
    return unless_about_encodings(text, edits)
