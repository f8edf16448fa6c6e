"""textnorm on Spark: clean, decode and deduplicate a data frame on a cluster."""

from __future__ import annotations

from importlib.util import find_spec

from textnorm.adapters.engines.on_spark.search import SparkDuplicates, drop_duplicates, find_duplicates
from textnorm.adapters.engines.spark import clean_column, decode_column
from textnorm.errors import MissingExtra

__all__ = ["SparkDuplicates", "clean_column", "decode_column", "drop_duplicates", "find_duplicates"]

if find_spec("pyspark") is None:  # which is imported when a function is called
    raise MissingExtra.named("pyspark", "spark", "textnorm.spark")
