"""``textnorm index``: look after an index of what was seen."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path as FilePath
from typing import IO, Annotated, Any

import typer

import textnorm
from textnorm.adapters.cli.console import say
from textnorm.adapters.cli.options import AsJson, Output, matcher_of
from textnorm.adapters.files.atomic_write import Outputs, naming_errors, refuse_shared_files
from textnorm.adapters.terminal import standard_output
from textnorm.errors import BadRecord, IndexUnusable, counted

__all__ = ["COMMANDS", "EXAMPLES"]

EXAMPLES = (
    "Examples: `textnorm index stats seen.db` · `textnorm index expire seen.db --before 2024-05-01` · "
    "`textnorm index export seen.db > seen.jsonl`"
)

Path = Annotated[str, typer.Argument(metavar="INDEX", help="The file of the index, or a postgresql:// address.")]
Before = Annotated[str, typer.Option("--before", metavar="DATE", help="Remove what has an earlier time: 2024-05-01.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID", help="The ids, as JSON or as text.")]
Matcher = Annotated[
    str,
    typer.Option("--preset", "--matcher", metavar="NAME", help="headlines, articles or plain, for a new index."),
]
File = Annotated[
    str, typer.Argument(metavar="[FILE]", help="JSON lines, as `export` writes them; - is standard input.")
]


def stats(index: Path, as_json: AsJson = False) -> None:
    """Print what an index holds, and what bounds its queries."""
    with _existing(index, read_only=True) as opened:
        found = opened.stats()
        print(json.dumps(asdict(found)) if as_json else found)


def expire(index: Path, before: Before) -> None:
    """Remove the items before a time."""
    with _existing(index) as opened:
        say(f"{counted(opened.expire(before=before), 'item', 'items')} removed")


def remove(index: Path, ids: Ids) -> None:
    """Remove items by their ids."""
    with _existing(index) as opened:
        gone = [given for given in ids if not any(opened.remove(each) for each in _readings(given))]
    if gone:
        raise BadRecord(f"{index}: no item {gone[0]!r} ({len(ids) - len(gone)} removed, {len(gone)} not found)")
    say(f"{counted(len(ids), 'item', 'items')} removed")


def export(index: Path, output: Output = None) -> None:
    """Write all items as JSON lines: id, text, at, payload."""
    refuse_shared_files({"INDEX": index}, {"--output": output or "-"}, in_place=False)
    with _existing(index, read_only=True) as opened, Outputs() as outputs, ExitStack() as stack:
        if output is None or output == "-":
            stream = standard_output()
        else:
            stack.enter_context(naming_errors(output))
            stream = stack.enter_context(outputs.reserve(FilePath(output)).open("wb"))
        for item in opened:
            row = {"id": item.id, "text": item.text, "at": item.time, "payload": dict(item.payload)}
            # A lone surrogate, which UTF-8 does not have, is written as JSON escapes it.
            stream.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")


def import_(index: Path, file: File = "-", matcher: Matcher = "headlines") -> None:
    """Add the items of JSON lines to an index.

    Items with the same ids are replaced.
    """
    with _opened(file) as stream:  # first: a mistyped name makes no index
        try:
            opened = textnorm.open_index(index)
        except BadRecord:
            opened = textnorm.open_index(index, matcher_of(matcher, {}))
        with opened:
            say(f"{counted(opened.add_many(_items(stream, file)), 'item', 'items')} added")


def verify(index: Path) -> None:
    """Read every byte of an index, say what is wrong.

    The exit status is 0 if nothing is.
    """
    with _existing(index, read_only=True) as opened:
        problems = opened.verify()
        if problems:
            raise IndexUnusable(f"{index}: {' '.join(problems)}")
        say(f"{index}: {counted(len(opened), 'item', 'items')}, nothing is wrong")


def compact(index: Path) -> None:
    """Forget what was removed, and give back room on the disk."""
    with _existing(index) as opened:
        before = opened.stats().bytes
        opened.compact()
        say(f"{before:,} bytes before, {opened.stats().bytes:,} now")


#: The commands by their names.
COMMANDS: dict[str, Callable[..., None]] = {
    "stats": stats, "expire": expire, "remove": remove, "export": export, "import": import_, "verify": verify,
    "compact": compact,
}  # fmt: skip


def _existing(path: str, *, read_only: bool = False) -> textnorm.SeenIndex:
    """An index that is there: a mistyped name makes none."""
    if "://" not in path and not os.path.exists(path):  # noqa: PTH110 - as it was given
        raise IndexUnusable(f"{path}: does not exist; check the name, or make it with textnorm seen or index import")
    return textnorm.open_index(path, read_only=read_only)


def _readings(id: str) -> Iterator[Any]:
    """What an id on the command line may be: the text itself, or JSON."""
    yield id
    try:
        yield json.loads(id)
    except ValueError:
        return


def _opened(file: str) -> IO[bytes]:
    try:
        return sys.stdin.buffer if file == "-" else open(file, "rb")  # noqa: PTH123 - closed by the caller
    except OSError as error:
        raise BadRecord(f"{file}: cannot be read: {error.strerror}") from None


def _items(stream: IO[bytes], file: str) -> Iterator[tuple[Any, str, Any, dict[str, Any]]]:
    for number, line in enumerate(stream, 1):
        if line.strip():
            try:
                row = json.loads(line)
                yield row["id"], row["text"], row.get("at"), row.get("payload") or {}
            except KeyError as error:
                raise BadRecord(f"{file}:{number}: not an item of an export: it has no {error}") from None
            except (ValueError, TypeError, AttributeError) as error:
                raise BadRecord(f"{file}:{number}: not an item of an export ({error})") from None
