"""The search for headlines in parts gives the rows of the search in one piece, however the parts are cut."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import pyarrow
import pyarrow.compute
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textnorm import Matcher, find_duplicates
from textnorm.match.headlines import candidates
from textnorm.match.headlines.parts import suffixes_among
from textnorm.match.headlines.table import LARGE
from textnorm.match.partition.choose import choose_headlines
from textnorm.match.partition.coding import kept, restored_from
from textnorm.match.partition.headlines import filing
from textnorm.match.partition.headlines.homes import Search, search_homes
from textnorm.match.partition.headlines.later import explain_headlines
from textnorm.match.partition.headlines.packed import PackedLines, read_lines, tails_of
from textnorm.match.partition.headlines.units import reach_of, units_of

TITLES = [
    json.loads(line)["title"]
    for line in (Path(__file__).parents[2] / "examples" / "headlines.jsonl").read_text(encoding="utf-8").splitlines()
]
SERIES = "Der Morgen kompakt: {}"


def headlines(count: int, draw: random.Random) -> list[str]:
    """Headlines: whole ones, mixed ones, copies, edited copies, damage, a series, a site that signs its titles."""
    made: list[str] = []
    for number in range(count):
        kind = draw.randrange(8)
        title = draw.choice(TITLES)
        if made and kind == 0:
            made.append(draw.choice(made))
        elif made and kind in (1, 2):
            words = draw.choice(made).split() or ["Nichts"]
            words[draw.randrange(len(words))] = draw.choice(["neue", "Köln", f"{number}", "nicht"])
            made.append(" ".join(words))
        elif kind == 3:
            made.append(SERIES.format(title))
        elif kind == 4:
            made.append(f"{title} | Kreisbote")
        elif kind == 5:
            made.append(title.replace("ü", "ue").replace("ä", "Ã¤"))
        elif kind == 6:
            other = draw.choice(TITLES).split()
            made.append(" ".join(title.split()[:4] + other[2:]))
        else:
            made.append(title)
    return [*made, "", "?!", "8", "Der Morgen kompakt"]


class Loops:
    """Homes and parts as lists; pieces are moved by loops."""

    def __init__(self, known: list[Any]) -> None:
        self.known, self.inbox = known, [[] for _ in known]

    def at_homes(self, work: Any) -> None:
        done = [work(home, *both) for home, both in enumerate(zip(self.known, self.inbox, strict=True))]
        self.known = [restored_from(kept(known)) for known, _ in done]
        self._send([pieces for _, pieces in done])

    def at_parts(self, work: Any) -> None:
        self._send([work(inbox) for inbox in self.inbox])

    def told(self, tell: Any) -> list[Any]:
        return [tell(inbox) for inbox in self.inbox]

    def _send(self, sent: list[list[bytes]]) -> None:
        self.inbox = [list(pieces) for pieces in zip(*sent, strict=True)] or [[] for _ in self.known]


def search_in_parts(
    texts: list[str],
    matcher: Any,
    *,
    parts: int,
    draw: random.Random,
    archive: int | None = None,
    times: list[Any] | None = None,
) -> tuple[list[Any], list[Any]]:
    side = [int(place >= (archive or 0)) for place in range(len(texts))]
    rows = pyarrow.table({"place": range(len(texts)), "side": side, "text": texts})
    if times is not None:
        rows = rows.append_column("time", pyarrow.array(times, pyarrow.string()))
    cut: dict[str, int] = {text: draw.randrange(parts) for text in texts}
    home = np.array([cut[text] for text in texts], dtype=np.int64)
    units = [units_of(rows.filter(pyarrow.array(home == number)), matcher) for number in range(parts)]
    firsts = [some.filter(pyarrow.compute.equal(some["place"], some["node"])) for some in units]
    count = sum(map(len, firsts))
    suffixes: frozenset[str] = frozenset()
    if count >= LARGE:
        tails = pyarrow.concat_tables([tails_of(some["text"].to_pylist(), matcher) for some in firsts])
        suffixes = suffixes_among(Counter(tails["tail"].to_pylist()), count)
    homes = []
    for some in firsts:
        shuffled = draw.sample(range(len(some)), len(some))
        read = []
        for batch in np.array_split(np.array(shuffled, dtype=np.int64), 2):
            here = some.take(pyarrow.array(batch))
            numbers = (np.array(here[name].to_numpy()) for name in ("place", "side", "when", "rubric"))
            read.append(read_lines(*numbers, here["text"].to_pylist(), suffixes, matcher))
        homes.append(PackedLines.from_bytes(PackedLines.joined(read).to_bytes()))
    loops = Loops(homes)
    search_homes(loops, Search(count, parts, matcher, archive is not None, reach_of(matcher)))
    near = [row for known in loops.known for row in known.to_pylist()]

    nodes = {row["place"]: row["node"] for some in units for row in some.to_pylist()}
    graph = networkx.Graph([(row["left"], row["right"]) for row in near])
    graph.add_nodes_from(nodes.values())
    marks = {row[side]: row[f"{side}_marks"] for row in near for side in ("left", "right")}
    members: dict[int, list[int]] = {}
    for place, node in sorted(nodes.items()):
        members.setdefault(node, []).append(place)
    chosen, pairs_found = [], []
    for component in networkx.connected_components(graph):
        inside = [place for node in component for place in members[node]]
        if len(inside) == 1:
            continue
        draw.shuffle(inside)
        here = [(row["left"], row["right"]) for row in near if row["left"] in component]
        left, right = (np.array([pair[which] for pair in here], dtype=np.int64) for which in (0, 1))
        own = [marks.get(nodes[place]) for place in inside]
        columns = {"place": inside, "marks": pyarrow.array(own, pyarrow.list_(pyarrow.int32()))}
        rows = pyarrow.table(columns | {"text": [texts[place] for place in inside]})
        if archive is not None:
            rows = rows.append_column("side", pyarrow.array([int(place >= archive) for place in inside]))
        if times is not None:
            rows = rows.append_column("time", pyarrow.array([times[place] for place in inside], pyarrow.string()))
        found = choose_headlines(rows, left, right, matcher, suffixes, timed=any(times or ()))
        chosen += [explained(row, suffixes, matcher) for row in found[0].to_pylist()]
        pairs_found += [explained(row, suffixes, matcher) for row in found[1].to_pylist()]
    return chosen, pairs_found


def explained(row: dict[str, Any], suffixes: frozenset[str], matcher: Any) -> dict[str, Any]:
    if row["one"] is None:
        return row
    more = explain_headlines(row["one"], row["other"], row["context"], suffixes, matcher)
    return row | {"reasons": [*more, *row["reasons"]]}


MATCHERS: dict[str, Callable[[], Any]] = {
    "headlines": Matcher.headlines,
    "no repair, connected": lambda: Matcher.headlines(repair=False, clusters="connected", keep="most_frequent"),
    "first, low threshold": lambda: Matcher.headlines(keep="first", threshold=0.3),
    "average, most kept out": lambda: Matcher.headlines(clusters="average", drop="all"),
}


def compare_rows(texts: list[str], matcher: Any, *, parts: int, seed: int, times: list[Any] | None = None) -> None:
    found = find_duplicates(texts, matcher, times=times)
    chosen, pairs = search_in_parts(texts, matcher, parts=parts, draw=random.Random(seed), times=times)
    labels = {place: place for place in range(len(texts))}
    stays = dict.fromkeys(labels, True)
    for row in chosen:
        labels[row["place"]], stays[row["place"]] = row["cluster"], row["kept"]
        assert tuple(row["reasons"]) == found.why(row["place"]).reasons
    assert list(labels.values()) == found.labels.tolist()
    assert [place for place, stay in stays.items() if stay] == found.kept.tolist()
    rows = sorted((row["left"], row["right"], row["score"]) for row in pairs)
    assert rows == [(*pair, score) for pair, score in zip(found.pairs.tolist(), found.scores.tolist(), strict=True)]
    reasons = {(row["left"], row["right"]): tuple(row["reasons"]) for row in pairs}
    assert reasons == {
        (left, right): tuple(found.table.explain(row)) for row, (left, right, _, same) in enumerate(found.table) if same
    }


@pytest.mark.parametrize("name", MATCHERS)
@settings(max_examples=5)
@given(seed=st.integers(0, 1 << 30), count=st.integers(0, 120), parts=st.integers(1, 7))
def test_the_search_in_parts_gives_the_same_rows(name: str, seed: int, count: int, parts: int) -> None:
    compare_rows(headlines(count, random.Random(seed)), MATCHERS[name](), parts=parts, seed=seed)


def test_a_corpus_that_knows_its_sites_gives_the_same_rows() -> None:
    compare_rows(headlines(620, random.Random(3)), Matcher.headlines(), parts=4, seed=3)


@pytest.mark.parametrize(("work", "followed"), [(2_000, 5), (400, 2)])
def test_crowded_keys_give_the_same_rows(work: int, followed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (candidates, filing):
        monkeypatch.setattr(module, "LEAST_FOLLOWED", followed)
    monkeypatch.setattr(candidates, "WORK", work)
    compare_rows(headlines(300, random.Random(work)), Matcher.headlines(), parts=5, seed=5)


@pytest.mark.parametrize("within", [None, "36h", "3d"])
def test_times_give_the_same_rows(within: str | None) -> None:
    draw = random.Random(f"times {within}")
    texts = headlines(250, draw)
    times = [draw.choice([None, f"2024-07-{draw.randrange(10, 20)}T{draw.randrange(24):02}:00"]) for _ in texts]
    compare_rows(texts, Matcher.headlines(within=within, keep="earliest"), parts=4, seed=2, times=times)


def test_statistics_of_one_day_give_the_same_rows() -> None:
    places = ["Emden", "Bremen", "Kassel"]
    said = ("Inzidenz in {} steigt leicht an", "{}: Inzidenz steigt erneut leicht", "Inzidenz steigt in {} auf 112")
    lines = [line.format(place) for place in places for line in (*said, "Inzidenz steigt")]
    times = [f"2024-07-{day:02}T{hour:02}:00" for day in (11, 12, 19) for hour in (6, 13)]
    texts, when = zip(*[(line, time) for line in lines for time in times], strict=True)
    compare_rows([*texts], Matcher.headlines(keep="earliest"), parts=4, seed=5, times=[*when])


def test_an_archive_gives_the_same_rows() -> None:
    texts = headlines(400, random.Random(8))
    texts = texts[:150] + texts[:20] + texts[150:]
    found = find_duplicates(texts[150:], Matcher.headlines(), against=texts[:150], within_batch=False)
    chosen, _ = search_in_parts(texts, Matcher.headlines(), parts=4, draw=random.Random(8), archive=150)
    labels = dict.fromkeys(range(150, len(texts)), -1)
    for row in chosen:
        if row["place"] >= 150 and not row["kept"]:
            labels[row["place"]] = row["cluster"]
    assert list(labels.values()) == found.labels.tolist()


@pytest.mark.parametrize("within", [None, "10d"])
def test_rubrics_give_the_same_rows(within: str | None) -> None:
    draw = random.Random(f"rubrics {within}")
    lines = ["Das Wochenende kompakt", "Das Wochenende kompakt!", "Womit keiner rechnet", *TITLES[:6]]
    texts = [draw.choice(lines) for _ in range(160)]
    times = [
        draw.choice([None, *[f"2024-07-{draw.randrange(1, 31):02}T{draw.randrange(24):02}:00"] * 9]) for _ in texts
    ]
    compare_rows(texts, Matcher.headlines(within=within), parts=4, seed=6, times=times)
