"""The weighing of many pairs: by kernel, with words and headlines in rows, and pairs shared out among threads.

The kernel takes a quarter of a minute to be compiled. A process that was never to wait for it weighs its first pairs in
plain Python, by the functions that the kernel is compiled from, which give the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textnorm.kernels.scores import headline_features
from textnorm.kernels.scores.headline_alignment import HEADLINE_ROW, WORD_ROW, Alignment, HeadlineColumns, WordColumns
from textnorm.kernels.scores.headline_features import FEATURES, Trees
from textnorm.kernels.waiting import is_worth_it

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Model", "Weigher", "longer"]

_SHARE = 1 << 13  # pairs that a thread takes at a time: some take longer than others
# Pairs that Python weighs before the kernel is compiled, each in a tenth of a millisecond.
_WORTH_KERNEL = 20_000
# Untyped on purpose: the same functions take lists here and arrays when compiled.
_python: Any = headline_features


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


class _WordRows:
    """Words that become more, in rows: what is read of one word lies close together, and its letters are spelled."""

    def __init__(self) -> None:
        self._rows = np.zeros((0, WORD_ROW), dtype=np.int64)
        self._letters, self._starts = np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)
        self._count = 0

    def add(self, words: WordColumns) -> None:
        """Number these words on."""
        from textnorm.kernels.scores.headline_search import spell

        begin, end = self._count, self._count + len(words.exact)
        used = int(self._starts[begin])
        if end > len(self._rows):
            rows = np.zeros((2 * end if begin else end, WORD_ROW), dtype=np.int64)
            rows[:begin] = self._rows[:begin]
            self._rows = rows
        for place, column in enumerate((*words[:10], words.weight, words.contrast, words.key_bits)):
            self._rows[begin:end, place] = column.view(np.int64)
        spell(words.letters, words.letter_start, self._rows[begin:end, WORD_ROW - 1])
        self._letters = longer(self._letters, used, words.letters)
        self._starts = longer(self._starts, begin + 1, words.letter_start[1:] + used)
        self._count = end

    def for_kernel(self) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]:
        """The rows, the letters of all words, and where those of each begin."""
        starts = self._starts[: self._count + 1]
        return self._rows[: self._count], self._letters[: starts[-1]], starts


def longer(room: NDArray[Any], end: int, more: NDArray[Any]) -> NDArray[Any]:
    """What is in ``room`` up to ``end``, ``more`` behind it, and room for as much again if there was too little."""
    if end + len(more) > len(room):
        old, room = room, np.zeros(((1 + bool(end)) * (end + len(more)), *room.shape[1:]), dtype=room.dtype)
        room[:end] = old[:end]
    room[end : end + len(more)] = more
    return room


class Weigher:
    """Weighs the features of pairs of headlines; safe to call from several threads."""

    def __init__(self, words: WordColumns, headlines: HeadlineColumns, model: Model, least_frame: float = 0.0) -> None:
        self._words, self._headlines = words, headlines
        self._model, self._least_frame = model, least_frame
        self._longest = int(np.diff(headlines.start).max(initial=1))

    def shared_out(
        self, left: NDArray[np.int32], right: NDArray[np.int32], pool: ThreadPoolExecutor
    ) -> NDArray[np.float64]:
        """What the features of each pair weigh; the threads of ``pool`` share them."""
        if not is_worth_it("scores.headline_search", len(left), _WORTH_KERNEL):
            return self.in_python(left, right)
        parts = range(0, len(left), _SHARE)
        weighed = pool.map(lambda first: self(left[first : first + _SHARE], right[first : first + _SHARE]), parts)
        return np.concatenate([np.zeros(0), *weighed])

    def few(self, left: NDArray[np.int32], right: NDArray[np.int32], model: Model) -> NDArray[np.float64]:
        """What the features of a few pairs that were weighed weigh by another model."""
        if not is_worth_it("scores.headline_search", 0, _WORTH_KERNEL):
            return self.in_python(left, right, model)
        return self(left, right, model)

    def __call__(
        self, left: NDArray[np.int32], right: NDArray[np.int32], model: Model | None = None
    ) -> NDArray[np.float64]:
        """What the features of each pair weigh, by kernel; by the model of the weigher if there is no other one."""
        from textnorm.kernels.scores.headline_search import score_pairs

        logits = np.empty(len(left), dtype=np.float64)
        score_pairs(
            left, right, *self._rows, *(model or self._model), self._least_frame,
            np.empty((len(Alignment._fields), self._longest), dtype=np.int32), np.empty(len(FEATURES)), logits,
        )  # fmt: skip
        return logits

    def in_python(
        self, left: NDArray[np.int32], right: NDArray[np.int32], model: Model | None = None
    ) -> NDArray[np.float64]:
        """The same without a kernel."""
        words, headlines = self._lists
        learned = _in_lists(model or self._model)
        found, features = Alignment(*([0] * self._longest for _ in Alignment._fields)), [0.0] * len(FEATURES)
        logits = [0.0] * len(left)
        _python.score_each(
            left.tolist(), right.tolist(), words, headlines, learned, self._least_frame, found, features, logits
        )
        return np.array(logits, dtype=np.float64)

    @cached_property
    def _rows(self) -> tuple[NDArray[Any], ...]:
        rows = _WordRows()
        rows.add(self._words)
        return (*rows.for_kernel(), *_columns_for_kernel(self._headlines))

    @cached_property
    def _lists(self) -> tuple[WordColumns, HeadlineColumns]:
        words = WordColumns(*(None if column is None else column.tolist() for column in self._words))
        headlines = HeadlineColumns(*(column.tolist() for column in self._headlines))
        return words, headlines


def _in_lists(model: Model) -> tuple[list[float], Trees]:
    """The weights and the trees as plain Python takes them."""
    nodes = model.nodes
    columns = (nodes[:, 0], nodes.view(np.float64)[:, 1], nodes[:, 2], nodes[:, 3])
    return model.weights.tolist(), Trees(*(column.tolist() for column in (*columns, model.leaf, model.root)))


def _in_rows(columns: Iterable[NDArray[np.int64] | NDArray[np.float64]], room: int) -> NDArray[np.int64]:
    """The columns side by side in rows, so that what is read of one entry lies close together."""
    columns = list(columns)
    rows = np.zeros((max(map(len, columns)), room), dtype=np.int64)
    for place, column in enumerate(columns):
        rows[: len(column), place] = column.view(np.int64)
    return rows


def _columns_for_kernel(headlines: HeadlineColumns) -> tuple[NDArray[Any], ...]:
    """The headlines as ``score_pairs`` takes them."""
    names = ("start", "kicker_end", "tail_start", "marks", "whole", "number_start")
    facts = _in_rows((getattr(headlines, name) for name in names), room=HEADLINE_ROW)
    return facts, headlines.ids, headlines.joined, headlines.mask, headlines.value, headlines.owner
