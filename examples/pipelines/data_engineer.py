"""A data engineer with five million rows: Parquet to Parquet, cleaned as a stream, without exact and near copies.

python data_engineer.py titles.parquet unique.parquet
"""

import sys

import polars as pl

import textnorm.polars  # noqa: F401 - gives expressions the namespace `textnorm`
from textnorm import Matcher, drop_duplicates

if len(sys.argv) != 3:
    sys.exit(__doc__)
source, target = sys.argv[1:3]
title = pl.col("title").textnorm
rows = pl.scan_parquet(source)
cleaned = rows.with_columns(title.clean(quotes="keep"), key=title.key())

# Equal keys are equal texts: that takes most copies away before any two texts are compared.
exact = cleaned.unique("key", keep="first", maintain_order=True).drop("key")
unique = drop_duplicates(exact, Matcher.headlines(keep="first"), column="title")
unique.sink_parquet(target)

before, after = (pl.scan_parquet(path).select(pl.len()).collect().item() for path in (source, target))
print(f"{before:,} rows read, {before - after:,} copies dropped, {after:,} written to {target}")
