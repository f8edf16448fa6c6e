"""What a step searches for, as data: characters, and the neighbours between which they are suspicious.

Every step says with them what may make it change a text. ``tools/build_triggers.py`` puts those of all steps together,
for ``text/prefilter.py``.
"""

from __future__ import annotations

from typing import NamedTuple

from textnorm.patterns import lazy

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
    "SHAPES",
    "SIGN",
    "SMALL",
    "SUSPECT",
    "Trigger",
    "has_unclosed_mark",
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

#: What stands around a sign that is part of a code, for signs that are frequent in code and in lists. More of the text
#: decides here than the two neighbours. ``kernels/damage/prefilter.py`` has the same.
SHAPES = {
    "<": "(?=[0-9A-Fa-f]{2}>)",  # <fc>
    "=": "(?=[a-f][0-9a-f])",  # =fc
    "#": "(?=[0-9]{3,4};)",  # #252;
    "+": "(?:(?<=<U.)|(?=[ABI][A-Za-z0-9+/]{2}))",  # <U+00FC>; UTF-7: +APw, by the first six bits of what is meant
    ";": "(?:(?<=uml.)|(?<=lig.)|(?<=ute.)|(?<=ave.)|(?<=irc.)|(?<=lde.)|(?<=dil.)|(?<=ash.))",  # uuml;
}

#: Everything that the step ``characters`` might change. In scripts with combining marks, a second test follows there.
SUSPECT = lazy(
    "[\x00-\x08\x0b\x0d-\x1f\x7f-\x9f\xa8\xad\u0149\u0300-\u036f\u0374\u037e\u0387\u0483-\u0489\u0591-\u05ff"
    "\u0610-\u061a\u064b-\u1dff\u1e26-\u1e27\u1e84-\u1e85\u1e8c-\u1e8d\u1e97\u1f00-\u200f\u2028-\u202f"
    "\u205f-\u206f\u20d0-\u20ff\u2126\u212a-\u212b\u2329-\u232a\u2adc\u2c00-\u3000\u302a-\u302f"
    "\u3099-\u309a\ua4d0-\uabff\ud7a4-\ufe0f\ufe20-\uffff\U00010000-\U0001efff\U0001fb00-\U0010ffff]"
)


class Trigger(NamedTuple):
    """Each of ``characters`` is suspicious if the previous one is in ``before`` and the next one in ``after``.

    If ``doubled``, it is suspicious where it stands twice; if ``shaped``, where its entry in ``SHAPES`` fits.
    """

    characters: str
    before: int = ANY
    after: int = ANY
    doubled: bool = False
    shaped: bool = False


# The second begins with the mark, so that a search runs at the speed of a character.
_OPENS = lazy('(?<![^\t-\r -])"(?=[aouAOUs])')
_CLOSES = lazy(r'"(?:(?![aouAOUs])|(?<=[\x00-\x08\x0e-\x1f!-,./:-@\[-`{-\x7f]"))')


def has_unclosed_mark(text: str) -> bool:
    """Whether ASCII marks stand before words of ``text``, and none but where it may be an accent.

    >>> has_unclosed_mark('Reise "uber Land'), has_unclosed_mark('Reise "uber" Land'), has_unclosed_mark("kein")
    (True, False, False)
    """
    return _OPENS.search(text) is not None and not _CLOSES.search(text)
