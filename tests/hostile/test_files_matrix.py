"""Every command on every kind of file: a clear error in one line, or every record in one of the outputs."""

from __future__ import annotations

import gzip
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import count_calls
from tests.hostile.files import HostileFile, bad_files, good_files
from textnorm.adapters.cli.app import app
from textnorm.adapters.cli.console import run_guarded
from textnorm.adapters.files.readers import Reading, open_source
from textnorm.adapters.files.records import Rejection

COMMANDS = ["clean", "dedup", "decode"]
KEEP_ALL = [
    "--no-escapes",
    "--no-mojibake",
    "--no-characters",
    "--no-lost",
    "--no-umlauts",
    "--no-spacing",
    "--quotes",
    "keep",
]

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process, in a folder of its own: exit status and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["textnorm", *arguments])
        try:
            status = run_guarded(app)
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, capsys.readouterr().err

    return run


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("file", list(bad_files()), ids=lambda file: file.name)
def test_a_file_that_cannot_be_read_is_named_in_one_line_and_nothing_is_written(
    tmp_path: Path, run: Run, command: str, file: HostileFile
) -> None:
    (tmp_path / file.name).write_bytes(file.data)
    (tmp_path / "out").write_bytes(b"precious")
    before = bytes_in(tmp_path)
    status, shown = run(command, file.name, "-o", "out")
    if command == "decode" and status == 0:  # to decode, a file needs no records
        assert (tmp_path / "out").read_bytes()
        return
    assert status == 2
    assert shown.count("\n") == 1
    assert f"{file.name}:" in shown
    assert bytes_in(tmp_path) == before
    if command != "decode":
        assert file.message in shown
        options = [] if command == "clean" else ["--dropped", "gone.jsonl"]
        assert run(command, file.name, "-o", "out", "--rejected", "bad.jsonl", *options)[0] == 2
        assert bytes_in(tmp_path) == before


@pytest.mark.parametrize("command", ["clean", "dedup"])
@pytest.mark.parametrize("file", list(good_files()), ids=lambda file: file.name)
def test_every_record_is_kept_byte_for_byte_or_dropped_or_rejected(
    tmp_path: Path, run: Run, command: str, file: HostileFile
) -> None:
    (tmp_path / file.name).write_bytes(file.data)
    name = f"out{Path(file.name).suffix}"
    options = KEEP_ALL if command == "clean" else ["--dropped", "gone.jsonl", "--threshold", "1"]
    column = [] if file.name.endswith(".txt") else ["-c", "title"]
    status, shown = run(command, file.name, "-o", name, "--rejected", "bad.jsonl", *column, *options)
    assert status == 0, shown
    bad = (tmp_path / "bad.jsonl").read_text().splitlines()
    gone = (tmp_path / "gone.jsonl").read_text().splitlines() if command == "dedup" else []
    with open_source(name) as source:
        kept = sum(1 for _ in Reading(source).records())
    assert (kept + len(gone), len(bad)) == (file.good, file.bad), shown
    for line in map(json.loads, bad):
        assert line["error"].startswith(f"{file.name}:{line['line']}")
        assert line["record"].encode() in file.data
    data = gzip.decompress(file.data) if file.data[:2] == b"\x1f\x8b" else file.data
    out = (tmp_path / name).read_bytes()
    lines = data.splitlines(keepends=True)
    assert all(line in lines for line in out.splitlines(keepends=True))
    if not file.bad and not gone and file.name != "ragged.csv":
        assert out == data


MEETING = [
    (["clean", "in.jsonl", "-o", "o.jsonl", "--rejected", "in.jsonl"], "--rejected would overwrite FILE (in.jsonl)"),
    (["clean", "in.jsonl", "-o", "o.jsonl", "--rejected", "link.jsonl"], "--rejected would overwrite FILE"),
    (["clean", "in.jsonl", "-o", "o.jsonl", "--rejected", "hard.jsonl"], "--rejected would overwrite FILE"),
    (["clean", "in.jsonl", "-o", "o.jsonl", "--rejected", "./o.jsonl"], "--output and --rejected are both o.jsonl"),
    (["dedup", "in.jsonl", "-o", "o.jsonl", "--dropped", "sub/../o.jsonl"], "--output and --dropped are both o.jsonl"),
    (["dedup", "in.jsonl", "-o", "o.jsonl", "--dropped", "in.jsonl"], "--dropped would overwrite FILE"),
    (
        ["dedup", "in.jsonl", "-o", "o.jsonl", "--dropped", "d", "--rejected", "d"],
        "--dropped and --rejected are both d",
    ),
    (["dedup", "in.jsonl", "-o", "old.jsonl", "--against", "old.jsonl"], "--output would overwrite --against"),
    (["dedup", "in.jsonl", "--dropped", "-"], "are both standard output"),
    (["dedup", "-", "--against", "-"], "are both standard input"),
    (["dedup", "in.jsonl", "-o", "o.jsonl", "--dropped", "none/d.jsonl"], "none/d.jsonl: cannot be written"),
    (["clean", "in.jsonl", "-o", "o.jsonl", "--rejected", "loop"], "loop: cannot be written"),
    (["clean", "loop", "-o", "o.jsonl"], "loop: cannot be read"),
    (["clean", "in.jsonl", "-o", "o.xlsx"], "does not write a ZIP archive or an Office file; write o.csv"),
    (["clean", "in.jsonl", "-o", "o.parquet.gz"], "has its own compression; write o.parquet"),
    (["clean", "in.jsonl", "-o", "o.jsonl", "--escape-formulas"], "JSON Lines has no formulas"),
    (["clean", "in.jsonl", "-o", "o.jsonl", "--delimiter", ";"], "JSON Lines has none; leave --delimiter out"),
    (["clean", "in.csv", "-o", "o.csv", "--delimiter", ";;"], "expected one character, or tab"),
    (["clean", "in.csv", "-o", "o.csv", "--encoding", "latin-99"], "encoding='latin-99'"),
    (["clean", "in.csv", "-o", "o.csv", "--encoding", "rot13"], "encoding='rot13'"),
    (["clean", "in.csv", "-o", "o.csv", "--output-encoding", "latin-99"], "output_encoding='latin-99'"),
    (["clean", "in.csv", "-o", "o.csv", "--encoding", "ascii"], "in.csv:2:4: byte 0xC3 is not ascii"),
    (["clean", "in.csv", "-o", "o.csv", "--output-encoding", "ascii"], "line 2: '\\xf6' cannot be written in ascii"),
    (["dedup", "sur.jsonl", "-o", "o.csv"], "line 1: '\\ud83d' cannot be written in utf-8; write .jsonl instead"),
]


@pytest.mark.parametrize(("arguments", "message"), MEETING, ids=[" ".join(arguments) for arguments, _ in MEETING])
def test_files_that_meet_or_cannot_be_written_are_refused_before_anything_is_read(
    tmp_path: Path, run: Run, arguments: list[str], message: str
) -> None:
    for name in ("in.jsonl", "old.jsonl", "o.jsonl"):
        (tmp_path / name).write_text('{"title": "Köln"}\n')
    (tmp_path / "in.csv").write_text("n,title\n1,Köln\n")
    (tmp_path / "sur.jsonl").write_text('{"title": "\\ud83d"}\n')
    (tmp_path / "link.jsonl").symlink_to("in.jsonl")
    (tmp_path / "hard.jsonl").hardlink_to(tmp_path / "in.jsonl")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "sub").mkdir()
    before = sorted((path.name, path.is_file() and path.read_bytes()) for path in tmp_path.iterdir())
    status, shown = run(*arguments)
    assert status == 2, shown
    assert message in shown
    assert shown.count("\n") == 1
    assert sorted((path.name, path.is_file() and path.read_bytes()) for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("command", ["clean", "dedup"])
@pytest.mark.parametrize("name", ["out.csv.gz", "out.csv.bz2", "out.csv.xz", "out.csv.zst"])
def test_what_has_a_compressed_name_is_compressed_the_same_way_every_time(
    tmp_path: Path, run: Run, command: str, name: str
) -> None:
    (tmp_path / "in.csv").write_text("n,title\n1,Bonn\n")
    assert run(command, "in.csv", "-o", name)[0] == 0
    first = (tmp_path / name).read_bytes()
    assert b"Bonn" not in first or not first.startswith(b"n,title")
    assert run(command, "in.csv", "-o", f"again.{name}")[0] == 0
    assert (tmp_path / f"again.{name}").read_bytes() == first
    assert run(command, name, "-o", "back.csv")[0] == 0
    assert (tmp_path / "back.csv").read_text() == "n,title\n1,Bonn\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_named_pipe_is_read_like_a_file(tmp_path: Path, run: Run, command: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    feeder = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(gzip.compress(b"Bonn\nUlm\n")))
    feeder.start()
    status, shown = run(command, "pipe", "-o", "out.txt")
    feeder.join()
    assert status == 0, shown
    assert (tmp_path / "out.txt").read_text() == "Bonn\nUlm\n"


@pytest.mark.parametrize("command", ["clean", "dedup"])
def test_an_input_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, run: Run, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in.txt").write_text("Bonn\nUlm\n")
    column = Reading.column

    def meddle(reading: Reading, wanted: str | None) -> str:
        with (tmp_path / "in.txt").open("a") as file:
            file.write("Köln\n")
        return column(reading, wanted)

    monkeypatch.setattr(Reading, "column", meddle)
    status, shown = run(command, "in.txt", "-o", "out.txt")
    assert status == 2
    assert "in.txt: changed while it was read, nothing was written" in shown
    assert [path.name for path in tmp_path.iterdir()] == ["in.txt"]


def test_the_archive_has_the_format_that_is_given(tmp_path: Path, run: Run) -> None:
    (tmp_path / "new.txt").write_text('{"title": "Bonn feiert"}\n{"title": "Ulm baut um"}\n')
    (tmp_path / "old.txt").write_text('{"title": "Bonn feiert"}\n')
    status, shown = run("dedup", "new.txt", "--format", "jsonl", "--against", "old.txt", "-o", "out.jsonl")
    assert status == 0, shown
    assert (tmp_path / "out.jsonl").read_text() == '{"title": "Ulm baut um"}\n'


def test_dropped_rows_look_like_their_source(tmp_path: Path, run: Run) -> None:
    rows = b'\xef\xbb\xbfn;title\r\n1;"Bonn feiert; heute"\r\n2;"Bonn feiert; heute"\r\n'
    (tmp_path / "in.csv").write_bytes(rows)
    assert run("dedup", "in.csv", "-o", "out.csv", "--dropped", "gone.csv")[0] == 0
    assert (tmp_path / "out.csv").read_bytes() == b"".join(rows.splitlines(keepends=True)[:2])
    header, row = (tmp_path / "gone.csv").read_bytes().decode("utf-8-sig").splitlines()
    assert header == "n;title;duplicate_of;duplicate_score;duplicate_measure;duplicate_reasons;duplicate_of_row"
    assert row.startswith('2;"Bonn feiert; heute";"Bonn feiert; heute";1.0;')


def test_dropped_lines_of_json_keep_their_numbers(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.jsonl").write_text('{"title":"Bonn feiert", "n": 1.10}\n' * 2)
    assert run("dedup", "in.jsonl", "-o", "out.jsonl", "--dropped", "gone.jsonl")[0] == 0
    assert (
        (tmp_path / "gone.jsonl")
        .read_text()
        .startswith('{"title":"Bonn feiert", "n": 1.10, "duplicate_of": "Bonn feiert", ')
    )


def test_numbers_of_json_come_to_csv_as_they_are_written(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.jsonl").write_text('{"title": "K&ouml;ln", "n": 1.10, "m": 1e400, "b": true, "x": null}\n')
    assert run("clean", "in.jsonl", "-o", "out.csv")[0] == 0
    assert (tmp_path / "out.csv").read_text() == "title,n,m,b,x\nKöln,1.10,1e400,true,\n"


def test_only_the_changed_cell_is_written_anew(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_text('"n";title;x\r\n"1";"KÃ¶ln";"q"\r\n2;KÃ¶ln;"a;b"\r\n', "utf-8", newline="")
    assert run("clean", "in.csv", "-o", "in.csv", "-c", "title")[0] == 0
    assert (tmp_path / "in.csv").read_bytes().decode() == '"n";title;x\r\n"1";"Köln";"q"\r\n2;Köln;"a;b"\r\n'


def test_formulas_are_escaped_on_request_and_numbers_are_not(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_text('n,title\n-5,=1+2\n+3,"@x, y"\n- a,b\n')
    assert run("clean", "in.csv", "-o", "out.csv", *KEEP_ALL)[0] == 0
    assert (tmp_path / "out.csv").read_text() == (tmp_path / "in.csv").read_text()
    assert run("clean", "in.csv", "-o", "out.csv", "--escape-formulas", *KEEP_ALL)[0] == 0
    assert (tmp_path / "out.csv").read_text() == "n,title\n-5,'=1+2\n+3,\"'@x, y\"\n'- a,b\n"


def test_an_encoding_can_be_forced_on_both_sides(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.jsonl").write_bytes('{"title": "Köln", "x": "ß"}\n'.encode("cp850"))
    assert run("clean", "in.jsonl", "-o", "out.jsonl", "--encoding", "cp850", "--output-encoding", "cp1252")[0] == 0
    assert (tmp_path / "out.jsonl").read_bytes() == '{"title": "Köln", "x": "ß"}\n'.encode("cp1252")
    assert run("clean", "in.jsonl", "-o", "out.jsonl", "--encoding", "cp850", "--output-encoding", "ascii")[0] == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b'{"title": "K\\u00f6ln", "x": "\\u00df"}\n'


def test_a_parquet_file_passes_through_both_commands(tmp_path: Path, run: Run) -> None:
    table = pa.table({"title": ["K&ouml;ln baut", "Köln baut", None], "n": pa.array([1, 2, 3], pa.int8())})
    pq.write_table(table, tmp_path / "in.parquet")
    status, shown = run("dedup", "in.parquet", "-o", "out.parquet", "--dropped", "gone.parquet", "--clean")
    assert status == 0, shown
    out, gone = pq.read_table(tmp_path / "out.parquet"), pq.read_table(tmp_path / "gone.parquet")
    assert out.schema.equals(pq.read_schema(tmp_path / "in.parquet"))
    assert out.num_rows + gone.num_rows == 3
    assert gone.column_names[-1] == "duplicate_of_row"
    (tmp_path / "copy").write_bytes((tmp_path / "in.parquet").read_bytes())
    assert run("clean", "copy", "-o", "copy.parquet")[0] == 0
    assert pq.read_table(tmp_path / "copy.parquet").column("title").to_pylist() == ["Köln baut", "Köln baut", None]


def test_the_options_of_the_input_do_not_hinder_an_archive_of_another_format(tmp_path: Path, run: Run) -> None:
    (tmp_path / "new.csv").write_text("n,x;title\n1;Bonn feiert\n2;Ulm baut um\n")
    (tmp_path / "old.jsonl").write_text('{"title": "Bonn feiert"}\n')
    status, shown = run("dedup", "new.csv", "--delimiter", ";", "--against", "old.jsonl", "-o", "out.csv")
    assert status == 0, shown
    assert (tmp_path / "out.csv").read_text() == "n,x;title\n2;Ulm baut um\n"


def test_quotes_that_are_never_closed_are_read_again_a_bounded_number_of_times(tmp_path: Path) -> None:
    lines = ["n,title\n", *['a","\n'] * 3_000]
    (tmp_path / "in.csv").write_text("".join(lines))
    rejected: list[Rejection] = []
    with open_source(str(tmp_path / "in.csv"), rejected=rejected.append) as source:
        calls = count_calls(lambda: [*Reading(source).records()])
    assert len(rejected) == 3_000
    assert calls < 100 * len(lines)


def test_a_cell_beside_a_lone_carriage_return_can_be_changed(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_bytes(b'n,title\nx\ry,K&ouml;ln\n1,"K&ouml;ln"\r\r\n')
    assert run("clean", "in.csv", "-o", "out.csv")[0] == 0
    assert (tmp_path / "out.csv").read_bytes().decode() == 'n,title\n"x\ry",Köln\n1,"Köln"\r\r\n'
