"""The twin of kernels/number_contexts.py is the judgement itself, which ``compare`` uses."""

from __future__ import annotations

from textnorm.match.articles.score import figure_facts, figures_between


def compare_facts(a: str, b: str) -> tuple[int, int]:
    return figures_between(figure_facts(a), figure_facts(b))
