"""Signs of UTF-8, read in a page, of which a byte was lost or changed, where only one thing can be meant.

``100 â¬`` is a euro whose control was dropped, ``itâ€TMs`` an apostrophe whose last character was spelled out, and
``itâ??s`` one of which two bytes became question marks. ``f´┐¢r`` is U+FFFD, a letter that had been lost before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textnorm.patterns import lazy
from textnorm.text.edits import Edit
from textnorm.text.encoding.codepages import LABELS, UTF8_PAGES, table_of

__all__ = ["find_lost_signs"]

_CONFIDENCE = 0.97
_LOST = "\N{REPLACEMENT CHARACTER}"
_CP1252 = "UTF-8 read as cp1252"
_ENDS = "(?:s|t|re|ve|ll|d|m)"  # of English contractions and of owners
_SIGNS = (
    (lazy("â€TM"), "’", f"{_CP1252}, then spelled out"),
    (lazy("â¬(?![\x80-\xbf\u0152-\u02dc\u2013-\u2122])"), "€", f"{_CP1252}, a control lost"),
    (lazy(rf"(?<=[A-Za-z])â\?\?(?={_ENDS}(?![^\W_]))"), "’", f"{_CP1252}, controls lost"),
)
_REPLACEMENTS = {"".join(table_of(page)[byte] for byte in _LOST.encode()): page for page in UTF8_PAGES}
# Inside a word or at its start: by themselves, two of these pages have text in those characters.
_SHOWN = "|".join(map(re.escape, _REPLACEMENTS))
_REPLACED = lazy(f"(?<=[A-Za-zäöüß])(?:{_SHOWN})+|(?:{_SHOWN})+(?=[a-zäöüß])")
_SHOWN_ONE = lazy(_SHOWN)


def find_lost_signs(text: str) -> list[Edit]:
    """Find signs of which a byte was lost or changed, and letters that had been lost when the text was read wrongly.

    >>> [edit.after for edit in find_lost_signs("itâ€TMs 100 â¬, f´┐¢r")]
    ['’', '€', '\\ufffd']
    """
    return [] if text.isascii() else sorted(_found(text))


def _found(text: str) -> Iterator[Edit]:
    if "â" in text:
        for pattern, meant, why in _SIGNS:
            for match in pattern.finditer(text):
                yield Edit(*match.span(), meant, why, _CONFIDENCE)
    # Searches for whole strings are much faster than the pattern.
    for run in _REPLACED.finditer(text) if any(shown in text for shown in _REPLACEMENTS) else ():
        for match in _SHOWN_ONE.finditer(text, *run.span()):
            yield Edit(*match.span(), _LOST, f"UTF-8 read as {LABELS[_REPLACEMENTS[match[0]]]}", _CONFIDENCE)
