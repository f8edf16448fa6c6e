"""What is an apostrophe or a prime, from the letters and digits beside it."""

from __future__ import annotations

import re

from textnorm.patterns import lazy
from textnorm.text.typography.flanking import is_cjk

__all__ = [
    "APOSTROPHES",
    "is_degrees",
    "is_elided",
    "is_inside_word",
    "is_letter_apostrophe",
    "is_maybe_elided",
    "is_measure",
    "is_thousands",
    "is_usually_elided",
    "is_weak_close",
]

#: Marks that are written for an apostrophe.
APOSTROPHES = frozenset("'’‘´`ʼʻ′‛＇")

# What is left out at a word's start in German, Dutch and English. These single letters are hardly ever quoted …
_ELIDED = lazy(
    r"(?:[sntkmr]|ne[mnrs]?)(?![\w'’´`/|\\])"  # not 's/a/b/'
    r"|s-[A-Z]"  # 's-Hertogenbosch
    r"|[nN]['’´`](?:\s|[A-Z])",  # Rock 'n' Roll
    re.IGNORECASE,
)
# … these words are, if a closing mark follows …
_USUALLY_ELIDED = lazy(
    r"(?:tis|twas|twere|em|cause|til|bout|\d\der[ns]?|\d\ds)(?!\w)",
    re.IGNORECASE,
)
# … and these are an apostrophe only if no partner is found.
_MAYBE_ELIDED = lazy(
    r"(?:\d\d|raus|rauf|runter|rum|ran|rein|rüber|rin|ruff|nauf|naus|nunter|nein|nen|ner|s|n|gen|round|neath|nother"
    r"|cos|coz|kay|fraid|cept|tschuldigung|tschuldige)(?!\w)",
    re.IGNORECASE,
)
# Words whose last letter is often left out before another word: German verbs, Italian un po'.
_APOCOPE = lazy(
    r"(?<!\w)(?:hab|geh|komm|hatt|hätt|wär|könnt|würd|sollt|wollt|möcht|müsst|dürft|mach|seh|lass|bring|glaub|sag|find"
    r"|lieb|denk|steh|werd|freud|aug|po|mo|be|di|fa|va|da|sta|ca|ol|an|o)\Z",
    re.IGNORECASE,
)
# ʼ is a letter in many languages; before or after these it is an apostrophe of German, English, French or Italian.
_AFTER_APOSTROPHE = lazy(r"(?:s|t|n|m|d|ll|re|ve)(?!\w)", re.IGNORECASE)
_BEFORE_APOSTROPHE = lazy(
    r"(?<!\w)(?:l|d|qu|jusqu|lorsqu|puisqu|quelqu|aujourd|un|all|dell|nell|sull|dall|quest)\Z", re.IGNORECASE
)
_FEET = lazy(r"\d[′'’´] ?\d{1,2}(?:[.,]\d+)?\Z|\d[′'’´] ?\d{1,2} ?\d/\d\Z")
_DEGREES = lazy(r"°\s?\d{1,2}(?:[.,]\d+|\s?[′'’´]\s?\d{1,2}(?:[.,]\d+)?)?\Z")
# Not the number of a name: UTF-8, mdns4, \exc4; but 10"x14", Ø14".
_SMALL_NUMBER = lazy(
    r"(?<![\d.,}A-WYZa-wyz\xc0-\xd6\xd9-\u024f\u0370-\u04ff])"
    r"(?<![A-Za-z\xc0-\xd6\xd9-\u024f\u0370-\u04ff]-)\d{1,3}(?:[.,/]\d{1,3})?\Z|[½¼¾⅓⅔⅛⅜⅝⅞]\Z"
)
_LONGEST = 14  # characters looked at on either side
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


def is_letter_apostrophe(text: str, start: int) -> bool:
    """Whether the modifier letter at ``start`` is written for an apostrophe, and is no letter of its own.

    >>> is_letter_apostrophe("gehtʼs", 4), is_letter_apostrophe("lʼÉtat", 1), is_letter_apostrophe("пʼять", 1)
    (True, True, False)
    """
    if text[start] != "ʼ":
        return False
    before = text[max(0, start - _LONGEST) : start]
    return _AFTER_APOSTROPHE.match(text, start + 1) is not None or _BEFORE_APOSTROPHE.search(before) is not None


def is_thousands(text: str, end: int) -> bool:
    """Whether three digits follow, as in the Swiss 10'000; two are inches or seconds, as in 5'10.

    >>> is_thousands("10'000", 3), is_thousands("5'10", 2)
    (True, False)
    """
    return text[end : end + 3].isdecimal() and len(text) >= end + 3 and not text[end + 3 : end + 4].isdecimal()


def is_elided(text: str, end: int) -> bool:
    """Whether an elided word starts at ``end``, whatever follows: 's ist, 'n Abend, 'ne.

    >>> is_elided("'s ist", 1), is_elided("'so", 1)
    (True, False)
    """
    return _ELIDED.match(text, end, end + _LONGEST) is not None


def is_usually_elided(text: str, end: int) -> bool:
    """Whether an elided word starts at ``end``, if it is not quoted: '90er, 'tis.

    >>> is_usually_elided("'90er", 1), is_usually_elided("'90 Minuten", 1)
    (True, False)
    """
    return _USUALLY_ELIDED.match(text, end, end + _LONGEST) is not None


def is_maybe_elided(text: str, end: int) -> bool:
    """Whether the word at ``end`` is elided if nothing closes it: '69, 'raus.

    >>> is_maybe_elided("'69", 1), is_maybe_elided("'Raum", 1)
    (True, False)
    """
    return _MAYBE_ELIDED.match(text, end, end + _LONGEST) is not None


def is_weak_close(text: str, start: int, end: int) -> bool:
    """Whether a mark before a further word may be an apostrophe rather than close: Hans' Auto, ich hab' es, un po' di.

    >>> is_weak_close("Hans' Auto", 4, 5), is_weak_close("hab' es", 3, 4), is_weak_close("Hans', der", 4, 5)
    (True, True, False)
    """
    if not start or text[end : end + 1] != " " or not text[end + 1 : end + 2].isalnum():
        return False
    return text[start - 1] in _SIBILANTS or _APOCOPE.search(text[max(0, start - _LONGEST) : start]) is not None


def is_degrees(text: str, start: int) -> bool:
    """Whether degrees stand before ``start``, so that minutes and seconds follow: 52°31'N.

    >>> is_degrees("52°31'N", 5), is_degrees("1990's", 4)
    (True, False)
    """
    return _DEGREES.search(text[max(0, start - _LONGEST) : start]) is not None


def is_measure(text: str, start: int, *, feet: bool = True) -> bool:
    """Whether a number that may be a measure ends at ``start``: 14", 5'10", 3.5" – but not the year 1990".

    >>> is_measure('14"', 2), is_measure("5′10″", 4), is_measure('1990"', 4)
    (True, True, False)
    """
    left = text[max(0, start - _LONGEST) : start]
    return _SMALL_NUMBER.search(left) is not None or (feet and _FEET.search(left) is not None)
