"""``textnorm dedup``: keep one copy of every text of files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import textnorm
from textnorm.adapters.cli.console import progress_bar, say, summary_lines
from textnorm.adapters.cli.options import AsJson, DecisionsFile, FileOptions, Inputs, cleaner_of, matcher_named
from textnorm.adapters.cli.records.gathered import Gathered, Wanted, gather
from textnorm.adapters.cli.records.inputs import Inputs as Files
from textnorm.adapters.cli.records.inputs import by_argument, expanded, open_inputs
from textnorm.adapters.cli.records.verdicts import Outcome, Verdicts, write_verdicts
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.cli.settings.flags import Settings
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
from textnorm.adapters.files.formats import format_of
from textnorm.adapters.files.records import Rejection
from textnorm.adapters.files.writers import check_output

if TYPE_CHECKING:
    from collections.abc import Callable

    from textnorm.match.duplicates import Duplicates

__all__ = ["EXAMPLES", "dedup"]

EXAMPLES = (
    "Examples: `textnorm dedup news.jsonl --column title -o kept.jsonl --dropped dropped.jsonl` · "
    "`textnorm dedup new.csv --against old.csv --id-column id --annotate -o all.csv` · "
    "`textnorm dedup articles.parquet -c title -c body --keep earliest --time-column date -o kept.parquet`"
)

Dropped = Annotated[
    str | None,
    typer.Option(
        "--dropped", metavar="FILE", help="Write the dropped records to this file, each with the copy and the reasons."
    ),
]
Against = Annotated[
    str | None, typer.Option("--against", metavar="FILE", help="Drop what is a duplicate of a text in this file.")
]
Annotate = Annotated[
    bool,
    typer.Option(
        "--annotate", help="Drop nothing: write every record with cluster_id, kept, duplicate_of, score and reasons."
    ),
]
TimeColumn = Annotated[
    str | None,
    typer.Option("--time-column", metavar="NAME", help="The column with the date, for --keep earliest and --within."),
]
IdColumn = Annotated[
    str | None,
    typer.Option(
        "--id-column", metavar="NAME", help="The column that names a record, and by which a duplicate names its copy."
    ),
]
PriorityColumn = Annotated[
    str | None,
    typer.Option("--priority-column", metavar="NAME", help="The column with a number, for --keep priority."),
]
CleanKept = Annotated[
    bool, typer.Option("--clean", help="Clean the kept texts, as textnorm clean would (settings: [cleaner] of a file).")
]
TextLines = Annotated[
    bool | None,
    typer.Option(
        "--lines/--no-lines",
        help="A file of text is one text a line (the default), or one text with the columns file and text.",
    ),
]
Threads = Annotated[int | None, typer.Option("--threads", min=1, metavar="NUMBER", help="Default: all cores.")]


def dedup(
    files: Inputs = None,
    lines: TextLines = None,
    dropped: Dropped = None,
    against: Against = None,
    annotate: Annotate = False,
    id_column: IdColumn = None,
    time_column: TimeColumn = None,
    priority_column: PriorityColumn = None,
    decisions: DecisionsFile = None,
    clean_kept: CleanKept = False,
    threads: Threads = None,
    as_json: AsJson = False,
    *,
    io: FileOptions,
    settings: Settings,
) -> None:
    """Keep one copy of every text. Near-duplicates are dropped; each names the text it duplicates, and why.

    Records are written as they are, byte for byte (except by --clean), and in order. Empty texts and nulls are never
    duplicates. Several columns (-c title -c body) are judged together, as one text. Rows are counted from 0.
    """
    if io.dry_run:
        io, dropped = replace(io, output=None, rejected=None), None
    names = expanded(files or ["-"])
    _refuse_shared(names, io, dropped, {"--against": against, "--decisions": decisions})
    chosen = matcher_named(settings)
    wanted = Wanted(io.column, time_column, id_column, priority_column)
    with Outputs() as outputs, ExitStack() as stack:
        outputs.reserve_all(io.output, dropped, io.rejected)
        progress = stack.enter_context(progress_bar(quiet=io.quiet))
        opened = stack.enter_context(open_inputs(names, io)).as_documents(lines is not False, quiet=io.quiet)
        _check_outputs(io, dropped, opened.format)
        archive = stack.enter_context(_archive(against, io, lines=lines is not False))
        count = _Count(stack.enter_context(rejections(io.rejected, outputs)))
        source = opened.rejecting(count.reject if io.rejected else None)
        new, reading = gather(source, wanted, progress=lambda done: progress("reading", done, opened.size))
        verdicts = Verdicts(annotate, id_column, against, clean=_cleaner(settings) if clean_kept else None)
        reading.refuse_taken(verdicts.added(dropped is not None), "--annotate" if annotate else "--dropped")
        old = None if archive is None else gather(archive, wanted)[0]
        if chosen is None:
            chosen = textnorm.Matcher.fitting(new.texts.lengths().tolist(), **settings.given)
        found = textnorm.find_duplicates(
            new.texts,
            chosen,
            against=None if old is None else old.texts,
            times=_with_archive(None if old is None else old.times, new.times),
            priority=_with_archive(None if old is None else old.priority, new.priority),
            decisions=decisions,
            threads=threads,
            progress=progress,
            errors="keep" if io.rejected else "raise",
        )
        outcome = Outcome(found, new, old)
        if not io.dry_run:
            done = progress if io.output else None
            write_verdicts(reading.again(), wanted, outcome, verdicts, io, dropped, outputs, done)
    if as_json:
        _print_json(found, new, count.bad, io)
    else:
        _report(found, new, io, dropped)


def _refuse_shared(names: list[str], io: FileOptions, dropped: str | None, others: Mapping[str, str | None]) -> None:
    """Raise ``UnknownOption`` if an output is another one, or a file that is read."""
    stdout = None if io.dry_run else io.output or "-"
    refuse_shared_files(
        {**by_argument(names), **others}, {"--output": stdout, "--dropped": dropped, "--rejected": io.rejected}
    )


def _cleaner(settings: Settings) -> textnorm.Cleaner:
    """The cleaner of ``--clean``. Its settings stand in a file only: the flags of this command are the matcher's."""
    return cleaner_of(Settings(None, settings.sections.get("cleaner", {})))


def _check_outputs(io: FileOptions, dropped: str | None, source: str) -> None:
    """Raise ``UnknownOption`` for what cannot be written, before the search and not after it."""
    if not io.dry_run:
        check_output(io.output, source, escape_formulas=io.escape_formulas, encoding=io.output_encoding)
    if dropped:
        check_output(dropped, "jsonl")


@contextmanager
def _archive(against: str | None, io: FileOptions, *, lines: bool) -> Iterator[Files | None]:
    """Open the archive if there is one. It may be of another format, which has no use for options of the input."""
    if against is None:
        yield None
        return
    chosen = format_of(Path(against), io.format, "text")
    options = replace(
        io,
        encoding=io.encoding if chosen.lines else None,
        delimiter=io.delimiter if chosen.name in ("csv", "tsv") else None,
        header=io.header or chosen.name not in ("csv", "tsv"),
    )
    with open_inputs(expanded([against]), options) as archive:
        yield archive.as_documents(lines, quiet=True)


class _Count:
    """Hands bad records on, and counts them."""

    def __init__(self, take: Callable[[Rejection], None] | None = None) -> None:
        self.bad = 0
        self._take = take

    def reject(self, rejection: Rejection) -> None:
        self.bad += 1
        if self._take is not None:
            self._take(rejection)


def _with_archive(old: Sequence[float] | None, new: Sequence[float] | None) -> list[float] | None:
    """The values of the archive and of the texts; NaN for none."""
    if new is None:
        return None
    return [*(old or ()), *new]


def _report(found: Duplicates, new: Gathered, io: FileOptions, dropped: str | None) -> None:
    """Say what was found, or only what the search left out."""
    if io.quiet or (io.output is None and not io.dry_run):
        for note in found.notes:
            say(f"textnorm: {note}")
        return
    for line in [*summary_lines(found, new.texts), ""]:
        say(line)
    if io.dry_run:
        say("Nothing was written")
    else:
        say(f"Kept → {io.output}" + (f", dropped → {dropped}" if dropped else ""))


def _print_json(found: Duplicates, new: Gathered, rejected: int, io: FileOptions) -> None:
    row = {
        "texts": len(new.texts),
        "kept": len(found.kept),
        "dropped": len(found.dropped),
        "clusters": len(found.clusters),
        "pairs": len(found.pairs),
        "rejected": rejected,
        "kind": found.matcher.kind,
        "threshold": found.matcher.threshold,
        "notes": list(found.notes),
        "output": io.output,
        "dry_run": io.dry_run,
    }
    to_stdout = io.output not in (None, "-") or io.dry_run
    print(json.dumps(row), file=sys.stdout if to_stdout else sys.stderr)
