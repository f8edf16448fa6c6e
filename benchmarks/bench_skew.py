"""How the keys of headlines and sentences spread over parts at a billion texts, drawn from a real corpus."""

from __future__ import annotations

import numpy as np

from benchmarks import corpus
from benchmarks.harness import Report
from textnorm import Matcher
from textnorm.adapters.engines.on_spark.headlines import HOME
from textnorm.match.headlines.candidates import keys_of, size_followed
from textnorm.match.headlines.table import HeadlineTable, Unparsed
from textnorm.match.partition.sketch import sketch

_TEXTS = (1_000_000, 100_000_000, 1_000_000_000)
#: Rows that one part should have: with 16 bytes each and the copies that sorting makes, some 500 MB.
_ROWS = 5_000_000
_BYTES = 96


def run(report: Report) -> None:
    draw = np.random.default_rng(report.seed)
    lines = corpus.headlines(report)
    rows = []
    for kind, keys, texts in (("headlines", _of_headlines(lines), len(lines)), _of_sentences(report)):
        distinct, counts = np.unique(keys, return_counts=True)
        often = counts[counts > 2]
        rows += [_spread(kind, often, len(keys), texts, total, draw) for total in _TEXTS]
        report.print(f"{kind}: {texts:,} texts, {len(keys):,} keys, {len(distinct):,} distinct")
        if kind == "headlines":
            for total in _TEXTS:
                sizes = np.unique((often * (total / texts)).astype(np.int64), return_counts=True)
                report.print(f"{total:,} headlines: keys of up to {size_followed(*sizes):,} are followed alone")
    columns = [
        "texts",
        "keys",
        "parts",
        "rows a part",
        "largest part",
        "largest key",
        "memory of its task",
    ]
    report.table("Keys over parts", columns, rows)


def _of_headlines(lines: list[str]) -> np.ndarray:
    units, keys = keys_of(HeadlineTable.from_headlines(Unparsed.of(lines, True)))
    return np.unique(np.stack([units, keys]), axis=1)[1]


def _of_sentences(report: Report) -> tuple[str, np.ndarray, int]:
    """The shingles that are sampled of sentences; an article has some thirty times as many."""
    texts = corpus.sentences(report)
    rows = sketch(np.arange(len(texts)), texts, len(texts), Matcher.articles())
    return "sentences", rows["samples"].combine_chunks().flatten().to_numpy(), len(texts)


def _spread(kind: str, often: np.ndarray, entries: int, texts: int, total: int, draw: np.random.Generator) -> list[str]:
    """One row: keys that are frequent in the sample keep their shares, all others are spread evenly.

    A home of headlines lists a key once, with how many of its headlines have it; of articles, each text brings it.
    """
    scale = total / texts
    every = entries * scale
    sizes = draw.poisson(np.minimum(often * scale, 1e15)).astype(np.float64)
    rest = every - often.sum() * scale
    if kind == "headlines":
        homes = max(total // HOME, 1)
        sizes = homes * -np.expm1(-sizes / homes)
        parts = homes
    else:
        parts = max(8, int(every / _ROWS))
    load = np.full(parts, rest / parts)
    np.add.at(load, draw.integers(0, parts, len(sizes)), sizes)
    return [
        f"{total:,} {kind}", f"{every:,.0f}", f"{parts:,}", f"{load.mean():,.0f}", f"{load.max():,.0f}",
        f"{sizes.max(initial=0):,.0f}", f"{load.max() * _BYTES / 1e9:.1f} GB",
    ]  # fmt: skip
