"""``textnorm dedup``: keep one copy of every text of a file."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

import textnorm
from textnorm.adapters.cli.console import progress_bar, say, summary_lines
from textnorm.adapters.cli.options import Column, FileFormat, Input, MatcherName, Output, Quiet, Rejected, matcher_of
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.readers import Reading, open_source
from textnorm.adapters.records import Layout, Progress, Source
from textnorm.adapters.writers import open_writer

if TYPE_CHECKING:
    from textnorm.match.duplicates import Duplicates

__all__ = ["EXAMPLES", "dedup"]

EXAMPLES = (
    "Examples: `textnorm dedup news.jsonl --column title -o kept.jsonl --dropped dropped.jsonl` · "
    "`textnorm dedup new.csv --against old.csv -o fresh.csv` · "
    "`textnorm dedup articles.parquet --matcher articles --keep earliest --time-column date -o kept.parquet`"
)


Dropped = Annotated[
    str | None, typer.Option("--dropped", metavar="FILE", help="Write the dropped records to this file, with reasons.")
]
Against = Annotated[
    str | None, typer.Option("--against", metavar="FILE", help="Drop what is a duplicate of a text in this file.")
]
Threshold = Annotated[
    float | None, typer.Option("--threshold", min=0.0, max=1.0, help="The score from which a pair is a duplicate.")
]
Keep = Annotated[str | None, typer.Option("--keep", help="Which copy is kept: longest, first, earliest or cleanest.")]
TimeColumn = Annotated[
    str | None, typer.Option("--time-column", help="The column with the date, for --keep earliest and --within.")
]
Within = Annotated[
    str | None, typer.Option("--within", help="Headlines further apart in time are no duplicates: 3d, 12h.")
]
CleanKept = Annotated[bool, typer.Option("--clean", help="Clean the kept texts, as `textnorm clean` would.")]
Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Default: all cores.")]


def dedup(
    file: Input = "-",
    column: Column = None,
    output: Output = None,
    dropped: Dropped = None,
    against: Against = None,
    matcher: MatcherName = "auto",
    threshold: Threshold = None,
    keep: Keep = None,
    time_column: TimeColumn = None,
    within: Within = None,
    clean_kept: CleanKept = False,
    threads: Threads = None,
    format: FileFormat = None,
    rejected: Rejected = None,
    quiet: Quiet = False,
) -> None:
    """Keep one copy of every text. Near-duplicates are dropped; each names the text it duplicates, and why.

    Records are written unchanged (except by --clean) and in order. Empty texts and nulls are never duplicates.
    """
    given: dict[str, Any] = {"threshold": threshold, "keep": keep, "within": within}
    overrides = {option: value for option, value in given.items() if value is not None}
    with ExitStack() as stack:
        progress = stack.enter_context(progress_bar(quiet=quiet))
        reject = stack.enter_context(rejections(rejected))
        source = stack.enter_context(open_source(file, format=format, rejected=reject))
        new = _read_columns(source, column, time_column, progress=lambda done: progress("reading", done, source.size))
        old = None
        if against is not None:
            old = _read_columns(stack.enter_context(open_source(against)), column, time_column)
        chosen = matcher_of(matcher, overrides)
        if chosen is None:
            chosen = textnorm.Matcher.fitting([len(text or "") for text in new.texts], **overrides)
        found = textnorm.find_duplicates(
            new.texts,
            chosen,
            against=None if old is None else old.texts,
            times=_joined(old, new),
            threads=threads,
            progress=progress,
        )
        copies = (old or new).texts
        _write_split(source, new, copies, found, output=output, dropped=dropped, clean_kept=clean_kept)
    if output is not None and not quiet:
        for line in summary_lines(found, new.texts):
            say(line)
        say("")
        say(f"Kept → {output}" + (f", dropped → {dropped}" if dropped else ""))


class _Columns(NamedTuple):
    """What the search needs of a file, and what the output needs to look like it."""

    name: str
    texts: list[str | None]
    times: list[Any] | None
    layout: Layout


def _read_columns(
    source: Source, column: str | None, time_column: str | None, *, progress: Progress | None = None
) -> _Columns:
    """Read the texts and, with a ``time_column``, the times of a file, in one pass."""
    reading = Reading(source, progress=progress)
    name = reading.column(column)
    texts: list[str | None] = []
    times: list[Any] = []
    for record, text in reading.texts(name):
        texts.append(text)
        if time_column:
            times.append(record.value(time_column, source.name))
    return _Columns(name, texts, times if time_column else None, reading.layout)


def _joined(old: _Columns | None, new: _Columns) -> list[Any] | None:
    """The times of the archive and of the texts."""
    if new.times is None or old is None:
        return new.times
    return [*(old.times or ()), *new.times]


def _write_split(
    source: Source,
    new: _Columns,
    copies: list[str | None],
    found: Duplicates,
    *,
    output: str | None,
    dropped: str | None,
    clean_kept: bool,
) -> None:
    """Write the kept records and the dropped ones, in the order of the source; ``copies`` holds the kept texts."""
    gone = set(found.dropped.tolist())
    again = Reading(Source(source.path, source.name, source.format, rejected=lambda _: None))
    with ExitStack() as stack:
        keep = stack.enter_context(open_writer(output, like=new.layout, column=new.name))
        drop = stack.enter_context(open_writer(dropped, column=new.name)) if dropped else None
        cleaner = textnorm.Cleaner() if clean_kept else None
        for position, (record, text) in enumerate(again.texts(new.name)):
            if position not in gone:
                if cleaner is not None and text:
                    record = record.with_fields(**{new.name: cleaner.clean(text)})
                keep.write(record)
            elif drop is not None:
                why = found.why(position)
                drop.write(
                    record.with_fields(
                        duplicate_of=(copies if why.archived or found.split is None else new.texts)[why.kept],
                        duplicate_score=round(why.score, 4),
                        duplicate_measure=why.measure,
                        duplicate_reasons=list(why.reasons),
                    )
                )
