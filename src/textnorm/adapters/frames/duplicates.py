"""Duplicates among the rows of a data frame: marked in its own type, or dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, TypeVar, Unpack, cast, overload

from textnorm.adapters.frames.annotation import Annotation, annotate
from textnorm.adapters.frames.backends import Backend, backend_of, need_column
from textnorm.adapters.frames.columns import NewColumn
from textnorm.errors import BadRecord
from textnorm.match import matcher as search

if TYPE_CHECKING:
    from textnorm.match.duplicates import Duplicates
    from textnorm.match.settings import MatchSettings

__all__ = ["SearchOptions", "drop_duplicates", "find_duplicates"]

FrameT = TypeVar("FrameT")


class SearchOptions(TypedDict, total=False):
    """The options of a search, for type checkers; with a frame, ``times`` and ``priority`` may name columns."""

    against: Any
    within_batch: bool
    times: Iterable[Any] | str | None
    priority: Iterable[float] | str | None
    threads: int | None
    progress: Callable[[str, int, int], None] | None
    errors: str
    columns: Mapping[str, str] | None
    decisions: Any


@overload
def find_duplicates(
    texts: Iterable[str | None],
    matcher: MatchSettings | None = None,
    *,
    column: None = None,
    id_column: None = None,
    prefix: str = "",
    **options: Unpack[SearchOptions],
) -> Duplicates: ...
@overload
def find_duplicates(
    texts: FrameT,
    matcher: MatchSettings | None = None,
    *,
    column: Any,
    id_column: Any = None,
    prefix: str = "",
    **options: Unpack[SearchOptions],
) -> FrameT: ...
def find_duplicates(
    texts: Any,
    matcher: MatchSettings | None = None,
    *,
    column: Any = None,
    id_column: Any = None,
    prefix: str = "",
    **options: Unpack[SearchOptions],
) -> Any:
    """Find which ``texts`` are copies of one another, exact or near, and which copy of each to keep.

    ``texts`` is any iterable, and the result is a ``Duplicates``; or it is a data frame with the texts in ``column``.

    Of texts, ``None`` and those without a word are never duplicates. With ``against``, each text is looked up among
    those of ``against`` (the archive), and those that the archive does not have are searched for copies of one another;
    ``within_batch=False`` leaves that out. ``times`` (numbers, dates, ISO strings) serve ``keep="earliest"`` and the
    option ``within`` of headlines; ``priority`` (numbers) serves ``keep="priority"``. Both have a value per text; with
    ``against`` those of the archive may stand before them, in its order. ``threads`` is the number of threads (all
    cores); the result does not depend on it. ``progress`` is called with stage, done and total (0 if it is not known).
    A value that is no text, or a text that cannot be matched, raises ``BadRecord`` with its position; with
    ``errors="keep"`` it is set aside, kept, and named in ``notes``. ``decisions`` are honoured whatever the scores: the
    file that a report exports, or a list of ``(left, right, verdict)`` with positions or texts, and ``"same"`` or
    ``"different"``; ``notes`` name contradictions.

    With ``columns``, ``texts`` (and ``against``) is a data frame, an Arrow table, a mapping of lists or a list of
    records, and ``columns`` names its columns by their role: ``{"title": …, "text": …, "time": …}``. Title and text
    together are judged as stories, as are texts given as ``(title, text)``.

    >>> from textnorm import Matcher
    >>> found = find_duplicates(["Der Käse ist gut", "Ein Hund bellt laut", "DER KAESE IST GUT!"], Matcher())
    >>> found.labels.tolist()
    [2, 1, 2]

    A frame of pandas, Polars (lazy ones too), PyArrow or what else narwhals knows comes back in its own type, with all
    its rows and five more columns: ``cluster_id`` (rows with one number are copies of one another), ``kept``, and for
    the other rows ``duplicate_of`` (the number of the row that is kept instead, or its value in ``id_column``),
    ``score`` and ``reasons``. Their names begin with ``prefix``. ``times`` and ``priority`` may name columns, and
    ``against`` may be a frame with the same columns; ``duplicate_of`` then is a row of it.
    Raises ``BadRecord`` if a column is missing, does not hold text, or is there already.

    >>> import polars
    >>> frame = polars.DataFrame({"id": ["a", "b"], "title": ["Der Käse ist gut", "DER KAESE IST GUT!"]})
    >>> marked = find_duplicates(frame, Matcher(), column="title", id_column="id")
    >>> marked.select("id", "cluster_id", "kept", "duplicate_of").rows()
    [('a', 0, False, 'b'), ('b', 0, True, None)]
    """
    if column is None:
        if id_column is not None or prefix:
            raise BadRecord("find_duplicates: id_column= and prefix= are for data frames; pass column= as well")
        if _is_frame(texts) and options.get("columns") is None:
            raise BadRecord(
                f"find_duplicates: expected a list of texts, got {type(texts).__name__}; pass column='title' as well"
            )
        return search.find_duplicates(texts, matcher, **options)  # type: ignore[arg-type]
    backend = backend_of(texts, "find_duplicates")
    for name in [column] if id_column is None else [column, id_column]:
        need_column(backend, texts, name, "find_duplicates")
    taken = {f"{prefix}{name}" for name in Annotation._fields} & set(backend.names(texts))
    if taken:
        raise BadRecord(f"find_duplicates: the frame has a column {min(taken)!r} already; pass prefix='duplicates_'")

    def marked(frame: Any, eager: Backend) -> Any:
        found, archive = _search(frame, eager, matcher, column, options)
        ids = None if id_column is None else eager.values(frame, id_column)
        archive_ids = None if id_column is None or archive is None else archive.values(id_column)
        rows = annotate(found, ids, archive_ids)
        return eager.with_columns(frame, _new_columns(rows, prefix, id_column))

    return backend.apply(texts, marked, _new_columns(Annotation([], [], [], [], []), prefix, id_column))


def drop_duplicates(
    frame: FrameT, matcher: MatchSettings | None = None, *, column: Any, **options: Unpack[SearchOptions]
) -> FrameT:
    """Return ``frame`` without the rows whose text in ``column`` is a copy, exact or near, of one that is kept.

    Type, columns, index and order of the other rows stay; a lazy Polars frame stays lazy. The options are those of
    ``find_duplicates``, which shows the rows that this function drops, and why.
    Raises ``BadRecord`` if the column is missing or does not hold text.

    >>> import polars
    >>> frame = polars.DataFrame({"id": [1, 2], "title": ["Der Käse ist gut", "DER KAESE IST GUT!"]})
    >>> drop_duplicates(frame, column="title").rows()
    [(2, 'DER KAESE IST GUT!')]
    """
    backend = backend_of(frame, "drop_duplicates")
    need_column(backend, frame, column, "drop_duplicates")

    def remaining(data: Any, eager: Backend) -> Any:
        found, _ = _search(data, eager, matcher, column, options)
        return eager.rows(data, found.kept.tolist())

    return cast("FrameT", backend.apply(frame, remaining, {}))


class _Archive(NamedTuple):
    """The frame ``against`` which a search goes."""

    frame: Any
    backend: Backend

    def values(self, name: Any) -> list[Any]:
        need_column(self.backend, self.frame, name, "against")
        return self.backend.values(self.frame, name)


def _search(
    frame: Any, backend: Backend, matcher: MatchSettings | None, column: Any, options: SearchOptions
) -> tuple[Duplicates, _Archive | None]:
    """What a search among the texts of ``frame`` finds, and the archive if that is a frame."""
    given: dict[str, Any] = dict(options)
    archive = None
    if _is_frame(given.get("against")):
        other = backend_of(given["against"], "find_duplicates")
        data, other = other.collected(given["against"])
        need_column(other, data, column, "against")
        archive, given["against"] = _Archive(data, other), other.texts(data, column)
    for name in ("times", "priority"):
        if isinstance(given.get(name), str):
            need_column(backend, frame, given[name], name)
            before = [] if archive is None else archive.values(given[name])
            given[name] = before + backend.values(frame, given[name])
    return search.find_duplicates(backend.texts(frame, column), matcher, **given), archive


def _is_frame(value: object) -> bool:
    return hasattr(type(value), "columns")


def _new_columns(rows: Annotation, prefix: str, id_column: Any) -> dict[str, NewColumn]:
    """The columns of ``rows`` by their names."""
    kinds = {"kept": "boolean", "score": "number", "reasons": "texts"}
    columns = {name: NewColumn(kinds.get(name, "integer"), values) for name, values in rows._asdict().items()}
    columns["duplicate_of"] = columns["duplicate_of"]._replace(like=id_column)
    return {f"{prefix}{name}": column for name, column in columns.items()}
