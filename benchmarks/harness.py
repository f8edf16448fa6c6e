"""What every benchmark shares: the machine, the versions, timing and a table."""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

PEERS = [
    "textnorm",
    "numpy",
    "numba",
    "ftfy",
    "unidecode",
    "rapidfuzz",
    "datasketch",
    "rensa",
    "fastsketchlsh",
    "plsfix",
    "clean-text",
    "chardet",
    "smartypants",
    "sacremoses",
    "scikit-learn",
    "sparse-dot-topn",
]


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def installed(package: str) -> str | None:
    """The installed version of ``package``, or None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def peak_memory_mb() -> float:
    """Peak resident memory of this process so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


@dataclass
class Report:
    """Collects and prints results. ``seed`` is given to everything that draws at random."""

    seed: int = 20240229
    quick: bool = False
    data: Path | None = None
    lines: list[str] = field(default_factory=list)

    def print(self, line: str = "") -> None:
        self.lines.append(line)
        print(line, flush=True)

    def header(self) -> None:
        versions = ", ".join(f"{peer} {version}" for peer in PEERS if (version := installed(peer)))
        self.print(f"machine   {_cpu_model()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}")
        self.print(f"python    {platform.python_implementation()} {platform.python_version()}")
        self.print(f"versions  {versions}")
        self.print(f"seed      {self.seed}{', quick' if self.quick else ''}")
        self.print(f"data      {'given by --data' if self.data else 'made up by benchmarks/corpus.py'}")

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Print a Markdown table, aligned, so that it can be pasted into the docs."""
        cells = [[str(cell) for cell in row] for row in [list(columns), *rows]]
        widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
        self.print()
        self.print(f"### {title}")
        self.print()
        for number, row in enumerate(cells):
            self.print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
            if number == 0:
                self.print("| " + " | ".join("-" * width for width in widths) + " |")

    def best_seconds(self, call: Callable[[], object], *, repeat: int = 3) -> float:
        """The fastest of ``repeat`` runs: the least disturbed one on a shared machine."""
        best = float("inf")
        for _ in range(1 if self.quick else repeat):
            start = time.perf_counter()
            call()
            best = min(best, time.perf_counter() - start)
        return best
