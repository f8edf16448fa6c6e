"""The weighing of many pairs by kernel: words and headlines in rows, and pairs shared out among threads."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.kernels.headline_alignment import Alignment, HeadlineColumns, WordColumns
from textnorm.kernels.headline_features import FEATURES, Trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Weigher", "WordRows", "longer"]

_SHARE = 1 << 13  # pairs that a thread takes at a time: some take longer than others


class WordRows:
    """Words that become more, in rows: what is read of one word lies close together, and its letters are spelled."""

    def __init__(self) -> None:
        self._rows = np.zeros((2, _WORD_ROOM), dtype=np.int64)  # one row alone would be of another layout
        self._letters = np.zeros(0, dtype=np.uint8)
        self._count = 0
        self.columns = self._views()

    def add(self, words: WordColumns) -> None:
        """Number these words on."""
        from textnorm.kernels.headline_search import spell

        begin, end = self._count, self._count + len(words.exact)
        used = int(self._rows[begin, _LETTER_START])
        if end + 2 > len(self._rows):
            rows = np.zeros((end + 2 if not begin else 2 * (end + 2), _WORD_ROOM), dtype=np.int64)
            rows[: begin + 1] = self._rows[: begin + 1]
            self._rows = rows
        columns = (*words[:9], words.letter_start[:-1] + used, words.weight, words.contrast, words.key_bits)
        for place, column in enumerate(columns):
            self._rows[begin:end, place] = column.view(np.int64)
        self._rows[end, _LETTER_START] = used + len(words.letters)
        spelling = np.empty(end - begin, dtype=np.int64)
        spell(words.letters, words.letter_start, spelling)
        self._rows[begin:end, _SPELLING] = spelling
        self._letters = longer(self._letters, used, words.letters)
        self._count = end
        self.columns = self._views()

    def _views(self) -> WordColumns:
        rows = self._rows[: max(2, self._count + 1)]
        *keys, starts, weight, contrast, bits, spelling, _ = (rows[:, place] for place in range(_WORD_ROOM))
        letters = self._letters[: int(starts[self._count])]
        return WordColumns._make(
            [*keys, letters, starts, weight.view(np.float64), contrast.view(np.float64), bits, spelling]
        )


# The places of a word: nine keys, where its letters begin, two weights, the bits of its keys and of its letters.
_WORD_ROOM, _LETTER_START, _SPELLING = 15, 9, 13


def longer(room: NDArray[Any], end: int, more: NDArray[Any]) -> NDArray[Any]:
    """What is in ``room`` up to ``end``, ``more`` behind it, and room for as much again if there was too little."""
    if end + len(more) > len(room):
        old, room = room, np.zeros((1 + bool(end)) * (end + len(more)), dtype=room.dtype)
        room[:end] = old[:end]
    room[end : end + len(more)] = more
    return room


class Weigher:
    """Weighs the features of pairs of headlines; safe to call from several threads."""

    def __init__(
        self,
        words: WordColumns,
        headlines: HeadlineColumns,
        model: tuple[NDArray[np.float64], Trees],
        least_frame: float = 0.0,
    ) -> None:
        if words.spelling is None:
            rows = WordRows()
            rows.add(words)
            words = rows.columns
        self._words, self._headlines, self._model = words, _headlines_in_rows(headlines), model
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


def _in_rows(columns: Iterable[NDArray[np.int64] | NDArray[np.float64]], room: int) -> list[NDArray[np.int64]]:
    """The columns side by side in rows, so that what is read of one entry lies close together."""
    columns = list(columns)
    rows = np.zeros((max(2, *map(len, columns)), room), dtype=np.int64)  # one row alone would be of another layout
    for place, column in enumerate(columns):
        rows[: len(column), place] = column.view(np.int64)
    return [rows[:, place] for place in range(room)]


def _headlines_in_rows(columns: HeadlineColumns) -> HeadlineColumns:
    names = ("start", "kicker_end", "tail_start", "marks", "whole", "number_start")
    rows = _in_rows((getattr(columns, name) for name in names), room=len(names))
    return columns._replace(**dict(zip(names, rows, strict=True)))
