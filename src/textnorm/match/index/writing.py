"""What an index writes: its counters, runs and their merges, lessons. Called inside a transaction that writes."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from textnorm.match.index.runs import Filed, RunWriter, damaged, merged_entries, packed_entries
from textnorm.match.index.store import RunRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from textnorm.match.index.postings import Postings
    from textnorm.match.index.store import Store

__all__ = ["PENDING", "State", "merge_runs", "write_run"]

#: So many new texts wait before they become a run.
PENDING = 4_096
# So many runs of about one size are merged into one.
_FAN = 4
_LAYOUT = Struct("<8Q")


class State(NamedTuple):
    """The counters of an index, by which a process notices what others have changed."""

    changes: int = 0
    next_row: int = 0
    runs: int = 0  # changes of the runs
    next_run: int = 0
    items: int = 0
    texts: int = 0
    lesson: int = 0  # lessons so far
    learned: int = 0  # texts at the last lesson

    def dump(self) -> bytes:
        """The counters with a checksum."""
        body = _LAYOUT.pack(*self)
        return body + crc32(body).to_bytes(4, "little")

    @classmethod
    def load(cls, data: bytes | None, name: str) -> State:
        """Read the counters; raises ``IndexUnusable`` if they are damaged."""
        if data is None or len(data) != _LAYOUT.size + 4 or crc32(data[:-4]) != int.from_bytes(data[-4:], "little"):
            raise damaged(name, "its counters")
        return cls(*_LAYOUT.unpack(data[:-4]))


def write_run(store: Store, number: int, first: int, filed: Filed) -> None:
    """Write the texts that are numbered from ``first`` on as a run."""
    writer = RunWriter()
    entries = packed_entries(filed, first)
    _keep(store, number, first, first + len(filed) - 1, writer, iter([entries]), iter(filed.facts.T))


def merge_runs(store: Store, postings: Postings, number: int, *, everything: bool = False) -> bool:
    """Merge the newest runs into run ``number`` if several have about one size, or if ``everything`` is to be one."""
    runs = postings.runs
    sizes = [run.last - run.first + 1 for run in runs]
    begin = 0 if everything else _mergeable(sizes)
    dead = np.array([row for row in store.dead() if begin < len(runs) and row >= runs[begin].first], dtype=np.uint64)
    if len(runs) - begin < (1 if everything and len(dead) else 2):
        return False
    old = runs[begin:]
    first, last = old[0].first, old[-1].last
    entries = merged_entries(postings.directories[begin:], lambda run, parts: postings.parts(begin + run, parts), dead)
    _keep(store, number, first, last, RunWriter(), entries, postings.merged_columns(begin))
    store.remove_runs([run.number for run in old])
    store.forget_dead(first, last)
    return True


def _mergeable(sizes: list[int]) -> int:
    """Where the run of newest runs begins that are merged: the last ``_FAN`` of which none is much larger."""
    begin = len(sizes)
    for place in range(len(sizes) - _FAN, -1, -1):
        if sizes[place] <= _FAN * max(1, sum(sizes[place + 1 :]) // (_FAN - 1)):
            begin = place
        else:
            break
    return begin


def _keep(
    store: Store,
    number: int,
    first: int,
    last: int,
    writer: RunWriter,
    entries: Iterator[NDArray[np.uint64]],
    columns: Iterator[NDArray[np.uint32]],
) -> None:
    # The directory is known only when all parts are written, so the run is entered behind them.
    store.add_parts(number, writer.parts(entries, columns))
    store.add_run(RunRow(number, first, last, writer.directory()))
