"""Steps over parts: each runs as a task of Ray, and hands tables on to the parts of the next step.

The driver holds references and never a table; Ray keeps the tables in its object store, spills them to disk, and makes
them again from their steps if a node is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

from textnorm.errors import MissingExtra

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Pieces", "as_rows", "need_ray", "part_of", "run", "split", "stay"]

#: For every part, references to the tables that together are its rows.
Pieces = list[list[Any]]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def need_ray(purpose: str) -> Any:
    """The module ``ray``, or ``MissingExtra``."""
    try:
        import ray
    except ImportError:
        raise MissingExtra.named("ray", "ray", purpose) from None
    return ray


def part_of(keys: NDArray[np.int64], parts: int) -> NDArray[np.int64]:
    """The part of ``parts`` that each key belongs to."""
    mixed = keys.astype(np.uint64) * _SPREAD >> np.uint64(33)
    return (mixed % np.uint64(parts)).astype(np.int64)


def split(table: Any, part: NDArray[np.int64], parts: int) -> list[Any]:
    """The rows of ``table`` for each of ``parts``, in their order."""
    order = np.argsort(part, kind="stable")
    edges = np.searchsorted(part[order], np.arange(parts + 1)).tolist()
    ordered = table.take(pyarrow.array(order))
    return [ordered.slice(first, last - first) for first, last in pairwise(edges)]


def as_rows(data: Sequence[bytes]) -> Any:
    """Strings of bytes as the rows of a table."""
    return pyarrow.table({"data": pyarrow.array(data, pyarrow.large_binary())})


def stay(tables: Sequence[Any]) -> Pieces:
    """References to tables that stay where they are, one a part."""
    return [[table] for table in tables]


def run(
    step: Callable[..., Any], *inputs: Pieces, channels: Sequence[int], settings: Sequence[Any] = ()
) -> list[Pieces]:
    """Run ``step(part, tables, *settings)`` for every part, where ``tables`` has one table of each of ``inputs``.

    The step returns a list of tables for every channel: as many as the channel has parts, or one that stays in its
    part if the channel has 0. The result has the pieces of every channel, for the steps that follow.
    """
    ray = need_ray("textnorm.ray")
    widths = [width or 1 for width in channels]
    bounds = [0, *accumulate(widths)]
    task = ray.remote(_task).options(num_returns=bounds[-1], max_retries=3)
    found = []
    for part in range(len(inputs[0])):
        pieces = [table for column in inputs for table in column[part]]
        sizes = [len(column[part]) for column in inputs]
        references = task.remote(step, part, sizes, tuple(settings), *pieces)
        found.append(references if bounds[-1] > 1 else [references])
    result: list[Pieces] = []
    for width, start in zip(channels, bounds, strict=False):
        if width:
            result.append([[references[start + target] for references in found] for target in range(width)])
        else:
            result.append([[references[start]] for references in found])
    return result


def _task(step: Callable[..., Any], part: int, sizes: list[int], settings: tuple[Any, ...], *pieces: Any) -> Any:
    tables, start = [], 0
    for size in sizes:
        tables.append(pyarrow.concat_tables(pieces[start : start + size]) if size else None)
        start += size
    channels = step(part, tables, *settings)
    every = tuple(table for channel in channels for table in channel)
    return every if len(every) > 1 else every[0]
