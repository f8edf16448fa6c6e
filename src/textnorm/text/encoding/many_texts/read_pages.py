"""Texts that were written in one page and read in another, for many texts at once.

``kernels/pages/page_mixups.py`` reads a text where the rules of :mod:`textnorm.text.encoding.page_mixups` and
:mod:`textnorm.text.encoding.mixups` are sure to do so first of all, and what they ask of the lines of a text is asked
here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.pages.page_mixups import IF_SOUND, NONE, NOTHING, PAIR, ROW_LAST, UNKNOWN, read_pages
from textnorm.text.encoding.many_texts.tables import kernel_tables
from textnorm.text.encoding.page_mixups import may_be_page_mixup
from textnorm.text.evidence.code.context import is_data
from textnorm.text.evidence.code.lines import code_lines

__all__ = ["PagesRead", "read_through_pages"]


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
    ways = found[places].tolist()
    believed = [
        PAIR <= way < ROW_LAST or ((way < PAIR or may_be_page_mixup(text)) and not (is_data(text) or code_lines(text)))
        for way, text in zip(ways, map(texts.__getitem__, places.tolist()), strict=True)
    ]
    if not all(believed):
        read, places = read.only(np.flatnonzero(believed)), places[believed]
    surely = ((found[places] < IF_SOUND) | (found[places] >= ROW_LAST)).tolist()
    no_row, sound = np.flatnonzero(found == NONE), np.flatnonzero(found == NOTHING)
    return PagesRead(read, places.tolist(), surely, no_row.tolist(), sound.tolist())
