"""How rare a word is: its surprisal, the negative logarithm of its probability.

A shipped table answers for single pairs; a corpus of some size answers for itself, with the table as the prior. The
table is a hash table with fingerprints (``tools/build_headline_model.py frequency``): two bytes a slot, no word in it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zlib import crc32

__all__ = ["RARE", "Prior", "prior"]

SLOTS = 1 << 17
PROBES = 8
RARE = 17.5  # -ln of the probability given to a word the table does not know
LOWEST = 3.0  # -ln of the probability of the most frequent word
STEP = 0.125
_TABLE = Path(__file__).parent / "data" / "word_frequency.bin"


class Prior:
    """The shipped table: ``-ln`` probability of a stem, and whether it is mostly written with a capital."""

    __slots__ = ("_answers", "_fingerprints", "_slots")

    def __init__(self, slots: bytes) -> None:
        self._slots = slots
        # Round the end, so that the slots to probe always lie in a row; there is an answer for each.
        rounded = slots + slots[: 2 * PROBES]
        self._fingerprints = rounded[::2]
        self._answers = rounded[1::2]

    @property
    def slots(self) -> bytes:
        """The table as it is, for kernels."""
        return self._slots

    def look_up(self, stem: str) -> tuple[float, bool, bool]:
        """Return ``(-ln probability, mostly capitalised, known)`` of ``stem``.

        >>> surprisal, capital, known = prior().look_up("afrika")
        >>> 9 < surprisal < 13, capital, known
        (True, True, True)
        >>> prior().look_up("xqzzyv")
        (17.5, False, False)
        """
        hashed = crc32(stem.encode("utf-8", "surrogatepass"))
        slot = hashed % SLOTS
        probed = self._fingerprints[slot : slot + PROBES]
        place = probed.find(hashed >> 24 or 1)
        if place < 0 or 0 <= probed.find(0) < place:
            return _UNLISTED
        return _LISTED[self._answers[slot + place]]


_UNLISTED = (RARE, False, False)
# What the second byte of a slot says.
_LISTED = [(LOWEST + (byte >> 1) * STEP, bool(byte & 1), True) for byte in range(256)]


def build_slots(words: dict[str, tuple[float, bool]]) -> bytes:
    """Lay out ``{stem: (-ln probability, mostly capitalised)}`` as the table that ``Prior`` reads."""
    slots = bytearray(2 * SLOTS)
    for word, (surprisal, capital) in sorted(words.items(), key=lambda item: (item[1], item[0])):
        hashed = crc32(word.encode("utf-8"))
        fingerprint = hashed >> 24 or 1
        slot = hashed % SLOTS
        for _ in range(PROBES):
            if slots[2 * slot] == fingerprint:
                break
            if not slots[2 * slot]:
                slots[2 * slot] = fingerprint
                slots[2 * slot + 1] = min(127, max(0, round((surprisal - LOWEST) / STEP))) << 1 | capital
                break
            slot = (slot + 1) % SLOTS
    return bytes(slots)


@cache
def prior() -> Prior:
    """The shipped table, read once."""
    return Prior(_TABLE.read_bytes())
