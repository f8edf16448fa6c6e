"""The jobs of the benchmarks of engines, each a process of its own that prints one line of JSON.

``python -m benchmarks.engine_jobs JOB KIND FOLDER``: JOB is local, spark, ray or minhash_spark, KIND is articles or
headlines, FOLDER has Parquet files with ``id`` and ``text``.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from textnorm import Matcher, find_duplicates

_TICKS = os.sysconf("SC_CLK_TCK")
_EVERY = 2.0  # seconds between two looks at all processes

# Of a process, by the first of these in its command line.
_KINDS = {
    "CoarseGrainedExecutorBackend": "executor", "SparkSubmit": "driver", "on_spark.daemon": "worker", "ray::": "worker",
}  # fmt: skip


def matcher_for(kind: str) -> Matcher:
    return Matcher.articles() if kind == "articles" else Matcher.headlines()


def processes() -> dict[int, tuple[str, float, float]]:
    """This process and all below it: what it is, its own processor seconds, peak memory in MB."""
    parents, found = {}, {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text()
            status = (folder / "status").read_text()
            command = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        fields = stat.rpartition(")")[2].split()
        peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "0")
        number = int(folder.name)
        parents[number] = int(fields[1])
        name = next((kind for sign, kind in _KINDS.items() if sign in command), "")
        found[number] = (name, sum(map(int, fields[11:13])) / _TICKS, int(peak) / 1e3)
    mine = {os.getpid()}
    while True:
        more = {number for number, parent in parents.items() if parent in mine} - mine
        if not more:
            return {number: found[number] for number in mine}
        mine |= more


def measured(job: Any) -> dict[str, Any]:
    """What ``job`` returns, with wall seconds, processor seconds of all processes, and the largest by memory."""
    seen, ended = dict(processes()), threading.Event()
    before = _seconds(seen)

    def watch() -> None:  # processes end, and take what they spent with them
        while not ended.wait(_EVERY):
            seen.update(processes())

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    start = time.perf_counter()
    found = job()
    wall = time.perf_counter() - start
    ended.set()
    watching.join()
    after = seen | processes()
    largest = {
        kind: max((peak for name, _, peak in after.values() if name == kind), default=0.0) for kind in _KINDS.values()
    }
    spent = _seconds(after) - before
    return {
        "wall": wall, "cpu": sum(seconds for _, seconds, _ in after.values()) - before.total(), "cpu by kind": spent,
        "largest": largest if any(largest.values()) else {"process": after[os.getpid()][2]}, **found,
    }  # fmt: skip


def _seconds(found: dict[int, tuple[str, float, float]]) -> Counter[str]:
    """Processor seconds by kind of process."""
    spent: Counter[str] = Counter()
    for name, seconds, _ in found.values():
        spent[name or "other"] += seconds
    return spent


def local(kind: str, folder: str) -> dict[str, Any]:
    """One machine, one process."""
    import pyarrow.parquet as parquet

    find_duplicates(["a b c d", "a b c d"], matcher_for(kind))

    def job() -> dict[str, Any]:
        nonlocal found
        texts = parquet.read_table(folder).sort_by("id")["text"].to_pylist()
        found = find_duplicates(texts, matcher_for(kind))
        return {"dropped": len(found.dropped)}

    def reasons() -> dict[str, Any]:
        for row in range(len(found.table)):
            if found.table.same[row]:
                found.table.explain(row)
        for text in range(len(found)):
            found.why(text)
        return {}

    found: Any = None
    result = measured(job)
    return {**result, "reasons": measured(reasons)["cpu"]}


def ray(kind: str, folder: str) -> dict[str, Any]:
    """Ray with two CPUs."""
    import ray as engine

    import textnorm.ray

    engine.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=2_000_000_000)
    engine.data.DataContext.get_current().enable_progress_bars = False
    few = engine.data.from_items([{"id": number, "text": f"Ein Text {number}"} for number in range(40)])
    textnorm.ray.find_duplicates(few, matcher_for(kind)).clusters.count()

    def job() -> dict[str, Any]:
        rows = engine.data.read_parquet(folder, override_num_blocks=8)
        found = textnorm.ray.find_duplicates(rows, matcher_for(kind), parts=8)
        return {"dropped": found.clusters.filter(expr="kept == False").count()}

    result = measured(job)
    engine.shutdown()
    return result


# Most of a short job is the compiler of Java at work on plans that run once, and its collector on several cores.
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def session(events: str) -> Any:
    """Spark on two executors, each a process of its own with 640 MB of heap."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("textnorm benchmark")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.executor.memory": "640m",
        "spark.executorEnv.MALLOC_ARENA_MAX": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "4000",
        "spark.driver.extraJavaOptions": _JAVA,
        "spark.executor.extraJavaOptions": _JAVA,
        "spark.python.daemon.module": "textnorm.adapters.engines.on_spark.daemon",
        "spark.sql.shuffle.partitions": "8",
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": f"file://{events}",
        "spark.eventLog.compress": "false",
    }.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def shuffled(events: str) -> Counter[str]:
    """The bytes that each named stage of the last job wrote for others, by Spark's own record."""
    names: dict[int, str] = {}
    found: Counter[str] = Counter()
    for path in Path(events).rglob("*"):
        if not path.is_file():
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith('{"Event":"SparkListenerJobStart"'):
                event = json.loads(line)
                name = (event.get("Properties") or {}).get("spark.job.description", "")
                names.update(dict.fromkeys(event["Stage IDs"], name))
            elif line.startswith('{"Event":"SparkListenerTaskEnd"'):
                event = json.loads(line)
                metrics = (event.get("Task Metrics") or {}).get("Shuffle Write Metrics") or {}
                name = names.get(event["Stage ID"], "")
                found[name] += metrics.get("Shuffle Bytes Written", 0)
    return found


def spark(kind: str, folder: str) -> dict[str, Any]:
    """textnorm on Spark, its stages written to a checkpoint."""
    import textnorm.spark

    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "events").mkdir()
        engine = session(f"{scratch}/events")
        few = engine.createDataFrame([(number, f"Ein Text {number}") for number in range(40)], "id long, text string")
        textnorm.spark.find_duplicates(few, matcher_for(kind)).clusters.count()
        seconds: dict[str, float] = {}
        last = time.perf_counter()

        def progress(stage: str, done: int, total: int) -> None:
            nonlocal last
            now = time.perf_counter()
            seconds[stage], last = now - last, now
            print(f"  {stage} {seconds[stage]:.1f} s", file=sys.stderr, flush=True)

        def job() -> dict[str, Any]:
            nonlocal results
            rows = engine.read.parquet(folder)
            found = results = textnorm.spark.find_duplicates(
                rows, matcher_for(kind), checkpoint=f"file://{scratch}/job", progress=progress
            )
            return {"dropped": found.clusters.where("not kept").count()}

        def reasons() -> dict[str, Any]:
            for frame in results[:2]:
                frame.write.format("noop").mode("overwrite").save()
            return {}

        results: tuple[Any, ...] = ()
        engine.sparkContext.setJobDescription("")
        result = measured(job)
        engine.sparkContext.setJobDescription("reasons")
        result["reasons"] = measured(reasons)["cpu"]
        engine.stop()
        moved = shuffled(f"{scratch}/events")
        moved.pop("reasons", None)
        sizes = {
            path.name: sum(file.stat().st_size for file in path.rglob("*.parquet"))
            for path in (Path(scratch) / "job").iterdir() if path.is_dir()
        }  # fmt: skip
    return {**result, "seconds": seconds, "shuffled": sum(moved.values()), "by stage": moved, "written": sizes}


def minhash_spark(_: str, folder: str) -> dict[str, Any]:
    """The method of text-dedup's ``text_dedup/minhash_spark.py`` with its defaults, without its code.

    They are, at commit 266bc10 of ChenghaoMou/text-dedup: threshold 0.7, 250 permutations (256 before), 5-grams of what
    stands between characters that are no letters (``\\W``, lower case), no texts of fewer than 5 of these, the first 32
    bits of SHA-1, and the bands and rows that make the areas of false positives and false negatives, each counting
    half, smallest up to and from the threshold: 25 bands of 10. All texts that share a band are one component; no pair
    is verified. Components are found by rounds of stars, here on the driver.
    """
    import numpy as np
    from pyspark.sql import functions

    from textnorm.match.partition.contract import contract

    bands, rows, prime = 25, 10, np.uint64(4_294_967_291)
    draw = np.random.default_rng(42)
    slopes = draw.integers(1, prime, bands * rows, dtype=np.uint64)[:, None]
    shifts = draw.integers(0, prime, bands * rows, dtype=np.uint64)[:, None]

    def keys(batches: Iterable[Any]) -> Iterator[Any]:
        import re
        from hashlib import sha1

        import pyarrow

        for batch in batches:
            ids, found = [], []
            for number, text in zip(batch.column("id").to_pylist(), batch.column("text").to_pylist(), strict=True):
                words = re.split(r"\W", text.lower())
                if len(words) < 5:
                    continue
                grams = {" ".join(words[at : at + 5]).encode() for at in range(len(words) - 4)}
                hashes = np.array(
                    [int.from_bytes(sha1(gram).digest()[:4], "little") for gram in grams], dtype=np.uint64
                )
                least = ((hashes * slopes + shifts) % prime).min(axis=1).astype("<u4")
                ids += [number] * bands
                found += [bytes([band]) + least[band * rows : (band + 1) * rows].tobytes() for band in range(bands)]
            yield pyarrow.record_batch({"key": pyarrow.array(found, pyarrow.binary()), "id": ids})

    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "events").mkdir()
        engine = session(f"{scratch}/events")
        engine.range(40).count()

        def job() -> dict[str, Any]:
            found = engine.read.parquet(folder).mapInArrow(keys, "key binary, id long").groupBy("key")
            groups = found.agg(functions.collect_set("id").alias("ids")).where("size(ids) > 1")
            edges = groups.select(functions.explode("ids").alias("right"), functions.array_min("ids").alias("left"))
            pairs = edges.where("left < right").distinct().toArrow()
            left, right, before = pairs["left"].to_numpy(), pairs["right"].to_numpy(), -1
            while len(left) and before != (before := hash((left.tobytes(), right.tobytes()))):
                star = contract(left, right)
                left, right = star["left"].to_numpy(), star["right"].to_numpy()
            return {"dropped": len(np.unique(right))}

        result = measured(job)
        engine.stop()
        moved = shuffled(f"{scratch}/events")
    return {**result, "shuffled": sum(moved.values())}


JOBS = {job.__name__: job for job in (local, spark, ray, minhash_spark)}

if __name__ == "__main__":
    print(json.dumps(JOBS[sys.argv[1]](*sys.argv[2:])))
