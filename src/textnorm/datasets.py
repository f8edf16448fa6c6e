"""textnorm in datasets: functions for ``map(batched=True)`` of datasets, and ``drop_duplicates``."""

from __future__ import annotations

from textnorm.adapters.integrations.datasets import AddKeys, CleanColumn, drop_duplicates

__all__ = ["AddKeys", "CleanColumn", "drop_duplicates"]
