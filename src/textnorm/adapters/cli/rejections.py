"""The file of ``--rejected``: every bad record with its line, its text and what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from textnorm.adapters.cli.console import say
from textnorm.adapters.files.atomic_write import Outputs
from textnorm.adapters.files.records import Record, Rejection
from textnorm.adapters.files.writers import open_writer
from textnorm.errors import counted

__all__ = ["rejections"]


@contextmanager
def rejections(name: str | None, outputs: Outputs | None = None) -> Iterator[Callable[[Rejection], None] | None]:
    """Give a function that writes a bad record to the file ``name``; None without a name."""
    if name is None:
        yield None
        return
    count = 0
    with open_writer(name, column="record", outputs=outputs) as writer:

        def reject(rejection: Rejection) -> None:
            nonlocal count
            count += 1
            fields = {"line": rejection.line, "error": rejection.error, "record": rejection.raw}
            writer.write(Record(rejection.line, fields))

        yield reject
    if count:
        say(f"Rejected {counted(count, 'bad record', 'bad records')} → {name}")
