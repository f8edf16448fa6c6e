"""Tables and record batches of pyarrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textnorm.adapters.files.arrow import rows_where
from textnorm.adapters.frames.columns import EagerFrames, NewColumn, need_texts
from textnorm.errors import BadRecord

if TYPE_CHECKING:
    from textnorm.text.cleaner import Cleaner

__all__ = ["ArrowFrames", "clean_arrow", "is_text"]


def is_text(kind: Any) -> bool:
    """Whether an Arrow type is one of text, or of a dictionary of texts."""
    import pyarrow.types as types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def clean_arrow(column: Any, name: Any, cleaner: Cleaner) -> Any:
    """An Arrow column cleaned, of the same type and in the same chunks. Raises ``BadRecord`` for what is no text."""
    if not is_text(column.type):
        if any(text is not None for text in need_texts(column.to_pylist(), name)):  # runs, or a type of somebody's own
            raise BadRecord(f"column {name!r}: expected strings, got {column.type}; make it a column of strings first")
        return column
    return cleaner.many(column)


class ArrowFrames(EagerFrames):
    """pyarrow: the schema with its metadata stays, and so do the chunks."""

    def names(self, frame: Any) -> list[Any]:
        return list(frame.schema.names)

    def texts(self, frame: Any, name: Any) -> Any:
        column = frame.column(name)
        return column if is_text(column.type) else need_texts(column.to_pylist(), name)

    def values(self, frame: Any, name: Any) -> list[Any]:
        return list(frame.column(name).to_pylist())

    def with_cleaned(self, frame: Any, name: Any, cleaner: Cleaner, into: Any) -> Any:
        column = clean_arrow(frame.column(name), name, cleaner)
        field = frame.schema.field(name).with_name(into)
        return _with_column(frame, field if into == name else field.remove_metadata(), column)

    def with_columns(self, frame: Any, columns: Mapping[str, NewColumn]) -> Any:
        import pyarrow as pa

        kinds = {"integer": pa.int64(), "boolean": pa.bool_(), "number": pa.float64(), "text": pa.string()}
        kinds["texts"] = pa.list_(pa.string())
        for name, (kind, values, like) in columns.items():
            column = pa.array(values, type=kinds[kind] if like is None else frame.schema.field(like).type)
            frame = _with_column(frame, pa.field(name, column.type), column)
        return frame

    def rows(self, frame: Any, positions: Sequence[int]) -> Any:
        import numpy as np

        chosen = np.zeros(frame.num_rows, dtype=bool)
        chosen[list(positions)] = True
        return rows_where(frame, chosen)


def _with_column(frame: Any, field: Any, column: Any) -> Any:
    import pyarrow as pa

    if isinstance(frame, pa.RecordBatch):
        table = _with_column(pa.Table.from_batches([frame]), field, column)
        arrays = [part.combine_chunks() if part.num_chunks != 1 else part.chunk(0) for part in table.columns]
        return pa.RecordBatch.from_arrays(arrays, schema=table.schema)
    place = frame.schema.get_field_index(field.name)
    if place < 0:
        return frame.append_column(field, column)
    return frame.set_column(place, field, column)
