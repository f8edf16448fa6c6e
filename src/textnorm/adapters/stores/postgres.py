"""An index in PostgreSQL, for several machines. Needs psycopg."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from textnorm.errors import IndexUnusable, MissingExtra, UnknownOption
from textnorm.match.index.store import FORMAT, ItemRow, RunRow, TextRow

__all__ = ["PostgresStore"]

# The tables are in a schema of their own; another index in the same database has another schema (`#name` at the end).
_SCHEMA = "textnorm"
_TABLES = """
CREATE TABLE options (name text PRIMARY KEY, value bytea NOT NULL);
CREATE TABLE texts (row bigint PRIMARY KEY, digest bigint NOT NULL, text bytea NOT NULL);
CREATE INDEX texts_by_digest ON texts (digest);
CREATE TABLE items (place bigserial PRIMARY KEY, id text COLLATE "C" NOT NULL, key bytea NOT NULL UNIQUE,
    row bigint NOT NULL, time double precision, payload text COLLATE "C", sum bigint NOT NULL);
CREATE INDEX items_by_text ON items (row, time);
CREATE TABLE pending (row bigint PRIMARY KEY, filed bytea NOT NULL);
CREATE TABLE dead (row bigint PRIMARY KEY);
CREATE TABLE runs (number bigint PRIMARY KEY, first bigint NOT NULL, last bigint NOT NULL, directory bytea NOT NULL);
CREATE TABLE parts (place bigint PRIMARY KEY, part bytea NOT NULL);
"""
# Schemas from before it have none, and get one when they are opened for writing; who does not know it, passes over it.
_WORDS = "CREATE TABLE IF NOT EXISTS words (row bigint PRIMARY KEY, words bytea NOT NULL)"
_ITEM = "id, row, time, payload, sum"
_SYNC = {"normal": "off", "full": "on"}


class PostgresStore:
    """See ``match.index.store.Store``.

    ``sync="normal"`` keeps what is acknowledged when a client is killed, and loses at most the last instants when the
    server fails; ``"full"`` loses nothing then. A password in the address is in no message.
    """

    def __init__(self, address: str, *, read_only: bool = False, timeout: float = 30.0, sync: str = "normal") -> None:
        if sync not in _SYNC:
            raise UnknownOption.among("sync", sync, _SYNC)
        try:
            import psycopg
        except ImportError:
            raise MissingExtra.named("psycopg", "postgres", "an index in PostgreSQL") from None
        self._library: Any = psycopg
        self._address, _, schema = address.partition("#")
        self._schema = schema or _SCHEMA
        if not self._schema.isidentifier():
            raise UnknownOption(f"schema={self._schema!r}: write a name of letters, digits and _ behind the #")
        rest = self._address.partition("://")[2]
        self.name = f"postgresql://{rest.rpartition('@')[2]}"
        self.read_only = read_only
        self._timeout, self._sync = timeout, sync
        self._process = os.getpid()
        self._connection: Any = None
        with self._usable():
            self._connect()

    # -- connections ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        connection = self._library.connect(self._address, autocommit=True, prepare_threshold=2)
        try:
            wait = int(self._timeout * 1000)
            connection.execute(f"SET lock_timeout = {wait}")
            connection.execute(f"SET synchronous_commit = {_SYNC[self._sync]}")
            connection.execute(f'SET search_path = "{self._schema}"')
            if not self.read_only:
                self._create(connection)
            found = connection.execute("SELECT to_regclass('options')").fetchone()
            if found[0] is None:
                raise IndexUnusable.at(self.name, "holds no index", "leave out read_only=True to create it")
            self._has_words = connection.execute("SELECT to_regclass('words')").fetchone()[0] is not None
            version = connection.execute("SELECT value FROM options WHERE name = 'format'").fetchone()
            if version is None or int(bytes(version[0])) > FORMAT:
                made = bytes(version[0]).decode() if version else "?"
                raise IndexUnusable.at(
                    self.name,
                    f"has format {made}, and this textnorm reads formats up to {FORMAT}",
                    "update textnorm: pip install -U pytextnorm",
                )
        except BaseException:
            connection.close()
            raise
        self._connection, self._process = connection, os.getpid()

    def _create(self, connection: Any) -> None:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(1953395571)")
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{self._schema}"')
            if connection.execute("SELECT to_regclass('options')").fetchone()[0] is None:
                connection.execute(_TABLES)
                connection.execute("INSERT INTO options VALUES ('format', %s)", (str(FORMAT).encode(),))
            if connection.execute("SELECT to_regclass('words')").fetchone()[0] is None:
                connection.execute(_WORDS)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        """Turn what the server reports into ``IndexUnusable``."""
        errors = self._library.errors
        try:
            yield
        except errors.LockNotAvailable as error:
            what = f"another client has locked it for {self._timeout:g} s"
            raise IndexUnusable.at(self.name, what, "end that client, or raise timeout=") from error
        except errors.DiskFull as error:
            what = "the disk of the server is full"
            raise IndexUnusable.at(
                self.name, what, "free space and repeat the call; nothing of it was stored"
            ) from error
        except (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction) as error:
            raise IndexUnusable.at(self.name, "may not be used", f"give this user the right: {_line(error)}") from error
        except self._library.OperationalError as error:
            raise IndexUnusable.at(
                self.name, f"cannot be reached: {_line(error)}", "see that the server runs"
            ) from error
        except self._library.Error as error:
            remedy = "see that no other program changes its tables"
            raise IndexUnusable.at(self.name, f"cannot be used: {_line(error)}", remedy) from error

    def _of_this_process(self) -> Any:
        if self._connection is None:
            raise IndexUnusable.at(self.name, "is closed", "open it again")
        if self._process != os.getpid():
            _LEFT.append(self._connection)
            self._connect()
        elif self._connection.closed:  # the server was restarted
            self._connect()
        return self._connection

    def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None and self._process == os.getpid():
            with suppress(self._library.Error):
                connection.close()

    # -- transactions -----------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A transaction that sees one state of the index."""
        with self._usable():
            connection = self._of_this_process()
            with connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that excludes other writers."""
        if self.read_only:
            raise IndexUnusable.at(self.name, "was opened with read_only=True", "open it without")
        with self._usable():
            connection = self._of_this_process()
            with connection.transaction():
                connection.execute("LOCK TABLE options IN SHARE ROW EXCLUSIVE MODE")
                yield

    # -- tables -----------------------------------------------------------------------------------------------------

    def _all(self, query: str, *values: Any) -> list[Any]:
        found: list[Any] = self._connection.execute(query, values).fetchall()
        return found

    def _many(self, query: str, rows: Sequence[Any]) -> None:
        if rows:
            with self._connection.cursor() as cursor:
                cursor.executemany(query, rows)

    def value(self, name: str) -> bytes | None:
        """A value by its name."""
        found = self._all("SELECT value FROM options WHERE name = %s", name)
        return bytes(found[0][0]) if found else None

    def set_value(self, name: str, value: bytes) -> None:
        """Keep a value under a name."""
        query = "INSERT INTO options VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        self._connection.execute(query, (name, value))

    def texts(self, rows: Sequence[int]) -> list[TextRow]:
        """The texts with these numbers that are there."""
        return _texts(self._all("SELECT row, digest, text FROM texts WHERE row = ANY(%s)", list(rows)))

    def texts_from(self, row: int, count: int) -> list[TextRow]:
        """The first texts with this number or a higher one, ascending."""
        return _texts(
            self._all("SELECT row, digest, text FROM texts WHERE row >= %s ORDER BY row LIMIT %s", row, count)
        )

    def texts_like(self, digests: Sequence[int]) -> list[TextRow]:
        """The texts with these digests."""
        return _texts(self._all("SELECT row, digest, text FROM texts WHERE digest = ANY(%s)", list(digests)))

    def add_texts(self, texts: Iterable[TextRow]) -> None:
        """Add texts under new numbers."""
        self._many("INSERT INTO texts VALUES (%s, %s, %s)", list(texts))

    def words(self, rows: Sequence[int]) -> list[tuple[int, bytes]]:
        """What is kept beside the texts with these numbers."""
        if not self._has_words:
            return []
        found = self._all("SELECT row, words FROM words WHERE row = ANY(%s)", list(rows))
        return [(row, bytes(words)) for row, words in found]

    def add_words(self, words: Iterable[tuple[int, bytes]]) -> None:
        """Keep something beside texts."""
        query = "INSERT INTO words VALUES (%s, %s) ON CONFLICT (row) DO UPDATE SET words = excluded.words"
        self._many(query, list(words))

    def remove_unused(self, rows: Sequence[int]) -> list[int]:
        """Remove those of the texts that no item has, note their numbers as dead, and return them."""
        query = """DELETE FROM texts WHERE row = ANY(%s)
            AND NOT EXISTS (SELECT 1 FROM items WHERE items.row = texts.row) RETURNING row"""
        unused = [row for (row,) in self._all(query, list(rows))]
        self._connection.execute("DELETE FROM words WHERE row = ANY(%s)", (unused,))
        self._many("INSERT INTO dead VALUES (%s)", [(row,) for row in unused])
        return unused

    def items(self, ids: Sequence[str]) -> list[ItemRow]:
        """The items with these ids that are there."""
        return _items(self._all(f"SELECT {_ITEM} FROM items WHERE key = ANY(%s)", [each.encode() for each in ids]))

    def items_of(self, row: int, time: float | None, span: float | None, count: int) -> list[ItemRow]:
        """Up to ``count`` items of a text, those nearest to ``time``, at most ``span`` from it; or the first."""
        if time is None:
            return _items(self._all(f"SELECT {_ITEM} FROM items WHERE row = %s ORDER BY place LIMIT %s", row, count))
        reach = float("inf") if span is None else span
        query = f"""SELECT {_ITEM} FROM items WHERE row = %s AND (time IS NULL OR abs(time - %s) <= %s)
            ORDER BY abs(time - %s) NULLS LAST, place LIMIT %s"""
        return _items(self._all(query, row, time, reach, time, count))

    def items_from(self, place: int, count: int) -> list[tuple[int, ItemRow]]:
        """The first items behind a place in the order in which they were added, with their places."""
        found = self._all(f"SELECT place, {_ITEM} FROM items WHERE place > %s ORDER BY place LIMIT %s", place, count)
        return [(row[0], ItemRow._make(row[1:])) for row in found]

    def put_items(self, items: Iterable[ItemRow]) -> None:
        """Add items; one with an id that is there replaces it."""
        every = list(items)
        self.remove_items([item.id for item in every])
        query = f"INSERT INTO items (key, {_ITEM}) VALUES (%s, %s, %s, %s, %s, %s)"
        self._many(query, [(item.id.encode(), *item) for item in every])

    def remove_items(self, ids: Sequence[str]) -> None:
        """Remove items."""
        self._connection.execute("DELETE FROM items WHERE key = ANY(%s)", ([each.encode() for each in ids],))

    def expire(self, before: float) -> tuple[int, list[int]]:
        """Remove the items before this time; how many they were, and the numbers of their texts."""
        rows = [row for (row,) in self._all("DELETE FROM items WHERE time < %s RETURNING row", before)]
        return len(rows), sorted(set(rows))

    def counts(self) -> tuple[int, int, int]:
        """How many items, texts and dead numbers there are."""
        one, two, three = (self._all(f"SELECT count(*) FROM {table}")[0][0] for table in ("items", "texts", "dead"))
        return one, two, three

    def span(self) -> tuple[int, float | None, float | None]:
        """How many items have no time, and the earliest and the latest time."""
        untimed, oldest, newest = self._all("SELECT count(*) - count(time), min(time), max(time) FROM items")[0]
        return untimed, oldest, newest

    def pending_from(self, row: int) -> list[tuple[int, bytes]]:
        """What was filed for the texts from this number on that are in no run yet."""
        found = self._all("SELECT row, filed FROM pending WHERE row >= %s ORDER BY row", row)
        return [(number, bytes(filed)) for number, filed in found]

    def add_pending(self, filed: Sequence[tuple[int, bytes]]) -> None:
        """Keep what was filed for new texts."""
        self._many("INSERT INTO pending VALUES (%s, %s)", filed)

    def clear_pending(self) -> None:
        """Forget what was filed; it is in a run."""
        self._connection.execute("DELETE FROM pending")

    def dead(self, rows: Sequence[int] | None = None) -> list[int]:
        """The dead numbers, or those of ``rows`` that are dead."""
        if rows is None:
            return [row for (row,) in self._all("SELECT row FROM dead ORDER BY row")]
        return [row for (row,) in self._all("SELECT row FROM dead WHERE row = ANY(%s)", list(rows))]

    def forget_dead(self, first: int, last: int) -> None:
        """Forget the dead numbers from ``first`` to ``last``."""
        self._connection.execute("DELETE FROM dead WHERE row BETWEEN %s AND %s", (first, last))

    def runs(self) -> list[RunRow]:
        """All runs, by their texts."""
        found = self._all("SELECT number, first, last, directory FROM runs ORDER BY first")
        return [RunRow(number, first, last, bytes(directory)) for number, first, last, directory in found]

    def add_parts(self, run: int, parts: Iterator[bytes]) -> None:
        """Keep the parts of a run, one by one: making the next may read from this connection."""
        for place, part in enumerate(parts):
            self._connection.execute("INSERT INTO parts VALUES (%s, %s)", (run << 32 | place, part))

    def add_run(self, run: RunRow) -> None:
        """Keep a run, whose parts are kept already."""
        self._connection.execute("INSERT INTO runs VALUES (%s, %s, %s, %s)", run)

    def remove_runs(self, numbers: Sequence[int]) -> None:
        """Remove runs with their parts."""
        for number in numbers:
            self._connection.execute(
                "DELETE FROM parts WHERE place >= %s AND place < %s", (number << 32, (number + 1) << 32)
            )
            self._connection.execute("DELETE FROM runs WHERE number = %s", (number,))

    def parts(self, places: Sequence[tuple[int, int]]) -> list[bytes | None]:
        """Parts of runs, by the run and the number of each."""
        wanted = [run << 32 | number for run, number in places]
        found = dict(self._all("SELECT place, part FROM parts WHERE place = ANY(%s)", wanted))
        return [bytes(found[place]) if place in found else None for place in wanted]

    def clear(self) -> None:
        """Remove all runs and all that is filed or dead."""
        for table in ("runs", "parts", "pending", "dead", "words"):
            self._connection.execute(f"DELETE FROM {table}")

    def size(self) -> int:
        """Bytes on disk."""
        query = """SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
            WHERE relkind = 'r' AND relnamespace = %s::regnamespace"""
        return int(self._all(query, self._schema)[0][0])

    def shrink(self) -> None:
        """Give back room that is not used."""
        with self._usable():
            connection = self._of_this_process()
            for table in ("options", "texts", "items", "pending", "dead", "runs", "parts", "words"):
                connection.execute(f"VACUUM {table}")

    def problems(self) -> list[str]:
        """PostgreSQL has checks of its own; see amcheck."""
        return []


def _texts(found: list[Any]) -> list[TextRow]:
    return [TextRow(row, digest, bytes(text)) for row, digest, text in found]


def _items(found: list[Any]) -> list[ItemRow]:
    return list(map(ItemRow._make, found))


def _line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


# Connections from before a fork, kept so that nobody closes them.
_LEFT: list[Any] = []
