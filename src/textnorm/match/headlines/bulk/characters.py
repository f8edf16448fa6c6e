"""Which characters make words and numbers of headlines, as kernels read them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["character_classes"]


@cache
def character_classes() -> NDArray[np.uint8]:
    """The class of every character that may be in a word, as ``kernels.headline_tokens`` reads them."""
    from textnorm.kernels.headlines.headline_tokens import LETTER, LIMIT, MONEY, NUMERIC

    classes = np.zeros(LIMIT, dtype=np.uint8)
    every = "".join(map(chr, range(LIMIT)))
    for pattern, kind in ((r"[^\W\d_]+", LETTER), (r"\d+", NUMERIC), ("[%€$£]", MONEY)):
        for found in re.finditer(pattern, every):
            classes[found.start() : found.end()] = kind
    return classes
