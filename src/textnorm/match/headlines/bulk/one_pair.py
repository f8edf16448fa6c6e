"""One pair of headlines by the kernel for many, where that is loaded, or worth being loaded.

Python measures a pair in a tenth of a millisecond; loading Numba takes half a second, and compiling the kernels, once
for an installation, some more. So Python takes the first pairs, and when that took about as long as loading takes, the
kernels are loaded. Both give the same answers.
"""

from __future__ import annotations

import sys
from array import array
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from textnorm.kernels.scores.headline_alignment import HEADLINE_ROW, WORD_ROW, Alignment
from textnorm.kernels.scores.headline_feature_names import FEATURES
from textnorm.kernels.waiting import is_kept
from textnorm.match.headlines.parse import LONGEST, Packed, ParsedHeadline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from textnorm.match.headlines.bulk.weigh import Model

__all__ = ["Weighed", "kernels_loaded", "kernels_pay", "weigh_pair"]

_KERNELS = "textnorm.kernels.scores.headline_search"
# Pairs measured in Python before the kernels are loaded: where Numba is loaded; where it is not; and where the kernels
# seem not to have been compiled, either.
_WITH_NUMBA, _WITHOUT, _NOT_COMPILED = 1_500, 6_000, 150_000
_seen = 0
# Behind the columns, as none of them may be empty: the row of a word that no headline has.
_SPARE = bytes(8 * WORD_ROW)
_NOTHING = bytes(8)


class Weighed(NamedTuple):
    """What the features of a pair weigh, and both as arrays, which few ask for: the features, and the alignment."""

    logit: float
    features: NDArray[np.float64]
    places: NDArray[np.int32]

    def alignment(self, a: ParsedHeadline, b: ParsedHeadline) -> Alignment:
        """The alignment of the pair that was weighed."""
        sizes = (len(a.words), len(a.words), len(b.words), len(b.words))
        return Alignment(*(row[:size] for row, size in zip(self.places.tolist(), sizes, strict=True)))


def kernels_loaded() -> bool:
    """Whether the kernels are loaded."""
    return _KERNELS in sys.modules


def kernels_pay() -> bool:
    """Whether the kernels are loaded, or worth it now; to be asked once for every pair."""
    global _seen
    if kernels_loaded():
        return True
    _seen += 1
    return _seen > _WITH_NUMBA and _seen > _before_loading()


def _before_loading() -> int:
    if not is_kept("scores.headline_search"):
        return _NOT_COMPILED
    return _WITH_NUMBA if "numba" in sys.modules else _WITHOUT


def weigh_pair(a: Packed, b: Packed, model: Model) -> Weighed:
    """Weigh the features of a pair, which is in the order that ``classify`` gives it."""
    numpy, integers, score_pairs, first, second, ids, none = _at_hand()
    sizes, more_sizes = a.sizes, b.sizes
    middle, end, numbers = len(sizes), len(sizes) + len(more_sizes), len(a.numbers) + len(b.numbers)
    facts = array("q", (
        0, a.kicker_end, a.tail_start, a.marks, a.whole, 0,
        middle, b.kicker_end, b.tail_start, b.marks, b.whole, len(a.numbers),
        end, 0, 0, 0, 0, numbers,
    ))  # fmt: skip
    figures = none
    if numbers:
        both = a.numbers + b.numbers
        figures = (
            numpy.array([figure.mask for figure in both], integers),
            numpy.array([figure.value for figure in both], dtype=numpy.float64),
            numpy.array([figure.owner for figure in both], integers),
        )
    places = numpy.empty((4, max(middle, end - middle, 1)), dtype=numpy.int32)
    features, logits = numpy.empty(len(FEATURES)), numpy.empty(1)
    score_pairs(
        first,
        second,
        numpy.frombuffer(a.rows + b.rows + _SPARE, integers).reshape(end + 1, WORD_ROW),
        numpy.frombuffer(a.letters + b.letters + _SPARE, dtype=numpy.uint8),
        numpy.frombuffer(array("q", accumulate(sizes + more_sizes, initial=0)), integers),
        numpy.frombuffer(facts, integers).reshape(3, HEADLINE_ROW),
        ids[:end],
        numpy.frombuffer(a.joined + b.joined + _NOTHING, integers),
        *figures,
        *model,
        0.0,
        places,
        features,
        logits,
    )
    return Weighed(logits.item(), features, places)


@cache
def _at_hand() -> tuple[Any, ...]:
    """What every call needs; imports cost microseconds even where they find the module loaded."""
    import numpy as np

    from textnorm.kernels.scores.headline_search import score_pairs

    integers = np.dtype(np.int64)
    none = (np.zeros(1, integers), np.zeros(1), np.zeros(1, integers))
    ids = np.arange(2 * LONGEST, dtype=np.int32)
    return np, integers, score_pairs, ids[:1], ids[1:2], ids, none
