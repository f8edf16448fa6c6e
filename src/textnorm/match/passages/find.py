"""Find every run of words that occurs twice or more, in time and memory that grow with the texts alone.

The texts are read twice. The first time a table of two-bit counters learns which shingles of ``min_words`` words may
repeat; the second time those are collected, sorted, and joined to runs that cannot be made longer without losing an
occurrence. A run is reported only after its words were compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from textnorm.errors import UnknownOption
from textnorm.match.corpus.chunks import chunk_bounds, encode, ordered_map
from textnorm.match.corpus.texts import as_sequence, lengths_of
from textnorm.match.keys import FOLD_VERSION
from textnorm.match.passages.result import Passages, Repeats
from textnorm.match.passages.words import word_spans
from textnorm.match.sketching.shingles import Recipe, Shingles, shingle

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["find_passages"]

Progress = Callable[[str, int, int], None]

# The table has a counter for three characters, so that a third of the shingles share theirs with another. A shared
# counter costs time, never a wrong answer.
_CHARACTERS_A_COUNTER = 3
_FEWEST_COUNTERS, _MOST_COUNTERS = 1 << 14, 1 << 32
_BATCH = 4_096
# The shingles of so many characters stay in memory (about 1.3 bytes each); those of more are computed a second time.
_KEPT_CHARACTERS = 200_000_000


def find_passages(
    texts: Iterable[str | None],
    *,
    min_words: int = 20,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Passages:
    """Find every run of at least ``min_words`` words that occurs twice or more in ``texts``.

    Words are compared as in ``key``: case, umlaut spelling, accents and punctuation do not count. A passage is as long
    as all its occurrences agree; where two of three texts go on together, the longer run is a passage of its own.
    Occurrences of one passage that overlap in one text count once. ``None`` and texts of fewer words have none.
    The result does not depend on ``threads``. ``progress`` is called with stage, done and total.

    Raises ``UnknownOption`` if ``min_words`` is no integer of at least 2, ``BadRecord`` for a value that is no text.

    >>> shell = "Wir verwenden Cookies, um Inhalte zu personalisieren."
    >>> found = find_passages([f"{shell} Der Dom ist neu.", f"Das Rathaus brennt. {shell}"], min_words=5)
    >>> print(found)
    1 passage in 2 of 2 texts; the repetitions are 53 of 143 characters
      7 words, 2 times in 2 texts: Wir verwenden Cookies, um Inhalte zu personalisieren
    >>> found.strip()
    ['Wir verwenden Cookies, um Inhalte zu personalisieren. Der Dom ist neu.', 'Das Rathaus brennt. ']
    """
    if not (isinstance(min_words, int) and not isinstance(min_words, bool) and min_words >= 2):
        raise UnknownOption(f"min_words={min_words!r}: must be an integer ≥ 2")
    if threads is not None and not (isinstance(threads, int) and threads >= 1):
        raise UnknownOption(f"threads={threads!r}: must be an integer ≥ 1, or None for all cores")
    every = as_sequence(texts)
    hashes, places, bases = _repeated_shingles(every, min_words, threads, progress)
    hashes, places = _without_short_texts(every, hashes, places, bases, min_words)
    repeats = _repeats(hashes, places, bases, min_words)
    return Passages.of(every, repeats, _longest_runs(repeats), threads)


def _repeated_shingles(
    texts: Sequence[str], n: int, threads: int | None, progress: Progress | None
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """The shingles that may repeat: their hashes, their places, and the place of each text's first shingle."""
    from textnorm.kernels.sets.repeated_runs import count_hashes

    lengths = lengths_of(texts)
    recipe = Recipe(FOLD_VERSION, "word", n, 128, 1)
    slots = _counters(int(lengths.sum()) // _CHARACTERS_A_COUNTER)
    report = progress or (lambda _stage, _done, _total: None)

    counts, kept = [], []
    done = 0
    bounds = list(chunk_bounds(lengths))
    for part in ordered_map(lambda part: shingle(encode(texts, part), recipe), bounds, threads=threads):
        count_hashes(part.hashes, slots)
        counts.append(np.diff(part.ends, prepend=0))
        if lengths.sum() <= _KEPT_CHARACTERS:
            kept.append(part)
        done += len(part.ends)
        report("counting", done, len(texts))
    # Places of neighbouring texts lie n apart, so that no run goes on from one text to the next.
    bases = np.cumsum(np.concatenate([[0], *counts]).astype(np.int64) + n)

    def collect(part: slice | Shingles) -> tuple[NDArray[np.uint64], NDArray[np.int64], int]:
        part = shingle(encode(texts, part), recipe) if isinstance(part, slice) else part
        numbers = np.flatnonzero(_seen_twice(part.hashes, slots))
        owners = np.searchsorted(part.ends, numbers, side="right")
        return part.hashes[numbers], numbers + n * owners, len(part.ends)

    hashes, places = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
    done = 0
    parts: list[slice | Shingles] = [*kept] if kept else [*bounds]
    for found, where, count in ordered_map(collect, parts, threads=threads):
        hashes.append(found)
        places.append(where + bases[done])
        done += count
        report("collecting", done, len(texts))
    return np.concatenate(hashes), np.concatenate(places), bases


def _counters(count: int) -> NDArray[np.uint8]:
    """At least ``count`` counters of two bits, all zero; a power of two of them."""
    return np.zeros(1 << (min(max(count, _FEWEST_COUNTERS), _MOST_COUNTERS) - 1).bit_length() - 2, dtype=np.uint8)


def _seen_twice(hashes: NDArray[np.uint64], slots: NDArray[np.uint8]) -> NDArray[np.bool_]:
    from textnorm.kernels.sets.repeated_runs import seen_twice

    twice = np.empty(len(hashes), dtype=np.bool_)
    seen_twice(hashes, slots, twice)
    return twice


def _without_short_texts(
    texts: Sequence[str], hashes: NDArray[np.uint64], places: NDArray[np.int64], bases: NDArray[np.int64], n: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Drop the one shingle of a text that has fewer than ``n`` words."""
    owners = np.searchsorted(bases, places, side="right") - 1
    single = np.flatnonzero(np.diff(bases)[owners] == n + 1)
    if not len(single):
        return hashes, places
    short = np.zeros(len(places), dtype=bool)
    for rows in np.array_split(single, len(single) // _BATCH + 1):
        spans = word_spans([texts[owner] for owner in owners[rows].tolist()])
        short[rows] = np.diff(spans.ends, prepend=0) < n
    return hashes[~short], places[~short]


def _repeats(hashes: NDArray[np.uint64], places: NDArray[np.int64], bases: NDArray[np.int64], n: int) -> Repeats:
    """Group equal shingles to classes, numbered by their first occurrence; those that occur once are dropped."""
    from textnorm.kernels.sets.repeated_runs import group_members, number_classes

    numbers = np.empty(len(hashes), dtype=np.int32)
    count = number_classes(hashes, numbers)
    repeated = np.bincount(numbers, minlength=count) > 1
    renumbered = (np.cumsum(repeated) - 1).astype(np.int32)
    rows = repeated[numbers]
    classes = renumbered[numbers[rows]]
    starts = np.zeros(int(repeated.sum()) + 1, dtype=np.int64)
    members = np.empty(len(classes), dtype=np.int64)
    group_members(classes, starts, members)
    return Repeats(places[rows], classes, starts, members, bases, n)


def _longest_runs(repeats: Repeats) -> NDArray[np.int64]:
    """One row per run: a class, the shingles before it and those from it on that all its occurrences share."""
    from textnorm.kernels.sets.repeated_runs import extend_runs, succeeding_classes

    count = len(repeats.starts) - 1
    chained, runs = np.empty(count, dtype=np.int32), np.empty((count, 3), dtype=np.int64)
    succeeding_classes(repeats.places, repeats.classes, repeats.starts, repeats.members, chained)
    used = extend_runs(repeats.places, repeats.classes, repeats.starts, repeats.members, chained, runs)
    return runs[:used]
