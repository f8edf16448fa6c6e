"""Some packed headlines one behind the other, where a kernel puts those that it reads, and Python the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textnorm.match.headlines.bulk.one_buffer import Shapes, arrays_in, one_buffer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.headlines.parse import Packed

__all__ = ["ROOM", "Shelf"]

#: Bytes of packed headlines; seventeen of them have some 25,000.
ROOM = 1 << 16
_LEAST = 64  # bytes that a headline takes


class Shelf:
    """Packed headlines, each at a multiple of eight bytes; ``kernels.headlines.headline_reading`` reads ``buffer``."""

    def __init__(self) -> None:
        self._others: dict[int, str] = {}
        self._make_room(ROOM)

    def _make_room(self, room: int) -> None:
        shapes: Shapes = [
            (np.uint8, (room,)), (np.int64, (2 * (room // _LEAST),)), (np.uint8, (room,)), (np.int64, (3,))
        ]  # fmt: skip
        self._room, self.buffer = room, one_buffer(shapes)
        self._packed, self._spans, self._lines, used = arrays_in(self.buffer, shapes)
        self._used = used.data

    def clear(self) -> None:
        """Take all headlines away."""
        self._used[0] = self._used[1] = self._used[2] = 0
        self._others.clear()

    def put(self, headline: Packed) -> None:
        """Put a headline behind those that are there."""
        used = self._used
        start, number, line = used.tolist()
        end = start + len(headline.data)
        if end + 8 > self._room or line + 1 >= self._room or 2 * number + 2 > len(self._spans):
            self._grow(end)
            used = self._used
        self._packed.data[start:end] = headline.data
        self._spans.data[2 * number], self._spans.data[2 * number + 1] = start, end
        # Letters beyond ASCII are possible in these, so the words of such a headline are kept apart.
        self._others[number] = headline.folded
        self._lines[line] = 10
        used[0], used[1], used[2] = (end + 7) // 8 * 8, number + 1, line + 1

    def _grow(self, least: int) -> None:
        packed, spans, lines, used = self._packed, self._spans, self._lines, self._used.tolist()
        self._make_room(2 * max(self._room, least))
        for new, old in ((self._packed, packed), (self._spans, spans), (self._lines, lines)):
            new[: len(old)] = old
        self._used[0], self._used[1], self._used[2] = used

    @property
    def packed(self) -> NDArray[np.uint8]:
        """All headlines."""
        return self._packed[: self._used[0]]

    @property
    def spans(self) -> NDArray[np.int64]:
        """Where each of them begins and ends."""
        return self._spans[: 2 * self._used[1]]

    @property
    def folded(self) -> list[str]:
        """The words of each, with spaces between."""
        lines = str(self._lines.data[: self._used[2]], "ascii").split("\n")
        del lines[-1]
        for number, line in self._others.items():
            lines[number] = line
        return lines
