"""The compiler that every kernel imports: Numba, once the folder for what it compiles is found.

Numba compiles a kernel the first time it is imported, and keeps it: beside this file, else in the user's cache folder,
else, when neither can be written, in a temporary folder for this process alone.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Any

import numba
from numba import njit, types
from numba.misc.appdirs import AppDirs

__all__ = ["BYTES", "HASHES", "POSITIONS", "WEIGHTS", "cache_folder", "njit", "types"]

# The arrays that kernels only read, for their signatures.
BYTES = types.Array(types.uint8, 1, "C", readonly=True)
HASHES = types.Array(types.uint64, 1, "C", readonly=True)
POSITIONS = types.Array(types.int64, 1, "C", readonly=True)
WEIGHTS = types.Array(types.float32, 1, "C", readonly=True)

# Numba's settings come without types.
config: Any = numba.config


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _prepare() -> Path:
    """Find the folder where Numba keeps compiled kernels; log a warning if it is empty or temporary."""
    log = logging.getLogger("textnorm")
    here = Path(__file__).parent / "__pycache__"
    users = Path(str(AppDirs(appname="numba", appauthor=False).user_cache_dir))  # type: ignore[no-untyped-call]
    if config.CACHE_DIR:
        folder = Path(config.CACHE_DIR)
    elif _writable(here):
        folder = here
    elif _writable(users):
        folder = users
    else:
        folder = Path(tempfile.mkdtemp(prefix="textnorm-kernels-"))
        config.CACHE_DIR = str(folder)
        log.warning(
            "textnorm: cannot write to %s or %s, so every process compiles its kernels again (about 5 s); "
            "set NUMBA_CACHE_DIR to a writable folder",
            here,
            users,
        )
        return folder
    if next(folder.rglob("*.nbi"), None) is None:
        log.warning("textnorm: compiling (first run only, about 5 s); kernels are kept in %s", folder)
    return folder


cache_folder = _prepare()
