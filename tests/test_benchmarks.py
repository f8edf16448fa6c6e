"""Every benchmark runs: on as little text as shows it, without a download, in a process that is thrown away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.__main__ import benchmarks

ROOT = Path(__file__).parent.parent
#: Benchmarks of engines start a cluster; their engines have tests of their own, so here they are only loaded.
ENGINES = {"spark", "ray"}


def run_bench(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TEXTNORM_BENCH_CACHE": str(folder / "cache"), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("name", benchmarks())
def test_the_benchmark_runs_and_writes_its_results(name: str, tmp_path: Path) -> None:
    if name in ENGINES:
        assert callable(import_module(f"benchmarks.bench_{name}").run)
        return
    done = run_bench(name, "--tiny", "--json", str(tmp_path), folder=tmp_path)
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
    assert found["size"] == "tiny"
    assert found["tables"] or "needs --data" in done.stdout


def test_the_list_says_what_each_measures(tmp_path: Path) -> None:
    done = run_bench("--list", folder=tmp_path)
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == benchmarks()
    assert all(len(line.split()) > 3 for line in lines)


@pytest.mark.parametrize("arguments", [("nonsense",), ("quotes", "--data", "nowhere")])
def test_what_there_is_not_is_named(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run_bench(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert arguments[-1] in done.stderr
