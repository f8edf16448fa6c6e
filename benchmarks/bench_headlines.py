"""Headlines: quality and speed beside RapidFuzz, TF-IDF, datasketch and rensa, on pairs made from real headlines.

Three sets: titles with their URL slugs against the most similar slug of another article; realistic damage against small
edits that change the news; and the whole corpus, where articles with one slug in two outlets are known to be the same.
Peers get the threshold that is best on the very set; textnorm gets its default.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from benchmarks.corpus import headlines
from benchmarks.harness import Report, installed, peak_memory_mb
from textnorm import Matcher, compare, find_duplicates, warm_up

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

Labelled = list[tuple[str, str, bool]]
MATCHER = Matcher.headlines()
# Weeks that were never used for fitting: the last of every four.
UNREAD = range(21, 28)


def _rows(report: Report) -> list[dict[str, Any]]:
    """Rows with title, and slug, outlet and date where given; of dated rows only those kept for measuring."""
    if report.data is None:
        return [{"title": title} for title in headlines(report)]
    rows = [
        json.loads(line)
        for path in sorted(report.data.glob("headlines*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [row for row in rows if "date" not in row or date.fromisoformat(row["date"]).toordinal() % 28 in UNREAD]


def _slug_pairs(rows: Sequence[dict[str, Any]]) -> Labelled:
    from rapidfuzz import process

    spelled = [row for row in rows if row.get("slug") and row.get("outlet") in ("Handelsblatt", "Wirtschaftswoche")]
    spelled = spelled[:1000]
    slugs = sorted({row["slug"] for row in spelled})
    pairs: Labelled = [(row["title"], row["slug"], True) for row in spelled]
    for row in spelled:
        for slug, likeness, _ in process.extract(row["slug"], slugs, limit=2):
            if slug != row["slug"] and likeness < 90:
                pairs.append((row["title"], slug, False))
    return pairs


def _edited_pairs(rows: Sequence[dict[str, Any]], draw: random.Random) -> Labelled:
    from headline_pairs import damaged, trapped, vocabulary

    titles = [row["title"] for row in rows if 25 < len(row["title"]) < 120]
    draw.shuffle(titles)
    nouns, verbs = vocabulary(titles)
    pairs: Labelled = [(title, damaged(title, draw), True) for title in titles[:800]]
    edited = ((title, trapped(title, draw, nouns, verbs)) for title in titles[800:1600])
    return pairs + [(title, other, False) for title, other in edited if other != title]


def _f1(called: np.ndarray, same: np.ndarray) -> float:
    return float(2 * (called & same).sum() / max(called.sum() + same.sum(), 1))


def _methods(texts: list[str]) -> dict[str, Callable[[str, str], float]]:
    from rapidfuzz import fuzz

    methods: dict[str, Callable[[str, str], float]] = {
        "RapidFuzz ratio": lambda a, b: fuzz.ratio(a.lower(), b.lower()) / 100,
        "RapidFuzz token_set_ratio": lambda a, b: fuzz.token_set_ratio(a.lower(), b.lower()) / 100,
        "RapidFuzz WRatio": lambda a, b: fuzz.WRatio(a.lower(), b.lower()) / 100,
    }
    if installed("scikit-learn"):
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit(texts)
        rows = dict(zip(texts, vectorizer.transform(texts), strict=True))
        methods["TF-IDF of characters, cosine"] = lambda a, b: float((rows[a] @ rows[b].T)[0, 0])

    def shingles(text: str) -> list[str]:
        text = text.lower()
        return [text[place : place + 3] for place in range(max(1, len(text) - 2))]

    if installed("datasketch"):
        from datasketch import MinHash

        def sketch(text: str) -> Any:
            made = MinHash(num_perm=128, seed=1)
            made.update_batch([shingle.encode() for shingle in shingles(text)])
            return made

        sketches = {text: sketch(text) for text in set(texts)}
        methods["datasketch, 3-grams"] = lambda a, b: float(sketches[a].jaccard(sketches[b]))
    if installed("rensa"):
        from rensa import RMinHash

        def rough(text: str) -> Any:
            made = RMinHash(num_perm=128, seed=1)
            made.update(shingles(text))
            return made

        roughs = {text: rough(text) for text in set(texts)}
        methods["rensa, 3-grams"] = lambda a, b: float(roughs[a].jaccard(roughs[b]))
    return methods


def _quality(report: Report, title: str, pairs: Labelled) -> None:
    same = np.array([pair[2] for pair in pairs], dtype=bool)
    if not same.any() or same.all():
        return
    rows = []
    warm_up()  # as a service does; else the first pairs are measured in Python, until kernels have paid for themselves
    start = process_time()  # of this process alone: the machine may be busy
    ours = [compare(a, b, matcher=MATCHER) for a, b, _ in pairs]
    spent = (process_time() - start) / len(pairs)
    scores = {"textnorm": np.array([pair.score for pair in ours])}
    times = {"textnorm": spent}
    for name, score_of in _methods([text for a, b, _ in pairs for text in (a, b)]).items():
        start = process_time()
        scores[name] = np.array([score_of(a, b) for a, b, _ in pairs])
        times[name] = (process_time() - start) / len(pairs)
    for name, score in scores.items():
        best = max(_f1(score >= cut, same) for cut in np.linspace(0.01, 0.99, 99))
        default = f"{_f1(np.array([pair.same for pair in ours], dtype=bool), same):.3f}" if name == "textnorm" else ""
        threshold = np.sort(score[~same])[::-1][int(0.05 * (~same).sum())]
        recall = (score[same] > threshold).mean()
        rows.append([name, default, f"{best:.3f}", f"{recall:.3f}", f"{1e6 * times[name]:.0f}"])
    columns = ["method", "F1, default", "F1, best threshold", "recall at 5 % false", "µs a pair"]
    report.table(f"{title}: {same.sum()} same, {(~same).sum()} different", columns, rows)


def _corpus(report: Report, rows: Sequence[dict[str, Any]]) -> None:
    titles = [row["title"] for row in rows]
    start = perf_counter()
    found = find_duplicates(titles, MATCHER)
    seconds = perf_counter() - start
    start = perf_counter()
    for row in range(len(found.table)):
        found.table.explain(row)
    explained = perf_counter() - start
    by_slug: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        if row.get("slug") and row.get("outlet") in ("Handelsblatt", "Wirtschaftswoche"):
            by_slug.setdefault(row["slug"], []).append(place)
    known = [(a, b) for places in by_slug.values() for a in places for b in places if a < b]
    met = sum(found.labels[a] == found.labels[b] for a, b in known)
    report.table(
        "The whole corpus",
        [
            "headlines",
            "seconds",
            "reasons for every pair, seconds",
            "copies",
            "same article in two outlets",
            "of them found",
        ],
        [[len(titles), f"{seconds:.2f}", f"{explained:.2f}", len(found.dropped), len(known), met]],
    )


def _growth(report: Report) -> None:
    """Time for more and more headlines: the real ones, then recombined by halves, which gives many close pairs."""
    titles = headlines(report)
    find_duplicates(titles[:100], MATCHER)
    draw = random.Random(report.seed)
    lines = []
    for count in (report.size(10_000, 1_000, 50), report.size(20_000, 2_000, 100), report.size(300_000, 10_000, 200)):
        texts = titles[:count]
        while len(texts) < count:
            first, second = draw.choice(titles).split(), draw.choice(titles).split()
            texts.append(" ".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :]))
        start = perf_counter()
        found = find_duplicates(texts, MATCHER)
        seconds = perf_counter() - start
        lines.append([f"{count:,}", f"{seconds:.1f}", f"{len(found.table):,}", f"{peak_memory_mb():.0f} MB"])
    report.table("More and more headlines", ["headlines", "seconds", "pairs near the threshold", "peak memory"], lines)


def run(report: Report) -> None:
    rows = _rows(report)
    _growth(report)
    draw = random.Random(report.seed)
    rows = rows[: report.size(len(rows), 1_500, 60)]
    _quality(report, "Title against URL slug", _slug_pairs(rows))
    _quality(report, "Damage against small edits", _edited_pairs(rows, draw))
    _corpus(report, rows)
