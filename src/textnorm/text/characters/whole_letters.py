"""Letters and marks put together in many texts at once, by ``kernels/damage/composed_letters.py`` where it can."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.damage.composed_letters import FIRST_MARK, LAST_MARK, compose
from textnorm.text.characters.normal_forms import OTHER_SCRIPTS
from textnorm.text.evidence.triggers import SUSPECT

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["composed"]


@cache
def _tables() -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
    """``letters`` and ``others`` of the kernel."""
    letters = np.zeros((128, LAST_MARK - FIRST_MARK + 1), np.uint16)
    for code in range(128):
        for mark in range(FIRST_MARK, LAST_MARK + 1):
            whole = normalize("NFC", chr(code) + chr(mark))
            if chr(code).isalpha() and len(whole) == 1:
                letters[code, mark - FIRST_MARK] = ord(whole)
    others = np.zeros(0x10000, np.bool_)
    every = "".join(map(chr, range(0x10000)))
    for pattern in (SUSPECT, OTHER_SCRIPTS):
        others[[match.start() for match in pattern.finditer(every)]] = True
    return letters, others


def composed(source: TextBuffer) -> tuple[TextBuffer, NDArray[np.int64]]:
    """What the step of characters makes of those texts in which only letters are decomposed, and where they are.

    Nothing is said of the others.

    >>> texts, places = composed(TextBuffer.from_texts(["Ko\\u0308ln", "a\\u200bb", "Ga\\u0308ste"]))
    >>> list(texts), places.tolist()
    (['Köln', 'Gäste'], [0, 2])
    """
    out = np.empty(len(source.data), np.uint8)
    ends, found = np.zeros(len(source), np.int64), np.zeros(len(source), np.bool_)
    compose(source.data, source.offsets, *_tables(), out, ends, found)
    offsets = np.concatenate([np.zeros(1, np.int64), ends[found]])
    return TextBuffer(out[: offsets[-1]], offsets), np.flatnonzero(found)
