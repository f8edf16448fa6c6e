"""Cannot-links: texts that a person called different are taken out of one another's groups and clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.pairs import PairTable

__all__ = ["Separation"]


class Separation:
    """Classes of rows, pairs of classes that must not share a cluster, and the order in which texts are kept."""

    def __init__(
        self, classes: Sequence[Sequence[int]], apart: Iterable[tuple[int, int]], order: NDArray[np.int64]
    ) -> None:
        self._classes = classes
        self._order = order
        self._enemies: dict[int, set[int]] = {}
        self._of: dict[int, set[int]] = {}
        for here, there in apart:
            self._enemies.setdefault(here, set()).add(there)
            self._enemies.setdefault(there, set()).add(here)
        for number in self._enemies:
            for row in classes[number]:
                self._of.setdefault(row, set()).add(number)

    def _foes(self, numbers: Iterable[int]) -> set[int]:
        return set().union(*(self._enemies[number] for number in numbers))

    def _clash(self, rows: Iterable[int]) -> bool:
        """Whether two of ``rows`` must not meet."""
        present = set().union(*(self._of.get(row, set()) for row in rows))
        return bool(present & self._foes(present))

    def split_groups(
        self,
        groups: NDArray[np.int64],
        joined: NDArray[np.int64],
        linked: AbstractSet[int],
        table: PairTable,
    ) -> tuple[NDArray[np.int64], list[tuple[int, int, float]]]:
        """``groups`` of equal texts without those that must not meet, and the pairs that are the same instead.

        ``joined`` are the groups with must-links as one, and ``linked`` the rows that have one. Parts of a group match
        whatever the group matched, and one another unless they must not meet.
        """
        meeting: dict[int, list[int]] = {}
        for row in self._of:
            meeting.setdefault(int(joined[row]), []).append(row)
        clashing = [group for group, rows in meeting.items() if self._clash(rows)]
        extra: list[tuple[int, int, float]] = []
        if not clashing:
            return groups, extra
        groups, before = groups.copy(), groups
        decided: dict[int, list[int]] = {}
        for row in sorted(linked | self._of.keys()):
            if joined[row] in clashing:
                decided.setdefault(int(before[row]), []).append(row)
        for group, rows in decided.items():
            members = np.flatnonzero(before == group)
            parts: dict[tuple[frozenset[int], int], list[int]] = {}
            for row in rows:
                parts.setdefault((frozenset(self._of.get(row, ())), row if row in linked else -1), []).append(row)
            rest = np.setdiff1d(members, rows).tolist()
            for part in [rest, *parts.values()]:
                if part:
                    groups[part] = min(part)
            heads = [min(part) for part in [rest, *parts.values()] if part]
            extra += self._edges_of_parts(heads, members, table)
        return groups, extra

    def _edges_of_parts(
        self, heads: list[int], members: NDArray[np.int64], table: PairTable
    ) -> list[tuple[int, int, float]]:
        inside = set(members.tolist())
        near = np.flatnonzero(table.same & (np.isin(table.left, members) | np.isin(table.right, members)))
        found = [
            (one, two, 1.0)
            for place, one in enumerate(heads)
            for two in heads[place + 1 :]
            if not self._clash((one, two))
        ]
        for row in near.tolist():
            for end in (int(table.left[row]), int(table.right[row])):
                if end not in inside:
                    score = float(table.score[row])
                    found += [(head, end, score) for head in heads if not self._clash((head, end))]
        return found

    def split_clusters(
        self, labels: NDArray[np.int32], table: PairTable, groups: NDArray[np.int64], *, chains: bool
    ) -> NDArray[np.int32]:
        """``labels`` without a cluster in which two meet that must not.

        With ``chains``, the closest pairs are joined first. Else each text in turn stays with the kept copy, goes to
        the kept copy that it matches next best, or is kept itself.
        """
        labels = labels.copy()
        by_label: dict[int, list[int]] = {}
        for row in self._of:
            by_label.setdefault(int(labels[row]), []).append(row)
        broken = [label for label, rows in by_label.items() if self._clash(rows)]
        if not broken:
            return labels
        rank = np.empty(len(self._order), dtype=np.int64)
        rank[self._order] = np.arange(len(self._order))
        for label in sorted(broken, key=lambda label: int(rank[label])):
            members = np.flatnonzero(labels == label)
            nodes = _Nodes(members[np.argsort(rank[members])], groups, self._of)
            near = np.flatnonzero(table.same & (np.isin(table.left, members) | np.isin(table.right, members)))
            edges = [
                (float(table.score[row]), int(table.left[row]), int(table.right[row]))
                for row in near[np.argsort(-table.score[near], kind="stable")].tolist()
            ]
            if chains:
                self._join_closest(labels, nodes, edges)
            else:
                self._place_in_turn(labels, nodes, edges, label)
        return labels

    def _join_closest(self, labels: NDArray[np.int32], nodes: _Nodes, edges: list[tuple[float, int, int]]) -> None:
        root = dict.fromkeys(nodes.heads)
        cluster = {head: (head, [head], set(nodes.classes[head])) for head in root}
        for _, left, right in edges:
            if left not in nodes.head or right not in nodes.head:
                continue
            here, there = cluster[nodes.head[left]], cluster[nodes.head[right]]
            if here is there or here[2] & self._foes(there[2]):
                continue
            first, second = sorted((here, there), key=lambda part: nodes.place[part[0]])
            merged = (first[0], first[1] + second[1], first[2] | second[2])
            for head in merged[1]:
                cluster[head] = merged
        for head, (kept, _, _) in cluster.items():
            labels[nodes.rows[head]] = kept

    def _place_in_turn(
        self, labels: NDArray[np.int32], nodes: _Nodes, edges: list[tuple[float, int, int]], label: int
    ) -> None:
        groups, best = nodes.groups, dict[int, list[int]]()
        for _, left, right in edges:
            for one, two in ((left, right), (right, left)):
                if one in nodes.head:
                    best.setdefault(nodes.head[one], []).append(two)
        present: dict[int, set[int]] = {}
        first = nodes.head[label]
        for head in [first, *(head for head in nodes.heads if head != first)]:
            foes = self._foes(nodes.classes[head])
            # A kept copy is labelled by itself, and so are the texts that are equal to it.
            matched = [other for other in best.get(head, ()) if groups[labels[other]] == groups[other]]
            homes = [label] if head == first else [int(labels[other]) for other in matched]
            homes.sort(key=lambda home: home != label)
            chosen = next((home for home in homes if not foes & self._present(home, labels, nodes, present)), head)
            labels[nodes.rows[head]] = chosen
            present.setdefault(chosen, set()).update(nodes.classes[head])

    def _present(self, home: int, labels: NDArray[np.int32], nodes: _Nodes, present: dict[int, set[int]]) -> set[int]:
        """The classes in the cluster of ``home``: of those placed, if it is being divided, else of all its rows."""
        if home not in present:
            rows = [] if home in nodes.head else [row for row in self._of if labels[row] == home]
            present[home] = set().union(*(self._of[row] for row in rows))
        return present[home]


class _Nodes:
    """The rows of a cluster as nodes: those of one group are one. Nodes stand in the order in which they are kept."""

    def __init__(self, ordered: NDArray[np.int64], groups: NDArray[np.int64], of: dict[int, set[int]]) -> None:
        by_group: dict[int, list[int]] = {}
        for row in ordered.tolist():
            by_group.setdefault(int(groups[row]), []).append(row)
        self.rows = {rows[0]: rows for rows in by_group.values()}
        self.heads = list(self.rows)
        self.head = {row: head for head, rows in self.rows.items() for row in rows}
        self.place = {head: place for place, head in enumerate(self.heads)}
        self.classes = {head: set().union(*(of.get(row, set()) for row in rows)) for head, rows in self.rows.items()}
        self.groups = groups
