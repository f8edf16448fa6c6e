"""The rules of ``mixups`` and ``mixup_evidence`` as arrays, for the kernel: what each character is and may mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.pages.pair_places import PLACES
from textnorm.text.encoding.codepages import MIXUPS, mixup
from textnorm.text.encoding.mixup_evidence import EVIDENCE_CHARACTERS
from textnorm.text.encoding.mixups import CHARACTERS
from textnorm.text.encoding.single_places.known_words import SIGNS_IN_WORDS
from textnorm.text.encoding.single_places.lone_letters import LONE_LETTERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["kinds_of", "meanings_of", "pairs_that_are_certain"]


def kinds_of(known: str) -> NDArray[np.uint32]:
    """What each character is, as the bits of ``PLACES``, by code point; what is not ``known`` is refused."""
    kinds = np.full(0x10000, PLACES["refused"], np.uint32)
    kinds[list(map(ord, known))] = 0
    patterns = {**CHARACTERS, **SIGNS_IN_WORDS, "lone": f"[{LONE_LETTERS}]"}
    for name, bit in PLACES.items():
        if name in patterns:
            found = [ord(match[0]) for match in re.finditer(patterns[name], known)]
        else:
            found = list(map(ord, filter(EVIDENCE_CHARACTERS[name], known)))
        kinds[found] |= np.uint32(bit)
    return kinds


def meanings_of(characters: Sequence[str]) -> NDArray[np.uint16]:
    """What each of ``characters`` meant, by pair of pages (pairs × characters)."""
    tables = [mixup(written, read) for written, read, _ in MIXUPS]
    assert {code for table in tables for code in table} <= set(map(ord, characters))
    return np.array([[ord(table.get(ord(char), char)) for char in characters] for table in tables], np.uint16)


@cache
def pairs_that_are_certain() -> NDArray[np.uint8]:
    """Whether each pair of pages needs no umlaut as evidence."""
    return np.array([pair.certain for pair in MIXUPS], np.uint8)
