"""Numbers in order, with where each stood.

NumPy sorts numbers many times faster than it finds the order that sorts them. So the place of each is packed below it,
as long as both fit into 64 bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["by_key", "firsts_of", "numbered", "sums_of", "with_places"]

# Numbers that are at most so many times more than there are of them are looked up in a table.
_DENSE = 8
_SIGN = np.int64(np.iinfo(np.int64).min)


def with_places(values: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The ``values`` sorted, equal ones by place, and the place of each.

    >>> [column.tolist() for column in with_places(np.array([7, 3, 7], dtype=np.uint64))]
    [[3, 7, 7], [1, 0, 2]]
    """
    room = max(len(values) - 1, 0).bit_length()
    if int(values.max(initial=0)).bit_length() + room > 64:
        order = np.argsort(values, kind="stable")
        return values[order], order
    packed = values << np.uint64(room)
    packed |= np.arange(len(values), dtype=np.uint64)
    packed.sort()
    order = (packed & np.uint64((1 << room) - 1)).astype(np.int64)
    packed >>= np.uint64(room)
    return packed, order


def by_key(rows: NDArray[np.int64], keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Entries by their keys, as numbers without a sign, those of one key by their rows.

    >>> [column.tolist() for column in by_key(np.array([4, 2, 2]), np.array([7, 7, 3]))]
    [[2, 2, 4], [3, 7, 7]]
    """
    from textnorm.kernels.headlines.headline_filing import sort_entries

    units, other_units = rows.astype(np.int32), np.empty(len(rows), dtype=np.int32)
    signed, other = keys ^ _SIGN, np.empty(len(keys), dtype=np.int64)
    if sort_entries(units, signed, other_units, other):
        units, signed = other_units, other
    return units.astype(np.int64), signed ^ _SIGN


def firsts_of(ordered: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which of sorted numbers differ from the one before."""
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return first


def numbered(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct ``values``, none below 0, in their order; and of each value the number of its own among these.

    >>> [column.tolist() for column in numbered(np.array([7, 3, 7]))]
    [[3, 7], [1, 0, 1]]
    """
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if most - least > _DENSE * len(values):
        ordered, order = with_places(values.view(np.uint64))
        first = firsts_of(ordered)
        number = np.empty(len(values), dtype=np.int64)
        number[order] = np.cumsum(first) - 1
        return ordered[first].view(np.int64), number
    there = np.zeros(most - least + 1, dtype=bool)
    there[values - least] = True
    return np.flatnonzero(there) + least, (np.cumsum(there) - 1)[values - least]


def sums_of(
    keys: NDArray[np.uint64], *columns: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64], list[NDArray[np.int64]]]:
    """The distinct ``keys`` in their order, where each stands first, and the sums that ``columns`` have under each.

    >>> sums_of(np.array([7, 3, 7], dtype=np.uint64), np.array([1, 2, 4]))[2][0].tolist()
    [2, 5]
    """
    ordered, order = with_places(keys)
    starts = np.flatnonzero(firsts_of(ordered))
    sums = [np.add.reduceat(column[order], starts) if len(starts) else column for column in columns]
    return ordered[starts], order[starts], sums
