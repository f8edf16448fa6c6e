"""Kernels compiled in several processes: each once, the largest first; a process that fails costs only time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from textnorm.kernels import ahead

_ROOT = Path(__file__).parents[2]
_KERNELS = Path(ahead.__file__).parent
_SOME = ["textnorm.kernels.sets.sketch", "textnorm.kernels.shingles.word_shingles"]
_PROGRAM = f"""
import logging, sys
from textnorm.kernels import ahead, compiler
ahead._cores = lambda: 2
{{before}}
ahead.compile_ahead({_SOME})
{{after}}
print(sorted(name for name in {_SOME} if name in sys.modules))
print([compiler.is_compiled(ahead._KERNELS.joinpath(*name.split(".")[2:]).with_suffix(".py")) for name in {_SOME}])
"""


def _run(before: str, folder: Path, after: str = "") -> list[str]:
    path = [str(_ROOT / "src"), str(_ROOT)]
    program = (
        f"import os, sys; sys.path[:0] = {path}; os.environ['NUMBA_CACHE_DIR'] = {str(folder)!r}"
        + _PROGRAM.format(before=before, after=after)
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300)
    assert done.stderr.count("\n") <= 1  # that the first run compiles
    return done.stdout.splitlines()


def test_other_processes_compile_and_keep_what_this_one_has_not_imported(tmp_path: Path) -> None:
    assert _run("", tmp_path) == ["[]", "[True, True]"]
    changed = "compiler._stamp_of = lambda file, kernels: 'of other files'"
    assert _run("ahead._cores = lambda: 1", tmp_path, changed) == ["[]", "[False, False]"]


@pytest.mark.parametrize(
    "before",
    [
        "ahead._CHILD = 'raise SystemExit(1)'",
        "ahead._CHILD = 'import sys; sys.stdin.readline(); sys.stdin.readline()'",
        "ahead._is_python = lambda: True; sys.executable = '/missing/python'",
        "sys.frozen = True",
        "ahead._cores = lambda: 1",
        "compiler.config.DISABLE_JIT = True",
    ],
)
def test_without_other_processes_nothing_is_compiled_ahead_and_nothing_fails(before: str, tmp_path: Path) -> None:
    assert _run(before, tmp_path) == ["[]", "[False, False]"]


def test_a_module_is_handed_out_when_those_that_it_imports_are_done() -> None:
    caller, callee = _KERNELS / "pages" / "page_mixups.py", _KERNELS / "pages" / "page_pairs.py"
    work = ahead._Work({caller: 2, callee: 1})
    assert work._next() == callee
    work._done(callee)
    assert work._next() == caller
    assert work._next() is None
