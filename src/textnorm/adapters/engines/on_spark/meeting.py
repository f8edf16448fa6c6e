"""Keys on Spark: announced, answered, and only those that two texts share are sent; see ``partition.sharing``.

As long as the answers are few, all homes are told the same, and data frames do all of it. Else what a home announces
and what it is answered meet in the same task, so that the keys need not move for it; data frames cannot say this,
resilient distributed data sets can, at the price of moving all bytes twice between Java and Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from textnorm.adapters.engines.on_spark.exchange import by_number

__all__ = ["MET", "meetings"]

MET = "kind string, part int, rows long, data binary"

_COLUMNS = ["node", "sampled", "samples", "bands"]


class _Spread(NamedTuple):
    """Into how many parts keys are spread, and how many slots each has."""

    parts: int
    slots: int


def meetings(heavy: Any, keys: int, parts: int, *, few: bool) -> Any:
    """``Met`` rows of the nodes in ``heavy``, which have ``keys`` in all; ``few``: all homes are told the same."""
    from textnorm.match.partition.sharing import slot_count

    spread = _Spread(parts, slot_count(keys, parts))
    heavy = heavy.select(*_COLUMNS)
    return _told_all(heavy, spread) if few else _told_each(heavy, spread)


def _told_all(heavy: Any, spread: _Spread) -> Any:
    """By the slots that two keys have, as a list for all homes; it reaches the driver, some ten bytes a text."""

    def announce(batches: Iterable[Any]) -> Iterator[Any]:
        from textnorm.match.partition.sharing import announced

        yield _pieces(announced(_home(_gathered(batches)).keys, *spread))

    def answer(pieces: dict[int, list[bytes]]) -> Any:
        from textnorm.match.partition.sharing import shared_slots

        return _pieces([shared_slots(own) for own in pieces.values()], list(pieces))

    def send(batches: Iterable[Any]) -> Iterator[Any]:
        from pyspark import TaskContext

        from textnorm.match.partition.sharing import wanted_by_all

        home, index = _home(_gathered(batches)), TaskContext.get().partitionId()  # type: ignore[union-attr]
        yield _pieces(home.travelling(index, spread.parts, wanted_by_all(home.keys, *spread, told.value)))

    def meet(pieces: dict[int, list[bytes]]) -> Any:
        import pyarrow

        from textnorm.match.partition.homes import meet_in_part

        met = [one for own in pieces.values() for one in meet_in_part(own, spread.parts)]
        kinds = {"kind": pyarrow.string(), "part": pyarrow.int32(), "rows": pyarrow.int64(), "data": pyarrow.binary()}
        columns = [pyarrow.array([getattr(one, name) for one in met], kind) for name, kind in kinds.items()]
        return pyarrow.record_batch(columns, names=list(kinds))

    asked = by_number(heavy.mapInArrow(announce, _PIECES), spread.parts).mapInArrow(_by_part(answer), _PIECES)
    answers = asked.toArrow().sort_by("part")["data"].to_pylist()
    told = heavy.sparkSession.sparkContext.broadcast(answers)
    return by_number(heavy.mapInArrow(send, _PIECES), spread.parts).mapInArrow(_by_part(meet), MET)


def _pieces(data: list[bytes], parts: list[int] | None = None) -> Any:
    """Rows of ``_PIECES``, for the parts one after another if no others are given."""
    import pyarrow

    numbers = pyarrow.array(range(len(data)) if parts is None else parts, pyarrow.int32())
    return pyarrow.record_batch([numbers, pyarrow.array(data, pyarrow.binary())], names=["part", "data"])


def _by_part(work: Callable[[dict[int, list[bytes]]], Any]) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """``work`` on the pieces in a partition by their parts, for ``mapInArrow``."""

    def run(batches: Iterable[Any]) -> Iterator[Any]:
        pieces: dict[int, list[bytes]] = {}
        for batch in batches:
            for part, data in zip(*(batch.column(name).to_pylist() for name in ("part", "data")), strict=True):
                pieces.setdefault(part, []).append(data)
        if pieces:
            yield work(pieces)

    return run


def _told_each(heavy: Any, spread: _Spread) -> Any:
    """By an answer of its own for each home, a bit for each of its slots."""
    parts = spread.parts
    homes = heavy.mapInArrow(_gather, _HOME).rdd
    count = homes.getNumPartitions()

    def announce(index: int, rows: Iterable[Any]) -> Iterator[tuple[int, tuple[int, bytes]]]:
        from textnorm.match.partition.sharing import announced

        for row in rows:
            for part, data in enumerate(announced(_home(row).keys, *spread)):
                yield part, (index, data)

    def answer(rows: Iterable[tuple[int, tuple[int, bytes]]]) -> Iterator[tuple[int, tuple[int, bytes]]]:
        from textnorm.match.partition.sharing import answered

        asked = list(rows)
        for (part, (home, _)), data in zip(asked, answered([data for _, (_, data) in asked]), strict=True):
            yield home, (part, data)

    def listed(rows: Iterable[tuple[int, tuple[int, bytes]]]) -> Iterator[dict[int, bytes]]:
        yield {part: data for _, (part, data) in rows}

    def send(index: int, rows: Iterable[tuple[Any, dict[int, bytes]]]) -> Iterator[tuple[int, bytes]]:
        from textnorm.match.partition.sharing import wanted

        for row, answers in rows:
            home = _home(row)
            travels = wanted(home.keys, *spread, [answers[part] for part in range(parts)])
            yield from enumerate(home.travelling(index, parts, travels))

    def meet(rows: Iterable[tuple[int, bytes]]) -> Iterator[tuple[str, int, int, bytearray]]:
        from textnorm.match.partition.homes import meet_in_part

        pieces = [data for _, data in rows]
        for met in meet_in_part(pieces, parts) if pieces else ():
            yield met.kind, met.part, met.rows, bytearray(met.data)

    asked = homes.mapPartitionsWithIndex(announce).partitionBy(parts, _own)
    answers = asked.mapPartitions(answer).partitionBy(count, _own).mapPartitions(listed)
    sent = homes.zip(answers).mapPartitionsWithIndex(send).partitionBy(parts, _own)
    return heavy.sparkSession.createDataFrame(sent.mapPartitions(meet), MET, verifySchema=False)


_PIECES = "part int, data binary"
_NAMES = ["nodes", "sampled", "sizes", "samples", "bands"]
_HOME = ", ".join(f"{name} binary" for name in _NAMES)


def _own(number: int) -> int:
    return number


def _gathered(batches: Iterable[Any]) -> list[bytes]:
    """The columns of ``_HOME`` of all rows of a partition."""
    import numpy as np

    every = list(batches)
    columns: dict[str, list[Any]] = {
        name: [value for batch in every for value in batch.column(name).to_pylist()] for name in _COLUMNS
    }
    samples = [value or b"" for value in columns["samples"]]
    numbers = columns["node"], columns["sampled"], [len(value) // 4 for value in samples]
    return [*(np.array(column, dtype="<i8").tobytes() for column in numbers), b"".join(samples),
            b"".join(columns["bands"])]  # fmt: skip


def _gather(batches: Iterable[Any]) -> Iterator[Any]:
    """All rows of a partition as one row, which there is even if there are none."""
    import pyarrow

    yield pyarrow.record_batch([pyarrow.array([value], pyarrow.binary()) for value in _gathered(batches)], names=_NAMES)


def _home(columns: Iterable[bytes]) -> Any:
    """The home of ``_gathered`` columns."""
    import numpy as np

    from textnorm.match.partition.homes import Home

    nodes, sampled, sizes, *keys = columns
    numbers = (np.frombuffer(data, dtype="<i8").astype(np.int64) for data in (nodes, sampled, sizes))
    return Home(*numbers, *(np.frombuffer(data, dtype="<u4").astype(np.int64) for data in keys))
