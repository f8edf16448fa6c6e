"""Some packed headlines side by side, as the table that ``headline_search.score_pairs`` reads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from textnorm.kernels.headlines.packed_headline import KICKER_END, MARKS, SIZE, TAIL_START
from textnorm.kernels.scores.headline_alignment import WORD_ROW, Alignment
from textnorm.kernels.scores.headline_features import FEATURES
from textnorm.match.headlines.parse import HEAD, ROW, Packed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.headlines.bulk.weigh import Model

__all__ = ["PackedTable"]


class PackedTable(NamedTuple):
    """Headlines as columns: headline ``h`` has the words ``rows[start[h]:start[h + 1]]``.

    ``facts`` has a row for each, and one behind them, as ``score_pairs`` reads them; ``letters`` are those of all
    words, ``joined`` the keys of each word and its successor in one, and ``figures`` the numbers: what each may be, its
    value, and what it counts. ``folded`` are the words of each headline with spaces between.
    """

    rows: NDArray[np.int64]
    letters: NDArray[np.uint8]
    letter_start: NDArray[np.int64]
    start: NDArray[np.int64]
    facts: NDArray[np.int64]
    joined: NDArray[np.int64]
    figures: NDArray[np.int64]
    folded: list[str]

    @classmethod
    def of(cls, headlines: Sequence[Packed]) -> Self:
        """The table of some headlines; its rows are its own."""
        rows, joined, ends, figures, letters = parts = [list[bytes]() for _ in range(5)]
        facts, sizes, before = [], [], []
        words = numbers = used = 0
        for data, _, count, whole, many in headlines:
            head = HEAD.unpack_from(data)
            facts.append((words, head[KICKER_END], head[TAIL_START], head[MARKS], whole, numbers))
            borders = accumulate((ROW.size * count, 8 * count, 8 * count, 24 * many, head[SIZE]), initial=HEAD.size)
            for part, (begin, end) in zip(parts, pairwise(borders), strict=True):
                part.append(data[begin:end])
            sizes.append(count)
            before.append(used)
            words, numbers, used = words + count, numbers + many, used + head[SIZE]
        facts.append((words, 0, 0, 0, 0, numbers))
        table = np.array(facts, dtype=np.int64)
        letter_start = np.zeros(words + 1, dtype=np.int64)
        letter_start[1:] = _fields(ends) + np.repeat(before, sizes)
        return cls(
            _fields(rows).reshape(-1, WORD_ROW),
            np.frombuffer(b"".join(letters), dtype=np.uint8),
            letter_start,
            table[:, 0].copy(),
            table,
            _fields(joined),
            _fields(figures).reshape(-1, 3).T.copy(),
            [headline.folded for headline in headlines],
        )

    def __len__(self) -> int:
        return len(self.folded)

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

    def weigh_first(self, model: Model, least_frame: float = 0.0) -> NDArray[np.float64]:
        """What the features of the first headline and each of the others weigh; see ``Weigher``."""
        from textnorm.kernels.scores.headline_search import score_pairs

        count = len(self) - 1
        logits = np.empty(count, dtype=np.float64)
        mask, value, owner = self.figures
        longest = int(np.diff(self.start).max(initial=1))
        score_pairs(
            np.zeros(count, dtype=np.int32), np.arange(1, count + 1, dtype=np.int32), self.rows, self.letters,
            self.letter_start, self.facts, np.arange(len(self.rows), dtype=np.int32), self.joined, mask,
            value.view(np.float64), owner, *model, least_frame,
            np.empty((len(Alignment._fields), longest), dtype=np.int32), np.empty(len(FEATURES)), logits,
        )  # fmt: skip
        return logits


def _fields(parts: list[bytes]) -> NDArray[np.int64]:
    return np.frombuffer(bytearray(b"".join(parts)), dtype=np.int64)
