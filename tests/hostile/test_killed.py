"""Every command that writes is killed with SIGKILL: a good file stays or a complete one replaces it, never a part.

``TEXTNORM_KILLS`` says how often each command is killed at a random time; the moments around each renaming are tried
in any case.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from textnorm import Cleaner, Matcher, find_duplicates, find_passages, keys, open_index
from textnorm.adapters.cli.app import app
from textnorm.adapters.cli.console import run_guarded

KILLS = int(os.environ.get("TEXTNORM_KILLS", "3"))
PRECIOUS = b"what was here before\n"
ROWS = 300

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

#: Name → the arguments, and the files that they write beside ``seen.db``.
COMMANDS: dict[str, tuple[str, list[str]]] = {
    "clean": ("clean in.jsonl -o out.jsonl --rejected bad.jsonl -q", ["out.jsonl", "bad.jsonl"]),
    "clean, over its input": ("clean in.csv -o in.csv -q", ["in.csv"]),
    "clean, compressed": ("clean in.csv -o out.jsonl.gz -q", ["out.jsonl.gz"]),
    "clean, Parquet": ("clean in.jsonl -o out.parquet --rejected bad.jsonl -q", ["out.parquet"]),
    "decode": ("decode in.txt -o out.txt -q", ["out.txt"]),
    "dedup": ("dedup in.jsonl -o out.jsonl --dropped gone.jsonl --rejected bad.jsonl -q", ["out.jsonl", "gone.jsonl"]),
    "report": ("report in.csv -o out.html -q", ["out.html"]),
    "key": ("key in.jsonl --rejected bad.jsonl -q", ["bad.jsonl"]),
    "passages": ("passages in.jsonl --rejected bad.jsonl -q", ["bad.jsonl"]),
    "seen": ("seen in.csv --index seen.db -o out.csv --dropped gone.csv -q", ["out.csv", "gone.csv"]),
    "index import": ("index import seen.db items.jsonl", []),
    "index remove": ("index remove seen.db " + " ".join(f"old{number}" for number in range(0, 300, 2)), []),
    "index compact": ("index compact seen.db", []),
}


def fill(folder: Path) -> None:
    """The inputs, the files that must not be spoilt, and an index with a few hundred headlines."""
    texts = [f"Stadt {n * 7919 % 997} meldet {n % 12 + 2} neue Bruecken für Straße {n * 31 % 89}" for n in range(ROWS)]
    texts[7] = texts[8]
    lines = [json.dumps({"title": text}) for text in texts]
    (folder / "in.jsonl").write_text("\n".join([*lines, "no JSON"]) + "\n", encoding="utf-8")
    (folder / "in.csv").write_text("title\n" + "\n".join(texts) + "\n", encoding="utf-8")
    (folder / "in.txt").write_bytes("\n".join(texts).encode("cp1252"))
    items = [json.dumps({"id": f"new{n}", "text": text}) for n, text in enumerate(texts[:200])]
    (folder / "items.jsonl").write_text("\n".join(items) + "\n", encoding="utf-8")
    for name in {file for _, files in COMMANDS.values() for file in files} - {"in.csv"}:
        (folder / name).write_bytes(PRECIOUS)
    with open_index(folder / "seen.db", Matcher.headlines()) as index:
        index.add_many((f"old{n}", f"Alte Meldung {n} aus Dorf {n * 17 % 101}") for n in range(300))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    fill(folder)
    texts = (folder / "in.csv").read_text(encoding="utf-8").splitlines()
    Cleaner().many(texts)  # loads the kernels, which the forked processes then have
    find_duplicates(texts)
    find_passages(texts)
    keys(texts)
    return folder


def started(folder: Path, arguments: str, before: Callable[[], object] = lambda: None) -> int:
    """The command in a forked process, whose kernels are loaded already."""
    child = os.fork()
    if child:
        return child
    try:
        os.chdir(folder)
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        sys.argv = ["textnorm", *arguments.split()]
        before()
        os._exit(int(run_guarded(app) or 0))
    except SystemExit as ended:
        os._exit(int(ended.code or 0))
    finally:
        os._exit(70)


def die_at_renaming(number: int, times_seen: list[int]) -> Callable[[], object]:
    """Kill this process right before its ``number``-th renaming or removal of a file."""

    def look(event: str, arguments: tuple[object, ...]) -> None:
        if event in {"os.rename", "os.remove", "os.truncate"}:
            times_seen[0] += 1
            if times_seen[0] == number:
                os.kill(os.getpid(), signal.SIGKILL)

    return lambda: sys.addaudithook(look)


def content(path: Path) -> bytes:
    """What a file holds. A gzip file and a report have a date in them: of a report the end says that it is whole."""
    data = path.read_bytes()
    if path.suffix == ".gz" and data != PRECIOUS:
        return gzip.decompress(data)
    return b"whole" if data.endswith(b"</html>\n") else data


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("name", COMMANDS)
def test_a_kill_leaves_no_half_written_file(name: str, filled: Path, tmp_path: Path) -> None:
    arguments, files = COMMANDS[name]

    def fresh(label: str) -> Path:
        folder = tmp_path / label
        shutil.copytree(filled, folder)
        return folder

    whole = fresh("whole")
    start = time.monotonic()
    status = ended(started(whole, arguments))
    seconds = time.monotonic() - start
    assert status in {0, 1}, arguments  # 1: some records were bad
    complete = {file: content(whole / file) for file in files}
    assert PRECIOUS not in complete.values()

    def check(folder: Path) -> None:
        for file in files:
            found = content(folder / file)
            assert found in {(filled / file).read_bytes(), complete[file]}, f"{file} is a part"
        with open_index(folder / "seen.db") as index:
            assert index.verify() == []
            assert len(index) >= 150  # what was acknowledged before, or what was left of it on request

    draw = random.Random(name)
    for kill in range(KILLS):
        folder = fresh(f"kill {kill}")
        child = started(folder, arguments)
        time.sleep(draw.uniform(0, 1.05 * seconds))
        os.kill(child, signal.SIGKILL)
        ended(child)
        check(folder)
        shutil.rmtree(folder)
    for number in range(1, 9):
        folder = fresh(f"renaming {number}")
        status = ended(started(folder, arguments, die_at_renaming(number, [0])))
        check(folder)
        shutil.rmtree(folder)
        if status != -signal.SIGKILL:
            break
    else:
        pytest.fail("more renamings than anybody expects")


@pytest.mark.parametrize("name", ["clean", "dedup", "seen"])
def test_after_a_kill_the_same_command_does_its_job(name: str, filled: Path, tmp_path: Path) -> None:
    arguments, files = COMMANDS[name]
    folder = tmp_path / "again"
    shutil.copytree(filled, folder)
    assert ended(started(folder, arguments, die_at_renaming(1, [0]))) == -signal.SIGKILL
    assert ended(started(folder, arguments)) in {0, 1}
    assert all((folder / file).read_bytes() not in {b"", PRECIOUS} for file in files)
