"""Near-duplicates beside the peers: from a list of strings to clusters, shingling inside the clock, same shingles."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from benchmarks import corpus
from benchmarks.article_sets import article_pairs, look_alikes, versions_and_stubs
from benchmarks.harness import Report, installed
from textnorm import Matcher, find_duplicates, key, sketch

SLOTS = 128
Pairs = set[tuple[int, int]]


def word_shingles(text: str) -> set[str]:
    words = text.lower().split()
    return {" ".join(words[place : place + 3]) for place in range(max(len(words) - 2, 1))}


def character_shingles(text: str) -> set[str]:
    text = text.lower()
    return {text[place : place + 4] for place in range(max(len(text) - 3, 1))}


def verified(candidates: Iterable[tuple[int, int]], sets: list[set[str]]) -> Pairs:
    """The candidates whose true Jaccard similarity is 0.5 or more, as pairs with the smaller first."""
    return {
        (min(a, b), max(a, b)) for a, b in candidates if a != b and 2 * len(sets[a] & sets[b]) >= len(sets[a] | sets[b])
    }


def clusters_of(pairs: Pairs, count: int) -> list[int]:
    """Connected components, as every peer would join them."""
    root = list(range(count))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for a, b in pairs:
        root[find(b)] = find(a)
    return [find(node) for node in range(count)]


def by_rensa(texts: list[str], shingles: Callable[[str], set[str]]) -> Pairs:
    import rensa

    sets = [shingles(text) for text in texts]
    rows = rensa.RMinHash.from_token_sets(sets, SLOTS, 42)
    index = rensa.RMinHashLSH(0.5, SLOTS, 32)
    index.insert_many(rows)
    found = ((a, b) for a, row in enumerate(index.query_all(rows)) for b in row if b > a)
    return verified(found, sets)


def by_fastsketch(texts: list[str], shingles: Callable[[str], set[str]]) -> Pairs:
    import FastSketchLSH

    sets = [shingles(text) for text in texts]
    rows = FastSketchLSH.FastSimilaritySketch(SLOTS, 42).batch([list(row) for row in sets])
    index = FastSketchLSH.LSH(SLOTS, 32)
    index.insert(rows)
    found = ((a, b) for a, row in enumerate(index.query(rows)) for b in row if b > a)
    return verified(found, sets)


def by_datasketch(texts: list[str], shingles: Callable[[str], set[str]]) -> Pairs:
    from datasketch import MinHash, MinHashLSH

    sets = [shingles(text) for text in texts]
    rows = MinHash.bulk([[shingle.encode() for shingle in row] for row in sets], num_perm=SLOTS)
    index = MinHashLSH(num_perm=SLOTS, params=(42, 3))
    with index.insertion_session() as session:
        for place, row in enumerate(rows):
            session.insert(place, row)
    found = ((a, b) for a, row in enumerate(rows) for b in index.query(row) if b > a)
    return verified(found, sets)


def by_tfidf(texts: list[str], shingles: Callable[[str], set[str]]) -> Pairs:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    unit = (
        {"analyzer": "word", "ngram_range": (3, 3)}
        if shingles is word_shingles
        else {"analyzer": "char", "ngram_range": (4, 4)}
    )
    rows = TfidfVectorizer(**unit).fit_transform(texts)
    nearest = sp_matmul_topn(rows, rows.T.tocsr(), top_n=10, threshold=0.5, n_threads=2).tocoo()
    return {(int(a), int(b)) for a, b in zip(nearest.row, nearest.col, strict=True) if a < b}


def by_text_dedup(texts: list[str], shingles: Callable[[str], set[str]]) -> Pairs:
    """Its MinHash recipe as its script runs it: bands by its own choice, and clusters that nobody verifies.

    It has word n-grams only; for characters it does not run.
    """
    import os

    os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
    from text_dedup.minhash import embed_func
    from text_dedup.utils import optimal_param, xxh3_32hash

    bands, rows = optimal_param(0.5, SLOTS, false_positive_weight=0.5, false_negative_weight=0.5)
    prime, most = np.uint64((1 << 61) - 1), np.uint32((1 << 32) - 1)
    draw = np.random.RandomState(42)
    factors = draw.randint(1, prime, size=SLOTS, dtype=np.uint64), draw.randint(0, prime, size=SLOTS, dtype=np.uint64)
    tables: list[dict[bytes, list[int]]] = [{} for _ in range(bands)]
    for place, text in enumerate(texts):
        signature = embed_func(
            text, place, num_perm=SLOTS, ngram_size=3, min_length=0, permutations=factors, hash_func=xxh3_32hash,
            hashranges=[(band * rows, (band + 1) * rows) for band in range(bands)],
            dtype=np.uint64, max_hash=most, modulo_prime=prime,
        )["__signatures__"]  # fmt: skip
        for table, part in zip(tables, signature, strict=True):
            table.setdefault(part, []).append(place)
    return {(row[0], other) for table in tables for row in table.values() for other in row[1:]}


def by_rapidfuzz(texts: list[str], shingles: Callable[[str], set[str]]) -> Pairs:
    """Each text with each, by the share of characters that stay; quadratic, so for a few thousand short texts."""
    from rapidfuzz import fuzz, process

    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=75, dtype=np.uint8, workers=2)
    left, right = np.nonzero(np.triu(scores, 1))
    return set(zip(left.tolist(), right.tolist(), strict=True))


PEERS: dict[str, Callable[[list[str], Callable[[str], set[str]]], Pairs]] = {
    "rensa": by_rensa,
    "fastsketchlsh": by_fastsketch,
    "datasketch": by_datasketch,
    "sparse-dot-topn": by_tfidf,
    "text-dedup": by_text_dedup,
    "rapidfuzz": by_rapidfuzz,
}
#: RapidFuzz compares each with each.
_FEW = 5_000


def with_copies(texts: list[str], share: float, seed: int) -> list[str]:
    """``texts`` and copies of a share of them with up to a fifth of their words changed."""
    draw = random.Random(seed)
    copies = []
    for text in draw.sample(texts, int(share * len(texts))):
        words = text.split()
        for _ in range(int(draw.uniform(0, 0.2) * len(words))):
            words[draw.randrange(len(words))] = draw.choice(words)
        copies.append(" ".join(words))
    return texts + copies


def race(report: Report, title: str, texts: list[str], matcher: Matcher, shingles: Callable[[str], set[str]]) -> None:
    """Time ours and every peer on ``texts``; truth is what any of them found and exact sets confirm."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    sets = [shingles(text) for text in texts]
    results: dict[str, tuple[float, Pairs]] = {}
    find_duplicates(texts[:100], matcher)
    seconds = report.best_seconds(lambda: find_duplicates(texts, matcher))
    found = find_duplicates(texts, matcher)
    results["textnorm"] = seconds, {(a, b) for a, b in found.pairs.tolist()}
    for name, peer in PEERS.items():
        short = shingles is character_shingles
        if installed(name) is None or (name == "text-dedup" and short):
            continue
        if name == "rapidfuzz" and not (short and len(texts) <= _FEW):
            continue
        start = time.perf_counter()
        try:
            pairs = peer(texts, shingles)
        except ImportError as missing:  # a peer that is there without all that it needs
            report.print(f"{name} cannot be loaded: {missing}")
            continue
        clusters_of(pairs, len(texts))
        results[name] = time.perf_counter() - start, pairs
    truth = verified(set().union(*(pairs for _, pairs in results.values())), sets)
    best = min(seconds for name, (seconds, _) in results.items() if name != "textnorm")
    rows = []
    for name, (seconds, pairs) in results.items():
        good = len(pairs & truth)
        rows.append(
            [
                name,
                f"{seconds:.2f}",
                f"{size / seconds:.0f}",
                f"{best / seconds:.1f}×" if name == "textnorm" else "",
                f"{good / max(len(truth), 1):.3f}",
                f"{good / max(len(pairs), 1):.3f}",
            ]
        )
    report.table(
        f"{title}: {len(texts):,} texts, {size:.0f} MB, {len(truth):,} true pairs",
        ["library", "seconds", "MB/s", "best peer", "recall", "precision"],
        rows,
    )


def sketch_error(report: Report) -> None:
    """Root mean square error of estimated Jaccard at headline length, beside MinHash at equal K."""
    lines = corpus.headlines(report)[: report.size(2_000, 200, 50)]
    draw = random.Random(report.seed)
    changed = []
    for line in lines:
        words = line.split()
        for _ in range(draw.randint(0, len(words) // 2)):
            words[draw.randrange(len(words))] = draw.choice(draw.choice(lines).split())
        changed.append(" ".join(words))
    pairs = [(character_shingles(key(a)), character_shingles(key(b))) for a, b in zip(lines, changed, strict=True)]
    true = np.array([len(a & b) / max(len(a | b), 1) for a, b in pairs])
    matcher = Matcher(unit="char", n=4)
    ours = sketch(lines, matcher).jaccard(sketch(changed, matcher))
    rows: list[list[Any]] = [["textnorm", f"{np.sqrt(np.mean((ours - true) ** 2)):.4f}"]]
    if installed("datasketch"):
        from datasketch import MinHash

        hashed = [
            MinHash.bulk([[shingle.encode() for shingle in row] for row in side], num_perm=SLOTS)
            for side in zip(*pairs, strict=True)
        ]
        theirs = np.array([a.jaccard(b) for a, b in zip(*hashed, strict=True)])
        rows.append(["datasketch", f"{np.sqrt(np.mean((theirs - true) ** 2)):.4f}"])
    report.table(f"Sketch error at headline length, K = {SLOTS}", ["library", "RMS error of Jaccard"], rows)


def article_quality(report: Report) -> None:
    """What `Matcher.articles()` finds of each kind, and what it joins wrongly. A reused text may be found as reuse."""
    sentences = [line for line in corpus.sentences(report) if len(line) > 40]
    rows = []
    for threshold in (0.4, 0.5, 0.6, 0.7):
        texts, pairs = article_pairs(sentences, each=report.size(200, 60, 3), seed=report.seed)
        found = find_duplicates(texts, Matcher.articles(threshold=threshold))
        joined = {(a, b) for a, b in found.pairs.tolist()}
        reported = joined | {(a, b) for a, b in found.reuse.tolist()}
        kinds = sorted(set(pairs.values()))
        recall = {
            kind: [pair in (reported if kind == "reused" else joined) for pair, other in pairs.items() if other == kind]
            for kind in kinds
        }
        rows.append(
            [
                threshold,
                *(f"{np.mean(recall[kind]):.3f}" for kind in kinds),
                f"{len(joined & set(pairs)) / max(len(joined), 1):.3f}",
                len(joined - set(pairs)),
            ]
        )
    report.table(
        f"Matcher.articles() on {len(texts):,} made-up articles: recall by kind, precision over all",
        ["threshold", *kinds, "precision", "joined wrongly"],
        rows,
    )


def wrongly_dropped(report: Report) -> None:
    """How many of different texts are dropped that share a shell, a passage or a template, each set searched alone."""
    sentences = [line for line in corpus.sentences(report) if len(line) > 40]
    texts, dropped = Counter[str](), Counter[str]()
    for kind, different in look_alikes(sentences, seed=report.seed):
        texts[kind] += len(different)
        dropped[kind] += len(find_duplicates(different, Matcher.articles()).dropped)
    rows = [[kind, count, dropped[kind]] for kind, count in texts.items()]
    report.table("Matcher.articles() on different texts that share words", ["set", "texts", "dropped"], rows)


def versions_or_stubs(report: Report) -> None:
    """How many texts of a set are dropped: all but one of the versions of a text should be, and no stub in a shell."""
    sentences = [line for line in corpus.sentences(report) if len(line) > 40]
    sets, may_go, gone, expected = Counter[str](), Counter[str](), Counter[str](), {}
    for kind, one, texts in versions_and_stubs(sentences, each=report.size(20, 5, 1), seed=report.seed):
        expected[kind] = "all" if one else "none"
        sets[kind] += 1
        may_go[kind] += len(texts) - 1
        gone[kind] += len(find_duplicates(texts, Matcher.articles()).dropped)
    rows = [[kind, sets[kind], may_go[kind], expected[kind], gone[kind]] for kind in sets]
    columns = ["kind", "sets", "texts but the first", "to be dropped", "dropped"]
    report.table("Matcher.articles() on versions of a text and stubs in a shell", columns, rows)


def growth(report: Report) -> None:
    """Time for ten times as many texts."""
    small = report.size(10_000, 2_000, 20)
    texts = with_copies(random_articles(10 * small, report.seed), 0.1, report.seed)
    rows = []
    for count in (small, 10 * small):
        part = texts[:count]
        seconds = report.best_seconds(lambda part=part: find_duplicates(part, Matcher()), repeat=2)  # type: ignore[misc]
        rows.append([f"{count:,}", f"{seconds:.2f}", f"{sum(map(len, part)) / 1e6 / seconds:.0f}"])
    report.table("Growth, plain matcher", ["articles", "seconds", "M characters/s"], rows)


def with_typos(text: str, count: int, draw: random.Random) -> str:
    """``text`` with letters changed or inserted in ``count`` of its words."""
    words = text.split()
    for _ in range(count):
        place = draw.randrange(len(words))
        letter = draw.randrange(len(words[place]))
        words[place] = words[place][:letter] + draw.choice("aeinrst") + words[place][letter + draw.randrange(2) :]
    return " ".join(words)


def crowds(report: Report) -> None:
    """Crowds of near copies: how many stay (one should), and how many pairs a text has."""
    draw = random.Random(report.seed)
    text = " ".join(draw.sample(corpus.sentences(report), 8))
    count = report.size(20_000, 2_000, 200)
    sets = {
        "300 copies with one typo": [with_typos(text, 1, draw) for _ in range(300)],
        f"{count:,} copies with up to five typos": [with_typos(text, draw.randint(1, 5), draw) for _ in range(count)],
        f"100 variants, {count // 100} copies each": [with_typos(text, 5, draw) for _ in range(100)] * (count // 100),
    }
    rows = []
    for name, texts in sets.items():
        for kind, matcher in (("plain", Matcher()), ("articles", Matcher.articles())):
            start = time.process_time()
            found = find_duplicates(texts, matcher)
            seconds = time.process_time() - start
            rows.append([name, kind, len(found.kept), f"{len(found.table) / len(texts):.1f}", f"{seconds:.2f}"])
    report.table("Crowds", ["set", "matcher", "stay", "pairs a text", "processor seconds"], rows)


def judgement(report: Report) -> None:
    """Speed of the full judgement on articles of recombined sentences, a tenth of them copies, beside plain Jaccard."""
    texts = with_copies(corpus.articles(report, count=report.size(10_000, 1_000, 30)), 0.1, report.seed)
    size = sum(len(text.encode()) for text in texts) / 1e6
    rows = []
    for kind, matcher in (
        ("plain", Matcher()),
        ("articles", Matcher.articles()),
        ("articles, no repair", Matcher.articles(repair=False)),
    ):
        find_duplicates(texts[:100], matcher)
        start = time.process_time()
        found = find_duplicates(texts, matcher)
        seconds = time.process_time() - start
        rows.append([kind, f"{seconds:.2f}", f"{size / seconds:.0f}", len(found.dropped)])
    report.table(
        f"Full judgement: {len(texts):,} articles, {size:.0f} MB",
        ["matcher", "processor seconds", "MB/s", "dropped"],
        rows,
    )


def random_articles(count: int, seed: int, words: int = 400) -> list[str]:
    """Articles of random words: no two share more than chance phrases, as strangers do."""
    draw = np.random.default_rng(seed)
    letters = np.array(list("aäbcdefghijklmnoöprsßtuüvwz"))
    lengths = draw.integers(2, 12, size=20_000)
    vocabulary = ["".join(draw.choice(letters, size=length)) for length in lengths.tolist()]
    frequency = 1 / np.arange(1, len(vocabulary) + 1)
    chosen = draw.choice(len(vocabulary), size=(count, words), p=frequency / frequency.sum())
    return [" ".join(vocabulary[word] for word in row) for row in chosen.tolist()]


def run(report: Report) -> None:
    count = report.size(10_000, 1_000, 30)
    race(
        report,
        "Articles, word 3-grams, Jaccard 0.5",
        with_copies([key(text) for text in random_articles(count, report.seed)], 0.1, report.seed),
        Matcher(),
        word_shingles,
    )
    race(
        report,
        "Articles of real sentences, word 3-grams, Jaccard 0.5",
        with_copies([key(text) for text in corpus.articles(report, count=count // 2)], 0.1, report.seed),
        Matcher(),
        word_shingles,
    )
    few = corpus.headlines(report)[: report.size(4_000, 1_000, 50)]
    race(
        report,
        "Few headlines, character 4-grams, Jaccard 0.5",
        with_copies([key(line) for line in few], 0.1, report.seed),
        Matcher(unit="char", n=4),
        character_shingles,
    )
    race(
        report,
        "Headlines, character 4-grams, Jaccard 0.5",
        with_copies([key(line) for line in corpus.headlines(report)], 0.1, report.seed),
        Matcher(unit="char", n=4),
        character_shingles,
    )
    sketch_error(report)
    article_quality(report)
    wrongly_dropped(report)
    versions_or_stubs(report)
    judgement(report)
    crowds(report)
    growth(report)
