"""``open_index``: an index by the name of the place where it is kept."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textnorm.adapters.stores.memory import MemoryStore
from textnorm.adapters.stores.sqlite import SqliteStore
from textnorm.errors import BadRecord
from textnorm.match.index.seen_index import SeenIndex, new_without_matcher
from textnorm.match.matcher import Matcher
from textnorm.match.settings import need_matcher

if TYPE_CHECKING:
    from collections.abc import Callable

    from textnorm.match.index.store import Store

__all__ = ["open_index"]


def open_index(
    path: str | os.PathLike[str],
    matcher: Matcher | None = None,
    *,
    read_only: bool = False,
    rebuild: bool = False,
    timeout: float = 30.0,
    sync: str = "normal",
) -> SeenIndex:
    """Open the index in a file, or make it; ``":memory:"`` is one without a file.

    ``"postgresql://…"`` is one in PostgreSQL, for several machines; needs psycopg. ``matcher`` says what counts as the
    same; an index that exists knows it, and another one raises ``RecipeMismatch`` with the field that differs, unless
    ``rebuild`` is true: then all texts are filed again. ``timeout`` is how many seconds to wait for another writer.
    ``sync="full"`` keeps what is acknowledged even if the power fails, and flushes the disk for every call;
    ``"normal"`` keeps it whatever happens to the process. Raises ``IndexUnusable`` with what to do.

    >>> from textnorm import Matcher
    >>> index = open_index(":memory:", Matcher.headlines())
    >>> index.add("a1", "Kanzler empfängt Präsidenten in Berlin", at="2024-05-01", source="dpa")
    >>> [(match.id, match.score, match.payload) for match in index.check("KANZLER EMPFAENGT PRAESIDENTEN IN BERLIN")]
    [('a1', 1.0, {'source': 'dpa'})]
    >>> index.check("Hund beißt Briefträger").seen
    False
    >>> index.close()
    """
    need_matcher(matcher)
    if not isinstance(path, str | os.PathLike):
        raise BadRecord(f"open_index: expected the path of a file, got {type(path).__name__}")
    name = os.fspath(path)
    make: Callable[[], Store]
    if name == ":memory:":
        make = MemoryStore
    elif name.startswith(("postgresql://", "postgres://")):
        from textnorm.adapters.stores.postgres import PostgresStore

        make = partial(PostgresStore, name, read_only=read_only, timeout=timeout, sync=sync)
    else:
        if matcher is None and not read_only and Path(name).absolute().parent.is_dir() and not Path(name).exists():
            raise new_without_matcher(name)  # before there is an empty file
        make = partial(SqliteStore, name, read_only=read_only, timeout=timeout, sync=sync)
    return SeenIndex(make, matcher, Matcher, rebuild=rebuild)
