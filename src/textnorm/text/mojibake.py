"""Text that was decoded with the wrong code page: ``empfÃ¤ngt`` was UTF-8 read as cp1252, and meant ``empfängt``.

Two kinds of accident are undone. UTF-8 that was read in a single-byte page shows as runs of two and more odd
characters, which are turned back into bytes and read as UTF-8, layer by layer. Pages that were mixed up with each
other (:mod:`textnorm.text.mixups`) show as single odd characters. In both, a reading is taken only where it is
clearly more plausible than what stands there. What looks like UTF-8 in a script that the plausibility table does not
know is left to ftfy's judgement.
"""

from __future__ import annotations

import re
from functools import lru_cache

from textnorm.text.codepages import TABLES, UTF8_PAGES, bytes_in
from textnorm.text.edits import Edit, apply_edits, compose_edits
from textnorm.text.mixups import find_mixups
from textnorm.text.plausible import known, plausibility

__all__ = ["MOJIBAKE_TRIGGERS", "find_mojibake"]

_LAYERS = 4  # how often one text was read wrongly, at most
_ENOUGH = 8  # bits that a reading must gain
# What it counts for, in bits, that bytes are UTF-8 which need not be. Hardly any page has a letter at 0xC2.
_BONUS = {lead: 20 if lead == 0xC2 else 10 if lead < 0xE0 else 36 if lead < 0xF0 else 48 for lead in range(0xC2, 0xF5)}


def _shown(page: str, first: int, last: int) -> str:
    """The characters that ``page`` shows for the bytes; cp1252 as ISO 8859-1 shows them, too."""
    characters = {TABLES[page][byte] for byte in range(first, last + 1)}
    if page == "cp1252":
        characters |= {chr(byte) for byte in range(first, last + 1)}
    return "".join(sorted(characters))


def _sequences(page: str) -> re.Pattern[str]:
    """What UTF-8 looks like in ``page``: a lead byte and as many continuation bytes as it calls for."""
    more = f"[{re.escape(_shown(page, 0x80, 0xBF))}]"
    leads = [
        f"[{re.escape(_shown(page, first, last))}]{more}{{{count}}}"
        for first, last, count in ((0xC2, 0xDF, 1), (0xE0, 0xEF, 2), (0xF0, 0xF4, 3))
    ]
    return re.compile("|".join(leads))


def _suspects() -> tuple[str, str]:
    """The characters that lead bytes look like, and a pattern for one before a continuation byte of its page."""
    leads = {page: "".join(set(_shown(page, 0xC2, 0xF4)) - set("äöüß")) for page in UTF8_PAGES}
    every = "".join(sorted(set("".join(leads.values()))))
    checks = "|".join(f"(?<=[{re.escape(leads[page])}])[{re.escape(_shown(page, 0x80, 0xBF))}]" for page in UTF8_PAGES)
    return every, f"[{re.escape(every)}](?:{checks})"


_SEQUENCES = {page: _sequences(page) for page in UTF8_PAGES}
MOJIBAKE_TRIGGERS, _PATTERN = _suspects()
_SUSPECT = re.compile(_PATTERN)
_CYRILLIC = re.compile("[\u0400-\u045f\u0490\u0491]")
_RUN = re.compile(r"[^\x00-\x7f]{2,}")


def find_mojibake(text: str) -> list[Edit]:
    """Find text that was decoded with the wrong code page, and say what it meant.

    >>> find_mojibake("Merkel empfÃ¤ngt Macron")
    [Edit(start=11, end=13, after='ä', evidence='UTF-8 read as cp1252', confidence=0.99)]
    >>> find_mojibake("Merkel empfängt Macron")
    []
    """
    if text.isascii():
        return []
    edits: list[Edit] = []
    current = text
    for _ in range(_LAYERS):
        more = _utf8_edits(current) if _SUSPECT.search(current) else []
        more = more or find_mixups(current)
        if not more:
            break
        edits = compose_edits(text, edits, more)
        current = apply_edits(text, edits)
    return edits


def _utf8_edits(text: str) -> list[Edit]:
    edits = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        seen = run.group()
        meant, page = _reading(text[max(0, start - 2) : start], seen, text[end : end + 2])
        if page:
            edits.append(Edit(start, end, meant, f"UTF-8 read as {page}", 0.99))
    return edits


@lru_cache(maxsize=65536)
def _reading(left: str, run: str, right: str) -> tuple[str, str]:
    """What a run of non-ASCII characters meant, and the page it was read in; no page if the run is sound."""
    best, best_page = run, ""
    if not _SUSPECT.search(run):
        return best, best_page
    start = len(left)
    best_score = plausibility(left + run + right, start, start + len(run)) + _ENOUGH
    for page in UTF8_PAGES:
        meant, bonus = run, 0
        for _ in range(_LAYERS):
            under, count = _layer_below(meant, page)
            if not count:
                break
            meant = under
            bonus += count
            score = bonus + plausibility(left + meant + right, start, start + len(meant))
            if (
                score > best_score
                and known(meant)
                and _fits_everywhere(left + meant + right, start, start + len(meant))
            ):
                best, best_page, best_score = meant, page, score
    return best, best_page


def _fits_everywhere(text: str, start: int, end: int) -> bool:
    """Whether every letter in ``text[start:end]`` that is not ASCII was seen between letters like those beside it."""
    return all(plausibility(text, place, place + 1) > 0 for place in range(start, end) if text[place].isalpha())


def _layer_below(text: str, page: str) -> tuple[str, int]:
    """``text`` with every UTF-8 sequence that was read in ``page`` read rightly, and what that counts for in bits."""
    if page == "cp1251" and _CYRILLIC.search(_SEQUENCES[page].sub("", text)):
        return text, 0  # a word in Cyrillic letters, some of which could be lead bytes
    bonus = 0

    def reread(match: re.Match[str]) -> str:
        nonlocal bonus
        data = bytes_in(match.group(), page)
        if data is None:
            return match.group()
        try:
            meant = data.decode("utf-8")
        except UnicodeDecodeError:
            return match.group()
        bonus += _BONUS[data[0]]
        return meant

    return _SEQUENCES[page].sub(reread, text), bonus
