"""Deduplicate a Parquet folder on Spark: texts in, clusters, pairs and the rows that stay out.

spark-submit --conf spark.python.daemon.module=textnorm.adapters.engines.on_spark.daemon \\
    deduplicate.py news/ out/ --column text --id id
"""

import argparse

from pyspark.sql import SparkSession

import textnorm.spark
from textnorm import Cleaner, Matcher

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("source", help="a folder of Parquet files")
parser.add_argument("target", help="where kept/, clusters/ and pairs/ are written")
parser.add_argument("--column", default="text")
parser.add_argument("--id", default="id", help="a column with a number or a name per row, each once")
parser.add_argument("--plain", action="store_true", help="compare sets of words (Matcher()), not articles")
options = parser.parse_args()

spark = SparkSession.builder.appName("textnorm").getOrCreate()
rows = textnorm.spark.clean_column(spark.read.parquet(options.source), options.column, cleaner=Cleaner(quotes="keep"))
matcher = Matcher() if options.plain else Matcher.articles()
found = textnorm.spark.find_duplicates(
    rows, matcher, column=options.column, id=options.id, checkpoint=f"{options.target}/checkpoint"
)
found.clusters.write.mode("overwrite").parquet(f"{options.target}/clusters")
found.pairs.write.mode("overwrite").parquet(f"{options.target}/pairs")
kept = rows.join(found.clusters.where("kept").select(options.id), options.id, "left_semi")
kept.write.mode("overwrite").parquet(f"{options.target}/kept")
print(f"{found.clusters.count():,} rows, {found.clusters.where('kept').count():,} stay")
spark.stop()
