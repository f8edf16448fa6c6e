"""``textnorm passages``: what repeats in a file, where, and the file without it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import run_textnorm

BANNER = "Wir verwenden Cookies, um Inhalte zu personalisieren und Zugriffe zu zählen."
OWN = ["Der Dom bekommt neue Fenster.", "Das Rathaus zieht um.", "Im Zoo sind drei Luchse geboren."]
ROWS = [{"id": number, "text": f"{BANNER} {own}"} for number, own in enumerate(OWN)]


def write(folder: Path) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in [*ROWS, {"id": 3, "text": None}]]
    (folder / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_passages_are_printed_with_their_number_and_a_summary(tmp_path: Path) -> None:
    write(tmp_path)
    done = run_textnorm("passages", "in.jsonl", "--min-words", "8", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.decode().startswith("11 words, 3 times in 3 texts: Wir verwenden Cookies")
    assert "1 passage in 3 of 4 texts" in done.stderr.decode()


def test_json_names_every_place(tmp_path: Path) -> None:
    write(tmp_path)
    done = run_textnorm("passages", "in.jsonl", "--min-words", "8", "--json", "--shells", folder=tmp_path)
    (row,) = map(json.loads, done.stdout.decode().splitlines())
    assert row["words"] == 11
    assert row["places"] == [{"row": number, "start": 0, "end": len(BANNER) - 1} for number in range(3)]


def test_the_stripped_file_has_every_row_and_each_passage_once(tmp_path: Path) -> None:
    write(tmp_path)
    done = run_textnorm("passages", "in.jsonl", "--min-words", "8", "--stripped", "own.jsonl", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "own.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [0, 1, 2, 3]
    assert [row["text"] for row in rows] == [ROWS[0]["text"], *OWN[1:], None]


def test_a_file_without_repetitions_says_so(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Eins\nZwei\n", encoding="utf-8")
    done = run_textnorm("passages", "in.txt", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert "no passage in 2 texts" in done.stderr.decode()
