"""The weighing of many pairs by kernel: words and headlines in rows, and pairs shared out among threads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textnorm.kernels.headline_alignment import HEADLINE_ROW, WORD_ROW, Alignment, HeadlineColumns, WordColumns
from textnorm.kernels.headline_features import FEATURES, Trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Model", "Weigher"]

_FEW = 2  # so many words for each place of one, and most are of other headlines
_SHARE = 1 << 13  # pairs that a thread takes at a time: some take longer than others


class Model(NamedTuple):
    """The weights of features and the trees, as kernels take them: a row of ``nodes`` is a branching."""

    weights: NDArray[np.float64]
    nodes: NDArray[np.int64]
    leaf: NDArray[np.float64]
    root: NDArray[np.int64]

    @classmethod
    def of(cls, weights: Sequence[float], trees: Trees) -> Model:
        """The same from plain columns."""
        nodes = _in_rows(
            [
                np.array(trees.feature, dtype=np.int64),
                np.array(trees.least, dtype=np.float64),
                np.array(trees.low, dtype=np.int64),
                np.array(trees.high, dtype=np.int64),
            ],
            room=4,
        )
        leaf, root = np.array(trees.leaf, dtype=np.float64), np.array(trees.root, dtype=np.int64)
        return cls(np.array(weights, dtype=np.float64), nodes, leaf, root)


class Weigher:
    """Weighs the features of pairs of headlines; safe to call from several threads."""

    def __init__(self, words: WordColumns, headlines: HeadlineColumns, model: Model, least_frame: float = 0.0) -> None:
        if _FEW * len(headlines.ids) < len(words.exact):  # of a reader that remembers words
            words, headlines = _with_own_words(words, headlines)
        self._columns = _columns_for_kernel(words, headlines)
        self._model, self._least_frame = model, least_frame
        self._longest = int(np.diff(headlines.start).max(initial=1))

    def __call__(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.float64]:
        """What the features of each pair weigh."""
        from textnorm.kernels.headline_search import score_pairs

        logits = np.empty(len(left), dtype=np.float64)
        score_pairs(
            left, right, *self._columns, *self._model, self._least_frame,
            np.empty((len(Alignment._fields), self._longest), dtype=np.int32), np.empty(len(FEATURES)), logits,
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


def _in_rows(columns: Iterable[NDArray[np.int64] | NDArray[np.float64]], room: int) -> NDArray[np.int64]:
    """The columns side by side in rows, so that what is read of one entry lies close together."""
    columns = list(columns)
    rows = np.zeros((max(map(len, columns)), room), dtype=np.int64)
    for place, column in enumerate(columns):
        rows[: len(column), place] = column.view(np.int64)
    return rows


def _columns_for_kernel(words: WordColumns, headlines: HeadlineColumns) -> tuple[NDArray[Any], ...]:
    """The words and the headlines as ``score_pairs`` takes them."""
    from textnorm.kernels.headline_search import spell

    rows = _in_rows((*words[:9], words.weight, words.contrast, words.key_bits), room=WORD_ROW)
    spell(words.letters, words.letter_start, rows[:, WORD_ROW - 1])
    names = ("start", "kicker_end", "tail_start", "marks", "whole", "number_start")
    facts = _in_rows((getattr(headlines, name) for name in names), room=HEADLINE_ROW)
    return (
        rows, words.letters, words.letter_start, facts, headlines.ids, headlines.joined, headlines.mask,
        headlines.value, headlines.owner,
    )  # fmt: skip
