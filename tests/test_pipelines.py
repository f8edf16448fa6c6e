"""The scripts of the page "For your pipeline" run, and each is about twenty lines."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import textnorm
from tests.conftest import needed

SCRIPTS = Path(__file__).parent.parent / "examples" / "pipelines"
PAGE = Path(__file__).parent.parent / "docs" / "for-your-pipeline.md"


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    source = str(Path(textnorm.__file__).resolve().parents[1])
    command = [sys.executable, "-W", "error::SyntaxWarning", str(SCRIPTS / script), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": source, "PYTHONIOENCODING": "utf-8"}
    )
    assert done.returncode == 0, done.stderr
    return done


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_newsroom(tmp_path: Path) -> None:
    archive = write_lines(
        tmp_path / "archive.jsonl",
        [
            {"title": "Nordkorea empfängt russische Militärdelegation", "time": "2024-07-19"},
            {"title": "Kölner Dom bekommt neue Fenster", "time": "2023-01-05"},
        ],
    )
    feed = write_lines(
        tmp_path / "feed.jsonl",
        [
            {"id": 1, "title": "Nordkorea empfaengt russische Militaerdelegation — World", "time": "2024-07-20"},
            {"id": 2, "title": 'B&uuml;rgermeisterin er&ouml;ffnet "Brücke der Jugend"', "time": "2024-07-20"},
            {"id": 3, "title": "Kölner Dom bekommt neue Fenster", "time": "2024-07-20"},
        ],
    )
    done = run("newsroom.py", archive, feed)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    # The Dom gets new windows again, a year and a half later: that is news.
    assert [row["id"] for row in rows] == [2, 3]
    assert rows[0]["title"] == "Bürgermeisterin eröffnet „Brücke der Jugend“"
    assert "=  Nordkorea empfängt russische Militärdelegation" in done.stderr


def test_data_engineer(tmp_path: Path) -> None:
    titles = [f"Bezirk {number} von K&ouml;ln bekommt neue Radwege" for number in range(1_000)]
    titles += ["Nordkorea empfängt Delegation aus Moskau", None, "NORDKOREA EMPFÄNGT DELEGATION AUS MOSKAU"]
    titles += ["Ukraine-Krieg: Nordkorea empfaengt Delegation aus Moskau"]
    frame = pl.DataFrame({"id": range(len(titles)), "title": titles}, schema_overrides={"id": pl.UInt32})
    frame.write_parquet(tmp_path / "in.parquet")
    done = run("data_engineer.py", tmp_path / "in.parquet", tmp_path / "out.parquet")
    out = pl.read_parquet(tmp_path / "out.parquet")
    assert done.stdout.startswith("1,004 rows read, 2 copies dropped, 1,002 written to ")
    assert out.schema == frame.schema
    assert out["title"][0] == "Bezirk 0 von Köln bekommt neue Radwege"
    assert out["id"].to_list() == list(range(1_002))


def test_corpus_builder(tmp_path: Path) -> None:
    datasets = needed("datasets")
    banner = "Wir verwenden Cookies, um Inhalte zu zeigen und die Zugriffe auf unsere Seiten zu zählen."
    article = [
        " ".join(
            f"Der Rat von {town} beriet am {day}. Mai über Punkt {day} der Ordnung und stimmte zu."
            for day in range(1, 20)
        )
        for town in ("K&ouml;ln", "Bonn")
    ]
    rows = [{"id": number, "text": f"{banner} {text}"} for number, text in enumerate([*article, article[0]])]
    crawl = write_lines(tmp_path / "crawl.jsonl", rows)
    done = run("corpus_builder.py", crawl, tmp_path / "corpus")
    assert done.stdout.splitlines()[0] == "3 documents read, 1 copies dropped, 2 kept"
    corpus = datasets.load_from_disk(str(tmp_path / "corpus"))
    assert sum("Cookies" in text for text in corpus["text"]) == 1
    assert sum("Köln" in text for text in corpus["text"]) == 1


def test_search_engineer(tmp_path: Path) -> None:
    titles = [
        "Kölner Brücke wird saniert",
        "Koelner Bruecke wird saniert",
        "Bonner Brücke gesperrt",
        "Kölner Brücke ist gesperrt",
    ]
    news = write_lines(tmp_path / "news.jsonl", [{"title": title} for title in titles])
    lines = run("search_engineer.py", news, "KOELNER brücke").stdout.splitlines()
    assert sorted(lines) == ["Kölner Brücke ist gesperrt", "Kölner Brücke wird saniert  (+1)"]


def test_librarian(tmp_path: Path) -> None:
    rows = [
        ("title", "author"),
        ("Die Brüder Karamasow", "Dostojewski, Fjodor"),
        ("Schuld und Sühne", "Fyodor Dostoevsky"),
        ("Kürzere Erzählungen für Schüler", "Keller, Gottfried"),
    ]
    source = tmp_path / "catalogue.csv"
    with source.open("w", encoding="cp850", newline="") as file:
        csv.writer(file).writerows(rows)
    done = run("librarian.py", source, tmp_path / "out.csv")
    assert "catalogue.csv: cp850, certain to" in done.stdout
    assert "one author: " in done.stdout
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        out = list(csv.DictReader(file))
    assert [row["title"] for row in out] == [title for title, _ in rows[1:]]
    assert len({row["author"] for row in out}) == 2
    assert [row["author_as_printed"] for row in out] == [author for _, author in rows[1:]]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::ResourceWarning")
def test_web_service() -> None:
    needed("fastapi")
    from fastapi.testclient import TestClient

    spec = importlib.util.spec_from_file_location("web_service", SCRIPTS / "web_service.py")
    assert spec is not None
    assert spec.loader is not None
    service = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(service)
    with TestClient(service.app) as client:
        texts = ["Bruecken gr&uuml;&szlig;en", None, '"Ja"']
        assert client.post("/clean?quotes=de", json=texts).json() == ["Brücken grüßen", None, "„Ja“"]
        failed = client.post("/clean?quotes=germn", json=texts)
        assert failed.status_code == 422
        assert "quotes='germn'" in failed.json()["detail"]
        pair = client.get("/compare", params={"a": "Dax steigt um 2 Prozent", "b": "Dax steigt um 3 Prozent"}).json()
        assert pair["same"] is False
        assert pair["reasons"]


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.py")), ids=lambda path: path.stem)
def test_a_script_is_short_and_on_the_page(script: Path) -> None:
    code = script.read_text(encoding="utf-8").partition('"""\n\n')[2]
    lines = [line for line in code.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) <= 26
    page = PAGE.read_text(encoding="utf-8")
    assert f"`examples/pipelines/{script.name}`" in page
    assert f"```python\n{script.read_text(encoding='utf-8')}```" in page, "the page has another version"


@pytest.mark.parametrize("script", ["newsroom", "data_engineer", "corpus_builder", "search_engineer", "librarian"])
def test_a_script_without_its_files_says_how_to_call_it(script: str) -> None:
    if script == "corpus_builder":
        needed("datasets")
    command = [sys.executable, str(SCRIPTS / f"{script}.py")]
    source = str(Path(textnorm.__file__).resolve().parents[1])
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": source}
    )
    assert done.returncode == 1
    assert f"python {script}.py" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_to_do_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,author\n")
    run("librarian.py", tmp_path / "a.csv", tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_text() == "title,author,author_as_printed\n"


def test_a_query_without_a_word_says_so(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "a.jsonl", [{"title": "Hund bellt"}])
    with pytest.raises(AssertionError, match="'!!': no word to look for"):
        run("search_engineer.py", source, "!!")


def test_a_corpus_may_have_no_column_but_the_text(tmp_path: Path) -> None:
    needed("datasets")
    source = write_lines(tmp_path / "a.jsonl", [{"text": "Der Käse ist gut und reif"}])
    assert "1 kept" in run("corpus_builder.py", source, tmp_path / "corpus").stdout
