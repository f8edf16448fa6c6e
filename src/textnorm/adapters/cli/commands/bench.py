"""The command ``textnorm-bench``: the benchmarks, from a checkout or from an installed wheel.

A wheel carries them below ``textnorm/_bench``, laid out like the repository, since they read its examples and cases.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

_SHIPPED = Path(__file__).parents[3] / "_bench"
_CHECKOUT = Path(__file__).parents[5]


def main() -> None:
    """Run benchmarks by name; ``textnorm-bench --help`` says which."""
    root = str(_SHIPPED if _SHIPPED.exists() else _CHECKOUT)
    sys.path.insert(0, root)
    # Some benchmarks measure in processes of their own.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    import_module("benchmarks.__main__").main()
