"""A corpus is a value: the texts of a search with all that is known of them. ``Run`` says how to search it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from textnorm.match.corpus.chunks import chunk_bounds, encode
from textnorm.match.corpus.repair import RepairedTexts, repair_buffer
from textnorm.match.corpus.texts import lengths_of
from textnorm.match.times import moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.buffers import TextBuffer

__all__ = ["Corpus", "Progress", "Run"]

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Run:
    """How a search runs: on how many threads (``None``: all cores), and who is told how far it is."""

    threads: int | None = None
    progress: Progress | None = None

    def report(self, stage: str, done: int, total: int) -> None:
        """Report that ``done`` of ``total`` (0 if it is not known) are through ``stage``."""
        if self.progress is not None:
            self.progress(stage, done, total)


@dataclass(frozen=True, eq=False)
class Corpus:
    """The texts of a search.

    In a search against an archive, the first ``archive_size`` texts are the archive, and pairs have one text of it and
    one of the rest; else ``archive_size`` is ``None``. ``times`` and ``priority`` have a value per text. ``notes`` are
    for the result.
    """

    texts: Sequence[str]
    archive_size: int | None = None
    times: Sequence[Any] | None = None
    priority: Sequence[Any] | None = None
    notes: tuple[str, ...] = ()
    _repairs: dict[int, str] = field(default_factory=dict, init=False)
    _read: set[int] = field(default_factory=set, init=False)

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """The length of each text in characters."""
        return lengths_of(self.texts)

    @cached_property
    def moments(self) -> NDArray[np.float64]:
        """The time of each text in seconds since 1970; NaN where there is none."""
        return np.full(len(self.texts), np.nan) if self.times is None else moments(self.times)

    @property
    def searched(self) -> int:
        """How many texts are searched for copies: all but the archive."""
        return len(self.texts) - (self.archive_size or 0)

    def chunks(self) -> Iterator[slice]:
        """The texts in chunks, each enough for one call of a kernel."""
        return chunk_bounds(self.lengths)

    def buffer(self, chunk: slice, *, repair: bool = False) -> TextBuffer:
        """One of ``chunks`` as a buffer; with ``repair``, of the repaired texts. Threads may share the work."""
        buffer = encode(self.texts, chunk)
        if repair:
            buffer, repairs = repair_buffer(buffer)
            self._repairs.update((chunk.start + place, text) for place, text in repairs.items())
            self._read.add(chunk.start)
        return buffer

    def repaired(self) -> Sequence[str]:
        """The texts after repair. Chunks that ``buffer`` has repaired already are not repaired again."""
        for chunk in self.chunks():
            if chunk.start not in self._read:
                self.buffer(chunk, repair=True)
        return RepairedTexts(self.texts, self._repairs) if self._repairs else self.texts
