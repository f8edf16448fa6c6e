"""Whether a word that follows an apostrophe lost its beginning: the words of ``text.typography.apostrophes``.

What is not said in ASCII there, and letters that only a comparison without case finds equal, are a doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.compiler import njit
from textnorm.kernels.marks.mark_scan import ALNUM, CLASS, DECIMAL, DOUBT, SPACE, kind_at, point_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_elided", "is_maybe_elided", "is_usually_elided"]


def _packed(words: str) -> NDArray[np.int64]:
    return np.array([int.from_bytes(word.encode(), "little") for word in words.split()], np.int64)


# ``text.typography.apostrophes``: the words in ASCII that are left when their beginning is. Those with numbers apart.
_ELIDED = _packed("s n t k m r ne nem nen ner nes")
_USUALLY_ELIDED = _packed("tis twas twere em cause til bout")
_MAYBE_ELIDED = _packed(
    "raus rauf runter rum ran rein rin ruff nauf naus nunter nein nen ner s n gen round neath nother cos coz kay fraid"
    " cept"
)


@njit
def _word_at(data, place, end):  # type: ignore[no-untyped-def]
    """Up to eight letters of ASCII at ``place``, small, as a number, and where they end."""
    word = shift = np.int64(0)
    while place < end and shift < 64 and 97 <= data[place] | 32 <= 122 and data[place] < 128:
        word |= np.int64(data[place] | 32) << shift
        shift += 8
        place += 1
    return word, place


@njit
def _is_listed(word, words):  # type: ignore[no-untyped-def]
    found = False
    for known in words:
        found |= word == known
    return found


@njit
def _goes_on(data, place, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether a word goes on at ``place``."""
    if place < end and data[place] == 95:
        return True
    return kind_at(data, place, end, kinds, marks) & ALNUM != 0


@njit
def _doubt_letters(data, place, end, marks):  # type: ignore[no-untyped-def]
    """Leave a text to Python in which a word may go on with a letter that is equal to one of ASCII but for its case."""
    if place < end and (data[place] == 0xC5 or data[place] == 0xE2):  # ſ, the sign of Kelvin
        marks[DOUBT, 0] = 1


@njit
def is_elided(data, place, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether an elided word begins at ``place``, whatever follows: 's ist, 'n Abend, 's-Hertogenbosch."""
    word, behind = _word_at(data, place, end)
    if not _is_listed(word, _ELIDED):
        _doubt_letters(data, behind, end, marks)
        return False
    following = point_at(data, behind, end)
    mark = following == 39 or following == 0x2019 or following == 0xB4 or following == 0x60
    if word == 110 and mark:  # 'n' Roll
        behind += 1 if following < 128 else 2 if following < 0x800 else 3
        if behind < end and data[behind] >= 128:
            marks[DOUBT, 0] = 1
        letter = behind < end and 97 <= data[behind] | 32 <= 122
        return letter or (behind < end and kind_at(data, behind, end, kinds, marks) & CLASS == SPACE)
    cut = following == 0x2F or following == 0x7C or following == 0x5C  # 's/a/b/'
    return not (mark or cut or _goes_on(data, behind, end, kinds, marks))


@njit
def is_usually_elided(data, place, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether an elided word begins at ``place``, if it is not quoted: '90er, 'tis."""
    byte = data[place] if place < end else 0
    if 48 <= byte <= 57:
        if not (place + 2 < end and 48 <= data[place + 1] <= 57):
            return False
        word, behind = _word_at(data, place + 2, end)
        # er, ers, ern, s
        if not (word == 0x7265 or word == 0x737265 or word == 0x6E7265 or word == 0x73):
            return False
        return not _goes_on(data, behind, end, kinds, marks)
    word, behind = _word_at(data, place, end)
    _doubt_letters(data, behind, end, marks)
    if behind == place and kind_at(data, place, end, kinds, marks) & DECIMAL:
        marks[DOUBT, 0] = 1
    return _is_listed(word, _USUALLY_ELIDED) and not _goes_on(data, behind, end, kinds, marks)


@njit
def is_maybe_elided(data, place, end, kinds, marks):  # type: ignore[no-untyped-def]
    """Whether the word at ``place`` is elided if nothing closes it: '69, 'raus."""
    if place + 1 < end and 48 <= data[place] <= 57 and 48 <= data[place + 1] <= 57:
        return not _goes_on(data, place + 2, end, kinds, marks)
    word, behind = _word_at(data, place, end)
    if _is_listed(word, _MAYBE_ELIDED) and not _goes_on(data, behind, end, kinds, marks):
        return True
    _doubt_letters(data, behind, end, marks)
    odd = behind == place and kind_at(data, place, end, kinds, marks) & DECIMAL != 0
    longer = behind - place == 8 and data[place] | 32 == 116  # tschuldigung
    if odd or longer or (word == 114 and behind < end and data[behind] >= 128):  # rüber
        marks[DOUBT, 0] = 1
    return False
