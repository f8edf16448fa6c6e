"""Parquet and Arrow IPC, by pyarrow. What is not changed is written as it was read, type and all.

A row group of Parquet stays one, unless it is too large for memory that is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

from textnorm.adapters.files.records import Content, Layout, Output, Progress, Record, Source, Writer, shortened
from textnorm.errors import BadRecord, MissingExtra

__all__ = ["ArrowWriter", "ParquetWriter", "read_arrow", "read_parquet", "rows_where"]

_ROWS = 4_096
_BUFFER = 1 << 20
_PART = 8 << 20
_LARGE_GROUP = 48 << 20  # bytes before compression: a larger group is read, and written, in parts
_STREAM = b"\xff\xff\xff\xff"


def _pyarrow() -> Any:
    try:
        import pyarrow.compute
        import pyarrow.ipc
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra.named("pyarrow", "parquet", "Reading and writing Parquet and Arrow files") from None
    return pyarrow


def read_parquet(source: Source, progress: Progress) -> Content:
    """Read one record a row. Raises ``MissingExtra`` without pyarrow."""
    pa = _pyarrow()
    stream = source.open()
    try:
        file = pa.parquet.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False)
        schema = file.schema_arrow
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        stream.close()
        raise _unusable("a Parquet file", source, error) from None

    def tables() -> Iterator[Any]:
        with stream:
            for number in range(file.metadata.num_row_groups):
                group = file.metadata.row_group(number)
                if group.total_byte_size <= _LARGE_GROUP:
                    yield file.read_row_group(number)
                    continue
                rows = max(group.num_rows * _PART // group.total_byte_size, 1)
                for batch in file.iter_batches(rows, row_groups=[number]):
                    yield pa.Table.from_batches([batch])

    layout = Layout(source.format, schema=schema, storage=_storage_of(file.metadata))
    return Content(layout, _records(source, progress, tables(), file.metadata.num_rows))


def read_arrow(source: Source, progress: Progress) -> Content:
    """Read one record a row, of the file format and of the stream format. Raises ``MissingExtra`` without pyarrow."""
    pa = _pyarrow()
    stream = source.open()
    is_stream = stream.read(4) == _STREAM
    stream.seek(0)
    try:
        reader = pa.ipc.open_stream(stream) if is_stream else pa.ipc.open_file(stream)
        schema = reader.schema
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        stream.close()
        raise _unusable("an Arrow file", source, error) from None

    def tables() -> Iterator[Any]:
        with stream:
            if is_stream:
                for batch in reader:
                    yield pa.Table.from_batches([batch])
            else:
                for number in range(reader.num_record_batches):
                    yield pa.Table.from_batches([reader.get_batch(number)])

    layout = Layout(source.format, schema=schema, storage={"stream": is_stream})
    return Content(layout, _records(source, progress, tables(), None))


def _storage_of(metadata: Any) -> dict[str, Any]:
    """How a Parquet file is stored, in the words of ``ParquetWriter``."""
    found: dict[str, Any] = {}
    if metadata.num_row_groups:
        group = metadata.row_group(0)
        columns = [group.column(number) for number in range(group.num_columns)]
        codecs = {column.path_in_schema: column.compression for column in columns}
        found["compression"] = {path: "NONE" if name == "UNCOMPRESSED" else name for path, name in codecs.items()}
        if any(column.physical_type == "INT96" for column in columns):
            found["use_deprecated_int96_timestamps"] = True
    found["store_schema"] = b"ARROW:schema" in (metadata.metadata or {})
    return found


class _Rows:
    """A table, and its columns as lists as far as they were asked for."""

    def __init__(self, source: str, table: Any) -> None:
        self.source = source
        self.table = table
        self._lists: dict[str, list[Any]] = {}

    def values(self, name: str) -> list[Any]:
        if name not in self._lists:
            places = self.table.schema.get_all_field_indices(name)
            if not places:
                raise KeyError(name)
            if len(places) > 1:
                raise BadRecord(f"{self.source}: {len(places)} columns are called {name!r}; rename all but one")
            self._lists[name] = _values(f"{self.source} {name!r}", self.table.column(places[0]))
        return self._lists[name]


class _Row(Mapping[str, Any]):
    """The fields of one row, read from the columns when they are asked for."""

    __slots__ = ("_place", "rows")

    def __init__(self, rows: _Rows, place: int) -> None:
        self.rows = rows
        self._place = place

    @property
    def place(self) -> int:
        return self._place

    def __getitem__(self, name: str) -> Any:
        return self.rows.values(name)[self._place]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows.table.column_names)

    def __len__(self) -> int:
        return int(self.rows.table.num_columns)


def _records(source: Source, progress: Progress, tables: Iterator[Any], total: int | None) -> Iterator[Record]:
    import pyarrow

    pool = pyarrow.default_memory_pool()  # which keeps what is freed, unless it is asked to give it back
    number = 0
    try:
        for table in tables:
            rows = _Rows(source.name, table)
            for place in range(table.num_rows):
                number += 1
                yield Record(number, _Row(rows, place))
                if number % _ROWS == 0 and total:
                    progress(source.size * number // total)
            del rows, table  # before the next one is read
            pool.release_unused()
    except (pyarrow.ArrowException, OSError) as error:
        raise BadRecord(f"{source.name}: damaged after row {number}: {_one_line(error)}; fetch it again") from None
    progress(source.size)


def _unusable(kind: str, source: Source, error: Exception) -> BadRecord:
    why = _one_line(error).rstrip(".")
    return BadRecord(f"{source.name}: not {kind}: {why}; fetch it again, or name its format (--format)")


def _one_line(error: Exception) -> str:
    return shortened(" ".join(str(error).split()), 200)


def _values(place: str, column: Any) -> list[Any]:
    """A column as Python values. Text that is not UTF-8 is decoded as a whole; a time keeps all its digits, as text."""
    pa = _pyarrow()
    types, kind = pa.types, column.type
    if types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if types.is_timestamp(kind) or types.is_time(kind) or types.is_duration(kind):
        if getattr(kind, "unit", "") == "ns" and not types.is_duration(kind):
            column = column.cast(pa.string())
        elif types.is_duration(kind):
            column = column.cast(pa.int64())
    try:
        return column.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        from textnorm.text.decoding.decode import decode_many

        if _is_text(pa, kind):
            raw = pa.large_binary() if types.is_large_string(kind) else pa.binary()
            values = _reinterpreted(column, raw)
            found = iter(decode_many([value for value in values if value is not None]))
            return [value if value is None else next(found).text for value in values]
        raise BadRecord(f"{place}: holds text that is not UTF-8; write the column anew") from None


def _reinterpreted(column: Any, kind: Any) -> list[Any]:
    """The bytes of a column of text, which pyarrow would not give as text."""
    return column.cast(kind).to_pylist()  # type: ignore[no-any-return]


def _is_text(pa: Any, kind: Any) -> bool:
    is_view = getattr(pa.types, "is_string_view", lambda kind: False)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or is_view(kind))


def rows_where(table: Any, chosen: Any) -> Any:
    """The rows of a table or of a record batch at which the array ``chosen`` is true."""
    import pyarrow as pa
    import pyarrow.compute as pc

    # A column of runs can neither be filtered nor cast (pyarrow 26).
    runs = [place for place, field in enumerate(table.schema) if pa.types.is_run_end_encoded(field.type)]
    if runs:
        fields = list(table.schema)
        for place in runs:
            table = table.set_column(place, fields[place].name, pc.run_end_decode(table.column(place)))
        table = rows_where(table, chosen)
        for place in runs:
            ends = fields[place].type.run_end_type
            table = table.set_column(place, fields[place], pc.run_end_encode(table.column(place), run_end_type=ends))
        return table
    # `take` puts the chunks together first, which fails from 2 GB of text on, and neither works on views (pyarrow 26).
    plain = {"string_view": pa.large_string(), "binary_view": pa.large_binary()}
    kinds = [field.with_type(plain.get(str(field.type), field.type)) for field in table.schema]
    schema = pa.schema(kinds, table.schema.metadata)
    if schema.equals(table.schema):
        return table.filter(pa.array(chosen))
    return table.cast(schema).filter(pa.array(chosen)).cast(table.schema)


def _kind_named(pa: Any, kind: str) -> Any:
    """The type of Arrow with this name."""
    return pa.list_(pa.string()) if kind == "list<string>" else pa.type_for_alias(kind)


class _ColumnWriter(Writer):
    """Writes rows of a table of Arrow columns as that table, and other records as a table made of them.

    A row group (or batch) of the source becomes one of the output. Tables that need one more look, because their types
    are known only at the end, are held until then.
    """

    def __init__(self, stream: IO[bytes], output: Output) -> None:
        self._pa = _pyarrow()
        self._stream = stream
        self._like = output.like if output.like is not None and output.like.schema is not None else None
        self._storage = dict(self._like.storage) if self._like else {}
        self._added = {name: _kind_named(self._pa, kind) for name, kind in output.added.items()}
        self._rows: _Rows | None = None
        self._records: list[Record] = []
        self._held: list[Any] = []
        self._writer: Any = None

    def write(self, record: Record) -> None:
        """Write one record."""
        rows = record.original.rows if isinstance(record.original, _Row) else None
        if rows is not self._rows or (rows is None and len(self._records) >= _ROWS):
            self._flush()
            self._rows = rows
        self._records.append(record)
        if rows is not None and record.original.place == rows.table.num_rows - 1:  # type: ignore[attr-defined]
            self._flush()  # at once, so that not two tables are in memory
            self._rows = None

    def _flush(self) -> None:
        records, self._records = self._records, []
        if not records:
            return
        table = self._table_of(records) if self._rows is None else self._chosen(self._rows, records)
        if self._like is not None and self._may_stream(table):
            if self._writer is None:
                self._writer = self._open(self._schema())
            self._write(table)
        else:
            self._held.append(table)

    def _schema(self) -> Any:
        """The schema of the source, with the columns that its records get."""
        schema = self._like.schema if self._like else self._pa.schema([])
        for name, kind in self._added.items():
            schema = schema.append(self._pa.field(name, kind))
        return schema

    def _table_of(self, records: list[Record]) -> Any:
        pa = self._pa
        names = dict.fromkeys(name for record in records for name in record.fields)
        rows = [record.fields for record in records]
        columns = {}
        for name in names:
            values = [row.get(name) for row in rows]
            try:
                columns[name] = pa.array(values, self._added.get(name))
            except (
                pa.ArrowInvalid,
                pa.ArrowTypeError,
                pa.ArrowNotImplementedError,
                OverflowError,
                UnicodeError,
            ) as error:
                place = f"lines {records[0].line}–{records[-1].line} {name!r}"
                raise BadRecord(f"{place}: no common Parquet type ({_one_line(error)}); write .jsonl instead") from None
        return pa.table(columns)

    def _chosen(self, rows: _Rows, records: list[Record]) -> Any:
        """The rows of ``records``, with their changes, as a table of the types of the source."""
        pa = self._pa
        import numpy as np

        table = rows.table
        places = np.fromiter((record.original.place for record in records), dtype=np.int64)  # type: ignore[attr-defined]
        if len(places) != table.num_rows:
            mask = np.zeros(table.num_rows, dtype=bool)
            mask[places] = True
            table = rows_where(table, mask)
        names = dict.fromkeys(name for record in records for name in record.changed)
        for name in dict.fromkeys([*names, *self._added]):
            place = table.schema.get_field_index(name)
            outer = name.partition(".")[0]
            if place < 0 and name not in self._added and outer != name and records[0].has(name):
                name, place = outer, table.schema.get_field_index(outer)
                values = [record.fields[outer] for record in records]
            else:
                values = [
                    record.changed[name] if name in record.changed else record.original.get(name) for record in records
                ]
            if place < 0:
                table = table.append_column(name, [pa.array(values, self._added.get(name))])
            else:
                field = table.schema.field(place)
                table = table.set_column(place, field, [self._typed(values, field.type)])
        return table

    def _typed(self, values: list[Any], kind: Any) -> Any:
        pa = self._pa
        try:
            if pa.types.is_dictionary(kind):
                encoded = pa.array(values, kind.value_type).dictionary_encode()
                return encoded.cast(kind) if encoded.type != kind else encoded
            return pa.array(values, kind)
        except UnicodeEncodeError as error:
            raise BadRecord(
                f"{error.object[error.start]!r} cannot be written to Parquet; write .jsonl instead"
            ) from None

    def close(self) -> None:
        """Write what is held, and the footer."""
        self._flush()
        if self._held:
            self._write_held()
        elif self._writer is None:
            self._writer = self._open(self._schema())
            self._write(self._schema().empty_table())
        self._writer.close()

    def _write_held(self) -> None:
        pa = self._pa
        try:
            whole = pa.concat_tables(self._held, promote_options="permissive").unify_dictionaries()
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise BadRecord(f"the records share no Parquet schema ({_one_line(error)}); write .jsonl instead") from None
        self._writer = self._open(whole.schema)
        start = 0
        for table in self._held:
            self._write(whole.slice(start, table.num_rows))
            start += table.num_rows

    def _may_stream(self, table: Any) -> bool:
        return bool(self._like is not None and table.schema.names == [*self._like.schema.names, *self._added])

    def _open(self, schema: Any) -> Any:
        raise NotImplementedError

    def _write(self, table: Any) -> None:
        raise NotImplementedError


class ParquetWriter(_ColumnWriter):
    """Writes Parquet, with the schema, the metadata, the codec and the row groups of a Parquet source."""

    def _open(self, schema: Any) -> Any:
        parquet = self._pa.parquet
        options = {"version": "2.6", **{name: value for name, value in self._storage.items() if name != "stream"}}
        codecs = options.get("compression")
        if codecs and (self._like is None or schema.names != self._like.schema.names):
            options["compression"] = next(iter(codecs.values()))  # the new columns, too
        try:
            return parquet.ParquetWriter(self._stream, schema, **options)
        except self._pa.ArrowException as error:
            raise BadRecord(f"Parquet cannot hold these columns ({_one_line(error)}); write .arrow instead") from None

    def _write(self, table: Any) -> None:
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))


class ArrowWriter(_ColumnWriter):
    """Writes Arrow IPC, with the schema, the metadata and the batches of an Arrow source."""

    def _may_stream(self, table: Any) -> bool:
        # A file has one dictionary a column, so that all rows have to be known first.
        return super()._may_stream(table) and not any(map(self._pa.types.is_dictionary, table.schema.types))

    def _open(self, schema: Any) -> Any:
        ipc = self._pa.ipc
        opened = ipc.new_stream if self._storage.get("stream") else ipc.new_file
        return opened(self._stream, schema, options=ipc.IpcWriteOptions(unify_dictionaries=True))

    def _write(self, table: Any) -> None:
        self._writer.write_table(table.combine_chunks())
