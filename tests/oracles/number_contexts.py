"""The twin of kernels/shingles/number_contexts.py is the judgement itself, which ``compare`` uses."""

from __future__ import annotations

from textnorm.match.articles.score import compare_numbers, numbers_in_context


def numbers_between(a: str, b: str) -> tuple[int, int]:
    return compare_numbers(numbers_in_context(a), numbers_in_context(b))
