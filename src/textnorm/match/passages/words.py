"""Where the words of texts stand, as the shingles count them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.match.keys import fold_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["WordSpans", "word_spans"]


class WordSpans(NamedTuple):
    """First and last character (exclusive) of all words of some texts; those of text ``i`` end at ``ends[i]``."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    ends: NDArray[np.int64]


def word_spans(texts: Sequence[str]) -> WordSpans:
    """Locate the words of ``texts``: those that ``words(key(text))`` gives, in their order.

    >>> spans = word_spans(["„Köln“ feiert"])
    >>> list(zip(spans.first.tolist(), spans.last.tolist()))
    [(1, 5), (7, 13)]
    """
    from textnorm.kernels.shingles.word_positions import locate_words

    buffer = TextBuffer.from_texts(texts)
    counts = np.empty(len(texts), dtype=np.int64)
    room = len(buffer.data) // 2 + 64
    while True:
        first, last = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
        used = locate_words(buffer.data, buffer.offsets, fold_tables(), first, last, counts)
        if used >= 0:
            return WordSpans(first[:used], last[:used], np.cumsum(counts))
        room *= 4
