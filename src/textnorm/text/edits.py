"""An edit is one replacement in one text. Every repair step returns edits, so every change can be told and replayed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Edit", "apply_edits", "compose_edits", "without_overlaps"]


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


def compose_edits(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Edits of ``text`` that do at once what ``first`` does, and ``second`` to the result of ``first``.

    Edits that touch each other become one, with the evidence of both and the lower confidence.

    >>> text = "fÃƒÂ¼r"
    >>> compose_edits(text, [Edit(1, 5, "Ã¼")], [Edit(1, 3, "ü")])
    [Edit(start=1, end=5, after='ü', evidence='', confidence=1.0)]
    """
    if not first or not second:
        return list(first or second)
    # Every edit as (start, end) in the text between the two; an edit of ``first`` stands there as what it wrote.
    shift = 0
    between = []
    for edit in first:
        start = edit.start + shift
        between.append((start, start + len(edit.after), edit))
        shift += len(edit.after) - (edit.end - edit.start)
    middle = apply_edits(text, first)
    composed: list[Edit] = []
    shift = 0  # from the text between to the original, at the place reached
    one = two = 0
    while one < len(between) or two < len(second):
        if two == len(second) or (one < len(between) and between[one][0] <= second[two].start):
            start, end = between[one][:2]
        else:
            start, end = second[two].start, second[two].end
        # Grow over everything that touches.
        ones, twos = one, two
        while True:
            if ones < len(between) and between[ones][0] <= end:
                end = max(end, between[ones][1])
                ones += 1
            elif twos < len(second) and second[twos].start <= end:
                end = max(end, second[twos].end)
                twos += 1
            else:
                break
        group, changes = between[one:ones], second[two:twos]
        grown = sum(len(edit.after) - (edit.end - edit.start) for _, _, edit in group)
        after = apply_edits(
            middle[start:end],
            [change._replace(start=change.start - start, end=change.end - start) for change in changes],
        )
        place, until = start - shift, end - shift - grown
        shift += grown
        if text[place:until] != after:
            parts = [edit for _, _, edit in group] + list(changes)
            evidence = ", ".join(dict.fromkeys(edit.evidence for edit in parts))
            composed.append(Edit(place, until, after, evidence, min(edit.confidence for edit in parts)))
        one, two = ones, twos
    return composed
