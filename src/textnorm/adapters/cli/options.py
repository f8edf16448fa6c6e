"""THE TABLE of the arguments and options that commands share, and what they choose: columns, cleaner, matcher."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

import textnorm
from textnorm.adapters.cli.settings.choices import PRESET_OF
from textnorm.adapters.cli.settings.flags import Settings
from textnorm.adapters.files.compression import COMPRESSIONS
from textnorm.adapters.files.formats import FORMATS
from textnorm.errors import UnknownOption

if TYPE_CHECKING:
    from textnorm.match.matcher import Matcher

__all__ = [
    "AsJson",
    "Columns",
    "Delimiter",
    "DryRun",
    "Encoding",
    "EscapeFormulas",
    "FileFormat",
    "FileOptions",
    "Header",
    "InputOptions",
    "Inputs",
    "Lines",
    "Output",
    "OutputEncoding",
    "Quiet",
    "Rejected",
    "cleaner_of",
    "matcher_named",
    "matcher_of",
]

_LABELS = [row.label.removeprefix("a ") for row in FORMATS.values()]
_SUFFIXES = ", ".join(row.suffix for row in COMPRESSIONS)
_KINDS = f"{', '.join(_LABELS[:-1])} or {_LABELS[-1]}, also {_SUFFIXES}"

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE",
        help=f"Files, folders or patterns such as 'news/*.jsonl': {_KINDS}; - is standard input, the default.",
        show_default=False,
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        "-c",
        metavar="NAME",
        help="The column that holds the text; article.title is a field inside. May be repeated. "
        "Default: one with a usual name, such as title, headline, text, Titel or Überschrift.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="The output file; default: standard output."),
]
FileFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help=f"The format of the input, if its name does not say: {', '.join(FORMATS)}.",
        autocompletion=lambda incomplete: [name for name in FORMATS if name.startswith(incomplete)],
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="The encoding of the input: cp1252, cp850 … Default: it is found."),
]
OutputEncoding = Annotated[
    str | None,
    typer.Option("--output-encoding", metavar="NAME", help="The encoding of the output. Default: UTF-8."),
]
Delimiter = Annotated[
    str | None,
    typer.Option(
        "--delimiter",
        metavar="CHARACTER",
        help="Between the fields of a CSV file: a character, or tab. Default: it is found.",
    ),
]
Header = Annotated[
    bool,
    typer.Option(
        "--header/--no-header",
        help="The first row of a CSV file has the names of the columns, or is a record; they are then called 1, 2, 3. "
        "Default: it has.",
        show_default=False,
    ),
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
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary, no guesses.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Write no file: only say what would be done.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DecisionsFile = Annotated[
    str | None,
    typer.Option("--decisions", metavar="FILE", help="Honour these decisions: the JSON that a report exports."),
]
Lines = Annotated[
    bool | None,
    typer.Option(
        "--lines/--no-lines",
        help="A file of text is one text a line, or one text. Default: one text; standard input: lines.",
    ),
]


@dataclass(frozen=True, kw_only=True)
class InputOptions:
    """How files are read. A command that has an argument of this type has these options."""

    column: Columns = None
    format: FileFormat = None
    encoding: Encoding = None
    delimiter: Delimiter = None
    header: Header = True
    rejected: Rejected = None
    quiet: Quiet = False


@dataclass(frozen=True, kw_only=True)
class FileOptions(InputOptions):
    """How files are read and written. A command that has an argument of this type has these options."""

    output: Output = None
    output_encoding: OutputEncoding = None
    escape_formulas: EscapeFormulas = False
    dry_run: DryRun = False


def cleaner_of(settings: Settings) -> textnorm.Cleaner:
    """The cleaner of the preset and the options that were given."""
    return textnorm.Cleaner.preset(settings.preset or "default", **settings.given)


def _presets() -> dict[str, Callable[..., Matcher]]:
    return {
        "headlines": textnorm.Matcher.headlines,
        "articles": textnorm.Matcher.articles,
        "names": textnorm.Matcher.names,
        "stories": textnorm.Matcher.stories,
        "plain": textnorm.Matcher,
    }


def matcher_named(settings: Settings) -> Matcher | None:
    """The matcher of the preset and the options that were given; None if it depends on the texts."""
    given = dict(settings.given)
    preset = settings.preset or "auto"
    kind = given.pop("kind", None)
    if kind is not None:
        if kind not in PRESET_OF:
            raise UnknownOption.among("kind", kind, PRESET_OF)
        if preset not in ("auto", PRESET_OF[kind]):
            raise UnknownOption(f"kind={kind!r} is --preset {PRESET_OF[kind]}, not {preset}; leave one of them out")
        preset = PRESET_OF[kind]
    return matcher_of(preset, given)


def matcher_of(preset: str, overrides: dict[str, Any]) -> Matcher | None:
    """The matcher that ``preset`` names, with ``overrides``; None for ``auto``."""
    presets = _presets()
    if preset == "auto":
        return None
    if preset not in presets:
        raise UnknownOption.among("matcher", preset, ["auto", *presets])
    return presets[preset](**overrides)
