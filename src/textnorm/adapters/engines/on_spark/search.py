"""The search for copies on Spark: the calls. Nothing but counts and small aggregates reaches the driver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from textnorm.adapters.engines.on_spark.articles import ArticleSearch
from textnorm.adapters.engines.on_spark.common import SparkDuplicates
from textnorm.adapters.engines.on_spark.headlines import HeadlineSearch
from textnorm.adapters.engines.on_spark.stages import Stages
from textnorm.errors import BadRecord
from textnorm.match.matcher import Matcher
from textnorm.match.settings import ARTICLE, need_matcher

if TYPE_CHECKING:
    from textnorm.match.settings import MatchSettings

__all__ = ["SparkDuplicates", "drop_duplicates", "find_duplicates"]


def find_duplicates(
    frame: Any,
    matcher: MatchSettings | None = None,
    *,
    column: str = "text",
    id: str = "id",
    against: Any = None,
    within_batch: bool = True,
    time: str | None = None,
    priority: str | None = None,
    checkpoint: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> SparkDuplicates:
    """Find which texts in ``column`` of a Spark data frame are copies of one another, or ``against`` an archive.

    The rows are those of ``textnorm.find_duplicates`` on one machine for the texts in the order of their ids, however
    the frame is partitioned. ``id`` names a column of integers or strings, each once. ``time`` and ``priority`` name
    columns for ``keep="earliest"`` and ``keep="priority"``; an archive may lack them. With ``against``, the texts that
    the archive does not have are compared with one another too, unless ``within_batch`` is false. With ``checkpoint``,
    a folder that all machines reach, a job that was killed goes on where it was, and lost executors do no harm. Without
    ``matcher`` the lengths of the texts choose, as on one machine. ``progress`` is called with the name of each stage
    that is complete, its number, and 0.

    Raises ``BadRecord`` for a missing column and for an id that is missing or comes twice, ``UnknownOption`` for a
    matcher that needs one machine, ``RecipeMismatch`` for a checkpoint of another job.
    """
    from pyspark.sql import functions

    from textnorm.match.partition.sketch import check_settings

    need_matcher(matcher)
    named = {"text": column, "id": id, "time": time, "priority": priority}
    columns = {name: value for name, value in named.items() if value is not None}
    for name, data in (("find_duplicates", frame), ("against", against)):
        needed = columns.values() if name == "find_duplicates" else (column, id)
        for one in () if data is None else needed:
            if one not in data.columns:
                raise BadRecord(f"{name}: no column {one!r}; columns: {', '.join(data.columns)}")
    settings = matcher or _fitting(frame, column)
    check_settings(settings, columns)
    kind = HeadlineSearch if settings.kind == "headline" else ArticleSearch

    def searched(archive: Any, folder: str | None, archived: Any = None) -> SparkDuplicates:
        recipe = {**columns, "against": archive is not None, **asdict(settings)}
        if archived is not None:
            recipe["new"] = True
        stages = Stages(frame.sparkSession, folder, recipe, progress)
        return kind(frame, archive, settings, stages, columns, archived).run()

    found = searched(against, checkpoint)
    if against is None or not within_batch:
        return found
    archived = found.clusters.where("cluster is not null").select(functions.col(id).alias("id"))
    batch = searched(None, None if checkpoint is None else f"{checkpoint.rstrip('/')}/batch", archived)
    return _with_batch(found, batch, id)


def _with_batch(found: SparkDuplicates, batch: SparkDuplicates, id: str) -> SparkDuplicates:
    """``found`` in an archive, with what was found among the texts that it does not have."""
    from pyspark.sql import functions as f

    sizes = batch.clusters.groupBy("cluster").count().where("count > 1").select(f.col("cluster").alias("_group"))
    more = batch.clusters.join(sizes, f.col("cluster") == f.col("_group"))
    more = more.select(id, *(f.col(name).alias(f"_{name}") for name in ("kept", "score", "why")))
    both = found.clusters.join(more, id, "left")
    new = f.col("cluster").isNull() & f.col("_kept").isNotNull()
    clusters = both.select(
        id, "cluster", (f.col("kept") & f.coalesce("_kept", f.lit(True))).alias("kept"),
        *(f.when(new, f.col(f"_{name}")).otherwise(f.col(name)).alias(name) for name in ("score", "why")),
    )  # fmt: skip
    return SparkDuplicates(clusters, found.pairs, batch)


def drop_duplicates(
    frame: Any,
    matcher: MatchSettings | None = None,
    *,
    id: str = "id",
    **options: Any,
) -> Any:
    """Return the rows of ``frame`` that stay, of each group of copies the one to keep; arguments as above."""
    found = find_duplicates(frame, matcher, id=id, **options)
    return frame.join(found.clusters.where("kept").select(id), id, "left_semi")


def _fitting(frame: Any, column: str) -> MatchSettings:
    """The matcher that ``Matcher.fitting`` chooses for texts of these lengths."""
    from pyspark.sql import functions

    length = functions.coalesce(functions.length(column), functions.lit(0))
    row = frame.agg(functions.count_if(length < ARTICLE).alias("short"), functions.count("*").alias("all")).first()
    return Matcher.headlines() if 2 * row["short"] > row["all"] else Matcher.articles()
