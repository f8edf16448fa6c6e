"""Places that the prefilter asks about, and that are sound whatever else is in the text: the é of Rényi.

A foreign letter in a German text is the most frequent place that may be damage. What makes it damage is local, but for
the last word: no step acts on a text in which no place gives cause. So for each run of characters outside ASCII, with
its neighbours, the answer is found once and kept, and a text of sound places needs no search of its own.
"""

from __future__ import annotations

from functools import lru_cache

from textnorm.text.encoding.misread_utf8 import may_be_utf8
from textnorm.text.encoding.mixups import gives_no_cause
from textnorm.text.encoding.page_mixups import may_be_page_mixup

__all__ = ["is_sound_place"]

_LONGEST = 12  # bytes of a run; a longer one is no foreign letter, and the searches read only a part of it


@lru_cache(maxsize=1 << 16)
def is_sound_place(around: bytes, start: int) -> bool:
    """Whether :func:`textnorm.text.encoding.mojibake.find_mojibake` finds no cause in the run at ``start``.

    ``around`` is the run with four characters on either side, or what there are of them.

    >>> is_sound_place("fréd Rényi".encode(), 7), is_sound_place("empfÃ¤ngt".encode(), 4)
    (True, False)
    """
    end = start
    while end < len(around) and around[end] >= 128:
        end += 1
    if end - start > _LONGEST:
        return False
    text = around.decode("utf-8", "surrogatepass")
    return not may_be_utf8(text) and not may_be_page_mixup(text) and gives_no_cause(text)
