"""A process of its own for Spark: ``python -m tests.adapters.engines.spark_job MASTER FOLDER``; prints a line of JSON.

Every result of Spark is compared with that of one machine, row for row.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

import textnorm.adapters.engines.on_spark.articles as article_stages
import textnorm.adapters.engines.on_spark.common as common_stages
import textnorm.adapters.engines.on_spark.headlines as headline_stages
import textnorm.spark
from tests.match.test_partition import corpus
from tests.match.test_partition_headlines import headlines
from textnorm import BadRecord, Matcher, RecipeMismatch, UnknownOption, find_duplicates


def session(master: str) -> SparkSession:
    options = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "3",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "20",
        "spark.ui.showConsoleProgress": "false",
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(sys.path),
    }
    if master.startswith("local-cluster"):
        options["spark.python.daemon.module"] = "textnorm.adapters.engines.on_spark.daemon"
    builder = SparkSession.builder.master(master)
    for name, value in options.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("FATAL")
    return made


def frame(spark: SparkSession, texts: list[str], parts: int, first: int = 0) -> Any:
    rows = [(first + place, text or None) for place, text in enumerate(texts)]
    random.Random(parts).shuffle(rows)
    return spark.createDataFrame(rows, "id long, text string").repartition(parts)


def same_rows(found: Any, texts: list[str], matcher: Matcher, **known: Any) -> bool:
    local = find_duplicates(texts, matcher, **known)
    rows = {row.id: row for row in found.clusters.collect()}
    listed = found.pairs.where("not reuse").select("left", "right", "score").collect()
    pairs = sorted((row.left, row.right, row.score) for row in listed)
    reuse = sorted([row.left, row.right] for row in found.pairs.where("reuse").collect())
    return (
        [rows[place].cluster for place in range(len(texts))] == local.labels.tolist()
        and [place for place in range(len(texts)) if rows[place].kept] == local.kept.tolist()
        and all(tuple(rows[place].why) == local.why(place).reasons for place in range(len(texts)))
        and pairs == [(*pair, score) for pair, score in zip(local.pairs.tolist(), local.scores.tolist(), strict=True)]
        and reuse == local.reuse.tolist()
    )


def same_archive(found: Any, texts: list[str], archive: list[str], matcher: Matcher) -> bool:
    local = find_duplicates(texts, matcher, against=archive, within_batch=False)
    rows = {row.id: row for row in found.clusters.collect()}
    labels = [-1 if rows[1000 + place].cluster is None else rows[1000 + place].cluster for place in range(len(texts))]
    return labels == local.labels.tolist()


def same_batch(found: Any, texts: list[str], archive: list[str], matcher: Matcher) -> bool:
    """Whether texts are kept and explained as on one machine, where new ones are compared with one another as well."""
    local = find_duplicates(texts, matcher, against=archive)
    rows = {row.id - 1000: row for row in found.clusters.collect()}
    own = {row.id - 1000: row for row in found.batch.clusters.collect()}
    pairs = sorted((row.left - 1000, row.right - 1000) for row in found.batch.pairs.where("not reuse").collect())
    every, batch = range(len(texts)), local.batch
    return (
        batch is not None
        and [at for at in every if rows[at].kept] == local.kept.tolist()
        and all(tuple(rows[at].why) == local.why(at).reasons for at in every)
        and [own[at].cluster - 1000 for at in every] == batch.labels.tolist()
        and [tuple(own[at].why) for at in every] == [batch.why(at).reasons for at in every]
        and pairs == list(map(tuple, batch.pairs.tolist()))
    )


def with_columns(spark: SparkSession, texts: list[str], **columns: list[Any]) -> Any:
    rows = [(place, text, *more) for place, (text, *more) in enumerate(zip(texts, *columns.values(), strict=True))]
    random.Random(1).shuffle(rows)
    names = "".join(f", {name} {'double' if name == 'priority' else 'string'}" for name in columns)
    return spark.createDataFrame(rows, f"id long, text string{names}").repartition(3)


def refused(call: Any, error: type[Exception], word: str) -> bool:
    try:
        call()
    except error as raised:
        return word in str(raised)
    return False


def on_one_machine(spark: SparkSession, folder: str) -> dict[str, bool]:
    texts, archive = corpus(45, random.Random(9)), corpus(20, random.Random(10))
    texts += archive[:5]
    rows = frame(spark, texts, 4)
    articles = Matcher.articles()
    checks = {}
    found = textnorm.spark.find_duplicates(rows, matcher=articles, checkpoint=f"{folder}/articles")
    checks["articles"] = same_rows(found, texts, articles)
    # Pairs whose meetings weigh enough by themselves, and others that are weighed beside all that their nodes have.
    many = corpus(70, random.Random(12), crowd=150)
    found = textnorm.spark.find_duplicates(frame(spark, many, 3), matcher=articles)
    checks["articles, and a crowd"] = same_rows(found, many, articles)
    # A stage that was not completed is run again; those that were are read.
    (Path(folder) / "articles/found/_SUCCESS").unlink()
    before = {path.name: path.stat().st_mtime_ns for path in (Path(folder) / "articles/sketches").iterdir()}
    again = textnorm.spark.find_duplicates(frame(spark, texts, 2), matcher=articles, checkpoint=f"{folder}/articles")
    checks["resumed"] = same_rows(again, texts, articles)
    after = {path.name: path.stat().st_mtime_ns for path in (Path(folder) / "articles/sketches").iterdir()}
    checks["stages are read again"] = before == after
    checks["other settings are refused"] = refused(
        lambda: textnorm.spark.find_duplicates(rows, matcher=Matcher(), checkpoint=f"{folder}/articles"),
        RecipeMismatch, "checkpoint",
    )  # fmt: skip
    plain = Matcher(keep="first")
    checks["plain, against an archive"] = same_archive(
        textnorm.spark.find_duplicates(
            frame(spark, texts, 2, 1000), matcher=plain, against=frame(spark, archive, 3), within_batch=False
        ), texts, archive, plain,
    )  # fmt: skip
    found = textnorm.spark.find_duplicates(frame(spark, texts, 2, 1000), articles, against=frame(spark, archive, 3))
    checks["articles, against an archive, and one another"] = same_batch(found, texts, archive, articles)
    for seed in range(3):  # a text is near one in the archive and one that the archive does not have
        draw = random.Random(seed)
        every = draw.sample(corpus(60, draw), 60)
        own, old = frame(spark, every[25:], 1 + seed, 1000), frame(spark, every[:25], 2)
        matcher = [Matcher.articles(threshold=0.3), Matcher(clusters="connected"), Matcher.headlines()][seed]
        folder_of = f"{folder}/batch-{seed}" if seed else None
        found = textnorm.spark.find_duplicates(own, matcher, against=old, checkpoint=folder_of)
        checks[f"new texts and one another, {seed}"] = same_batch(found, every[25:], every[:25], matcher)
    draw = random.Random(3)
    dates = [draw.choice([None, f"2024-07-{draw.randrange(10, 31)}"]) for _ in texts]
    ranks = [draw.choice([None, float(draw.randrange(4))]) for _ in texts]
    known = with_columns(spark, texts, published=dates, priority=ranks)
    early, high = Matcher.articles(keep="earliest"), Matcher.articles(keep="priority")
    found = textnorm.spark.find_duplicates(known, early, time="published")
    checks["the earliest is kept"] = same_rows(found, texts, early, times=dates)
    found = textnorm.spark.find_duplicates(known, high, priority="priority")
    checks["that of the highest priority is kept"] = same_rows(found, texts, high, priority=ranks)
    left = textnorm.spark.drop_duplicates(rows, matcher=articles, checkpoint=f"{folder}/articles")
    checks["dropped"] = sorted(row.id for row in left.collect()) == find_duplicates(texts, articles).kept.tolist()
    twice = rows.unionByName(rows)
    checks["ids that come twice"] = refused(lambda: textnorm.spark.find_duplicates(twice), BadRecord, "unique")
    checks["a missing column"] = refused(lambda: textnorm.spark.find_duplicates(rows, column="body"), BadRecord, "body")
    checks["names are refused"] = refused(
        lambda: textnorm.spark.find_duplicates(rows, matcher=Matcher.names()), UnknownOption, "name"
    )
    checks |= with_headlines(spark, folder)
    # A corpus too large for one task at every step, and components too large for one.
    common_stages.SMALL, common_stages.AT_ONCE, article_stages.PAIRS, article_stages.WHOLE = 3, 2, 2, 3
    found = textnorm.spark.find_duplicates(rows, matcher=articles, checkpoint=f"{folder}/large")
    checks["articles that are many"] = same_rows(found, texts, articles)
    data = spark.createDataFrame([(1, "Köln grüßt".encode("cp1252")), (2, None)], "id int, raw binary")
    decoded = textnorm.spark.decode_column(data, "raw", into="text").collect()
    checks["decoded"] = [row.text for row in decoded] == ["Köln grüßt", None]
    return checks


def with_headlines(spark: SparkSession, folder: str) -> dict[str, bool]:
    lines, checks, draw = headlines(90, random.Random(9)), {}, random.Random(4)
    headline_stages.HOME, headline_stages.READ = 30, 1  # several homes; of a checkpoint, several in a partition
    matcher = Matcher.headlines()
    found = textnorm.spark.find_duplicates(frame(spark, lines, 2), matcher, checkpoint=f"{folder}/headlines")
    checks["headlines"] = same_rows(found, lines, Matcher.headlines())
    dates = [draw.choice([None, f"2024-07-{draw.randrange(10, 20)}"]) for _ in lines]
    near = Matcher.headlines(within="3d", keep="earliest")
    found = textnorm.spark.find_duplicates(with_columns(spark, lines, published=dates), near, time="published")
    checks["headlines of three days"] = same_rows(found, lines, near, times=dates)
    issues = [
        draw.choice(["Das Wochenende kompakt", "Womit keiner rechnet", "Dax schließt im Minus"]) for _ in range(40)
    ]
    dates = [f"2024-07-{draw.randrange(1, 31):02}" for _ in issues]
    found = textnorm.spark.find_duplicates(with_columns(spark, issues, published=dates), matcher, time="published")
    checks["issues of rubrics"] = same_rows(found, issues, matcher, times=dates)
    own, archive = frame(spark, lines[40:], 2, 1000), frame(spark, lines[:40], 3)
    found = textnorm.spark.find_duplicates(own, Matcher.headlines(), against=archive, within_batch=False)
    checks["headlines, against an archive"] = same_archive(found, lines[40:], lines[:40], Matcher.headlines())
    found = textnorm.spark.find_duplicates(own, Matcher.headlines(), against=archive)
    checks["headlines, against an archive, and one another"] = same_batch(
        found, lines[40:], lines[:40], Matcher.headlines()
    )
    return checks


def on_a_cluster(spark: SparkSession, folder: str) -> dict[str, bool]:
    """Two executors, of which one is killed while the job runs."""
    texts = corpus(40, random.Random(4))
    killed = threading.Event()

    def kill_one() -> None:
        while not list(Path(folder).glob("killed/sketches/_SUCCESS")):
            time.sleep(0.1)
        found = subprocess.run(["pgrep", "-f", "CoarseGrainedExecutorBackend"], capture_output=True, text=True)
        for process in found.stdout.split()[:1]:
            os.kill(int(process), signal.SIGKILL)
            killed.set()

    thread = threading.Thread(target=kill_one, daemon=True)
    thread.start()
    matcher = Matcher.articles()
    found = textnorm.spark.find_duplicates(frame(spark, texts, 3), matcher=matcher, checkpoint=f"{folder}/killed")
    same = same_rows(found, texts, matcher)
    return {"an executor was killed": killed.is_set(), "the rows are the same": same}


if __name__ == "__main__":
    spark = session(sys.argv[1])
    checks = on_a_cluster if sys.argv[1].startswith("local-cluster") else on_one_machine
    print(json.dumps(checks(spark, sys.argv[2])))
    spark.stop()
