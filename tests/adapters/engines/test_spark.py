"""The search on Spark gives the rows of the search on one machine; every run is a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import needed, skip_on_a_users_machine

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("master", ["local[2]", "local-cluster[2,1,1024]"])
def test_the_rows_are_those_of_one_machine(master: str, tmp_path: Path) -> None:
    needed("pyspark.sql")
    if shutil.which("java") is None:
        skip_on_a_users_machine("Java 17 or newer is not installed")
    environment = {
        **os.environ,
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.adapters.engines.spark_job", master, str(tmp_path)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    checks = json.loads(done.stdout.splitlines()[-1])
    assert dict.fromkeys(checks, True) == checks
