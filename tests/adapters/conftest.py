"""The command line in this process, which costs no start of Python."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from textnorm.adapters.cli.app import app
from textnorm.adapters.cli.console import run_guarded


class Done(NamedTuple):
    """How a command ended: its status, and what it wrote to standard output and standard error."""

    status: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command line in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["textnorm", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        monkeypatch.setattr(sys, "stdout", output)
        capfdbinary.readouterr()
        try:
            status = run_guarded(app)
        except SystemExit as ended:
            status = int(ended.code or 0)
        output.flush()
        written = output.buffer.getvalue().decode()  # type: ignore[attr-defined]
        return Done(status, written, capfdbinary.readouterr().err.decode())

    return run
