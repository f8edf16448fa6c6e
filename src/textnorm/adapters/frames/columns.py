"""What all data frames share: the types of the columns that are added, and the texts of a list of values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from textnorm.errors import BadRecord
from textnorm.values import is_missing

__all__ = ["EagerFrames", "NewColumn", "merge_equal", "need_texts"]


class NewColumn(NamedTuple):
    """A column to add: its values, and their ``kind``: ``"integer"``, ``"boolean"``, ``"number"``, ``"text"`` or
    ``"texts"`` (a list in every row).

    ``None`` is a value of every kind. ``like`` names a column of the frame from which the values come, so that the new
    one has its type.
    """

    kind: str
    values: Sequence[Any]
    like: Any = None


class EagerFrames:
    """Frames in memory: their rows are there."""

    def collected(self, frame: Any) -> tuple[Any, Any]:
        return frame, self

    def apply(self, frame: Any, change: Callable[[Any, Any], Any], added: Mapping[str, NewColumn]) -> Any:
        return change(frame, self)


def need_texts(values: Iterable[Any], column: Any) -> list[str | None]:
    """``values`` as texts, ``None`` for what is missing. Raises ``BadRecord`` with the row of anything else."""
    return [_text(value, column, row) for row, value in enumerate(values)]


def _text(value: Any, column: Any, row: int) -> str | None:
    if isinstance(value, str):
        return value
    if is_missing(value):
        return None
    raise BadRecord(f"row {row} {column!r}: expected text, got {type(value).__name__} ({value!r:.60})")


def merge_equal(values: Iterable[Any]) -> tuple[list[Any], list[int]]:
    """The distinct ``values`` in their order, and for each of them the number of its own.

    >>> merge_equal(["b", "a", "b"])
    (['b', 'a'], [0, 1, 0])
    """
    numbers: dict[Any, int] = {}
    places = [numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), places
