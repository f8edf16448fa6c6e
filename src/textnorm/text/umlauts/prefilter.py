"""Which of many texts have umlauts to restore: the kernel puts texts on the list, :func:`find_umlauts` decides."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from textnorm.kernels.umlaut_prefilter import LETTER, UPPER, mark_candidates
from textnorm.text.umlauts.model import SiteModel, load_model
from textnorm.text.umlauts.umlauts import (
    CERTAIN,
    CERTAIN_NOUN,
    PROOF_NEEDED,
    PROOF_PER_LETTERS,
    WITHOUT,
    bar_for,
    bind_umlauts,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.buffers import TextBuffer

__all__ = ["candidates", "score_tables", "texts_with_umlaut_edits"]


@lru_cache(maxsize=8)
def _tables(locale: str) -> tuple[NDArray[Any], ...]:
    """The tables of ``mark_candidates`` from ``characters`` to ``crc_table``."""
    model = load_model(locale)
    letters = list(model.letters)
    without = WITHOUT.get(locale, frozenset())
    is_letter = re.compile(r"[^\W\d_]")
    characters = np.zeros(0x10000, np.uint8)
    for code in range(0x10000):
        character = chr(code)
        if is_letter.match(character):
            number = letters.index(character.lower()) + 1 if character.lower() in letters else 0
            characters[code] = LETTER | UPPER * character.isupper() | number << 2
    spellings = np.zeros(2 * len(letters) + 2, np.uint8)
    pairs, singles = np.zeros(1024, np.uint8), np.zeros(32, np.uint8)
    uses = np.zeros(len(letters) + 1, np.uint8)
    for number, letter in enumerate(letters, 1):
        codes = [byte - 96 for byte in model.letters[letter].encode("ascii")]
        spellings[2 * number : 2 * number + len(codes)] = [code + 96 for code in codes]
        if len(codes) == 2:
            pairs[codes[0] << 5 | codes[1]] = number
        else:
            singles[codes[0]] = number
        uses[number] = (letter not in without) | (letter not in model.weak) << 1
    return characters, spellings, pairs, singles, uses, *score_tables(model)


def score_tables(model: SiteModel) -> tuple[NDArray[Any], ...]:
    """The tables of ``score_site`` from ``weights`` to ``crc_table``."""
    windows = [*model.joints, *model.case_joints]
    return (
        np.array(model.weights, np.int8),
        np.array(model.exceptions, np.uint32),
        np.array(
            [model.bits, model.left, model.right, len(model.joints), len(model.case_joints), *sum(windows, ())],
            np.int64,
        ),
        np.array(model.answers, np.int64),
        np.array([_crc_entry(byte) for byte in range(256)], np.uint32),
    )


def _crc_entry(byte: int) -> int:
    """The CRC-32 table (ISO 3309), read off zlib."""
    return crc32(bytes([byte]), 0xFFFFFFFF) ^ 0xFFFFFFFF


def texts_with_umlaut_edits(
    buffer: TextBuffer,
    *,
    locale: str = "de",
    min_confidence: float | None = None,
    keep: Iterable[str] = (),
    force: Iterable[str] = (),
    evidence: str = "auto",
    sz: bool = False,
) -> NDArray[np.bool_]:
    """For each text of ``buffer``, whether :func:`textnorm.text.umlauts.umlauts.find_umlauts` finds anything in it.

    >>> from textnorm.buffers import TextBuffer
    >>> texts_with_umlaut_edits(TextBuffer.from_texts(["Gaeste aus Koeln", "neue Quellen", ""])).tolist()
    [True, False, False]
    """
    keep, force = tuple(keep), tuple(force)
    find = bind_umlauts(locale=locale, min_confidence=min_confidence, keep=keep, force=force, evidence=evidence, sz=sz)
    places = list(range(len(buffer)))
    found = np.zeros(len(buffer), np.bool_)
    if not force and not sz:
        marked = candidates(buffer, locale=locale, min_confidence=min_confidence, weigh=evidence == "auto")
        places = np.flatnonzero(marked).tolist()
    for place in places:
        found[place] = bool(find(buffer[place]))
    return found


def candidates(buffer: TextBuffer, *, locale: str, min_confidence: float | None, weigh: bool) -> NDArray[np.bool_]:
    """The texts that may change, by the kernel alone: all that do, and few that do not."""
    scale = load_model(locale).scale
    bars = [math.ceil(round(logit / scale, 6)) for logit in (bar_for(min_confidence), CERTAIN, CERTAIN_NOUN)]
    limits = np.array([*bars, PROOF_NEEDED, PROOF_PER_LETTERS], np.int64)
    found = np.zeros(len(buffer), np.bool_)
    mark: Any = mark_candidates
    mark(buffer.data, buffer.offsets, *_tables(locale), limits, weigh, found)
    return found
