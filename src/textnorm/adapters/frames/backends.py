"""What a data frame can do, for each library: read a column of texts, write columns of its own types, keep some rows.

``BACKENDS`` is the one table of libraries. A column of texts leaves a frame as an Arrow column where that costs
nothing, else as a list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from textnorm.adapters.frames import arrow_columns, pandas_columns, polars_columns
from textnorm.adapters.frames.columns import NewColumn
from textnorm.errors import BadRecord, MissingExtra

if TYPE_CHECKING:
    from textnorm.text.cleaner import Cleaner

__all__ = ["Backend", "backend_of", "need_column"]


class Backend(Protocol):
    """The operations on the frames of one library; none of them changes the frame that it is given."""

    def names(self, frame: Any) -> list[Any]:
        """The names of the columns."""

    def texts(self, frame: Any, name: Any) -> Any:
        """A column of texts as a list or an Arrow column. Raises ``BadRecord`` with the row of what is no text."""

    def values(self, frame: Any, name: Any) -> list[Any]:
        """A column of anything as a list."""

    def with_cleaned(self, frame: Any, name: Any, cleaner: Cleaner, into: Any) -> Any:
        """The frame with the texts of column ``name`` cleaned, as column ``into`` of the same type."""

    def with_columns(self, frame: Any, columns: Mapping[str, NewColumn]) -> Any:
        """The frame with ``columns`` at its end."""

    def rows(self, frame: Any, positions: Sequence[int]) -> Any:
        """The frame with the rows at ``positions`` alone, which ascend."""

    def collected(self, frame: Any) -> tuple[Any, Backend]:
        """The frame in memory, and its backend."""

    def apply(self, frame: Any, change: Callable[[Any, Any], Any], added: Mapping[str, NewColumn]) -> Any:
        """``change(frame in memory, its backend)``, which adds columns like ``added``; for a lazy frame, a lazy one."""


class _Row(NamedTuple):
    module: str
    kinds: tuple[str, ...]
    backend: Backend


BACKENDS: tuple[_Row, ...] = (
    _Row("pandas", ("DataFrame",), pandas_columns.PandasFrames()),
    _Row("polars", ("DataFrame",), polars_columns.PolarsFrames()),
    _Row("polars", ("LazyFrame",), polars_columns.LazyPolarsFrames()),
    _Row("pyarrow", ("Table", "RecordBatch"), arrow_columns.ArrowFrames()),
)


def backend_of(frame: Any, taker: str) -> Backend:
    """The backend for ``frame``, an argument of ``taker``. Its library is not imported for it.

    Raises ``BadRecord`` for what is no data frame in memory, ``MissingExtra`` for a frame that needs narwhals.
    """
    for kind in type(frame).__mro__:
        library = kind.__module__.partition(".")[0]
        for row in BACKENDS:
            if library == row.module and kind.__name__ in row.kinds:
                return row.backend
    if not hasattr(frame, "columns"):
        raise _no_frame(frame, taker)
    try:
        import narwhals as nw
    except ImportError:
        raise MissingExtra.named("narwhals", "frames", taker) from None
    from textnorm.adapters.frames.narwhals_columns import NarwhalsFrames

    try:
        nw.from_native(frame, eager_only=True)
    except TypeError:
        raise _no_frame(frame, taker) from None
    return NarwhalsFrames()


def _no_frame(frame: Any, taker: str) -> BadRecord:
    """The error for what is no data frame in memory, which says what takes it."""
    name = f"{type(frame).__module__.partition('.')[0]} {type(frame).__name__}".removeprefix("builtins ")
    if hasattr(frame, "columns"):
        hint = "collect it first"
    else:
        function = "find_duplicates(texts)" if "duplicates" in taker else "Cleaner().many(texts)"
        hint = f"{function} takes a column or a list of texts"
    return BadRecord(f"{taker}: expected a data frame in memory, got {name}; {hint}")


def need_column(backend: Backend, frame: Any, name: Any, taker: str) -> None:
    """Raise ``BadRecord`` if ``frame`` has no column ``name``, or several."""
    names = backend.names(frame)
    count = names.count(name)
    if count == 0:
        raise BadRecord(f"{taker}: no column {name!r}; columns: {', '.join(map(str, names))}")
    if count > 1:
        raise BadRecord(f"{taker}: {count} columns have one name, {name!r}; rename all but one")
