"""Importing this module gives expressions and series of Polars the namespace ``textnorm``.

>>> import polars as pl
>>> import textnorm.polars
>>> pl.DataFrame({"title": ["K&ouml;ln"]}).select(pl.col("title").textnorm.clean()).item()
'Köln'
"""

from __future__ import annotations

from textnorm.adapters.frames.polars_namespace import TextnormExpressions, TextnormSeries

__all__ = ["TextnormExpressions", "TextnormSeries"]
