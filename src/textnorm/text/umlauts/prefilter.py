"""Which of many texts have umlauts to restore: a kernel finds the candidates, :func:`find_umlauts` decides."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from textnorm.kernels.damage.umlaut_prefilter import LETTER, PROOF, SITE, UPPER, mark_candidates
from textnorm.text.evidence.languages import LANGUAGES, locale_named
from textnorm.text.evidence.letter_model import SiteModel, load_model
from textnorm.text.evidence.spelled_words import CERTAIN
from textnorm.text.umlauts.options import UmlautOptions, as_options
from textnorm.text.umlauts.restorer import CERTAIN_NOUN, PROOF_NEEDED, PROOF_PER_LETTERS
from textnorm.text.umlauts.umlauts import bind_umlauts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.buffers import TextBuffer

__all__ = ["bound_tables", "candidates", "score_tables", "texts_with_umlaut_edits"]


@lru_cache(maxsize=8)
def _tables(locale: str) -> tuple[NDArray[Any], ...]:
    """The tables of ``mark_candidates`` from ``characters`` to ``crc_table``."""
    model = load_model(locale)
    letters = list(model.letters)
    without = locale_named(locale).without
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
    return characters, spellings, pairs, singles, uses, *_endings(pairs, singles, uses), *score_tables(model)


def _endings(
    pairs: NDArray[np.uint8], singles: NDArray[np.uint8], uses: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The number of every ASCII letter, and what ends with two of them, as ``mark_candidates`` reads it."""
    codes, endings = np.zeros(256, np.uint8), np.zeros(1024, np.uint8)
    for code in range(1, 27):
        codes[64 + code] = codes[96 + code] = code
    for numbers in (pairs, singles[np.arange(1024) & 31]):
        endings |= np.where(numbers != 0, SITE | PROOF * (uses[numbers] >> 1), 0).astype(np.uint8)
    return codes, endings


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
    buffer: TextBuffer, options: UmlautOptions | None = None, **values: Any
) -> NDArray[np.bool_]:
    """For each text of ``buffer``, whether :func:`textnorm.text.umlauts.umlauts.find_umlauts` finds anything in it.

    >>> from textnorm.buffers import TextBuffer
    >>> texts_with_umlaut_edits(TextBuffer.from_texts(["Gaeste aus Koeln", "neue Quellen", ""])).tolist()
    [True, False, False]
    """
    options = as_options(options, values)
    find = bind_umlauts(options)
    places = list(range(len(buffer)))
    found = np.zeros(len(buffer), np.bool_)
    if not (options.force or options.sz or options.stripped or options.row.others):
        places = np.flatnonzero(candidates(buffer, options) | _with_numbered(buffer, options)).tolist()
    for place in places:
        found[place] = bool(find(buffer[place]))
    return found


def _with_numbered(buffer: TextBuffer, options: UmlautOptions) -> NDArray[np.bool_]:
    """The texts with a spelled-out capital before a number, which no letter model knows: Oe3."""
    found = np.zeros(len(buffer), np.bool_)
    numbered = LANGUAGES[options.row.language].numbered
    if numbered:
        for match in re.finditer(numbered.encode("ascii"), buffer.data.data):
            found[int(np.searchsorted(buffer.offsets, match.start(), "right")) - 1] = True
    return found


def candidates(buffer: TextBuffer, options: UmlautOptions) -> NDArray[np.bool_]:
    """The texts that may change, by the kernel alone: all that do, and few that do not."""
    found = np.zeros(len(buffer), np.bool_)
    mark_candidates(buffer.data, buffer.offsets, *bound_tables(options), found)
    return found


def bound_tables(options: UmlautOptions) -> tuple[Any, ...]:
    """What the kernel takes between the buffer and its answer."""
    scale = load_model(options.locale).scale
    scores = [math.ceil(round(logit / scale, 6)) for logit in (options.threshold, CERTAIN, CERTAIN_NOUN)]
    thresholds = np.array([*scores, PROOF_NEEDED, PROOF_PER_LETTERS], np.int64)
    return (*_tables(options.locale), thresholds, options.evidence == "auto")
