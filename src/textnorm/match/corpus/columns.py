"""The columns of a table in memory: a data frame, an Arrow table, a mapping of lists, or a list of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textnorm.errors import BadRecord, UnknownOption

__all__ = ["read_columns"]

_ROLES = ("title", "text", "time")


def read_columns(frame: Any, columns: Mapping[str, str]) -> dict[str, list[Any]]:
    """The values of every column named in ``columns``, by its role: ``title``, ``text`` or ``time``.

    Raises ``UnknownOption`` for another role, ``BadRecord`` for a column that the table does not have.

    >>> read_columns({"head": ["Deich bricht"], "body": ["In Emden …"]}, {"title": "head", "text": "body"})
    {'title': ['Deich bricht'], 'text': ['In Emden …']}
    """
    if not isinstance(columns, Mapping) or not columns:
        raise UnknownOption(f"columns={columns!r}: name a column by its role, such as {{'title': 'headline'}}")
    for role in columns:
        if role not in _ROLES:
            raise UnknownOption.among("columns", role, _ROLES)
    return {role: _column(frame, name) for role, name in columns.items()}


def _column(frame: Any, name: str) -> list[Any]:
    if isinstance(frame, Sequence) and not isinstance(frame, (str, bytes)):
        return [_field(record, name, place) for place, record in enumerate(frame)]
    names = _names(frame)
    if names is None:
        raise BadRecord(f"columns: expected a data frame, a table or records, got {type(frame).__name__}")
    if name not in names:
        raise BadRecord(f"columns: there is no column {name!r}; there are {', '.join(map(str, names)) or 'none'}")
    column = frame[name]
    for convert in ("to_pylist", "to_list", "tolist"):
        if hasattr(column, convert):
            return list(getattr(column, convert)())
    return list(column)


def _names(frame: Any) -> list[Any] | None:
    """The names of the columns of a mapping, a data frame or an Arrow table."""
    if isinstance(frame, Mapping):
        return list(frame)
    names = getattr(frame, "column_names", None)
    if names is None:
        names = getattr(frame, "columns", None)
    return None if names is None or not hasattr(frame, "__getitem__") else list(names)


def _field(record: Any, name: str, place: int) -> Any:
    if not isinstance(record, Mapping):
        raise BadRecord(f"record {place}: expected a mapping of columns, got {type(record).__name__}")
    if name not in record:
        raise BadRecord(f"record {place}: there is no column {name!r}; there are {', '.join(map(str, record))}")
    return record[name]
