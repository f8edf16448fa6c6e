"""Articles and plain texts on Spark: sketches, keys, meetings and verification.

Nothing but counts, and the frequency of common shingles, reaches the driver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from textnorm.adapters.engines.on_spark.common import Search
from textnorm.adapters.engines.on_spark.stages import by_key, spark_type, whole

if TYPE_CHECKING:
    from textnorm.match.partition.verify import Frequency

__all__ = ["ArticleSearch"]


class ArticleSearch(Search):
    """The search by samples of shingles and by bands of sketches."""

    def _find(self, texts: Any, total: int) -> Any:
        sketches = self._stages.run("sketches", lambda: self._sketches(texts, total))
        frequency = self._frequency(sketches, total)
        nodes = self._stages.run("nodes", lambda: self._nodes(sketches, texts))
        edges = self._stages.run("edges", lambda: self._edges(sketches, nodes))
        scored = self._stages.run("scored", lambda: self._scored(edges, nodes, texts, frequency))
        roots = self._components(scored)
        return self._stages.run("found", lambda: self._chosen(sketches, nodes, texts, scored, roots, frequency))

    def _sketches(self, texts: Any, total: int) -> Any:
        from textnorm.match.partition.records import SKETCHES

        matcher = self._matcher

        def work(batches: Iterable[Any]) -> Iterator[Any]:
            from textnorm.match.partition.sketch import sketch

            for batch in batches:
                places, column = batch.column("place").to_numpy(zero_copy_only=False), batch.column("text").to_pylist()
                yield from sketch(places, column, total, matcher).to_batches()

        return texts.select("place", "text").mapInArrow(work, spark_type(SKETCHES))

    def _frequency(self, sketches: Any, total: int) -> Frequency:
        """How common shingles are, from a sample of the texts: the one aggregate that is not a count."""
        import numpy as np

        from textnorm.match.partition.verify import frequency_of

        if self._matcher.kind != "article":
            return frequency_of(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), total)
        f = self._f
        counted = sketches.where("counted is not null")
        # About as many texts are counted in a corpus of any size, so their places may go to every task.
        first = counted.groupBy("digest").agg(f.min("place").alias("place"))
        counted = counted.join(f.broadcast(first.select("place")), "place").select("counted")

        def work(table: Any) -> Any:
            import pyarrow

            from textnorm.match.partition.verify import slots_of

            hashes = table["counted"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
            slots, counts = np.unique(slots_of(hashes), return_counts=True)
            return pyarrow.table({"slot": slots, "count": counts.astype(np.int64)})

        found = counted.mapInArrow(whole(work), "slot long, count long").groupBy("slot")
        slots = found.agg(f.sum("count").alias("count")).where(f.col("count") > 1).toArrow()
        return frequency_of(slots["slot"].to_numpy(), slots["count"].to_numpy(), total)

    def _nodes(self, sketches: Any, texts: Any) -> Any:
        """One row per distinct text, numbered in the order in which they are kept."""
        f = self._f
        sided = sketches.join(texts.select("place", "side"), "place").where("not blank")
        groups = sided.groupBy("digest", "digest2").agg(
            f.min("prefer").alias("best"),
            f.max("length").alias("longest"),
            f.min("place").alias("first"),
            (f.min("side") == 0).alias("old"),
            (f.max("side") == 1).alias("new"),
        )
        by = [f.col("best"), f.col("longest").desc(), f.col("digest"), f.col("first")]
        return self._numbered(groups, by, "node")

    def _edges(self, sketches: Any, nodes: Any) -> Any:
        """The pairs of nodes to be compared."""
        from textnorm.match.articles.search import FEW
        from textnorm.match.partition.sketch import samples_texts

        f = self._f
        if nodes.count() <= FEW:
            left, right = (nodes.select(f.col("node").alias(side)) for side in ("left", "right"))
            edges = left.crossJoin(right).where("left < right")
        else:
            heavy = self._stages.run("keys", lambda: self._keys(sketches, nodes))
            edges = self._by_bands(heavy)
            if samples_texts(self._matcher):
                edges = edges.unionByName(self._by_samples(heavy))
            edges = edges.distinct()
        if self._archived:
            edges = self._with_sides(edges, nodes, "old", "new")
            across = "(old_left and new_right) or (new_left and old_right)"
            edges = edges.where(across).select("left", "right")
        return edges

    def _keys(self, sketches: Any, nodes: Any) -> Any:
        """What is searched of every node."""
        places = self._spread(nodes.select("node", self._f.col("first").alias("place")))
        return sketches.join(places, "place").select("node", "sampled", "samples", "bands", "short")

    def _by_samples(self, heavy: Any) -> Any:
        from textnorm.match.partition.records import EDGES, MEETINGS

        f = self._f

        def meet(keys: Any, nodes: Any) -> Any:
            from textnorm.match.partition.bucket import meet

            return meet(keys, nodes)

        sums = [f.sum(column).alias(column) for column in ("times", "weight")]
        meetings = by_key(heavy.select("node", "samples"), _listed("samples"), meet, MEETINGS)
        met = self._stages.run("met", lambda: meetings.groupBy("left", "right").agg(*sums))
        totals = met.where("right = -1").select(f.col("left").alias("node"), f.col("weight").alias("total"))
        sizes = heavy.select("node", "sampled").join(totals, "node")
        pairs = self._with_sides(met.where("right >= 0"), sizes, "sampled", "total")

        def keep(batches: Iterable[Any]) -> Iterator[Any]:
            import numpy as np
            import pyarrow

            from textnorm.match.partition.bucket import enough

            for batch in batches:
                column = {name: batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names}
                samples, totals = (
                    np.stack([column[f"{name}_left"], column[f"{name}_right"]]) for name in ("sampled", "total")
                )
                kept = enough(column["times"], column["weight"], samples, totals)
                yield from pyarrow.table({side: column[side][kept] for side in ("left", "right")}).to_batches()

        return pairs.mapInArrow(keep, spark_type(EDGES))

    def _by_bands(self, heavy: Any) -> Any:
        from textnorm.match.partition.records import EDGES

        f, matcher = self._f, self._matcher

        def share(keys: Any, nodes: Any) -> Any:
            from textnorm.match.partition.bucket import share_bands

            return share_bands(keys, nodes)

        met = by_key(heavy.select("node", "bands"), _listed("bands"), share, EDGES)
        shared = self._stages.run("bands", lambda: met.distinct())
        crowded = shared.where("right = -1").select(f.col("left").alias("node"), f.lit(True).alias("crowded"))
        known = heavy.select("node", "short").join(crowded, "node", "left")
        pairs = self._with_sides(shared.where("right >= 0"), known, "short", "crowded")
        pairs = pairs.where("crowded_left is null or crowded_right is null")

        def agree(batches: Iterable[Any]) -> Iterator[Any]:
            from textnorm.match.partition.bucket import agreeing

            for batch in batches:
                left, right = (batch.column(side).to_numpy(zero_copy_only=False) for side in ("left", "right"))
                short = batch.column("short_left").to_pylist(), batch.column("short_right").to_pylist()
                yield from agreeing(left, right, short, matcher).to_batches()

        def crowd(table: Any) -> Any:
            from textnorm.match.partition.bucket import crowd

            bands = table["bands"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
            return crowd(table["node"].to_numpy(), bands, table["short"].to_pylist(), matcher)

        # What is in an oversized bucket goes to one task: some 300 bytes a text, at linear cost.
        members = heavy.join(crowded, "node").select("node", "bands", "short").repartition(1)
        return pairs.mapInArrow(agree, spark_type(EDGES)).unionByName(
            members.mapInArrow(whole(crowd), spark_type(EDGES))
        )

    def _scored(self, edges: Any, nodes: Any, texts: Any, frequency: Frequency) -> Any:
        """The pairs near the threshold, with their scores."""
        from textnorm.match.partition.records import SCORED

        matcher = self._matcher
        places = nodes.select("node", self._f.col("first").alias("place"))

        def rows(needed: Any) -> Any:
            return texts.select("place", "text").join(self._spread(needed.join(places, "node")), "place")

        def work(texts: Any, edges: Any) -> Any:
            from textnorm.match.articles.shingle_frequency import ShingleFrequency
            from textnorm.match.partition.verify import verify

            known = dict(zip(texts["node"].to_pylist(), texts["text"].to_pylist(), strict=True))
            left, right = edges["left"].to_numpy(), edges["right"].to_numpy()
            return verify(left, right, known, matcher, ShingleFrequency.restore(*frequency))

        return self._in_parts(edges, rows, work, SCORED)

    def _chosen(self, sketches: Any, nodes: Any, texts: Any, scored: Any, roots: Any, frequency: Frequency) -> Any:
        matcher, archived = self._matcher, self._archived
        places = sketches.where("not blank").select("place", "digest", "digest2")
        members = places.join(nodes.select("digest", "digest2", "node"), ["digest", "digest2"]).select("place", "node")
        rows = self._components_of(members, roots, texts).select("part", "place", "node", "side", "text")

        def choose(texts: Any, edges: Any) -> tuple[Any, Any]:
            from textnorm.match.articles.shingle_frequency import ShingleFrequency
            from textnorm.match.partition.choose import choose

            return choose(
                texts["place"].to_numpy(), texts["node"].to_numpy(), texts["text"].to_pylist(),
                edges["left"].to_numpy(), edges["right"].to_numpy(), matcher, ShingleFrequency.restore(*frequency),
                texts["side"].to_numpy() == 0 if archived else None,
            )  # fmt: skip

        return self._choose(rows, self._pairs_of(scored, roots), choose)


def _listed(name: str) -> Callable[[Any], tuple[Any, Any]]:
    """The keys in a column of lists, with the node of each."""

    def entries(table: Any) -> tuple[Any, Any]:
        import numpy as np
        import pyarrow.compute as pc

        column = table[name].combine_chunks()
        counts = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
        keys = column.flatten().to_numpy(zero_copy_only=False)
        return keys.astype(np.int64), np.repeat(table["node"].to_numpy(), counts)

    return entries
