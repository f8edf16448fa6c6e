"""THE TABLE of commands. A command calls public names only: Python can do the same in a line or two.

A command is a row here and a function in a file of its own, which is imported when the command is called. The function
takes what only it knows; the options of ``Cleaner`` and ``Matcher`` are added to it from their fields.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from shutil import get_terminal_size
from typing import Annotated, Any, NamedTuple

import typer
import typer.core
import typer.main

import textnorm
from textnorm.adapters.cli.console import USAGE_ERROR, run_guarded
from textnorm.adapters.cli.settings.flags import as_command, as_group, names_of, taken_as_it_is
from textnorm.errors import UnknownOption

__all__ = ["COMMANDS", "Row", "app", "main"]


class Row(NamedTuple):
    """A command: its name, a line of help, its module below this package, and whose options it takes.

    The function has the name of the command, with ``_`` for ``-``; ``EXAMPLES`` of the module end its help, and
    ``UNREAD``, if it has that, names the settings which it has no use for.
    """

    name: str
    help: str
    module: str
    settings: tuple[str, ...] = ()


COMMANDS = (
    Row("clean", "Repair and normalise the texts of files.", "clean", ("cleaner",)),
    Row("explain", "Clean a text, and say what changed and why.", "explain", ("cleaner",)),
    Row("decode", "Write a file of unknown encoding as UTF-8.", "decode"),
    Row("key", "Print the key of each text, for comparing.", "commands.key"),
    Row("compare", "Say whether two texts are the same item, and why.", "compare", ("matcher",)),
    Row("dedup", "Keep one copy of every text of files.", "dedup", ("matcher",)),
    Row("passages", "Find runs of words that occur twice or more.", "passages"),
    Row("report", "Write a page on the duplicates of a file, to read and to review.", "report", ("matcher",)),
    Row("seen", "Drop or mark what an index has seen before.", "seen"),
    Row("index", "Look after an index: stats, expire, remove, export, import, verify, compact.", "index"),
    Row("demo", "Clean and deduplicate some headlines that come along.", "commands.demo"),
    Row("warm-up", "Compile the kernels now, for images and services.", "commands.warm_up"),
)

#: Records are many and hold no cycles; to look for some as often as usual takes a third of the time of short ones.
_COLLECT = (50_000, 20, 1_000)
_NARROWEST, _WIDEST = 24, 80  # columns of help

_ROWS = {row.name: row for row in COMMANDS}


def _command(row: Row) -> typer.core.TyperCommand | typer.core.TyperGroup:
    module = import_module(f"textnorm.adapters.cli.{row.module}")
    if row.name == "index":
        return as_group(row.name, row.help, module.EXAMPLES, module.COMMANDS)
    function = getattr(module, row.name.replace("-", "_"))
    unread: frozenset[str] = getattr(module, "UNREAD", frozenset())
    return as_command(row.name, function, module.EXAMPLES, row.settings, _known, unread=unread)


def _known() -> dict[str, set[str]]:
    """The options of every command, and of ``cleaner`` and ``matcher``: the keys that a file of settings may have."""
    commands = {row.name: {str(each.name) for each in _command(row).params} for row in COMMANDS}
    return {**commands, "cleaner": {"preset", *names_of("cleaner")}, "matcher": {"preset", *names_of("matcher")}}


class _Group(typer.core.TyperGroup):
    """The commands of the table, each imported when it is asked for."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command. What typer has against its options becomes an error of ours, in one line."""
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except Exception as error:
            if not hasattr(error, "format_message"):
                raise
            if type(error).__name__ == "NoArgsIsHelpError":  # the message is the help
                print(error.format_message(), file=sys.stderr)
                sys.exit(USAGE_ERROR)
            raise UnknownOption(_usage(error)) from None
        if status:
            sys.exit(status)

    def get_help_option(self, ctx: Any) -> Any:
        return taken_as_it_is(super().get_help_option(ctx))

    def make_context(self, info_name: Any, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Let the help of all commands fit the terminal, a narrow one as well."""
        extra.setdefault("terminal_width", max(min(get_terminal_size().columns, _WIDEST) - 2, _NARROWEST))
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_ROWS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        row = _ROWS.get(cmd_name)
        if row is None:
            return None
        return _command(row)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the table; no command is imported for its help."""
        with formatter.section("Commands"):
            formatter.write_dl([(row.name, row.help) for row in COMMANDS])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or say which one is meant."""
        if args and not args[0].startswith("-") and args[0] not in _ROWS:
            from difflib import get_close_matches

            close = get_close_matches(args[0], _ROWS, n=1)
            hint = f"Did you mean {close[0]!r}? " if close else ""
            ctx.fail(f"No such command {args[0]!r}. {hint}Known: {', '.join(_ROWS)}")
        return super().resolve_command(ctx, args)


def _usage(error: Any) -> str:
    """What is wrong with the options of a call, and where help is."""
    message = error.format_message().rstrip(".")
    context = error.ctx
    if type(error).__name__ == "NoSuchOption":
        have = [row.name for row in COMMANDS if error.option_name in _flags_of(row)]
        if have:
            message = f"No such option: {error.option_name}; {_listed(have)} {'have' if len(have) > 1 else 'has'} it"
    path = context.command_path if context is not None else "textnorm"
    if not message.endswith("?"):
        message += ";"
    return f"{message} see {path} --help"


def _flags_of(row: Row) -> set[str]:
    return {flag for parameter in _command(row).params for flag in (*parameter.opts, *parameter.secondary_opts)}


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


app = typer.Typer(
    name="textnorm",
    cls=_Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Repair damaged text, normalise its typography, and find near-duplicates, with the evidence.",
    epilog="Examples and all details: textnorm COMMAND --help",
)


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
    gc.set_threshold(*_COLLECT)
    try:
        status: object = run_guarded(lambda: app(prog_name="textnorm"))
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
