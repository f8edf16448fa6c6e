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

from tests.match.test_partition import parts_by
from textnorm import Matcher, find_duplicates
from textnorm.match.headlines import candidates
from textnorm.match.headlines.candidates import size_followed
from textnorm.match.headlines.parts import suffixes_among
from textnorm.match.headlines.table import LARGE
from textnorm.match.partition.choose import choose_headlines
from textnorm.match.partition.headlines import filing, series
from textnorm.match.partition.headlines.judge import judge_pairs
from textnorm.match.partition.headlines.records import read_lines, tails_of

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


def joined(tables: list[Any]) -> Any:
    return pyarrow.concat_tables(tables)


def by(rows: Any, key: str, parts: int, work: Callable[[Any], Any], draw: random.Random) -> Any:
    """``work`` on each part of the rows: all rows of a key are in one part, in any order."""
    found = []
    for part in parts_by(rows[key].to_numpy(), parts):
        places = part.tolist()
        draw.shuffle(places)
        if places:
            found.append(work(rows.take(places)))
    return joined(found) if found else None


def search_in_parts(
    texts: list[str], matcher: Any, *, parts: int, draw: random.Random, archive: int | None = None
) -> tuple[list[Any], list[Any]]:
    units: dict[tuple[str, int], int] = {}
    unit_of = [units.setdefault((text, int(place >= (archive or 0))), place) for place, text in enumerate(texts)]
    place = np.array(list(units.values()), dtype=np.int64)
    side = np.array([which for _, which in units], dtype=np.int64)
    count = len(place)
    cut = [part for part in np.array_split(draw.sample(range(count), count), parts) if len(part)]
    suffixes: frozenset[str] = frozenset()
    if count >= LARGE:
        tails = joined([tails_of([texts[at] for at in place[part]], matcher) for part in cut])
        suffixes = suffixes_among(Counter(tails["tail"].to_pylist()), count)
    lines = joined(
        [read_lines(place[part], side[part], [texts[at] for at in place[part]], suffixes, matcher) for part in cut]
    )

    first: dict[int, int] = {}
    wholes = list(zip(lines["whole"].to_pylist(), lines["place"].to_pylist(), strict=True))
    for whole, own in wholes:
        first[whole] = min(first.get(whole, own), own)
    later = {own for whole, own in wholes if first[whole] != own}

    def phrases(frames: Any) -> Any:
        return series.phrases_in(frames, np.array([at in later for at in frames["place"].to_pylist()], dtype=bool))

    before: Counter[int] = Counter()
    behind: Counter[int] = Counter()
    found = by(series.frames_of(lines), "frame", parts, phrases, draw)
    for row in found.to_pylist() if found is not None else ():
        before[row["place"]] += row["before"]
        behind[row["place"]] += row["behind"]
    at = lines["place"].to_pylist()
    lines = series.mark_series(lines, *(np.array([counts[row] for row in at]) for counts in (before, behind)))

    def shared(rows: Any) -> Any:
        return filing.shared_keys(rows["key"].to_numpy(), rows["place"].to_numpy())

    def limit(rows: Any) -> int:
        sizes, times = np.unique(rows["size"].to_numpy(), return_counts=True)
        return size_followed(sizes, times // sizes)

    entries = by(filing.entries_of(lines), "key", parts, shared, draw)
    crowded = entries.filter(pyarrow.compute.greater(entries["size"], limit(entries)))
    if len(crowded):
        calm = entries.filter(pyarrow.compute.less_equal(entries["size"], limit(entries)))

        def paired(rows: Any) -> Any:
            return filing.paired_keys(*(rows[name].to_numpy() for name in ("key", "place", "size")))

        pairs = by(crowded, "place", parts, paired, draw)
        pairs = by(pairs, "key", parts, shared, draw)
        both = joined([calm, pairs])
        both = both.filter(pyarrow.compute.less_equal(both["size"], limit(both)))
        concerned = lines.filter(pyarrow.compute.is_in(lines["place"], crowded["place"].unique()))

        def spare(rows: Any) -> Any:
            return filing.spare_keys(rows["key"].to_numpy(), rows["place"].to_numpy())

        entries = joined([both, by(filing.spare_entries_of(concerned), "key", parts, spare, draw)])

    def filed(rows: Any) -> Any:
        return filing.file_places(*(rows[name].to_numpy() for name in ("key", "place", "size")), count=count)

    rows = by(entries, "place", parts, filed, draw)
    if rows is None:
        rows = filing.FILED.empty_table()
    sides = dict(zip(place.tolist(), side.tolist(), strict=True))
    postings = filing.postings_of(rows, np.array([sides[row] for row in rows["place"].to_pylist()], dtype=np.int64))
    edges = by(postings, "key", parts, lambda some: filing.meet_headlines(some, archived=archive is not None), draw)
    near: list[Any] = []
    if edges is not None and len(edges):
        edges = edges.group_by(["left", "right"]).aggregate([])
        records = lines.take([at.index(own) for own in rows["place"].to_pylist()])
        for name in ("keys", "weights", "norm"):
            records = records.append_column(name, rows[name])

        def judge(some: Any) -> Any:
            left, right = (some[name].to_numpy() for name in ("left", "right"))
            needed = pyarrow.compute.is_in(records["place"], pyarrow.array(np.concatenate([left, right])))
            return judge_pairs(left, right, records.filter(needed).combine_chunks(), matcher)

        near = by(edges, "left", parts, judge, draw).to_pylist()

    graph = networkx.Graph([(row["left"], row["right"]) for row in near])
    graph.add_nodes_from(place.tolist())
    words = dict(zip(lines["place"].to_pylist(), lines["words"].to_pylist(), strict=True))
    members: dict[int, list[int]] = {}
    for at_place, unit in enumerate(unit_of):
        members.setdefault(unit, []).append(at_place)
    chosen, pairs_found = [], []
    for component in networkx.connected_components(graph):
        inside = [at_place for unit in component for at_place in members[unit]]
        if len(inside) == 1:
            continue
        draw.shuffle(inside)
        here = [(row["left"], row["right"]) for row in near if row["left"] in component]
        left, right = (np.array([pair[which] for pair in here], dtype=np.int64) for which in (0, 1))
        rows = {
            "place": inside,
            "text": [texts[at_place] for at_place in inside],
            "words": [words[unit_of[at]] for at in inside],
        }
        if archive is not None:
            rows["side"] = [int(at >= archive) for at in inside]
        found = choose_headlines(pyarrow.table(rows), left, right, matcher, suffixes)
        chosen += found[0].to_pylist()
        pairs_found += found[1].to_pylist()
    return chosen, pairs_found


MATCHERS: dict[str, Callable[[], Any]] = {
    "headlines": Matcher.headlines,
    "no repair, connected": lambda: Matcher.headlines(repair=False, clusters="connected", keep="most_frequent"),
    "first, low threshold": lambda: Matcher.headlines(keep="first", threshold=0.3),
    "average, most kept out": lambda: Matcher.headlines(clusters="average", drop="all"),
}


def compare_rows(texts: list[str], matcher: Any, *, parts: int, seed: int) -> None:
    found = find_duplicates(texts, matcher)
    chosen, pairs = search_in_parts(texts, matcher, parts=parts, draw=random.Random(seed))
    labels = {place: place for place in range(len(texts))}
    stays = dict.fromkeys(labels, True)
    for row in chosen:
        labels[row["place"]], stays[row["place"]] = row["cluster"], row["kept"]
        assert tuple(row["reasons"]) == found.why(row["place"]).reasons
    assert list(labels.values()) == found.labels.tolist()
    assert [place for place, stay in stays.items() if stay] == found.kept.tolist()
    rows = sorted((row["left"], row["right"], row["score"]) for row in pairs)
    assert rows == [(*pair, score) for pair, score in zip(found.pairs.tolist(), found.scores.tolist(), strict=True)]


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
