"""Texts that were looked up in an archive: those that it does not have are compared with one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import pyarrow
import pyarrow.compute as pc

from textnorm.adapters.engines.on_ray.exchange import Pieces, part_of, run, split
from textnorm.adapters.engines.on_ray.propose import numbers
from textnorm.adapters.engines.on_ray.search import Searched, search_blocks

if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["search_new"]

_FROM_BATCH = ("kept", "score", "why")


def search_new(
    found: Searched, source: Pieces, archive: int, size: int, matcher: MatchSettings, parts: int, known: tuple[str, ...]
) -> tuple[Searched, Searched]:
    """What was ``found`` in an archive of so many texts, with what is found among new texts; and the latter alone.

    ``source`` has the texts that were looked up, ``found`` the places to drop of its blocks.
    """
    (marked,) = run(_fresh, source, found.dropped, channels=[0], settings=[archive])
    batch = search_blocks(marked, size, None, matcher, parts, known, fresh=True)
    (one,) = run(_by_id, found.clusters, channels=[parts], settings=[parts, False])
    (other,) = run(_by_id, batch.clusters, channels=[parts], settings=[parts, True])
    (clusters,) = run(_joined, one, other, channels=[0])
    (more,) = run(_moved, batch.dropped, channels=[0], settings=[archive])
    dropped = [here + there for here, there in zip(found.dropped, more, strict=True)]
    return Searched(clusters, found.pairs, dropped), batch


def _fresh(_block: int, tables: list[Any], archive: int) -> Any:
    """Texts with their places among themselves, and whether the archive does not have them."""
    source, dropped = tables
    place = numbers(source, "place")
    new = pyarrow.array(~np.isin(place, numbers(dropped, "place")))
    at = source.schema.get_field_index("place")
    return [[source.set_column(at, "place", pyarrow.array(place - archive)).append_column("fresh", new)]]


def _by_id(_part: int, tables: list[Any], parts: int, several: bool) -> Any:
    """The rows of clusters by their ids; ``several``: only those that have copies."""
    rows = tables[0]
    if several:  # all rows of a cluster are in one part
        sizes = rows["cluster"].combine_chunks().value_counts()
        often = sizes.field("values").filter(pc.greater(sizes.field("counts"), 1))
        rows = rows.filter(pc.is_in(rows["cluster"], value_set=often))
    keys = np.array([crc32(str(one).encode("utf-8", "surrogatepass")) for one in rows["id"].to_pylist()], np.int64)
    return [split(rows, part_of(keys, parts), parts)]


def _joined(_part: int, tables: list[Any]) -> Any:
    rows, batch = tables
    at = pc.index_in(rows["id"], value_set=batch["id"].combine_chunks())
    new = pc.and_(pc.is_null(rows["cluster"]), pc.is_valid(at))
    for name in _FROM_BATCH:
        said = batch[name].take(at)
        said = said.combine_chunks() if isinstance(said, pyarrow.ChunkedArray) else said
        rows = rows.set_column(
            rows.schema.get_field_index(name), name, pc.if_else(new, said, rows[name].combine_chunks())
        )
    return [[rows]]


def _moved(_block: int, tables: list[Any], archive: int) -> Any:
    return [[pyarrow.table({"place": numbers(tables[0], "place") + archive})]]
