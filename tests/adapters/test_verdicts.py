"""Who is whose copy: names and rows of the twins, annotated files, no copy at all, the most frequent one, times."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.adapters.conftest import Run
from textnorm import BadRecord, Matcher, UnknownOption, find_duplicates

TWINS = [
    "Bürgermeisterin eröffnet neue Brücke über die Mündung",
    "Kölner Dom bekommt neue Fenster",
    "Buergermeisterin eroeffnet neue Bruecke ueber die Muendung",
]


def write_rows(path: Path, titles: list[str] = TWINS, **columns: list[object]) -> list[dict[str, object]]:
    rows = [
        {"id": f"n-{n}", "title": title, **{name: values[n] for name, values in columns.items()}}
        for n, title in enumerate(titles)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return rows


def rows_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_annotated_records_are_all_there_with_the_verdict(run: Run, tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "in.jsonl")
    done = run("dedup", "in.jsonl", "--annotate", "--id-column", "id", "-o", "out.jsonl")
    assert done.status == 0, done.err
    out = rows_of(tmp_path / "out.jsonl")
    assert [{name: row[name] for name in ("id", "title")} for row in out] == rows
    assert [row["kept"] for row in out] == [True, True, False]
    assert [row["cluster_id"] for row in out] == [0, 1, 0]
    assert [row["duplicate_of"] for row in out] == [None, None, "n-0"]
    assert [row["score"] for row in out][:2] == [None, None]
    assert out[2]["score"] == 1.0
    assert any("Kept: row 0" in reason for reason in out[2]["reasons"])  # type: ignore[attr-defined]


def test_without_names_a_copy_is_named_by_its_row(run: Run, tmp_path: Path) -> None:
    write_rows(tmp_path / "in.jsonl")
    run("dedup", "in.jsonl", "--annotate", "-o", "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["duplicate_of"] for row in rows] == ["", "", "0"]
    assert [row["kept"] for row in rows] == ["true", "true", "false"]


def test_annotated_parquet_has_columns_of_fixed_types(run: Run, tmp_path: Path) -> None:
    table = pa.table({"id": pa.array([7, 8, 9], pa.int32()), "title": TWINS, "n": [1, 2, 3]})
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=1)
    done = run("dedup", "in.parquet", "--annotate", "--id-column", "id", "-o", "out.parquet")
    assert done.status == 0, done.err
    again = pq.read_table(tmp_path / "out.parquet")
    assert again.select(["id", "title", "n"]).equals(table)
    assert [str(kind) for kind in again.schema.types[3:]] == [
        "int64",
        "bool",
        "int32",
        "double",
        "list<element: string>",
    ]
    assert again.column("duplicate_of").to_pylist() == [None, None, 7]
    assert pq.read_metadata(tmp_path / "out.parquet").num_row_groups == 3


def test_a_column_that_would_be_overwritten_is_refused(run: Run, tmp_path: Path) -> None:
    write_rows(tmp_path / "in.jsonl", score=[1, 2, 3])
    done = run("dedup", "in.jsonl", "--annotate", "-o", "out.jsonl")
    assert done.status == 2
    assert "has a column 'score' already" in done.err
    assert not (tmp_path / "out.jsonl").exists()


def test_a_dropped_record_names_its_twin_by_name_and_row(run: Run, tmp_path: Path) -> None:
    write_rows(tmp_path / "in.jsonl")
    run("dedup", "in.jsonl", "--id-column", "id", "-o", "kept.jsonl", "--dropped", "gone.jsonl")
    (gone,) = rows_of(tmp_path / "gone.jsonl")
    assert (gone["duplicate_of"], gone["duplicate_of_row"], gone["duplicate_of_id"]) == (TWINS[0], 0, "n-0")


def test_a_twin_in_the_archive_is_named_with_its_file(run: Run, tmp_path: Path) -> None:
    write_rows(tmp_path / "old.jsonl", ["Der Zoo hat drei Luchse", TWINS[0]])
    write_rows(tmp_path / "in.jsonl", [TWINS[2], TWINS[1]])
    options = ("--against", "old.jsonl", "--id-column", "id")
    run("dedup", "in.jsonl", *options, "-o", "kept.jsonl", "--dropped", "gone.jsonl")
    (gone,) = rows_of(tmp_path / "gone.jsonl")
    assert (gone["duplicate_of_row"], gone["duplicate_of_id"], gone["duplicate_of_file"]) == (1, "n-1", "old.jsonl")


def test_a_name_that_is_missing_makes_a_bad_record(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "title": "Bonn"}\n{"title": "Ulm"}\n')
    assert "in.jsonl:2: no column 'id'" in run("dedup", "in.jsonl", "--id-column", "id").err


def test_of_what_has_a_copy_nothing_stays(run: Run, tmp_path: Path) -> None:
    found = find_duplicates(TWINS, Matcher.headlines(drop="all"))
    assert (found.kept.tolist(), found.dropped.tolist()) == ([1], [0, 2])
    assert "none of them stays" in str(found.why(0))
    assert found.to_arrow(["duplicate_of"]).column(0).to_pylist() == [None, None, 0]
    write_rows(tmp_path / "in.jsonl")
    done = run("dedup", "in.jsonl", "--drop", "all", "-q", "-o", "kept.jsonl", "--dropped", "gone.jsonl")
    assert done.status == 0, done.err
    assert [row["title"] for row in rows_of(tmp_path / "kept.jsonl")] == [TWINS[1]]
    assert [row["duplicate_of_row"] for row in rows_of(tmp_path / "gone.jsonl")] == [None, 0]
    with pytest.raises(UnknownOption, match="did you mean 'all'"):
        Matcher(drop="al")


def test_against_an_archive_new_copies_all_go_as_well() -> None:
    found = find_duplicates(TWINS, Matcher.headlines(drop="all"), against=["Der Zoo hat drei Luchse"])
    assert found.kept.tolist() == [1]


@pytest.mark.parametrize("kind", ["headlines", "articles", "plain"])
def test_the_most_frequent_spelling_is_kept(kind: str) -> None:
    often, once = "Der Käse ist heute wieder sehr gut gereift", "Der KÄSE ist heute wieder sehr gut gereift!!"
    texts = [once, often, "Ein Hund bellt laut", often]
    make = {"headlines": Matcher.headlines, "articles": Matcher.articles, "plain": Matcher}[kind]
    found = find_duplicates(texts, make(keep="most_frequent"))
    assert set(found.kept.tolist()) - {1, 3} == {2}
    assert len(found.kept) == 2
    assert "most frequent spelling" in found.why(0).reasons[-1]
    assert find_duplicates(texts, make(keep="longest")).kept.tolist() == [0, 2]


def test_a_result_is_a_table_of_texts_with_columns_of_ones_own() -> None:
    found = find_duplicates(TWINS, Matcher.headlines())
    assert found.to_pandas().columns.tolist() == ["text", "label", "kept"]
    frame = found.to_pandas({"id": ["a", "b", "c"]})
    assert frame.columns.tolist() == ["text", "label", "kept", "cluster_id", "duplicate_of", "score", "reasons", "id"]
    assert frame["duplicate_of"].isna().tolist() == [True, True, False]
    assert found.to_polars(["kept", "reasons"]).columns == ["kept", "reasons"]
    assert found.to_polars(["score"])["score"].to_list() == [None, None, 1.0]
    with pytest.raises(UnknownOption, match="did you mean 'reasons'"):
        found.to_arrow(["reason"])
    with pytest.raises(BadRecord, match="2 values for 3 texts"):
        found.to_arrow({"id": [1, 2]})
    with pytest.raises(UnknownOption, match="call it otherwise"):
        found.to_arrow({"kept": [1, 2, 3]})


def test_pairs_are_a_table_with_scores_reasons_and_both_names() -> None:
    found = find_duplicates(TWINS, Matcher.headlines())
    for make in (found.to_arrow, found.to_pandas, found.to_polars):
        table = make({"id": ["a", "b", "c"]}, pairs=True)
        names = table.column_names if isinstance(table, pa.Table) else list(table.columns)
        assert names == ["left", "right", "score", "measure", "reasons", "left_id", "right_id"]
    (pair,) = found.to_arrow({"id": ["a", "b", "c"]}, pairs=True).to_pylist()
    assert (pair["left_id"], pair["right_id"], pair["score"]) == ("a", "c", 1.0)
    assert pair["reasons"]
    assert isinstance(found.to_pandas(pairs=True), pd.DataFrame)


def test_the_table_of_a_search_against_an_archive_keeps_the_clusters_apart() -> None:
    texts = [TWINS[2], "Dax steigt um 2 Prozent", "DAX steigt um 2 Prozent!"]
    found = find_duplicates(texts, Matcher.headlines(), against=[TWINS[0]])
    rows = found.to_arrow(["cluster_id", "kept", "duplicate_of", "archived"]).to_pylist()
    assert [row["cluster_id"] for row in rows] == [0, 1, 1]
    assert rows[0] == {"cluster_id": 0, "kept": False, "duplicate_of": 0, "archived": True}


DATES = ["19.07.2024", "Fri, 19 Jul 2024 14:05:00 +0200", "18. Juli 2024"]


def test_times_of_every_kind_decide_which_copy_is_the_earliest(run: Run, tmp_path: Path) -> None:
    write_rows(tmp_path / "in.jsonl", [TWINS[0]] * 3, date=list(DATES))
    options = ("--time-column", "date", "--keep", "earliest", "-q", "-o", "kept.jsonl")
    assert run("dedup", "in.jsonl", *options).status == 0
    assert [row["id"] for row in rows_of(tmp_path / "kept.jsonl")] == ["n-2"]


def test_a_time_that_is_none_makes_a_bad_record(run: Run, tmp_path: Path) -> None:
    write_rows(tmp_path / "in.jsonl", date=["2024-07-19", "gestern", None])
    done = run("dedup", "in.jsonl", "--time-column", "date", "-o", "kept.jsonl")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "in.jsonl:2 'date': 'gestern' is no time" in done.err
    options = ("--time-column", "date", "-o", "kept.jsonl", "--rejected", "bad.jsonl")
    assert run("dedup", "in.jsonl", *options).status == 0
    assert [row["line"] for row in rows_of(tmp_path / "bad.jsonl")] == [2]


def test_a_priority_decides(run: Run, tmp_path: Path) -> None:
    write_rows(tmp_path / "in.jsonl", weight=[1, 5, "3"])
    options = ("--keep", "priority", "--priority-column", "weight", "-q", "-o", "kept.jsonl")
    assert run("dedup", "in.jsonl", *options).status == 0
    assert [row["id"] for row in rows_of(tmp_path / "kept.jsonl")] == ["n-1", "n-2"]


@pytest.mark.parametrize("name", ["in.jsonl", "in.json", "in.csv", "in.jsonl.gz"])
@pytest.mark.parametrize("more", [[], ["--annotate"], ["--clean"], ["--dropped", "dropped.jsonl"]])
def test_the_second_pass_passes_over_what_the_first_refused(
    run: Run, tmp_path: Path, name: str, more: list[str]
) -> None:
    rows: list[object] = [{"id": str(n), "title": title, "date": "2024-05-01"} for n, title in enumerate(TWINS * 2)]
    lines = [json.dumps(row) for row in rows]
    lines[4:4] = ['{"id": "x", "title": "B&auml;r", "date": "never"}', '{"id": "y", "title": 7, "date": "2024-05-01"}']
    lines[1:1] = ["", "no JSON", "[1, 2]"]
    if name == "in.json":
        text = "[" + ",".join(line for line in lines if line.startswith("{")) + ', "text", 7]'
    elif name == "in.csv":
        text = "id,title,date\n1,2\n" + "".join(f"{n},{title},2024-05-01\n" for n, title in enumerate(TWINS * 2))
        text += "x,Bär,never\n"
    else:
        text = "\n".join(lines)
    data = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
    (tmp_path / name).write_bytes(data)
    done = run(
        "dedup", name, "-c", "title", "--time-column", "date", "--preset", "headlines", "-o", "out.jsonl",
        "--rejected", "bad.jsonl", *more,
    )  # fmt: skip
    assert done.status == 0, done.err
    out = rows_of(tmp_path / "out.jsonl")
    kept = [row["id"] for row in out if row.get("kept", True)]
    assert kept == ["0", "1"]
    assert len(out) == (6 if more == ["--annotate"] else 2)
    bad = rows_of(tmp_path / "bad.jsonl")
    assert len(bad) == {"in.json": 4, "in.csv": 2}.get(name, 4)
    if more[:1] == ["--dropped"]:
        assert len(rows_of(tmp_path / "dropped.jsonl")) == 4
