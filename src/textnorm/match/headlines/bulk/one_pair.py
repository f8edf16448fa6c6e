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
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import textnorm.kernels
from textnorm.kernels.headline_alignment import HEADLINE_ROW, WORD_ROW, Alignment
from textnorm.kernels.headline_feature_names import FEATURES
from textnorm.match.headlines.parse import LONGEST, ParsedHeadline

if TYPE_CHECKING:
    from textnorm.match.headlines.bulk.weigh import Model

__all__ = ["Weighed", "kernels_pay", "weigh_pair"]

_KERNELS = "textnorm.kernels.headline_search"
# Pairs measured in Python before the kernels are loaded: where Numba is loaded; where it is not; and where the kernels
# seem not to have been compiled, either.
_WITH_NUMBA, _WITHOUT, _NOT_COMPILED = 1_500, 6_000, 150_000
_seen = 0
# Behind the columns, as none of them may be empty: the row of a word that no headline has.
_SPARE = bytes(8 * WORD_ROW)


class Weighed(NamedTuple):
    """What the features of a pair weigh, the features, and the alignment."""

    logit: float
    features: list[float]
    alignment: Alignment


def kernels_pay() -> bool:
    """Whether the kernels are loaded, or worth it now; to be asked once for every pair."""
    global _seen
    if _KERNELS in sys.modules:
        return True
    _seen += 1
    return _seen > _WITH_NUMBA and _seen > _before_loading()


def _before_loading() -> int:
    if not _are_compiled():
        return _NOT_COMPILED
    return _WITH_NUMBA if "numba" in sys.modules else _WITHOUT


@cache
def _are_compiled() -> bool:
    folder = Path(textnorm.kernels.__file__).parent / "__pycache__"
    return next(folder.glob("headline_search.score_pairs_*.nbi"), None) is not None


def weigh_pair(a: ParsedHeadline, b: ParsedHeadline, model: Model) -> Weighed:
    """Weigh the features of a pair, which is in the order that ``classify`` gives it."""
    np, score_pairs, first, second, ids, none = _at_hand()
    (rows, letters, sizes), (more_rows, more_letters, more_sizes) = a.packed, b.packed
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
            np.array([figure.mask for figure in both], dtype=np.int64),
            np.array([figure.value for figure in both], dtype=np.float64),
            np.array([figure.owner for figure in both], dtype=np.int64),
        )
    places = np.empty((4, max(middle, end - middle, 1)), dtype=np.int32)
    features, logits = np.empty(len(FEATURES)), np.empty(1)
    score_pairs(
        first,
        second,
        np.frombuffer(rows + more_rows + _SPARE, dtype=np.int64).reshape(end + 1, WORD_ROW),
        np.frombuffer(letters + more_letters + _SPARE, dtype=np.uint8),
        np.frombuffer(array("q", accumulate(sizes + more_sizes, initial=0)), dtype=np.int64),
        np.frombuffer(facts, dtype=np.int64).reshape(3, HEADLINE_ROW),
        ids[:end],
        np.frombuffer(array("q", (*a.joined, *b.joined, 0)), dtype=np.int64),
        *figures,
        *model,
        0.0,
        places,
        features,
        logits,
    )
    partner, relation, back, back_relation = places.tolist()
    rest = end - middle
    alignment = Alignment(partner[:middle], relation[:middle], back[:rest], back_relation[:rest])
    return Weighed(logits.item(), features.tolist(), alignment)


@cache
def _at_hand() -> tuple[Any, ...]:
    """What every call needs; imports cost microseconds even where they find the module loaded."""
    import numpy as np

    from textnorm.kernels.headline_search import score_pairs

    none = (np.zeros(1, dtype=np.int64), np.zeros(1), np.zeros(1, dtype=np.int64))
    ids = np.arange(2 * LONGEST, dtype=np.int32)
    return np, score_pairs, ids[:1], ids[1:2], ids, none
