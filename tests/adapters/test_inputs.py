"""What may be put in: pipes without a name, JSON arrays, many files, many columns, fields inside objects."""

from __future__ import annotations

import bz2
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.adapters.conftest import Run
from textnorm.adapters.cli.records.inputs import Inputs
from textnorm.adapters.files.readers import Reading, open_source
from textnorm.adapters.files.sniff import TEXT_COLUMNS, sniffed
from textnorm.errors import BadRecord

PIPED = [
    (b'{"title": "K&ouml;ln"}\n', "JSON Lines", '{"title": "Köln"}\n'),
    (b'\n{"title": "K&ouml;ln"}', "JSON Lines", '{"title": "Köln"}'),
    (b'[{"title": "K&ouml;ln"}]', "a JSON array", '[{"title": "Köln"}]'),
    (b'[\n  "K&ouml;ln",\n  "Bonn"\n]\n', "a JSON array", '[\n  "Köln",\n  "Bonn"\n]\n'),
    (b"id;title\n1;K%C3%B6ln\n", "CSV", "id;title\n1;K\xc3\xb6ln\n".encode("latin-1").decode()),
    (b"id,title\n1,K%C3%B6ln\n", "CSV", "id,title\n1,Köln\n"),
    (b"id\ttitle\n1\tK&ouml;ln\n".replace(b"&ouml;", b"%C3%B6"), "TSV", "id\ttitle\n1\tKöln\n"),
    (b"K&ouml;ln\nBonn\n", "text", "Köln\nBonn\n"),
    (gzip.compress(b'{"title": "K&ouml;ln"}\n'), "gzip, JSON Lines", '{"title": "Köln"}\n'),
    (bz2.compress(b"K&ouml;ln\n"), "bzip2, text", "Köln\n"),
]


@pytest.mark.parametrize(("data", "guess", "cleaned"), PIPED, ids=[guess for _, guess, _ in PIPED])
def test_a_pipe_is_recognised_and_the_guess_is_reported(run: Run, data: bytes, guess: str, cleaned: str | None) -> None:
    done = run("clean", stdin=data)
    assert done.err == f"textnorm: <stdin>: read as {guess}, by its first bytes; --format names another\n"
    assert done.status == 0
    if cleaned is not None:
        assert done.out == cleaned
    assert run("clean", "-q", stdin=data).err == ""


def test_a_pipe_in_a_given_encoding_is_recognised_too(run: Run) -> None:
    done = run("clean", "--encoding", "cp1252", stdin="id;title\n1;Köln\n".encode("cp1252"))
    assert done.out == "id;title\n1;Köln\n"
    assert "read as CSV" in done.err


def test_two_files_of_one_name_do_not_go_to_one_file(run: Run, three_files: Path) -> None:
    (three_files / "in" / "sub" / "a.jsonl").write_text('{"title": "Ulm"}\n')
    done = run("clean", "in", "-o", "out/")
    assert done.status == 2
    assert "two files are called a.jsonl" in done.err


TEXTS = [
    "Bonn, Ulm\n",
    "Dax steigt, Euro fällt\nBahn streikt, Flughafen steht\n",
    "{Köln}\n",
    "[Bonn] sagt er\n",
    '["Bonn" sagt er\n',
    '"Nein", sagt sie\n"Ja", sagt er\n',
    "Bonn; Ulm; Köln\n",
    "Heute | Morgen\nRegen | Sonne\n",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_could_be_a_sentence_is_text(text: str) -> None:
    assert sniffed(text.encode(), complete=True) == "text"


@pytest.mark.parametrize("cut", [True, False])
def test_a_first_record_longer_than_the_head_is_recognised(cut: bool) -> None:
    line = json.dumps({"title": "Bonn " * 2_000}) + "\n"
    head = line.encode()[: 4_096 if cut else None]
    assert sniffed(head, complete=not cut) == "jsonl"


def test_a_named_file_without_a_suffix_is_recognised_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "news").write_text('{"title": "K&ouml;ln"}\n')
    done = run("clean", "news")
    assert done.out == '{"title": "Köln"}\n'
    assert "news: read as JSON Lines" in done.err
    (tmp_path / "lines.txt").write_text('{"title": "Bonn"}\n')
    assert run("clean", "lines.txt").err == ""


ARRAYS = [
    '[{"title": "K&ouml;ln", "n": 1.10}, {"title": null}]',
    '[\n  {\n    "title": "K&ouml;ln",\n    "n": 1e400\n  },\n  {\n    "title": "Bonn"\n  }\n]\n',
    "[]",
    "[ ]\n",
    '\ufeff[{"title":"Bonn"}]\r\n',
]


@pytest.mark.parametrize("array", ARRAYS)
def test_an_array_stays_as_it_is_written_but_for_what_is_cleaned(run: Run, tmp_path: Path, array: str) -> None:
    (tmp_path / "news.json").write_bytes(array.encode())
    done = run("clean", "news.json", "-c", "title", "-o", "out.json")
    assert done.status == 0, done.err
    assert (tmp_path / "out.json").read_bytes() == array.replace("K&ouml;ln", "Köln").encode()


def test_the_records_of_an_array_can_be_dropped_and_become_lines(run: Run, tmp_path: Path) -> None:
    rows = [{"id": n, "title": "Kölner Dom bekommt neue Fenster"} for n in range(3)]
    (tmp_path / "news.json").write_text(json.dumps(rows, indent=1))
    assert run("dedup", "news.json", "-o", "out.json").status == 0
    assert json.loads((tmp_path / "out.json").read_text()) == rows[:1]
    assert run("clean", "news.json", "-o", "out.jsonl").status == 0
    assert [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()] == rows


def test_an_array_longer_than_what_is_read_at_once_is_read_to_its_end(tmp_path: Path) -> None:
    rows = [{"title": f"Bonn {n} " + "ä" * (200_000 if n == 7 else 50)} for n in range(3_000)]
    (tmp_path / "news.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    with open_source(str(tmp_path / "news.json")) as source:
        assert [row.texts[0] for row in Inputs([source]).open().rows(("title",))] == [row["title"] for row in rows]


def test_lines_in_a_file_called_json_stay_lines(run: Run, tmp_path: Path) -> None:
    lines = '{"title": "Bonn"}\n{"title": "Ulm"}\n'
    (tmp_path / "news.json").write_text(lines)
    run("clean", "news.json", "-o", "out.json")
    assert (tmp_path / "out.json").read_text() == lines
    (tmp_path / "news.csv").write_text("title\nBonn\n")
    run("clean", "news.csv", "-o", "out.json")
    assert json.loads((tmp_path / "out.json").read_text()) == [{"title": "Bonn"}]


@pytest.fixture
def three_files(tmp_path: Path) -> Path:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "a.jsonl").write_text('{"title": "K&ouml;ln"}')
    (tmp_path / "in" / "b.jsonl").write_text('{"title": "Bonn"}\n')
    (tmp_path / "in" / "sub" / "c.jsonl").write_text('{"title": "Bonn"}\n')
    (tmp_path / "in" / "notes.md").write_text("no file of texts")
    (tmp_path / "in" / ".hidden.jsonl").write_text('{"title": "Ulm"}\n')
    return tmp_path


@pytest.mark.parametrize(
    ("names", "titles"),
    [
        (["in/a.jsonl", "in/b.jsonl"], ["Köln", "Bonn"]),
        (["in"], ["Köln", "Bonn", "Bonn"]),
        (["in/*.jsonl"], ["Köln", "Bonn"]),
        (["in/**/*.jsonl"], ["Köln", "Bonn", "Bonn"]),
        (["in/b.jsonl", "in"], ["Bonn", "Köln", "Bonn"]),
    ],
)
def test_files_folders_and_patterns_are_read_in_order(
    run: Run, three_files: Path, names: list[str], titles: list[str]
) -> None:
    done = run("clean", *names)
    assert [json.loads(line)["title"] for line in done.out.splitlines()] == titles


def test_each_file_of_text_can_be_one_text(run: Run, tmp_path: Path) -> None:
    body = "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke über den Fluss zu sanieren.\nDas kostet Geld.\n"
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(body, encoding="utf-8")
    (tmp_path / "c.txt").write_text("Im Zoo sind drei Luchse geboren,\nund die Pfleger freuen sich.\n")
    options = ("--no-lines", "--id-column", "file", "--annotate", "--keep", "first", "-q", "-o", "out.jsonl")
    done = run("dedup", "*.txt", *options)
    assert done.status == 0, done.err
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["file"] for row in rows] == ["a.txt", "b.txt", "c.txt"]
    assert [row["duplicate_of"] for row in rows] == [None, "a.txt", None]
    assert rows[0]["text"] == body.rstrip()


def test_several_files_go_to_a_folder_each_under_its_name(run: Run, three_files: Path) -> None:
    done = run("clean", "in", "-o", "out/")
    assert done.status == 0, done.err
    assert sorted(path.name for path in (three_files / "out").iterdir()) == ["a.jsonl", "b.jsonl", "c.jsonl"]
    assert (three_files / "out" / "a.jsonl").read_text() == '{"title": "Köln"}'
    assert "Cleaned 1 of 3 texts" in done.err


def test_copies_are_found_across_files(run: Run, three_files: Path) -> None:
    done = run("dedup", "in", "-o", "kept.jsonl", "--dropped", "gone.jsonl")
    assert done.status == 0, done.err
    assert len((three_files / "kept.jsonl").read_text().splitlines()) == 2
    assert json.loads((three_files / "gone.jsonl").read_text())["duplicate_of_row"] == 1


def test_tables_with_other_columns_or_delimiters_become_one_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,title\n1,Bonn\n")
    (tmp_path / "b.csv").write_text('title;id\n"Ulm, heute";2\n')
    assert run("clean", "a.csv", "b.csv").out == 'id,title\n1,Bonn\n2,"Ulm, heute"\n'
    (tmp_path / "c.csv").write_text("title,url\nUlm,x\n")
    done = run("clean", "a.csv", "c.csv", "-o", "out.csv")
    assert done.status == 2
    assert "column 'url' is not in the first record" in done.err


def test_parquet_files_with_other_types_are_refused(run: Run, tmp_path: Path) -> None:
    pq.write_table(pa.table({"title": ["Bonn"], "n": [1]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"title": ["Ulm"], "n": ["x"]}), tmp_path / "b.parquet")
    done = run("clean", "a.parquet", "b.parquet", "-o", "out.parquet")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "columns of different types" in done.err


def test_standard_input_stands_alone(run: Run, three_files: Path) -> None:
    assert "stands alone" in run("clean", "in/a.jsonl", "-").err


def test_two_columns_are_cleaned(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,body,note\nK%C3%B6ln,M%C3%BCnchen,B%C3%A4r\n")
    assert run("clean", "a.csv", "-c", "title", "-c", "body").out == "title,body,note\nKöln,München,B%C3%A4r\n"


def test_two_columns_are_judged_together(run: Run, tmp_path: Path) -> None:
    body = "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke über den Fluss zu sanieren und zu verbreitern."
    rows = [
        {"title": "Brücke wird saniert", "body": body},
        {"title": "Brücke wird saniert", "body": "Im Zoo sind drei Luchse geboren, die Pfleger freuen sich sehr."},
        {"title": "Brücke wird saniert", "body": body},
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ("--matcher", "articles", "--keep", "first", "-q", "-o", "kept.jsonl")
    assert run("dedup", "a.jsonl", "-c", "title", "-c", "body", *options).status == 0
    assert [json.loads(line) for line in (tmp_path / "kept.jsonl").read_text().splitlines()] == rows[:2]


def test_a_field_inside_an_object_is_cleaned_in_its_place(run: Run, tmp_path: Path) -> None:
    line = '{"id": 1.0, "article": {"meta": {"n": 1.10}, "title": "K&ouml;ln"},  "title": "&ouml;"}\n'
    (tmp_path / "a.jsonl").write_text(line)
    assert run("clean", "a.jsonl", "-c", "article.title").out == line.replace("K&ouml;ln", "Köln")
    run("clean", "a.jsonl", "-c", "article.title", "-o", "out.csv")
    assert "Köln" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    done = run("clean", "a.jsonl", "-c", "article.titel")
    assert "no column 'article.titel'; columns: id, article, title" in done.err


def test_a_field_of_a_struct_is_cleaned_and_its_type_stays(run: Run, tmp_path: Path) -> None:
    kind = pa.struct([("title", pa.string()), ("n", pa.int16())])
    table = pa.table({"id": [1, 2], "article": pa.array([{"title": "K&ouml;ln", "n": 3}, {"title": None}], kind)})
    pq.write_table(table, tmp_path / "a.parquet")
    assert run("clean", "a.parquet", "-c", "article.title", "-o", "b.parquet").status == 0
    again = pq.read_table(tmp_path / "b.parquet")
    assert again.schema.equals(table.schema)
    assert again.column("article").to_pylist() == [{"title": "Köln", "n": 3}, {"title": None, "n": None}]


@pytest.mark.parametrize(
    "name", ["Titel", "Überschrift", "U\u0308berschrift", "Schlagzeile", "Text", "headline", "TITLE", "name"]
)
def test_columns_with_a_usual_name_are_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": 1, name: "Bonn"}) + "\n")
    with open_source(str(tmp_path / "a.jsonl")) as source:
        assert Reading(source).column(None) == name


def test_of_usual_names_the_likelier_one_is_taken() -> None:
    assert TEXT_COLUMNS.index("title") < TEXT_COLUMNS.index("text") < TEXT_COLUMNS.index("name")


def test_the_hint_proposes_the_likeliest_column(tmp_path: Path) -> None:
    row = {
        "nr": "A-1",
        "link": "https://example.org/news/heute ist alles gut und schön",
        "artikel_text": "Heute ist alles gut",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n")
    with open_source(str(tmp_path / "a.jsonl")) as source, pytest.raises(BadRecord, match=r"--column artikel_text$"):
        Reading(source).column(None)
    (tmp_path / "b.jsonl").write_text(json.dumps({"nr": 1, "doc": {"head": "Heute ist alles gut"}}) + "\n")
    with open_source(str(tmp_path / "b.jsonl")) as source, pytest.raises(BadRecord, match=r"--column doc\.head$"):
        Reading(source).column(None)


def test_a_misspelt_column_is_named_with_the_nearest(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("headline,url\nBonn,x\n")
    assert "did you mean 'headline'?" in run("clean", "a.csv", "-c", "headlin").err


def test_a_line_of_text_among_records_with_two_columns_goes_to_the_first(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "K&ouml;ln", "body": "B&auml;r"}\n')
    (tmp_path / "b.txt").write_text("D&uuml;ren")
    done = run("clean", "a.jsonl", "b.txt", "-c", "title", "-c", "body", "-o", "out.jsonl")
    assert done.status == 0, done.err
    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert out == [{"title": "Köln", "body": "Bär"}, {"title": "Düren"}]
