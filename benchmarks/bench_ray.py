"""Ray with two CPUs beside one machine: time and memory."""

from __future__ import annotations

import tempfile

from benchmarks.engine_corpus import memory, run_job, write_texts
from benchmarks.harness import Report


def run(report: Report) -> None:
    sizes = (
        {"articles": (2_000,), "headlines": (5_000,)}
        if report.quick
        else {"articles": (50_000, 300_000), "headlines": (200_000, 1_000_000)}
    )
    rows = []
    for kind, counts in sizes.items():
        for count in counts:
            with tempfile.TemporaryDirectory() as folder:
                write_texts(report, kind, count, folder)
                base, own = (run_job(report, job, kind, folder) for job in ("local", "ray"))
            for name, found in (("one machine", base), ("textnorm on Ray", own)):
                rows.append([
                    f"{count:,} {kind}", name, f"{found['wall']:.0f}", f"{found['cpu']:.0f}",
                    f"{found['cpu'] / base['cpu']:.1f}", memory(found), f"{found['dropped']:,}",
                ])  # fmt: skip
    columns = ["texts", "job", "seconds", "processor seconds", "of one machine's", "peak memory", "dropped"]
    report.table("Ray, two CPUs", columns, rows)
