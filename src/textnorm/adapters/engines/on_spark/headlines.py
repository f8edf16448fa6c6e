"""Headlines on Spark: read once, marked, filed under keys, met, judged.

Counts reach the driver, names of sites (at most a hundred), and how many keys have each size (at most the square root
of twice the number of entries).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from textnorm.adapters.engines.on_spark.common import Search
from textnorm.adapters.engines.on_spark.stages import by_key, spark_type, whole

__all__ = ["HOT", "HeadlineSearch"]

_MOST_SITES = 100
# Keys that more headlines have than this never come together in one task. There are at most as many of them as the
# entries divided by this.
HOT = 1_000_000
_ENTRIES = "key long, place long"


class HeadlineSearch(Search):
    """The search under the keys of words; a headline is known by the place of the first text that is exactly this."""

    def _find(self, texts: Any, total: int) -> Any:
        units = self._stages.run("lines", lambda: self._units(texts))
        count = units.count()
        suffixes = self._suffixes(units, count)
        lines = self._stages.run("read", lambda: self._read(units, suffixes))
        lines = self._marked(lines)
        records = self._stages.run("records", lambda: self._records(lines, self._entries(lines, count), count))
        met = self._stages.run("met", lambda: self._met(records))
        scored = self._stages.run("scored", lambda: self._scored(met, records))
        roots = self._components(scored)
        return self._stages.run("found", lambda: self._chosen(texts, units, lines, scored, roots, suffixes))

    def _units(self, texts: Any) -> Any:
        """Every distinct text of a side, by its first place."""
        return texts.groupBy("side", "text").agg(self._f.min("place").alias("place"))

    def _suffixes(self, units: Any, count: int) -> frozenset[str]:
        """The names of sites that a large corpus puts behind its titles."""
        from textnorm.match.headlines.parts import suffixes_among
        from textnorm.match.headlines.table import LARGE
        from textnorm.match.partition.headlines.records import TAILS

        if count < LARGE:
            return frozenset()
        matcher = self._matcher

        def work(batches: Iterable[Any]) -> Iterator[Any]:
            from textnorm.match.partition.headlines.records import tails_of

            for batch in batches:
                yield from tails_of(batch.column("text").to_pylist(), matcher).to_batches()

        tails = units.select("text").mapInArrow(work, spark_type(TAILS)).groupBy("tail").count()
        # No more can be behind one title in a hundred each.
        often = tails.orderBy(self._f.col("count").desc(), "tail").limit(_MOST_SITES).collect()
        return suffixes_among({row["tail"]: row["count"] for row in often}, count)

    def _read(self, units: Any, suffixes: frozenset[str]) -> Any:
        from textnorm.match.partition.headlines.records import LINES

        matcher = self._matcher

        def work(batches: Iterable[Any]) -> Iterator[Any]:
            from textnorm.match.partition.headlines.records import read_lines

            for batch in batches:
                place, side = (batch.column(name).to_numpy(zero_copy_only=False) for name in ("place", "side"))
                found = read_lines(place, side.astype("int64"), batch.column("text").to_pylist(), suffixes, matcher)
                yield from found.to_batches()

        return units.select("place", "side", "text").mapInArrow(work, spark_type(LINES))

    def _marked(self, lines: Any) -> Any:
        """``lines`` with the words of series marked."""
        from textnorm.match.partition.headlines.records import LINES
        from textnorm.match.partition.headlines.series import FRAMES, PHRASES

        f = self._f

        def frames(table: Any) -> Any:
            from textnorm.match.partition.headlines.series import frames_of

            return frames_of(table)

        def phrases(table: Any) -> Any:
            from textnorm.match.partition.headlines.series import phrases_in

            return phrases_in(table, table["later"].to_numpy().astype(bool))

        def mark(batches: Iterable[Any]) -> Iterator[Any]:
            import pyarrow

            from textnorm.match.partition.headlines.series import mark_series

            for batch in batches:
                rows = pyarrow.Table.from_batches([batch])
                lengths = (rows[name].to_numpy() for name in ("before", "behind"))
                yield from mark_series(rows.select(LINES.names), *lengths).to_batches()

        firsts = lines.groupBy("whole").agg(f.min("place").alias("first"), f.count("*").alias("count"))
        twice = self._stages.run("twice", lambda: firsts.where("count > 1"))
        later = lines.select("whole", "place").join(self._spread(twice), "whole").where("place != first")
        later = later.select("place", f.lit(True).alias("again"))
        framed = lines.mapInArrow(_batches(frames), spark_type(FRAMES)).join(self._spread(later), "place", "left")
        framed = framed.withColumn("later", f.coalesce(f.col("again").cast("int"), f.lit(0))).drop("again")
        found = framed.repartition("frame").mapInArrow(whole(phrases), spark_type(PHRASES))
        sums = [f.sum(column).alias(column) for column in ("before", "behind")]
        series = self._stages.run("series", lambda: found.groupBy("place").agg(*sums))
        if series.isEmpty():
            return lines
        with_lengths = lines.join(self._spread(series), "place", "left").fillna(0, ["before", "behind"])
        return self._stages.run("marked", lambda: with_lengths.mapInArrow(mark, spark_type(LINES)))

    def _entries(self, lines: Any, count: int) -> Any:
        """The keys of headlines that are followed, with how many have each."""
        f = self._f
        entries = self._filed_under(lines, "entries_of")
        every = self._stages.run("keys", lambda: self._shared(entries, "shared_keys", "keys", count))
        limit = self._limit(every)
        crowded = every.where(f.col("size") > limit)
        if crowded.isEmpty():
            return every

        def pair(table: Any) -> Any:
            from textnorm.match.partition.headlines.filing import paired_keys

            return paired_keys(*(table[name].to_numpy() for name in ("key", "place", "size")))

        pairs = crowded.repartition("place").mapInArrow(whole(pair), _ENTRIES)
        pairs = self._stages.run("paired", lambda: self._shared(pairs, "shared_keys", "paired", count))
        both = every.where(f.col("size") <= limit).unionByName(pairs)
        both = both.where(f.col("size") <= self._limit(both))
        concerned = lines.join(crowded.select("place").distinct(), "place", "left_semi")
        spare = self._filed_under(concerned, "spare_entries_of")
        return both.unionByName(self._shared(spare, "spare_keys", "spare", count))

    def _filed_under(self, lines: Any, name: str) -> Any:
        """The keys of ``lines`` by a function of ``filing``."""

        def enter(table: Any) -> Any:
            from textnorm.match.partition.headlines import filing

            return getattr(filing, name)(table)

        return lines.mapInArrow(_batches(enter), _ENTRIES)

    def _shared(self, entries: Any, name: str, stage: str, texts: int) -> Any:
        """``KEYS`` by a function of ``filing``: the ``entries`` that others share."""
        from textnorm.match.headlines.candidates import LEAST_FOLLOWED
        from textnorm.match.partition.headlines.filing import KEYS

        f = self._f
        options = {"most": LEAST_FOLLOWED} if name == "spare_keys" else {}

        def entered(table: Any) -> tuple[Any, Any]:
            return table["key"].to_numpy(), table["place"].to_numpy()

        def share(keys: Any, places: Any) -> Any:
            from textnorm.match.partition.headlines import filing

            return getattr(filing, name)(keys, places, **options)

        def shared(some: Any) -> Any:
            return by_key(some, entered, share, KEYS)

        if texts <= HOT:
            return shared(entries)
        # A word that one headline in ten has would fill the memory of one task: such keys are counted where they lie.
        counts = entries.groupBy("key").agg(f.count("*").alias("size")).where(f.col("size") > HOT)
        hot = f.broadcast(self._stages.run(f"{stage}-hot", lambda: counts))
        cold = shared(entries.join(hot, "key", "left_anti"))
        if name == "spare_keys":  # so many never share a spare key that is followed
            return cold
        return cold.unionByName(entries.join(hot, "key").select("key", "place", "size"))

    def _limit(self, entries: Any) -> int:
        """The size up to which keys are followed."""
        import numpy as np

        from textnorm.match.headlines.candidates import size_followed

        rows = sorted((row["size"], row["count"]) for row in entries.groupBy("size").count().collect())
        sizes, counts = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        return size_followed(sizes, counts // np.maximum(sizes, 1))

    def _records(self, lines: Any, entries: Any, count: int) -> Any:
        """The headlines that share a key with others, with all that a pair is judged by."""
        from textnorm.match.partition.headlines.filing import FILED

        def file(table: Any) -> Any:
            from textnorm.match.partition.headlines.filing import file_places

            return file_places(table["key"].to_numpy(), table["place"].to_numpy(), table["size"].to_numpy(), count)

        filed = entries.repartition("place").mapInArrow(whole(file), spark_type(FILED))
        return lines.join(filed, "place")

    def _met(self, records: Any) -> Any:
        from textnorm.match.partition.headlines.filing import POSTINGS
        from textnorm.match.partition.records import EDGES

        archived = self._archived

        def post(table: Any) -> Any:
            from textnorm.match.partition.headlines.filing import postings_of

            return postings_of(table, table["side"].to_numpy())

        def meet(table: Any) -> Any:
            from textnorm.match.partition.headlines.filing import meet_headlines

            return meet_headlines(table, archived=archived)

        filed = records.select("place", "side", "keys", "weights", "norm")
        postings = filed.mapInArrow(_batches(post), spark_type(POSTINGS)).repartition("key")
        return postings.mapInArrow(whole(meet), spark_type(EDGES)).distinct()

    def _scored(self, met: Any, records: Any) -> Any:
        """The pairs near the threshold: each part gets its pairs, and each headline of these once."""
        from textnorm.match.partition.records import SCORED

        matcher = self._matcher
        rows = records.withColumnRenamed("place", "node")

        def work(rows: Any, edges: Any) -> Any:
            from textnorm.match.partition.headlines.judge import judge_pairs

            rows = rows.rename_columns(["place" if name == "node" else name for name in rows.column_names])
            return judge_pairs(edges["left"].to_numpy(), edges["right"].to_numpy(), rows, matcher)

        return self._in_parts(met, lambda needed: needed.join(rows, "node"), work, SCORED)

    def _chosen(self, texts: Any, units: Any, lines: Any, scored: Any, roots: Any, suffixes: frozenset[str]) -> Any:
        f, matcher = self._f, self._matcher
        blank = lines.where("blank").select(f.col("place").alias("node"))
        firsts = units.select("side", "text", f.col("place").alias("node")).join(
            self._spread(blank), "node", "left_anti"
        )
        members = texts.join(firsts, ["side", "text"]).select("place", "node")
        words = lines.select(f.col("place").alias("node"), "words")
        rows = self._components_of(members, roots, texts).join(words, "node")
        rows = rows.select("part", *self._judged(), "words")

        def choose(texts: Any, edges: Any) -> tuple[Any, Any]:
            from textnorm.match.partition.choose import choose_headlines

            left, right = edges["left"].to_numpy(), edges["right"].to_numpy()
            return choose_headlines(texts, left, right, matcher, suffixes)

        return self._choose(rows, self._pairs_of(scored, roots), choose)


def _batches(work: Callable[[Any], Any]) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """``work`` on one batch after the other, for ``mapInArrow``."""

    def run(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow

        for batch in batches:
            yield from work(pyarrow.Table.from_batches([batch])).to_batches()

    return run
