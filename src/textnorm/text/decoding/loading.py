"""When kernels are worth being loaded for decoding: where they are, or once Python has worked long enough.

Python decides about a line in a fraction of a millisecond, and loading Numba takes half a second. So Python takes the
first lines and the first columns; when all of that took as long as loading takes, the kernels are loaded, and what
decoding costs is at most twice what it would have cost at best. Both give the same answers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from textnorm.text.decoding.page_scores import PAGES

__all__ = ["kernels_pay"]

_KERNELS = "textnorm.text.decoding.page_kernels"
_LOAD_ALL, _LOAD_KERNELS = 600_000, 75_000  # microseconds: Numba and the kernels, and the kernels alone
_pages = frozenset(PAGES)
_spent = 0


def kernels_pay(pages: Iterable[str] = (), microseconds: int = 0) -> bool:
    """Whether the kernels know the ``pages``, and are loaded or are worth it now.

    ``microseconds`` is what Python takes, roughly, for what they are wanted for.
    """
    global _spent
    if _KERNELS not in sys.modules:
        _spent += microseconds
        if _spent < (_LOAD_KERNELS if "numba" in sys.modules else _LOAD_ALL):
            return False
    return _pages.issuperset(pages)
