"""The main job as a user meets it: import, the first run ever, the second, the command line, memory, the wheel.

Seconds are of the processor, user and system, all threads: what else the machine does is not measured.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import headlines
from benchmarks.harness import Report

_ROOT = Path(__file__).parent.parent

# Runs the command line in a process of its own and prints its processor seconds and its peak memory.
_MEASURED = """
import resource, runpy, sys
try:
    runpy.run_module("textnorm", run_name="__main__", alter_sys=True)
except SystemExit as stop:
    assert not stop.code, stop.code
scale = 1e6 if sys.platform == "darwin" else 1e3
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / scale, file=sys.stderr)
"""


def _processor_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _import_milliseconds(code: str, repeat: int) -> float:
    def once(command: str) -> float:
        start = _processor_of_children()
        subprocess.run([sys.executable, "-c", command], check=True)
        return 1e3 * (_processor_of_children() - start)

    return statistics.median(once(code) - once("pass") for _ in range(repeat))


def _command(arguments: list[str], folder: Path, cache: Path | None) -> tuple[float, float]:
    """Seconds and peak MB of a command, with Numba's cache in a folder of its own if one is given."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)} if cache else dict(os.environ)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *arguments], cwd=folder, env=environment, capture_output=True, check=True
    )
    seconds, peak = done.stderr.split()[-2:]
    return float(seconds), float(peak)


def _wheel_kilobytes(folder: Path) -> float:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(_ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("pytextnorm-*.whl")).stat().st_size / 1e3


def run(report: Report) -> None:
    titles = headlines(report)
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cold, cold_clean = (None, None) if report.tiny else (folder / "cache", folder / "cache-clean")
        with (folder / "news.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps({"title": title}) + "\n" for title in titles)
        milliseconds = _import_milliseconds("import textnorm", report.size(15, 15, 1))
        rows.append(("import textnorm, over bare Python", f"{milliseconds:.1f} ms", ""))
        job = f"{len(titles):,} headlines"
        dedup = ["dedup", "news.jsonl", "-c", "title", "-o", "kept.jsonl", "--dropped", "dropped.jsonl", "-q"]
        for label in ("first run ever (kernels compile)", "second run"):
            seconds, peak = _command(dedup, folder, cold)
            rows.append((f"textnorm dedup, {job}, {label}", f"{seconds:.1f} s", f"{peak:.0f} MB"))
        clean = ["clean", "news.jsonl", "-c", "title", "-o", "clean.jsonl", "-q"]
        for label in ("first run ever (kernels compile)", "second run"):
            seconds, peak = _command(clean, folder, cold_clean)
            rows.append((f"textnorm clean, {job}, {label}", f"{seconds:.1f} s", f"{peak:.0f} MB"))
        (folder / "long.txt").write_text(
            "Köln grüßt Düsseldorf. " * report.size(2_000_000, 2_000_000, 1_000), encoding="utf-8"
        )
        seconds, peak = _command(["clean", "long.txt", "-o", "out.txt", "-q"], folder, cold_clean)
        rows.append(("textnorm clean, one line of 50 MB", f"{seconds:.1f} s", f"{peak:.0f} MB"))
        if (_ROOT / "pyproject.toml").exists() and not report.tiny:
            rows.append(("size of the wheel", f"{_wheel_kilobytes(folder):.0f} kB", ""))
    report.table("The main job", ["what", "processor time", "peak memory"], rows)
