"""Texts to measure on: real ones from ``--data``, or made-up ones with the same statistics of length and repetition."""

from __future__ import annotations

import json
import random
from pathlib import Path

from benchmarks.harness import Report

_EXAMPLES = Path(__file__).parent.parent / "examples" / "headlines.jsonl"


def _column(path: Path, column: str) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [row[column] for row in map(json.loads, lines) if row.get(column)]


def _real(report: Report, pattern: str, column: str) -> list[str]:
    if report.data is None:
        return []
    return [text for path in sorted(report.data.glob(pattern)) for text in _column(path, column)]


def headlines(report: Report) -> list[str]:
    """Headlines: real ones if there are any, else the examples of the repository, recombined word by word."""
    real = _real(report, "headlines*.jsonl", "title")
    if real:
        return real[:200] if report.tiny else real
    examples = _column(_EXAMPLES, "title")
    draw = random.Random(report.seed)
    made = []
    for _ in range(report.size(20_000, 2_000, 100)):
        first, second = draw.choice(examples).split(), draw.choice(examples).split()
        made.append(" ".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :]))
    return made


def sentences(report: Report) -> list[str]:
    """German sentences: real ones if there are any, else made-up headlines."""
    return _real(report, "german*.jsonl", "text") or headlines(report)


def articles(report: Report, *, count: int, characters: int = 2_700) -> list[str]:
    """``count`` articles of about ``characters`` characters, drawn sentence by sentence."""
    pool = sentences(report)
    draw = random.Random(report.seed)
    made = []
    for _ in range(count):
        parts: list[str] = []
        length = 0
        while length < characters:
            parts.append(draw.choice(pool))
            length += len(parts[-1]) + 1
        made.append(" ".join(parts))
    return made
