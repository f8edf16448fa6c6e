"""Texts for the benchmarks of engines, as Parquet, and the processes that work on them."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.bench_index import made_headlines
from benchmarks.harness import Report

FILES = 8
_WORDS = 390  # of an article: 2.7 KB


def texts(report: Report, kind: str, count: int) -> Iterator[str]:
    """``count`` articles or headlines.

    Articles are words drawn by their frequency in headlines; one in twenty is an edited copy, one in ten has one of
    fifty sentences of a site. Headlines are those of the benchmark of the index: other words in the places of a real
    one's, one in twenty the edited copy of another.
    """
    titles = corpus.headlines(report)
    if kind == "headlines":
        yield from made_headlines(titles, count, report.seed)
        return
    draw = random.Random(f"{report.seed} {kind}")
    words: dict[str, int] = {}
    for title in titles:
        for word in title.split():
            words[word] = words.get(word, 0) + 1
    names, weights = list(words), list(accumulate(words.values()))
    shells = [" ".join(draw.choices(names, cum_weights=weights, k=25)) for _ in range(50)]
    recent: list[list[str]] = []
    for number in range(count):
        if number % 20 == 19:
            parts = list(draw.choice(recent))
            for _ in range(max(1, len(parts) // 40)):
                parts[draw.randrange(len(parts))] = draw.choice(names)
        else:
            parts = draw.choices(names, cum_weights=weights, k=_WORDS)
            if number % 10 == 0:
                parts += draw.choice(shells).split()
        recent = [*recent[-200:], parts]
        yield " ".join(parts)


def write_texts(report: Report, kind: str, count: int, folder: str) -> None:
    """Write the texts as ``FILES`` files of Parquet."""
    import pyarrow
    from pyarrow import parquet

    made = texts(report, kind, count)
    for file in range(FILES):
        ids = range(count * file // FILES, count * (file + 1) // FILES)
        rows = pyarrow.table({"id": pyarrow.array(ids, pyarrow.int64()), "text": [next(made) for _ in ids]})
        parquet.write_table(rows, f"{folder}/part-{file}.parquet")


def run_job(report: Report, job: str, kind: str, folder: str) -> dict[str, Any]:
    """What a job in ``engine_jobs`` prints."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.engine_jobs", job, kind, folder]
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{job} on {kind} failed: {done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    report.print(f"{job} on {kind}: {found['wall']:.0f} s, {found['cpu']:.0f} s of processor time")
    return found


def memory(found: dict[str, Any]) -> str:
    """The largest process of each kind."""
    return ", ".join(f"{kind} {peak:,.0f} MB" for kind, peak in found["largest"].items() if peak)
