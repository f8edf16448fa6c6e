"""THE TABLE of measures: the formula of each, and how a search finds pairs at a threshold of it."""

from __future__ import annotations

from typing import NamedTuple

from textnorm.errors import UnknownOption

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["JACCARD", "MEASURES", "Measure", "need_measure"]


class Measure(NamedTuple):
    """How alike two sets are, on 0.0–1.0.

    ``of`` takes the size of the intersection and the sizes of both sets, as numbers or as arrays. ``least_jaccard``
    is the Jaccard similarity that a pair has at least when it has this score, so that bands find it; ``None``: a pair
    may have any, and samples of shingles find it. ``estimate`` turns an estimate of Jaccard into one of the measure;
    ``None``: sketches cannot estimate it, and ``verify=False`` is refused.
    """

    of: Callable[[Any, Any, Any], Any]
    least_jaccard: Callable[[float], float] | None
    estimate: Callable[[Any], Any] | None = None


def _jaccard(shared: Any, left: Any, right: Any) -> Any:
    return shared / (left + right - shared)


def _containment(shared: Any, left: Any, right: Any) -> Any:
    # The smaller of both without numpy: the sum less the difference is twice the smaller.
    return shared / ((left + right - abs(left - right)) / 2)


def _same(value: Any) -> Any:
    return value


JACCARD = Measure(_jaccard, _same, _same)

MEASURES = {
    "jaccard": JACCARD,
    "containment": Measure(_containment, None),
}


def need_measure(name: str, *, verify: bool) -> None:
    """Raise ``UnknownOption`` if there is no such measure, or if it cannot be estimated and is not to be verified.

    >>> need_measure("containment", verify=False)
    Traceback (most recent call last):
    ...
    textnorm.errors.UnknownOption: verify=False: sketches cannot estimate 'containment'; known: jaccard
    """
    if name not in MEASURES:
        raise UnknownOption.among("measure", name, MEASURES)
    if not verify and MEASURES[name].estimate is None:
        able = ", ".join(known for known, measure in MEASURES.items() if measure.estimate)
        raise UnknownOption(f"verify=False: sketches cannot estimate {name!r}; known: {able}")
