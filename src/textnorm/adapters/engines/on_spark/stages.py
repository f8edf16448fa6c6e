"""The stages of a job on Spark: kept while it runs, or written to a folder from which a job that was killed goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from textnorm.errors import RecipeMismatch

__all__ = ["Stages", "spark_type", "whole"]

_SETTINGS = "settings.json"


class Stages:
    """Runs every stage once. With a ``folder``, a stage that was completed there before is read and not run again.

    Without one, stages stay where they were computed: such a job fails if an executor is lost.
    """

    def __init__(
        self,
        session: Any,
        folder: str | None,
        settings: dict[str, Any],
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self._session, self._progress, self._done = session, progress, 0
        self._folder = None if folder is None else folder.rstrip("/")
        if self._folder is not None:
            self._claim(self._folder, json.dumps(settings, sort_keys=True))

    def _claim(self, folder: str, settings: str) -> None:
        """Write the settings into the folder, or refuse a folder of other settings."""
        path, files = self._path(f"{folder}/{_SETTINGS}")
        if not files.exists(path):
            self._session.createDataFrame([(settings,)], "value string").coalesce(1).write.text(f"{folder}/{_SETTINGS}")
            return
        before = "".join(row.value for row in self._session.read.text(f"{folder}/{_SETTINGS}").collect())
        if before != settings:
            raise RecipeMismatch(
                f"checkpoint={folder!r} belongs to a job with other settings: {before}; "
                "give each job a folder of its own"
            )

    def _path(self, name: str) -> tuple[Any, Any]:
        path = self._session._jvm.org.apache.hadoop.fs.Path(name)
        return path, path.getFileSystem(self._session._jsc.hadoopConfiguration())

    def run(self, name: str, make: Callable[[], Any]) -> Any:
        """The data frame that ``make`` makes, computed once."""
        self._session.sparkContext.setJobDescription(f"textnorm: {name}")  # what Spark's own pages show
        frame = self._computed(name, make)
        self._done += 1
        if self._progress is not None:
            self._progress(name, self._done, 0)
        return frame

    def _computed(self, name: str, make: Callable[[], Any]) -> Any:
        if self._folder is None:
            # The plan of what comes after it must not hold its own: plans that hold each other twice grow without end.
            return make().localCheckpoint()
        place = f"{self._folder}/{name}"
        path, files = self._path(f"{place}/_SUCCESS")  # Spark writes it last, so a stage is there as a whole or not
        if not files.exists(path):
            make().write.mode("overwrite").parquet(place)
        return self._session.read.parquet(place)


def spark_type(schema: Any) -> Any:
    """A schema of Arrow as one of Spark."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def whole(work: Callable[[Any], Any]) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """``work`` on all rows of a partition at once, for ``mapInArrow``."""

    def run(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow

        every = list(batches)
        if sum(batch.num_rows for batch in every):
            yield from work(pyarrow.Table.from_batches(every)).to_batches()

    return run
