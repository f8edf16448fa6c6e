"""What a first run meets: tables without a header, odd names, full disks; and what the message says to do next."""

from __future__ import annotations

import errno
import gzip
import json
import os
from pathlib import Path

import pytest

from tests.adapters.conftest import Run
from textnorm import Matcher, open_index
from textnorm.adapters.cli.console import run_guarded
from textnorm.adapters.cli.seen import _Asker
from textnorm.errors import BadRecord, IndexUnusable

ROWS = "1,K&ouml;ln feiert den Fr&uuml;hling,x\n2,Koeln feiert den Fruehling,y\n"


def test_a_table_without_a_header_loses_no_row(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS)
    cleaned = run("clean", "a.csv", "--no-header", "-c", "2").out
    assert cleaned == "1,Köln feiert den Frühling,x\n2,Köln feiert den Frühling,y\n"
    assert run("dedup", "a.csv", "--no-header", "-c", "2", "--keep", "first").out == ROWS.splitlines(True)[0]
    marked = run("dedup", "a.csv", "--no-header", "-c", "2", "--keep", "first", "--annotate").out.splitlines()
    assert [line.split(",")[:5] for line in marked] == [
        ["1", "K&ouml;ln feiert den Fr&uuml;hling", "x", "0", "true"],
        ["2", "Koeln feiert den Fruehling", "y", "0", "false"],
    ]
    assert run("clean", "a.csv", "--no-header", "-c", "2", "-o", "b.jsonl").status == 0
    records = [json.loads(line) for line in (tmp_path / "b.jsonl").read_text().splitlines()]
    assert records[0] == {"1": "1", "2": "Köln feiert den Frühling", "3": "x"}
    assert "in 2 texts" in run("passages", "a.csv", "--no-header", "-c", "2").err


def test_a_table_without_a_header_keeps_what_excel_writes_before_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfsep=;\r\n1;Gruesse\r\n")
    (tmp_path / "none.csv").write_bytes(b"")
    assert run("clean", "a.csv", "--no-header", "-c", "2").out == "\ufeffsep=;\r\n1;Grüße\r\n"
    assert run("clean", "none.csv", "--no-header", "-c", "2").out == ""


def test_a_file_of_which_nothing_can_be_written_leaves_no_byte_order_mark(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbftitel;id\r\nGruesse;1\r\n")
    (tmp_path / "header.csv").write_bytes(b"\xef\xbb\xbftitel;id\r\n")
    (tmp_path / "mark.csv").write_bytes(b"\xef\xbb\xbf")
    wrong = run("clean", "a.csv", "-c", "wrong")
    assert (wrong.status, wrong.out) == (2, "")
    assert "no column 'wrong'" in wrong.err
    assert run("clean", "a.csv", "-c", "titel").out == "\ufefftitel;id\r\nGrüße;1\r\n"
    assert run("clean", "header.csv", "-c", "titel").out == "\ufefftitel;id\r\n"
    assert run("clean", "mark.csv", "-c", "titel").out == "\ufeff"


def test_what_is_no_table_has_no_header(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "Bonn"}\n')
    assert "header=False: JSON Lines has none; leave --no-header out" in run("clean", "a.jsonl", "--no-header").err


def test_columns_beside_the_table_need_no_name(run: Run, tmp_path: Path) -> None:
    text = "id;titel;;\n1;Gruesse;;\n"
    (tmp_path / "a.csv").write_text(text)
    assert run("clean", "a.csv").out == text.replace("Gruesse", "Grüße")


@pytest.mark.parametrize(
    ("table", "hint"),
    [
        ("id#news\n1#Bonn ruht\n", "--delimiter '#'"),
        ("1,Kanzler trifft Minister in Berlin\n2,Bonn\n", "say so: --no-header"),
        ("id,die Zeile\n1,Bonn ruht heute\n", "Name it: --column 'die Zeile'"),
    ],
)
def test_the_next_step_can_be_typed(run: Run, tmp_path: Path, table: str, hint: str) -> None:
    (tmp_path / "a.csv").write_text(table)
    assert hint in run("clean", "a.csv").err


def test_an_object_that_is_null_has_a_text_that_is_null(run: Run, tmp_path: Path) -> None:
    lines = '{"a": {"title": "K&ouml;ln"}}\n{"a": null}\n{"a": {"title": null}}\n'
    (tmp_path / "a.jsonl").write_text(lines)
    done = run("clean", "a.jsonl", "-c", "a.title")
    assert (done.status, done.out) == (0, lines.replace("K&ouml;ln", "Köln"))
    assert run("dedup", "a.jsonl", "-c", "a.title").out == lines
    assert "did you mean 'a.title'?" in run("clean", "a.jsonl", "-c", "a.titel").err
    assert "got dict" in (message := run("clean", "a.jsonl", "-c", "a").err)
    assert "name a field of it: --column a.title" in message


def test_structs_of_parquet_may_be_null_from_the_first_row_on(run: Run, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = [None, {"title": "K&ouml;ln"}, {"title": None}]
    parquet.write_table(pyarrow.table({"n": rows, "k": [1, 2, 3]}), tmp_path / "a.parquet")
    assert run("clean", "a.parquet", "-c", "n.title", "-o", "b.parquet").status == 0
    assert parquet.read_table(tmp_path / "b.parquet").to_pydict() == {
        "n": [None, {"title": "Köln"}, {"title": None}],
        "k": [1, 2, 3],
    }


def test_a_file_that_is_called_packed_and_is_not_gets_a_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_text("title\nBonn\n")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(b"title\nBonn\n" * 99)[:-9])
    assert "is not gzip, but text; give it the name that fits: a.csv" in run("clean", "a.csv.gz").err
    assert "b.csv.gz: not a complete gzip file" in run("clean", "b.csv.gz").err


def test_quiet_keeps_guesses_to_itself(run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.csv").write_bytes("title\nGrüße aus Köln und schöne Tage\n".encode("cp850"))
    run("clean", "a.csv", "-q")
    assert caplog.text == ""
    run("clean", "a.csv")
    assert "textnorm: a.csv: read as cp850, confidence " in caplog.text


def test_nothing_was_taken_for_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none").write_bytes(b"")
    assert run("clean", "none").err == ""


def test_an_index_that_fails_while_a_file_is_written_speaks_for_itself(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "Kanzler trifft Minister"}\n')

    def fails(self: object, *given: object) -> None:
        raise IndexUnusable.at("seen.db", "the disk is full", "free space")

    monkeypatch.setattr(_Asker, "__call__", fails)
    for output in ([], ["-o", "b.jsonl"]):
        assert run("seen", "a.jsonl", *output).err == "textnorm: seen.db: the disk is full; free space\n"
    assert os.listdir(tmp_path).count("b.jsonl") == 0  # noqa: PTH208


def test_what_cannot_be_taken_out_of_an_index_again_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_index(tmp_path / "seen.db", Matcher.headlines()) as index:
        asker = _Asker(index, None, False)
        asker._added = ["a b", 7]

        def fails(id: object) -> bool:
            raise IndexUnusable("full")

        monkeypatch.setattr(index, "remove", fails)
        left = r"""still holds 2 records .*textnorm index remove '"a b"' 7"""
        with pytest.raises(IndexUnusable, match=left), asker.undone_on_failure():
            raise BadRecord("the disk is full")


def test_a_full_disk_behind_a_pipe_leaves_what_was_written(capfd: pytest.CaptureFixture[str]) -> None:
    def fails(place: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", place)

    assert run_guarded(lambda: fails("standard output")) == 2
    assert "what was written there is incomplete" in capfd.readouterr().err
    assert run_guarded(lambda: fails("a.csv")) == 2
    assert "nothing was written" in capfd.readouterr().err


def test_a_line_that_is_no_item_says_what_it_lacks(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1}\n')
    assert run("index", "import", "new.db", "a.jsonl").err.endswith(
        "a.jsonl:1: not an item of an export: it has no 'text'\n"
    )
