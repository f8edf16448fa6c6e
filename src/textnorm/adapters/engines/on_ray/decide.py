"""The steps from proposed pairs to clusters: fetch texts, verify, join into components, choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow
import pyarrow.compute as pc

from textnorm.adapters.engines.on_ray.exchange import part_of, split
from textnorm.adapters.engines.on_ray.propose import numbers
from textnorm.match.articles.shingle_frequency import ShingleFrequency, counted_one_in
from textnorm.match.partition.choose import choose
from textnorm.match.partition.contract import large_star, small_star
from textnorm.match.partition.records import CHOSEN, EDGES, PAIRS
from textnorm.match.partition.verify import verify

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.settings import MatchSettings

__all__ = [
    "alone", "ask", "both_ways", "by_ids", "choose_part", "large", "locate", "members", "send", "small", "verify_part",
]  # fmt: skip

_NONE = np.zeros(0, dtype=np.int64)


def ask(part: int, tables: list[Any], parts: int) -> Any:
    """The proposed pairs of a part, each once, and the nodes whose texts it needs, by node."""
    edges = tables[0].group_by(["left", "right"]).aggregate([])
    nodes = np.unique(np.concatenate([numbers(edges, "left"), numbers(edges, "right")]))
    asked = pyarrow.table({"node": nodes, "asker": np.full(len(nodes), part, dtype=np.int64)})
    return [[edges], split(asked, part_of(nodes, parts), parts)]


def locate(_part: int, tables: list[Any], blocks: int) -> Any:
    """What is asked of the blocks: the texts of first copies."""
    asked, copies = tables
    first = copies.filter(copies["first"]).sort_by("node")
    at = pyarrow.array(np.searchsorted(numbers(first, "node"), numbers(asked, "node")))
    found = asked.append_column("place", first["place"].take(at)).append_column("block", first["block"].take(at))
    return [split(found.drop(["block"]), numbers(found, "block"), blocks)]


def send(_block: int, tables: list[Any], parts: int, columns: tuple[str, ...]) -> Any:
    """What the askers need of the texts of a block."""
    source, asked = tables
    order = np.argsort(numbers(source, "place"))
    at = pyarrow.array(order[np.searchsorted(numbers(source, "place")[order], numbers(asked, "place"))])
    for name in columns:
        asked = asked.append_column(name, source[name].take(at))
    return [split(asked, numbers(asked, "asker"), parts)]


def _frequency(rows: Any, total: int) -> ShingleFrequency:
    return ShingleFrequency.restore(counted_one_in(total), numbers(rows, "slot"), numbers(rows, "count"))


def verify_part(_part: int, tables: list[Any], total: int, matcher: MatchSettings, parts: int) -> Any:
    """The pairs of a part that are near the threshold; and both ways by node, to join them into components."""
    edges, asked, frequency = tables
    texts = dict(zip(asked["node"].to_pylist(), asked["text"].to_pylist(), strict=True))
    if len(edges):
        left, right = numbers(edges, "left"), numbers(edges, "right")
        near = verify(left, right, texts, matcher, _frequency(frequency, total)).select(EDGES.names)
    else:
        near = EDGES.empty_table()
    return [[near], both_ways(near, parts)]


def both_ways(edges: Any, parts: int) -> list[Any]:
    """Pairs from either side, by node."""
    left, right = numbers(edges, "left"), numbers(edges, "right")
    both = pyarrow.table({"left": np.concatenate([left, right]), "right": np.concatenate([right, left])})
    return split(both, part_of(numbers(both, "left"), parts), parts)


def large(_part: int, tables: list[Any], parts: int) -> Any:
    """The large-star step of a part, by the larger nodes."""
    found = large_star(numbers(tables[0], "left"), numbers(tables[0], "right"))
    return [split(found, part_of(numbers(found, "right"), parts), parts)]


def small(_part: int, tables: list[Any], parts: int) -> Any:
    """The small-star step of a part: both ways by node, by node alone, and a sum that says whether anything changed."""
    found = small_star(numbers(tables[0], "right"), numbers(tables[0], "left"))
    found = found.group_by(["left", "right"]).aggregate([])
    left, right = (numbers(found, name).astype(np.uint64) for name in ("left", "right"))
    mixed = (left * np.uint64(0x9E3779B97F4A7C15) ^ right) * np.uint64(0xD6E8FEB86659FD93)
    seen = pyarrow.table({"edges": [len(found)], "sum": [int((mixed >> np.uint64(20)).sum())]})
    roots = split(found, part_of(numbers(found, "right"), parts), parts)
    return [both_ways(found, parts), roots, [seen]]


def members(_part: int, tables: list[Any], blocks: int, parts: int) -> Any:
    """The texts of the components, asked of their blocks; and the near pairs, by component."""
    copies, stars, near = tables
    node = numbers(copies, "node")
    root = node.copy()
    order = np.argsort(numbers(stars, "right"))
    larger, smallest = numbers(stars, "right")[order], numbers(stars, "left")[order]
    if len(larger):
        at = np.minimum(np.searchsorted(larger, node), len(larger) - 1)
        root = np.where(larger[at] == node, smallest[at], node)
    paired = np.isin(node, np.concatenate([numbers(near, "left"), larger]))
    several = np.unique(node, return_counts=True)
    paired |= np.isin(node, several[0][several[1] > 1])
    asked = pyarrow.table({
        "place": numbers(copies, "place"), "node": node, "root": root, "asker": part_of(root, parts),
        "at": numbers(copies, "block"),
    }).filter(pyarrow.array(paired))  # fmt: skip
    left = numbers(near, "left")
    first_of = np.unique(node, return_index=True)
    whose = root[first_of[1][np.searchsorted(first_of[0], left)]] if len(left) else _NONE
    pairs = near.append_column("root", pyarrow.array(whose))
    return [split(asked, numbers(asked, "at"), blocks), split(pairs, part_of(whose, parts), parts)]


def choose_part(
    _part: int, tables: list[Any], total: int, matcher: MatchSettings, archive: int | None, blocks: int
) -> Any:
    """The clusters and the pairs of the components of a part, by ids; and the places of dropped texts, by block."""
    texts, near, frequency = tables
    texts, near = texts.sort_by([("root", "ascending"), ("place", "ascending")]), near.sort_by("root")
    known = _frequency(frequency, total)
    chosen, pairs = [], []
    roots = np.unique(numbers(texts, "root"))
    starts = np.searchsorted(numbers(texts, "root"), np.append(roots, roots.max(initial=0) + 1))
    edges = np.searchsorted(numbers(near, "root"), np.append(roots, roots.max(initial=0) + 1))
    for number in range(len(roots)):
        inside = texts.slice(starts[number], starts[number + 1] - starts[number])
        some = near.slice(edges[number], edges[number + 1] - edges[number])
        found = choose(
            with_side(inside, archive), numbers(some, "left").copy(), numbers(some, "right").copy(), matcher, known
        )
        chosen.append(found[0])
        pairs.append(found[1])
    return by_ids(texts, chosen, pairs, archive, blocks)


def with_side(texts: Any, archive: int | None) -> Any:
    """``texts``, with the side that each is on if there is an archive of so many texts."""
    if archive is None:
        return texts
    return texts.append_column("side", pyarrow.array((numbers(texts, "place") >= archive).astype(np.int64)))


def by_ids(texts: Any, chosen: list[Any], pairs: list[Any], archive: int | None, blocks: int) -> Any:
    """What was chosen by ids instead of places, and the places of the texts to drop, by the blocks that have them."""
    texts = texts.sort_by("place")
    place = numbers(texts, "place")
    rows = pyarrow.concat_tables([CHOSEN.empty_table(), *chosen])
    cluster = _ids(texts, place, rows["cluster"])
    if archive is not None:  # a text that stays is one that the archive does not have
        cluster = pc.if_else(rows["kept"], pyarrow.scalar(None, cluster.type), cluster)
    clusters = pyarrow.table({
        "id": _ids(texts, place, rows["place"]), "cluster": cluster,
        "kept": rows["kept"], "score": rows["score"], "why": rows["reasons"],
    })  # fmt: skip
    both = pyarrow.concat_tables([PAIRS.empty_table(), *pairs])
    listed = pyarrow.table({
        "left": _ids(texts, place, both["left"]), "right": _ids(texts, place, both["right"]),
        "score": both["score"], "reuse": both["reuse"], "reasons": both["reasons"],
    })  # fmt: skip
    gone = numbers(rows, "place")[~rows["kept"].to_numpy(zero_copy_only=False).astype(bool)]
    at: NDArray[Any] = numbers(texts, "at")[np.searchsorted(place, gone)]
    return [[clusters], [listed], split(pyarrow.table({"place": gone}), at, blocks)]


def alone(_block: int, tables: list[Any], archive: int | None) -> Any:
    """The rows of the clusters for the texts of a block that nothing came near to; none for texts of the archive."""
    source, asked = tables
    place = numbers(source, "place")
    single = source.filter(pyarrow.array(~np.isin(place, numbers(asked, "place")) & (place >= (archive or 0))))
    count, ids = len(single), single["id"]
    why = ["no copy found"] if archive is None else []
    rows = pyarrow.table({
        "id": ids, "cluster": ids if archive is None else pyarrow.nulls(count, ids.type),
        "kept": pyarrow.array([True] * count, type=pyarrow.bool_()),
        "score": pyarrow.array([1.0 if archive is None else 0.0] * count, type=pyarrow.float32()),
        "why": pyarrow.array([why] * count, type=CHOSEN.field("reasons").type),
    })  # fmt: skip
    return [[rows]]


def _ids(texts: Any, place: NDArray[np.int64], wanted: Any) -> Any:
    return texts["id"].take(pyarrow.array(np.searchsorted(place, wanted.to_numpy())))
