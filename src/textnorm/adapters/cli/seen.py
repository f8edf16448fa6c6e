"""``textnorm seen``: mark or drop what an index has seen before, and remember the rest."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from hashlib import blake2b
from typing import Annotated, Any, NamedTuple

import typer

import textnorm
from textnorm.adapters.cli.console import say
from textnorm.adapters.cli.options import InputOptions, Inputs, Output, matcher_of
from textnorm.adapters.cli.records.inputs import by_argument, expanded, joined, need_columns, read_inputs
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
from textnorm.adapters.files.records import Record, Writer, shortened
from textnorm.adapters.files.sniff import TEXT_COLUMNS, usual_column
from textnorm.adapters.files.writers import check_output, open_writer
from textnorm.errors import BadRecord, IndexUnusable, UnknownOption, counted

__all__ = ["EXAMPLES", "seen"]

EXAMPLES = (
    "Examples: `textnorm seen news.jsonl --index seen.db --column title > new.jsonl` · "
    "`textnorm seen news.csv --index seen.db --column title --time-column date --within 3d -o new.csv` · "
    "`tail -f feed.jsonl | textnorm seen --index seen.db --column title --follow`"
)

Index = Annotated[
    str,
    typer.Option(
        "--index",
        metavar="FILE",
        help="The file of the index (it is made if it is not there), or a postgresql:// address.",
    ),
]
Matcher = Annotated[
    str | None,
    typer.Option(
        "--preset",
        "--matcher",
        metavar="NAME",
        help="headlines, articles or plain, for a new index. Default: headlines.",
    ),
]
IdColumn = Annotated[
    str | None,
    typer.Option(
        "--id-column", metavar="NAME", help="The column with the id of a record. Default: an id made from the text."
    ),
]
TimeColumn = Annotated[str | None, typer.Option("--time-column", metavar="NAME", help="The column with the date.")]
Within = Annotated[
    str | None, typer.Option("--within", metavar="SPAN", help="What was seen longer ago is new: 3d, 12h.")
]
Mark = Annotated[
    bool, typer.Option("--mark", help="Write all records, with fields that say what was seen, instead of dropping.")
]
Dropped = Annotated[
    str | None, typer.Option("--dropped", metavar="FILE", help="Write what was seen to this file, with reasons.")
]
CheckOnly = Annotated[bool, typer.Option("--check-only", help="Remember nothing.")]
Follow = Annotated[
    bool, typer.Option("--follow", help="Read JSON lines from standard input without end, and answer each at once.")
]

_IDS_SHOWN = 1000  # characters


class _Columns(NamedTuple):
    texts: tuple[str, ...]
    id: str | None
    time: str | None


def seen(
    files: Inputs = None,
    index: Index = "seen.db",
    output: Output = None,
    dropped: Dropped = None,
    matcher: Matcher = None,
    id_column: IdColumn = None,
    time_column: TimeColumn = None,
    within: Within = None,
    mark: Mark = False,
    check_only: CheckOnly = False,
    follow: Follow = False,
    *,
    io: InputOptions,
) -> None:
    """Drop the records whose text the index has seen, and add the others to it.

    With --mark, all records are written, each with `seen`, and what was seen with `duplicate_id`, `duplicate_of`,
    `duplicate_score` and `duplicate_reasons`. Empty texts are never seen. Several columns (-c title -c body) are
    judged together, as one text.
    """
    names = expanded(files or ["-"])
    lines = (InputOptions(column=io.column, quiet=io.quiet, format=name) for name in (None, "jsonl"))
    if follow and (names != ["-"] or output or dropped or io not in lines):
        raise UnknownOption(
            "--follow: reads JSON lines from standard input and writes to standard output; "
            "of the options for files it takes --column and --quiet alone"
        )
    if mark and dropped:
        raise UnknownOption("mark=True: drops nothing, so leave --dropped out")
    with ExitStack() as stack:
        ask = _Asker(stack.enter_context(_opened(index, matcher)), within, check_only)
        if follow:
            _follow(ask, _Columns(tuple(io.column or ()), id_column, time_column), mark=mark)
            return
        refuse_shared_files(
            {**by_argument(names), "--index": index},
            {"--output": output or "-", "--dropped": dropped, "--rejected": io.rejected},
        )
        outputs = stack.enter_context(Outputs())
        outputs.reserve_all(output, dropped, io.rejected)
        reject = stack.enter_context(rejections(io.rejected, outputs))
        reading, _ = stack.enter_context(read_inputs(names, io, reject))
        columns = _Columns(reading.columns(io.column), id_column, time_column)
        writers = stack.enter_context(ExitStack())
        with ask.undone_on_failure():
            like, name = reading.layout, columns.texts[0]
            keep = writers.enter_context(open_writer(output, like=like, column=name, outputs=outputs))
            drop = None
            if dropped:
                check_output(dropped, "jsonl")
                drop = writers.enter_context(
                    open_writer(dropped, like=like, column=name, outputs=outputs, default="jsonl")
                )
            check = partial(need_columns, names=(id_column, time_column))
            for row in reading.rows(columns.texts, check=check):
                try:
                    found = ask(joined(row.texts), row.record, columns, row.source.name)
                except BadRecord as error:
                    row.source.reject(row.record.line, row.record.shown, error)
                    continue
                _write(row.record, found, keep, drop, mark=mark)
            writers.close()
    if not io.quiet:
        say(f"{counted(ask.read, 'record', 'records')}: {ask.new:,} new, {ask.read - ask.new:,} seen before")


def _write(record: Record, found: textnorm.Matches, keep: Writer, drop: Writer | None, *, mark: bool) -> None:
    """Write a record to where it belongs, with the evidence where it was seen."""
    if mark:
        keep.write(record.with_fields(seen=bool(found), **_evidence(found)))
    elif not found:
        keep.write(record)
    elif drop is not None:
        drop.write(record.with_fields(**_evidence(found)))


class _Asker:
    """Asks the index about records, and remembers what it has added."""

    def __init__(self, index: textnorm.SeenIndex, within: str | None, check_only: bool) -> None:
        self._index, self._within, self._check_only = index, within, check_only
        self._added: list[Any] = []
        self.read = self.new = 0

    def __call__(self, text: str | None, record: Record, columns: _Columns, source: str) -> textnorm.Matches:
        self.read += 1
        text = text or ""
        at = record.value(columns.time, source) if columns.time else None
        try:
            if self._check_only or not text.strip():
                found = self._index.check(text, at=at, within=self._within, limit=1)
            else:
                own = record.value(columns.id, source) if columns.id else _id_of(text)
                found = self._index.check_or_add(own, text, at=at, within=self._within)
                if found.added:
                    self._added.append(own)
        except BadRecord as error:
            self.read -= 1
            raise BadRecord(f"{source}:{record.line}: {error}") from None
        self.new += not found
        return found

    @contextmanager
    def undone_on_failure(self) -> Iterator[None]:
        """What was added is removed again if the block fails: its records were not written."""
        try:
            yield
        except BaseException as failure:
            for number, own in enumerate(self._added):
                try:
                    self._index.remove(own)
                except IndexUnusable:  # to the next run they would be seen, and nobody has them
                    left = self._added[number:]
                    records = counted(len(left), "record", "records")
                    ids = shortened(" ".join(shlex.quote(json.dumps(each)) for each in left), _IDS_SHOWN)
                    raise IndexUnusable(
                        f"{failure}. The index still holds {records} of this run that were not written; "
                        f"remove them when it is usable again: textnorm index remove {ids}"
                    ) from failure
            raise

    def written(self) -> None:
        """What was added so far has reached its reader, so no failure takes it back."""
        self._added.clear()


def _id_of(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@contextmanager
def _opened(path: str, matcher: str | None) -> Iterator[textnorm.SeenIndex]:
    """The index; a new one is of headlines if nothing is said."""
    wanted = None if matcher is None else matcher_of(matcher, {})
    try:
        opened = textnorm.open_index(path, wanted)
    except BadRecord:
        opened = textnorm.open_index(path, textnorm.Matcher.headlines())
    with opened:
        yield opened


def _evidence(found: textnorm.Matches) -> dict[str, Any]:
    if not found:
        return {}
    best = found[0]
    return {
        "duplicate_id": best.id,
        "duplicate_of": best.text,
        "duplicate_score": round(best.score, 4),
        "duplicate_reasons": list(best.reasons),
    }


def _object_in(line: bytes, place: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise BadRecord(f"{place}: not JSON: {error}") from None
    if not isinstance(record, dict):
        raise BadRecord(f"{place}: expected an object, got {type(record).__name__}")
    return record


def _follow(ask: _Asker, columns: _Columns, *, mark: bool) -> None:
    """Answer each line of standard input before the next is read; what is no record is reported and passed over.

    Without a column of texts, the first record that has one with a usual name decides.
    """
    for number, line in enumerate(iter(sys.stdin.buffer.readline, b""), 1):
        if not line.strip():
            continue
        with ask.undone_on_failure():
            try:
                record = Record(number, _object_in(line, f"<stdin>:{number}"))
                if not columns.texts and (usual := usual_column(record.original)) is not None:
                    columns = columns._replace(texts=(usual,))
                need_columns(record, "<stdin>", (columns.id, columns.time))
                text = joined([record.text(name, "<stdin>") for name in columns.texts or TEXT_COLUMNS[:1]])
                found = ask(text, record, columns, "<stdin>")
            except BadRecord as error:
                say(f"textnorm: {error}")
                continue
            if mark:
                marked = {**record.original, "seen": bool(found), **_evidence(found)}
                sys.stdout.write(json.dumps(marked, ensure_ascii=False) + "\n")
            elif not found:
                sys.stdout.buffer.write(line if line.endswith(b"\n") else line + b"\n")
            sys.stdout.flush()
        ask.written()
