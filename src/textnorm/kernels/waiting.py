"""Whether it is worth waiting for kernels to be compiled; asked without loading Numba."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["cache_folders", "is_kept", "is_worth_it"]

_waiting: dict[str, int] = {}


def cache_folders(module: str, chosen: str) -> list[Path]:
    """The folders where compiled kernels may be, the best one first: beside the kernels, or the user's.

    ``module`` is the file of any module in ``kernels``, and ``chosen`` is Numba's setting, if there is one.
    """
    from pathlib import Path

    from platformdirs import user_cache_path

    if chosen:
        return [Path(chosen)]
    return [Path(module).parent, user_cache_path("numba", appauthor=False)]  # as Numba falls back


@cache
def is_kept(module: str) -> bool:
    """Whether ``textnorm.kernels.MODULE`` is compiled and in one of the folders where compiled kernels are kept."""
    folders = cache_folders(__file__, os.environ.get("NUMBA_CACHE_DIR", ""))
    name = module.rpartition(".")[2]
    return any(next(folder.rglob(f"{name}.*.nbi"), None) is not None for folder in folders)


def is_worth_it(module: str, work: int, least: int) -> bool:
    """Whether kernels that take long to compile are worth it: they are kept from before, or there is much to do.

    ``work`` are the characters that they would read now; all that they did not read before count. ``least`` are so many
    that waiting for them is worth it.
    """
    if f"textnorm.kernels.{module}" in sys.modules or is_kept(module):
        return True
    _waiting[module] = _waiting.get(module, 0) + work
    if _waiting[module] < least:
        return False
    import logging

    logging.getLogger("textnorm").warning(
        "textnorm: compiling for much text (first run only; textnorm warm-up does it beforehand)"
    )
    return True
