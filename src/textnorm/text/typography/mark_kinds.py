"""The table by which a kernel reads quotation marks: what Python says of every character that may stand beside one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textnorm.text.typography.flanking import CLASSES
from textnorm.text.typography.marks import DIRECTION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["mark_kinds"]

_KNOWN = 0x3000  # the scripts behind it have marks of their own, and texts in them are left to Python
_NO_SPACE = "\u200b\ufeff"  # which is one beside a mark


@cache
def mark_kinds() -> NDArray[np.uint16]:
    """For every code point up to U+FFFF, bits as in ``kernels.mark_scan``.

    >>> int(mark_kinds()[ord("ä")]), int(mark_kinds()[ord("„")])
    (540, 772)
    """
    import numpy as np

    from textnorm.kernels.marks.mark_scan import ALNUM, ALPHA, DECIMAL, KNOWN, MARK, NUMERIC, UPPER

    kinds = np.zeros(0x10000, np.uint16)
    for code in range(_KNOWN):
        char = chr(code)
        if char in _NO_SPACE:
            continue
        kind = KNOWN | CLASSES[char]
        if char.isalnum():
            kind |= ALNUM | ALPHA * char.isalpha() | DECIMAL * char.isdecimal() | UPPER * char.isupper()
        kinds[code] = kind | NUMERIC * char.isnumeric()
    for char in DIRECTION:
        kinds[ord(char)] |= MARK
    return kinds
