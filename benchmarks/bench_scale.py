"""How time and memory grow: articles from an iterator that is read once, up to a million of them."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.harness import Report

# Each size runs in a process of its own, so that its peak memory is its own. Words are made up; one text in twenty is
# an edited copy of the one before. The time to make the texts is measured and taken off.
_RUN = """
import resource, sys, time
from collections.abc import Iterator
import numpy as np
from textnorm import Matcher, find_duplicates

count, kind, seed = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
draw = np.random.default_rng(seed)
syllables = np.array([a + b for a in "bcdfghklmnprstwz" for b in "aeiou"], dtype=object)
words = np.array(["".join(draw.choice(syllables, size)) for size in draw.integers(2, 5, 60_000)], dtype=object)
making = 0.0

def texts() -> Iterator[str]:
    global making
    for number in range(count):
        start = time.process_time()
        if number % 20 == 19:
            chosen = chosen.copy()
            chosen[::40] = "x"
        else:
            chosen = words[draw.integers(0, len(words), 390)]
        text = " ".join(chosen)
        making += time.process_time() - start
        yield text

find_duplicates(["a b c d", "a b c d"], getattr(Matcher, kind)() if kind != "plain" else Matcher())
start = time.process_time()
found = find_duplicates(texts(), getattr(Matcher, kind)() if kind != "plain" else Matcher())
seconds = time.process_time() - start - making
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
print(seconds, peak, len(found.dropped))
"""


_COUNTS = (10_000, 100_000, 1_000_000)


def run(report: Report) -> None:
    rows = []
    for kind in ("plain", "articles"):
        for count in report.size(_COUNTS, _COUNTS[:2], (500,)):
            command = [sys.executable, "-c", _RUN, str(count), kind, str(report.seed)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, peak, dropped = done.stdout.split()
            found = f"{int(dropped):,} of {count // 20:,}"
            rows.append((kind, f"{count:,}", f"{float(seconds):.1f}", f"{float(peak):.0f} MB", found))
    columns = ["matcher", "articles of 2.7 KB", "processor seconds", "peak memory", "edited copies found"]
    report.table("Growth, from an iterator", columns, rows)
