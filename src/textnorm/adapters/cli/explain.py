"""``textnorm explain``: clean texts and report every change."""

from __future__ import annotations

import json
from collections import Counter
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
from textnorm.errors import UnknownOption, counted
from textnorm.markup import page, safe
from textnorm.values import shown

__all__ = ["EXAMPLES", "explain"]

EXAMPLES = (
    "Examples: `textnorm explain 'Nordkorea empfaengt russische MilitÃ¤rdelegation'` · "
    "`textnorm explain news.jsonl --column title` · `cat feed.txt | textnorm explain --json` · "
    "`textnorm explain --html 'K&ouml;ln' > explained.html`"
)

Texts = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TEXT", help="A text, or a file of texts; - is standard input, the default.", show_default=False
    ),
]
AsHtml = Annotated[bool, typer.Option("--html", help="Print a page of HTML that marks the changes.")]


def explain(
    texts: Texts = None,
    lines: Lines = None,
    as_json: AsJson = False,
    as_html: AsHtml = False,
    *,
    io: InputOptions,
    settings: Settings,
) -> None:
    """Clean texts and say what changed, where, and why.

    Of the texts of a file, those that change are printed, each with its line; at the end, in how many of them each
    step found something.
    """
    if as_json and as_html:
        raise UnknownOption("--json and --html: choose one")
    cleaner = cleaner_of(settings)
    printed = _Printed("json" if as_json else "html" if as_html else "text")
    arguments = texts or ["-"]
    if all(map(names_a_file, arguments)):
        _explain_files(arguments, cleaner, io, lines, printed)
    else:
        for text in arguments:
            printed.add(cleaner.explain(text), {})
    printed.end()


def _explain_files(
    names: list[str], cleaner: textnorm.Cleaner, io: InputOptions, lines: bool | None, printed: _Printed
) -> None:
    refuse_shared_files({"FILE": names[0]}, {"--output": "-", "--rejected": io.rejected})
    with Outputs() as outputs, rejections(io.rejected, outputs) as reject, open_inputs(names, io) as opened:
        reading = opened.rejecting(reject).as_documents(lines, quiet=io.quiet).open()
        columns = reading.columns(io.column)
        rows = reading.rows(columns)
        first = list(islice(rows, 2))
        alone = len(first) == 1 and len(columns) == 1
        changed = 0
        steps: Counter[str] = Counter()
        for row in chain(first, rows):
            for column, text in zip(columns, row.texts, strict=True):
                explanation = cleaner.explain(text or "")
                changed += explanation.changed
                steps.update({change.step for change in explanation.changes})
                if explanation.changed or alone:
                    place = {"file": row.source.name, "line": row.record.line, "column": column}
                    printed.add(explanation, place, heading=not alone)
    if not alone and not io.quiet:
        why = f": {', '.join(f'{step} {texts:,}' for step, texts in steps.most_common())}" if changed else ""
        say(f"{changed:,} of {counted(reading.good * len(columns), 'text', 'texts')} would change{why}")


class _Printed:
    """Explanations on standard output: as text, as a line of JSON each, or together as a page of HTML."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._parts: list[str] = []

    def add(self, explanation: textnorm.Explanation, place: dict[str, Any], *, heading: bool = False) -> None:
        """Print one explanation; ``place`` says where its text stands, and ``heading`` whether to print that."""
        if self._form == "json":
            changes = [change._asdict() for change in explanation.changes]
            print(json.dumps({**place, "text": explanation.text, "changes": changes}))
            return
        where = f"{shown(place['file'])}:{place['line']} {shown(place['column'])}" if heading else ""
        if self._form == "html":
            self._parts.append((f"<h2>{safe(where)}</h2>" if where else "") + explanation._repr_html_())
            return
        if where:
            print(where)
        print(explanation)

    def end(self) -> None:
        """Print the page, if it is one."""
        if self._form == "html":
            print(page("textnorm explain", "".join(self._parts)))
