"""The stages of a search, one after another: what ``find_duplicates`` on Ray runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow

from textnorm.adapters.engines.on_ray import decide, headlines, propose
from textnorm.adapters.engines.on_ray.exchange import Pieces, need_ray, run
from textnorm.adapters.engines.on_ray.places import number_rows
from textnorm.adapters.engines.on_ray.rounds import RayRounds
from textnorm.match.articles.search import FEW
from textnorm.match.headlines.parts import suffixes_among
from textnorm.match.headlines.table import LARGE
from textnorm.match.partition.headlines.homes import Search, search_homes
from textnorm.match.partition.headlines.units import reach_of
from textnorm.match.partition.sharing import slot_count

if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["Searched", "search_blocks"]


class Searched(NamedTuple):
    """What a search leaves in the object store: the clusters and pairs, and for every block the places to drop."""

    clusters: Pieces
    pairs: Pieces
    dropped: Pieces


class _Search:
    """What all searches have in common."""

    def __init__(
        self,
        source: Pieces,
        total: int,
        archive: int | None,
        matcher: MatchSettings,
        parts: int,
        known: tuple[str, ...],
        fresh: bool,
    ) -> None:
        self._ray = need_ray("textnorm.ray")
        self._source, self._total, self._archive = source, total, archive
        self._matcher, self._parts, self._blocks = matcher, parts, len(source)
        self._known, self._columns = known, ("text", "id", *known, *(["fresh"] if fresh else []))

    def run(self) -> Searched:
        """The whole search."""
        raise NotImplementedError

    def _components(self, both: Pieces) -> Pieces:
        """The larger nodes of every component with its smallest, by the larger ones; rounds until nothing changes."""
        parts, before = self._parts, None
        while True:
            (stars,) = run(decide.large, both, channels=[parts], settings=[parts])
            both, roots, sums = run(decide.small, stars, channels=[parts, parts, 0], settings=[parts])
            seen = pyarrow.concat_tables(self._ray.get([piece[0] for piece in sums])).to_pydict()
            after = sum(seen["edges"]), sum(seen["sum"])
            if after == before or not after[0]:
                return roots
            before = after


class _Articles(_Search):
    """Articles and plain texts, by samples of shingles and bands of sketches."""

    def run(self) -> Searched:
        """The whole search."""
        sketches, keys, copies, counted = run(
            propose.sketch_block, self._source,
            channels=[0, 0, self._parts, self._parts], settings=[self._total, self._matcher, self._parts, self._known],
        )  # fmt: skip
        frequency = self._frequency(counted)
        leading, copies, nodes = self._nodes(copies)
        edges = self._every_pair(nodes) if nodes <= FEW else self._proposed(sketches, leading, keys)
        near, both = self._verified(edges, copies, frequency)
        stars = self._components(both)
        return self._chosen(copies, stars, near, frequency)

    def _frequency(self, counted: Pieces) -> Any:
        """A reference to the table of frequencies, which every task that weighs shingles gets."""
        (slots,) = run(propose.slots, counted, channels=[0])
        every = [[piece for part in slots for piece in part]]
        (merged,) = run(propose.frequency, every, channels=[0], settings=[self._total])
        return merged[0][0]

    def _nodes(self, copies: Pieces) -> tuple[Pieces, Pieces, int]:
        """Exact copies as nodes, numbered in the order in which they are kept."""
        grouped, ranked = run(propose.group, copies, channels=[0, 0])
        numbered, nodes, _ = number_rows(ranked, ("prefer", "shorter", "digest", "first"), self._parts)
        leading, by_node = run(
            propose.assign, grouped, numbered,
            channels=[self._blocks, self._parts], settings=[self._blocks, self._parts],
        )  # fmt: skip
        return leading, by_node, nodes

    def _every_pair(self, nodes: int) -> Pieces:
        (edges,) = run(propose.every_pair, [[]], channels=[self._parts], settings=[nodes, self._parts])
        return edges

    def _proposed(self, sketches: Pieces, leading: Pieces, keys: Pieces) -> Pieces:
        """The pairs of nodes that share enough samples or a band, by their left nodes."""
        parts = self._parts
        # Only keys that two nodes may have travel: a block announces its own, and is told which slots two keys have.
        counts = pyarrow.concat_tables(self._ray.get([piece[0] for piece in keys]))["keys"].to_pylist()
        slots = slot_count(sum(counts), parts)
        homes, asked, stats = run(
            propose.announce, sketches, leading, channels=[0, parts, parts], settings=[parts, slots]
        )
        (answers,) = run(propose.answer, asked, channels=[0])
        every = [piece for part in answers for piece in part]
        (sent,) = run(propose.emit, homes, [every] * len(homes), channels=[parts], settings=[parts, slots])
        met, edges = run(propose.share, sent, channels=[parts, parts], settings=[parts])
        met, edges, crowds, nodes = run(
            propose.left_side, met, edges, stats, channels=[parts, parts, 0, 0], settings=[parts]
        )
        (found,) = run(propose.right_side, met, edges, nodes, channels=[parts], settings=[self._matcher, parts])
        gathered = [[piece for part in crowds for piece in part]]
        (more,) = run(propose.crowded, gathered, channels=[parts], settings=[self._matcher, parts])
        return [here + there for here, there in zip(found, more, strict=True)]

    def _verified(self, edges: Pieces, copies: Pieces, frequency: Any) -> tuple[Pieces, Pieces]:
        """The pairs near the threshold, and the same both ways by node."""
        parts = self._parts
        edges, asked = run(decide.ask, edges, channels=[0, parts], settings=[parts])
        (asked,) = run(decide.locate, asked, copies, channels=[self._blocks], settings=[self._blocks])
        (texts,) = run(decide.send, self._source, asked, channels=[parts], settings=[parts, ("text",)])
        near, both = run(
            decide.verify_part, edges, texts, [[frequency]] * parts,
            channels=[0, parts], settings=[self._total, self._matcher, parts],
        )  # fmt: skip
        return near, both

    def _chosen(self, copies: Pieces, stars: Pieces, near: Pieces, frequency: Any) -> Searched:
        parts = self._parts
        asked, pairs = run(
            decide.members, copies, stars, near, channels=[self._blocks, parts], settings=[self._blocks, parts]
        )
        (alone,) = run(decide.alone, self._source, asked, channels=[0], settings=[self._archive])
        (texts,) = run(decide.send, self._source, asked, channels=[parts], settings=[parts, self._columns])
        clusters, listed, dropped = run(
            decide.choose_part, texts, pairs, [[frequency]] * parts,
            channels=[0, 0, self._blocks], settings=[self._total, self._matcher, self._archive, self._blocks],
        )  # fmt: skip
        return Searched(clusters + alone, listed, dropped)


class _Headlines(_Search):
    """Headlines, by the keys of their words."""

    def run(self) -> Searched:
        """The whole search."""
        parts, matcher, archive = self._parts, self._matcher, self._archive
        (hashed,) = run(headlines.texts_by, self._source, channels=[parts], settings=[parts, archive])
        lines, copies, counts = run(headlines.lines, hashed, channels=[0, 0, 0], settings=[matcher])
        counted = self._collected(counts)
        count, timed = sum(counted["lines"].to_pylist()), any(counted["timed"].to_pylist())
        suffixes = self._suffixes(lines, count)
        (homes,) = run(headlines.read, lines, channels=[0], settings=[suffixes, matcher])
        rounds = RayRounds(homes)
        search_homes(rounds, Search(count, parts, matcher, archive is not None, reach_of(matcher)))
        (near,) = run(headlines.near, rounds.known, channels=[0])
        pairs, marks = run(headlines.join, [[piece for part in near for piece in part]], channels=[0, 0])
        members, pairs = run(
            headlines.members, copies, pairs * parts, marks * parts, channels=[parts, parts], settings=[parts]
        )
        (asked,) = run(headlines.wanted, members, channels=[self._blocks], settings=[self._blocks])
        (alone,) = run(decide.alone, self._source, asked, channels=[0], settings=[archive])
        (texts,) = run(decide.send, self._source, asked, channels=[parts], settings=[parts, self._columns])
        clusters, listed, dropped = run(
            headlines.choose_part, members, texts, pairs,
            channels=[0, 0, self._blocks], settings=[suffixes, timed, matcher, archive, self._blocks],
        )  # fmt: skip
        return Searched(clusters + alone, listed, dropped)

    def _suffixes(self, lines: Pieces, count: int) -> frozenset[str]:
        """The names of sites that a large corpus puts behind its titles."""
        if count < LARGE:
            return frozenset()
        (tails,) = run(headlines.tails, lines, channels=[0], settings=[self._matcher])
        often = self._collected(tails).group_by("tail").aggregate([("tail_count", "sum")])
        return suffixes_among(
            dict(zip(often["tail"].to_pylist(), often["tail_count_sum"].to_pylist(), strict=True)), count
        )

    def _collected(self, pieces: Pieces) -> Any:
        return pyarrow.concat_tables(self._ray.get([piece[0] for piece in pieces]))


_METHODS: dict[str, type[_Search]] = {"text": _Articles, "article": _Articles, "headline": _Headlines}


def search_blocks(
    source: Pieces,
    total: int,
    archive: int | None,
    matcher: MatchSettings,
    parts: int,
    known: tuple[str, ...] = (),
    fresh: bool = False,
) -> Searched:
    """Search the texts of ``source``, tables of ``id``, ``text`` and ``place``; ``archive`` of them are the archive.

    ``known`` says which of ``time`` and ``priority`` the tables have, ``fresh`` whether they say which texts an archive
    does not have: others have no pairs.
    """
    return _METHODS[matcher.kind](source, total, archive, matcher, parts, known, fresh).run()
