"""The slow twin of ``file_entries`` and of what it is made of: sets and sorted lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations


def distinct(entries: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """(unit, number of the key), sorted by key and unit, each once; keys of one unit are left out."""
    units: dict[int, set[int]] = defaultdict(set)
    for unit, key in entries:
        units[key].add(unit)
    shared = [key for key in sorted(units) if len(units[key]) > 1]
    return [(unit, number) for number, key in enumerate(shared) for unit in sorted(units[key])]


def pairs_of_crowded(
    units: Sequence[int], keys: Sequence[int], sizes: Mapping[int, int] | Sequence[int], most: int
) -> list[tuple[int, int, int]]:
    """(unit, low key, high key) for every two of the up to ``most`` rarest keys of each unit."""
    own: dict[int, list[int]] = defaultdict(list)
    for unit, key in zip(units, keys, strict=True):
        own[unit].append(key)
    return sorted(
        (unit, min(pair), max(pair))
        for unit, of_unit in own.items()
        for pair in combinations(sorted(of_unit, key=lambda key: sizes[key])[:most], 2)
    )
