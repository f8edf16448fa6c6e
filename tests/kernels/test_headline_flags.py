"""No two flags share a bit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from textnorm.kernels.scores import headline_flags

#: Made of others, and where some begin.
_NO_FLAGS = {"HEDGES", "DATED", "ENDING_AT"}


@pytest.mark.parametrize("heading", ["Flags of a word.", "Marks of a headline.", "What a number may be."])
def test_no_two_flags_share_a_bit(heading: str) -> None:
    source = Path(headline_flags.__file__).read_text(encoding="utf-8")
    section = source.partition(f"# {heading}")[2].partition("\n\n")[0]
    names = [name for name in re.findall(r"^([A-Z_]+) = ", section, re.MULTILINE) if name not in _NO_FLAGS]
    assert len(names) >= 4
    taken: dict[int, str] = {}
    for name in names:
        value = getattr(headline_flags, name)
        for bit in range(64):
            if value >> bit & 1:
                assert taken.setdefault(bit, name) == name
