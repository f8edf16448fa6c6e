"""Exact copies: found once, searched as one text, and brought back into the pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MOST", "Copies", "expand_copies", "group_copies"]


# So many pairs are listed at most, unless there are more distinct ones.
MOST = 4_000_000
# Digests are sorted part by part, so that a sort needs a small part of the memory of all: of more texts, in 16 parts.
_AT_ONCE, _PARTS = 1 << 18, 16


class Copies(NamedTuple):
    """Which texts are exact copies: ``groups`` has the first copy of each text, ``real`` whether it has a word.

    Up to ``limit`` copies are paired with each other; of more, each is paired with the first. In the same way, of two
    groups up to ``limit * limit`` pairs are listed; of more, those with the first copy on one side. If all that is
    more than ``MOST`` pairs of different texts, only the first copies are paired.
    """

    groups: NDArray[np.int64]
    real: NDArray[np.bool_]
    limit: int

    def listed(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> int:
        """How many pairs of texts are listed for pairs of first copies, if there were no limit of them."""
        sizes = np.bincount(self.groups[self.real], minlength=len(self.groups))
        many = sizes[left] * sizes[right]
        return int(np.where(many <= self.limit * self.limit, many, sizes[left] + sizes[right] - 1).sum())

    def crowd(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> bool:
        """Whether only the first copies are paired."""
        return self.listed(left, right) > max(MOST, len(left))


def group_copies(digests: NDArray[np.uint64]) -> NDArray[np.int64]:
    """For each text the first text of the same digest; a text without words (digest zero) stands alone."""
    count = len(digests)
    parts = _PARTS if count > _AT_ONCE else 1
    number = np.empty(count, dtype=np.uint8)
    for start in range(0, count, _AT_ONCE):
        number[start : start + _AT_ONCE] = digests[start : start + _AT_ONCE, 0] % np.uint64(parts)
    groups = np.empty(count, dtype=np.int64)
    for part in range(parts):
        rows = np.flatnonzero(number == part)
        some = digests[rows]
        sorting = np.lexsort((some[:, 1], some[:, 0]))
        ordered, rows = some[sorting], rows[sorting]
        new = np.ones(len(rows), dtype=bool)
        new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1) | ~ordered[1:].any(axis=1)
        firsts = np.flatnonzero(new)
        groups[rows] = np.repeat(rows[firsts], np.diff(np.append(firsts, len(rows))))
    return groups


def expand_copies(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    score: NDArray[np.float32],
    copies: Copies,
    archive_size: int | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Pairs of first copies to pairs of texts, sorted: every copy is paired as its first one, and with its copies.

    With ``archive_size``, only pairs of a text of the archive and one of the rest remain; of a crowd (see ``Copies``),
    the first copies on either side.
    """
    groups, real, limit = copies
    if copies.crowd(left, right):
        return _first_copies(left, right, score, copies, archive_size)
    # Most texts have neither copies nor pairs.
    wanted = np.bincount(groups[real], minlength=len(groups)) > 1
    wanted[left] = wanted[right] = True
    members = np.flatnonzero(real & wanted[groups])
    members = members[np.argsort(groups[members], kind="stable")]
    ordered = groups[members]
    starts_left, starts_right = np.searchsorted(ordered, left), np.searchsorted(ordered, right)
    sizes_left = np.searchsorted(ordered, left, side="right") - starts_left
    sizes_right = np.searchsorted(ordered, right, side="right") - starts_right
    exact_left, exact_right = pairs_of_copies(members, ordered, limit)

    many = sizes_left * sizes_right
    product = many <= limit * limit
    row, number = _repeated(np.where(product, many, sizes_right))
    width = sizes_right[row]
    lefts = [members[starts_left[row] + number // width]]
    rights = [members[starts_right[row] + number % width]]
    scores = [score[row]]
    # The other copies of the left text with the first copy of the right one.
    row, number = _repeated(np.where(product, 0, sizes_left - 1))
    lefts += [members[starts_left[row] + number + 1], exact_left]
    rights += [right[row], exact_right]
    scores += [score[row], np.ones(len(exact_left), dtype=score.dtype)]

    first, second, value = np.concatenate(lefts), np.concatenate(rights), np.concatenate(scores)
    first, second = np.minimum(first, second), np.maximum(first, second)
    if archive_size is not None:
        across = (first < archive_size) & (second >= archive_size)
        first, second, value = first[across], second[across], value[across]
    sorting = np.lexsort((second, first))
    return first[sorting], second[sorting], value[sorting].astype(np.float32)


def _first_copies(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    score: NDArray[np.float32],
    copies: Copies,
    archive_size: int | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """The pairs of first copies as they are, and each other copy with its first one."""
    groups, real, _ = copies
    places = np.flatnonzero(real)
    ones = [(left, right, score)]
    if archive_size is None:
        others = places[groups[places] != places]
        ones.append((groups[others], others, np.ones(len(others), dtype=np.float32)))
    else:
        # Of each group the first copy in the archive, which is its first one, and the first one in the rest.
        new = places[places >= archive_size]
        first_new = np.full(len(groups), -1, dtype=np.int64)
        first_new[groups[new[::-1]]] = new[::-1]
        ones = []
        for here, there in ((left, right), (right, left)):
            across = (here < archive_size) & (first_new[there] >= 0)
            ones.append((here[across], first_new[there[across]], score[across]))
        copied = new[groups[new] < archive_size]
        ones.append((groups[copied], copied, np.ones(len(copied), dtype=np.float32)))
    lefts, rights, scores = (np.concatenate(column) for column in zip(*ones, strict=True))
    first, second = np.minimum(lefts, rights), np.maximum(lefts, rights)
    sorting = np.lexsort((second, first))
    return first[sorting], second[sorting], scores[sorting].astype(np.float32)


def _repeated(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each row ``counts[row]`` times, and how often it has come before.

    >>> [column.tolist() for column in _repeated(np.array([2, 0, 1]))]
    [[0, 0, 2], [0, 1, 0]]
    """
    row = np.repeat(np.arange(len(counts)), counts)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)


def pairs_of_copies(
    members: NDArray[np.int64], group: NDArray[np.int64], limit: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs among copies; ``members`` are sorted by ``group``, the first copy of each.

    Of more than ``limit`` copies only the pairs with the first one are listed.
    """
    firsts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]])) if len(group) else group
    sizes = np.diff(np.append(firsts, len(group)))
    large = np.repeat(sizes, sizes) > limit
    others = large & (group != members)
    lefts, rights = [group[others]], [members[others]]
    small = members[~large]
    group = group[~large]
    for distance in range(1, limit):
        together = np.flatnonzero(group[:-distance] == group[distance:])
        if not len(together):
            break
        lefts.append(small[together])
        rights.append(small[together + distance])
    return np.concatenate(lefts), np.concatenate(rights)
