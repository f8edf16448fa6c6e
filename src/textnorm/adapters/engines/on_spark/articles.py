"""Articles and plain texts on Spark: sketches, keys, meetings and verification.

Nothing but counts, and the frequency of common shingles, reaches the driver.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from textnorm.adapters.engines.on_spark import common
from textnorm.adapters.engines.on_spark.common import FOUND, Search, found_rows
from textnorm.adapters.engines.on_spark.exchange import at_once, by_parts, packed, parts_for
from textnorm.adapters.engines.on_spark.meeting import meetings
from textnorm.adapters.engines.on_spark.stages import spark_type, whole

if TYPE_CHECKING:
    from textnorm.match.partition.verify import Frequency

__all__ = ["ArticleSearch"]

# How many keys, meetings and texts one task takes: some hundred megabytes of each.
KEYS, PAIRS, TEXTS = 2_000_000, 4_000_000, 4_000
# Texts that may be copies come together in one task with all that may be copies of theirs, if these are no more.
WHOLE = 50_000


class _Counted(NamedTuple):
    """What the driver knows of a corpus: distinct texts, their keys, and how common shingles are."""

    nodes: int
    keys: int
    frequency: Frequency


class ArticleSearch(Search):
    """The search by samples of shingles and by bands of sketches."""

    def _find(self, texts: Any, total: int) -> Any:
        sketches = self._stages.run("sketches", lambda: self._sketches(texts, total))
        copies = self._stages.run("copies", lambda: self._copies(sketches, total))
        counted = self._counted(sketches, copies, total)
        frequency = texts.sparkSession.sparkContext.broadcast(counted.frequency)
        edges, most = self._edges(sketches, copies, counted)
        rooted = self._stages.run("edges", lambda: self._rooted(edges, most, "round"))
        members, sizes = self._members(copies, rooted)
        if sizes["most"] > WHOLE:
            edges = self._verified(rooted, members, copies, texts, frequency)
            rooted = self._stages.run("edges-again", lambda: self._rooted(edges, edges.count(), "again"))
            members, sizes = self._members(copies, rooted)
        return self._stages.run("found", lambda: self._chosen(members, sizes["texts"], rooted, texts, frequency))

    def _sketches(self, texts: Any, total: int) -> Any:
        from textnorm.match.partition.sketch import COMPACT

        matcher, known = self._matcher, self._known

        def work(batches: Iterable[Any]) -> Iterator[Any]:
            from textnorm.match.partition.sketch import compact, sketch

            for batch in batches:
                places, column = batch.column("place").to_numpy(zero_copy_only=False), batch.column("text").to_pylist()
                more = {name: batch.column(name).to_pylist() for name in known}
                rows = compact(sketch(places, column, total, matcher, **more))
                yield from rows.append_column("side", batch.column("side")).to_batches()

        return texts.select("place", "side", "text", *known).mapInArrow(
            work, spark_type(COMPACT).add("side", "integer")
        )

    def _copies(self, sketches: Any, total: int) -> Any:
        """The texts with words, by nodes: one for every distinct text, numbered in the order in which they are kept."""
        from textnorm.match.partition.copies import COPIES

        columns = "place", "digest", "digest2", "length", "prefer", "side"
        if total <= common.SMALL:

            def rank(rows: Any) -> Any:
                from textnorm.match.partition.copies import rank_copies

                return rank_copies(rows)

            return at_once(sketches.select(*columns, "blank"), rank, COPIES)
        f = self._f
        rows = sketches.where("not blank").select(*columns)
        groups = rows.groupBy("digest", "digest2").agg(
            f.min("prefer").alias("best"),
            f.max("length").alias("longest"),
            f.min("place").alias("least"),
            f.count("*").alias("copies"),
            (f.min("side") == 0).alias("old"),
            (f.max("side") == 1).alias("new"),
        )
        nodes = self._numbered(
            groups, [f.col("best"), f.col("longest").desc(), f.col("digest"), f.col("least")], "node"
        )
        named = rows.select("place", "digest", "digest2").join(nodes, ["digest", "digest2"])
        return named.withColumn("first", f.col("place") == f.col("least")).select(*COPIES.names)

    def _counted(self, sketches: Any, copies: Any, total: int) -> _Counted:
        """Counts of distinct texts and keys, and how common shingles are: the one aggregate that is no count."""

        from textnorm.match.partition.coding import unbundled
        from textnorm.match.partition.verify import add_slots, frequency_of

        f = self._f
        first = self._spread(copies.where("first").select("place"))
        lengths = f.octet_length("bands") + f.coalesce(f.octet_length("samples"), f.lit(0))
        rows = (
            sketches.select("place", "counted", lengths.alias("bytes")).join(first, "place").select("counted", "bytes")
        )

        def work(table: Any) -> Any:
            import pyarrow

            from textnorm.match.partition.verify import counted_slots

            counted = [row for row in table["counted"].to_pylist() if row is not None]
            keys = int(table["bytes"].to_numpy().sum()) // 4
            return pyarrow.table({"nodes": [len(table)], "keys": [keys], "slots": [counted_slots(counted)]})

        # About as many texts are counted in a corpus of any size, so that all parts together are a few megabytes.
        found = rows.mapInArrow(whole(work), "nodes long, keys long, slots binary").toArrow()
        slots = add_slots([unbundled(data) for data in found["slots"].to_pylist()])
        nodes, keys = (int(found[name].to_numpy().sum()) for name in ("nodes", "keys"))
        return _Counted(nodes, keys, frequency_of(*slots, total))

    def _edges(self, sketches: Any, copies: Any, counted: _Counted) -> tuple[Any, int]:
        """The pairs to be compared, and how many rows there may be; ``sure``: whether their sketches agree or not."""
        from textnorm.match.articles.search import FEW

        f = self._f
        if counted.nodes <= FEW:
            first = copies.where("first")
            left, right = (first.select(f.col("node").alias(side)) for side in ("left", "right"))
            edges, most = left.crossJoin(right).where("left < right").withColumn("sure", f.lit(True)), FEW * FEW
        else:
            edges, most = self._proposed(sketches, copies, counted)
        if self._archived:
            edges = self._with_sides(edges, self._spread(copies.where("first")), "old", "new")
            across = "(old_left and new_right) or (new_left and old_right)"
            edges = edges.where(across).select("left", "right", "sure")
        return edges, most

    def _proposed(self, sketches: Any, copies: Any, counted: _Counted) -> tuple[Any, int]:
        from textnorm.match.partition.records import EDGES

        f = self._f
        firsts = self._spread(copies.where("first").select("place", "node"))
        heavy = sketches.join(firsts, "place").select("node", "sampled", "samples", "bands", "short")
        parts = parts_for(sketches, counted.keys, KEYS)
        few = self._total <= common.SMALL
        met = self._stages.run("met", lambda: meetings(heavy, counted.keys, parts, few=few))
        rows = {row["kind"]: row["rows"] for row in met.groupBy("kind").agg(f.sum("rows").alias("rows")).collect()}

        def listed(batches: Iterable[Any]) -> Iterator[Any]:
            from textnorm.match.partition.homes import band_pairs

            for batch in batches:
                yield from band_pairs(batch.column("data").to_pylist()).to_batches()

        most = rows.get("band", 0)
        bands = met.where("kind = 'band'").mapInArrow(listed, spark_type(EDGES)).withColumn("sure", f.lit(False))
        if rows.get("crowded"):
            bands, more = self._with_crowds(bands, met, heavy)
            most += more
        if not rows.get("pair"):
            return bands, most
        often = self._often(met, rows["pair"])
        return bands.unionByName(self._weighed(often, met)), most + often.count()

    def _often(self, met: Any, pairs: int) -> Any:
        """The pairs that met often enough under samples, as ``add_up`` gives them."""
        f = self._f
        parts = parts_for(met, pairs, PAIRS)

        def add(pieces: dict[str, list[bytes]]) -> Any:
            import pyarrow

            from textnorm.match.partition.homes import add_up

            return pyarrow.table(dict(zip(("left", "right", "weight"), add_up(pieces["pair"]), strict=True)))

        rows = met.where("kind = 'pair'").select(f.pmod("part", f.lit(parts)).alias("part"), "kind", "data")
        return self._stages.run("often", lambda: by_parts([rows], parts, add, "left long, right long, weight long"))

    def _weighed(self, often: Any, met: Any) -> Any:
        """Those of which the meetings weigh enough, too."""
        f = self._f
        sure = f.lit(True).alias("sure")
        heavy = often.where("weight < 0").select("left", "right", sure)
        light = often.where("weight >= 0")
        if light.isEmpty():
            return heavy

        def totals(batches: Iterable[Any]) -> Iterator[Any]:
            from textnorm.match.partition.homes import node_totals

            for batch in batches:
                yield from node_totals(batch.column("data").to_pylist()).to_batches()

        sides = [light.select(f.col(side).alias("node")) for side in ("left", "right")]
        asked = self._spread(sides[0].unionByName(sides[1]).distinct())
        every = met.where("kind = 'total'").mapInArrow(totals, "node long, total long")
        known = self._spread(every.join(asked, "node").groupBy("node").agg(f.sum("total").alias("total")))
        enough = self._heavy_enough(self._with_sides(light, known, "total")).select("left", "right", sure)
        return heavy.unionByName(enough)

    def _heavy_enough(self, pairs: Any) -> Any:
        from textnorm.match.articles.samples import WEIGHED

        f = self._f
        return pairs.where(f.col("weight") >= WEIGHED[0] * f.least("total_left", "total_right"))

    def _with_crowds(self, pairs: Any, met: Any, heavy: Any) -> tuple[Any, int]:
        """``pairs`` without those of two nodes in oversized buckets, and with those that stand for them; how many."""
        from textnorm.match.partition.records import EDGES

        f, matcher = self._f, self._matcher

        def named(batches: Iterable[Any]) -> Iterator[Any]:
            import pyarrow

            from textnorm.match.partition.coding import unsqueezed

            for batch in batches:
                for data in batch.column("data").to_pylist():
                    yield pyarrow.record_batch({"node": unsqueezed(data).astype("i8")})

        def crowd(table: Any) -> Any:
            import numpy as np

            from textnorm.match.partition.bucket import crowd

            bands = np.frombuffer(b"".join(table["bands"].to_pylist()), dtype="<u4").astype(np.int64)
            return crowd(table["node"].to_numpy(), bands, table["short"].to_pylist(), matcher)

        nodes = met.where("kind = 'crowded'").mapInArrow(named, "node long").distinct()
        crowded = self._stages.run("crowded", lambda: nodes.withColumn("crowded", f.lit(True)))
        few = self._spread(crowded)
        pairs = self._with_sides(pairs, few, "crowded", how="left")
        pairs = pairs.where("crowded_left is null or crowded_right is null").select("left", "right", "sure")
        # What is in an oversized bucket goes to one task: some 300 bytes a text, at linear cost.
        members = heavy.join(few, "node").select("node", "bands", "short")
        more = self._stages.run("crowd", lambda: at_once(members, crowd, EDGES).withColumn("sure", f.lit(True)))
        return pairs.unionByName(more), more.count()

    def _verified(self, rooted: Any, members: Any, copies: Any, texts: Any, frequency: Any) -> Any:
        """``rooted`` with the pairs of components too large for one task verified: those near the threshold stay."""
        from textnorm.match.partition.records import SCORED

        f, matcher = self._f, self._matcher
        large = self._spread(members.groupBy("root").count().where(f.col("count") > WHOLE).select("root"))
        places = copies.where("first").select("node", "place")

        def rows(needed: Any) -> Any:
            return texts.select("place", "text").join(self._spread(needed.join(places, "node")), "place")

        def work(texts: Any, edges: Any) -> Any:
            from textnorm.match.articles.shingle_frequency import ShingleFrequency
            from textnorm.match.partition.verify import agreed, verify

            known = dict(zip(texts["node"].to_pylist(), texts["text"].to_pylist(), strict=True))
            left, right = agreed(edges, known, matcher)
            return verify(left, right, known, matcher, ShingleFrequency.restore(*frequency.value))

        pairs = rooted.join(large, "root").select("left", "right", "sure")
        scored = self._stages.run("scored", lambda: self._in_parts(pairs, rows, work, SCORED))
        others = rooted.join(large, "root", "left_anti").select("left", "right", "sure")
        return others.unionByName(scored.select("left", "right", f.lit(True).alias("sure")))

    def _chosen(self, members: Any, count: int, rooted: Any, texts: Any, frequency: Any) -> Any:
        f, matcher = self._f, self._matcher
        parts = parts_for(texts, count, TEXTS)
        part = f.pmod(f.xxhash64("root"), f.lit(parts)).cast("int").alias("part")
        inside = self._spread(members.select("place", "node", part))
        rows = packed(texts.select(*self._judged()).join(inside, "place"), "text")
        edges = packed(rooted.select(part, "left", "right", "sure"), "edge")

        def choose(pieces: dict[str, list[bytes]]) -> Any:
            from textnorm.match.articles.shingle_frequency import ShingleFrequency
            from textnorm.match.partition.choose import choose
            from textnorm.match.partition.coding import join_tables
            from textnorm.match.partition.records import CANDIDATES
            from textnorm.match.partition.verify import agreed

            texts = join_tables(pieces["text"])
            edges = join_tables(pieces["edge"]) if "edge" in pieces else CANDIDATES.empty_table()
            column = texts["text"].to_pylist()
            left, right = agreed(edges, dict(zip(texts["node"].to_pylist(), column, strict=True)), matcher)
            known = ShingleFrequency.restore(*frequency.value)
            return found_rows(*choose(texts, left, right, matcher, known, later=True))

        return by_parts([rows, edges], parts, choose, FOUND)
