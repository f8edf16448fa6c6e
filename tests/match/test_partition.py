"""The search in parts gives the rows of the search in one piece, however the parts are cut and ordered."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pyarrow
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.sentences import SENTENCES
from textnorm import Matcher, UnknownOption, find_duplicates
from textnorm.match.articles.search import FEW
from textnorm.match.articles.shingle_frequency import ShingleFrequency
from textnorm.match.partition import bucket
from textnorm.match.partition.choose import choose
from textnorm.match.partition.contract import contract, large_star, small_star
from textnorm.match.partition.sketch import check_settings, samples_texts, sketch, slots_of
from textnorm.match.partition.verify import frequency_of, verify

WORDS = sorted({word for sentence in SENTENCES.values() for word in sentence.split()})
_DRAW = random.Random(1)
PASSAGES = [" ".join(_DRAW.choices(WORDS, k=_DRAW.randrange(8, 15))) + "." for _ in range(400)]

Rows = dict[str, np.ndarray]


def parts_by(key: np.ndarray, parts: int) -> Iterable[np.ndarray]:
    """The rows of each part: all rows of a key are in one."""
    of = (key.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)) % np.uint64(parts)
    return (np.flatnonzero(of == part) for part in range(parts))


def columns(table: Any) -> Rows:
    return {name: np.array(table[name].to_pylist()) for name in table.schema.names}


def search_in_parts(texts: list[str], matcher: Any, *, parts: int, draw: random.Random) -> tuple[Any, Any]:
    """What an engine does, in plain Python: every step on parts of the rows, in any order."""
    places = np.arange(len(texts))
    shuffled = np.array(draw.sample(range(len(texts)), len(texts)), dtype=np.int64)
    batches = [part for part in np.array_split(shuffled, parts) if len(part)]
    rows = pyarrow.concat_tables(
        sketch(places[part], [texts[place] for place in part.tolist()], len(texts), matcher) for part in batches
    ).to_pylist()

    groups: dict[Any, list[Any]] = {}
    for row in rows:
        if not row["blank"]:
            groups.setdefault((row["digest"], row["digest2"]), []).append(row)
    order = sorted(
        groups.values(),
        key=lambda g: (min(r["prefer"] for r in g), -max(r["length"] for r in g), g[0]["digest"],
                       min(r["place"] for r in g)),
    )  # fmt: skip
    nodes = [min(group, key=lambda row: row["place"]) for group in order]
    node_of = {row["place"]: number for number, group in enumerate(order) for row in group}

    counted = {row["digest"]: row["counted"] for row in rows if row["counted"] is not None}
    slots = slots_of(np.array([h for hashes in counted.values() for h in hashes], dtype=np.int64))
    frequency = ShingleFrequency.restore(*frequency_of(*np.unique(slots, return_counts=True), len(texts)))

    edges = set(proposed(nodes, matcher, parts))
    if len(nodes) <= FEW:
        edges = {(a, b) for a in range(len(nodes)) for b in range(a + 1, len(nodes))}
    at = {number: texts[node["place"]] for number, node in enumerate(nodes)}
    left, right = (np.array([edge[side] for edge in sorted(edges)], dtype=np.int64) for side in (0, 1))
    scored = [
        verify(left[part], right[part], at, matcher, frequency)
        for part in parts_by(left, parts)
        if len(part)
    ]  # fmt: skip
    near = columns(pyarrow.concat_tables(scored)) if scored else {"left": left, "right": right}

    star = near["left"].astype(np.int64), near["right"].astype(np.int64)
    while True:
        rounded = contract(*star) if len(star[0]) else None
        if rounded is None or (
            len(rounded) == len(star[0])
            and np.array_equal(rounded["right"], star[1])
            and np.array_equal(rounded["left"], star[0])
        ):
            break
        star = rounded["left"].to_numpy(), rounded["right"].to_numpy()
    component = {node: node for node in range(len(nodes))}
    component |= {int(b): int(a) for a, b in zip(*star, strict=True)}
    members: dict[int, list[int]] = {}
    for place, node in node_of.items():
        members.setdefault(component[node], []).append(place)
    chosen, pairs = [], []
    for root, inside in members.items():
        here = np.array([component[int(node)] == root for node in near["left"]], dtype=bool)
        draw.shuffle(inside)
        rows = {"place": inside, "node": [node_of[at] for at in inside], "text": [texts[at] for at in inside]}
        edges = (near[side][here].astype(np.int64) for side in ("left", "right"))
        found = choose(pyarrow.table(rows), *edges, matcher, frequency)
        chosen.append(found[0])
        pairs.append(found[1])
    return chosen, pairs


def proposed(nodes: list[Any], matcher: Any, parts: int) -> Iterable[tuple[int, int]]:
    numbers = np.arange(len(nodes))
    if samples_texts(matcher):
        keys = np.array([key for node in nodes for key in node["samples"]], dtype=np.int64)
        owner = np.repeat(numbers, [len(node["samples"]) for node in nodes])
        met: dict[tuple[int, int], np.ndarray] = {}
        for part in parts_by(keys, parts):
            for row in bucket.meet(keys[part], owner[part]).to_pylist():
                pair = row["left"], row["right"]
                met[pair] = met.get(pair, 0) + np.array([row["times"], row["weight"]])
        sampled = np.array([node["sampled"] for node in nodes])
        for (left, right), (times, weight) in met.items():
            if right >= 0:
                totals = np.array([[met[left, -1][1]], [met[right, -1][1]]])
                samples = sampled[[left, right]].reshape(2, 1)
                if bucket.enough(np.array([times]), np.array([weight]), samples, totals)[0]:
                    yield left, right
    keys = np.array([key for node in nodes for key in node["bands"]], dtype=np.int64)
    owner = np.repeat(numbers, [len(node["bands"]) for node in nodes])
    edges = {
        (row["left"], row["right"])
        for part in parts_by(keys, parts)
        for row in bucket.share_bands(keys[part], owner[part]).to_pylist()
    }
    crowded = sorted({left for left, right in edges if right < 0})
    pairs = sorted((a, b) for a, b in edges if b >= 0 and not (a in set(crowded) and b in set(crowded)))
    if pairs:
        left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
        short = [[nodes[node]["short"] for node in side.tolist()] for side in (left, right)]
        table = bucket.agreeing(left, right, (short[0], short[1]), matcher)
        yield from zip(table["left"].to_pylist(), table["right"].to_pylist(), strict=True)
    if crowded:
        bands = np.array([nodes[node]["bands"] for node in crowded], dtype=np.int64).reshape(-1)
        table = bucket.crowd(np.array(crowded), bands, [nodes[node]["short"] for node in crowded], matcher)
        yield from zip(table["left"].to_pylist(), table["right"].to_pylist(), strict=True)


def corpus(count: int, draw: random.Random, *, crowd: int = 0) -> list[str]:
    """Articles of a few sentences: fresh ones, edited copies, exact copies, shells, and a crowd of near copies."""
    made: list[str] = []
    for number in range(count):
        kind = draw.randrange(5)
        if made and kind == 0:
            made.append(draw.choice(made))
        elif made and kind in (1, 2):
            words = draw.choice(made).split()
            words[draw.randrange(len(words))] = f"Wort{number}"
            made.append(" ".join(words))
        else:
            made.append(" ".join(draw.choices(PASSAGES, k=draw.randrange(2, 9))))
    base = " ".join(draw.choices(PASSAGES, k=6)).split()
    for number in range(crowd):
        words = list(base)
        words[draw.randrange(len(words))] = f"Fehler{number}"
        made.append(" ".join(words))
    made += ["", "1 2", "Kurz."]
    draw.shuffle(made)
    return made


MATCHERS: dict[str, Callable[[], Any]] = {
    "plain": Matcher,
    "plain, containment": lambda: Matcher(measure="containment", keep="first"),
    "articles": Matcher.articles,
    "articles, connected, first": lambda: Matcher.articles(clusters="connected", keep="first"),
    "articles, reuse dropped": lambda: Matcher.articles(reuse="drop"),
}


@pytest.mark.parametrize("name", MATCHERS)
@settings(max_examples=6)
@given(seed=st.integers(0, 1 << 30), count=st.integers(0, 90), parts=st.integers(1, 7))
@example(seed=3, count=150, parts=4)
def test_the_search_in_parts_gives_the_same_rows(name: str, seed: int, count: int, parts: int) -> None:
    compare_rows(corpus(count, random.Random(seed)), MATCHERS[name](), parts=parts, seed=seed)


@pytest.mark.parametrize("name", MATCHERS)
def test_a_crowd_gives_the_same_rows(name: str) -> None:
    compare_rows(corpus(8, random.Random(5), crowd=136), MATCHERS[name](), parts=5, seed=5)


def compare_rows(texts: list[str], matcher: Any, *, parts: int, seed: int) -> None:
    found = find_duplicates(texts, matcher)
    chosen, pairs = search_in_parts(texts, matcher, parts=parts, draw=random.Random(seed))
    labels = {place: place for place in range(len(texts))}
    stays, reasons = dict.fromkeys(labels, True), {}
    for table in chosen:
        for row in table.to_pylist():
            labels[row["place"]], stays[row["place"]] = row["cluster"], row["kept"]
            reasons[row["place"]] = tuple(row["reasons"])
    assert list(labels.values()) == found.labels.tolist()
    assert [place for place, stay in stays.items() if stay] == found.kept.tolist()
    for place, why in reasons.items():
        assert why == found.why(place).reasons
    rows = sorted((row["left"], row["right"], row["score"], row["reuse"]) for part in pairs for row in part.to_pylist())
    local = [(*pair, score) for pair, score in zip(found.pairs.tolist(), found.scores.tolist(), strict=True)]
    here = [row[:3] for row in rows if not row[3]]
    assert here == local
    assert [[left, right] for left, right, _, reused in rows if reused] == found.reuse.tolist()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(lambda edge: edge[0] < edge[1]), min_size=1))
def test_rounds_of_stars_end_in_components(edges: list[tuple[int, int]]) -> None:
    import networkx

    star = np.array(edges, dtype=np.int64)
    for _ in range(40):
        found = contract(star[:, 0], star[:, 1])
        star = np.stack([found["left"].to_numpy(), found["right"].to_numpy()], axis=1)
    expected = [sorted(component) for component in networkx.connected_components(networkx.Graph(edges))]
    assert star.tolist() == sorted([part[0], other] for part in expected for other in part[1:])


def test_stars_may_be_cut_by_node() -> None:
    edges = np.array([[0, 5], [1, 5], [5, 7], [2, 3]], dtype=np.int64)
    both = np.concatenate([edges, edges[:, ::-1]])
    whole = large_star(both[:, 0], both[:, 1]).to_pylist()
    cut = [large_star(both[part, 0], both[part, 1]).to_pylist() for part in parts_by(both[:, 0], 3) if len(part)]
    assert {tuple(row.values()) for part in cut for row in part} == {tuple(row.values()) for row in whole}
    assert small_star(np.array([5, 5, 7]), np.array([0, 1, 5])).to_pylist() == [
        {"left": 0, "right": 1}, {"left": 0, "right": 5}, {"left": 5, "right": 7}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("matcher", "message"),
    [
        (Matcher.names(), "name"),
        (Matcher.headlines(within="2d"), "within"),
        (Matcher(verify=False), "verify"),
        (Matcher(keep="earliest"), "keep='earliest' needs time"),
        (Matcher.headlines(keep="priority"), "keep='priority' needs priority"),
        (Matcher(keep="most_frequent"), "keep"),
    ],
)
def test_what_an_engine_cannot_do_is_refused_by_name(matcher: Any, message: str) -> None:
    with pytest.raises(UnknownOption, match=message):
        check_settings(matcher)


def test_a_part_without_pairs_has_no_edges() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert len(bucket.agreeing(none, none, ([], []), Matcher())) == 0


def test_columns_of_the_engine_allow_the_rules_that_need_them() -> None:
    check_settings(Matcher(keep="earliest"), ["time"])
    check_settings(Matcher.headlines(keep="priority"), ["priority"])
    check_settings(Matcher.headlines(within="3d"), ["time"])
    with pytest.raises(UnknownOption, match="name the column, time="):
        check_settings(Matcher.headlines(within="3d"))
