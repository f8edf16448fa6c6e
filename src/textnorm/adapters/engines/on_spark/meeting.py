"""Keys on Spark: announced, answered, and only those that two texts share are sent; see ``partition.sharing``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["MET", "meetings"]

MET = "kind string, part int, rows long, data binary"


def meetings(heavy: Any, keys: int, parts: int) -> Any:
    """``Met`` rows of the nodes in ``heavy``, which have ``keys`` in all, as a frame.

    What a home announces and what it is answered meet in the same task, so that the keys need not move for it; data
    frames cannot say this, resilient distributed data sets can.
    """
    from textnorm.match.partition.sharing import slot_count

    slots = slot_count(keys, parts)
    homes = heavy.select("node", "sampled", "samples", "bands").mapInArrow(_gather, _HOME).rdd
    count = homes.getNumPartitions()

    def announce(index: int, rows: Iterable[Any]) -> Iterator[tuple[int, tuple[int, bytes]]]:
        from textnorm.match.partition.sharing import announced

        for row in rows:
            for part, data in enumerate(announced(_home(row).keys, parts, slots)):
                yield part, (index, data)

    def answer(rows: Iterable[tuple[int, tuple[int, bytes]]]) -> Iterator[tuple[int, tuple[int, bytes]]]:
        from textnorm.match.partition.sharing import answered

        asked = list(rows)
        for (part, (home, _)), data in zip(asked, answered([data for _, (_, data) in asked]), strict=True):
            yield home, (part, data)

    def listed(rows: Iterable[tuple[int, tuple[int, bytes]]]) -> Iterator[dict[int, bytes]]:
        yield {part: data for _, (part, data) in rows}

    def send(index: int, rows: Iterable[tuple[Any, dict[int, bytes]]]) -> Iterator[tuple[int, bytes]]:
        for row, answers in rows:
            yield from enumerate(_home(row).travelling(index, parts, slots, [answers[part] for part in range(parts)]))

    def meet(rows: Iterable[tuple[int, bytes]]) -> Iterator[tuple[str, int, int, bytearray]]:
        from textnorm.match.partition.homes import meet_in_part

        pieces = [data for _, data in rows]
        for met in meet_in_part(pieces, parts) if pieces else ():
            yield met.kind, met.part, met.rows, bytearray(met.data)

    asked = homes.mapPartitionsWithIndex(announce).partitionBy(parts, _own)
    answers = asked.mapPartitions(answer).partitionBy(count, _own).mapPartitions(listed)
    sent = homes.zip(answers).mapPartitionsWithIndex(send).partitionBy(parts, _own)
    return heavy.sparkSession.createDataFrame(sent.mapPartitions(meet), MET, verifySchema=False)


_NAMES = ["nodes", "sampled", "sizes", "samples", "bands"]
_HOME = ", ".join(f"{name} binary" for name in _NAMES)


def _own(number: int) -> int:
    return number


def _gather(batches: Iterable[Any]) -> Iterator[Any]:
    """All rows of a partition as one row, which there is even if there are none."""
    import numpy as np
    import pyarrow

    every = list(batches)
    columns: dict[str, list[Any]] = {
        name: [value for batch in every for value in batch.column(name).to_pylist()]
        for name in ("node", "sampled", "samples", "bands")
    }
    samples = [value or b"" for value in columns["samples"]]
    numbers = columns["node"], columns["sampled"], [len(value) // 4 for value in samples]
    row = [*(np.array(column, dtype="<i8").tobytes() for column in numbers), b"".join(samples)]
    row.append(b"".join(columns["bands"]))
    yield pyarrow.record_batch([pyarrow.array([value], pyarrow.binary()) for value in row], names=_NAMES)


def _home(row: Any) -> Any:
    import numpy as np

    from textnorm.match.partition.homes import Home

    numbers = (np.frombuffer(data, dtype="<i8").astype(np.int64) for data in (row.nodes, row.sampled, row.sizes))
    keys = (np.frombuffer(data, dtype="<u4").astype(np.int64) for data in (row.samples, row.bands))
    return Home(*numbers, *keys)
