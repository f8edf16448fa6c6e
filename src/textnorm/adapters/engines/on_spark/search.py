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
    kind = HeadlineSearch if settings.kind == "headline" else ArticleSearch
    return kind(frame, against, settings, stages, column, id).run()


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
