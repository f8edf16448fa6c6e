"""The file of ``--rejected``: every bad record with its line, its text and what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from textnorm.adapters.atomic_write import atomic_write
from textnorm.adapters.cli.console import say
from textnorm.adapters.json_lines import dumps
from textnorm.adapters.records import Rejection
from textnorm.errors import counted

__all__ = ["rejections"]


@contextmanager
def rejections(name: str | None) -> Iterator[Callable[[Rejection], None] | None]:
    """Give a function that writes a bad record to the file ``name``; None without a name."""
    if name is None:
        yield None
        return
    count = 0
    with atomic_write(Path(name)) as temporary, temporary.open("w", encoding="utf-8") as stream:

        def reject(rejection: Rejection) -> None:
            nonlocal count
            count += 1
            stream.write(dumps({"line": rejection.line, "error": rejection.error, "record": rejection.raw}) + "\n")

        yield reject
    if count:
        say(f"Rejected {counted(count, 'bad record', 'bad records')} → {name}")
