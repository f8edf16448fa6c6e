"""textnorm on Ray Data: clean, decode and deduplicate a ``ray.data.Dataset`` on a cluster."""

from __future__ import annotations

from textnorm.errors import MissingExtra

try:
    from textnorm.adapters.engines.on_ray.datasets import (
        FoundDuplicates,
        clean_column,
        decode_column,
        drop_duplicates,
        find_duplicates,
    )
except ModuleNotFoundError as error:
    raise MissingExtra.named(error.name or "ray", "ray", "textnorm.ray") from None

__all__ = ["FoundDuplicates", "clean_column", "decode_column", "drop_duplicates", "find_duplicates"]
