"""Series in parts: headlines with the same first or last three words come together, and longer phrases with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

from textnorm.match.corpus.series import LEAST_MEMBERS, LONGEST, SHORTEST, phrase_lengths
from textnorm.match.partition.coding import join_tables, table_bytes
from textnorm.match.partition.counting import KeyList
from textnorm.match.partition.records import list_column, table
from textnorm.match.partition.sharing import parts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from textnorm.match.partition.headlines.packed import PackedLines

__all__ = ["frames_of", "lengths_told", "phrases_told", "sent_frames"]

_I64 = pyarrow.int64()
#: A headline, row ``row`` of its home, by the first (``step`` 1) or last (-1) three words, its ``frame``; ``stems`` are
#: those of the words that a phrase may have, and of the next one. ``later``: an earlier one has the same letters.
_FRAMES = pyarrow.schema([
    ("frame", _I64), ("step", pyarrow.int8()), ("row", _I64), ("later", pyarrow.bool_()), ("stems", pyarrow.list_(_I64))
])  # fmt: skip
#: How many words of a headline, from its beginning or its end on, belong to a series.
_PHRASES = pyarrow.schema([("row", _I64), ("before", _I64), ("behind", _I64)])
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def frames_of(lines: PackedLines) -> Any:
    """The frames of the headlines of a home; none is marked as ``later``."""
    ids, start = lines.ids()
    stems = lines.words["stem"].to_numpy()[ids]
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
        columns = [frame.view(np.int64), np.full(len(some), step, dtype=np.int8), some, np.zeros(len(some), dtype=bool)]
        stems_of_each = list_column(stems[np.repeat(first, kept) + number], ends)
        found.append(pyarrow.Table.from_arrays([*map(pyarrow.array, columns), stems_of_each], schema=_FRAMES))
    return pyarrow.concat_tables(found)


def sent_frames(frames: Any, sizes: NDArray[np.int64], later: NDArray[np.bool_], parts: int) -> list[bytes]:
    """For each part, the ``frames`` of a home that may begin a series: of which there are enough in the corpus.

    ``sizes`` says how many there are of each, ``later`` which rows of the home have the letters of an earlier headline.
    """
    some = frames.filter(pyarrow.array(sizes >= LEAST_MEMBERS))
    again = pyarrow.array(later[some["row"].to_numpy()])
    some = some.set_column(_FRAMES.get_field_index("later"), _FRAMES.field("later"), again)
    part = parts_of(some["frame"].to_numpy(), parts)
    return [table_bytes(some.filter(pyarrow.array(part == number))) for number in range(parts)]


def phrases_told(pieces: Sequence[bytes]) -> list[bytes]:
    """For each home what a part finds of its headlines, from what all homes sent it."""
    tables = [join_tables([piece]) for piece in pieces]
    rows = pyarrow.concat_tables(tables).combine_chunks()
    home = np.repeat(np.arange(len(tables)), [len(one) for one in tables])
    steps, later = rows["step"].to_numpy(), rows["later"].to_numpy(zero_copy_only=False).astype(bool)
    before, behind = np.zeros((2, len(rows)), dtype=np.int64)
    for step, found in ((1, before), (-1, behind)):
        mine = np.flatnonzero(steps == step)
        lists = rows["stems"].take(pyarrow.array(mine)).combine_chunks()
        lists = pyarrow.concat_arrays(lists.chunks) if isinstance(lists, pyarrow.ChunkedArray) else lists
        start = lists.offsets.to_numpy().astype(np.int64)
        flat = lists.flatten().to_numpy(zero_copy_only=False).astype(np.int64)
        found[mine] = phrase_lengths(flat, start - start[0], ~later[mine], step)[0]
    said = before + behind > 0
    row = rows["row"].to_numpy()
    return [
        table_bytes(table(_PHRASES, *(values[said & (home == number)] for values in (row, before, behind))))
        for number in range(len(tables))
    ]


def lengths_told(answers: Sequence[bytes], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many words of each of ``count`` headlines belong to a series, before and behind."""
    rows = join_tables(answers)
    before, behind = np.zeros((2, count), dtype=np.int64)
    for name, found in (("before", before), ("behind", behind)):
        np.add.at(found, rows["row"].to_numpy(), rows[name].to_numpy())
    return before, behind


def frame_list(frames: Any, parts: int) -> KeyList:
    """The frames of a home by part."""
    return KeyList(frames["frame"].to_numpy(), parts)
