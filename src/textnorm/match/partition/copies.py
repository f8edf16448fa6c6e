"""Exact copies as one node, and the nodes numbered in the order in which they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

from textnorm.match.partition.records import table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["COPIES", "rank_copies"]

_I64 = pyarrow.int64()
#: A text with words: its node; whether it is the first of the node; how many texts the node has; on which sides.
COPIES = pyarrow.schema([
    ("place", _I64), ("node", _I64), ("first", pyarrow.bool_()), ("copies", _I64), ("old", pyarrow.bool_()),
    ("new", pyarrow.bool_()),
])  # fmt: skip


def rank_copies(rows: Any) -> Any:
    """``COPIES`` of all texts at once, from the columns of ``SKETCHES`` and ``side``.

    A node that is kept first has the smallest number: by what is preferred, by length, and by digest.
    """
    column = {name: rows[name].to_numpy() for name in rows.schema.names if name != "blank"}
    real = ~rows["blank"].to_numpy(zero_copy_only=False).astype(bool)
    column = {name: values[real] for name, values in column.items()}
    order = np.lexsort((column["place"], column["digest2"], column["digest"]))
    column = {name: values[order] for name, values in column.items()}
    first = np.ones(len(order), dtype=bool)
    for name in ("digest", "digest2"):
        first[1:] &= column[name][1:] == column[name][:-1]
    first[1:] = ~first[1:]
    starts = np.flatnonzero(first)
    group = np.cumsum(first) - 1

    def of_groups(by: np.ufunc, values: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(by.reduceat(values, starts)) if len(starts) else values

    best, longest = of_groups(np.minimum, column["prefer"]), of_groups(np.maximum, column["length"])
    ranked = np.lexsort((column["place"][starts], column["digest"][starts], -longest, best))
    node = np.empty(len(starts), dtype=np.int64)
    node[ranked] = np.arange(len(starts))
    sizes = np.diff(np.append(starts, len(order)))
    sides = of_groups(np.minimum, column["side"]) == 0, of_groups(np.maximum, column["side"]) == 1
    return table(COPIES, column["place"], node[group], first, sizes[group], *(side[group] for side in sides))
