"""Imports point inward only: adapters → match → text → kernels, with errors and buffers at the centre."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "textnorm"
RINGS = {"errors": 0, "buffers": 0, "kernels": 1, "text": 2, "match": 3, "adapters": 4}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)


def imported_rooms(path: Path) -> set[str]:
    """The first part after ``textnorm.`` of everything that the file imports."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        rooms |= {name.split(".")[1] for name in names if name.startswith("textnorm.")}
    return rooms


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_inward(path: Path) -> None:
    own = RINGS[path.relative_to(PACKAGE).parts[0]]
    outward = {room for room in imported_rooms(path) if RINGS.get(room, -1) > own}
    assert not outward, f"{path.name} imports from an outer ring: {', '.join(sorted(outward))}"
