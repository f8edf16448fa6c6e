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

__all__ = ["cache_folder", "njit", "types"]

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
    """Find the folder where Numba keeps compiled kernels; say so when it is empty or lasts for this process only."""
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
            "textnorm: neither %s nor %s can be written, so every process compiles its kernels anew (some seconds); "
            "set NUMBA_CACHE_DIR to a folder that can",
            here,
            users,
        )
        return folder
    if next(folder.rglob("*.nbi"), None) is None:
        log.warning("textnorm: compiling kernels, once and for all (some seconds); they are kept in %s", folder)
    return folder


cache_folder = _prepare()
