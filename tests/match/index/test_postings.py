"""The postings of an index find what a list of all texts finds, within the limits that bound a query."""

from __future__ import annotations

import math
from collections import defaultdict
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from textnorm.kernels.sets.postings import take_best
from textnorm.match.index import postings, runs
from textnorm.match.index.postings import Postings, Query
from textnorm.match.index.runs import Filed, RunWriter, packed_entries
from textnorm.match.index.store import RunRow

PART, MOST, FOLLOW = 4, 12, 20
NORM = 1e4

texts = st.lists(st.frozensets(st.sampled_from([1, 1 << 31, *range(2, 9)]), max_size=5), max_size=60)


class Parts:
    """The only thing that postings ask of a store."""

    name = "parts"

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int], bytes] = {}

    def parts(self, places: list[tuple[int, int]]) -> list[bytes | None]:
        return [self.kept.get(place) for place in places]


def filed(some: list[frozenset[int]]) -> Filed:
    flat = [key for keys in some for key in sorted(keys)]
    facts = np.zeros((len(some), 2), dtype=np.uint32)
    facts[:, 0] = np.full(len(some), NORM, dtype=np.float32).view(np.uint32)
    return Filed(np.array(flat, dtype=np.uint32), np.cumsum([len(keys) for keys in some]).astype(np.int64), facts)


def given_texts(key: int, in_runs: list[list[frozenset[int]]], newest: list[frozenset[int]]) -> tuple[list[int], int]:
    """The rows of the texts of a key that a query looks at, and how many there are."""
    first = sum(map(len, in_runs))
    found = [first + place for place, keys in enumerate(newest) if key in keys]
    count = len(found)
    found = found[-MOST:]
    for some in reversed(in_runs):
        first -= len(some)
        rows = [first + place for place, keys in enumerate(some) if key in keys]
        count += len(rows)
        pieces = [rows[at : at + PART] for at in range(0, len(rows), PART)] if len(rows) > PART else [rows]
        for piece in reversed(pieces):
            if len(found) < MOST:
                found += piece
    return found, count


@settings(max_examples=150, deadline=None)
@given(st.lists(texts.filter(bool), max_size=3), texts, st.frozensets(st.sampled_from([1, 1 << 31, *range(2, 10)])))
def test_a_query_adds_up_what_texts_share_with_it_and_follows_the_rarest_keys(
    in_runs: list[list[frozenset[int]]], newest: list[frozenset[int]], asked: frozenset[int]
) -> None:
    store, rows = Parts(), []
    with (
        patch.object(runs, "PART", PART),
        patch.object(postings, "PART", PART),
        patch.object(postings, "MOST", MOST),
        patch.object(postings, "_FOLLOW", FOLLOW),
    ):
        first = 0
        for number, some in enumerate(in_runs):
            writer, own = RunWriter(), filed(some)
            for place, part in enumerate(writer.parts(iter([packed_entries(own, first)]), iter(own.facts.T))):
                store.kept[number, place] = part
            rows.append(RunRow(number, first, first + len(some) - 1, writer.directory()))
            first += len(some)
        index = Postings(store, 2)  # type: ignore[arg-type]
        index.load(rows)
        for row, keys in enumerate(newest, first):
            index.add(row, np.array(sorted(keys), dtype=np.uint32), filed([keys]).facts[0])
        total = first + len(newest)
        rule = np.array([0, 0, 0, 1, 0, 0, 0, 0, 0, -1e9, 0, 0, 0, 0], dtype=np.float32)  # share of the heavier norm
        ranked = index.rank(Query(np.array(sorted(asked), dtype=np.uint32), 0, rule), total, 1 << 14)

    looked_at = {key: given_texts(key, in_runs, newest) for key in asked}
    order = sorted((key for key in asked if looked_at[key][1]), key=lambda key: (looked_at[key][1], key))
    shared: defaultdict[int, float] = defaultdict(float)
    met = followed = 0
    for key in order:
        found, count = looked_at[key]
        if met and met + len(found) > FOLLOW:
            break
        met += len(found)
        followed += 1
        for row in found:
            shared[row] += math.log1p(total / count)
    assert ranked.cut == len(order) - followed
    assert ranked.found == len(shared)
    assert sorted(ranked.rows.tolist()) == sorted(shared)
    expected = np.array([shared[row] for row in ranked.rows.tolist()]) / NORM
    assert np.allclose(ranked.scores, expected, rtol=1e-5)


def test_shared_words_count_and_the_likeliest_come_first() -> None:
    index = Postings(Parts(), 2)  # type: ignore[arg-type]
    keys = np.arange(1, 5, dtype=np.uint32)
    norm = np.array([4.0, 0], dtype=np.float32).view(np.uint32)
    for row in range(8):
        index.add(row, keys[: 1 + row % 4], norm)
    rule = np.array([4, 0, 0, 0, 0, 0, 0, 0, 0, -1e9, -3, -2, 0, 4], dtype=np.float32)
    words = np.array([1, 1, 2, 4], dtype=np.uint64)  # three words, of which the first has two keys
    query = Query(keys, 0, rule, np.ones(4, dtype=np.float32), words, np.array([0, 2, 3]))
    ranked = index.rank(query, 8, 100)
    assert ranked.rows.tolist() == [7, 3, 6, 2, 5, 4, 1, 0]
    assert np.allclose(ranked.scores, [4, 4, 2 / 3, 2 / 3, *[4 / 3 - 3] * 4])
    assert index.rank(query, 8, 3).rows.tolist() == [7, 3, 6]
    assert index.rank(query._replace(likely=0.5, fewest=2), 8, 100).rows.tolist() == [7, 3, 6, 2]
    assert index.rank(query._replace(likely=5.0, fewest=2), 8, 100).rows.tolist() == [7, 3]
    assert index.rank(query._replace(likely=0.5, fewest=2), 8, 1).rows.tolist() == [7]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.frozensets(st.integers(1, 200), max_size=30), min_size=1, max_size=60),
    st.frozensets(st.integers(1, 200), min_size=1, max_size=150),
    st.sampled_from([0.0, 0.02, 0.1, 0.3]),
)
def test_texts_that_share_too_little_of_few_or_many_keys_are_left_out(
    texts: list[frozenset[int]], asked: frozenset[int], least: float
) -> None:
    index = Postings(Parts(), 2)  # type: ignore[arg-type]
    for row, each in enumerate(texts):
        index.add(row, np.array(sorted(each), dtype=np.uint32), np.array([1, 0], dtype=np.uint32))
    keys = np.array(sorted(asked), dtype=np.uint32)
    weights = (1.0 + keys % 7).astype(np.float32)  # whole numbers, so that every order adds up to the same
    norm = float(weights.sum())
    rule = np.array([norm, 0, 0, 0, 0, 0, 1, 0, least, -1e9, 0, 0, 0, 0], dtype=np.float32)
    ranked = index.rank(Query(keys, 0, rule, weights), len(texts), 1 << 14)
    shared = {row: sorted(asked & each) for row, each in enumerate(texts) if asked & each}
    floor = np.float32(least) * np.float32(norm)
    expected = {row: min(8, len(both)) for row, both in shared.items() if sum(1 + key % 7 for key in both) >= floor}
    assert dict(zip(ranked.rows.tolist(), ranked.scores.tolist(), strict=True)) == expected


@given(
    st.lists(st.tuples(st.integers(0, 1000), st.sampled_from([-9.0, -7.5, -7.25, 0.0, 3.0])), unique_by=lambda c: c[0]),
    st.sampled_from([-np.inf, -7.5, 1.0]),
    st.integers(0, 9),
    st.integers(0, 12),
)
def test_the_best_candidates_are_those_that_sorting_puts_first(
    candidates: list[tuple[int, float]], likely: float, fewest: int, most: int
) -> None:
    rows = np.array([row for row, _ in candidates], dtype=np.int64)
    scores = np.array([score for _, score in candidates], dtype=np.float32)
    best = np.empty(most, dtype=np.int64)
    found = [candidates[place] for place in best[: take_best(rows, scores, len(rows), likely, fewest, most, best)]]
    wanted = max(fewest, sum(score >= likely for _, score in candidates))
    assert found == sorted(candidates, key=lambda c: (-c[1], -c[0]))[: min(most, wanted)]
