"""``textnorm dedup``: keep one copy of every text of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

import textnorm
from textnorm.adapters.cli.console import progress_bar, say, summary_lines
from textnorm.adapters.cli.options import (
    Column,
    DecisionsFile,
    Delimiter,
    Encoding,
    EscapeFormulas,
    FileFormat,
    Input,
    MatcherName,
    Output,
    OutputEncoding,
    Quiet,
    Rejected,
    matcher_of,
)
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
from textnorm.adapters.files.formats import format_of
from textnorm.adapters.files.readers import Reading, open_source
from textnorm.adapters.files.records import Layout, Progress, Rejection, Source
from textnorm.adapters.files.writers import check_output, open_writer
from textnorm.errors import BadRecord

if TYPE_CHECKING:
    from textnorm.match.duplicates import Duplicates, Why

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
    decisions: DecisionsFile = None,
    clean_kept: CleanKept = False,
    threads: Threads = None,
    format: FileFormat = None,
    encoding: Encoding = None,
    output_encoding: OutputEncoding = None,
    delimiter: Delimiter = None,
    escape_formulas: EscapeFormulas = False,
    rejected: Rejected = None,
    quiet: Quiet = False,
) -> None:
    """Keep one copy of every text. Near-duplicates are dropped; each names the text it duplicates, and why.

    Records are written as they are, byte for byte (except by --clean), and in order. Empty texts and nulls are never
    duplicates.
    """
    given: dict[str, Any] = {"threshold": threshold, "keep": keep, "within": within}
    overrides = {option: value for option, value in given.items() if value is not None}
    refuse_shared_files(
        {"FILE": file, "--against": against, "--decisions": decisions},
        {"--output": output or "-", "--dropped": dropped, "--rejected": rejected},
    )
    look = _Look(output, dropped, output_encoding, escape_formulas)
    with Outputs() as outputs, ExitStack() as stack:
        outputs.reserve_all(output, dropped, rejected)
        progress = stack.enter_context(progress_bar(quiet=quiet))
        source = stack.enter_context(open_source(file, format=format, encoding=encoding, delimiter=delimiter))
        look.check(source.format)
        archive = stack.enter_context(_archive(against, format=format, encoding=encoding, delimiter=delimiter))
        count = _Count(stack.enter_context(rejections(rejected, outputs)))
        source = source.rejecting(count.reject if rejected else None)
        new = _read_columns(source, column, time_column, progress=lambda done: progress("reading", done, source.size))
        old = None if archive is None else _read_columns(archive, column, time_column)
        chosen = matcher_of(matcher, overrides)
        if chosen is None:
            chosen = textnorm.Matcher.fitting([len(text or "") for text in new.texts], **overrides)
        found = textnorm.find_duplicates(
            new.texts,
            chosen,
            against=None if old is None else old.texts,
            times=_joined(old, new),
            decisions=decisions,
            threads=threads,
            progress=progress,
            errors="keep" if rejected else "raise",
        )
        copies = (old or new).texts
        bad = _write_split(source, new, copies, found, look=look, outputs=outputs, clean_kept=clean_kept)
        if bad != count.bad:
            raise BadRecord(
                f"{file}: {count.bad:,} bad records at first and {bad:,} later; run again on a file at rest"
            )
    _report(found, new.texts, None if quiet else output, dropped)


def _report(found: Duplicates, texts: list[str | None], output: str | None, dropped: str | None) -> None:
    """Say what was found, or only what the search left out."""
    if output is None:
        for note in found.notes:
            say(f"textnorm: {note}")
        return
    for line in [*summary_lines(found, texts), ""]:
        say(line)
    say(f"Kept → {output}" + (f", dropped → {dropped}" if dropped else ""))


@contextmanager
def _archive(
    against: str | None, *, format: str | None, encoding: str | None, delimiter: str | None
) -> Iterator[Source | None]:
    """Open the archive if there is one. It may be of another format, which has no use for options of the input."""
    if against is None:
        yield None
        return
    chosen = format_of(Path(against), format, "text")
    encoding = encoding if chosen.lines else None
    delimiter = delimiter if chosen.name in ("csv", "tsv") else None
    with open_source(against, format=format, encoding=encoding, delimiter=delimiter) as source:
        yield source


class _Count:
    """Hands bad records on, and counts them."""

    def __init__(self, take: Callable[[Rejection], None] | None = None) -> None:
        self.bad = 0
        self._take = take

    def reject(self, rejection: Rejection) -> None:
        self.bad += 1
        if self._take is not None:
            self._take(rejection)


class _Look(NamedTuple):
    """The files that are written, and how their text looks."""

    output: str | None
    dropped: str | None
    encoding: str | None
    escape_formulas: bool

    def check(self, source: str) -> None:
        """Raise ``UnknownOption`` for what cannot be written, before the search and not after it."""
        check_output(self.output, source, escape_formulas=self.escape_formulas, encoding=self.encoding)
        if self.dropped:
            check_output(self.dropped, "jsonl")

    def writes_cells(self, format: str) -> bool:
        """Whether cells of this format may be formulas that are to be escaped."""
        return self.escape_formulas and format in ("csv", "tsv")


class _Columns(NamedTuple):
    """What the search needs of a file, and what the output needs to look like it."""

    name: str
    texts: list[str | None]
    times: list[Any] | None
    layout: Layout
    time: str | None = None


def _read_columns(
    source: Source, column: str | None, time_column: str | None, *, progress: Progress | None = None
) -> _Columns:
    """Read the texts and, with a ``time_column``, the times of a file, in one pass."""
    reading = Reading(source, progress=progress)
    name = reading.column(column)
    texts: list[str | None] = []
    times: list[Any] = []
    for record, text in reading.texts(name, *([time_column] if time_column else [])):
        texts.append(text)
        if time_column:
            times.append(record.value(time_column, source.name))
    return _Columns(name, texts, times if time_column else None, reading.layout, time_column)


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
    look: _Look,
    outputs: Outputs,
    clean_kept: bool,
) -> int:
    """Write the kept records and the dropped ones, in the order of the source; ``copies`` holds the kept texts.

    Returns how many bad records were met. Raises ``BadRecord`` if not every text that was read has been written.
    """
    gone = set(found.dropped.tolist())
    count = _Count()
    again = Reading(source.rejecting(count.reject))
    kept = dropped = 0
    with ExitStack() as stack:
        keep = stack.enter_context(
            open_writer(
                look.output,
                like=new.layout,
                column=new.name,
                encoding=look.encoding,
                escape_formulas=look.escape_formulas,
                outputs=outputs,
            )
        )
        drop = None
        if look.dropped:
            chosen = check_output(look.dropped, "jsonl")
            drop = stack.enter_context(
                open_writer(
                    look.dropped,
                    like=new.layout,
                    column=new.name,
                    encoding=look.encoding if chosen.lines else None,
                    escape_formulas=look.writes_cells(chosen.name),
                    outputs=outputs,
                    default="jsonl",
                )
            )
        cleaner = textnorm.Cleaner() if clean_kept else None
        for position, (record, text) in enumerate(again.texts(new.name, *([new.time] if new.time else []))):
            if position not in gone:
                kept += 1
                if cleaner is not None and text and (after := cleaner.clean(text)) != text:
                    record = record.with_fields(**{new.name: after})
                keep.write(record)
                continue
            dropped += 1
            if drop is not None:
                why = found.why(position)
                among = copies if why.archived or found.split is None else new.texts
                drop.write(record.with_fields(**_evidence(why, among[why.kept])))
    if kept + dropped != len(new.texts):
        read = f"{len(new.texts):,} texts were read, {kept:,} kept and {dropped:,} dropped"
        raise BadRecord(f"{source.name}: {read}; run again on a file at rest")
    return count.bad


def _evidence(why: Why, kept: str | None) -> dict[str, Any]:
    """The fields that a dropped record gets."""
    return {
        "duplicate_of": kept,
        "duplicate_score": round(why.score, 4),
        "duplicate_measure": why.measure,
        "duplicate_reasons": list(why.reasons),
    }
