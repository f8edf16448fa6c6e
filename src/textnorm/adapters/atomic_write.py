"""Write a file under a temporary name and rename it when it is complete.

No half-written file ever replaces a good one, and a file that cannot be completed leaves nothing behind.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textnorm.errors import BadRecord

__all__ = ["atomic_write"]


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Give a temporary path that becomes ``path`` when the block ends well, and vanishes when it does not.

    A device or a pipe is written to directly: a file must never replace it. A link stays, its target changes.
    """
    if path.is_dir():
        raise BadRecord(f"{path}: is a folder; name a file in it")
    if path.exists() and not path.is_file():
        yield path
        return
    path = path.resolve()
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise BadRecord(f"{path}: cannot be written: {error.strerror or error}") from None
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
