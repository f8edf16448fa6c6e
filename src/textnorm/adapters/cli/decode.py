"""``textnorm decode``: write a file of unknown encoding as UTF-8."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import textnorm
from textnorm.adapters.atomic_write import atomic_write
from textnorm.adapters.cli.console import say
from textnorm.adapters.cli.options import Output, Quiet

__all__ = ["EXAMPLES", "decode"]

EXAMPLES = "Example: `textnorm decode old-feed.txt -o feed.txt`"


def decode(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Any file of text; - is standard input.")] = "-",
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Find the encoding of a file, or its mixture of encodings, and write the text as UTF-8."""
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    decoded = textnorm.decode(data)
    encoded = decoded.text.encode("utf-8", "replace")
    if output is None or output == "-":
        sys.stdout.buffer.write(encoded)
        sys.stdout.buffer.flush()
    else:
        with atomic_write(Path(output)) as temporary:
            temporary.write_bytes(encoded)
    if not quiet:
        say(f"{file}: {decoded.encoding}, confidence {decoded.confidence:.2f}")
