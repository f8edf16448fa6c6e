"""The steps of a search for headlines: read, mark series, file under keys, meet, judge, choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow
import pyarrow.compute as pc

from textnorm.adapters.engines.on_ray.decide import both_ways, by_ids, with_side
from textnorm.adapters.engines.on_ray.exchange import part_of, split
from textnorm.adapters.engines.on_ray.propose import numbers
from textnorm.match.partition.choose import choose_headlines
from textnorm.match.partition.headlines import filing, series
from textnorm.match.partition.headlines.judge import judge_pairs
from textnorm.match.partition.headlines.records import read_lines, tails_of
from textnorm.match.partition.records import EDGES, SCORED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = [
    "ask", "choose_part", "concerned", "entries", "file", "frames", "judge", "lines", "mark", "meet", "members",
    "paired", "phrases", "post", "read", "send", "share", "sizes", "spare", "tails", "texts_by", "wanted", "wholes",
]  # fmt: skip

_ENTRIES = pyarrow.schema([("key", pyarrow.int64()), ("place", pyarrow.int64())])


def _spread(rows: Any, name: str, parts: int) -> list[Any]:
    return split(rows, part_of(numbers(rows, name).astype(np.int64), parts), parts)


def texts_by(block: int, tables: list[Any], parts: int, archive: int | None) -> Any:
    """The texts of a block with their sides, by their hashes."""
    source = tables[0]
    side = (numbers(source, "place") >= (archive or 0)).astype(np.int64)
    rows = pyarrow.table({
        "place": source["place"], "side": side, "text": source["text"],
        "at": np.full(len(source), block, dtype=np.int64),
    })  # fmt: skip
    hashed = np.array([_hash(text) for text in source["text"].to_pylist()], dtype=np.int64)
    return [split(rows, part_of(hashed, parts), parts)]


def _hash(text: str) -> int:
    from zlib import crc32

    return crc32(text.encode("utf-8", "surrogatepass"))


def lines(_part: int, tables: list[Any], parts: int) -> Any:
    """Every distinct text of a side by its first place; and the places of all copies, by that first place."""
    rows = tables[0].sort_by("place")
    found: dict[tuple[str, int], int] = {}
    keys = zip(rows["text"].to_pylist(), rows["side"].to_pylist(), strict=True)
    place = numbers(rows, "place")
    nodes = np.array([found.setdefault(key, at) for key, at in zip(keys, place.tolist(), strict=True)], dtype=np.int64)
    first = rows.filter(pyarrow.array(nodes == place))
    copies = rows.select(["place", "at"]).append_column("node", pyarrow.array(nodes))
    return [[first], _spread(copies, "node", parts), [pyarrow.table({"lines": [len(first)]})]]


def tails(_part: int, tables: list[Any], matcher: MatchSettings) -> Any:
    """How many texts of a part end in each tail."""
    found = tails_of(tables[0]["text"].to_pylist(), matcher)
    return [[found.group_by("tail").aggregate([("tail", "count")])]]


def read(_part: int, tables: list[Any], suffixes: frozenset[str], matcher: MatchSettings, parts: int) -> Any:
    """The headlines of a part, by place; and which of them have the same letters, by these."""
    rows = tables[0]
    found = read_lines(
        numbers(rows, "place").copy(), numbers(rows, "side").copy(), rows["text"].to_pylist(), suffixes, matcher
    )
    return [_spread(found, "place", parts), _spread(found.select(["whole", "place"]), "whole", parts)]


def wholes(_part: int, tables: list[Any], parts: int) -> Any:
    """The places of headlines that have the same letters as an earlier one."""
    rows = tables[0].sort_by([("whole", "ascending"), ("place", "ascending")])
    again = np.diff(numbers(rows, "whole"), prepend=-1) == 0
    return [_spread(rows.filter(pyarrow.array(again)).select(["place"]), "place", parts)]


def frames(_part: int, tables: list[Any], parts: int) -> Any:
    """The headlines of a part by their first and last words."""
    rows, later = tables
    found = series.frames_of(rows)
    again = np.isin(numbers(found, "place"), numbers(later, "place"))
    return [_spread(found.append_column("later", pyarrow.array(again)), "frame", parts)]


def phrases(_part: int, tables: list[Any], parts: int) -> Any:
    """The words of headlines that belong to series."""
    later = tables[0]["later"].to_numpy(zero_copy_only=False).astype(bool)
    return [_spread(series.phrases_in(tables[0], later), "place", parts)]


def mark(_part: int, tables: list[Any]) -> Any:
    """The headlines of a part with the words of series marked."""
    rows, found = tables
    sums = found.group_by("place").aggregate([("before", "sum"), ("behind", "sum")]).sort_by("place")
    lengths = []
    at = np.searchsorted(numbers(rows, "place"), numbers(sums, "place"), sorter=_order(rows))
    for name in ("before_sum", "behind_sum"):
        length = np.zeros(len(rows), dtype=np.int64)
        length[_order(rows)[at]] = numbers(sums, name)
        lengths.append(length)
    return [[series.mark_series(rows, *lengths)]]


def _order(rows: Any) -> NDArray[np.int64]:
    return np.argsort(numbers(rows, "place"))


def entries(_part: int, tables: list[Any], parts: int) -> Any:
    """The keys of the headlines of a part, by key."""
    return [_spread(filing.entries_of(tables[0]), "key", parts)]


def share(_part: int, tables: list[Any]) -> Any:
    """The keys that others share."""
    return [[filing.shared_keys(numbers(tables[0], "key"), numbers(tables[0], "place"))]]


def sizes(_part: int, tables: list[Any], most: int | None) -> Any:
    """How many keys have each size, up to ``most``."""
    found = np.concatenate([numbers(table, "size") for table in tables])
    size, count = np.unique(found if most is None else found[found <= most], return_counts=True)
    return [[pyarrow.table({"size": size, "keys": count // np.maximum(size, 1)})]]


def concerned(_part: int, tables: list[Any], limit: int, parts: int) -> Any:
    """The keys that more than ``limit`` headlines have, by headline."""
    return [_spread(tables[0].filter(pc.greater(tables[0]["size"], limit)), "place", parts)]


def paired(_part: int, tables: list[Any], parts: int) -> Any:
    """Every two of those of a headline as one; and spare keys of the headlines that have one."""
    crowded, rows = tables
    pairs = (
        filing.paired_keys(numbers(crowded, "key"), numbers(crowded, "place"), numbers(crowded, "size"))
        if len(crowded)
        else _ENTRIES.empty_table()
    )
    some = rows.filter(pc.is_in(rows["place"], value_set=crowded["place"].combine_chunks()))
    spare = filing.spare_entries_of(some) if len(some) else _ENTRIES.empty_table()
    return [_spread(pairs, "key", parts), _spread(spare, "key", parts)]


def spare(_part: int, tables: list[Any]) -> Any:
    """The spare keys that a few headlines share."""
    return [[filing.spare_keys(numbers(tables[0], "key"), numbers(tables[0], "place"))]]


def post(_part: int, tables: list[Any], limits: tuple[int, int] | None, parts: int) -> Any:
    """The keys of a part that are followed, by headline; the tables are those of words, of pairs and spare ones."""
    if limits is None:
        return [_spread(tables[0], "place", parts)]
    first, second = limits
    words = tables[0].filter(pc.less_equal(tables[0]["size"], min(first, second)))
    pairs = tables[1].filter(pc.less_equal(tables[1]["size"], second))
    return [_spread(pyarrow.concat_tables([words, pairs, tables[2]]), "place", parts)]


def file(_part: int, tables: list[Any], count: int, parts: int) -> Any:
    """The headlines of a part with all that a pair is judged by; and their postings, by key."""
    keys, rows = tables
    filed = filing.file_places(numbers(keys, "key"), numbers(keys, "place"), numbers(keys, "size"), count)
    order = _order(rows)
    at = order[np.searchsorted(numbers(rows, "place"), numbers(filed, "place"), sorter=order)]
    rows = rows.take(pyarrow.array(at))
    for name in ("keys", "weights", "norm"):
        rows = rows.append_column(name, filed[name])
    postings = filing.postings_of(filed, numbers(rows, "side"))
    return [[rows], _spread(postings, "key", parts)]


def meet(_part: int, tables: list[Any], archived: bool, parts: int) -> Any:
    """The pairs that meet under the keys of a part, by their left headlines."""
    return [_spread(filing.meet_headlines(tables[0], archived=archived), "left", parts)]


def ask(part: int, tables: list[Any], parts: int) -> Any:
    """The pairs of a part, each once, and the headlines that it needs, by place."""
    edges = tables[0].group_by(EDGES.names).aggregate([])
    places = np.unique(np.concatenate([numbers(edges, "left"), numbers(edges, "right")]))
    asked = pyarrow.table({"place": places, "asker": np.full(len(places), part, dtype=np.int64)})
    return [[edges], _spread(asked, "place", parts)]


def send(_part: int, tables: list[Any], parts: int) -> Any:
    """The headlines that others asked for."""
    rows, asked = tables
    order = _order(rows)
    at = order[np.searchsorted(numbers(rows, "place"), numbers(asked, "place"), sorter=order)]
    return [split(rows.take(pyarrow.array(at)), numbers(asked, "asker"), parts)]


def judge(_part: int, tables: list[Any], matcher: MatchSettings, parts: int) -> Any:
    """The pairs of a part that are near the threshold; and both ways by node, to join them into components."""
    edges, rows = tables
    found = SCORED.empty_table()
    if len(edges):
        found = judge_pairs(numbers(edges, "left"), numbers(edges, "right"), rows, matcher)
    near = found.select(EDGES.names)
    return [_spread(near, "left", parts), both_ways(near, parts)]


def members(_part: int, tables: list[Any], parts: int) -> Any:
    """The copies of all headlines in components, by component, with their words; and the near pairs."""
    copies, stars, near, rows = tables
    blank = rows.filter(rows["blank"])
    copies = copies.filter(pc.invert(pc.is_in(copies["node"], value_set=blank["place"].combine_chunks())))
    node = numbers(copies, "node")
    roots = dict(zip(stars["right"].to_pylist(), stars["left"].to_pylist(), strict=True))
    root = np.array([roots.get(one, one) for one in node.tolist()], dtype=np.int64)
    several = np.unique(node, return_counts=True)
    left = numbers(near, "left")
    inside = np.isin(node, np.concatenate([left, numbers(stars, "right"), several[0][several[1] > 1]]))
    chosen = copies.append_column("root", pyarrow.array(root)).filter(pyarrow.array(inside))
    order = _order(rows)
    at = order[np.searchsorted(numbers(rows, "place"), numbers(chosen, "node"), sorter=order)]
    chosen = chosen.append_column("words", rows["words"].take(pyarrow.array(at)))
    whose = np.array([roots.get(one, one) for one in left.tolist()], dtype=np.int64)
    pairs = near.append_column("root", pyarrow.array(whose))
    return [_spread(chosen, "root", parts), _spread(pairs, "root", parts)]


def wanted(part: int, tables: list[Any], blocks: int) -> Any:
    """What a part needs of the blocks: the texts of its components."""
    rows = tables[0].select(["place", "at"]).append_column(
        "asker", pyarrow.array(np.full(len(tables[0]), part, dtype=np.int64))
    )  # fmt: skip
    return [split(rows, numbers(rows, "at"), blocks)]


def choose_part(
    _part: int, tables: list[Any], suffixes: frozenset[str], matcher: MatchSettings, archive: int | None, blocks: int
) -> Any:
    """The clusters and the pairs of the components of a part, by ids; and the places of dropped texts, by block."""
    rows, texts, near = tables
    texts, rows = texts.sort_by("place"), rows.sort_by("place")
    rows = rows.append_column("text", texts["text"]).append_column("id", texts["id"])
    if not len(rows):
        return by_ids(rows, [], [], archive, blocks)
    left, right = numbers(near, "left").copy(), numbers(near, "right").copy()
    chosen, pairs = choose_headlines(with_side(rows, archive), left, right, matcher, suffixes)
    return by_ids(rows, [chosen], [pairs], archive, blocks)
