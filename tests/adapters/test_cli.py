"""The command line: it does the job, passes records through untouched, and never shows a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import textnorm
from tests.conftest import run_textnorm as run
from textnorm.adapters.files.formats import FORMATS
from textnorm.adapters.files.records import Record
from textnorm.adapters.files.writers import open_writer

FOUNDING = [
    "Nordkorea empfängt russische Militärdelegation — World",
    "Nordkorea empfaengt russische Militaerdelegation — World",
]


@pytest.fixture(autouse=True, scope="module")
def kernels_compiled() -> None:
    """The very first run says that it compiles; here that is done, so that what a command says is its own."""
    textnorm.find_duplicates(FOUNDING)
    textnorm.find_duplicates([text * 10 for text in FOUNDING], textnorm.Matcher.articles())
    textnorm.Cleaner().many(FOUNDING * 200)


def rows_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_rows(path: Path, titles: list[object]) -> None:
    path.write_text("".join(json.dumps({"id": i, "title": title}) + "\n" for i, title in enumerate(titles)))


def test_dedup_splits_a_file_into_kept_and_dropped_with_reasons(tmp_path: Path) -> None:
    write_rows(tmp_path / "news.jsonl", [*FOUNDING, "", None, "", "Kölner Dom bekommt neue Fenster"])
    done = run(
        "dedup", "news.jsonl", "--column", "title", "-o", "kept.jsonl", "--dropped", "dropped.jsonl", folder=tmp_path
    )
    assert done.returncode == 0, done.stderr.decode()
    kept, dropped = rows_of(tmp_path / "kept.jsonl"), rows_of(tmp_path / "dropped.jsonl")
    assert len(kept) == 5
    assert len(dropped) == 1
    assert {dropped[0]["title"], dropped[0]["duplicate_of"]} == set(FOUNDING)
    assert dropped[0]["duplicate_score"] >= 0.5
    assert dropped[0]["duplicate_reasons"]
    assert b"6 texts: 5 kept, 1 duplicate (16.7 %)" in done.stderr


def test_kept_records_pass_through_byte_for_byte(tmp_path: Path) -> None:
    line = '{"title":   "K\\u00f6ln", "n": 1.50, "deep": {"b": [1, 2]}}'
    (tmp_path / "news.jsonl").write_text(line + "\n")
    assert run("dedup", "news.jsonl", folder=tmp_path).stdout.decode() == line + "\n"


def test_dedup_against_an_older_file_drops_what_was_there(tmp_path: Path) -> None:
    write_rows(tmp_path / "old.jsonl", [FOUNDING[0]])
    write_rows(tmp_path / "new.jsonl", [FOUNDING[1], "Kölner Dom bekommt neue Fenster"])
    done = run(
        "dedup", "new.jsonl", "--against", "old.jsonl", "-o", "fresh.jsonl", "--dropped", "d.jsonl", folder=tmp_path
    )
    assert done.returncode == 0, done.stderr.decode()
    assert [row["id"] for row in rows_of(tmp_path / "fresh.jsonl")] == [1]
    assert rows_of(tmp_path / "d.jsonl")[0]["duplicate_of"] == FOUNDING[0]


def test_dedup_can_write_what_it_keeps_cleaned(tmp_path: Path) -> None:
    write_rows(tmp_path / "news.jsonl", ["K&ouml;ln baut", None])
    done = run("dedup", "news.jsonl", "--clean", folder=tmp_path)
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == ["Köln baut", None]


def test_clean_changes_the_named_column_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text("id\ttitle\tnote\n1\tBruecken gr&uuml;&szlig;en\tKoeln\n2\t\t\n")
    done = run("clean", "news.csv", "-o", "out.csv", folder=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "out.csv").read_text() == "id\ttitle\tnote\n1\tBrücken grüßen\tKoeln\n2\t\t\n"


def test_clean_reads_a_pipe_and_writes_a_pipe(tmp_path: Path) -> None:
    done = run("clean", folder=tmp_path, stdin="Nordkorea empfÃ¤ngt\n„Nein“\n".encode())
    assert done.stdout.decode() == 'Nordkorea empfängt\n"Nein"\n'
    assert done.stderr == b"textnorm: <stdin>: read as text, by its first bytes; --format names another\n"


@pytest.mark.parametrize("step", ["escapes", "mojibake", "characters", "lost", "umlauts", "spacing"])
def test_every_step_can_be_switched_off_by_its_name(tmp_path: Path, step: str) -> None:
    assert run("clean", f"--no-{step}", folder=tmp_path, stdin=b"x\n").stdout == b"x\n"


def test_explain_says_what_changed(tmp_path: Path) -> None:
    shown = run("explain", "empf&auml;ngt", folder=tmp_path).stdout.decode()
    assert "empfängt" in shown
    assert "escapes" in shown
    shown_as_json = json.loads(run("explain", "--json", "empf&auml;ngt", folder=tmp_path).stdout)
    assert shown_as_json["text"] == "empfängt"
    assert shown_as_json["changes"][0]["step"] == "escapes"


def test_compare_says_same_or_different_and_why(tmp_path: Path) -> None:
    assert run("compare", *FOUNDING, folder=tmp_path).stdout.startswith(b"same")
    different = run("compare", "--json", "Dax steigt um 2 Prozent", "Dax steigt um 3 Prozent", folder=tmp_path)
    shown_as_json = json.loads(different.stdout)
    assert shown_as_json["same"] is False
    assert shown_as_json["reasons"]


def test_decode_writes_utf_8(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("Köln grüßt Düsseldorf und Münster\n".encode("cp1252"))
    done = run("decode", "old.txt", "-o", "new.txt", folder=tmp_path)
    assert (tmp_path / "new.txt").read_text(encoding="utf-8") == "Köln grüßt Düsseldorf und Münster\n"
    assert b"cp1252" in done.stderr.lower()


@pytest.mark.parametrize(
    ("page", "options", "text"),
    [
        ("cp437", ["--encoding", "cp437"], "Käse ß"),
        ("cp1252", ["--encoding", "windows-1252"], "K„se á å"),
        ("koi8-r", ["--encodings", "cp1251,koi8-r"], "Привет из Москвы"),
        ("iso8859-7", ["--encodings", "cp1251", "--encodings", "iso8859-7"], "Καλημέρα από την Αθήνα"),
    ],
)
def test_decode_is_told_the_encoding(tmp_path: Path, page: str, options: list[str], text: str) -> None:
    (tmp_path / "old.txt").write_bytes(text.encode(page))
    done = run("decode", "old.txt", *options, folder=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode() == text


def test_decode_says_what_it_cannot_decode(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes(b"Gr\x81n")
    strict = run("decode", "old.txt", "--encoding", "cp1252", "--errors", "strict", folder=tmp_path)
    assert strict.returncode == 2
    assert b"byte 2" in strict.stderr
    replaced = run("decode", "old.txt", "--encoding", "cp1252", "--errors", "replace", folder=tmp_path)
    assert replaced.stdout.decode() == "Gr\N{REPLACEMENT CHARACTER}n"
    both = run("decode", "old.txt", "--encoding", "cp1252", "--encodings", "cp850", folder=tmp_path)
    assert both.returncode != 0
    assert b"--encodings" in both.stderr


def test_version_and_help(tmp_path: Path) -> None:
    assert run("--version", folder=tmp_path).stdout.decode().strip() == f"textnorm {textnorm.__version__}"
    for command in ["clean", "compare", "dedup", "decode", "explain"]:
        shown = run(command, "--help", folder=tmp_path)
        assert shown.returncode == 0
        assert b"Example" in shown.stdout


BAD = [
    (["dedup", "none.jsonl"], "none.jsonl: no such file; check the name and the folder"),
    (["dedup", "broken.jsonl"], "broken.jsonl:2"),
    (["dedup", "list.jsonl"], "list.jsonl:1 'title': expected text, got list"),
    (["dedup", "good.jsonl", "-c", "nope"], "good.jsonl:1: no column 'nope'; columns: id, title"),
    (["dedup", "good.jsonl", "-o", "none/kept.jsonl"], "cannot be written: its folder does not exist; create "),
    (["dedup", "good.jsonl", "--matcher", "headline"], "did you mean 'headlines'"),
    (["dedup", "good.jsonl", "--keep", "longst"], "longest"),
    (["clean", "good.jsonl", "--quotes", "germn"], "quotes='germn'"),
    (["clean", "good.jsonl", "--locale", "xx"], "locale='xx'"),
    (["clean", "empty"], "is a folder without files that textnorm reads"),
    (["clean", "*.parquet"], "no file fits this pattern"),
    (["decode", "none.txt"], "none.txt"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=[" ".join(arguments) for arguments, _ in BAD])
def test_bad_input_is_one_line_and_nothing_is_written(tmp_path: Path, arguments: list[str], message: str) -> None:
    write_rows(tmp_path / "good.jsonl", ["Köln", "Bonn"])
    write_rows(tmp_path / "list.jsonl", [["a"]])
    (tmp_path / "broken.jsonl").write_text('{"title": "a"}\n{"title": \n')
    (tmp_path / "empty").mkdir()
    before = sorted(tmp_path.iterdir())
    done = run(*arguments, folder=tmp_path)
    shown = done.stderr.decode()
    assert done.returncode == 2, shown
    assert message in shown
    assert "Traceback" not in shown
    assert shown.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_broken_line_late_in_the_file_leaves_the_old_output(tmp_path: Path) -> None:
    write_rows(tmp_path / "news.jsonl", ["Köln"] * 5_000)
    with (tmp_path / "news.jsonl").open("a") as file:
        file.write("broken\n")
    (tmp_path / "out.jsonl").write_text("precious")
    done = run("clean", "news.jsonl", "-o", "out.jsonl", folder=tmp_path)
    assert done.returncode == 2
    assert b"news.jsonl:5001" in done.stderr
    assert (tmp_path / "out.jsonl").read_text() == "precious"


def test_rejected_records_are_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text('{"title": "Köln"}\nbroken\n{"title": 7}\n')
    done = run("dedup", "news.jsonl", "-o", "kept.jsonl", "--rejected", "bad.jsonl", folder=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert len(rows_of(tmp_path / "kept.jsonl")) == 1
    assert [row["line"] for row in rows_of(tmp_path / "bad.jsonl")] == [2, 3]
    assert "Rejected 2 bad records → bad.jsonl".encode() in done.stderr


@pytest.mark.parametrize("command", ["clean", "dedup"])
def test_hostile_texts_pass_through(tmp_path: Path, command: str) -> None:
    titles = ["", None, "\ud83d", "a\x00b", "\u202e", "é" * 100_000, "\N{COMBINING DIAERESIS}" * 1_000]
    write_rows(tmp_path / "news.jsonl", titles)
    done = run(command, "news.jsonl", "-o", "out.jsonl", folder=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert len(rows_of(tmp_path / "out.jsonl")) == len(titles)


@pytest.mark.parametrize("command", ["clean", "dedup"])
def test_an_empty_file_gives_an_empty_file(tmp_path: Path, command: str) -> None:
    (tmp_path / "news.jsonl").write_bytes(b"")
    done = run(command, "news.jsonl", "-o", "out.jsonl", folder=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_a_reader_that_leaves_early_is_nothing_to_complain_about(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("Köln grüßt\n" * 200_000)
    source = Path(textnorm.__file__).resolve().parents[1]
    command = f"PYTHONPATH={source} {sys.executable} -m textnorm clean news.txt | head -n 1"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, timeout=300)
    assert done.stdout.decode() == "Köln grüßt\n"
    assert done.stderr == b""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("K&ouml;ln\n")
    (tmp_path / "real.txt").write_text("old\n")
    (tmp_path / "link.txt").symlink_to("real.txt")
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], cwd=tmp_path, stdout=subprocess.PIPE)
    assert run("clean", "news.txt", "-q", "-o", "pipe", folder=tmp_path).returncode == 0
    assert reader.communicate(timeout=30)[0].decode() == "Köln\n"
    assert (tmp_path / "pipe").is_fifo()
    assert run("clean", "news.txt", "-q", "-o", "link.txt", folder=tmp_path).returncode == 0
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "Köln\n"
    done = run("clean", "news.txt", "-o", ".", folder=tmp_path)
    assert done.returncode == 2
    assert b"is a folder" in done.stderr


def test_an_interrupt_is_one_line_and_leaves_no_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "textnorm", "clean", "-", "-o", "out.txt"]
    running = subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"TMPDIR": str(tmp_path)}
    )
    assert running.stdin is not None
    running.stdin.write(b"K&ouml;ln\n" * 100_000)  # more than a pipe holds: written means that the command reads
    running.stdin.flush()
    running.send_signal(signal.SIGINT)
    assert running.communicate(timeout=60)[1] == b"textnorm: interrupted; no output file was written\n"
    assert running.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_a_table_without_rows_keeps_its_header(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("id;title\n1;Neue Brücke über die Mündung\n")
    run("dedup", "old.csv", "--against", "old.csv", "-o", "fresh.csv", folder=tmp_path)
    assert (tmp_path / "fresh.csv").read_text() == "id;title\n"
    (tmp_path / "none.csv").write_text("id,title\n")
    assert run("clean", "none.csv", folder=tmp_path).stdout == b"id,title\n"


def test_clean_says_what_it_did_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "o.txt").write_text("K&ouml;ln\n")
    done = run("clean", "o.txt", "-o", "o.txt", folder=tmp_path)
    assert done.stderr.decode() == "Cleaned 1 of 1 text → o.txt\n"


COUNT_OPENINGS = """
import sys
def report(event, arguments):
    if event == "open" and str(arguments[0]).endswith("news.{suffix}"):
        print("opened", file=sys.stderr)
sys.addaudithook(report)
from textnorm.adapters.cli.app import main
main()
"""


@pytest.mark.parametrize(("command", "limit"), [("clean", 1), ("dedup", 2)])
@pytest.mark.parametrize("suffix", [suffix for row in FORMATS.values() for suffix in row.suffixes[:1]] + [".csv.gz"])
def test_a_file_is_opened_once_to_clean_it_and_twice_to_deduplicate_it(
    tmp_path: Path, command: str, limit: int, suffix: str
) -> None:
    name = f"news{suffix}"
    with open_writer(str(tmp_path / name), column="title") as writer:
        for line, title in enumerate(FOUNDING, start=1):
            writer.write(Record(line, {"title": title}))
    script = COUNT_OPENINGS.format(suffix=suffix.lstrip("."))
    source = str(Path(textnorm.__file__).resolve().parents[1])
    done = subprocess.run(
        [sys.executable, "-c", script, command, name, "-q", "-o", "out.jsonl"],
        cwd=tmp_path,
        capture_output=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b"opened\n" * limit


def test_times_may_be_numbers_and_count_for_the_archive_too(tmp_path: Path) -> None:
    bridge, mayor = "Bürgermeisterin eröffnet neue Brücke über die Mündung", "Neuer Bürgermeister von Bremen gewählt"
    day = 86_400
    old = [{"title": bridge, "time": 0}, {"title": mayor, "time": 0}]
    new = [{"title": bridge, "time": 2 * day}, {"title": mayor, "time": 40 * day}]
    for name, rows in (("old.jsonl", old), ("new.jsonl", new)):
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ("--matcher", "headlines", "--within", "3d", "--time-column", "time")
    done = run("dedup", "new.jsonl", "--against", "old.jsonl", *options, folder=tmp_path)
    assert [json.loads(line)["time"] for line in done.stdout.splitlines()] == [40 * day]
    assert b"--time-column" in run("dedup", "new.jsonl", *options[:4], folder=tmp_path).stderr
