"""Whether it is worth waiting for kernels to be compiled; asked without loading Numba."""

from __future__ import annotations

import logging
import os
import sys
from collections import Counter
from functools import cache
from pathlib import Path

__all__ = ["is_kept", "is_worth_it"]

_waiting: Counter[str] = Counter()


@cache
def is_kept(module: str) -> bool:
    """Whether a kernel of ``textnorm.kernels.MODULE`` is in one of the folders where compiled ones are kept."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        return next(Path(chosen).rglob(f"{module}.*.nbi"), None) is not None
    from platformdirs import user_cache_path

    folders = Path(__file__).parent / "__pycache__", user_cache_path("numba", appauthor=False)
    return any(next(folder.rglob(f"{module}.*.nbi"), None) is not None for folder in folders)


def is_worth_it(module: str, work: int, least: int) -> bool:
    """Whether kernels that take long to compile are worth it: they are kept from before, or there is much to do.

    ``work`` are the characters that they would read now; all that they did not read before count. ``least`` are so many
    that waiting for them is worth it.
    """
    if f"textnorm.kernels.{module}" in sys.modules or is_kept(module):
        return True
    _waiting[module] += work
    if _waiting[module] < least:
        return False
    logging.getLogger("textnorm").warning(
        "textnorm: compiling for much text (first run only; textnorm warm-up does it beforehand)"
    )
    return True
