"""The process from which an executor forks its workers: with the kernels loaded, each of them starts at once.

Name it before the session starts: ``spark.python.daemon.module=textnorm.adapters.engines.on_spark.daemon``. Spark's own
daemon is bare: each of its workers, some six for one core, spends a second or two on imports, and has its own memory
for what it imported.
"""

from __future__ import annotations

import sys
from zipimport import zipimporter

__all__ = ["keep_directories", "load"]


def load() -> None:
    """Import what tasks of a search need, and load their kernels, by a search of texts too few for threads."""
    import numpy as np
    import pyarrow
    import pyspark.worker  # noqa: F401

    import textnorm.adapters.engines.on_spark.meeting
    import textnorm.kernels.sets.bucket_pairs
    import textnorm.kernels.shingles.key_places
    import textnorm.match.partition.choose
    import textnorm.match.partition.headlines.homes
    import textnorm.match.partition.homes  # noqa: F401
    from textnorm.match.matcher import Matcher, find_duplicates

    # Arrow asks whether an array is one of pandas, and imports it if it is there: half a second for each worker.
    pyarrow.array(np.zeros(1))
    for matcher in (Matcher.articles(), Matcher.headlines()):
        find_duplicates(["Ein schÃ¶ner Text, der zweimal da ist.", "Ein schöner Text, der zweimal da ist!"], matcher)


class _Kept(zipimporter):
    """An archive that does not change: what is in it is read once."""

    def invalidate_caches(self) -> None:
        """Keep what was read."""


def keep_directories() -> None:
    """Read what is in the archives of Spark once, and not again for each task, which takes as long as a small task."""
    for path, finder in list(sys.path_importer_cache.items()):
        if isinstance(finder, zipimporter):
            sys.path_importer_cache[path] = _Kept(path)


if __name__ == "__main__":
    from pyspark import daemon

    load()
    keep_directories()
    daemon.manager()
