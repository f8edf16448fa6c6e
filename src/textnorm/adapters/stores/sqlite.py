"""An index in one file: SQLite with a write-ahead log, the default."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from itertools import count as numbers
from pathlib import Path
from typing import Any

from textnorm.errors import IndexUnusable, UnknownOption
from textnorm.match.index.store import FORMAT, ItemRow, RunRow, TextRow

__all__ = ["SqliteStore"]

#: "tnsx": tells an index from other databases.
APPLICATION = 0x746E7378
_HEADER = b"SQLite format 3\0"
_TABLES = """
CREATE TABLE options (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE texts (row INTEGER PRIMARY KEY, digest INTEGER NOT NULL, text BLOB NOT NULL);
CREATE INDEX texts_by_digest ON texts (digest);
CREATE TABLE items (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, row INTEGER NOT NULL, time REAL,
    payload TEXT, sum INTEGER NOT NULL);
CREATE INDEX items_by_text ON items (row, time);
CREATE TABLE pending (row INTEGER PRIMARY KEY, filed BLOB NOT NULL);
CREATE TABLE dead (row INTEGER PRIMARY KEY);
CREATE TABLE runs (number INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, directory BLOB NOT NULL);
CREATE TABLE parts (place INTEGER PRIMARY KEY, part BLOB NOT NULL);
"""
# Files from before it have none, and get one when they are opened for writing; who does not know it, passes over it.
_WORDS = "CREATE TABLE IF NOT EXISTS words (row INTEGER PRIMARY KEY, words BLOB NOT NULL)"
_NAMES = {"options", "texts", "items", "pending", "dead", "runs", "parts"}
_ITEM = "id, row, time, payload, sum"
_SYNC = {"normal": 1, "full": 2}
# So many values are written into a statement: 1, 2, 4, 8, 16, 24 … 64, 128, 256 of them, so that some serve for all.
_FEW_ROWS = 256
_STEP, _STEPPED = 8, 64
# The kinds of the values of a row. Damage that SQLite does not see can turn one into another: a number into nothing.
_Kind = frozenset[type]
_INT, _STR, _BYTES = (frozenset[type]({kind}) for kind in (int, str, bytes))
_NONE = frozenset[type]({type(None)})
_NUMBER = (_INT,)
_TEXT_ROW = (_INT, _INT, _BYTES)
_ITEM_ROW = (_STR, _INT, frozenset[type]({float}) | _NONE, _STR | _NONE, _INT)
_RUN_ROW = (_INT, _INT, _INT, _BYTES)
# Pages of the cache, in KiB.
_CACHE = 4_096
# So many pages of the log are gathered before they go to their places: most single additions write the same few again.
_LOGGED = 4_000

# What SQLite says, and what to do: the primary code, the problem, the remedy.
_TROUBLE = {
    sqlite3.SQLITE_FULL: ("the disk is full", "free space and repeat the call; nothing of it was stored"),
    sqlite3.SQLITE_BUSY: ("another process has locked it for {timeout:g} s", "end that process, or raise timeout="),
    sqlite3.SQLITE_LOCKED: ("another process has locked it", "end that process, or raise timeout="),
    sqlite3.SQLITE_READONLY: ("cannot be written", "make file and folder writable, or open it with read_only=True"),
    sqlite3.SQLITE_PERM: ("may not be opened", "give this user the right to read and write it"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "see that its folder exists, and that this user may write there"),
    sqlite3.SQLITE_NOTADB: ("is not an index of textnorm", "name another file"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "restore it from a copy, or save what can be read: textnorm index export"),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "see to the disk and repeat; nothing of the call was stored"),
}  # fmt: skip


class SqliteStore:
    """See ``match.index.store.Store``.

    ``sync="normal"`` keeps what is acknowledged when the process is killed at any point; ``"full"`` also when the power
    fails, at the price of a flush of the disk for each call. ``timeout`` is how many seconds to wait for another.
    """

    def __init__(self, path: str, *, read_only: bool = False, timeout: float = 30.0, sync: str = "normal") -> None:
        if sync not in _SYNC:
            raise UnknownOption.among("sync", sync, _SYNC)
        self.name = path
        self.read_only = read_only
        self._timeout = timeout
        self._sync = sync
        self._process = os.getpid()
        self._connection: sqlite3.Connection | None = None
        self._inside = False
        with self._usable():
            self._connect()

    # -- connections ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._check_file()
        memory = self.name == ":memory:"
        mode = "ro" if self.read_only else "rwc"
        address = self.name if memory else f"{Path(self.name).absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(
            address, timeout=self._timeout, isolation_level=None, check_same_thread=False, uri=not memory
        )
        try:
            connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            connection.execute("PRAGMA cell_size_check = ON")
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if application != APPLICATION and (tables or application or version or self.read_only):
                raise IndexUnusable.at(self.name, "is a database, but not an index of textnorm", "name another file")
            if version > FORMAT:
                raise IndexUnusable.at(
                    self.name,
                    f"has format {version}, and this textnorm reads formats up to {FORMAT}",
                    "update textnorm: pip install -U pytextnorm",
                )
            if not self.read_only:
                if not memory:
                    self._write_ahead(connection)
                connection.execute(f"PRAGMA synchronous = {_SYNC[self._sync]}")
                connection.execute(f"PRAGMA wal_autocheckpoint = {_LOGGED}")
                self._create(connection)
            found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not found >= _NAMES:
                raise IndexUnusable.at(
                    self.name, f"is damaged: it lacks {', '.join(sorted(_NAMES - found))}", "restore it from a copy"
                )
            if "words" not in found and not self.read_only:
                connection.execute(_WORDS)
                found.add("words")
            self._has_words = "words" in found
        except BaseException:
            connection.close()
            raise
        self._connection, self._process = connection, os.getpid()

    def _check_file(self) -> None:
        """Say what is wrong with the file before SQLite says it less clearly."""
        path = Path(self.name)
        if self.name == ":memory:":
            return
        if path.is_dir():
            raise IndexUnusable.at(self.name, "is a folder", "name a file in it")
        if not path.exists():
            if self.read_only:
                raise IndexUnusable.at(self.name, "does not exist", "leave out read_only=True to create it")
            if not path.absolute().parent.is_dir():
                raise IndexUnusable.at(self.name, "its folder does not exist", f"create {path.absolute().parent}")
            return
        try:
            with path.open("rb") as file:
                head = file.read(len(_HEADER))
        except OSError as error:
            raise IndexUnusable.at(
                self.name, f"cannot be opened: {error.strerror}", "give this user the right to read and write it"
            ) from None
        if head and not head.startswith(_HEADER[: len(head)]):
            raise IndexUnusable.at(self.name, "is not an index of textnorm", "name another file")
        if not self.read_only and not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)):
            raise IndexUnusable.at(self.name, *_TROUBLE[sqlite3.SQLITE_READONLY])

    def _write_ahead(self, connection: sqlite3.Connection) -> None:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        if mode != "wal":
            connection.execute("PRAGMA journal_mode = WAL")

    def _create(self, connection: sqlite3.Connection) -> None:
        if connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,):
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been faster.
            if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION,):
                for statement in _TABLES.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _usable(self) -> Iterator[None]:
        """Turn what SQLite reports into ``IndexUnusable``."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._trouble(error) from error

    def _trouble(self, error: sqlite3.Error | UnicodeDecodeError) -> IndexUnusable:
        """What SQLite reports, as users see it."""
        if isinstance(error, UnicodeDecodeError):  # a message of SQLite that quotes the damage as it is
            return IndexUnusable.at(self.name, *_TROUBLE[sqlite3.SQLITE_CORRUPT])
        code = getattr(error, "sqlite_errorcode", None) or 0
        what, remedy = _TROUBLE.get(code & 0xFF, (f"cannot be used: {error}", "see that no other program changes it"))
        if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR):
            what = f"{what}: {error}"
        return IndexUnusable.at(self.name, what.format(timeout=self._timeout), remedy)

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise IndexUnusable.at(self.name, "is closed", "open it again")
        return self._connection

    def _of_this_process(self) -> sqlite3.Connection:
        """The connection; one from before a fork is left alone, as its locks are those of the other process."""
        if self._process != os.getpid() and self._connection is not None:
            if self.name == ":memory:":
                raise IndexUnusable.at(self.name, "belongs to another process", "keep the index in a file")
            _LEFT.append(self._connection)
            self._connect()
        return self._open

    def close(self) -> None:
        """Let go of the file."""
        connection, self._connection = self._connection, None
        if connection is not None and self._process == os.getpid():
            with suppress(sqlite3.Error):
                connection.close()

    # -- transactions -----------------------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        # One block for all: a query begins and ends one, and every block that is entered costs it a microsecond.
        try:
            connection = self._of_this_process()
            connection.execute(begin)
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                raise
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._trouble(error) from error

    def reading(self) -> AbstractContextManager[None]:
        """A transaction that sees one state of the index."""
        return self._transaction("BEGIN")

    def writing(self) -> AbstractContextManager[None]:
        """A transaction that excludes other writers."""
        if self.read_only:
            raise IndexUnusable.at(self.name, "was opened with read_only=True", "open it without")
        return self._transaction("BEGIN IMMEDIATE")

    # -- tables -----------------------------------------------------------------------------------------------------

    def _rows(self, kinds: Sequence[_Kind], query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a query finds, if all of it is of these kinds."""
        found = self._open.execute(query, values).fetchall()
        for kind, column in zip(kinds, zip(*found, strict=True), strict=False):  # of no rows there are no columns
            if not kind.issuperset(map(type, column)):
                what, remedy = _TROUBLE[sqlite3.SQLITE_CORRUPT]
                raise IndexUnusable.at(self.name, f"{what}: a row holds what cannot be there", remedy)
        return found

    def value(self, name: str) -> bytes | None:
        """A value by its name."""
        found = self._rows((_BYTES,), "SELECT value FROM options WHERE name = ?", (name,))
        return found[0][0] if found else None

    def set_value(self, name: str, value: bytes) -> None:
        """Keep a value under a name."""
        self._open.execute("INSERT OR REPLACE INTO options VALUES (?, ?)", (name, value))

    def texts(self, rows: Sequence[int]) -> list[TextRow]:
        """The texts with these numbers that are there."""
        among, values = _among(rows)
        query = f"SELECT row, digest, text FROM texts WHERE row IN ({among})"
        return list(map(TextRow._make, self._rows(_TEXT_ROW, query, values)))

    def texts_from(self, row: int, count: int) -> list[TextRow]:
        """The first texts with this number or a higher one, ascending."""
        query = "SELECT row, digest, text FROM texts WHERE row >= ? ORDER BY row LIMIT ?"
        return list(map(TextRow._make, self._rows(_TEXT_ROW, query, (row, count))))

    def texts_like(self, digests: Sequence[int]) -> list[TextRow]:
        """The texts with these digests."""
        among, values = _among(digests)
        query = f"SELECT row, digest, text FROM texts WHERE digest IN ({among})"
        return list(map(TextRow._make, self._rows(_TEXT_ROW, query, values)))

    def add_texts(self, texts: Iterable[TextRow]) -> None:
        """Add texts under new numbers."""
        self._open.executemany("INSERT INTO texts VALUES (?, ?, ?)", texts)

    def words(self, rows: Sequence[int]) -> list[tuple[int, bytes]]:
        """What is kept beside the texts with these numbers."""
        if not self._has_words:
            return []
        among, values = _among(rows)
        query = f"SELECT row, words FROM words WHERE row IN ({among})"
        return self._rows((_INT, _BYTES), query, values)

    def add_words(self, words: Iterable[tuple[int, bytes]]) -> None:
        """Keep something beside texts."""
        self._open.executemany("INSERT OR REPLACE INTO words VALUES (?, ?)", words)

    def remove_unused(self, rows: Sequence[int]) -> list[int]:
        """Remove those of the texts that no item has, note their numbers as dead, and return them."""
        query = """SELECT row FROM texts WHERE row IN (SELECT value FROM json_each(?))
            AND NOT EXISTS (SELECT 1 FROM items WHERE items.row = texts.row)"""
        unused = [row for (row,) in self._open.execute(query, (json.dumps(rows),)).fetchall()]
        for table in ("texts", "words"):
            self._open.executemany(f"DELETE FROM {table} WHERE row = ?", ((row,) for row in unused))
        self._open.executemany("INSERT INTO dead VALUES (?)", ((row,) for row in unused))
        return unused

    def items(self, ids: Sequence[str]) -> list[ItemRow]:
        """The items with these ids that are there."""
        among, values = _among(ids)
        query = f"SELECT {_ITEM} FROM items WHERE id IN ({among})"
        return list(map(ItemRow._make, self._rows(_ITEM_ROW, query, values)))

    def items_of(self, row: int, time: float | None, span: float | None, count: int) -> list[ItemRow]:
        """Up to ``count`` items of a text, those nearest to ``time``, at most ``span`` from it; or the first."""
        if time is None:
            query = f"SELECT {_ITEM} FROM items WHERE row = ? ORDER BY place LIMIT ?"
            return list(map(ItemRow._make, self._rows(_ITEM_ROW, query, (row, count))))
        low, high = (time - span, time + span) if span is not None else (float("-inf"), float("inf"))
        found: list[Any] = []
        for query, values in (
            ("time >= ? AND time <= ? ORDER BY time", (row, time, high, count)),
            ("time < ? AND time >= ? ORDER BY time DESC", (row, time, low, count)),
            ("time IS NULL ORDER BY place", (row, count)),
        ):
            found += self._rows(_ITEM_ROW, f"SELECT {_ITEM} FROM items WHERE row = ? AND {query} LIMIT ?", values)
        rows = map(ItemRow._make, found)
        return sorted(rows, key=lambda item: float("inf") if item.time is None else abs(item.time - time))[:count]

    def items_from(self, place: int, count: int) -> list[tuple[int, ItemRow]]:
        """The first items behind a place in the order in which they were added, with their places."""
        query = f"SELECT place, {_ITEM} FROM items WHERE place > ? ORDER BY place LIMIT ?"
        return [(found[0], ItemRow._make(found[1:])) for found in self._rows((_INT, *_ITEM_ROW), query, (place, count))]

    def put_items(self, items: Iterable[ItemRow]) -> None:
        """Add items; one with an id that is there replaces it."""
        self._open.executemany(f"INSERT OR REPLACE INTO items ({_ITEM}) VALUES (?, ?, ?, ?, ?)", items)

    def remove_items(self, ids: Sequence[str]) -> None:
        """Remove items."""
        self._open.executemany("DELETE FROM items WHERE id = ?", ((each,) for each in ids))

    def expire(self, before: float) -> tuple[int, list[int]]:
        """Remove the items before this time; how many they were, and the numbers of their texts."""
        rows = [row for (row,) in self._rows(_NUMBER, "SELECT DISTINCT row FROM items WHERE time < ?", (before,))]
        return self._open.execute("DELETE FROM items WHERE time < ?", (before,)).rowcount, rows

    def counts(self) -> tuple[int, int, int]:
        """How many items, texts and dead numbers there are."""
        one, two, three = (
            self._open.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("items", "texts", "dead")
        )
        return one, two, three

    def span(self) -> tuple[int, float | None, float | None]:
        """How many items have no time, and the earliest and the latest time."""
        query = "SELECT count(*) - count(time), min(time), max(time) FROM items"
        untimed, oldest, newest = self._open.execute(query).fetchone()
        return untimed, oldest, newest

    def pending_from(self, row: int) -> list[tuple[int, bytes]]:
        """What was filed for the texts from this number on that are in no run yet."""
        query = "SELECT row, filed FROM pending WHERE row >= ? ORDER BY row"
        return [(found, filed) for found, filed in self._rows((_INT, _BYTES), query, (row,))]

    def add_pending(self, filed: Sequence[tuple[int, bytes]]) -> None:
        """Keep what was filed for new texts."""
        self._open.executemany("INSERT INTO pending VALUES (?, ?)", filed)

    def clear_pending(self) -> None:
        """Forget what was filed; it is in a run."""
        self._open.execute("DELETE FROM pending")

    def dead(self, rows: Sequence[int] | None = None) -> list[int]:
        """The dead numbers, or those of ``rows`` that are dead."""
        if rows is None:
            return [row for (row,) in self._rows(_NUMBER, "SELECT row FROM dead ORDER BY row")]
        query = "SELECT row FROM dead WHERE row IN (SELECT value FROM json_each(?))"
        return [row for (row,) in self._rows(_NUMBER, query, (json.dumps(rows),))]

    def forget_dead(self, first: int, last: int) -> None:
        """Forget the dead numbers from ``first`` to ``last``."""
        self._open.execute("DELETE FROM dead WHERE row BETWEEN ? AND ?", (first, last))

    def runs(self) -> list[RunRow]:
        """All runs, by their texts."""
        query = "SELECT number, first, last, directory FROM runs ORDER BY first"
        return list(map(RunRow._make, self._rows(_RUN_ROW, query)))

    def add_parts(self, run: int, parts: Iterator[bytes]) -> None:
        """Keep the parts of a run."""
        places = numbers(run << 32)
        self._open.executemany("INSERT INTO parts VALUES (?, ?)", zip(places, parts, strict=False))

    def add_run(self, run: RunRow) -> None:
        """Keep a run, whose parts are kept already."""
        self._open.execute("INSERT INTO runs VALUES (?, ?, ?, ?)", run)

    def remove_runs(self, numbers: Sequence[int]) -> None:
        """Remove runs with their parts."""
        for number in numbers:
            self._open.execute("DELETE FROM parts WHERE place >= ? AND place < ?", (number << 32, (number + 1) << 32))
            self._open.execute("DELETE FROM runs WHERE number = ?", (number,))

    def parts(self, places: Sequence[tuple[int, int]]) -> list[bytes | None]:
        """Parts of runs, by the run and the number of each."""
        wanted = [run << 32 | number for run, number in places]
        among, values = _among(wanted)
        query = f"SELECT place, part FROM parts WHERE place IN ({among})"
        found: dict[int, bytes] = {row[0]: row[1] for row in self._rows((_INT, _BYTES), query, values)}
        return [found.get(place) for place in wanted]

    def clear(self) -> None:
        """Remove all runs and all that is filed or dead."""
        for table in ("runs", "parts", "pending", "dead", "words"):
            self._open.execute(f"DELETE FROM {table}")

    def size(self) -> int:
        """Bytes on disk."""
        (pages,), (size,) = (self._open.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
        log = Path(f"{self.name}-wal")
        return int(pages * size) + (log.stat().st_size if log.exists() else 0)

    def shrink(self) -> None:
        """Give back room that is not used."""
        with self._usable():
            connection = self._of_this_process()
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def problems(self) -> list[str]:
        """What SQLite finds wrong with its tables."""
        return [line for (line,) in self._open.execute("PRAGMA integrity_check(20)") if line != "ok"]


def _among(values: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """What to write behind IN for these values, and what to bind to it."""
    if not 0 < len(values) <= _FEW_ROWS:
        return "SELECT value FROM json_each(?)", (json.dumps(values),)
    # The statement is kept, and no list is parsed.
    count = len(values)
    size = -(-count // _STEP) * _STEP if _STEP < count <= _STEPPED else 1 << (count - 1).bit_length()
    return _marks(size), [*values, *[values[-1]] * (size - count)]


@cache
def _marks(size: int) -> str:
    return ",".join("?" * size)


# Connections from before a fork, kept so that nobody closes them.
_LEFT: list[sqlite3.Connection] = []
