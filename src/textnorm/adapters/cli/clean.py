"""``textnorm clean``: clean the texts of files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

import textnorm
from textnorm.adapters.cli.console import progress_bar, say
from textnorm.adapters.cli.options import AsJson, FileOptions, Inputs, Lines, cleaner_of
from textnorm.adapters.cli.records.inputs import Inputs as Files
from textnorm.adapters.cli.records.inputs import Row, after, by_argument, expanded, open_inputs
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.cli.settings.flags import Settings
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
from textnorm.adapters.files.records import Record, Writer
from textnorm.adapters.files.writers import check_output, open_writer
from textnorm.errors import BadRecord, UnknownOption, counted

if TYPE_CHECKING:
    from textnorm.adapters.cli.records.diffs import Diff

__all__ = ["EXAMPLES", "clean"]

EXAMPLES = (
    "Examples: `textnorm clean news.jsonl --column title -o clean.jsonl` · "
    "`textnorm clean article.txt --quotes de` · `textnorm clean news.csv -c title -c body --diff --dry-run` · "
    "`cat feed.txt | textnorm clean --single-line`"
)

_BATCH = 20_000  # records
_BATCH_CHARACTERS = 1 << 22

ShowDiff = Annotated[
    bool, typer.Option("--diff", help="Show every change as a unified diff, before anything is written.")
]


def clean(
    files: Inputs = None,
    lines: Lines = None,
    diff: ShowDiff = False,
    as_json: AsJson = False,
    *,
    io: FileOptions,
    settings: Settings,
) -> None:
    """Repair and normalise the texts of files: one record in, one record out, in order.

    Only the named columns change; everything else stays as it is written. Null stays null. A file of text is one
    text; with --lines, and from standard input, each line is one. Several files are written one after the other, or
    each to a file of its own name if --output is a folder.
    """
    cleaner = cleaner_of(settings)
    names = expanded(files or ["-"])
    refuse_shared_files(by_argument(names), {"--output": _stdout(io, diff=diff), "--rejected": io.rejected})
    counts = _Counts()
    with Outputs() as outputs, ExitStack() as stack:
        folder = _folder(io.output)
        written = None if io.dry_run else io.output
        if folder is None:
            outputs.reserve_all(written, None if io.dry_run else io.rejected)
        opened = stack.enter_context(open_inputs(names, io)).as_documents(lines, quiet=io.quiet)
        reject = stack.enter_context(rejections(None if io.dry_run else io.rejected, outputs))
        if io.dry_run and io.rejected is not None:
            reject = counts.reject
        progress = stack.enter_context(progress_bar(quiet=io.quiet))
        shown = _diff() if diff else None
        job = _Job(cleaner, io, reject is not None, counts, shown, outputs)
        whole = opened.rejecting(reject)
        if folder is None:
            check_output(io.output, opened.format, encoding=io.output_encoding, escape_formulas=io.escape_formulas)
            _clean(job, whole, written, lambda done: progress("cleaning", done, opened.size))
        else:
            before = 0
            for source, target in zip(whole.sources, _targets(folder, whole), strict=True):
                if not io.dry_run:
                    outputs.reserve_all(str(target))
                check_output(str(target), source.format, encoding=io.output_encoding)
                one = Files([source])
                _clean(job, one, str(target), after(before, lambda done: progress("cleaning", done, opened.size)))
                before += source.size
    _report(counts, io, as_json=as_json)


def _diff() -> Diff:
    from textnorm.adapters.cli.records.diffs import Diff

    return Diff(sys.stdout)


class _Counts:
    """What was done."""

    def __init__(self) -> None:
        self.written = self.changed = self.rejected = 0

    def reject(self, rejection: object) -> None:
        """Count a bad record of which nothing is written."""


class _Job(NamedTuple):
    """A run of the command."""

    cleaner: textnorm.Cleaner
    io: FileOptions
    go_on: bool
    counts: _Counts
    diff: Diff | None
    outputs: Outputs


def _stdout(io: FileOptions, *, diff: bool) -> str | None:
    """The output, as far as records are written to it."""
    if io.dry_run or _folder(io.output) is not None or (diff and io.output is None):
        return None
    return io.output or "-"


def _folder(output: str | None) -> Path | None:
    """The folder in which each file is written under its own name, if ``output`` is one."""
    if output is None or output == "-":
        return None
    if output.endswith(("/", "\\")):
        path = Path(output)
        if path.exists() and not path.is_dir():
            raise BadRecord(f"{output}: is a file, not a folder")
        path.mkdir(parents=True, exist_ok=True)
        return path
    return None


def _targets(folder: Path, files: Files) -> list[Path]:
    targets = [folder / (Path(source.name).name if source.spool is None else "stdin") for source in files.sources]
    for number, (source, target) in enumerate(zip(files.sources, targets, strict=True)):
        if target in targets[:number]:
            raise UnknownOption(f"--output {folder}: two files are called {target.name}; clean {source.name} by itself")
        if target.exists() and source.spool is None and target.samefile(source.path):
            continue
    return targets


def _clean(job: _Job, files: Files, output: str | None, progress: Callable[[int], None]) -> None:
    """Clean ``files`` into ``output``."""
    io, counts = job.io, job.counts
    reading = files.open(progress=progress)
    columns = reading.columns(io.column)
    with ExitStack() as stack:
        writer: Writer | None = None
        if not io.dry_run and not (job.diff is not None and output is None):
            writer = stack.enter_context(
                open_writer(
                    output,
                    like=reading.layout,
                    column=columns[0],
                    outputs=job.outputs,
                    encoding=io.output_encoding,
                    escape_formulas=io.escape_formulas,
                )
            )
        written = aside = 0
        for batch in _batches(reading.rows(columns)):
            cleaned, failed = _cleaned(job.cleaner, batch, len(columns), go_on=job.go_on)
            done: list[Record] = []
            for place, row in enumerate(batch):
                record = row.record
                if place in failed:
                    aside += 1
                    row.source.reject(record.line, record.shown, failed[place])
                    continue
                after = cleaned[place]
                if after != row.texts:
                    counts.changed += 1
                    changes = {
                        column: new for column, old, new in zip(columns, row.texts, after, strict=True) if new != old
                    }
                    if job.diff is not None:
                        job.diff.show(row, columns, after)
                    record = record.with_fields(**changes)
                done.append(record)
            written += len(done)
            if writer is not None:
                writer.write_all(done)
        counts.written += written
        counts.rejected += aside + reading.bad
        if written + aside != reading.good:
            raise BadRecord(
                f"{files.name}: {reading.good:,} records were read and {written:,} written; please report this"
            )


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    characters = 0
    for row in rows:
        batch.append(row)
        for text in row.texts:
            if text is not None:
                characters += len(text)
        if len(batch) == _BATCH or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _cleaned(
    cleaner: textnorm.Cleaner, batch: list[Row], width: int, *, go_on: bool
) -> tuple[list[tuple[str | None, ...]], dict[int, textnorm.TextnormError]]:
    """The ``width`` texts of each row after cleaning, and with ``go_on`` the rows that cannot be cleaned, and why."""
    failed: dict[int, textnorm.TextnormError] = {}

    def fail(place: int, error: textnorm.TextnormError) -> None:
        failed.setdefault(place // width, error)

    before = [text for row in batch for text in row.texts]
    after: list[Any] = cleaner.many(before, errors=fail if go_on else "raise")
    return list(zip(*[iter(after)] * width, strict=True)), failed


def _report(counts: _Counts, io: FileOptions, *, as_json: bool) -> None:
    """Say what was done."""
    if as_json:
        row = {"texts": counts.written, "changed": counts.changed, "rejected": counts.rejected, "output": io.output}
        to_stdout = io.output not in (None, "-") or io.dry_run
        print(json.dumps(row | {"dry_run": io.dry_run}), file=sys.stdout if to_stdout else sys.stderr)
        return
    if io.quiet or (io.output is None and not io.dry_run):
        return
    texts = counted(counts.written, "text", "texts")
    if io.dry_run:
        say(f"Would clean {counts.changed:,} of {texts}; nothing was written")
    else:
        say(f"Cleaned {counts.changed:,} of {texts} → {io.output}")
