"""``textnorm key``: the keys of texts, for comparing."""

from __future__ import annotations

import json
from typing import Annotated

import typer

import textnorm
from textnorm.adapters.cli.options import AsJson, InputOptions
from textnorm.adapters.cli.records.inputs import open_inputs
from textnorm.adapters.cli.records.texts import names_a_file
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files

__all__ = ["EXAMPLES", "key"]

EXAMPLES = (
    "Examples: `textnorm key 'Müller grüßt Köln'` · `textnorm key news.csv --column title | sort | uniq -c` · "
    "`cat headlines.txt | textnorm key --json`"
)

Texts = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TEXT", help="A text, or a file of texts; - is standard input, the default.", show_default=False
    ),
]


def key(texts: Texts = None, as_json: AsJson = False, *, io: InputOptions) -> None:
    """Print the key of each text, one a line: folded hard, so that spellings of one text have one key.

    A key is for comparing only. A null has an empty key. With --json, each line has the text and the key.
    """
    arguments = texts or ["-"]
    if not all(map(names_a_file, arguments)):
        for text in arguments:
            _print(text, as_json=as_json)
        return
    refuse_shared_files({"FILE": arguments[0]}, {"--output": "-", "--rejected": io.rejected})
    with Outputs() as outputs, rejections(io.rejected, outputs) as reject, open_inputs(arguments, io) as opened:
        reading = opened.rejecting(reject).open()
        for row in reading.rows(reading.columns(io.column)):
            _print(" ".join(text for text in row.texts if text), as_json=as_json)


def _print(text: str, *, as_json: bool) -> None:
    key = textnorm.key(text)
    print(json.dumps({"text": text, "key": key}) if as_json else key)
