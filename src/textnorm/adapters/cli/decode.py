"""``textnorm decode``: write a file of unknown encoding as UTF-8."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

import textnorm
from textnorm.adapters.cli.console import say
from textnorm.adapters.cli.options import Encoding, Output, Quiet
from textnorm.adapters.files.atomic_write import Outputs, naming_errors, refuse_shared_files
from textnorm.adapters.files.compression import compression_of, unpacked
from textnorm.adapters.files.readers import open_source
from textnorm.adapters.terminal import standard_output
from textnorm.errors import BadRecord, UnknownOption

__all__ = ["EXAMPLES", "decode"]

EXAMPLES = "Example: `textnorm decode old-feed.txt -o feed.txt`"

Encodings = Annotated[
    list[str] | None,
    typer.Option(
        "--encodings", metavar="NAMES", help="Choose among these alone: cp850,cp1252,utf-8. May be given repeatedly."
    ),
]
Errors = Annotated[
    str | None,
    typer.Option(
        "--errors",
        metavar="HOW",
        help="What becomes of bytes that the encoding does not define: strict, replace, ignore, backslashreplace. "
        "Default: a control character of the same number.",
    ),
]


def decode(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Any file of text; - is standard input.")] = "-",
    output: Output = None,
    encoding: Encoding = None,
    encodings: Encodings = None,
    errors: Errors = None,
    quiet: Quiet = False,
) -> None:
    """Find the encoding of a file, or its mixture of encodings, and write the text as UTF-8."""
    if encoding is not None and encodings:
        raise UnknownOption(f"--encodings: is not read beside --encoding {encoding}; give one of the two")
    names = [name.strip() for part in encodings or () for name in part.split(",")]
    refuse_shared_files({"FILE": file}, {"--output": output or "-"})
    with Outputs() as outputs, open_source(file, any_bytes=True) as source:
        outputs.reserve_all(output)
        if source.format in ("parquet", "arrow"):
            raise BadRecord(f"{source.name}: is {source.format}, which is UTF-8; there is nothing to decode")
        with unpacked(source) as stream:
            data = stream.read()
        source.check_unchanged()
        decoded = textnorm.decode(data, encoding=encoding, encodings=names or None, errors=errors)
        encoded = decoded.text.encode("utf-8", "replace")
        if output is None or output == "-":
            stream = standard_output()
            stream.write(encoded)
            stream.flush()
        else:
            path = Path(output)
            compression = compression_of(path)
            with (
                naming_errors(output),
                outputs.reserve(path).open("wb") as target,
                nullcontext(target) if compression is None else compression.open(target, "wb") as packed,
            ):
                packed.write(encoded)
    if not quiet:
        say(f"{file}: {decoded.encoding}" + ("" if encoding else f", confidence {decoded.confidence:.2f}"))
