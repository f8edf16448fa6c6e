"""What every search on Spark does: numbers its texts, joins pairs into components, chooses, and names the rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textnorm.adapters.engines.on_spark.exchange import at_once
from textnorm.adapters.engines.on_spark.stages import Stages, spark_type, whole
from textnorm.errors import BadRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    from textnorm.match.settings import MatchSettings

__all__ = ["FOUND", "Search", "SparkDuplicates", "found_rows"]

# Tables of a few numbers a row: up to so many rows are sent to every task instead of being shuffled (some 100 MB).
SMALL = 2_000_000
# Components of up to so many pairs are found by one task; of more, by rounds.
AT_ONCE = 4_000_000

#: Rows of two kinds: a text (its place, the place of its kept copy, whether it stays), or a pair (is it reuse).
#: If there are texts ``one`` and ``another``, their reasons come before ``why``; ``context`` is what that needs.
FOUND = "kind string, place long, other long, stays boolean, score float, why array<string>, \
one string, another string, context string"


_ASKED = ("one", "other", "context")


class SparkDuplicates(NamedTuple):
    """What a search on Spark finds, as data frames.

    ``clusters`` has a row per text: its id, ``cluster`` (the id of the copy that is kept for it: its own, if it is
    kept; null for a text that the archive does not have), ``kept``, ``score`` and ``why``. ``pairs`` has the verified
    pairs: ``left``, ``right``, ``score``, ``reuse`` (they share a passage, and are no copies) and ``reasons``. After a
    search against an archive, ``batch`` has both for the texts that it does not have, if these were compared with one
    another; the others have no pairs there.
    """

    clusters: Any
    pairs: Any
    batch: SparkDuplicates | None = None


class Search:
    """One search: its data frames, stage by stage. How texts become scored pairs, the method says."""

    def __init__(
        self,
        frame: Any,
        against: Any,
        matcher: MatchSettings,
        stages: Stages,
        columns: dict[str, str],
        archived: Any = None,
    ) -> None:
        """``archived`` has the ids of the texts that an archive has, if they were looked up: they have no pairs."""
        from pyspark.sql import Window, functions

        self._f, self._window = functions, Window
        self._matcher, self._stages = matcher, stages
        self._archived = against is not None
        self._id, self._total, self._gone = columns["id"], 0, archived
        self._sites: frozenset[str] = frozenset()  # names that a corpus of headlines puts behind its titles
        self._known = [name for name in ("time", "priority") if name in columns]
        parts = [(frame, 1)] if against is None else [(against, 0), (frame, 1)]
        chosen = [
            data.select(
                functions.lit(side).alias("side"),
                functions.col(columns["id"]).alias("id"),
                functions.coalesce(functions.col(columns["text"]).cast("string"), functions.lit("")).alias("text"),
                *(self._value(data, frame, columns[name]).alias(name) for name in self._known),
            )
            for data, side in parts
        ]
        self._rows = chosen[0] if len(chosen) == 1 else chosen[0].unionByName(chosen[1])

    def _value(self, data: Any, frame: Any, name: Any) -> Any:
        """A column of ``data``, of nothing if only ``frame`` has it."""
        f = self._f
        return f.col(name) if name in data.columns else f.lit(None).cast(frame.schema[name].dataType)

    def run(self) -> SparkDuplicates:
        """All stages, one after another."""
        places = self._placed()
        if self._gone is not None:
            gone = self._spread(self._gone.withColumn("gone", self._f.lit(True)))
            places = places.join(gone, "id", "left").withColumn("fresh", self._f.isnull("gone")).drop("gone")
        # The texts stay where they are as long as the table of places is small enough to come to them.
        texts = self._stages.run("texts", lambda: self._rows.join(self._spread(places), ["side", "id"]))
        return self._named(self._find(texts, self._total), texts)

    def _find(self, texts: Any, total: int) -> Any:
        """``FOUND`` among ``texts``: the pairs and clusters."""
        raise NotImplementedError

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

    def _spread(self, rows: Any) -> Any:
        """``rows``, one a text at most, sent to every task if they are few: what they are joined with need not move."""
        few = self._total <= SMALL or rows.limit(SMALL + 1).count() <= SMALL
        return self._f.broadcast(rows) if few else rows

    def _placed(self) -> Any:
        """The ids with their places; raises for ids that are missing or not unique."""
        f = self._f
        ids = self._rows.select("side", "id")
        self._total = ids.count()
        if self._total <= SMALL:
            places = self._stages.run("places", lambda: self._placed_at_once(ids))
        else:
            numbered = self._numbered(ids, ["side", "id"], "place")
            before = self._window.partitionBy("side", "id").orderBy("place")
            places = numbered.withColumn("again", f.row_number().over(before) > 1)
        wrong = places.where("id is null or again").orderBy(f.col("id").isNotNull(), "place").limit(1).collect()
        if wrong and wrong[0]["id"] is None:
            missing = places.where("id is null").count()
            raise BadRecord(f"id: {missing} rows have none; give every row an id")
        if wrong:
            times = ids.where((f.col("side") == wrong[0]["side"]) & (f.col("id") == wrong[0]["id"])).count()
            raise BadRecord(f"id {wrong[0]['id']!r} occurs {times} times; ids must be unique")
        return places.drop("again")

    def _placed_at_once(self, ids: Any) -> Any:
        """The same in one task, where equal ids are neighbours."""
        f = self._f
        # Spark warns of a window without parts, which is what is wanted here.
        line = self._window.partitionBy("whole").orderBy("side", "id")
        again = (f.lag("id").over(line) == f.col("id")) & (f.lag("side").over(line) == f.col("side"))
        return ids.withColumn("whole", f.lit(0)).select(
            "side", "id", (f.row_number().over(line) - 1).cast("long").alias("place"),
            f.coalesce(again, f.lit(False)).alias("again"),
        )  # fmt: skip

    def _with_sides(self, pairs: Any, nodes: Any, *columns: str, how: str = "inner") -> Any:
        """``pairs`` with ``columns`` of the node on either side, named ``column_left`` and ``column_right``."""
        for side in ("left", "right"):
            named = [self._f.col(column).alias(f"{column}_{side}") for column in columns]
            pairs = pairs.join(nodes.select(self._f.col("node").alias(side), *named), side, how)
        return pairs

    def _components(self, scored: Any, rounds: str = "round") -> Any:
        """(root, node) for every node that is not alone, by ``rounds`` of stars until one changes nothing."""
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
            edges = self._stages.run(f"{rounds}-{number}", partial(self._round, edges))

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

    def _rooted(self, edges: Any, count: int, rounds: str) -> Any:
        """``edges``, each once, with the smallest node of their component."""
        from textnorm.match.partition.records import ROOTED

        f = self._f
        if count <= AT_ONCE:

            def root(rows: Any) -> Any:
                from textnorm.match.partition.contract import rooted

                return rooted(rows)

            return at_once(edges, root, ROOTED)
        edges = edges.groupBy("left", "right").agg(f.max("sure").alias("sure"))
        inside = self._spread(self._components(edges, rounds).select(f.col("node").alias("left"), "root"))
        return edges.join(inside, "left", "left").withColumn("root", f.coalesce("root", "left")).select(*ROOTED.names)

    def _members(self, copies: Any, rooted: Any) -> tuple[Any, dict[str, int]]:
        """The texts of all components of two or more, and how many: ``texts`` in all, ``most`` in one."""
        f = self._f
        sides = [rooted.select("root", f.col(side).alias("node")) for side in ("left", "right")]
        roots = self._spread(sides[0].unionByName(sides[1]).distinct())
        members = copies.join(roots, "node", "left").where("root is not null or copies > 1")
        members = members.select("place", "node", f.coalesce("root", "node").alias("root"))
        sizes = members.groupBy("root").count()
        row = sizes.agg(f.coalesce(f.sum("count"), f.lit(0)), f.coalesce(f.max("count"), f.lit(0))).first()
        return members, {"texts": int(row[0]), "most": int(row[1])}

    def _judged(self) -> list[str]:
        """The columns of texts by which the copy to keep is chosen."""
        sides, fresh = ["side"] if self._archived else [], [] if self._gone is None else ["fresh"]
        return ["place", "text", *sides, *fresh, *self._known]

    def _in_parts(self, pairs: Any, rows: Callable[[Any], Any], work: Callable[[Any, Any], Any], schema: Any) -> Any:
        """``work`` on the ``rows`` that a part of the ``pairs`` needs, each once, and on those pairs.

        ``rows`` joins what is needed, columns ``at`` and ``node``, with the rest.
        """
        f = self._f
        parts = int(pairs.sparkSession.conf.get("spark.sql.shuffle.partitions"))
        pairs = pairs.withColumn("part", f.pmod(f.xxhash64("left"), f.lit(parts)))
        sides = [pairs.select(f.col("part").alias("at"), f.col(side).alias("node")) for side in ("left", "right")]
        needed = rows(sides[0].unionByName(sides[1]).distinct())
        return needed.groupBy("at").cogroup(pairs.groupBy("part")).applyInArrow(work, spark_type(schema))

    def _named(self, found: Any, texts: Any) -> SparkDuplicates:
        """The places in ``found`` as ids."""
        f = self._f
        names = self._spread(texts.select("place", "id"))
        kept = found.where("kind = 'text'").select(
            "place", f.col("other").alias("cluster_place"), "stays", "score", self._reasons().alias("why")
        )
        own = texts.where("side = 1").select("place", "id").join(self._spread(kept), "place", "left")
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
        pairs = found.where("kind = 'pair'").select(
            f.col("place").alias("l"), f.col("other").alias("r"), "score", f.col("stays").alias("reuse"),
            self._reasons().alias("reasons"),
        )  # fmt: skip
        for side, name in (("l", "left"), ("r", "right")):
            pairs = pairs.join(names.select(f.col("place").alias(side), f.col("id").alias(name)), side)
        return SparkDuplicates(clusters, pairs.select("left", "right", "score", "reuse", "reasons"))

    def _reasons(self) -> Any:
        """All reasons of a row of ``FOUND``; Spark computes them only if the column is read."""
        matcher, suffixes = self._matcher, self._sites

        def explain(one: str | None, another: str | None, context: str | None, score: float, why: list[str]) -> Any:
            from textnorm.match.articles.search import explain_pair
            from textnorm.match.partition.headlines.later import explain_headlines

            if one is None or another is None:
                return why
            if context is not None:
                return [*explain_headlines(one, another, context, suffixes, matcher), *why]
            return [*explain_pair(one, another, score, matcher), *why]

        return self._f.udf(explain, "array<string>")("one", "another", "context", "score", "why")


def found_rows(chosen: Any, pairs: Any) -> Any:
    """``CHOSEN`` and ``PAIRS`` as rows of ``FOUND``."""
    import pyarrow

    found = (
        ("text", chosen, ("place", "cluster", "kept", "score", "reasons", *_ASKED)),
        ("pair", pairs, ("left", "right", "reuse", "score", "reasons", *_ASKED)),
    )
    return pyarrow.concat_tables(
        pyarrow.Table.from_arrays(
            [pyarrow.array([kind] * len(rows), type=pyarrow.string()), *(rows[name] for name in columns)],
            names=["kind", "place", "other", "stays", "score", "why", "one", "another", "context"],
        )
        for kind, rows, columns in found
    )
