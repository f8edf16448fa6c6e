"""``textnorm passages``: find the runs of words that occur twice or more in a file."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer

import textnorm
from textnorm.adapters.cli.console import progress_bar, say
from textnorm.adapters.cli.options import Column, Delimiter, Encoding, FileFormat, Header, Input, Quiet, Rejected
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
from textnorm.adapters.files.readers import Reading, open_source
from textnorm.adapters.files.records import Source
from textnorm.adapters.files.writers import open_writer
from textnorm.values import json_line

__all__ = ["EXAMPLES", "passages"]

EXAMPLES = (
    "Examples: `textnorm passages articles.jsonl --column text` · "
    "`textnorm passages articles.jsonl --shells --json > shells.jsonl` · "
    "`textnorm passages articles.csv --stripped own.csv`"
)

MinWords = Annotated[
    int, typer.Option("--min-words", min=2, metavar="NUMBER", help="The shortest run of words reported.")
]
Top = Annotated[int, typer.Option("--top", min=1, metavar="NUMBER", help="How many are printed; --json prints all.")]
Shells = Annotated[bool, typer.Option("--shells", help="Only what looks like the shell of a page: banners, footers.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a passage, with all its places.")]
Stripped = Annotated[
    str | None,
    typer.Option("--stripped", metavar="FILE", help="Write the records with each passage only where it occurs first."),
]


def passages(
    file: Input = "-",
    column: Column = None,
    min_words: MinWords = 20,
    top: Top = 20,
    shells: Shells = False,
    as_json: AsJson = False,
    stripped: Stripped = None,
    format: FileFormat = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    header: Header = True,
    rejected: Rejected = None,
    quiet: Quiet = False,
) -> None:
    """Find every run of words that occurs twice or more, and say where.

    Case, the spelling of umlauts, accents and punctuation do not count. Rows are numbered from 0.
    """
    refuse_shared_files({"FILE": file}, {"--stripped": stripped, "--rejected": rejected})
    with Outputs() as outputs, ExitStack() as stack:
        outputs.reserve_all(stripped, rejected)
        progress = stack.enter_context(progress_bar(quiet=quiet))
        reject = stack.enter_context(rejections(rejected, outputs))
        opened = open_source(
            file, format=format, rejected=reject, encoding=encoding, delimiter=delimiter, header=header
        )
        source = stack.enter_context(opened)
        if source.guess and not quiet:
            say(f"textnorm: {source.name}: read as {source.guess}, by its first bytes; --format names another")
        reading = Reading(source, progress=lambda done: progress("reading", done, source.size))
        name = reading.column(column)
        texts = [text for _, text in reading.texts(name)]
        found = textnorm.find_passages(texts, min_words=min_words, progress=progress)
        if stripped:
            _write_stripped(source, name, found, stripped, outputs)
    listed = found.shells() if shells else list(found)
    if as_json:
        for passage in listed:
            places = [{"row": text, "start": start, "end": end} for text, start, end in passage.occurrences]
            row = {"words": passage.words, "text": passage.text, "rows": len(passage.texts), "places": places}
            print(json_line(row))
    elif listed:
        print("\n".join(map(str, listed[:top])))
    if not quiet:
        cut = len(listed) > top and not as_json
        short = f": none of {min_words} words or more; --min-words looks for shorter ones" if not len(found) else ""
        say(str(found).partition("\n")[0] + (f"; {top:,} of {len(listed):,} are printed (--top)" if cut else short))
        if stripped:
            say(f"Without repetitions → {stripped}")


def _write_stripped(source: Source, column: str, found: textnorm.Passages, output: str, outputs: Outputs) -> None:
    again = Reading(source.rejecting(lambda _: None))
    own = found.strip()
    with open_writer(output, like=again.layout, column=column, outputs=outputs) as writer:
        for position, (record, text) in enumerate(again.texts(column)):
            writer.write(
                record if text is None or own[position] == text else record.with_fields(**{column: own[position]})
            )
