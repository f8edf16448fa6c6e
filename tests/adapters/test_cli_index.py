"""``textnorm seen`` and ``textnorm index``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.conftest import Run
from tests.adapters.stores.test_every_store import HEADLINES
from tests.conftest import run_textnorm
from textnorm import BadRecord, Matcher, open_index


def write(path: Path, *titles: str) -> None:
    rows = [json.dumps({"n": number, "title": title}, ensure_ascii=False) for number, title in enumerate(titles)]
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def test_what_was_seen_is_dropped(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", HEADLINES[0], HEADLINES[1], HEADLINES[0].upper())
    write(tmp_path / "b.jsonl", HEADLINES[1], HEADLINES[2])
    command = ["--index", "seen.db", "--column", "title"]
    first = run_textnorm("seen", "a.jsonl", *command, folder=tmp_path)
    assert first.returncode == 0, first.stderr
    assert [json.loads(line)["n"] for line in first.stdout.splitlines()] == [0, 1]
    assert first.stderr.decode() == "3 records: 2 new, 1 seen before\n"
    second = run_textnorm("seen", "b.jsonl", *command, "-o", "new.jsonl", "--dropped", "old.jsonl", folder=tmp_path)
    assert second.returncode == 0, second.stderr
    assert [json.loads(line)["n"] for line in (tmp_path / "new.jsonl").read_text("utf-8").splitlines()] == [1]
    (dropped,) = [json.loads(line) for line in (tmp_path / "old.jsonl").read_text("utf-8").splitlines()]
    assert (dropped["duplicate_of"], dropped["duplicate_score"]) == (HEADLINES[1], 1.0)


def test_what_was_seen_is_marked(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", HEADLINES[0], HEADLINES[0], "")
    run = run_textnorm(
        "seen", "a.jsonl", "--index", "seen.db", "--column", "title", "--mark", "--id-column", "n", folder=tmp_path
    )
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert [row["seen"] for row in rows] == [False, True, False]
    assert rows[1]["duplicate_id"] == 0


def test_a_run_that_fails_remembers_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"title": "{HEADLINES[0]}"}}\n{{"title": 5}}\n', encoding="utf-8")
    run = run_textnorm("seen", "a.jsonl", "--index", "seen.db", "--column", "title", "-o", "new.jsonl", folder=tmp_path)
    assert run.returncode == 2
    assert b"a.jsonl:2 'title': expected text, got int" in run.stderr
    assert not (tmp_path / "new.jsonl").exists()
    with open_index(tmp_path / "seen.db") as index:
        assert len(index) == 0


def test_a_stream_is_answered_line_by_line(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "textnorm",
        "seen",
        "--index",
        "seen.db",
        "--column",
        "title",
        "--follow",
        "--mark",
    ]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        assert run.stderr is not None
        for title, seen in ((HEADLINES[0], False), (HEADLINES[1], False), (HEADLINES[0], True)):
            run.stdin.write(json.dumps({"title": title}).encode() + b"\n")
            run.stdin.flush()
            assert json.loads(run.stdout.readline())["seen"] is seen
        run.stdin.write(b"no json\n")
        run.stdin.flush()
        assert b"<stdin>:4: not JSON" in run.stderr.readline()
        run.stdin.close()
    assert run.returncode == 0


def test_a_stream_without_a_named_column_is_read_by_a_usual_one(tmp_path: Path) -> None:
    lines = b"".join(json.dumps({"id": n, "Titel": title}).encode() + b"\n" for n, title in enumerate(HEADLINES[:2]))
    done = run_textnorm("seen", "--index", "seen.db", "--follow", folder=tmp_path, stdin=b'{"x": 1}\n' + lines)
    assert (done.returncode, done.stdout) == (0, lines)
    assert done.stderr.startswith(b"textnorm: <stdin>:1: no column 'title'")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_stream_forgets_what_nobody_got(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"title": title}) + "\n" for title in HEADLINES[:2])
    command = [sys.executable, "-m", "textnorm", "seen", "--index", "seen.db", "--follow"]
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            command, cwd=tmp_path, input=lines.encode(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    with open_index(tmp_path / "seen.db") as index:
        assert len(index) == 0


def test_an_index_is_looked_after(tmp_path: Path) -> None:
    with open_index(tmp_path / "seen.db", Matcher.headlines()) as index:
        index.add("a", HEADLINES[0], at="2024-05-01", note="\ud800")
        index.add(7, HEADLINES[1], at="2024-05-09")
        index.add([1], HEADLINES[2])

    def ran(*command: str, stdin: bytes | None = None) -> str:
        run = run_textnorm("index", *command, folder=tmp_path, stdin=stdin)
        assert run.returncode == 0, run.stderr
        return run.stdout.decode() + run.stderr.decode()

    assert "items     3\n" in ran("stats", "seen.db")
    assert "3 items, nothing is wrong" in ran("verify", "seen.db")
    exported = ran("export", "seen.db")
    assert "3 items added" in ran("import", "copy.db", stdin=exported.encode())
    assert ran("export", "copy.db") == exported
    assert ran("remove", "seen.db", "7", "[1]") == "2 items removed\n"
    assert ran("expire", "seen.db", "--before", "2024-05-02") == "1 item removed\n"
    assert "bytes before" in ran("compact", "seen.db")
    missing = run_textnorm("index", "remove", "seen.db", "nobody", folder=tmp_path)
    assert (missing.returncode, missing.stderr) == (
        2,
        b"textnorm: seen.db: no item 'nobody' (0 removed, 1 not found)\n",
    )
    absent = run_textnorm("index", "stats", "none.db", folder=tmp_path)
    assert absent.returncode == 2
    assert b"none.db: does not exist" in absent.stderr


def test_an_export_is_a_file_that_can_be_read(run: Run, tmp_path: Path) -> None:
    with open_index(tmp_path / "seen.db", Matcher.headlines()) as index:
        index.add("ä", HEADLINES[0], note="Köln \ud800")
    kept = (tmp_path / "seen.db").read_bytes()
    assert run("index", "export", "seen.db", "-o", "all.jsonl") == (0, "", "")
    exported = (tmp_path / "all.jsonl").read_text("utf-8")
    assert run("index", "export", "seen.db").out == exported
    assert HEADLINES[0] in exported
    assert json.loads(exported)["payload"] == {"note": "Köln \ud800"}
    assert run("index", "import", "copy.db", "all.jsonl").status == 0
    assert run("index", "export", "copy.db").out == exported
    refused = run("index", "export", "seen.db", "-o", "seen.db").err
    assert refused == "textnorm: --output would overwrite INDEX (seen.db); give it a file of its own\n"
    assert (tmp_path / "seen.db").read_bytes() == kept
    stats = json.loads(run("index", "stats", "seen.db", "--json").out)
    assert (stats["items"], stats["recipe"]["kind"]) == (1, "headline")


def test_a_mistyped_name_of_items_makes_no_index(run: Run, tmp_path: Path) -> None:
    done = run("index", "import", "new.db", "typo.jsonl")
    assert done == (2, "", "textnorm: typo.jsonl: cannot be read: No such file or directory\n")
    assert not list(tmp_path.iterdir())


def test_a_mistyped_name_makes_no_index(tmp_path: Path) -> None:
    for command in (["expire", "typo.db", "--before", "2024-01-01"], ["compact", "typo.db"], ["stats", "typo.db"]):
        run = run_textnorm("index", *command, folder=tmp_path)
        assert run.returncode == 2
        assert run.stderr.decode().startswith("textnorm: typo.db: does not exist; check the name")
    with pytest.raises(BadRecord, match=r"typo\.db: is new; say what it holds"):
        open_index(tmp_path / "typo.db")
    assert not list(tmp_path.iterdir())


def test_several_files_and_columns_are_read_as_dedup_reads_them(run: Run, tmp_path: Path) -> None:
    rows = [
        {"about": {"title": "Bonn feiert", "id": 1, "at": "2024-05-01"}, "text": "Der Rhein ist voll."},
        {"about": {"title": "Bonn feiert", "id": 2, "at": "2024-05-01"}, "text": "Die Bahn streikt."},
    ]
    for number, row in enumerate(rows):
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(row) + "\n")
    chosen = ("-c", "about.title", "-c", "text", "--id-column", "about.id", "--time-column", "about.at")
    done = run("seen", "0.jsonl", "1.jsonl", "--index", "seen.db", "--preset", "plain", *chosen)
    assert (done.status, done.err) == (0, "2 records: 2 new, 0 seen before\n")
    with open_index("seen.db") as index:
        assert [(item.id, item.text) for item in index] == [
            (row["about"]["id"], f"Bonn feiert\n\n{row['text']}")
            for row in rows  # type: ignore[index]
        ]
    again = run("seen", "*.jsonl", "--index", "seen.db", *chosen, "-q")
    assert (again.status, again.out) == (0, "")
    missing = run("seen", "0.jsonl", "--index", "seen.db", "-c", "text", "--id-column", "about.x")
    assert (missing.status, missing.out, missing.err.count("\n")) == (2, "", 1)
    assert "no column 'about.x'" in missing.err


def test_an_endless_stream_refuses_what_it_does_not_read(run: Run) -> None:
    for option in (("--encoding", "cp1252"), ("--no-header",), ("--rejected", "bad.jsonl")):
        done = run("seen", "--follow", *option)
        assert (done.status, done.err.count("\n")) == (2, 1)
        assert "--follow: reads JSON lines" in done.err
