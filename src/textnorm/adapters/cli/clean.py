"""``textnorm clean``: clean the texts of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Annotated, Any

import typer

import textnorm
from textnorm.adapters.cli.console import progress_bar, say
from textnorm.adapters.cli.options import (
    Column,
    Dashes,
    Delimiter,
    Encoding,
    EscapeFormulas,
    FileFormat,
    Input,
    Locale,
    Output,
    OutputEncoding,
    Quiet,
    Quotes,
    Rejected,
)
from textnorm.adapters.cli.rejections import rejections
from textnorm.adapters.files.atomic_write import Outputs, refuse_shared_files
from textnorm.adapters.files.readers import Reading, open_source
from textnorm.adapters.files.records import Record
from textnorm.adapters.files.writers import check_output, open_writer
from textnorm.errors import BadRecord, counted

__all__ = ["EXAMPLES", "clean"]

EXAMPLES = (
    "Examples: `textnorm clean news.jsonl --column title -o clean.jsonl` · "
    "`textnorm clean article.txt --quotes de` · `cat feed.txt | textnorm clean --single-line`"
)

_BATCH = 2_000

Escapes = Annotated[
    bool, typer.Option("--escapes/--no-escapes", help="Resolve HTML entities, \\u00fc, %C3%BC and other escapes.")
]
Mojibake = Annotated[bool, typer.Option("--mojibake/--no-mojibake", help="Undo decoding with a wrong code page.")]
Characters = Annotated[
    bool, typer.Option("--characters/--no-characters", help="Compose letters, drop control characters.")
]
Lost = Annotated[bool, typer.Option("--lost/--no-lost", help="Restore letters that became � or ?.")]
Umlauts = Annotated[bool, typer.Option("--umlauts/--no-umlauts", help="ae → ä where German writes it so.")]
Spacing = Annotated[bool, typer.Option("--spacing/--no-spacing", help="Tidy spaces, dashes and ellipses.")]
Dehyphenate = Annotated[bool, typer.Option("--dehyphenate", help="Join words divided at line ends.")]
SingleLine = Annotated[bool, typer.Option("--single-line", help="Join lines, as for headlines.")]


def clean(
    file: Input = "-",
    column: Column = None,
    output: Output = None,
    format: FileFormat = None,
    encoding: Encoding = None,
    output_encoding: OutputEncoding = None,
    delimiter: Delimiter = None,
    escape_formulas: EscapeFormulas = False,
    rejected: Rejected = None,
    escapes: Escapes = True,
    mojibake: Mojibake = True,
    characters: Characters = True,
    lost: Lost = True,
    umlauts: Umlauts = True,
    quotes: Quotes = "ascii",
    spacing: Spacing = True,
    dashes: Dashes = "keep",
    locale: Locale = "de",
    single_line: SingleLine = False,
    dehyphenate: Dehyphenate = False,
    quiet: Quiet = False,
) -> None:
    """Repair and normalise the texts of a file: one record in, one record out, in order.

    Only the named column changes; everything else stays as it is written. Null stays null.
    """
    cleaner = textnorm.Cleaner(
        escapes=escapes,
        mojibake=mojibake,
        characters=characters,
        lost=lost,
        umlauts=umlauts,
        quotes=quotes,
        spacing=spacing,
        dashes=dashes,
        locale=locale,
        single_line=single_line,
        dehyphenate=dehyphenate,
    )
    refuse_shared_files({"FILE": file}, {"--output": output or "-", "--rejected": rejected})
    look: dict[str, Any] = {"encoding": output_encoding, "escape_formulas": escape_formulas}
    with Outputs() as outputs, ExitStack() as stack:
        outputs.reserve_all(output, rejected)
        source = stack.enter_context(open_source(file, format=format, encoding=encoding, delimiter=delimiter))
        check_output(output, source.format, **look)
        source = source.rejecting(stack.enter_context(rejections(rejected, outputs)))
        progress = stack.enter_context(progress_bar(quiet=quiet))
        reading = Reading(source, progress=lambda done: progress("cleaning", done, source.size))
        name = reading.column(column)
        writer = stack.enter_context(open_writer(output, like=reading.layout, column=name, outputs=outputs, **look))
        written = changed = aside = 0
        for record, before, after, error in _cleaned(cleaner, reading.texts(name), go_on=rejected is not None):
            if error is not None:
                aside += 1
                source.reject(record.line, record.shown, error)
                continue
            written += 1
            changed += after != before
            writer.write(record if after == before else record.with_fields(**{name: after}))
        if written + aside != reading.good:
            raise BadRecord(f"{file}: {reading.good:,} records were read and {written:,} written; please report this")
    if output is not None and not quiet:
        say(f"Cleaned {changed:,} of {counted(written, 'text', 'texts')} → {output}")


def _cleaned(
    cleaner: textnorm.Cleaner, rows: Iterator[tuple[Record, str | None]], *, go_on: bool
) -> Iterator[tuple[Record, str | None, str | None, textnorm.TextnormError | None]]:
    """Each record with its text before and after, and with ``go_on`` the error if the text cannot be cleaned."""
    while batch := list(islice(rows, _BATCH)):
        failed: dict[int, textnorm.TextnormError] = {}
        texts = cleaner.many([text for _, text in batch], errors=failed.__setitem__ if go_on else "raise")
        for place, ((record, before), after) in enumerate(zip(batch, texts, strict=True)):
            yield record, before, after, failed.get(place)
