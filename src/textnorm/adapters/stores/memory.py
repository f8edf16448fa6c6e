"""An index in memory: for tests, and for streams that need not outlive their process."""

from __future__ import annotations

from textnorm.adapters.stores.sqlite import SqliteStore

__all__ = ["MemoryStore"]


class MemoryStore(SqliteStore):
    """A store that is gone when it is closed: SQLite without a file, so that transactions are the same."""

    def __init__(self) -> None:
        super().__init__(":memory:")
