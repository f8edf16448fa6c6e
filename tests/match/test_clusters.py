from __future__ import annotations

import random

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textnorm.match.clusters import cluster, groups_of
from textnorm.match.pairs import PairTable

EDGES = st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24), st.floats(0.5, 1, width=32)), max_size=60)


def table(edges: list[tuple[int, int, float]]) -> PairTable:
    best = {(min(a, b), max(a, b)): score for a, b, score in edges if a != b}
    rows = sorted((a, b, score) for (a, b), score in best.items())
    left, right, score = (np.array([row[column] for row in rows]) for column in range(3))
    return PairTable(
        left.astype(np.int32),
        right.astype(np.int32),
        score.astype(np.float32),
        np.ones(len(rows), dtype=bool),
        "jaccard",
        lambda row: (),
    )


@given(EDGES)
def test_connected_clusters_are_connected_components(edges: list[tuple[int, int, float]]) -> None:
    labels = cluster(table(edges), 25, order=np.arange(25), mode="connected")
    graph = nx.Graph([(a, b) for a, b, _ in edges])
    graph.add_nodes_from(range(25))
    for component in nx.connected_components(graph):
        assert {int(labels[node]) for node in component} == {min(component)}


@given(EDGES, st.randoms())
def test_every_member_matches_its_kept_copy(edges: list[tuple[int, int, float]], draw: random.Random) -> None:
    order = list(range(25))
    draw.shuffle(order)
    labels = cluster(table(edges), 25, order=np.array(order))
    pairs = {frozenset((a, b)) for a, b, _ in edges}
    for node, kept in enumerate(labels.tolist()):
        assert labels[kept] == kept
        assert node == kept or frozenset((node, kept)) in pairs
    # No two kept copies match each other: one of them would have been dropped.
    kept = set(labels.tolist())
    assert not [pair for pair in pairs if len(pair) == 2 and pair <= kept]


@given(EDGES, st.permutations(range(25)))
def test_names_of_the_texts_do_not_matter(edges: list[tuple[int, int, float]], names: list[int]) -> None:
    edges = list({frozenset(edge[:2]): edge for edge in edges}.values())
    plain = cluster(table(edges), 25, order=np.arange(25))
    renamed = cluster(table([(names[a], names[b], score) for a, b, score in edges]), 25, order=np.array(names))
    assert [names[kept] for kept in plain.tolist()] == renamed[names].tolist()


def test_a_chain_does_not_join_strangers() -> None:
    pairs = table([(0, 1, 0.9), (1, 2, 0.9)])
    assert cluster(pairs, 3, order=np.array([0, 1, 2])).tolist() == [0, 0, 2]
    assert cluster(pairs, 3, order=np.array([1, 0, 2])).tolist() == [1, 1, 1]
    assert cluster(pairs, 3, order=np.array([0, 1, 2]), mode="connected").tolist() == [0, 0, 0]


def test_each_copy_goes_to_the_kept_one_that_it_matches_best() -> None:
    assert cluster(table([(0, 2, 0.6), (1, 2, 0.9)]), 3, order=np.array([0, 1, 2])).tolist() == [0, 1, 1]


def test_exact_copies_are_one_node() -> None:
    pairs = table([(0, 1, 1.0), (1, 2, 0.8)])
    groups = np.array([0, 0, 2])
    assert cluster(pairs, 3, order=np.array([2, 1, 0]), groups=groups).tolist() == [2, 2, 2]
    assert cluster(pairs, 3, order=np.array([1, 0, 2]), groups=groups).tolist() == [1, 1, 1]


def test_groups_tell_the_kept_copy_first() -> None:
    groups = groups_of(np.array([2, 1, 2, 2, 5, 5], dtype=np.int32))
    assert [group.tolist() for group in groups] == [[2, 0, 3], [5, 4]]
