"""Compile kernels in several processes at the same time, each of which keeps what it has compiled.

A kernel is compiled on one core. Modules with kernels are handed out to one process a core, the largest first, and a
module only when those that it imports are kept, so that none is compiled twice. It only ever saves time: what a
process failed to compile, the caller compiles when it imports it.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING

from textnorm.kernels.compiler import cache_folder, config, is_compiled
from textnorm.kernels.sources import made_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["compile_ahead", "serve"]

_KERNELS = Path(__file__).parent
_MOST = 4  # processes; more have nothing to do while the slowest kernels are compiled, and each takes memory
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.readline()); "
    "from textnorm.kernels.ahead import serve; serve()"
)


def compile_ahead(modules: Iterable[str]) -> None:
    """Compile and keep the kernels of ``modules`` (full names) and of all that they import, if it pays.

    Nothing happens if no folder can be written, there is one core, Python is embedded, or no more than one is left.
    """
    count = min(_MOST, _cores())
    if count < 2 or cache_folder is None or config.DISABLE_JIT or not _is_python():
        return
    paths = {
        path: sum(each.stat().st_size for each in made_of(path, _KERNELS))
        for module in modules
        for path in made_of(_KERNELS.joinpath(*module.split(".")[2:]).with_suffix(".py"), _KERNELS)
        if _module_of(path) not in sys.modules and _has_kernels(path) and not is_compiled(path)
    }
    if len(paths) > 1:
        _Work(paths).share(min(count, len(paths)))


def serve() -> None:
    """Import the modules that standard input names, one a line, and answer each with a line when it is compiled."""
    for line in sys.stdin:
        with contextlib.suppress(Exception):  # the caller will meet it again
            import_module(line.strip())
        print(flush=True)


def _cores() -> int:
    if sys.platform != "win32" and hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _is_python() -> bool:
    """Whether ``sys.executable`` runs code; in a frozen or embedded Python it is another program."""
    return not getattr(sys, "frozen", False) and Path(sys.executable or "").name.lower().startswith("python")


def _module_of(path: Path) -> str:
    return ".".join(("textnorm.kernels", *path.relative_to(_KERNELS).with_suffix("").parts))


def _has_kernels(path: Path) -> bool:
    return path != Path(__file__) and "cache=True" in path.read_text(encoding="utf-8")


class _Work:
    """Files with kernels to compile, each with what it is made of; several threads hand it out."""

    def __init__(self, sizes: dict[Path, int]) -> None:
        self._waiting = sorted(sizes, key=lambda path: (-sizes[path], path))
        self._left = set(sizes)  # waiting, or being compiled
        self._changed = Condition()

    def share(self, count: int) -> None:
        """Have ``count`` processes compile all; returns when they are done, or have failed."""
        threads = [Thread(target=self._hand_out, daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _next(self) -> Path | None:
        with self._changed:
            while self._waiting:
                for path in self._waiting:
                    if not (made_of(path, _KERNELS) - {path}) & self._left:
                        self._waiting.remove(path)
                        return path
                self._changed.wait()
            return None

    def _done(self, path: Path) -> None:
        with self._changed:
            self._left.discard(path)
            self._changed.notify_all()

    def _hand_out(self) -> None:
        environment = {**os.environ, **({"NUMBA_CACHE_DIR": config.CACHE_DIR} if config.CACHE_DIR else {})}
        try:
            child = subprocess.Popen(
                [sys.executable, "-c", _CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                text=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            return
        with contextlib.suppress(OSError), child:  # waits for its end, so that no zombie is left
            try:
                _send(child, json.dumps(sys.path))
                while (path := self._next()) is not None:
                    try:
                        if not _asked(child, _module_of(path)):
                            return
                    finally:
                        self._done(path)
            finally:
                with contextlib.suppress(OSError):
                    child.kill()


def _asked(child: subprocess.Popen[str], module: str) -> bool:
    """Whether ``child`` has imported ``module``; False if it has ended."""
    assert child.stdout is not None
    try:
        _send(child, module)
        return child.stdout.readline() != ""
    except OSError:
        return False


def _send(child: subprocess.Popen[str], line: str) -> None:
    assert child.stdin is not None
    child.stdin.write(f"{line}\n")
    child.stdin.flush()
