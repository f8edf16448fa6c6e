"""Numbers for rows by their order over all parts: places of texts by their ids, and nodes by what is kept first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow
import pyarrow.compute as pc

from textnorm.adapters.engines.on_ray.exchange import Pieces, need_ray, run, split

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["number_rows"]

_SAMPLED = 256


def number_rows(rows: Pieces, by: tuple[str, ...], parts: int, *, unique: str | None = None) -> tuple[Pieces, int, Any]:
    """``(row, number)`` for the rows of every part: their numbers are their places in the order of the columns ``by``.

    ``row`` is the position in the part. Also how many rows there are, and the smallest value of the column ``unique``
    that two rows have (``None`` if there is none).
    """
    ray = need_ray("textnorm.ray")
    (samples,) = run(_sample, rows, channels=[0], settings=[by[0]])
    drawn = pyarrow.concat_tables(ray.get([piece[0] for piece in samples]))[by[0]].combine_chunks()
    drawn = drawn.take(pc.sort_indices(drawn))
    cuts = [len(drawn) * part // parts for part in range(1, parts)] if len(drawn) else []
    edges = drawn.take(pyarrow.array(cuts, type=pyarrow.int64()))
    (ranges,) = run(_by_range, rows, channels=[parts], settings=[by, edges, parts])
    ordered, counts = run(partial(_sort, by=by, unique=unique), ranges, channels=[0, 0])
    found = pyarrow.concat_tables(ray.get([piece[0] for piece in counts])).to_pylist()
    first = np.concatenate([[0], np.cumsum([row["rows"] for row in found])])
    twice = [row["twice"] for row in found if row["repeated"]]
    (back,) = run(_number, ordered, channels=[len(rows)], settings=[first, len(rows)])
    (numbers,) = run(_in_order, back, channels=[0])
    return numbers, int(first[-1]), twice[0] if twice else None


def _sample(_part: int, tables: list[Any], column: str) -> Any:
    rows = tables[0]
    step = max(len(rows) // _SAMPLED, 1)
    return [[rows.select([column]).take(pyarrow.array(np.arange(0, len(rows), step)))]]


def _by_range(part: int, tables: list[Any], by: tuple[str, ...], edges: Any, parts: int) -> Any:
    rows = tables[0].select(list(by))
    places = np.arange(len(rows), dtype=np.int64)
    rows = rows.append_column("row", pyarrow.array(places))
    rows = rows.append_column("part", pyarrow.array(np.full(len(rows), part, dtype=np.int64)))
    return [split(rows, _range_of(rows[by[0]].combine_chunks(), edges), parts)]


def _range_of(values: Any, edges: Any) -> NDArray[np.int64]:
    """How many of ``edges`` are at most each of ``values``; both in the order of Arrow."""
    if pyarrow.types.is_string(values.type) or pyarrow.types.is_large_string(values.type):
        found = np.searchsorted(
            np.array(edges.to_pylist(), dtype=object), np.array(values.to_pylist(), dtype=object), side="right"
        )
    else:
        found = np.searchsorted(edges.to_numpy(zero_copy_only=False), values.to_numpy(zero_copy_only=False), "right")
    return found.astype(np.int64)


def _sort(_part: int, tables: list[Any], by: tuple[str, ...], unique: str | None) -> Any:
    rows = tables[0].sort_by([(name, "ascending") for name in by])
    repeated, twice = False, pyarrow.nulls(1, rows.schema.field(by[0]).type)
    if unique is not None and len(rows) > 1:
        values = rows[unique].combine_chunks()
        same = pc.equal(values.slice(0, len(values) - 1), values.slice(1))
        repeated = bool(pc.any(same).as_py())
        if repeated:
            twice = values.slice(int(pc.index(same, True).as_py()), 1)
    count = pyarrow.table({"rows": [len(rows)], "repeated": [repeated], "twice": twice})
    return [[rows.select(["part", "row"])], [count]]


def _number(part: int, tables: list[Any], first: NDArray[np.int64], origins: int) -> Any:
    rows = tables[0]
    numbers = np.arange(first[part], first[part] + len(rows), dtype=np.int64)
    numbered = pyarrow.table({"row": rows["row"], "number": pyarrow.array(numbers)})
    return [split(numbered, rows["part"].to_numpy(), origins)]


def _in_order(_part: int, tables: list[Any]) -> Any:
    return [[tables[0].sort_by("row")]]
