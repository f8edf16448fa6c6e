"""An edit is one replacement in one text. Every repair step returns edits, so every change can be told and replayed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Edit", "apply_edits"]


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``after``.

    ``evidence`` says in a few words why (``"UTF-8 read as cp1252"``); ``confidence`` is on 0.0–1.0.
    """

    start: int
    end: int
    after: str
    evidence: str = ""
    confidence: float = 1.0


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Apply ``edits``, which are sorted by place and do not overlap, to ``text``.

    >>> apply_edits("Koeln und Bonn", [Edit(1, 3, "ö"), Edit(6, 9, "&")])
    'Köln & Bonn'
    """
    if not edits:
        return text
    pieces = []
    position = 0
    for edit in edits:
        pieces.append(text[position : edit.start])
        pieces.append(edit.after)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces)
