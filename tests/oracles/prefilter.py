"""The prefilter kernel, one text and one regular expression at a time."""

from __future__ import annotations

from textnorm.text.prefilter import possible_steps


def find_steps(texts: list[str]) -> list[int]:
    return [possible_steps(text) for text in texts]
