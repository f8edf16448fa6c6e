"""Rounds of homes and parts on Spark: what a home knows stays where it is, pieces of bytes are shuffled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textnorm.match.partition.headlines.homes import AtHome

__all__ = ["SparkRounds"]


class SparkRounds:
    """The partitions of a data set as homes, and as many parts.

    Data frames cannot say that what is answered comes back to the partition that asked; resilient distributed data sets
    can. What homes know after a step is kept on disk until the next one is there.
    """

    def __init__(self, homes: Any) -> None:
        """``homes`` has one element for each of its partitions: what a home knows."""
        #: How many homes there are.
        self.count: int = homes.getNumPartitions()
        self._homes = homes
        self._inbox: Any = None
        self._kept: list[Any] = []

    def at_homes(self, work: AtHome) -> None:
        """Every home works on what it was sent, and sends a piece to every part or home."""
        from pyspark import StorageLevel

        def step(index: int, rows: Iterable[Any]) -> Iterator[tuple[Any, list[bytes]]]:
            for known, inbox in rows:
                yield work(index, known, inbox)

        def first(rows: Iterable[Any]) -> Iterator[tuple[Any, list[bytes]]]:
            for known in rows:
                yield known, []

        asked = self._homes.mapPartitions(first) if self._inbox is None else self._homes.zip(self._inbox)
        done = asked.mapPartitionsWithIndex(step).persist(StorageLevel.DISK_ONLY)
        self._kept.append(done)
        self._homes = done.mapPartitions(_known)
        self._send(done.mapPartitionsWithIndex(_addressed))

    def at_parts(self, work: Callable[[list[bytes]], list[bytes]]) -> None:
        """Every part answers each home."""

        def step(index: int, rows: Iterable[list[bytes]]) -> Iterator[tuple[int, tuple[int, bytes]]]:
            for inbox in rows:
                for home, piece in enumerate(work(inbox)):
                    yield home, (index, piece)

        self._send(self._inbox.mapPartitionsWithIndex(step))

    def told(self, tell: Callable[[Any], Any]) -> list[Any]:
        """A small thing that every home tells."""

        def telling(rows: Iterable[Any]) -> Iterator[Any]:
            for known in rows:
                yield tell(known)

        found: list[Any] = self._homes.mapPartitions(telling).collect()
        return found

    def known(self) -> Any:
        """What the homes know now, an element for each."""
        return self._homes

    def forget(self) -> None:
        """Delete what was kept."""
        for done in self._kept:
            done.unpersist()

    def _send(self, pieces: Any) -> None:
        self._inbox = pieces.partitionBy(self.count, _own).mapPartitions(_in_order)


def _own(number: int) -> int:
    return number


def _known(rows: Iterable[tuple[Any, list[bytes]]]) -> Iterator[Any]:
    for known, _ in rows:
        yield known


def _addressed(index: int, rows: Iterable[tuple[Any, list[bytes]]]) -> Iterator[tuple[int, tuple[int, bytes]]]:
    for _, pieces in rows:
        for target, piece in enumerate(pieces):
            yield target, (index, piece)


def _in_order(rows: Iterable[tuple[int, tuple[int, bytes]]]) -> Iterator[list[bytes]]:
    """The pieces that one home or part was sent, by sender."""
    yield [piece for _, piece in sorted(sent for _, sent in rows)]
