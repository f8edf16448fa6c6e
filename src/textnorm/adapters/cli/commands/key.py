"""``textnorm key``: the keys of texts, for comparing."""

from __future__ import annotations

import json
from itertools import islice
from typing import Annotated

import typer

import textnorm
from textnorm.adapters.cli.options import AsJson, InputOptions
from textnorm.adapters.cli.records.inputs import open_inputs
from textnorm.adapters.cli.records.texts import names_a_file
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files

__all__ = ["EXAMPLES", "key"]

_BATCH = 10_000  # texts

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
            _print(text, textnorm.key(text), as_json=as_json)
        return
    refuse_shared_files({"FILE": arguments[0]}, {"--output": "-", "--rejected": io.rejected})
    with Outputs() as outputs, rejections(io.rejected, outputs) as reject, open_inputs(arguments, io) as opened:
        reading = opened.rejecting(reject).open()
        read = (" ".join(text for text in row.texts if text) for row in reading.rows(reading.columns(io.column)))
        while batch := list(islice(read, _BATCH)):
            # For few texts, loading the kernels takes longer than they save.
            folded = textnorm.keys(batch) if len(batch) == _BATCH else map(textnorm.key, batch)
            for text, found in zip(batch, folded, strict=True):
                _print(text, found, as_json=as_json)


def _print(text: str, key: str, *, as_json: bool) -> None:
    print(json.dumps({"text": text, "key": key}) if as_json else key)
