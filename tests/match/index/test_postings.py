"""The postings of an index find what a list of all texts finds, within the limits that bound a query."""

from __future__ import annotations

import math
from collections import defaultdict
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

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
        self.parts: dict[tuple[int, int], bytes] = {}

    def part(self, run: int, number: int) -> bytes | None:
        return self.parts.get((run, number))


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
                store.parts[number, place] = part
            rows.append(RunRow(number, first, first + len(some) - 1, writer.directory()))
            first += len(some)
        index = Postings(store, 2)  # type: ignore[arg-type]
        index.load(rows)
        for row, keys in enumerate(newest, first):
            index.add(row, np.array(sorted(keys), dtype=np.uint32), filed([keys]).facts[0])
        total = first + len(newest)
        rule = np.array([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, -1e9], dtype=np.float32)  # the share of the heavier norm
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


def test_a_query_wants_more_candidates_while_they_are_likely() -> None:
    index = Postings(Parts(), 2)  # type: ignore[arg-type]
    keys = np.arange(1, 5, dtype=np.uint32)
    norm = np.array([4.0, 0], dtype=np.float32).view(np.uint32)
    for row in range(40):
        index.add(row, keys[: 4 if row < 30 else 1], norm)
    by_count = np.array([4, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0.5], dtype=np.float32)
    query = Query(keys, 0, by_count, np.ones(4, dtype=np.float32))
    assert len(index.rank(query, 40, 10).rows) == 10
    assert len(index.rank(query._replace(likely=4.0, most_likely=20), 40, 10).rows) == 20
    ranked = index.rank(query._replace(likely=4.0, most_likely=50), 40, 10)
    assert sorted(ranked.rows.tolist()) == list(range(30))
    assert len(index.rank(query._replace(likely=5.0, most_likely=50), 40, 10).rows) == 10
