"""Write files under temporary names and rename them when all are complete.

No half-written file ever replaces a good one, and a file that cannot be completed leaves nothing behind.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import combinations
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from textnorm.adapters.terminal import STANDARD_OUTPUT
from textnorm.errors import BadRecord, TextnormError, UnknownOption

__all__ = ["Outputs", "atomic_write", "naming_errors", "refuse_shared_files"]


class _Pending(NamedTuple):
    temporary: Path
    target: Path


class Outputs:
    """The output files of one job: all of them appear when the block ends well, and none if it does not.

    Writing to all of them is over before the first one is renamed, so that a full disk spoils none.
    """

    def __init__(self) -> None:
        self._pending: list[_Pending] = []

    def __enter__(self) -> Outputs:
        return self

    def reserve(self, path: Path) -> Path:
        """Return a temporary path that becomes ``path``. Raises ``BadRecord`` if that cannot be written.

        A device or a pipe is written to directly: a file must never replace it. A link stays, its target changes.
        """
        if path.is_dir():
            raise BadRecord(f"{path}: is a folder; name a file in it")
        try:
            if path.exists() and not path.is_file():
                return path
            target = path.resolve()
        except (OSError, RuntimeError) as error:  # a circle of links
            raise BadRecord(f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}") from None
        if path.is_symlink() and target.is_symlink():
            raise BadRecord(f"{path}: cannot be written: its links form a circle")
        if target.exists() and not os.access(target, os.W_OK):
            raise BadRecord(f"{path}: cannot be written: it is read-only")
        for pending in self._pending:
            if pending.target == target:
                return pending.temporary
        try:
            descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", suffix=".part", dir=target.parent)
        except OSError as error:
            if not target.parent.exists():
                message = f"{path}: cannot be written: its folder does not exist; create {target.parent}"
                raise BadRecord(message) from None
            raise BadRecord(f"{path}: cannot be written: {error.strerror or error}") from None
        os.close(descriptor)
        self._pending.append(_Pending(Path(name), target))
        return Path(name)

    def reserve_all(self, *names: str | None) -> None:
        """Reserve the files of these names, so that what cannot be written is reported before the work begins."""
        for name in names:
            if name is not None and name != "-":
                self.reserve(Path(name))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                for temporary, target in self._pending:
                    _make_like(temporary, target)
                for temporary, target in self._pending:
                    temporary.replace(target)
        finally:
            for temporary, _ in self._pending:
                temporary.unlink(missing_ok=True)


def _make_like(temporary: Path, target: Path) -> None:
    """Give the new file the mode and, where that is allowed, the owner of the one that it replaces."""
    try:
        old = target.stat()
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        return
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(temporary, old.st_uid, old.st_gid)
    temporary.chmod(stat.S_IMODE(old.st_mode) & 0o777)


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Give a temporary path that becomes ``path`` when the block ends well, and vanishes when it does not."""
    with naming_errors(str(path)), Outputs() as outputs:
        yield outputs.reserve(path)


@contextmanager
def naming_errors(name: str) -> Iterator[None]:
    """Give an error of the system, such as a full disk, the name of the output."""
    try:
        yield
    except OSError as error:
        # An error of ours says where it happened: that of an index is an OSError as well.
        if error.filename is None and not isinstance(error, BrokenPipeError | TextnormError):
            error.filename = name
        raise


def refuse_shared_files(
    inputs: Mapping[str, str | None], outputs: Mapping[str, str | None], *, in_place: bool = True
) -> None:
    """Raise ``UnknownOption`` if an output is another output, or an input that must stay.

    The keys are what messages call them: the option. Links are followed, and so is the way in which the file system
    compares names. With ``in_place``, the first output may be the first input: it is replaced when it has been read.
    """
    given_in = [(option, name) for option, name in inputs.items() if name is not None]
    given_out = [(option, name) for option, name in outputs.items() if name is not None]
    for (option, name), (other, other_name) in combinations(given_out, 2):
        if _same_file(name, other_name, written=True):
            raise UnknownOption(f"{option} and {other} are both {_shown(name)}; give each a file of its own")
    main = (next(iter(inputs), None), next(iter(outputs), None))
    for option, name in given_in:
        for other, other_name in given_out:
            if in_place and (option, other) == main and other_name != "-":
                continue
            if _same_file(name, other_name, written=False):
                raise UnknownOption(f"{other} would overwrite {option} ({_shown(name)}); give it a file of its own")
    for (option, name), (other, other_name) in combinations(given_in, 2):
        if name == other_name == "-":
            raise UnknownOption(f"{option} and {other} are both standard input; name a file for one")


def _shown(name: str) -> str:
    return STANDARD_OUTPUT if name == "-" else name


def _same_file(first: str, second: str, *, written: bool) -> bool:
    """Whether two names are one regular file. ``-`` is standard output if it is ``written``, or comes second."""
    if first == second == "-":
        return written
    if "-" in (first, second):
        stream = sys.stdin if first == "-" and not written else sys.stdout
        try:
            status, path = os.fstat(stream.fileno()), Path(second if first == "-" else first).stat()
        except (OSError, ValueError, AttributeError):
            return False
        return stat.S_ISREG(status.st_mode) and os.path.samestat(status, path)
    one, other = Path(first), Path(second)
    try:
        if one.exists() and other.exists():
            return one.samefile(other) and one.is_file()
        one, other = one.resolve(), other.resolve()
    except (OSError, RuntimeError):
        return False
    if one == other:
        return True
    return one.parent == other.parent and one.name.casefold() == other.name.casefold() and _ignores_case(one.parent)


def _ignores_case(folder: Path) -> bool:
    """Whether the file system of ``folder`` takes upper and lower case for the same."""
    for place in (folder, *folder.parents):
        swapped = place.with_name(place.name.swapcase()) if place.name else place
        if swapped != place:
            return swapped.exists() and swapped.samefile(place)
    return False
