"""The scan kernel, one text and one regular expression at a time."""

from __future__ import annotations

from textnorm.text.prefilter import needs


def scan_needs(texts: list[str]) -> list[int]:
    return [needs(text) for text in texts]
