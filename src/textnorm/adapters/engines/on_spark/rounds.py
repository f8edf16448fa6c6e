"""Rounds of homes and parts on Spark: what a home knows stays where it is, pieces of bytes are shuffled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textnorm.match.partition.headlines.homes import AtHome

__all__ = ["SparkRounds"]


class SparkRounds:
    """The homes of a data set, one or several in a partition, and as many parts.

    Data frames cannot say that what is answered comes back to the partition that asked; resilient distributed data sets
    can. What homes know after a step is kept on disk until the next one is there, as bytes that only the next step
    reads: it passes through the executor some times. Several homes in a partition are worked on one after the other.
    """

    def __init__(self, homes: Any, known: Callable[[Any], bytes]) -> None:
        """``homes`` has an element for each home, of which ``known`` makes what it knows, as ``kept``."""
        counts = homes.mapPartitions(_counted).collect()
        #: How many homes there are.
        self.count: int = sum(counts)
        self._first = [0, *accumulate(counts)]  # home of each partition
        self._homes = homes.map(known)
        self._inbox: Any = None
        self._kept: list[Any] = []

    def at_homes(self, work: AtHome) -> None:
        """Every home works on what it was sent, and sends a piece to every part or home."""
        from pyspark import StorageLevel

        first = self._first

        def step(index: int, rows: Iterable[Any]) -> Iterator[tuple[bytes, list[bytes]]]:
            from textnorm.match.partition.coding import kept, restored_from

            for home, (known, inbox) in enumerate(rows, first[index]):
                after, pieces = work(home, restored_from(known), inbox)
                yield kept(after), pieces

        homes, inbox = self._homes, self._inbox
        asked = homes.map(_unasked) if inbox is None else _one_by_one(homes).zip(_one_by_one(inbox))
        done = asked.mapPartitionsWithIndex(step).persist(StorageLevel.DISK_ONLY)
        self._kept.append(done)
        self._homes = done.map(_known)
        self._send(done.map(_pieces))

    def at_parts(self, work: Callable[[list[bytes]], list[bytes]]) -> None:
        """Every part answers each home."""

        def answers(inbox: list[bytes]) -> list[bytes]:
            return work(inbox)

        self._send(self._inbox.map(answers))

    def told(self, tell: Callable[[list[bytes]], Any]) -> list[Any]:
        """A small thing that every part tells of what it was sent, before it answers."""
        found: list[Any] = self._inbox.map(tell).collect()
        return found

    def known(self) -> Any:
        """What the homes know now, as ``kept``, an element for each."""
        return self._homes

    def forget(self) -> None:
        """Delete what was kept."""
        for done in self._kept:
            done.unpersist()

    def _send(self, pieces: Any) -> None:
        """Move ``pieces``, of each home or part for each, to whom they are for."""
        first = self._first

        def addressed(index: int, rows: Iterable[list[bytes]]) -> Iterator[tuple[int, tuple[int, int, bytes]]]:
            for sender, sent in enumerate(rows, first[index]):
                for target, piece in enumerate(sent):
                    yield bisect_right(first, target) - 1, (target, sender, piece)

        def in_order(index: int, rows: Iterable[tuple[int, tuple[int, int, bytes]]]) -> Iterator[list[bytes]]:
            inboxes: list[list[bytes]] = [[] for _ in range(first[index], first[index + 1])]
            for target, _, piece in sorted(sent for _, sent in rows):
                inboxes[target - first[index]].append(piece)
            yield from inboxes

        moved = pieces.mapPartitionsWithIndex(addressed).partitionBy(len(first) - 1, _own)
        self._inbox = moved.mapPartitionsWithIndex(in_order)


def _one_by_one(rows: Any) -> Any:
    """``rows`` so that each travels alone: Spark would make what is zipped travel by the hundred.

    Nothing public names the serializer of one RDD: that of the context is for all, and the session is not ours.
    """
    from pyspark.serializers import CPickleSerializer

    return rows._reserialize(CPickleSerializer())


def _own(number: int) -> int:
    return number


def _counted(rows: Iterable[Any]) -> Iterator[int]:
    yield sum(1 for _ in rows)


def _unasked(known: bytes) -> tuple[bytes, list[bytes]]:
    return known, []


def _known(done: tuple[bytes, list[bytes]]) -> bytes:
    return done[0]


def _pieces(done: tuple[bytes, list[bytes]]) -> list[bytes]:
    return done[1]
