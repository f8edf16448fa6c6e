"""Headlines on Spark: equal ones come together, each is parsed once, where it then lies, and homes find the pairs.

Counts reach the driver, names of sites (at most a hundred), and how many keys have each size (at most the square root
of twice the number of entries).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from textnorm.adapters.engines.on_spark.common import FOUND, Search, found_rows
from textnorm.adapters.engines.on_spark.exchange import by_parts, packed, parts_for
from textnorm.adapters.engines.on_spark.rounds import SparkRounds
from textnorm.adapters.engines.on_spark.stages import spark_type, whole

__all__ = ["HeadlineSearch"]

_MOST_SITES = 100
# Headlines of a home: with more, a task takes more memory; with many small ones, each writes to each. Spark may put
# several homes into one partition, and so many of them are read at once.
HOME, LEAST_HOME, READ = 250_000, 10_000, 2
# Texts that may be copies come together in one task with all that may be copies of theirs.
TEXTS = 20_000
_NEAR = "left long, right long, left_marks array<int>, right_marks array<int>"


class _Known(NamedTuple):
    """What the driver knows of a corpus: names of sites, and whether any text has a time."""

    suffixes: frozenset[str]
    timed: bool


class HeadlineSearch(Search):
    """The search under the keys of words; a headline is known by the place of the first text that is exactly this."""

    def _find(self, texts: Any, total: int) -> Any:
        units = self._stages.run("lines", lambda: self._units(texts, total))
        firsts = units.where("place = node")
        timed = self._f.coalesce(self._f.max(self._f.expr("not isnan(when)")), self._f.lit(False))
        count, timed = firsts.agg(self._f.count("*"), timed).first()
        suffixes = self._sites = self._suffixes(firsts, count)
        homes = self._stages.run("homes", lambda: self._read(firsts, suffixes))
        rounds = SparkRounds(homes.rdd, _known_first)
        near = self._stages.run("near", lambda: self._near(rounds, homes, count))
        rounds.forget()
        rooted = self._stages.run("edges", lambda: self._rooted(self._pairs(near), near.count(), "round"))
        members, sizes = self._members(units, rooted)
        known = _Known(suffixes, bool(timed))
        return self._stages.run("found", lambda: self._chosen(members, sizes["texts"], rooted, near, texts, known))

    def _units(self, texts: Any, total: int) -> Any:
        """Equal texts of a side and about one time as one unit; in partitions of about the same size."""
        from textnorm.match.partition.headlines.units import UNITS

        matcher = self._matcher
        cores = int(texts.sparkSession.sparkContext.defaultParallelism)
        parts = max(-(-total // HOME), min(cores, total // LEAST_HOME), 1)

        def unite(rows: Any) -> Any:
            from textnorm.match.partition.headlines.units import units_of

            return units_of(rows, matcher)

        time = ["time"] if "time" in self._known else []
        rows = texts.select("place", "side", "text", *time).repartition(parts, "text")
        return rows.mapInArrow(whole(unite), spark_type(UNITS))

    def _suffixes(self, firsts: Any, count: int) -> frozenset[str]:
        """The names of sites that a large corpus puts behind its titles."""
        from textnorm.match.headlines.parts import suffixes_among
        from textnorm.match.headlines.table import LARGE
        from textnorm.match.partition.headlines.packed import TAILS

        if count < LARGE:
            return frozenset()
        matcher = self._matcher

        def work(batches: Iterable[Any]) -> Iterator[Any]:
            from textnorm.match.partition.headlines.packed import tails_of

            for batch in batches:
                yield from tails_of(batch.column("text").to_pylist(), matcher).to_batches()

        tails = firsts.select("text").mapInArrow(work, spark_type(TAILS)).groupBy("tail").count()
        # No more can be behind one title in a hundred each.
        often = tails.orderBy(self._f.col("count").desc(), "tail").limit(_MOST_SITES).collect()
        return suffixes_among({row["tail"]: row["count"] for row in often}, count)

    def _read(self, firsts: Any, suffixes: frozenset[str]) -> Any:
        """The headlines, parsed: a row for each home, with what it knows."""
        matcher, home = self._matcher, HOME

        def read(rows: Any) -> Any:
            import numpy as np
            import pyarrow

            from textnorm.match.partition.headlines.packed import read_lines

            homes = []
            # Of those that are read at once, a word is analysed once, however many have it.
            for begin in range(0, len(rows), READ * home):
                some = rows.slice(begin, READ * home)
                place, side, when, rubric = (some[name].to_numpy() for name in _NUMBERS)
                lines = read_lines(place, side, when, rubric, some["text"].to_pylist(), suffixes, matcher)
                parts = np.array_split(np.arange(len(lines)), -(-len(lines) // home))
                homes += [lines.take(own).to_bytes() for own in parts]
            return pyarrow.table({"data": pyarrow.array(homes, pyarrow.binary())})

        return firsts.select(*_NUMBERS, "text").mapInArrow(whole(read), "data binary")

    def _near(self, rounds: SparkRounds, read: Any, count: int) -> Any:
        """The pairs near the threshold, by the places of their first texts."""
        from textnorm.match.partition.headlines.homes import Search as Known
        from textnorm.match.partition.headlines.homes import search_homes
        from textnorm.match.partition.headlines.units import reach_of

        def listed(near: bytes) -> Iterator[tuple[Any, ...]]:
            from textnorm.match.partition.coding import restored_from

            for row in restored_from(near).to_pylist():
                yield tuple(row.values())

        search_homes(rounds, Known(count, rounds.count, self._matcher, self._archived, reach_of(self._matcher)))
        return read.sparkSession.createDataFrame(rounds.known().flatMap(listed), _NEAR, verifySchema=False)

    def _pairs(self, near: Any) -> Any:
        return near.select("left", "right", self._f.lit(True).alias("sure"))

    def _chosen(self, members: Any, count: int, rooted: Any, near: Any, texts: Any, known: _Known) -> Any:
        f, matcher = self._f, self._matcher
        parts = parts_for(texts, count, TEXTS)
        part = f.pmod(f.xxhash64("root"), f.lit(parts)).cast("int").alias("part")
        sides = [near.select(f.col(side).alias("node"), f.col(f"{side}_marks").alias("marks")) for side in _SIDES]
        marks = sides[0].unionByName(sides[1]).where("marks is not null").dropDuplicates(["node"])
        inside = self._spread(members.select("place", "node", part).join(marks, "node", "left"))
        rows = packed(texts.select(*self._judged()).join(inside, "place"), "text")
        edges = packed(rooted.select(part, "left", "right"), "edge")

        def choose(pieces: dict[str, list[bytes]]) -> Any:
            from textnorm.match.partition.choose import choose_headlines
            from textnorm.match.partition.coding import join_tables
            from textnorm.match.partition.records import EDGES

            texts = join_tables(pieces["text"])
            edges = join_tables(pieces["edge"]) if "edge" in pieces else EDGES.empty_table()
            left, right = (edges[side].to_numpy() for side in _SIDES)
            return found_rows(*choose_headlines(texts, left, right, matcher, known.suffixes, timed=known.timed))

        return by_parts([rows, edges], parts, choose, FOUND)


_NUMBERS = ("place", "side", "when", "rubric")
_SIDES = ("left", "right")


def _known_first(row: Any) -> bytes:
    """What a home knows at first, ``kept``; nothing that was pickled is read from a checkpoint."""
    from textnorm.match.partition.coding import kept
    from textnorm.match.partition.headlines.packed import PackedLines

    return kept(PackedLines.from_bytes(bytes(row.data)))
