"""Who may be a pair: each home learns which headlines of others have its keys, and adds up what it shares with them.

Of two homes one takes the pairs of both: the one from which the other is less than half of all homes away, in a ring.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textnorm.match.headlines.candidates import LEAST, STEPS
from textnorm.match.partition.coding import bundled, restored, squeezed, unbundled, unsorted, unsqueezed
from textnorm.match.partition.sorting import by_key, firsts_of, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from textnorm.match.partition.headlines.filing import Filed

__all__ = ["Strangers", "candidates_in", "lent", "postings_told", "takes"]

_ROOM = 1 << 18
_BITS = 47


def takes(home: int, other: int, homes: int) -> bool:
    """Whether ``home`` takes the pairs of its headlines with those of ``other``.

    >>> [[takes(one, other, 4) for other in range(4)] for one in range(2)]
    [[False, True, True, False], [False, False, True, True]]
    """
    ahead = (other - home) % homes
    return 0 < 2 * ahead < homes or (2 * ahead == homes and home < other)


def lent(filed: Filed, own: Strangers, parts: int) -> list[bytes]:
    """For each part, the headlines of a home under its keys, and what a pair of them is chosen by.

    A key belongs to the part of its number modulo ``parts``.
    """
    # A number within its part has fewer than 47 bits: more would be more keys than a cluster has bytes.
    rows, keys = by_key(filed.rows, (filed.numbers % parts) << _BITS | filed.numbers // parts)
    edges = np.searchsorted(keys, np.arange(parts + 1) << _BITS)
    found = []
    for start, end in pairwise(edges.tolist()):
        used, unit = numbered(rows[start:end])
        found.append(_Lent(keys[start:end] & (1 << _BITS) - 1, unit, own.take(used)).to_bytes())
    return found


def postings_told(pieces: Sequence[bytes]) -> list[bytes]:
    """For each home, who else has its keys, of those homes whose pairs it takes; from the ``lent`` of all homes."""
    homes = len(pieces)
    read = [_Lent.of(piece) for piece in pieces]
    numbers, units = (np.concatenate([getattr(one, name) for one in read]) for name in ("numbers", "units"))
    offsets = np.cumsum([0, *(len(one.known.codes) for one in read)])
    units += np.repeat(offsets[:-1], [len(one.numbers) for one in read])
    known = Strangers.joined([one.known for one in read])
    units, numbers = by_key(units, numbers)
    home_of = known.codes[units] >> 32
    answers = []
    for home in range(homes):
        has = np.zeros(int(numbers.max(initial=0)) + 1, dtype=bool)
        has[read[home].numbers] = True
        taken = np.array([takes(home, other, homes) for other in range(homes)])
        some = has[numbers] & taken[home_of]
        used, unit = numbered(units[some])
        answers.append(_Lent(numbers[some], unit, known.take(used)).to_bytes())
    return answers


class Strangers(NamedTuple):
    """Headlines of several homes: ``home << 32 | row``, ascending, the norm, the time (NaN: none), and the side."""

    codes: NDArray[np.int64]
    norm: NDArray[np.float64]
    when: NDArray[np.float64]
    side: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64]) -> Strangers:
        """Some of them."""
        return Strangers(self.codes[rows], self.norm[rows], self.when[rows], self.side[rows])

    @classmethod
    def joined(cls, pieces: Sequence[Strangers]) -> Strangers:
        """One after the other."""
        return cls(*map(np.concatenate, zip(*pieces, strict=True)))


class _Lent(NamedTuple):
    """Keys, by ascending numbers, and which of the headlines ``known`` has each."""

    numbers: NDArray[np.int64]
    units: NDArray[np.int64]
    known: Strangers

    def to_bytes(self) -> bytes:
        codes, norm, when, side = self.known
        untimed = np.isnan(when).all()
        return bundled(
            squeezed(self.numbers.astype(np.uint64)), unsorted(self.units.astype(np.uint64)),
            squeezed(codes.astype(np.uint64)), unsorted((norm * STEPS).astype(np.uint64)),
            b"" if untimed else when.astype("<f8").tobytes(), unsorted(side.astype(np.uint64)),
        )  # fmt: skip

    @classmethod
    def of(cls, data: bytes) -> _Lent:
        """What ``to_bytes`` gave."""
        pieces = unbundled(data)
        numbers, codes = (restored(pieces[place]).astype(np.int64) for place in (0, 2))
        units, steps, side = (unsqueezed(pieces[place]).astype(np.int64) for place in (1, 3, 5))
        when = np.frombuffer(pieces[4], dtype="<f8") if pieces[4] else np.full(len(codes), np.nan)
        return cls(numbers, units, Strangers(codes, steps / STEPS, when, side))


def candidates_in(
    filed: Filed, own: Strangers, answers: Sequence[bytes], *, window: float, archived: bool
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs that share enough, each once: a row of the home, and the code of another headline.

    ``own`` are the headlines of the home, by rows, ``answers`` those of all parts. ``window`` is how far apart in time
    two may be (-1: any). With an archive, a pair has one headline of either side.
    """
    from textnorm.kernels.scores.headline_candidates import gather_candidates

    read = [_Lent.of(answer) for answer in answers]
    parts, count = len(read), len(own.codes)
    codes = np.unique(np.concatenate([one.known.codes for one in read]))
    every = Strangers(
        np.concatenate([own.codes, codes]), *(np.zeros(count + len(codes), dtype=kind) for kind in (float, float, int))
    )
    places = [count + np.searchsorted(codes, one.known.codes) for one in read]
    for at, known in [(np.arange(count), own), *((at, one.known) for at, one in zip(places, read, strict=True))]:
        for mine, told in zip(every[1:], known[1:], strict=True):
            mine[at] = told
    numbers = np.concatenate([filed.numbers, *(one.numbers * parts + part for part, one in enumerate(read))])
    units = np.concatenate([filed.rows, *(at[one.units] for at, one in zip(places, read, strict=True))])
    flat, ordered = by_key(units, numbers)
    postings = np.append(np.flatnonzero(firsts_of(ordered.view(np.uint64))), len(ordered))
    distinct = ordered[postings[:-1]]
    keys, flat = np.searchsorted(distinct, filed.numbers).astype(np.int32), flat.astype(np.int32)
    weight = np.empty(len(distinct) + 1, dtype=np.float64)
    weight[keys] = filed.weights
    weight[-1] = LEAST
    start = np.searchsorted(filed.rows, np.arange(count + 1)).astype(np.int64)
    total, touched = np.zeros(len(every.codes)), np.empty(len(every.codes), dtype=np.int32)
    first, room = 0, max(_ROOM, len(every.codes))
    while first < count:
        left, right = np.empty((2, room), dtype=np.int32)
        found, first = gather_candidates(
            first, start, keys, postings, flat, weight, every.norm, every.when, window, -1, total, touched, left, right
        )
        one, other = left[:found].astype(np.int64), right[:found].astype(np.int64)
        if archived:
            across = every.side[one] != every.side[other]
            one, other = one[across], other[across]
        yield one, every.codes[other]
