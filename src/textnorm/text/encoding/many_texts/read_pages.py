"""Texts that were written in one page and read in another, for many texts at once.

``kernels/pages/page_mixups.py`` reads a text where the rules of :mod:`textnorm.text.encoding.page_mixups` and
:mod:`textnorm.text.encoding.mixups` are sure to do so first of all, and what they ask of the lines of a text is asked
here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.pages.page_mixups import ASK_UTF8, IF_SOUND, NONE, NOTHING, PAIR, ROW_LAST, UNKNOWN, read_pages
from textnorm.kernels.pages.page_pairs import ASK_EVIDENCE, ASK_LIGATURES
from textnorm.text.edits import apply_edits
from textnorm.text.encoding.lost_bytes.changed_case import find_changed_case
from textnorm.text.encoding.many_texts.tables import kernel_tables
from textnorm.text.encoding.mixup_evidence import is_evident
from textnorm.text.encoding.mixups import sharp_in
from textnorm.text.encoding.mojibake import is_misread_utf8
from textnorm.text.encoding.page_mixups import may_be_page_mixup
from textnorm.text.evidence.code.context import is_data
from textnorm.text.evidence.code.lines import code_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PagesRead", "read_through_pages"]

_QUESTIONS = ASK_EVIDENCE | ASK_LIGATURES | ASK_UTF8


class PagesRead(NamedTuple):
    """What ``texts`` meant that were read in the wrong page, and the places of these in the sequence.

    ``surely`` says for each whether it meant that whatever else is in it; if not, it does only if no place is odd in
    what it meant. ``no_row`` are the places of texts that no row of ``PAGE_MIXUPS`` explains, and of which nothing else
    is known; in those of ``sound`` there is no mojibake. Nothing at all is said of the others.
    """

    texts: TextBuffer
    places: list[int]
    surely: list[bool]
    no_row: list[int]
    sound: list[int]


def read_through_pages(texts: Sequence[str]) -> PagesRead:
    """What texts meant that were read in the wrong page.

    >>> text = "Der B\xe4cker erz\xe4hlt, die G\xe4ste h\xe4tten gr\xf6\xdfere Stra\xdfen sch\xf6n gefunden."
    >>> read = read_through_pages(["Haus", text.encode("cp850").decode("cp1252")])
    >>> read.texts[0] == text, read.places
    (True, [1])
    """
    source = TextBuffer.from_texts(texts)
    out = np.empty(len(source.data) * 3 // 2 + 1, np.uint8)
    ends, found = np.zeros(len(source), np.int64), np.full(len(source), UNKNOWN, np.int64)
    read_pages(source.data, source.offsets, *kernel_tables(), out, ends, found)
    places = np.flatnonzero(found >= 0)
    read = TextBuffer(out, np.concatenate([np.zeros(1, np.int64), ends[places]]))
    asked, ways = found[places] & _QUESTIONS, (found[places] & ~_QUESTIONS).tolist()
    before = [texts[place] for place in places.tolist()]
    if asked.any():
        read = _with_sharp(read, np.flatnonzero(asked & ASK_LIGATURES))
    believed = [
        _is_believed(text, way) and (not questions or _are_answered(text, read[number], questions))
        for number, (text, way, questions) in enumerate(zip(before, ways, asked.tolist(), strict=True))
    ]
    surely = [way < IF_SOUND or way >= ROW_LAST for way, is_believed in zip(ways, believed, strict=True) if is_believed]
    if not all(believed):
        read, places = read.only(np.flatnonzero(believed)), places[believed]
    no_row, sound = np.flatnonzero(found == NONE), np.flatnonzero(found == NOTHING)
    return PagesRead(read, places.tolist(), surely, no_row.tolist(), sound.tolist())


def _is_believed(text: str, way: int) -> bool:
    """Whether what the kernel cannot ask speaks for the way in which it read ``text``."""
    if find_changed_case(text):  # which comes first
        return False
    if PAIR <= way < ROW_LAST:
        return True
    return (way < PAIR or may_be_page_mixup(text)) and not (is_data(text) or code_lines(text))


def _are_answered(text: str, after: str, questions: int) -> bool:
    """Whether what is left to ask of a pair of pages speaks for what it makes of ``text``."""
    if questions & ASK_EVIDENCE and not is_evident(text, after):
        return False
    return after != text and not (questions & ASK_UTF8 and is_misread_utf8(text))


def _with_sharp(read: TextBuffer, places: NDArray[np.int64]) -> TextBuffer:
    """``read`` with ß for the ligatures that stand for it in some of the texts."""
    if not len(places):
        return read
    texts = list(read)
    for place in places.tolist():
        texts[place] = apply_edits(texts[place], sharp_in(texts[place]))
    return TextBuffer.from_texts(texts)
