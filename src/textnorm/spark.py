"""textnorm on Spark: clean, decode and deduplicate a data frame on a cluster."""

from __future__ import annotations

from textnorm.adapters.engines.on_spark.search import SparkDuplicates, drop_duplicates, find_duplicates
from textnorm.adapters.engines.spark import clean_column, decode_column

__all__ = ["SparkDuplicates", "clean_column", "decode_column", "drop_duplicates", "find_duplicates"]
