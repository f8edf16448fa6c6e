"""Two rounds of edits as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textnorm.text.edits import Edit, apply_edits

__all__ = ["compose_edits", "until_stable"]


def compose_edits(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """The edits of ``text`` that do what ``first`` and then ``second`` (on the text that ``first`` made) would do.

    >>> once = [Edit(0, 1, "bc")]
    >>> compose_edits("ax", once, [Edit(1, 2, "d"), Edit(2, 3, "y")])
    [Edit(start=0, end=2, after='bdy', evidence='', confidence=1.0)]
    """
    middle = apply_edits(text, first)
    # Every edit as (start, end) in the middle text, with its shift back to the original.
    placed: list[tuple[int, int, int, Edit]] = []
    shift = 0  # middle position minus original position
    for edit in first:
        start = edit.start + shift
        shift += len(edit.after) - (edit.end - edit.start)
        placed.append((start, start + len(edit.after), 0, edit))
    placed += [(edit.start, edit.end, 1, edit) for edit in second]
    placed.sort(key=lambda item: item[:3])
    composed: list[Edit] = []
    shift = i = 0
    while i < len(placed):
        start, end = placed[i][:2]
        group = [placed[i]]
        i += 1
        while i < len(placed) and placed[i][0] <= end:
            end = max(end, placed[i][1])
            group.append(placed[i])
            i += 1
        before = start - shift
        grown = sum(len(edit.after) - (edit.end - edit.start) for _, _, turn, edit in group if turn == 0)
        later = [edit._replace(start=edit.start - start, end=edit.end - start) for _, _, turn, edit in group if turn]
        after = apply_edits(middle[start:end], later)
        shift += grown
        original = text[before : end - shift]
        if after != original:
            edit = group[0][3]
            composed.append(Edit(before, end - shift, after, edit.evidence, edit.confidence))
    return composed


def until_stable(text: str, step: Callable[[str], list[Edit]], *, rounds: int = 4) -> list[Edit]:
    """Repeat ``step`` until it changes nothing more, and return all its rounds as one.

    A text that does not settle is left as it is, so the result never changes when it is asked for again.
    """
    total: list[Edit] = []
    current = text
    for _ in range(rounds):
        edits = step(current)
        if not edits:
            return total
        total = compose_edits(text, total, edits) if total else edits
        current = apply_edits(text, total)
    return []
