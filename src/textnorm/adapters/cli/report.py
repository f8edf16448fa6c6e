"""``textnorm report``: find the duplicates of a file and write a page to read and review."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import textnorm
from textnorm.adapters.cli.console import say
from textnorm.adapters.cli.options import DecisionsFile, InputOptions, Inputs, matcher_named
from textnorm.adapters.cli.records.inputs import Pass, by_argument, expanded, joined, need_columns, read_inputs
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.cli.settings.flags import Settings
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
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
    files: Inputs = None,
    output: Page = "report.html",
    title: Title = None,
    time_column: TimeColumn = None,
    site_column: SiteColumn = None,
    decisions: DecisionsFile = None,
    *,
    io: InputOptions,
    settings: Settings,
) -> None:
    """Find the duplicates of files and write one page: figures, clusters, and pairs to review. It needs no network.

    Several columns (-c title -c body) are judged together, as one text.
    Decisions that are made on the page are exported as JSON, for --decisions here and of `textnorm dedup`.
    """
    if output == "-":
        raise UnknownOption("--output -: a page is a file; name one, such as report.html")
    names = expanded(files or ["-"])
    refuse_shared_files(
        {**by_argument(names), "--decisions": decisions}, {"--output": output, "--rejected": io.rejected}
    )
    chosen = matcher_named(settings)
    with Outputs() as outputs, ExitStack() as stack:
        outputs.reserve_all(output, io.rejected)
        reject = stack.enter_context(rejections(io.rejected, outputs))
        reading, progress = stack.enter_context(read_inputs(names, io, reject))
        texts, columns = _read(reading, io.column, {"times": time_column, "sites": site_column})
        if chosen is None:
            chosen = textnorm.Matcher.fitting([len(text or "") for text in texts], **settings.given)
        found = textnorm.find_duplicates(
            texts,
            chosen,
            times=columns.get("times"),
            decisions=decisions,
            progress=progress,
            errors="keep" if io.rejected else "raise",
        )
        textnorm.write_report(
            found,
            outputs.reserve(Path(output)),
            title=title or ("Standard input" if names == ["-"] else ", ".join(Path(name).name for name in names[:3])),
            times=columns.get("times"),
            sites=columns.get("sites"),
            decisions=decisions,
            progress=progress,
        )
    if not io.quiet:
        for note in found.notes:
            say(f"textnorm: {note}")
        say(f"{counted(len(texts), 'text', 'texts')}, {counted(len(found.clusters), 'cluster', 'clusters')} → {output}")


def _read(
    reading: Pass, columns: list[str] | None, wanted: dict[str, str | None]
) -> tuple[list[str | None], dict[str, list[Any]]]:
    """The texts of files, and the columns that are ``wanted`` and have a name."""
    named = {option: name for option, name in wanted.items() if name}
    texts: list[str | None] = []
    beside: dict[str, list[Any]] = {option: [] for option in named}
    check = partial(need_columns, names=tuple(named.values()))
    for row in reading.rows(reading.columns(columns), check=check):
        texts.append(joined(row.texts))
        for option, name in named.items():
            beside[option].append(row.record.value(name, row.source.name))
    return texts, beside
