"""``textnorm compare``: decide whether two texts are the same item."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

import textnorm
from textnorm.adapters.cli.options import AsJson, InputOptions, matcher_named
from textnorm.adapters.cli.records.inputs import Pass, open_inputs
from textnorm.adapters.cli.records.texts import names_a_file
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.cli.settings.flags import Settings
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
from textnorm.errors import BadRecord, UnknownOption
from textnorm.match.settings import OF_A_SEARCH

__all__ = ["EXAMPLES", "UNREAD", "compare"]

UNREAD = OF_A_SEARCH

EXAMPLES = (
    "Examples: `textnorm compare 'Kanzler empfängt Präsidenten' 'Ukraine-Krieg: Kanzler empfaengt Praesidenten'` · "
    "`textnorm compare old.txt new.txt --preset articles` · `textnorm compare pairs.csv -c left -c right --json`"
)

Texts = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TEXT",
        help="Two texts, or two files of one text each; or one file of pairs, in two columns, in lines with a tab "
        "between the two, or in two lines. - is standard input, the default.",
        show_default=False,
    ),
]


def compare(texts: Texts = None, as_json: AsJson = False, *, io: InputOptions, settings: Settings) -> None:
    """Say whether two texts are the same item, how certain that is, and why."""
    chosen = matcher_named(settings)

    def judged(a: str, b: str) -> textnorm.Pair:
        fitting = chosen or textnorm.Matcher.fitting([(len(a) + len(b)) // 2], **settings.given)
        return textnorm.compare(a, b, matcher=fitting)

    arguments = texts or ["-"]
    if len(arguments) > 2:
        raise UnknownOption(f"TEXT: {len(arguments)} texts; expected two, or one file of pairs")
    if len(arguments) == 1:
        if not names_a_file(arguments[0]):
            raise UnknownOption("TEXT: one text; expected two, or a file of pairs")
        refuse_shared_files({"FILE": arguments[0]}, {"--output": "-", "--rejected": io.rejected})
        with Outputs() as outputs, rejections(io.rejected, outputs) as reject, open_inputs(arguments, io) as opened:
            for place, a, b in _pairs(opened.rejecting(reject).open(), io, opened.name):
                _print(judged(a, b), place, as_json=as_json)
        return
    if arguments == ["-", "-"]:
        raise UnknownOption("TEXT: both are standard input; pipe a file of pairs, or name a file for one")
    a, b = [_text_of(argument, io) if names_a_file(argument) else argument for argument in arguments]
    _print(judged(a, b), {}, as_json=as_json)


def _text_of(name: str, io: InputOptions) -> str:
    """The text of a file: all of a file of text, else that of its only record."""
    with open_inputs([name], io) as opened:
        reading = opened.as_documents(False, quiet=True).open()
        rows = list(reading.rows(reading.columns(io.column)))
        if len(rows) != 1:
            raise BadRecord(f"{opened.name}: {len(rows)} texts; expected one to compare")
        return "\n\n".join(text for text in rows[0].texts if text)


def _pairs(reading: Pass, io: InputOptions, name: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    if reading.layout.column is None:
        columns = io.column or _pair_of_columns(reading, name)
        if len(columns) != 2:
            raise UnknownOption(f"--column: expected two columns to compare, got {', '.join(columns)}")
        for row in reading.rows(columns):
            yield {"file": row.source.name, "line": row.record.line}, row.texts[0] or "", row.texts[1] or ""
        return
    waiting: list[str] = []
    for row in reading.rows((reading.layout.column,)):
        text = row.texts[0] or ""
        first, tab, second = text.partition("\t")
        if tab:
            yield {"file": row.source.name, "line": row.record.line}, first, second
        elif text.strip():
            waiting.append(text)
        if len(waiting) == 2:
            yield {"file": row.source.name, "line": row.record.line - 1}, waiting[0], waiting[1]
            waiting = []
    if waiting:
        raise BadRecord(f"{name}: the last text has no other to compare with; write two lines, or a tab between")


def _pair_of_columns(reading: Pass, name: str) -> list[str]:
    columns = reading.column_names
    for pair in (("a", "b"), ("left", "right"), ("text_a", "text_b"), ("text1", "text2"), ("title_a", "title_b")):
        if set(pair) <= set(columns):
            return list(pair)
    if len(columns) == 2:
        return columns
    raise BadRecord(f"{name}: which two columns? There are {', '.join(columns)}; name them: -c A -c B")


def _print(pair: textnorm.Pair, place: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        score = round(pair.score, 4)
        print(
            json.dumps({**place, "same": pair.same, "score": score, "measure": pair.measure, "reasons": pair.reasons})
        )
    else:
        print(pair)
