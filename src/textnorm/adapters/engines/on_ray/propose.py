"""The steps from texts to proposed pairs: sketch, group the exact copies, meet under keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow
import pyarrow.compute as pc

from textnorm.adapters.engines.on_ray.exchange import as_rows, part_of, split
from textnorm.match.partition.bucket import agreeing, crowd, enough
from textnorm.match.partition.homes import Home, meet_as_tables
from textnorm.match.partition.records import EDGES, table
from textnorm.match.partition.sharing import announced, shared_slots, wanted_by_all
from textnorm.match.partition.sketch import sketch, slots_of
from textnorm.match.partition.verify import frequency_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = [
    "announce", "answer", "assign", "crowded", "emit", "every_pair", "frequency", "group", "left_side", "numbers",
    "right_side", "share", "sketch_block", "slots",
]  # fmt: skip


def numbers(rows: Any, name: str) -> NDArray[Any]:
    """A column of numbers as an array."""
    found: NDArray[Any] = rows[name].to_numpy()
    return found


def sketch_block(
    block: int, tables: list[Any], total: int, matcher: MatchSettings, parts: int, known: tuple[str, ...]
) -> Any:
    """The sketches of a block; how many keys; what is needed to group exact copies; the shingles that are counted."""
    source = tables[0]
    more = {name: source[name].to_pylist() for name in known}
    rows = sketch(numbers(source, "place").copy(), source["text"].to_pylist(), total, matcher, **more)
    real = rows.filter(pc.invert(rows["blank"]))
    copies = real.select(["place", "digest", "digest2", "length", "prefer"])
    copies = copies.append_column("block", pyarrow.array(np.full(len(copies), block, dtype=np.int64)))
    counted = rows.filter(rows["counted"].is_valid()).select(["digest", "counted"])
    keys = sum(len(rows[name].combine_chunks().flatten()) for name in ("samples", "bands"))
    return [
        [rows.drop_columns(["counted"])],
        [pyarrow.table({"keys": [keys]})],
        split(copies, part_of(numbers(copies, "digest"), parts), parts),
        split(counted, part_of(numbers(counted, "digest"), parts), parts),
    ]


def slots(_part: int, tables: list[Any]) -> Any:
    """How often each slot of the table of frequencies comes in the texts of a part, each distinct text once."""
    rows = tables[0]
    first = np.unique(numbers(rows, "digest"), return_index=True)[1]
    hashes = rows["counted"].combine_chunks().take(pyarrow.array(first)).flatten().to_numpy()
    found, counts = np.unique(slots_of(np.ascontiguousarray(hashes, dtype=np.int64)), return_counts=True)
    return [[pyarrow.table({"slot": found, "count": counts.astype(np.int64)})]]


def frequency(_part: int, tables: list[Any], total: int) -> Any:
    """The frequency of shingles in the corpus, from the slots of all parts."""
    merged = tables[0].group_by("slot").aggregate([("count", "sum")]).sort_by("slot")
    _, found, counts = frequency_of(numbers(merged, "slot"), numbers(merged, "count_sum"), total)
    return [[pyarrow.table({"slot": found, "count": counts})]]


def group(_part: int, tables: list[Any]) -> Any:
    """The texts of a part by their digests, with the number of their group; and a row per group to rank them by."""
    rows = tables[0].sort_by([("digest", "ascending"), ("digest2", "ascending"), ("place", "ascending")])
    if not len(rows):
        nothing = np.zeros(0, dtype=np.int64)
        ranked = {"prefer": nothing.astype(np.float64), "shorter": nothing, "digest": nothing, "first": nothing}
        return [[rows.append_column("group", pyarrow.array(nothing))], [pyarrow.table(ranked)]]
    digests = np.stack([numbers(rows, "digest"), numbers(rows, "digest2")], axis=1)
    new = np.concatenate([[True], (digests[1:] != digests[:-1]).any(axis=1)])
    firsts = np.flatnonzero(new)
    ranked = {
        "prefer": np.minimum.reduceat(numbers(rows, "prefer"), firsts),
        "shorter": -np.maximum.reduceat(numbers(rows, "length"), firsts),
        "digest": digests[firsts, 0],
        "first": numbers(rows, "place")[firsts],
    }
    return [[rows.append_column("group", pyarrow.array(np.cumsum(new) - 1))], [pyarrow.table(ranked)]]


def assign(_part: int, tables: list[Any], blocks: int, parts: int) -> Any:
    """The nodes of the texts of a part: of first copies to the blocks that have these, of all copies by node."""
    rows, ranks = tables
    node = numbers(ranks, "number")[numbers(rows, "group")]
    groups = numbers(rows, "group")
    first = np.diff(groups, prepend=-1) != 0
    copies = pyarrow.table({
        "node": node, "place": numbers(rows, "place"), "block": numbers(rows, "block"), "first": first,
    })  # fmt: skip
    leading = copies.filter(pyarrow.array(first))
    return [
        split(leading.select(["place", "node"]), numbers(leading, "block"), blocks),
        split(copies, part_of(node, parts), parts),
    ]


def announce(_block: int, tables: list[Any], parts: int, slots: int) -> Any:
    """The nodes of a block with their keys; these as slots, for each part; what the pairs of a node are judged by."""
    rows, nodes = tables
    order = np.argsort(numbers(rows, "place"))
    where = order[np.searchsorted(numbers(rows, "place")[order], numbers(nodes, "place"))]
    node = numbers(nodes, "node")
    mine = rows.take(pyarrow.array(where)).append_column("node", nodes["node"])
    home = mine.select(["node", "sampled", "samples", "bands"])
    stats = mine.select(["sampled", "bands", "short", "node"])
    return [
        [home],
        [as_rows([slots_of_part]) for slots_of_part in announced(_home(home).keys, parts, slots)],
        split(stats, part_of(node, parts), parts),
    ]


def _home(rows: Any) -> Home:
    samples, bands = (rows[name].combine_chunks() for name in ("samples", "bands"))
    sizes = pc.fill_null(pc.list_value_length(samples), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    keys = (lists.flatten().to_numpy(zero_copy_only=False).astype(np.int64) for lists in (samples, bands))
    return Home(numbers(rows, "node"), numbers(rows, "sampled"), sizes, *keys)


def answer(_part: int, tables: list[Any]) -> Any:
    """The slots of a part that two keys have."""
    return [[as_rows([shared_slots(tables[0]["data"].to_pylist())])]]


def emit(block: int, tables: list[Any], parts: int, slots: int) -> Any:
    """The keys of a block that two nodes may have, for each part."""
    home, shared = _home(tables[0]), tables[1]["data"].to_pylist()
    return [[as_rows([data]) for data in home.travelling(block, parts, wanted_by_all(home.keys, parts, slots, shared))]]


def share(_part: int, tables: list[Any], parts: int) -> Any:
    """The meetings under the samples of a part, and the edges under its bands."""
    met, edges = meet_as_tables(tables[0]["data"].to_pylist())
    return [
        split(met, part_of(numbers(met, "left"), parts), parts),
        split(edges, part_of(numbers(edges, "left"), parts), parts),
    ]


_PAIR = ["left", "right"]


def left_side(_part: int, tables: list[Any], parts: int) -> Any:
    """Meetings and edges with what their left nodes bring, to the parts of the right ones; nodes in crowds; nodes."""
    met, edges, stats = tables
    sums = met.group_by(_PAIR).aggregate([("times", "sum"), ("weight", "sum")])
    alone = numbers(sums, "right") < 0
    stats = stats.sort_by("node")
    node = numbers(stats, "node")
    total = np.zeros(len(node), dtype=np.int64)
    total[np.searchsorted(node, numbers(sums, "left")[alone])] = numbers(sums, "weight_sum")[alone]
    in_crowd = np.isin(node, numbers(edges, "left")[numbers(edges, "right") < 0])
    stats = stats.append_column("total", pyarrow.array(total)).append_column("crowd", pyarrow.array(in_crowd))
    pairs = sums.filter(pyarrow.array(~alone))
    at = np.searchsorted(node, numbers(pairs, "left"))
    pairs = pairs.append_column("total", pyarrow.array(total[at]))
    pairs = pairs.append_column("sampled", pyarrow.array(numbers(stats, "sampled")[at]))
    edges = edges.filter(pyarrow.array(numbers(edges, "right") >= 0)).group_by(_PAIR).aggregate([])
    at = np.searchsorted(node, numbers(edges, "left"))
    edges = edges.append_column("crowd", pyarrow.array(in_crowd[at]))
    edges = edges.append_column("short", stats["short"].take(pyarrow.array(at)))
    return [
        split(pairs, part_of(numbers(pairs, "right"), parts), parts),
        split(edges, part_of(numbers(edges, "right"), parts), parts),
        [stats.filter(pyarrow.array(in_crowd)).select(["node", "bands", "short"])],
        [stats],
    ]


def right_side(_part: int, tables: list[Any], matcher: MatchSettings, parts: int) -> Any:
    """The pairs that met often enough or whose sketches agree enough, by their left nodes."""
    met, edges, stats = tables
    node = numbers(stats, "node")
    at = np.searchsorted(node, numbers(met, "right"))
    samples = np.stack([numbers(met, "sampled"), numbers(stats, "sampled")[at]])
    totals = np.stack([numbers(met, "total"), numbers(stats, "total")[at]])
    often = met.select(_PAIR).filter(
        pyarrow.array(enough(numbers(met, "times_sum"), numbers(met, "weight_sum"), samples, totals))
    )
    at = np.searchsorted(node, numbers(edges, "right"))
    calm = np.flatnonzero(~(numbers(edges, "crowd") & numbers(stats, "crowd")[at]))
    calm_edges = edges.take(pyarrow.array(calm))
    short = calm_edges["short"].to_pylist(), stats["short"].take(pyarrow.array(at[calm])).to_pylist()
    alike = agreeing(numbers(calm_edges, "left"), numbers(calm_edges, "right"), short, matcher)
    found = pyarrow.concat_tables([often.cast(EDGES), alike])
    return [split(found, part_of(numbers(found, "left"), parts), parts)]


def crowded(_part: int, tables: list[Any], matcher: MatchSettings, parts: int) -> Any:
    """The pairs among the nodes in oversized buckets, by their left nodes."""
    rows = tables[0]
    if not len(rows):
        return [split(EDGES.empty_table(), np.zeros(0, dtype=np.int64), parts)]
    bands = rows["bands"].combine_chunks().flatten().to_numpy()
    found = crowd(numbers(rows, "node"), bands, rows["short"].to_pylist(), matcher)
    return [split(found, part_of(numbers(found, "left"), parts), parts)]


def every_pair(_part: int, _tables: list[Any], nodes: int, parts: int) -> Any:
    """All pairs of so few nodes, by their left nodes."""
    left, right = (side.astype(np.int64) for side in np.triu_indices(nodes, 1))
    return [split(table(EDGES, left, right), part_of(left, parts), parts)]
