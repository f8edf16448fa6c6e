"""What an index asks of the place where it is kept: the ``Store`` protocol. A store knows nothing of matching."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

__all__ = ["FORMAT", "ItemRow", "RunRow", "Store", "TextRow"]

#: The format of an index. A later version of textnorm opens every earlier format.
FORMAT = 1


class TextRow(NamedTuple):
    """A text under its number, with 64 bits of its digest. Numbers ascend and are never given twice."""

    row: int
    digest: int
    text: bytes


class ItemRow(NamedTuple):
    """An item: its id and its payload as JSON, its text by number, its time. ``check`` is a checksum of all."""

    id: str
    row: int
    time: float | None
    payload: str | None
    check: int


class RunRow(NamedTuple):
    """A run of postings for the texts from ``first`` to ``last``; ``directory`` says what its parts hold."""

    number: int
    first: int
    last: int
    directory: bytes


class Store(Protocol):
    """A place where an index is kept, as used by one thread at a time.

    Every call happens inside ``reading`` or ``writing``. What is wrong with the place itself (full, locked, damaged)
    is raised as ``IndexUnusable``.
    """

    name: str
    read_only: bool

    def reading(self) -> AbstractContextManager[None]:
        """A transaction that sees one state of the index."""

    def writing(self) -> AbstractContextManager[None]:
        """A transaction that excludes other writers; all of it is kept if the block ends well, and else nothing."""

    def close(self) -> None:
        """Let go of files and connections."""

    def value(self, name: str) -> bytes | None:
        """A value by its name."""

    def set_value(self, name: str, value: bytes) -> None:
        """Keep a value under a name."""

    def texts(self, rows: Sequence[int]) -> list[TextRow]:
        """The texts with these numbers that are there."""

    def texts_from(self, row: int, count: int) -> list[TextRow]:
        """The first texts with this number or a higher one, ascending."""

    def texts_like(self, digests: Sequence[int]) -> list[TextRow]:
        """The texts with these digests."""

    def add_texts(self, texts: Iterable[TextRow]) -> None:
        """Add texts under new numbers."""

    def words(self, rows: Sequence[int]) -> list[tuple[int, bytes]]:
        """What is kept beside the texts with these numbers; nothing for those that were added before it was."""

    def add_words(self, words: Iterable[tuple[int, bytes]]) -> None:
        """Keep something beside texts, for as long as they are there."""

    def remove_unused(self, rows: Sequence[int]) -> list[int]:
        """Remove those of the texts that no item has, note their numbers as dead, and return them."""

    def items(self, ids: Sequence[str]) -> list[ItemRow]:
        """The items with these ids that are there."""

    def items_of(self, row: int, time: float | None, span: float | None, count: int) -> list[ItemRow]:
        """Up to ``count`` items of a text: those nearest to ``time``, or without one the first.

        With a ``span``, only those that are no more seconds apart from ``time``, or have none.
        """

    def items_from(self, place: int, count: int) -> list[tuple[int, ItemRow]]:
        """The first items behind a place in the order in which they were added, with their places."""

    def put_items(self, items: Iterable[ItemRow]) -> None:
        """Add items; one with an id that is there replaces it."""

    def remove_items(self, ids: Sequence[str]) -> None:
        """Remove items."""

    def expire(self, before: float) -> tuple[int, list[int]]:
        """Remove the items before this time; how many they were, and the numbers of their texts."""

    def counts(self) -> tuple[int, int, int]:
        """How many items, texts and dead numbers there are, counted one by one."""

    def span(self) -> tuple[int, float | None, float | None]:
        """How many items have no time, and the earliest and the latest time."""

    def pending_from(self, row: int) -> list[tuple[int, bytes]]:
        """What was filed for the texts from this number on that are in no run yet."""

    def add_pending(self, filed: Sequence[tuple[int, bytes]]) -> None:
        """Keep what was filed for new texts."""

    def clear_pending(self) -> None:
        """Forget what was filed; it is in a run."""

    def dead(self, rows: Sequence[int] | None = None) -> list[int]:
        """The dead numbers, or those of ``rows`` that are dead."""

    def forget_dead(self, first: int, last: int) -> None:
        """Forget the dead numbers from ``first`` to ``last``; no run has them any more."""

    def runs(self) -> list[RunRow]:
        """All runs, by their texts."""

    def add_parts(self, run: int, parts: Iterator[bytes]) -> None:
        """Keep the parts of a run."""

    def add_run(self, run: RunRow) -> None:
        """Keep a run, whose parts are kept already."""

    def remove_runs(self, numbers: Sequence[int]) -> None:
        """Remove runs with their parts."""

    def parts(self, places: Sequence[tuple[int, int]]) -> list[bytes | None]:
        """Parts of runs, by the run and the number of each; ``None`` for one that is not there."""

    def clear(self) -> None:
        """Remove all runs and all that is filed, kept beside texts, or dead; items and texts stay."""

    def size(self) -> int:
        """Bytes on disk."""

    def shrink(self) -> None:
        """Give back room that is not used; outside of a transaction."""

    def problems(self) -> list[str]:
        """What the place itself finds wrong with its tables, in sentences."""
