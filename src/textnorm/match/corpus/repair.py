"""Damaged texts are mended before they are matched; sound ones, nearly all, cost one look by a kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, overload

from textnorm.text.prefilter import BITS, needs

if TYPE_CHECKING:
    from textnorm.buffers import TextBuffer
    from textnorm.text.cleaner import Cleaner

__all__ = ["MendedTexts", "mend", "mended_in", "repair_text"]


def mend(text: str) -> str:
    """``text`` without mojibake, entities, escapes and lost letters. What the fold levels anyway stays as it is.

    >>> mend("Die gr&ouml;ÃŸte BrÃ¼cke")
    'Die größte Brücke'
    """
    return _mender().clean(text)


@cache
def _mender() -> Cleaner:
    from textnorm.text.cleaner import Cleaner

    return Cleaner.preset("encoding")


def mended_in(buffer: TextBuffer) -> dict[int, str]:
    """The texts of ``buffer`` that mending changes, by their place."""
    import numpy as np

    from textnorm.kernels.damage_prefilter import look_damaged

    found = np.empty(len(buffer), dtype=np.bool_)
    look_damaged(buffer.data, buffer.offsets, found)
    places = np.flatnonzero(found).tolist()
    return {place: mended for place in places if (mended := mend(before := buffer[place])) != before}


class MendedTexts(Sequence[str]):
    """``texts``, some of them mended."""

    def __init__(self, texts: Sequence[str], mended: Mapping[int, str]) -> None:
        self._texts = texts
        self._mended = mended

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[index] for index in range(*place.indices(len(self)))]
        found = self._mended.get(place)
        return self._texts[place] if found is None else found


_DAMAGE = BITS["escapes"] | BITS["mojibake"] | BITS["characters"] | BITS["lost"]


def repair_text(text: str) -> str:
    """What one text was before a machine damaged it; undamaged texts come back without a run of the cleaner."""
    return _repaired(text) if needs(text) & _DAMAGE else text


_repaired = lru_cache(maxsize=4096)(mend)
