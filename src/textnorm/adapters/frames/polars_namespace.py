"""``pl.col("title").textnorm.clean()``: textnorm in expressions and series of Polars.

Importing this module registers the namespace ``textnorm`` with Polars. Its functions work on whole batches as Arrow
columns: no Python runs for a text that stays as it is, nor for any key.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

from textnorm.adapters.frames.polars_columns import map_series
from textnorm.errors import BadRecord, MissingExtra, UnknownOption
from textnorm.match.corpus.batch_keys import keys
from textnorm.text.cleaner import Cleaner, CleanerOptions

try:
    import polars as pl
except ImportError:
    raise MissingExtra.named("polars", "polars", "textnorm.polars") from None

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["TextnormExpressions", "TextnormSeries"]


def _cleaner(cleaner: Cleaner | None, options: CleanerOptions) -> Cleaner:
    if cleaner is None:
        return Cleaner().replace(**options)
    if options:
        raise UnknownOption(f"{next(iter(options))}=: pass a cleaner or its options, not both")
    return cleaner


def _mapped(series: pl.Series, function: Callable[[Any], Any]) -> pl.Series:
    """``series``, of strings or categories, through ``function`` of Arrow columns."""
    if not isinstance(series.dtype, pl.String | pl.Categorical | pl.Enum | pl.Null):
        raise BadRecord(f"column {series.name!r}: expected text, got {series.dtype}")
    mapped: pl.Series = map_series(series, function)
    return mapped


def _many(texts: Iterable[str | None], cleaner: Cleaner) -> Any:
    return cleaner.many(texts)


@pl.api.register_expr_namespace("textnorm")
class TextnormExpressions:
    """What textnorm does in an expression of Polars. The results are strings; nulls stay null.

    >>> frame = pl.LazyFrame({"title": ["K&ouml;ln „feiert“", None]})
    >>> frame.with_columns(pl.col("title").textnorm.clean(quotes="keep")).collect()["title"].to_list()
    ['Köln „feiert“', None]
    >>> frame.select(pl.col("title").textnorm.key()).collect()["title"].to_list()
    ['k ouml ln feiert', None]
    """

    def __init__(self, expression: pl.Expr) -> None:
        self._expression = expression

    def _map(self, function: Callable[[Any], Any]) -> pl.Expr:
        return self._expression.map_batches(
            partial(_mapped, function=function), return_dtype=pl.String, is_elementwise=True
        )

    def clean(self, cleaner: Cleaner | None = None, **options: Unpack[CleanerOptions]) -> pl.Expr:
        """The texts cleaned by ``cleaner``, or by one with ``options``."""
        return self._map(partial(_many, cleaner=_cleaner(cleaner, options)))

    def key(self) -> pl.Expr:
        """The keys of the texts, for grouping and joining: equal keys are equal texts to ``find_duplicates``."""
        return self._map(partial(keys, threads=1))  # Polars has threads of its own


@pl.api.register_series_namespace("textnorm")
class TextnormSeries:
    """The same for a series.

    >>> pl.Series(["K&ouml;ln", None]).textnorm.clean().to_list()
    ['Köln', None]
    """

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def clean(self, cleaner: Cleaner | None = None, **options: Unpack[CleanerOptions]) -> pl.Series:
        """The texts cleaned by ``cleaner``, or by one with ``options``."""
        return _mapped(self._series, partial(_many, cleaner=_cleaner(cleaner, options)))

    def key(self) -> pl.Series:
        """The keys of the texts."""
        return _mapped(self._series, keys)
