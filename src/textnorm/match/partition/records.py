"""What travels between the stages, as columns of Arrow; engines have signed integers only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "CANDIDATES", "CHOSEN", "EDGES", "MEETINGS", "PAIRS", "ROOTED", "SCORED", "SKETCHES", "list_column", "ordered",
    "table",
]  # fmt: skip

_SIGN = np.uint64(1 << 63)

_I64, _F64, _LIST = pyarrow.int64(), pyarrow.float64(), pyarrow.list_(pyarrow.int64())
#: One row per text. ``digest`` with ``digest2`` is equal for exact copies only; ``blank`` texts have no word;
#: ``prefer`` is smallest for what is kept first; ``samples`` and ``bands`` are keys, ``sampled`` counts
#: the samples with their repetitions; ``counted`` are the shingles of the
#: texts by which frequency is counted, else null.
SKETCHES = pyarrow.schema([
    ("place", _I64), ("digest", _I64), ("digest2", _I64), ("blank", pyarrow.bool_()), ("length", _I64),
    ("prefer", _F64), ("sampled", _I64), ("samples", _LIST), ("bands", _LIST), ("short", pyarrow.binary()),
    ("counted", _LIST),
])  # fmt: skip
#: Two nodes that share keys: how often, and what that weighs. ``right`` is -1 for the total of one node.
MEETINGS = pyarrow.schema([("left", _I64), ("right", _I64), ("times", _I64), ("weight", _I64)])
#: Two nodes, left < right.
EDGES = pyarrow.schema([("left", _I64), ("right", _I64)])
#: Two nodes to be compared; those that are not ``sure``, only if their sketches agree.
CANDIDATES = pyarrow.schema([*EDGES, ("sure", pyarrow.bool_())])
#: The same with the smallest node of their component.
ROOTED = pyarrow.schema([*CANDIDATES, ("root", _I64)])
#: Two nodes and their score, negative where they share a passage only.
SCORED = pyarrow.schema([("left", _I64), ("right", _I64), ("score", pyarrow.float32())])
_WHY = [
    ("reasons", pyarrow.list_(pyarrow.string())), ("one", pyarrow.string()), ("other", pyarrow.string()),
    ("context", pyarrow.string()),
]  # fmt: skip
#: A text of a cluster: the place of the copy that is kept for it, and why. Before its ``reasons`` stand those of
#: ``one`` and ``other``, if there are such texts, which nobody has asked for yet; see ``explain_pair`` and, where there
#: is a ``context``, ``explain_headlines``.
CHOSEN = pyarrow.schema([
    ("place", _I64), ("cluster", _I64), ("kept", pyarrow.bool_()), ("score", pyarrow.float32()), *_WHY
])  # fmt: skip
#: A pair of texts at or above the threshold, smaller place first.
PAIRS = pyarrow.schema([
    ("left", _I64), ("right", _I64), ("score", pyarrow.float32()), ("reuse", pyarrow.bool_()), *_WHY
])  # fmt: skip


def ordered(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Unsigned numbers as signed ones of the same order.

    >>> ordered(np.array([0, 2**64 - 1], dtype=np.uint64)).tolist()
    [-9223372036854775808, 9223372036854775807]
    """
    return (values ^ _SIGN).view(np.int64)


def list_column(values: NDArray[np.int64], starts: NDArray[np.int64]) -> Any:
    """A column of lists: row ``i`` has ``values[starts[i]:starts[i + 1]]``."""
    return pyarrow.ListArray.from_arrays(pyarrow.array(starts.astype(np.int32)), pyarrow.array(values))


def table(schema: Any, *columns: Any) -> Any:
    """A table of ``columns``, in the order of ``schema``."""
    arrays = [pyarrow.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)]
    return pyarrow.Table.from_arrays(arrays, schema=schema)
