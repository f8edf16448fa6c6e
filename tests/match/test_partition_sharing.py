"""Only keys that two texts share travel; what comes of them is what comes of all keys."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.match.test_partition import MATCHERS, corpus, proposed
from textnorm.kernels.shingles.key_places import place_keys
from textnorm.match.articles.samples import WEIGHED
from textnorm.match.partition import bucket
from textnorm.match.partition.coding import (
    bundled,
    join_tables,
    restored,
    squeezed,
    table_bytes,
    unbundled,
    unsorted,
    unsqueezed,
)
from textnorm.match.partition.contract import contract, rooted
from textnorm.match.partition.copies import rank_copies
from textnorm.match.partition.homes import Home, add_up, band_pairs, meet_in_part, node_totals
from textnorm.match.partition.records import CANDIDATES, table
from textnorm.match.partition.sharing import (
    announced,
    answered,
    parts_of,
    shared_slots,
    slot_count,
    wanted,
    wanted_by_all,
)
from textnorm.match.partition.sketch import compact, sketch, slots_of
from textnorm.match.partition.sorting import numbered, sums_of, with_places
from textnorm.match.partition.verify import add_slots, agreed, counted_slots

numbers = st.lists(st.integers(0, (1 << 64) - 1))


@given(numbers)
def test_numbers_come_back_from_bytes(values: list[int]) -> None:
    column = np.array(values, dtype=np.uint64)
    assert unsqueezed(unsorted(column)).tolist() == values
    assert restored(squeezed(np.sort(column))).tolist() == sorted(values)


@given(st.lists(st.binary()))
def test_bundles_come_apart(data: list[bytes]) -> None:
    assert unbundled(bundled(*data)) == data


def test_random_numbers_take_little_more_than_their_gaps() -> None:
    draw = np.random.default_rng(1)
    values = np.sort(draw.integers(0, 1 << 32, 100_000).astype(np.uint64))
    assert len(squeezed(values)) < 2.4 * len(values)  # a gap is 43,000 on average: 15.4 slots and a half


def test_tables_come_back_as_one() -> None:
    rows = table(CANDIDATES, [1, 2], [3, 4], [True, False])
    assert join_tables([table_bytes(rows.slice(0, 1)), table_bytes(rows.slice(1))]).to_pydict() == rows.to_pydict()


@given(
    st.lists(st.lists(st.integers(0, 60), max_size=30), min_size=1, max_size=5),
    st.integers(1, 4),
    st.integers(1, 1 << 20),
)
def test_every_key_that_comes_twice_travels(homes: list[list[int]], parts: int, expected: int) -> None:
    slots = slot_count(expected, parts)
    keys = [np.array(own, dtype=np.int64) for own in homes]
    asked = [announced(own, parts, slots) for own in keys]
    answers = [answered([home[part] for home in asked]) for part in range(parts)]
    every = [key for own in homes for key in own]
    for number, own in enumerate(keys):
        travels = wanted(own, parts, slots, [answer[number] for answer in answers])
        shared = np.array([every.count(key) > 1 for key in own.tolist()], dtype=bool)
        assert not (shared & ~travels).any()
        told = [shared_slots([home[part] for home in asked]) for part in range(parts)]
        assert wanted_by_all(own, parts, slots, told).tolist() == travels.tolist()


@given(st.lists(st.integers(-(1 << 63), (1 << 63) - 1)), st.integers(1, 9), st.integers(1, 1 << 32))
def test_the_kernel_places_keys_as_plain_arithmetic_does(keys: list[int], parts: int, slots: int) -> None:
    placed = np.empty(len(keys), dtype=np.uint64)
    place_keys(np.array(keys, dtype=np.int64), parts, slots, placed)
    expected = []
    for key in keys:
        mixed = key * 0x9E3779B97F4A7C15 % 2**64
        mixed = (mixed ^ mixed >> 32) * 0xD6E8FEB86659FD93 % 2**64
        mixed ^= mixed >> 29
        expected.append((mixed >> 33) % parts << 32 | (mixed % 2**32 * slots) >> 32)
    assert placed.tolist() == expected
    assert [place >> 32 for place in expected] == parts_of(np.array(keys, dtype=np.int64), parts).tolist()


@given(st.one_of(numbers, st.lists(st.integers(0, 9))))
def test_numbers_are_sorted_with_their_places(values: list[int]) -> None:
    column = np.array(values, dtype=np.uint64)
    ordered, places = with_places(column)
    assert places.tolist() == sorted(range(len(values)), key=lambda at: (values[at], at))
    assert ordered.tolist() == sorted(values)
    own = column.view(np.int64) & np.int64((1 << 62) - 1)
    found = np.unique(own, return_inverse=True)
    assert [one.tolist() for one in numbered(own)] == [one.reshape(-1).tolist() for one in found]
    distinct, firsts, (sums,) = sums_of(column, own & np.int64(0xFFFF))
    assert distinct.tolist() == sorted(set(values))
    assert firsts.tolist() == [values.index(value) for value in distinct.tolist()]
    weighed = zip(values, (own & np.int64(0xFFFF)).tolist(), strict=True)
    assert sum(sums.tolist()) == sum(weight for _, weight in weighed)


def test_most_keys_of_one_text_only_stay() -> None:
    keys = np.random.default_rng(2).integers(0, 1 << 40, 40_000)
    homes, slots = np.split(keys, 4), slot_count(len(keys), 3)
    asked = [announced(own, 3, slots) for own in homes]
    answers = [answered([home[part] for home in asked]) for part in range(3)]
    moved = [wanted(own, 3, slots, [answer[at] for answer in answers]).sum() for at, own in enumerate(homes)]
    assert sum(moved) < len(keys) / 12


def proposed_by_homes(nodes: list[Any], matcher: Any, texts: list[str], *, homes: int, parts: int) -> set[Any]:
    """The pairs that homes propose, as ``proposed`` does; but for what stands for crowds."""
    places = np.array([node["place"] for node in nodes], dtype=np.int64)
    rows = compact(sketch(places, [texts[place] for place in places], len(texts), matcher)).to_pydict()
    cut = np.array_split(np.random.default_rng(homes).permutation(len(nodes)), homes)
    made = [
        Home(
            some,
            np.array(rows["sampled"], dtype=np.int64)[some],
            np.array([len(rows["samples"][at] or b"") // 4 for at in some], dtype=np.int64),
            *(
                np.frombuffer(b"".join(rows[name][at] or b"" for at in some), dtype="<u4").astype(np.int64)
                for name in ("samples", "bands")
            ),
        )
        for some in cut
    ]  # fmt: skip
    slots = slot_count(sum(len(home.keys) for home in made), parts)
    asked = [announced(home.keys, parts, slots) for home in made]
    answers = [answered([home[part] for home in asked]) for part in range(parts)]
    sent = [
        home.travelling(number, parts, wanted(home.keys, parts, slots, [answer[number] for answer in answers]))
        for number, home in enumerate(made)
    ]
    met = [one for part in range(parts) for one in meet_in_part([home[part] for home in sent], parts)]
    data = {kind: [one.data for one in met if one.kind == kind] for kind in ("total", "band", "crowded")}
    totals = np.zeros(len(nodes), dtype=np.int64)
    if data["total"]:
        every = node_totals(data["total"])
        np.add.at(totals, every["node"].to_numpy(), every["total"].to_numpy())
    found: set[Any] = set()
    for part in range(parts):
        left, right, weight = add_up([one.data for one in met if one.kind == "pair" and one.part == part])
        heavy = (weight < 0) | (weight >= WEIGHED[0] * np.minimum(totals[left], totals[right]))
        found |= set(zip(left[heavy].tolist(), right[heavy].tolist(), strict=True))
    crowded = {int(node) for one in data["crowded"] for node in unsqueezed(one)}
    bands = band_pairs(data["band"])
    pairs = [
        (a, b, False) for a, b in zip(bands["left"].to_pylist(), bands["right"].to_pylist(), strict=True)
        if not (a in crowded and b in crowded)
    ]  # fmt: skip
    rows = table(CANDIDATES, *([pair[at] for pair in pairs] for at in range(3)))
    known = {node: texts[place] for node, place in enumerate(places.tolist())}
    found |= set(zip(*(side.tolist() for side in agreed(rows, known, matcher)), strict=True))
    if crowded:
        every = sorted(crowded)
        bands = np.array([nodes[node]["bands"] for node in every], dtype=np.int64).reshape(-1)
        extra = bucket.crowd(np.array(every), bands, [nodes[node]["short"] for node in every], matcher)
        found |= set(zip(extra["left"].to_pylist(), extra["right"].to_pylist(), strict=True))
    return found


@pytest.mark.parametrize("name", MATCHERS)
@settings(max_examples=5)
@given(st.integers(0, 1 << 30), st.integers(1, 90), st.integers(1, 5), st.integers(1, 4), st.sampled_from([0, 150]))
def test_homes_propose_the_same_pairs(name: str, seed: int, count: int, homes: int, parts: int, crowd: int) -> None:
    matcher = MATCHERS[name]()
    texts = corpus(count, random.Random(seed), crowd=crowd)
    rows = sketch(np.arange(len(texts)), texts, len(texts), matcher)
    first = {(row["digest"], row["digest2"]): row for row in reversed(rows.to_pylist()) if not row["blank"]}
    nodes = list(first.values())
    assert proposed_by_homes(nodes, matcher, texts, homes=homes, parts=parts) == set(proposed(nodes, matcher, parts))


@given(st.integers(0, 1 << 30), st.integers(0, 60))
def test_copies_are_ranked_in_any_order(seed: int, count: int) -> None:
    texts = corpus(count, random.Random(seed))
    rows = sketch(np.arange(len(texts)), texts, len(texts), MATCHERS["articles"]())
    rows = rows.append_column("side", [np.arange(len(texts)) % 2])
    there = rank_copies(rows.drop_columns(["samples", "bands", "short", "counted", "sampled"]))
    back = rows.take(list(range(len(texts)))[::-1])
    again = rank_copies(back.drop_columns(["samples", "bands", "short", "counted", "sampled"]))
    assert there.sort_by("place").to_pydict() == again.sort_by("place").to_pydict()
    nodes = there["node"].to_pylist()
    assert sorted(set(nodes)) == list(range(len(set(nodes))))
    assert sum(there["first"].to_pylist()) == len(set(nodes))
    sizes = {node: nodes.count(node) for node in nodes}
    assert there["copies"].to_pylist() == [sizes[node] for node in nodes]


def test_slots_are_counted_in_parts_as_at_once() -> None:
    hashes = np.random.default_rng(3).integers(-(1 << 62), 1 << 62, 5_000)
    slots = slots_of(np.concatenate([hashes, hashes[:1_000]]))
    parts = [counted_slots([some.astype("<u4").tobytes()]) for some in np.array_split(slots, 4)]
    found = add_slots([unbundled(part) for part in parts])
    assert [column.tolist() for column in found] == [column.tolist() for column in np.unique(slots, return_counts=True)]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.booleans()).filter(lambda e: e[0] < e[1])))
def test_all_pairs_at_once_get_the_roots_of_the_rounds(edges: list[tuple[int, int, bool]]) -> None:
    rows = rooted(table(CANDIDATES, *([edge[at] for edge in edges] for at in range(3)))).to_pylist()
    assert {(row["left"], row["right"]) for row in rows} == {edge[:2] for edge in edges}
    assert len(rows) == len({edge[:2] for edge in edges})
    for row in rows:
        assert row["sure"] == any(edge[2] for edge in edges if edge[:2] == (row["left"], row["right"]))
    star = np.array([edge[:2] for edge in edges], dtype=np.int64).reshape(-1, 2)
    for _ in range(25 if edges else 0):
        found = contract(star[:, 0], star[:, 1])
        star = np.stack([found["left"].to_numpy(), found["right"].to_numpy()], axis=1)
    roots = {node: node for edge in edges for node in edge[:2]} | dict(star[:, ::-1].tolist())
    assert all(row["root"] == roots[row["left"]] == roots[row["right"]] for row in rows)
