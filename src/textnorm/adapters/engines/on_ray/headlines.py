"""The steps of a search for headlines around its rounds: unite equal texts, read, join pairs, choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow
import pyarrow.compute as pc

from textnorm.adapters.engines.on_ray.decide import by_ids, with_side
from textnorm.adapters.engines.on_ray.exchange import part_of, split
from textnorm.adapters.engines.on_ray.propose import numbers
from textnorm.adapters.engines.on_ray.rounds import as_kept, known_from
from textnorm.match.partition.choose import choose_headlines
from textnorm.match.partition.contract import rooted
from textnorm.match.partition.headlines.later import explain_headlines
from textnorm.match.partition.headlines.packed import read_lines, tails_of
from textnorm.match.partition.headlines.units import units_of

if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["choose_part", "join", "lines", "members", "near", "read", "tails", "texts_by", "wanted"]


def _spread(rows: Any, name: str, parts: int) -> list[Any]:
    return split(rows, part_of(numbers(rows, name).astype(np.int64), parts), parts)


def texts_by(block: int, tables: list[Any], parts: int, archive: int | None) -> Any:
    """The texts of a block with their sides, by their hashes."""
    source = tables[0]
    side = (numbers(source, "place") >= (archive or 0)).astype(np.int64)
    known = {"time": source["time"]} if "time" in source.column_names else {}
    rows = pyarrow.table({
        "place": source["place"], "side": side, "text": source["text"],
        "at": np.full(len(source), block, dtype=np.int64), **known,
    })  # fmt: skip
    hashed = np.array([_hash(text) for text in source["text"].to_pylist()], dtype=np.int64)
    return [split(rows, part_of(hashed, parts), parts)]


def _hash(text: str) -> int:
    from zlib import crc32

    return crc32(text.encode("utf-8", "surrogatepass"))


def lines(_part: int, tables: list[Any], matcher: MatchSettings) -> Any:
    """Equal texts of a part as units: the first of each, all texts with their units, and what is counted."""
    rows = tables[0].sort_by("place")
    units = units_of(rows, matcher)
    first = units.filter(pc.equal(units["place"], units["node"]))
    copies = units.select(["place", "node", "copies"]).append_column("at", rows["at"])
    timed = bool((~np.isnan(numbers(first, "when"))).any())
    return [[first], [copies], [pyarrow.table({"lines": [len(first)], "timed": [timed]})]]


def tails(_part: int, tables: list[Any], matcher: MatchSettings) -> Any:
    """How many texts of a part end in each tail."""
    found = tails_of(tables[0]["text"].to_pylist(), matcher)
    return [[found.group_by("tail").aggregate([("tail", "count")])]]


def read(_part: int, tables: list[Any], suffixes: frozenset[str], matcher: MatchSettings) -> Any:
    """The headlines of a part, parsed, as what its home knows."""
    rows = tables[0]
    place, side, when, rubric = (numbers(rows, name).copy() for name in ("place", "side", "when", "rubric"))
    return [[as_kept(read_lines(place, side, when, rubric, rows["text"].to_pylist(), suffixes, matcher))]]


def near(_home: int, tables: list[Any]) -> Any:
    """The pairs that a home took and that are near the threshold."""
    return [[known_from(tables[0])]]


def join(_part: int, tables: list[Any]) -> Any:
    """The pairs of all homes by their components; and the marks of their headlines."""
    pairs = tables[0]
    every = rooted(pairs.select(["left", "right"]).append_column("sure", pyarrow.array([True] * len(pairs))))
    marks = pyarrow.concat_tables(
        pairs.select([side, f"{side}_marks"]).rename_columns(["node", "marks"]) for side in ("left", "right")
    )
    return [[every], [marks.filter(pc.is_valid(marks["marks"]))]]


def members(_part: int, tables: list[Any], parts: int) -> Any:
    """The texts of a part that may have copies, by component, with the marked words; and their pairs."""
    copies, pairs, marks = tables
    node = numbers(copies, "node")
    sides = np.concatenate([numbers(pairs, "left"), numbers(pairs, "right")])
    roots = np.tile(numbers(pairs, "root"), 2)
    distinct, first = np.unique(sides, return_index=True)
    paired = np.isin(node, distinct)
    root = node.copy()
    root[paired] = roots[first][np.searchsorted(distinct, node[paired])]
    some = dict(zip(marks["node"].to_pylist(), marks["marks"].to_pylist(), strict=True))
    column = pyarrow.array([some.get(one) for one in node.tolist()], marks.schema.field("marks").type)
    chosen = copies.select(["place", "at"]).append_column("root", pyarrow.array(root)).append_column("marks", column)
    chosen = chosen.filter(pyarrow.array(paired | (numbers(copies, "copies") > 1)))
    mine = pairs.filter(pyarrow.array(np.isin(numbers(pairs, "left"), node)))
    return [_spread(chosen, "root", parts), _spread(mine, "root", parts)]


def wanted(part: int, tables: list[Any], blocks: int) -> Any:
    """What a part needs of the blocks: the texts of its components."""
    rows = tables[0].select(["place", "at"]).append_column(
        "asker", pyarrow.array(np.full(len(tables[0]), part, dtype=np.int64))
    )  # fmt: skip
    return [split(rows, numbers(rows, "at"), blocks)]


def choose_part(
    _part: int,
    tables: list[Any],
    suffixes: frozenset[str],
    timed: bool,
    matcher: MatchSettings,
    archive: int | None,
    blocks: int,
) -> Any:
    """The clusters and the pairs of the components of a part, by ids; and the places of dropped texts, by block."""
    rows, texts, near = tables
    texts, rows = texts.sort_by("place"), rows.sort_by("place")
    for name in (name for name in ("text", "id", "time", "priority", "fresh") if name in texts.column_names):
        rows = rows.append_column(name, texts[name])
    if not len(rows):
        return by_ids(rows, [], [], archive, blocks)
    left, right = numbers(near, "left").copy(), numbers(near, "right").copy()
    found = choose_headlines(with_side(rows, archive), left, right, matcher, suffixes, timed=timed)
    chosen, pairs = (_explained(one, suffixes, matcher) for one in found)
    return by_ids(rows, [chosen], [pairs], archive, blocks)


def _explained(rows: Any, suffixes: frozenset[str], matcher: MatchSettings) -> Any:
    """``rows`` with all their reasons."""
    columns = (rows[name].to_pylist() for name in ("reasons", "one", "other", "context"))
    reasons = [
        said if one is None else [*explain_headlines(one, other, context, suffixes, matcher), *said]
        for said, one, other, context in zip(*columns, strict=True)
    ]
    field = rows.schema.field("reasons")
    return rows.set_column(rows.schema.get_field_index("reasons"), field, pyarrow.array(reasons, field.type))
