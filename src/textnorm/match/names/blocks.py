"""Which names may be one person's: those that share a block key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from textnorm.text.names.block_keys import FITS, INITIAL, WHOLE, block_keys
from textnorm.text.names.parse import ParsedName

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CROWDED", "candidate_pairs"]

CROWDED = 300  # names that share a key: more are searched by two whole words only
_ROOM = 1 << 20  # candidates handed on at a time


def candidate_pairs(
    names: list[ParsedName], split: int | None
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield arrays of candidates (left, right), left < right, each pair once per array.

    With ``split``, only pairs with one name before and one behind that position.
    """
    numbers: dict[str, int] = {}
    keys: list[int] = []
    owners: list[int] = []
    kinds: list[int] = []
    initials = any(word.initial for name in names for word in name.words)
    for place, name in enumerate(names):
        for key, kind in set(block_keys(name, initials=initials)):
            keys.append(numbers.setdefault(key, len(numbers)))
            owners.append(place)
            kinds.append(kind)
    if not keys:
        return
    number, owner, which = (np.array(column, dtype=np.int64) for column in (keys, owners, kinds))
    sorting = np.lexsort((owner, which, number))
    number, owner, which = number[sorting], owner[sorting], which[sorting]
    starts = np.flatnonzero(np.r_[True, number[1:] != number[:-1]])
    sizes = np.diff(np.r_[starts, len(number)])
    first = which[starts]
    used = (sizes > 1) & ((sizes <= CROWDED) | (first == WHOLE)) & (first != FITS)
    seen: list[NDArray[np.int64]] = []
    room = 0
    for start, size in zip(starts[used].tolist(), sizes[used].tolist(), strict=True):
        members = owner[start : start + size]
        short = int((which[start : start + size] == INITIAL).sum()) or size
        for row in range(0, short, 1024):
            part = members[row : min(row + 1024, short)]
            one, two = np.repeat(part, size), np.tile(members, len(part))
            left, right = np.minimum(one, two), np.maximum(one, two)
            keep = left < right
            if split is not None:
                keep &= (left < split) & (right >= split)
            seen.append(left[keep] * len(names) + right[keep])
            room += len(seen[-1])
        if room > 8 * _ROOM:
            seen = [np.unique(np.concatenate(seen))]
            room = len(seen[0])
            if room > 6 * _ROOM:
                yield seen[0] // len(names), seen[0] % len(names)
                seen, room = [], 0
    if seen:
        pairs = np.unique(np.concatenate(seen))
        yield pairs // len(names), pairs % len(names)
