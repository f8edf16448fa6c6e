"""Files: what `textnorm clean` and `dedup` of JSON Lines and Parquet take beside the same work on texts in memory.

Articles of 2.7 KB (1 GB of them in full), drawn sentence by sentence, one in twenty with one sentence changed and one
in fifty damaged; and short records, as of headlines. Each job runs in a process of its own; seconds are of the
processor, user and system, all threads, start included. The share is what the library takes for the texts in memory of
what the command takes for the file.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import corpus
from benchmarks.harness import Report
from textnorm import Matcher

_ARTICLES, _SHORT = (370_000, 15_000, 60), (300_000, 30_000, 200)
_BATCH = 4_000  # records of Parquet that are made at a time

# The library by itself, on texts in memory.
_IN_MEMORY = """
import json, sys, time
import textnorm
work, matcher, path = sys.argv[1:]
with open(path, encoding="utf-8") as lines:
    texts = [json.loads(line)["text"] for line in lines]
matcher = getattr(textnorm.Matcher, matcher)() if matcher != "plain" else textnorm.Matcher()
def run(texts):
    if work == "dedup":
        textnorm.find_duplicates(texts, matcher)
        return
    for start in range(0, len(texts), 20_000):
        textnorm.Cleaner().many(texts[start : start + 20_000])
run(texts[:200])
start = time.process_time()
run(texts)
print(time.process_time() - start)
"""

# The command, in a process that says at the end what it used.
_COMMAND = """
import os, resource, sys
from textnorm.adapters.cli import app
leave = os._exit
def report(status):
    assert not status, status
    used = resource.getrusage(resource.RUSAGE_SELF)
    scale = 1e6 if sys.platform == "darwin" else 1e3
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / scale)
    sys.stdout.flush()
    leave(status)
os._exit = report
try:
    app.main()
except SystemExit as stop:
    report(stop.code)
"""


class Job(NamedTuple):
    """A command: what it does, on which records, by which matcher."""

    work: str
    records: str
    matcher: str = "articles"

    @property
    def options(self) -> list[str]:
        """What stands behind the name of the file."""
        return ["--preset", self.matcher] if self.work == "dedup" else []


JOBS = (
    Job("clean", "articles"),
    Job("clean", "headlines"),
    Job("dedup", "articles"),
    Job("dedup", "articles", "plain"),
    Job("dedup", "headlines", "headlines"),
)


def _articles(report: Report, count: int) -> Iterator[str]:
    pool = corpus.sentences(report)
    draw = random.Random(report.seed)
    recent: list[list[str]] = []
    for number in range(count):
        if number % 20 == 19:
            parts = list(draw.choice(recent))
            parts[draw.randrange(len(parts))] = draw.choice(pool)
        else:
            parts, length = [], 0
            while length < 2_700:
                parts.append(draw.choice(pool))
                length += len(parts[-1]) + 1
        recent = [*recent[-200:], parts]
        text = " ".join(parts)
        yield text.encode().decode("cp1252", "ignore") if number % 50 == 7 else text


def _headlines(report: Report, count: int) -> Iterator[str]:
    halves = [title.split() for title in corpus.headlines(report)]
    draw = random.Random(report.seed)
    for _ in range(count):
        first, second = draw.choice(halves), draw.choice(halves)
        yield " ".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :])


def _records(texts: Iterator[str]) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(texts):
        yield {"id": number, "outlet": "example.org", "text": text, "date": f"2024-05-{number % 30 + 1:02}"}


def _write(records: Iterator[dict[str, Any]], lines: Path, table: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    writer: Any = None
    with lines.open("w", encoding="utf-8") as file:
        while batch := list(islice(records, _BATCH)):
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in batch)
            rows = pa.Table.from_pylist(batch)
            writer = writer or parquet.ParquetWriter(table, rows.schema)
            writer.write_table(rows)
    writer.close()


def _last_words(command: list[str], folder: Path) -> list[float]:
    done = subprocess.run([sys.executable, "-c", *command], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return list(map(float, done.stdout.split()[-2:]))


def run(report: Report) -> None:
    counts = {"articles": report.size(*_ARTICLES), "headlines": report.size(*_SHORT)}
    makers = {"articles": _articles, "headlines": _headlines}
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for records, count in counts.items():
            _write(_records(makers[records](report, count)), folder / f"{records}.jsonl", folder / f"{records}.parquet")
        for job in JOBS:
            [inside] = _last_words([_IN_MEMORY, job.work, job.matcher, f"{job.records}.jsonl"], folder)
            for suffix in ("jsonl", "parquet"):
                file = f"{job.records}.{suffix}"
                arguments = [job.work, file, "-c", "text", "-q", "-o", f"out.{suffix}", *job.options]
                seconds, peak = _last_words([_COMMAND, *arguments], folder)
                size = (folder / file).stat().st_size / 1e6
                report.print(f"{' '.join(arguments)}: {inside:.1f} s in memory, {seconds:.1f} s, {peak:.0f} MB")
                planned = "" if job.work == "clean" else f"{_planned(job, counts[job.records]):.0f} MB"
                work = f"{job.work} --preset {job.matcher}" if job.work == "dedup" else job.work
                rows.append(
                    (work, f"{counts[job.records]:,} {job.records}", f"{suffix}, {size:,.0f} MB", f"{inside:.1f}",
                     f"{seconds:.1f}", f"{100 * inside / seconds:.0f} %", f"{peak:.0f} MB", planned)
                )  # fmt: skip
    columns = ["command", "records", "file", "in memory, s", "file to file, s", "share", "peak memory", "planned"]
    report.table("Files", columns, rows)


def _planned(job: Job, count: int) -> float:
    matcher = Matcher() if job.matcher == "plain" else getattr(Matcher, job.matcher)()
    return float(matcher.plan(count).memory) / 1e6
