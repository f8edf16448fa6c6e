"""Some packed headlines side by side, as the table that ``headline_search.score_pairs`` reads."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.kernels.headlines.packed_headline import FACTS
from textnorm.kernels.scores.headline_alignment import HEADLINE_ROW, WORD_ROW, Alignment, WordColumns
from textnorm.kernels.scores.headline_features import FEATURES
from textnorm.kernels.scores.headline_flags import STATISTIC
from textnorm.match.headlines.bulk.one_buffer import Shapes, arrays_in, one_buffer
from textnorm.match.headlines.bulk.shelf import ROOM, Shelf

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from textnorm.match.headlines.bulk.weigh import Model

__all__ = ["PackedTable", "TableDesk"]

_FLAGS = WordColumns._fields.index("flags")


class TableDesk:
    """Room for one table of packed headlines after the other. Used by one thread at a time."""

    def __init__(self) -> None:
        self._make_room(ROOM)

    def _make_room(self, room: int) -> None:
        from textnorm.kernels.headlines.headline_pair import lay_out_headlines

        integers, words, numbers, rows = np.int64, room // (8 * WORD_ROW), room // 24, room // (8 * FACTS) + 1
        shapes: Shapes = [
            (integers, (words, WORD_ROW)), (np.uint8, (room,)), (integers, (words + 1,)),
            (integers, (rows, HEADLINE_ROW)), (integers, (words,)), (integers, (numbers,)), (integers, (numbers,)),
            (integers, (numbers,)), (np.int32, (len(Alignment._fields), words)), (np.float64, (len(FEATURES),)),
            (np.int32, (rows,)),
        ]  # fmt: skip
        self._room, self._buffer = room, one_buffer(shapes)
        *self._columns, places, features, first = arrays_in(self._buffer, shapes)
        self.scratch = first, np.arange(max(words, rows), dtype=np.int32), places, features
        self._lay_out = lay_out_headlines

    def table(self, headlines: Shelf) -> PackedTable:
        """The table of some headlines, which holds until there is the next one."""
        packed, folded = headlines.packed, headlines.folded
        if len(packed) > self._room:
            self._make_room(2 * len(packed))
        words, letters, numbers = self._lay_out(packed, headlines.spans, self._buffer)
        rows, spelled, letter_start, facts, joined, *figures = self._columns
        return PackedTable(
            rows[:words], spelled[:letters], letter_start[: words + 1], facts[: len(folded) + 1], joined[:words],
            [column[:numbers] for column in figures], folded, self.scratch,
        )  # fmt: skip


class PackedTable(NamedTuple):
    """Headlines as columns: headline ``h`` has the words ``rows[start[h]:start[h + 1]]``.

    ``facts`` has a row for each, and one behind them, as ``score_pairs`` reads them; ``letters`` are those of all
    words, ``joined`` the keys of each word and its successor in one, and ``figures`` the numbers: what each may be, its
    value, and what it counts. ``folded`` are the words of each headline with spaces between. ``scratch`` is what a
    kernel takes beside them: zeros, numbers that ascend, and room for an alignment and its features.
    """

    rows: NDArray[np.int64]
    letters: NDArray[np.uint8]
    letter_start: NDArray[np.int64]
    facts: NDArray[np.int64]
    joined: NDArray[np.int64]
    figures: list[NDArray[np.int64]]
    folded: list[str]
    scratch: tuple[NDArray[Any], ...]

    def __len__(self) -> int:
        return len(self.folded)

    @property
    def start(self) -> NDArray[np.int64]:
        """Where the words of each headline begin, and where the last ones end."""
        return self.facts[:, 0].copy()

    @property
    def whole(self) -> list[int]:
        """The key of each headline."""
        whole: list[int] = self.facts[:-1, 4].tolist()
        return whole

    @property
    def blank(self) -> list[bool]:
        """Which have neither words that are left in ``folded`` nor numbers."""
        numbers = self.facts[:, 5].tolist()
        return [not text and end == begin for text, (begin, end) in zip(self.folded, pairwise(numbers), strict=True)]

    def states_figure(self) -> bool:
        """Whether the first headline names a statistic."""
        return bool((self.rows[: self.facts[1, 0], _FLAGS] & STATISTIC).any())

    def weigh_first(self, model: Model, least_frame: float = 0.0) -> NDArray[np.float64]:
        """What the features of the first headline and each of the others weigh; see ``Weigher``."""
        from textnorm.kernels.scores.headline_search import score_pairs

        count = len(self) - 1
        logits = np.empty(count, dtype=np.float64)
        first, ascending, places, features = self.scratch
        mask, value, owner = self.figures
        score_pairs(
            first[:count], ascending[1 : count + 1], self.rows, self.letters, self.letter_start, self.facts,
            ascending[: len(self.rows)], self.joined, mask, value.view(np.float64), owner, *model, least_frame, places,
            features, logits,
        )  # fmt: skip
        return logits
