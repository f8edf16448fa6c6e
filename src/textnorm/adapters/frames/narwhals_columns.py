"""Every other data frame in memory that narwhals knows, such as those of Modin and cuDF, and narwhals' own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw

from textnorm.adapters.frames.columns import EagerFrames, NewColumn, need_texts

if TYPE_CHECKING:
    from textnorm.text.cleaner import Cleaner

__all__ = ["NarwhalsFrames"]


class NarwhalsFrames(EagerFrames):
    """Any frame, through narwhals: cleaned texts get the library's own type for strings."""

    def names(self, frame: Any) -> list[Any]:
        return list(nw.from_native(frame, eager_only=True).columns)

    def texts(self, frame: Any, name: Any) -> Any:
        return need_texts(self.values(frame, name), name)

    def values(self, frame: Any, name: Any) -> list[Any]:
        return list(nw.from_native(frame, eager_only=True).get_column(name).to_list())

    def with_cleaned(self, frame: Any, name: Any, cleaner: Cleaner, into: Any) -> Any:
        return self.with_columns(frame, {into: NewColumn("text", cleaner.many(self.texts(frame, name)))})

    def with_columns(self, frame: Any, columns: Mapping[str, NewColumn]) -> Any:
        kinds: dict[str, Any] = {"integer": nw.Int64, "boolean": nw.Boolean, "number": nw.Float64, "text": nw.String}
        kinds["texts"] = nw.List(nw.String)

        def added(data: Any) -> Any:
            return data.with_columns(
                nw.new_series(
                    name, values, kinds[kind] if like is None else data.schema[like], backend=data.implementation
                )
                for name, (kind, values, like) in columns.items()
            )

        return _through(frame, added)

    def rows(self, frame: Any, positions: Sequence[int]) -> Any:
        return _through(frame, lambda data: data[list(positions)])


def _through(frame: Any, change: Callable[[Any], Any]) -> Any:
    """``frame`` changed by narwhals, of its own type."""
    if isinstance(frame, nw.DataFrame):
        return change(frame)
    return change(nw.from_native(frame, eager_only=True)).to_native()
