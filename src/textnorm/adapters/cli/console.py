"""What the commands show a person: progress on a terminal, errors in one line, a readable summary."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textnorm.errors import TextnormError, counted

if TYPE_CHECKING:
    from textnorm.match.duplicates import Duplicates

__all__ = ["progress_bar", "run_guarded", "say", "summary_lines"]

USAGE_ERROR = 2
INTERNAL_ERROR = 70
INTERRUPTED = 130

_INTERRUPTED = "textnorm: interrupted; no output file was written"


def say(message: str) -> None:
    """Print a message on standard error, where it never mixes with the output."""
    encoding = sys.stderr.encoding or "utf-8"
    print(message.encode(encoding, "replace").decode(encoding), file=sys.stderr)


def run_guarded(command: Callable[[], object]) -> int:
    """Run ``command`` and return the exit status; every failure becomes one line on standard error."""
    try:
        command()
    except TextnormError as error:
        say(f"textnorm: {error}")
        return USAGE_ERROR
    except KeyboardInterrupt:
        say(_INTERRUPTED)
        return INTERRUPTED
    except SystemExit as ended:  # what typer makes of an interrupt, of --help and of wrong options
        if ended.code == INTERRUPTED:
            say(_INTERRUPTED)
        raise
    except OSError as error:
        say(f"textnorm: {error.filename or 'input or output'}: {error.strerror or error}")
        return USAGE_ERROR
    except MemoryError:
        say("textnorm: out of memory; process the input in parts")
        return INTERNAL_ERROR
    except Exception as error:
        if os.environ.get("TEXTNORM_TRACEBACK"):
            raise
        say(f"textnorm: internal error: {type(error).__name__}: {error}. Set TEXTNORM_TRACEBACK=1 to see where.")
        return INTERNAL_ERROR
    return 0


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """Give a ``progress(stage, done, total)`` that draws bars on a terminal and nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<20}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=max(total, 1))
            bars.update(tasks[stage], completed=done if total else 1, total=max(total, 1))

        yield progress


def shown(text: str | None, limit: int = 100) -> str:
    """Return ``text`` on one line, without control characters, at most ``limit`` characters long."""
    line = "".join(c if c.isprintable() else " " for c in text or "")
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def summary_lines(found: Duplicates, texts: Sequence[str | None], *, clusters: int = 5) -> list[str]:
    """Return a short account of ``found``: the counts, and the largest clusters with scores and reasons."""
    dropped = len(found.dropped)
    share = 100 * dropped / max(len(texts), 1)
    lines = [
        f"{counted(len(texts), 'text', 'texts')}: {len(found.kept):,} kept, "
        f"{counted(dropped, 'duplicate', 'duplicates')} ({share:.1f} %)"
    ]
    if found.split is not None:
        return lines
    for kept, *members in sorted(found.clusters, key=lambda group: (-len(group), group[0]))[:clusters]:
        lines += ["", f"  kept     {shown(texts[kept])}"]
        for member in members[:3]:
            why = found.why(member)
            lines.append(f"  dropped  {shown(texts[member])}")
            lines.append(f"           {why.score:.2f}  {shown('; '.join(why.reasons))}")
        if len(members) > 3:
            lines.append(f"           and {len(members) - 3:,} more")
    return lines
