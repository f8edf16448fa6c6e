"""20,000 made-up articles on a cluster of two executors on this machine, and where the time goes: make spark-demo."""

import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from pyspark.sql import SparkSession

import textnorm.spark
from textnorm import Matcher, clean

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

lines = (Path(__file__).parents[1] / "headlines.jsonl").read_text(encoding="utf-8").splitlines()
# Words of the cleaned titles: a text in which every third word is damaged in another way is none that anybody has.
words = sorted({word for line in lines for word in clean(json.loads(line)["title"]).split()})
draw = random.Random(1)
texts = [" ".join(draw.choices(words, k=draw.randrange(150, 400))) for _ in range(COUNT * 9 // 10)]
while len(texts) < COUNT:  # one in ten is the edited copy of another
    copy = draw.choice(texts).split()
    copy[draw.randrange(len(copy))] = "geändert"
    texts.append(" ".join(copy))

builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("textnorm demo")
for name, value in {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
    "spark.python.daemon.module": "textnorm.adapters.engines.on_spark.daemon",
    # Most of so short a job is the compiler of Java at work on plans that run once.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")

started = last = time.perf_counter()


def progress(stage: str, done: int, total: int) -> None:
    """Print how long a stage took."""
    global last
    now = time.perf_counter()
    print(f"  {stage:12} {now - last:6.1f} s", flush=True)
    last = now


with tempfile.TemporaryDirectory() as folder:
    rows = spark.createDataFrame(list(enumerate(texts)), "id long, text string").repartition(8)
    found = textnorm.spark.find_duplicates(
        rows, Matcher.articles(), checkpoint=f"file://{folder}/job", progress=progress
    )
    copies = found.clusters.where("not kept").count()
print(f"{COUNT:,} articles, {copies:,} copies, {time.perf_counter() - started:.0f} s on two executors")
spark.stop()
