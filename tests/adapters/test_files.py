"""Files in: every format, every kind of bad record, line numbers that are right."""

from __future__ import annotations

import bz2
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import run_textnorm
from textnorm.adapters.cli.records.inputs import Inputs
from textnorm.adapters.files.atomic_write import atomic_write
from textnorm.adapters.files.formats import FORMATS, Format
from textnorm.adapters.files.json_lines import dumps, edited
from textnorm.adapters.files.readers import Reading, open_source
from textnorm.adapters.files.records import Record, Rejection
from textnorm.adapters.files.writers import open_writer
from textnorm.errors import BadRecord, TextnormError, UnknownOption


def written(folder: Path, name: str, data: bytes | str) -> str:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


def texts_of(name: str, column: str = "title", **options: object) -> list[tuple[int, str | None]]:
    with open_source(name, **options) as source:  # type: ignore[arg-type]
        return [(row.record.line, row.texts[0]) for row in Inputs([source]).open().rows((column,))]


def column_of(name: str) -> str:
    with open_source(name) as source:
        return Reading(source).column(None)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", '{"title": "Köln"}\n\n{"title": null}\n'),
        ("a.csv", "id,title\n1,Köln\n2,\n"),
        ("a.csv", "id;title\r\n1;Köln\r\n2;\r\n"),
        ("a.tsv", "id\ttitle\n1\tKöln\n2\t\n"),
    ],
)
def test_rows_come_with_their_line_numbers(tmp_path: Path, name: str, data: str) -> None:
    rows = texts_of(written(tmp_path, name, data))
    assert [line for line, _ in rows] == ([1, 3] if name == "a.jsonl" else [2, 3])
    assert rows[0][1] == "Köln"
    assert not rows[1][1]


def test_text_is_one_text_a_line(tmp_path: Path) -> None:
    assert texts_of(written(tmp_path, "a.txt", "Köln\r\n\nBonn"), "text") == [(1, "Köln"), (2, ""), (3, "Bonn")]


def test_parquet_and_gzip_are_read(tmp_path: Path) -> None:
    pq.write_table(pa.table({"title": ["Köln", None]}), tmp_path / "a.parquet")
    assert texts_of(str(tmp_path / "a.parquet")) == [(1, "Köln"), (2, None)]
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress('{"title": "Köln"}\n'.encode()))
    assert texts_of(str(tmp_path / "a.jsonl.gz")) == [(1, "Köln")]


def test_a_csv_field_may_span_lines_and_the_next_row_still_knows_its_line(tmp_path: Path) -> None:
    name = written(tmp_path, "a.csv", 'title\n"zwei\nZeilen"\nKöln\n')
    assert texts_of(name) == [(2, "zwei\nZeilen"), (4, "Köln")]


def test_each_line_is_decoded_by_itself(tmp_path: Path) -> None:
    data = '{"title": "Köln grüßt Düsseldorf"}\n'
    name = written(tmp_path, "a.jsonl", data.encode() + data.encode("cp1252"))
    assert [text for _, text in texts_of(name)] == ["Köln grüßt Düsseldorf"] * 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_says_the_encoding(tmp_path: Path, encoding: str) -> None:
    assert texts_of(written(tmp_path, "a.txt", "Köln\nBonn\n".encode(encoding)), "text") == [(1, "Köln"), (2, "Bonn")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_pipe_begins_with_a_byte_order_mark_as_a_file_does(tmp_path: Path, encoding: str) -> None:
    written(tmp_path, "a.csv", b"id,title\n1,Bonn\n")
    done = run_textnorm("clean", "a.csv", "--output-encoding", encoding, folder=tmp_path)
    assert done.stdout == "id,title\n1,Bonn\n".encode(encoding)
    run_textnorm("clean", "a.csv", "--output-encoding", encoding, "-o", "b.csv.bz2", folder=tmp_path)
    assert bz2.decompress((tmp_path / "b.csv.bz2").read_bytes()) == done.stdout


BAD = [
    ("a.jsonl", '{"title": "a"}\n{"title": \n', r"a.jsonl:2:\d+: not JSON"),
    ("a.jsonl", '["a"]\n', "a.jsonl:1: expected a JSON object, got array"),
    ("a.jsonl", '{\n"title": "a"}\n', "is JSON over several lines, not JSON Lines"),
    ("a.jsonl", '{"title": "a"}\n{"titel": "b"}\n', "a.jsonl:2: no column 'title'; columns: titel"),
    ("a.jsonl", '{"title": ["a"]}\n', "a.jsonl:1 'title': expected text, got list"),
    ("a.jsonl", "[" * 100_000 + "\n", "a.jsonl:1"),
    ("a.csv", "title,id\na,1\nb\n", "a.csv:3: 1 field, but the header has 2"),
    ("a.csv", "title,title\na,1\n", "two columns are called 'title'"),
    ("a.csv", 'title\n"never closed\n', "a.csv:2: not CSV: a quote is opened here and never closed"),
    ("a.parquet", "PAR0", r"not a Parquet file: .*; fetch it again, or name its format \(--format\)"),
    ("a.jsonl.gz", "no gzip", "is not gzip, but text; give it the name that fits: a.jsonl"),
]


@pytest.mark.parametrize(("name", "data", "message"), BAD, ids=[message for *_, message in BAD])
def test_bad_input_names_file_line_and_problem(tmp_path: Path, name: str, data: str, message: str) -> None:
    with pytest.raises(BadRecord, match=message):
        texts_of(written(tmp_path, name, data))


def test_bad_records_can_be_set_aside(tmp_path: Path) -> None:
    rejected: list[Rejection] = []
    data = '{"title": "a"}\nnot json\n{"title": 3}\n{"other": 1}\n{"title": "b"}\n'
    rows = texts_of(written(tmp_path, "a.jsonl", data), rejected=rejected.append)
    assert rows == [(1, "a"), (5, "b")]
    assert [rejection.line for rejection in rejected] == [2, 3, 4]
    assert rejected[0].raw == "not json"


def test_a_bad_record_before_the_first_good_one_is_set_aside_once(tmp_path: Path) -> None:
    rejected: list[Rejection] = []
    name = written(tmp_path, "a.jsonl", 'broken\n{"title": "a"}\n')
    with open_source(name, rejected=rejected.append) as source:
        reading = Inputs([source]).open()
        assert [row.texts[0] for row in reading.rows(reading.columns(None))] == ["a"]
    assert [rejection.line for rejection in rejected] == [1]


def test_a_missing_file_a_folder_and_an_unknown_format_are_different_errors(tmp_path: Path) -> None:
    with pytest.raises(BadRecord, match="no such file; check the name and the folder"):
        texts_of(str(tmp_path / "none.jsonl"))
    written(tmp_path, "headlines.jsonl", "")
    with pytest.raises(BadRecord, match=r"hedlines.jsonl: no such file; did you mean '.*headlines.jsonl'\?"):
        texts_of(str(tmp_path / "hedlines.jsonl"))
    with pytest.raises(BadRecord, match="no such file; if it is a text, pass it on standard input"):
        texts_of("Nordkorea empfaengt")
    with pytest.raises(BadRecord, match="is a folder"):
        texts_of(str(tmp_path))
    with pytest.raises(UnknownOption, match="did you mean 'jsonl'"):
        texts_of(written(tmp_path, "a.txt", ""), format="jsonlines")


def test_the_text_column_is_guessed_only_when_it_is_obvious(tmp_path: Path) -> None:
    assert column_of(written(tmp_path, "a.jsonl", '{"id": 1, "text": "a"}')) == "text"
    with pytest.raises(BadRecord, match="cannot tell which column holds the text; columns: id, line"):
        column_of(written(tmp_path, "b.jsonl", '{"id": 1, "line": "a"}'))


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "tsv", "parquet", "jsonl.gz"])
def test_what_is_written_reads_back(tmp_path: Path, suffix: str) -> None:
    name = str(tmp_path / f"out.{suffix}")
    titles = ["Köln, „Dom“", 'mit "Zeichen"', "zwei\nZeilen", "\tTab"]
    with open_writer(name) as writer:
        for title in titles:
            writer.write(Record(1, {"title": title}))
    assert [text for _, text in texts_of(name)] == titles


def test_every_suffix_belongs_to_one_format() -> None:
    suffixes = [suffix for row in FORMATS.values() for suffix in row.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix == suffix.lower() for suffix in suffixes)


@pytest.mark.parametrize("row", FORMATS.values(), ids=FORMATS)
def test_every_format_reads_what_it_writes(tmp_path: Path, row: Format) -> None:
    column = "text"
    name = str(tmp_path / f"out{row.suffixes[0]}")
    with open_writer(name, column=column) as writer:
        for line, title in enumerate(["Köln, „Dom“", "", "\tTab; und | Strich"], start=1):
            writer.write(Record(line, {column: title}))
    assert [text or "" for _, text in texts_of(name, column)] == ["Köln, „Dom“", "", "\tTab; und | Strich"]


def test_a_compressed_output_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        with open_writer(str(tmp_path / name)) as writer:
            writer.write(Record(1, {"title": "Köln"}))
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()


def test_a_line_of_text_that_looks_like_json_is_still_a_text(tmp_path: Path) -> None:
    name = written(tmp_path, "a.txt", "{Köln}\n")
    with open_source(name) as source:
        reading = Reading(source)
        with open_writer(str(tmp_path / "out.jsonl"), like=reading.layout) as writer:
            for record in reading.records():
                writer.write(record)
    assert json.loads((tmp_path / "out.jsonl").read_text()) == {"text": "{Köln}"}


@given(st.text())
def test_json_lines_carry_any_text(text: str) -> None:
    assert json.loads(dumps({"title": text}).encode()) == {"title": text}


def test_an_output_that_fails_leaves_the_old_one_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "kept.jsonl"
    target.write_text("precious")

    def fail_in_the_middle() -> None:
        with open_writer(str(target)) as writer:
            writer.write(Record(1, {"title": "half"}))
            raise TextnormError("in the middle")

    with pytest.raises(TextnormError):
        fail_in_the_middle()
    assert target.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [target]


def test_an_output_may_replace_its_input(tmp_path: Path) -> None:
    name = written(tmp_path, "a.jsonl", '{"title": "a"}\n{"title": "b"}\n')
    with open_source(name) as source, open_writer(name) as writer:
        for record in Reading(source).records():
            writer.write(record.with_fields(n=1))
    assert [json.loads(line) for line in Path(name).read_text().splitlines()] == [
        {"title": "a", "n": 1},
        {"title": "b", "n": 1},
    ]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRecord, match="cannot be written"), atomic_write(tmp_path / "none" / "a.jsonl"):
        pass


#: Keys that a search for ``"text"`` could take for the key that is meant.
KEYS = st.sampled_from(["text", "te\\u0078t", 'a \\"text\\"', "other", "Überschrift", ": ", "", "{", "text2"])
LEAVES = st.one_of(
    st.text(max_size=8), st.sampled_from(["text", '"text": "', "{", "}", "\\"]), st.integers(), st.none()
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2))


@given(
    pairs=st.lists(st.tuples(KEYS, VALUES), max_size=4),
    place=st.integers(0, 4),
    before=st.text(max_size=8),
    after=st.text(max_size=8),
    spaces=st.sampled_from(["", " ", "\t "]),
    ascii_only=st.booleans(),
)
def test_one_changed_text_changes_nothing_else_in_its_line(
    pairs: list[tuple[str, object]], place: int, before: str, after: str, spaces: str, ascii_only: bool
) -> None:
    written = [(key, json.dumps(value, ensure_ascii=ascii_only)) for key, value in pairs]
    written.insert(place, ("text", json.dumps(before, ensure_ascii=ascii_only)))
    raw = "{" + ",".join(f'{spaces}"{key}"{spaces}:{spaces}{value}' for key, value in written) + spaces + "}"
    assert json.loads(edited(raw, {"text": after})) == {**json.loads(raw), "text": after}
