"""The stores that the tests of the index run on."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import skip_on_a_users_machine

_NAMES = count()


def _as_server(*command: str) -> None:
    """Run a program of the server, which root may not run."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *command], check=True, capture_output=True, timeout=120, cwd="/tmp")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not programs[-1].is_file():
        skip_on_a_users_machine("PostgreSQL is not installed (Debian: apt install postgresql)")
    if find_spec("psycopg") is None:
        skip_on_a_users_machine("psycopg is not installed")
    folder = Path(tempfile.mkdtemp(prefix="textnorm-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    bin_folder = programs[-1].parent
    try:
        _as_server(
            str(programs[-1]), "-D", str(folder / "data"), "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        _as_server(
            str(bin_folder / "pg_ctl"),
            "-D",
            str(folder / "data"),
            "-l",
            str(folder / "log"),
            "-w",
            "-o",
            options,
            "start",
        )
        try:
            yield f"postgresql:///postgres?host={folder}&user=tests"
        finally:
            _as_server(str(bin_folder / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an index is kept: the same tests for every store."""
    if request.param == "memory":
        return ":memory:"
    if request.param == "sqlite":
        return str(tmp_path / "seen.db")
    return f"{request.getfixturevalue('server')}#tests{next(_NAMES)}"
