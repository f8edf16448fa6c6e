"""``textnorm explain``: clean texts and report every change."""

from __future__ import annotations

import json
from itertools import chain, islice
from typing import Annotated, Any

import typer

import textnorm
from textnorm.adapters.cli.console import say
from textnorm.adapters.cli.options import AsJson, InputOptions, Lines, cleaner_of
from textnorm.adapters.cli.records.inputs import open_inputs
from textnorm.adapters.cli.records.texts import names_a_file
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.cli.settings.flags import Settings
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
from textnorm.errors import counted
from textnorm.values import shown

__all__ = ["EXAMPLES", "explain"]

EXAMPLES = (
    "Examples: `textnorm explain 'Nordkorea empfaengt russische MilitÃ¤rdelegation'` · "
    "`textnorm explain news.jsonl --column title` · `cat feed.txt | textnorm explain --json`"
)

Texts = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TEXT", help="A text, or a file of texts; - is standard input, the default.", show_default=False
    ),
]


def explain(
    texts: Texts = None, lines: Lines = None, as_json: AsJson = False, *, io: InputOptions, settings: Settings
) -> None:
    """Clean texts and say what changed, where, and why.

    Of the texts of a file, those that change are printed, each with its line.
    """
    cleaner = cleaner_of(settings)
    arguments = texts or ["-"]
    if all(map(names_a_file, arguments)):
        _explain_files(arguments, cleaner, io, lines, as_json=as_json)
        return
    for text in arguments:
        _print(cleaner.explain(text), {}, as_json=as_json)


def _explain_files(
    names: list[str], cleaner: textnorm.Cleaner, io: InputOptions, lines: bool | None, *, as_json: bool
) -> None:
    refuse_shared_files({"FILE": names[0]}, {"--output": "-", "--rejected": io.rejected})
    with Outputs() as outputs, rejections(io.rejected, outputs) as reject, open_inputs(names, io) as opened:
        reading = opened.rejecting(reject).as_documents(lines, quiet=io.quiet).open()
        columns = reading.columns(io.column)
        rows = reading.rows(columns)
        first = list(islice(rows, 2))
        alone = len(first) == 1 and len(columns) == 1
        changed = 0
        for row in chain(first, rows):
            for column, text in zip(columns, row.texts, strict=True):
                explanation = cleaner.explain(text or "")
                changed += explanation.changed
                if explanation.changed or alone:
                    place = {"file": row.source.name, "line": row.record.line, "column": column}
                    if not (as_json or alone):
                        print(f"{shown(row.source.name)}:{row.record.line} {shown(column)}")
                    _print(explanation, place, as_json=as_json)
    if not alone and not io.quiet:
        say(f"{changed:,} of {counted(reading.good * len(columns), 'text', 'texts')} would change")


def _print(explanation: textnorm.Explanation, place: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        changes = [change._asdict() for change in explanation.changes]
        print(json.dumps({**place, "text": explanation.text, "changes": changes}))
    else:
        print(explanation)
