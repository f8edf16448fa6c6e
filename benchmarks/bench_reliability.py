"""Reliability: how often a change is right, by the confidence that it states, for every step.

Known texts are damaged in every way of :mod:`benchmarks.damage_kinds`. A change is right if what it wrote is in the
known text, at the same place. The texts are a part of the data that is chosen by hash.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from zlib import crc32

from benchmarks.corpus import headlines, sentences
from benchmarks.damage_kinds import KINDS
from benchmarks.harness import Report
from textnorm import Cleaner
from textnorm.text.explanation import Explanation

_STEPS = ("escapes", "mojibake", "characters", "lost", "umlauts")
#: The lowest confidence of each bin.
_BINS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
_PARTS, _HELD_BACK = 4, 3
_FEWEST = 5  # wrong changes of one piece of evidence that are listed


def judged(explanation: Explanation, known: str) -> Iterator[tuple[str, float, str, bool]]:
    """Step, confidence and evidence of every change, and whether ``known`` has what it wrote at its place."""
    equal = None
    if explanation.text != known:
        blocks = SequenceMatcher(None, explanation.text, known, autojunk=False).get_matching_blocks()
        equal = [(block.a, block.a + block.size) for block in blocks]
    for change in explanation.changes:
        start, end = change.result_start, change.result_end
        right = equal is None or any(first <= start and end <= last for first, last in equal)
        yield change.step, change.confidence, change.evidence, right


def _bin(confidence: float) -> float:
    return max(lowest for lowest in _BINS if lowest <= confidence)


def run(report: Report) -> None:
    cleaner = Cleaner.preset("repair")
    pool = [
        text
        for texts in (headlines(report), sentences(report))
        for text in dict.fromkeys(texts)
        if crc32(text.encode()) % _PARTS == _HELD_BACK and not text.isascii()
    ]
    size = report.size(1_000, 100, 3)
    draw = random.Random(report.seed)
    right: Counter[tuple[str, float]] = Counter()
    total: Counter[tuple[str, float]] = Counter()
    wrong_by: Counter[tuple[str, float, str]] = Counter()
    for damage in KINDS.values():
        for text in draw.sample(pool, min(size, len(pool))):
            if (broken := damage(text)) == text:
                continue
            known = unicodedata.normalize("NFC", cleaner.clean(text))
            for step, confidence, evidence, is_right in judged(cleaner.explain(broken), known):
                place = step, _bin(confidence)
                total[place] += 1
                right[place] += is_right
                wrong_by[(*place, evidence)] += not is_right
    columns = [
        f"{low:g}–{high:g}" if low < high else f"{low:g}" for low, high in zip(_BINS, (*_BINS[1:], 1.0), strict=True)
    ]
    rows = []
    for step in _STEPS:
        cells = [_share(right[step, low], total[step, low]) for low in _BINS]
        rows.append([step, *cells])
    rows.append(
        ["all", *(_share(sum(right[s, low] for s in _STEPS), sum(total[s, low] for s in _STEPS)) for low in _BINS)]
    )
    report.table("Reliability: % right (changes) by stated confidence", ["step", *columns], rows)
    report.print()
    report.print("evidence of most wrong changes")
    for (step, low, evidence), count in wrong_by.most_common(12):
        if count >= _FEWEST:
            report.print(f"  {step}, from {low:g}: {evidence}: {count}")


def _share(right: int, total: int) -> str:
    return f"{100 * right / total:.1f} ({total:,})" if total else "–"
