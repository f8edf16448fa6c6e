"""textnorm on Ray Data: clean, decode and deduplicate a ``ray.data.Dataset`` on a cluster."""

from __future__ import annotations

from textnorm.adapters.engines.on_ray.datasets import (
    FoundDuplicates,
    clean_column,
    decode_column,
    drop_duplicates,
    find_duplicates,
)

__all__ = ["FoundDuplicates", "clean_column", "decode_column", "drop_duplicates", "find_duplicates"]
