"""The changes of texts as a unified diff, for people and for ``patch``-like tools."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from typing import TextIO

from textnorm.adapters.cli.records.inputs import Row
from textnorm.values import shown

__all__ = ["Diff", "in_colour"]

_COLOURS = {"---": "1", "+++": "1", "@@": "36", "-": "31", "+": "32"}


def in_colour(stream: TextIO) -> bool:
    """Whether what is written to ``stream`` is coloured: on a terminal, unless NO_COLOR is set (no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


class Diff:
    """Writes the changes of one text after the other; each file has a header."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._colour = in_colour(stream)
        self._file = ""

    def show(self, row: Row, columns: Sequence[str], after: Sequence[str | None]) -> None:
        """Write the changes of ``row``, whose texts in ``columns`` become those of ``after``."""
        name = row.source.name
        if name != self._file:
            self._file = name
            self._write(f"--- {shown(name)}")
            self._write(f"+++ {shown(name)} (cleaned)")
        for column, old, new in zip(columns, row.texts, after, strict=True):
            if old != new:
                for line in _lines(row, column, old or "", new or ""):
                    self._write(line)

    def _write(self, line: str) -> None:
        code = next((code for sign, code in _COLOURS.items() if line.startswith(sign)), None)
        if self._colour and code is not None:
            line = f"\x1b[{code}m{line}\x1b[0m"
        self._stream.write(f"{line}\n")


def _lines(row: Row, column: str, old: str, new: str) -> Iterator[str]:
    before, after = old.split("\n"), new.split("\n")
    if row.source.whole:
        changes = unified_diff(before, after, n=2, lineterm="")
        yield from (line if line.startswith("@@") else line[0] + shown(line[1:]) for line in list(changes)[2:])
        return
    line = row.record.line
    yield f"@@ -{line} +{line} @@ {shown(column)}"
    if len(before) == len(after) == 1:
        yield f"-{shown(old)}"
        yield f"+{shown(new)}"
        return
    changes = unified_diff(before, after, n=1, lineterm="")
    yield from (each[0] + shown(each[1:]) for each in list(changes)[2:] if not each.startswith("@@"))
