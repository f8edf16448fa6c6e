"""Texts that were written in one page and read in another as a whole, for many texts at once.

``kernels/page_mixups.py`` reads a text where the rules of :mod:`textnorm.text.encoding.page_mixups` are sure to do so
first of all, and what they ask of the lines of a text is asked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.kernels.page_mixups import UNKNOWN, read_pages
from textnorm.text.encoding.many_texts.tables import ROWS, kernel_tables
from textnorm.text.encoding.page_mixups import remember_rows
from textnorm.text.evidence.code_context import is_data
from textnorm.text.evidence.code_lines import code_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["read_through_pages"]


def read_through_pages(texts: Sequence[str]) -> tuple[TextBuffer, list[int]]:
    """What texts meant that were read in the wrong page as a whole, and which of ``texts`` these are.

    Nothing is said of the others: some of them may be damaged, too.

    >>> text = "Der B\xe4cker erz\xe4hlt, die G\xe4ste h\xe4tten gr\xf6\xdfere Stra\xdfen sch\xf6n gefunden."
    >>> read, places = read_through_pages(["Haus", text.encode("cp850").decode("cp1252")])
    >>> read[0] == text, places
    (True, [1])
    """
    source = TextBuffer.from_texts(texts)
    out = np.empty(len(source.data) * 3 // 2 + 1, np.uint8)
    ends, found = np.zeros(len(source), np.int64), np.zeros(len(source), np.int64)
    read_pages(source.data, source.offsets, *kernel_tables(), out, ends, found)
    known = np.flatnonzero(found != UNKNOWN).tolist()
    remember_rows({texts[place]: ROWS[row] if (row := int(found[place])) >= 0 else None for place in known})
    places: NDArray[np.int64] = np.flatnonzero(found >= 0)
    read = TextBuffer(out, np.concatenate([np.zeros(1, np.int64), ends[places]]))
    prose = [not (is_data(text) or code_lines(text)) for text in map(texts.__getitem__, places.tolist())]
    if all(prose):
        return read, places.tolist()
    return read.only(np.flatnonzero(prose)), places[prose].tolist()
