"""When kernels are worth being loaded for decoding: where they are, or once Python has worked long enough.

Python decides about a line in a fraction of a millisecond; loading Numba takes half a second, and compiling the
kernels, once for an installation, some more. So Python takes the first lines and the first columns, and when all of
that took about as long as loading takes, the kernels are loaded. Both give the same answers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache

from textnorm.kernels.waiting import is_kept
from textnorm.text.decoding.page_scores import PAGES

__all__ = ["kernels_pay"]

_KERNELS = "textnorm.text.decoding.page_kernels"
# Microseconds of work in Python before the kernels are loaded: where Numba is loaded; where it is not; and where the
# kernels seem not to have been compiled, either.
_WITH_NUMBA, _WITHOUT, _NOT_COMPILED = 75_000, 600_000, 2_000_000
_pages = frozenset(PAGES)
_spent = 0


def kernels_pay(pages: Iterable[str] = (), microseconds: int = 0) -> bool:
    """Whether the kernels know the ``pages``, and are loaded or are worth it now.

    ``microseconds`` is what Python takes, roughly, for what they are wanted for.
    """
    global _spent
    if _KERNELS not in sys.modules:
        _spent += microseconds
        if _spent < _WITH_NUMBA or ("numba" not in sys.modules and _spent < _before_loading()):
            return False
    return _pages.issuperset(pages)


@cache
def _before_loading() -> int:
    return _WITHOUT if is_kept("pages.page_costs") else _NOT_COMPILED
