"""Damaged texts are repaired before they are matched; a kernel passes over undamaged ones, which nearly all are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, overload

from textnorm.text.prefilter import BITS, possible_steps

if TYPE_CHECKING:
    from textnorm.buffers import TextBuffer
    from textnorm.text.cleaner import Cleaner

__all__ = ["DAMAGE", "RepairedTexts", "repair", "repair_buffer", "repair_text"]


def repair(text: str) -> str:
    """``text`` without mojibake, entities, escapes and lost letters. What the key levels anyway stays as it is.

    >>> repair("Die gr&ouml;ÃŸte BrÃ¼cke")
    'Die größte Brücke'
    """
    return _cleaner().clean(text)


@cache
def _cleaner() -> Cleaner:
    from textnorm.text.cleaner import Cleaner

    return Cleaner.preset("encoding")


def repair_buffer(buffer: TextBuffer) -> tuple[TextBuffer, dict[int, str]]:
    """``buffer`` after repair, and the texts that repair changes, by their position."""
    import numpy as np

    from textnorm.buffers import TextBuffer
    from textnorm.kernels.damage.damage_prefilter import look_damaged

    suspicious = np.empty(len(buffer), dtype=np.bool_)
    look_damaged(buffer.data, buffer.offsets, suspicious)
    places = np.flatnonzero(suspicious).tolist()
    repairs = {place: after for place in places if (after := repair(before := buffer[place])) != before}
    if repairs:
        buffer = TextBuffer.from_texts([repairs.get(place, text) for place, text in enumerate(buffer)])
    return buffer, repairs


class RepairedTexts(Sequence[str]):
    """``texts``, some of them repaired."""

    def __init__(self, texts: Sequence[str], repairs: Mapping[int, str]) -> None:
        self._texts = texts
        self._repairs = repairs

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[index] for index in range(*place.indices(len(self)))]
        found = self._repairs.get(place)
        return self._texts[place] if found is None else found


DAMAGE = BITS["escapes"] | BITS["mojibake"] | BITS["characters"] | BITS["lost"]


def repair_text(text: str) -> str:
    """What one text was before a machine damaged it; undamaged texts come back without a run of the cleaner."""
    return _repaired(text) if possible_steps(text) & DAMAGE else text


_repaired = lru_cache(maxsize=4096)(repair)
