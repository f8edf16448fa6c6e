"""``textnorm warm-up``: compile the kernels now."""

from __future__ import annotations

import json
import time

import textnorm
from textnorm.adapters.cli.console import say
from textnorm.adapters.cli.options import AsJson, Quiet

__all__ = ["EXAMPLES", "warm_up"]

EXAMPLES = "Examples: `textnorm warm-up` · `NUMBA_CACHE_DIR=/opt/kernels textnorm warm-up`"


def warm_up(as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Compile all kernels and keep them, so that no later run has to: when an image is built, when a service starts.

    They are kept in the folder that NUMBA_CACHE_DIR names, else beside the package or in the user's cache folder.
    """
    start = time.monotonic()
    folder = textnorm.warm_up()
    seconds = round(time.monotonic() - start, 1)
    if as_json:
        print(json.dumps({"folder": None if folder is None else str(folder), "seconds": seconds}))
    elif not quiet:
        where = "nowhere: no folder can be written" if folder is None else str(folder)
        say(f"Compiled in {seconds} s; kernels are kept in {where}")
