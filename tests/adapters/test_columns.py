"""Parquet and Arrow IPC: types, names, metadata, codecs and row groups stay; only the named column changes."""

from __future__ import annotations

import datetime
import decimal
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import pytest

from tests.adapters.conftest import Run
from textnorm import Matcher, drop_duplicates
from textnorm.adapters.cli.records.inputs import Inputs
from textnorm.adapters.files.arrow import rows_where
from textnorm.adapters.files.readers import open_source
from textnorm.adapters.files.writers import open_writer
from textnorm.errors import BadRecord

Change = Callable[[str], str]


def rewritten(folder: Path, name: str, target: str, change: Change = lambda text: text, keep: int = 1) -> Path:
    """The file with its texts changed; of ``keep`` rows, the first stays."""
    with open_source(str(folder / name)) as source:
        reading = Inputs([source]).open()
        (column,) = reading.columns(("title",))
        with open_writer(str(folder / target), like=reading.layout, column=column) as writer:
            for number, row in enumerate(reading.rows((column,))):
                record, text = row.record, row.texts[0]
                if number % keep == 0:
                    new = text and change(text)
                    writer.write(record if new == text else record.with_fields(title=new))
    return folder / target


def many_types(rows: int = 6) -> pa.Table:
    numbers = list(range(rows))
    columns = {
        "title": pa.array([f"a{number}" if number != 2 else None for number in numbers]),
        "int8": pa.array(numbers, pa.int8()),
        "uint64": pa.array([2**63 + number for number in numbers], pa.uint64()),
        "float32": pa.array([number / 3 for number in numbers], pa.float32()),
        "money": pa.array([decimal.Decimal(10**number).scaleb(-2) for number in numbers], pa.decimal128(20, 2)),
        "kind": pa.array(["x", "y", None] * (rows // 3)).dictionary_encode(),
        "time": pa.array([10**18 + number for number in numbers], pa.timestamp("ns", "Europe/Berlin")),
        "map": pa.array([[("k", number)] for number in numbers], pa.map_(pa.string(), pa.int16())),
        "nested": pa.array([{"a": [number], "b": None} for number in numbers]),
        "nothing": pa.nulls(rows),
        "bytes": pa.array([b"\xff\x00"] * rows),
        "day": pa.array([datetime.date(2024, 1, 1)] * rows),
    }
    table = pa.table(columns)
    fields = [field.with_metadata({"unit": "none"}) if field.name == "int8" else field for field in table.schema]
    return table.cast(pa.schema(fields, {"made by": "a test"}))


def test_a_parquet_file_keeps_its_schema_its_metadata_its_codec_and_its_row_groups(tmp_path: Path) -> None:
    table = many_types()
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=3, compression="zstd")
    out = rewritten(tmp_path, "a.parquet", "b.parquet", str.upper)
    again = pq.read_table(out)
    assert again.schema.equals(pq.read_table(tmp_path / "a.parquet").schema, check_metadata=True)
    assert again.column("title").to_pylist() == ["A0", "A1", None, "A3", "A4", "A5"]
    assert again.drop_columns("title").equals(table.drop_columns("title"))
    metadata = pq.read_metadata(out)
    assert metadata.num_row_groups == 2
    assert {metadata.row_group(1).column(number).compression for number in range(5)} == {"ZSTD"}


def test_rows_that_go_leave_the_others_as_they_are(tmp_path: Path) -> None:
    table = many_types()
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=4)
    again = pq.read_table(rewritten(tmp_path, "a.parquet", "b.parquet", keep=2))
    assert again.equals(pq.read_table(tmp_path / "a.parquet").take([0, 2, 4]))


@pytest.mark.parametrize("suffix", ["arrow", "arrows"])
def test_an_arrow_file_keeps_its_types_and_batches(tmp_path: Path, suffix: str) -> None:
    table = many_types()
    opened = ipc.new_stream if suffix == "arrows" else ipc.new_file
    with opened(tmp_path / f"a.{suffix}", table.schema) as writer:
        writer.write_table(table, max_chunksize=3)
    out = rewritten(tmp_path, f"a.{suffix}", f"b.{suffix}", str.upper)
    read = ipc.open_stream if suffix == "arrows" else ipc.open_file
    again = read(out.read_bytes()).read_all()
    assert again.schema.equals(table.schema, check_metadata=True)
    assert again.drop_columns("title").equals(table.drop_columns("title"))
    assert again.column("title").num_chunks == 2


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())], ids=str)
def test_texts_of_every_type_are_texts(tmp_path: Path, kind: pa.DataType) -> None:
    table = pa.table({"title": pa.array(["a", None, "b", "a"]).cast(kind)})
    with ipc.new_file(tmp_path / "a.arrow", table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    again = ipc.open_file(rewritten(tmp_path, "a.arrow", "b.arrow", str.upper).read_bytes()).read_all()
    assert again.schema == table.schema
    assert again.column("title").cast(pa.string()).to_pylist() == ["A", None, "B", "A"]


def test_rows_are_chosen_from_columns_of_every_type(tmp_path: Path) -> None:
    views = pa.table({"title": pa.array(["a", None, "b"]).cast(pa.string_view()), "n": [1, 2, 3]})
    views = views.append_column("raw", pa.array([b"x", b"y", None]).cast(pa.binary_view()))
    for table in (many_types(), views.replace_schema_metadata({"source": "agency"})):
        chosen = np.arange(table.num_rows) % 2 == 0
        expected = pa.concat_tables([table.slice(place, 1) for place in np.flatnonzero(chosen)])
        assert rows_where(table, chosen).equals(expected, check_metadata=True)
        (batch,) = table.combine_chunks().to_batches()
        assert pa.Table.from_batches([rows_where(batch, chosen)]).equals(expected, check_metadata=True)


def test_a_file_with_views_of_text_is_deduplicated(run: Run, tmp_path: Path) -> None:
    titles = ["Koeln feiert heute", "Köln feiert heute", None, "Bonn"]
    table = pa.table({"title": pa.array(titles).cast(pa.string_view())})
    with ipc.new_file(tmp_path / "a.arrow", table.schema) as writer:
        writer.write_table(table)
    assert run("dedup", "a.arrow", "--preset", "plain", "-o", "b.arrow").status == 0
    kept = ipc.open_file((tmp_path / "b.arrow").read_bytes()).read_all()
    assert kept.schema.equals(table.schema)
    assert kept["title"].to_pylist() == ["Koeln feiert heute", None, "Bonn"]
    assert drop_duplicates(table, Matcher(), column="title")["title"].to_pylist() == kept["title"].to_pylist()


def test_no_rows_are_still_columns(tmp_path: Path) -> None:
    empty = many_types().slice(0, 0)
    pq.write_table(empty, tmp_path / "a.parquet")
    assert pq.read_schema(rewritten(tmp_path, "a.parquet", "b.parquet")).equals(empty.schema)


def test_other_columns_may_share_a_name_and_the_text_may_not(tmp_path: Path) -> None:
    table = pa.table([["a"], [1], [2]], names=["title", "n", "n"])
    pq.write_table(table, tmp_path / "a.parquet")
    assert pq.read_schema(rewritten(tmp_path, "a.parquet", "b.parquet", str.upper)).names == ["title", "n", "n"]
    pq.write_table(table.rename_columns(["title", "title", "n"]), tmp_path / "a.parquet")
    with pytest.raises(BadRecord, match="2 columns are called 'title'"):
        rewritten(tmp_path, "a.parquet", "b.parquet")


def test_text_that_is_not_utf_8_is_decoded_and_other_columns_of_it_stay(tmp_path: Path) -> None:
    bad = pa.array(["Köln grüßt Düsseldorf".encode("cp1252"), b"Bonn"]).cast(pa.binary())
    text = pa.StringArray.from_buffers(2, bad.buffers()[1], bad.buffers()[2])
    pq.write_table(pa.table({"title": text, "note": text}), tmp_path / "a.parquet")
    again = pq.read_table(rewritten(tmp_path, "a.parquet", "b.parquet", str.upper))
    assert again.column("title").to_pylist() == ["KÖLN GRÜSST DÜSSELDORF", "BONN"]
    assert again.column("note").cast(pa.binary()).to_pylist() == bad.to_pylist()


def test_a_column_that_is_not_utf_8_is_one_decision(tmp_path: Path) -> None:
    texts = ["Käse aus der Schweiz", "Brötchen für Gäste", "20 °C", "½ Liter"]
    bad = pa.array([text.encode("cp850") for text in texts]).cast(pa.binary())
    column = pa.StringArray.from_buffers(len(bad), bad.buffers()[1], bad.buffers()[2])
    pq.write_table(pa.table({"title": column}), tmp_path / "a.parquet")
    again = pq.read_table(rewritten(tmp_path, "a.parquet", "b.parquet", str.upper))
    assert again.column("title").to_pylist() == [text.upper() for text in texts]


def test_a_column_without_texts_is_refused_at_once(tmp_path: Path) -> None:
    pq.write_table(pa.table({"title": [1]}), tmp_path / "a.parquet")
    with pytest.raises(BadRecord, match="'title': expected text, got int64; name another --column"):
        rewritten(tmp_path, "a.parquet", "b.parquet")


def test_json_lines_become_parquet_whatever_the_first_rows_are(tmp_path: Path) -> None:
    rows = [{"title": "a", "late": None, "n": 1}] * 5_000 + [{"title": "b", "late": "x", "n": 1.5}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    again = pq.read_table(rewritten(tmp_path, "a.jsonl", "b.parquet"))
    assert again.num_rows == 5_001
    assert again.column("late")[-1].as_py() == "x"
    assert again.column("n")[-1].as_py() == 1.5


def test_parquet_becomes_json_lines_with_all_digits(tmp_path: Path) -> None:
    pq.write_table(many_types().select(["title", "uint64", "money", "time"]), tmp_path / "a.parquet")
    first = json.loads(rewritten(tmp_path, "a.parquet", "b.jsonl").read_text().splitlines()[1])
    assert first["uint64"] == 2**63 + 1
    assert first["money"] == "0.10"
    assert "000000001" in first["time"]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"title": [str(number) * 50 for number in range(500)]}), tmp_path / "a.parquet")
    data = bytearray((tmp_path / "a.parquet").read_bytes())
    data[10:600] = b"\xff" * 590
    (tmp_path / "a.parquet").write_bytes(data)
    with pytest.raises(BadRecord, match=r"a\.parquet: damaged after row 0"):
        rewritten(tmp_path, "a.parquet", "b.parquet")
