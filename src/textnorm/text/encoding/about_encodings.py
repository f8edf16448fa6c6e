"""Lines that talk about encodings, in which damage may be on show."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from textnorm.text.edits import Edit, word_with
from textnorm.text.evidence.known_words import is_known

__all__ = ["ENCODING_WORDS", "unless_about_encodings"]

_ENCODING_WORDS = (
    *("utf-8", "utf8", "latin-1", "latin1", "iso-8859", "8859-1", "cp1252", "cp850", "windows-125", "unicode"),
    *("charset", "mojibake", "codepage", "encoding", "kodierung", "codierung", "zeichensa", "zeichensä", "umlaut"),
)
# Words of everyday language: what is on show behind them stands by itself.
_WEAK_WORDS = ("das zeichen", "die zeichen", "buchstab", "kodier", "codier", "encod")
_THROUGHOUT, _IN_WORDS = 3, 2  # places, or known words, from which on a line is damaged and shows nothing
#: Without one of these, in small letters, a text is not about encodings.
ENCODING_WORDS = (*_ENCODING_WORDS, *_WEAK_WORDS)
_AROUND_LETTER = "“”„‘’‚»«›‹"
_UNDAMAGED_UMLAUT = re.compile("[äöüßÄÖÜ](?<![^\x00-\x7f].)(?![^\x00-\x7f])")


def unless_about_encodings(text: str, edits: list[Edit]) -> list[Edit]:
    """``edits`` without those in lines that talk about encodings, where damage may be on show.

    A line that is damaged throughout is repaired all the same: several damaged places, and not one undamaged umlaut.
    """
    if edits and _shows_letters(text, edits):
        return []
    if not edits or (len(edits) >= 3 and "\n" not in text and not _UNDAMAGED_UMLAUT.search(text)):
        return edits
    if not _is_about_encodings(text):
        return edits
    breaks = [-1, *(place.start() for place in re.finditer("\n", text)), len(text)]
    lines = [bisect_left(breaks, edit.start + 1) - 1 for edit in edits]
    on_show = set()
    for number, count in Counter(lines).items():
        line = text[breaks[number] + 1 : breaks[number + 1]]
        in_line = [edit for edit, at in zip(edits, lines, strict=True) if at == number]
        if _is_about_encodings(line) and (not _are_words(text, in_line, count) or _UNDAMAGED_UMLAUT.search(line)):
            on_show.add(number)
    by_words = _is_about_encodings(text, weak=False)
    return [
        edit
        for number, edit in zip(lines, edits, strict=True)
        if number not in on_show or (_in_word(text, edit) and not by_words)
    ]


def _shows_letters(text: str, edits: list[Edit]) -> bool:
    """Whether a text about encodings is damaged in letters alone that stand by themselves: "Ã©" instead of "é"."""
    letters = [edit.after.strip(_AROUND_LETTER) for edit in edits]
    return (
        all(map(str.isalpha, letters))
        and set(letters) != {"à"}
        and not any(_in_word(text, edit) for edit in edits)
        and _is_about_encodings(text, weak=False)
    )


def _are_words(text: str, edits: list[Edit], count: int) -> bool:
    """Whether the damage is in two known words, or in three places: nobody shows so much of it."""
    if count >= _THROUGHOUT:
        return True
    words = {word_with(text, edit) for edit in edits}
    return len(words) == _IN_WORDS and all(map(is_known, words))


def _in_word(text: str, edit: Edit) -> bool:
    return text[edit.start - 1 : edit.start].isalpha() or text[edit.end : edit.end + 1].isalpha()


def _is_about_encodings(text: str, *, weak: bool = True) -> bool:
    lower = text.lower()
    return any(word in lower for word in _ENCODING_WORDS) or (weak and any(word in lower for word in _WEAK_WORDS))
