"""The table of commands. A command calls public names only: Python can do the same in a line or two."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Annotated, Any

import typer

import textnorm
from textnorm.adapters.cli import clean, compare, decode, dedup, explain, passages, report
from textnorm.adapters.cli.console import plain_errors, run_guarded

__all__ = ["app", "main"]

app = typer.Typer(
    name="textnorm",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Repair damaged text, normalise its typography, and find near-duplicates, with the evidence.",
    epilog="Examples and all details: `textnorm COMMAND --help`.",
)


def _guarded(command: Callable[..., None]) -> Callable[..., None]:
    """``command``, whose errors are ours, in one line."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        with plain_errors():
            command(*arguments, **options)

    return run


_COMMANDS: tuple[tuple[Callable[..., None], str], ...] = (
    (clean.clean, clean.EXAMPLES),
    (explain.explain, explain.EXAMPLES),
    (compare.compare, compare.EXAMPLES),
    (dedup.dedup, dedup.EXAMPLES),
    (passages.passages, passages.EXAMPLES),
    (report.report, report.EXAMPLES),
    (decode.decode, decode.EXAMPLES),
)
for command, examples in _COMMANDS:
    app.command(epilog=examples)(_guarded(command))


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"textnorm {textnorm.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; the exit status is 0, or 2 for bad input, with the reason in one line."""
    try:
        status: object = run_guarded(app)
    except SystemExit as ended:
        status = ended.code
    if "pyarrow" not in sys.modules or not isinstance(status, int):
        sys.exit(status)  # type: ignore[arg-type]
    # Arrow's threads may still run when the interpreter takes itself apart, and then end the process by a signal.
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
    os._exit(status)
