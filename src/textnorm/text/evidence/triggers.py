"""What a step searches for, as data: characters, and the neighbours between which they are suspicious.

Every step says here what may make it change a text. ``text/prefilter.py`` puts the triggers of all steps together.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "ANY",
    "ASCII_LETTER",
    "BLANK",
    "BREAK",
    "CAPITAL",
    "CLASS_MEMBERS",
    "DIGIT",
    "LATIN_SMALL",
    "LETTER",
    "NOT_ASCII",
    "OTHER",
    "SIGN",
    "SMALL",
    "Trigger",
]

#: Classes of neighbours, as a set of bits. A line break is also what stands before and behind the text; ``LATIN_SMALL``
#: are the small letters of Latin-1, ``OTHER`` is the rest of what is not ASCII.
SMALL, CAPITAL, DIGIT, BLANK, BREAK, SIGN, LATIN_SMALL, OTHER = (1 << bit for bit in range(8))
ANY = 255
ASCII_LETTER = SMALL | CAPITAL
NOT_ASCII = LATIN_SMALL | OTHER
LETTER = ASCII_LETTER | NOT_ASCII

#: The members of all classes but ``OTHER``, as parts of a regular expression.
CLASS_MEMBERS = {
    SMALL: "a-z",
    CAPITAL: "A-Z",
    DIGIT: "0-9",
    BLANK: " ",
    BREAK: "\t-\r",
    SIGN: "\x00-\x08\x0e-\x1f!-/:-@\\[-`{-\x7f",
    LATIN_SMALL: "ß-öø-ÿ",
}


class Trigger(NamedTuple):
    """Each of ``characters`` is suspicious if the previous one is in ``before`` and the next one in ``after``.

    If ``doubled``, it is suspicious where it stands twice.
    """

    characters: str
    before: int = ANY
    after: int = ANY
    doubled: bool = False
