"""The search for copies on Spark: the stages of ``match.partition``, with shuffles between them.

Nothing but counts, and the frequency of common shingles, reaches the driver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textnorm.adapters.engines.spark_stages import Stages, spark_type, whole
from textnorm.errors import BadRecord
from textnorm.match.matcher import Matcher
from textnorm.match.settings import ARTICLE, need_matcher

if TYPE_CHECKING:
    from textnorm.match.partition.verify import Frequency
    from textnorm.match.settings import MatchSettings

__all__ = ["SparkDuplicates", "drop_duplicates", "find_duplicates"]


class SparkDuplicates(NamedTuple):
    """What a search on Spark finds, as data frames.

    ``clusters`` has a row per text: its id, ``cluster`` (the id of the copy that is kept for it: its own, if it is
    kept; null for a text that the archive does not have), ``kept``, ``score`` and ``why``. ``pairs`` has the verified
    pairs: ``left``, ``right``, ``score``, ``reuse`` (they share a passage, and are no copies) and ``reasons``.
    """

    clusters: Any
    pairs: Any


def find_duplicates(
    frame: Any,
    matcher: MatchSettings | None = None,
    *,
    column: str = "text",
    id: str = "id",
    against: Any = None,
    checkpoint: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> SparkDuplicates:
    """Find which texts in ``column`` of a Spark data frame are copies of one another, or ``against`` an archive.

    The rows are those of ``textnorm.find_duplicates`` on one machine for the texts in the order of their ids, however
    the frame is partitioned; with ``against``, those of ``within_batch=False``. ``id`` names a column of integers or
    strings, each once. With ``checkpoint``, a folder that all machines reach, a job that was killed goes on where it
    was, and lost executors do no harm. Without ``matcher`` the lengths of the texts choose, as on one
    machine. ``progress`` is called with the name of each stage that is complete, its number, and 0.

    Raises ``BadRecord`` for a missing column and for an id that is missing or comes twice, ``UnknownOption`` for a
    matcher that needs one machine, ``RecipeMismatch`` for a checkpoint of another job.
    """
    from textnorm.match.partition.sketch import check_settings

    need_matcher(matcher)
    for name, data in (("find_duplicates", frame), ("against", against)):
        for needed in () if data is None else (column, id):
            if needed not in data.columns:
                raise BadRecord(f"{name}: no column {needed!r}; columns: {', '.join(data.columns)}")
    settings = matcher or _fitting(frame, column)
    check_settings(settings)
    recipe = {"column": column, "id": id, "against": against is not None, **asdict(settings)}
    stages = Stages(frame.sparkSession, checkpoint, recipe, progress)
    return _Search(frame, against, settings, stages, column, id).run()


def drop_duplicates(
    frame: Any,
    matcher: MatchSettings | None = None,
    *,
    column: str = "text",
    id: str = "id",
    against: Any = None,
    checkpoint: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Any:
    """Return the rows of ``frame`` that stay, of each group of copies the one to keep; arguments as above."""
    found = find_duplicates(
        frame, matcher, column=column, id=id, against=against, checkpoint=checkpoint, progress=progress
    )
    return frame.join(found.clusters.where("kept").select(id), id, "left_semi")


def _fitting(frame: Any, column: str) -> MatchSettings:
    """The matcher that ``Matcher.fitting`` chooses for texts of these lengths."""
    from pyspark.sql import functions

    length = functions.coalesce(functions.length(column), functions.lit(0))
    row = frame.agg(functions.count_if(length < ARTICLE).alias("short"), functions.count("*").alias("all")).first()
    return Matcher.headlines() if 2 * row["short"] > row["all"] else Matcher.articles()


class _Search:
    """One search: its data frames, stage by stage."""

    def __init__(
        self, frame: Any, against: Any, matcher: MatchSettings, stages: Stages, column: str, identity: str
    ) -> None:
        from pyspark.sql import functions

        self._f = functions
        self._matcher, self._stages = matcher, stages
        self._archived = against is not None
        self._id = identity
        parts = [(frame, 1)] if against is None else [(against, 0), (frame, 1)]
        chosen = [
            data.select(
                functions.lit(side).alias("side"),
                functions.col(identity).alias("id"),
                functions.coalesce(functions.col(column).cast("string"), functions.lit("")).alias("text"),
            )
            for data, side in parts
        ]
        self._rows = chosen[0] if len(chosen) == 1 else chosen[0].unionByName(chosen[1])

    def run(self) -> SparkDuplicates:
        texts = self._stages.run("texts", lambda: self._numbered(self._rows, ["side", "id"], "place"))
        total = self._checked(texts)
        sketches = self._stages.run("sketches", lambda: self._sketches(texts, total))
        frequency = self._frequency(sketches, total)
        nodes = self._stages.run("nodes", lambda: self._nodes(sketches, texts))
        edges = self._stages.run("edges", lambda: self._edges(sketches, nodes))
        scored = self._stages.run("scored", lambda: self._scored(edges, nodes, texts, frequency))
        roots = self._components(scored)
        found = self._stages.run("found", lambda: self._chosen(sketches, nodes, texts, scored, roots, frequency))
        return self._named(found, texts)

    def _numbered(self, rows: Any, by: list[Any], name: str) -> Any:
        """``rows`` with a number, from 0 on, in the order of ``by``."""
        f = self._f
        placed = self._stages.run(
            f"{name}-order",
            lambda: (
                rows.sort(*by)
                .withColumn("_part", f.spark_partition_id())
                .withColumn("_at", f.monotonically_increasing_id())
            ),
        )
        counts = {row["_part"]: row["count"] for row in placed.groupBy("_part").count().collect()}
        first, start = 0, []
        for part in sorted(counts):
            start.append((part, first))
            first += counts[part]
        offsets = placed.sparkSession.createDataFrame(start, "_part int, _first long")
        number = f.col("_first") + f.col("_at").bitwiseAND((1 << 33) - 1)
        return placed.join(f.broadcast(offsets), "_part").withColumn(name, number).drop("_part", "_at", "_first")

    def _checked(self, texts: Any) -> int:
        """How many texts there are; raises for ids that are missing or not unique."""
        f = self._f
        row = texts.agg(f.count("*").alias("all"), f.count("id").alias("ids"), f.max("place").alias("last")).first()
        if row["all"] != row["ids"]:
            raise BadRecord(f"id: {row['all'] - row['ids']} rows have none; give every row an id")
        twice = texts.groupBy("side", "id").count().where("count > 1").limit(1).collect()
        if twice:
            raise BadRecord(f"id {twice[0]['id']!r} occurs {twice[0]['count']} times; ids must be unique")
        return int(row["all"])

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
        counted = sketches.where("counted is not null").groupBy("digest").agg(f.first("counted").alias("counted"))

        def work(table: Any) -> Any:
            import pyarrow

            from textnorm.match.partition.verify import slots_of

            hashes = table["counted"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
            return pyarrow.table({"slot": slots_of(hashes)})

        slots = counted.mapInArrow(whole(work), "slot long").groupBy("slot").count().where("count > 1").toArrow()
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
        places = nodes.select("node", self._f.col("first").alias("place"))
        return places.join(sketches, "place").select("node", "sampled", "samples", "bands", "short")

    def _with_sides(self, pairs: Any, nodes: Any, *columns: str) -> Any:
        """``pairs`` with ``columns`` of the node on either side, named ``column_left`` and ``column_right``."""
        for side in ("left", "right"):
            named = [self._f.col(column).alias(f"{column}_{side}") for column in columns]
            pairs = pairs.join(nodes.select(self._f.col("node").alias(side), *named), side)
        return pairs

    def _by_samples(self, heavy: Any) -> Any:
        from textnorm.match.partition.records import EDGES, MEETINGS

        f = self._f

        def meet(table: Any) -> Any:
            from textnorm.match.partition.bucket import meet

            return meet(table["key"].to_numpy(), table["node"].to_numpy())

        keys = heavy.select("node", f.explode("samples").alias("key")).repartition("key")
        sums = [f.sum(column).alias(column) for column in ("times", "weight")]
        met = self._stages.run(
            "met", lambda: keys.mapInArrow(whole(meet), spark_type(MEETINGS)).groupBy("left", "right").agg(*sums)
        )
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

        def share(table: Any) -> Any:
            from textnorm.match.partition.bucket import share_bands

            return share_bands(table["key"].to_numpy(), table["node"].to_numpy())

        keys = heavy.select("node", f.explode("bands").alias("key")).repartition("key")
        shared = self._stages.run("bands", lambda: keys.mapInArrow(whole(share), spark_type(EDGES)).distinct())
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

        f, matcher = self._f, self._matcher
        of = nodes.select("node", f.col("first").alias("place")).join(texts.select("place", "text"), "place")
        edges = self._with_sides(edges, of, "text")

        def work(batches: Iterable[Any]) -> Iterator[Any]:
            from textnorm.match.articles.shingle_frequency import ShingleFrequency
            from textnorm.match.partition.verify import verify

            common = ShingleFrequency.restore(*frequency)
            for batch in batches:
                sides = [batch.column(side).to_numpy(zero_copy_only=False) for side in ("left", "right")]
                known: dict[int, str] = {}
                for side, name in zip(sides, ("text_left", "text_right"), strict=True):
                    known.update(zip(side.tolist(), batch.column(name).to_pylist(), strict=True))
                yield from verify(sides[0], sides[1], known, matcher, common).to_batches()

        return edges.mapInArrow(work, spark_type(SCORED))

    def _components(self, scored: Any) -> Any:
        """(root, node) for every node that is not alone, by rounds of stars until one changes nothing."""
        f = self._f
        edges = scored.select("left", "right")
        before = None
        number = 0
        while True:
            state = edges.agg(
                f.count("*").alias("count"), f.sum("left").alias("sum"),
                f.coalesce(f.bit_xor(f.xxhash64("left", "right")), f.lit(0)).alias("hash"),
            ).first()  # fmt: skip
            if state["count"] == 0 or state == before:
                return edges.select(f.col("left").alias("root"), f.col("right").alias("node"))
            before = state
            number += 1
            edges = self._stages.run(f"round-{number}", partial(self._round, edges))

    def _round(self, edges: Any) -> Any:
        """What ``contract`` makes of all edges, each star in the part of its node."""
        from textnorm.match.partition.records import EDGES

        def large(table: Any) -> Any:
            from textnorm.match.partition.contract import large_star

            return large_star(table["left"].to_numpy(), table["right"].to_numpy())

        def small(table: Any) -> Any:
            from textnorm.match.partition.contract import small_star

            return small_star(table["right"].to_numpy(), table["left"].to_numpy())

        swapped = edges.select(self._f.col("right").alias("left"), self._f.col("left").alias("right"))
        both = edges.unionByName(swapped).repartition("left")
        starred = both.mapInArrow(whole(large), spark_type(EDGES)).distinct().repartition("right")
        return starred.mapInArrow(whole(small), spark_type(EDGES)).distinct()

    def _chosen(self, sketches: Any, nodes: Any, texts: Any, scored: Any, roots: Any, frequency: Frequency) -> Any:
        """The clusters and pairs of all components that have two texts or more; ``kind`` says which row is which."""
        f, matcher, archived = self._f, self._matcher, self._archived
        places = sketches.where("not blank").select("place", "digest", "digest2")
        members = places.join(nodes.select("digest", "digest2", "node"), ["digest", "digest2"]).join(
            roots, "node", "left"
        )
        members = members.select("place", "node", f.coalesce("root", "node").alias("root"))
        more = members.groupBy("root").count().where("count > 1").select("root")
        parts = int(texts.sparkSession.conf.get("spark.sql.shuffle.partitions"))
        part = f.pmod(f.xxhash64("root"), f.lit(parts)).alias("part")
        members = members.join(more, "root").join(texts.select("place", "side", "text"), "place")
        rows = members.select(part, "place", "node", "side", "text")
        inside = roots.select(f.col("node").alias("left"), "root")
        pairs = scored.join(inside, "left", "left").withColumn("root", f.coalesce("root", "left"))
        pairs = pairs.select(part, "left", "right")

        def work(texts: Any, edges: Any) -> Any:
            return _choose(texts, edges, matcher, frequency, archived)

        grouped = rows.groupBy("part").cogroup(pairs.groupBy("part"))
        return grouped.applyInArrow(work, _FOUND)

    def _named(self, found: Any, texts: Any) -> SparkDuplicates:
        """The places in ``found`` as ids."""
        f = self._f
        names = texts.select("place", "id")
        kept = found.where("kind = 'text'").select(
            "place", f.col("other").alias("cluster_place"), "stays", "score", "why"
        )
        own = texts.where("side = 1").select("place", "id").join(kept, "place", "left")
        known = names.select(f.col("place").alias("cluster_place"), f.col("id").alias("copy"))
        own = own.join(known, "cluster_place", "left")
        alone = f.lit(None).cast(texts.schema["id"].dataType) if self._archived else f.col("id")
        self_named = f.col("cluster_place") == f.col("place")
        cluster = f.when(f.col("stays").isNull() | (f.lit(self._archived) & self_named), alone).otherwise(f.col("copy"))
        clusters = own.select(
            f.col("id").alias(self._id),
            cluster.alias("cluster"),
            f.coalesce("stays", f.lit(True)).alias("kept"),
            f.coalesce("score", f.lit(0.0 if self._archived else 1.0)).cast("float").alias("score"),
            f.coalesce("why", f.array() if self._archived else f.array(f.lit("no copy found"))).alias("why"),
        )
        pairs = found.where("kind = 'pair'").withColumnsRenamed(
            {"place": "l", "other": "r", "stays": "reuse", "why": "reasons"}
        )
        for side, name in (("l", "left"), ("r", "right")):
            pairs = pairs.join(names.select(f.col("place").alias(side), f.col("id").alias(name)), side)
        return SparkDuplicates(clusters, pairs.select("left", "right", "score", "reuse", "reasons"))


#: Rows of two kinds: a text (its place, the place of its kept copy, whether it stays), or a pair (is it reuse).
_FOUND = "kind string, place long, other long, stays boolean, score float, why array<string>"


def _choose(texts: Any, edges: Any, matcher: MatchSettings, frequency: Frequency, archived: bool) -> Any:
    import pyarrow

    from textnorm.match.articles.shingle_frequency import ShingleFrequency
    from textnorm.match.partition.choose import choose

    def column(table: Any, name: str) -> Any:
        return table[name].to_numpy()

    chosen, pairs = choose(
        column(texts, "place"), column(texts, "node"), texts["text"].to_pylist(),
        column(edges, "left"), column(edges, "right"), matcher, ShingleFrequency.restore(*frequency),
        column(texts, "side") == 0 if archived else None,
    )  # fmt: skip
    found = (
        ("text", chosen, ("place", "cluster", "kept", "score", "reasons")),
        ("pair", pairs, ("left", "right", "reuse", "score", "reasons")),
    )
    return pyarrow.concat_tables(
        pyarrow.Table.from_arrays(
            [pyarrow.array([kind] * len(rows), type=pyarrow.string()), *(rows[name] for name in columns)],
            names=["kind", "place", "other", "stays", "score", "why"],
        )
        for kind, rows, columns in found
    )
