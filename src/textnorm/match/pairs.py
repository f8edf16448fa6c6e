"""A pair of texts: are they the same, by what score, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from textnorm.values import shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NEAR", "FoundPairs", "Pair", "PairTable"]

# Pairs that score at least this share of the threshold stay in the table, for `borderline` and `rethreshold`.
NEAR = 0.6


class _WhenAsked:
    """The reasons of a pair: found when somebody asks for them, as most are never read."""

    def __get__(self, pair: Pair | None, owner: type[Pair]) -> tuple[str, ...]:
        if pair is None:  # the default of the field
            return ()
        found: tuple[str, ...] | Callable[[], tuple[str, ...]] = pair.__dict__["reasons"]
        if callable(found):
            found = pair.__dict__["reasons"] = found()
        return found

    def __set__(self, pair: Pair, found: tuple[str, ...] | Callable[[], tuple[str, ...]]) -> None:
        pair.__dict__["reasons"] = found


@dataclass(frozen=True)
class Pair:
    """Two texts and the verdict on them. ``score`` is on 0.0–1.0; ``reasons`` are for people to read.

    ``reasons`` may be given as a function that finds them; it is called when they are first asked for.

    >>> Pair("a", "b", False, 0.0, "headline", lambda: ("only in A: a",)).reasons
    ('only in A: a',)
    """

    a: str
    b: str
    same: bool
    score: float
    measure: str
    reasons: _WhenAsked = _WhenAsked()

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"reasons": self.reasons}

    def __bool__(self) -> bool:
        return self.same

    def __str__(self) -> str:
        verdict = "same" if self.same else "different"
        reasons = "".join(f"\n  - {shown(reason)}" for reason in self.reasons)
        return f"{verdict} ({self.measure} {self.score:.2f})\n  {shown(self.a)}\n  {shown(self.b)}{reasons}"

    def _repr_html_(self) -> str:
        from textnorm.match.display.html import pair_html

        verdict = f"{'same' if self.same else 'different'} ({self.measure} {self.score:.2f})"
        return pair_html((self.a, self.b), self.reasons, verdict)


@dataclass(frozen=True, slots=True, eq=False)
class PairTable:
    """Verified pairs as arrays, sorted by (left, right), left < right, each pair once.

    ``left`` and ``right`` are int32 positions of the texts, ``score`` is float32 on 0.0–1.0 and ``same`` is bool:
    pairs that came close but failed stay in the table for ``borderline``. ``explain`` gives the reasons of row ``k``
    only when it is called, as most are never read. ``reused`` marks pairs that are no copies but share a passage;
    ``None``: the method does not look for any.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    score: NDArray[np.float32]
    same: NDArray[np.bool_]
    measure: str
    explain: Callable[[int], tuple[str, ...]]
    reused: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.left)

    def __repr__(self) -> str:
        found = int(self.same.sum())
        return f"<PairTable: {len(self):,} verified by {self.measure}, of which {found:,} are the same>"

    def __iter__(self) -> Iterator[tuple[int, int, float, bool]]:
        return zip(self.left.tolist(), self.right.tolist(), self.score.tolist(), self.same.tolist(), strict=True)


class FoundPairs(NamedTuple):
    """What a search finds: the pairs; for each text the first one that is exactly equal to it, and its digest.

    ``groups`` and ``digests`` are ``None`` if the method does not make them. ``notes`` say in sentences what the search
    left out. ``content`` takes from texts what a site adds to them (``None``: nothing). ``events`` describes the event
    of a cluster of stories, from their positions (``None``: the texts are no stories).
    """

    table: PairTable
    groups: NDArray[np.int64] | None = None
    digests: NDArray[np.uint64] | None = None
    notes: tuple[str, ...] = ()
    content: Callable[[list[str]], list[str]] | None = None
    events: Callable[[Sequence[int], int], Any] | None = None
