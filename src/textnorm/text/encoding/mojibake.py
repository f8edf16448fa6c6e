"""Text that was decoded with the wrong code page: ``empfÃ¤ngt`` was UTF-8 read as cp1252, and meant ``empfängt``.

Two kinds of accident are undone. UTF-8 that was read in a single-byte page shows as runs of two and more odd
characters, which are turned back into bytes and read as UTF-8, layer by layer. Pages that were mixed up with each
other (:mod:`textnorm.text.encoding.mixups`) show as single odd characters. In both, an interpretation is taken only if
it is clearly more plausible than what stands there. What looks like UTF-8 in a script that the plausibility table does
not know is asked as a whole line (:mod:`textnorm.text.encoding.whole_lines`), and then left to ftfy.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from textnorm.patterns import lazy
from textnorm.text.edits import Edit, apply_edits, compose_edits, shifted
from textnorm.text.encoding.about_encodings import unless_about_encodings
from textnorm.text.encoding.ftfy_fallback import find_with_ftfy
from textnorm.text.encoding.lost_bytes.changed_case import find_changed_case, leaves_changed_case
from textnorm.text.encoding.lost_bytes.controls import find_lost_controls, outside_unread
from textnorm.text.encoding.lost_bytes.second_bytes import find_lost_second_bytes
from textnorm.text.encoding.lost_bytes.signs import find_lost_signs
from textnorm.text.encoding.misread_utf8 import (
    BEHIND_LEAD,
    LEADS,
    UTF8_TRIGGERS,
    find_misread_utf8,
    may_be_utf8,
    may_be_vietnamese,
)
from textnorm.text.encoding.mixups import IMAGES, MIXUP_TRIGGERS, SUSPICIOUS_PLACE, find_mixups
from textnorm.text.encoding.page_mixups import (
    PAGE_MIXUP_TRIGGERS,
    find_page_mixups,
    is_surely_page_mixup,
    may_be_page_mixup,
    or_page_mixup,
    stays_odd,
)
from textnorm.text.encoding.single_places.east_asian import EAST_ASIAN_TRIGGERS, find_east_asian
from textnorm.text.encoding.single_places.rare_pages import find_rare_pages
from textnorm.text.encoding.whole_lines import find_whole_line

__all__ = ["MOJIBAKE_TRIGGERS", "find_mojibake", "is_misread_utf8", "is_settled", "settled_from"]

#: For the prefilter. They follow from the tables of code pages and mix-ups.
MOJIBAKE_TRIGGERS = (*UTF8_TRIGGERS, *MIXUP_TRIGGERS, *PAGE_MIXUP_TRIGGERS, *EAST_ASIAN_TRIGGERS)

_CHARACTERS = "".join(sorted({*LEADS, *IMAGES, *map(chr, range(0x80, 0xA0))}))
_ROUNDS = 6  # how often the repaired text is searched again
_LINE = lazy(r"[^\n]+")
# Undamaged text is passed by this one search.
_ANYTHING = lazy(f"[{re.escape(_CHARACTERS)}](?:{BEHIND_LEAD}|{SUSPICIOUS_PLACE})")


def find_mojibake(text: str, *, no_row: bool = False) -> list[Edit]:
    """Find text that was decoded with the wrong code page, and say what it meant.

    ``no_row`` says that no row of ``PAGE_MIXUPS`` explains ``text``, as a kernel found.

    >>> find_mojibake("Merkel empfÃ¤ngt Macron")
    [Edit(start=11, end=13, after='ä', evidence='UTF-8 read as cp1252', confidence=0.99)]
    >>> find_mojibake("Merkel empf„ngt Macron")
    [Edit(start=11, end=12, after='ä', evidence='CP850 read as cp1252', confidence=0.95)]
    >>> find_mojibake("Merkel empfängt „Macron“")
    []
    """
    return [] if text.isascii() else _settled(text, _one_pass(text, no_row=no_row))


def _settled(text: str, edits: list[Edit]) -> list[Edit]:
    """The edits of ``text`` when what they make of it has been searched again, until nothing is found."""
    current = apply_edits(text, edits)
    for _ in range(_ROUNDS):
        more = _one_pass(current) if edits and not current.isascii() else []
        if not more:
            return edits
        edits = compose_edits(text, edits, more)
        current = apply_edits(text, edits)
    return []  # it never settles, so nothing is known of its history


def settled_from(text: str, after: str) -> list[Edit]:
    """What :func:`find_mojibake` finds in ``text``, of which the first search makes ``after``, as one edit at most.

    >>> settled_from("Merkel empf„ngt Macron", "Merkel empfängt Macron")
    [Edit(start=0, end=22, after='Merkel empfängt Macron', evidence='', confidence=1.0)]
    """
    edits = _settled(text, [Edit(0, len(text), after)])
    return [Edit(0, len(text), apply_edits(text, edits))] if edits else []


def is_settled(text: str) -> bool:
    """Whether nothing in a repaired text hints at another accident, so that :func:`find_mojibake` leaves it at that.

    >>> is_settled("Merkel empfängt Macron"), is_settled("Merkel empf„ngt Macron")
    (True, False)
    """
    if may_be_page_mixup(text) or may_be_utf8(text):
        return False
    if not _ANYTHING.search(text):
        return True
    from ftfy.badness import badness

    return not find_mixups(text) and not any(map(badness, text.split("\n")))


def _one_pass(text: str, *, no_row: bool = False) -> list[Edit]:
    if lost := unless_about_encodings(text, find_lost_controls(text)):
        return lost
    if lost := unless_about_encodings(text, sorted([*find_lost_second_bytes(text), *find_lost_signs(text)])):
        return outside_unread(text, lost)
    if changed := unless_about_encodings(text, find_changed_case(text)):
        return outside_unread(text, changed)
    if rare := unless_about_encodings(text, find_rare_pages(text) or find_east_asian(text)):
        return outside_unread(text, rare)
    # Of single bytes alone, the pair of pages that explains the whole text has the last word: so it has the first.
    asked = is_surely_page_mixup(text) and (not may_be_utf8(text) or stays_odd(text))
    if asked and not no_row and (edits := find_page_mixups(text)):
        return outside_unread(text, edits)
    edits = _once(text) if _ANYTHING.search(text) or may_be_vietnamese(text) else []
    return outside_unread(text, or_page_mixup(text, edits, asked=asked))


def _once(text: str) -> list[Edit]:
    edits = _from_utf8(text) if may_be_utf8(text) else []
    return _with_mixups(text, edits) if edits else find_mixups(text)


def _from_utf8(text: str) -> list[Edit]:
    return _or_ftfy(text, unless_about_encodings(text, find_misread_utf8(text)))


def is_misread_utf8(text: str) -> bool:
    """Whether something in a text that looks like UTF-8 is some, so that it comes before any pair of pages.

    >>> is_misread_utf8("empfÃ¤ngt"), is_misread_utf8("Stra·e fÅr Grî·e")
    (True, False)
    """
    return bool(_from_utf8(text))


def _with_mixups(text: str, edits: list[Edit]) -> list[Edit]:
    """``edits`` of UTF-8, and the mix-ups of pages in other lines; nothing if the two are not to be told apart."""
    current = apply_edits(text, edits)
    more = find_mixups(current)
    if not more:
        return edits
    breaks = [place.start() for place in re.finditer("\n", text)]
    repaired = {bisect_left(breaks, edit.start) for edit in edits}
    breaks = [place.start() for place in re.finditer("\n", current)]
    more = [edit for edit in more if bisect_left(breaks, edit.start) not in repaired]
    edits = compose_edits(text, edits, more) if more else edits
    return [] if find_mixups(apply_edits(text, edits)) else edits


@lru_cache(maxsize=256)
def _by_ftfy(line: str) -> list[Edit]:
    return find_with_ftfy(line)


def _or_ftfy(text: str, edits: list[Edit]) -> list[Edit]:
    """``edits``, and in lines that they leave damaged those of ftfy, if it leaves less."""
    chosen: list[Edit] = []
    done = 0
    for line in _LINE.finditer(text):
        first = done
        while done < len(edits) and edits[done].start < line.end():
            done += 1
        own = edits[first:done]
        before = line[0]
        if not before.isascii():
            repaired = apply_edits(before, shifted(own, -line.start()))
            if leaves_changed_case(repaired):  # ftfy would read it by half
                chosen += own
                continue
            if repaired.isascii() or not (_ANYTHING.search(repaired) or may_be_vietnamese(repaired)):
                chosen += own
                continue
            if whole := find_whole_line(before):
                chosen += unless_about_encodings(text, shifted(whole, line.start()))
                continue
            from ftfy.badness import badness

            left = badness(repaired)
            if left:
                other = _by_ftfy(before)
                if other and badness(apply_edits(before, other)) < left:
                    own = unless_about_encodings(before, other) and shifted(other, line.start())
        chosen += own
    return chosen
