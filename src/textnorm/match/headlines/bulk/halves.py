"""The halves of many compounds at once, by kernel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from textnorm.buffers import TextBuffer
from textnorm.match.headlines.word_frequency import LOWEST, PROBES, STEP, prior
from textnorm.match.headlines.word_keys import UNINFLECTED, fold_word, strip_umlauts
from textnorm.match.headlines.words import ENDINGS, LONGEST_COMPOUND, PREFIXES, halves_of, key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["known_halves"]


def known_halves(surfaces: Sequence[str]) -> Callable[[str], tuple[str, str]]:
    """``halves_of``, for which a kernel has found those of ``surfaces``.

    >>> known_halves(["Wachstumsprognose", "Prognose"])("wachstumsprognose")
    ('wachstum', 'progno')
    """
    from textnorm.kernels.compound_halves import find_halves

    stripped = [
        word
        for word in dict.fromkeys(map(_stripped, surfaces))
        if word.isascii() and not any(form in word for form in UNINFLECTED)
    ]
    buffer = TextBuffer.from_texts(stripped)
    found = np.empty((len(stripped), 3), dtype=np.int64)
    find_halves(
        buffer.data, buffer.offsets, np.frombuffer(prior().slots, dtype=np.uint8), PROBES, LOWEST, STEP,
        *_no_halves(), LONGEST_COMPOUND, found,
    )  # fmt: skip
    known = {
        word: (word[:end], word[begin:stop]) if end >= 0 else ("", "")
        for word, (end, begin, stop) in zip(stripped, found.tolist(), strict=True)
    }
    return partial(_halves_in, known)


def _halves_in(known: dict[str, tuple[str, str]], stripped: str) -> tuple[str, str]:
    found = known.get(stripped)
    return halves_of(stripped) if found is None else found


def _stripped(word: str) -> str:
    for apostrophe in "'\N{RIGHT SINGLE QUOTATION MARK}":
        word = word.partition(apostrophe)[0] or word
    return strip_umlauts(fold_word(word))


@cache
def _no_halves() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """What is no second half of a compound, and no first one."""
    endings, prefixes = (np.array(sorted(map(key_of, parts)), dtype=np.uint32) for parts in (ENDINGS, PREFIXES))
    return endings, prefixes
