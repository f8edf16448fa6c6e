"""The arguments and options that commands share, and the matcher that ``--matcher`` names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

import textnorm
from textnorm.adapters.files.compression import COMPRESSIONS
from textnorm.adapters.files.formats import FORMATS
from textnorm.errors import UnknownOption

if TYPE_CHECKING:
    from textnorm.match.matcher import Matcher

_LABELS = [row.label for row in FORMATS.values()]
_SUFFIXES = ", ".join(row.suffix for row in COMPRESSIONS)

Input = Annotated[
    str,
    typer.Argument(
        metavar="[FILE]",
        help=f"{', '.join(_LABELS[:-1])} or {_LABELS[-1]}, also {_SUFFIXES}; - is standard input.",
    ),
]
Column = Annotated[
    str | None,
    typer.Option("--column", "-c", help="The column that holds the text. Default: title, headline, text or body."),
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="The output file; default: standard output.")
]
FileFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        help=f"The format of the input (and of --against), if its name does not say: {', '.join(FORMATS)}.",
    ),
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", help="The encoding of the input: cp1252, cp850 … Default: it is found.")
]
OutputEncoding = Annotated[
    str | None, typer.Option("--output-encoding", help="The encoding of the output. Default: UTF-8.")
]
Delimiter = Annotated[
    str | None,
    typer.Option("--delimiter", help="Between the fields of a CSV file: a character, or tab. Default: it is found."),
]
EscapeFormulas = Annotated[
    bool,
    typer.Option(
        "--escape-formulas",
        help="Write ' before cells of CSV that a spreadsheet would run: those with = + - @ at their beginning.",
    ),
]
Rejected = Annotated[
    str | None,
    typer.Option(
        "--rejected",
        metavar="FILE",
        help="Write bad records to this file and go on. Without it, the first bad record stops the run.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
Locale = Annotated[str, typer.Option("--locale", help="de, de-AT, de-CH (never ß) or auto.")]
Quotes = Annotated[str, typer.Option("--quotes", help="ascii, keep, or a convention: de, de-CH, en, fr …")]
Dashes = Annotated[str, typer.Option("--dashes", help="keep, ascii, or the dashes of a convention: de, en …")]

DecisionsFile = Annotated[
    str | None,
    typer.Option("--decisions", metavar="FILE", help="Honour these decisions: the JSON that a report exports."),
]
MatcherName = Annotated[
    str, typer.Option("--matcher", help="auto (by length), headlines, articles, names or plain (Jaccard alone).")
]


def matcher_of(preset: str, overrides: dict[str, Any]) -> Matcher | None:
    """The matcher that ``preset`` names, with ``overrides``; None for ``auto``."""
    presets: dict[str, Callable[..., Matcher]] = {
        "headlines": textnorm.Matcher.headlines,
        "articles": textnorm.Matcher.articles,
        "names": textnorm.Matcher.names,
        "plain": textnorm.Matcher,
    }
    if preset == "auto":
        return None
    if preset not in presets:
        raise UnknownOption.among("matcher", preset, ["auto", *presets])
    return presets[preset](**overrides)
