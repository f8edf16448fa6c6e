"""textnorm as functions of SQL in DuckDB, batch by batch as Arrow columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textnorm.errors import MissingExtra, UnknownOption
from textnorm.match.corpus.batch_keys import keys
from textnorm.match.matcher import compare
from textnorm.text.cleaner import Cleaner
from textnorm.text.umlauts.transliteration import to_ascii

if TYPE_CHECKING:
    import duckdb

    from textnorm.match.pairs import Pair
    from textnorm.match.settings import MatchSettings

__all__ = ["register"]


def register(
    connection: duckdb.DuckDBPyConnection,
    *,
    cleaner: Cleaner | None = None,
    matcher: MatchSettings | None = None,
    prefix: str = "textnorm_",
) -> duckdb.DuckDBPyConnection:
    """Register the functions of textnorm with a DuckDB ``connection``, and return it. Doing so again replaces them.

    - ``textnorm_clean(text)``: the text cleaned by ``cleaner``
    - ``textnorm_key(text)``: its key, for grouping and joining
    - ``textnorm_to_ascii(text)``: the text in ASCII
    - ``textnorm_score(a, b)``: how alike two texts are, 0.0–1.0, and ``textnorm_same(a, b)``: whether they are the
      same, by ``matcher`` (without one, short texts are headlines and long ones articles)

    NULL gives NULL. The first two cost no Python for a text that stays as it is; the last two compare one pair after
    the other, so join by something cheaper first. Raises ``UnknownOption`` for what is no connection, and for a prefix
    that no function name can have or under which another connection of the database (its cursors are) has registered
    them: they can be called there already.

    >>> import duckdb
    >>> connection = register(duckdb.connect())
    >>> connection.execute("SELECT textnorm_clean('K&ouml;ln'), textnorm_key('GROESSE'), textnorm_key(NULL)").fetchall()
    [('Köln', 'groesse', None)]
    """
    try:
        import duckdb
        import pyarrow  # noqa: F401 - the columns that DuckDB hands over
    except ImportError as error:
        raise MissingExtra.named(error.name or "duckdb", "duckdb", "textnorm.duckdb.register") from None
    if not (prefix.isascii() and (prefix or "_").isidentifier()):
        raise UnknownOption(f"prefix={prefix!r}: must be ASCII letters, digits and underscores, as in 'textnorm_'")
    if not isinstance(connection, duckdb.DuckDBPyConnection):
        raise UnknownOption(f"connection={connection!r}: expected a connection, such as duckdb.connect()")
    many, text = (cleaner or Cleaner()).many, "VARCHAR"
    # DuckDB counts the parameters, and has threads of its own.
    functions: Mapping[str, tuple[Callable[..., Any], list[str], str]] = {
        "clean": (lambda texts: many(texts), [text], text),
        "key": (lambda texts: keys(texts, threads=1), [text], text),
        "to_ascii": (lambda texts: _each(to_ascii, texts), [text], text),
        "score": (lambda a, b: _each_pair(_score, a, b, matcher, "double"), [text, text], "DOUBLE"),
        "same": (lambda a, b: _each_pair(bool, a, b, matcher, "bool"), [text, text], "BOOLEAN"),
    }
    for name, (function, parameters, result) in functions.items():
        with suppress(duckdb.InvalidInputException):  # there is none yet
            connection.remove_function(prefix + name)
        create: Any = connection.create_function  # its types name enumerations whose module has moved
        try:
            create(prefix + name, function, parameters, result, type="arrow", null_handling="special")
        except duckdb.CatalogException:
            raise UnknownOption(
                f"prefix={prefix!r}: the database has {prefix}{name} from another connection, and this one can call it "
                "as well; for other settings pass another prefix"
            ) from None
    return connection


def _each(function: Callable[[str], str], column: Any) -> Any:
    """Every distinct text of an Arrow column through ``function``."""
    import pyarrow as pa

    texts = column.to_pylist()
    results = {text: function(text) for text in set(texts) - {None}}
    return pa.array(map(results.get, texts), type=pa.string())


def _score(pair: Pair) -> float:
    return pair.score


def _each_pair(read: Callable[[Pair], Any], left: Any, right: Any, matcher: MatchSettings | None, kind: str) -> Any:
    """What ``read`` says of each pair of texts of two Arrow columns."""
    import pyarrow as pa

    pairs = list(zip(left.to_pylist(), right.to_pylist(), strict=True))
    results = {(a, b): None if a is None or b is None else read(compare(a, b, matcher=matcher)) for a, b in set(pairs)}
    return pa.array([results[pair] for pair in pairs], type=pa.type_for_alias(kind))
