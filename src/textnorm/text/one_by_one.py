"""Clean texts one by one with the kernels that batches use, at a fixed cost of a few microseconds a text.

A program that cleans few texts must not wait for Numba. So the first texts are read by regular expressions; only when
so many have been cleaned that the kernels would have paid for themselves are they loaded. Both say the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textnorm.kernels.waiting import is_kept, is_worth_it
from textnorm.text.pipeline import BatchCleaner, Job, StepRun
from textnorm.text.prefilter import BITS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SingleTexts"]

# Characters after which loading the kernels takes less time than has been spent without them: when another part of the
# package has loaded Numba, when none has, and when they were never compiled.
_PAID, _PAID_WITH_NUMBA, _PAID_WITH_COMPILER = 100_000, 8_000_000, 20_000_000
_MOJIBAKE, _QUOTES = BITS["mojibake"], BITS["quotes"]
# A shorter text is read sooner by regular expressions than a kernel is called.
_SHORT = 80


class SingleTexts:
    """Cleans one text after the other: by regular expressions, and later by kernels."""

    def __init__(self, cleaner: BatchCleaner) -> None:
        self._cleaner = cleaner
        self._run = cleaner.run
        self._seen = 0
        self._by_kernels: Callable[[str], str] | None = None

    def __call__(self, text: str) -> str:
        """Return ``text`` cleaned. Raises ``BadRecord`` if it is not a ``str``."""
        if self._by_kernels is not None and isinstance(text, str) and len(text) > _SHORT:
            return self._by_kernels(text)
        result = self._run(text)[0]
        self._seen += len(text)
        if self._seen > _PAID and self._by_kernels is None:
            self._load()
        return result

    def _load(self) -> None:
        paid = self._seen > _PAID_WITH_NUMBA and (
            is_kept("damage.umlaut_prefilter") or self._seen > _PAID_WITH_COMPILER
        )
        if paid or "textnorm.kernels.damage.umlaut_prefilter" in sys.modules:
            run = self._run
            self._by_kernels = _ByKernels(self._cleaner, run) if isinstance(run, StepRun) else lambda text: run(text)[0]


class _ByKernels:
    """Cleans one text with kernels. Nothing is shared between calls, so threads may clean side by side."""

    def __init__(self, cleaner: BatchCleaner, run: StepRun) -> None:
        # Imports cost microseconds even where they find the module loaded.
        import numpy as np

        from textnorm.buffers import TextBuffer
        from textnorm.kernels.damage import prefilter, umlaut_prefilter
        from textnorm.text.prefilter import scan_tables
        from textnorm.text.rewriting import WORTH_MARKS, clear_sound_places, marks_are_free, written_by_kernels
        from textnorm.text.typography.mark_kinds import mark_kinds

        self._np: Any = np
        self._find_steps: Any = prefilter.find_steps
        self._mark_candidates: Any = umlaut_prefilter.mark_candidates
        self._marks: Any = None
        self._worth_marks = WORTH_MARKS
        self._buffer = TextBuffer
        self._clear_sound_places = clear_sound_places
        self._marks_are_free = marks_are_free
        self._written_by_kernels = written_by_kernels
        self._cleaner = cleaner
        self._run = run
        on, self._always, _, umlauts, _ = cleaner.pipeline
        self._asked = on & 63  # steps of which the kernel knows
        self._steps, self._kinds = scan_tables(), mark_kinds()
        self._umlauts: tuple[Any, ...] = ()
        self._no_umlauts = umlauts is None  # unless the kernel is asked
        options = cleaner.umlaut_options
        if umlauts is not None and not (options.force or options.sz or options.stripped):
            from textnorm.text.umlauts.prefilter import bound_tables

            self._umlauts = bound_tables(options)

    def __call__(self, text: str) -> str:
        """Return ``text`` cleaned."""
        data, offsets = self._as_buffer(text)
        possible, no_umlauts = self._look(data, offsets)
        if not possible and no_umlauts:
            return text
        known = None
        if possible == _QUOTES and no_umlauts and not self._always:
            straight = self._straightened(text, data, offsets)
            if straight is not None:
                return straight
        elif possible:
            written, all_known = self._written_by_kernels(self._cleaner, [Job(text, possible, no_umlauts)])
            if text in written:
                return written[text]
            known = all_known.get(text)
        steps = self._run.in_steps(text, possible, no_umlauts, known)
        try:
            current = next(steps)
            while True:
                data, offsets = self._as_buffer(current)
                possible, no_umlauts = self._look(data, offsets)
                if possible == _QUOTES and no_umlauts and not self._always:
                    straight = self._straightened(current, data, offsets)
                    if straight is not None:
                        return straight
                current = steps.send((possible, no_umlauts))
        except StopIteration as end:
            result: str = end.value[0]
            return result

    def _look(self, data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> tuple[int, bool]:
        """Which steps may apply to a text, and whether umlauts do not."""
        np = self._np
        steps = np.zeros(1, np.uint8)
        self._find_steps(data, offsets, *self._steps, steps)
        possible = steps.item() & self._asked  # calculations with NumPy's numbers take microseconds
        if possible & _MOJIBAKE:
            self._clear_sound_places(self._buffer(data, offsets), steps)
            possible = steps.item() & self._asked
        no_umlauts = self._no_umlauts
        if self._umlauts:
            found = np.zeros(1, np.bool_)
            self._mark_candidates(data, offsets, *self._umlauts, found)
            no_umlauts = not found.item()
        return possible | self._always, no_umlauts

    def _straightened(self, text: str, data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> str | None:
        """A text that needs nothing but ASCII quotation marks, with these; None if the rules must decide."""
        if self._marks is None:
            if not is_worth_it("marks.straight_marks", len(text), self._worth_marks):
                return None
            self._marks = import_module("textnorm.kernels.marks.straight_marks")
        np, marks = self._np, self._marks
        out = np.empty(len(data), np.uint8)
        ends, found, settled = np.zeros(2, np.int64), np.zeros(1, np.uint8), np.zeros(1, np.bool_)
        marks.straighten(data, offsets, *self._steps, _QUOTES, self._asked, self._kinds, out, ends[1:], found, settled)
        became = found.item()
        if became == marks.LEFT:
            return None
        written = out[: ends.item(1)]
        if not settled.item():
            possible, no_umlauts = self._look(written, ends)
            if not no_umlauts or (possible and not (possible == _QUOTES and became & marks.READ)):
                return None
        after = str(written.data, "utf-8", "surrogatepass")
        return after if not became & marks.UNSURE or self._marks_are_free(text, after, became) else None

    def _as_buffer(self, text: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """A text as the data and the offsets of a ``TextBuffer``."""
        np = self._np
        data = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
        offsets = np.zeros(2, np.int64)
        offsets[1] = len(data)
        return data, offsets
