"""An edit is one replacement in one text. Every repair step returns edits, so every change can be told and replayed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Edit", "apply_edits", "without_overlaps"]


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


def without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Sort ``edits`` and leave out each that overlaps an earlier or longer one; the cleaner's next pass finds it again.

    >>> without_overlaps([Edit(4, 6, "b"), Edit(0, 5, "a")])
    [Edit(start=0, end=5, after='a', evidence='', confidence=1.0)]
    """
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept
