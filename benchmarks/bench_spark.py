"""Spark on two executors beside one machine, and beside MinHash on Spark: time, shuffled bytes, memory."""

from __future__ import annotations

import tempfile

from benchmarks.engine_corpus import memory, run_job, write_texts
from benchmarks.harness import Report


def run(report: Report) -> None:
    sizes = {"articles": (2_000,), "headlines": (5_000,)} if report.quick else _FULL
    rows = []
    for kind, counts in sizes.items():
        for count in counts:
            with tempfile.TemporaryDirectory() as folder:
                write_texts(report, kind, count, folder)
                jobs = ["local", "spark", *(["minhash_spark"] if kind == "articles" else [])]
                found = {job: run_job(report, job, kind, folder) for job in jobs}
            rows += [_row(job, kind, count, found) for job in jobs]
            _stages(report, kind, count, found["spark"])
    report.table("Spark, two executors", _COLUMNS, rows)


_FULL = {"articles": (50_000, 300_000), "headlines": (200_000, 1_000_000)}
_COLUMNS = [
    "texts",
    "job",
    "seconds",
    "processor seconds",
    "of one machine's",
    "for all reasons",
    "shuffled a text",
    "peak memory",
    "dropped",
]
_NAMES = {"local": "one machine", "spark": "textnorm on Spark", "minhash_spark": "MinHash on Spark, not verified"}


def _row(job: str, kind: str, count: int, found: dict[str, dict[str, float]]) -> list[str]:
    own, base = found[job], found["local"]
    moved = f"{own['shuffled'] / count:,.0f} B" if "shuffled" in own else "-"
    return [
        f"{count:,} {kind}", _NAMES[job], f"{own['wall']:.0f}", f"{own['cpu']:.0f}", f"{own['cpu'] / base['cpu']:.1f}",
        f"{own['reasons']:.0f}" if "reasons" in own else "-", moved, memory(own), f"{own['dropped']:,}",
    ]  # fmt: skip


def _stages(report: Report, kind: str, count: int, found: dict[str, dict[str, float]]) -> None:
    rows = [
        [stage, f"{seconds:.1f}", f"{found['by stage'].get(f'textnorm: {stage}', 0) / count:,.0f}",
         f"{found['written'].get(stage, 0) / count:,.0f}"]
        for stage, seconds in found["seconds"].items()
    ]  # fmt: skip
    report.table(
        f"{count:,} {kind} on Spark, by stage", ["stage", "seconds", "bytes shuffled a text", "bytes written"], rows
    )
