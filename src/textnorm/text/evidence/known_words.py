"""Is this a frequent German word with an umlaut or ß? What a letter model takes for likely need not be a word.

The words are a Bloom filter: a word that is in it is always found, and two in a thousand others are as well. So the
answer is evidence, never proof, and no word can be read out of the data. ``tools/build_known_words.py`` writes it.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from textnorm.text.evidence.languages import LANGUAGES

__all__ = ["BITS", "MAGIC", "PROBES", "is_known", "places_of"]

MAGIC = b"textnorm known words 1\n"
BITS = 20  # the filter has 2^BITS bits
PROBES = 8  # of which a word sets so many


def places_of(word: str) -> list[int]:
    """The bits of a word. Case does not count.

    >>> places_of("Größe") == places_of("größe")
    True
    """
    digest = int.from_bytes(blake2b(word.lower().encode("utf-8", "replace"), digest_size=8).digest(), "little")
    first, step = digest & 0xFFFFFFFF, digest >> 32 | 1
    return [(first + probe * step) & ((1 << BITS) - 1) for probe in range(PROBES)]


@lru_cache(maxsize=1)
def _filter() -> bytes:
    return (Path(__file__).parent / "data" / LANGUAGES["de"].known).read_bytes()[len(MAGIC) :]


@lru_cache(maxsize=1 << 14)
def is_known(word: str) -> bool:
    """Whether ``word``, which has an umlaut or ß, is among the 80,000 most frequent German ones.

    >>> is_known("Kanäle"), is_known("Kanüle"), is_known("Kanöle")
    (True, True, False)
    """
    bits = _filter()
    return all(bits[place >> 3] >> (place & 7) & 1 for place in places_of(word))
