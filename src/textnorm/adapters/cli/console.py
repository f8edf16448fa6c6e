"""What the commands show a person: progress on a terminal, errors in one line, a readable summary."""

from __future__ import annotations

import errno
import io
import lzma
import os
import signal
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from textnorm.adapters.terminal import STANDARD_OUTPUT
from textnorm.errors import TextnormError, counted
from textnorm.values import shown

if TYPE_CHECKING:
    from textnorm.match.duplicates import Duplicates

__all__ = ["USAGE_ERROR", "plain_errors", "progress_bar", "rate_of", "run_guarded", "say", "summary_lines"]

USAGE_ERROR = 2
INTERNAL_ERROR = 70
INTERRUPTED = 130

_WIDTH = 100
_FULL = (errno.ENOSPC, errno.EDQUOT)
_STAGES_IN_BYTES = ("reading", "cleaning", "writing")
_INTERRUPTED = "textnorm: interrupted; no output file was written"


def say(message: str) -> None:
    """Print a message on standard error, where it never mixes with the output; controls in it become symbols."""
    if sys.stderr is None:
        return
    encoding = sys.stderr.encoding or "utf-8"
    safe = "\n".join(map(shown, message.split("\n")))
    with suppress(OSError):  # nobody can be told that nobody can be told
        print(safe.encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)


class Unusable(TextnormError):
    """Input that ends too early or makes no sense."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Raise an error of ours for what typer takes for the end of a dialogue, and for what libraries say of damage."""
    try:
        yield
    except EOFError as error:
        raise Unusable(f"the input ends too early: {error or 'is it complete?'}") from None
    except (zlib.error, lzma.LZMAError) as error:
        raise Unusable(f"the input is damaged: {error}") from None


class _ClosedStream(io.RawIOBase):
    """Standard input or output where the caller has closed it: using it is an error that says so."""

    def __init__(self, name: str, hint: str) -> None:
        self._message = f"standard {name} is closed; {hint}"

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        raise OSError(errno.EBADF, self._message)

    def write(self, data: object) -> int:
        raise OSError(errno.EBADF, self._message)


class _Output(io.FileIO):
    """Standard output whose errors, such as a full disk, say that it is the one."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            error.filename = STANDARD_OUTPUT
            raise


def _name_output() -> None:
    """Put an ``_Output`` in the place of standard output, unless that is a terminal or something of the caller."""
    old = sys.stdout
    if old is not sys.__stdout__ or not isinstance(old, io.TextIOWrapper) or old.isatty():
        return
    old.flush()
    raw = _Output(old.fileno(), "wb", closefd=False)
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=old.encoding,
        errors=old.errors,
        line_buffering=old.line_buffering,
        write_through=old.write_through,
    )


def _prepare_streams() -> None:
    """See to it that no stream is missing, and that none fails because of a letter that its encoding does not have."""
    if sys.stdout is not None:
        _name_output()
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_ClosedStream("input", "name a file")))
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_ClosedStream("output", "name a file with --output")))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class _Stopped(KeyboardInterrupt):
    """A signal to end, handled like Ctrl-C so that no file is left behind."""


def _end_by_signals() -> list[int]:
    """Make signals to end interrupt the command; the returned list holds the signal when one has come."""
    received: list[int] = []

    def stop(number: int, frame: object) -> None:
        received.append(number)
        signal.signal(number, signal.SIG_IGN)
        raise _Stopped

    def interrupt(number: int, frame: object) -> None:
        received.append(number)  # what is imported at that moment may make another error of it
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
        with suppress(ValueError):  # not the main thread
            signal.signal(signal.SIGINT, interrupt)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # nohup has SIGHUP ignored
            with suppress(ValueError):  # not the main thread
                signal.signal(number, stop)
    return received


def run_guarded(command: Callable[[], object]) -> int:
    """Run ``command`` and return the exit status; every failure becomes one line on standard error."""
    _prepare_streams()
    received = _end_by_signals()
    try:
        try:
            command()
        finally:
            if not received:
                sys.stdout.flush()
    except TextnormError as error:
        say(f"textnorm: {error}")
        return USAGE_ERROR
    except KeyboardInterrupt:
        say(_INTERRUPTED)
        return 128 + received[0] if received else INTERRUPTED
    except SystemExit as ended:  # what typer makes of an interrupt, of --help and of wrong options
        if ended.code == INTERRUPTED:
            say(_INTERRUPTED)
            return 128 + received[0] if received else INTERRUPTED
        raise
    except BrokenPipeError:  # the reader has seen enough (`| head`); that is nothing to report
        _abandon_output()
        return 1
    except OSError as error:
        _abandon_output()
        say(f"textnorm: {_problem(error)}")
        return USAGE_ERROR
    except MemoryError:
        say("textnorm: out of memory; process the input in parts")
        return INTERNAL_ERROR
    except Exception as error:
        if received:
            say(_INTERRUPTED)
            return 128 + received[0]
        if os.environ.get("TEXTNORM_TRACEBACK"):
            raise
        say(f"textnorm: internal error: {type(error).__name__}: {error}. Set TEXTNORM_TRACEBACK=1 to see where.")
        return INTERNAL_ERROR
    return 0


def _problem(error: OSError) -> str:
    """What the system reports, with the place and, for a full disk, the next step."""
    place = error.filename or "input or output"
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        left = "what was written there is incomplete" if place == STANDARD_OUTPUT else "nothing was written"
        return (
            f"{place}: the disk is full ({reason}); make room or name another place "
            f"(--output; TMPDIR for temporary files), {left}"
        )
    return f"{place}: {reason}"


def _abandon_output() -> None:
    """Let Python end without trying once more to write what cannot be written."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - until the process ends


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """Give a ``progress(stage, done, total)`` that draws bars on a terminal and nothing in a pipe."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, expand=True) as bars:
        tasks: dict[str, TaskID] = {}
        begun: dict[str, float] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=max(total, 1), rate="")
                begun[stage] = time.monotonic()
            rate = rate_of(done, time.monotonic() - begun[stage], in_bytes=stage in _STAGES_IN_BYTES)
            bars.update(tasks[stage], completed=done if total else 1, total=max(total, 1), rate=rate)

        yield progress


def rate_of(done: int, seconds: float, *, in_bytes: bool) -> str:
    """How much is done a second: bytes, or texts.

    >>> rate_of(30_000_000, 2.0, in_bytes=True), rate_of(9_000, 2.0, in_bytes=False), rate_of(9, 0.0, in_bytes=False)
    ('15.0 MB/s', '4,500/s', '')
    """
    if seconds <= 0 or not done:
        return ""
    return f"{done / seconds / 1e6:,.1f} MB/s" if in_bytes else f"{done / seconds:,.0f}/s"


def summary_lines(found: Duplicates, texts: Sequence[str | None], *, clusters: int = 5) -> list[str]:
    """Return a short account of ``found``: the counts, and the largest clusters with scores and reasons."""
    dropped = len(found.dropped)
    share = 100 * dropped / max(len(texts), 1)
    lines = [
        f"{counted(len(texts), 'text', 'texts')}: {len(found.kept):,} kept, "
        f"{counted(dropped, 'duplicate', 'duplicates')} ({share:.1f} %)"
    ]
    lines += found.notes
    if found.split is not None:
        return lines
    for kept, *members in sorted(found.clusters, key=lambda group: (-len(group), group[0]))[:clusters]:
        lines += ["", f"  kept     {shown(texts[kept] or '', _WIDTH)}"]
        for member in members[:3]:
            why = found.why(member)
            lines.append(f"  dropped  {shown(texts[member] or '', _WIDTH)}")
            lines.append(f"           {why.score:.2f}  {shown('; '.join(why.reasons), _WIDTH)}")
        if len(members) > 3:
            lines.append(f"           and {len(members) - 3:,} more")
    return lines
