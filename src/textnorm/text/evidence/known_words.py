"""Is this a frequent German word with an umlaut or ß? What a letter model takes for likely need not be a word.

The words are a Bloom filter: a word that is in it is always found, and two in a thousand others are as well. So the
answer is evidence, never proof, and no word can be read out of the data. ``tools/build_known_words.py`` writes it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from textnorm.text.evidence.languages import LANGUAGES

__all__ = [
    "BITS",
    "COMPOUND_OF_OIL",
    "LEVELS",
    "MAGIC",
    "PROBES",
    "SHORTEST_PART",
    "SHORT_HEAD",
    "filter_bits",
    "is_known",
    "known_part",
    "level_of",
    "places_of",
]

MAGIC = b"textnorm known words 1\n"
BITS = 20  # the filter has 2^BITS bits
PROBES = 8  # of which a word sets so many
_LAST = (1 << BITS) - 1
#: How many of the most frequent words a level and those above it hold: the words of the last level are everyday ones.
LEVELS = (72_000, 8_000, 1_500)
#: Letters of a known part of a word, and of the rest.
SHORTEST_PART = 3
#: The one shorter word that many compounds begin with: Ölembargo.
SHORT_HEAD = "öl"


def places_of(word: str, level: int = 1) -> list[int]:
    """The bits of a word in a level. Case does not count.

    >>> places_of("Größe") == places_of("größe")
    True
    """
    first, step = _hashes(word, level)
    return [(first + probe * step) & _LAST for probe in range(PROBES)]


def _hashes(word: str, level: int) -> tuple[int, int]:
    """Where the bits of a word begin, and how far one is from the next."""
    key = f"{word.lower()} {level}" if level > 1 else word.lower()
    digest = int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "little")
    return digest & 0xFFFFFFFF, digest >> 32 | 1


@lru_cache(maxsize=1)
def filter_bits() -> bytes:
    """The bits of the filter, eight in a byte."""
    return (Path(__file__).parent / "data" / LANGUAGES["de"].known).read_bytes()[len(MAGIC) :]


def _holds(word: str, level: int) -> bool:
    bits = filter_bits()
    place, step = _hashes(word, level)
    for _ in range(PROBES):  # a loop, since most words fail the first question or the second
        if not bits[(place & _LAST) >> 3] >> (place & 7) & 1:
            return False
        place += step
    return True


@lru_cache(maxsize=1 << 14)
def is_known(word: str) -> bool:
    """Whether ``word``, which has an umlaut or ß, is among the 72,000 most frequent German ones.

    >>> is_known("Kanäle"), is_known("Kanüle"), is_known("Kanöle")
    (True, True, False)
    """
    return _holds(word, 1)


@lru_cache(maxsize=1 << 14)
def level_of(word: str) -> int:
    """How frequent ``word`` is: 0 if it is not known, up to 3 for everyday words.

    >>> level_of("für"), level_of("Säge"), level_of("Kanüle"), level_of("Kanöle")
    (3, 2, 1, 0)
    """
    level = int(is_known(word))
    while 0 < level < len(LEVELS) and _holds(word, level + 1):
        level += 1
    return level


@lru_cache(maxsize=1 << 14)
def known_part(word: str) -> str:
    """The longest known word with which ``word`` begins or ends, as a compound does; the rest may be any.

    >>> known_part("Fußballfeldrand"), known_part("Südkarelien"), known_part("Invögen")
    ('fußballfeld', 'süd', '')
    """
    small = word.lower()
    longest = SHORT_HEAD if small.startswith(SHORT_HEAD) and len(small) >= len(SHORT_HEAD) + SHORTEST_PART else ""
    for middle in range(SHORTEST_PART, len(small) - SHORTEST_PART + 1):
        for part in (small[:middle], small[middle:]):
            if len(part) > len(longest) and not part.isascii():
                level = level_of(part)
                if level > 1 or (level and len(part) > SHORTEST_PART):
                    longest = part
    return longest


#: What is left of compounds with Öl, without the Ö; no word begins so.
COMPOUND_OF_OIL = re.compile(
    "l(?:aktie|anlage|ausfuhr|einfuhr|einnahm|embargo|export|import|industrie|unternehm"
    "|bohr|boykott|fass|feld|fonds|förder|handel|hafen|häfen|heizung|katastroph|konzern|lager|liefer|markt|multi|pest"
    "|pipeline|plattform|preis|produkt|produz|quelle|raffiner|reserve|sand|staat|tank|teppich|vorkommen|wechsel)"
)
