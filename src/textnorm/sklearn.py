"""textnorm in scikit-learn: ``TextCleaner`` and ``NearDuplicateFilter``."""

from __future__ import annotations

from textnorm.adapters.integrations.sklearn import NearDuplicateFilter, TextCleaner

__all__ = ["NearDuplicateFilter", "TextCleaner"]
