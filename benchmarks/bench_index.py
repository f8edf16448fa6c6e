"""The index of seen headlines: time of checks and additions, size, memory, agreement; beside datasketch and rensa.

Each size runs in a process of its own, so that its memory is its own; headlines are made in another. They are those of
the corpus with most of their words replaced by others of the corpus, by their frequency, and with new compounds, so
that the vocabulary grows as it does in news; one in twenty is an edited copy of an earlier one.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpus import headlines
from benchmarks.harness import Report, installed, peak_memory_mb
from textnorm import Matcher, find_duplicates, open_index

_CHECKS = 2_000
_AGREED = 1_500


def made_headlines(titles: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """``count`` headlines with the words of ``titles``."""
    draw = random.Random(seed)
    split = [title.split() for title in titles]
    nouns = [word for words in split for word in words if word[:1].isupper() and word.isalpha()]
    others = [word for words in split for word in words if word[:1].islower() and len(word) > 4]
    recent: list[str] = []
    for number in range(count):
        if number % 20 == 19:
            words = draw.choice(recent).split()
            place = draw.randrange(len(words))
            words[place : place + 1] = (
                [] if len(words) > 5 and draw.random() < 0.5 else [words[place], draw.choice(others)]
            )
            yield " ".join(words)
            continue
        words = list(draw.choice(split))
        for place, word in enumerate(words):
            if draw.random() < 0.25:
                continue
            if word[:1].isdigit() and word.isdigit():
                words[place] = str(draw.randrange(2, 10 ** min(len(word), 6)))
            elif word[:1].isupper() and word.isalpha():
                words[place] = draw.choice(nouns)
                if draw.random() < 0.08:
                    words[place] += draw.choice(nouns).lower()
            elif len(word) > 4 and word.isalpha():
                words[place] = draw.choice(others)
        made = " ".join(words)
        if len(recent) < 50_000:
            recent.append(made)
        else:
            recent[draw.randrange(50_000)] = made
        yield made


def _made_elsewhere(source: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """``made_headlines`` of a ``source`` by another process: what making them takes is not what the index takes."""
    command = [sys.executable, "-m", "benchmarks.bench_index", "made", str(count), *source, str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as maker:
        for line in maker.stdout or ():
            yield json.loads(line)


def _percentiles(seconds: list[float]) -> tuple[float, float]:
    ordered = sorted(seconds)
    return 1e3 * statistics.median(ordered), 1e3 * ordered[int(0.99 * len(ordered))]


def measure_index(source: Sequence[str], count: int, seed: int) -> dict[str, Any]:
    """All figures of an index of ``count`` headlines; processor time where work is measured.

    ``source`` is what this process was told of the corpus: the seed of its titles, and perhaps the folder with them.
    """
    found: dict[str, Any] = {"count": count}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seen.db"
        matcher = Matcher.headlines()
        index = open_index(path, matcher)
        portion: list[tuple[int, str]] = []
        spent = wall = 0.0
        for number, text in enumerate(_made_elsewhere(source, count, seed)):
            portion.append((number, text))
            if len(portion) == 32_768 or number == count - 1:
                start, begin = time.process_time(), time.perf_counter()
                index.add_many(portion)
                spent += time.process_time() - start
                wall += time.perf_counter() - begin
                portion = []
        found["add_many"], found["add_many_wall"] = count / spent, count / wall
        found["bytes"] = index.stats().bytes / count
        index.close()
        begin = time.perf_counter()
        index = open_index(path, matcher)
        found["open"] = time.perf_counter() - begin
        checks = min(_CHECKS, 5 * count)
        new = list(_made_elsewhere(source, 2 * checks, seed + 1))
        for text in new[: checks // 10]:
            index.check(text)
        seconds, processor = [], []
        for text in new[checks // 10 : checks]:
            begin, start = time.perf_counter(), time.process_time()
            index.check(text)
            seconds.append(time.perf_counter() - begin)
            processor.append(time.process_time() - start)
        found["check"], found["check_wall"] = _percentiles(processor), _percentiles(seconds)
        start, begin = time.process_time(), time.perf_counter()
        for number, text in enumerate(new[checks:]):
            index.check_or_add(f"new {number}", text)
        found["check_or_add"] = checks / (time.process_time() - start)
        found["check_or_add_wall"] = checks / (time.perf_counter() - begin)
        found["memory"] = peak_memory_mb()
        stats = index.stats()
        found["stats"] = {"runs": stats.runs, "cut": stats.cut, "capped": stats.capped, "checks": stats.checks}
        index.close()
    return found


def measure_agreement(titles: Sequence[str], count: int, seed: int) -> dict[str, Any]:
    """How many pairs of ``find_duplicates`` the index finds as well, and the other way round."""
    texts = list(dict.fromkeys(made_headlines(titles, count, seed)))
    matcher = Matcher.headlines()
    index = open_index(":memory:", matcher)
    index.add_many(enumerate(texts))
    start = time.process_time()
    searched = find_duplicates(texts, matcher)
    spent = time.process_time() - start
    partners: dict[int, set[int]] = {}
    for left, right in searched.pairs.tolist():
        partners.setdefault(left, set()).add(right)
        partners.setdefault(right, set()).add(left)
    draw = random.Random(seed)
    asked = draw.sample(sorted(partners), min(len(partners), _AGREED)) + draw.sample(
        range(len(texts)), min(len(texts), _AGREED)
    )
    both = only_batch = only_index = verdicts = 0
    for place in asked:
        mine = {match.id for match in index.check(texts[place])} - {place}
        theirs = partners.get(place, set())
        both += len(mine & theirs)
        only_batch += len(theirs - mine)
        only_index += len(mine - theirs)
        verdicts += bool(mine) == bool(theirs)
    return {
        "count": len(texts), "found": both / max(1, both + only_batch), "more": only_index / max(1, both + only_index),
        "verdicts": verdicts / len(asked), "batch": spent, "pairs": both + only_batch,
    }  # fmt: skip


def measure_peer(titles: Sequence[str], peer: str, count: int, seed: int) -> dict[str, Any]:
    """An index in memory by MinHash over character trigrams: no verification, no payload, nothing on disk."""
    start_memory = peak_memory_mb()
    texts = list(made_headlines(titles, count, seed))
    shingled = [[text[at : at + 3] for at in range(max(1, len(text) - 2))] for text in texts[:count]]
    new = [
        [text[at : at + 3] for at in range(max(1, len(text) - 2))] for text in made_headlines(titles, _CHECKS, seed + 1)
    ]
    begun = peak_memory_mb()
    start = time.process_time()
    if peer == "datasketch":
        from datasketch import MinHash, MinHashLSH

        def sketch(shingles: list[str]) -> Any:
            made = MinHash(num_perm=64)
            made.update_batch([shingle.encode() for shingle in shingles])
            return made

        lsh = MinHashLSH(threshold=0.5, num_perm=64)
        for number, shingles in enumerate(shingled):
            lsh.insert(number, sketch(shingles))
        spent = time.process_time() - start
        query = lsh.query
    else:
        from rensa import RMinHash, RMinHashLSH

        def sketch(shingles: list[str]) -> Any:
            made = RMinHash(num_perm=64, seed=1)
            made.update(shingles)
            return made

        lsh = RMinHashLSH(threshold=0.5, num_perm=64, num_bands=16)
        for number, shingles in enumerate(shingled):
            lsh.insert(number, sketch(shingles))
        spent = time.process_time() - start
        query = lsh.query
    seconds = []
    for shingles in new:
        start = time.process_time()
        query(sketch(shingles))
        seconds.append(time.process_time() - start)
    return {
        "count": count, "add_many": count / spent, "check": _percentiles(seconds), "memory": peak_memory_mb() - begun,
        "texts": begun - start_memory,
    }  # fmt: skip


def _in_process(report: Report, what: str, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.bench_index", what, str(count), str(report.seed)]
    command += [str(report.data)] if report.data else []
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def run(report: Report) -> None:
    counts = (report.size(100_000, 2_000, 60), report.size(1_000_000, 10_000, 120))
    rows = []
    for count in counts:
        found = _in_process(report, "index", count)
        rows.append([
            f"textnorm, {count:,}", "{:.2f} / {:.2f}".format(*found["check"]), f"{found['check_or_add']:,.0f}",
            f"{found['add_many']:,.0f}", f"{found['memory']:.0f} MB", f"{found['bytes']:.0f}", f"{found['open']:.2f}",
        ])  # fmt: skip
    for peer in ("rensa", "datasketch"):
        if installed(peer):
            found = _in_process(report, peer, counts[0])
            rows.append([
                f"{peer}, {counts[0]:,}", "{:.2f} / {:.2f}".format(*found["check"]), "-", f"{found['add_many']:,.0f}",
                f"{found['memory']:.0f} MB", "-", "-",
            ])  # fmt: skip
    columns = [
        "index of headlines",
        "check, median / 99 %, ms",
        "check_or_add, 1/s",
        "added, 1/s",
        "memory",
        "bytes each",
        "open, s",
    ]
    report.table("Seen before", columns, rows)
    found = _in_process(report, "agreement", counts[0])
    columns = ["headlines", "pairs of find_duplicates found", "pairs of the index alone", "same verdict"]
    row = [f"{found['count']:,}", f"{found['found']:.4f}", f"{found['more']:.4f}", f"{found['verdicts']:.4f}"]
    report.table("Agreement with find_duplicates", columns, [row])


def _main(chosen: str, size: int, seed: int, rest: Sequence[str]) -> None:
    if chosen == "index":
        print(json.dumps(measure_index([str(seed), *rest], size, seed)))
        return
    data, told = (Path(rest[0]), rest[1:]) if rest and Path(rest[0]).is_dir() else (None, rest)
    titles = headlines(Report(seed=seed, data=data))
    if chosen == "made":
        for text in made_headlines(titles, size, int(told[0])):
            print(json.dumps(text))
    elif chosen == "agreement":
        print(json.dumps(measure_agreement(titles, size, seed)))
    else:
        print(json.dumps(measure_peer(titles, chosen, size, seed)))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
