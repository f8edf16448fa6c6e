"""textnorm in SQL: ``textnorm.duckdb.register(connection)``."""

from __future__ import annotations

from textnorm.adapters.frames.duckdb_functions import register

__all__ = ["register"]
