"""On Ray, the rows are those of one machine, however the texts are cut into blocks and in whatever order they come."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import needed
from tests.match.test_partition import MATCHERS, corpus
from tests.match.test_partition_headlines import MATCHERS as FOR_HEADLINES
from tests.match.test_partition_headlines import headlines
from textnorm import BadRecord, Cleaner, Matcher, UnknownOption, find_duplicates
from textnorm.adapters.engines.on_ray import archive, datasets, exchange, places, rounds, search
from textnorm.match.headlines import candidates
from textnorm.match.partition.headlines import filing

# Ray itself warns of what it does with Python's own modules.
quiet = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::ResourceWarning")


class Held(NamedTuple):
    """What stands for a reference to a table in the object store."""

    value: Any


class Here:
    """A task that runs in this process."""

    def __init__(self, work: Callable[..., Any], returns: int = 1) -> None:
        self._work, self._returns = work, returns

    def options(self, *, num_returns: int, max_retries: int) -> Here:
        assert max_retries > 0
        return Here(self._work, num_returns)

    def remote(self, *arguments: Any) -> Any:
        found = self._work(*(each.value if isinstance(each, Held) else each for each in arguments))
        if self._returns == 1:
            return Held(found)
        assert len(found) == self._returns
        return [Held(table) for table in found]


INLINE = SimpleNamespace(remote=Here, get=lambda references: [each.value for each in references])


@pytest.fixture
def inline() -> Iterator[None]:
    """The steps of a search, run one after another in this process instead of by Ray."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (exchange, places, rounds, search, datasets):
            patch.setattr(module, "need_ray", lambda _: INLINE)
        yield


def blocks_of(texts: list[str], count: int, draw: random.Random) -> list[Any]:
    """The texts in blocks, shuffled, with ids whose order is that of the texts."""
    order = draw.sample(range(len(texts)), len(texts))
    parts = (order[start::count] for start in range(count))
    return [pa.table({"id": [f"t{i:05}" for i in part], "text": [texts[i] for i in part]}) for part in parts if part]


def read(blocks: list[Any], parts: int, first: int = 0, **known: Any) -> Any:
    rows = exchange.run(
        datasets._ids_and_texts, [[Held(block)] for block in blocks], channels=[0, 0], settings=["text", "id", known]
    )[0]
    numbers, size, twice = places.number_rows(rows, ("id",), parts, unique="id")
    assert size == sum(map(len, blocks))
    assert twice is None
    return exchange.run(datasets._placed, rows, numbers, channels=[0], settings=[first])[0]


def rows_of(pieces: Any) -> list[Any]:
    return [row for part in pieces for piece in part for row in piece.value.to_pylist()]


def number(name: str) -> int:
    return int(name[1:])


def assert_equal_rows(clusters: list[Any], pairs: list[Any], texts: list[str], found: Any) -> None:
    labels = [place if found.split is None else -1 for place in range(len(texts))]
    assert sorted(number(row["id"]) for row in clusters) == list(range(len(texts)))
    for row in clusters:
        assert (row["cluster"] is None) == (found.split is not None and row["kept"])
        if row["cluster"] is not None:
            labels[number(row["id"])] = number(row["cluster"])
        assert tuple(row["why"]) == found.why(number(row["id"])).reasons
    assert labels == found.labels.tolist()
    listed = sorted((number(row["left"]), number(row["right"]), row["score"]) for row in pairs if not row["reuse"])
    expected = (pair if found.split is None else pair[::-1] for pair in found.pairs.tolist())
    assert listed == sorted((*pair, score) for pair, score in zip(expected, found.scores.tolist(), strict=True))


def made(name: str, count: int, draw: random.Random) -> tuple[list[str], Any]:
    """Texts for a matcher, and the matcher."""
    if name in FOR_HEADLINES:
        return headlines(count, draw), FOR_HEADLINES[name]()
    return corpus(count, draw), MATCHERS[name]()


@pytest.mark.parametrize("name", [*MATCHERS, "headlines", "first, low threshold"])
@pytest.mark.usefixtures("inline")
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1 << 30), count=st.integers(1, 80), cut=st.integers(1, 4), parts=st.integers(1, 5))
def test_blocks_and_parts_do_not_change_the_rows(name: str, seed: int, count: int, cut: int, parts: int) -> None:
    draw = random.Random(seed)
    texts, matcher = made(name, count, draw)
    found = search.search_blocks(read(blocks_of(texts, cut, draw), parts), len(texts), None, matcher, parts)
    local = find_duplicates(texts, matcher)
    assert_equal_rows(rows_of(found.clusters), rows_of(found.pairs), texts, local)
    assert sorted(row["place"] for row in rows_of(found.dropped)) == local.dropped.tolist()


@pytest.mark.parametrize("name", [*MATCHERS, "headlines"])
@pytest.mark.usefixtures("inline")
def test_an_archive_gives_the_same_rows(name: str) -> None:
    draw = random.Random(7)
    every, matcher = made(name, 110, draw)
    stored, texts = every[:60], every[60:]
    source = read(blocks_of(stored, 2, draw), 3) + read(blocks_of(texts, 3, draw), 3, len(stored))
    found = search.search_blocks(source, len(every), len(stored), matcher, 3)
    local = find_duplicates(texts, matcher, against=stored, within_batch=False)
    assert_equal_rows(rows_of(found.clusters), rows_of(found.pairs), texts, local)
    dropped = sorted(row["place"] - len(stored) for row in rows_of(found.dropped))
    assert dropped == local.dropped.tolist()


@pytest.mark.parametrize("name", [*MATCHERS, "headlines", "first, low threshold"])
@pytest.mark.usefixtures("inline")
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 1 << 30), count=st.integers(2, 80), share=st.floats(0.1, 0.9), parts=st.integers(1, 4),
    drop=st.sampled_from(["copies", "all"]),
)  # fmt: skip
def test_new_texts_are_compared_with_one_another(
    name: str, seed: int, count: int, share: float, parts: int, drop: str
) -> None:
    draw = random.Random(seed)
    every, matcher = made(name, count, draw)
    matcher = replace(matcher, drop=drop)
    split = int(count * share)
    draw.shuffle(every)
    stored, texts = every[:split], every[split:]
    source = read(blocks_of(texts, 3, draw), parts, len(stored))
    blocks = read(blocks_of(stored, 2, draw), parts) if stored else []
    found = search.search_blocks(blocks + source, len(every), len(stored), matcher, parts)
    found = found._replace(dropped=found.dropped[len(blocks) :])
    found, batch = archive.search_new(found, source, len(stored), len(texts), matcher, parts, ())
    local = find_duplicates(texts, matcher, against=stored)
    rows = {number(row["id"]): row for row in rows_of(found.clusters)}
    assert [at for at in range(len(texts)) if rows[at]["kept"]] == local.kept.tolist()
    assert [tuple(rows[at]["why"]) for at in range(len(texts))] == [local.why(at).reasons for at in range(len(texts))]
    assert sorted({row["place"] - len(stored) for row in rows_of(found.dropped)}) == local.dropped.tolist()
    assert local.batch is not None
    assert_equal_rows(rows_of(batch.clusters), rows_of(batch.pairs), texts, local.batch)


@pytest.mark.usefixtures("inline")
def test_crowded_keys_of_headlines_give_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (candidates, filing):
        monkeypatch.setattr(module, "LEAST_FOLLOWED", 4)
    monkeypatch.setattr(candidates, "WORK", 800)
    draw, matcher = random.Random(21), Matcher.headlines()
    texts = headlines(250, draw)
    found = search.search_blocks(read(blocks_of(texts, 3, draw), 4), len(texts), None, matcher, 4)
    assert_equal_rows(rows_of(found.clusters), rows_of(found.pairs), texts, find_duplicates(texts, matcher))


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize(
    ("name", "matcher"),
    [("headlines", Matcher.headlines(within="3d", keep="earliest")), ("articles", Matcher.articles(keep="earliest"))],
)
def test_times_give_the_same_rows(name: str, matcher: Matcher) -> None:
    draw = random.Random(5)
    texts, _ = made(name, 100, draw)
    times = {text: draw.choice([None, f"2024-07-{draw.randrange(10, 20)}"]) for text in texts}
    blocks = [
        block.append_column("published", pa.array([times[text] for text in block["text"].to_pylist()], pa.string()))
        for block in blocks_of(texts, 3, draw)
    ]
    source = read(blocks, 3, time=("published", pa.string()))
    found = search.search_blocks(source, len(texts), None, matcher, 3, ("time",))
    local = find_duplicates(texts, matcher, times=[times[text] for text in texts])
    assert_equal_rows(rows_of(found.clusters), rows_of(found.pairs), texts, local)


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    engine = needed("ray")
    needed("ray.data")
    os.environ["RAY_DATA_DISABLE_PROGRESS_BARS"] = "1"
    engine.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=200_000_000)
    yield engine
    engine.shutdown()


@quiet
def test_two_workers_give_the_same_rows(ray: Any) -> None:
    draw, matcher = random.Random(11), Matcher.articles()
    texts = corpus(120, draw)
    dataset = ray.data.from_arrow(blocks_of(texts, 3, draw))
    found = datasets.find_duplicates(dataset, matcher=matcher, parts=2)
    local = find_duplicates(texts, matcher)
    assert_equal_rows(found.clusters.take_all(), found.pairs.take_all(), texts, local)
    kept = datasets.drop_duplicates(dataset, matcher=matcher, parts=2)
    assert sorted(number(row["id"]) for row in kept.take_all()) == local.kept.tolist()
    texts, matcher = headlines(150, draw), Matcher.headlines()
    found = datasets.find_duplicates(ray.data.from_arrow(blocks_of(texts, 3, draw)), matcher=matcher, parts=2)
    assert_equal_rows(found.clusters.take_all(), found.pairs.take_all(), texts, find_duplicates(texts, matcher))


@quiet
def test_an_archive_on_ray(ray: Any) -> None:
    draw, matcher = random.Random(12), Matcher()
    every = corpus(90, draw)
    stored, texts = (ray.data.from_arrow(blocks_of(half, 2, draw)) for half in (every[:50], every[50:]))
    local = find_duplicates(every[50:], matcher, against=every[:50], within_batch=False)
    found = datasets.find_duplicates(texts, matcher=matcher, against=stored, within_batch=False, parts=2)
    assert_equal_rows(found.clusters.take_all(), found.pairs.take_all(), every[50:], local)
    left = datasets.drop_duplicates(texts, matcher=matcher, against=stored, parts=2).take_all()
    local = find_duplicates(every[50:], matcher, against=every[:50])
    assert sorted(number(row["id"]) for row in left) == local.kept.tolist()


@quiet
def test_columns_are_cleaned_and_decoded(ray: Any) -> None:
    rows = pa.table({"id": [1, 2], "text": ["Gr&uuml;n", None], "raw": ["Käse".encode("cp850"), None]})
    dataset = ray.data.from_arrow(rows)
    cleaned = datasets.clean_column(dataset, "text", cleaner=Cleaner(), into="clean")
    assert [row["clean"] for row in cleaned.take_all()] == ["Grün", None]
    decoded = datasets.decode_column(dataset, "raw", encoding="cp850")
    assert [row["raw"] for row in decoded.take_all()] == ["Käse", None]
    with pytest.raises(BadRecord, match="no column 'titel'; columns: id, text, raw"):
        datasets.clean_column(dataset, "titel")
    with pytest.raises(BadRecord, match="column 'text' holds string, expected bytes"):
        datasets.decode_column(dataset, "text")


@quiet
def test_bad_ids_and_settings_are_named(ray: Any) -> None:
    twice = ray.data.from_arrow(pa.table({"id": [4, 7, 4], "text": ["a", "b", "c"]}))
    with pytest.raises(BadRecord, match="column 'id' has 4 twice"):
        datasets.find_duplicates(twice, matcher=Matcher())
    missing = ray.data.from_arrow(pa.table({"id": [4, None], "text": ["a", "b"]}))
    with pytest.raises(BadRecord, match="no value in 1 rows"):
        datasets.find_duplicates(missing, matcher=Matcher())
    with pytest.raises(UnknownOption, match="verify=False"):
        datasets.find_duplicates(twice, matcher=Matcher(verify=False))


@quiet
def test_a_worker_that_dies_is_replaced(ray: Any, tmp_path: Path) -> None:
    died = tmp_path / "died"

    def step(part: int, tables: list[Any]) -> Any:
        if part == 1 and not died.exists():
            died.touch()
            os._exit(1)
        return [tables]

    pieces = [[ray.put(pa.table({"part": [part]}))] for part in range(3)]
    (found,) = exchange.run(step, pieces, channels=[0])
    assert [ray.get(piece)["part"].to_pylist() for (piece,) in found] == [[0], [1], [2]]
    assert died.exists()
