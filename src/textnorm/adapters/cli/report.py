"""``textnorm report``: find the duplicates of a file and write a page to read and review."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

import textnorm
from textnorm.adapters.cli.console import progress_bar, say
from textnorm.adapters.cli.options import (
    Column,
    DecisionsFile,
    Delimiter,
    Encoding,
    FileFormat,
    Header,
    Input,
    Quiet,
    Rejected,
    matcher_named,
)
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.cli.settings.flags import Settings
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
from textnorm.adapters.files.readers import Reading, open_source
from textnorm.errors import UnknownOption, counted

__all__ = ["EXAMPLES", "report"]

EXAMPLES = (
    "Examples: `textnorm report news.jsonl --column title` · "
    "`textnorm report news.jsonl -o report.html --time-column date --site-column url` · "
    "`textnorm report news.jsonl --decisions decisions.json`"
)

Page = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="The page to write.")]
Title = Annotated[
    str | None, typer.Option("--title", metavar="TITLE", help="The title of the page. Default: the name of the file.")
]
TimeColumn = Annotated[
    str | None,
    typer.Option("--time-column", metavar="NAME", help="The column with the date: a time line, and order by time."),
]
SiteColumn = Annotated[
    str | None,
    typer.Option("--site-column", metavar="NAME", help="The column with the site or the address: a filter by site."),
]


def report(
    file: Input = "-",
    column: Column = None,
    output: Page = "report.html",
    title: Title = None,
    time_column: TimeColumn = None,
    site_column: SiteColumn = None,
    decisions: DecisionsFile = None,
    format: FileFormat = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    header: Header = True,
    rejected: Rejected = None,
    quiet: Quiet = False,
    *,
    settings: Settings,
) -> None:
    """Find the duplicates of a file and write one page: figures, clusters, and pairs to review. It needs no network.

    Decisions that are made on the page are exported as JSON, for --decisions here and of `textnorm dedup`.
    """
    if output == "-":
        raise UnknownOption("--output -: a page is a file; name one, such as report.html")
    refuse_shared_files({"FILE": file, "--decisions": decisions}, {"--output": output, "--rejected": rejected})
    chosen = matcher_named(settings)
    with Outputs() as outputs, ExitStack() as stack:
        outputs.reserve_all(output, rejected)
        progress = stack.enter_context(progress_bar(quiet=quiet))
        reject = stack.enter_context(rejections(rejected, outputs))
        opened = open_source(
            file, format=format, rejected=reject, encoding=encoding, delimiter=delimiter, header=header
        )
        source = stack.enter_context(opened)
        reading = Reading(source, progress=lambda done: progress("reading", done, source.size))
        texts, columns = _read(reading, column, {"times": time_column, "sites": site_column})
        if chosen is None:
            chosen = textnorm.Matcher.fitting([len(text or "") for text in texts], **settings.given)
        found = textnorm.find_duplicates(
            texts,
            chosen,
            times=columns.get("times"),
            decisions=decisions,
            progress=progress,
            errors="keep" if rejected else "raise",
        )
        textnorm.write_report(
            found,
            outputs.reserve(Path(output)),
            title=title or ("Standard input" if file == "-" else Path(file).name),
            times=columns.get("times"),
            sites=columns.get("sites"),
            decisions=decisions,
            progress=progress,
        )
    if not quiet:
        for note in found.notes:
            say(f"textnorm: {note}")
        say(f"{counted(len(texts), 'text', 'texts')}, {counted(len(found.clusters), 'cluster', 'clusters')} → {output}")


def _read(
    reading: Reading, column: str | None, wanted: dict[str, str | None]
) -> tuple[list[str | None], dict[str, list[Any]]]:
    """The texts of a file, and the columns that are ``wanted`` and have a name."""
    named = {option: name for option, name in wanted.items() if name}
    texts: list[str | None] = []
    columns: dict[str, list[Any]] = {option: [] for option in named}
    for record, text in reading.texts(reading.column(column), *named.values()):
        texts.append(text)
        for option, name in named.items():
            columns[option].append(record.value(name, reading.source.name))
    return texts, columns
