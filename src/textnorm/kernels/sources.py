"""What the machine code of a kernel was made of: its file, and those of the kernels that it imports."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["made_of", "stamp_of"]

_IMPORT = re.compile(r"^from textnorm\.kernels((?:\.\w+)*) import (\([^)]*\)|[^\n]*)", re.MULTILINE)
_NAME = re.compile(r"\w+")


def stamp_of(file: Path, kernels: Path) -> tuple[tuple[str, int, int], ...]:
    """The time and the size of a file in the folder ``kernels``, and of all there that it is made of.

    Numba looks at the file of a kernel alone, and would go on with the old code of a function that it calls.
    """
    found = [(each.relative_to(kernels).as_posix(), each.stat()) for each in sorted(made_of(file, kernels))]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)


@cache
def made_of(file: Path, kernels: Path) -> frozenset[Path]:
    """``file``, and all files in the folder ``kernels`` that it imports, directly or not."""
    found = {file}
    for parents, names in _IMPORT.findall(file.read_text(encoding="utf-8")):
        folder = kernels.joinpath(*parents.split(".")[1:])
        paths = [folder.with_suffix(".py"), *(folder / f"{name}.py" for name in _NAME.findall(names))]
        for path in paths:
            if path.is_file():
                found |= made_of(path, kernels)
    return frozenset(found)
