"""The weighing of many pairs by kernel: words and headlines in rows, and pairs shared out among threads."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from textnorm.kernels.headline_alignment import Alignment, HeadlineColumns, WordColumns
from textnorm.kernels.headline_features import FEATURES, Trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Weigher"]

_FEW = 2  # so many words for each place of one, and most are of other headlines
_SHARE = 1 << 13  # pairs that a thread takes at a time: some take longer than others


class Weigher:
    """Weighs the features of pairs of headlines; safe to call from several threads."""

    def __init__(
        self,
        words: WordColumns,
        headlines: HeadlineColumns,
        model: tuple[NDArray[np.float64], Trees],
        least_frame: float = 0.0,
    ) -> None:
        if _FEW * len(headlines.ids) < len(words.exact):  # of a reader that remembers words
            words, headlines = _with_own_words(words, headlines)
        self._words, self._headlines, self._model = _words_in_rows(words), _headlines_in_rows(headlines), model
        self._least_frame = least_frame
        self._longest = int(np.diff(headlines.start).max(initial=1))

    def __call__(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.float64]:
        """What the features of each pair weigh."""
        from textnorm.kernels.headline_search import score_pairs

        alignment = Alignment(*(np.empty(self._longest, dtype=np.int32) for _ in Alignment._fields))
        logits = np.empty(len(left), dtype=np.float64)
        score_pairs(
            left, right, self._words, self._headlines, self._model, self._least_frame, alignment,
            np.zeros(len(FEATURES)), logits,
        )  # fmt: skip
        return logits

    def shared_out(
        self, left: NDArray[np.int32], right: NDArray[np.int32], pool: ThreadPoolExecutor
    ) -> NDArray[np.float64]:
        """The same by the threads of ``pool``."""
        parts = range(0, len(left), _SHARE)
        weighed = pool.map(lambda first: self(left[first : first + _SHARE], right[first : first + _SHARE]), parts)
        return np.concatenate([np.zeros(0), *weighed])


def _with_own_words(words: WordColumns, headlines: HeadlineColumns) -> tuple[WordColumns, HeadlineColumns]:
    """The headlines with the words that they have, and no others."""
    own, ids = np.unique(headlines.ids, return_inverse=True)
    first, sizes = words.letter_start[own], np.diff(words.letter_start)[own]
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    letters = words.letters[np.repeat(first - start[:-1], sizes) + np.arange(start[-1])]
    columns = {name: getattr(words, name)[own] for name in words._fields if name not in _OF_LETTERS}
    words = words._replace(**columns, letters=letters, letter_start=start)
    return words, headlines._replace(ids=ids.astype(np.int32))


_OF_LETTERS = ("letters", "letter_start", "spelling")


def _in_rows(columns: Iterable[NDArray[np.int64] | NDArray[np.float64]], room: int) -> list[NDArray[np.int64]]:
    """The columns side by side in rows, so that what is read of one entry lies close together."""
    columns = list(columns)
    rows = np.zeros((max(2, *map(len, columns)), room), dtype=np.int64)  # one row alone would be of another layout
    for place, column in enumerate(columns):
        rows[: len(column), place] = column.view(np.int64)
    return [rows[:, place] for place in range(room)]


def _words_in_rows(words: WordColumns) -> WordColumns:
    from textnorm.kernels.headline_search import spell

    letters, letter_start = words.letters, words.letter_start
    *keys, starts, weight, contrast, bits, spelling, _ = _in_rows(
        (*words[:9], letter_start, words.weight, words.contrast, words.key_bits), room=15
    )
    spell(letters, letter_start, spelling)
    return WordColumns._make(
        [*keys, letters, starts, weight.view(np.float64), contrast.view(np.float64), bits, spelling]
    )


def _headlines_in_rows(columns: HeadlineColumns) -> HeadlineColumns:
    names = ("start", "kicker_end", "tail_start", "marks", "whole", "number_start")
    rows = _in_rows((getattr(columns, name) for name in names), room=len(names))
    return columns._replace(**dict(zip(names, rows, strict=True)))
