"""Harm: what the repair steps change in undamaged text, in a million words, and what they make of damaged text.

Every change of an undamaged text counts. ``harm.tsv`` in the cache folder has them all, in context, to be read.
"""

from __future__ import annotations

import re
from collections import Counter

from benchmarks.harness import Report
from benchmarks.sound_text import CORPORA, Corpus, cache_folder, texts_of
from textnorm import Cleaner

_WORD = re.compile(r"\w+")
_STEPS = ("escapes", "mojibake", "characters", "lost", "umlauts")
_CONTEXT = 40
_LIMIT = 12_000_000  # characters of one corpus
_QUICK_LIMIT = 500_000


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _own(report: Report) -> list[Corpus]:
    from benchmarks.sound_text import _paragraphs

    folder = report.data / "sound" if report.data else None
    if folder is None or not folder.is_dir():
        return []
    return [Corpus(path.stem, "own", (str(path),), "", _paragraphs) for path in sorted(folder.iterdir())]


def measure(cleaner: Cleaner, texts: list[str], context: int = _CONTEXT) -> tuple[Counter[str], list[tuple[str, ...]]]:
    """How often each step changes ``texts``, and every change: step, confidence, evidence, before, after, context."""
    counts: Counter[str] = Counter()
    rows = []
    for text, cleaned in zip(texts, cleaner.many(texts), strict=True):
        if cleaned == text:
            continue
        for change in cleaner.explain(text).changes:
            counts[change.step] += 1
            start, end = change.start, change.end
            left, right = text[max(0, start - context) : start], text[end : end + context]
            before = text[start:end]
            evidence = f"{change.confidence:.3f}", change.evidence
            rows.append((change.step, *evidence, before, change.after, f"{left}⟦{before}→{change.after}⟧{right}"))
    return counts, rows


def run(report: Report) -> None:
    cleaner = Cleaner.preset("repair", spacing=False)
    styled = Cleaner(dashes="keep")
    path = cache_folder() / "harm.tsv"
    groups: dict[str, list[list[str]]] = {}
    totals: dict[str, Counter[str]] = {}
    samples: list[str] = []
    with path.open("w", encoding="utf-8") as file:
        for corpus in (*CORPORA, *_own(report)):
            texts = texts_of(corpus, limit=_QUICK_LIMIT if report.quick else _LIMIT)
            words = sum(len(_WORD.findall(text)) for text in texts)
            if not words:
                continue
            counts, rows = measure(cleaner, texts)
            more = ""
            if corpus.kind in {"code", "log"}:
                style, style_rows = measure(styled, texts)
                more = f"{1e6 * style['quotes'] / words:,.0f} / {1e6 * style['spacing'] / words:,.0f}"
                rows += [row for row in style_rows if row[0] in {"quotes", "spacing"}]
            for row in rows:
                file.write("\t".join(map(_one_line, (corpus.name, *row))) + "\n")
            name = corpus.name + (" (held out)" if corpus.held_out else "")
            per_million = [f"{1e6 * counts[step] / words:,.1f}" for step in _STEPS]
            total = f"{1e6 * counts.total() / words:,.1f}"
            groups.setdefault(corpus.kind, []).append([name, f"{words / 1e6:.2f}", total, *per_million, more])
            totals.setdefault(corpus.kind, Counter()).update(counts)
            totals[corpus.kind]["words"] += words
            samples += ["\t".join(map(_one_line, (corpus.name, *row))) for row in rows[:: max(1, len(rows) // 2)][:2]]
    for kind, table in groups.items():
        counts = totals[kind]
        words = counts.pop("words")
        sums = [f"{1e6 * counts[step] / words:,.1f}" for step in _STEPS]
        table.append([f"all, {kind}", f"{words / 1e6:.2f}", f"{1e6 * counts.total() / words:,.1f}", *sums, ""])
        columns = ["changes in a million words", "M words", "all repair steps", *_STEPS]
        report.table(
            f"Harm: {kind}",
            [*columns, "quotes / spacing"] if kind in {"code", "log"} else columns,
            table if kind in {"code", "log"} else [row[:-1] for row in table],
        )
    report.print()
    report.print(f"a sample to read; all {sum(c.total() for c in totals.values()):,} changes are in {path.name}")
    for line in samples[: 10 if report.quick else 200]:
        report.print(line)
