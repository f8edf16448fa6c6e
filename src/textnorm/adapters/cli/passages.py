"""``textnorm passages``: find the runs of words that occur twice or more in a file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Annotated

import typer

import textnorm
from textnorm.adapters.cli.console import say
from textnorm.adapters.cli.options import InputOptions, Inputs
from textnorm.adapters.cli.records.inputs import Pass, by_argument, expanded, joined, read_inputs
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
from textnorm.adapters.files.writers import open_writer
from textnorm.errors import UnknownOption
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
    files: Inputs = None,
    min_words: MinWords = 20,
    top: Top = 20,
    shells: Shells = False,
    as_json: AsJson = False,
    stripped: Stripped = None,
    *,
    io: InputOptions,
) -> None:
    """Find every run of words that occurs twice or more, and say where.

    Case, the spelling of umlauts, accents and punctuation do not count. Rows are numbered from 0, over all files.
    Several columns (-c title -c body) are one text.
    """
    if stripped and io.column and len(io.column) > 1:
        raise UnknownOption(
            f"--stripped: a text of {len(io.column)} columns has no place of its own; name one --column"
        )
    names = expanded(files or ["-"])
    refuse_shared_files(by_argument(names), {"--stripped": stripped, "--rejected": io.rejected})
    with Outputs() as outputs, ExitStack() as stack:
        outputs.reserve_all(stripped, io.rejected)
        reject = stack.enter_context(rejections(io.rejected, outputs))
        reading, progress = stack.enter_context(read_inputs(names, io, reject))
        columns = reading.columns(io.column)
        texts = [joined(row.texts) for row in reading.rows(columns)]
        found = textnorm.find_passages(texts, min_words=min_words, progress=progress)
        if stripped:
            _write_stripped(reading, columns[0], texts, found.strip(), stripped, outputs)
    listed = found.shells() if shells else list(found)
    if as_json:
        for passage in listed:
            places = [{"row": text, "start": start, "end": end} for text, start, end in passage.occurrences]
            row = {"words": passage.words, "text": passage.text, "rows": len(passage.texts), "places": places}
            print(json_line(row))
    elif listed:
        print("\n".join(map(str, listed[:top])))
    if not io.quiet:
        cut = len(listed) > top and not as_json
        short = f": none of {min_words} words or more; --min-words looks for shorter ones" if not len(found) else ""
        say(str(found).partition("\n")[0] + (f"; {top:,} of {len(listed):,} are printed (--top)" if cut else short))
        if stripped:
            say(f"Without repetitions → {stripped}")


def _write_stripped(
    reading: Pass,
    column: str,
    texts: Sequence[str | None],
    own: Sequence[str | None],
    output: str,
    outputs: Outputs,
) -> None:
    again = reading.again().open()
    with open_writer(output, like=again.layout, column=column, outputs=outputs) as writer:
        for row, text, left in zip(again.rows((column,)), texts, own, strict=True):
            writer.write(row.record if text is None or left == text else row.record.with_fields(**{column: left}))
