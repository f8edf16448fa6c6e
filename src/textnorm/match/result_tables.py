"""A result as a table: one row per text, or one per pair, for pandas, Polars and Arrow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from textnorm.errors import BadRecord, MissingExtra, UnknownOption

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from textnorm.match.pairs import PairTable

__all__ = ["Columns", "cluster_ids", "text_columns", "to_arrow", "to_pandas", "to_polars"]

#: The columns that are wanted: names of those that there are, or columns of one's own by their names.
Columns = Sequence[str] | Mapping[str, Iterable[Any]]

_FEW = ("text", "label", "kept")
_EVIDENCE = ("cluster_id", "duplicate_of", "score", "reasons")
_ROWS = (*_FEW, *_EVIDENCE, "measure", "archived")
_PAIRS = ("left", "right", "score", "measure", "reasons")
# Whole numbers of which some are missing, in pandas.
_NULLABLE = {"duplicate_of": "Int64"}


class _Why(Protocol):
    @property
    def kept(self) -> int: ...
    @property
    def score(self) -> float: ...
    @property
    def measure(self) -> str: ...
    @property
    def reasons(self) -> tuple[str, ...]: ...
    @property
    def archived(self) -> bool: ...


class _Found(Protocol):
    """A ``Duplicates``, as far as it is asked here."""

    def __len__(self) -> int: ...
    @property
    def labels(self) -> NDArray[np.int32]: ...
    @property
    def table(self) -> PairTable: ...
    @property
    def kept(self) -> NDArray[np.int64]: ...
    @property
    def dropped(self) -> NDArray[np.int64]: ...
    @property
    def pairs(self) -> NDArray[np.int32]: ...
    @property
    def scores(self) -> NDArray[np.float32]: ...
    @property
    def split(self) -> int | None: ...
    @property
    def batch(self) -> Any: ...
    def why(self, text: int) -> _Why: ...


def cluster_ids(found: _Found) -> NDArray[np.int64]:
    """A number per text, the same for copies of one another, in the order in which the texts come."""
    positions = np.arange(len(found), dtype=np.int64)
    own = found.labels.astype(np.int64)
    if found.split is not None:
        inside = positions if found.batch is None else found.batch.labels.astype(np.int64)
        own = np.where(own >= 0, own, found.split + inside)
    _, first, group = np.unique(own, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[group.reshape(-1)]


def text_columns(found: _Found, wanted: Sequence[str]) -> dict[str, Any]:
    """The columns of the table of texts: the cheap ones, and those of the rest that are ``wanted``."""
    kept = np.zeros(len(found), dtype=bool)
    kept[found.kept] = True
    columns: dict[str, Any] = {"text": np.arange(len(found), dtype=np.int32), "label": found.labels, "kept": kept}
    if "cluster_id" in wanted:
        columns["cluster_id"] = cluster_ids(found)
    if set(wanted) & {"duplicate_of", "score", "reasons", "measure", "archived"}:
        whys = {place: found.why(place) for place in found.dropped.tolist()}
        for name, read in _READ.items():
            if name in wanted:
                columns[name] = [read(whys[place]) if place in whys else None for place in range(len(found))]
        if "duplicate_of" in wanted:  # of what has copies, but none that stays, the best names no other
            for place, why in whys.items():
                if why.kept == place and not why.archived:
                    columns["duplicate_of"][place] = None
    return columns


_READ: dict[str, Callable[[_Why], Any]] = {
    "duplicate_of": lambda why: why.kept,
    "score": lambda why: round(float(why.score), 4),
    "reasons": lambda why: list(why.reasons),
    "measure": lambda why: why.measure,
    "archived": lambda why: why.archived,
}


def _pairs(found: _Found, wanted: Sequence[str]) -> dict[str, Any]:
    """The columns of the table of pairs."""
    pairs = found.pairs
    columns: dict[str, Any] = {"left": pairs[:, 0], "right": pairs[:, 1], "score": found.scores}
    if "measure" in wanted:
        columns["measure"] = [found.table.measure] * len(pairs)
    if "reasons" in wanted:
        columns["reasons"] = [list(found.table.explain(row)) for row in np.flatnonzero(found.table.same).tolist()]
    return columns


def _columns(found: _Found, columns: Columns | None, pairs: bool) -> dict[str, Any]:
    """The columns that are wanted, in their order."""
    known = _PAIRS if pairs else _ROWS
    own: Mapping[str, Iterable[Any]] = columns if isinstance(columns, Mapping) else {}
    if isinstance(columns, str):
        raise UnknownOption(f"columns={columns!r}: expected names in a list, or own columns by name")
    if columns is None:
        wanted: Sequence[str] = _PAIRS if pairs else _FEW
    elif isinstance(columns, Mapping):
        wanted = _PAIRS if pairs else (*_FEW, *_EVIDENCE)
    else:
        wanted = list(columns)
        for name in wanted:
            if name not in known:
                raise UnknownOption.among("columns", name, known)
    made = (_pairs if pairs else text_columns)(found, wanted)
    result = {name: made[name] for name in wanted}
    for name, values in own.items():
        result |= _own(found, name, list(values), result, pairs=pairs)
    return result


def _own(found: _Found, name: str, values: list[Any], result: Mapping[str, Any], *, pairs: bool) -> dict[str, Any]:
    """A column of the caller's own, one value per text; in the table of pairs, those of both texts."""
    if len(values) != len(found):
        raise BadRecord(f"columns[{name!r}]: {len(values)} values for {len(found)} texts; pass one per text")
    if name in result:
        raise UnknownOption(f"columns[{name!r}]: the table has a column of this name; call it otherwise")
    if not pairs:
        return {name: values}
    sides = {f"left_{name}": [values[place] for place in result["left"].tolist()]}
    if found.split is None:
        sides[f"right_{name}"] = [values[place] for place in result["right"].tolist()]
    return sides


def to_arrow(found: _Found, columns: Columns | None, *, pairs: bool) -> Any:
    """The table as one of Arrow."""
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtra.named("pyarrow", "parquet", "Duplicates.to_arrow") from None
    made = _columns(found, columns, pairs)
    types = {
        "duplicate_of": pa.int32(),
        "score": pa.float64(),
        "reasons": pa.list_(pa.string()),
        "measure": pa.string(),
    }
    arrays = {
        name: pa.array(values, types[name]) if isinstance(values, list) and name in types else pa.array(values)
        for name, values in made.items()
    }
    return pa.table(arrays)


def to_pandas(found: _Found, columns: Columns | None, *, pairs: bool) -> Any:
    """The table as a frame of pandas."""
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtra.named("pandas", "pandas", "Duplicates.to_pandas") from None
    made = _columns(found, columns, pairs)
    return pd.DataFrame(
        {
            name: pd.array(values, dtype=_NULLABLE[name]) if name in _NULLABLE else values
            for name, values in made.items()
        }
    )


def to_polars(found: _Found, columns: Columns | None, *, pairs: bool) -> Any:
    """The table as a frame of Polars."""
    try:
        import polars as pl
    except ImportError:
        raise MissingExtra.named("polars", "polars", "Duplicates.to_polars") from None
    made = _columns(found, columns, pairs)
    types = {
        "duplicate_of": pl.Int32(),
        "score": pl.Float64(),
        "reasons": pl.List(pl.String()),
        "measure": pl.String(),
        "archived": pl.Boolean(),
    }
    return pl.DataFrame(
        {
            name: pl.Series(name, values, dtype=types[name]) if isinstance(values, list) and name in types else values
            for name, values in made.items()
        }
    )
