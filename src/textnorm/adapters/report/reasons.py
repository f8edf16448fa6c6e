"""What the reasons of pairs have in common, for a filter: their kind, without the words that they quote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

__all__ = ["kind_of", "kinds_of"]

_NUMBER = re.compile(r"\d[\d.,]*")
_SIDE = re.compile(r"\b(only )?in [AB]\b")
_MOST = 31  # the bits of an integer that a browser computes with


def kind_of(reason: str) -> str:
    """The kind of a reason; empty if it says of every pair the same, but for numbers.

    >>> [kind_of(r) for r in ("spelling: ä = ae", "only in A: Afrika; only in B: Asien", "2 shingles shared, of 2")]
    ['spelling', 'only in one', '']
    >>> [kind_of(r) for r in ("Alexei = Alexej: forms of one name", "3 numbers agree, 1 disagree")]
    ['forms of one name', 'numbers disagree']
    """
    if " numbers agree, " in reason:
        return "numbers agree" if reason.endswith(" 0 disagree") else "numbers disagree"
    before, colon, after = reason.partition(":")
    if colon and (" = " in before or " fits " in before):
        before = after
    kind = _SIDE.sub("only in one", _NUMBER.sub("", before)).strip()
    return "" if _NUMBER.match(reason) or len(kind) > 40 else kind


def kinds_of(reasons: Iterable[Sequence[str]]) -> tuple[list[str], list[int], np.ndarray]:
    """The most frequent kinds, how many pairs have each, and the kinds of every pair as bits."""
    kinds = [frozenset(filter(None, map(kind_of, own))) for own in reasons]
    counts = Counter(kind for own in kinds for kind in own)
    names = [kind for kind, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST]]
    bit = {kind: 1 << number for number, kind in enumerate(names)}
    bits = np.fromiter((sum(bit.get(kind, 0) for kind in own) for own in kinds), dtype=np.uint32, count=len(kinds))
    return names, [counts[kind] for kind in names], bits
