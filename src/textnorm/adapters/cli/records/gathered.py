"""What a search needs of files: the texts on disk, and times, priorities and names of the records beside them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textnorm.adapters.cli.records.inputs import Inputs, Pass, joined
from textnorm.adapters.cli.records.spool import Spool
from textnorm.adapters.files.records import Layout, Record, Source
from textnorm.errors import BadRecord
from textnorm.match.times import EXPECTED, parsed

if TYPE_CHECKING:
    from textnorm.match.corpus.texts import DiskTexts

__all__ = ["Gathered", "Wanted", "gather"]


@dataclass(frozen=True)
class Wanted:
    """The columns that a search reads."""

    columns: Sequence[str] | None = None
    time: str | None = None
    id: str | None = None
    priority: str | None = None

    def values(self, record: Record, source: Source) -> tuple[float, float, Any]:
        """The time, the priority and the name of a record. Raises ``BadRecord`` for what is none."""
        time = priority = float("nan")
        name = None
        if self.time is not None:
            value = record.value(self.time, source.name)
            try:
                time = parsed(value)
            except (ValueError, OverflowError, TypeError):
                place = f"{source.name}:{record.line} {self.time!r}"
                raise BadRecord(f"{place}: {value!r} is no time; {EXPECTED}") from None
        if self.priority is not None:
            value = record.value(self.priority, source.name)
            try:
                priority = float(value) if value not in (None, "") else float("nan")
            except (ValueError, TypeError):
                place = f"{source.name}:{record.line} {self.priority!r}"
                raise BadRecord(f"{place}: {value!r} is no priority; expected a number") from None
        if self.id is not None:
            name = record.value(self.id, source.name)
        return time, priority, name


@dataclass(frozen=True)
class Gathered:
    """The texts of files, and what stands beside them."""

    columns: tuple[str, ...]
    texts: DiskTexts
    layout: Layout
    times: array[float] | None
    priority: array[float] | None
    ids: Spool | None


def gather(inputs: Inputs, wanted: Wanted, *, progress: Callable[[int], None] | None = None) -> tuple[Gathered, Pass]:
    """Read what ``wanted`` names from all files; memory holds 8 bytes a value, not the texts."""
    from textnorm.match.corpus.texts import DiskTexts

    reading = inputs.open(progress=progress)
    columns = reading.columns(wanted.columns)
    times = array("d") if wanted.time is not None else None
    priority = array("d") if wanted.priority is not None else None
    ids = Spool() if wanted.id is not None else None
    beside = any(column is not None for column in (times, priority, ids))
    latest: list[tuple[float, float, Any]] = []

    def check(record: Record, source: Source) -> None:
        latest[:] = [wanted.values(record, source)]

    def texts() -> Iterator[str | None]:
        for row in reading.rows(columns, check=check if beside else None):
            if beside:
                time, weight, name = latest[0]
                if times is not None:
                    times.append(time)
                if priority is not None:
                    priority.append(weight)
                if ids is not None:
                    ids.append(name)
            yield joined(row.texts)

    spooled = DiskTexts(texts())
    return Gathered(columns, spooled, reading.layout, times, priority, ids), reading
