"""Data frames of pandas, with all its types for text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textnorm.adapters.frames.arrow_columns import is_text
from textnorm.adapters.frames.columns import EagerFrames, NewColumn, merge_equal, need_texts

if TYPE_CHECKING:
    from textnorm.text.cleaner import Cleaner

__all__ = ["PandasFrames"]


# Numpy has no missing integer and no missing truth value; pandas has.
_NULLABLE = {f"{sign}int{bits}": f"{sign.upper()}Int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}
_NULLABLE["bool"] = "boolean"


class PandasFrames(EagerFrames):
    """pandas: index, attributes, subclass and the type of every column stay."""

    def names(self, frame: Any) -> list[Any]:
        return list(frame.columns)

    def texts(self, frame: Any, name: Any) -> Any:
        series = frame[name]
        arrow = _as_arrow(series)
        return need_texts(series.tolist(), name) if arrow is None else arrow

    def values(self, frame: Any, name: Any) -> list[Any]:
        return list(frame[name].tolist())

    def with_cleaned(self, frame: Any, name: Any, cleaner: Cleaner, into: Any) -> Any:
        changed = frame.copy(deep=False)
        changed[into] = _cleaned(frame[name], name, cleaner)
        return changed

    def with_columns(self, frame: Any, columns: Mapping[str, NewColumn]) -> Any:
        import pandas as pd

        kinds = {"integer": "int64", "boolean": "bool", "number": "float64", "text": "string", "texts": "object"}
        changed = frame.copy(deep=False)
        for name, (kind, values, like) in columns.items():
            chosen = kinds[kind] if like is None else frame[like].dtype
            if None in values:
                chosen = _NULLABLE.get(str(chosen), chosen)
            changed[name] = pd.Series(values, index=frame.index, dtype=chosen)
        return changed

    def rows(self, frame: Any, positions: Sequence[int]) -> Any:
        return frame.iloc[positions]


def _as_arrow(series: Any) -> Any:
    """The texts of ``series`` as an Arrow column if that is how pandas holds them, else ``None``."""
    if getattr(series.dtype, "storage", None) != "pyarrow" and not hasattr(series.dtype, "pyarrow_dtype"):
        return None
    arrow = series.array.__arrow_array__()
    return arrow if is_text(arrow.type) else None


def _cleaned(series: Any, name: Any, cleaner: Cleaner) -> Any:
    """``series`` cleaned, in its own type."""
    if str(series.dtype) == "category":
        return _with_cleaned_categories(series, name, cleaner)
    arrow = _as_arrow(series)
    if arrow is not None:
        cleaned = cleaner.many(arrow)
        values = series.array if cleaned is arrow else series.dtype.__from_arrow__(cleaned)
        return type(series)(values, index=series.index, dtype=series.dtype)
    before = series.tolist()
    texts = cleaner.many(need_texts(before, name))
    values = [value if text is None else text for value, text in zip(before, texts, strict=True)]
    return type(series)(values, index=series.index, dtype=series.dtype)


def _with_cleaned_categories(series: Any, name: Any, cleaner: Cleaner) -> Any:
    """Clean the categories: their order stays, unused ones too, and those that become equal are one."""
    import pandas as pd

    categories = series.cat.categories
    texts = [category for category in categories if isinstance(category, str)]
    if len(texts) < len(categories):
        need_texts(series.tolist(), name)  # what is no text may be a category that no row has
    cleaned = dict(zip(texts, cleaner.many(texts), strict=True))
    merged, numbers = merge_equal(cleaned.get(category, category) for category in categories)
    if merged == categories.tolist():
        return series
    codes = [-1 if code < 0 else numbers[code] for code in series.cat.codes.tolist()]
    kind = pd.CategoricalDtype(pd.Index(merged, dtype=categories.dtype), ordered=series.cat.ordered)
    return type(series)(pd.Categorical.from_codes(codes, dtype=kind), index=series.index)
