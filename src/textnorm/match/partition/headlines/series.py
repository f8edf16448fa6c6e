"""Series in parts: headlines with the same first or last three words come together, and longer phrases with them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

from textnorm.kernels.headline_flags import SERIES, STOP
from textnorm.match.corpus.series import LONGEST, SHORTEST, mark_phrases, phrase_lengths
from textnorm.match.partition.headlines.records import BETWEEN, LINES, words_in
from textnorm.match.partition.records import list_column, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FRAMES", "PHRASES", "frames_of", "mark_series", "phrases_in"]

_I64 = pyarrow.int64()
#: A headline by the first (``step`` 1) or last (-1) three words, its ``frame``; ``stems`` are those of the words that a
#: phrase may have, and of the next one.
FRAMES = pyarrow.schema([
    ("frame", _I64), ("step", _I64), ("place", _I64), ("stems", pyarrow.list_(pyarrow.int64()))
])  # fmt: skip
#: How many words of a headline, from its beginning or its end on, belong to a series.
PHRASES = pyarrow.schema([("place", _I64), ("before", _I64), ("behind", _I64)])
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def frames_of(rows: Any) -> Any:
    """The ``FRAMES`` of the headlines in ``rows`` of ``LINES``."""
    words, start = words_in(rows)
    stems, place = words["stem"].astype(np.int64), rows["place"].to_numpy()
    sizes = np.diff(start)
    some = np.flatnonzero(sizes > SHORTEST)
    kept = np.minimum(sizes[some], LONGEST + 1)
    number = np.arange(int(kept.sum())) - np.repeat(np.cumsum(kept) - kept, kept)
    ends = np.concatenate([[0], np.cumsum(kept)])
    found = []
    for step in (1, -1):
        first = start[some] if step > 0 else start[some + 1] - kept
        frame = np.full(len(some), step, dtype=np.int64).astype(np.uint64)
        for at in range(SHORTEST):
            word = start[some] + at if step > 0 else start[some + 1] - 1 - at
            frame = frame * _SPREAD + stems[word].astype(np.uint64)
            frame ^= frame >> np.uint64(29)
        columns = [frame.view(np.int64), np.full(len(some), step, dtype=np.int64), place[some]]
        stems_of_each = list_column(stems[np.repeat(first, kept) + number], ends)
        found.append(pyarrow.Table.from_arrays([*map(pyarrow.array, columns), stems_of_each], schema=FRAMES))
    return pyarrow.concat_tables(found)


def phrases_in(rows: Any, later: NDArray[np.bool_]) -> Any:
    """The ``PHRASES`` in ``FRAMES``; all rows of a frame must be there.

    ``later`` marks the headlines that have the same letters as one at an earlier place.
    """
    found = []
    stems = rows["stems"].combine_chunks()
    order = np.argsort(rows["place"].to_numpy(), kind="stable")
    for step in (1, -1):
        mine = order[rows["step"].to_numpy()[order] == step]
        lists = stems.take(pyarrow.array(mine))
        flat = lists.flatten().to_numpy(zero_copy_only=False).astype(np.int64)
        start = lists.offsets.to_numpy().astype(np.int64)
        length = phrase_lengths(flat, start - start[0], ~later[mine], step)[0]
        some = np.flatnonzero(length)
        none = np.zeros(len(some), dtype=np.int64)
        both = (length[some], none) if step > 0 else (none, length[some])
        found.append(table(PHRASES, rows["place"].to_numpy()[mine[some]], *both))
    return pyarrow.concat_tables(found)


def mark_series(rows: Any, before: NDArray[np.int64], behind: NDArray[np.int64]) -> Any:
    """``rows`` of ``LINES`` with the words marked that belong to a series, so many ``before`` and ``behind``."""
    if not (before.any() or behind.any()):
        return rows
    words, start = words_in(rows)
    marked = mark_phrases(start, before, behind, words["flags"] & STOP == 0)
    flags = words["flags"]
    flags[marked] |= SERIES
    folded = rows["folded"].to_pylist()
    for row in np.unique(np.searchsorted(start, np.flatnonzero(marked), side="right") - 1).tolist():
        gone = marked[start[row] : start[row + 1]].tolist()
        own = folded[row].split(BETWEEN)
        folded[row] = BETWEEN.join(word for word, mark in zip(own, gone, strict=True) if not mark)
    packed = words.tobytes()
    edges = (start * words.dtype.itemsize).tolist()
    column = [packed[first:last] for first, last in pairwise(edges)]
    columns = {name: rows[name] for name in LINES.names}
    columns |= {"words": pyarrow.array(column, pyarrow.binary()), "folded": pyarrow.array(folded, pyarrow.string())}
    return pyarrow.Table.from_arrays([columns[name] for name in LINES.names], schema=LINES)
