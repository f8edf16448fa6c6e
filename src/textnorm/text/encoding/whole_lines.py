"""A line that is UTF-8 from end to end, in any script: ``Ó©¬Ó©ºÓ©▒Ó©¬`` is Thai that was read in CP850.

No table of letters is asked. All that is not ASCII must turn into bytes of one page that are UTF-8, of one script, and
so many that chance makes no such line.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from textnorm.patterns import lazy
from textnorm.text.edits import Edit
from textnorm.text.encoding.codepages import LABELS, UTF8_PAGES, bytes_in

__all__ = ["find_whole_line"]

_RUN = lazy(r"[^\x00-\x7f]+")
_ENOUGH = 6  # bytes of UTF-8 that must follow others: each does so in one of four cases by chance
_CONFIDENCE = 0.97
_ART = lazy(r"[\u2500-\u25ff]+")  # lines and boxes alone are a drawing
# Scripts that one text has side by side.
_TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "KATAKANA-HIRAGANA": "CJK", "IDEOGRAPHIC": "CJK"}
_MEANT = frozenset({"\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\ufeff"})


@lru_cache(maxsize=256)
def find_whole_line(line: str) -> tuple[Edit, ...]:
    """Read the line back through the one page in which all of it is UTF-8 of one script; nothing if there is none.

    >>> [edit.after for edit in find_whole_line("Tiß║┐ng Viß╗çt rß║Ñt hay")]
    ['ế', 'ệ', 'ấ']
    >>> find_whole_line("Größe „neu“"), find_whole_line("├── src"), find_whole_line("Привет")
    ((), (), ())
    """
    runs = list(_RUN.finditer(line))
    # One byte alone is no UTF-8.
    if any(len(run[0]) == 1 for run in runs) or all(_ART.fullmatch(run[0]) for run in runs):
        return ()
    found: dict[tuple[str, ...], str] = {}
    for page in UTF8_PAGES:
        meant = tuple(_decoded(run[0], page) for run in runs)
        if all(meant) and _is_one_script("".join(meant)) and _follow("".join(meant)) >= _ENOUGH:
            found.setdefault(meant, page)
    if len(found) != 1:
        return ()
    ((meant, page),) = found.items()
    return tuple(
        Edit(*run.span(), after, f"UTF-8 read as {LABELS[page]}", _CONFIDENCE)
        for run, after in zip(runs, meant, strict=True)
    )


def _decoded(run: str, page: str) -> str:
    """The run as UTF-8 that was read in ``page``; "" if it is none."""
    data = bytes_in(run, page)
    try:
        return data.decode("utf-8") if data else ""
    except UnicodeDecodeError:
        return ""


def _follow(meant: str) -> int:
    """How many bytes of the characters follow others."""
    return len(meant.encode("utf-8")) - len(meant)


def _is_one_script(meant: str) -> bool:
    """Whether the characters are letters of one script, with marks and signs, most of them letters."""
    scripts: set[str] = set()
    letters = 0
    for character in meant:
        category = unicodedata.category(character)
        if category[0] == "L":
            script = unicodedata.name(character, "").partition(" ")[0]
            scripts.add(_TOGETHER.get(script, script))
            letters += 1
        elif category[0] == "C" and character not in _MEANT:
            return False
        else:
            letters += category[0] == "M"
    return len(scripts) == 1 and 2 * letters > len(meant)
