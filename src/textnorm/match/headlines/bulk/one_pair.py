"""One pair of headlines by the kernel for many, where that is loaded, or worth being loaded.

Python measures a pair in a tenth of a millisecond; loading Numba takes half a second, and compiling the kernels, once
for an installation, some more. So Python takes the first pairs, and when that took about as long as loading takes, the
kernels are loaded. Both give the same answers.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from textnorm.kernels.scores.headline_alignment import HEADLINE_ROW, WORD_ROW, Alignment
from textnorm.kernels.scores.headline_feature_names import FEATURES
from textnorm.kernels.waiting import is_kept
from textnorm.match.headlines.parse import Packed, ParsedHeadline

if TYPE_CHECKING:
    from textnorm.match.headlines.bulk.weigh import Model

__all__ = ["Weighed", "kernels_loaded", "kernels_pay", "logit_of_pair", "weigh_pair"]

# Those that read a headline and weigh a pair. A search loads the first alone: for the reasons of a few pairs, the rest
# is not worth being compiled.
_KERNELS = ("scores.headline_search", "headlines.headline_pair", "headlines.headline_reading")
_MODULES = tuple(f"textnorm.kernels.{name}" for name in _KERNELS)
# Pairs measured in Python before the kernels are loaded: where Numba is loaded; where it is not; and where the kernels
# seem not to have been compiled, either.
_WITH_NUMBA, _WITHOUT, _NOT_COMPILED = 1_500, 6_000, 150_000
_seen = 0


class Weighed(NamedTuple):
    """What the features of a pair weigh, the features, and the alignment, with room behind it."""

    logit: float
    features: list[float]
    places: list[list[int]]

    def alignment(self, a: ParsedHeadline, b: ParsedHeadline) -> Alignment:
        """The alignment of the pair that was weighed."""
        sizes = (len(a.words), len(a.words), len(b.words), len(b.words))
        return Alignment(*(row[:size] for row, size in zip(self.places, sizes, strict=True)))


def kernels_loaded() -> bool:
    """Whether the kernels are loaded."""
    return all(map(sys.modules.__contains__, _MODULES))


def kernels_pay() -> bool:
    """Whether the kernels are loaded, or worth it now; to be asked once for every pair."""
    global _seen
    if kernels_loaded():
        return True
    _seen += 1
    if _seen <= _WITH_NUMBA or _seen <= _before_loading():
        return False
    for module in _MODULES:
        import_module(module)
    return True


def _before_loading() -> int:
    if not all(map(is_kept, _KERNELS)):
        return _NOT_COMPILED
    return _WITH_NUMBA if "numba" in sys.modules else _WITHOUT


class _Desk:
    """Room for the table of one pair, and the arrays that the kernel takes of it."""

    def __init__(self, room: int, model: Model) -> None:
        import numpy as np

        from textnorm.kernels.headlines.headline_pair import lay_out_pair
        from textnorm.kernels.scores.headline_search import score_pairs
        from textnorm.match.headlines.bulk.one_buffer import Shapes, arrays_in, one_buffer

        integers, words, numbers = np.int64, room // (8 * WORD_ROW), room // 24
        shapes: Shapes = [
            (integers, (words, WORD_ROW)), (np.uint8, (room,)), (integers, (words + 1,)), (integers, (3, HEADLINE_ROW)),
            (integers, (words,)), (integers, (numbers,)), (np.float64, (numbers,)), (integers, (numbers,)),
            (np.int32, (len(Alignment._fields), words)), (np.float64, (len(FEATURES),)), (np.float64, (1,)),
        ]  # fmt: skip
        self.room, self.model, self.lock = room, model, Lock()
        self._buffer = one_buffer(shapes)
        rows, letters, starts, facts, joined, mask, value, owner, *found = arrays_in(self._buffer, shapes)
        self._places, self._features, self._logit = found
        ids = np.arange(words, dtype=np.int32)
        self._columns = (
            ids[:1], ids[1:2], rows, letters, starts, facts, ids, joined, mask, value, owner, *model, 0.0, *found,
        )  # fmt: skip
        self._lay_out_pair, self._score_pairs = lay_out_pair, score_pairs

    def logit(self, a: bytes, b: bytes) -> float:
        """What the features of a pair weigh; for who has the ``lock``."""
        self._lay_out_pair(a, b, self._buffer)
        self._score_pairs(*self._columns)
        logit: float = self._logit.item()
        return logit

    def weighed(self, a: bytes, b: bytes) -> Weighed:
        """The same with what it is made of."""
        return Weighed(self.logit(a, b), self._features.tolist(), self._places.tolist())


_desk: _Desk | None = None
_ROOM = 1 << 14  # bytes of two packed headlines; most have 3,000


def _desk_for(a: Packed, b: Packed, model: Model) -> _Desk:
    """A desk with room for a pair; there is a further one only for longer headlines."""
    global _desk
    desk, size = _desk, len(a.data) + len(b.data)
    if desk is None or size > desk.room or model is not desk.model:
        desk = _desk = _Desk(max(_ROOM, 2 * size), model)
    return desk


def logit_of_pair(a: Packed, b: Packed, model: Model) -> float:
    """What the features of a pair weigh, which is in the order that ``classify`` gives it."""
    desk = _desk_for(a, b, model)
    with desk.lock:
        return desk.logit(a.data, b.data)


def weigh_pair(a: Packed, b: Packed, model: Model) -> Weighed:
    """The same with the features and the alignment."""
    desk = _desk_for(a, b, model)
    with desk.lock:
        return desk.weighed(a.data, b.data)


def _forget_desk() -> None:
    global _desk
    _desk = None


# A lock that another thread held at the fork is held for ever.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_desk)
