"""What is an apostrophe or a prime, from the letters and digits beside it."""

from __future__ import annotations

import re

from textnorm.text.neighbours import is_cjk

__all__ = [
    "APOSTROPHES",
    "is_elided",
    "is_genitive",
    "is_inside_word",
    "is_maybe_elided",
    "is_measure",
    "is_thousands",
]

#: Marks that are written for an apostrophe.
APOSTROPHES = frozenset("'’‘´`ʼʻ′‛＇")

# What is left out at a word's start in German, Dutch and English; hardly ever a quoted word.
_ELIDED = re.compile(
    r"(?:[snt]|ne[mnrs]?|tis|twas|em|cause|til|bout|\d0er[ns]?|\d0s)(?![\w'’´`])"
    r"|s-[A-Z]"  # 's-Hertogenbosch
    r"|[nN]['’´`](?:\s|[A-Z])",  # Rock 'n' Roll
    re.IGNORECASE,
)
# These are quoted now and then: an apostrophe only if no partner is found.
_MAYBE_ELIDED = re.compile(
    r"(?:\d\d|raus|rauf|runter|rum|ran|rein|rüber|rin|ruff|nauf|naus|nunter|nein|nen|ner|s|n|gen|round|neath|nother"
    r"|cos|coz|kay|fraid|cept)(?!\w)",
    re.IGNORECASE,
)
_FEET = re.compile(r"\d[′'’´] ?\d{1,2}(?:[.,]\d+)?\Z|\d[′'’´] ?\d{1,2} ?\d/\d\Z")
_SMALL_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,/]\d{1,3})?\Z|[½¼¾⅓⅔⅛⅜⅝⅞]\Z")
_LONGEST = 12  # characters looked at on either side
_SIBILANTS = frozenset("sSxXzZß")


def is_inside_word(previous: str, following: str) -> bool:
    """Whether an apostrophe between these two characters is inside a word: geht's, O'Reilly, the 1990's.

    >>> is_inside_word("t", "s"), is_inside_word("は", "い"), is_inside_word("5", "1")
    (True, False, False)
    """
    return (
        previous.isalnum()
        and following.isalnum()
        and not (previous.isdecimal() and following.isdecimal())
        and not is_cjk(previous)
        and not is_cjk(following)
    )


def is_thousands(text: str, end: int) -> bool:
    """Whether three digits follow, as in the Swiss 10'000; two are inches or seconds, as in 5'10.

    >>> is_thousands("10'000", 3), is_thousands("5'10", 2)
    (True, False)
    """
    return text[end : end + 3].isdecimal() and len(text) >= end + 3 and not text[end + 3 : end + 4].isdecimal()


def is_elided(text: str, end: int) -> bool:
    """Whether an elided word starts at ``end``: 's ist, 'n Abend, '90er, 'tis.

    >>> is_elided("'90er", 1), is_elided("'s ist", 1), is_elided("'so", 1)
    (True, True, False)
    """
    return _ELIDED.match(text, end, end + _LONGEST) is not None


def is_maybe_elided(text: str, end: int) -> bool:
    """Whether the word at ``end`` is elided if nothing closes it: '69, 'raus.

    >>> is_maybe_elided("'69", 1), is_maybe_elided("'Raum", 1)
    (True, False)
    """
    return _MAYBE_ELIDED.match(text, end, end + _LONGEST) is not None


def is_genitive(text: str, start: int, end: int) -> bool:
    """Whether a mark after a sibilant stands before a further word: Hans' Auto.

    >>> is_genitive("Hans' Auto", 4, 5), is_genitive("Hans', der", 4, 5)
    (True, False)
    """
    return text[start - 1] in _SIBILANTS and text[end : end + 1] == " " and text[end + 1 : end + 2].isalnum()


def is_measure(text: str, start: int, *, feet: bool = True) -> bool:
    """Whether a number that may be a measure ends at ``start``: 14", 5'10", 3.5" – but not the year 1990".

    >>> is_measure('14"', 2), is_measure('5\\'10"', 4), is_measure('1990"', 4)
    (True, True, False)
    """
    left = text[max(0, start - _LONGEST) : start]
    return _SMALL_NUMBER.search(left) is not None or (feet and _FEET.search(left) is not None)
