"""Rows that come together by a number: whole tables travel as bytes, compressed, and not row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any

from textnorm.adapters.engines.on_spark.stages import spark_type

__all__ = ["at_once", "by_number", "by_parts", "packed", "parts_for"]


def parts_for(frame: Any, rows: int, most: int) -> int:
    """Into how many parts so many rows go, at ``most`` rows a part: no more than Spark's shuffle partitions."""
    return min(max(-(-rows // most), 1), int(frame.sparkSession.conf.get("spark.sql.shuffle.partitions")))


def packed(frame: Any, kind: str) -> Any:
    """The rows of ``frame``, which has a column ``part``, as ``part``, ``kind`` and ``data``: a table a row."""

    def pack(batches: Iterable[Any]) -> Iterator[Any]:
        import numpy as np
        import pyarrow

        from textnorm.match.partition.coding import table_bytes

        for batch in batches:
            part = batch.column("part").to_numpy(zero_copy_only=False)
            order = np.argsort(part, kind="stable")
            numbers, starts = np.unique(part[order], return_index=True)
            rows = pyarrow.Table.from_batches([batch]).drop_columns(["part"])
            data = [
                table_bytes(rows.take(pyarrow.array(some))) for some in np.split(order, starts[1:]) if len(some)
            ]  # fmt: skip
            yield pyarrow.record_batch(
                [pyarrow.array(numbers, pyarrow.int32()), [kind] * len(data), pyarrow.array(data, pyarrow.binary())],
                names=["part", "kind", "data"],
            )

    return frame.mapInArrow(pack, "part int, kind string, data binary")


def by_number(frame: Any, parts: int) -> Any:
    """``frame`` with the rows of each ``part`` in a partition of their own, where Spark can do so."""
    # Without the hash of Spark, which would put two parts into one partition and leave others empty.
    return getattr(frame, "repartitionById", frame.repartition)(parts, "part")


def by_parts(frames: list[Any], parts: int, work: Callable[[dict[str, list[bytes]]], Any], schema: Any) -> Any:
    """``work`` on what each part has of all ``frames`` of ``part``, ``kind`` and ``data``: the data of each kind."""
    together = reduce(lambda one, other: one.unionByName(other), frames)

    def run(batches: Iterable[Any]) -> Iterator[Any]:
        found: dict[str, list[bytes]] = {}
        for batch in batches:
            kinds, data = batch.column("kind").to_pylist(), batch.column("data").to_pylist()
            for kind, one in zip(kinds, data, strict=True):
                found.setdefault(kind, []).append(one)
        if found:
            yield from work(found).to_batches()

    return by_number(together, parts).mapInArrow(run, schema if isinstance(schema, str) else spark_type(schema))


def at_once(frame: Any, work: Callable[[Any], Any], schema: Any) -> Any:
    """``work`` on all rows of ``frame`` as one table, in one task."""
    from pyspark.sql import functions

    def run(pieces: dict[str, list[bytes]]) -> Any:
        from textnorm.match.partition.coding import join_tables

        return work(join_tables(pieces["row"]))

    rows = packed(frame.withColumn("part", functions.lit(0)), "row")
    return by_parts([rows], 1, run, schema)
