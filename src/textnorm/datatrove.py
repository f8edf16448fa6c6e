"""textnorm in datatrove: a formatter and a filter for datatrove."""

from __future__ import annotations

from textnorm.adapters.integrations.datatrove import NearDuplicateFilter, TextnormFormatter

__all__ = ["NearDuplicateFilter", "TextnormFormatter"]
