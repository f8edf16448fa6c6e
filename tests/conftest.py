from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings

import textnorm

CASES = Path(__file__).parent / "cases"

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")


def load_cases(name: str) -> list[dict[str, Any]]:
    """The labelled cases in ``tests/cases/<name>.json``."""
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def cases_of(step: str) -> list[Any]:
    """The cases of a step as test parameters: original, fixed, options. A known failure is a strict xfail.

    A case has ``label``, ``original`` and ``fixed``; ``options`` of the cleaner and the reason of a ``known_failure``
    if there are any.
    """
    return [as_parameter(case, case["original"], case["fixed"], case.get("options") or {}) for case in load_cases(step)]


def as_parameter(case: dict[str, Any], *values: Any, label: str | None = None) -> Any:
    """A labelled case as a test parameter: ``values``, or the case itself. A known failure is a strict xfail."""
    reason = case.get("known_failure")
    marks = pytest.mark.xfail(strict=True, reason=reason) if reason else ()
    return pytest.param(*(values or (case,)), id=label or case["label"], marks=marks)


def count_calls(function: Callable[[], object]) -> int:
    """How many functions ``function`` calls, Python's own included: work that no busy machine changes."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(before)
    return calls


def skip_on_a_users_machine(reason: str) -> NoReturn:
    """Skip a test whose part is missing; in CI nothing may be missing, so there it fails."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; CI has to install it")
    pytest.skip(reason)


def needed(module: str) -> ModuleType:
    """Import an optional ``module``, or skip the test."""
    try:
        return import_module(module)
    except ImportError as error:
        skip_on_a_users_machine(f"{module} is not installed ({error})")


def run_textnorm(
    *arguments: str, folder: Path, stdin: bytes | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in ``folder``, as the textnorm that is being tested."""
    source = str(Path(textnorm.__file__).resolve().parents[1])
    command = [sys.executable, "-m", "textnorm", *arguments]
    environment = {**os.environ, "PYTHONPATH": source, **(env or {})}
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, timeout=300, env=environment)
