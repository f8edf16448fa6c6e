"""Text that was decoded with the wrong code page: ``empfÃ¤ngt`` was UTF-8 read as cp1252, and meant ``empfängt``."""

from __future__ import annotations

import re

from textnorm.text.edits import Edit

__all__ = ["MOJIBAKE_TRIGGERS", "find_mojibake"]

# Characters that a UTF-8 lead byte turns into, page by page; without one of these there is nothing for ftfy to do.
MOJIBAKE_TRIGGERS = "ÃÂâÅÄÐÑãðåæçèéïàØÙ√‚├ÔΓπ┬┼╨╤ĂвÐГВРСРЎĹĆŠ¬ƒ≈\ufffd" + "".join(map(chr, range(0x80, 0xA0)))

_TRIGGER = re.compile(f"[{MOJIBAKE_TRIGGERS}]")
_LINE = re.compile(r"[^\n]*\n?")
_RUN = re.compile(r"[^\x00-\x7f]+")


def find_mojibake(text: str) -> list[Edit]:
    """Find text that was decoded with the wrong code page, and say what it meant.

    >>> find_mojibake("Merkel empfÃ¤ngt Macron")
    [Edit(start=11, end=13, after='ä', evidence='ftfy', confidence=0.95)]
    >>> find_mojibake("Merkel empfängt Macron")
    []
    """
    if text.isascii() or not _TRIGGER.search(text):
        return []
    from ftfy import fix_encoding

    edits = []
    for line in _LINE.finditer(text):
        before = line.group()
        if before.isascii() or not _TRIGGER.search(before):
            continue
        after = fix_encoding(before)
        if after != before:
            edits += _edits_between(before, after, line.start())
    return edits


def _edits_between(before: str, after: str, offset: int) -> list[Edit]:
    """Edits that turn ``before`` into ``after``; ASCII is what both have in common."""
    old, new = list(_RUN.finditer(before)), list(_RUN.finditer(after))
    if _RUN.split(before) == _RUN.split(after):
        pairs = [(was.start(), was.group(), now.group()) for was, now in zip(old, new, strict=True)]
    else:
        pairs = [(0, before, after)]
    edits = []
    for start, was, now in pairs:
        if was == now:
            continue
        shortest = min(len(was), len(now))
        head = 0
        while head < shortest and was[head] == now[head]:
            head += 1
        tail = 0
        while tail < shortest - head and was[-1 - tail] == now[-1 - tail]:
            tail += 1
        place = offset + start
        edits.append(Edit(place + head, place + len(was) - tail, now[head : len(now) - tail], "ftfy", 0.95))
    return edits
