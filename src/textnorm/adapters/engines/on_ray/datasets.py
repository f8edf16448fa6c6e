"""The five calls on a ``ray.data.Dataset``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow
import pyarrow.compute as pc

from textnorm.adapters.engines.on_ray.archive import search_new
from textnorm.adapters.engines.on_ray.exchange import Pieces, need_ray, run, stay
from textnorm.adapters.engines.on_ray.places import number_rows
from textnorm.adapters.engines.on_ray.search import Searched, search_blocks
from textnorm.errors import BadRecord
from textnorm.match.matcher import Matcher
from textnorm.match.partition.sketch import check_settings
from textnorm.match.settings import ARTICLE, need_matcher
from textnorm.text.cleaner import Cleaner
from textnorm.text.decoding.decode import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textnorm.match.settings import MatchSettings

__all__ = ["FoundDuplicates", "clean_column", "decode_column", "drop_duplicates", "find_duplicates"]

_TEXT = (pyarrow.types.is_string, pyarrow.types.is_large_string)
_BYTES = (pyarrow.types.is_binary, pyarrow.types.is_large_binary)
_IDS = (pyarrow.types.is_integer, *_TEXT)


@dataclass(frozen=True, eq=False)
class FoundDuplicates:
    """What a search found, as datasets of Ray.

    ``pairs`` has a row per pair: ``left``, ``right`` (ids, the smaller first), ``score``, ``reuse`` (they share a
    passage and are no copies) and ``reasons``. ``clusters`` has a row per text: its ``id``, the ``cluster`` (the id of
    the copy that is kept for it: its own, if it is kept; null for a text that the archive does not have), whether it is
    ``kept``, the ``score`` and ``why``. After a search against an archive, ``batch`` has both for the texts that it
    does not have, if these were compared with one another; the others have no pairs there.
    """

    pairs: Any
    clusters: Any
    dropped: Pieces = field(repr=False)
    batch: FoundDuplicates | None = None


def _need_column(dataset: Any, column: str, taker: str, kinds: Iterable[Callable[[Any], bool]], expected: str) -> Any:
    """The type of ``column``, which is one of ``kinds``."""
    ray = need_ray("textnorm.ray")
    if not isinstance(dataset, ray.data.Dataset):
        raise BadRecord(f"{taker}: expected a ray.data.Dataset, got {type(dataset).__name__}; see ray.data.from_arrow")
    schema = dataset.schema()
    if schema is None:
        return None
    kind = dict(zip(schema.names, schema.types, strict=True)).get(column)
    if kind is None:
        raise BadRecord(f"{taker}: no column {column!r}; columns: {', '.join(schema.names)}")
    if not (isinstance(kind, pyarrow.DataType) and any(fits(kind) for fits in kinds)):
        raise BadRecord(f"{taker}: column {column!r} holds {kind}, expected {expected}")
    return kind


def clean_column(dataset: Any, column: str, *, cleaner: Cleaner | None = None, into: str | None = None) -> Any:
    """Return ``dataset`` with the texts in ``column`` cleaned, in place or in the column ``into``; lazy.

    Raises ``BadRecord`` if the column is missing or does not hold text.
    """
    _need_column(dataset, column, "clean_column", _TEXT, "text")
    clean = (cleaner or Cleaner()).many
    return dataset.map_batches(
        _replace_column, batch_format="pyarrow", fn_kwargs={"column": column, "into": into or column, "by": clean}
    )


def decode_column(
    dataset: Any, column: str, *, encoding: str | None = None, encodings: Iterable[str] | None = None,
    errors: str | None = None, into: str | None = None,
) -> Any:  # fmt: skip
    """Return ``dataset`` with the bytes in ``column`` decoded to text, each value by itself; lazy.

    The options are those of ``decode``. Raises ``BadRecord`` if the column is missing or does not hold bytes.
    """
    _need_column(dataset, column, "decode_column", _BYTES, "bytes")
    names = None if encodings is None else list(encodings)
    by = _Decode(encoding, names, errors)
    return dataset.map_batches(
        _replace_column, batch_format="pyarrow", fn_kwargs={"column": column, "into": into or column, "by": by}
    )


@dataclass(frozen=True)
class _Decode:
    encoding: str | None
    encodings: list[str] | None
    errors: str | None

    def __call__(self, column: Any) -> Any:
        found = [
            None if value is None
            else decode(value, encoding=self.encoding, encodings=self.encodings, errors=self.errors).text
            for value in column.to_pylist()
        ]  # fmt: skip
        return pyarrow.array(found, type=pyarrow.string())


def _replace_column(batch: Any, column: str, into: str, by: Callable[[Any], Any]) -> Any:
    found = by(batch[column])
    if into not in batch.column_names:
        return batch.append_column(into, found)
    return batch.set_column(batch.column_names.index(into), into, found)


def find_duplicates(
    dataset: Any,
    matcher: MatchSettings | None = None,
    *,
    column: str = "text",
    id: str = "id",
    against: Any = None,
    within_batch: bool = True,
    time: str | None = None,
    priority: str | None = None,
    parts: int | None = None,
) -> FoundDuplicates:
    """Find which texts in ``column`` are copies of one another, or ``against`` an archive, over a cluster of Ray.

    The rows are those of ``find_duplicates`` on one machine for the texts in the order of their ids, whatever the
    blocks are and in whatever order they come. ``id`` names a column of integers or strings, each once. With
    ``against``, the texts that the archive does not have are compared with one another too, unless ``within_batch`` is
    false. ``time`` and ``priority`` name columns for ``keep="earliest"``, ``keep="priority"`` and the times of
    headlines; an archive may lack them. ``parts`` is in how many parts keys are spread (default: two per CPU).

    Raises ``BadRecord`` for a column that is missing or of another type, and for an id that is missing or comes twice;
    ``UnknownOption`` for a matcher that needs one machine.
    """
    return _find(dataset, _Names(column, id, time, priority), matcher, against, parts, within_batch)[0]


def drop_duplicates(
    dataset: Any,
    matcher: MatchSettings | None = None,
    *,
    column: str = "text",
    id: str = "id",
    against: Any = None,
    within_batch: bool = True,
    time: str | None = None,
    priority: str | None = None,
    parts: int | None = None,
) -> Any:
    """Return the rows of ``dataset`` that stay, of each group of copies the one to keep; arguments as above."""
    ray = need_ray("textnorm.ray")
    found, blocks, source = _find(dataset, _Names(column, id, time, priority), matcher, against, parts, within_batch)
    (left,) = run(_without, blocks, source, found.dropped, channels=[0])
    return ray.data.from_arrow_refs([piece[0] for piece in left])


def _without(_block: int, tables: list[Any]) -> Any:
    rows, source, dropped = tables
    return [[rows.filter(pc.invert(pc.is_in(source["place"], value_set=dropped["place"].combine_chunks())))]]


class _Names(NamedTuple):
    """The columns of a dataset."""

    text: str
    id: str
    time: str | None
    priority: str | None

    def known(self) -> tuple[str, ...]:
        """What is known of each text."""
        return tuple(name for name in ("time", "priority") if getattr(self, name) is not None)


def _find(
    dataset: Any, names: _Names, matcher: MatchSettings | None, against: Any, parts: int | None, within_batch: bool
) -> tuple[FoundDuplicates, Pieces, Pieces]:
    need_matcher(matcher)
    if matcher is not None:
        check_settings(matcher, names.known())
    ray = need_ray("textnorm.ray")
    parts = parts or max(2 * int(ray.cluster_resources().get("CPU", 1)), 2)
    archive_size = None
    archive: Pieces = []
    types = _known_types(dataset, names)
    if against is not None:
        archive, archive_size, _ = _read(against, names, types, parts, 0, "against")
    source, size, blocks = _read(dataset, names, types, parts, archive_size or 0, "find_duplicates")
    if not source:
        raise BadRecord("find_duplicates: the dataset has no columns; read it with a schema")
    every = archive + source
    matcher = matcher or _fitting(every, (archive_size or 0) + size)
    check_settings(matcher, names.known())
    first = archive_size or 0
    found = search_blocks(every, first + size, archive_size, matcher, parts, names.known())
    found, batch = found._replace(dropped=found.dropped[len(archive) :]), None
    if archive_size is not None and within_batch:
        found, batch = search_new(found, source, first, size, matcher, parts, names.known())
    return _found(found, None if batch is None else _found(batch)), blocks, source


def _found(searched: Searched, batch: FoundDuplicates | None = None) -> FoundDuplicates:
    ray = need_ray("textnorm.ray")
    pairs, clusters = (
        ray.data.from_arrow_refs([piece[0] for piece in pieces]) for pieces in (searched.pairs, searched.clusters)
    )
    return FoundDuplicates(pairs, clusters, searched.dropped, batch)


def _known_types(dataset: Any, names: _Names) -> dict[str, tuple[str, Any]]:
    """The column and type of what is known of each text; raises ``BadRecord`` if there is no such column."""
    found = {}
    for name in names.known():
        column = getattr(names, name)
        kind = _need_column(dataset, column, "find_duplicates", (lambda _: True,), "a value for each text")
        found[name] = (column, kind)
    return found


def _read(
    dataset: Any, names: _Names, types: dict[str, tuple[str, Any]], parts: int, first: int, taker: str
) -> tuple[Pieces, int, Pieces]:
    """The ids, texts, places and what else is known of a dataset; how many; and its blocks."""
    ray = need_ray("textnorm.ray")
    _need_column(dataset, names.text, taker, _TEXT, "text")
    if _need_column(dataset, names.id, taker, _IDS, "integers or strings") is None:
        return [], 0, []
    blocks = stay(dataset.to_arrow_refs())
    rows, missing = run(_ids_and_texts, blocks, channels=[0, 0], settings=[names.text, names.id, types])
    without = pyarrow.concat_tables(ray.get([piece[0] for piece in missing]))["missing"].to_pylist()
    if sum(without):
        raise BadRecord(f"{taker}: column {names.id!r} has no value in {sum(without):,} rows; give every row an id")
    numbers, size, twice = number_rows(rows, ("id",), parts, unique="id")
    if twice is not None:
        raise BadRecord(f"{taker}: column {names.id!r} has {twice!r} twice; give every row an id of its own")
    (source,) = run(_placed, rows, numbers, channels=[0], settings=[first])
    return source, size, blocks


def _ids_and_texts(
    _block: int, tables: list[Any], column: str, key: str, types: dict[str, tuple[str, Any]] | None = None
) -> Any:
    rows = tables[0]
    ids, texts = rows[key], pc.fill_null(rows[column].cast(pyarrow.large_string()), "")
    if pyarrow.types.is_integer(ids.type):
        ids = ids.cast(pyarrow.int64())
    known = {
        name: rows[own] if own in rows.column_names else pyarrow.nulls(len(rows), kind)
        for name, (own, kind) in (types or {}).items()
    }
    return [[pyarrow.table({"id": ids, "text": texts, **known})], [pyarrow.table({"missing": [ids.null_count]})]]


def _placed(_block: int, tables: list[Any], first: int) -> Any:
    rows, numbers = tables
    return [[rows.append_column("place", pyarrow.array(numbers["number"].to_numpy() + first))]]


def _fitting(source: Pieces, total: int) -> MatchSettings:
    """The matcher for texts of these lengths, as ``Matcher.fitting`` chooses it by their median."""
    ray = need_ray("textnorm.ray")
    (counts,) = run(_short_texts, source, channels=[0])
    short = sum(pyarrow.concat_tables(ray.get([piece[0] for piece in counts]))["short"].to_pylist())
    return Matcher.articles() if short <= total // 2 else Matcher.headlines()


def _short_texts(_block: int, tables: list[Any]) -> Any:
    lengths = pc.utf8_length(tables[0]["text"]).to_numpy()
    return [[pyarrow.table({"short": [int(np.count_nonzero(lengths < ARTICLE))]})]]
